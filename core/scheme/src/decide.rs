//! Decides whether evidence earns a class.
//!
//! Rules come from an [`Edition`]; nothing here knows who applied or what day it is. Who may
//! make a result, and how a finding ends, is decided where the acts are: here a result counts by
//! what it covers, its age and its verdict, and a finding counts as long as it is open.

mod components;
mod counted;

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::edition::{Edition, Test};
use crate::evidence::{Item, Place, TestResult};
use crate::id::{CategoryId, CertificateNumber, ClassId, Digest, FindingId, TestId};
use crate::reason::Reason;

pub(crate) use counted::{Counted, counted};
use counted::{foreign, uncovered};

/// What a decision is made from.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// The build that the certificate would cover.
    pub build: &'a [Item],
    /// All results of the case, in the order in which they were recorded.
    pub results: &'a [TestResult],
    /// The findings that have not ended.
    pub open: &'a [OpenFinding],
    /// What is known of the components of a system; empty for other products.
    pub components: &'a [ComponentStanding],
}

/// A finding that has not ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenFinding {
    /// Its name.
    pub id: FindingId,
    /// The test that saw it.
    pub test: TestId,
    /// Whether it blocks under the edition.
    pub blocking: bool,
    /// The rule or advisory.
    pub rule: String,
    /// Where.
    pub place: Place,
}

/// What is known of a component of a system at the decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComponentStanding {
    /// Its name, as the build's item of kind `component`.
    pub name: String,
    /// Software or device.
    pub category: CategoryId,
    /// The digest of what is installed, as the build's item.
    pub digest: Digest,
    /// The certificate that it holds, if any.
    pub certificate: Option<HeldCertificate>,
}

/// A certificate that a component holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldCertificate {
    /// Its number.
    pub number: CertificateNumber,
    /// Its category.
    pub category: CategoryId,
    /// Its class.
    pub class: ClassId,
    /// Whether it is valid at the decision.
    pub valid: bool,
    /// The digests that it covers.
    pub covers: BTreeSet<Digest>,
}

/// What is decided about a class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// The evidence earns it.
    Grant(ClassId),
    /// It does not, for all these reasons; never empty.
    Withhold(Vec<Reason>),
}

/// How evidence stands to one class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// The class.
    pub class: ClassId,
    /// Whether the evidence earns it.
    pub earned: bool,
    /// What is missing for it.
    pub missing: Vec<Reason>,
}

/// Whether this evidence earns the class asked for.
#[must_use]
pub fn decide(
    edition: &Edition,
    category: CategoryId,
    asked: &ClassId,
    evidence: &Evidence<'_>,
    at: Timestamp,
) -> Decision {
    let reasons = missing(edition, category, asked, evidence, at);
    if reasons.is_empty() {
        Decision::Grant(asked.clone())
    } else {
        Decision::Withhold(reasons)
    }
}

/// Which classes of the category this evidence would earn, and what is missing for the others.
#[must_use]
pub fn standings(
    edition: &Edition,
    category: CategoryId,
    evidence: &Evidence<'_>,
    at: Timestamp,
) -> Vec<Standing> {
    let row = edition.category(category);
    let classes = row.into_iter().flat_map(|row| &row.classes);
    let standing = classes.map(|class| {
        let missing = missing(edition, category, &class.id, evidence, at);
        Standing {
            class: class.id.clone(),
            earned: missing.is_empty(),
            missing,
        }
    });
    standing.collect()
}

fn missing(
    edition: &Edition,
    category: CategoryId,
    asked: &ClassId,
    evidence: &Evidence<'_>,
    at: Timestamp,
) -> Vec<Reason> {
    let Some(row) = edition.category(category) else {
        return vec![Reason::UnknownCategory { category }];
    };
    if edition.class(category, asked).is_none() {
        return vec![Reason::UnknownClass {
            category,
            class: asked.clone(),
            known: row.classes.iter().map(|class| class.id.clone()).collect(),
        }];
    }
    let mut reasons = ambiguous(evidence.build);
    for id in edition.required_tests(category, asked) {
        let test = edition
            .test(&id)
            .expect("an edition's classes need its own tests");
        judge(edition, test, evidence, at, &mut reasons);
    }
    // The mark * stands on two tests; a blocking finding of any other withholds all the same.
    let open = evidence.open.iter().filter(|finding| finding.blocking);
    reasons.extend(open.map(|finding| Reason::OpenFinding {
        finding: finding.id.clone(),
        test: finding.test.clone(),
        rule: finding.rule.clone(),
        scope: finding.place.scope.clone(),
        name: finding.place.name.clone(),
    }));
    if let Some(rule) = &row.components {
        components::judge(edition, rule, evidence, &mut reasons);
    }
    reasons
}

/// What keeps these tests from being satisfied for a build, by the results alone.
pub(crate) fn unmet(
    edition: &Edition,
    tests: &BTreeSet<TestId>,
    build: &[Item],
    results: &[TestResult],
    at: Timestamp,
) -> Vec<Reason> {
    let evidence = Evidence {
        build,
        results,
        open: &[],
        components: &[],
    };
    let mut reasons = Vec::new();
    for test in tests.iter().filter_map(|id| edition.test(id)) {
        judge(edition, test, &evidence, at, &mut reasons);
    }
    reasons
}

