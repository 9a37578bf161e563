//! An evaluator puts on record a test of a system as it is with its declared replacements.

use jiff::Timestamp;
use scheme::body::act::{Reexamination, What};
use scheme::evidence::TestResult;
use scheme::id::{CertificateNumber, ResultId};

use crate::body::{Actor, Body, BodyError};

/// Records a result about the system `certificate` whose component certificate `old` is to be replaced; the attachments
/// are kept by their digests first.
///
/// # Errors
/// [`BodyError::Refused`] with all reasons; what cannot be written.
pub fn reexamine(
    body: &mut Body,
    evaluator: &Actor,
    at: Timestamp,
    why: &str,
    (certificate, old): (CertificateNumber, CertificateNumber),
    result: TestResult,
    attachments: &[&[u8]],
) -> Result<u64, BodyError> {
    let mut kept = Vec::with_capacity(attachments.len());
    for attachment in attachments {
        kept.push(body.keep(attachment)?);
    }
    let again = Reexamination {
        certificate,
        old,
        result: Box::new(result),
        attachments: kept,
    };
    body.perform(evaluator, at, why, None, What::Reexamine(again))
}

/// The name of the next result about a system: after those of its case and those made since.
///
/// # Errors
/// [`BodyError::Unmakeable`] after a million results.
pub fn next_result_of(body: &Body, certificate: CertificateNumber) -> Result<ResultId, BodyError> {
    let system = body.state().certificate(certificate);
    let since = system.map_or(0, |system| system.reexamined.len());
    let case = system.and_then(|system| body.state().case(&system.case));
    let recorded = case.map_or(0, |case| case.evidence().len());
    let name = format!("r-{:06}", recorded + since + 1);
    name.parse().map_err(|_| BodyError::Unmakeable {
        what: "a result's name",
        detail: name,
    })
}
