//! What `verify` answers: the table at the end of the register's design, row by row.

use register::bundle::check_bundle;
use register::canonical::Digest;
use register::certificate::FileDigest;
use register::key::SigningKey;
use register::limits::Limits;
use register::notices::Table;
use register::statement::{Change, Kind, Statement};
use register::verify::{Ask, Check, Question, Report, Verdict, verify_bundle};

use crate::body::{Body, ORIGIN, certificate, codes, file, time};

const TODAY: &str = "2026-03-02";

/// A register with one certificate and its summary, and both bundles.
fn issued() -> (Body, Vec<u8>, Vec<u8>) {
    let mut body = Body::new();
    let certificate = certificate("S-1");
    let index = body.issue(&certificate);
    let summary = Statement::summary(&certificate);
    let summary_index = body.publish(&summary);
    let bundle = body.certificate_bundle(&certificate, index);
    let summary = body.bundle(&summary, summary_index);
    (body, bundle, summary)
}

fn as_issued<'q>(artefacts: &'q [FileDigest], summary: Option<&'q [u8]>) -> Question<'q, 'q> {
    let (now, at, ask) = (time(TODAY), None, Ask::AsIssued);
    Question {
        now,
        at,
        artefacts,
        summary,
        document: None,
        ask,
        limits: Limits::default(),
    }
}

#[track_caller]
fn check(report: &Report, verdict: Verdict, reasons: &[&str]) {
    assert_eq!(
        (report.verdict, codes(report).as_slice()),
        (verdict, reasons),
        "{report:?}"
    );
}

#[test]
fn a_good_bundle_with_a_fresh_register_is_valid() {
    let (body, bundle, _) = issued();
    let report = body.ask(&bundle, TODAY, None);
    check(&report, Verdict::Valid, &[]);
    assert_eq!(report.verdict.exit_code(), 0);
    assert_eq!(report.certificate, Some(certificate("S-1")));
    assert!(report.checked.contains(&Check::History));
    // No witnesses and no state table yet: the report says so.
    assert!(report.not_checked.contains(&Check::Witnesses));
    assert!(report.not_checked.contains(&Check::StateTable));
}

#[test]
fn a_good_bundle_as_issued_is_issued_and_says_that_the_state_was_not_checked() {
    let (body, bundle, summary) = issued();
    let report = verify_bundle(&bundle, &body.trust, as_issued(&[], Some(&summary)));
    check(&report, Verdict::Issued, &[]);
    assert_eq!(report.verdict.exit_code(), 0);
    assert!(report.checked.contains(&Check::Summary));
    assert!(report.not_checked.contains(&Check::State));
}

#[test]
fn a_good_bundle_alone_is_unknown() {
    let (body, bundle, _) = issued();
    let question = Question {
        ask: Ask::Nothing,
        ..as_issued(&[], None)
    };
    let report = verify_bundle(&bundle, &body.trust, question);
    check(&report, Verdict::Unknown, &["state-not-asked"]);
    assert_eq!(report.verdict.exit_code(), 2);
}

#[test]
fn an_artefact_is_covered_by_its_bytes_not_by_its_name() {
    let (body, bundle, _) = issued();
    let renamed = FileDigest {
        name: "other name".to_owned(),
        ..file("S-1.tar.gz")
    };
    let report = verify_bundle(&bundle, &body.trust, as_issued(&[renamed], None));
    check(&report, Verdict::Issued, &[]);
    assert!(report.checked.contains(&Check::Artefacts));
    let changed = FileDigest {
        sha256: Digest::of(b"other"),
        ..file("S-1.tar.gz")
    };
    let report = verify_bundle(&bundle, &body.trust, as_issued(&[changed], None));
    check(&report, Verdict::NotValid, &["artefact-not-covered"]);
    assert_eq!(report.verdict.exit_code(), 1);
}

#[test]
fn a_summary_of_another_certificate_is_refused() {
    let (mut body, bundle, summary) = issued();
    let other = certificate("S-2");
    let index = body.issue(&other);
    let other_bundle = body.certificate_bundle(&other, index);
    let report = verify_bundle(&other_bundle, &body.trust, as_issued(&[], Some(&summary)));
    check(&report, Verdict::NotValid, &["summary-differs"]);
    let report = verify_bundle(&summary, &body.trust, as_issued(&[], None));
    check(&report, Verdict::NotValid, &["not-a-certificate"]);
    let report = verify_bundle(&bundle, &body.trust, as_issued(&[], Some(b"{")));
    check(&report, Verdict::NotValid, &["bundle-malformed"]);
}

#[test]
fn another_bodys_trust_file_never_believes() {
    let (_, bundle, _) = issued();
    let mut foreign = Body::new().trust;
    let key = SigningKey::from_seed(&[77; 32]).verifying_key();
    foreign.keys[0].keyid = key.keyid();
    foreign.keys[0].spki = key;
    let report = verify_bundle(&bundle, &foreign, as_issued(&[], None));
    check(&report, Verdict::NotValid, &["key-unknown"]);
    assert_eq!(report.certificate, None);
}

