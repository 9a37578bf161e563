//! Taking an application on, and putting test results on record.

use std::collections::BTreeSet;

use super::act::{Act, Role};
use super::case::{self, Case, Recorded, Stage};
use super::{Body, Refusal, firms, settled};
use crate::evidence::{InputKind, Item, LookedAt, Performed, TestResult, Verdict};
use crate::id::{ActorId, CategoryId, Digest, FirmId};
use crate::validity::Moment;

/// The stages in which evaluators work.
pub(super) const UNDER_EVALUATION: [Stage; 3] =
    [Stage::Accepted, Stage::Evaluating, Stage::Remediating];

pub(super) fn accept(
    body: &mut Body,
    act: &Act,
    when: Moment,
    evaluators: &BTreeSet<ActorId>,
    mut no: Vec<Refusal>,
) -> Result<(), Vec<Refusal>> {
    let Some(case) = case::of(body, act, &mut no) else {
        return Err(no);
    };
    case::in_stage(case, act, &[Stage::Submitted], &mut no);
    if evaluators.is_empty() {
        no.push(Refusal::EvaluatorsMissing {});
    }
    for evaluator in evaluators {
        let Some(actor) = body.actors.get(evaluator) else {
            no.push(Refusal::ActorUnknown {
                actor: evaluator.clone(),
            });
            continue;
        };
        if !actor.registration.roles.contains(&Role::Evaluator) {
            no.push(Refusal::RoleMissing {
                actor: evaluator.clone(),
                needs: vec![Role::Evaluator.to_string()],
            });
        }
        let firm = &actor.registration.firm;
        no.extend(firms::disinterested(body, firm, case.maker()));
        if !can_do_something(body, firm, case.application.category, when) {
            no.push(Refusal::FirmNotAccreditedAtAll {
                firm: firm.clone(),
                category: case.application.category,
                day: body.edition.day_of(act.at),
            });
        }
    }
    settled(no)?;
    if let Some(case) = act.case.as_ref().and_then(|id| body.cases.get_mut(id)) {
        case.evaluators.clone_from(evaluators);
        case.stage = Stage::Accepted;
    }
    Ok(())
}

pub(super) fn record(
    body: &mut Body,
    act: &Act,
    when: Moment,
    (result, attachments): (&TestResult, &[Digest]),
    mut no: Vec<Refusal>,
) -> Result<(), Vec<Refusal>> {
    let Some(case) = case::of(body, act, &mut no) else {
        return Err(no);
    };
    case::in_stage(case, act, &UNDER_EVALUATION, &mut no);
    let firm = of_the_evaluators(body, act, case, &mut no);
    let about = About {
        maker: case.maker(),
        category: case.application.category,
        has: &|item| {
            let mut builds = case.submissions.iter();
            builds.any(|handed_in| handed_in.build.contains(item))
        },
        exists: case.recorded(&result.id).is_some(),
    };
    sound(
        body,
        act,
        when,
        firm.as_ref(),
        &about,
        (result, attachments),
        &mut no,
    );
    settled(no)?;
    let case = act.case.as_ref().and_then(|id| body.cases.get_mut(id));
    if let (Some(case), Some(firm)) = (case, firm) {
        case.evidence.push(Recorded {
            result: result.clone(),
            attachments: attachments.to_vec(),
            by: act.by.clone(),
            firm,
            evaluated: when,
            when,
        });
        if case.stage == Stage::Accepted {
            case.stage = Stage::Evaluating;
        }
    }
    Ok(())
}

/// What a result is put on record for.
pub(super) struct About<'a> {
    /// Whose product it is.
    pub(super) maker: &'a FirmId,
    /// In which category.
    pub(super) category: CategoryId,
    /// Whether a thing belongs to what is examined.
    pub(super) has: &'a dyn Fn(&Item) -> bool,
    /// Whether a result of this name is on record already.
    pub(super) exists: bool,
}

