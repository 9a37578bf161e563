//! Every reader is total, and what was written is read as the same.

use proptest::prelude::*;
use register::bundle::check_bundle;
use register::certificate::{Certificate, CertificateError, Class, Party, TestVerdict};
use register::checkpoint::Checkpoint;
use register::dsse::Envelope;
use register::key::NoteKey;
use register::leaf::Leaf;
use register::limits::Limits;
use register::log::read_entries;
use register::proof::OfflineProof;
use register::statement::{Change, Statement, StatementError};
use register::trust::{Trust, TrustError};

use crate::body::{Body, certificate, change_of, system, text, time};

/// One whole document of each kind.
fn documents() -> Vec<Vec<u8>> {
    let mut body = Body::new();
    let certificate = certificate("S-1");
    let index = body.issue(&certificate);
    body.cosign("2026-03-01");
    let statement = Statement::issue(certificate.clone()).unwrap();
    let envelope = Envelope::sign(statement.to_bytes(), &body.key);
    vec![
        body.certificate_bundle(&certificate, index),
        statement.to_bytes(),
        change_of(&certificate, Change::Suspend, "2026-04-01", "2026-04-01").to_bytes(),
        envelope.to_bytes(),
        Leaf::of(&envelope, body.key.verifying_key()).to_bytes(),
        body.checkpoint().into_bytes(),
        body.offline_proof(index).to_text().into_bytes(),
        body.trust.to_bytes(),
        body.trust.shards[0].vkey.vkey().into_bytes(),
        body.files["shards/2026/tile/entries/000.p/1"].clone(),
    ]
}

/// Reads bytes as everything there is; what was read is written as the same bytes.
fn read_all(bytes: &[u8]) {
    let body = Body::new();
    let _ = check_bundle(bytes, &body.trust, &Limits::default());
    if let Ok(statement) = Statement::from_bytes(bytes) {
        assert_eq!(statement.to_bytes(), bytes);
    }
    if let Ok(envelope) = Envelope::from_bytes(bytes) {
        assert_eq!(envelope.to_bytes(), bytes);
    }
    if let Ok(leaf) = Leaf::from_bytes(bytes) {
        assert_eq!(leaf.to_bytes(), bytes);
    }
    if let Ok(trust) = Trust::from_bytes(bytes) {
        assert_eq!(Trust::from_bytes(&trust.to_bytes()), Ok(trust));
    }
    let mut read = |_: &str| Ok(Some(bytes.to_vec()));
    let _ = read_entries(0, 3, &mut read);
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Ok(checkpoint) = Checkpoint::parse(text) {
        assert_eq!(checkpoint.to_text(), text);
    }
    if let Ok(proof) = OfflineProof::parse(text) {
        assert_eq!(proof.to_text(), text);
    }
    if let Ok(key) = NoteKey::parse(text) {
        assert_eq!(key.vkey(), text);
    }
}

#[test]
fn what_was_written_is_read() {
    let body = Body::new();
    let documents = documents();
    for document in &documents {
        read_all(document);
    }
    assert!(Statement::from_bytes(&documents[1]).is_ok());
    assert!(Statement::from_bytes(&documents[2]).is_ok());
    assert!(Envelope::from_bytes(&documents[3]).is_ok());
    assert!(Leaf::from_bytes(&documents[4]).is_ok());
    assert!(Checkpoint::parse(std::str::from_utf8(&documents[5]).unwrap()).is_ok());
    assert!(OfflineProof::parse(std::str::from_utf8(&documents[6]).unwrap()).is_ok());
    assert_eq!(Trust::from_bytes(&documents[7]), Ok(body.trust));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn reading_any_bytes_is_total(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        read_all(&bytes);
    }

    #[test]
    fn reading_damaged_documents_is_total(
        which in 0_usize..10,
        damage in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        cut in proptest::option::of(any::<prop::sample::Index>()),
    ) {
        let mut bytes = documents().swap_remove(which);
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        read_all(&bytes);
    }
}

#[track_caller]
fn check(change: impl FnOnce(&mut Certificate), expected: Result<(), CertificateError>) {
    let mut certificate = certificate("S-1");
    change(&mut certificate);
    let found = Statement::issue(certificate).map(|_| ());
    assert_eq!(found, expected.map_err(StatementError::Certificate));
}

#[test]
fn a_certificate_is_whole_or_refused() {
    check(|_| (), Ok(()));
    check(
        |c| c.number = "../x".to_owned(),
        Err(CertificateError::Number {
            text: "../x".to_owned(),
        }),
    );
    check(
        |c| c.meaning.ja.clear(),
        Err(CertificateError::Language {
            field: "meaning".to_owned(),
            language: "ja",
        }),
    );
    check(
        |c| c.tests[0].verdict = TestVerdict::Inconclusive,
        Err(CertificateError::NotPassed {
            test: "vulnerability".to_owned(),
            verdict: TestVerdict::Inconclusive,
        }),
    );
    check(
        |c| c.valid_until = c.valid_from,
        Err(CertificateError::Order {
            earlier: "valid from",
            later: "valid until",
        }),
    );
    check(
        |c| c.class = Class::Two,
        Err(CertificateError::NoSuchClass {
            category: 1,
            class: "2",
        }),
    );
    check(
        |c| c.decision_maker = c.evaluators[0].clone(),
        Err(CertificateError::OwnWork {
            id: "evaluator".to_owned(),
        }),
    );
    check(
        |c| c.tests.clear(),
        Err(CertificateError::Empty {
            field: "tests".to_owned(),
        }),
    );
    check(
        |c| c.tests[1] = c.tests[0].clone(),
        Err(CertificateError::Twice {
            field: "tests",
            name: "vulnerability".to_owned(),
        }),
    );
    check(
        |c| c.components = system("Y-1", &[("viewer", &certificate("S-2"))]).components,
        Err(CertificateError::Components {
            category: 1,
            found: 1,
        }),
    );
}

