//! The story of a case: versions with their builds, acts and certificates.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Bilingual, Reason, TestRun};

/// One version of the product and what happened to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Version {
    /// The version, as the maker writes it.
    pub version: String,
    /// Its certificate, when it earned one.
    pub certificate: Option<CertificateLine>,
    /// What the delta evaluation decided for each test; empty for a first version.
    pub delta: Vec<Delta>,
    /// The builds handed in, in order; a later one fixes what was found in the one before.
    pub builds: Vec<Build>,
    /// The acts of the case about this version, in order.
    pub steps: Vec<Step>,
}

/// A certificate in one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateLine {
    /// Its number.
    pub number: String,
    /// Its class.
    pub class: String,
    /// First moment of validity.
    pub valid_from: Timestamp,
    /// First moment at which it is no longer valid by its own term.
    pub valid_until: Timestamp,
    /// Its state when the report was made.
    pub state: State,
    /// Since when.
    pub since: Timestamp,
    /// The certificate or the version that supersedes it.
    pub superseded_by: Option<String>,
}

/// The state of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Its term has not begun.
    NotYetValid,
    /// Valid.
    Valid,
    /// Not valid for the time being.
    Suspended,
    /// Ended by its term.
    Expired,
    /// Ended by a version-up.
    Void,
    /// Taken back.
    Withdrawn,
}

impl State {
    /// Every state, the valid one first.
    pub const ALL: [Self; 6] = [
        Self::Valid,
        Self::NotYetValid,
        Self::Suspended,
        Self::Expired,
        Self::Void,
        Self::Withdrawn,
    ];

    /// As JSON and the message names write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NotYetValid => "not-yet-valid",
            Self::Valid => "valid",
            Self::Suspended => "suspended",
            Self::Expired => "expired",
            Self::Void => "void",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// How it is shown: the kind of chip and the mark that says the same without colour.
    pub(in crate::documents) fn mark(self) -> (&'static str, &'static str) {
        match self {
            Self::Valid => ("good", "✓"),
            Self::NotYetValid => ("open", "…"),
            Self::Suspended => ("open", "‖"),
            Self::Expired | Self::Void | Self::Withdrawn => ("bad", "✕"),
        }
    }
}

impl From<register::standing::Status> for State {
    fn from(status: register::standing::Status) -> Self {
        use register::standing::Status;
        match status {
            Status::NotYetValid => Self::NotYetValid,
            Status::Valid => Self::Valid,
            Status::Suspended => Self::Suspended,
            Status::Expired => Self::Expired,
            Status::Void => Self::Void,
            Status::Withdrawn => Self::Withdrawn,
        }
    }
}

/// What was decided about one test of a new version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delta {
    /// The test.
    pub test: String,
    /// What is to be done.
    pub outcome: DeltaOutcome,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// What a delta evaluation can decide for a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DeltaOutcome {
    /// The earlier result holds.
    Reuse,
    /// An engine runs it again, unattended.
    Run,
    /// A person is asked.
    Ask,
}

/// What was handed in at one time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Build {
    /// What this build is.
    pub note: Option<Bilingual>,
    /// What it consists of, each by digest.
    pub items: Vec<Item>,
    /// The tests on it.
    pub tests: Vec<TestRun>,
}

/// A thing of a build, by digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// What kind: `artefact`, `parts-list`, `source`, `document`, `declaration` …
    pub kind: String,
    /// Its name.
    pub name: String,
    /// SHA-256, lower-case hexadecimal.
    pub sha256: String,
}

/// An act of the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Its number in the log of acts.
    pub number: u64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Bilingual,
    /// As what: maker, evaluator, reviewer, decider, body.
    pub role: Bilingual,
    /// What was done.
    pub act: Bilingual,
    /// What it came to.
    pub result: Bilingual,
}
