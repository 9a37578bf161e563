//! `sekisho register publish|cosign|witnesses|shard|key`: what the body does to its register besides certificates: the daily
//! word, its witnesses, the next shard, the next key. Whoever verifies learns of keys, shards and witnesses from the trust
//! file, so that is written with them.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use register::checkpoint::Checkpoint;
use register::key::NoteKey;
use register::limits::Limits;
use register::trust::Trust;
use serde_json::json;
use service::Body;
use service::body::ShardEnding;

use crate::cli::{Keep, Kept, KeyNext, ShardNext};
use crate::registers::{trust_of, write_pages};
use crate::settings::read_trust;
use crate::talk::Talk;
use crate::undone::Undone;
use crate::{Answer, Failure, certify, input, published};

/// Carries out what the body does to its register.
pub(crate) fn run(order: &Keep, talk: &Talk) -> Result<Answer, Failure> {
    match order {
        Keep::Publish(kept) => publish(kept, talk),
        Keep::Cosign { kept, files } => cosign(kept, files, talk),
        Keep::Witnesses {
            kept,
            trust,
            quorum,
            witnesses,
        } => name_witnesses(kept, trust, *quorum, witnesses, talk),
        Keep::ShardNext(order) => next_shard(order, talk),
        Keep::KeyNext(order) => next_key(order, talk),
    }
}

/// Publishes the state table of this moment.
fn publish(kept: &Kept, talk: &Talk) -> Result<Answer, Failure> {
    let mut body = open(kept, talk)?;
    body.note_day(service::now())?;
    let newest = Checkpoint::parse(&body.register().newest_text()?)?;
    let (origin, root) = (newest.origin.clone(), newest.root.to_base64());
    let waits = tell_waiting(&body, kept.places(), talk)?;
    if !waits {
        let args = [
            ("origin", Cow::Borrowed(origin.as_str())),
            ("size", newest.size.to_string().into()),
        ];
        talk.line(&talk.say("register-published", &args));
    }
    if talk.json {
        talk.value(&json!({
            "origin": origin, "size": newest.size, "root": root, "published": !waits,
        }))?;
    }
    Ok(Answer::Yes)
}

/// Takes what witnesses signed.
fn cosign(kept: &Kept, files: &[PathBuf], talk: &Talk) -> Result<Answer, Failure> {
    let mut signed = String::new();
    for path in files {
        signed.push_str(&input::text(
            path,
            Limits::default().checkpoint_bytes as u64,
        )?);
        signed.push('\n');
    }
    let mut body = open(kept, talk)?;
    let each = body.cosign(service::now(), &signed)?;
    let mut shards = Vec::new();
    for shard in &each {
        let args = [
            ("origin", Cow::Borrowed(shard.origin.as_str())),
            ("size", shard.size.to_string().into()),
            ("taken", shard.taken.to_string().into()),
            ("seen", shard.seen.to_string().into()),
            ("quorum", body.facts().quorum.to_string().into()),
        ];
        talk.line(&talk.say("register-cosigned", &args));
        if shard.published && shard.taken > 0 {
            talk.line(&talk.say("register-cosigned-published", &args));
        }
        shards.push(json!({
            "origin": shard.origin, "size": shard.size, "taken": shard.taken,
            "seen": shard.seen, "published": shard.published,
        }));
    }
    let taken = each.iter().any(|shard| shard.taken > 0);
    if taken {
        let mut trust = trust_of(&body)?;
        // The list can be made while some shards still wait; who verifies asks for the quorum.
        trust.quorum = 0;
        write_pages(&kept.folder, &trust)?;
    } else {
        talk.line(&talk.say("register-none-taken", &[]));
    }
    if talk.json {
        talk.value(&json!({ "quorum": body.facts().quorum, "shards": shards }))?;
    }
    Ok(if taken { Answer::Yes } else { Answer::No })
}

/// Names the witnesses, and writes the trust file that knows them.
fn name_witnesses(
    kept: &Kept,
    trust_file: &Path,
    quorum: usize,
    witnesses: &[String],
    talk: &Talk,
) -> Result<Answer, Failure> {
    let trust = read_trust(trust_file)?;
    let each = witnesses.iter().map(|text| NoteKey::parse(text));
    let named = each.collect::<Result<Vec<_>, _>>()?;
    let mut body = open(kept, talk)?;
    of_this_body(&trust, &body)?;
    body.change_witnesses(service::now(), &named, quorum)?;
    renew(trust, &body, trust_file)?;
    let args = [
        ("count", named.len().to_string().into()),
        ("quorum", quorum.to_string().into()),
        ("trust", Cow::Owned(trust_file.display().to_string())),
    ];
    talk.line(&talk.say("register-witnesses-named", &args));
    tell_waiting(&body, kept.places(), talk)?;
    talk.line(&talk.say("register-trust-hand-out", &args));
    if talk.json {
        let names: Vec<_> = named.iter().map(NoteKey::name).collect();
        talk.value(&json!({ "witnesses": names, "quorum": quorum, "trust": trust_file }))?;
    }
    Ok(Answer::Yes)
}

