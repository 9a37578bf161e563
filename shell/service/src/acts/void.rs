//! The holder declares a version-up: the old version's certificate becomes void, at once or after the
//! edition's transition.

use jiff::{SignedDuration, Timestamp};
use register::statement::{Change, Statement};
use scheme::body::act::{Act, VersionUp, What};
use scheme::edition::Text;
use scheme::id::CertificateNumber;
use scheme::validity::end_of_day;

use super::public::{self, unmakeable};
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
    public::perform(body, holder, at, certificate, what, why, |body| {
        change(body, certificate, to, at)
    })
}

/// What such an act says to the public, made of the act alone: its reason reads in both languages where it was given in both.
pub(crate) fn said(
    body: &Body,
    act: &Act,
    declared: &VersionUp,
) -> Result<Vec<Statement>, BodyError> {
    let (ja, en) = act.why.split_once(" / ").unwrap_or((&act.why, &act.why));
    let why = Text {
        ja: ja.to_owned(),
        en: en.to_owned(),
    };
    let certificate = declared.certificate;
    let change = change(body, certificate, &declared.to, act.at)?;
    let statement = public::statement(body, &act.by, act.at, certificate, change, &why)?;
    Ok(vec![statement])
}

fn change(
    body: &Body,
    certificate: CertificateNumber,
    to: &str,
    at: Timestamp,
) -> Result<(Change, Timestamp), BodyError> {
    let change = Change::Void {
        version: to.to_owned(),
        successor: None,
    };
    Ok((change, effective(body, certificate, at)?))
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
