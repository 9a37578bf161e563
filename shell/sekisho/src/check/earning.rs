//! Which classes a maker's evidence would earn, in words: the class asked for first, of the others only what is asked beyond it.

use std::collections::BTreeMap;

use scheme::decide::Standing;
use scheme::id::{ClassId, TestId};
use scheme::reason::Reason;
use serde_json::{Value, json};

use crate::talk::Talk;

/// The test that tells its reasons and findings itself.
const MATCHING: &str = "vulnerability";

/// Tests that a program here does as soon as the build has what they examine.
const ENGINES: [&str; 2] = [MATCHING, "continuing"];

/// Tells how each class stands. `refused`: reports that were handed in and cannot be taken, with the reasons.
pub(super) fn tell(
    standings: &[Standing],
    asked: &ClassId,
    refused: &BTreeMap<TestId, Vec<Value>>,
    talk: &Talk,
) {
    let (first, others): (Vec<_>, Vec<_>) = standings.iter().partition(|s| s.class == *asked);
    let mut told: Vec<String> = Vec::new();
    for standing in first.into_iter().chain(others) {
        let is_asked = standing.class == *asked;
        let id = match (standing.earned, is_asked) {
            (true, true) => "check-asked-earned",
            (true, false) => "check-earned",
            (false, true) => "check-asked-not-earned",
            (false, false) => "check-not-earned",
        };
        talk.line(&talk.say(id, &[("class", standing.class.as_str().into())]));
        let lines = lines(&standing.missing, refused, talk);
        let (known, new): (Vec<_>, Vec<_>) = lines.into_iter().partition(|l| told.contains(l));
        if !known.is_empty() {
            let line = talk.say("check-as-above", &[("class", asked.as_str().into())]);
            talk.line(&format!("  · {line}"));
        }
        for line in &new {
            talk.line(&format!("  · {line}"));
        }
        if is_asked {
            told = new;
        }
    }
}

/// What is missing for one class, a line for each thing that a maker can do something about.
fn lines(missing: &[Reason], refused: &BTreeMap<TestId, Vec<Value>>, talk: &Talk) -> Vec<String> {
    let mut lines = Vec::new();
    let mut open: BTreeMap<&TestId, usize> = BTreeMap::new();
    for reason in missing {
        match reason {
            Reason::OpenFinding { test, .. } => *open.entry(test).or_default() += 1,
            // What an engine lacks is said once, where its result is missing.
            Reason::NothingToCover { test, .. } if is_engine(test) => {}
            Reason::NoResult { test } => lines.extend(unexamined(test, refused, talk)),
            Reason::NotPassed {
                test,
                verdict,
                because,
                ..
            } => {
                let told = json!({"code": "not-passed", "test": test, "verdict": verdict});
                lines.push(talk.texts.reason("earn", &told));
                if test.as_str() != MATCHING {
                    lines.extend(because.iter().map(|said| quoted(test, said, talk)));
                }
            }
            other => lines.push(talk.texts.reason("refusal", other)),
        }
    }
    for (test, count) in open {
        let told = json!({"code": "open-findings", "test": test, "count": count});
        lines.push(talk.texts.reason("earn", &told));
    }
    lines
}

/// Why a test has no result, and what would give it one.
fn unexamined(test: &TestId, refused: &BTreeMap<TestId, Vec<Value>>, talk: &Talk) -> Vec<String> {
    let code = match refused.get(test) {
        Some(reasons) => {
            let told = json!({"code": "report-refused", "test": test});
            let reasons = reasons.iter().map(|r| talk.texts.reason("report", r));
            return [talk.texts.reason("earn", &told)]
                .into_iter()
                .chain(reasons)
                .collect();
        }
        None if is_engine(test) => "nothing-given",
        None => "no-engine",
    };
    let told = json!({"code": code, "test": test});
    vec![talk.texts.reason("story", &told)]
}

/// What a test said itself: a value as JSON text, or words.
fn quoted(test: &TestId, said: &str, talk: &Talk) -> String {
    let whose = match test.as_str() {
        "continuing" => "continuing",
        _ => "report",
    };
    match serde_json::from_str::<Value>(said) {
        Ok(value) if value.is_object() => talk.texts.reason(whose, &value),
        _ => said.to_owned(),
    }
}

fn is_engine(test: &TestId) -> bool {
    ENGINES.contains(&test.as_str())
}
