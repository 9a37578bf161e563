//! Takes a signed report into a case as a test result, or refuses it with all reasons.
//!
//! A summary and its SARIF must say the same: a summary cannot pass over what its own tool saw.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::sarif::{self, Note, Report};
use super::{Limits, Summary, line};
use crate::edition::{Edition, Test};
use crate::evidence::{Performed, Sighting, TestResult, Verdict};
use crate::id::{ActorId, Digest, ResultId, TestId};

/// What a report must be about to be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// The names by which the product may be called: Japanese, English, its identifier. Exactly one of them.
    pub names: Vec<String>,
    /// The exact version of the build.
    pub version: String,
}

/// Why a signed report is refused.
#[derive(
    Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error, strum::VariantNames,
)]
#[serde(tag = "code", rename_all = "kebab-case", deny_unknown_fields)]
#[strum(serialize_all = "kebab-case")]
pub enum Refusal {
    /// The summary cannot be read.
    #[error("the summary cannot be read: {what}")]
    SummaryUnreadable {
        /// Why.
        what: String,
    },
    /// The edition does not know the test.
    #[error("the edition has no test {test}; it has {}", known.join(", "))]
    UnknownTest {
        /// What the summary says.
        test: TestId,
        /// The tests that exist.
        known: Vec<String>,
    },
    /// The summary is about another product.
    #[error("the summary is about {said}, not about {}", names.join(" / "))]
    OtherProduct {
        /// What the summary says.
        said: String,
        /// The names of the product that was handed in.
        names: Vec<String>,
    },
    /// The summary is about another version.
    #[error("the summary is about version {said}, the build is of {version}")]
    OtherVersion {
        /// What the summary says.
        said: String,
        /// The version of the build.
        version: String,
    },
    /// The summary covers nothing.
    #[error("the summary covers nothing")]
    CoversNothing,
    /// The summary covers the same thing twice.
    #[error("the summary covers {item} twice")]
    CoversTwice {
        /// Its name.
        item: String,
    },
    /// The summary says pass and does not say that it looked anywhere.
    #[error("the summary says pass, but not where it looked")]
    LookedNowhere,
    /// It ended before it began.
    #[error("the test ended at {ended}, before it began at {started}")]
    EndsBeforeStart {
        /// When it began.
        started: Timestamp,
        /// When it ended.
        ended: Timestamp,
    },
    /// The test reads advisories, and the summary does not say how old they were.
    #[error("{test} reads advisories; the summary does not say how old they were")]
    FeedAgeUnknown {
        /// The test.
        test: TestId,
    },
    /// No SARIF is attached, so that nothing says what was evaluated.
    #[error("no SARIF is attached")]
    NoSarif,
    /// A SARIF file that the summary names was not handed in.
    #[error("the SARIF {file} with digest {digest} was not handed in")]
    SarifMissing {
        /// Its name.
        file: String,
        /// The digest that the summary names.
        digest: Digest,
    },
    /// A SARIF file was handed in that the summary does not name.
    #[error("a SARIF with digest {digest} was handed in; the summary does not name it")]
    SarifUnnamed {
        /// Its digest.
        digest: Digest,
    },
    /// An attachment that the summary names was not handed in.
    #[error("the attachment {file} with digest {digest} was not handed in")]
    AttachmentMissing {
        /// Its name.
        file: String,
        /// The digest that the summary names.
        digest: Digest,
    },
    /// A file was handed in that the summary does not name.
    #[error("the file {file} with digest {digest} was handed in; the summary does not name it")]
    AttachmentUnnamed {
        /// Its name.
        file: String,
        /// Its digest.
        digest: Digest,
    },
    /// A file is larger than the limit.
    #[error("{file} has {said} bytes, limit is {limit}")]
    AttachmentTooLong {
        /// Its name.
        file: String,
        /// Its size.
        said: u64,
        /// The limit.
        limit: u64,
    },
    /// More files than the limit.
    #[error("{said} files belong to the report, limit is {limit}")]
    TooManyAttachments {
        /// How many.
        said: usize,
        /// The limit.
        limit: usize,
    },
    /// A SARIF file cannot be read.
    #[error("the SARIF {file} cannot be read: {what}")]
    SarifUnreadable {
        /// Its name.
        file: String,
        /// Why.
        what: String,
    },
    /// No SARIF is by the tool that the summary names.
    #[error("the summary names {tool} {version}; its SARIF is by {}", found.join(", "))]
    OtherTool {
        /// The tool that the summary names.
        tool: String,
        /// The version that it names.
        version: String,
        /// The tools in the SARIF.
        found: Vec<String>,
    },
    /// The SARIF has a finding that belongs to none of the covered items.
    #[error("{rule} at {name} belongs to none of the covered items")]
    Unplaced {
        /// The rule.
        rule: String,
        /// Where the tool saw it.
        name: String,
    },
    /// The SARIF has a finding where the summary does not say that it looked.
    #[error("{rule} was seen at {scope}: {name}, where the summary does not say it looked")]
    SeenElsewhere {
        /// The rule.
        rule: String,
        /// Where: the scope.
        scope: String,
        /// Where: inside the scope.
        name: String,
    },
    /// The summary says pass and its SARIF has something that blocks.
    #[error("the summary says pass, its SARIF says {rule} at {scope}: {name}")]
    PassWithBlocking {
        /// The rule.
        rule: String,
        /// Where: the scope.
        scope: String,
        /// Where: inside the scope.
        name: String,
    },
    /// The summary says fail and its SARIF has nothing that blocks.
    #[error("the summary says fail, but its SARIF has nothing that blocks")]
    FailWithoutBlocking,
}

