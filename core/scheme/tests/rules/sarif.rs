//! What a SARIF file says, and when it says nothing.

use proptest::prelude::*;
use scheme::evidence::{Item, ItemKind, Severity, Verdict};
use scheme::report::Limits;
use scheme::report::sarif::{self, Note, Report, SarifError};
use serde_json::{Value, json};

use crate::support::{edition, item, test};

pub(crate) fn covered() -> Vec<Item> {
    vec![
        item(ItemKind::Source, "src", "1"),
        item(ItemKind::Source, "src/dicom", "1"),
    ]
}

/// A run that executed and saw this.
pub(crate) fn run(results: &Value) -> Value {
    json!({
        "tool": {"driver": {"name": "scan", "version": "1.2.0", "rules": [
            {"id": "noted", "defaultConfiguration": {"level": "note"},
             "shortDescription": {"text": "a noted thing"}},
            {"id": "scored", "properties": {"security-severity": "5.0"}},
        ]}},
        "invocations": [{"executionSuccessful": true}],
        "results": results,
    })
}

pub(crate) fn result(rule: &str, path: &str) -> Value {
    json!({
        "ruleId": rule,
        "message": {"text": "seen"},
        "locations": [{"physicalLocation": {
            "artifactLocation": {"uri": path}, "region": {"startLine": 7}
        }}],
    })
}

pub(crate) fn document(runs: &Value) -> Vec<u8> {
    json!({"version": "2.1.0", "runs": runs})
        .to_string()
        .into_bytes()
}

fn read(bytes: &[u8]) -> Result<Report, SarifError> {
    let edition = edition("mitsf-2016");
    let test = edition.test(&test("static")).unwrap();
    sarif::read(bytes, &covered(), &edition, test, &Limits::default())
}

/// One run with one change: its verdict and the codes of its notes.
#[track_caller]
fn check(run: &Value, verdict: Verdict, codes: &[&str]) {
    let report = read(&document(&json!([run]))).unwrap();
    let found: Vec<_> = report.notes.iter().map(code).collect();
    assert_eq!((report.verdict, &found[..]), (verdict, codes));
}

fn code(note: &Note) -> &'static str {
    use strum::VariantNames;
    let json = serde_json::to_value(note).unwrap();
    let code = json["code"].as_str().unwrap();
    Note::VARIANTS.iter().find(|name| **name == code).unwrap()
}

#[test]
fn an_executed_run_with_no_results_evaluated_and_saw_nothing() {
    check(&run(&json!([])), Verdict::Pass, &[]);
}

#[test]
fn results_that_are_null_or_absent_were_not_evaluated() {
    check(
        &run(&json!(null)),
        Verdict::Inconclusive,
        &["not-evaluated"],
    );
    let mut absent = run(&json!([]));
    absent.as_object_mut().unwrap().remove("results");
    check(&absent, Verdict::Inconclusive, &["not-evaluated"]);
    let mut elsewhere = absent;
    elsewhere["externalPropertyFileReferences"] = json!({"results": [{}]});
    check(&elsewhere, Verdict::Inconclusive, &["results-elsewhere"]);
}

#[test]
fn a_run_that_did_not_execute_says_nothing() {
    let with = |invocations: Value| {
        let mut run = run(&json!([]));
        run["invocations"] = invocations;
        run
    };
    let inconclusive = Verdict::Inconclusive;
    check(&with(json!([])), inconclusive, &["execution-unknown"]);
    check(&with(json!(null)), inconclusive, &["execution-unknown"]);
    check(&with(json!([{}])), inconclusive, &["execution-unknown"]);
    let failed = json!([{"executionSuccessful": true}, {"executionSuccessful": false}]);
    check(&with(failed), inconclusive, &["not-executed"]);
    for list in [
        "toolExecutionNotifications",
        "toolConfigurationNotifications",
    ] {
        let with_level = |level: &str| {
            let message = json!({"text": "a file could not be parsed"});
            let notifications = json!([{"level": level, "message": message}]);
            with(json!([{"executionSuccessful": true, list: notifications}]))
        };
        check(&with_level("error"), inconclusive, &["tool-error"]);
        check(&with_level("warning"), Verdict::Pass, &[]);
    }
    let report = read(&document(&json!([]))).unwrap();
    assert_eq!(
        (report.verdict, report.notes),
        (inconclusive, vec![Note::NoRuns])
    );
}

#[test]
fn one_run_of_several_that_did_not_execute_leaves_the_file_open() {
    let mut failed = run(&json!([]));
    failed["invocations"] = json!([{"executionSuccessful": false}]);
    let report = read(&document(&json!([run(&json!([])), failed]))).unwrap();
    assert_eq!(report.verdict, Verdict::Inconclusive);
    assert_eq!(report.tools.len(), 2);
}

