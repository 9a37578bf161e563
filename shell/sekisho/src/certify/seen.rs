//! What a test saw, as the report tells it: findings with what to do, coverage, advisories and their age.
//!
//! Read from the engine's whole answer as it was kept with the result.

use std::borrow::Cow;

use jiff::Timestamp;
use scheme::body::case::{Case, Recorded};
use scheme::finding::{Ending, Finding as Raised, FindingState as Stands};
use serde_json::Value;
use service::Body;
use texts::documents::report::{Coverage, Ecosystem, Feed, Finding, FindingState, Unmatchable};
use texts::documents::{Bilingual, BothTexts};

use crate::Failure;

/// The engine's whole answer, where one was kept with the result.
pub(crate) fn engine_answer(body: &Body, recorded: &Recorded) -> Result<Value, Failure> {
    let matched = recorded.result.test.as_str() == "vulnerability";
    match recorded.attachments.first() {
        Some(digest) if matched => Ok(serde_json::from_slice(&body.kept(*digest)?)?),
        _ => Ok(Value::Null),
    }
}

pub(crate) fn feeds(body: &Body, answer: &Value) -> Vec<Feed> {
    let limit = body.state().edition().rules().feed_age_days.value;
    let is_old = |age: &Value| age.as_i64().is_none_or(|age| age > i64::from(limit));
    let feeds = answer["feeds"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|feed| {
            let needed = answer["needed"].as_array().into_iter().flatten();
            let mut needed = needed.filter(|needed| needed["feed"] == feed["name"]);
            let old_about_needed = needed.any(|needed| is_old(&needed["age_days"]));
            let is_feed = feed["kinds"]
                .as_array()
                .is_some_and(|kinds| !kinds.is_empty());
            // A feed without a record that could be read has no kind either, but a fault.
            let is_catalogue = !is_feed && feed["fault"].is_null();
            Feed {
                name: string(&feed["name"]),
                digest: string(&feed["digest"]),
                records: feed["records"].as_u64().unwrap_or_default(),
                rejected: feed["rejected"].as_u64().unwrap_or_default(),
                ecosystems: ecosystems(feed),
                newest: time(&feed["newest"]).or(time(&feed["dated"])),
                age_days: feed["age_days"].as_i64(),
                age_limit_days: (!is_catalogue).then_some(limit),
                too_old: is_feed && (is_old(&feed["age_days"]) || old_about_needed),
                fault: feed["fault"].as_str().map(Bilingual::same),
            }
        });
    feeds.collect()
}

fn ecosystems(feed: &Value) -> Vec<Ecosystem> {
    let each = feed["ecosystems"].as_array().into_iter().flatten();
    each.map(|ecosystem| Ecosystem {
        name: string(&ecosystem["name"]),
        records: ecosystem["records"].as_u64().unwrap_or_default(),
        newest: time(&ecosystem["newest"]),
    })
    .collect()
}

fn time(value: &Value) -> Option<Timestamp> {
    value.as_str().and_then(|text| text.parse().ok())
}

pub(crate) fn coverage(answer: &Value, both: &BothTexts) -> Option<Coverage> {
    let coverage = answer.get("coverage")?;
    let count = |name: &str| coverage[name].as_u64().unwrap_or_default();
    let unmatchable = coverage["unmatchable"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|part| Unmatchable {
            name: string(&part["name"]),
            version: part["version"].as_str().map(str::to_owned),
            purl: part["purl"].as_str().map(str::to_owned),
            reason: both.say(&format!("unmatchable-{}", string(&part["reason"]))),
            argument: argument(answer, part),
        });
    Some(Coverage {
        total: count("total"),
        own: count("own"),
        matchable: count("matchable"),
        matched: count("matched"),
        unmatchable: unmatchable.collect(),
    })
}

/// The maker's reason why a part that cannot be matched is no gap, where one was given.
fn argument(answer: &Value, part: &Value) -> Option<String> {
    let mut argued = answer["argued"].as_array().into_iter().flatten();
    let same =
        |argued: &&Value| argued["name"] == part["name"] && argued["version"] == part["version"];
    argued.find(same).map(|argued| string(&argued["argument"]))
}

/// What a result saw, with where each finding stands today.
pub(crate) fn findings(
    case: &Case,
    recorded: &Recorded,
    answer: &Value,
    both: &BothTexts,
) -> Vec<Finding> {
    let result = &recorded.result;
    let mut told: Vec<&Raised> = Vec::new();
    let seen = result.sightings.iter().enumerate().map(|(at, seen)| {
        let raised = case.findings().iter().find(|raised| {
            raised.test == result.test
                && raised.sighting.rule == seen.rule
                && raised.sighting.place == seen.place
                && !told.iter().any(|before| before.id == raised.id)
        });
        told.extend(raised);
        let matched = engine_finding(answer, &seen.rule, &seen.place.name);
        let mut finding = match matched {
            Some(matched) => matched_finding(matched, both),
            None => plain_finding(seen, said_of(recorded, at), both),
        };
        finding.id = raised.map(|raised| raised.id.to_string());
        let (state, ended) = stands(raised, both);
        (finding.state, finding.ended) = (state, ended);
        finding
    });
    let mut all: Vec<Finding> = seen.collect();
    all.extend(undecided(answer, both));
    all
}

