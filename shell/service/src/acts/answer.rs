//! The maker answers a finding: another build, a VEX statement, or a corrected document.

use jiff::Timestamp;
use scheme::body::act::What;
use scheme::finding::Claim;
use scheme::id::{CaseId, FindingId};

use crate::body::{Actor, Body, BodyError};

/// Puts the maker's answer on record; the files that came with it are kept by their digests.
///
/// # Errors
/// [`BodyError::Refused`] with all reasons; what cannot be written.
pub fn answer(
    body: &mut Body,
    applicant: &Actor,
    at: Timestamp,
    why: &str,
    case: &CaseId,
    (finding, claim): (&FindingId, Claim),
    files: &[&[u8]],
) -> Result<u64, BodyError> {
    for file in files {
        body.keep(file)?;
    }
    let what = What::Answer {
        finding: finding.clone(),
        answer: claim,
    };
    body.perform(applicant, at, why, Some(case), what)
}
