//! Who is who: actors with keys and roles, member firms, accreditation.

use jiff::Timestamp;
use scheme::body::act::{Period, Registration, Scope, What};
use scheme::edition::Text;
use scheme::id::FirmId;

use crate::body::{Actor, Body, BodyError};

/// Makes somebody known, with roles and a key.
///
/// # Errors
/// [`BodyError::Refused`] with all reasons; what cannot be written.
pub fn register_actor(
    body: &mut Body,
    registrar: &Actor,
    at: Timestamp,
    why: &str,
    registration: Registration,
) -> Result<u64, BodyError> {
    body.perform(registrar, at, why, None, What::RegisterActor(registration))
}

/// Takes a firm in as a member for a period.
///
/// # Errors
/// [`BodyError::Refused`] with all reasons; what cannot be written.
pub fn admit_member(
    body: &mut Body,
    registrar: &Actor,
    at: Timestamp,
    why: &str,
    (firm, name): (FirmId, Text),
    period: Period,
) -> Result<u64, BodyError> {
    body.perform(
        registrar,
        at,
        why,
        None,
        What::AdmitMember { firm, name, period },
    )
}

/// Accredits a member for tests in one category for a period.
///
/// # Errors
/// [`BodyError::Refused`] with all reasons; what cannot be written.
pub fn accredit(
    body: &mut Body,
    registrar: &Actor,
    at: Timestamp,
    why: &str,
    scope: Scope,
) -> Result<u64, BodyError> {
    body.perform(registrar, at, why, None, What::Accredit(scope))
}