/// Candidates that nobody has accepted or rejected: no findings of the case, and why its result is no pass.
fn undecided(answer: &Value, both: &BothTexts) -> Vec<Finding> {
    let found = answer["findings"].as_array().into_iter().flatten();
    let waits = |found: &&Value| found["kind"] == "candidate" && found["accepted"].is_null();
    let told = found.filter(waits).map(|found| {
        let why = [("why", Cow::Owned(string(&found["why"])))];
        let mut finding = matched_finding(found, both);
        finding.why = both.say_with("candidate-undecided", &why);
        finding.what_to_do.push(both.say("candidate-decide"));
        finding
    });
    told.collect()
}

pub(crate) fn notices(answer: &Value, both: &BothTexts) -> Vec<Finding> {
    let notices = answer["notices"].as_array().into_iter().flatten();
    let notices = notices.map(|notice| matched_finding(notice, both));
    let dismissed = answer["dismissed"].as_array().into_iter().flatten();
    let dismissed = dismissed.map(|found| {
        let text = |member: &str| Cow::Owned(string(&found[member]));
        let args = [
            ("by", text("by")),
            ("reason", text("reason")),
            ("why", text("why")),
        ];
        let mut finding = matched_finding(found, both);
        finding.why = both.say_with("candidate-dismissed", &args);
        finding.what_to_do.clear();
        finding
    });
    let noted = notices.chain(dismissed).map(|finding| Finding {
        state: FindingState::Noted,
        ..finding
    });
    noted.collect()
}

fn engine_finding<'v>(answer: &'v Value, rule: &str, name: &str) -> Option<&'v Value> {
    let mut found = answer["findings"].as_array().into_iter().flatten();
    found.find(|found| found["advisory"] == rule && found["name"] == name)
}

fn matched_finding(found: &Value, both: &BothTexts) -> Finding {
    let part = string(&found["name"]);
    let fixed = strings(&found["fixed"]);
    let args = [
        ("part", Cow::Owned(part.clone())),
        ("fixed", Cow::Owned(fixed.join(", "))),
    ];
    let advice = if fixed.is_empty() {
        both.say_with("finding-replace", &args[..1])
    } else {
        both.say_with("finding-update", &args)
    };
    Finding {
        id: None,
        rule: string(&found["advisory"]),
        ids: strings(&found["ids"]),
        part,
        version: found["version"].as_str().map(str::to_owned),
        severity: found["severity"].as_str().map(str::to_owned),
        score: found["score"].as_f64(),
        kev: found["kev"].as_bool(),
        fixed,
        title: Some(string(&found["title"])),
        why: Bilingual::same(string(&found["why"])),
        state: FindingState::Open,
        ended: None,
        what_to_do: vec![advice],
    }
}

/// The value from which a sighting's words are made in both languages: the engine that examines declarations gives one for each.
fn said_of(recorded: &Recorded, sighting: usize) -> Option<Value> {
    let result = &recorded.result;
    let examined = result.test.as_str() == "continuing";
    let said = result.reasons.get(sighting).filter(|_| examined)?;
    serde_json::from_str(said).ok()
}

fn plain_finding(
    seen: &scheme::evidence::Sighting,
    said: Option<Value>,
    both: &BothTexts,
) -> Finding {
    let place = Cow::Borrowed(seen.place.name.as_str());
    Finding {
        id: None,
        rule: seen.rule.clone(),
        ids: Vec::new(),
        part: format!("{}: {}", seen.place.scope, seen.place.name),
        version: None,
        severity: Some(seen.severity.to_string()),
        score: None,
        kev: None,
        fixed: Vec::new(),
        title: None,
        why: match said {
            Some(said) => both.reason("continuing", &said),
            None => Bilingual::same(seen.what.clone()),
        },
        state: FindingState::Open,
        ended: None,
        what_to_do: vec![both.say_with("finding-correct", &[("place", place)])],
    }
}

fn stands(raised: Option<&Raised>, both: &BothTexts) -> (FindingState, Option<Bilingual>) {
    let Some(Stands::Ended(ended)) = raised.map(|raised| &raised.state) else {
        return (FindingState::Open, None);
    };
    let result = [("result", Cow::Owned(ended.ending.retest().to_string()))];
    match &ended.ending {
        Ending::Fixed { .. } => (
            FindingState::Fixed,
            Some(both.say_with("ended-fixed", &result)),
        ),
        Ending::Answered { .. } => (
            FindingState::Answered,
            Some(both.say_with("ended-answered", &result)),
        ),
        Ending::Corrected { .. } => (
            FindingState::Corrected,
            Some(both.say_with("ended-corrected", &result)),
        ),
    }
}

fn string(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn strings(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().map(string).collect()
}

/// What to do about one sighting of a result.
pub(crate) fn advice(
    recorded: &Recorded,
    sighting: usize,
    answer: &Value,
    both: &BothTexts,
) -> Option<Bilingual> {
    let seen = recorded.result.sightings.get(sighting)?;
    let finding = match engine_finding(answer, &seen.rule, &seen.place.name) {
        Some(matched) => matched_finding(matched, both),
        None => plain_finding(seen, said_of(recorded, sighting), both),
    };
    finding.what_to_do.into_iter().next()
}
