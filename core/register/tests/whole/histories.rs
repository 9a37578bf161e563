//! Histories of certificates: which changes are possible, and what they mean on which day.

use proptest::prelude::*;
use register::certificate::{Category, Certificate, Class};
use register::dsse::Envelope;
use register::index::Index;
use register::key::{NoteKey, SigningKey};
use register::limits::Limits;
use register::notices::Table;
use register::reason::Reason;
use register::standing::Status;
use register::statement::{Change, Correctable, Statement};
use register::survey::{Survey, survey};
use register::trust::Closed;
use register::verify::{Ask, Verdict};

use crate::body::{Body, ORIGIN, certificate, change_of, codes, file, system, text, time};

fn void(version: &str) -> Change {
    Change::Void {
        version: version.to_owned(),
        successor: None,
    }
}

fn look(body: &Body) -> Survey {
    let mut read = |path: &str| Ok(body.files.get(path).cloned());
    survey(
        &body.trust,
        time("2026-03-05"),
        None,
        &Limits::default(),
        &mut read,
    )
}

/// The detail of the entry that ended the fold, with its index.
#[track_caller]
fn check_refused(body: &Body, index: u64, detail: &str) {
    let origin = ORIGIN.to_owned();
    let refused = Reason::EntryRefused {
        origin,
        index,
        detail: detail.to_owned(),
    };
    assert!(
        look(body).reasons.contains(&refused),
        "{:?}",
        look(body).reasons
    );
}

/// The status on each of these days, after the changes.
#[track_caller]
fn check(changes: &[(Change, &str, &str)], days: &[(&str, Status)]) {
    let mut body = Body::new();
    let certificate = certificate("S-1");
    body.issue(&certificate);
    for (change, at, effective) in changes {
        body.change(&certificate, change.clone(), at, effective);
    }
    let survey = look(&body);
    let wrong: Vec<_> = survey
        .reasons
        .iter()
        .filter(|r| !r.code().starts_with("checkpoint"))
        .collect();
    assert_eq!(wrong, Vec::<&Reason>::new());
    for (day, status) in days {
        let found = survey
            .folded
            .standing("S-1", time(day))
            .map(|standing| standing.status);
        assert_eq!(found, Some(*status), "on {day}");
    }
}

/// The last of these changes ends the fold with this text.
#[track_caller]
fn check_impossible(changes: &[(Change, &str, &str)], detail: &str) {
    let mut body = Body::new();
    let certificate = certificate("S-1");
    body.issue(&certificate);
    for (change, at, effective) in changes {
        body.change(&certificate, change.clone(), at, effective);
    }
    check_refused(&body, changes.len() as u64, detail);
}

#[test]
fn a_certificate_is_valid_for_its_term_and_expires_by_itself() {
    let days = [
        ("2026-03-01", Status::Valid),
        ("2028-02-29", Status::Valid),
        ("2028-03-01", Status::Expired),
    ];
    check(&[], &days);
    let before = look(&Body::new())
        .folded
        .standing("S-1", time("2026-03-01"));
    assert_eq!(before, None);
}

#[test]
fn a_suspension_lasts_until_it_is_lifted() {
    let changes = [
        (Change::Suspend, "2026-04-01", "2026-04-01"),
        (Change::Resume, "2026-05-01", "2026-05-01"),
    ];
    check(
        &changes,
        &[
            ("2026-03-31", Status::Valid),
            ("2026-04-01", Status::Suspended),
            ("2026-05-01", Status::Valid),
        ],
    );
}

