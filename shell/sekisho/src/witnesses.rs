//! `sekisho witness`: sees that a register goes on from what it showed before, and says so by its signature.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use register::checkpoint::Checkpoint;
use register::key::{NoteKey, SigningKey};
use register::limits::Limits;
use register::reason::{Reason, Weight};
use register::trust::Trust;
use register::witness::compare;
use serde_json::{Value, json};
use service::Key;
use service::witness::{Cosigned, Visit, Witness};

use crate::cli::{WitnessCompare, WitnessKey, WitnessRun};
use crate::reading::{Patience, Place, Reader};
use crate::talk::Talk;
use crate::undone::{Said, at};
use crate::{Answer, Failure, certify, input, passphrase, settings};

/// Makes the key of a witness, and beside it the public key to hand to bodies.
pub(crate) fn new_key(order: &WitnessKey, talk: &Talk) -> Result<Answer, Failure> {
    // A name that no signature line can hold is refused before anything is made.
    let trial = SigningKey::from_seed(&[0; 32]).verifying_key();
    NoteKey::witness(&order.name, trial)?;
    let key = Key::generate()?;
    let name = name_of(&order.name, &key)?;
    key.write_new(&order.file)?;
    certify::replace(&public_beside(&order.file), (name.vkey() + "\n").as_bytes())?;
    let args = [
        ("path", order.file.display().to_string().into()),
        ("vkey", Cow::Owned(name.vkey())),
    ];
    talk.lines("witness-key-made", &args);
    if talk.json {
        talk.value(&json!({ "name": name.name(), "vkey": name.vkey(), "key": order.file }))?;
    }
    Ok(Answer::Yes)
}

/// Looks at a register and cosigns what goes on from what was signed before.
pub(crate) fn run(order: &WitnessRun, talk: &Talk) -> Result<Answer, Failure> {
    let trust = settings::trust(order.trust.as_deref())?;
    let key = passphrase::key(&order.key, talk)?;
    let name = own_name(order, &key, &trust)?;
    let memory = match &order.memory {
        Some(memory) => memory.clone(),
        None => order.key.with_extension("memory"),
    };
    let mut reader = reader(&order.register, order.folds, talk)?;
    let mut witness = Witness::open(name.clone(), key, &memory)?;
    let limits = Limits::default();
    let mut read = |path: &str| reader.read(path);
    let visits = witness.visit(&trust, service::now(), order.folds, &limits, &mut read)?;
    for visit in &visits {
        tell(&witness, visit, talk);
    }
    if talk.json {
        let shards: Vec<_> = visits.iter().map(told).collect();
        talk.value(&json!({ "witness": name.name(), "vkey": name.vkey(), "shards": shards }))?;
    }
    let refused = visits
        .iter()
        .filter_map(|visit| visit.outcome.as_ref().err());
    answer(refused.flatten())
}

/// Compares checkpoints that several people hold.
pub(crate) fn compared(order: &WitnessCompare, talk: &Talk) -> Result<Answer, Failure> {
    let trust = settings::trust(order.trust.as_deref())?;
    let limits = Limits::default();
    let each = order.files.iter();
    let held = each.map(|path| read_checkpoint(path, &limits));
    let held = held.collect::<Result<Vec<_>, _>>()?;
    let found = match &order.register {
        Some(register) => {
            let mut reader = reader(register, false, talk)?;
            let mut read = |path: &str| reader.read(path);
            compare(&trust, &held, &limits, Some(&mut read))
        }
        None => compare(&trust, &held, &limits, None),
    };
    for reason in &found.wrong {
        talk.line(&format!("  · {}", talk.texts.reason("register", reason)));
    }
    for origin in &found.untold {
        talk.line(&talk.say("witness-untold", &[("origin", origin.as_str().into())]));
    }
    if found.wrong.is_empty() && found.untold.is_empty() {
        let count = held.len().to_string();
        talk.line(&talk.say("witness-agree", &[("count", count.into())]));
    }
    if talk.json {
        talk.value(&json!({
            "agree": found.wrong.is_empty() && found.untold.is_empty(),
            "reasons": settings::told(&found.wrong, "register"),
            "untold": found.untold,
        }))?;
    }
    match answer(&found.wrong)? {
        Answer::Yes if !found.untold.is_empty() => {
            Err(Said::new("witness-untold-short", &[]).into())
        }
        answer => Ok(answer),
    }
}

