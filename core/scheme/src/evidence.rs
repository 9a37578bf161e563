//! What a test says: what it covered, what else it depended on, where it looked, what it saw.
//!
//! A result is a value; whether it counts is decided in [`crate::decide`].

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::id::{ActorId, CertificateNumber, Digest, ResultId, TestId};

/// What kind of thing an item of a build is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, strum::Display,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum ItemKind {
    /// A file as delivered: a program, an image, an installer (納品物).
    Artefact,
    /// A list of the parts inside: SBOM, lock file, package database (部品表).
    PartsList,
    /// A source module given for static analysis (ソースコード).
    Source,
    /// A document or process record (文書).
    Document,
    /// An external interface of the running product (インターフェース).
    Interface,
    /// The maker's declaration for the continuing measures (継続的対策の宣言).
    Declaration,
    /// A certified component of a system (構成製品).
    Component,
}

/// One thing that a build is made of, bound by its digest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// What kind of thing.
    pub kind: ItemKind,
    /// Its name within the build, unique per kind: `Cargo.lock`.
    pub name: String,
    /// The digest of its bytes.
    pub digest: Digest,
}

/// What kind of thing besides the build a result depends on.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, strum::Display,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum InputKind {
    /// Settings of the engine or of the product under test.
    Configuration,
    /// The engine itself, name and version.
    Engine,
    /// Advisories: the digest of the feed.
    Advisories,
    /// Rules of an analyser or catalogue.
    Rules,
    /// Limits and budgets.
    Limits,
    /// The signed test plan.
    Plan,
    /// A VEX document signed by the maker.
    Vex,
    /// What the maker says of the parts and signs with the build: why one cannot be matched, whether a candidate is a flaw.
    Statements,
}

/// Something besides the build that a result depends on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// What kind of thing.
    pub kind: InputKind,
    /// Its name: `rustsec`, `sekisho match`.
    pub name: String,
    /// The digest of its bytes.
    pub digest: Digest,
}

/// What a test result comes to. Only `Pass` can ever satisfy.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, strum::Display,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Verdict {
    /// Everything was looked at and nothing blocking was seen.
    Pass,
    /// Something blocking was seen.
    Fail,
    /// Not everything could be looked at: says nothing.
    Inconclusive,
}

/// Who or what made a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Performed {
    /// An engine of this program.
    Engine {
        /// Its name: `sekisho match`.
        name: String,
        /// Its version, semantic versioning.
        version: String,
    },
    /// An accredited evaluator's signed report from outside.
    SignedReport {
        /// Who signed it.
        evaluator: ActorId,
        /// The digest of the signed summary.
        report: Digest,
        /// The tool named in the report.
        tool: String,
        /// The tool's version.
        version: String,
    },
}

/// Where a test looked. Absence from a result means something only at a place it looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LookedAt {
    /// Scopes examined whole: the name of a parts list of which every part could be matched, a
    /// source module analysed without a failed file, an interface with every planned message.
    pub whole: BTreeSet<String>,
    /// Single places examined within scopes that were not examined whole.
    pub places: BTreeSet<Place>,
}

/// A place where a finding can be: a scope, and a name inside it that outlives versions.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The name of the item or interface: `Cargo.lock`.
    pub scope: String,
    /// Inside it: a package URL without version, a file and rule, a message field.
    pub name: String,
}

/// How bad a finding is. An unknown severity is never the same as a low one.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, strum::Display,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Severity {
    /// No impact by its score.
    None,
    /// CVSS 0.1–3.9.
    Low,
    /// CVSS 4.0–6.9.
    Medium,
    /// CVSS 7.0–8.9.
    High,
    /// CVSS 9.0–10.0.
    Critical,
    /// Not scored: treated as the worst.
    Unknown,
}

/// One thing that a test saw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sighting {
    /// The rule or advisory: `RUSTSEC-2020-0071`, `CWE-79`.
    pub rule: String,
    /// Where.
    pub place: Place,
    /// The name of the item of the build in which it was seen (its digest then is the one the
    /// finding was made on).
    pub item: String,
    /// How bad.
    pub severity: Severity,
    /// One line for a person: what was seen.
    pub what: String,
}

/// What one run of one test says about one build.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TestResult {
    /// Its name within the case.
    pub id: ResultId,
    /// Which test.
    pub test: TestId,
    /// What it comes to.
    pub verdict: Verdict,
    /// Why, when not a pass: machine words with their details, for people rendered elsewhere.
    pub reasons: Vec<String>,
    /// Who or what made it.
    pub performed: Performed,
    /// The items of the build that it covers.
    pub covers: Vec<Item>,
    /// Everything else that it depends on.
    pub inputs: Vec<Input>,
    /// For feeds: the day of the newest entry; the older of several.
    pub feed_newest: Option<Timestamp>,
    /// Where it looked.
    pub looked_at: LookedAt,
    /// What it saw.
    pub sightings: Vec<Sighting>,
    /// What it saw and the maker's statement set aside: no sighting, and no sign that it has gone.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub set_aside: BTreeSet<SetAside>,
    /// When it was made.
    pub at: Timestamp,
    /// Reused from an earlier certificate by a delta evaluation: from which, and why.
    pub reused: Option<Reused>,
}

/// Something that was seen, and that the maker says is none of the product's flaws.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetAside {
    /// The rule or advisory, as in a sighting.
    pub rule: String,
    /// Where.
    pub place: Place,
}

/// Where a reused result comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reused {
    /// The certificate that it was made for.
    pub certificate: CertificateNumber,
    /// Its name in that case.
    pub result: ResultId,
}
