//! `sekisho register publish|shard|key`: what the body does to its register besides certificates: the daily word, the next
//! shard, the next key. Whoever verifies learns of keys and shards from the trust file, so that is written with them.

use std::borrow::Cow;
use std::fs;
use std::path::Path;

use register::trust::Trust;
use serde_json::json;
use service::Body;
use service::body::ShardEnding;

use crate::cli::{KeyNext, Publish, ShardNext};
use crate::registers::{trust_of, write_pages};
use crate::talk::Talk;
use crate::{Answer, Failure, certify};

/// Publishes the state table of this moment.
pub(crate) fn publish(order: &Publish, talk: &Talk) -> Result<Answer, Failure> {
    let mut body = Body::open(&order.body, &order.folder)?;
    body.note_day(service::now())?;
    let checkpoint = body.register().checkpoint()?;
    let size = checkpoint.size.to_string();
    let (origin, root) = (checkpoint.origin.clone(), checkpoint.root.to_base64());
    let args = [
        ("origin", Cow::Borrowed(origin.as_str())),
        ("size", size.into()),
    ];
    talk.line(&talk.say("register-published", &args));
    if talk.json {
        talk.value(&json!({ "origin": origin, "size": checkpoint.size, "root": root }))?;
    }
    Ok(Answer::Yes)
}

/// Closes the open shard, opens the next one, and writes the trust file that knows both.
pub(crate) fn next_shard(order: &ShardNext, talk: &Talk) -> Result<Answer, Failure> {
    let trust = read_trust(&order.trust)?;
    let mut body = Body::open(&order.body, &order.folder)?;
    of_this_body(&trust, &body)?;
    let ending = if order.key_lost {
        ShardEnding::KeyLost
    } else {
        ShardEnding::Closed
    };
    let name = body.next_shard(&order.origin, service::now(), ending)?;
    let trust = renew(trust, &body, &order.trust)?;
    write_pages(&order.folder, &trust)?;
    let args = [
        ("origin", Cow::Borrowed(name.name())),
        ("trust", order.trust.display().to_string().into()),
    ];
    talk.line(&talk.say("register-shard-opened", &args));
    talk.line(&talk.say("register-trust-hand-out", &args));
    if talk.json {
        talk.value(&json!({ "origin": name.name(), "vkey": name.vkey(), "trust": order.trust }))?;
    }
    Ok(Answer::Yes)
}

/// Has a new key sign statements, and writes the trust file that knows it.
pub(crate) fn next_key(order: &KeyNext, talk: &Talk) -> Result<Answer, Failure> {
    let trust = read_trust(&order.trust)?;
    let mut body = Body::open(&order.body, &order.folder)?;
    of_this_body(&trust, &body)?;
    let key = body.change_statement_key(service::now(), order.revoke)?;
    let trust = renew(trust, &body, &order.trust)?;
    write_pages(&order.folder, &trust)?;
    let keyid = key.keyid();
    let args = [
        ("keyid", Cow::Borrowed(keyid.as_str())),
        ("trust", order.trust.display().to_string().into()),
    ];
    talk.line(&talk.say("register-key-changed", &args));
    talk.line(&talk.say("register-trust-hand-out", &args));
    if talk.json {
        talk.value(&json!({ "keyid": keyid, "trust": order.trust }))?;
    }
    Ok(Answer::Yes)
}

fn read_trust(path: &Path) -> Result<Trust, Failure> {
    let told = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let bytes = fs::read(path).map_err(|error| told(&error))?;
    Ok(Trust::from_bytes(&bytes).map_err(|error| told(&error))?)
}

/// Nothing is changed with the trust file of another body at hand.
fn of_this_body(trust: &Trust, body: &Body) -> Result<(), Failure> {
    let shards = body.shards()?;
    let known = trust
        .shards
        .iter()
        .all(|shard| shards.iter().any(|of_body| of_body.name == shard.vkey));
    if known {
        return Ok(());
    }
    Err("the trust file names shards that this body has not; give the body's own".into())
}

/// The trust file with the body's keys and shards as they are now; witnesses and limits stay.
fn renew(old: Trust, body: &Body, path: &Path) -> Result<Trust, Failure> {
    let now = trust_of(body)?;
    let trust = Trust {
        keys: now.keys,
        shards: now.shards,
        ..old
    };
    trust.check()?;
    certify::replace(path, &trust.to_bytes())?;
    Ok(trust)
}
