//! The holder of a system declares which component certificate took another's place.

use jiff::Timestamp;
use scheme::body::act::{Replacement, What};

use crate::body::{Actor, Body, BodyError};

/// Declares a replacement. It counts once what it touches was examined again and the registrar has accepted it.
///
/// # Errors
/// [`BodyError::Refused`] with all reasons; what cannot be written.
pub fn replace_component(
    body: &mut Body,
    holder: &Actor,
    at: Timestamp,
    why: &str,
    replacement: Replacement,
) -> Result<u64, BodyError> {
    body.perform(holder, at, why, None, What::ReplaceComponent(replacement))
}
