//! The published cases: 26 bundles with the verdict that a strict verifier must give.

#![expect(clippy::disallowed_methods, reason = "tests read published vectors")]

use std::collections::BTreeMap;
use std::path::Path;

use register::bundle::check_bundle;
use register::canonical::from_base64;
use register::key::{NoteKey, VerifyingKey};
use register::leaf::Leaf;
use register::limits::Limits;
use register::proof::{OfflineProof, OfflineProofError};
use register::reason::Reason;
use register::statement::Kind;
use register::trust::{Shard, TRUST_FORMAT, Trust, TrustedKey, Witness};

use crate::body::{text, time};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases");
const ORIGIN: &str = "log.sekisho.example/2026";
/// Raw Ed25519 key of the cases' witness.
const WITNESS: &str = "7ba7d1534068e8a720bb387d8c7d33c5369e1d94a2cf5e9d68fa8b09f46a07c4";

fn read(name: &str) -> Vec<u8> {
    std::fs::read(format!("{FOLDER}/{name}")).unwrap()
}

fn json(name: &str) -> serde_json::Value {
    serde_json::from_slice(&read(name)).unwrap()
}

/// The trust file of the cases: the witness is known, and asked for by a quorum of 1.
fn trust(quorum: usize) -> Trust {
    let root = json("trusted_root.json");
    let log = root["tlogs"][0]["publicKey"]["rawBytes"].as_str().unwrap();
    let log = VerifyingKey::from_spki(&from_base64(log).unwrap()).unwrap();
    let signing = json("signing-key.public.json");
    let spki = from_base64(signing["der"].as_str().unwrap()).unwrap();
    let spki = VerifyingKey::from_spki(&spki).unwrap();
    let witness = hex::decode(WITNESS).unwrap().try_into().unwrap();
    let witness = VerifyingKey::from_bytes(&witness).unwrap();
    let trust = Trust {
        format: TRUST_FORMAT.to_owned(),
        body: text("cases"),
        demonstration: true,
        keys: vec![TrustedKey {
            keyid: signing["hint"].as_str().unwrap().to_owned(),
            spki,
            from: time("2026-01-01"),
            until: None,
            revoked: None,
            purposes: vec![Kind::Svr],
        }],
        shards: vec![Shard {
            origin: ORIGIN.to_owned(),
            url: None,
            vkey: NoteKey::log(ORIGIN, log).unwrap(),
            from: time("2026-01-01"),
            until: None,
            closed: None,
        }],
        witnesses: vec![Witness {
            name: "witness.example/w1".to_owned(),
            vkey: NoteKey::witness("witness.example/w1", witness).unwrap(),
            until: None,
        }],
        quorum,
        max_checkpoint_age_days: 7,
    };
    trust.check().unwrap();
    trust
}

/// What the policy here makes of a verdict that leaves a choice.
fn accepts(name: &str, strict: &str, quorum: usize) -> bool {
    match (name, strict) {
        // The signature is over the pre-authentication encoding; a digest of the payload alone is not what is logged.
        ("hr-payload.json", "accept-or-refuse by policy") => false,
        ("nowit.json", "refuse if policy wants witnesses") => quorum == 0,
        ("it_forged.json", "refuse or ignore") => false,
        (_, "accept") => true,
        (_, "refuse") => false,
        other => panic!("a verdict that this test does not know: {other:?}"),
    }
}

/// Name, strict verdict and description of each case.
fn table() -> Vec<[String; 3]> {
    let table = String::from_utf8(read("cases.tsv")).unwrap();
    let row = |row: &str| {
        let cells: Vec<&str> = row.split('\t').collect();
        [cells[0], cells[2], cells[3]].map(str::to_owned)
    };
    let rows: Vec<_> = table.lines().skip(1).map(row).collect();
    assert_eq!(rows.len(), 26);
    rows
}

#[track_caller]
fn check_all(quorum: usize, accepted: usize) {
    let mut count = 0;
    for [name, strict, what] in table() {
        let found = check_bundle(&read(&name), &trust(quorum), &Limits::default());
        let wanted = accepts(&name, &strict, quorum);
        assert_eq!(found.is_ok(), wanted, "{name} ({what}): {found:?}");
        count += usize::from(wanted);
    }
    assert_eq!(count, accepted);
}

#[test]
fn all_cases_get_the_strict_verdict_where_the_witness_is_asked_for() {
    check_all(1, 6);
}