#[test]
fn a_demonstration_is_not_believed_as_real() {
    let (mut body, bundle, _) = issued();
    body.trust.demonstration = false;
    let report = verify_bundle(&bundle, &body.trust, as_issued(&[], None));
    check(&report, Verdict::NotValid, &["demonstration-differs"]);
}

#[test]
fn a_key_counts_only_in_its_period_for_its_purposes_and_before_its_loss() {
    let (body, bundle, _) = issued();
    let asked = |change: &dyn Fn(&mut register::trust::TrustedKey)| {
        let mut trust = body.trust.clone();
        change(&mut trust.keys[0]);
        verify_bundle(&bundle, &trust, as_issued(&[], None))
    };
    check(&asked(&|_| ()), Verdict::Issued, &[]);
    let late = asked(&|key| key.from = time("2026-03-02"));
    check(&late, Verdict::NotValid, &["key-period"]);
    let over = asked(&|key| key.until = Some(time("2026-03-01")));
    check(&over, Verdict::NotValid, &["key-period"]);
    let other = asked(&|key| key.purposes = vec![Kind::State]);
    check(&other, Verdict::NotValid, &["key-purpose"]);
    let lost = asked(&|key| key.revoked = Some(time("2026-02-01")));
    check(&lost, Verdict::NotValid, &["key-revoked"]);
    // A thief could have dated it back: nobody independent saw it before the loss.
    let unseen = asked(&|key| key.revoked = Some(time("2026-09-01")));
    check(&unseen, Verdict::NotValid, &["key-revoked"]);
}

#[test]
fn a_statement_that_a_witness_saw_before_the_loss_stays_believed() {
    let (mut body, _, _) = issued();
    body.cosign("2026-03-01T12:00:00Z");
    body.trust.quorum = 1;
    body.trust.keys[0].revoked = Some(time("2026-09-01"));
    let bundle = body.certificate_bundle(&certificate("S-1"), 0);
    let report = verify_bundle(&bundle, &body.trust, as_issued(&[], None));
    check(&report, Verdict::Issued, &[]);
    assert!(report.checked.contains(&Check::Witnesses));
    body.trust.keys[0].revoked = Some(time("2026-03-01T06:00:00Z"));
    let report = verify_bundle(&bundle, &body.trust, as_issued(&[], None));
    check(&report, Verdict::NotValid, &["key-revoked"]);
}

#[test]
fn no_checkpoint_says_valid_for_a_day_to_come() {
    let (mut body, bundle, _) = issued();
    let ask = |body: &Body, at| body.ask(&bundle, TODAY, Some(at));
    // Between the checkpoint and the asking: that is what freshness is for.
    check(&ask(&body, "2026-03-01T12:00:00Z"), Verdict::Valid, &[]);
    check(&ask(&body, TODAY), Verdict::Valid, &[]);
    for later in ["2026-03-02T00:00:01Z", "2028-02-29"] {
        let report = ask(&body, later);
        check(&report, Verdict::Unknown, &["asked-about-the-future"]);
        assert_eq!((report.verdict.exit_code(), &report.state), (2, &None));
        assert!(report.not_checked.contains(&Check::State));
    }
    check(&ask(&body, "2028-03-01"), Verdict::NotValid, &["expired"]);
    let suspended = Change::Suspend;
    body.change(&certificate("S-1"), suspended, TODAY, TODAY);
    check(&ask(&body, TODAY), Verdict::NotValid, &["suspended"]);
    // It may be resumed by then.
    check(
        &ask(&body, "2026-03-03"),
        Verdict::Unknown,
        &["asked-about-the-future"],
    );
    let void = Change::Void {
        version: "1.1.0".to_owned(),
        successor: None,
    };
    body.change(&certificate("S-1"), void, TODAY, "2026-03-04");
    let asked = ask(&body, "2026-03-03T12:00:00Z");
    check(&asked, Verdict::Unknown, &["asked-about-the-future"]);
    check(&ask(&body, "2026-03-04"), Verdict::NotValid, &["void"]);
}

#[test]
fn a_checkpoint_a_little_ahead_of_this_clock_speaks_of_its_own_time() {
    let (body, bundle, _) = issued();
    let ask = |at| body.ask(&bundle, "2026-02-28T18:00:00Z", Some(at));
    check(&ask("2026-03-01"), Verdict::Valid, &[]);
    check(
        &ask("2026-03-01T00:00:01Z"),
        Verdict::Unknown,
        &["asked-about-the-future"],
    );
}

