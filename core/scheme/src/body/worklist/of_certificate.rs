//! What waits for a certificate.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::super::Body;
use super::super::act::Role;
use super::super::certificate::Certificate;
use super::{Entry, Task, announced};
use crate::delta::Outcome;
use crate::id::TestId;
use crate::validity::{Cause, ChangeKind, Standing, StandingAt, is_suspended_itself};

pub(super) fn add(body: &Body, held: &Certificate, at: Timestamp, entries: &mut Vec<Entry>) {
    let Some(stands) = body.standing(held.number, at) else {
        return;
    };
    let number = held.number;
    let entry = |task, role, since| Entry {
        task,
        role,
        actors: BTreeSet::new(),
        firm: (role == Role::Applicant).then(|| held.holder().clone()),
        case: Some(held.case.clone()),
        product: Some(held.product.name.clone()),
        since,
        due: None,
    };
    let days = &body.edition.rules().work_days.value;
    let recorded = |change: &crate::validity::Change| matches!(change.what, ChangeKind::Expired {});
    if stands.standing == Standing::Expired && !held.history.iter().any(recorded) {
        let task = Task::RecordExpiry {
            certificate: number,
        };
        entries.push(Entry {
            due: Some(body.days_from(stands.since, days.issue)),
            ..entry(task, Role::Registrar, stands.since)
        });
    }
    if stands.standing.is_final() {
        return;
    }
    if is_suspended_itself(held.life(), at) {
        let task = Task::SettleSuspension {
            certificate: number,
        };
        entries.push(entry(task, Role::Decider, stands.since));
    }
    let goes_on = stands.superseded.is_some() || held.successor.is_some();
    if !goes_on && body.ends_soon(held.valid_until, days.renewal, at) {
        let task = Task::RenewCertificate {
            certificate: number,
            last_day: held.valid_until,
        };
        let since = announced(held.valid_until, days.renewal, held.decided);
        entries.push(Entry {
            due: Some(held.valid_until),
            ..entry(task, Role::Applicant, since)
        });
    }
    components(body, held, &stands, at, entry, entries);
}

/// A component that ended is to be replaced; a declared replacement to be examined, then accepted.
fn components(
    body: &Body,
    held: &Certificate,
    stands: &StandingAt,
    at: Timestamp,
    entry: impl Fn(Task, Role, Timestamp) -> Entry,
    entries: &mut Vec<Entry>,
) {
    let number = held.number;
    let days = &body.edition.rules().work_days.value;
    for cause in &stands.causes {
        let Cause::ComponentEnded {
            name,
            certificate: old,
            replace_by,
            ..
        } = cause
        else {
            continue;
        };
        if held.declared.iter().any(|declared| declared.old == *old) {
            continue;
        }
        let task = Task::ReplaceComponent {
            certificate: number,
            component: name.clone(),
            old: *old,
        };
        entries.push(Entry {
            due: Some(body.edition.day_of(*replace_by)),
            ..entry(task, Role::Applicant, stands.since)
        });
    }
    if held.declared.is_empty() {
        return;
    }
    let since = |old| held.declared_at.get(old).map_or(at, |when| when.at);
    let first = held.declared.iter().map(|declared| since(&declared.old));
    let first = first.min().unwrap_or(at);
    let tests = missing(body, held, at);
    if !tests.is_empty() {
        let task = Task::Reexamine {
            certificate: number,
            tests,
        };
        entries.push(Entry {
            due: Some(body.days_from(first, days.retest)),
            ..entry(task, Role::Evaluator, first)
        });
        return;
    }
    for declared in &held.declared {
        let last = held.reexamined.iter().map(|again| again.when.at).max();
        let since = last.map_or(since(&declared.old), |last| last.max(since(&declared.old)));
        let task = Task::AcceptReplacement {
            certificate: number,
            old: declared.old,
        };
        entries.push(Entry {
            due: Some(body.days_from(since, days.issue)),
            ..entry(task, Role::Registrar, since)
        });
    }
}

/// The tests of the system that the delta rules ask for and that were not passed again.
fn missing(body: &Body, held: &Certificate, at: Timestamp) -> BTreeSet<TestId> {
    let asked = body.to_examine(held.number, at).unwrap_or_default();
    let asked: BTreeSet<TestId> = asked
        .into_iter()
        .filter(|one| !matches!(one.outcome, Outcome::Reuse { .. }))
        .map(|one| one.test)
        .collect();
    let build = held.build_with_replacements();
    let again = held.reexamined.iter().map(|again| again.result.clone());
    let again: Vec<_> = again.collect();
    asked
        .into_iter()
        .filter(|test| {
            let one = BTreeSet::from([test.clone()]);
            !crate::decide::unmet(&body.edition, &one, &build, &again, at).is_empty()
        })
        .collect()
}
