//! The holder declares a version-up: the old version's certificate becomes void, at once or after the
//! edition's transition.

use jiff::{SignedDuration, Timestamp};
use register::statement::{Change, StateChange, Statement};
use scheme::body::act::{VersionUp, What};
use scheme::edition::Text;
use scheme::id::CertificateNumber;
use scheme::validity::end_of_day;

use crate::body::{Actor, Body, BodyError};

/// Declares that the product's version goes up, and publishes from when the certificate is void.
///
/// # Errors
/// [`BodyError::Refused`] with all reasons; what cannot be written.
pub fn version_up(
    body: &mut Body,
    holder: &Actor,
    at: Timestamp,
    (certificate, to): (CertificateNumber, &str),
    blocking_known: bool,
    why: &Text,
) -> Result<u64, BodyError> {
    let declared = VersionUp {
        certificate,
        to: to.to_owned(),
        blocking_known,
    };
    let what = What::VersionUp(declared);
    let said = format!("{} / {}", why.ja, why.en);
    body.perform_in_public(holder, at, &said, None, what, |body| {
        let change = StateChange {
            certificate: certificate.to_string(),
            change: Change::Void {
                version: to.to_owned(),
                successor: None,
            },
            time: at,
            effective: effective(body, certificate, at)?,
            actor: holder.id.to_string(),
            reason: register::certificate::Text {
                ja: why.ja.clone(),
                en: why.en.clone(),
            },
        };
        let statement = Statement::change(change, issued_statement(body, certificate)?);
        let statement = statement.map_err(|error| unmakeable(error.to_string()))?;
        Ok(vec![statement])
    })
}

/// From when the certificate is void, as the rules have it; within its own term, which a transition does
/// not outlive.
fn effective(
    body: &Body,
    number: CertificateNumber,
    at: Timestamp,
) -> Result<Timestamp, BodyError> {
    let standing = body.state().standing(number, at);
    let superseded = standing.and_then(|standing| standing.superseded);
    let from = superseded
        .map(|note| note.from)
        .ok_or_else(|| unmakeable("no version-up on record".to_owned()))?;
    let known = body.state().certificate(number);
    let term = known.map_or(Timestamp::MAX, |known| end_of_day(known.valid_until));
    let last = term
        .saturating_sub(SignedDuration::from_secs(1))
        .unwrap_or(term);
    Ok(from.min(last).max(at))
}

fn unmakeable(detail: String) -> BodyError {
    BodyError::Unmakeable {
        what: "the statement",
        detail,
    }
}

/// The statement that issued a certificate: what a change of its state is about.
fn issued_statement(
    body: &Body,
    number: CertificateNumber,
) -> Result<register::canonical::Digest, BodyError> {
    let known = body.state().certificate(number);
    let known = known.ok_or_else(|| unmakeable(format!("there is no certificate {number}")))?;
    Ok(register::canonical::Digest(*known.statement.as_bytes()))
}
