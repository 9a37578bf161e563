//! A signed envelope is read in one spelling only.
#![no_main]

use libfuzzer_sys::fuzz_target;
use register::dsse::Envelope;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(envelope) = Envelope::from_bytes(bytes) {
        assert_eq!(envelope.to_bytes(), bytes);
    }
});
