//! A public key, a digest in hexadecimal digits and one in base64 are each read in one spelling only.
#![no_main]

use libfuzzer_sys::fuzz_target;
use register::canonical::Digest;
use register::key::VerifyingKey;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(key) = VerifyingKey::from_spki(bytes) {
        assert_eq!(key.to_spki(), bytes);
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Ok(digest) = text.parse::<Digest>() {
        assert_eq!(digest.to_string(), text);
    }
    if let Ok(digest) = Digest::from_base64(text) {
        assert_eq!(digest.to_base64(), text);
    }
});
