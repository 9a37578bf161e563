//! The registrar puts on record that time has ended a certificate: its term, or the limit within which a system's
//! component had to be replaced.

use jiff::Timestamp;
use register::statement::Change;
use scheme::body::act::What;
use scheme::edition::Text;
use scheme::id::CertificateNumber;
use scheme::validity::{ChangeKind, Standing};

use super::public::{self, unmakeable};
use crate::body::{Actor, Body, BodyError, Spoken};

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
        over(body, certificate, at)
    })
}

/// Records of every certificate that time has ended and of which it is not on record, and publishes all of it at once: a
/// component that was not replaced may end thousands of systems on one day. Returns their numbers.
///
/// # Errors
/// [`BodyError::Refused`] with all reasons, nothing done; what cannot be written.
pub fn expire_due(
    body: &mut Body,
    registrar: &Actor,
    at: Timestamp,
    why: &Text,
) -> Result<Vec<CertificateNumber>, BodyError> {
    public::sound(why)?;
    let due = due(body, at);
    let acts = due.iter().map(|certificate| Spoken {
        what: What::Expire {
            certificate: *certificate,
        },
        says: Box::new(move |body| {
            let said = over(body, *certificate, at)?;
            let statement = public::statement(body, &registrar.id, at, *certificate, said, why)?;
            Ok(vec![statement])
        }),
    });
    let acts = acts.collect();
    body.perform_together(registrar, at, &public::in_both(why), acts)?;
    Ok(due)
}

/// The certificates that have expired by this moment without a word of it in the log.
#[must_use]
pub fn due(body: &Body, at: Timestamp) -> Vec<CertificateNumber> {
    let state = body.state();
    let unsaid = state.certificates().values().filter(|known| {
        let mut history = known.history.iter();
        !history.any(|change| matches!(change.what, ChangeKind::Expired {}))
    });
    let due = unsaid.filter(|known| {
        let standing = state.standing(known.number, at);
        standing.is_some_and(|standing| standing.standing == Standing::Expired)
    });
    due.map(|known| known.number).collect()
}

/// Since when it is over, as the rules have it.
fn over(
    body: &Body,
    certificate: CertificateNumber,
    at: Timestamp,
) -> Result<(Change, Timestamp), BodyError> {
    let standing = body.state().standing(certificate, at);
    let standing = standing.ok_or_else(|| unmakeable("no expiry on record".to_owned()))?;
    Ok((Change::Expire, standing.since))
}
