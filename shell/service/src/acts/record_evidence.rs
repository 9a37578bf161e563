//! An evaluator puts a test result on record, with what it rests on.

use jiff::Timestamp;
use scheme::body::act::What;
use scheme::evidence::TestResult;
use scheme::id::{CaseId, ResultId};

use crate::body::{Actor, Body, BodyError};

/// Records a result; the attachments (an engine's whole output, a report, its SARIF) are kept by
/// their digests first.
///
/// # Errors
/// [`BodyError::Refused`] with all reasons; what cannot be written.
pub fn record_evidence(
    body: &mut Body,
    evaluator: &Actor,
    at: Timestamp,
    why: &str,
    case: &CaseId,
    result: TestResult,
    attachments: &[&[u8]],
) -> Result<u64, BodyError> {
    let mut kept = Vec::with_capacity(attachments.len());
    for attachment in attachments {
        kept.push(body.keep(attachment)?);
    }
    let what = What::RecordEvidence {
        result: Box::new(result),
        attachments: kept,
    };
    body.perform(evaluator, at, why, Some(case), what)
}

/// The name of the next result of a case.
///
/// # Errors
/// [`BodyError::Unmakeable`] after a million results.
pub fn next_result(body: &Body, case: &CaseId) -> Result<ResultId, BodyError> {
    let recorded = body
        .state()
        .case(case)
        .map_or(0, |case| case.evidence().len());
    let name = format!("r-{:06}", recorded + 1);
    name.parse().map_err(|_| BodyError::Unmakeable {
        what: "a result's name",
        detail: name,
    })
}
