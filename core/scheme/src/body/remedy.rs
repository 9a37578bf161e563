//! Findings in a case: raised, answered by the maker, looked at again.

use std::collections::BTreeSet;

use super::act::{Act, Raised};
use super::case::{self, Case, Stage};
use super::evaluation::{UNDER_EVALUATION, of_the_evaluators};
use super::{Body, Refusal, application, firms, people, settled};
use crate::evidence::TestResult;
use crate::finding::{
    Answer, Argued, Claim, Ended, Ending, Finding, FindingState, Retest, because, may_end,
};
use crate::id::{FindingId, ResultId};
use crate::validity::Moment;

pub(super) fn raise(
    body: &mut Body,
    act: &Act,
    raised: &Raised,
    mut no: Vec<Refusal>,
) -> Result<(), Vec<Refusal>> {
    let Raised {
        finding: id,
        result,
        sighting,
        ..
    } = raised;
    let Some(case) = case::of(body, act, &mut no) else {
        return Err(no);
    };
    case::in_stage(case, act, &UNDER_EVALUATION, &mut no);
    of_the_evaluators(body, act, case, &mut no);
    if case.finding(id).is_some() {
        no.push(Refusal::FindingExists {
            finding: id.clone(),
        });
    }
    let Some(recorded) = case.recorded(result) else {
        no.push(Refusal::ResultUnknown {
            result: result.clone(),
        });
        return Err(no);
    };
    let made = drawn(body, &recorded.result, raised);
    let Some(finding) = made else {
        no.push(Refusal::SightingUnknown {
            result: result.clone(),
            sighting: *sighting,
            has: recorded.result.sightings.len(),
        });
        return Err(no);
    };
    new_to_the_case(case, &finding, *sighting, &mut no);
    settled(no)?;
    if let Some(case) = act.case.as_ref().and_then(|id| body.cases.get_mut(id)) {
        case.raised.insert((result.clone(), *sighting));
        case.findings.push(finding);
        case.settle();
    }
    Ok(())
}

pub(super) fn answer(
    body: &mut Body,
    act: &Act,
    when: Moment,
    id: &FindingId,
    claim: &Claim,
    mut no: Vec<Refusal>,
) -> Result<(), Vec<Refusal>> {
    let Some(case) = case::of(body, act, &mut no) else {
        return Err(no);
    };
    case::in_stage(case, act, &UNDER_EVALUATION, &mut no);
    people::of_the_maker(body, act, case.maker(), &mut no);
    let Some(finding) = case.finding(id) else {
        no.push(Refusal::FindingUnknown {
            finding: id.clone(),
        });
        return Err(no);
    };
    if finding.has_ended() {
        no.push(Refusal::FindingHasEnded {
            finding: id.clone(),
        });
    }
    let way = claim.way();
    let test = body.edition.test(&finding.test);
    if !test.is_some_and(|test| test.ends_by.contains(&way)) {
        no.push(Refusal::WayNotOpen {
            finding: id.clone(),
            test: finding.test.clone(),
            way,
        });
    }
    let handed_in = case.submission().and_then(|last| match claim {
        Claim::Fixed { version, build } => Some(application::followed_by(last, version, build)),
        Claim::Corrected { build } => Some(application::followed_by(last, &last.version, build)),
        Claim::Vex { .. } => None,
    });
    if let Some(next) = &handed_in
        && case.submission() != Some(next)
    {
        // The build that stands already may hold the answer to this finding too.
        application::sound_submission(body, case, next, &mut no);
    }
    settled(no)?;
    let answer = Answer {
        claim: claim.clone(),
        by: act.by.clone(),
        when,
    };
    if let Some(case) = act.case.as_ref().and_then(|id| body.cases.get_mut(id)) {
        if let Some(next) = handed_in
            && case.submission() != Some(&next)
        {
            case.submissions.push(next);
        }
        case.set(id, FindingState::Claimed(answer));
        case.settle();
    }
    Ok(())
}

