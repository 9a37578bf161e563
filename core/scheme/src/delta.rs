//! What a new version must be examined for again: a delta evaluation.
//!
//! A result is reused only when everything that it covers and depends on is the same; every
//! other test runs again by itself where an engine can, and asks a person where none can.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::decide::{Age, Counted, age, counted};
use crate::edition::{Edition, Test};
use crate::evidence::{Input, InputKind, Item, Performed, TestResult, Verdict};
use crate::id::{ResultId, TestId};

/// What is to be done about one test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeltaOutcome {
    /// The test.
    pub test: TestId,
    /// What is to be done.
    pub outcome: Outcome,
    /// Why, all of it; never empty.
    pub reasons: Vec<DeltaReason>,
}

/// What is to be done about one test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Outcome {
    /// The earlier result stands for the new version.
    Reuse {
        /// Which.
        result: ResultId,
    },
    /// An engine does it again, unattended.
    RunAgain,
    /// An accredited evaluator does it again.
    AskPerson,
}

/// Why something is to be done about a test.
#[derive(
    Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error, strum::VariantNames,
)]
#[serde(tag = "code", rename_all = "kebab-case", deny_unknown_fields)]
#[strum(serialize_all = "kebab-case")]
pub enum DeltaReason {
    /// Everything covered is the same, and so is every input.
    #[error("{result} of {made} covers the same things with the same inputs, {age_days} days old")]
    Same {
        /// The earlier result.
        result: ResultId,
        /// When it was made.
        made: Timestamp,
        /// Its age, whole days.
        age_days: i64,
    },
    /// The earlier result is a person's report: its inputs are those that the report names.
    #[error("{result} is a signed report, made with {tool} {version}")]
    SignedReport {
        /// The earlier result.
        result: ResultId,
        /// The tool that it names.
        tool: String,
        /// The tool's version.
        version: String,
    },
    /// The edition does not know the test.
    #[error("the edition has no test {test}")]
    UnknownTest {
        /// What is required.
        test: TestId,
    },
    /// There is no earlier result.
    #[error("there is no earlier result")]
    NoResult,
    /// The earlier result that counts is not a pass.
    #[error("{result} is {verdict}")]
    NotPassed {
        /// The earlier result.
        result: ResultId,
        /// What it comes to.
        verdict: Verdict,
    },
    /// A thing that the earlier result covers has another digest.
    #[error("{item} has changed")]
    Changed {
        /// Its name.
        item: String,
    },
    /// A thing that the earlier result covers is gone.
    #[error("{item} is gone")]
    Gone {
        /// Its name.
        item: String,
    },
    /// A thing that the test must cover is new.
    #[error("{item} is new")]
    New {
        /// Its name.
        item: String,
    },
    /// An input of the earlier result would have another digest.
    #[error("the {kind} {input} has changed")]
    InputChanged {
        /// What kind of input.
        kind: InputKind,
        /// Its name.
        input: String,
    },
    /// An input of the earlier result would not be used.
    #[error("the {kind} {input} is gone")]
    InputGone {
        /// What kind of input.
        kind: InputKind,
        /// Its name.
        input: String,
    },
    /// An input would be used that the earlier result did not have.
    #[error("the {kind} {input} is new")]
    InputNew {
        /// What kind of input.
        kind: InputKind,
        /// Its name.
        input: String,
    },
    /// The earlier result is too old.
    #[error("{result} is {age_days} days old, limit is {limit_days}")]
    TooOld {
        /// The earlier result.
        result: ResultId,
        /// Its age, whole days.
        age_days: i64,
        /// The edition's limit, days.
        limit_days: u32,
    },
    /// The earlier result is dated after this moment.
    #[error("{result} is dated {made}, after this evaluation")]
    FromTheFuture {
        /// The earlier result.
        result: ResultId,
        /// Its date.
        made: Timestamp,
    },
    /// The edition wants this test done again for every version.
    #[error("this test is always done again")]
    AlwaysAgain,
    /// No engine here does this test.
    #[error("no engine here does this test")]
    NoEngine,
}

/// What to do about each required test of a new version, in the order of their names.
///
/// `current_inputs` says what an engine would use today; a test without an entry has no engine.
#[must_use]
pub fn delta(
    edition: &Edition,
    previous: &[TestResult],
    new_build: &[Item],
    current_inputs: &BTreeMap<TestId, Vec<Input>>,
    required: &BTreeSet<TestId>,
    at: Timestamp,
) -> Vec<DeltaOutcome> {
    let outcome = |id: &TestId| {
        let engine = current_inputs.get(id).map(Vec::as_slice);
        let (reusable, mut reasons) = match edition.test(id) {
            Some(test) => compare(test, previous, new_build, engine, at),
            None => (None, vec![DeltaReason::UnknownTest { test: id.clone() }]),
        };
        let outcome = match (reusable, engine) {
            (Some(result), _) => Outcome::Reuse { result },
            (None, Some(_)) => Outcome::RunAgain,
            (None, None) => {
                if !reasons.contains(&DeltaReason::NoEngine) {
                    reasons.push(DeltaReason::NoEngine);
                }
                Outcome::AskPerson
            }
        };
        DeltaOutcome {
            test: id.clone(),
            outcome,
            reasons,
        }
    };
    required.iter().map(outcome).collect()
}

