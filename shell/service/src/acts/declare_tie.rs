//! Two firms are tied: neither evaluates the other.

use jiff::Timestamp;
use scheme::body::act::What;
use scheme::id::FirmId;

use crate::body::{Actor, Body, BodyError};

/// Declares a tie between two firms; the actor is of `firm`, or the registrar.
///
/// # Errors
/// [`BodyError::Refused`] with all reasons; what cannot be written.
pub fn declare_tie(
    body: &mut Body,
    actor: &Actor,
    at: Timestamp,
    why: &str,
    (firm, other): (&FirmId, &FirmId),
) -> Result<u64, BodyError> {
    let (firm, other) = (firm.clone(), other.clone());
    body.perform(actor, at, why, None, What::DeclareTie { firm, other })
}
