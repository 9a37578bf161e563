//! The registrar accepts a declared replacement; the system comes back when nothing else holds it up.

use jiff::Timestamp;
use register::statement::Change;
use scheme::body::act::What;
use scheme::edition::Text;
use scheme::id::CertificateNumber;
use scheme::validity::ChangeKind;

use super::public::{self, unmakeable};
use crate::body::{Actor, Body, BodyError};

/// Accepts that the declared certificate takes the place of `old` in the system `certificate`, and publishes it.
///
/// # Errors
/// [`BodyError::Refused`] with all reasons; what cannot be written.
pub fn accept_replacement(
    body: &mut Body,
    registrar: &Actor,
    at: Timestamp,
    (certificate, old): (CertificateNumber, CertificateNumber),
    why: &Text,
) -> Result<u64, BodyError> {
    let what = What::AcceptReplacement { certificate, old };
    public::perform(body, registrar, at, certificate, what, why, |body| {
        Ok((replaced(body, certificate)?, at))
    })
}

/// What the last change on record did, as the register says it.
fn replaced(body: &Body, certificate: CertificateNumber) -> Result<Change, BodyError> {
    let system = body.state().certificate(certificate);
    let last = system.and_then(|system| system.history.last());
    match last.map(|change| &change.what) {
        Some(ChangeKind::Replaced {
            name, new, digest, ..
        }) => Ok(Change::ReplaceComponent {
            component: name.clone(),
            certificate: new.to_string(),
            sha256: register::canonical::Digest(*digest.as_bytes()),
        }),
        _ => Err(unmakeable("no replacement on record".to_owned())),
    }
}
