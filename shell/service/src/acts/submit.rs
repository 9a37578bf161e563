//! The maker hands in a build.

use jiff::Timestamp;
use scheme::body::act::{Submission, What};
use scheme::id::CaseId;

use crate::body::{Actor, Body, BodyError};

/// Hands in a build; the files that came with it are kept by their digests.
///
/// # Errors
/// [`BodyError::Refused`] with all reasons; what cannot be written.
pub fn submit(
    body: &mut Body,
    applicant: &Actor,
    at: Timestamp,
    why: &str,
    case: &CaseId,
    submission: Submission,
    files: &[&[u8]],
) -> Result<u64, BodyError> {
    for file in files {
        body.keep(file)?;
    }
    body.perform(applicant, at, why, Some(case), What::Submit(submission))
}
