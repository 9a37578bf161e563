//! Ed25519 keys and the names that the formats give them.
//!
//! One key has four spellings: SPKI DER (bundles, leaves), its digest as `keyid` (DSSE, hints), the four-byte id
//! that depends on a name (signed notes), and the `vkey` text (C2SP). Key material is handed in.

use std::fmt;

use ed25519_dalek::Signer as _;
use serde::{Deserialize, Serialize};

use crate::canonical::{CanonicalError, Digest, from_base64, shown, to_base64};

/// A private key that signs statements, checkpoints or cosignatures.
#[derive(Clone)]
pub struct SigningKey(ed25519_dalek::SigningKey);

/// A public key; base64 of its SPKI DER in JSON.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct VerifyingKey(ed25519_dalek::VerifyingKey);

/// What a note key signs: the type byte of C2SP signed-note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoteKind {
    /// `0x01`: the log itself, over the note's text.
    Log,
    /// `0x04`: a witness, `cosignature/v1`, over time and text.
    Cosignature,
}

/// A named key of a log or a witness, as C2SP writes it: `name+id+key`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NoteKey {
    name: String,
    kind: NoteKind,
    key: VerifyingKey,
}

/// Why a key was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, serde::Serialize, strum::VariantNames)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum KeyError {
    /// Not an Ed25519 SubjectPublicKeyInfo.
    #[error(
        "not an Ed25519 public key in SPKI DER: {bytes} bytes (44 wanted, with the prefix of RFC 8410)"
    )]
    NotSpki {
        /// Bytes found.
        bytes: usize,
    },
    /// Not one public key as PEM.
    #[error(
        "not one public key as PEM (from -----BEGIN PUBLIC KEY----- to -----END PUBLIC KEY-----)"
    )]
    NotPem,
    /// Not a point of the curve, or one of the few that sign everything.
    #[error("the 32 bytes are not a usable Ed25519 point")]
    NotAPoint,
    /// Not base64.
    #[error(transparent)]
    Spelling(
        #[from]
        #[serde(skip)]
        CanonicalError,
    ),
    /// Not `name+id+key`.
    #[error("not a verifier key: {text:?} (looks like name+1a2b3c4d+AQ…)")]
    NotVkey {
        /// What stood there.
        text: String,
    },
    /// The id does not belong to this name and key.
    #[error("verifier key {name} says id {said:08x}, its key gives {is:08x}")]
    WrongId {
        /// Name in the key.
        name: String,
        /// Id in the text.
        said: u32,
        /// Id of name and key.
        is: u32,
    },
    /// A key type that is neither a log's nor a witness's Ed25519.
    #[error("verifier key {name} has type {kind:#04x}, known are 0x01 (log) and 0x04 (witness)")]
    UnknownKind {
        /// Name in the key.
        name: String,
        /// Type byte.
        kind: u8,
    },
}

/// DER of `SubjectPublicKeyInfo { id-Ed25519 }` up to the key bytes (RFC 8410, section 4).
const SPKI_PREFIX: [u8; 12] = [
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
];

impl SigningKey {
    /// The key of this 32-byte seed (RFC 8032).
    pub fn from_seed(seed: &[u8; 32]) -> SigningKey {
        SigningKey(ed25519_dalek::SigningKey::from_bytes(seed))
    }

    /// The public half.
    pub fn verifying_key(&self) -> VerifyingKey {
        VerifyingKey(self.0.verifying_key())
    }

    /// Signs these bytes.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

impl From<ed25519_dalek::SigningKey> for SigningKey {
    fn from(key: ed25519_dalek::SigningKey) -> SigningKey {
        SigningKey(key)
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "SigningKey([hidden], public {})",
            self.verifying_key().keyid()
        )
    }
}

