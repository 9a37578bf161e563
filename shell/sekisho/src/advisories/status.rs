//! `sekisho advisories status`: what the data folder keeps, how old it is, and what failed last.

use std::borrow::Cow;

use jiff::Timestamp;
use serde_json::{Value, json};
use vulnerability::Limits;

use super::store::{Held, Kept, Store};
use super::{data, with_words};
use crate::cli::StatusAt;
use crate::talk::Talk;
use crate::{Answer, Failure, feeds, matching};

pub(super) fn run(order: &StatusAt, talk: &Talk) -> Result<Answer, Failure> {
    let data = data(order.data.as_deref())?;
    let store = Store::of(&data);
    let (feeds, now) = (store.read()?, service::now());
    let opened = feeds::open_kept(&super::kept(order.data.as_deref())?, &Limits::default());
    let summary = opened.summary(now);
    let mut all_good = !feeds.is_empty();
    let mut told = Vec::new();
    for kept in &feeds {
        let mut value = of_kept(kept, now);
        let seen = summary.iter().find(|feed| feed.name == kept.name);
        let is_whole = kept.held.as_ref().is_some_and(|held| store.is_whole(held));
        let is_young = order.max_age_days.is_none_or(|most| {
            let day = kept.held.as_ref().and_then(Held::day);
            day.is_some_and(|day| days_since(day, now) <= i64::from(most))
        });
        let good = is_whole && is_young && kept.failure.is_none();
        all_good &= good;
        if let Some(members) = value.as_object_mut() {
            let ecosystems = seen.map(|feed| &feed.ecosystems);
            members.insert("ecosystems".to_owned(), json!(ecosystems));
            members.insert("whole".to_owned(), json!(is_whole));
            members.insert("good".to_owned(), json!(good));
        }
        tell(kept, is_whole, good, now, talk);
        if let Some(seen) = seen {
            matching::tell_ages(seen, talk);
        }
        failed(kept, talk);
        told.push(value);
    }
    if feeds.is_empty() {
        let args = [("data", data.display().to_string().into())];
        talk.line(&talk.say("advisories-none", &args));
    }
    if talk.json {
        talk.value(&json!({ "data": data, "good": all_good, "feeds": told }))?;
    }
    Ok(if all_good { Answer::Yes } else { Answer::No })
}

fn tell(kept: &Kept, is_whole: bool, good: bool, now: Timestamp, talk: &Talk) {
    let mark = if good { "✓" } else { "✗" };
    let Some(held) = &kept.held else {
        let args = [("name", Cow::Borrowed(kept.name.as_str()))];
        talk.line(&format!("{mark} {}", talk.say("advisories-never", &args)));
        return;
    };
    let newest = held
        .newest
        .map_or("–".to_owned(), |at| at.strftime("%Y-%m-%d").to_string());
    let age = held
        .day()
        .map_or("–".to_owned(), |at| days_since(at, now).to_string());
    let args = [
        ("name", Cow::Borrowed(kept.name.as_str())),
        ("records", held.records.to_string().into()),
        ("rejected", held.rejected.to_string().into()),
        ("newest", newest.into()),
        ("age", age.into()),
        ("fetched", held.fetched.to_string().into()),
        ("attempted", kept.attempted.to_string().into()),
        ("source", kept.source.as_str().into()),
        ("sha256", held.sha256.to_string().into()),
    ];
    talk.line(&format!("{mark} {}", talk.say("advisories-status", &args)));
    talk.line(&format!(
        "    {}",
        talk.say("advisories-status-source", &args)
    ));
    if let (None, Some(said)) = (held.newest, dated(&of_kept(kept, now), talk)) {
        talk.line(&format!("    {said}"));
    }
    if !is_whole {
        talk.line(&format!("    {}", talk.say("advisories-damaged", &args)));
    }
}

/// Why the last update brought nothing.
fn failed(kept: &Kept, talk: &Talk) {
    if let Some(failure) = &kept.failure {
        let args = [
            ("attempted", Cow::Owned(kept.attempted.to_string())),
            ("why", talk.texts.reason_value("untaken", failure).into()),
        ];
        talk.line(&format!("    {}", talk.say("advisories-failed", &args)));
    }
}

/// Of what day a feed as a whole is, in words.
pub(super) fn dated(of_kept: &Value, talk: &Talk) -> Option<String> {
    let day = of_kept["dated"]["at"].as_str()?.get(..10)?;
    let by = of_kept["dated"]["by"].as_str()?;
    let args = [("dated", day.into()), ("by", by.into())];
    Some(talk.say("advisories-dated", &args))
}

/// A feed as JSON: the same members from `status` and from `update`.
pub(super) fn of_kept(kept: &Kept, now: Timestamp) -> Value {
    let held = kept.held.as_ref();
    let newest = held.and_then(|held| held.newest);
    json!({
        "name": kept.name,
        "source": kept.source,
        "origin": kept.origin,
        "sha256": held.map(|held| held.sha256),
        "bytes": held.map(|held| held.bytes),
        "records": held.map(|held| held.records),
        "rejected": held.map(|held| held.rejected),
        "newest": newest,
        "dated": held.and_then(|held| held.dated),
        "age_days": held.and_then(Held::day).map(|day| days_since(day, now)),
        "fetched": held.map(|held| held.fetched),
        "attempted": kept.attempted,
        "failure": kept.failure.as_ref().map(with_words),
    })
}

/// Whole days from a moment to a later one.
fn days_since(then: Timestamp, now: Timestamp) -> i64 {
    now.duration_since(then).as_secs().div_euclid(86_400)
}
