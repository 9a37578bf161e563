//! What waits for the registrar about people and firms, and complaints that belong to no case.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;

use super::super::Body;
use super::super::act::Role;
use super::super::firms::{Firm, Term};
use super::{Entry, Task, announced};
use crate::id::{CategoryId, FirmId, TestId};

pub(super) fn add(body: &Body, at: Timestamp, entries: &mut Vec<Entry>) {
    let days = &body.edition.rules().work_days.value;
    let mut waits = |task, role, since, due| {
        entries.push(Entry {
            task,
            role,
            actors: BTreeSet::new(),
            firm: None,
            case: None,
            product: None,
            since,
            due: Some(due),
        });
    };
    let mut ends = |task, last_day| {
        let since = announced(last_day, days.accreditation, Timestamp::MIN);
        waits(task, Role::Registrar, since, last_day);
    };
    for (id, firm) in &body.firms {
        let memberships = firm.memberships.iter();
        let last_day = last(memberships);
        let soon = |day: &Date| body.ends_soon(*day, days.accreditation, at);
        if let Some(last_day) = last_day.filter(soon) {
            let firm = id.clone();
            ends(Task::RenewMembership { firm, last_day }, last_day);
        }
        for ((category, last_day), tests) in accreditations(firm) {
            if soon(&last_day) {
                let task = accreditation(id, category, tests, last_day);
                ends(task, last_day);
            }
        }
    }
    for (id, actor) in &body.actors {
        let last_day = actor.registration.period.until;
        if actor.revoked.is_none() && body.ends_soon(last_day, days.accreditation, at) {
            let actor = id.clone();
            ends(Task::RenewKey { actor, last_day }, last_day);
        }
    }
    let open = body
        .voices
        .iter()
        .filter(|(_, voice)| voice.handled.is_none() && voice.case.is_none());
    for (entry, voice) in open {
        let task = Task::AnswerVoice {
            entry: entry.clone(),
            kind: voice.kind,
        };
        let due = body.days_from(voice.when.at, days.appeal);
        waits(task, Role::Appeals, voice.when.at, due);
    }
}

fn accreditation(
    firm: &FirmId,
    category: CategoryId,
    tests: BTreeSet<TestId>,
    last_day: Date,
) -> Task {
    Task::RenewAccreditation {
        firm: firm.clone(),
        category,
        tests,
        last_day,
    }
}

/// The last day of several terms that follow or overlap each other; one that was ended early does not count.
fn last<'t>(terms: impl Iterator<Item = &'t Term>) -> Option<Date> {
    let running = terms.filter(|term| term.ended.is_none());
    running.map(|term| term.period.until).max()
}

/// The tests of a firm by category and last day: those that end together are one piece of work.
fn accreditations(firm: &Firm) -> BTreeMap<(CategoryId, Date), BTreeSet<TestId>> {
    let mut days: BTreeMap<(CategoryId, &TestId), Vec<&Term>> = BTreeMap::new();
    for held in &firm.accreditations {
        let key = (held.category, &held.test);
        days.entry(key).or_default().push(&held.term);
    }
    let mut together: BTreeMap<_, BTreeSet<TestId>> = BTreeMap::new();
    for ((category, test), terms) in days {
        if let Some(day) = last(terms.into_iter()) {
            let tests = together.entry((category, day)).or_default();
            tests.insert(test.clone());
        }
    }
    together
}