impl VerifyingKey {
    /// Reads the 32 bytes of RFC 8032.
    ///
    /// # Errors
    /// When they are no point, or a weak one.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<VerifyingKey, KeyError> {
        let key =
            ed25519_dalek::VerifyingKey::from_bytes(bytes).map_err(|_| KeyError::NotAPoint)?;
        // Under a weak key one signature fits many messages; a point may also have a second spelling.
        if key.is_weak() || key.to_edwards().compress().to_bytes() != *bytes {
            return Err(KeyError::NotAPoint);
        }
        Ok(VerifyingKey(key))
    }

    /// Reads SPKI DER.
    ///
    /// # Errors
    /// When it is not exactly an Ed25519 key.
    pub fn from_spki(der: &[u8]) -> Result<VerifyingKey, KeyError> {
        let refused = || KeyError::NotSpki { bytes: der.len() };
        let bytes = der.strip_prefix(&SPKI_PREFIX).ok_or_else(refused)?;
        VerifyingKey::from_bytes(bytes.try_into().map_err(|_| refused())?)
    }

    /// Reads SPKI as PEM (RFC 7468): one key, with nothing but white space around it.
    ///
    /// # Errors
    /// When it is not exactly one Ed25519 public key.
    pub fn from_pem(text: &str) -> Result<VerifyingKey, KeyError> {
        let inner = text.trim().strip_prefix("-----BEGIN PUBLIC KEY-----");
        let inner = inner.and_then(|rest| rest.strip_suffix("-----END PUBLIC KEY-----"));
        let inner = inner.ok_or(KeyError::NotPem)?;
        let bare: String = inner.split_ascii_whitespace().collect();
        let der = from_base64(&bare).map_err(|_| KeyError::NotPem)?;
        VerifyingKey::from_spki(&der)
    }

    /// The 32 bytes of RFC 8032.
    pub fn to_bytes(self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// SPKI DER, 44 bytes.
    pub fn to_spki(self) -> Vec<u8> {
        [SPKI_PREFIX.as_slice(), self.0.as_bytes()].concat()
    }

    /// Base64 of the SHA-256 of the SPKI DER: the DSSE `keyid` and the bundle's `hint`.
    pub fn keyid(self) -> String {
        Digest::of(&self.to_spki()).to_base64()
    }

    /// Whether the signature is this key's over these bytes, by the strict rules (no second spelling of a signature).
    pub fn verifies(self, message: &[u8], signature: &[u8]) -> bool {
        ed25519_dalek::Signature::from_slice(signature)
            .is_ok_and(|signature| self.0.verify_strict(message, &signature).is_ok())
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifyingKey({})", self.keyid())
    }
}

impl From<VerifyingKey> for String {
    fn from(key: VerifyingKey) -> String {
        to_base64(&key.to_spki())
    }
}

impl TryFrom<String> for VerifyingKey {
    type Error = KeyError;
    fn try_from(text: String) -> Result<VerifyingKey, KeyError> {
        VerifyingKey::from_spki(&from_base64(&text)?)
    }
}

impl NoteKind {
    fn byte(self) -> u8 {
        match self {
            NoteKind::Log => 0x01,
            NoteKind::Cosignature => 0x04,
        }
    }
}

impl NoteKey {
    /// Names a log's key; the name is the shard's origin.
    ///
    /// # Errors
    /// When the name is empty or holds white space or a plus sign.
    pub fn log(origin: &str, key: VerifyingKey) -> Result<NoteKey, KeyError> {
        NoteKey::new(origin, NoteKind::Log, key)
    }

    /// Names a witness's key.
    ///
    /// # Errors
    /// When the name is empty or holds white space or a plus sign.
    pub fn witness(name: &str, key: VerifyingKey) -> Result<NoteKey, KeyError> {
        NoteKey::new(name, NoteKind::Cosignature, key)
    }

    fn new(name: &str, kind: NoteKind, key: VerifyingKey) -> Result<NoteKey, KeyError> {
        if !signed_note::is_key_name_valid(name) || name.contains(char::is_control) {
            return Err(KeyError::NotVkey { text: shown(name) });
        }
        Ok(NoteKey {
            name: name.to_owned(),
            kind,
            key,
        })
    }

