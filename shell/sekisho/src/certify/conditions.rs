//! Conditions that a certificate states besides the maker's own: what it rests on without having been matched.

use std::borrow::Cow;

use jiff::Timestamp;
use scheme::body::case::Case;
use scheme::edition::Text;
use scheme::id::CaseId;
use serde_json::Value;
use service::Body;
use texts::documents::BothTexts;

use super::seen::engine_answer;
use super::story::Story;
use crate::Failure;

impl Story<'_> {
    /// What was waived, and what the match came to by the maker's word alone.
    pub(super) fn more_conditions(&self, case: &CaseId) -> Result<Vec<Text>, Failure> {
        let mut conditions: Vec<Text> = self.waived().into_iter().collect();
        conditions.extend(by_the_makers_word(self.body, self.case(case)?, self.both)?);
        Ok(conditions)
    }

    /// What was waived for the demonstration, with the age of what was used all the same: said where the
    /// certificate says under which conditions it holds.
    fn waived(&self) -> Option<Text> {
        let mut feeds = self.feeds.summary(self.now());
        // A catalogue of exploited flaws has no limit on its age.
        feeds.retain(|feed| !feed.kinds.is_empty());
        if !self.body.facts().demonstration || feeds.is_empty() {
            return None;
        }
        let dates = feeds.iter().map(|feed| feed.newest.or(feed.dated));
        Some(age_waived(dates, self.both))
    }
}

/// What stands on a certificate though only the maker says so: parts that were argued for and not matched, candidates
/// that were rejected. As the newest match has them.
pub(crate) fn by_the_makers_word(
    body: &Body,
    case: &Case,
    both: &BothTexts,
) -> Result<Vec<Text>, Failure> {
    let answer = newest_match(body, case)?;
    let argued = by_word(&answer, "argued").map(|part| argued_for(part, both));
    let dismissed = by_word(&answer, "dismissed").map(|found| dismissed(found, both));
    Ok(argued.chain(dismissed).collect())
}

/// What was waived for a demonstration, by the newest match on record.
pub(crate) fn waived_on_record(
    body: &Body,
    case: &Case,
    both: &BothTexts,
) -> Result<Option<Text>, Failure> {
    let answer = newest_match(body, case)?;
    let mut feeds = by_word(&answer, "feeds").filter(|feed| {
        let kinds = feed["kinds"].as_array();
        kinds.is_some_and(|kinds| !kinds.is_empty())
    });
    let dates = feeds.by_ref().map(|feed| {
        let named = ["newest", "dated"].map(|name| feed[name].as_str());
        let named = named.into_iter().flatten().next();
        named.and_then(|date| date.parse().ok())
    });
    let dates: Vec<Option<Timestamp>> = dates.collect();
    let waived = body.facts().demonstration && !dates.is_empty();
    Ok(waived.then(|| age_waived(dates.into_iter(), both)))
}

/// The engine's answer of the newest match of a case.
fn newest_match(body: &Body, case: &Case) -> Result<Value, Failure> {
    let mut evidence = case.evidence().iter().rev();
    let matched = evidence.find(|known| known.result.test.as_str() == "vulnerability");
    matched.map_or(Ok(Value::Null), |matched| engine_answer(body, matched))
}

fn age_waived(dates: impl Iterator<Item = Option<Timestamp>>, both: &BothTexts) -> Text {
    let dates = dates.map(|date| match date {
        Some(date) => date.strftime("%Y-%m-%d").to_string(),
        None => "–".to_owned(),
    });
    let dates = dates.collect::<Vec<_>>().join(", ");
    said(
        "condition-feed-age-waived",
        &[("dates", dates.into())],
        both,
    )
}

/// A part that was argued for and not matched.
fn argued_for(part: &Value, both: &BothTexts) -> Text {
    let version = part["version"].as_str().unwrap_or("–");
    let args = [
        ("part", text(part, "name")),
        ("version", version.into()),
        ("reason", text(part, "argument")),
    ];
    said("condition-argued", &args, both)
}

/// A candidate that was rejected.
fn dismissed(found: &Value, both: &BothTexts) -> Text {
    let args = [
        ("part", text(found, "name")),
        ("advisory", text(found, "advisory")),
        ("by", text(found, "by")),
        ("reason", text(found, "reason")),
    ];
    said("condition-dismissed", &args, both)
}

fn said(id: &str, args: &[(&str, Cow<'_, str>)], both: &BothTexts) -> Text {
    let said = both.say_with(id, args);
    Text {
        ja: said.ja,
        en: said.en,
    }
}

/// What stands in the engine's answer under a name.
fn by_word<'v>(answer: &'v Value, name: &str) -> impl Iterator<Item = &'v Value> {
    answer[name].as_array().into_iter().flatten()
}

fn text<'v>(value: &'v Value, member: &str) -> Cow<'v, str> {
    value[member].as_str().unwrap_or_default().into()
}
