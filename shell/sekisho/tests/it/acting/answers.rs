//! Findings raised, answered and ended, and results taken over by the next version: by single commands.

use super::{Stage, codes};

#[test]
fn a_finding_is_raised_answered_by_another_build_and_ended_by_a_retest() {
    let stage = Stage::new("0");
    stage.accepted();
    stage.tested("continuing");
    let failed = stage.tested("vulnerability");
    assert_eq!(
        (&failed["verdict"], &failed["sightings"]),
        (&"fail".into(), &1.into())
    );
    assert!(
        stage
            .refused("suzuki", &["review", "begin"], &[])
            .contains(&"sighting-without-finding".to_owned())
    );
    let raised = stage.step("sato", &["finding"], &["--result", "r-000002"]);
    assert_eq!(raised["findings"], serde_json::json!(["f-000001"]));
    let finding = ["--finding", "f-000001"];
    // Nothing has changed, and nobody has looked again.
    assert_eq!(
        stage.refused("sato", &["retest"], &finding),
        ["finding-not-answered"]
    );
    let lock = std::fs::read_to_string(stage.folder().path("product/Cargo.lock")).expect("a list");
    let mended = lock.replace(
        "dependencies = [\"part\"]\n\n[[package]]\nname = \"part\"",
        "\n[[package]]\nname = \"other\"",
    );
    stage.folder().write("product/Cargo.lock", mended);
    let product = stage.arg("product");
    stage.step("maru", &["answer", &product], &finding);
    assert_eq!(stage.status()["cases"][0]["awaits"], "evaluator");
    assert_eq!(stage.tested("vulnerability")["verdict"], "pass");
    stage.step("sato", &["retest"], &finding);
    stage.step("suzuki", &["review", "begin"], &[]);
    stage.step("suzuki", &["review", "return"], &[]);
    stage.step("suzuki", &["review", "begin"], &[]);
    stage.step("suzuki", &["review", "whole"], &[]);
    stage.step("suzuki", &["decide", "grant"], &["--class", "1"]);
}

#[test]
fn a_finding_is_answered_by_a_vex_document_that_evaluator_and_reviewer_accept() {
    let stage = Stage::new("0");
    let file = std::fs::read_to_string(stage.folder().path("product/product.toml"));
    let file = file.expect("a product.toml");
    let named = file.replace(
        "category = 1\n",
        "category = 1\npurl = 'pkg:generic/viewer'\n",
    );
    stage.folder().write("product/product.toml", named);
    let vex = |product: &str| {
        serde_json::json!({
            "@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://example.com/vex/1", "author": "maker",
            "timestamp": "2026-11-01T00:00:00Z", "version": 1,
            "statements": [{
                "vulnerability": { "name": "TEST-1" }, "status": "not_affected",
                "justification": "vulnerable_code_not_in_execute_path", "products": [{ "@id": product }],
            }],
        })
        .to_string()
    };
    stage.accepted();
    stage.tested("continuing");
    stage.tested("vulnerability");
    stage.step("sato", &["finding"], &[]);
    let finding = ["--finding", "f-000001"];
    let answer = |name: &str, product: &str| {
        stage.folder().write(name, vex(product));
        let document = stage.arg(name);
        stage.step("maru", &["answer", "--vex", &document], &finding);
        stage.tested("vulnerability")["verdict"].clone()
    };
    // A document about another version answers nothing.
    assert_eq!(answer("other.json", "pkg:generic/viewer@2"), "fail");
    assert_eq!(answer("vex.json", "pkg:generic/viewer@1"), "pass");
    stage.step("sato", &["retest"], &finding);
    stage.step("suzuki", &["review", "begin"], &[]);
    let whole = stage.refused("suzuki", &["review", "whole"], &[]);
    assert_eq!(whole, ["argument-not-accepted"]);
    stage.step("suzuki", &["review", "whole"], &["--accept", "f-000001"]);
    stage.step("suzuki", &["decide", "grant"], &[]);
}

#[test]
fn the_next_version_takes_over_what_a_delta_evaluation_lets_it() {
    let stage = Stage::new("2.0.0");
    let number = stage.certified();
    let file = std::fs::read_to_string(stage.folder().path("product/product.toml"));
    let file = file.expect("a product.toml");
    stage.folder().write(
        "product/product.toml",
        file.replace("version = '1'", "version = '2'"),
    );
    stage.folder().write("product/a.tar.gz", "the next version");
    let (product, feed) = (stage.arg("product"), stage.arg("feed"));
    let act = |who: &str, words: &[&str], more: &[&str]| {
        let more = [more, &["--case", "case-000002", "--json"]].concat();
        stage.does(who, words, &more)
    };
    stage.does("maru", &["apply", &product], &[]).gives(0);
    act("maru", &["submit", &product], &[]).gives(0);
    act("registrar", &["accept"], &["--evaluator", "sato"]).gives(0);
    let held = ["--advisories", &feed, "--least-records", "1"];
    let delta = |of: &str| {
        let more = [&held[..], &["--certificate", of]].concat();
        act("sato", &["delta", &product], &more)
    };
    assert_eq!(
        codes(&delta("2026-999999").gives(1)),
        ["certificate-unknown"]
    );
    let told = delta(&number).gives(0).json();
    let outcomes = told["outcomes"].as_array().expect("outcomes").iter();
    let outcomes: Vec<_> = outcomes
        .map(|one| one["test"].as_str().expect("a test"))
        .collect();
    assert_eq!(outcomes, ["continuing", "vulnerability"]);
    let engine = [&held[..], &["--engine", "vulnerability"]].concat();
    act("sato", &["evidence", &product], &engine).gives(0);
    act("suzuki", &["review", "begin"], &[]).gives(0);
    act("suzuki", &["review", "whole"], &[]).gives(0);
    act("suzuki", &["decide", "grant"], &[]).gives(0);
    let out = stage.arg("out-2");
    let issue = || act("registrar", &["issue"], &["--into", &out]);
    // Two versions never stand side by side unnoticed.
    assert_eq!(codes(&issue().gives(1)), ["previous-stands"]);
    let more = ["--certificate", &number, "--version", "2"];
    stage.does("maru", &["void"], &more).gives(0);
    issue().gives(0);
    let seen = stage.verified("out-2/certificate.json").gives(0).json();
    assert_eq!(seen["certificate"]["predecessor"], number);
}
