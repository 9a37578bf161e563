//! What waits in a case.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::super::Body;
use super::super::act::{Role, Ruling};
use super::super::case::{Case, Stage};
use super::{Entry, Task};
use crate::decide::unmet;
use crate::edition::FixDays;
use crate::evidence::{Severity, TestResult};
use crate::finding::FindingState;
use crate::id::{ActorId, FirmId, TestId};

pub(super) fn add(body: &Body, case: &Case, at: Timestamp, entries: &mut Vec<Entry>) {
    let days = &body.edition.rules().work_days.value;
    let mut waits = |task, role, since, days: Option<u32>| {
        let (actors, firm) = whom(case, role);
        entries.push(Entry {
            task,
            role,
            actors,
            firm,
            case: Some(case.id.clone()),
            product: Some(case.application.product.name.clone()),
            since,
            due: days.map(|days| body.days_from(since, days)),
        });
    };
    let since = case.since.at;
    match case.stage {
        Stage::Draft => waits(Task::HandIn {}, Role::Applicant, since, None),
        Stage::Submitted => {
            let task = Task::AcceptApplication {};
            waits(task, Role::Registrar, since, Some(days.acceptance));
        }
        Stage::Accepted | Stage::Evaluating | Stage::Remediating => {
            under_evaluation(body, case, at, &mut waits);
        }
        Stage::InReview => {
            let task = Task::FinishReview {};
            waits(task, Role::Reviewer, since, Some(days.review));
        }
        Stage::Ready => match &case.decision {
            None => waits(Task::Decide {}, Role::Decider, since, Some(days.decision)),
            Some(decided) => {
                if let Ruling::Grant { .. } = decided.ruling {
                    let task = Task::IssueCertificate {};
                    waits(task, Role::Registrar, decided.when.at, Some(days.issue));
                }
            }
        },
        Stage::Certified | Stage::Refused | Stage::Withdrawn => {}
    }
    let voices = body
        .voices
        .iter()
        .filter(|(_, voice)| voice.handled.is_none() && voice.case.as_ref() == Some(&case.id));
    for (entry, voice) in voices {
        let task = Task::AnswerVoice {
            entry: entry.clone(),
            kind: voice.kind,
        };
        waits(task, Role::Appeals, voice.when.at, Some(days.appeal));
    }
}

/// Evaluators have the tests and the answers; the maker the findings; the reviewer a case with whole evidence.
fn under_evaluation(
    body: &Body,
    case: &Case,
    at: Timestamp,
    waits: &mut impl FnMut(Task, Role, Timestamp, Option<u32>),
) {
    let rules = body.edition.rules();
    let days = &rules.work_days.value;
    let mut held_up: BTreeSet<&TestId> = BTreeSet::new();
    for finding in case.findings.iter().filter(|finding| finding.holds_up()) {
        held_up.insert(&finding.test);
        let since = case.finding_since(&finding.id).at;
        match &finding.state {
            FindingState::Open => {
                let severity = finding.sighting.severity;
                let task = Task::AnswerFinding {
                    finding: finding.id.clone(),
                    test: finding.test.clone(),
                    rule: finding.sighting.rule.clone(),
                    severity,
                };
                let limit = answer_days(&rules.answer_days.value, severity);
                waits(task, Role::Applicant, since, Some(limit));
            }
            FindingState::Claimed(_) => {
                let task = Task::Retest {
                    finding: finding.id.clone(),
                    test: finding.test.clone(),
                };
                waits(task, Role::Evaluator, since, Some(days.retest));
            }
            FindingState::Argued(_) | FindingState::Ended(_) => {}
        }
    }
    let unraised = case.unraised(|seen| body.edition.blocks(seen.severity));
    if !unraised.is_empty() {
        let results: BTreeSet<_> = unraised.iter().map(|(result, _)| result.clone()).collect();
        let first = results.iter().filter_map(|result| case.recorded(result));
        let since = first.map(|recorded| recorded.when.at).min();
        let task = Task::RaiseFindings {
            results,
            sightings: unraised.len(),
        };
        let since = since.unwrap_or(case.since.at);
        waits(task, Role::Evaluator, since, Some(days.retest));
    }
    let results: Vec<TestResult> = case.evidence.iter().map(|on| on.result.clone()).collect();
    let needed = body
        .edition
        .required_tests(case.application.category, &case.application.class);
    let missing: BTreeSet<TestId> = needed
        .into_iter()
        .filter(|test| {
            let one = BTreeSet::from([test.clone()]);
            !unmet(&body.edition, &one, case.build(), &results, at).is_empty()
        })
        .collect();
    // A test with a finding on its way waits for that, not for another result.
    let open: BTreeSet<TestId> = missing
        .iter()
        .filter(|test| !held_up.contains(test))
        .cloned()
        .collect();
    if !open.is_empty() && unraised.is_empty() {
        let task = Task::Evaluate { tests: open };
        let since = case.since.at;
        waits(task, Role::Evaluator, since, Some(days.evaluation));
    }
    let whole = case.stage == Stage::Evaluating && missing.is_empty() && unraised.is_empty();
    if whole && only_argued(case) {
        let last = case.evidence.iter().map(|on| on.when.at).max();
        let since = last.unwrap_or(case.since.at).max(case.since.at);
        let task = Task::BeginReview {};
        waits(task, Role::Reviewer, since, Some(days.review));
    }
}

fn only_argued(case: &Case) -> bool {
    let mut open = case.findings.iter().filter(|finding| finding.holds_up());
    open.all(|finding| matches!(finding.state, FindingState::Argued(_)))
}

/// Who of a role may do it in this case, and of which firm.
fn whom(case: &Case, role: Role) -> (BTreeSet<ActorId>, Option<FirmId>) {
    match role {
        Role::Evaluator => (case.evaluators.clone(), None),
        Role::Applicant => (BTreeSet::new(), Some(case.maker().clone())),
        _ => (BTreeSet::new(), None),
    }
}

/// Not scored is treated as the worst.
fn answer_days(days: &FixDays, severity: Severity) -> u32 {
    match severity {
        Severity::Unknown | Severity::Critical => days.critical,
        Severity::High => days.high,
        Severity::Medium => days.medium,
        Severity::Low | Severity::None => days.low,
    }
}
