//! `sekisho surveil`: what becomes known after a certificate was given, until it is answered or the certificate suspended.

mod declared;
mod house;

use std::fs;

use scheme::id::CertificateNumber;
use serde_json::{Value, json};
use service::acts;
use service::surveil::{News, Unseen, look_at_all};
use strum::VariantNames as _;
use texts::{Language, Texts};
use vulnerability::{Catalogues, Feed, Limits};

use self::house::{CRITICAL, HIGH, House, actor, advisory, ago, other, text};
use crate::program::{Folder, run, workspace};

fn number(running: u32) -> CertificateNumber {
    let house_year = u16::try_from(ago(60).to_zoned(jiff::tz::TimeZone::UTC).year());
    CertificateNumber::new(house_year.expect("a year"), running).expect("a number")
}

/// What the advisories say today.
fn flaw(vector: &str) -> Vec<String> {
    vec![advisory("A-1", vector, 0), other(0)]
}

/// Opens the case of a flaw so many days ago.
fn known_since(house: &House, vector: &str, days_ago: i64) {
    let mut body = house.open();
    let record = advisory("A-1", vector, days_ago);
    let feeds = [Feed::read("feed", [("a.json", record)], &Limits::default())];
    let at = ago(days_ago);
    let catalogues = Catalogues::default();
    let news = News {
        feeds: &feeds,
        catalogues: &catalogues,
        at,
    };
    let sight = look_at_all(&body, news).expect("looked at");
    let registrar = actor(&body, "registrar");
    for (number, seen) in sight.seen {
        let why = text("監視", "surveillance");
        let answer = seen.to_bytes().expect("JSON");
        let shown = (Vec::new(), &*answer);
        acts::open_surveillance(&mut body, &registrar, at, (number, seen.new), shown, &why)
            .expect("opened");
    }
}

fn vex(flaw: &str, version: &str) -> String {
    json!({
        "@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://example.com/vex/1",
        "author": "maker", "timestamp": ago(0).to_string(), "version": 1,
        "statements": [{
            "vulnerability": { "name": flaw }, "status": "not_affected",
            "justification": "vulnerable_code_not_in_execute_path",
            "products": [{ "@id": format!("pkg:cargo/viewer@{version}") }],
        }],
    })
    .to_string()
}

fn count(value: &Value) -> usize {
    value.as_array().expect("a list").len()
}

#[test]
fn a_new_flaw_is_said_and_without_a_key_nothing_is_put_on_record() {
    let house = House::certified("sekisho-2026", 60);
    let seen = house
        .surveils(&flaw(CRITICAL), None, &["--json"])
        .gives(1)
        .json();
    assert_eq!(
        (count(&seen["new"]), &seen["on_record"]),
        (1, &json!(false))
    );
    assert_eq!(seen["new"][0]["flaws"][0]["rule"], "A-1");
    assert_eq!(seen["new"][0]["surveillance"], Value::Null);
    assert!(house.open().state().surveillance().is_empty());
}

#[test]
fn a_case_is_opened_once_and_due_by_the_severity() {
    for (vector, days) in [(CRITICAL, 14), (HIGH, 30)] {
        let house = House::certified("sekisho-2026", 60);
        let by = Some("registrar");
        let seen = house
            .surveils(&flaw(vector), by, &["--json"])
            .gives(1)
            .json();
        assert_eq!(seen["new"][0]["surveillance"], "s-000001");
        let acts = {
            let body = house.open();
            let case = body.state().surveillance().values().next().expect("a case");
            let waits = case.due.duration_since(case.opened.at);
            assert_eq!(waits.as_hours(), 24 * days);
            body.acts()
        };
        let again = house
            .surveils(&flaw(vector), by, &["--json"])
            .gives(1)
            .json();
        assert_eq!((count(&again["new"]), count(&again["open"])), (0, 1));
        assert_eq!(house.open().acts(), acts, "nothing twice");
    }
}

#[test]
fn a_day_without_news_is_said_and_what_is_kept_changes_no_answer() {
    let house = House::certified("sekisho-2026", 60);
    let feed = [other(0)];
    let quiet = house.surveils(&feed, None, &[]).gives(0);
    assert!(quiet.out.contains("nothing is new"), "{}", quiet.out);
    let kept = house.folder.path("body/watched-parts");
    let whole = fs::read(&kept).expect("what is kept");
    for damage in [&whole[..whole.len() / 2], b""] {
        fs::write(&kept, damage).expect("a file");
        house.surveils(&feed, None, &[]).gives(0);
        assert_eq!(fs::read(&kept).expect("made anew"), whole);
        house.surveils(&flaw(HIGH), None, &[]).gives(1);
    }
}

