//! Signed reports: when they become results, and when they are refused.

use proptest::prelude::*;
use scheme::evidence::{Performed, Place, TestResult, Verdict};
use scheme::id::Digest;
use scheme::report::{Expected, Limits, Refusal, Summary, SummaryError, take};
use serde_json::{Value, json};

use crate::sarif::{covered, document, result, run};
use crate::support::{edition, test};

/// A report of the static test with one clean SARIF.
fn report(verdict: &str, sarif: &[u8]) -> Value {
    json!({
        "format": "sekisho-test-summary/1",
        "test": "static",
        "product": {"name": "gateway", "version": "1.0.0"},
        "covers": covered(),
        "tool": {"name": "scan", "version": "1.2.0"},
        "inputs": [{"kind": "rules", "name": "default", "digest": Digest::of(b"rules")}],
        "looked_at": {"whole": ["src", "src/dicom"], "places": []},
        "started": "2026-11-20T00:00:00Z",
        "ended": "2026-11-20T08:00:00Z",
        "verdict": verdict,
        "limitations": [],
        "attachments": [{
            "name": "scan.sarif",
            "media_type": "application/sarif+json",
            "digest": Digest::of(sarif),
        }],
    })
}

fn taken(summary: &Value, sarif: &[&[u8]]) -> Result<TestResult, Vec<Refusal>> {
    take(
        summary.to_string().as_bytes(),
        sarif,
        &"evaluator-sato".parse().unwrap(),
        "r-000001".parse().unwrap(),
        &edition("mitsf-2016"),
        &gateway(),
        &Limits::default(),
    )
}

fn gateway() -> Expected {
    Expected {
        names: vec!["ゲートウェイ".to_owned(), "gateway".to_owned()],
        version: "1.0.0".to_owned(),
    }
}

fn clean() -> Vec<u8> {
    document(&json!([run(&json!([]))]))
}

fn seen() -> Vec<u8> {
    document(&json!([run(&json!([result("x", "src/a.rs")]))]))
}

#[track_caller]
fn refused(summary: &Value, sarif: &[&[u8]], expected: &[Refusal]) {
    assert_eq!(taken(summary, sarif), Err(expected.to_vec()));
}

fn at_a() -> (String, String, String) {
    ("x".to_owned(), "src".to_owned(), "src/a.rs".to_owned())
}

#[test]
fn a_good_report_becomes_a_result_that_names_its_evaluator() {
    let summary = report("pass", &clean());
    let result = taken(&summary, &[&clean()]).unwrap();
    assert_eq!(result.verdict, Verdict::Pass);
    assert_eq!(result.covers, covered());
    assert_eq!(
        result.performed,
        Performed::SignedReport {
            evaluator: "evaluator-sato".parse().unwrap(),
            report: Digest::of(summary.to_string().as_bytes()),
            tool: "scan".to_owned(),
            version: "1.2.0".to_owned(),
        }
    );
    let failed = taken(&report("fail", &seen()), &[&seen()]).unwrap();
    assert_eq!(failed.verdict, Verdict::Fail);
    let place = Place {
        scope: "src".to_owned(),
        name: "src/a.rs".to_owned(),
    };
    assert_eq!(failed.sightings[0].place, place);
}

#[test]
fn a_pass_whose_sarif_has_something_blocking_is_refused() {
    let (rule, scope, name) = at_a();
    refused(
        &report("pass", &seen()),
        &[&seen()],
        &[Refusal::PassWithBlocking { rule, scope, name }],
    );
    refused(
        &report("fail", &clean()),
        &[&clean()],
        &[Refusal::FailWithoutBlocking],
    );
}

#[test]
fn a_pass_whose_sarif_leaves_something_open_is_inconclusive_with_the_reason() {
    let open = document(&json!([run(&json!(null))]));
    let mut summary = report("pass", &open);
    summary["limitations"] = json!(["remote access was not tried"]);
    let result = taken(&summary, &[&open]).unwrap();
    assert_eq!(result.verdict, Verdict::Inconclusive);
    assert_eq!(
        result.reasons,
        [
            r#"{"code":"not-evaluated","run":0,"tool":"scan"}"#,
            "remote access was not tried",
        ]
    );
}

