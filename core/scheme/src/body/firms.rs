//! Who may evaluate: firms with membership, accreditation and ties.

use std::collections::BTreeSet;

use serde::Serialize;

use super::act::{Act, Period, Role, Scope};
use super::people::{is_blank, sound_period};
use super::{Body, Refusal, settled};
use crate::edition::{Edition, Text};
use crate::id::{CategoryId, FirmId, TestId};
use crate::validity::Moment;

/// A firm known to the body as a member, past or present.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Firm {
    /// Its name for people.
    pub name: Text,
    /// Its memberships.
    pub memberships: Vec<Term>,
    /// Its accreditations.
    pub accreditations: Vec<Accreditation>,
}

/// A period that can be ended early.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Term {
    /// First and last day.
    pub period: Period,
    /// When it was ended early.
    pub ended: Option<Moment>,
}

/// The right to do one test in one category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Accreditation {
    /// In which category.
    pub category: CategoryId,
    /// Which test.
    pub test: TestId,
    /// For how long.
    pub term: Term,
}

/// Refuses a firm that may not do this test for this applicant as of this moment.
pub(super) fn may_evaluate(
    body: &Body,
    firm: &FirmId,
    maker: &FirmId,
    category: CategoryId,
    test: &TestId,
    when: Moment,
) -> Vec<Refusal> {
    let mut no = disinterested(body, firm, maker);
    let day = body.edition.day_of(when.at);
    let known = body.firms.get(firm);
    if !known.is_some_and(|known| known.is_member(&body.edition, when)) {
        no.push(Refusal::FirmNotMember {
            firm: firm.clone(),
            day,
        });
    }
    if !known.is_some_and(|known| known.is_accredited(&body.edition, category, test, when)) {
        no.push(Refusal::FirmNotAccredited {
            firm: firm.clone(),
            category,
            test: test.clone(),
            day,
        });
    }
    no
}

/// Refuses a firm that is the applicant's or has a declared tie to it.
pub(super) fn disinterested(body: &Body, firm: &FirmId, maker: &FirmId) -> Vec<Refusal> {
    let mut no = Vec::new();
    if firm == maker {
        no.push(Refusal::FirmIsApplicant { firm: firm.clone() });
    }
    if body.ties.contains(&tie(firm, maker)) {
        no.push(Refusal::FirmTied {
            firm: firm.clone(),
            other: maker.clone(),
        });
    }
    no
}

pub(super) fn admit(
    body: &mut Body,
    firm: &FirmId,
    name: &Text,
    period: Period,
    mut no: Vec<Refusal>,
) -> Result<(), Vec<Refusal>> {
    sound_period(period, &mut no);
    if is_blank(name) {
        no.push(Refusal::NameMissing {});
    }
    if let Some(known) = body.firms.get(firm)
        && known.memberships.iter().any(|term| term.overlaps(period))
    {
        no.push(Refusal::MemberAlready { firm: firm.clone() });
    }
    settled(no)?;
    let known = body.firms.entry(firm.clone()).or_insert_with(|| Firm {
        name: name.clone(),
        memberships: Vec::new(),
        accreditations: Vec::new(),
    });
    known.name.clone_from(name);
    known.memberships.push(Term {
        period,
        ended: None,
    });
    Ok(())
}

pub(super) fn end_membership(
    body: &mut Body,
    when: Moment,
    firm: &FirmId,
    mut no: Vec<Refusal>,
) -> Result<(), Vec<Refusal>> {
    let day = body.edition.day_of(when.at);
    let runs = |term: &Term| term.ended.is_none() && term.period.until >= day;
    let known = body.firms.get(firm);
    if !known.is_some_and(|known| known.memberships.iter().any(runs)) {
        no.push(Refusal::FirmNotMember {
            firm: firm.clone(),
            day,
        });
    }
    settled(no)?;
    if let Some(known) = body.firms.get_mut(firm) {
        for term in known.memberships.iter_mut().filter(|term| runs(term)) {
            term.ended = Some(when);
        }
    }
    Ok(())
}