/// Takes a signed report as the result `id`, or refuses it with all reasons.
///
/// `summary` are the bytes that `evaluator` signed, `sarif` the bytes of its SARIF attachments in
/// any order; `expected` is the product as it was handed in. A pass whose SARIF says that not everything was looked at becomes inconclusive; the
/// result's reasons are the SARIF's notes as JSON, then the summary's limitations.
pub fn take(
    summary: &[u8],
    sarif: &[&[u8]],
    evaluator: &ActorId,
    id: ResultId,
    edition: &Edition,
    expected: &Expected,
    limits: &Limits,
) -> Result<TestResult, Vec<Refusal>> {
    let digest = Digest::of(summary);
    let summary = Summary::from_bytes(summary, limits).map_err(|error| {
        let what = error.to_string();
        vec![Refusal::SummaryUnreadable { what }]
    })?;
    let Some(test) = edition.test(&summary.test) else {
        return Err(vec![Refusal::UnknownTest {
            test: summary.test,
            known: edition
                .tests()
                .iter()
                .map(|test| test.id.to_string())
                .collect(),
        }]);
    };
    let mut refusals = other(&summary, expected, limits);
    form(&summary, test, &mut refusals);
    let reports = reports(&summary, sarif, edition, test, limits, &mut refusals);
    let whole = refusals.is_empty();
    let sightings: Vec<Sighting> = reports.iter().flat_map(|r| r.sightings.clone()).collect();
    let notes: Vec<&Note> = reports.iter().flat_map(|report| &report.notes).collect();
    agree(&summary, &sightings, &notes, edition, whole, &mut refusals);
    if !refusals.is_empty() {
        return Err(refusals);
    }
    let performed = Performed::SignedReport {
        evaluator: evaluator.clone(),
        report: digest,
        tool: line(&summary.tool.name, limits.text_chars),
        version: line(&summary.tool.version, limits.text_chars),
    };
    let open = notes.iter().any(|note| note.leaves_open());
    let verdict = match summary.verdict {
        Verdict::Pass if open => Verdict::Inconclusive,
        said => said,
    };
    let notes = notes
        .into_iter()
        .map(|note| serde_json::to_string(note).expect("a note is plain texts and numbers"));
    let limitations = summary.limitations.iter();
    let limitations = limitations.map(|text| line(text, limits.text_chars));
    Ok(TestResult {
        id,
        test: summary.test,
        verdict,
        reasons: notes.chain(limitations).collect(),
        performed,
        covers: summary.covers,
        inputs: summary.inputs,
        feed_newest: summary.feed_newest,
        looked_at: summary.looked_at,
        sightings,
        set_aside: BTreeSet::new(),
        at: summary.ended,
        reused: None,
    })
}

/// Whether the summary is about something else: a good report of one version says nothing about the next.
fn other(summary: &Summary, expected: &Expected, limits: &Limits) -> Vec<Refusal> {
    let (product, said) = (&summary.product, |text| line(text, limits.text_chars));
    let mut refusals = Vec::new();
    if !expected.names.contains(&product.name) {
        refusals.push(Refusal::OtherProduct {
            said: said(&product.name),
            names: expected.names.clone(),
        });
    }
    if product.version != expected.version {
        refusals.push(Refusal::OtherVersion {
            said: said(&product.version),
            version: expected.version.clone(),
        });
    }
    refusals
}

