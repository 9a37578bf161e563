//! `sekisho body status`: a body's work as a list, a table and a calendar.

use std::collections::BTreeSet;

use scheme::body::worklist::Task;
use serde_json::{Value, json};
use strum::VariantNames as _;
use texts::{Language, Texts};

use crate::program::{Ran, run};
use crate::verify::demo;

fn status(more: &[&str]) -> Ran {
    let body = demo().arg("demo/body");
    run(&[&["body", "status", "--body", &body], more].concat())
}

/// The last day of the demonstration's newest certificate.
fn last_day() -> String {
    let report = demo().json("demo/report.json");
    let end = report["versions"][1]["certificate"]["valid_until"].as_str();
    let end: jiff::Timestamp = end.expect("an end").parse().expect("a time");
    let last = end - jiff::SignedDuration::from_secs(1);
    last.strftime("%Y-%m-%d").to_string()
}

#[test]
fn a_list_is_of_a_day_of_a_role_and_of_an_actor() {
    let none = status(&["--json", "--role", "decider"]).gives(0).json();
    assert_eq!(none["work"], json!([]));
    let until = last_day();
    let until = until.as_str();
    let all = status(&["--json", "--at", until]).gives(0).json();
    let codes = |list: &Value| -> Vec<String> {
        let entries = list["work"].as_array().expect("a list");
        let codes = entries.iter().map(|entry| entry["task"]["code"].as_str());
        codes.map(|code| code.expect("a code").to_owned()).collect()
    };
    assert!(codes(&all).contains(&"renew-certificate".to_owned()));
    assert_eq!(all["today"], until);
    let role = status(&["--json", "--at", until, "--role", "reviewer"]);
    assert_eq!(codes(&role.gives(0).json()), Vec::<String>::new());
    let before = status(&["--json", "--at", "2000-01-01"]).gives(0).json();
    assert_eq!(before["acts"], 0);
    let key = demo().arg("demo/body/keys/actor-demo-registrar.pem");
    status(&["--as", &key]).gives(0);
    let unknown = status(&["--actor", "nobody"]).gives(2);
    assert!(unknown.err.contains("no actor nobody"), "{}", unknown.err);
    let text = status(&["--at", until]).gives(0).out;
    assert!(text.contains("apply again before certificate"), "{text}");
    let text = status(&["--at", until, "--lang", "ja"]).gives(0).out;
    assert!(text.contains("あらためて申請する"), "{text}");
}

#[test]
fn a_table_and_a_calendar_hold_the_same_work() {
    let until = last_day();
    let until = until.as_str();
    let list = status(&["--json", "--at", until]).gives(0).json();
    let due = list["work"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|entry| !entry["due"].is_null())
        .count();
    assert!(due > 0);
    let table = status(&["--csv", "--at", until, "--lang", "ja"])
        .gives(0)
        .out;
    assert!(table.starts_with("\u{feff}期限,"), "{table}");
    assert_eq!(table.matches("\r\n").count(), due + 1);
    let calendar = status(&["--ical", "--at", until]).gives(0).out;
    assert!(calendar.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"));
    assert!(calendar.ends_with("END:VCALENDAR\r\n"));
    assert_eq!(calendar.matches("BEGIN:VEVENT\r\n").count(), due);
    let names: BTreeSet<_> = calendar
        .lines()
        .filter(|line| line.starts_with("UID:"))
        .collect();
    assert_eq!(names.len(), due, "each event has a name of its own");
    let again = status(&["--ical", "--at", until]).gives(0).out;
    assert_eq!(calendar, again);
    status(&["--ical", "--json"]).gives(2);
}

#[test]
fn every_task_has_its_words() {
    let certificate = "2026-000001";
    let samples = [
        json!({"code": "hand-in"}),
        json!({"code": "answer-finding", "finding": "f-1", "test": "static", "rule": "CWE-79", "severity": "high"}),
        json!({"code": "renew-certificate", "certificate": certificate, "last_day": "2028-01-01"}),
        json!({"code": "replace-component", "certificate": certificate, "component": "viewer", "old": certificate}),
        json!({"code": "accept-application"}),
        json!({"code": "issue-certificate"}),
        json!({"code": "accept-replacement", "certificate": certificate, "old": certificate}),
        json!({"code": "record-expiry", "certificate": certificate}),
        json!({"code": "renew-accreditation", "firm": "lab", "category": 1, "tests": ["static"], "last_day": "2028-01-01"}),
        json!({"code": "renew-membership", "firm": "lab", "last_day": "2028-01-01"}),
        json!({"code": "renew-key", "actor": "sato", "last_day": "2028-01-01"}),
        json!({"code": "evaluate", "tests": ["static"]}),
        json!({"code": "raise-findings", "results": ["r-1"], "sightings": 2}),
        json!({"code": "retest", "finding": "f-1", "test": "static"}),
        json!({"code": "reexamine", "certificate": certificate, "tests": ["rat"]}),
        json!({"code": "begin-review"}),
        json!({"code": "finish-review"}),
        json!({"code": "decide"}),
        json!({"code": "settle-suspension", "certificate": certificate}),
        json!({"code": "answer-voice", "entry": "ab", "kind": "appeal"}),
    ];
    let codes: BTreeSet<_> = samples
        .iter()
        .map(|sample| sample["code"].as_str().expect("a code"))
        .collect();
    assert_eq!(codes, Task::VARIANTS.iter().copied().collect());
    for language in Language::BOTH {
        let texts = Texts::new(language);
        for sample in &samples {
            let told = texts.reason_value("task", sample);
            assert!(!told.contains('{'), "{language}: {told}");
            let is_japanese = told.chars().any(|c| ('\u{3040}'..='\u{30ff}').contains(&c));
            assert_eq!(is_japanese, language == Language::Ja, "{told}");
        }
    }
}
