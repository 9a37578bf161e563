//! An evaluator ends a finding by a result that looked again.

use jiff::Timestamp;
use scheme::body::act::What;
use scheme::id::{CaseId, FindingId, ResultId};

use crate::body::{Actor, Body, BodyError};

/// Ends the finding by this result, when the rules of a retest are met.
///
/// # Errors
/// [`BodyError::Refused`] with all reasons why the finding stays; what cannot be written.
pub fn retest(
    body: &mut Body,
    evaluator: &Actor,
    at: Timestamp,
    why: &str,
    case: &CaseId,
    finding: &FindingId,
    result: &ResultId,
) -> Result<u64, BodyError> {
    let what = What::Retest {
        finding: finding.clone(),
        result: result.clone(),
    };
    body.perform(evaluator, at, why, Some(case), what)
}
