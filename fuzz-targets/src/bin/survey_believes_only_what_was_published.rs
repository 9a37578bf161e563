//! A register with changed files is refused with reasons, or says what the honest one says.
#![no_main]

use fuzz_targets::edits::apply;
use fuzz_targets::honest::{REGISTER, SEEN};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|edits: &[u8]| {
    assert!(SEEN.reasons.is_empty(), "{:?}", SEEN.reasons);
    let seen = REGISTER.survey(&apply(REGISTER.files.clone(), edits));
    if seen.reasons.is_empty() {
        assert_eq!(seen, *SEEN);
    }
});