pub(super) fn retest(
    body: &mut Body,
    act: &Act,
    when: Moment,
    id: &FindingId,
    result: &ResultId,
    mut no: Vec<Refusal>,
) -> Result<(), Vec<Refusal>> {
    let Some(case) = case::of(body, act, &mut no) else {
        return Err(no);
    };
    case::in_stage(case, act, &[Stage::Evaluating, Stage::Remediating], &mut no);
    of_the_evaluators(body, act, case, &mut no);
    let claim = examined(body, case, id, result, &mut no);
    let retest = result.clone();
    let ended = |ending| FindingState::Ended(Ended { ending, when });
    let state = claim.map(|claim| match claim {
        Claim::Fixed { .. } => ended(Ending::Fixed { retest }),
        Claim::Corrected { .. } => ended(Ending::Corrected { retest }),
        Claim::Vex { digest: vex } => FindingState::Argued(Argued {
            retest,
            vex: *vex,
            accepted_by: act.by.clone(),
        }),
    });
    settled(no)?;
    let case = act.case.as_ref().and_then(|id| body.cases.get_mut(id));
    if let (Some(case), Some(state)) = (case, state) {
        case.set(id, state);
        case.settle();
    }
    Ok(())
}

/// The claim that the result bears out; everything against it otherwise.
fn examined<'b>(
    body: &Body,
    case: &'b Case,
    id: &FindingId,
    result: &ResultId,
    no: &mut Vec<Refusal>,
) -> Option<&'b Claim> {
    let finding = case.finding(id);
    let retest = case.recorded(result);
    if finding.is_none() {
        no.push(Refusal::FindingUnknown {
            finding: id.clone(),
        });
    }
    if retest.is_none() {
        no.push(Refusal::ResultUnknown {
            result: result.clone(),
        });
    }
    let (finding, retest) = (finding?, retest?);
    let answer = answered(finding, no)?;
    if retest.when < answer.when {
        no.push(Refusal::RetestOnRecordBeforeAnswer {
            finding: id.clone(),
            result: result.clone(),
        });
    }
    let first = case.recorded(&finding.result)?;
    no.extend(firms::disinterested(body, &retest.firm, case.maker()));
    let named_vex = case.findings().iter().filter_map(|f| f.state.vex());
    let judged = may_end(
        &body.edition,
        &Retest {
            finding,
            answer,
            first: &first.result,
            retest: &retest.result,
            named_vex: &named_vex.collect(),
            build: case.build(),
            tested_by: &retest.firm,
            applicant: case.maker(),
        },
    );
    match judged {
        Ok(_) => Some(&answer.claim),
        Err(reasons) => {
            no.extend(reasons.into_iter().map(Refusal::Retest));
            None
        }
    }
}

/// The answer that waits for a retest.
fn answered<'b>(finding: &'b Finding, no: &mut Vec<Refusal>) -> Option<&'b Answer> {
    let finding_id = finding.id.clone();
    let refusal = match &finding.state {
        FindingState::Claimed(answer) => return Some(answer),
        FindingState::Ended(_) => Refusal::FindingHasEnded {
            finding: finding_id,
        },
        FindingState::Argued(_) => Refusal::FindingAwaitsReviewer {
            finding: finding_id,
        },
        FindingState::Open => Refusal::FindingNotAnswered {
            finding: finding_id,
        },
    };
    no.push(refusal);
    None
}

/// The finding that a sighting makes.
fn drawn(body: &Body, result: &TestResult, raised: &Raised) -> Option<Finding> {
    let seen = result.sightings.get(raised.sighting)?;
    let found_on = result.covers.iter().find(|item| item.name == seen.item)?;
    let blocks = body.edition.blocks(seen.severity);
    Some(Finding {
        id: raised.finding.clone(),
        test: result.test.clone(),
        result: result.id.clone(),
        sighting: seen.clone(),
        found_on: found_on.clone(),
        blocking: blocks.then(|| because(&body.edition, &result.test)),
        again_of: raised.again_of.clone(),
        state: FindingState::Open,
    })
}

/// Refuses a sighting raised twice, and a finding that does not say which ended one shows again.
fn new_to_the_case(case: &Case, finding: &Finding, sighting: usize, no: &mut Vec<Refusal>) {
    if case.raised.contains(&(finding.result.clone(), sighting)) {
        no.push(Refusal::SightingRaised {
            result: finding.result.clone(),
            sighting,
        });
    }
    let ended: BTreeSet<&FindingId> = case
        .findings
        .iter()
        .filter(|known| {
            known.has_ended()
                && known.test == finding.test
                && case::same_key(&known.sighting, &finding.sighting)
        })
        .map(|known| &known.id)
        .collect();
    match &finding.again_of {
        Some(again) if !ended.contains(again) => no.push(Refusal::NotAgain {
            finding: finding.id.clone(),
            again_of: again.clone(),
        }),
        None if !ended.is_empty() => no.push(Refusal::AgainOfMissing {
            finding: finding.id.clone(),
            ended: ended.into_iter().cloned().collect(),
        }),
        _ => {}
    }
}
