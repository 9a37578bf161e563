//! `sekisho advisories update|status|pack|remove`: the feeds that the data folder keeps, which every command uses when no
//! others are named.
//!
//! A feed's place is taken by a newer one only when that one came whole, reads as advisories, and is neither much smaller
//! nor older; in every other case the old one stays, and it is said why.

mod bring;
mod dated;
mod names;
mod pack;
mod sources;
mod status;
mod store;
mod untaken;

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde_json::{Value, json};
use texts::documents::BothTexts;
use vulnerability::Limits;

use self::bring::{Brought, bring};
pub(crate) use self::sources::osv_preset;
use self::status::of_kept;
use self::store::Store;
use self::untaken::Untaken;
use crate::cli::{Advise, Pack, Remove, Update};
use crate::feeds::{self, Feeds, Known};
use crate::talk::Talk;
use crate::undone::Said;
use crate::{Answer, Failure, settings};

/// A feed that the data folder keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    /// The file is there, and is what it was when it was taken in.
    pub(crate) is_whole: bool,
    /// The day of the whole, where its server or its archive told one.
    pub(crate) dated: Option<Timestamp>,
}

pub(crate) fn run(order: &Advise, talk: &Talk) -> Result<Answer, Failure> {
    match order {
        Advise::Update(order) => update(order, talk),
        Advise::Status(order) => status::run(order, talk),
        Advise::Pack(order) => packed(order, talk),
        Advise::Remove(order) => remove(order, talk),
    }
}

/// The feeds of the data folder; none where there is no such folder, or where nothing tells which one it is.
pub(crate) fn kept(named: Option<&Path>) -> Result<Vec<Kept>, Failure> {
    let Some(data) = settings::data(named) else {
        return Ok(Vec::new());
    };
    let (store, known) = (Store::of(&data), Known::open());
    let mut found: Vec<Kept> = Vec::new();
    for kept in store.read()? {
        let Some(held) = kept.held else { continue };
        let path = store.path(&held);
        let dated = held.dated.map(|dated| dated.at);
        // Two names of one file are one feed, and it is as old as the one says that makes it older.
        if let Some(other) = found.iter_mut().find(|other| other.path == path) {
            other.dated = match (other.dated, dated) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            };
            continue;
        }
        found.push(Kept {
            name: kept.name,
            is_whole: known.is(&path, held.sha256, || store.is_whole(&held)),
            path,
            dated,
        });
    }
    Ok(found)
}

/// The feeds of the data folder, of which there must be one.
pub(crate) fn needed(named: Option<&Path>) -> Result<Vec<Kept>, Failure> {
    let found = kept(named)?;
    if found.is_empty() {
        return Err(no_feeds(named));
    }
    Ok(found)
}

/// The advisories at these paths, else those of the data folder. Where there are none, what to do is said.
pub(crate) fn opened(
    paths: &[PathBuf],
    data: Option<&Path>,
    limits: &Limits,
    talk: &Talk,
) -> Result<Feeds, Failure> {
    if !paths.is_empty() {
        return Ok(feeds::open(paths, limits));
    }
    let kept = kept(data)?;
    if kept.is_empty() {
        talk.line(&talk.say("advisories-none-short", &[]));
    }
    Ok(feeds::open_kept(&kept, limits))
}

fn no_feeds(named: Option<&Path>) -> Failure {
    let place = settings::data(named).map_or("–".to_owned(), |data| data.display().to_string());
    Said::new("advisories-none", &[("data", &place)]).into()
}

/// The data folder, which must be known.
fn data(named: Option<&Path>) -> Result<PathBuf, Failure> {
    settings::data(named).ok_or_else(|| Said::new("advisories-no-home", &[]).into())
}

fn update(order: &Update, talk: &Talk) -> Result<Answer, Failure> {
    let data = data(order.data.as_deref())?;
    let store = Store::of(&data);
    let asked = sources::asked(order, &data, &store.read()?)?;
    let mut writing = store.write()?;
    let (mut told, mut untaken) = (Vec::new(), Vec::new());
    for source in &asked {
        let busy = talk.progress("progress-updating");
        let now = service::now();
        let brought = bring(&mut writing, source, order, now);
        busy.finish_and_clear();
        let name = source.name.as_str();
        let value = match writing.feed(name) {
            Some(kept) => of_kept(kept, now),
            None => json!({ "name": name, "source": source.place.to_text() }),
        };
        told.push(told_of(name, value, &brought, talk));
        untaken.extend(brought.err());
    }
    if talk.json {
        talk.value(&json!({ "data": data, "feeds": told }))?;
    }
    if untaken.iter().all(Untaken::is_refused) {
        return Ok(if untaken.is_empty() {
            Answer::Yes
        } else {
            Answer::No
        });
    }
    let count = untaken.len().to_string();
    Err(Said::new("advisories-not-all", &[("count", &count)]).into())
}