#[test]
fn all_cases_get_the_strict_verdict_where_no_witness_is_asked_for() {
    check_all(0, 7);
}

#[test]
fn a_witness_that_the_trust_file_does_not_name_is_an_unknown_line_and_refused() {
    let mut unwitnessed = trust(0);
    unwitnessed.witnesses.clear();
    for [name, strict, _] in table() {
        let found = check_bundle(&read(&name), &unwitnessed, &Limits::default());
        if name == "nowit.json" {
            assert!(found.is_ok(), "{found:?}");
            continue;
        }
        let reasons = found.unwrap_err();
        if accepts(&name, &strict, 0) {
            let codes: Vec<&str> = reasons.iter().map(Reason::code).collect();
            assert_eq!(codes, ["checkpoint-refused"], "{name}: {reasons:?}");
        }
    }
}

#[test]
fn the_trust_file_beside_the_cases_says_what_these_tests_believe() {
    assert_eq!(Trust::from_bytes(&read("trust.json")), Ok(trust(1)));
    assert_eq!(trust(1).to_bytes(), read("trust.json"));
}

/// The files of a folder by name.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let named = paths.map(|path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, std::fs::read(&path).unwrap())
    });
    named.collect()
}

#[test]
fn the_cases_here_are_the_published_ones() {
    let published = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/data/register"
    ));
    if !published.exists() {
        println!("skipped: {} is not there", published.display());
        return;
    }
    let mut here = files(Path::new(FOLDER));
    assert!(here.remove("SOURCES.md").is_some() && here.remove("trust.json").is_some());
    let published = files(published);
    assert!(here.keys().eq(published.keys()), "{:?}", here.keys());
    for (name, bytes) in &published {
        assert!(here[name] == *bytes, "{name} is another file");
    }
}

#[track_caller]
fn check(name: &str, code: &str) {
    let reasons = check_bundle(&read(name), &trust(1), &Limits::default()).unwrap_err();
    let codes: Vec<&str> = reasons.iter().map(Reason::code).collect();
    assert_eq!(codes, [code], "{name}: {reasons:?}");
}

#[test]
fn each_case_is_refused_for_its_own_reason_only() {
    check("nowit.json", "witnesses-missing");
    check("badwit.json", "checkpoint-refused");
    check("rootfield.json", "checkpoint-differs");
    check("outerindex.json", "log-index-differs");
    check("logid.json", "log-id-differs");
    check("leafkey.json", "leaf-of-another-key");
    check("spaces.json", "leaf-refused");
    check("unknownfield.json", "bundle-malformed");
    check("it_forged.json", "time-unsigned");
    check("badhash.json", "inclusion-wrong");
    check("notlog.json", "log-entries");
    check("twosigs.json", "envelope-refused");
    check("dash.json", "checkpoint-refused");
    check("datafield.json", "leaf-refused");
    check("mt_bad.json", "media-type");
    check("nocp.json", "bundle-malformed");
}

#[test]
fn a_bundle_without_witnesses_is_believed_when_none_are_asked_for() {
    let found = check_bundle(&read("nowit.json"), &trust(0), &Limits::default());
    assert_eq!(found.map(|checked| checked.cosigned.len()), Ok(0));
    // A forged line of a known witness stays a forgery.
    assert!(check_bundle(&read("badwit.json"), &trust(0), &Limits::default()).is_err());
}

#[test]
fn the_offline_proof_holds_and_binds_its_leaf() {
    let text = String::from_utf8(read("dsse.tlog-proof")).unwrap();
    let proof = OfflineProof::parse(&text).unwrap();
    assert_eq!(proof.to_text(), text);
    let checked = check_bundle(&read("dsse.json"), &trust(1), &Limits::default()).unwrap();
    assert_eq!(
        proof.check(&checked.leaf, &trust(1)).map(|seen| seen.len()),
        Ok(1)
    );
    let mut other = Leaf::from_bytes(&checked.leaf).unwrap();
    other.signature[0] ^= 1;
    let refused = proof.check(&other.to_bytes(), &trust(1));
    assert!(
        matches!(refused, Err(OfflineProofError::Inclusion(_))),
        "{refused:?}"
    );
}

#[test]
fn the_trust_root_for_general_tools_names_the_same_log() {
    let ours: serde_json::Value =
        serde_json::from_slice(&trust(1).sigstore_trusted_root()).unwrap();
    assert_eq!(ours, json("trusted_root.json"));
}
