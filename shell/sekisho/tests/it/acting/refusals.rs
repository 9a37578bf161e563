//! What the rules do not allow ends with 1 and all reasons; what cannot be done with 2 and what to do.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use super::{Stage, codes};
use crate::languages::check;
use crate::program::run;

#[test]
fn whoever_evaluated_neither_reviews_nor_decides() {
    let stage = Stage::new("2.0.0");
    // Somebody with all three roles, of the testing firm.
    let key = stage.key("kato");
    run(&["body", "key", "new", "--plain", &key]).gives(0);
    let public = key.replace(".pem", ".pub");
    let who = [
        "--actor",
        "kato",
        "--firm",
        "lab",
        "--name-ja",
        "加藤",
        "--name-en",
        "Kato",
    ];
    let roles = ["--role", "evaluator", "reviewer", "--role", "decider"];
    let more = ["--public-key", &public, "--until", "2099-12-31"];
    let words = ["key", "register"];
    stage
        .does("registrar", &words, &[&who[..], &roles, &more].concat())
        .gives(0);
    let product = stage.arg("product");
    stage.does("maru", &["apply", &product], &[]).gives(0);
    stage.step("maru", &["submit", &product], &[]);
    stage.step("registrar", &["accept"], &["--evaluator", "sato", "kato"]);
    stage.tested("continuing");
    stage.tested("vulnerability");
    assert_eq!(
        stage.refused("kato", &["review", "begin"], &[]),
        ["has-evaluated"]
    );
    stage.step("suzuki", &["review", "begin"], &[]);
    stage.step("suzuki", &["review", "whole"], &[]);
    assert_eq!(
        stage.refused("kato", &["decide", "grant"], &[]),
        ["has-evaluated"]
    );
    // Without the role too, the reasons are all told.
    let both = stage.refused("sato", &["decide", "grant"], &[]);
    assert_eq!(both, ["role-missing", "has-evaluated"]);
    stage.step("suzuki", &["decide", "grant"], &[]);
}

#[test]
fn another_persons_key_an_unknown_one_and_a_revoked_one_do_nothing() {
    let stage = Stage::new("2.0.0");
    let product = stage.arg("product");
    let apply = |who: &str| codes(&stage.does(who, &["apply", &product], &["--json"]).gives(1));
    assert_eq!(apply("sato"), ["role-missing", "not-the-maker"]);
    run(&["body", "key", "new", "--plain", &stage.key("nobody")]).gives(0);
    assert_eq!(apply("nobody"), ["key-of-nobody"]);
    stage
        .does("registrar", &["key", "revoke"], &["--actor", "maru"])
        .gives(0);
    assert_eq!(apply("maru"), ["key-revoked"]);
    assert_eq!(stage.status()["cases"], serde_json::json!([]));
}

#[test]
fn an_act_without_a_reason_is_refused_and_told_in_both_languages() {
    let stage = Stage::new("2.0.0");
    let product = stage.arg("product");
    for why in [[].as_slice(), &["--why", " "]] {
        let more = [why, &["--json"]].concat();
        let ran = stage.acts("maru", &["apply", &product], &more).gives(1);
        assert_eq!(codes(&ran), ["why-missing"]);
    }
    let told = |language: &str| {
        let ran = stage.acts("maru", &["apply", &product], &["--lang", language]);
        ran.gives(1).out
    };
    let (ja, en) = (told("ja"), told("en"));
    assert!(ja.contains("規則により行えない"), "{ja}");
    assert!(
        en.contains("The rules do not allow it") && en.contains("why"),
        "{en}"
    );
    // A reason in one language alone is no order.
    let half = stage.acts("maru", &["apply", &product], &["--why-ja", "理由"]);
    assert!(half.gives(2).err.contains("--why-en"));
}

#[test]
fn membership_accreditation_and_ties_are_asked_for_on_the_day() {
    let stage = Stage::new("2.0.0");
    let product = stage.arg("product");
    stage.does("maru", &["apply", &product], &[]).gives(0);
    stage.step("maru", &["submit", &product], &[]);
    let tie = ["--firm", "lab", "--other", "m"];
    stage.does("sato", &["tie"], &tie).gives(0);
    let accept = || stage.refused("registrar", &["accept"], &["--evaluator", "sato"]);
    assert_eq!(accept(), ["firm-tied"]);
    let scope = [
        "--firm",
        "lab",
        "--category",
        "1",
        "--test",
        "vulnerability",
        "continuing",
    ];
    stage
        .does("registrar", &["accredit", "end"], &scope)
        .gives(0);
    assert_eq!(accept(), ["firm-tied", "firm-not-accredited-at-all"]);
    stage
        .does("registrar", &["member", "end"], &["--firm", "lab"])
        .gives(0);
    let again = stage.does(
        "registrar",
        &["member", "end"],
        &["--firm", "lab", "--json"],
    );
    assert_eq!(codes(&again.gives(1)), ["firm-not-member"]);
}

#[test]
fn a_case_a_result_or_a_decision_that_is_not_there_is_a_no() {
    let stage = Stage::new("2.0.0");
    assert_eq!(stage.refused("sato", &["finding"], &[]), ["case-unknown"]);
    stage.accepted();
    assert_eq!(stage.refused("sato", &["finding"], &[]), ["no-evidence"]);
    let finding = ["--finding", "f-000009"];
    assert_eq!(
        stage.refused("sato", &["retest"], &finding),
        ["finding-unknown"]
    );
    let out = stage.arg("out");
    let issue = stage.refused("registrar", &["issue"], &["--into", &out]);
    assert_eq!(issue, ["wrong-stage", "not-decided"]);
    assert!(!stage.folder().path("out").exists());
    let number = ["--certificate", "2026-000009", "--json"];
    let suspend = stage.does("registrar", &["suspend"], &number).gives(1);
    assert_eq!(codes(&suspend), ["certificate-unknown"]);
}

