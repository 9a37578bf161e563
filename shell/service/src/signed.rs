//! An act as bytes: canonical JSON, signed by its actor over the DSSE pre-authentication encoding.

use ed25519_dalek::{Signature, VerifyingKey};
use scheme::body::act::Act;

use crate::key::Key;

/// The payload type of a signed act.
const PAYLOAD_TYPE: &str = "application/vnd.sekisho.act.v1+json";

/// Why the bytes of an act cannot be believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, serde::Serialize, strum::VariantNames)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum SignedActError {
    /// Not the canonical JSON of an act.
    #[error("not an act in canonical JSON: {detail}")]
    Form {
        /// What was wrong.
        detail: String,
    },
    /// Signed by another key, or changed since.
    #[error("the signature is not that of {actor}'s key")]
    Signature {
        /// Whose act it says it is.
        actor: String,
    },
}

/// The act's bytes and the actor's signature over them.
pub(crate) fn sign(act: &Act, key: &Key) -> Result<(Vec<u8>, [u8; 64]), SignedActError> {
    let bytes = to_bytes(act)?;
    let signature = key.sign(&encoding(&bytes));
    Ok((bytes, signature))
}

/// Reads an act back; it must have the one spelling that [`sign`] gives it.
pub(crate) fn read(bytes: &[u8]) -> Result<Act, SignedActError> {
    let form = |detail: String| SignedActError::Form { detail };
    let act: Act = serde_json::from_slice(bytes).map_err(|error| form(error.to_string()))?;
    if to_bytes(&act)? != bytes {
        return Err(form("another spelling of the same act".to_owned()));
    }
    Ok(act)
}

/// Checks the signature over an act's bytes with the actor's public key, 64 hexadecimal digits.
pub(crate) fn check(
    act: &Act,
    bytes: &[u8],
    signature: &[u8],
    public_key: &str,
) -> Result<(), SignedActError> {
    let wrong = || SignedActError::Signature {
        actor: act.by.to_string(),
    };
    let mut raw = [0; 32];
    hex::decode_to_slice(public_key, &mut raw).map_err(|_| wrong())?;
    let key = VerifyingKey::from_bytes(&raw).map_err(|_| wrong())?;
    let signature = Signature::from_slice(signature).map_err(|_| wrong())?;
    key.verify_strict(&encoding(bytes), &signature)
        .map_err(|_| wrong())
}

/// The one spelling of an act: what is signed.
pub(crate) fn to_bytes(act: &Act) -> Result<Vec<u8>, SignedActError> {
    serde_json_canonicalizer::to_vec(act).map_err(|error| SignedActError::Form {
        detail: error.to_string(),
    })
}

/// DSSE v1.0: `DSSEv1 SP len(type) SP type SP len(payload) SP payload`.
fn encoding(bytes: &[u8]) -> Vec<u8> {
    let head = format!(
        "DSSEv1 {} {PAYLOAD_TYPE} {} ",
        PAYLOAD_TYPE.len(),
        bytes.len()
    );
    [head.as_bytes(), bytes].concat()
}
