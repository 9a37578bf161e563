//! An evaluator takes over results of an earlier certificate by the delta rules.

use std::collections::BTreeMap;

use jiff::Timestamp;
use scheme::body::act::{Delta, What};
use scheme::delta::{DeltaOutcome, Outcome};
use scheme::evidence::{Input, TestResult};
use scheme::id::{CaseId, CertificateNumber, ResultId, TestId};

use crate::body::{Actor, Body, BodyError};

/// Makes a delta evaluation from `previous` to the case's build: puts its outcome for every required
/// test on record, takes over what may be reused, and returns the outcomes: what is left to do.
///
/// `inputs` says what each engine here would use on that day; a test without an entry has no engine.
///
/// # Errors
/// [`BodyError::Refused`] with all reasons; what cannot be written.
pub fn delta(
    body: &mut Body,
    evaluator: &Actor,
    at: Timestamp,
    why: &str,
    case: &CaseId,
    previous: CertificateNumber,
    inputs: BTreeMap<TestId, Vec<Input>>,
) -> Result<Vec<DeltaOutcome>, BodyError> {
    let outcomes = outcomes(body, case, previous, &inputs, at)?;
    let mut reused = BTreeMap::new();
    let recorded = body
        .state()
        .case(case)
        .map_or(0, |case| case.evidence().len());
    for outcome in &outcomes {
        if let Outcome::Reuse { result } = &outcome.outcome {
            let name = format!("r-{:06}", recorded + reused.len() + 1);
            let name: ResultId = name.parse().map_err(|_| BodyError::Unmakeable {
                what: "a result's name",
                detail: name,
            })?;
            reused.insert(name, result.clone());
        }
    }
    let made = Delta {
        previous,
        inputs,
        outcomes: outcomes.clone(),
        reused,
    };
    body.perform(evaluator, at, why, Some(case), What::Delta(made))?;
    Ok(outcomes)
}

fn outcomes(
    body: &Body,
    case: &CaseId,
    previous: CertificateNumber,
    inputs: &BTreeMap<TestId, Vec<Input>>,
    at: Timestamp,
) -> Result<Vec<DeltaOutcome>, BodyError> {
    let missing = |detail: String| BodyError::Unmakeable {
        what: "the delta evaluation",
        detail,
    };
    let state = body.state();
    let case = state
        .case(case)
        .ok_or_else(|| missing(format!("there is no case {case}")))?;
    let earlier = state
        .certificate(previous)
        .and_then(|certificate| state.case(&certificate.case))
        .ok_or_else(|| missing(format!("there is no certificate {previous}")))?;
    let results: Vec<TestResult> = earlier
        .evidence()
        .iter()
        .map(|recorded| recorded.result.clone())
        .collect();
    let edition = state.edition();
    let required = edition.required_tests(case.application().category, case.class());
    Ok(scheme::delta::delta(
        edition,
        &results,
        case.build(),
        inputs,
        &required,
        at,
    ))
}