#[test]
fn an_overdue_flaw_suspends_and_a_signed_answer_that_is_accepted_brings_back() {
    let house = House::certified("sekisho-2026", 60);
    known_since(&house, CRITICAL, 20);
    assert_eq!(house.verified(number(1))["verdict"], "valid");
    let seen = house.surveils(&flaw(CRITICAL), Some("registrar"), &["--json"]);
    assert_eq!(count(&seen.gives(1).json()["suspended"]), 1);
    let answer = house.verified(number(1));
    assert_eq!(answer["verdict"], "not_valid", "{answer:#}");
    assert_eq!(answer["state"]["status"], "suspended", "{answer:#}");

    house.folder.write("vex.json", vex("A-1", "1.0.0"));
    let document = house.folder.arg("vex.json");
    let first = ["--answer", "s-000001", "--vex", &document];
    house.runs(&first, Some("registrar"), &[]).gives(1);
    house.runs(&first, Some("applicant"), &[]).gives(0);
    let seen = house
        .surveils(&flaw(CRITICAL), Some("registrar"), &["--json"])
        .gives(1)
        .json();
    assert_eq!(seen["to_accept"], json!(["s-000001"]));
    let accept = ["--accept", "s-000001", "--json"];
    let no = house
        .surveils(&flaw(CRITICAL), Some("registrar"), &accept)
        .gives(1)
        .json();
    assert_eq!(no["refused"][0]["code"], "role-missing");
    let yes = house
        .surveils(&flaw(CRITICAL), Some("reviewer"), &accept)
        .gives(0)
        .json();
    assert_eq!(yes["closed"][0]["ending"], "answered");
    assert_eq!(yes["closed"][0]["resumed"], true);
    assert_eq!(house.verified(number(1))["verdict"], "valid");
    // The answer counts from then on.
    house
        .surveils(&flaw(CRITICAL), Some("registrar"), &[])
        .gives(0);
}

#[test]
fn an_answer_for_another_version_settles_nothing() {
    let house = House::certified("sekisho-2026", 60);
    house.surveils(&flaw(HIGH), Some("registrar"), &[]).gives(1);
    house.folder.write("vex.json", vex("A-1", "2.0.0"));
    let document = house.folder.arg("vex.json");
    let first = ["--answer", "s-000001", "--vex", &document];
    house.runs(&first, Some("applicant"), &[]).gives(0);
    let accept = ["--accept", "s-000001"];
    let refused = house
        .surveils(&flaw(HIGH), Some("reviewer"), &accept)
        .gives(2);
    assert!(refused.err.contains("s-000001"), "{}", refused.err);
    assert_eq!(
        house
            .open()
            .state()
            .surveillance()
            .values()
            .filter(|one| one.is_open())
            .count(),
        1
    );
}

#[test]
fn a_fixed_version_closes_the_case_and_the_old_one_stands_until_its_transition_ends() {
    let house = House::certified("sekisho-2026", 60);
    {
        let mut body = house.open();
        let applicant = actor(&body, "applicant");
        let why = text("次の版", "next version");
        let up = (number(1), "1.1.0");
        acts::version_up(&mut body, &applicant, ago(50), up, false, &why).expect("declared");
    }
    known_since(&house, CRITICAL, 40);
    house
        .surveils(&flaw(CRITICAL), Some("registrar"), &[])
        .gives(1);
    assert_eq!(house.verified(number(1))["state"]["status"], "suspended");
    house.certifies("1.1.0", "0.2.23", 0);
    let seen = house
        .surveils(&flaw(CRITICAL), Some("registrar"), &["--json"])
        .gives(0)
        .json();
    let closed = &seen["closed"][0];
    assert_eq!(
        (&closed["ending"], &closed["resumed"]),
        (&json!("fixed"), &json!(true))
    );
    assert_eq!(house.verified(number(1))["verdict"], "valid");
    assert_eq!(house.verified(number(2))["verdict"], "valid");
}

#[test]
fn old_unusable_or_missing_advisories_are_said_and_close_nothing() {
    let house = House::certified("sekisho-2026", 60);
    house.surveils(&flaw(HIGH), Some("registrar"), &[]).gives(1);
    let check = |feed: &[String], first: Option<&str>, code: &str| {
        let seen = match first {
            Some(path) => house.runs(&["--advisories", path], Some("registrar"), &["--json"]),
            None => house.surveils(feed, Some("registrar"), &["--json"]),
        };
        let seen = seen.gives(1);
        assert!(
            !seen.err.contains("Everything was looked at"),
            "{}",
            seen.err
        );
        let seen = seen.json();
        assert_eq!(seen["whole"], false);
        let reasons = seen["reasons"].as_array().expect("reasons");
        let said = reasons.iter().any(|reason| reason["code"] == code);
        assert!(said, "{code}: {reasons:?}");
        assert_eq!((count(&seen["closed"]), count(&seen["open"])), (0, 1));
    };
    check(&[other(90)], None, "feed-too-old");
    check(&["{}".to_owned()], None, "feed-unusable");
    let nowhere = house.folder.arg("nowhere");
    check(&[], Some(&nowhere), "feed-unusable");
    // With whole advisories that no longer speak of the product it closes.
    let seen = house
        .surveils(&[other(0)], Some("registrar"), &["--json"])
        .gives(0)
        .json();
    assert_eq!(seen["closed"][0]["ending"], "not-affected");
}