#[test]
fn the_document_for_people_is_the_one_certified_or_it_is_not() {
    let (body, bundle, _) = issued();
    let ask = |document| {
        let question = Question {
            document,
            ..as_issued(&[], None)
        };
        verify_bundle(&bundle, &body.trust, question)
    };
    let certified = file("certificate.html");
    let report = ask(Some(&certified));
    check(&report, Verdict::Issued, &[]);
    assert!(report.checked.contains(&Check::Document));
    // Another file of the certificate under the document's name is not the document.
    let other = FileDigest {
        name: "certificate.html".to_owned(),
        ..file("S-1.tar.gz")
    };
    check(&ask(Some(&other)), Verdict::NotValid, &["document-differs"]);
    assert!(ask(None).not_checked.contains(&Check::Document));
}

#[test]
fn a_shard_holds_statements_of_its_period_only() {
    let (mut body, bundle, _) = issued();
    body.trust.shards[0].from = time("2026-03-02");
    let report = verify_bundle(&bundle, &body.trust, as_issued(&[], None));
    check(&report, Verdict::NotValid, &["shard-period"]);
}

#[test]
fn a_stale_checkpoint_is_unknown_until_a_new_day_is_published() {
    let (mut body, bundle, _) = issued();
    check(&body.ask(&bundle, "2026-03-08", None), Verdict::Valid, &[]);
    let stale = body.ask(&bundle, "2026-03-09", None);
    check(&stale, Verdict::Unknown, &["checkpoint-too-old"]);
    assert_eq!(stale.state, None);
    let (size, root) = (body.log.size(), body.log.root());
    let table = Table {
        origin: ORIGIN.to_owned(),
        size,
        time: time("2026-03-09"),
        pages: None,
    };
    body.publish(&Statement::table(table, root).unwrap());
    check(&body.ask(&bundle, "2026-03-09", None), Verdict::Valid, &[]);
    check(
        &body.ask(&bundle, "2026-03-07", None),
        Verdict::Unknown,
        &["checkpoint-ahead"],
    );
}

#[test]
fn with_a_quorum_the_witnesses_tell_the_time() {
    let (mut body, _, _) = issued();
    body.trust.quorum = 1;
    body.cosign("2026-05-01");
    let bundle = body.certificate_bundle(&certificate("S-1"), 0);
    check(&body.ask(&bundle, "2026-05-02", None), Verdict::Valid, &[]);
    check(
        &body.ask(&bundle, "2026-06-02", None),
        Verdict::Unknown,
        &["checkpoint-too-old"],
    );
}

#[test]
fn a_register_that_cannot_be_read_is_unknown() {
    let (mut body, bundle, _) = issued();
    let mut down = |_: &str| Err("connection refused".to_owned());
    let question = Question {
        ask: Ask::Full(&mut down),
        ..as_issued(&[], None)
    };
    let report = verify_bundle(&bundle, &body.trust, question);
    check(&report, Verdict::Unknown, &["unreachable"]);
    let statement = Statement::summary(&certificate("S-1")).digest();
    body.files
        .remove(&format!("statements/{statement}.json"))
        .unwrap();
    check(
        &body.ask(&bundle, TODAY, None),
        Verdict::Unknown,
        &["statement-missing"],
    );
    body.files.clear();
    check(
        &body.ask(&bundle, TODAY, None),
        Verdict::Unknown,
        &["missing"],
    );
}

#[test]
fn an_older_copy_of_the_register_is_unknown() {
    let mut body = Body::new();
    body.issue(&certificate("S-1"));
    let older = body.clone();
    body.change(
        &certificate("S-1"),
        Change::Suspend,
        "2026-03-02",
        "2026-03-02",
    );
    let bundle = body.certificate_bundle(&certificate("S-1"), 0);
    check(
        &older.ask(&bundle, TODAY, None),
        Verdict::Unknown,
        &["register-older"],
    );
    check(
        &body.ask(&bundle, TODAY, None),
        Verdict::NotValid,
        &["suspended"],
    );
}

#[test]
fn a_report_in_json_has_the_documented_members() {
    let (body, bundle, _) = issued();
    let json = serde_json::to_value(body.ask(&bundle, TODAY, None)).unwrap();
    let members: Vec<&String> = json.as_object().unwrap().keys().collect();
    let wanted = [
        "certificate",
        "checked",
        "not_checked",
        "reasons",
        "state",
        "verdict",
    ];
    assert_eq!(members, wanted);
    assert_eq!(json["verdict"], "valid");
    assert_eq!(json["state"]["status"], "valid");
    assert_eq!(json["certificate"]["category"], 1);
    assert_eq!(json["certificate"]["class"], "1");
    let refused = verify_bundle(b"", &body.trust, as_issued(&[], None));
    assert_eq!(
        serde_json::to_value(refused).unwrap()["verdict"],
        "not_valid"
    );
}

#[test]
fn a_bundle_over_the_limit_is_not_read() {
    let (body, bundle, _) = issued();
    let limits = Limits {
        bundle_bytes: bundle.len() - 1,
        ..Limits::default()
    };
    let reasons = check_bundle(&bundle, &body.trust, &limits).unwrap_err();
    assert_eq!(reasons[0].code(), "bundle-too-long");
}
