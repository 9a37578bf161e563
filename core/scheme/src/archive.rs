//! The archive of one case: its acts, those about its people and firms, and what they name, checked without a database.
//!
//! Nothing here knows folders or containers: files come as a path and a reader. What is signed with which key is asked of
//! the caller, who knows signatures.

mod audit;
mod fault;
mod manifest;
mod selection;

pub use audit::{Audit, Report};
pub use fault::{Fault, Unchecked};
pub use manifest::{ActFile, EvidenceFile, Format, Manifest, ManifestError, OtherFile, Seal};
pub use selection::{Index, named};

/// The list of everything else, the first file of every archive.
pub const MANIFEST_PATH: &str = "manifest.json";

/// The body's signature over the list, the second file.
pub const SEAL_PATH: &str = "manifest.seal.json";

/// The payload type under which a body signs the list.
pub const SEAL_TYPE: &str = "application/vnd.sekisho.case-archive.v1+json";

/// The payload type under which actors sign acts.
pub const ACT_TYPE: &str = "application/vnd.sekisho.act.v1+json";

/// How much of an archive is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The size of the list, bytes.
    pub manifest_bytes: u64,
    /// How many files it may name.
    pub files: usize,
    /// The size of one act, bytes.
    pub act_bytes: u64,
    /// The size of any other file, bytes.
    pub file_bytes: u64,
    /// The size of all files together, bytes.
    pub all_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            manifest_bytes: 64 << 20,
            files: 200_000,
            act_bytes: 32 << 20,
            file_bytes: 4 << 30,
            all_bytes: 256 << 30,
        }
    }
}

/// Asks whether these bytes are signed by this key: the key as hexadecimal digits, the payload type, the bytes, the signature.
pub type IsSigned<'s> = dyn Fn(&str, &str, &[u8], &[u8]) -> bool + 's;