#[test]
fn a_finding_counts_although_the_run_did_not_execute() {
    let mut failed = run(&json!([result("x", "src/a.rs")]));
    failed["invocations"] = json!([{"executionSuccessful": false}]);
    check(&failed, Verdict::Fail, &["not-executed"]);
}

#[test]
fn only_kind_fail_is_a_finding_and_open_or_review_leaves_it_open() {
    let with = |kind: &str| {
        let mut result = result("x", "src/a.rs");
        result["kind"] = kind.into();
        run(&json!([result]))
    };
    check(&with("fail"), Verdict::Fail, &[]);
    for kind in ["pass", "notApplicable", "informational"] {
        check(&with(kind), Verdict::Pass, &[]);
    }
    for kind in ["open", "review"] {
        check(&with(kind), Verdict::Inconclusive, &["undecided"]);
    }
    assert!(matches!(
        read(&document(&json!([with("fine")]))),
        Err(SarifError::Form { .. })
    ));
}

#[test]
fn a_suppression_counts_only_when_accepted_and_is_told_all_the_same() {
    let with = |suppressions: Value| {
        let mut result = result("x", "src/a.rs");
        result["suppressions"] = suppressions;
        run(&json!([result]))
    };
    let accepted =
        json!([{"kind": "external", "status": "accepted", "justification": "dead code"}]);
    check(&with(accepted), Verdict::Pass, &["suppressed"]);
    for not_accepted in [
        json!([{"kind": "inSource"}]),
        json!([{"kind": "inSource", "status": "underReview"}]),
        json!([{"kind": "external", "status": "rejected"}]),
        json!([{"kind": "external", "status": "accepted"}, {"kind": "inSource"}]),
    ] {
        check(
            &with(not_accepted),
            Verdict::Fail,
            &["suppression-not-accepted"],
        );
    }
    check(&with(json!([])), Verdict::Fail, &[]);
}

#[test]
fn baseline_absent_is_the_tools_opinion() {
    let with = |state: &str| {
        let mut result = result("x", "src/a.rs");
        result["baselineState"] = state.into();
        run(&json!([result]))
    };
    check(&with("absent"), Verdict::Pass, &["baseline-absent"]);
    check(&with("unchanged"), Verdict::Fail, &[]);
}

#[track_caller]
fn check_severity(rule: &str, level: Option<&str>, score: Option<Value>, expected: Severity) {
    let mut result = result(rule, "src/a.rs");
    if let Some(level) = level {
        result["level"] = level.into();
    }
    if let Some(score) = score {
        result["properties"] = json!({"security-severity": score});
    }
    let report = read(&document(&json!([run(&json!([result]))]))).unwrap();
    assert_eq!(report.sightings[0].severity, expected);
}

#[test]
fn severity_comes_from_the_score_and_without_one_from_blocking_levels() {
    check_severity("x", None, None, Severity::Unknown); // the default level is warning
    check_severity("x", Some("error"), None, Severity::Unknown);
    check_severity("x", Some("note"), None, Severity::None);
    check_severity("x", Some("none"), None, Severity::None);
    check_severity("noted", None, None, Severity::None);
    check_severity("noted/part", None, None, Severity::None);
    check_severity("notedly", None, None, Severity::Unknown);
    check_severity("noted", Some("error"), None, Severity::Unknown);
    check_severity("scored", None, None, Severity::Medium);
    check_severity("scored", None, Some(json!("9.1")), Severity::Critical);
    check_severity("scored", None, Some(json!(1.0)), Severity::Medium);
    check_severity("noted", None, Some(json!("3.9")), Severity::Low);
    check_severity("noted", None, Some(json!("10.1")), Severity::Unknown);
    check_severity("noted", None, Some(json!("high")), Severity::Unknown);
    check_severity("noted", None, Some(json!("0.0")), Severity::None);
    // A score of nothing on a blocking level: the worse of the two counts.
    check_severity("x", Some("error"), Some(json!("0.0")), Severity::Unknown);
}

#[test]
fn an_index_cannot_lend_another_rules_level() {
    let mut seen = result("x", "src/a.rs");
    seen["ruleIndex"] = 0.into();
    let report = read(&document(&json!([run(&json!([seen]))]))).unwrap();
    assert_eq!(report.sightings[0].severity, Severity::Unknown);
    let mut named = result("x", "src/a.rs");
    named.as_object_mut().unwrap().remove("ruleId");
    named["ruleIndex"] = 0.into();
    let report = read(&document(&json!([run(&json!([named]))]))).unwrap();
    assert_eq!(report.sightings[0].rule, "noted");
    assert_eq!(report.sightings[0].severity, Severity::None);
}

#[test]
fn two_results_of_one_key_are_two_occurrences() {
    let twice = json!([result("x", "src/a.rs"), result("x", "./src/a.rs")]);
    let report = read(&document(&json!([run(&twice)]))).unwrap();
    assert_eq!(report.sightings.len(), 2);
    assert_eq!(report.sightings[0], report.sightings[1]);
}