#[test]
fn a_void_holds_from_its_effective_date_and_says_so_before() {
    let mut body = Body::new();
    body.issue(&certificate("S-1"));
    body.change(
        &certificate("S-1"),
        void("1.0.1"),
        "2026-03-02",
        "2026-03-04",
    );
    let bundle = body.certificate_bundle(&certificate("S-1"), 0);
    let before = body.ask(&bundle, "2026-03-03", None);
    assert_eq!(before.verdict, Verdict::Valid);
    let by = before.state.unwrap().superseded_by.unwrap();
    assert_eq!(
        (by.version.as_str(), by.void_from),
        ("1.0.1", time("2026-03-04"))
    );
    let after = body.ask(&bundle, "2026-03-04", None);
    assert_eq!(
        (after.verdict, codes(&after)),
        (Verdict::NotValid, vec!["void"])
    );
    // Asked about the day before, the answer is that day's.
    assert_eq!(
        body.ask(&bundle, "2026-03-04", Some("2026-03-03")).verdict,
        Verdict::Valid
    );
}

#[test]
fn a_flaw_that_becomes_known_brings_the_void_forward() {
    let changes = [
        (void("1.1"), "2026-04-01", "2026-07-01"),
        (void("1.1"), "2026-05-01", "2026-05-01"),
    ];
    check(
        &changes,
        &[("2026-04-30", Status::Valid), ("2026-05-01", Status::Void)],
    );
    let back = [
        (void("1.1"), "2026-04-01", "2026-05-01"),
        (void("1.1"), "2026-04-02", "2026-07-01"),
    ];
    check_impossible(
        &back,
        "certificate \"S-1\" is void sooner: void is not possible",
    );
}

#[test]
fn while_a_void_is_pending_the_certificate_can_be_suspended_and_withdrawn() {
    let changes = [
        (void("1.1"), "2026-04-01", "2026-07-01"),
        (Change::Suspend, "2026-04-02", "2026-04-02"),
        (Change::Withdraw, "2026-04-03", "2026-04-03"),
    ];
    check(
        &changes,
        &[
            ("2026-04-02", Status::Suspended),
            ("2026-04-03", Status::Withdrawn),
            ("2026-08-01", Status::Withdrawn),
        ],
    );
}

#[test]
fn the_end_of_the_term_may_be_recorded_once() {
    let expire = (Change::Expire, "2028-03-02", "2028-03-01");
    check(
        std::slice::from_ref(&expire),
        &[("2028-03-01", Status::Expired)],
    );
    let twice = "certificate \"S-1\" is expired: expire is not possible";
    check_impossible(&[expire.clone(), expire], twice);
    let early = (Change::Expire, "2026-05-01", "2026-05-01");
    let refused = "certificate \"S-1\" is valid until another day: expire is not possible";
    check_impossible(&[early], refused);
}

#[test]
fn impossible_changes_end_the_fold_with_the_entry_named() {
    let suspend = |day| (Change::Suspend, day, day);
    let resume = |day| (Change::Resume, day, day);
    let withdraw = |day| (Change::Withdraw, day, day);
    let not = |state, change| format!("certificate \"S-1\" is {state}: {change} is not possible");
    check_impossible(&[resume("2026-04-01")], &not("valid", "resume"));
    check_impossible(
        &[suspend("2026-04-01"), suspend("2026-04-02")],
        &not("suspended", "suspend"),
    );
    check_impossible(
        &[withdraw("2026-04-01"), suspend("2026-04-02")],
        &not("withdrawn", "suspend"),
    );
    check_impossible(
        &[withdraw("2026-04-01"), resume("2026-04-02")],
        &not("withdrawn", "resume"),
    );
    let ended = [
        (void("2"), "2026-04-01", "2026-04-01"),
        resume("2026-04-02"),
    ];
    check_impossible(&ended, &not("void", "resume"));
    check_impossible(&[suspend("2028-03-01")], &not("expired", "suspend"));
    check_impossible(&[suspend("2026-02-01")], &not("not issued yet", "suspend"));
}

#[test]
fn a_number_is_issued_once() {
    let mut body = Body::new();
    body.issue(&certificate("S-1"));
    let again = Certificate {
        class: Class::TwoA,
        ..certificate("S-1")
    };
    body.issue(&again);
    check_refused(&body, 1, "certificate \"S-1\" was issued before");
    let bundle = body.certificate_bundle(&again, 1);
    assert_eq!(
        body.ask(&bundle, "2026-03-02", None).verdict,
        Verdict::NotValid
    );
}