#[test]
fn a_certificate_that_has_ended_is_left_out_and_its_case_put_away() {
    let house = House::certified("sekisho-2026", 60);
    known_since(&house, HIGH, 20);
    {
        let mut body = house.open();
        let decider = actor(&body, "decider");
        let why = text("取消し", "withdrawn");
        acts::withdraw_certificate(&mut body, &decider, ago(0), number(1), &why)
            .expect("withdrawn");
    }
    let seen = house
        .surveils(&flaw(HIGH), Some("registrar"), &["--json"])
        .gives(0)
        .json();
    assert_eq!((&seen["certificates"], count(&seen["new"])), (&json!(0), 0));
    assert_eq!(seen["closed"][0]["ending"], "ended");
}

#[test]
fn under_the_literal_edition_a_decider_suspends_and_surveillance_only_says_so() {
    let house = House::certified("mitsf-2016", 60);
    known_since(&house, CRITICAL, 20);
    let seen = house
        .surveils(&flaw(CRITICAL), Some("registrar"), &["--json"])
        .gives(1)
        .json();
    assert_eq!(
        (count(&seen["suspended"]), &seen["to_suspend"]),
        (0, &json!(["s-000001"]))
    );
    assert_eq!(house.verified(number(1))["verdict"], "valid");
    let suspend = ["--suspend", "s-000001", "--json"];
    let no = house
        .surveils(&flaw(CRITICAL), Some("registrar"), &suspend)
        .gives(1)
        .json();
    assert_eq!(no["refused"][0]["code"], "role-missing");
    house
        .surveils(&flaw(CRITICAL), Some("decider"), &suspend)
        .gives(1);
    let unknown = ["--suspend", "s-000009", "--json"];
    let no = house
        .surveils(&flaw(CRITICAL), Some("decider"), &unknown)
        .gives(1)
        .json();
    assert_eq!(no["refused"][0]["code"], "surveillance-unknown");
    assert_eq!(house.verified(number(1))["state"]["status"], "suspended");
}

#[test]
fn what_the_demonstration_certifies_is_matched_again_as_it_was() {
    let folder = Folder::new();
    let into = folder.arg("demo");
    let gateway = workspace("examples/gateway");
    run(&["certify", &gateway, "--into", &into]).gives(0);
    let (body, register) = (folder.arg("demo/body"), folder.arg("demo/register"));
    let rustsec = workspace("examples/advisories/rustsec-2026-08-21.tar.zst");
    let kev = workspace("examples/advisories/kev-2025-08-25.json.zst");
    let first = [
        "surveil",
        "--body",
        &body,
        "--register",
        &register,
        "--advisories",
    ];
    let again = [&first[..], &[&rustsec, &kev, "--json"]].concat();
    let quiet = run(&again).gives(0).json();
    assert_eq!(quiet["certificates"], 1);
    assert!(
        count(&quiet["waived"]) > 0,
        "the age is waived, and that is said"
    );
    let record = advisory("A-1", HIGH, 0)
        .replace("\"time\"", "\"tar\"")
        .replace("0.2.23", "9.0.0");
    folder.write("news/a.json", record);
    let news = folder.arg("news");
    let again = [&first[..], &[&rustsec, &news, "--json"]].concat();
    let seen = run(&again).gives(1).json();
    assert_eq!(seen["new"][0]["flaws"][0]["place"]["name"], "tar");
}

#[test]
fn why_nothing_can_be_said_has_words_in_both_languages() {
    let list = || "Cargo.lock".to_owned();
    let detail = || "line 3".to_owned();
    let all = [
        Unseen::ListNotKept { list: list() },
        Unseen::ListNotRead {
            list: list(),
            detail: detail(),
        },
        Unseen::VexNotRead {
            digest: "e3b0".to_owned(),
            detail: detail(),
        },
    ];
    assert_eq!(all.len(), Unseen::VARIANTS.len());
    for language in Language::BOTH {
        for why in &all {
            let told = Texts::new(language).reason("unseen", why);
            assert!(!told.contains('{') && !told.contains("unseen-"), "{told}");
        }
    }
}

#[test]
fn every_defect_of_a_declaration_has_words_in_both_languages() {
    for language in Language::BOTH {
        let texts = Texts::new(language);
        for code in scheme::continuing::Defect::codes() {
            assert!(texts.has(&format!("continuing-{code}")), "{code}");
        }
    }
}
