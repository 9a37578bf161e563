//! Keys that are lost or stolen, as docs/operate.md says: each recovery is rehearsed on the demonstration's body.

use std::path::Path;

use serde_json::Value;

use crate::program::{Folder, Ran, command, ended, run};
use crate::verify::{copy, demo};

/// A copy of the demonstration with everything that belongs to its body.
pub(crate) fn stage() -> Folder {
    let folder = Folder::new();
    copy(&demo().path("demo"), &folder.path("demo"));
    folder
}

pub(crate) fn keep(folder: &Folder, words: &[&str], more: &[&str]) -> Ran {
    let (register, body) = (folder.arg("demo/register"), folder.arg("demo/body"));
    let here = [register.as_str(), "--body", &body];
    run(&[["register"].as_slice(), words, &here, more].concat())
}

/// As [`keep`], for what writes the trust file anew.
fn renew(folder: &Folder, words: &[&str], more: &[&str]) -> Ran {
    let trust = folder.arg("demo/trust.json");
    keep(
        folder,
        words,
        &[["--trust", &trust].as_slice(), more].concat(),
    )
}

/// One witness looks; its lines, when it signs.
fn look(folder: &Folder, number: u8) -> Ran {
    let witness = folder.arg(&format!("demo/witnesses/witness-{number}"));
    let (register, trust) = (folder.arg("demo/register"), folder.arg("demo/trust.json"));
    let key = format!("{witness}.pem");
    let own = [
        "--fold", "--key", &key, "--memory", &witness, "--trust", &trust,
    ];
    run(&[["witness", &register].as_slice(), &own].concat())
}

/// Both witnesses see the register, and the body takes what they sign.
pub(crate) fn seen_by_both(folder: &Folder) {
    for number in [1, 2] {
        let lines = look(folder, number).gives(0).out;
        folder.write("signed", lines);
        keep(folder, &["cosign"], &[&folder.arg("signed")]).gives(0);
    }
}

fn audit(folder: &Folder, trust: &str) -> Ran {
    let (register, trust) = (folder.arg("demo/register"), folder.arg(trust));
    run(&["register", "audit", &register, "--trust", &trust, "--json"])
}

/// The newest certificate today, by the state table.
fn verify(folder: &Folder, trust: &str) -> Ran {
    let certificate = folder.arg("demo/certificate.json");
    let (register, trust) = (folder.arg("demo/register"), folder.arg(trust));
    run(&[
        "verify",
        &certificate,
        "--register",
        &register,
        "--trust",
        &trust,
        "--json",
    ])
}

/// Everything is in order again: the register whole, the certificate valid, the daily word possible.
#[track_caller]
fn recovered(folder: &Folder) {
    seen_by_both(folder);
    audit(folder, "demo/trust.json").gives(0);
    verify(folder, "demo/trust.json").gives(0);
    keep(folder, &["publish"], &[]).gives(0);
    seen_by_both(folder);
    audit(folder, "demo/trust.json").gives(0);
    verify(folder, "demo/trust.json").gives(0);
}

fn remove(path: &Path) {
    std::fs::remove_file(path).expect("it was there");
}

fn first_code(ran: &Ran) -> Value {
    ran.json()["reasons"][0]["code"].clone()
}

#[test]
fn rehearsal_the_key_of_statements_is_changed_in_order() {
    let folder = stage();
    renew(&folder, &["key", "next"], &[]).gives(0);
    recovered(&folder);
}

#[test]
fn rehearsal_the_key_of_statements_is_lost() {
    let folder = stage();
    remove(&folder.path("demo/body/keys/statements.pem"));
    let ran = keep(&folder, &["publish"], &[]).gives(2);
    assert!(ran.err.contains("statements.pem"), "{}", ran.err);
    renew(&folder, &["key", "next"], &[]).gives(0);
    recovered(&folder);
}