#[test]
fn a_change_names_the_statement_that_it_changes() {
    let mut body = Body::new();
    body.change(
        &certificate("S-1"),
        Change::Suspend,
        "2026-04-01",
        "2026-04-01",
    );
    check_refused(&body, 0, "certificate \"S-1\" was not issued before");
    let mut body = Body::new();
    body.issue(&certificate("S-1"));
    let other = Certificate {
        class: Class::TwoA,
        ..certificate("S-1")
    };
    body.change(&other, Change::Suspend, "2026-04-01", "2026-04-01");
    check_refused(
        &body,
        1,
        "the subject is not the statement that issued \"S-1\"",
    );
}

#[test]
fn a_statement_under_a_foreign_key_ends_the_fold() {
    let mut body = Body::new();
    body.issue(&certificate("S-1"));
    let thief = SigningKey::from_seed(&[66; 32]);
    let change = change_of(
        &certificate("S-1"),
        Change::Suspend,
        "2026-03-02",
        "2026-03-02",
    );
    let own = std::mem::replace(&mut body.key, thief.clone());
    body.publish(&change);
    body.key = own;
    let keyid = thief.verifying_key().keyid();
    check_refused(&body, 1, &format!("key {keyid:?} is not in the trust file"));
    // Under the body's name, but signed by the thief.
    let mut body = Body::new();
    let mut envelope = Envelope::sign(change.to_bytes(), &thief);
    envelope.keyid = body.key.verifying_key().keyid();
    body.publish_envelope(&envelope);
    let keyid = body.key.verifying_key().keyid();
    check_refused(
        &body,
        0,
        &format!("the signature is not that of key {keyid:?}"),
    );
}

#[test]
fn a_statement_of_an_unknown_kind_ends_the_fold() {
    let mut body = Body::new();
    let bytes = String::from_utf8(Statement::summary(&certificate("S-1")).to_bytes()).unwrap();
    let bytes = bytes.replace("attestation/svr/v0.2", "attestation/svr/v0.3");
    body.publish_envelope(&Envelope::sign(bytes.into_bytes(), &body.key.clone()));
    let detail = "statement: unknown predicate type \"https://in-toto.io/attestation/svr/v0.3\"";
    check_refused(&body, 0, detail);
}

#[test]
fn a_summary_belongs_to_a_certificate_issued_before() {
    let mut body = Body::new();
    body.publish(&Statement::summary(&certificate("S-1")));
    check_refused(
        &body,
        0,
        "the summary belongs to no certificate issued before",
    );
}

#[test]
fn a_table_stands_where_it_says_over_the_tree_that_it_names() {
    let mut body = Body::new();
    body.issue(&certificate("S-1"));
    let table = |size| Table {
        origin: ORIGIN.to_owned(),
        size,
        time: time("2026-03-04"),
        pages: None,
    };
    let root = body.log.root();
    body.publish(&Statement::table(table(1), root).unwrap());
    assert_eq!(look(&body).reasons, []);
    body.publish(&Statement::table(table(1), root).unwrap());
    let detail =
        format!("a table statement for entry 1 of {ORIGIN:?} and its tree stands elsewhere");
    check_refused(&body, 2, &detail);
}

/// Publishes the end of the body's shard.
fn next() -> NoteKey {
    let key = SigningKey::from_seed(&[2; 32]).verifying_key();
    NoteKey::log("body.example/2027", key).unwrap()
}

#[test]
fn nothing_stands_behind_the_end_of_a_shard() {
    let mut body = Body::new();
    body.close(&next(), "2026-03-04");
    let ended = Reason::ShardEnded {
        origin: ORIGIN.to_owned(),
        next: "body.example/2027".to_owned(),
    };
    assert_eq!(look(&body).reasons, [ended]);
    body.issue(&certificate("S-1"));
    check_refused(&body, 1, "the shard was closed before");
}

