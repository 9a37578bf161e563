//! Why there is no certificate: a reason of one of the cores, and whose it is.
//!
//! The same code can stand for different things in different cores, so a reason never travels alone.

use scheme::id::TestId;
use serde::Serialize;
use serde_json::Value;
use texts::documents::report::Reason;
use texts::documents::{Bilingual, BothTexts};

/// A reason with its origin.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Why {
    whose: Whose,
    value: Value,
}

/// Whose reason it is: the names of its messages begin so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    Rules,
    Matching,
    Continuing,
    Report,
    Story,
    Delta,
    Cause,
}

impl Why {
    /// A reason of the scheme's rules.
    pub(crate) fn rules(reason: &impl Serialize) -> Self {
        Self::new(Whose::Rules, reason)
    }

    /// A reason of a delta evaluation.
    pub(crate) fn delta(reason: &impl Serialize) -> Self {
        Self::new(Whose::Delta, reason)
    }

    /// A reason why a certificate does not hold.
    pub(crate) fn cause(reason: &impl Serialize) -> Self {
        Self::new(Whose::Cause, reason)
    }

    /// A reason why a report cannot be taken.
    pub(crate) fn report(reason: Value) -> Self {
        Self {
            whose: Whose::Report,
            value: reason,
        }
    }

    /// A reason of this program's own.
    pub(crate) fn story(reason: Value) -> Self {
        Self {
            whose: Whose::Story,
            value: reason,
        }
    }

    /// What a test itself said, as its result keeps it: a value as JSON text, or words of a person.
    pub(crate) fn of_test(test: &TestId, said: &str) -> Self {
        let whose = match test.as_str() {
            "vulnerability" => Whose::Matching,
            "continuing" => Whose::Continuing,
            _ => Whose::Report,
        };
        let value = serde_json::from_str(said).unwrap_or_else(|_| Value::String(said.to_owned()));
        Self { whose, value }
    }

    fn new(whose: Whose, reason: &impl Serialize) -> Self {
        Self {
            whose,
            value: serde_json::to_value(reason).unwrap_or(Value::Null),
        }
    }

    /// A reason of the rules with what the test itself said beside it, where the rules quote it.
    pub(crate) fn with_quoted(self) -> Vec<Self> {
        let quoted = self.value["because"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let test = self.value["test"]
            .as_str()
            .and_then(|test| test.parse::<TestId>().ok());
        let mut all = vec![self];
        if let Some(test) = test {
            let said = quoted.iter().filter_map(Value::as_str);
            all.extend(said.map(|said| Self::of_test(&test, said)));
        }
        all
    }

    /// The reason for people and programs.
    pub(crate) fn told(&self, both: &BothTexts) -> Reason {
        let prefix = match self.whose {
            Whose::Rules => "refusal",
            Whose::Matching => "match",
            Whose::Continuing => "continuing",
            Whose::Report => "report",
            Whose::Story => "story",
            Whose::Delta => "delta",
            Whose::Cause => "cause",
        };
        let code = self.value.get("code").and_then(Value::as_str);
        let text = match &self.value {
            Value::String(words) => Bilingual::same(words.clone()),
            value => both.reason(prefix, value),
        };
        Reason {
            code: code.unwrap_or("said").to_owned(),
            text,
        }
    }
}
