//! An act as bytes: canonical JSON, signed by its actor over the DSSE pre-authentication encoding.

use ed25519_dalek::{Signature, VerifyingKey};
use scheme::archive::ACT_TYPE as PAYLOAD_TYPE;
use scheme::body::act::Act;

use crate::key::Key;

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
    let signature = key.sign(&encoding(PAYLOAD_TYPE, &bytes));
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
    let encoded = encoding(PAYLOAD_TYPE, bytes);
    if is_signed_by(public_key, &encoded, signature) {
        Ok(())
    } else {
        Err(wrong())
    }
}

/// Whether these very bytes are signed by this key: 64 hexadecimal digits.
pub(crate) fn is_signed_by(public_key: &str, bytes: &[u8], signature: &[u8]) -> bool {
    let verified = || {
        let mut raw = [0; 32];
        hex::decode_to_slice(public_key, &mut raw).ok()?;
        let key = VerifyingKey::from_bytes(&raw).ok()?;
        let signature = Signature::from_slice(signature).ok()?;
        key.verify_strict(bytes, &signature).ok()
    };
    verified().is_some()
}

/// The one spelling of an act: what is signed.
pub(crate) fn to_bytes(act: &Act) -> Result<Vec<u8>, SignedActError> {
    serde_json_canonicalizer::to_vec(act).map_err(|error| SignedActError::Form {
        detail: error.to_string(),
    })
}

/// DSSE v1.0: `DSSEv1 SP len(type) SP type SP len(payload) SP payload`.
pub(crate) fn encoding(payload_type: &str, bytes: &[u8]) -> Vec<u8> {
    let head = format!(
        "DSSEv1 {} {payload_type} {} ",
        payload_type.len(),
        bytes.len()
    );
    [head.as_bytes(), bytes].concat()
}
