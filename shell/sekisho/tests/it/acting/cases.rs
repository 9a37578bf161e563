//! One case by single commands: from the founding to a certificate that strangers verify.

use super::Stage;
use crate::program::run;

#[test]
fn a_case_goes_from_the_founding_to_a_valid_certificate_by_single_commands() {
    let stage = Stage::new("2.0.0");
    stage.accepted();
    let waits = |stage: &Stage| {
        let status = stage.status();
        let case = &status["cases"][0];
        (case["stage"].clone(), case["awaits"].clone())
    };
    assert_eq!(waits(&stage), ("accepted".into(), "evaluator".into()));
    let result = stage.tested("continuing");
    assert_eq!(
        (&result["result"], &result["verdict"]),
        (&"r-000001".into(), &"pass".into())
    );
    assert_eq!(stage.tested("vulnerability")["verdict"], "pass");
    assert_eq!(waits(&stage), ("evaluating".into(), "reviewer".into()));
    stage.step("suzuki", &["review", "begin"], &[]);
    stage.step("suzuki", &["review", "whole"], &[]);
    assert_eq!(waits(&stage), ("ready".into(), "decider".into()));
    stage.step("suzuki", &["decide", "grant"], &[]);
    assert_eq!(waits(&stage), ("ready".into(), "registrar".into()));
    let out = stage.arg("out");
    let issued = stage.step("registrar", &["issue"], &["--into", &out]);
    assert_eq!(waits(&stage), ("certified".into(), serde_json::Value::Null));
    for name in [
        "certificate.json",
        "certificate.svr.json",
        "certificate.tlog-proof",
        "certificate.html",
        "report.json",
        "report.html",
        "trust.json",
    ] {
        assert!(
            stage.folder().path("out").join(name).is_file(),
            "{name} is missing"
        );
    }
    let seen = stage.verified("out/certificate.json").gives(0).json();
    assert_eq!(seen["verdict"], "valid");
    assert_eq!(seen["certificate"]["number"], issued["certificate"]);
    assert_eq!(seen["certificate"]["demonstration"], false);
    let trust = stage.arg("trust.json");
    run(&[
        "register",
        "audit",
        &stage.arg("register"),
        "--trust",
        &trust,
    ])
    .gives(0);
}

#[test]
fn conditions_that_the_decider_names_stand_on_the_certificate() {
    let stage = Stage::new("2.0.0");
    stage.reviewed();
    let terms = "conditions = [{ ja = '社内網で使う', en = 'used inside the house' }]\n";
    stage.folder().write("terms.toml", terms);
    let named = ["--conditions", &stage.arg("terms.toml")];
    stage.step("suzuki", &["decide", "grant"], &named);
    let out = stage.arg("out");
    stage.step("registrar", &["issue"], &["--into", &out]);
    let seen = stage.verified("out/certificate.json").gives(0).json();
    assert_eq!(
        seen["certificate"]["conditions"][0]["en"],
        "used inside the house"
    );
    // The files can be had again, without an act.
    let (before, again) = (stage.status()["acts"].clone(), stage.arg("again"));
    let more = ["--case", "case-000001", "--into", &again, "--json"];
    let told = stage.does("registrar", &["issue"], &more).gives(0).json();
    assert_eq!(
        (&told["act"], &stage.status()["acts"]),
        (&serde_json::Value::Null, &before)
    );
    stage.verified("again/certificate.json").gives(0);
}

#[test]
fn an_act_is_told_with_its_number_in_both_languages() {
    let stage = Stage::new("2.0.0");
    stage.accepted();
    let submit = |language: &str| {
        let (body, key) = (stage.arg("body"), stage.key("registrar"));
        let names = [
            "--name-ja",
            "甲社",
            "--name-en",
            "Kou",
            "--until",
            "2099-12-31",
        ];
        let act = [
            "body", "member", "admit", "--body", &body, "--as", &key, "--why", "x",
        ];
        let firm = ["--firm", language, "--lang", language];
        run(&[&act[..], &firm, &names].concat()).gives(0).out
    };
    let (ja, en) = (submit("ja"), submit("en"));
    assert!(ja.contains("会員の入会") && ja.contains("甲社"), "{ja}");
    assert!(en.contains("member admitted") && en.contains("Kou"), "{en}");
    let acts = stage.status()["acts"].to_string();
    assert!(en.trim_start().starts_with(&acts), "{en}");
    let body = stage.arg("body");
    let plan = [
        "body",
        "plan",
        "--case",
        "case-000001",
        "--body",
        &body,
        "--json",
    ];
    let plan = run(&plan).gives(0).json();
    assert_eq!(
        (&plan["earned"], &plan["tests"][0]["by"]),
        (&false.into(), &"engine".into())
    );
}

#[test]
fn a_certificate_that_waits_for_witnesses_is_handed_out_when_they_have_seen_it() {
    let stage = Stage::new("2.0.0");
    let (register, body, trust) = (
        stage.arg("register"),
        stage.arg("body"),
        stage.arg("trust.json"),
    );
    let key = stage.arg("w1.pem");
    run(&["witness", "key", &key, "--name", "w1.example"]).gives(0);
    let vkey = std::fs::read_to_string(stage.folder().path("w1.vkey")).expect("a public key");
    let named = ["--trust", &trust, "--quorum", "1", "--witness", vkey.trim()];
    let keep = |words: &[&str], more: &[&str]| {
        run(&[&["register"], words, &[&register, "--body", &body], more].concat())
    };
    keep(&["witnesses"], &named).gives(0);
    stage.reviewed();
    stage.step("suzuki", &["decide", "grant"], &[]);
    let out = stage.arg("out");
    let issued = stage.step("registrar", &["issue"], &["--into", &out]);
    assert!(
        issued["certificate"].is_string() && issued["file"].is_null(),
        "{issued}"
    );
    assert!(!stage.folder().path("out/certificate.json").exists());
    let again = || {
        let more = ["--case", "case-000001", "--into", &out];
        stage.does("registrar", &["issue"], &more)
    };
    assert!(again().gives(2).err.contains("witness"));
    run(&["witness", &register, "--key", &key, "--trust", &trust]).gives(0);
    let memory = std::fs::read_dir(stage.folder().path("w1.memory")).expect("a memory");
    let cosigned = memory
        .map(|entry| entry.expect("an entry").path())
        .find(|path| path.extension().is_some_and(|end| end == "checkpoint"));
    let cosigned = cosigned
        .expect("a cosigned checkpoint")
        .display()
        .to_string();
    keep(&["cosign"], &[&cosigned]).gives(0);
    again().gives(0);
    stage.verified("out/certificate.json").gives(0);
}
