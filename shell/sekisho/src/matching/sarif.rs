//! Matches as SARIF 2.1.0, for the systems in which a maker's developers look at findings.
//!
//! `executionSuccessful` is false whenever something could not be looked at: a run without results then is no clean bill.

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use vulnerability::{Finding, Outcome, Reason, Severity};

use crate::talk::Talk;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// One log with one run for each match; without any, a run that says that nothing was looked at.
pub(crate) fn log(outcomes: &[&Outcome], talk: &Talk) -> Value {
    let runs: Vec<Value> = match outcomes {
        [] => vec![unexamined(talk)],
        some => some.iter().map(|outcome| run(outcome, talk)).collect(),
    };
    json!({ "$schema": SCHEMA, "version": "2.1.0", "runs": runs })
}

fn run(outcome: &Outcome, talk: &Talk) -> Value {
    let mut rules = Rules::default();
    let mut results = Vec::new();
    for finding in &outcome.findings {
        results.push(result(finding, outcome, &mut rules, talk));
    }
    for answered in &outcome.answered {
        let mut result = result(&answered.finding, outcome, &mut rules, talk);
        let said = answered.impact.clone();
        let justification = answered.justification.map(|j| j.to_string());
        // Whether the answer is accepted is for people: not yet.
        result["suppressions"] = json!([{
            "kind": "external",
            "status": "underReview",
            "justification": said.or(justification).unwrap_or_else(|| answered.status.to_string()),
        }]);
        results.push(result);
    }
    for dismissed in &outcome.dismissed {
        let mut result = result(&dismissed.finding, outcome, &mut rules, talk);
        result["suppressions"] = json!([{
            "kind": "external",
            "status": "accepted",
            "justification": format!("{} ({})", dismissed.reason, dismissed.by),
        }]);
        results.push(result);
    }
    for notice in &outcome.notices {
        let mut result = result(notice, outcome, &mut rules, talk);
        result["kind"] = json!("informational");
        result["level"] = json!("none");
        results.push(result);
    }
    let missed: Vec<&Reason> = outcome
        .reasons
        .iter()
        .filter(|reason| !matches!(reason, Reason::Findings { .. }))
        .collect();
    let notifications = missed.iter().map(|reason| notification(reason, talk));
    json!({
        "tool": tool(&rules.told, talk),
        "automationDetails": { "id": "sekisho/match/" },
        "language": talk.texts.language().tag(),
        "invocations": [{
            "executionSuccessful": missed.is_empty(),
            "toolExecutionNotifications": notifications.collect::<Vec<_>>(),
        }],
        "artifacts": outcome.lists.iter().map(|list| json!({
            "location": { "uri": uri(&list.name) },
            "hashes": { "sha-256": list.digest },
        })).collect::<Vec<_>>(),
        "results": results,
        "properties": {
            "verdict": outcome.verdict,
            "coverage": outcome.coverage,
            "feeds": outcome.feeds,
        },
    })
}

/// A run of a build without parts lists: an empty log would look like one without findings.
fn unexamined(talk: &Talk) -> Value {
    json!({
        "tool": tool(&[], talk),
        "automationDetails": { "id": "sekisho/match/" },
        "language": talk.texts.language().tag(),
        "invocations": [{
            "executionSuccessful": false,
            "toolExecutionNotifications": [notification(&Reason::NoParts, talk)],
        }],
        "results": [],
    })
}

fn tool(rules: &[Value], talk: &Talk) -> Value {
    json!({ "driver": {
        "name": "sekisho",
        "version": env!("CARGO_PKG_VERSION"),
        "language": talk.texts.language().tag(),
        "rules": rules,
    }})
}

/// Why something was not looked at.
fn notification(reason: &Reason, talk: &Talk) -> Value {
    let code: &'static str = reason.into();
    let text = talk.texts.reason("match", reason);
    json!({ "level": "error", "descriptor": { "id": code }, "message": { "text": text } })
}

/// The advisories, each once.
#[derive(Default)]
struct Rules {
    ids: Vec<String>,
    told: Vec<Value>,
}

impl Rules {
    fn index(&mut self, finding: &Finding) -> usize {
        if let Some(at) = self.ids.iter().position(|id| *id == finding.advisory) {
            return at;
        }
        let mut properties = json!({ "tags": ["security", "vulnerability"], "ids": finding.ids });
        if let Some(score) = finding.score {
            properties["security-severity"] = json!(format!("{score:.1}"));
        }
        self.ids.push(finding.advisory.clone());
        self.told.push(json!({
            "id": finding.advisory,
            "shortDescription": { "text": short(finding) },
            "properties": properties,
        }));
        self.ids.len() - 1
    }
}

fn short(finding: &Finding) -> &str {
    match finding.title.as_str() {
        "" => &finding.advisory,
        title => title,
    }
}

fn result(finding: &Finding, outcome: &Outcome, rules: &mut Rules, talk: &Talk) -> Value {
    let version = finding.version.as_deref().unwrap_or("–");
    let what = super::what_to_do(finding, talk);
    let (name, title, why) = (&finding.name, short(finding), &finding.why);
    // A candidate that nobody has decided about is for a person to review.
    let (kind, level) = match finding.stands() {
        true => ("fail", level(finding.severity)),
        false => ("review", "none"),
    };
    json!({
        "ruleId": finding.advisory,
        "ruleIndex": rules.index(finding),
        "kind": kind,
        "level": level,
        "message": { "text": format!("{name} {version}: {title}\n{what}\n{why}") },
        "locations": locations(finding, outcome),
        "partialFingerprints": { "sekishoFinding/v1": fingerprint(finding) },
        "properties": {
            "purl": finding.purl,
            "ids": finding.ids,
            "fixed": finding.fixed,
            "kev": finding.kev,
            "epss": finding.epss,
        },
    })
}

/// A flaw whose severity nobody knows is not a small one.
fn level(severity: Option<Severity>) -> &'static str {
    match severity {
        Some(Severity::None | Severity::Low) => "note",
        Some(Severity::Medium) => "warning",
        Some(Severity::High | Severity::Critical) | None => "error",
    }
}

/// The list and the way to the part in it, for each place.
fn locations(finding: &Finding, outcome: &Outcome) -> Vec<Value> {
    let each = finding.places.iter().map(|place| {
        let list = outcome.lists.iter().find_map(|list| {
            let path = place.strip_prefix(list.name.as_str())?.strip_prefix(": ")?;
            Some((list.name.as_str(), path))
        });
        let (list, path) = list.unwrap_or(("", place));
        json!({
            "physicalLocation": { "artifactLocation": { "uri": uri(list) } },
            "logicalLocations": [{ "fullyQualifiedName": path, "kind": "module" }],
        })
    });
    each.collect()
}

/// The same as long as flaw and part stay the same, wherever the part stands.
fn fingerprint(finding: &Finding) -> String {
    let part = match &finding.purl {
        Some(purl) => purl.to_string(),
        None => format!("{} {:?}", finding.name, finding.version),
    };
    let digest = Sha256::digest(format!("{}\0{part}", finding.advisory));
    hex::encode(&digest[..16])
}

/// A path as a relative reference (RFC 3986): everything but plain characters encoded.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
