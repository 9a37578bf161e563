//! `sekisho register`: an empty register with its body, its pages, its audit; and the trust file.

use std::borrow::Cow;
use std::fs;
use std::path::{self, Path, PathBuf};

use jiff::ToSpan as _;
use register::limits::Limits;
use register::reason::Weight;
use register::statement::Kind;
use register::survey::{Survey, survey};
use register::trust::{Closed, Shard, TRUST_FORMAT, Trust, TrustedKey, shard_folder};
use scheme::edition::Text;
use serde_json::json;
use service::folder::read_under;
use service::founding::{FirstRegistrar, found};
use service::{Body, Facts};

use crate::cli::{Audit, RegisterAt, RegisterInit};
use crate::reading::{Patience, Place, is_address};
use crate::talk::Talk;
use crate::undone::{Said, Undone, at, unforeseen};
use crate::{Answer, Failure, certify, pages, settings};

/// The edition of a real body.
const EDITION: &str = "sekisho-2026";

/// Founds a body with an empty register, and writes its trust file.
pub(crate) fn init(order: &RegisterInit, talk: &Talk) -> Result<Answer, Failure> {
    if order.trust.exists() {
        let path = order.trust.clone();
        return Err(Undone::TrustExists { path }.into());
    }
    if real(&order.body)?.starts_with(real(&order.folder)?) {
        let (body, register) = (order.body.clone(), order.folder.clone());
        return Err(Undone::BodyInRegister { body, register }.into());
    }
    let wrong = wrong_facts(order);
    if !wrong.is_empty() {
        return Err(wrong.into());
    }
    let facts = Facts {
        name: Text {
            ja: order.name_ja.clone(),
            en: order.name_en.clone(),
        },
        origin: order.origin.clone(),
        address: order.address.clone(),
        edition: EDITION.parse()?,
        demonstration: false,
        witnesses: Vec::new(),
        quorum: 0,
    };
    let at = service::now();
    let today = at.to_zoned(jiff::tz::TimeZone::UTC).date();
    let registrar = FirstRegistrar {
        id: "registrar".parse()?,
        name: Text {
            ja: "登録者".to_owned(),
            en: "Registrar".to_owned(),
        },
        firm: "body".parse()?,
        until: today.saturating_add(10.years()),
    };
    let (mut body, _) = found(&order.body, &order.folder, &facts, &registrar, at)?;
    body.note_day(at)?;
    let trust = trust_of(&body)?;
    certify::replace(&order.trust, &trust.to_bytes())?;
    write_pages(&order.folder, &trust)?;
    let shown = |path: &Path| Cow::Owned(path.display().to_string());
    talk.line(&talk.say(
        "register-made",
        &[
            ("register", shown(&order.folder)),
            ("body", shown(&order.body)),
            ("trust", shown(&order.trust)),
        ],
    ));
    if talk.json {
        talk.value(&json!({
            "register": order.folder, "body": order.body, "trust": order.trust,
            "origin": order.origin,
        }))?;
    }
    Ok(Answer::Yes)
}

/// Where a path leads that need not exist yet: links and `..` of the part that exists are followed, so that
/// no spelling hides that one folder lies in another.
fn real(path: &Path) -> Result<PathBuf, Failure> {
    let whole = path::absolute(path).map_err(at(path))?;
    let mut missing = Vec::new();
    for known in whole.ancestors() {
        if let Ok(found) = known.canonicalize() {
            return Ok(missing
                .iter()
                .rev()
                .fold(found, |path: PathBuf, name| path.join(name)));
        }
        let no_way = || Undone::NoWay {
            path: path.to_owned(),
        };
        let name = known.file_name().ok_or_else(no_way)?;
        missing.push(name);
    }
    Ok(whole)
}

/// What is wrong with the facts that were typed; asked before anything is made.
fn wrong_facts(order: &RegisterInit) -> Said {
    let mut wrong = Said::default();
    let mut say = |id: &'static str, found: &str| wrong.add(id, &[("found", found)]);
    // The name of a log's key is its origin: neither white space nor a plus sign may stand in it.
    let of_a_key = |c: char| !c.is_whitespace() && !c.is_control() && c != '+';
    let parts = order.origin.split('/').all(|part| !part.is_empty());
    if shard_folder(&order.origin).is_none() || !parts || !order.origin.chars().all(of_a_key) {
        say("register-init-origin", &order.origin);
    }
    for (flag, name) in [("--name-ja", &order.name_ja), ("--name-en", &order.name_en)] {
        if name.trim().is_empty() || name.chars().any(char::is_control) {
            say("register-init-name", flag);
        }
    }
    if !is_https(&order.address) {
        say("register-init-address", &order.address);
    }
    wrong
}

