//! A test summary that was read is written and read as the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use scheme::report::{Limits, Summary};

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits::default();
    if let Ok(summary) = Summary::from_bytes(bytes, &limits) {
        let again = serde_json::to_vec(&summary).expect("plain texts and numbers");
        assert_eq!(Summary::from_bytes(&again, &limits), Ok(summary));
    }
});