/// Says what came of a feed, and gives it as JSON.
fn told_of(name: &str, mut value: Value, brought: &Result<Brought, Untaken>, talk: &Talk) -> Value {
    let text = |member: &str| match &value[member] {
        Value::Null => "–".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let has_old = !value["sha256"].is_null();
    let (id, result) = match brought {
        Ok(Brought::Taken) => ("advisories-taken", "taken"),
        Ok(Brought::Unchanged) => ("advisories-unchanged", "unchanged"),
        Err(_) if has_old => ("advisories-kept-old", "kept"),
        Err(_) => ("advisories-not-taken", "none"),
    };
    let why = brought.as_ref().err();
    let why = why.map_or(String::new(), |untaken| {
        talk.texts.reason("untaken", untaken)
    });
    let args = [
        ("name", Cow::Borrowed(name)),
        ("records", text("records").into()),
        (
            "newest",
            text("newest").chars().take(10).collect::<String>().into(),
        ),
        ("age", text("age_days").into()),
        ("why", why.into()),
    ];
    talk.line(&talk.say(id, &args));
    if let (true, Some(said)) = (value["newest"].is_null(), status::dated(&value, talk)) {
        talk.line(&format!("    {said}"));
    }
    if let Some(members) = value.as_object_mut() {
        members.insert("result".to_owned(), json!(result));
    }
    value
}

fn packed(order: &Pack, talk: &Talk) -> Result<Answer, Failure> {
    let data = data(order.data.as_deref())?;
    let store = Store::of(&data);
    let mut feeds = store.read()?;
    feeds.retain(|kept| kept.held.is_some());
    if feeds.is_empty() {
        return Err(no_feeds(order.data.as_deref()));
    }
    let is_there = |name: &&String| feeds.iter().all(|kept| kept.name != **name);
    if let Some(name) = order.names.iter().find(is_there) {
        return Err(not_kept(name, &data));
    }
    if !order.names.is_empty() {
        feeds.retain(|kept| order.names.contains(&kept.name));
    }
    for kept in &feeds {
        if kept.held.as_ref().is_some_and(|held| !store.is_whole(held)) {
            return Err(Said::new("advisories-damaged", &[("name", &kept.name)]).into());
        }
    }
    pack::write(&store, &feeds, &order.file)?;
    let (sha256, bytes) = store::digest(&order.file)?;
    let args = [
        ("path", order.file.display().to_string().into()),
        ("count", Cow::Owned(feeds.len().to_string())),
        ("sha256", sha256.to_string().into()),
    ];
    talk.line(&talk.say("advisories-packed", &args));
    if talk.json {
        let names: Vec<_> = feeds.iter().map(|kept| &kept.name).collect();
        let pack = &order.file;
        talk.value(&json!({ "pack": pack, "sha256": sha256, "bytes": bytes, "feeds": names }))?;
    }
    Ok(Answer::Yes)
}

fn not_kept(name: &str, data: &Path) -> Failure {
    let data = data.display().to_string();
    Said::new("advisories-not-kept", &[("name", name), ("data", &data)]).into()
}

fn remove(order: &Remove, talk: &Talk) -> Result<Answer, Failure> {
    let data = data(order.data.as_deref())?;
    let mut writing = Store::of(&data).write()?;
    if let Some(name) = order.names.iter().find(|name| writing.feed(name).is_none()) {
        return Err(not_kept(name, &data));
    }
    writing.remove(&order.names)?;
    for name in &order.names {
        talk.line(&talk.say("advisories-removed", &[("name", name.as_str().into())]));
    }
    if talk.json {
        talk.value(&json!({ "data": data, "removed": order.names }))?;
    }
    Ok(Answer::Yes)
}

/// A reason in its own members, with the words for people beside them.
fn with_words(failure: &Value) -> Value {
    let text = BothTexts::new().reason("untaken", failure);
    let mut value = failure.clone();
    if let Some(members) = value.as_object_mut() {
        members.insert("text".to_owned(), json!({ "ja": text.ja, "en": text.en }));
    }
    value
}
