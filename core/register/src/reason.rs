//! Everything that can stand between a stranger and belief, each with a code and simple fields.
//!
//! A reason is either a "no" (the certificate is not valid, or something was tampered with) or an "unknown" (it could not
//! be checked). The display text is English; programs translate by `code`.

use jiff::Timestamp;
use serde::Serialize;

use crate::canonical::Digest;
use crate::statement::Kind;
use crate::trust::SignerError;

/// Whether a reason says no, or that it cannot be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Not valid.
    No,
    /// Could not be checked.
    Unknown,
}

/// The most characters of what a reader says that [`Reason::Unreachable`] keeps. A program's reader may say JSON there,
/// to be told in words by the program, and must stay below.
pub const DETAIL_CHARS: usize = 500;

/// Why a certificate is not believed, or cannot be checked.
#[derive(
    Debug,
    Clone,
    PartialEq,
    Eq,
    Serialize,
    thiserror::Error,
    strum::VariantNames,
    strum::IntoStaticStr,
)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
#[allow(
    missing_docs,
    reason = "the display text above each variant is its documentation"
)]
pub enum Reason {
    // The bundle by itself.
    #[error("the bundle has {bytes} bytes, limit is {limit}")]
    BundleTooLong { bytes: usize, limit: usize },
    #[error("not a bundle: {detail}")]
    BundleMalformed { detail: String },
    #[error("media type {found:?} is not that of a bundle v0.3")]
    MediaType { found: String },
    #[error("a bundle here has exactly one log entry, this has {found}")]
    LogEntries { found: usize },
    #[error("envelope: {detail}")]
    EnvelopeRefused { detail: String },
    #[error("statement: {detail}")]
    StatementRefused { detail: String },
    #[error("the bundle's hint names key {hint:?}, its envelope {keyid:?}")]
    KeyidDiffers { hint: String, keyid: String },
    #[error("key {keyid:?} is not in the trust file")]
    KeyUnknown { keyid: String },
    #[error("key {keyid:?} may not sign {kind} statements")]
    KeyPurpose { keyid: String, kind: Kind },
    #[error("key {keyid:?} did not hold at {time}")]
    KeyPeriod { keyid: String, time: Timestamp },
    #[error("key {keyid:?} was revoked at {revoked}, and no quorum of witnesses saw this before")]
    KeyRevoked { keyid: String, revoked: Timestamp },
    #[error("the signature is not that of key {keyid:?} over this statement")]
    SignatureWrong { keyid: String },
    #[error("log entry: {detail}")]
    LeafRefused { detail: String },
    #[error("the bundle calls its log entry {said:?}, it is {is:?}")]
    LeafKindDiffers { said: String, is: String },
    #[error("the log entry is of another statement or signature")]
    LeafOfAnotherStatement,
    #[error("the log entry names another key")]
    LeafOfAnotherKey,
    #[error("the bundle gives its log index as {outer} and as {inner}")]
    LogIndexDiffers { outer: u64, inner: u64 },
    #[error("the bundle's log id is not that of {origin:?}")]
    LogIdDiffers { origin: String },
    #[error("a time of entry ({seconds}) that nobody signed")]
    TimeUnsigned { seconds: u64 },
    #[error("log {origin:?} is not in the trust file")]
    ShardUnknown { origin: String },
    #[error("a statement of {time} cannot stand in shard {origin:?}")]
    ShardPeriod { origin: String, time: Timestamp },
    #[error("checkpoint: {detail}")]
    CheckpointRefused { detail: String },
    #[error("the bundle's tree size or root hash contradicts its checkpoint")]
    CheckpointDiffers,
    #[error("{found} witnesses saw the checkpoint of {origin:?}, {quorum} are asked for")]
    WitnessesMissing {
        origin: String,
        found: usize,
        quorum: usize,
    },
    #[error("proof of entry: {detail}")]
    InclusionWrong { detail: String },

    // The certificate.
    #[error("the bundle holds a {kind} statement, not a certificate")]
    NotACertificate { kind: Kind },
    #[error("the trust file is {trust}, the certificate is {certificate}")]
    DemonstrationDiffers {
        trust: &'static str,
        certificate: &'static str,
    },
    #[error("the certificate does not cover {name:?} (SHA-256 {sha256})")]
    ArtefactNotCovered { name: String, sha256: Digest },
    #[error("the summary bundle does not belong to this certificate")]
    SummaryDiffers,
    #[error("{name} is not the document of this certificate (SHA-256 {sha256})")]
    DocumentDiffers { name: String, sha256: Digest },

