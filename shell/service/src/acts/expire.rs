//! The registrar puts on record that time has ended a certificate: its term, or the limit within which a system's
//! component had to be replaced.

use jiff::Timestamp;
use register::statement::Change;
use scheme::body::act::What;
use scheme::edition::Text;
use scheme::id::CertificateNumber;

use super::public::{self, unmakeable};
use crate::body::{Actor, Body, BodyError};

/// Records that a certificate has expired, and publishes since when.
///
/// Readers see the end of a term without it; that of a system whose component was not replaced in time they see as a
/// suspension until this is said, since the limit is the edition's and not the register's.
///
/// # Errors
/// [`BodyError::Refused`] with all reasons; what cannot be written.
pub fn expire(
    body: &mut Body,
    registrar: &Actor,
    at: Timestamp,
    certificate: CertificateNumber,
    why: &Text,
) -> Result<u64, BodyError> {
    let what = What::Expire { certificate };
    public::perform(body, registrar, at, certificate, what, why, |body| {
        let standing = body.state().standing(certificate, at);
        let standing = standing.ok_or_else(|| unmakeable("no expiry on record".to_owned()))?;
        Ok((Change::Expire, standing.since))
    })
}
