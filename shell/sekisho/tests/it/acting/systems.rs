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
    run(&["body", "key", "new", "--plain", &key]).gives(0);
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

/// A case of the product in this folder is opened and accepted.
fn accepted(stage: &Stage, product: &str) -> String {
    let product = stage.arg(product);
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
    given.write(stage.folder());
    certified_as_it_lies(stage, given.id)
}

fn certified_as_it_lies(stage: &Stage, id: &str) -> String {
    let case = accepted(stage, id);
    let (product, feed, body) = (stage.arg(id), stage.arg("feed"), stage.arg("body"));
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
    let out = stage.arg(&format!("out-{id}"));
    let issued = step(stage, &case, ("registrar", &["issue"]), &["--into", &out]);
    issued["certificate"].as_str().expect("a number").to_owned()
}

/// The numbers of a software's, a device's and a system's certificate; the system rests on the other two.
fn system(stage: &Stage) -> [String; 3] {
    let clean = || json!([]);
    let given = |id, category, class, reports, components| Given {
        id,
        category,
        class,
        reports,
        components,
    };
    let reports = [("interactive", clean())];
    let software = certified(stage, &given("software", 1, "2-a", &reports, &[]));
    let reports = [("fuzzing", clean()), ("interactive", clean())];
    let device = certified(stage, &given("device", 2, "2-a", &reports, &[]));
    let parts = [
        (1, "software", software.as_str(), digest("software")),
        (2, "device", device.as_str(), digest("device")),
    ];
    let reports = [("documents", clean())];
    let system = certified(stage, &given("system", 3, "1", &reports, &parts));
    [software, device, system]
}

fn digest(of: &str) -> String {
    Digest::of(of.as_bytes()).to_string()
}

/// What the register says of the system's certificate.
#[track_caller]
fn state(stage: &Stage, code: i32, status: &str) -> Value {
    let seen = stage.verified("out-system/certificate.json");
    let seen = seen.gives(code).json();
    assert_eq!(seen["state"]["status"], status, "{seen}");
    seen
}

#[test]
fn a_system_stands_on_its_components_and_is_suspended_and_comes_back_with_one() {
    let stage = stage();
    let [_, device, system] = system(&stage);
    state(&stage, 0, "valid");
    let change = |word: &str| {
        let more = ["--certificate", &device];
        stage.does("registrar", &[word], &more).gives(0);
    };
    change("suspend");
    state(&stage, 1, "suspended");
    change("resume");
    state(&stage, 0, "valid");
    // Nobody has declared a replacement that could be accepted.
    let more = ["--certificate", &system, "--old", &device, "--json"];
    let accept = stage.does("registrar", &["replace", "accept"], &more);
    assert!(codes(&accept.gives(1)).contains(&"replacement-not-declared".to_owned()));
}

#[test]
fn a_system_comes_back_with_the_successor_of_a_component_that_ended() {
    let stage = stage();
    let [software, _, system] = system(&stage);
    let more = [
        "--certificate",
        &software,
        "--version",
        "2.0",
        "--blocking-known",
    ];
    stage.does("yama", &["void"], &more).gives(0);
    state(&stage, 1, "suspended");
    // The next version, with its report.
    let changed = |name: &str, from: &str, to: &str| {
        let name = format!("software/{name}");
        let text = std::fs::read_to_string(stage.folder().path(&name)).expect("a file");
        assert!(text.contains(from), "{name}");
        stage.folder().write(&name, text.replace(from, to));
    };
    changed("product.toml", "version = \"1.0\"", "version = \"2.0\"");
    changed("app.bin", "software", "software 2");
    changed("interactive.json", "\"1.0\"", "\"2.0\"");
    changed(
        "interactive.json",
        &digest("software"),
        &digest("software 2"),
    );
    let next = certified_as_it_lies(&stage, "software");
    let of_system = ["--certificate", &system, "--old", &software, "--json"];
    let declared = ["--new", &next, "--sha256", &digest("software 2")];
    let declare = |who: &str| {
        let more = [&of_system[..], &declared].concat();
        stage.does(who, &["replace", "declare"], &more)
    };
    assert_eq!(codes(&declare("maru").gives(1)), ["not-the-maker"]);
    declare("yama").gives(0);
    state(&stage, 1, "suspended");
    let [summary, sarif] =
        ["json", "sarif"].map(|end| stage.arg(&format!("system/documents.{end}")));
    let report = ["--file", &summary, "--attachment", &sarif];
    let more = [&of_system[..], &report].concat();
    let told = stage
        .does("sato", &["replace", "examine"], &more)
        .gives(0)
        .json();
    assert_eq!(
        (&told["result"], &told["verdict"]),
        (&"r-000002".into(), &"pass".into())
    );
    stage
        .does("registrar", &["replace", "accept"], &of_system)
        .gives(0);
    let seen = state(&stage, 0, "valid");
    assert!(
        seen["state"]["components"].to_string().contains(&next),
        "{seen}"
    );
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
    for id in ["software", "another"] {
        let reports = [("static", json!([]))];
        let reports = &reports;
        Given {
            reports,
            ..given(id)
        }
        .write(stage.folder());
    }
    let case = accepted(&stage, "software");
    let brings = |who: &str, product: &str, more: &[&str]| {
        let summary = stage.arg(&format!("{product}/static.json"));
        let more = [&["--case", &case, "--json", "--file", &summary], more].concat();
        codes(&stage.does(who, &["evidence"], &more).gives(1))
    };
    let sarif = stage.arg("software/static.sarif");
    let with = ["--attachment", &sarif];
    assert_eq!(brings("sato", "software", &[]), ["sarif-missing"]);
    assert_eq!(brings("sato", "another", &with), ["other-product"]);
    // Nobody signed for a file that the summary does not name.
    let list = stage.arg("software/product.toml");
    let more = [&with[..], &[&list]].concat();
    assert_eq!(brings("sato", "software", &more), ["attachment-unnamed"]);
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