#[test]
fn a_result_belongs_to_the_nearest_covered_item() {
    let seen = json!([
        result("x", "src/dicom/read.rs"),
        result("x", "src/dicom.rs"),
        result("x", "tests/a.rs"),
    ]);
    let report = read(&document(&json!([run(&seen)]))).unwrap();
    let items: Vec<_> = report.sightings.iter().map(|s| s.item.as_str()).collect();
    assert_eq!(items, ["src/dicom", "src", "tests/a.rs"]);
    assert_eq!(
        report.notes,
        [Note::Unplaced {
            rule: "x".to_owned(),
            name: "tests/a.rs".to_owned(),
        }]
    );
    assert_eq!(report.sightings[0].what, "line 7: seen");
}

#[test]
fn limits_are_told_with_what_was_said() {
    let edition = edition("mitsf-2016");
    let test = edition.test(&test("static")).unwrap();
    let bytes = document(&json!([
        run(&json!([result("x", "src/a")])),
        run(&json!([]))
    ]));
    let with = |limits: Limits| sarif::read(&bytes, &covered(), &edition, test, &limits);
    let limits = Limits::default();
    assert!(with(limits).is_ok());
    let said = bytes.len();
    assert_eq!(
        with(Limits {
            bytes: said - 1,
            ..limits
        }),
        Err(SarifError::TooLong {
            said,
            limit: said - 1
        })
    );
    assert_eq!(
        with(Limits { depth: 9, ..limits }),
        Ok(with(limits).unwrap()),
    );
    assert_eq!(
        with(Limits { depth: 8, ..limits }),
        Err(SarifError::TooDeep { said: 9, limit: 8 })
    );
    assert_eq!(
        with(Limits { runs: 1, ..limits }),
        Err(SarifError::TooManyRuns { said: 2, limit: 1 })
    );
    assert_eq!(
        with(Limits {
            results: 0,
            ..limits
        }),
        Err(SarifError::TooManyResults { said: 1, limit: 0 })
    );
}

#[test]
fn a_million_results_are_counted_and_refused_before_any_is_made() {
    let results = "{},".repeat(999_999) + "{}";
    let text = format!(
        r#"{{"version":"2.1.0","runs":[{{"tool":{{"driver":{{"name":"scan"}}}},"results":[{results}]}}]}}"#
    );
    let read = read(text.as_bytes());
    let (said, limit) = (1_000_000, Limits::default().results);
    assert_eq!(read, Err(SarifError::TooManyResults { said, limit }));
}

#[test]
fn other_versions_and_trailing_data_are_refused() {
    let old = br#"{"version": "2.0.0", "runs": []}"#;
    assert_eq!(
        read(old),
        Err(SarifError::Version {
            said: "2.0.0".to_owned()
        })
    );
    let mut two = document(&json!([]));
    two.extend(document(&json!([])));
    assert!(matches!(read(&two), Err(SarifError::Form { .. })));
    let twice = br#"{"version": "2.1.0", "runs": [], "runs": []}"#;
    assert!(matches!(read(twice), Err(SarifError::Form { .. })));
}

/// Bytes that are nearly SARIF: a good file with some bytes changed.
fn nearly_sarif() -> impl Strategy<Value = Vec<u8>> {
    let change = (any::<prop::sample::Index>(), any::<u8>(), 0_u8..3);
    proptest::collection::vec(change, 0..6).prop_map(|changes| {
        let mut bytes = document(&json!([run(&json!([result("x", "src/a.rs")]))]));
        for (at, byte, kind) in changes {
            let at = at.index(bytes.len());
            match kind {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                _ => bytes.truncate(at.max(1)),
            }
        }
        bytes
    })
}

proptest! {
    #[test]
    fn reading_any_bytes_is_total(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(read(&bytes).is_err());
    }

    #[test]
    fn reading_nearly_sarif_is_total_and_a_pass_saw_nothing(bytes in nearly_sarif()) {
        if let Ok(report) = read(&bytes) {
            let edition = edition("mitsf-2016");
            let blocks = report.sightings.iter().any(|s| edition.blocks(s.severity));
            prop_assert_eq!(blocks, report.verdict == Verdict::Fail);
            if report.verdict == Verdict::Pass {
                prop_assert!(!report.tools.is_empty());
                prop_assert!(!report.notes.iter().any(Note::leaves_open));
            }
        }
    }

    #[test]
    fn depth_is_met_before_it_is_walked(levels in 1_usize..100_000) {
        let bytes = [vec![b'['; levels], vec![b']'; levels]].concat();
        let limit = Limits::default().depth;
        match read(&bytes) {
            Err(SarifError::TooDeep { said, .. }) => prop_assert!(said == levels && said > limit),
            other => prop_assert!(levels <= limit && other.is_err()),
        }
    }
}
