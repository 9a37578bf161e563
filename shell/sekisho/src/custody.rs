//! `sekisho body`: acts that are signed where the key is, copies of a body.

use std::borrow::Cow;
use std::path::Path;

use scheme::body::act::What;
use serde_json::json;
use service::carried::{self, CARRIED_BYTES};
use service::{Body, BodyError, Carried};

use crate::cli::{BodyAt, Custody, Enter, Prepare, Sign};
use crate::talk::Talk;
use crate::undone::at;
use crate::{Answer, Failure, certify, copies, input, passphrase, published, settings};

/// Carries out one of them.
pub(crate) fn run(order: &Custody, talk: &Talk) -> Result<Answer, Failure> {
    match order {
        Custody::Prepare(order) => answered(prepare(order, talk), talk),
        Custody::Sign(order) => sign(order, talk),
        Custody::Enter(order) => answered(enter(order, talk), talk),
        Custody::Backup(order) => copies::take(order, talk),
        Custody::Restore(order) => copies::put_back(order, talk),
    }
}

/// Writes the act that somebody with a key elsewhere is to sign.
fn prepare(order: &Prepare, talk: &Talk) -> Result<(), Failure> {
    let bytes = input::read(&order.what, CARRIED_BYTES as u64)?;
    let what: What = serde_json::from_slice(&bytes).map_err(at(&order.what))?;
    let body = open(&order.place, talk)?;
    let time = order.at.unwrap_or_else(service::now);
    let case = order.case.as_ref();
    let made = carried::prepare(&body, &order.by, time, &order.why, case, what)?;
    certify::replace(&order.to, &made.to_bytes())?;
    tell(&made, talk);
    let path = order.to.display().to_string();
    talk.lines("body-act-prepared", &[("path", path.into())]);
    if talk.json {
        talk.value(&json!({ "file": order.to, "id": made.act().id, "at": made.act().at }))?;
    }
    Ok(())
}

/// Signs an act: this file and the key are all that is needed.
fn sign(order: &Sign, talk: &Talk) -> Result<Answer, Failure> {
    let carried = read(&order.file)?;
    // Whoever signs has read this before the passphrase is asked for.
    tell(&carried, talk);
    let key = passphrase::key(&order.key, talk)?;
    let signed = carried.sign(&key).map_err(at(&order.file))?;
    let to = order.to.as_ref().unwrap_or(&order.file);
    certify::replace(to, &signed.to_bytes())?;
    let path = to.display().to_string();
    talk.lines("body-act-signed", &[("path", path.into())]);
    if talk.json {
        talk.value(&json!({ "file": to, "id": signed.act().id, "public_key": key.public_hex() }))?;
    }
    Ok(Answer::Yes)
}

/// Does an act that was signed elsewhere.
fn enter(order: &Enter, talk: &Talk) -> Result<(), Failure> {
    let carried = read(&order.file)?;
    tell(&carried, talk);
    let mut body = open(&order.place, talk)?;
    let number = carried::enter(&mut body, &carried, service::now())?;
    let args = [("number", number.to_string().into())];
    talk.line(&talk.say("body-act-done", &args));
    if talk.json {
        talk.value(&json!({ "act": number, "id": carried.act().id }))?;
    }
    Ok(())
}

fn read(path: &Path) -> Result<Carried, Failure> {
    let bytes = input::read(path, CARRIED_BYTES as u64)?;
    Ok(Carried::from_bytes(&bytes).map_err(at(path))?)
}

/// Opens a body, if its register goes on from everything that is known to have been published.
pub(crate) fn open(place: &BodyAt, talk: &Talk) -> Result<Body, Failure> {
    let mut known = published::known(&place.published, talk)?;
    Ok(Body::open_after(
        &place.folder,
        &place.register,
        &mut known,
    )?)
}

/// Shows an act: who does what, when and why, and for which body.
fn tell(carried: &Carried, talk: &Talk) {
    let act = carried.act();
    let what = serde_json::to_string(&act.what).unwrap_or_default();
    let kind: &'static str = (&act.what).into();
    let args = [
        ("by", act.by.to_string().into()),
        ("at", act.at.to_string().into()),
        ("act", talk.say(&format!("act-{kind}"), &[]).into()),
        ("why", Cow::Borrowed(act.why.as_str())),
        (
            "case",
            act.case
                .as_ref()
                .map_or("–".into(), |case| case.to_string().into()),
        ),
        ("body", act.body.as_deref().unwrap_or_default().into()),
        ("what", what.into()),
    ];
    talk.lines("body-act", &args);
}

/// An act that the rules refuse is an answer: no, with all reasons.
fn answered(done: Result<(), Failure>, talk: &Talk) -> Result<Answer, Failure> {
    let failure = match done {
        Ok(()) => return Ok(Answer::Yes),
        Err(failure) => failure,
    };
    let Some(BodyError::Refused(reasons)) = failure.downcast_ref() else {
        return Err(failure);
    };
    for reason in reasons {
        let reason = talk.texts.reason("refusal", reason);
        talk.line(&talk.say("body-act-refused", &[("reason", reason.into())]));
    }
    if talk.json {
        talk.value(&json!({ "refused": settings::told(reasons, "refusal") }))?;
    }
    Ok(Answer::No)
}
