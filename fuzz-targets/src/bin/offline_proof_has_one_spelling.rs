//! An offline proof is read in one spelling only.
#![no_main]

use libfuzzer_sys::fuzz_target;
use register::proof::OfflineProof;

fuzz_target!(|text: &str| {
    if let Ok(proof) = OfflineProof::parse(text) {
        assert_eq!(proof.to_text(), text);
    }
});
