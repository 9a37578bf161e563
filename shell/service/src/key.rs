//! Key files: Ed25519 as PKCS#8 PEM, plain or under a passphrase, readable by the owner alone.

mod encrypted;
mod passphrase;

use std::fmt;
use std::fs::File;
use std::io::{self, Read as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use ed25519_dalek::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, KeypairBytes};
use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};
use pkcs8::der::SecretDocument;
use pkcs8::der::pem::LineEnding;
use zeroize::Zeroizing;

use crate::disk::{Disk, Readers};
use encrypted::Closed;

pub use encrypted::{PBKDF2_ROUNDS, SCRYPT_BLOCKS, SCRYPT_BYTES};
pub use passphrase::{PASSPHRASE_BYTES, Passphrase};

/// The largest key file that is read.
const FILE_BYTES: u64 = 16 << 10;

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
    /// The key is encrypted, and nobody was asked for its passphrase.
    #[error("key file {path} is encrypted; it opens with its passphrase")]
    Encrypted {
        /// Where.
        path: PathBuf,
    },
    /// The passphrase is another one.
    #[error("key file {path} does not open with this passphrase")]
    WrongPassphrase {
        /// Where.
        path: PathBuf,
    },
    /// The key is encrypted in a way that is not read.
    #[error(
        "key file {path} is encrypted with {scheme}; PBES2 with scrypt or PBKDF2-HMAC-SHA256 and AES-256-CBC is read"
    )]
    Scheme {
        /// Where.
        path: PathBuf,
        /// The part of the scheme that is not known.
        scheme: String,
    },
    /// Opening the file would take more than is allowed.
    #[error("key file {path} asks for {asked} {what}, limit is {limit}")]
    Work {
        /// Where.
        path: PathBuf,
        /// Of what: `scrypt-bytes`, `scrypt-blocks`, `pbkdf2-rounds`.
        what: &'static str,
        /// How much.
        asked: u64,
        /// How much is allowed.
        limit: u64,
    },
    /// The file with the passphrase cannot be read.
    #[error("passphrase file {path}")]
    PassphraseFile {
        /// Where.
        path: PathBuf,
        /// Why.
        #[serde(skip)]
        source: io::Error,
    },
    /// Others than the owner may read the file with the passphrase.
    #[error("passphrase file {path} has mode {mode:o}; only the owner may read it (600)")]
    PassphraseReadable {
        /// Where.
        path: PathBuf,
        /// Its permission bits.
        #[serde(serialize_with = "octal")]
        mode: u32,
    },
    /// No passphrase, or one that is too long.
    #[error("a passphrase of {bytes} bytes; it has at least 1, limit is {limit}")]
    PassphraseForm {
        /// How long it is.
        bytes: usize,
        /// How long it may be.
        limit: usize,
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

    /// Reads a key file that is not encrypted; one that others may read is refused.
    ///
    /// # Errors
    /// [`KeyError::File`], [`KeyError::Readable`], [`KeyError::Form`], [`KeyError::Encrypted`].
    pub fn read(path: &Path) -> Result<Self, KeyError> {
        let encrypted = || KeyError::Encrypted {
            path: path.to_owned(),
        };
        Self::open(path, || Err(encrypted()))
    }

    /// Reads a key file; when it is encrypted, `ask` gives its passphrase.
    ///
    /// # Errors
    /// As [`Key::read`]; [`KeyError::WrongPassphrase`], [`KeyError::Scheme`], [`KeyError::Work`]; what `ask` says.
    pub fn open<E: From<KeyError>>(
        path: &Path,
        ask: impl FnOnce() -> Result<Passphrase, E>,
    ) -> Result<Self, E> {
        let form = || KeyError::Form {
            path: path.to_owned(),
        };
        let text = read_private(path)?;
        let (label, document) = SecretDocument::from_pem(&text).map_err(|_| form())?;
        if label != encrypted::LABEL {
            let key = SigningKey::from_pkcs8_pem(&text);
            return Ok(key.map(Self).map_err(|_| form())?);
        }
        let opened = encrypted::open(document.as_bytes(), &ask()?);
        let opened = opened.map_err(|closed| told(path, closed))?;
        let key = SigningKey::from_pkcs8_der(opened.as_bytes());
        Ok(key.map(Self).map_err(|_| form())?)
    }

    /// Whether the key in this file opens with a passphrase only.
    ///
    /// # Errors
    /// [`KeyError::File`], [`KeyError::Readable`], [`KeyError::Form`].
    pub fn is_encrypted(path: &Path) -> Result<bool, KeyError> {
        let text = read_private(path)?;
        let form = |_| KeyError::Form {
            path: path.to_owned(),
        };
        let (label, _) = SecretDocument::from_pem(&text).map_err(form)?;
        Ok(label == encrypted::LABEL)
    }

    /// Writes the key to a new file, readable by the owner alone.
    ///
    /// # Errors
    /// [`KeyError::Exists`], [`KeyError::File`].
    pub fn write_new(&self, path: &Path) -> Result<(), KeyError> {
        let pem = self.der().to_pem("PRIVATE KEY", LineEnding::LF);
        write_new(path, &pem.expect("a small document has a PEM"))
    }

    /// Writes the key to a new file that opens with this passphrase only, readable by the owner alone.
    ///
    /// # Errors
    /// [`KeyError::Exists`], [`KeyError::File`], [`KeyError::Random`].
    pub fn write_new_encrypted(&self, path: &Path, with: &Passphrase) -> Result<(), KeyError> {
        write_new(path, &self.encrypted_pem(with)?)
    }

    /// The key as the content of a file that opens with this passphrase only.
    ///
    /// # Errors
    /// [`KeyError::Random`].
    pub fn encrypted_pem(&self, with: &Passphrase) -> Result<Zeroizing<String>, KeyError> {
        encrypted::seal(self.der().as_bytes(), with)
    }

    /// The first version of PKCS#8, without the public key: OpenSSL 3.0 does not read the second (RFC 8410, section 7).
    fn der(&self) -> SecretDocument {
        let bytes = KeypairBytes {
            secret_key: self.0.to_bytes(),
            public_key: None,
        };
        bytes.to_pkcs8_der().expect("32 bytes have a PKCS#8")
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

/// The text of a key file that only its owner may read.
fn read_private(path: &Path) -> Result<Zeroizing<String>, KeyError> {
    let read = || {
        // The rights of the file that is read, not of one that takes its name in between.
        let file = File::open(path)?;
        let mode = file.metadata()?.permissions().mode() & 0o777;
        // Room for all of it from the start: a text that grows leaves copies behind.
        let mut text = Zeroizing::new(String::with_capacity(2 * FILE_BYTES as usize));
        if mode & 0o077 == 0 {
            file.take(FILE_BYTES).read_to_string(&mut text)?;
        }
        Ok((mode, text))
    };
    let (mode, text) = read().map_err(|source| KeyError::File {
        path: path.to_owned(),
        source,
    })?;
    if mode & 0o077 == 0 {
        return Ok(text);
    }
    Err(KeyError::Readable {
        path: path.to_owned(),
        mode,
    })
}

fn write_new(path: &Path, pem: &str) -> Result<(), KeyError> {
    if path.exists() {
        return Err(KeyError::Exists {
            path: path.to_owned(),
        });
    }
    let written = Disk::default().write(path, pem.as_bytes(), Readers::Owner);
    written.map_err(|source| KeyError::File {
        path: path.to_owned(),
        source,
    })
}

fn told(path: &Path, closed: Closed) -> KeyError {
    let path = path.to_owned();
    match closed {
        Closed::Form => KeyError::Form { path },
        Closed::Scheme(scheme) => KeyError::Scheme { path, scheme },
        Closed::Passphrase => KeyError::WrongPassphrase { path },
        Closed::Work { what, asked, limit } => KeyError::Work {
            path,
            what,
            asked,
            limit,
        },
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
mod tests;