/// Refuses a result that this evaluator's firm may not make, that contradicts itself, or that
/// speaks of other things than those examined.
pub(super) fn sound(
    body: &Body,
    act: &Act,
    when: Moment,
    firm: Option<&FirmId>,
    about: &About<'_>,
    (result, attachments): (&TestResult, &[Digest]),
    no: &mut Vec<Refusal>,
) {
    if let Some(firm) = firm {
        let may = firms::may_evaluate(body, firm, about.maker, about.category, &result.test, when);
        no.extend(may);
    }
    sound_result(body, about, act, result, no);
    if let Performed::SignedReport { evaluator, .. } = &result.performed
        && *evaluator != act.by
    {
        no.push(Refusal::ReportOfAnother {
            signed: evaluator.clone(),
            actor: act.by.clone(),
        });
    }
    if let Performed::SignedReport { report, .. } = &result.performed
        && !attachments.contains(report)
    {
        no.push(Refusal::ReportNotKept {
            result: result.id.clone(),
            report: *report,
        });
    }
    let LookedAt { whole, places } = &result.looked_at;
    if result.verdict == Verdict::Pass && whole.is_empty() && places.is_empty() {
        no.push(Refusal::LookedNowhere {
            result: result.id.clone(),
        });
    }
    if result.reused.is_some() {
        no.push(Refusal::ReusedByHand {
            result: result.id.clone(),
        });
    }
}

/// The firm of an actor who is one of the case's evaluators; a refusal otherwise.
pub(super) fn of_the_evaluators(
    body: &Body,
    act: &Act,
    case: &Case,
    no: &mut Vec<Refusal>,
) -> Option<FirmId> {
    if !case.evaluators.contains(&act.by) {
        no.push(Refusal::NotAnEvaluatorHere {
            actor: act.by.clone(),
        });
    }
    let actor = body.actors.get(&act.by)?;
    Some(actor.registration.firm.clone())
}

/// Refuses a result that contradicts itself or speaks of other things than those examined.
fn sound_result(
    body: &Body,
    about: &About<'_>,
    act: &Act,
    result: &TestResult,
    no: &mut Vec<Refusal>,
) {
    let id = || result.id.clone();
    if body.edition.test(&result.test).is_none() {
        no.push(Refusal::TestUnknown {
            test: result.test.clone(),
        });
    }
    if about.exists {
        no.push(Refusal::ResultExists { result: id() });
    }
    if result.at > act.at {
        no.push(Refusal::ResultInTheFuture {
            result: id(),
            made: result.at,
            recorded: act.at,
        });
    }
    if result.covers.is_empty() {
        no.push(Refusal::CoversNothing { result: id() });
    }
    let mut seen = BTreeSet::new();
    for item in &result.covers {
        if !seen.insert((item.kind, &item.name)) {
            no.push(Refusal::ItemTwice {
                kind: item.kind,
                item: item.name.clone(),
            });
        }
        if !(about.has)(item) {
            no.push(Refusal::ItemNotInCase {
                result: id(),
                kind: item.kind,
                item: item.name.clone(),
                digest: item.digest,
            });
        }
    }
    let mut inputs = BTreeSet::new();
    for input in &result.inputs {
        // VEX documents may share a name; which feed or rules a name meant must be clear.
        let apart = (input.kind == InputKind::Vex).then_some(input.digest);
        if !inputs.insert((input.kind, &input.name, apart)) {
            no.push(Refusal::InputTwice {
                result: id(),
                kind: input.kind,
                input: input.name.clone(),
            });
        }
    }
    sound_sightings(body, result, no);
}

fn sound_sightings(body: &Body, result: &TestResult, no: &mut Vec<Refusal>) {
    let id = || result.id.clone();
    for seen in &result.sightings {
        let mut places = result.covers.iter().filter(|item| item.name == seen.item);
        if places.next().is_none() || places.next().is_some() {
            no.push(Refusal::SightingElsewhere {
                result: id(),
                item: seen.item.clone(),
            });
        }
        if result.verdict == Verdict::Pass && body.edition.blocks(seen.severity) {
            no.push(Refusal::PassSeesBlocking {
                result: id(),
                rule: seen.rule.clone(),
                scope: seen.place.scope.clone(),
                place: seen.place.name.clone(),
            });
        }
    }
    if result.verdict == Verdict::Fail && result.sightings.is_empty() {
        no.push(Refusal::FailWithoutSighting { result: id() });
    }
}

/// Whether a firm is a member and accredited for any test in this category at this moment.
fn can_do_something(body: &Body, firm: &FirmId, category: CategoryId, when: Moment) -> bool {
    body.firms.get(firm).is_some_and(|known| {
        known.is_member(&body.edition, when)
            && body
                .edition
                .tests()
                .iter()
                .any(|test| known.is_accredited(&body.edition, category, &test.id, when))
    })
}
