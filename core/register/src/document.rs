//! Documents that other people's tools have signed: DSSE envelopes of any payload type, with any number of signatures.
//!
//! Not the register's own: [`crate::dsse`] has one type, one signature and one spelling. Here nothing is taken from the
//! envelope but what a signature binds, so members that nobody knows and both alphabets of base64 are let in, as the
//! specification asks.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use serde::Deserialize;

use crate::canonical::shown;
use crate::key::VerifyingKey;

/// Most signatures of an envelope that are looked at.
const SIGNATURES: usize = 64;

/// A document with the signatures on it, none of which has been checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedDocument {
    /// What kind of document was signed.
    pub payload_type: String,
    /// Its bytes.
    pub payload: Vec<u8>,
    signatures: Vec<Vec<u8>>,
}

/// Why an envelope cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, serde::Serialize, strum::VariantNames)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum DocumentError {
    /// Not the JSON of an envelope.
    #[error("not a DSSE envelope: {detail}")]
    Form {
        /// What the reader met, with line and column.
        detail: String,
    },
    /// Payload or signature are not base64.
    #[error("DSSE envelope: {member} is not base64 with padding: {text:?}")]
    NotBase64 {
        /// Which member.
        member: &'static str,
        /// How it begins.
        text: String,
    },
    /// More signatures than anybody needs.
    #[error("DSSE envelope with {found} signatures, limit is {limit}")]
    Signatures {
        /// Signatures found.
        found: usize,
        /// Signatures allowed.
        limit: usize,
    },
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    payload: String,
    payload_type: String,
    signatures: Vec<WireSignature>,
}

#[derive(Deserialize)]
struct WireSignature {
    sig: String,
}

/// Enough of a document to tell whether it is an envelope.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Outline {
    payload_type: Option<serde::de::IgnoredAny>,
}

impl SignedDocument {
    /// True when the bytes are meant as an envelope: JSON with a `payloadType`.
    pub fn recognises(bytes: &[u8]) -> bool {
        serde_json::from_slice(bytes).is_ok_and(|outline: Outline| outline.payload_type.is_some())
    }

    /// Reads an envelope; how long it may be is the caller's to say.
    ///
    /// # Errors
    /// When it is no envelope, or payload or a signature is not base64.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DocumentError> {
        let wire: Wire = serde_json::from_slice(bytes).map_err(|error| DocumentError::Form {
            detail: error.to_string(),
        })?;
        let found = wire.signatures.len();
        if found > SIGNATURES {
            let limit = SIGNATURES;
            return Err(DocumentError::Signatures { found, limit });
        }
        let signatures = wire.signatures.iter();
        Ok(Self {
            payload_type: wire.payload_type,
            payload: decoded("payload", &wire.payload)?,
            signatures: signatures
                .map(|signature| decoded("sig", &signature.sig))
                .collect::<Result<_, _>>()?,
        })
    }

    /// Whether one of its signatures is of this key, over its type and its bytes. What it says of key ids is not looked at.
    pub fn is_signed_by(&self, key: VerifyingKey) -> bool {
        let encoded = pre_authentication(&self.payload_type, &self.payload);
        let mut signatures = self.signatures.iter();
        signatures.any(|signature| key.verifies(&encoded, signature))
    }
}

/// DSSE's pre-authentication encoding: type and payload, each behind its length.
pub fn pre_authentication(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let (type_bytes, bytes) = (payload_type.len(), payload.len());
    let head = format!("DSSEv1 {type_bytes} {payload_type} {bytes} ");
    [head.as_bytes(), payload].concat()
}

