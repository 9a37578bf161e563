//! The reviewer checks that the evidence is whole.

use std::collections::BTreeSet;

use jiff::Timestamp;
use scheme::body::act::{ReviewStep, What};
use scheme::id::{CaseId, FindingId};

use crate::body::{Actor, Body, BodyError};

/// Takes the case into review.
///
/// # Errors
/// [`BodyError::Refused`] with all reasons; what cannot be written.
pub fn begin_review(
    body: &mut Body,
    reviewer: &Actor,
    at: Timestamp,
    why: &str,
    case: &CaseId,
) -> Result<u64, BodyError> {
    step(body, reviewer, at, why, case, ReviewStep::Begin {})
}

/// The evidence is whole; `accepts` names the findings whose VEX answer the reviewer accepts.
///
/// # Errors
/// [`BodyError::Refused`] with all reasons; what cannot be written.
pub fn find_whole(
    body: &mut Body,
    reviewer: &Actor,
    at: Timestamp,
    why: &str,
    case: &CaseId,
    accepts: BTreeSet<FindingId>,
) -> Result<u64, BodyError> {
    step(body, reviewer, at, why, case, ReviewStep::Whole { accepts })
}

/// Back to the evaluators; `refuses` names the findings whose VEX answer is not accepted.
///
/// # Errors
/// [`BodyError::Refused`] with all reasons; what cannot be written.
pub fn return_to_evaluation(
    body: &mut Body,
    reviewer: &Actor,
    at: Timestamp,
    why: &str,
    case: &CaseId,
    refuses: BTreeSet<FindingId>,
) -> Result<u64, BodyError> {
    step(
        body,
        reviewer,
        at,
        why,
        case,
        ReviewStep::Return { refuses },
    )
}

fn step(
    body: &mut Body,
    reviewer: &Actor,
    at: Timestamp,
    why: &str,
    case: &CaseId,
    step: ReviewStep,
) -> Result<u64, BodyError> {
    body.perform(reviewer, at, why, Some(case), What::Review { step })
}