/// Whether an address is `https://`, a host, and nothing that a URL cannot hold.
fn is_https(address: &str) -> bool {
    let Some(rest) = address.strip_prefix("https://") else {
        return false;
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let name = host.split(':').next().unwrap_or_default();
    let labels = name
        .split('.')
        .all(|label| !label.is_empty() && !label.starts_with('-'));
    let of_a_host = |c: char| c.is_alphanumeric() || ".-:".contains(c);
    let of_a_url = |c: char| !c.is_whitespace() && !c.is_control() && !"<>\"\\^`{|}".contains(c);
    labels && host.chars().all(of_a_host) && rest.chars().all(of_a_url)
}

/// Makes the pages of a register anew.
pub(crate) fn page(order: &RegisterAt, talk: &Talk) -> Result<Answer, Failure> {
    let typed = order.folder.to_string_lossy();
    if is_address(&typed) {
        return Err(Said::new("register-page-no-address", &[("register", &typed)]).into());
    }
    let trust = settings::trust(order.trust.as_deref())?;
    let seen = write_pages(&order.folder, &trust)?;
    let page = order.folder.join("index.html").display().to_string();
    if seen.is_whole() {
        talk.line(&talk.say("register-page-made", &[("path", page.into())]));
    } else {
        talk.line(&talk.say("register-page-left", &[("path", page.into())]));
    }
    report(&seen, true, talk)
}

/// Reads a whole register and names the first thing that is not in order. What is asked is what lies there on this day, so
/// nothing of it comes from a cache.
pub(crate) fn audit(order: &Audit, talk: &Talk) -> Result<Answer, Failure> {
    let trust = settings::trust(order.trust.as_deref())?;
    let place = Place::parse(&order.place, talk)?;
    let copies = place.folder().map(copies).transpose()?;
    let patience = Patience::for_all().or_seconds(order.timeout);
    let mut reader = place.reader(patience, false);
    let (now, limits) = (service::now(), Limits::default());
    let read = &mut |path: &str| reader.read(path);
    let seen = match &copies {
        Some(copies) => register::audit::audit(&trust, now, copies, &limits, read),
        None => register::audit::audit_unlisted(&trust, now, &limits, read),
    };
    if seen.reasons.is_empty() {
        let count = seen.folded.histories().count().to_string();
        talk.line(&talk.say("register-clean", &[("count", count.into())]));
    }
    if copies.is_none() {
        talk.line(&talk.say("register-copies-unlisted", &[]));
    }
    report(&seen, copies.is_some(), talk)
}

/// The certificates of which copies lie in a register, by the names of their folders.
fn copies(register: &Path) -> Result<Vec<String>, Failure> {
    let folder = register.join("certificates");
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(at(&folder)(error).into()),
    };
    let mut names = Vec::new();
    for entry in entries {
        names.push(
            entry
                .map_err(at(&folder))?
                .file_name()
                .to_string_lossy()
                .into_owned(),
        );
    }
    names.sort();
    Ok(names)
}

/// Writes the pages of a register as it stands. Of a register that is not whole (see [`Survey::is_whole`]) nothing is
/// written: the pages before stay, and the reasons are in the survey.
pub(crate) fn write_pages(folder: &Path, trust: &Trust) -> Result<Survey, Failure> {
    let at = service::now();
    let limits = Limits::default();
    let seen = survey(trust, at, None, &limits, &mut read_under(folder));
    if seen.is_whole() {
        pages::write(folder, trust, &seen, at)?;
    }
    Ok(seen)
}

/// What a stranger must know to believe this body's register: written beside it, never inside.
pub(crate) fn trust_of(body: &Body) -> Result<Trust, Failure> {
    let founded = body.founded()?;
    let facts = body.facts();
    let edition = body.state().edition();
    let purposes = [
        Kind::Certificate,
        Kind::State,
        Kind::Table,
        Kind::Key,
        Kind::Close,
        Kind::Svr,
    ];
    let keys = body.statement_keys()?.into_iter().map(|key| TrustedKey {
        keyid: key.key.keyid(),
        spki: key.key,
        from: key.since.unwrap_or(founded),
        until: key.until,
        revoked: key.revoked,
        purposes: purposes.to_vec(),
    });
    let shards = body.shards()?.into_iter().map(|shard| Shard {
        origin: shard.name.name().to_owned(),
        url: Some(facts.address.clone()),
        vkey: shard.name,
        from: shard.since.unwrap_or(founded),
        until: shard.until,
        closed: shard.end.map(|(size, root)| Closed { size, root }),
    });
    Ok(Trust {
        format: TRUST_FORMAT.to_owned(),
        body: register::certificate::Text {
            ja: facts.name.ja.clone(),
            en: facts.name.en.clone(),
        },
        demonstration: facts.demonstration,
        keys: keys.collect(),
        shards: shards.collect(),
        witnesses: facts.witnesses.clone(),
        quorum: facts.quorum,
        max_checkpoint_age_days: edition.rules().checkpoint_age_days.value,
    })
}

/// What was found, and the exit code that follows from the worst of it.
fn report(seen: &Survey, copies_listed: bool, talk: &Talk) -> Result<Answer, Failure> {
    for reason in &seen.reasons {
        talk.line(&format!("  · {}", talk.texts.reason("register", reason)));
    }
    if talk.json {
        talk.value(&json!({
            "clean": seen.reasons.is_empty(),
            "reasons": settings::told(&seen.reasons, "register"),
            "certificates": seen.folded.histories().count(),
            "copies_listed": copies_listed,
        }))?;
    }
    match seen
        .reasons
        .iter()
        .map(register::reason::Reason::weight)
        .min()
    {
        None => Ok(Answer::Yes),
        Some(Weight::No) => Ok(Answer::No),
        Some(Weight::Unknown) => Err(Said::new("register-unknown", &[]).into()),
    }
}

/// The signing key as `@sigstore/verify` is handed it: hint and SPKI DER.
pub(crate) fn signer_of(trust: &Trust) -> Result<Vec<u8>, Failure> {
    let key = trust
        .keys
        .last()
        .ok_or(unforeseen("the trust file names no key"))?;
    let signer = json!({ "hint": key.keyid, "der": key.spki });
    let mut bytes = serde_json::to_vec_pretty(&signer)?;
    bytes.push(b'\n');
    Ok(bytes)
}
