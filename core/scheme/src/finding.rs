//! Findings: something that a test saw, on its way to one of its three endings.
//!
//! Absence from a later report ends nothing: an ending names the result that looked again, and
//! [`may_end`] says whether that result is good enough.

mod retest;

use serde::{Deserialize, Serialize};

use crate::edition::{Edition, EndingKind};
use crate::evidence::{Item, Sighting};
use crate::id::{ActorId, Digest, FindingId, ResultId, TestId};
use crate::validity::Moment;

pub use retest::{NotEnded, Retest, may_end};

/// Something that a test saw and a person put on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// Its name within the case.
    pub id: FindingId,
    /// The test that saw it.
    pub test: TestId,
    /// The result it was made in.
    pub result: ResultId,
    /// What was seen, and where.
    pub sighting: Sighting,
    /// The item of the build that it was made on.
    pub found_on: Item,
    /// Why no certificate is given before it has ended; `None` when it does not block.
    pub blocking: Option<BlockingBecause>,
    /// The ended finding that shows again.
    pub again_of: Option<FindingId>,
    /// Where it stands.
    pub state: FindingState,
}

/// Which rule makes a finding block.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, strum::Display,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum BlockingBecause {
    /// The slide's footnote `*`, printed at this test.
    Footnote,
    /// Our reading: the same for every other test.
    Ours,
}

/// Where a finding stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "state",
    content = "by",
    rename_all = "kebab-case",
    deny_unknown_fields
)]
pub enum FindingState {
    /// Nobody has answered it.
    Open,
    /// The maker has answered; nobody has looked again.
    Claimed(Answer),
    /// A retest accepts the maker's VEX statement; the reviewer has not yet spoken.
    Argued(Argued),
    /// It has ended, for good.
    Ended(Ended),
}

impl FindingState {
    /// The VEX document that the maker's signed answer names, while that answer stands.
    pub fn vex(&self) -> Option<Digest> {
        match self {
            Self::Claimed(Answer {
                claim: Claim::Vex { digest },
                ..
            }) => Some(*digest),
            Self::Argued(argued) => Some(argued.vex),
            Self::Ended(Ended {
                ending: Ending::Answered { vex, .. },
                ..
            }) => Some(*vex),
            Self::Open | Self::Claimed(_) | Self::Ended(_) => None,
        }
    }
}

/// The maker's answer to a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// What the maker says.
    pub claim: Claim,
    /// Who.
    pub by: ActorId,
    /// When.
    pub when: Moment,
}

/// What a maker can say to a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "claim", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Claim {
    /// Another build has it no more.
    Fixed {
        /// That build's version.
        version: String,
        /// What it is made of.
        build: Vec<Item>,
    },
    /// It does not apply to this version, as this signed VEX document says.
    Vex {
        /// The document's digest.
        digest: Digest,
    },
    /// A document or a setting was put right; the version stays.
    Corrected {
        /// What the build is made of with it.
        build: Vec<Item>,
    },
}

/// A VEX answer that an evaluator accepted and the reviewer has before them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Argued {
    /// The result that was made with the document.
    pub retest: ResultId,
    /// The document's digest.
    pub vex: Digest,
    /// The evaluator who accepted it.
    pub accepted_by: ActorId,
}

/// The end of a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ended {
    /// How.
    pub ending: Ending,
    /// When.
    pub when: Moment,
}

/// How a finding ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "way", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Ending {
    /// Another build, looked at again, does not show it.
    Fixed {
        /// The result that looked again.
        retest: ResultId,
    },
    /// A signed VEX statement for this version, accepted by evaluator and reviewer.
    Answered {
        /// The result that was made with the document.
        retest: ResultId,
        /// The document's digest.
        vex: Digest,
        /// The evaluator who accepted it.
        accepted_by: ActorId,
        /// The reviewer who accepted it.
        reviewer: ActorId,
    },
    /// A new version of a document or setting, examined again, does not show it.
    Corrected {
        /// The result that looked again.
        retest: ResultId,
    },
}

impl Finding {
    /// Whether it has ended.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        matches!(self.state, FindingState::Ended(_))
    }

    /// Whether it still keeps a certificate from being given.
    #[must_use]
    pub fn holds_up(&self) -> bool {
        self.blocking.is_some() && !self.has_ended()
    }
}

impl Claim {
    /// The way in which a finding ends if the claim holds.
    #[must_use]
    pub fn way(&self) -> EndingKind {
        match self {
            Self::Fixed { .. } => EndingKind::Fixed,
            Self::Vex { .. } => EndingKind::Answered,
            Self::Corrected { .. } => EndingKind::Corrected,
        }
    }
}

impl Ending {
    /// The result that looked again.
    #[must_use]
    pub fn retest(&self) -> &ResultId {
        match self {
            Self::Fixed { retest } | Self::Answered { retest, .. } | Self::Corrected { retest } => {
                retest
            }
        }
    }

    /// Which of the three ways.
    #[must_use]
    pub fn way(&self) -> EndingKind {
        match self {
            Self::Fixed { .. } => EndingKind::Fixed,
            Self::Answered { .. } => EndingKind::Answered,
            Self::Corrected { .. } => EndingKind::Corrected,
        }
    }
}

/// Whether sightings of this test block for the slide's footnote or for our reading of it.
pub(crate) fn because(edition: &Edition, test: &TestId) -> BlockingBecause {
    let printed = edition
        .test(test)
        .is_some_and(|test| test.footnotes.iter().any(|sign| sign == "*"));
    if printed {
        BlockingBecause::Footnote
    } else {
        BlockingBecause::Ours
    }
}
