//! An applicant appeals against what was decided in a case.

use jiff::Timestamp;
use scheme::body::act::What;
use scheme::id::CaseId;

use crate::body::{Actor, Body, BodyError};

/// Puts an appeal on record, its text kept by digest, and returns the name by which it is handled.
///
/// # Errors
/// [`BodyError::Refused`] with all reasons; what cannot be written.
pub fn appeal(
    body: &mut Body,
    applicant: &Actor,
    at: Timestamp,
    why: &str,
    case: &CaseId,
    text: &[u8],
) -> Result<String, BodyError> {
    let text = body.keep(text)?;
    let number = body.perform(applicant, at, why, Some(case), What::Appeal { text })?;
    entry(body, number)
}

/// The name of the appeal or complaint that act number `act` made.
pub(super) fn entry(body: &Body, act: u64) -> Result<String, BodyError> {
    let mut voices = body.state().voices().iter();
    let made = voices.find(|(_, voice)| voice.when.act == act);
    let made = made.map(|(entry, _)| entry.clone());
    made.ok_or_else(|| BodyError::Unmakeable {
        what: "the entry's name",
        detail: format!("act {act} neither appealed nor complained"),
    })
}