/// Closes the open shard, opens the next one, and writes the trust file that knows both.
fn next_shard(order: &ShardNext, talk: &Talk) -> Result<Answer, Failure> {
    let trust = read_trust(&order.trust)?;
    let mut body = open(&order.kept, talk)?;
    of_this_body(&trust, &body)?;
    let ending = match (order.key_lost, order.statement_key_lost) {
        (false, _) => ShardEnding::Closed,
        (true, false) => ShardEnding::KeyLost,
        (true, true) => ShardEnding::KeysLost {
            revoke: order.revoke,
        },
    };
    let open = body.shard()?;
    // The shard may have been opened by a run that was cut short before the trust file knew of it.
    let name = if open.name() == order.origin && trust.shard(&order.origin).is_none() {
        open
    } else {
        body.next_shard(&order.origin, service::now(), ending)?
    };
    let trust = renew(trust, &body, &order.trust)?;
    write_pages(&order.kept.folder, &trust)?;
    let args = [
        ("origin", Cow::Borrowed(name.name())),
        ("trust", order.trust.display().to_string().into()),
    ];
    talk.line(&talk.say("register-shard-opened", &args));
    tell_waiting(&body, order.kept.places(), talk)?;
    talk.line(&talk.say("register-trust-hand-out", &args));
    if talk.json {
        talk.value(&json!({ "origin": name.name(), "vkey": name.vkey(), "trust": order.trust }))?;
    }
    Ok(Answer::Yes)
}

/// Has a new key sign statements, and writes the trust file that knows it.
fn next_key(order: &KeyNext, talk: &Talk) -> Result<Answer, Failure> {
    let trust = read_trust(&order.trust)?;
    let mut body = open(&order.kept, talk)?;
    of_this_body(&trust, &body)?;
    let key = body.change_statement_key(service::now(), order.revoke)?;
    let trust = renew(trust, &body, &order.trust)?;
    write_pages(&order.kept.folder, &trust)?;
    let keyid = key.keyid();
    let args = [
        ("keyid", Cow::Borrowed(keyid.as_str())),
        ("trust", order.trust.display().to_string().into()),
    ];
    talk.line(&talk.say("register-key-changed", &args));
    tell_waiting(&body, order.kept.places(), talk)?;
    talk.line(&talk.say("register-trust-hand-out", &args));
    if talk.json {
        talk.value(&json!({ "keyid": keyid, "trust": order.trust }))?;
    }
    Ok(Answer::Yes)
}

/// Opens the body, if its register goes on from everything that is known to have been published.
fn open(kept: &Kept, talk: &Talk) -> Result<Body, Failure> {
    let mut known = published::known(&kept.published, talk)?;
    Ok(Body::open_after(&kept.body, &kept.folder, &mut known)?)
}

/// Says which checkpoints wait for witnesses, and what to do; whether there are any.
pub(crate) fn tell_waiting(
    body: &Body,
    (register, folder): (&Path, &Path),
    talk: &Talk,
) -> Result<bool, Failure> {
    let waiting = body.waiting()?;
    for shard in &waiting {
        let args = [
            ("origin", Cow::Borrowed(shard.origin.as_str())),
            ("size", shard.size.to_string().into()),
            ("seen", shard.seen.to_string().into()),
            ("quorum", shard.quorum.to_string().into()),
        ];
        talk.line(&talk.say("register-waiting", &args));
    }
    if !waiting.is_empty() {
        let args = [
            ("register", register.display().to_string().into()),
            ("body", Cow::Owned(folder.display().to_string())),
        ];
        talk.line(&talk.say("register-waiting-how", &args));
    }
    Ok(!waiting.is_empty())
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
    Err(Undone::OtherTrust.into())
}

/// The trust file with the body's keys, shards and witnesses as they are now; the rest stays.
fn renew(old: Trust, body: &Body, path: &Path) -> Result<Trust, Failure> {
    let now = trust_of(body)?;
    let trust = Trust {
        keys: now.keys,
        shards: now.shards,
        witnesses: now.witnesses,
        quorum: now.quorum,
        ..old
    };
    trust.check()?;
    certify::replace(path, &trust.to_bytes())?;
    Ok(trust)
}
