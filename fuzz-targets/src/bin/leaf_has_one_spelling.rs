//! An entry of the log is read in one spelling only.
#![no_main]

use libfuzzer_sys::fuzz_target;
use register::leaf::Leaf;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(leaf) = Leaf::from_bytes(bytes) {
        assert_eq!(leaf.to_bytes(), bytes);
    }
});