#[test]
fn the_engine_looks_only_at_the_build_that_was_handed_in() {
    let stage = Stage::new("2.0.0");
    stage.accepted();
    stage.folder().write("product/a.tar.gz", "something else");
    let (product, feed) = (stage.arg("product"), stage.arg("feed"));
    let more = ["--engine", "vulnerability", "--advisories", &feed];
    let no = stage.refused("sato", &["evidence", &product], &more);
    assert_eq!(no, ["build-not-at-hand"]);
}

#[test]
fn what_cannot_be_done_says_what_was_wrong_and_ends_with_2() {
    let stage = Stage::new("2.0.0");
    let said = |who: &str, words: &[&str], more: &[&str], part: &str| {
        let ran = stage.does(who, words, more).gives(2);
        assert!(ran.err.contains(part), "{}", ran.err);
    };
    said("maru", &["apply", &stage.arg("missing")], &[], "missing");
    stage.folder().write("half.toml", "[product]\nname = 1\n");
    said("maru", &["apply", &stage.arg("half.toml")], &[], "line 2");
    said(
        "registrar",
        &["suspend"],
        &["--certificate", "7"],
        "2026-000001",
    );
    said(
        "maru",
        &["submit", "x"],
        &["--case", "Case 1"],
        "case-000001",
    );
    let who = [
        "--actor",
        "x",
        "--firm",
        "y",
        "--name-ja",
        "z",
        "--name-en",
        "z",
    ];
    let until = ["--until", "2099-12-31", "--public-key"];
    let private = stage.key("maru");
    let register = |role: &str, public: &str, part: &str| {
        let more = [&who[..], &["--role", role], &until, &[public]].concat();
        said("registrar", &["key", "register"], &more, part);
    };
    register("boss", "x", "reviewer");
    register("auditor", &private, ".pub");
    let err = stage
        .does(
            "registrar",
            &["key", "register"],
            &[&who[..], &["--role", "auditor"], &until, &[&private]].concat(),
        )
        .err;
    assert!(!err.contains("PRIVATE"), "{err}");
    assert!(
        run(&["body", "key", "new", "--plain", &private])
            .gives(2)
            .err
            .contains("never overwritten")
    );
    fs::set_permissions(&private, fs::Permissions::from_mode(0o644)).expect("a mode");
    said("maru", &["apply", &stage.arg("product")], &[], "644");
    // No second founding, and no body where there is none.
    assert!(stage.found().gives(2).err.contains("trust.json"));
    let none = run(&["body", "status", "--body", &stage.arg("elsewhere")]);
    assert!(none.gives(2).err.contains("holds no body"));
}

#[test]
fn what_stops_an_act_is_told_in_the_readers_language() {
    let stage = Stage::new("2.0.0");
    stage.accepted();
    let (body, key, product) = (stage.arg("body"), stage.key("maru"), stage.arg("product"));
    let (missing, file) = (stage.arg("missing"), stage.arg("feed/TEST-1.json"));
    let act = |words: &[&str], more: &[&str]| {
        let with = ["--body", &body, "--as", &key, "--why", "x"];
        check(&[&["body"], words, &with, more].concat())
    };
    let case = ["--case", "case-000001"];
    act(&["apply", &missing], &[]);
    act(&["apply", &file], &[]);
    act(
        &["submit", &product],
        &[&case[..], &["--version", "7"]].concat(),
    );
    act(
        &["submit", &product],
        &[&case[..], &["--build", "0"]].concat(),
    );
    act(
        &["submit", &product],
        &[&case[..], &["--build", "9"]].concat(),
    );
    act(&["submit", &missing], &case);
    act(&["submit", &product], &["--case", "?"]);
    act(&["evidence"], &case);
    act(&["evidence", &product, "--engine", "static"], &case);
    act(&["evidence", "--file", &missing], &case);
    act(&["evidence", &product, "--engine", "vulnerability"], &case);
    act(&["answer"], &[&case[..], &["--finding", "f-1"]].concat());
    act(
        &["answer", "--vex", &file],
        &[&case[..], &["--finding", "f-1"]].concat(),
    );
    act(
        &["decide", "grant"],
        &[&case[..], &["--conditions", &file]].concat(),
    );
    act(&["void"], &["--certificate", "2026-1", "--version", "2"]);
    act(&["handle", "--entry", "x"], &["--text", &missing]);
    act(&["appeal", "--text", &missing], &case);
    act(&["key", "register"], &["--actor", "X"]);
    let status = ["body", "status", "--body"];
    check(&[&status[..], &[&missing]].concat());
    check(&[&status[..], &[&body, "--register", &missing]].concat());
    check(&["body", "key", "new", "--plain", &key]);
    check(&["body", "plan", "--body", &body]);
    check(&["body"]);
}

#[test]
fn a_register_of_another_body_is_not_written_to() {
    let (stage, other) = (Stage::new("2.0.0"), Stage::new("2.0.0"));
    let product = stage.arg("product");
    let register = other.arg("register");
    let ran = stage.does("maru", &["apply", &product], &["--register", &register]);
    assert_eq!(ran.gives(2).out, "");
    assert_eq!(stage.status()["cases"], serde_json::json!([]));
}
