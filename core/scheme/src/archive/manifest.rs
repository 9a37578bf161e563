//! The list of an archive: what is in it, and what the body says about itself.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Limits;
use crate::edition::Text;
use crate::id::{CaseId, Digest, EditionId};

/// The list of everything in an archive. It has one spelling: [`Manifest::to_bytes`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The format and its version.
    pub format: Format,
    /// The body's name.
    pub body: Text,
    /// The name of its register's open shard.
    pub origin: String,
    /// Whether it is a demonstration, which certifies nothing.
    pub demonstration: bool,
    /// The edition by which it works.
    pub edition: EditionId,
    /// The digest of the edition's file, as the program that made the archive had it.
    pub edition_digest: Digest,
    /// The case.
    pub case: CaseId,
    /// When the archive was made.
    pub made: Timestamp,
    /// The acts, in order.
    pub acts: Vec<ActFile>,
    /// The evidence that the body kept, in the order of the digests.
    pub evidence: Vec<EvidenceFile>,
    /// Everything else, in order: the certificate, assessment results for other tools.
    pub others: Vec<OtherFile>,
}

/// The formats of archives that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Format {
    /// Version 1.
    #[serde(rename = "sekisho-case-archive/1")]
    V1,
}

/// An act in the archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActFile {
    /// Its running number in the body's log.
    pub number: u64,
    /// The digest of its bytes.
    pub digest: Digest,
    /// The actor's signature: 128 hexadecimal digits.
    pub signature: String,
}

/// A piece of evidence in the archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceFile {
    /// The digest by which acts name it.
    pub digest: Digest,
    /// Its size.
    pub bytes: u64,
}

/// Another file in the archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OtherFile {
    /// Its path.
    pub path: String,
    /// The digest of its bytes.
    pub digest: Digest,
    /// Its size.
    pub bytes: u64,
}

/// The body's signature over the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seal {
    /// The key that signs the body's statements: 64 hexadecimal digits.
    pub key: String,
    /// The signature: 128 hexadecimal digits.
    pub signature: String,
}

/// Why bytes are not the list of an archive.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ManifestError {
    /// Larger than the limit.
    #[error("{said} bytes, limit is {limit}")]
    TooLong {
        /// Its size.
        said: usize,
        /// The limit.
        limit: u64,
    },
    /// Not JSON, or not in the form of a list.
    #[error("{0}")]
    Form(String),
    /// Another spelling than the one that is written.
    #[error("another spelling of the same list")]
    Spelling,
    /// More files than the limit.
    #[error("{said} files, limit is {limit}")]
    TooMany {
        /// How many.
        said: usize,
        /// The limit.
        limit: usize,
    },
    /// What cannot be the path of a file in an archive.
    #[error("{path:?} is no path in an archive")]
    Path {
        /// As written.
        path: String,
    },
    /// Acts, evidence or files are not in order, or one stands twice.
    #[error("{path} is not in order")]
    Order {
        /// The first that is not.
        path: String,
    },
}

impl Manifest {
    /// The one spelling.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).expect("a list is texts and numbers only");
        bytes.push(b'\n');
        bytes
    }

    /// Reads a list. Strict: another spelling, an unknown member or a path that leads elsewhere is refused.
    ///
    /// # Errors
    /// [`ManifestError`].
    pub fn from_bytes(bytes: &[u8], limits: &Limits) -> Result<Self, ManifestError> {
        if bytes.len() as u64 > limits.manifest_bytes {
            return Err(ManifestError::TooLong {
                said: bytes.len(),
                limit: limits.manifest_bytes,
            });
        }
        let read = serde_json::from_slice(bytes);
        let manifest: Self = read.map_err(|error| ManifestError::Form(error.to_string()))?;
        let said = manifest.acts.len() + manifest.evidence.len() + manifest.others.len();
        if said > limits.files {
            let limit = limits.files;
            return Err(ManifestError::TooMany { said, limit });
        }
        in_order(&manifest)?;
        if manifest.to_bytes() != bytes {
            return Err(ManifestError::Spelling);
        }
        Ok(manifest)
    }
}

fn in_order(manifest: &Manifest) -> Result<(), ManifestError> {
    let order = |path: String| ManifestError::Order { path };
    for pair in manifest.acts.windows(2) {
        if pair[0].number >= pair[1].number {
            return Err(order(pair[1].path()));
        }
    }
    for pair in manifest.evidence.windows(2) {
        if pair[0].digest >= pair[1].digest {
            return Err(order(pair[1].path()));
        }
    }
    for pair in manifest.others.windows(2) {
        if pair[0].path >= pair[1].path {
            return Err(order(pair[1].path.clone()));
        }
    }
    for other in &manifest.others {
        let part = |part: &str| {
            let allowed = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
            !part.is_empty() && !part.starts_with('.') && part.bytes().all(allowed)
        };
        let taken = ["acts", "evidence"].contains(&other.path.split('/').next().unwrap_or(""));
        let own = [super::MANIFEST_PATH, super::SEAL_PATH].contains(&other.path.as_str());
        if taken || own || other.path.len() > 200 || !other.path.split('/').all(part) {
            return Err(ManifestError::Path {
                path: other.path.chars().take(200).collect(),
            });
        }
    }
    Ok(())
}

impl ActFile {
    /// Where it lies in the archive.
    #[must_use]
    pub fn path(&self) -> String {
        format!("acts/{:08}.json", self.number)
    }
}

impl EvidenceFile {
    /// Where it lies in the archive.
    #[must_use]
    pub fn path(&self) -> String {
        format!("evidence/{}", self.digest)
    }
}

impl Seal {
    /// The bytes of its file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).expect("a seal is texts only");
        bytes.push(b'\n');
        bytes
    }

    /// Reads a seal; it has one spelling.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let seal: Self = serde_json::from_slice(bytes).ok()?;
        (seal.to_bytes() == bytes).then_some(seal)
    }
}
