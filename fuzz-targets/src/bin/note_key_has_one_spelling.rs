//! The key of a log or a witness is read in one spelling only.
#![no_main]

use libfuzzer_sys::fuzz_target;
use register::key::NoteKey;

fuzz_target!(|text: &str| {
    if let Ok(key) = NoteKey::parse(text) {
        assert_eq!(key.vkey(), text);
    }
});
