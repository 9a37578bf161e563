//! The registrar ends a firm's membership.

use jiff::Timestamp;
use scheme::body::act::What;
use scheme::id::FirmId;

use crate::body::{Actor, Body, BodyError};

/// Ends a firm's membership at once: it evaluates nothing more. What it evaluated as a member stands.
///
/// # Errors
/// [`BodyError::Refused`] with all reasons; what cannot be written.
pub fn end_membership(
    body: &mut Body,
    registrar: &Actor,
    at: Timestamp,
    why: &str,
    firm: &FirmId,
) -> Result<u64, BodyError> {
    let firm = firm.clone();
    body.perform(registrar, at, why, None, What::EndMembership { firm })
}
