//! The review: somebody who has not evaluated checks that the evidence is whole.

use std::collections::BTreeSet;

use super::act::{Act, ReviewStep};
use super::case::{self, Case, Stage};
use super::{Body, Refusal, firms, settled};
use crate::edition::EndingKind;
use crate::finding::{Ended, Ending, FindingState};
use crate::id::{ActorId, FindingId};
use crate::validity::Moment;

pub(super) fn step(
    body: &mut Body,
    act: &Act,
    when: Moment,
    step: &ReviewStep,
    mut no: Vec<Refusal>,
) -> Result<(), Vec<Refusal>> {
    let Some(case) = case::of(body, act, &mut no) else {
        return Err(no);
    };
    has_not_evaluated(body, case, &act.by, &mut no);
    match step {
        ReviewStep::Begin {} => begin(body, act, case, &mut no),
        ReviewStep::Whole { accepts } => whole(act, case, accepts, &mut no),
        ReviewStep::Return { refuses } => give_back(act, case, refuses, &mut no),
    }
    settled(no)?;
    let Some(case) = act.case.as_ref().and_then(|id| body.cases.get_mut(id)) else {
        return Ok(());
    };
    case.reviewers.insert(act.by.clone());
    match step {
        ReviewStep::Begin {} => case.stage = Stage::InReview,
        ReviewStep::Whole { accepts } => {
            for finding in accepts {
                end_by_argument(case, finding, &act.by, when);
            }
            case.stage = Stage::Ready;
        }
        ReviewStep::Return { refuses } => {
            for finding in refuses {
                case.set(finding, FindingState::Open);
            }
            case.stage = Stage::Evaluating;
            case.settle();
        }
    }
    Ok(())
}

/// Refuses a reviewer or decider who has evaluated here or whose firm has an interest.
pub(super) fn has_not_evaluated(body: &Body, case: &Case, actor: &ActorId, no: &mut Vec<Refusal>) {
    if case.has_evaluated(actor) {
        no.push(Refusal::HasEvaluated {
            actor: actor.clone(),
        });
    }
    if let Some(known) = body.actors.get(actor) {
        no.extend(firms::disinterested(
            body,
            &known.registration.firm,
            case.maker(),
        ));
    }
}

fn begin(body: &Body, act: &Act, case: &Case, no: &mut Vec<Refusal>) {
    case::in_stage(case, act, &[Stage::Evaluating], no);
    if case.evidence.is_empty() {
        no.push(Refusal::NoEvidence {});
    }
    for finding in case.findings.iter().filter(|known| known.holds_up()) {
        if !matches!(finding.state, FindingState::Argued(_)) {
            no.push(Refusal::FindingNotEnded {
                finding: finding.id.clone(),
                test: finding.test.clone(),
                rule: finding.sighting.rule.clone(),
                scope: finding.sighting.place.scope.clone(),
                place: finding.sighting.place.name.clone(),
            });
        }
    }
    taken_back(case, no);
    for (result, seen) in case.unraised(|seen| body.edition.blocks(seen.severity)) {
        no.push(Refusal::SightingWithoutFinding {
            result,
            rule: seen.rule,
            scope: seen.place.scope,
            place: seen.place.name,
        });
    }
}

/// Refuses a build in which an ended finding's item is again the one that the finding was made on.
fn taken_back(case: &Case, no: &mut Vec<Refusal>) {
    for finding in case
        .findings
        .iter()
        .filter(|known| known.blocking.is_some())
    {
        let FindingState::Ended(ended) = &finding.state else {
            continue;
        };
        let by_change = ended.ending.way() != EndingKind::Answered;
        if by_change && case.build().contains(&finding.found_on) {
            no.push(Refusal::ChangeTakenBack {
                finding: finding.id.clone(),
                item: finding.found_on.name.clone(),
            });
        }
    }
}

fn whole(act: &Act, case: &Case, accepts: &BTreeSet<FindingId>, no: &mut Vec<Refusal>) {
    case::in_stage(case, act, &[Stage::InReview], no);
    let argued = argued(case);
    for finding in argued.difference(accepts) {
        no.push(Refusal::ArgumentNotAccepted {
            finding: finding.clone(),
        });
    }
    for finding in accepts.difference(&argued) {
        no.push(Refusal::NothingToAccept {
            finding: finding.clone(),
        });
    }
}

fn give_back(act: &Act, case: &Case, refuses: &BTreeSet<FindingId>, no: &mut Vec<Refusal>) {
    case::in_stage(case, act, &[Stage::InReview], no);
    for finding in refuses.difference(&argued(case)) {
        no.push(Refusal::NothingToAccept {
            finding: finding.clone(),
        });
    }
}

/// The findings whose VEX argument waits for the reviewer.
fn argued(case: &Case) -> BTreeSet<FindingId> {
    let waits = case
        .findings
        .iter()
        .filter(|known| matches!(known.state, FindingState::Argued(_)));
    waits.map(|known| known.id.clone()).collect()
}

fn end_by_argument(case: &mut Case, id: &FindingId, reviewer: &ActorId, when: Moment) {
    let Some(FindingState::Argued(argued)) = case.finding(id).map(|known| known.state.clone())
    else {
        return;
    };
    let ending = Ending::Answered {
        retest: argued.retest,
        vex: argued.vex,
        accepted_by: argued.accepted_by,
        reviewer: reviewer.clone(),
    };
    case.set(id, FindingState::Ended(Ended { ending, when }));
}
