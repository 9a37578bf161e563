//! Any declaration of continuing measures is examined; one without defects promises nothing beyond the edition.
#![no_main]

use libfuzzer_sys::fuzz_target;
use scheme::continuing::{Declaration, examine};
use scheme::edition::Edition;
use std::sync::LazyLock;

static EDITION: LazyLock<Edition> = LazyLock::new(|| scheme::edition::shipped().swap_remove(1));

fuzz_target!(|bytes: &[u8]| {
    let Ok(declaration) = serde_json::from_slice::<Declaration>(bytes) else {
        return;
    };
    let end = "2028-02-28".parse().expect("a day");
    if examine(&declaration, "declaration", end, &EDITION).is_empty() {
        assert!(declaration.support_until > end);
        assert!(declaration.fix_days.critical <= EDITION.rules().fix_days.value.critical);
        assert!(declaration.fix_days.critical <= declaration.fix_days.low);
        assert!(!declaration.update_channel.trim().is_empty());
    }
});