pub(super) fn accredit(
    body: &mut Body,
    when: Moment,
    scope: &Scope,
    mut no: Vec<Refusal>,
) -> Result<(), Vec<Refusal>> {
    let Scope {
        firm,
        category,
        tests,
        period,
    } = scope;
    let (category, period) = (*category, *period);
    let day = body.edition.day_of(when.at);
    let known = body.firms.get(firm);
    if !known.is_some_and(|known| known.is_member(&body.edition, when)) {
        no.push(Refusal::FirmNotMember {
            firm: firm.clone(),
            day,
        });
    }
    if body.edition.category(category).is_none() {
        no.push(Refusal::CategoryUnknown { category });
    }
    if tests.is_empty() {
        no.push(Refusal::TestsMissing {});
    }
    for test in tests
        .iter()
        .filter(|test| body.edition.test(test).is_none())
    {
        no.push(Refusal::TestUnknown { test: test.clone() });
    }
    sound_period(period, &mut no);
    settled(no)?;
    if let Some(known) = body.firms.get_mut(firm) {
        let term = Term {
            period,
            ended: None,
        };
        known
            .accreditations
            .extend(tests.iter().map(|test| Accreditation {
                category,
                test: test.clone(),
                term,
            }));
    }
    Ok(())
}

pub(super) fn end_accreditation(
    body: &mut Body,
    when: Moment,
    firm: &FirmId,
    category: CategoryId,
    tests: &BTreeSet<TestId>,
    mut no: Vec<Refusal>,
) -> Result<(), Vec<Refusal>> {
    let day = body.edition.day_of(when.at);
    let runs = |held: &Accreditation, test: &TestId| {
        held.category == category
            && held.test == *test
            && held.term.ended.is_none()
            && held.term.period.until >= day
    };
    if tests.is_empty() {
        no.push(Refusal::TestsMissing {});
    }
    for test in tests {
        let known = body.firms.get(firm);
        let held = |known: &Firm| known.accreditations.iter().any(|held| runs(held, test));
        if !known.is_some_and(held) {
            no.push(Refusal::FirmNotAccredited {
                firm: firm.clone(),
                category,
                test: test.clone(),
                day,
            });
        }
    }
    settled(no)?;
    if let Some(known) = body.firms.get_mut(firm) {
        for held in &mut known.accreditations {
            if tests.iter().any(|test| runs(held, test)) {
                held.term.ended = Some(when);
            }
        }
    }
    Ok(())
}

pub(super) fn declare_tie(
    body: &mut Body,
    act: &Act,
    firm: &FirmId,
    other: &FirmId,
    mut no: Vec<Refusal>,
) -> Result<(), Vec<Refusal>> {
    if firm == other {
        no.push(Refusal::TieToItself { firm: firm.clone() });
    }
    if let Some(actor) = body.actors.get(&act.by)
        && !actor.registration.roles.contains(&Role::Registrar)
        && actor.registration.firm != *firm
    {
        no.push(Refusal::TieOfAnotherFirm {
            actor: act.by.clone(),
            firm: firm.clone(),
        });
    }
    if body.ties.contains(&tie(firm, other)) {
        no.push(Refusal::TieKnown {
            firm: firm.clone(),
            other: other.clone(),
        });
    }
    settled(no)?;
    body.ties.insert(tie(firm, other));
    Ok(())
}

impl Firm {
    /// Whether it was a member at this moment.
    #[must_use]
    pub fn is_member(&self, edition: &Edition, when: Moment) -> bool {
        self.memberships
            .iter()
            .any(|term| term.in_force(edition, when))
    }

    /// Whether it was accredited for this test in this category at this moment.
    #[must_use]
    pub fn is_accredited(
        &self,
        edition: &Edition,
        category: CategoryId,
        test: &TestId,
        when: Moment,
    ) -> bool {
        self.accreditations.iter().any(|held| {
            held.category == category && held.test == *test && held.term.in_force(edition, when)
        })
    }
}

impl Term {
    fn in_force(&self, edition: &Edition, when: Moment) -> bool {
        self.period.contains(edition.day_of(when.at)) && self.ended.is_none_or(|end| when < end)
    }

    fn overlaps(&self, other: Period) -> bool {
        self.ended.is_none() && self.period.from <= other.until && other.from <= self.period.until
    }
}

/// One spelling for a pair of firms.
fn tie(a: &FirmId, b: &FirmId) -> (FirmId, FirmId) {
    let (low, high) = if a <= b { (a, b) } else { (b, a) };
    (low.clone(), high.clone())
}