#[test]
fn rehearsal_the_key_of_statements_is_stolen() {
    let folder = stage();
    copy(&folder.path("demo"), &folder.path("thief"));
    renew(&folder, &["key", "next"], &["--revoke"]).gives(0);
    recovered(&folder);
    // The thief has every key and goes on from the register as it was; no witness follows.
    let (register, body) = (folder.arg("thief/register"), folder.arg("thief/body"));
    run(&["register", "publish", &register, "--body", &body]).gives(0);
    let trust = folder.arg("demo/trust.json");
    for number in [1, 2] {
        let witness = folder.arg(&format!("demo/witnesses/witness-{number}"));
        let key = format!("{witness}.pem");
        let own = [
            "--key", &key, "--memory", &witness, "--trust", &trust, "--json",
        ];
        let ran = run(&[["witness", &register].as_slice(), &own].concat()).gives(1);
        let code = ran.json()["shards"][0]["reasons"][0]["code"].clone();
        assert_eq!(code, "tree-smaller");
    }
    // Without witnesses nothing would show that the certificate is older than the theft.
    let mut unwitnessed = folder.json("demo/trust.json");
    unwitnessed["quorum"] = 0.into();
    for number in [0, 1] {
        unwitnessed["witnesses"][number]["until"] = "2020-01-01T00:00:00Z".into();
    }
    folder.write("unwitnessed.json", unwitnessed.to_string());
    let ran = verify(&folder, "unwitnessed.json").gives(1);
    let reasons = ran.json()["reasons"].to_string();
    assert!(reasons.contains("key-revoked"), "{reasons}");
}

#[test]
fn rehearsal_the_shard_is_closed_in_order() {
    let folder = stage();
    let old = std::fs::read(folder.path("demo/trust.json")).unwrap();
    folder.write("old.json", old);
    let next = ["--origin", "demonstration.sekisho.example/2027"];
    renew(&folder, &["shard", "next"], &next).gives(0);
    recovered(&folder);
    // Whoever has the old trust file is told that it is old.
    assert_eq!(
        first_code(&verify(&folder, "old.json").gives(2)),
        "shard-ended"
    );
}

#[test]
fn a_shard_that_was_opened_before_the_trust_file_knew_of_it_is_opened_once() {
    let folder = stage();
    let old = std::fs::read(folder.path("demo/trust.json")).unwrap();
    let next = ["--origin", "demonstration.sekisho.example/2027"];
    renew(&folder, &["shard", "next"], &next).gives(0);
    // As if the program had been killed before it wrote the trust file.
    folder.write("demo/trust.json", old);
    renew(&folder, &["shard", "next"], &next).gives(0);
    let shards = folder.json("demo/trust.json")["shards"].clone();
    assert_eq!(shards.as_array().map(Vec::len), Some(2), "{shards}");
    recovered(&folder);
    renew(&folder, &["shard", "next"], &next).gives(2);
}

#[test]
fn rehearsal_the_key_of_the_shard_is_lost() {
    let folder = stage();
    remove(&folder.path("demo/body/keys/shard.pem"));
    let ran = keep(&folder, &["publish"], &[]).gives(2);
    assert!(ran.err.contains("shard.pem"), "{}", ran.err);
    let next = ["--origin", "demonstration.sekisho.example/2026b"];
    let in_order = renew(&folder, &["shard", "next"], &next).gives(2);
    assert!(in_order.err.contains("shard.pem"), "{}", in_order.err);
    renew(
        &folder,
        &["shard", "next"],
        &[&next[..], &["--key-lost"]].concat(),
    )
    .gives(0);
    recovered(&folder);
}

#[test]
fn rehearsal_both_keys_are_lost_or_stolen() {
    for more in [[].as_slice(), &["--revoke"]] {
        let folder = stage();
        for name in ["statements.pem", "shard.pem"] {
            remove(&folder.path("demo/body/keys").join(name));
        }
        let next = ["--origin", "demonstration.sekisho.example/2026b"];
        let lost = ["--key-lost", "--statement-key-lost"];
        renew(
            &folder,
            &["shard", "next"],
            &[&next[..], &lost, more].concat(),
        )
        .gives(0);
        recovered(&folder);
    }
    let folder = stage();
    let alone = [
        "--origin",
        "demonstration.sekisho.example/2026b",
        "--statement-key-lost",
    ];
    let ran = renew(&folder, &["shard", "next"], &alone).gives(2);
    assert!(ran.err.contains("--key-lost"), "{}", ran.err);
}