#[test]
fn a_statement_about_other_subjects_than_it_names_is_refused() {
    let statement = Statement::issue(certificate("S-1")).unwrap();
    let mut other = statement;
    other.subjects.pop();
    let refused = Statement::from_bytes(&other.to_bytes());
    assert!(
        matches!(refused, Err(StatementError::Subjects { .. })),
        "{refused:?}"
    );
}

#[test]
fn a_date_in_another_form_is_not_canonical() {
    let bytes =
        String::from_utf8(Statement::issue(certificate("S-1")).unwrap().to_bytes()).unwrap();
    let other = bytes.replacen("2026-03-01T00:00:00Z", "2026-03-01T01:00:00+01:00", 1);
    assert!(matches!(
        Statement::from_bytes(other.as_bytes()),
        Err(StatementError::Spelling(_))
    ));
    let unknown = bytes.replacen("\"decided\"", "\"costs\":1,\"decided\"", 1);
    assert!(matches!(
        Statement::from_bytes(unknown.as_bytes()),
        Err(StatementError::Spelling(_))
    ));
}

#[test]
fn only_a_void_lies_ahead() {
    let change = |change, effective: &str| {
        let change = register::statement::StateChange {
            certificate: "S-1".to_owned(),
            change,
            time: time("2026-04-01"),
            effective: time(effective),
            actor: "body".to_owned(),
            reason: text("why"),
        };
        Statement::change(change, register::canonical::Digest::of(b"")).is_ok()
    };
    let void = || Change::Void {
        version: "2".to_owned(),
        successor: None,
    };
    assert!(change(void(), "2026-06-30"));
    assert!(!change(void(), "2026-03-31"));
    assert!(change(Change::Suspend, "2026-04-01"));
    assert!(!change(Change::Suspend, "2026-04-02"));
    assert!(!change(Change::Expire, "2026-04-02"));
}

#[track_caller]
fn check_trust(change: impl FnOnce(&mut Trust), expected: &TrustError) {
    let mut trust = Body::new().trust;
    change(&mut trust);
    assert_eq!(Trust::from_bytes(&trust.to_bytes()).as_ref(), Err(expected));
}

#[test]
fn a_trust_file_that_contradicts_itself_is_refused() {
    check_trust(
        |t| t.quorum = 2,
        &TrustError::Quorum {
            quorum: 2,
            witnesses: 1,
        },
    );
    check_trust(|t| t.keys.clear(), &TrustError::None { what: "keys" });
    check_trust(|t| t.body.ja.clear(), &TrustError::Name);
    check_trust(
        |t| t.shards[0].origin = "body.example/../x".to_owned(),
        &TrustError::NoteKey {
            name: "body.example/../x".to_owned(),
            wanted: 1,
        },
    );
    check_trust(
        |t| t.shards[0].origin = "body.example/..".to_owned(),
        &TrustError::Origin {
            origin: "body.example/..".to_owned(),
        },
    );
    let keyid = Body::new().trust.keys[0].keyid.clone();
    let said = "other".to_owned();
    check_trust(
        |t| t.keys[0].keyid = "other".to_owned(),
        &TrustError::Keyid { said, is: keyid },
    );
    // One key under two names would count twice for the quorum.
    let same = |t: &mut Trust| {
        let key = t.witnesses[0].vkey.key();
        let vkey = NoteKey::witness("w.example/2", key).unwrap();
        t.witnesses.push(register::trust::Witness {
            name: "w.example/2".to_owned(),
            vkey,
            until: None,
        });
    };
    let name = Body::new().trust.witnesses[0].vkey.key().keyid();
    check_trust(
        same,
        &TrustError::Twice {
            what: "witness-key",
            name,
        },
    );
    let text = String::from_utf8(Body::new().trust.to_bytes()).unwrap();
    let unknown = text.replacen("\"quorum\"", "\"quorums\"", 1);
    assert!(matches!(
        Trust::from_bytes(unknown.as_bytes()),
        Err(TrustError::NotJson { .. })
    ));
}

#[test]
fn a_party_is_named_in_both_languages() {
    let nameless = Party {
        id: "x".to_owned(),
        name: text("").clone(),
    };
    check(
        |c| c.evaluators.push(nameless),
        Err(CertificateError::Language {
            field: "evaluator".to_owned(),
            language: "en",
        }),
    );
}
