//! What a case still needs: its tests, by whom they are done, what is on record, and what speaks against the class.

use scheme::body::Refusal;
use scheme::body::case::Case;
use scheme::id::{CaseId, TestId};
use serde_json::{Value, json};
use service::Body;
use texts::documents::BothTexts;

use super::{Against, arg};
use crate::certify::{Why, now_of};
use crate::talk::Talk;
use crate::{Answer, Failure};

/// The tests that an engine here does.
const ENGINES: [&str; 2] = ["vulnerability", "continuing"];

/// Tells what the case needs for the class asked for.
pub(super) fn run(
    body: &Body,
    id: &CaseId,
    both: &BothTexts,
    talk: &Talk,
) -> Result<Answer, Failure> {
    let unknown = || Against::rule(&Refusal::CaseUnknown { case: id.clone() });
    let case = body.state().case(id).ok_or_else(unknown)?;
    let edition = body.state().edition();
    let mut tests = Vec::new();
    for test in edition.required_tests(case.application().category, case.class()) {
        tests.push(test_of(case, &test, talk));
    }
    let standings = body.state().standings(id, now_of(body)).into_iter();
    let mut of_class = standings.filter(|standing| standing.class == *case.class());
    let (earned, missing) = match of_class.next() {
        Some(standing) => (standing.earned, standing.missing),
        None => (false, Vec::new()),
    };
    let missing = missing.iter().map(Why::rules).flat_map(Why::with_quoted);
    let missing: Vec<_> = missing.map(|why| why.told(both)).collect();
    if earned {
        talk.line(&talk.say("acting-earned", &[("class", arg(case.class()))]));
    }
    for reason in &missing {
        let told = reason.text.of(talk.texts.language());
        talk.line(&format!("  · {told}"));
    }
    if talk.json {
        talk.value(&json!({
            "case": id, "stage": case.stage(), "class": case.class(), "evaluators": case.evaluators(),
            "tests": tests, "earned": earned, "missing": missing,
        }))?;
    }
    Ok(Answer::Yes)
}

/// A test: who does it, and the newest result on record.
fn test_of(case: &Case, test: &TestId, talk: &Talk) -> Value {
    let by = if ENGINES.contains(&test.as_str()) {
        "engine"
    } else {
        "report"
    };
    let mut evidence = case.evidence().iter().rev();
    let newest = evidence.find(|recorded| recorded.result.test == *test);
    let newest = newest.map(|recorded| &recorded.result);
    let name = talk.say("word-test", &[("test", arg(test))]);
    let verdict = newest.map_or(String::new(), |result| {
        talk.say("word-verdict", &[("verdict", arg(&result.verdict))])
    });
    let result = newest.map_or("–".to_owned(), |result| result.id.to_string());
    let id = match by {
        "engine" => "acting-test-engine",
        _ => "acting-test-report",
    };
    let args = [
        ("test", name.into()),
        ("id", arg(test)),
        ("result", result.into()),
        ("verdict", verdict.into()),
    ];
    talk.line(&talk.say(id, &args));
    json!({
        "test": test, "by": by, "result": newest.map(|result| &result.id),
        "verdict": newest.map(|result| result.verdict),
    })
}
