//! The body ends a suspension; systems that waited for this certificate alone come back with it.

use jiff::Timestamp;
use register::statement::Change;
use scheme::body::act::What;
use scheme::edition::Text;
use scheme::id::CertificateNumber;

use super::public;
use crate::body::{Actor, Body, BodyError};

/// Ends the suspension of a certificate, and publishes it.
///
/// # Errors
/// [`BodyError::Refused`] with all reasons; what cannot be written.
pub fn resume(
    body: &mut Body,
    actor: &Actor,
    at: Timestamp,
    certificate: CertificateNumber,
    why: &Text,
) -> Result<u64, BodyError> {
    let what = What::Resume { certificate };
    let says = |_: &Body| Ok((Change::Resume, at));
    public::perform(body, actor, at, certificate, what, why, says)
}