#[test]
fn statements_that_are_gone_from_the_register_are_put_back_with_the_word_of_the_day() {
    let folder = stage();
    let statements = folder.path("demo/register/statements");
    for entry in std::fs::read_dir(&statements).unwrap() {
        remove(&entry.unwrap().path());
    }
    assert_eq!(
        first_code(&audit(&folder, "demo/trust.json").gives(2)),
        "statement-missing"
    );
    keep(&folder, &["publish"], &[]).gives(0);
    seen_by_both(&folder);
    audit(&folder, "demo/trust.json").gives(0);
}

#[test]
fn rehearsal_the_key_of_the_shard_is_stolen() {
    let folder = stage();
    copy(&folder.path("demo"), &folder.path("thief"));
    let next = [
        "--origin",
        "demonstration.sekisho.example/2026b",
        "--key-lost",
    ];
    renew(&folder, &["shard", "next"], &next).gives(0);
    recovered(&folder);
    // What the thief adds to the old shard is not where the trust file says that it ended.
    let (register, body) = (folder.arg("thief/register"), folder.arg("thief/body"));
    run(&["register", "publish", &register, "--body", &body]).gives(0);
    let trust = folder.arg("demo/trust.json");
    let witness = folder.arg("demo/witnesses/witness-1");
    let key = format!("{witness}.pem");
    let own = [
        "--key", &key, "--memory", &witness, "--trust", &trust, "--json",
    ];
    let ran = run(&[["witness", &register].as_slice(), &own].concat()).gives(1);
    let code = ran.json()["shards"][0]["reasons"][0]["code"].clone();
    assert_eq!(code, "closed-shard-differs");
}

#[test]
fn a_certificate_of_a_closed_shard_changes_its_state_in_the_open_one() {
    let folder = stage();
    let next = ["--origin", "demonstration.sekisho.example/2027"];
    renew(&folder, &["shard", "next"], &next).gives(0);
    seen_by_both(&folder);
    verify(&folder, "demo/trust.json").gives(0);
    // The next version of the product: the certificate in the closed shard becomes void by an entry in the open one.
    let product = folder.path("product");
    copy(
        Path::new(&crate::program::workspace("examples/gateway")),
        &product,
    );
    let toml = std::fs::read_to_string(product.join("product.toml")).unwrap();
    let last = toml.rfind("[[version]]").expect("it has versions");
    let again = toml[last..].replacen("version = \"0.2.0\"", "version = \"0.2.1\"", 1);
    let advisories = crate::program::workspace("examples/advisories");
    std::fs::write(product.join("product.toml"), format!("{toml}\n{again}")).unwrap();
    let (product, into) = (folder.arg("product"), folder.arg("demo"));
    let mut certify = command(&["certify", &product, "--into", &into]);
    certify.args(["--advisories", &advisories]);
    let before = std::fs::read(folder.path("demo/certificate.json")).unwrap();
    ended(certify.output().unwrap()).gives(0);
    folder.write("before.json", before);
    let (register, trust) = (folder.arg("demo/register"), folder.arg("demo/trust.json"));
    let earlier = folder.arg("before.json");
    for full in [[].as_slice(), &["--full"]] {
        let asked = [
            "verify",
            &earlier,
            "--register",
            &register,
            "--trust",
            &trust,
            "--json",
        ];
        let ran = run(&[&asked, full].concat()).gives(1);
        assert_eq!(ran.json()["state"]["status"], "void");
        verify(&folder, "demo/trust.json").gives(0);
    }
    audit(&folder, "demo/trust.json").gives(0);
}