#[test]
fn a_change_in_the_next_shard_counts_for_a_certificate_in_the_closed_one() {
    let mut body = Body::new();
    body.issue(&certificate("S-1"));
    body.close(&next(), "2026-03-04");
    let bundle = body.certificate_bundle(&certificate("S-1"), 0);
    let older = body.trust.clone();
    let mut early = body.clone();
    early.begin_next(&next());
    // The next shard is not there yet.
    assert_eq!(codes(&early.ask(&bundle, "2026-03-05", None)), ["missing"]);
    body.open_next(next(), "2026-03-04");
    let end = body.trust.shards[0].closed.clone().unwrap();
    body.change(
        &certificate("S-1"),
        Change::Suspend,
        "2026-03-05",
        "2026-03-05",
    );
    let report = body.ask(&bundle, "2026-03-05", None);
    assert_eq!(
        (report.verdict, codes(&report)),
        (Verdict::NotValid, vec!["suspended"])
    );
    // A closed shard's checkpoint is final, not old: a year later only the open one is too old.
    assert_eq!(
        codes(&body.ask(&bundle, "2027-03-05", None)),
        ["checkpoint-too-old"]
    );
    // Whoever still has the older trust file is told so.
    let newer = std::mem::replace(&mut body.trust, older);
    assert_eq!(
        codes(&body.ask(&bundle, "2026-03-05", None)),
        ["shard-ended"]
    );
    // A closed shard that ends otherwise is tampered with.
    body.trust = newer;
    body.trust.shards[0].closed = Some(Closed {
        root: file("other").sha256,
        ..end
    });
    assert_eq!(
        codes(&body.ask(&bundle, "2026-03-05", None)),
        ["closed-shard-differs"]
    );
    // The bundle shows the whole of that shard, so no register is needed to see it.
    assert_eq!(
        codes(&body.ask_of(&bundle, "2026-03-05", None, Ask::AsIssued)),
        ["closed-shard-differs"]
    );
}

#[test]
fn a_system_stands_and_falls_with_its_components() {
    let mut body = Body::new();
    let software = Certificate {
        class: Class::TwoA,
        ..certificate("S-1")
    };
    let device = Certificate {
        category: Category::Device,
        class: Class::TwoB,
        ..certificate("D-1")
    };
    let whole = system("Y-1", &[("viewer", &software), ("pump", &device)]);
    for certificate in [&software, &device, &whole] {
        body.issue(certificate);
    }
    body.change(&software, Change::Suspend, "2026-04-01", "2026-04-01");
    body.change(&software, Change::Resume, "2026-05-01", "2026-05-01");
    body.change(&software, void("1.0.1"), "2026-06-01", "2026-06-01");
    let follower = Certificate {
        predecessor: Some("S-1".to_owned()),
        ..certificate("S-2")
    };
    let follower = Certificate {
        issued: time("2026-06-02"),
        ..follower
    };
    body.issue(&follower);
    let replace = Change::ReplaceComponent {
        component: "viewer".to_owned(),
        certificate: "S-2".to_owned(),
        sha256: follower.product.artefacts[0].sha256,
    };
    body.change(&whole, replace, "2026-06-03", "2026-06-03");
    let folded = look(&body).folded;
    let status = |day| folded.standing("Y-1", time(day)).unwrap().status;
    assert_eq!(status("2026-03-31"), Status::Valid);
    assert_eq!(status("2026-04-15"), Status::Suspended);
    assert_eq!(status("2026-05-01"), Status::Valid);
    assert_eq!(status("2026-06-02"), Status::Suspended);
    assert_eq!(status("2026-06-03"), Status::Valid);
    let standing = folded.standing("Y-1", time("2026-06-02")).unwrap();
    let reasons: Vec<&str> = standing.reasons().iter().map(Reason::code).collect();
    assert_eq!(reasons, ["suspended", "component-not-valid"]);
    let because = standing
        .reason
        .expect("nobody suspended it: the component is why");
    assert_eq!(
        because.en,
        "certificate S-1 of component \"viewer\" is void (why)"
    );
    assert!(because.ja.contains("viewer") && because.ja.contains("失効（why（和））"));
    assert_eq!(
        folded.standing("Y-1", time("2026-06-03")).unwrap().reason,
        None
    );
    assert_eq!(
        folded
            .standing("S-1", time("2026-06-02"))
            .unwrap()
            .successors,
        ["S-2"]
    );
}

