//! The maker takes an application back.

use jiff::Timestamp;
use scheme::body::act::What;
use scheme::id::CaseId;

use crate::body::{Actor, Body, BodyError};

/// Takes the application back: the case is closed, what is on record in it stays.
///
/// # Errors
/// [`BodyError::Refused`] with all reasons; what cannot be written.
pub fn withdraw_application(
    body: &mut Body,
    applicant: &Actor,
    at: Timestamp,
    why: &str,
    case: &CaseId,
) -> Result<u64, BodyError> {
    body.perform(applicant, at, why, Some(case), What::WithdrawApplication {})
}
