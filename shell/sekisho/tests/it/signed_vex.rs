//! `sekisho match --vex … --vex-key …`: only what a given key signed answers, and nothing unsigned passes for accepted.

use std::collections::BTreeSet;

use register::canonical::to_base64;
use register::document::pre_authentication;
use register::key::SigningKey;
use serde_json::{Value, json};
use strum::VariantArray as _;
use texts::{Language, Texts};
use vulnerability::{Reason, SignatureLack};

use crate::program::{Folder, Ran, run, workspace};

const OPENVEX: &str = "application/vnd.openvex+json";

fn key(seed: u8) -> SigningKey {
    SigningKey::from_seed(&[seed; 32])
}

fn pem(seed: u8) -> String {
    let der = to_base64(&key(seed).verifying_key().to_spki());
    format!("-----BEGIN PUBLIC KEY-----\n{der}\n-----END PUBLIC KEY-----\n")
}

/// Answers every finding of the gateway's first build.
fn document() -> String {
    let flaws = [
        "RUSTSEC-2026-0067",
        "RUSTSEC-2026-0068",
        "RUSTSEC-2025-0055",
    ];
    let statements = flaws.map(|flaw| {
        json!({
            "vulnerability": { "name": flaw }, "status": "not_affected",
            "justification": "vulnerable_code_not_in_execute_path",
            "products": [{ "@id": "pkg:cargo/sekisho@0.1.0-rc" }],
        })
    });
    json!({
        "@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://example.com/vex/1",
        "author": "maker", "timestamp": "2026-11-01T00:00:00Z", "version": 1,
        "statements": statements,
    })
    .to_string()
}

fn envelope(payload_type: &str, payload: &str, signers: &[u8]) -> Value {
    let signed = pre_authentication(payload_type, payload.as_bytes());
    let signatures = signers
        .iter()
        .map(|seed| json!({ "keyid": "", "sig": to_base64(&key(*seed).sign(&signed)) }));
    json!({
        "payloadType": payload_type,
        "payload": to_base64(payload.as_bytes()),
        "signatures": signatures.collect::<Vec<_>>(),
    })
}

fn matched(folder: &Folder, document: &str, keys: &[u8], more: &[&str]) -> Ran {
    folder.write("vex.json", document);
    let vex = folder.arg("vex.json");
    let keys: Vec<String> = keys
        .iter()
        .map(|seed| {
            let name = format!("{seed}.pem");
            folder.write(&name, pem(*seed));
            folder.arg(&name)
        })
        .collect();
    let lock = workspace("examples/gateway/0.1.0-rc/Cargo.lock");
    let feed = workspace("examples/advisories/rustsec-2026-08-21.tar.zst");
    let mut args = vec!["match", &lock, "--advisories", &feed, "--vex", &vex];
    if !keys.is_empty() {
        args.push("--vex-key");
        args.extend(keys.iter().map(String::as_str));
    }
    args.extend(more);
    run(&args)
}

#[track_caller]
fn check_left_out(folder: &Folder, document: &str, lack: &str) {
    let outcome = matched(folder, document, &[1, 2], &["--json"])
        .gives(1)
        .json();
    assert_eq!(outcome["answered"], json!([]));
    assert_eq!(outcome["findings"].as_array().map(Vec::len), Some(3));
    let reasons = outcome["reasons"].as_array().expect("reasons");
    let said = json!({
        "code": "vex-unsigned", "document": folder.arg("vex.json"), "lack": lack,
    });
    assert!(reasons.contains(&said), "{reasons:?}");
}

#[test]
fn a_document_signed_by_a_given_key_answers_and_says_so() {
    let folder = Folder::new();
    for signers in [&[1][..], &[2], &[9, 2]] {
        let signed = envelope(OPENVEX, &document(), signers).to_string();
        let outcome = matched(&folder, &signed, &[1, 2], &["--json"]).gives(0);
        let outcome = outcome.json();
        let answered = outcome["answered"].as_array().expect("answers");
        assert_eq!(answered.len(), 3);
        assert!(answered.iter().all(|answer| answer["signed"] == true));
        let digest = vulnerability::Digest::of(document().as_bytes()).to_string();
        assert_eq!(answered[0]["answered_by"], digest, "of the document itself");
    }
}