/// The earlier result that can be reused, if any, and all reasons for or against.
fn compare(
    test: &Test,
    previous: &[TestResult],
    build: &[Item],
    engine: Option<&[Input]>,
    at: Timestamp,
) -> (Option<ResultId>, Vec<DeltaReason>) {
    let mut against = Vec::new();
    if test.always_again {
        against.push(DeltaReason::AlwaysAgain);
    }
    // Also a result that does not count is compared, so that all reasons are given.
    let result = match counted(test, build, previous) {
        Counted::None => {
            against.push(DeltaReason::NoResult);
            return (None, against);
        }
        Counted::Elsewhere(result) | Counted::Against(result) | Counted::Pass(result) => result,
    };
    if result.verdict != Verdict::Pass {
        against.push(DeltaReason::NotPassed {
            result: result.id.clone(),
            verdict: result.verdict,
        });
    }
    against.extend(covered(test, result, build));
    match (engine, &result.performed) {
        (Some(current), _) => against.extend(inputs(&result.inputs, current)),
        (None, Performed::SignedReport { .. }) => {}
        // Whether its inputs are the same cannot be known here.
        (None, Performed::Engine { .. }) => against.push(DeltaReason::NoEngine),
    }
    against.extend(too_old(test, result, at));
    let reusable = against.is_empty().then(|| result.id.clone());
    let mut reasons = against;
    if reusable.is_some() {
        reasons.push(DeltaReason::Same {
            result: result.id.clone(),
            made: result.at,
            age_days: at.duration_since(result.at).as_hours() / 24,
        });
    }
    if let Performed::SignedReport { tool, version, .. } = &result.performed {
        reasons.push(DeltaReason::SignedReport {
            result: result.id.clone(),
            tool: tool.clone(),
            version: version.clone(),
        });
    }
    (reusable, reasons)
}

/// Why the date of a result speaks against it.
fn too_old(test: &Test, result: &TestResult, at: Timestamp) -> Option<DeltaReason> {
    let id = result.id.clone();
    match age(result.at, at, test.reuse_max_age_days) {
        Age::Young => None,
        Age::Old(age_days) => Some(DeltaReason::TooOld {
            result: id,
            age_days,
            limit_days: test.reuse_max_age_days,
        }),
        Age::Future => Some(DeltaReason::FromTheFuture {
            result: id,
            made: result.at,
        }),
    }
}

/// How the things that a result covers differ from the new build.
fn covered(test: &Test, result: &TestResult, build: &[Item]) -> Vec<DeltaReason> {
    let same_name = |a: &Item, b: &Item| a.kind == b.kind && a.name == b.name;
    let mut reasons = Vec::new();
    for item in result.covers.iter().filter(|item| !build.contains(item)) {
        let name = item.name.clone();
        reasons.push(if build.iter().any(|new| same_name(new, item)) {
            DeltaReason::Changed { item: name }
        } else {
            DeltaReason::Gone { item: name }
        });
    }
    let must = build.iter().filter(|item| test.covers.contains(&item.kind));
    let new = must.filter(|item| !result.covers.iter().any(|old| same_name(old, item)));
    reasons.extend(new.map(|item| DeltaReason::New {
        item: item.name.clone(),
    }));
    reasons
}

/// How the inputs that an engine would use differ from those of a result.
fn inputs(earlier: &[Input], current: &[Input]) -> Vec<DeltaReason> {
    let same_name = |a: &Input, b: &Input| a.kind == b.kind && a.name == b.name;
    let mut reasons = Vec::new();
    for old in earlier.iter().filter(|old| !current.contains(old)) {
        let (kind, input) = (old.kind, old.name.clone());
        reasons.push(if current.iter().any(|new| same_name(new, old)) {
            DeltaReason::InputChanged { kind, input }
        } else {
            DeltaReason::InputGone { kind, input }
        });
    }
    for new in current.iter().filter(|new| !earlier.contains(new)) {
        if !earlier.iter().any(|old| same_name(old, new)) {
            reasons.push(DeltaReason::InputNew {
                kind: new.kind,
                input: new.name.clone(),
            });
        }
    }
    reasons
}