#[test]
fn a_system_is_valid_since_its_components_carry_it_again() {
    let mut body = Body::new();
    let software = certificate("S-1");
    let follower = Certificate {
        issued: time("2026-03-20"),
        ..certificate("S-2")
    };
    let whole = system("Y-1", &[("viewer", &software)]);
    for certificate in [&software, &whole, &follower] {
        body.issue(certificate);
    }
    body.change(&software, Change::Suspend, "2026-04-01", "2026-04-01");
    body.change(&software, Change::Resume, "2026-05-01", "2026-05-01");
    body.change(&software, Change::Withdraw, "2026-06-01", "2026-06-01");
    let replace = Change::ReplaceComponent {
        component: "viewer".to_owned(),
        certificate: "S-2".to_owned(),
        sha256: follower.product.artefacts[0].sha256,
    };
    body.change(&whole, replace, "2026-07-01", "2026-07-01");
    let folded = look(&body).folded;
    for (day, status, since) in [
        ("2026-03-31", Status::Valid, "2026-03-01"),
        ("2026-04-15", Status::Suspended, "2026-04-01"),
        ("2026-05-15", Status::Valid, "2026-05-01"),
        ("2026-06-15", Status::Suspended, "2026-06-01"),
        ("2026-07-15", Status::Valid, "2026-07-01"),
    ] {
        let standing = folded.standing("Y-1", time(day)).unwrap();
        assert_eq!(
            (standing.status, standing.since),
            (status, time(since)),
            "{day}"
        );
    }
}

/// The register knows no limit for a component's replacement: the body says when it has passed, maybe after the version went up.
#[test]
fn a_systems_limit_is_recorded_also_after_what_ended_it_later() {
    let software = certificate("S-1");
    let whole = system("Y-1", &[("viewer", &software)]);
    let after = |expires: &[(&str, &str)]| {
        let mut body = Body::new();
        body.issue(&software);
        body.issue(&whole);
        body.change(&whole, void("2"), "2026-04-01", "2026-08-01");
        for (at, effective) in expires {
            body.change(&whole, Change::Expire, at, effective);
        }
        body
    };
    let body = after(&[("2026-08-02", "2026-07-01")]);
    let status = |day| {
        let standing = look(&body).folded.standing("Y-1", time(day)).unwrap();
        (standing.status, standing.since)
    };
    for day in ["2026-07-01", "2026-08-02", "2026-09-01"] {
        assert_eq!(status(day), (Status::Expired, time("2026-07-01")), "{day}");
    }
    let void = "certificate \"Y-1\" is void: expire is not possible";
    check_refused(&after(&[("2026-08-02", "2026-08-01")]), 3, void);
    let twice = after(&[("2026-08-02", "2026-07-01"), ("2026-08-03", "2026-06-30")]);
    let expired = "certificate \"Y-1\" is expired: expire is not possible";
    check_refused(&twice, 4, expired);
}

