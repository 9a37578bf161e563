//! Strangers and forgers: what `verify` believes, and the exit code of every situation.

use std::sync::OnceLock;

use crate::program::{Folder, Ran, run, workspace};

/// One demonstration for all tests here that only read.
fn demo() -> &'static Folder {
    static DEMO: OnceLock<Folder> = OnceLock::new();
    DEMO.get_or_init(|| {
        let folder = Folder::new();
        let (product, into) = (workspace("examples/gateway"), folder.arg("demo"));
        run(&["certify", &product, "--into", &into]).gives(0);
        folder
    })
}

fn verify(file: &str, more: &[&str]) -> Ran {
    let trust = demo().arg("demo/trust.json");
    run(&[&["verify", file, "--trust", &trust, "--json"], more].concat())
}

fn certificate() -> String {
    demo().arg("demo/certificate.json")
}

#[test]
fn issued_as_shown_is_a_yes_and_not_asking_is_no_answer() {
    let issued = verify(&certificate(), &["--as-issued"]).gives(0).json();
    assert_eq!(issued["verdict"], "issued");
    let unknown = verify(&certificate(), &[]).gives(2).json();
    assert_eq!(unknown["verdict"], "unknown");
    assert_eq!(unknown["reasons"][0]["code"], "state-not-asked");
}

#[test]
fn without_a_trust_file_nothing_can_be_checked() {
    let register = demo().arg("demo/register");
    let ran = run(&["verify", &certificate(), "--register", &register]).gives(2);
    assert!(ran.err.contains("--trust"), "{}", ran.err);
}

#[test]
fn a_register_that_is_not_there_or_is_empty_gives_no_answer() {
    for name in ["no-such-folder", "demo/register/statements"] {
        let register = demo().arg(name);
        let ran = verify(&certificate(), &["--register", &register]).gives(2);
        assert_eq!(ran.json()["verdict"], "unknown", "{name}");
    }
    verify(&certificate(), &["--register", "https://register.example"]).gives(2);
}

#[test]
fn a_register_or_certificate_of_another_body_is_never_a_yes() {
    let other = Folder::new();
    let (product, into) = (workspace("examples/gateway"), other.arg("demo"));
    run(&["certify", &product, "--into", &into]).gives(0);
    let register = other.arg("demo/register");
    assert_ne!(verify(&certificate(), &["--register", &register]).code, 0);
    verify(&other.arg("demo/certificate.json"), &["--as-issued"]).gives(1);
}

#[test]
fn a_changed_certificate_is_refused() {
    let folder = Folder::new();
    let text = std::fs::read_to_string(certificate()).unwrap();
    let bundle: serde_json::Value = serde_json::from_str(&text).unwrap();
    let payload = bundle["dsseEnvelope"]["payload"].as_str().unwrap();
    for (at, name) in [(payload.len() / 2, "middle"), (40, "start")] {
        let mut changed = payload.as_bytes().to_vec();
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).unwrap();
        folder.write(name, text.replace(payload, &changed));
        verify(&folder.arg(name), &["--as-issued"]).gives(1);
    }
    folder.write("not-json", "hello");
    verify(&folder.arg("not-json"), &["--as-issued"]).gives(1);
    verify(&folder.arg("missing"), &["--as-issued"]).gives(2);
}

#[test]
fn an_artefact_is_the_one_certified_or_it_is_not() {
    let right = workspace("examples/gateway/0.2.0/SHA256SUMS");
    let wrong = workspace("examples/gateway/product.toml");
    let ran = verify(&certificate(), &["--as-issued", "--artefact", &right])
        .gives(0)
        .json();
    assert!(
        ran["checked"]
            .as_array()
            .unwrap()
            .iter()
            .any(|check| check == "artefacts")
    );
    let ran = verify(&certificate(), &["--as-issued", "--artefact", &wrong])
        .gives(1)
        .json();
    assert_eq!(ran["reasons"][0]["code"], "artefact-not-covered");
}

#[test]
fn the_state_is_told_for_the_day_that_is_asked() {
    let register = demo().arg("demo/register");
    let ran = verify(
        &certificate(),
        &["--register", &register, "--at", "2031-01-01"],
    )
    .gives(1);
    assert_eq!(ran.json()["state"]["status"], "expired");
}

/// A copy of the register in which one thing is changed.
fn tampered(folder: &Folder, change: impl Fn(&std::path::Path)) -> String {
    copy(&demo().path("demo/register"), &folder.path("register"));
    change(&folder.path("register"));
    folder.arg("register")
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    let copied = std::process::Command::new("cp")
        .arg("-r")
        .args([from, to])
        .status();
    assert!(copied.expect("cp runs").success());
}

#[test]
fn a_missing_statement_makes_the_state_unknowable() {
    let folder = Folder::new();
    let register = tampered(&folder, |root| {
        let statements = std::fs::read_dir(root.join("statements")).unwrap();
        let first = statements.map(|entry| entry.unwrap().path()).min().unwrap();
        std::fs::remove_file(first).unwrap();
    });
    let ran = verify(&certificate(), &["--register", &register])
        .gives(2)
        .json();
    assert_eq!(ran["reasons"][0]["code"], "statement-missing");
}

#[test]
fn a_register_from_before_the_certificate_gives_no_yes() {
    let folder = Folder::new();
    let earlier = demo().path("demo/certificates");
    let earlier = std::fs::read_dir(earlier)
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let bundle = std::fs::read_to_string(earlier.join("certificate.json")).unwrap();
    let bundle: serde_json::Value = serde_json::from_str(&bundle).unwrap();
    let proof = &bundle["verificationMaterial"]["tlogEntries"][0]["inclusionProof"];
    let checkpoint = proof["checkpoint"]["envelope"].as_str().unwrap();
    // The old checkpoint put back: the version-up is hidden from who asks.
    let register = tampered(&folder, |root| {
        std::fs::write(root.join("shards/2026/checkpoint"), checkpoint).unwrap();
    });
    let ran = verify(&certificate(), &["--register", &register]);
    assert_ne!(ran.code, 0, "{}", ran.out);
}

#[test]
fn tampering_with_an_entry_is_found_and_named_by_the_audit() {
    let folder = Folder::new();
    let trust = demo().arg("demo/trust.json");
    run(&[
        "register",
        "audit",
        &demo().arg("demo/register"),
        "--trust",
        &trust,
    ])
    .gives(0);
    let register = tampered(&folder, |root| {
        let entries = root.join("shards/2026/tile/entries/000.p/5");
        let mut bytes = std::fs::read(&entries).unwrap();
        let at = bytes.len() / 2;
        bytes[at] ^= 1;
        std::fs::write(entries, bytes).unwrap();
    });
    let ran = run(&["register", "audit", &register, "--trust", &trust, "--json"]).gives(1);
    assert_eq!(ran.json()["clean"], false);
    verify(&certificate(), &["--register", &register]).gives(1);
}

#[test]
fn both_languages_give_the_same_verdict_and_leave_no_message_out() {
    let register = demo().arg("demo/register");
    let trust = demo().arg("demo/trust.json");
    for language in ["ja", "en"] {
        let args = [
            "verify",
            &certificate(),
            "--trust",
            &trust,
            "--register",
            &register,
            "--lang",
            language,
        ];
        let ran = run(&args).gives(0);
        assert!(!ran.out.contains('{'), "{}", ran.out);
    }
}
