//! The body or the holder takes a certificate back; systems that rest on it wait for its successor.

use jiff::Timestamp;
use register::statement::Change;
use scheme::body::act::What;
use scheme::edition::Text;
use scheme::id::CertificateNumber;

use super::public;
use crate::body::{Actor, Body, BodyError};

/// Withdraws a certificate for good, and publishes it.
///
/// # Errors
/// [`BodyError::Refused`] with all reasons; what cannot be written.
pub fn withdraw_certificate(
    body: &mut Body,
    actor: &Actor,
    at: Timestamp,
    certificate: CertificateNumber,
    why: &Text,
) -> Result<u64, BodyError> {
    let what = What::WithdrawCertificate { certificate };
    let says = |_: &Body| Ok((Change::Withdraw, at));
    public::perform(body, actor, at, certificate, what, why, says)
}
