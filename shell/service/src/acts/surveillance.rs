//! Surveillance of what was certified: opening a case, the holder's answer, suspension when it is overdue, and its end.

use jiff::Timestamp;
use register::statement::Change;
use scheme::body::act::{CloseSurveillance, OpenSurveillance, SurveillanceEnding, What};
use scheme::edition::Text;
use scheme::evidence::Input;
use scheme::id::{CertificateNumber, SurveillanceId};
use scheme::surveillance::{Flaw, due};

use super::public;
use crate::body::{Actor, Body, BodyError};

/// Opens a surveillance case of flaws that are new; the engine's whole answer is kept by its digest first. Returns its name.
///
/// # Errors
/// [`BodyError::Refused`] with all reasons; what cannot be written.
pub fn open_surveillance(
    body: &mut Body,
    actor: &Actor,
    at: Timestamp,
    (certificate, flaws): (CertificateNumber, Vec<Flaw>),
    (inputs, answer): (Vec<Input>, &[u8]),
    why: &Text,
) -> Result<SurveillanceId, BodyError> {
    let surveillance = next_name(body)?;
    let open = OpenSurveillance {
        surveillance: surveillance.clone(),
        certificate,
        due: due(body.state().edition(), &flaws, at).unwrap_or(at),
        flaws,
        inputs,
        answer: body.keep(answer)?,
    };
    let what = What::OpenSurveillance(open);
    body.perform(actor, at, &both(why), None, what)?;
    Ok(surveillance)
}

/// The holder answers with a VEX document, which it signs by this act; the document is kept by its digest.
///
/// # Errors
/// [`BodyError::Refused`] with all reasons; what cannot be written.
pub fn answer_surveillance(
    body: &mut Body,
    holder: &Actor,
    at: Timestamp,
    surveillance: &SurveillanceId,
    document: &[u8],
    why: &Text,
) -> Result<u64, BodyError> {
    let what = What::AnswerSurveillance {
        surveillance: surveillance.clone(),
        vex: body.keep(document)?,
    };
    body.perform(holder, at, &both(why), None, what)
}

/// Suspends the certificate of an overdue case, and publishes it.
///
/// # Errors
/// [`BodyError::Refused`] with all reasons; what cannot be written.
pub fn suspend_overdue(
    body: &mut Body,
    actor: &Actor,
    at: Timestamp,
    surveillance: &SurveillanceId,
    why: &Text,
) -> Result<u64, BodyError> {
    let what = What::SuspendOverdue {
        surveillance: surveillance.clone(),
    };
    let watched = body.state().surveillance().get(surveillance);
    let Some(certificate) = watched.map(|watched| watched.certificate) else {
        // The rules name what is missing.
        return body.perform(actor, at, &both(why), None, what);
    };
    let says = |_: &Body| Ok((Change::Suspend, at));
    public::perform(body, actor, at, certificate, what, why, says)
}

/// Closes a case; when its certificate comes back with it, that is published. `answer` is the engine's answer to the question
/// asked again.
///
/// # Errors
/// [`BodyError::Refused`] with all reasons; what cannot be written.
pub fn close_surveillance(
    body: &mut Body,
    actor: &Actor,
    at: Timestamp,
    (surveillance, ending): (&SurveillanceId, SurveillanceEnding),
    answer: Option<&[u8]>,
    why: &Text,
) -> Result<u64, BodyError> {
    let answer = match answer {
        Some(bytes) => Some(body.keep(bytes)?),
        None => None,
    };
    let what = What::CloseSurveillance(CloseSurveillance {
        surveillance: surveillance.clone(),
        ending,
        answer,
    });
    let watched = body.state().surveillance().get(surveillance);
    let certificate = watched.map(|watched| watched.certificate);
    match certificate.filter(|_| body.state().comes_back_without(surveillance, at)) {
        None => body.perform(actor, at, &both(why), None, what),
        Some(certificate) => {
            let says = |_: &Body| Ok((Change::Resume, at));
            public::perform(body, actor, at, certificate, what, why, says)
        }
    }
}

fn both(why: &Text) -> String {
    format!("{} / {}", why.ja, why.en)
}

fn next_name(body: &Body) -> Result<SurveillanceId, BodyError> {
    let name = format!("s-{:06}", body.state().surveillance().len() + 1);
    name.parse().map_err(|_| BodyError::Unmakeable {
        what: "a surveillance case's name",
        detail: name,
    })
}
