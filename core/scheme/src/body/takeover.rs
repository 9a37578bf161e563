//! A delta evaluation in a case: results of an earlier certificate that the delta rules take over.

use std::collections::{BTreeMap, BTreeSet};

use super::act::{Act, Delta};
use super::case::{self, Case, Recorded, Stage};
use super::certificate::Certificate;
use super::evaluation::{UNDER_EVALUATION, of_the_evaluators};
use super::{Body, Refusal, firms, settled};
use crate::delta::{DeltaOutcome, Outcome, delta};
use crate::evidence::{Reused, TestResult};
use crate::id::{ResultId, TestId};
use crate::validity::{Moment, Standing, is_suspended_itself};

pub(super) fn take_over(
    body: &mut Body,
    act: &Act,
    when: Moment,
    given: &Delta,
    mut no: Vec<Refusal>,
) -> Result<(), Vec<Refusal>> {
    let Some(case) = case::of(body, act, &mut no) else {
        return Err(no);
    };
    case::in_stage(case, act, &UNDER_EVALUATION, &mut no);
    let firm = of_the_evaluators(body, act, case, &mut no);
    let Some(earlier) = body.certificates.get(&given.previous) else {
        no.push(Refusal::CertificateUnknown {
            certificate: given.previous,
        });
        return Err(no);
    };
    may_follow(body, act, case, earlier, &mut no);
    let Some(before) = body.cases.get(&earlier.case) else {
        return Err(no);
    };
    let reuse = by_the_rules(body, act, case, before, given, &mut no);
    for (test, _) in &reuse {
        if let Some(firm) = &firm {
            let category = case.application.category;
            no.extend(firms::may_evaluate(
                body,
                firm,
                case.maker(),
                category,
                test,
                when,
            ));
        }
    }
    let taken = named(case, before, given, &reuse, when, &mut no);
    // Who answers for a reused result has evaluated here, and cannot have reviewed.
    for known in taken
        .iter()
        .filter(|known| case.reviewers.contains(&known.by))
    {
        no.push(Refusal::HasEvaluated {
            actor: known.by.clone(),
        });
    }
    settled(no)?;
    if let Some(case) = act.case.as_ref().and_then(|id| body.cases.get_mut(id)) {
        case.previous = Some(given.previous);
        case.evidence.extend(taken);
        if case.stage == Stage::Accepted {
            case.stage = Stage::Evaluating;
        }
    }
    Ok(())
}

/// Refuses an earlier certificate that is another product's, or that was taken back for cause.
fn may_follow(body: &Body, act: &Act, case: &Case, earlier: &Certificate, no: &mut Vec<Refusal>) {
    let application = &case.application;
    let same = earlier.category == application.category && earlier.product == application.product;
    if !same
        || case
            .previous
            .is_some_and(|previous| previous != earlier.number)
    {
        no.push(Refusal::PreviousOfAnother {
            previous: earlier.number,
        });
    }
    let standing = body
        .standing(earlier.number, act.at)
        .map(|standing| standing.standing);
    let suspended = is_suspended_itself(earlier.life(), act.at);
    if standing == Some(Standing::Withdrawn) || suspended {
        no.push(Refusal::PreviousNotGood {
            previous: earlier.number,
            standing: standing.unwrap_or(Standing::Suspended),
        });
    }
}

/// The tests and results that the delta rules reuse; every difference to what was given refused.
fn by_the_rules(
    body: &Body,
    act: &Act,
    case: &Case,
    before: &Case,
    given: &Delta,
    no: &mut Vec<Refusal>,
) -> Vec<(TestId, ResultId)> {
    let results: Vec<TestResult> = before
        .evidence
        .iter()
        .map(|known| known.result.clone())
        .collect();
    let required = body
        .edition
        .required_tests(case.application.category, case.class());
    let right = delta(
        &body.edition,
        &results,
        case.build(),
        &given.inputs,
        &required,
        act.at,
    );
    let says = |outcomes: &[DeltaOutcome]| -> BTreeMap<TestId, Outcome> {
        let pairs = outcomes
            .iter()
            .map(|one| (one.test.clone(), one.outcome.clone()));
        pairs.collect()
    };
    let (said, holds) = (says(&given.outcomes), says(&right));
    let tests: BTreeSet<&TestId> = said.keys().chain(holds.keys()).collect();
    for test in tests {
        if said.get(test) != holds.get(test) {
            no.push(Refusal::OutcomeAgainstTheRules { test: test.clone() });
        }
    }
    let reuse = holds
        .into_iter()
        .filter_map(|(test, outcome)| match outcome {
            Outcome::Reuse { result } => Some((test, result)),
            Outcome::RunAgain | Outcome::AskPerson => None,
        });
    reuse.collect()
}

/// The results taken over, under their names in this case.
fn named(
    case: &Case,
    before: &Case,
    given: &Delta,
    reuse: &[(TestId, ResultId)],
    when: Moment,
    no: &mut Vec<Refusal>,
) -> Vec<Recorded> {
    let mut names = BTreeSet::new();
    for name in given.reused.values() {
        if case.recorded(name).is_some() || !names.insert(name) {
            no.push(Refusal::ResultExists {
                result: name.clone(),
            });
        }
    }
    let wanted: BTreeSet<&ResultId> = reuse.iter().map(|(_, result)| result).collect();
    let named: BTreeSet<&ResultId> = given.reused.keys().collect();
    for result in wanted.symmetric_difference(&named) {
        no.push(Refusal::ReusedNames {
            result: (*result).clone(),
        });
    }
    let taken = given.reused.iter().filter_map(|(old, new)| {
        let known = before.recorded(old)?;
        let mut result = known.result.clone();
        result.id = new.clone();
        result.reused = Some(Reused {
            certificate: given.previous,
            result: old.clone(),
        });
        Some(Recorded {
            result,
            when,
            ..known.clone()
        })
    });
    taken.collect()
}