/// Items that a digest cannot tell apart by name.
fn ambiguous(build: &[Item]) -> Vec<Reason> {
    let mut seen = BTreeSet::new();
    let twice = build
        .iter()
        .filter(|item| !seen.insert((item.kind, &item.name)));
    let reasons = twice.map(|item| Reason::AmbiguousItem {
        kind: item.kind,
        item: item.name.clone(),
    });
    reasons.collect()
}

/// Everything that keeps one test from being satisfied.
fn judge(
    edition: &Edition,
    test: &Test,
    evidence: &Evidence<'_>,
    at: Timestamp,
    reasons: &mut Vec<Reason>,
) {
    for kind in &test.covers {
        if !evidence.build.iter().any(|item| item.kind == *kind) {
            reasons.push(Reason::NothingToCover {
                test: test.id.clone(),
                kind: *kind,
            });
        }
    }
    let id = || test.id.clone();
    let result = match counted(test, evidence.build, evidence.results) {
        Counted::None => return reasons.push(Reason::NoResult { test: id() }),
        Counted::Elsewhere(result) => {
            return reasons.push(Reason::OtherBuild {
                test: id(),
                result: result.id.clone(),
                items: foreign(result, evidence.build),
            });
        }
        Counted::Against(result) => {
            return reasons.push(Reason::NotPassed {
                test: id(),
                result: result.id.clone(),
                verdict: result.verdict,
                because: result.reasons.clone(),
            });
        }
        Counted::Pass(result) => result,
    };
    judge_pass(edition, test, result, evidence.build, reasons);
    judge_age(test, result, at, reasons);
    if test.reads_feed {
        judge_feed(edition, test, result, at, reasons);
    }
}

/// Everything but its age that keeps a pass from counting.
fn judge_pass(
    edition: &Edition,
    test: &Test,
    result: &TestResult,
    build: &[Item],
    reasons: &mut Vec<Reason>,
) {
    let id = || test.id.clone();
    let items = uncovered(test, result, build);
    if !items.is_empty() {
        reasons.push(Reason::NotCovered {
            test: id(),
            result: result.id.clone(),
            items,
        });
    }
    let blocking = result.sightings.iter();
    let blocking = blocking.filter(|sighting| edition.blocks(sighting.severity));
    reasons.extend(blocking.map(|sighting| Reason::PassWithBlocking {
        test: id(),
        result: result.id.clone(),
        rule: sighting.rule.clone(),
        scope: sighting.place.scope.clone(),
        name: sighting.place.name.clone(),
    }));
    if test.always_again && result.reused.is_some() {
        reasons.push(Reason::Reused {
            test: id(),
            result: result.id.clone(),
        });
    }
}

fn judge_age(test: &Test, result: &TestResult, at: Timestamp, reasons: &mut Vec<Reason>) {
    match age(result.at, at, test.reuse_max_age_days) {
        Age::Young => {}
        Age::Future => reasons.push(Reason::FromTheFuture {
            test: test.id.clone(),
            result: result.id.clone(),
            dated: result.at,
            decided: at,
        }),
        Age::Old(age_days) => reasons.push(Reason::TooOld {
            test: test.id.clone(),
            result: result.id.clone(),
            age_days,
            limit_days: test.reuse_max_age_days,
        }),
    }
}

fn judge_feed(
    edition: &Edition,
    test: &Test,
    result: &TestResult,
    at: Timestamp,
    reasons: &mut Vec<Reason>,
) {
    let (id, name) = (test.id.clone(), result.id.clone());
    let Some(newest) = result.feed_newest else {
        let (test, result) = (id, name);
        return reasons.push(Reason::FeedAgeUnknown { test, result });
    };
    let limit_days = edition.feed_age_days();
    match age(newest, at, limit_days.unwrap_or(u32::MAX)) {
        Age::Young => {}
        Age::Future => reasons.push(Reason::FromTheFuture {
            test: id,
            result: name,
            dated: newest,
            decided: at,
        }),
        Age::Old(age_days) => reasons.push(Reason::FeedTooOld {
            test: id,
            result: name,
            age_days,
            limit_days: limit_days.unwrap_or(u32::MAX),
        }),
    }
}

/// How old something is against a limit.
pub(crate) enum Age {
    /// Not older than the limit.
    Young,
    /// Older; so many whole days.
    Old(i64),
    /// Dated after the moment of asking.
    Future,
}

pub(crate) fn age(made: Timestamp, at: Timestamp, limit_days: u32) -> Age {
    let age = at.duration_since(made);
    if age < SignedDuration::ZERO {
        Age::Future
    } else if age > SignedDuration::from_hours(24 * i64::from(limit_days)) {
        Age::Old(age.as_hours() / 24)
    } else {
        Age::Young
    }
}
