//! A maker applies: a case is opened.

use jiff::Timestamp;
use scheme::body::act::{Application, What};
use scheme::id::CaseId;

use crate::body::{Actor, Body, BodyError};

/// Opens a case for this application and returns its name.
///
/// # Errors
/// [`BodyError::Refused`] with all reasons; what cannot be written.
pub fn apply(
    body: &mut Body,
    applicant: &Actor,
    at: Timestamp,
    why: &str,
    application: Application,
) -> Result<CaseId, BodyError> {
    let case = next_case(body)?;
    body.perform(applicant, at, why, Some(&case), What::Apply(application))?;
    Ok(case)
}

/// The name after the last one.
fn next_case(body: &Body) -> Result<CaseId, BodyError> {
    let running = body.state().cases().len() + 1;
    let name = format!("case-{running:06}");
    name.parse().map_err(|_| BodyError::Unmakeable {
        what: "a case's name",
        detail: name,
    })
}
