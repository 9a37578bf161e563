//! Strangers and forgers: what `verify` believes, and the exit code of every situation.

use std::sync::OnceLock;

use crate::program::{Folder, Ran, command, ended, run, workspace};

/// One demonstration for all tests here that only read.
pub(crate) fn demo() -> &'static Folder {
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

#[test]
fn no_register_says_valid_for_a_day_to_come() {
    let register = demo().arg("demo/register");
    let ask = |at: &str| verify(&certificate(), &["--register", &register, "--at", at]);
    let issued = demo().json("demo/register/index.json");
    let issued = issued["certificates"][1]["issued"].as_str().unwrap();
    ask(issued).gives(0);
    let today = &issued[..10];
    // Between these two lines midnight may come; then the day is over and still one that is known.
    ask(today).gives(0);
    let later = ask("2028-01-01").gives(2).json();
    assert_eq!(later["verdict"], "unknown");
    assert_eq!(later["reasons"][0]["code"], "asked-about-the-future");
    let ran = run(&["verify", "x", "--as-issued", "--at", today]).gives(2);
    assert!(ran.err.contains("--as-issued"), "{}", ran.err);
}

#[test]
fn the_document_beside_a_certificate_is_the_one_certified_or_absent() {
    let folder = Folder::new();
    let here = |name: &str| std::fs::read(demo().path("demo").join(name)).unwrap();
    let checks = |ran: &Ran, member: &str| ran.json()[member].to_string().contains("\"document\"");
    folder.write("certificate.json", here("certificate.json"));
    let file = folder.arg("certificate.json");
    let ran = verify(&file, &["--as-issued"]).gives(0);
    assert!(checks(&ran, "not_checked"));
    folder.write("certificate.html", here("certificate.html"));
    let ran = verify(&file, &["--as-issued"]).gives(0);
    assert!(checks(&ran, "checked"));
    folder.write("certificate.html", "<p>class 3</p>");
    let ran = verify(&file, &["--as-issued"]).gives(1);
    assert_eq!(ran.json()["reasons"][0]["code"], "document-differs");
    assert!(!checks(&ran, "checked") && !checks(&ran, "not_checked"));
}

#[test]
fn a_pipe_where_a_file_is_meant_is_refused_and_not_waited_for() {
    let folder = Folder::new();
    let made = std::process::Command::new("mkfifo")
        .arg(folder.path("pipe"))
        .status();
    assert!(made.expect("mkfifo runs").success());
    let (pipe, trust) = (folder.arg("pipe"), demo().arg("demo/trust.json"));
    let advisories = workspace("examples/advisories/rustsec-2026-08-21.tar.zst");
    let certificate = certificate();
    for args in [
        vec!["verify", &pipe, "--trust", &trust, "--as-issued"],
        vec!["verify", &certificate, "--trust", &pipe, "--as-issued"],
        vec![
            "verify",
            &certificate,
            "--trust",
            &trust,
            "--artefact",
            &pipe,
            "--as-issued",
        ],
        vec!["match", &pipe, "--advisories", &advisories],
        vec!["match", "/dev/zero", "--advisories", &advisories],
    ] {
        let ran = run(&args).gives(2);
        assert!(
            ran.err.contains("not a regular file"),
            "{args:?}: {}",
            ran.err
        );
    }
    let register = tampered(&folder, |root| {
        let checkpoint = root.join("shards/2026/checkpoint");
        std::fs::remove_file(&checkpoint).unwrap();
        std::fs::rename(folder.path("pipe"), checkpoint).unwrap();
    });
    verify(&certificate, &["--register", &register]).gives(2);
}

/// Runs with this file as standard input.
fn fed(args: &[&str], file: &str) -> Ran {
    let mut command = command(args);
    command.stdin(std::fs::File::open(file).expect("a file"));
    ended(command.output().expect("the program starts"))
}

