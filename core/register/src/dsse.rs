//! The envelope of a statement: DSSE with exactly one Ed25519 signature.
//!
//! In the register an envelope is canonical JSON and its `keyid` is set; inside a bundle only the fields count.

use serde::{Deserialize, Serialize};

use crate::canonical::{self, CanonicalError, Digest};
use crate::document;
use crate::key::{SigningKey, VerifyingKey};

/// The payload type of in-toto statements.
pub const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";

/// A signed payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// The signed bytes: an in-toto statement.
    pub payload: Vec<u8>,
    /// `keyid` as written: the signer's, or empty in a stranger's envelope.
    pub keyid: String,
    /// The signature over the pre-authentication encoding.
    pub signature: Vec<u8>,
}

/// Why an envelope was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// Not canonical JSON of an envelope.
    #[error(transparent)]
    Spelling(#[from] CanonicalError),
    /// Another payload type.
    #[error("payload type is {found:?}, wanted {PAYLOAD_TYPE:?}")]
    PayloadType {
        /// What stood there.
        found: String,
    },
    /// None, or more than one.
    #[error("an envelope here has exactly one signature, this has {found}")]
    Signatures {
        /// Signatures found.
        found: usize,
    },
}

/// An envelope as JSON has it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct WireEnvelope {
    pub(crate) payload: String,
    pub(crate) payload_type: String,
    pub(crate) signatures: Vec<WireSignature>,
}

/// One signature as JSON has it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WireSignature {
    #[serde(default)]
    pub(crate) keyid: String,
    pub(crate) sig: String,
}

impl Envelope {
    /// Signs a payload; the `keyid` is the key's.
    pub fn sign(payload: Vec<u8>, key: &SigningKey) -> Envelope {
        let signature = key.sign(&pre_authentication(&payload)).to_vec();
        Envelope {
            payload,
            keyid: key.verifying_key().keyid(),
            signature,
        }
    }

    /// Whether this key signed the payload.
    pub fn is_signed_by(&self, key: VerifyingKey) -> bool {
        key.verifies(&pre_authentication(&self.payload), &self.signature)
    }

    /// The digest that names the statement in the register.
    pub fn payload_digest(&self) -> Digest {
        Digest::of(&self.payload)
    }

    /// The digest of the pre-authentication encoding.
    pub fn pae_digest(&self) -> Digest {
        Digest::of(&pre_authentication(&self.payload))
    }

    /// Canonical JSON.
    pub fn to_bytes(&self) -> Vec<u8> {
        canonical::to_json(&self.to_wire())
    }

    /// Reads canonical JSON.
    ///
    /// # Errors
    /// When the bytes are not an envelope with one signature in its one spelling.
    pub fn from_bytes(bytes: &[u8]) -> Result<Envelope, EnvelopeError> {
        Envelope::from_wire(&canonical::from_json(bytes)?)
    }

    pub(crate) fn to_wire(&self) -> WireEnvelope {
        WireEnvelope {
            payload: canonical::to_base64(&self.payload),
            payload_type: PAYLOAD_TYPE.to_owned(),
            signatures: vec![WireSignature {
                keyid: self.keyid.clone(),
                sig: canonical::to_base64(&self.signature),
            }],
        }
    }

    pub(crate) fn from_wire(wire: &WireEnvelope) -> Result<Envelope, EnvelopeError> {
        if wire.payload_type != PAYLOAD_TYPE {
            let found = canonical::shown(&wire.payload_type);
            return Err(EnvelopeError::PayloadType { found });
        }
        let [signature] = wire.signatures.as_slice() else {
            return Err(EnvelopeError::Signatures {
                found: wire.signatures.len(),
            });
        };
        Ok(Envelope {
            payload: canonical::from_base64(&wire.payload)?,
            keyid: signature.keyid.clone(),
            signature: canonical::from_base64(&signature.sig)?,
        })
    }
}

/// What is signed of an in-toto statement: DSSE's pre-authentication encoding.
pub fn pre_authentication(payload: &[u8]) -> Vec<u8> {
    document::pre_authentication(PAYLOAD_TYPE, payload)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn envelope() -> Envelope {
        Envelope::sign(b"{}".to_vec(), &SigningKey::from_seed(&[1; 32]))
    }

    #[test]
    fn the_encoding_counts_bytes_not_letters() {
        assert_eq!(
            pre_authentication("関".as_bytes()),
            "DSSEv1 28 application/vnd.in-toto+json 3 関".as_bytes()
        );
    }

    #[test]
    fn an_envelope_reads_back() {
        let bytes = envelope().to_bytes();
        assert_eq!(Envelope::from_bytes(&bytes), Ok(envelope()));
        assert!(envelope().is_signed_by(SigningKey::from_seed(&[1; 32]).verifying_key()));
        assert!(!envelope().is_signed_by(SigningKey::from_seed(&[2; 32]).verifying_key()));
    }

    #[test]
    fn two_signatures_are_refused() {
        let mut wire = envelope().to_wire();
        wire.signatures.push(wire.signatures[0].clone());
        let bytes = canonical::to_json(&wire);
        assert_eq!(
            Envelope::from_bytes(&bytes),
            Err(EnvelopeError::Signatures { found: 2 })
        );
    }

    #[test]
    fn another_payload_type_is_refused() {
        let mut wire = envelope().to_wire();
        wire.payload_type = "text/plain".to_owned();
        let refused = Envelope::from_bytes(&canonical::to_json(&wire));
        assert_eq!(
            refused,
            Err(EnvelopeError::PayloadType {
                found: "text/plain".to_owned()
            })
        );
    }

    #[test]
    fn a_space_between_tokens_is_refused_in_the_register() {
        let spaced = String::from_utf8(envelope().to_bytes())
            .unwrap()
            .replacen(':', ": ", 1);
        assert!(matches!(
            Envelope::from_bytes(spaced.as_bytes()),
            Err(EnvelopeError::Spelling(CanonicalError::NotCanonical { .. }))
        ));
    }
}
