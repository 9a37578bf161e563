//! Results of tests: by whom, with which verdict, on which advisories, and what was found.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Bilingual, Reason};

/// One run of one test, or its result taken over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TestRun {
    /// The test's identifier in the edition, such as `vulnerability`.
    pub test: String,
    /// Its result.
    pub verdict: TestVerdict,
    /// By an engine or on a signed report.
    pub by: By,
    /// When the result was made.
    pub at: Timestamp,
    /// The certificate whose evaluation made it, for a result taken over.
    pub reused_from: Option<String>,
    /// True for a run that looks at what an earlier run found.
    pub retest: bool,
    /// Why it is not a pass.
    pub reasons: Vec<Reason>,
    /// The advisories it read.
    pub feeds: Vec<Feed>,
    /// How much of the product was looked at, for tests that count parts.
    pub coverage: Option<Coverage>,
    /// What was found.
    pub findings: Vec<Finding>,
    /// Informational entries: they do not change the verdict.
    pub notices: Vec<Finding>,
}

/// The result of a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TestVerdict {
    /// Nothing blocking is left.
    Pass,
    /// Something blocking is left.
    Fail,
    /// Could not be told.
    Inconclusive,
}

impl TestVerdict {
    /// As JSON and the message names write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Inconclusive => "inconclusive",
        }
    }
}

/// Who or what made a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum By {
    /// A program.
    Engine {
        /// Its name.
        name: String,
        /// Its version.
        version: String,
    },
    /// An accredited evaluator, on a signed report.
    Report {
        /// Who signed.
        evaluator: Bilingual,
        /// SHA-256 of the report.
        sha256: String,
    },
}

/// Advisories that a test read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Feed {
    /// Its name.
    pub name: String,
    /// SHA-256 of what was read.
    pub digest: String,
    /// Records read.
    pub records: u64,
    /// Records that could not be read.
    pub rejected: u64,
    /// The ecosystems that its records speak of; none for a catalogue.
    pub ecosystems: Vec<Ecosystem>,
    /// The newest change in it.
    pub newest: Option<Timestamp>,
    /// Days from then to the test.
    pub age_days: Option<i64>,
    /// The age that the edition allows, in days; absent for a catalogue, which only marks findings.
    pub age_limit_days: Option<u32>,
    /// Older than the edition allows.
    pub too_old: bool,
    /// Why it is not usable, if so.
    pub fault: Option<Bilingual>,
}

/// How much a feed has about an ecosystem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ecosystem {
    /// Its name, such as `crates.io`.
    pub name: String,
    /// Records that speak of it.
    pub records: u64,
    /// The newest change in these.
    pub newest: Option<Timestamp>,
}

/// How many parts were looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coverage {
    /// Parts in the lists.
    pub total: u64,
    /// The product's own: they need no match.
    pub own: u64,
    /// Parts for which the advisories can be asked.
    pub matchable: u64,
    /// Those of them that an advisory speaks of.
    pub matched: u64,
    /// Parts for which nothing can be told.
    pub unmatchable: Vec<Unmatchable>,
}

/// A part for which nothing can be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unmatchable {
    /// As the parts list writes it.
    pub name: String,
    /// As the parts list writes it.
    pub version: Option<String>,
    /// Its package address.
    pub purl: Option<String>,
    /// Why.
    pub reason: Bilingual,
    /// The maker's signed argument why that is no gap.
    pub argument: Option<String>,
}

/// Something that a test found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// Its identifier in the case, when it was raised there.
    pub id: Option<String>,
    /// The rule or advisory, by its own identifier.
    pub rule: String,
    /// Every identifier of the same flaw.
    pub ids: Vec<String>,
    /// The part or the place.
    pub part: String,
    /// The part's version.
    pub version: Option<String>,
    /// `critical`, `high`, `medium`, `low`, `none`, or nothing when unknown.
    pub severity: Option<String>,
    /// Its score, 0 to 10; absent when unknown, which is not 0.
    pub score: Option<f64>,
    /// The advisory's own line about it, in its own language.
    pub title: Option<String>,
    /// Known to be exploited; absent when no catalogue was asked.
    pub kev: Option<bool>,
    /// Versions in which it is fixed.
    pub fixed: Vec<String>,
    /// Why it was found.
    pub why: Bilingual,
    /// Where it stands.
    pub state: FindingState,
    /// How it ended: which build, which retest, which statement.
    pub ended: Option<Bilingual>,
    /// What the maker has to do; empty when nothing.
    pub what_to_do: Vec<Bilingual>,
}

/// Where a finding stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FindingState {
    /// Not ended.
    Open,
    /// Gone from another build, confirmed by a retest.
    Fixed,
    /// Argued away by a signed statement that was accepted.
    Answered,
    /// A document, process or setting was corrected and examined again.
    Corrected,
    /// Does not block; recorded only.
    Noted,
}

impl FindingState {
    /// As JSON and the message names write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Fixed => "fixed",
            Self::Answered => "answered",
            Self::Corrected => "corrected",
            Self::Noted => "noted",
        }
    }
}