#[test]
fn one_file_may_come_from_standard_input() {
    let (trust, certificate) = (demo().arg("demo/trust.json"), certificate());
    fed(
        &["verify", "-", "--trust", &trust, "--as-issued"],
        &certificate,
    )
    .gives(0);
    fed(
        &["verify", &certificate, "--trust", "-", "--as-issued"],
        &trust,
    )
    .gives(0);
    let ran = fed(&["verify", "-", "--trust", "-", "--as-issued"], &trust).gives(2);
    assert!(ran.err.contains("standard input"), "{}", ran.err);
}

#[test]
fn what_holds_for_every_command_may_stand_before_it() {
    let (trust, certificate) = (demo().arg("demo/trust.json"), certificate());
    let ran = run(&[
        "--json",
        "verify",
        &certificate,
        "--trust",
        &trust,
        "--as-issued",
    ])
    .gives(0);
    assert_eq!(ran.json()["verdict"], "issued");
}

#[test]
fn what_could_not_be_done_is_one_value_for_a_program() {
    let register = demo().arg("demo/register");
    for args in [
        vec!["match", "no-such-file", "--advisories", "x", "--json"],
        vec!["match", "--advisory", "x", "--json"],
        vec!["--json", "no-such-command"],
        vec!["check", "no-such-folder", "--json"],
        vec!["certify", "no-such-folder", "--json"],
        vec!["scheme", "show", "no-such-edition", "--json"],
        vec!["register", "audit", &register, "--json"],
    ] {
        let ran = run(&args).gives(2);
        let value = ran.json();
        assert!(value["error"]["text"].is_string(), "{args:?}: {value}");
        assert!(!ran.err.is_empty(), "a person is told too: {args:?}");
    }
    let ran = run(&["verify", "no-such-file", "--json"]).gives(2).json();
    assert_eq!(ran["verdict"], "unknown", "verify keeps its own form");
}

/// A copy of the register in which one thing is changed.
fn tampered(folder: &Folder, change: impl Fn(&std::path::Path)) -> String {
    copy(&demo().path("demo/register"), &folder.path("register"));
    change(&folder.path("register"));
    folder.arg("register")
}

pub(crate) fn copy(from: &std::path::Path, to: &std::path::Path) {
    let copied = std::process::Command::new("cp")
        .arg("-r")
        .args([from, to])
        .status();
    assert!(copied.expect("cp runs").success());
}

#[test]
fn a_missing_statement_makes_the_state_unknowable() {
    let statements = std::fs::read_dir(demo().path("demo/register/statements")).unwrap();
    let mut unseen = 0;
    for statement in statements.map(|entry| entry.unwrap().file_name()) {
        let folder = Folder::new();
        let register = tampered(&folder, |root| {
            std::fs::remove_file(root.join("statements").join(&statement)).unwrap();
        });
        // All statements are missed by whoever reads all; the certificate's own and the table's by everybody.
        let full = verify(&certificate(), &["--register", &register, "--full"]).gives(2);
        assert_eq!(full.json()["reasons"][0]["code"], "statement-missing");
        let ran = verify(&certificate(), &["--register", &register]);
        if ran.code == 0 {
            unseen += 1;
            continue;
        }
        assert_eq!(
            ran.gives(2).json()["reasons"][0]["code"],
            "statement-missing"
        );
    }
    assert_eq!(
        unseen, 6,
        "two of eight concern the newest certificate's state"
    );
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
        let entries = root.join("shards/2026/tile/entries/000.p/8");
        let mut bytes = std::fs::read(&entries).unwrap();
        let at = bytes.len() / 2;
        bytes[at] ^= 1;
        std::fs::write(entries, bytes).unwrap();
    });
    let ran = run(&["register", "audit", &register, "--trust", &trust, "--json"]).gives(1);
    assert_eq!(ran.json()["clean"], false);
    verify(&certificate(), &["--register", &register, "--full"]).gives(1);
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
