//! What an act on a certificate says to the public: one statement about the certificate that it touches.
//!
//! Systems that rest on the certificate need no statement of their own. The state table that closes the same publication
//! says of each of them what its components hold, and readers derive from it whether the system stands, since when, and by
//! which chain. So one act, one checkpoint, and all of them have followed, or none.

use jiff::Timestamp;
use register::statement::{Change, StateChange, Statement};
use scheme::body::Refusal;
use scheme::body::act::What;
use scheme::edition::Text;
use scheme::id::{ActorId, CertificateNumber};

use crate::body::{Actor, Body, BodyError};

/// Performs an act on a certificate and publishes what it changes: `says` gives the change and from when it holds, of the
/// state that the act has made.
pub(super) fn perform(
    body: &mut Body,
    actor: &Actor,
    at: Timestamp,
    certificate: CertificateNumber,
    what: What,
    why: &Text,
    says: impl FnOnce(&Body) -> Result<(Change, Timestamp), BodyError>,
) -> Result<u64, BodyError> {
    sound(why)?;
    body.perform_in_public(actor, at, &in_both(why), None, what, |body| {
        let said = says(body)?;
        Ok(vec![statement(
            body,
            &actor.id,
            at,
            certificate,
            said,
            why,
        )?])
    })
}

/// The register takes no reason that lacks a language, and an act must not stand without its statement.
pub(super) fn sound(why: &Text) -> Result<(), BodyError> {
    if why.ja.trim().is_empty() || why.en.trim().is_empty() {
        return Err(BodyError::Refused(vec![Refusal::WhyMissing {}]));
    }
    Ok(())
}

/// A reason as it stands in the log of acts.
pub(super) fn in_both(why: &Text) -> String {
    format!("{} / {}", why.ja, why.en)
}

/// The statement that a certificate's state changes, from a moment on.
pub(super) fn statement(
    body: &Body,
    actor: &ActorId,
    at: Timestamp,
    certificate: CertificateNumber,
    (change, effective): (Change, Timestamp),
    why: &Text,
) -> Result<Statement, BodyError> {
    let change = StateChange {
        certificate: certificate.to_string(),
        change,
        time: at,
        effective,
        actor: actor.to_string(),
        reason: register::certificate::Text {
            ja: why.ja.clone(),
            en: why.en.clone(),
        },
    };
    let statement = Statement::change(change, issued_statement(body, certificate)?);
    statement.map_err(|error| unmakeable(error.to_string()))
}

pub(super) fn unmakeable(detail: String) -> BodyError {
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
