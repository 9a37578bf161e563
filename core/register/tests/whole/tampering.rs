//! Tampering: any byte of a bundle, any file of a register.

use register::bundle::check_bundle;
use register::canonical::Digest;
use register::certificate::Certificate;
use register::limits::Limits;
use register::proof::OfflineProof;
use register::reason::Reason;
use register::statement::Change;
use register::verify::{Ask, Verdict};

use crate::body::{Body, certificate, codes};

const TODAY: &str = "2026-03-02";

/// A register with witnesses, and the bundle of its middle entry.
fn witnessed() -> (Body, Vec<u8>) {
    let mut body = Body::new();
    body.trust.quorum = 1;
    for number in ["S-1", "S-2", "S-3"] {
        body.issue(&certificate(number));
    }
    body.cosign("2026-03-01T12:00:00Z");
    let bundle = body.certificate_bundle(&certificate("S-2"), 1);
    (body, bundle)
}

/// The places of white space between tokens.
fn between_tokens(json: &[u8]) -> Vec<bool> {
    let (mut inside, mut escaped) = (false, false);
    let each = json.iter().map(|&byte| {
        let space = !inside && byte.is_ascii_whitespace();
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => inside = !inside,
            _ => {}
        }
        space
    });
    each.collect()
}

/// Three other values of a byte: its neighbour, the other case of a letter, what is no letter of ASCII; and a space.
fn others(byte: u8) -> impl Iterator<Item = u8> {
    let others = [byte ^ 0x01, byte ^ 0x20, byte ^ 0x80, b' '];
    others.into_iter().filter(move |other| *other != byte)
}

/// The exit code of `sekisho verify FILE --as-issued`.
fn exit_code(body: &Body, bundle: &[u8]) -> u8 {
    let report = body.ask_of(bundle, TODAY, None, Ask::AsIssued);
    report.verdict.exit_code()
}

/// Changes every byte outside white space in three ways and more; every change is refused as a "no".
#[track_caller]
fn check_every_byte(body: &Body, bundle: &[u8]) {
    let spaces = between_tokens(bundle);
    assert_eq!(exit_code(body, bundle), 0);
    let mut changed = bundle.to_vec();
    for (at, _) in spaces.iter().enumerate().filter(|(_, space)| !**space) {
        let original = changed[at];
        for other in others(original) {
            changed[at] = other;
            let code = exit_code(body, &changed);
            assert_eq!(code, 1, "byte {at} as {:?}", char::from(other));
        }
        changed[at] = original;
    }
}

#[test]
fn every_byte_of_a_bundle_outside_white_space_is_bound() {
    let (body, bundle) = witnessed();
    check_every_byte(&body, &bundle);
}

#[test]
fn escapes_and_numbers_are_bound_too() {
    let (body, bundle) = witnessed();
    let text = String::from_utf8(bundle).unwrap().replace('—', "\\u2014");
    let text = text.replacen("\"treeSize\": \"3\"", "\"treeSize\": 3", 1);
    check_every_byte(&body, text.as_bytes());
    let accented = text.replace("\\u2014", "\\u00E9");
    let reasons = check_bundle(accented.as_bytes(), &body.trust, &Limits::default()).unwrap_err();
    assert_eq!(reasons[0].code(), "bundle-malformed");
}

#[test]
fn every_byte_of_an_offline_proof_is_bound() {
    let (body, bundle) = witnessed();
    let leaf = check_bundle(&bundle, &body.trust, &Limits::default())
        .unwrap()
        .leaf;
    let text = body.offline_proof(1).to_text();
    let believed = |bytes: &[u8]| {
        let text = std::str::from_utf8(bytes).ok()?;
        let proof = OfflineProof::parse(text).ok()?;
        proof.check(&leaf, &body.trust).ok()
    };
    let mut changed = text.into_bytes();
    assert!(believed(&changed).is_some());
    for at in 0..changed.len() {
        let original = changed[at];
        for other in others(original).chain([b'\n'].into_iter().filter(|_| original != b'\n')) {
            changed[at] = other;
            assert_eq!(believed(&changed), None, "byte {at} as {other:#04x}");
        }
        changed[at] = original;
    }
}

#[test]
fn white_space_between_tokens_is_free_and_nothing_may_follow() {
    let (body, bundle) = witnessed();
    let value: serde_json::Value = serde_json::from_slice(&bundle).unwrap();
    let dense = serde_json::to_vec(&value).unwrap();
    assert!(check_bundle(&dense, &body.trust, &Limits::default()).is_ok());
    for tail in ["{}", "\0", ",", "x"] {
        let long = [bundle.as_slice(), tail.as_bytes()].concat();
        assert!(
            check_bundle(&long, &body.trust, &Limits::default()).is_err(),
            "{tail:?}"
        );
    }
    assert!(
        check_bundle(
            &[b"\xef\xbb\xbf", bundle.as_slice()].concat(),
            &body.trust,
            &Limits::default()
        )
        .is_err()
    );
}

#[test]
fn doubled_null_and_oddly_spelled_members_are_refused() {
    let (body, bundle) = witnessed();
    let text = String::from_utf8(bundle).unwrap();
    for (from, to) in [
        (
            "\"treeSize\": \"3\"",
            "\"treeSize\": \"3\", \"treeSize\": \"3\"",
        ),
        ("\"treeSize\": \"3\"", "\"treeSize\": \"03\""),
        ("\"treeSize\": \"3\"", "\"treeSize\": \"+3\""),
        ("\"treeSize\": \"3\"", "\"treeSize\": 3.0"),
        ("\"treeSize\": \"3\"", "\"treeSize\": 3e0"),
        ("\"integratedTime\": \"0\"", "\"integratedTime\": null"),
        ("\"integratedTime\": \"0\"", "\"integratedTime\": \"-0\""),
        (
            "\"integratedTime\": \"0\"",
            "\"integratedTime\": \"0\", \"inclusionPromise\": {}",
        ),
        ("\"signatures\": [", "\"signatures\": [], \"signatures\": ["),
    ] {
        assert!(text.contains(from), "{from}");
        let other = text.replacen(from, to, 1);
        let found = check_bundle(other.as_bytes(), &body.trust, &Limits::default());
        assert!(found.is_err(), "{to} was believed");
    }
    let absent = text.replacen("\"integratedTime\": \"0\",", "", 1);
    assert!(check_bundle(absent.as_bytes(), &body.trust, &Limits::default()).is_ok());
}