#[test]
fn a_component_is_certified_and_covers_what_is_installed() {
    let refused = |system: &Certificate, detail: &str| {
        let mut body = Body::new();
        body.issue(&certificate("S-1"));
        body.issue(system);
        check_refused(&body, 1, detail);
    };
    let good = system("Y-1", &[("viewer", &certificate("S-1"))]);
    let mut other = good.clone();
    other.components[0].sha256 = file("other").sha256;
    refused(
        &other,
        "component \"viewer\": its certificate does not cover what is installed",
    );
    let mut absent = good;
    absent.components[0].certificate = "S-9".to_owned();
    refused(&absent, "certificate \"S-9\" was not issued before");
}

#[test]
fn a_correction_changes_no_state() {
    let correct = Change::Correct {
        field: Correctable::HolderName,
        text: text("right name"),
    };
    check(
        &[(correct, "2026-04-01", "2026-04-01")],
        &[("2026-04-02", Status::Valid)],
    );
}

#[test]
fn the_list_for_programs_tells_number_product_state_and_chain() {
    let mut body = Body::new();
    body.issue(&certificate("S-1"));
    body.change(
        &certificate("S-1"),
        void("1.0.1"),
        "2026-03-02",
        "2026-03-02",
    );
    let next = Certificate {
        predecessor: Some("S-1".to_owned()),
        ..certificate("S-2")
    };
    body.issue(&next);
    let index = Index::of(&body.trust, &look(&body).folded, time("2026-03-03"));
    let json: serde_json::Value = serde_json::from_slice(&index.to_bytes()).unwrap();
    let rows = json["certificates"].as_array().unwrap();
    assert_eq!(
        (rows.len(), &rows[0]["status"], &rows[1]["status"]),
        (2, &"void".into(), &"valid".into())
    );
    assert_eq!(rows[0]["successors"][0], "S-2");
    assert_eq!(rows[0]["superseded_by"]["version"], "1.0.1");
    assert_eq!(rows[1]["product"]["en"], "gateway");
}

fn any_change() -> impl Strategy<Value = Change> {
    prop_oneof![
        3 => Just(Change::Suspend),
        3 => Just(Change::Resume),
        2 => Just(void("1.1")),
        1 => Just(Change::Withdraw),
        1 => Just(Change::Expire),
    ]
}

fn is_final(status: Status) -> bool {
    matches!(status, Status::Expired | Status::Void | Status::Withdrawn)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// Over random histories of possible changes: what ended stays ended, nothing outlives its term, and later
    /// statements do not change what the register said about earlier days.
    #[test]
    fn final_states_are_final_and_the_past_stays(
        changes in proptest::collection::vec((any_change(), 0_i64..900, 0_i64..60), 0..7)
    ) {
        let mut body = Body::new();
        let certificate = certificate("S-1");
        body.issue(&certificate);
        let day = |days: i64| certificate.issued + jiff::SignedDuration::from_hours(24 * days);
        let status = |survey: &Survey, at| survey.folded.standing("S-1", at).map(|now| now.status);
        let mut changes = changes;
        changes.sort_by_key(|(_, days, _)| *days);
        for (change, days, ahead) in changes {
            let at = day(days);
            let effective = match change {
                Change::Void { .. } => day(days + ahead),
                Change::Expire => certificate.valid_until.min(at),
                _ => at,
            };
            let statement = change_of(&certificate, change, &at.to_string(), &effective.to_string());
            let (before, mut next) = (look(&body), body.clone());
            next.publish(&statement);
            let after = look(&next);
            if after.reasons.iter().any(|reason| reason.code() == "entry-refused") {
                continue;
            }
            for earlier in 0..days {
                prop_assert_eq!(status(&before, day(earlier)), status(&after, day(earlier)));
            }
            body = next;
        }
        let survey = look(&body);
        let mut ended = None;
        for days in 0..1_000 {
            let now = status(&survey, day(days)).expect("it was issued");
            prop_assert!(ended.is_none_or(|ended| ended == now), "{:?} became {}", ended, now);
            prop_assert!(day(days) < certificate.valid_until || is_final(now));
            ended = is_final(now).then_some(now);
        }
    }
}
