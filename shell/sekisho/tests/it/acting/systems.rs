//! Devices and systems: tests done elsewhere enter as reports, and a system stands on the certificates of its components.

use scheme::id::Digest;
use serde_json::{Value, json};

use super::{Stage, UNTIL, codes};
use crate::classes::Given;
use crate::program::run;

/// A body whose testing firm is accredited for all three categories, with an applicant of the maker of [`Given`].
fn stage() -> Stage {
    let stage = Stage::new("99.0.0");
    let key = stage.key("yama");
    run(&["body", "key", "new", &key]).gives(0);
    let public = key.replace(".pem", ".pub");
    let who = ["--actor", "yama", "--firm", "maker", "--role", "applicant"];
    let named = [
        "--name-ja",
        "山",
        "--name-en",
        "Yama",
        "--public-key",
        &public,
    ];
    let more = [&who[..], &named, &UNTIL].concat();
    stage
        .does("registrar", &["key", "register"], &more)
        .gives(0);
    let tests: [(&str, &[&str]); 3] = [
        ("1", &["interactive", "static"]),
        ("2", &["fuzzing", "interactive"]),
        ("3", &["documents"]),
    ];
    for (category, tests) in tests {
        let scope = ["--firm", "lab", "--category", category, "--test"];
        let more = [&scope[..], tests, &UNTIL].concat();
        stage
            .does("registrar", &["accredit", "add"], &more)
            .gives(0);
    }
    stage
}

/// An act on a case, which must be done.
#[track_caller]
fn step(stage: &Stage, case: &str, (who, words): (&str, &[&str]), more: &[&str]) -> Value {
    let more = [more, &["--case", case, "--json"]].concat();
    stage.does(who, words, &more).gives(0).json()
}

/// A case is opened and accepted.
fn accepted(stage: &Stage, given: &Given<'_>) -> String {
    given.write(stage.folder());
    let product = stage.arg(given.id);
    let applied = stage.does("yama", &["apply", &product], &["--json"]);
    let case = applied.gives(0).json()["case"]
        .as_str()
        .expect("a case")
        .to_owned();
    step(stage, &case, ("yama", &["submit", &product]), &[]);
    step(
        stage,
        &case,
        ("registrar", &["accept"]),
        &["--evaluator", "sato"],
    );
    case
}

/// Takes a product to its certificate: every test of the plan by the engine, or by the report that lies beside the product.
fn certified(stage: &Stage, given: &Given<'_>) -> String {
    let case = accepted(stage, given);
    let (product, feed, body) = (stage.arg(given.id), stage.arg("feed"), stage.arg("body"));
    let plan = run(&["body", "plan", "--case", &case, "--body", &body, "--json"]);
    for test in plan.gives(0).json()["tests"].as_array().expect("tests") {
        let name = test["test"].as_str().expect("a name");
        if test["by"] == "engine" {
            let held = [
                "--advisories",
                &feed,
                "--least-records",
                "1",
                "--engine",
                name,
            ];
            step(stage, &case, ("sato", &["evidence", &product]), &held);
        } else {
            let [summary, sarif] = ["json", "sarif"].map(|end| format!("{product}/{name}.{end}"));
            let report = ["--file", &summary, "--attachment", &sarif];
            step(stage, &case, ("sato", &["evidence"]), &report);
        }
    }
    step(stage, &case, ("suzuki", &["review", "begin"]), &[]);
    step(stage, &case, ("suzuki", &["review", "whole"]), &[]);
    step(stage, &case, ("suzuki", &["decide", "grant"]), &[]);
    let out = stage.arg(&format!("out-{}", given.id));
    let issued = step(stage, &case, ("registrar", &["issue"]), &["--into", &out]);
    issued["certificate"].as_str().expect("a number").to_owned()
}

#[test]
fn a_system_stands_on_its_components_and_is_suspended_and_comes_back_with_one() {
    let stage = stage();
    let clean = || json!([]);
    let given = |id, category, class, reports, components| Given {
        id,
        category,
        class,
        reports,
        components,
    };
    let reports = [("interactive", clean())];
    let software = certified(&stage, &given("software", 1, "2-a", &reports, &[]));
    let reports = [("fuzzing", clean()), ("interactive", clean())];
    let device = certified(&stage, &given("device", 2, "2-a", &reports, &[]));
    let digest = |name: &str| Digest::of(name.as_bytes()).to_string();
    let parts = [
        (1, "software", software.as_str(), digest("software")),
        (2, "device", device.as_str(), digest("device")),
    ];
    let reports = [("documents", clean())];
    certified(&stage, &given("system", 3, "1", &reports, &parts));
    let state = |code: i32, status: &str| {
        let seen = stage
            .verified("out-system/certificate.json")
            .gives(code)
            .json();
        assert_eq!(seen["state"]["status"], status, "{seen}");
    };
    state(0, "valid");
    let change = |word: &str| {
        let more = ["--certificate", &device];
        stage.does("registrar", &[word], &more).gives(0);
    };
    change("suspend");
    state(1, "suspended");
    change("resume");
    state(0, "valid");
    // Nobody has declared a replacement that could be accepted.
    let more = ["--certificate", "2026-000003", "--old", &device, "--json"];
    let accept = stage
        .does("registrar", &["replace", "accept"], &more)
        .gives(1);
    assert!(codes(&accept).contains(&"replacement-not-declared".to_owned()));
}

#[test]
fn a_report_that_does_not_fit_the_case_is_refused_with_all_reasons() {
    let stage = stage();
    let given = |id| Given {
        id,
        category: 1,
        class: "2-b",
        reports: &[],
        components: &[],
    };
    let reports = [("static", json!([]))];
    let case = accepted(
        &stage,
        &Given {
            reports: &reports,
            ..given("software")
        },
    );
    Given {
        reports: &reports,
        ..given("another")
    }
    .write(stage.folder());
    let brings = |who: &str, product: &str, more: &[&str]| {
        let summary = stage.arg(&format!("{product}/static.json"));
        let more = [&["--case", &case, "--json", "--file", &summary], more].concat();
        codes(&stage.does(who, &["evidence"], &more).gives(1))
    };
    let sarif = stage.arg("software/static.sarif");
    let with = ["--attachment", &sarif];
    assert_eq!(brings("sato", "software", &[]), ["sarif-missing"]);
    assert_eq!(brings("sato", "another", &with), ["other-product"]);
    assert_eq!(
        brings("suzuki", "software", &with),
        [
            "role-missing",
            "not-an-evaluator-here",
            "firm-not-member",
            "firm-not-accredited"
        ]
    );
    let summary = stage.arg("software/static.json");
    let more = ["--file", &summary, "--attachment", &sarif];
    let taken = step(&stage, &case, ("sato", &["evidence"]), &more);
    assert_eq!(
        (&taken["result"], &taken["verdict"]),
        (&"r-000001".into(), &"pass".into())
    );
}