    // The register.
    #[error("the register's entries of {origin:?} do not give the root of its checkpoint; first wrong entry: {}", first(*index))]
    EntriesDiffer { origin: String, index: Option<u64> },
    #[error("closed shard {origin:?} does not end as the trust file says")]
    ClosedShardDiffers { origin: String },
    #[error(
        "the register's {origin:?} does not begin with the tree of {size} that the bundle shows"
    )]
    RegisterInconsistent { origin: String, size: u64 },
    #[error("a tree of {origin:?} with {found} entries, one with {known} was signed before")]
    TreeSmaller {
        origin: String,
        found: u64,
        known: u64,
    },
    #[error(
        "the log {origin:?} has signed two trees that differ within their first {size} entries"
    )]
    TreesDiffer { origin: String, size: u64 },
    #[error("entry {index} of {origin:?} in the register is not the bundle's")]
    EntryOfAnotherBundle { origin: String, index: u64 },
    #[error("entry {index} of {origin:?}: {detail}")]
    EntryRefused {
        origin: String,
        index: u64,
        detail: String,
    },
    #[error("{path} is malformed: {detail}")]
    FileMalformed { path: String, detail: String },
    #[error("{path} does not hold the hashes of the register's entries")]
    TileDiffers { path: String },
    #[error("the copy {path} is not what the register says: {detail}")]
    CopyDiffers { path: String, detail: String },
    #[error("{path} is a copy of a certificate that is not in the register")]
    CopyUnknown { path: String },
    #[error("the list {path} is not what the register says for the list's own day")]
    IndexDiffers { path: String },

    #[error("{path} is not the page of the state table that was signed")]
    PageDiffers { path: String },
    #[error("the state table has no certificate {number:?}")]
    NotInTable { number: String },

    // The state.
    #[error("valid only from {from}")]
    NotYetValid { from: Timestamp },
    #[error("suspended since {since}: {en}")]
    Suspended {
        since: Timestamp,
        ja: String,
        en: String,
    },
    #[error("expired at {since}")]
    Expired { since: Timestamp },
    #[error("void since {since}: superseded by version {version}")]
    Void {
        since: Timestamp,
        version: String,
        ja: String,
        en: String,
    },
    #[error("withdrawn at {since}: {en}")]
    Withdrawn {
        since: Timestamp,
        ja: String,
        en: String,
    },
    #[error("component {component:?}: certificate {certificate} is {status} since {since}")]
    ComponentNotValid {
        component: String,
        certificate: String,
        status: String,
        since: Timestamp,
    },

    // What could not be known.
    #[error("today's state was not asked for: give the register")]
    StateNotAsked,
    #[error("the register knows of nothing later than {until}, and cannot say valid for {at}")]
    AskedAboutTheFuture { at: Timestamp, until: Timestamp },
    #[error("trust file: {detail}")]
    TrustRefused { detail: String },
    #[error("{path} cannot be read: {detail}")]
    Unreachable { path: String, detail: String },
    #[error("{path} is missing")]
    Missing { path: String },
    #[error("statement {sha256} of entry {index} of {origin:?} is missing")]
    StatementMissing {
        origin: String,
        index: u64,
        sha256: Digest,
    },
    #[error(
        "entry {index} of {origin:?}, the last one, is no state table: the state can be told only from all statements"
    )]
    TableMissing { origin: String, index: u64 },
    #[error("the checkpoint of {origin:?} is of {time}, older than {limit_days} days")]
    CheckpointTooOld {
        origin: String,
        time: Timestamp,
        limit_days: u32,
    },
    #[error("the checkpoint of {origin:?} is of {time}, later than the time of this check")]
    CheckpointAhead { origin: String, time: Timestamp },
    #[error("the age of the checkpoint of {origin:?} cannot be told: the shard is empty")]
    CheckpointAgeUnknown { origin: String },
    #[error(
        "shard {origin:?} was closed, {next:?} follows: the trust file is older than the register"
    )]
    ShardEnded { origin: String, next: String },
    #[error(
        "the register's {origin:?} has {found} entries, the bundle shows a tree of {wanted}: an older copy"
    )]
    RegisterOlder {
        origin: String,
        found: u64,
        wanted: u64,
    },
}

impl Reason {
    /// Its code, as in JSON.
    pub fn code(&self) -> &'static str {
        self.into()
    }

    /// Whether it says no, or that it cannot be known.
    pub fn weight(&self) -> Weight {
        match self {
            Reason::StateNotAsked
            | Reason::AskedAboutTheFuture { .. }
            | Reason::TrustRefused { .. }
            | Reason::Unreachable { .. }
            | Reason::Missing { .. }
            | Reason::StatementMissing { .. }
            | Reason::TableMissing { .. }
            | Reason::CheckpointTooOld { .. }
            | Reason::CheckpointAhead { .. }
            | Reason::CheckpointAgeUnknown { .. }
            | Reason::ShardEnded { .. }
            | Reason::RegisterOlder { .. } => Weight::Unknown,
            _ => Weight::No,
        }
    }

    /// Whether it speaks only of the age of a register that was read to its end and is in order.
    pub fn is_of_age(&self) -> bool {
        matches!(
            self,
            Reason::CheckpointTooOld { .. }
                | Reason::CheckpointAhead { .. }
                | Reason::CheckpointAgeUnknown { .. }
                | Reason::ShardEnded { .. }
        )
    }
}

/// What a reader said when it could not look.
pub(crate) fn said(text: &str) -> String {
    text.chars().take(DETAIL_CHARS).collect()
}

impl From<SignerError> for Reason {
    fn from(error: SignerError) -> Reason {
        match error {
            SignerError::Unknown { keyid } => Reason::KeyUnknown { keyid },
            SignerError::Purpose { keyid, kind } => Reason::KeyPurpose { keyid, kind },
            SignerError::Period { keyid, time } => Reason::KeyPeriod { keyid, time },
            SignerError::Revoked { keyid, revoked, .. } => Reason::KeyRevoked { keyid, revoked },
        }
    }
}

fn first(index: Option<u64>) -> String {
    index.map_or_else(
        || "not told by its tiles".to_owned(),
        |index| index.to_string(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_the_same_in_json_and_in_the_list_of_codes() {
        use strum::VariantNames as _;
        let reason = Reason::LogIndexDiffers { outer: 1, inner: 2 };
        let json = serde_json::to_value(&reason).unwrap();
        assert_eq!(json["code"], reason.code());
        assert!(Reason::VARIANTS.contains(&"log-index-differs"));
    }
}
