//! Issuing what was decided: once, under one number, for exactly the last build.

use std::collections::BTreeMap;

use super::act::{Act, Issue, Ruling};
use super::case::{self, Case, Decided, Recorded, Stage};
use super::certificate::{Certificate, RetestDone, TestDone};
use super::{Body, Refusal, settled};
use crate::finding::FindingState;
use crate::id::{ClassId, TestId};
use crate::validity::{Change, ChangeKind, Moment, Part};

pub(super) fn issue(
    body: &mut Body,
    act: &Act,
    when: Moment,
    issue: &Issue,
    mut no: Vec<Refusal>,
) -> Result<(), Vec<Refusal>> {
    let Some(case) = case::of(body, act, &mut no) else {
        return Err(no);
    };
    case::in_stage(case, act, &[Stage::Ready], &mut no);
    if body.certificates.contains_key(&issue.number) {
        no.push(Refusal::NumberTaken {
            number: issue.number,
        });
    }
    previous_gave_way(body, case, act, &mut no);
    let granted = case
        .decision
        .as_ref()
        .and_then(|decided| match &decided.ruling {
            Ruling::Grant { class, .. } => Some((decided, class)),
            Ruling::Refuse {} => None,
        });
    let Some((decided, class)) = granted else {
        no.push(Refusal::NotDecided {});
        return Err(no);
    };
    sound_term(body, act, decided, issue, &mut no);
    settled(no)?;
    let certificate = drawn_up(body, case, decided, class, issue, act, when);
    let (id, previous) = (case.id.clone(), case.previous);
    body.certificates.insert(issue.number, certificate);
    if let Some(case) = body.cases.get_mut(&id) {
        case.stage = Stage::Certified;
        case.certificate = Some(issue.number);
    }
    if let Some(earlier) = previous.and_then(|number| body.certificates.get_mut(&number)) {
        earlier.successor = Some(issue.number);
    }
    Ok(())
}

/// A certificate for another version of a product needs the version-up of every one that stands, or
/// its end: two versions never stand side by side unnoticed.
fn previous_gave_way(body: &Body, case: &Case, act: &Act, no: &mut Vec<Refusal>) {
    let version = case.submission().map(|last| &last.version);
    let application = &case.application;
    let others = body.certificates.values().filter(|other| {
        let same_product =
            other.product == application.product && other.category == application.category;
        (same_product || Some(other.number) == case.previous) && version != Some(&other.version)
    });
    for other in others {
        let standing = body.standing(other.number, act.at);
        let gave_way = standing
            .is_some_and(|standing| standing.superseded.is_some() || standing.standing.is_final());
        if !gave_way {
            no.push(Refusal::PreviousStands {
                previous: other.number,
                version: other.version.clone(),
            });
        }
    }
}

fn sound_term(body: &Body, act: &Act, decided: &Decided, issue: &Issue, no: &mut Vec<Refusal>) {
    let decided_on = body.edition.day_of(decided.when.at);
    let issued_on = body.edition.day_of(act.at);
    if i32::from(issue.number.year()) != i32::from(decided_on.year()) {
        no.push(Refusal::NumberOfAnotherYear {
            number: issue.number,
            year: decided_on.year(),
        });
    }
    if issue.valid_from < decided_on || issue.valid_from > issued_on {
        no.push(Refusal::TermBegins {
            from: issue.valid_from,
            earliest: decided_on,
            latest: issued_on,
        });
    }
    let last_day = body.edition.last_day(issue.valid_from);
    if issue.valid_until != last_day {
        no.push(Refusal::TermEnds {
            until: issue.valid_until,
            last_day,
        });
    }
}

fn drawn_up(
    body: &Body,
    case: &Case,
    decided: &Decided,
    class: &ClassId,
    issue: &Issue,
    act: &Act,
    when: Moment,
) -> Certificate {
    let counts: BTreeMap<&TestId, &Recorded> = decided
        .counts
        .iter()
        .filter_map(|(test, result)| Some((test, case.recorded(result)?)))
        .collect();
    let (conditions, left_out) = match &decided.ruling {
        Ruling::Grant {
            conditions,
            left_out,
            ..
        } => (conditions.clone(), left_out.clone()),
        Ruling::Refuse {} => (Vec::new(), Vec::new()),
    };
    let last = case.submission();
    let components = last.map_or_else(Vec::new, |last| last.components.clone());
    let parts = components.iter().filter_map(|component| {
        Some(Part {
            name: component.name.clone(),
            certificate: component.certificate?,
            digest: component.digest,
            from: act.at,
        })
    });
    Certificate {
        number: issue.number,
        case: case.id.clone(),
        edition: body.edition.id().clone(),
        category: case.application.category,
        class: class.clone(),
        product: case.application.product.clone(),
        version: last.map_or_else(String::new, |last| last.version.clone()),
        build: case.build().to_vec(),
        evaluators: counts.values().map(|known| known.by.clone()).collect(),
        firms: counts.values().map(|known| known.firm.clone()).collect(),
        reviewers: case.reviewers.clone(),
        decider: decided.by.clone(),
        decided: decided.when.at,
        valid_from: issue.valid_from,
        valid_until: issue.valid_until,
        support_end: last.and_then(|last| last.support_end),
        tests: counts
            .iter()
            .map(|(test, known)| done(case, test, known))
            .collect(),
        conditions,
        left_out,
        parts: parts.collect(),
        components,
        document: issue.document,
        statement: issue.statement,
        report: issue.report,
        previous: case.previous,
        successor: None,
        history: vec![Change {
            when,
            by: act.by.clone(),
            why: act.why.clone(),
            what: ChangeKind::Issued {},
        }],
        declared: Vec::new(),
        declared_at: BTreeMap::new(),
        reexamined: Vec::new(),
    }
}

fn done(case: &Case, test: &TestId, known: &Recorded) -> TestDone {
    let ended = case.findings.iter().filter(|finding| finding.test == *test);
    let retests = ended.filter_map(|finding| {
        let FindingState::Ended(ended) = &finding.state else {
            return None;
        };
        let retest = case.recorded(ended.ending.retest())?;
        Some(RetestDone {
            finding: finding.id.clone(),
            way: ended.ending.way(),
            result: retest.result.id.clone(),
            at: retest.result.at,
        })
    });
    TestDone {
        test: test.clone(),
        result: known.result.id.clone(),
        verdict: known.result.verdict,
        performed: known.result.performed.clone(),
        at: known.result.at,
        by: known.by.clone(),
        firm: known.firm.clone(),
        retests: retests.collect(),
        reused: known.result.reused.clone(),
    }
}
