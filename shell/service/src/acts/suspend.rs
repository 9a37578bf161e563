//! The body suspends a certificate, and with it every system that rests on it.

use jiff::Timestamp;
use register::statement::Change;
use scheme::body::act::What;
use scheme::edition::Text;
use scheme::id::CertificateNumber;

use super::public;
use crate::body::{Actor, Body, BodyError};

/// Suspends a certificate, and publishes it.
///
/// # Errors
/// [`BodyError::Refused`] with all reasons; what cannot be written.
pub fn suspend(
    body: &mut Body,
    actor: &Actor,
    at: Timestamp,
    certificate: CertificateNumber,
    why: &Text,
) -> Result<u64, BodyError> {
    let what = What::Suspend { certificate };
    let says = |_: &Body| Ok((Change::Suspend, at));
    public::perform(body, actor, at, certificate, what, why, says)
}