#[track_caller]
fn check_register(change: impl FnOnce(&mut Body), verdict: Verdict, code: &str) {
    let (mut body, bundle) = witnessed();
    assert_eq!(body.ask(&bundle, TODAY, None).verdict, Verdict::Valid);
    change(&mut body);
    let report = body.ask(&bundle, TODAY, None);
    assert_eq!(report.verdict, verdict, "{:?}", report.reasons);
    assert!(codes(&report).contains(&code), "{:?}", report.reasons);
}

#[test]
fn a_changed_register_is_never_believed() {
    let entries = "shards/2026/tile/entries/000.p/3";
    check_register(
        |body| body.files.get_mut(entries).unwrap()[100] ^= 1,
        Verdict::NotValid,
        "entries-differ",
    );
    check_register(
        |body| body.files.get_mut(entries).unwrap().truncate(100),
        Verdict::NotValid,
        "file-malformed",
    );
    check_register(
        |body| drop(body.files.remove(entries)),
        Verdict::Unknown,
        "missing",
    );
    let checkpoint = "shards/2026/checkpoint";
    check_register(
        |body| body.files.get_mut(checkpoint).unwrap()[30] ^= 1,
        Verdict::NotValid,
        "checkpoint-refused",
    );
    check_register(
        |body| drop(body.files.remove(checkpoint)),
        Verdict::Unknown,
        "missing",
    );
}

#[test]
fn every_byte_of_a_statement_in_the_register_is_bound() {
    let (body, bundle) = witnessed();
    let path = body
        .files
        .keys()
        .find(|path| path.starts_with("statements/"))
        .unwrap()
        .clone();
    for at in (0..body.files[&path].len()).step_by(7) {
        let mut body = body.clone();
        body.files.get_mut(&path).unwrap()[at] ^= 1;
        let report = body.ask(&bundle, TODAY, None);
        assert_eq!(report.verdict, Verdict::NotValid, "byte {at}");
        assert!(
            codes(&report).contains(&"entry-refused"),
            "byte {at}: {:?}",
            report.reasons
        );
    }
}

#[test]
fn the_first_wrong_entry_is_named() {
    let (mut body, bundle) = witnessed();
    // Another certificate in the place of the last one: whole and signed, but not what the checkpoint signs.
    let mut other = Body::new();
    for number in ["S-1", "S-2", "S-4"] {
        other.issue(&certificate(number));
    }
    let entries = "shards/2026/tile/entries/000.p/3";
    body.files
        .insert(entries.to_owned(), other.files[entries].clone());
    for (path, bytes) in other
        .files
        .iter()
        .filter(|(path, _)| path.starts_with("statements/"))
    {
        body.files.insert(path.clone(), bytes.clone());
    }
    let report = body.ask(&bundle, TODAY, None);
    let origin = crate::body::ORIGIN.to_owned();
    assert!(
        report.reasons.contains(&Reason::EntriesDiffer {
            origin,
            index: Some(2)
        }),
        "{report:?}"
    );
    assert_eq!(report.verdict, Verdict::NotValid);
}

#[test]
fn a_second_history_under_the_same_key_is_inconsistent() {
    let (body, bundle) = witnessed();
    let mut forked = Body::new();
    forked.trust.quorum = 1;
    for number in ["S-2", "S-1", "S-3", "S-4"] {
        forked.issue(&certificate(number));
    }
    forked.cosign("2026-03-01T12:00:00Z");
    let report = forked.ask(&bundle, TODAY, None);
    assert_eq!(report.verdict, Verdict::NotValid);
    let wanted = ["entry-of-another-bundle", "register-inconsistent"];
    assert_eq!(codes(&report), wanted, "{:?}", report.reasons);
    assert_eq!(body.ask(&bundle, TODAY, None).verdict, Verdict::Valid);
}

#[test]
fn a_register_that_hides_a_change_is_inconsistent_or_older() {
    let (mut body, _) = witnessed();
    body.change(&certificate("S-2"), Change::Suspend, TODAY, TODAY);
    body.cosign(TODAY);
    let bundle = body.certificate_bundle(&certificate("S-2"), 1);
    assert_eq!(body.ask(&bundle, TODAY, None).verdict, Verdict::NotValid);
    let (hiding, _) = witnessed();
    assert_eq!(hiding.ask(&bundle, TODAY, None).verdict, Verdict::Unknown);
}

#[test]
fn a_certificate_with_another_text_is_another_statement() {
    let (mut body, _) = witnessed();
    let mut other: Certificate = certificate("S-2");
    other.product.artefacts[0].sha256 = Digest::of(b"trojan");
    // The bundle of a changed certificate with the true one's log entry.
    let bundle = body.certificate_bundle(&other, 1);
    let reasons = check_bundle(&bundle, &body.trust, &Limits::default()).unwrap_err();
    let codes: Vec<&str> = reasons.iter().map(Reason::code).collect();
    assert_eq!(codes, ["inclusion-wrong"]);
    body.files.clear();
}