#[test]
fn what_no_given_key_signed_answers_nothing() {
    let folder = Folder::new();
    check_left_out(&folder, &document(), "no-signature");
    let mut signed = envelope(OPENVEX, &document(), &[9]);
    check_left_out(&folder, &signed.to_string(), "no-known-key");
    signed = envelope(OPENVEX, &document(), &[]);
    check_left_out(&folder, &signed.to_string(), "no-known-key");
    signed = envelope(OPENVEX, &document(), &[1]);
    signed["payload"] = to_base64(document().replace("maker", "other").as_bytes()).into();
    check_left_out(&folder, &signed.to_string(), "no-known-key");
    signed = envelope("application/csaf+json", &document(), &[1]);
    check_left_out(&folder, &signed.to_string(), "other-type");
    // The type is bound as well.
    signed["payloadType"] = OPENVEX.into();
    check_left_out(&folder, &signed.to_string(), "no-known-key");
    // Nothing of a stranger's document is looked at, so it cannot stop the match either.
    let rubbish = envelope(OPENVEX, "rubbish", &[9]);
    check_left_out(&folder, &rubbish.to_string(), "no-known-key");
}

#[test]
fn what_a_document_lacks_is_told_in_words_of_both_languages() {
    for language in Language::BOTH {
        let texts = Texts::new(language);
        let told: BTreeSet<String> = SignatureLack::VARIANTS
            .iter()
            .map(|lack| {
                let document = "vex.json".to_owned();
                let said = texts.reason(
                    "match",
                    &Reason::VexUnsigned {
                        document,
                        lack: *lack,
                    },
                );
                assert!(said.contains("vex.json"), "{said}");
                assert!(!said.contains(&lack.to_string()), "{said}");
                said
            })
            .collect();
        assert_eq!(told.len(), SignatureLack::VARIANTS.len());
    }
}

#[test]
fn without_keys_answers_are_shown_and_marked_as_unsigned() {
    let folder = Folder::new();
    let signed = envelope(OPENVEX, &document(), &[1]).to_string();
    for given in [document(), signed] {
        let outcome = matched(&folder, &given, &[], &["--json"]).gives(0).json();
        let answered = outcome["answered"].as_array().expect("answers");
        assert_eq!(answered.len(), 3);
        assert!(answered.iter().all(|answer| answer["signed"] == false));
        let said = matched(&folder, &given, &[], &[]).gives(0).out;
        assert!(said.contains("nobody has accepted it"), "{said}");
    }
}

#[test]
fn the_other_forms_are_signed_under_their_own_types() {
    let folder = Folder::new();
    let lock = workspace("examples/gateway/0.1.0-rc/Cargo.lock");
    let feed = workspace("examples/advisories/rustsec-2026-08-21.tar.zst");
    let draft = run(&["match", &lock, "--advisories", &feed, "--cyclonedx-vex"]).gives(1);
    let filled = draft.out.replace("\"in_triage\"", "\"resolved\"");
    for payload_type in [
        "application/vnd.cyclonedx+json",
        "application/vnd.cyclonedx+json; version=1.6",
    ] {
        let signed = envelope(payload_type, &filled, &[1]).to_string();
        let outcome = matched(&folder, &signed, &[1], &["--json"]).gives(0).json();
        assert_eq!(outcome["answered"].as_array().map(Vec::len), Some(3));
    }
    check_left_out(
        &folder,
        &envelope(OPENVEX, &filled, &[1]).to_string(),
        "other-type",
    );
}

#[test]
fn a_key_that_is_none_and_an_envelope_that_is_none_are_told_with_their_file() {
    let folder = Folder::new();
    folder.write("vex.json", document());
    folder.write("key.pem", pem(1).replace("PUBLIC", "PRIVATE"));
    let lock = workspace("examples/gateway/0.1.0-rc/Cargo.lock");
    let (vex, file) = (folder.arg("vex.json"), folder.arg("key.pem"));
    let feed = workspace("examples/advisories/rustsec-2026-08-21.tar.zst");
    let with_key = ["match", &lock, "--advisories", &feed, "--vex", &vex];
    let said = run(&[&with_key[..], &["--vex-key", &file]].concat()).gives(2);
    assert!(said.err.contains("key.pem") && said.err.contains("PEM"));
    let broken = json!({ "payloadType": OPENVEX, "payload": "?", "signatures": [] });
    let said = matched(&folder, &broken.to_string(), &[1], &[])
        .gives(2)
        .err;
    assert!(
        said.contains("vex.json") && said.contains("payload"),
        "{said}"
    );
    let alone = ["match", &lock, "--advisories", &feed, "--vex-key", &file];
    let said = run(&alone).gives(2).err;
    assert!(said.contains("--vex"), "{said}");
}