/// What a summary gets wrong by itself.
fn form(summary: &Summary, test: &Test, refusals: &mut Vec<Refusal>) {
    if summary.covers.is_empty() {
        refusals.push(Refusal::CoversNothing);
    }
    let mut seen = BTreeSet::new();
    for item in &summary.covers {
        if !seen.insert((item.kind, &item.name)) {
            let item = item.name.clone();
            refusals.push(Refusal::CoversTwice { item });
        }
    }
    let looked = &summary.looked_at;
    if summary.verdict == Verdict::Pass && looked.whole.is_empty() && looked.places.is_empty() {
        refusals.push(Refusal::LookedNowhere);
    }
    if summary.ended < summary.started {
        refusals.push(Refusal::EndsBeforeStart {
            started: summary.started,
            ended: summary.ended,
        });
    }
    if test.reads_feed && summary.feed_newest.is_none() {
        let test = test.id.clone();
        refusals.push(Refusal::FeedAgeUnknown { test });
    }
    if summary.sarif().next().is_none() {
        refusals.push(Refusal::NoSarif);
    }
}

/// The SARIF files that the summary names, each read once.
fn reports(
    summary: &Summary,
    sarif: &[&[u8]],
    edition: &Edition,
    test: &Test,
    limits: &Limits,
    refusals: &mut Vec<Refusal>,
) -> Vec<Report> {
    let handed: BTreeMap<Digest, &[u8]> = sarif.iter().map(|b| (Digest::of(b), *b)).collect();
    let named: BTreeMap<Digest, &str> = summary
        .sarif()
        .map(|file| (file.digest, file.name.as_str()))
        .collect();
    for digest in handed.keys().filter(|digest| !named.contains_key(digest)) {
        refusals.push(Refusal::SarifUnnamed { digest: *digest });
    }
    let mut reports = Vec::new();
    for (digest, name) in named {
        let file = line(name, limits.text_chars);
        let Some(bytes) = handed.get(&digest) else {
            refusals.push(Refusal::SarifMissing { file, digest });
            continue;
        };
        match sarif::read(bytes, &summary.covers, edition, test, limits) {
            Ok(report) => reports.push(report),
            Err(error) => {
                let what = error.to_string();
                refusals.push(Refusal::SarifUnreadable { file, what });
            }
        }
    }
    reports_are_by_tool(summary, &reports, refusals);
    reports
}

fn reports_are_by_tool(summary: &Summary, reports: &[Report], refusals: &mut Vec<Refusal>) {
    let tools: Vec<_> = reports.iter().flat_map(|report| &report.tools).collect();
    let same = |(name, version): &&(String, Option<String>)| {
        *name == summary.tool.name && version.as_ref().is_none_or(|v| *v == summary.tool.version)
    };
    if !tools.is_empty() && !tools.iter().any(same) {
        let found = tools.iter().map(|(name, version)| match version {
            Some(version) => format!("{name} {version}"),
            None => name.clone(),
        });
        refusals.push(Refusal::OtherTool {
            tool: summary.tool.name.clone(),
            version: summary.tool.version.clone(),
            found: found.collect(),
        });
    }
}

/// Where a summary and its SARIF contradict each other.
fn agree(
    summary: &Summary,
    sightings: &[Sighting],
    notes: &[&Note],
    edition: &Edition,
    whole: bool,
    refusals: &mut Vec<Refusal>,
) {
    for note in notes {
        if let Note::Unplaced { rule, name } = note {
            let (rule, name) = (rule.clone(), name.clone());
            refusals.push(Refusal::Unplaced { rule, name });
        }
    }
    let looked = &summary.looked_at;
    let mut blocking = 0_usize;
    for sighting in sightings {
        let place = &sighting.place;
        let key = || {
            (
                sighting.rule.clone(),
                place.scope.clone(),
                place.name.clone(),
            )
        };
        if !looked.whole.contains(&place.scope) && !looked.places.contains(place) {
            let (rule, scope, name) = key();
            refusals.push(Refusal::SeenElsewhere { rule, scope, name });
        }
        if edition.blocks(sighting.severity) {
            blocking += 1;
            if summary.verdict == Verdict::Pass {
                let (rule, scope, name) = key();
                refusals.push(Refusal::PassWithBlocking { rule, scope, name });
            }
        }
    }
    // With a SARIF file missing the blocking one may be in it.
    if whole && summary.verdict == Verdict::Fail && blocking == 0 {
        refusals.push(Refusal::FailWithoutBlocking);
    }
}
