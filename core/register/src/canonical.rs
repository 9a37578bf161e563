//! One spelling for everything signed: digests, strict base64, canonical JSON (RFC 8785).

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// A SHA-256 digest; 64 lower-case hexadecimal digits in JSON.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// The digest of these bytes.
    pub fn of(bytes: &[u8]) -> Digest {
        Digest(Sha256::digest(bytes).into())
    }

    /// Standard base64 with padding, as checkpoints and bundles write it.
    pub fn to_base64(self) -> String {
        to_base64(&self.0)
    }

    /// Reads base64 of exactly 32 bytes.
    ///
    /// # Errors
    /// When the text is not canonical base64 or has another length.
    pub fn from_base64(text: &str) -> Result<Digest, CanonicalError> {
        let bytes = from_base64(text)?;
        let array = <[u8; 32]>::try_from(bytes.as_slice())
            .map_err(|_| CanonicalError::DigestLength { bytes: bytes.len() })?;
        Ok(Digest(array))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> String {
        digest.to_string()
    }
}

impl TryFrom<String> for Digest {
    type Error = CanonicalError;
    fn try_from(text: String) -> Result<Digest, CanonicalError> {
        text.parse()
    }
}

impl FromStr for Digest {
    type Err = CanonicalError;
    fn from_str(text: &str) -> Result<Digest, CanonicalError> {
        let mut bytes = [0; 32];
        let lower = text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if !lower || hex::decode_to_slice(text, &mut bytes).is_err() {
            return Err(CanonicalError::NotADigest { text: shown(text) });
        }
        Ok(Digest(bytes))
    }
}

/// Why bytes are not in their one spelling.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, serde::Serialize, strum::VariantNames)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum CanonicalError {
    /// Not 64 lower-case hexadecimal digits.
    #[error("not a SHA-256 digest: {text:?} (64 lower-case hexadecimal digits)")]
    NotADigest {
        /// What stood there.
        text: String,
    },
    /// Base64 that is broken or could be spelled otherwise.
    #[error("not canonical base64 with padding: {text:?}")]
    NotBase64 {
        /// What stood there.
        text: String,
    },
    /// A digest of another length.
    #[error("a SHA-256 digest has 32 bytes, not {bytes}")]
    DigestLength {
        /// Bytes found.
        bytes: usize,
    },
    /// Not the JSON of this form.
    #[error("not the JSON expected here: {detail}")]
    NotJson {
        /// What the reader met, with line and column.
        detail: String,
    },
    /// Right JSON, other bytes: spaces, order of members, unknown members, another spelling.
    #[error("not canonical JSON (RFC 8785): differs from its canonical form at byte {at}")]
    NotCanonical {
        /// First byte that differs.
        at: usize,
    },
}

/// Canonical JSON of a value of this crate.
pub(crate) fn to_json<T: Serialize>(value: &T) -> Vec<u8> {
    serde_json_canonicalizer::to_vec(value)
        .expect("values of this crate have text keys and finite numbers")
}

/// Reads canonical JSON: writing the value again must give the same bytes.
pub(crate) fn from_json<T: Serialize + DeserializeOwned>(
    bytes: &[u8],
) -> Result<T, CanonicalError> {
    let value: T = serde_json::from_slice(bytes).map_err(|e| CanonicalError::NotJson {
        detail: e.to_string(),
    })?;
    let again = to_json(&value);
    if again != bytes {
        let same = again.iter().zip(bytes).take_while(|(a, b)| a == b).count();
        return Err(CanonicalError::NotCanonical { at: same });
    }
    Ok(value)
}

/// Standard base64 with padding.
pub fn to_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Reads standard base64 with padding, in its one spelling.
///
/// # Errors
/// When a sign, the padding or a trailing bit is not as the writer would have it.
pub fn from_base64(text: &str) -> Result<Vec<u8>, CanonicalError> {
    let refused = || CanonicalError::NotBase64 { text: shown(text) };
    let bytes = STANDARD.decode(text).map_err(|_| refused())?;
    // The decoder is strict by default; this keeps the promise if its default should change.
    if STANDARD.encode(&bytes) == text {
        Ok(bytes)
    } else {
        Err(refused())
    }
}

/// The beginning of a stranger's text, for an error message.
pub(crate) fn shown(text: &str) -> String {
    text.chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_has_one_spelling() {
        assert_eq!(from_base64("AAE="), Ok(vec![0, 1]));
        for other in ["AAF=", "AAE", "AA E=", "AAE=\n", "AAE==", "-_8="] {
            assert!(from_base64(other).is_err(), "{other:?} was read");
        }
    }

    #[test]
    fn digest_is_lower_case() {
        let text = Digest::of(b"").to_string();
        assert_eq!(text.parse(), Ok(Digest::of(b"")));
        assert!(text.to_uppercase().parse::<Digest>().is_err());
        assert!(text[1..].parse::<Digest>().is_err());
    }

    #[test]
    fn json_with_a_space_is_not_canonical() {
        let text = vec!["a".to_owned()];
        assert_eq!(from_json::<Vec<String>>(b"[\"a\"]"), Ok(text));
        assert_eq!(
            from_json::<Vec<String>>(b"[ \"a\"]"),
            Err(CanonicalError::NotCanonical { at: 1 })
        );
    }
}
