//! Somebody known to the body complains, of a case or in general.

use jiff::Timestamp;
use scheme::body::act::What;
use scheme::id::CaseId;

use super::appeal::entry;
use crate::body::{Actor, Body, BodyError};

/// Puts a complaint on record, its text kept by digest, and returns the name by which it is handled.
///
/// # Errors
/// [`BodyError::Refused`] with all reasons; what cannot be written.
pub fn complaint(
    body: &mut Body,
    actor: &Actor,
    at: Timestamp,
    why: &str,
    case: Option<&CaseId>,
    text: &[u8],
) -> Result<String, BodyError> {
    let text = body.keep(text)?;
    let number = body.perform(actor, at, why, case, What::Complaint { text })?;
    entry(body, number)
}
