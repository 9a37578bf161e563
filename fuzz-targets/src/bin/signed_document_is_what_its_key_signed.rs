//! An envelope of a stranger's tool is believed only with the type and the bytes that the key signed; a PEM file is one key or none.
#![no_main]

use libfuzzer_sys::fuzz_target;
use register::document::{SignedDocument, pre_authentication};
use register::key::{SigningKey, VerifyingKey};

const TYPE: &str = "application/vnd.openvex+json";
const PAYLOAD: &[u8] = b"{}";

fuzz_target!(|bytes: &[u8]| {
    let signer = SigningKey::from_seed(&[1; 32]);
    let key = signer.verifying_key();
    if let Ok(document) = SignedDocument::from_bytes(bytes) {
        if document.is_signed_by(key) {
            assert_eq!(document.payload_type, TYPE);
            assert_eq!(document.payload, PAYLOAD);
        }
        let said = pre_authentication(&document.payload_type, &document.payload);
        // What was read is bound: a fresh signature over it is the key's, and no other's.
        let signature = signer.sign(&said);
        assert!(key.verifies(&said, &signature));
        assert!(SignedDocument::recognises(bytes));
    }
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Ok(key) = VerifyingKey::from_pem(text)
    {
        assert_eq!(VerifyingKey::from_spki(&key.to_spki()), Ok(key));
    }
});