/// A reader of the register at `DIR|URL`, of all of it or of a few files. Nothing of an address is kept: a witness asks what
/// the server has today.
fn reader(typed: &str, whole: bool, talk: &Talk) -> Result<Reader, Failure> {
    let place = Place::parse(typed, talk)?;
    if place.folder().is_some_and(|folder| !folder.is_dir()) {
        return Err(Said::new("verify-no-register", &[("register", typed)]).into());
    }
    let patience = if whole {
        Patience::for_all()
    } else {
        Patience::for_one()
    };
    Ok(place.reader(patience, false))
}

/// Reads the checkpoint in a file.
pub(crate) fn read_checkpoint(path: &Path, limits: &Limits) -> Result<Checkpoint, Failure> {
    let text = input::text(path, limits.checkpoint_bytes as u64)?;
    Ok(Checkpoint::parse(&text).map_err(at(path))?)
}

/// The name under which this key signs: as typed, else as the trust file has it, else as stands beside the key.
fn own_name(order: &WitnessRun, key: &Key, trust: &Trust) -> Result<NoteKey, Failure> {
    if let Some(name) = &order.name {
        return name_of(name, key);
    }
    let public = key.for_register().verifying_key();
    let known = trust.witnesses.iter().map(|witness| &witness.vkey);
    if let Some(known) = known.into_iter().find(|known| known.key() == public) {
        return Ok(known.clone());
    }
    let beside = public_beside(&order.key);
    let path = beside.display().to_string();
    let Ok(text) = std::fs::read_to_string(&beside) else {
        return Err(Said::new("witness-no-name", &[("path", &path)]).into());
    };
    let name = NoteKey::parse(text.trim_end()).map_err(at(&beside))?;
    if name.key() != public {
        return Err(Said::new("witness-other-key", &[("path", &path)]).into());
    }
    Ok(name)
}

fn name_of(name: &str, key: &Key) -> Result<NoteKey, Failure> {
    Ok(NoteKey::witness(name, key.for_register().verifying_key())?)
}

/// Where the public key lies, as C2SP writes it.
fn public_beside(key: &Path) -> PathBuf {
    key.with_extension("vkey")
}

fn tell(witness: &Witness, visit: &Visit, talk: &Talk) {
    let origin = Cow::Borrowed(visit.origin.as_str());
    match &visit.outcome {
        Ok(cosigned) => {
            let size = cosigned.checkpoint.size.to_string();
            let args = [("origin", origin), ("size", size.into())];
            talk.line(&talk.say("witness-cosigned", &args));
            if cosigned.is_first {
                talk.line(&talk.say("witness-first", &[]));
            }
            talk.line(&cosigned.line);
            let path = witness.path(&visit.origin).display().to_string();
            talk.line(&talk.say("witness-hand-over", &[("path", path.into())]));
        }
        Err(reasons) => {
            talk.line(&talk.say("witness-refused", &[("origin", origin)]));
            for reason in reasons {
                talk.line(&format!("  · {}", talk.texts.reason("register", reason)));
            }
        }
    }
}

fn told(visit: &Visit) -> Value {
    match &visit.outcome {
        Ok(Cosigned {
            checkpoint,
            line,
            is_first,
        }) => json!({
            "origin": visit.origin, "cosigned": true, "size": checkpoint.size,
            "root": checkpoint.root.to_base64(), "first": is_first, "line": line,
            "checkpoint": checkpoint.to_text(), "reasons": [],
        }),
        Err(reasons) => json!({
            "origin": visit.origin, "cosigned": false,
            "reasons": settings::told(reasons, "register"),
        }),
    }
}

/// What follows from the worst of these.
fn answer<'r>(reasons: impl IntoIterator<Item = &'r Reason>) -> Result<Answer, Failure> {
    match reasons.into_iter().map(Reason::weight).min() {
        None => Ok(Answer::Yes),
        Some(Weight::No) => Ok(Answer::No),
        Some(Weight::Unknown) => Err(Said::new("register-unknown", &[]).into()),
    }
}
