//! Certificates that stand, applications that are taken back, appeals: by single commands, and as the register shows them.

use super::{Stage, codes};

#[test]
fn a_suspension_its_end_and_a_withdrawal_show_in_the_register_at_once() {
    let stage = Stage::new("2.0.0");
    let number = stage.certified();
    let change = |who: &str, word: &str| {
        let more = ["--certificate", &number, "--json"];
        stage.does(who, &[word], &more)
    };
    let state = |code: i32, status: &str| {
        let seen = stage.verified("out/certificate.json").gives(code).json();
        assert_eq!(seen["state"]["status"], status, "{seen}");
    };
    state(0, "valid");
    assert_eq!(codes(&change("sato", "suspend").gives(1)), ["role-missing"]);
    change("suzuki", "suspend").gives(0);
    state(1, "suspended");
    assert_eq!(stage.status()["certificates"][0]["standing"], "suspended");
    assert_eq!(
        codes(&change("registrar", "suspend").gives(1)),
        ["already-suspended"]
    );
    change("registrar", "resume").gives(0);
    state(0, "valid");
    assert_eq!(
        codes(&change("registrar", "expire").gives(1)),
        ["not-expired"]
    );
    change("maru", "withdraw").gives(0);
    state(1, "withdrawn");
    let over = codes(&change("registrar", "resume").gives(1));
    assert_eq!(over, ["certificate-over", "not-suspended"]);
}

#[test]
fn a_reason_in_two_languages_stands_so_in_public() {
    let stage = Stage::new("2.0.0");
    let number = stage.certified();
    let more = [
        "--certificate",
        &number,
        "--why-ja",
        "調査のため",
        "--why-en",
        "being looked into",
    ];
    stage.acts("registrar", &["suspend"], &more).gives(0);
    let page = stage
        .folder()
        .path(&format!("register/certificates/{number}/index.html"));
    let page = std::fs::read_to_string(page).expect("the certificate's page");
    assert!(page.contains("調査のため") && page.contains("being looked into"));
}

#[test]
fn a_version_up_voids_the_certificate_and_names_the_version_that_follows() {
    let stage = Stage::new("2.0.0");
    let number = stage.certified();
    let more = [
        "--certificate",
        &number,
        "--version",
        "2",
        "--blocking-known",
    ];
    stage.does("maru", &["void"], &more).gives(0);
    let seen = stage.verified("out/certificate.json").gives(1).json();
    assert_eq!(seen["reasons"][0]["code"], "void");
    assert_eq!(seen["reasons"][0]["version"], "2");
}

#[test]
fn an_application_is_taken_back_by_its_maker_and_nothing_follows() {
    let stage = Stage::new("2.0.0");
    stage.accepted();
    assert!(
        stage
            .refused("sato", &["withdraw"], &[])
            .contains(&"role-missing".to_owned())
    );
    stage.step("maru", &["withdraw"], &[]);
    assert_eq!(stage.status()["cases"][0]["stage"], "withdrawn");
    assert_eq!(stage.refused("maru", &["withdraw"], &[]), ["wrong-stage"]);
}

#[test]
fn an_appeal_is_answered_by_somebody_who_had_no_part() {
    let stage = Stage::new("2.0.0");
    stage.reviewed();
    stage.step("suzuki", &["decide", "refuse"], &[]);
    stage.folder().write("appeal.txt", "看過されている");
    let text = ["--text", &stage.arg("appeal.txt")];
    assert!(
        stage
            .refused("sato", &["appeal"], &text)
            .contains(&"role-missing".to_owned())
    );
    let made = stage.step("maru", &["appeal"], &text);
    let entry = made["entry"].as_str().expect("an entry");
    assert_eq!(stage.status()["entries"][0]["handled"], false);
    stage.folder().write("answer.txt", "再検討した");
    let answer = stage.arg("answer.txt");
    let more = ["--entry", entry, "--upheld", "--text", &answer, "--json"];
    let handle = |who: &str| stage.does(who, &["handle"], &more);
    assert!(codes(&handle("suzuki").gives(1)).contains(&"role-missing".to_owned()));
    handle("mori").gives(0);
    assert_eq!(stage.status()["entries"][0]["handled"], true);
    assert_eq!(codes(&handle("mori").gives(1)), ["entry-handled"]);
    // Anybody may complain, also about nothing in particular.
    let more = ["--text", &answer];
    stage.does("sato", &["complaint"], &more).gives(0);
    assert_eq!(stage.status()["entries"].as_array().map(Vec::len), Some(2));
}
