//! What is wrong with an archive, and what an archive cannot show.

use serde::Serialize;

use crate::body::Refusal;

/// Something that is wrong with an archive, with its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error, strum::VariantNames)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Fault {
    /// The list cannot be read.
    #[error("manifest.json: {detail}")]
    ManifestForm {
        /// Why.
        detail: String,
    },
    /// The signature over the list cannot be read.
    #[error("manifest.seal.json is no seal")]
    SealForm {},
    /// The list is not the one that was signed.
    #[error("manifest.json is not what the seal's key signed")]
    SealBroken {},
    /// The list is signed by a key that the trust file does not give to the body at that time.
    #[error("manifest.json is signed by {key}, which the trust file does not give to the body")]
    SealStranger {
        /// The key.
        key: String,
    },
    /// A file is not what the list says.
    #[error("{path} is not what the list says")]
    FileChanged {
        /// Where.
        path: String,
    },
    /// A file of the list is not there.
    #[error("{path} is missing")]
    FileMissing {
        /// Where.
        path: String,
    },
    /// A file is there that the list does not name.
    #[error("{path} is not on the list")]
    FileForeign {
        /// Where.
        path: String,
    },
    /// A file stands in the archive twice.
    #[error("{path} stands there twice")]
    FileTwice {
        /// Where.
        path: String,
    },
    /// An act stands before one that was done earlier.
    #[error("{path} stands in the wrong place")]
    FileOutOfOrder {
        /// Where.
        path: String,
    },
    /// A file is larger than the limit, or all together are.
    #[error("{path}: more than {limit} bytes")]
    TooLarge {
        /// Where.
        path: String,
        /// The limit.
        limit: u64,
    },
    /// An act cannot be read.
    #[error("{path}: {detail}")]
    ActForm {
        /// Where.
        path: String,
        /// Why.
        detail: String,
    },
    /// An act does not carry its actor's signature.
    #[error("{path} is not signed by {actor}")]
    ActSignature {
        /// Where.
        path: String,
        /// Whose act it says it is.
        actor: String,
    },
    /// The rules refuse an act after the ones before it.
    #[error("{path} does not follow: {}", reasons.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    ActRefused {
        /// Where.
        path: String,
        /// Every reason.
        reasons: Vec<Refusal>,
    },
    /// An act has nothing to do with the case.
    #[error("{path} belongs neither to the case nor to its people")]
    ActForeign {
        /// Where.
        path: String,
    },
    /// No act names this evidence.
    #[error("{path} is named by no act")]
    EvidenceUnnamed {
        /// Where.
        path: String,
    },
    /// The archive cannot be read on: it is cut off, or was changed.
    #[error("the archive cannot be read on at {path}: {detail}")]
    Unreadable {
        /// Where.
        path: String,
        /// What the reader met.
        detail: String,
    },
    /// The acts do not hold the case of the list.
    #[error("there is no act of case {case}")]
    CaseMissing {
        /// Which.
        case: String,
    },
}

/// Something that an archive cannot show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, strum::VariantNames)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Unchecked {
    /// Whose archive it is: no trust file was given.
    Whose {
        /// The key that signed the list.
        key: String,
    },
    /// Whether the body left out an act without a case, and what other cases did.
    RestOfTheLog {
        /// Acts in the archive.
        acts: usize,
        /// The number of the last of them.
        last: u64,
    },
    /// Things that acts name and that are not in the archive: delivered files that a body does not keep.
    NotKept {
        /// How many.
        count: usize,
    },
    /// The edition's file differs from the one that the archive's maker had: rules may have changed.
    OtherEdition {
        /// The edition.
        edition: String,
    },
    /// Whether the certificate stands in the register today.
    Today {},
    /// A demonstration: it certifies nothing.
    Demonstration {},
}