#[test]
fn sarif_files_are_bound_by_digest() {
    let file = "scan.sarif".to_owned();
    let digest = Digest::of(&clean());
    refused(
        &report("pass", &clean()),
        &[],
        &[Refusal::SarifMissing { file, digest }],
    );
    let unnamed = Refusal::SarifUnnamed {
        digest: Digest::of(&seen()),
    };
    refused(&report("pass", &clean()), &[&clean(), &seen()], &[unnamed]);
    let mut without = report("pass", &clean());
    without["attachments"] = json!([]);
    refused(&without, &[], &[Refusal::NoSarif]);
    let garbage = b"{";
    let Err(refusals) = taken(&report("fail", garbage), &[garbage]) else {
        panic!("the SARIF is no JSON");
    };
    assert!(matches!(&refusals[..], [Refusal::SarifUnreadable { .. }]));
}

#[test]
fn a_report_must_agree_with_itself() {
    let mut summary = report("pass", &clean());
    summary["covers"] = json!([]);
    summary["ended"] = json!("2026-11-19T00:00:00Z");
    refused(
        &summary,
        &[&clean()],
        &[
            Refusal::CoversNothing,
            Refusal::EndsBeforeStart {
                started: "2026-11-20T00:00:00Z".parse().unwrap(),
                ended: "2026-11-19T00:00:00Z".parse().unwrap(),
            },
        ],
    );
    let mut twice = report("pass", &clean());
    twice["covers"][1]["name"] = "src".into();
    let item = "src".to_owned();
    refused(&twice, &[&clean()], &[Refusal::CoversTwice { item }]);
    let mut tool = report("pass", &clean());
    tool["tool"]["version"] = "2.0.0".into();
    refused(
        &tool,
        &[&clean()],
        &[Refusal::OtherTool {
            tool: "scan".to_owned(),
            version: "2.0.0".to_owned(),
            found: vec!["scan 1.2.0".to_owned()],
        }],
    );
    let mut elsewhere = report("fail", &seen());
    elsewhere["looked_at"]["whole"] = json!(["src/dicom"]);
    let (rule, scope, name) = at_a();
    refused(
        &elsewhere,
        &[&seen()],
        &[Refusal::SeenElsewhere { rule, scope, name }],
    );
    elsewhere["looked_at"]["places"] = json!([{"scope": "src", "name": "src/a.rs"}]);
    assert!(taken(&elsewhere, &[&seen()]).is_ok());
    let mut nowhere = report("pass", &clean());
    nowhere["looked_at"]["whole"] = json!([]);
    refused(&nowhere, &[&clean()], &[Refusal::LookedNowhere]);
}

#[test]
fn a_report_of_an_unknown_test_or_without_the_age_of_its_feed_is_refused() {
    let mut unknown = report("pass", &clean());
    unknown["test"] = "smell".into();
    let Err(refusals) = taken(&unknown, &[&clean()]) else {
        panic!("the edition has no such test");
    };
    assert!(matches!(&refusals[..], [Refusal::UnknownTest { known, .. }] if known.len() == 8));
    let mut feed = report("pass", &clean());
    feed["test"] = "vulnerability".into();
    let test = test("vulnerability");
    refused(&feed, &[&clean()], &[Refusal::FeedAgeUnknown { test }]);
    feed["feed_newest"] = "2026-11-19T00:00:00Z".into();
    assert!(taken(&feed, &[&clean()]).is_ok());
}

#[test]
fn a_report_about_another_product_or_version_is_refused() {
    let other_product = |said: &str| Refusal::OtherProduct {
        said: said.to_owned(),
        names: gateway().names,
    };
    let other_version = |said: &str| Refusal::OtherVersion {
        said: said.to_owned(),
        version: "1.0.0".to_owned(),
    };
    let about = |name: &str, version: &str| {
        let mut summary = report("pass", &clean());
        summary["product"] = json!({"name": name, "version": version});
        summary
    };
    let clean = clean();
    assert!(taken(&about("ゲートウェイ", "1.0.0"), &[&clean]).is_ok());
    for version in ["1.0.1", "1.0", "v1.0.0", "1.0.0 ", ""] {
        let summary = about("gateway", version);
        refused(&summary, &[&clean], &[other_version(version.trim())]);
    }
    for name in ["viewer", "Gateway", "gateway2", ""] {
        refused(&about(name, "1.0.0"), &[&clean], &[other_product(name)]);
    }
    refused(
        &about("viewer", "2.0.0"),
        &[&clean],
        &[other_product("viewer"), other_version("2.0.0")],
    );
}

