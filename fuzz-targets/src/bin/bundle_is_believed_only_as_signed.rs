//! A bundle is believed only for a statement that the body signed, in the tree that its log signed.
#![no_main]

use fuzz_targets::honest::{REGISTER, limits, statements};
use libfuzzer_sys::fuzz_target;
use register::bundle::check_bundle;

fuzz_target!(|bytes: &[u8]| {
    match check_bundle(bytes, &REGISTER.trust, &limits()) {
        Ok(checked) => {
            assert!(statements().contains(&checked.statement));
            assert_eq!((checked.size, checked.root), REGISTER.tree());
            assert_eq!(checked.cosigned.len(), 1);
        }
        Err(reasons) => assert!(!reasons.is_empty()),
    }
});
