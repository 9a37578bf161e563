//! The list of a case's archive is read in one spelling only, and every path in it stays inside.
#![no_main]

use libfuzzer_sys::fuzz_target;
use scheme::archive::{Limits, Manifest};

fuzz_target!(|bytes: &[u8]| {
    let Ok(list) = Manifest::from_bytes(bytes, &Limits::default()) else {
        return;
    };
    assert_eq!(list.to_bytes(), bytes);
    for other in &list.others {
        assert!(!other.path.starts_with('/'));
        assert!(other.path.split('/').all(|part| !part.starts_with('.')));
    }
});