    /// Reads `name+id+key`.
    ///
    /// # Errors
    /// When the form, the id, the type or the key is wrong.
    pub fn parse(text: &str) -> Result<NoteKey, KeyError> {
        let refused = || KeyError::NotVkey { text: shown(text) };
        let (name, rest) = text.split_once('+').ok_or_else(refused)?;
        let (id, key) = rest.split_once('+').ok_or_else(refused)?;
        let bytes = from_base64(key)?;
        let (&kind, raw) = bytes.split_first().ok_or_else(refused)?;
        let kind = match kind {
            0x01 => NoteKind::Log,
            0x04 => NoteKind::Cosignature,
            kind => {
                return Err(KeyError::UnknownKind {
                    name: shown(name),
                    kind,
                });
            }
        };
        let raw = <&[u8; 32]>::try_from(raw).map_err(|_| refused())?;
        let parsed = NoteKey::new(name, kind, VerifyingKey::from_bytes(raw)?)?;
        if id != format!("{:08x}", parsed.id()) {
            let said = u32::from_str_radix(id, 16).map_err(|_| refused())?;
            return Err(KeyError::WrongId {
                name: shown(name),
                said,
                is: parsed.id(),
            });
        }
        Ok(parsed)
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the key signs.
    pub fn kind(&self) -> NoteKind {
        self.kind
    }

    /// The key.
    pub fn key(&self) -> VerifyingKey {
        self.key
    }

    /// The four-byte id of signature lines.
    pub fn id(&self) -> u32 {
        signed_note::key_id(&self.name, &self.typed())
    }

    /// The whole digest whose first four bytes are the id; a bundle's `logId.keyId`.
    pub fn log_id(&self) -> Digest {
        Digest::of(&[self.name.as_bytes(), b"\n", &self.typed()].concat())
    }

    /// `name+id+key`.
    pub fn vkey(&self) -> String {
        format!(
            "{}+{:08x}+{}",
            self.name,
            self.id(),
            to_base64(&self.typed())
        )
    }

    fn typed(&self) -> Vec<u8> {
        [&[self.kind.byte()], self.key.to_bytes().as_slice()].concat()
    }
}

impl From<NoteKey> for String {
    fn from(key: NoteKey) -> String {
        key.vkey()
    }
}

impl TryFrom<String> for NoteKey {
    type Error = KeyError;
    fn try_from(text: String) -> Result<NoteKey, KeyError> {
        NoteKey::parse(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> SigningKey {
        SigningKey::from_seed(&[7; 32])
    }

    #[test]
    fn secrets_do_not_print() {
        let printed = format!("{:?}", key());
        assert!(printed.contains("[hidden]"));
        assert!(!printed.contains(&hex::encode([7; 32])));
        assert!(!printed.contains("7, 7, 7"));
    }

    #[test]
    fn a_pem_of_one_public_key_is_read_and_nothing_else() {
        let key = key().verifying_key();
        let base64 = to_base64(&key.to_spki());
        let pem = |label: &str, inner: &str| {
            format!("-----BEGIN {label}-----\n{inner}\n-----END {label}-----\n")
        };
        let good = pem("PUBLIC KEY", &base64);
        assert_eq!(VerifyingKey::from_pem(&good), Ok(key));
        let broken = format!("\n{}\r\n", good.replace('\n', "\r\n"));
        assert_eq!(VerifyingKey::from_pem(&broken), Ok(key));
        for bad in [
            "".to_owned(),
            base64.clone(),
            pem("PRIVATE KEY", &base64),
            pem("PUBLIC KEY", "?"),
            format!("{good}{good}"),
            format!("said before\n{good}"),
        ] {
            assert_eq!(VerifyingKey::from_pem(&bad), Err(KeyError::NotPem), "{bad}");
        }
        let short = pem("PUBLIC KEY", "AAAA");
        assert_eq!(
            VerifyingKey::from_pem(&short),
            Err(KeyError::NotSpki { bytes: 3 })
        );
    }

    #[test]
    fn a_vkey_reads_back() {
        let named = NoteKey::log("log.example/2026", key().verifying_key()).unwrap();
        assert_eq!(NoteKey::parse(&named.vkey()), Ok(named.clone()));
        assert_eq!(&named.log_id().0[..4], named.id().to_be_bytes());
        // The crate signed_note spells the same key the same way.
        let dalek = ed25519_dalek::VerifyingKey::from_bytes(&named.key().to_bytes()).unwrap();
        assert_eq!(
            signed_note::new_ed25519_verifier_key("log.example/2026", &dalek),
            named.vkey()
        );
    }

    #[test]
    fn a_vkey_with_another_id_is_refused() {
        let text = NoteKey::log("log.example/2026", key().verifying_key())
            .unwrap()
            .vkey();
        let other = text.replacen("2026", "2027", 1);
        assert!(matches!(
            NoteKey::parse(&other),
            Err(KeyError::WrongId { .. })
        ));
    }

    #[test]
    fn an_spki_of_another_algorithm_is_refused() {
        let mut der = key().verifying_key().to_spki();
        assert_eq!(VerifyingKey::from_spki(&der), Ok(key().verifying_key()));
        der[8] = 0x6e;
        assert_eq!(
            VerifyingKey::from_spki(&der),
            Err(KeyError::NotSpki { bytes: 44 })
        );
    }

    #[test]
    fn a_weak_key_is_refused() {
        let mut identity = [0; 32];
        identity[0] = 1;
        assert_eq!(
            VerifyingKey::from_bytes(&identity),
            Err(KeyError::NotAPoint)
        );
    }

    #[test]
    fn a_signature_binds_every_byte_of_the_message() {
        let signature = key().sign(b"issue");
        assert!(key().verifying_key().verifies(b"issue", &signature));
        assert!(!key().verifying_key().verifies(b"Issue", &signature));
        assert!(!key().verifying_key().verifies(b"issue", &signature[..63]));
    }
}