fn decoded(member: &'static str, text: &str) -> Result<Vec<u8>, DocumentError> {
    let bytes = STANDARD.decode(text).or_else(|_| URL_SAFE.decode(text));
    bytes.map_err(|_| DocumentError::NotBase64 {
        member,
        text: shown(text),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::key::SigningKey;

    const TYPE: &str = "application/vnd.openvex+json";

    fn key(seed: u8) -> SigningKey {
        SigningKey::from_seed(&[seed; 32])
    }

    fn envelope(payload: &str, signers: &[u8]) -> serde_json::Value {
        let signed = pre_authentication(TYPE, payload.as_bytes());
        let each = signers.iter().map(|seed| {
            let sig = STANDARD.encode(key(*seed).sign(&signed));
            serde_json::json!({ "keyid": "any", "sig": sig, "cert": "a member of a later time" })
        });
        serde_json::json!({
            "payloadType": TYPE,
            "payload": STANDARD.encode(payload),
            "signatures": each.collect::<Vec<_>>(),
        })
    }

    fn read(envelope: &serde_json::Value) -> Result<SignedDocument, DocumentError> {
        SignedDocument::from_bytes(envelope.to_string().as_bytes())
    }

    #[test]
    fn each_signer_is_recognised_and_no_other() {
        let document = read(&envelope("{}", &[1, 2])).unwrap();
        for (seed, signed) in [(1, true), (2, true), (3, false)] {
            let key = key(seed).verifying_key();
            assert_eq!(document.is_signed_by(key), signed, "{seed}");
        }
        let unsigned = read(&envelope("{}", &[])).unwrap();
        assert!(!unsigned.is_signed_by(key(1).verifying_key()));
    }

    #[test]
    fn payload_type_and_signature_are_bound() {
        let key = key(1).verifying_key();
        for (member, other) in [
            ("payload", STANDARD.encode("[]")),
            ("payloadType", "application/csaf+json".to_owned()),
        ] {
            let mut changed = envelope("{}", &[1]);
            changed[member] = other.into();
            assert!(!read(&changed).unwrap().is_signed_by(key), "{member}");
        }
        let mut short = envelope("{}", &[1]);
        short["signatures"][0]["sig"] = "AAAA".into();
        assert!(!read(&short).unwrap().is_signed_by(key));
    }

    #[test]
    fn both_alphabets_of_base64_are_read() {
        let mut found = false;
        for at in 0..64 {
            let mut other = envelope(&format!("{at}"), &[1]);
            let sig = other["signatures"][0]["sig"].as_str().unwrap().to_owned();
            found |= sig.contains(['+', '/']);
            other["signatures"][0]["sig"] = sig.replace('+', "-").replace('/', "_").into();
            let document = read(&other).unwrap();
            assert!(document.is_signed_by(key(1).verifying_key()));
        }
        assert!(found, "the alphabets differ in one of the signatures");
    }

    #[test]
    fn what_is_no_envelope_is_refused_with_the_member() {
        let mut not_base64 = envelope("{}", &[1]);
        not_base64["payload"] = "?".into();
        assert_eq!(
            read(&not_base64),
            Err(DocumentError::NotBase64 {
                member: "payload",
                text: "?".to_owned()
            })
        );
        let mut many = envelope("{}", &[1]);
        let one = many["signatures"][0].clone();
        many["signatures"] = vec![one; 65].into();
        assert_eq!(
            read(&many),
            Err(DocumentError::Signatures {
                found: 65,
                limit: 64
            })
        );
        let form = SignedDocument::from_bytes(b"{}").unwrap_err();
        assert!(form.to_string().contains("payload"), "{form}");
        assert!(!SignedDocument::recognises(b"{\"a\": 1}"));
        assert!(!SignedDocument::recognises(b"\xff"));
        assert!(SignedDocument::recognises(b"{\"payloadType\": \"x\"}"));
    }

    proptest! {
        #[test]
        fn a_changed_envelope_is_what_was_signed_or_not_believed(
            changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
            cut in any::<Option<prop::sample::Index>>(),
        ) {
            let mut bytes = envelope("{}", &[1]).to_string().into_bytes();
            for (at, byte) in changes {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            if let Some(cut) = cut {
                bytes.truncate(cut.index(bytes.len()));
            }
            if let Ok(document) = SignedDocument::from_bytes(&bytes)
                && document.is_signed_by(key(1).verifying_key())
            {
                prop_assert_eq!(document.payload_type, TYPE);
                prop_assert_eq!(document.payload, b"{}");
            }
        }
    }
}
