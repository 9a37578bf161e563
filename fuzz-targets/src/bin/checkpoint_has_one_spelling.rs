//! A checkpoint is read in one spelling only.
#![no_main]

use libfuzzer_sys::fuzz_target;
use register::checkpoint::Checkpoint;

fuzz_target!(|text: &str| {
    if let Ok(checkpoint) = Checkpoint::parse(text) {
        assert_eq!(checkpoint.to_text(), text);
    }
});
