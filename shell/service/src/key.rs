//! Key files: Ed25519 as PKCS#8 PEM, readable by the owner alone.

use std::fmt;
use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use ed25519_dalek::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, KeypairBytes};
use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};

use crate::disk::{Disk, Readers};

/// Why a key cannot be used.
#[derive(Debug, thiserror::Error, serde::Serialize, strum::VariantNames)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum KeyError {
    /// The file cannot be read or written.
    #[error("key file {path}")]
    File {
        /// Where.
        path: PathBuf,
        /// Why.
        #[serde(skip)]
        source: io::Error,
    },
    /// Others than the owner may read it.
    #[error("key file {path} has mode {mode:o}; only the owner may read it (600)")]
    Readable {
        /// Where.
        path: PathBuf,
        /// Its permission bits.
        #[serde(serialize_with = "octal")]
        mode: u32,
    },
    /// The content is not an Ed25519 key.
    #[error("key file {path} holds no Ed25519 key in PKCS#8 PEM")]
    Form {
        /// Where.
        path: PathBuf,
    },
    /// There is a key already; it is never overwritten.
    #[error("key file {path} exists; a key is never overwritten")]
    Exists {
        /// Where.
        path: PathBuf,
    },
    /// The operating system gave no random bytes.
    #[error("no random bytes from the operating system: {detail}")]
    Random {
        /// Why.
        detail: String,
    },
}

/// Permission bits as people write them: `640`.
fn octal<S: serde::Serializer>(mode: &u32, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(&format_args!("{mode:o}"))
}

/// A signing key. It never prints its secret.
#[derive(Clone)]
pub struct Key(SigningKey);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({}, secret hidden)", self.public_hex())
    }
}

impl Key {
    /// A new key from the operating system's random bytes.
    ///
    /// # Errors
    /// [`KeyError::Random`] when there are none.
    pub fn generate() -> Result<Self, KeyError> {
        Ok(Self(SigningKey::from_bytes(&random()?)))
    }

    /// Reads a key file; one that others may read is refused.
    ///
    /// # Errors
    /// [`KeyError::File`], [`KeyError::Readable`], [`KeyError::Form`].
    pub fn read(path: &Path) -> Result<Self, KeyError> {
        let file = |source| KeyError::File {
            path: path.to_owned(),
            source,
        };
        let mode = fs::metadata(path).map_err(file)?.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            return Err(KeyError::Readable {
                path: path.to_owned(),
                mode,
            });
        }
        let text = fs::read_to_string(path).map_err(file)?;
        let key = SigningKey::from_pkcs8_pem(&text);
        key.map(Self).map_err(|_| KeyError::Form {
            path: path.to_owned(),
        })
    }

    /// Writes the key to a new file, readable by the owner alone.
    ///
    /// # Errors
    /// [`KeyError::Exists`], [`KeyError::File`].
    pub fn write_new(&self, path: &Path) -> Result<(), KeyError> {
        if path.exists() {
            return Err(KeyError::Exists {
                path: path.to_owned(),
            });
        }
        // The first version of PKCS#8, without the public key: OpenSSL 3.0 does not read the second (RFC 8410, section 7).
        let bytes = KeypairBytes {
            secret_key: self.0.to_bytes(),
            public_key: None,
        };
        let pem = bytes.to_pkcs8_pem(ed25519_dalek::pkcs8::spki::der::pem::LineEnding::LF);
        let pem = pem.map_err(|_| KeyError::Form {
            path: path.to_owned(),
        })?;
        let written = Disk::default().write(path, pem.as_bytes(), Readers::Owner);
        written.map_err(|source| KeyError::File {
            path: path.to_owned(),
            source,
        })
    }

    /// Reads the key file, or makes it where there is none.
    ///
    /// # Errors
    /// As [`Key::read`] and [`Key::write_new`].
    pub fn read_or_generate(path: &Path) -> Result<Self, KeyError> {
        if path.exists() {
            return Self::read(path);
        }
        let key = Self::generate()?;
        key.write_new(path)?;
        Ok(key)
    }

    /// The same key as the register's formats take it: for statements, checkpoints and cosignatures.
    #[must_use]
    pub fn for_register(&self) -> register::key::SigningKey {
        register::key::SigningKey::from_seed(self.0.as_bytes())
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> VerifyingKey {
        self.0.verifying_key()
    }

    /// The public half as 64 hexadecimal digits.
    #[must_use]
    pub fn public_hex(&self) -> String {
        hex::encode(self.public().as_bytes())
    }

    /// Signs these bytes.
    #[must_use]
    pub fn sign(&self, bytes: &[u8]) -> [u8; 64] {
        self.0.sign(bytes).to_bytes()
    }
}

/// 32 random bytes of the operating system.
pub(crate) fn random() -> Result<[u8; 32], KeyError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| KeyError::Random {
        detail: error.to_string(),
    })?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_file_is_read_back_and_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("registrar.pem");
        let key = Key::generate().unwrap();
        key.write_new(&path).unwrap();
        assert_eq!(Key::read(&path).unwrap().public_hex(), key.public_hex());
        assert!(matches!(key.write_new(&path), Err(KeyError::Exists { .. })));
    }

    #[test]
    fn a_key_file_is_of_the_form_that_openssl_writes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("registrar.pem");
        Key::generate().unwrap().write_new(&path).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        // SEQUENCE of 46 bytes, version 0, the identifier of Ed25519, 32 bytes in two OCTET STRINGs (RFC 8410, section 10.3).
        assert!(
            text.starts_with("-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEI"),
            "not PKCS#8 of version 1"
        );
        assert_eq!(text.lines().count(), 3);
    }

    #[test]
    fn a_key_file_that_others_may_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("registrar.pem");
        Key::generate().unwrap().write_new(&path).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(
            Key::read(&path),
            Err(KeyError::Readable { mode: 0o640, .. })
        ));
    }

    #[test]
    fn a_file_without_a_key_is_refused_and_nothing_secret_prints() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("registrar.pem");
        Disk::default()
            .write(&path, b"hello", Readers::Owner)
            .unwrap();
        assert!(matches!(Key::read(&path), Err(KeyError::Form { .. })));
        let key = Key::generate().unwrap();
        let secret = hex::encode(key.0.to_bytes());
        assert!(!format!("{key:?}").contains(&secret));
    }
}