#[test]
fn an_unreadable_report_is_told_with_its_place_once() {
    let error = Summary::from_bytes(b"{\"format\": 1 2}", &Limits::default()).unwrap_err();
    let said = error.to_string();
    assert!(said.starts_with("line 1, column "), "{said}");
    assert_eq!(said.matches("line 1").count(), 1, "{said}");
    let garbage = b"[1 2]";
    let Err(refusals) = taken(&report("fail", garbage), &[garbage]) else {
        panic!("the SARIF is no JSON");
    };
    let said = refusals[0].to_string();
    assert_eq!(said.matches("line 1").count(), 1, "{said}");
}

#[test]
fn a_summary_is_read_strictly() {
    let read =
        |value: &Value| Summary::from_bytes(value.to_string().as_bytes(), &Limits::default());
    let good = report("pass", &clean());
    let summary = read(&good).unwrap();
    assert_eq!(serde_json::to_value(&summary).unwrap(), good);
    for member in good.as_object().unwrap().keys() {
        let mut without = good.clone();
        without.as_object_mut().unwrap().remove(member);
        assert!(
            matches!(read(&without), Err(SummaryError::Form { .. })),
            "{member}"
        );
    }
    let mut more = good.clone();
    more["note"] = "x".into();
    assert!(matches!(read(&more), Err(SummaryError::Form { .. })));
    let mut other = good;
    other["format"] = "sekisho-test-summary/2".into();
    assert!(matches!(read(&other), Err(SummaryError::Form { .. })));
    let limits = Limits {
        bytes: 3,
        ..Limits::default()
    };
    assert_eq!(
        Summary::from_bytes(b"null", &limits),
        Err(SummaryError::TooLong { said: 4, limit: 3 })
    );
}

#[test]
fn the_schema_names_the_members_that_are_read() {
    let schema = include_str!("../../schemas/test-summary.v1.schema.json");
    let schema: Value = serde_json::from_str(schema).unwrap();
    let mut whole = report("pass", &clean());
    let keys =
        |value: &Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
    let required: Vec<_> = schema["required"].as_array().unwrap().to_vec();
    let mut required: Vec<_> = required
        .iter()
        .map(|v| v.as_str().unwrap().to_owned())
        .collect();
    required.sort();
    assert_eq!(required, keys(&whole));
    whole["feed_newest"] = "2026-11-19T00:00:00Z".into();
    assert_eq!(keys(&schema["properties"]), keys(&whole));
    assert_eq!(schema["additionalProperties"], false);
    let inner = |schema: &Value, value: &Value| {
        assert_eq!(schema["additionalProperties"], false);
        assert_eq!(keys(&schema["properties"]), keys(value));
    };
    inner(&schema["properties"]["product"], &whole["product"]);
    inner(&schema["properties"]["tool"], &whole["tool"]);
    inner(&schema["properties"]["looked_at"], &whole["looked_at"]);
    inner(&schema["$defs"]["item"], &whole["covers"][0]);
    inner(&schema["$defs"]["input"], &whole["inputs"][0]);
    inner(&schema["$defs"]["attachment"], &whole["attachments"][0]);
}

proptest! {
    #[test]
    fn reading_any_bytes_is_total(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let handed: [&[u8]; 1] = [&bytes];
        let (evaluator, id) = ("evaluator-sato".parse().unwrap(), "r-1".parse().unwrap());
        let edition = edition("mitsf-2016");
        prop_assert!(take(&bytes, &handed, &evaluator, id, &edition, &gateway(), &Limits::default()).is_err());
        prop_assert!(taken(&report("pass", &bytes), &handed).is_err());
    }
}
