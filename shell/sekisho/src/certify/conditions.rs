//! Conditions that a certificate states besides the maker's own: what it rests on without having been matched.

use std::borrow::Cow;

use scheme::edition::Text;
use scheme::id::CaseId;
use serde_json::Value;

use super::seen::engine_answer;
use super::story::Story;
use crate::Failure;

impl Story<'_> {
    /// What was waived, and what the match came to by the maker's word alone.
    pub(super) fn more_conditions(&self, case: &CaseId) -> Result<Vec<Text>, Failure> {
        let mut conditions: Vec<Text> = self.waived().into_iter().collect();
        let mut evidence = self.case(case)?.evidence().iter().rev();
        let matched = evidence.find(|known| known.result.test.as_str() == "vulnerability");
        if let Some(matched) = matched {
            let answer = engine_answer(self.body, matched)?;
            conditions.extend(by_word(&answer, "argued").map(|part| self.argued_for(part)));
            conditions.extend(by_word(&answer, "dismissed").map(|found| self.dismissed(found)));
        }
        Ok(conditions)
    }

    /// A part that was argued for and not matched.
    fn argued_for(&self, part: &Value) -> Text {
        let version = part["version"].as_str().unwrap_or("–");
        let args = [
            ("part", text(part, "name")),
            ("version", version.into()),
            ("reason", text(part, "argument")),
        ];
        self.said("condition-argued", &args)
    }

    /// A candidate that was rejected.
    fn dismissed(&self, found: &Value) -> Text {
        let args = [
            ("part", text(found, "name")),
            ("advisory", text(found, "advisory")),
            ("by", text(found, "by")),
            ("reason", text(found, "reason")),
        ];
        self.said("condition-dismissed", &args)
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
        let dates = feeds.iter().map(|feed| match feed.newest.or(feed.dated) {
            Some(newest) => newest.strftime("%Y-%m-%d").to_string(),
            None => "–".to_owned(),
        });
        let dates = dates.collect::<Vec<_>>().join(", ");
        Some(self.said("condition-feed-age-waived", &[("dates", dates.into())]))
    }

    fn said(&self, id: &str, args: &[(&str, Cow<'_, str>)]) -> Text {
        let said = self.both.say_with(id, args);
        Text {
            ja: said.ja,
            en: said.en,
        }
    }
}

/// What stands in the engine's answer under a name.
fn by_word<'v>(answer: &'v Value, name: &str) -> impl Iterator<Item = &'v Value> {
    answer[name].as_array().into_iter().flatten()
}

fn text<'v>(value: &'v Value, member: &str) -> Cow<'v, str> {
    value[member].as_str().unwrap_or_default().into()
}
