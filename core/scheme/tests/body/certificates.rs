//! Issuing, version-up, suspension, expiry, withdrawal, and the delta evaluation of a new version.

use std::collections::BTreeMap;

use jiff::civil::date;
use scheme::body::act::{Delta, Issue, ReviewStep, VersionUp, What};
use scheme::delta::{Outcome, delta};
use scheme::evidence::{ItemKind, TestResult};
use scheme::id::{CertificateNumber, ResultId};
use scheme::validity::{Cause, Standing};

use crate::desk::{Desk, accept, apply, changed, grant, inputs_of, name, number, submission};

fn certified() -> Desk {
    let mut desk = Desk::open("sekisho-2026");
    desk.certified("case-1", "firm-a", 1, "2-b", 1);
    desk
}

#[track_caller]
fn stands(desk: &Desk, running: u32, days: i64, expected: Standing) {
    let at = desk.now + jiff::SignedDuration::from_hours(24 * days);
    let standing = desk
        .body
        .standing(number(running), at)
        .expect("it is issued");
    assert_eq!(standing.standing, expected, "{standing:?}");
}

fn version_up(blocking_known: bool) -> What {
    What::VersionUp(VersionUp {
        certificate: number(1),
        to: "2.0".to_owned(),
        blocking_known,
    })
}

#[track_caller]
fn check_issue(spoil: impl FnOnce(&mut Issue), codes: &[&str]) {
    let mut desk = Desk::open("sekisho-2026");
    desk.certified("case-1", "firm-a", 1, "1", 1);
    desk.accepted("case-2", "firm-b", 1, "1");
    desk.passes_all("case-2");
    desk.reviewed("case-2");
    desk.does("decider", Some("case-2"), grant("1"));
    let mut issue = desk.issue(2);
    spoil(&mut issue);
    desk.refuses("registrar", Some("case-2"), What::Issue(issue), codes);
}

#[test]
fn a_number_is_given_once_and_of_the_year_of_the_decision() {
    check_issue(|issue| issue.number = number(1), &["number-taken"]);
    let other = CertificateNumber::new(2027, 2).expect("a good number");
    check_issue(|issue| issue.number = other, &["number-of-another-year"]);
}

#[test]
fn a_term_is_two_years_from_the_decision_or_the_issue() {
    check_issue(
        |issue| issue.valid_until = date(2028, 11, 24),
        &["term-ends"],
    );
    let early = |issue: &mut Issue| {
        issue.valid_from = date(2026, 11, 22);
        issue.valid_until = date(2028, 11, 22);
    };
    check_issue(early, &["term-begins"]);
    let late = |issue: &mut Issue| {
        issue.valid_from = date(2026, 11, 24);
        issue.valid_until = date(2028, 11, 24);
    };
    check_issue(late, &["term-begins"]);
}

#[test]
fn a_certificate_says_what_was_done_and_covers_the_last_build_only() {
    let desk = certified();
    let certificate = desk.body.certificate(number(1)).unwrap();
    assert_eq!(certificate.build, desk.case("case-1").build());
    assert!(certificate.covers(desk.item("case-1", ItemKind::Artefact).digest));
    assert!(!certificate.covers(scheme::id::Digest::of(b"other")));
    let tests: Vec<_> = certificate
        .tests
        .iter()
        .map(|done| done.test.as_str())
        .collect();
    assert_eq!(tests, ["continuing", "static", "vulnerability"]);
    assert_eq!(certificate.parts_lists().count(), 1);
    assert_eq!(certificate.valid_until, date(2028, 11, 23));
    assert_eq!(certificate.decider.as_str(), "decider");
    assert!(certificate.reviewers.contains(&name("reviewer")));
}

#[test]
fn a_certificate_expires_after_its_last_day_by_itself() {
    let mut desk = certified();
    let expire = What::Expire {
        certificate: number(1),
    };
    stands(&desk, 1, 365, Standing::Valid);
    desk.refuses("registrar", None, expire.clone(), &["not-expired"]);
    stands(&desk, 1, 731, Standing::Valid);
    stands(&desk, 1, 732, Standing::Expired);
    desk.passes_days(732);
    desk.does("registrar", None, expire.clone());
    desk.refuses("registrar", None, expire, &["expiry-on-record"]);
}

#[test]
fn a_version_up_takes_effect_after_the_transition_and_shows_before() {
    let mut desk = certified();
    desk.does("maker-a", None, version_up(false));
    let standing = desk.body.standing(number(1), desk.now).unwrap();
    assert_eq!(standing.standing, Standing::Valid);
    assert_eq!(standing.superseded.unwrap().by, "2.0");
    stands(&desk, 1, 89, Standing::Valid);
    stands(&desk, 1, 90, Standing::Void);
    desk.refuses("maker-a", None, version_up(true), &["already-superseded"]);
    desk.passes_days(90);
    let standing = desk.body.standing(number(1), desk.now).unwrap();
    assert!(matches!(standing.causes[..], [Cause::VersionWentUp { .. }]));
    let suspend = What::Suspend {
        certificate: number(1),
    };
    desk.refuses("registrar", None, suspend, &["certificate-over"]);
}

#[test]
fn a_known_blocking_finding_leaves_no_transition() {
    let mut desk = certified();
    desk.does("maker-a", None, version_up(true));
    stands(&desk, 1, 0, Standing::Void);
}

#[test]
fn the_slide_read_literally_has_no_transition() {
    let mut desk = Desk::open("mitsf-2016");
    desk.certified("case-1", "firm-a", 1, "1", 1);
    desk.does("maker-a", None, version_up(false));
    stands(&desk, 1, 0, Standing::Void);
}

#[test]
fn a_version_up_is_the_holders_and_goes_to_another_version() {
    let mut desk = certified();
    desk.refuses("maker-b", None, version_up(false), &["not-the-maker"]);
    let up = |to: &str, running| {
        What::VersionUp(VersionUp {
            certificate: number(running),
            to: to.to_owned(),
            blocking_known: false,
        })
    };
    desk.refuses("maker-a", None, up("1.1", 1), &["same-version"]);
    desk.refuses("maker-a", None, up("", 1), &["version-missing"]);
    desk.refuses("maker-a", None, up("2.0", 9), &["certificate-unknown"]);
}

#[test]
fn a_suspension_comes_and_goes_and_a_withdrawal_stays() {
    let mut desk = certified();
    let (suspend, resume) = (
        What::Suspend {
            certificate: number(1),
        },
        What::Resume {
            certificate: number(1),
        },
    );
    desk.refuses("decider", None, resume.clone(), &["not-suspended"]);
    desk.does("decider", None, suspend.clone());
    stands(&desk, 1, 0, Standing::Suspended);
    desk.refuses("decider", None, suspend.clone(), &["already-suspended"]);
    desk.does("registrar", None, resume.clone());
    stands(&desk, 1, 0, Standing::Valid);
    let withdraw = What::WithdrawCertificate {
        certificate: number(1),
    };
    desk.refuses("maker-b", None, withdraw.clone(), &["not-the-maker"]);
    desk.does("maker-a", None, withdraw.clone());
    stands(&desk, 1, 0, Standing::Withdrawn);
    desk.refuses("registrar", None, withdraw, &["certificate-over"]);
    desk.refuses("registrar", None, suspend, &["certificate-over"]);
    desk.refuses(
        "registrar",
        None,
        resume,
        &["certificate-over", "not-suspended"],
    );
}

/// The delta rules' answer for case-2, on the results of case-1.
fn by_the_rules(desk: &Desk) -> Delta {
    let earlier = desk.case("case-1").evidence().iter();
    let results: Vec<TestResult> = earlier.map(|known| known.result.clone()).collect();
    let inputs = inputs_of(&results);
    let case = desk.case("case-2");
    let required = desk
        .body
        .edition()
        .required_tests(case.application().category, case.class());
    let at = desk.now;
    let outcomes = delta(
        desk.body.edition(),
        &results,
        case.build(),
        &inputs,
        &required,
        at,
    );
    let reuse = outcomes
        .iter()
        .filter_map(|outcome| match &outcome.outcome {
            Outcome::Reuse { result } => Some(result.clone()),
            _ => None,
        });
    let named = |result: ResultId| (result.clone(), name(&format!("old-{result}")));
    let reused: BTreeMap<ResultId, ResultId> = reuse.map(named).collect();
    Delta {
        previous: number(1),
        inputs,
        outcomes,
        reused,
    }
}

/// A second version that changes the parts list only, accepted for evaluation.
fn second_version() -> Desk {
    let mut desk = certified();
    desk.does("maker-a", Some("case-2"), apply("firm-a", 1, "2-b"));
    let mut given = submission(1, 2);
    given.build = changed(desk.case("case-1").build(), ItemKind::PartsList, 2);
    desk.does("maker-a", Some("case-2"), What::Submit(given));
    desk.does("registrar", Some("case-2"), accept(&["eval-2"]));
    desk
}

#[test]
fn a_patch_release_is_certified_again_with_what_did_not_change() {
    let mut desk = second_version();
    let delta = by_the_rules(&desk);
    assert_eq!(delta.reused.len(), 2, "continuing and static");
    desk.does("eval-2", Some("case-2"), What::Delta(delta));
    let matched = desk.pass("case-2", "vulnerability", "matched");
    desk.does("eval-2", Some("case-2"), crate::desk::record(matched));
    desk.reviewed("case-2");
    desk.does("decider", Some("case-2"), grant("2-b"));
    let issue = What::Issue(desk.issue(2));
    desk.refuses(
        "registrar",
        Some("case-2"),
        issue.clone(),
        &["previous-stands"],
    );
    desk.does("maker-a", None, version_up(false));
    desk.does("registrar", Some("case-2"), issue);
    let certificate = desk.body.certificate(number(2)).unwrap();
    assert_eq!(certificate.previous, Some(number(1)));
    assert_eq!(
        desk.body.certificate(number(1)).unwrap().successor,
        Some(number(2))
    );
    let reused: Vec<_> = certificate
        .tests
        .iter()
        .map(|done| done.reused.is_some())
        .collect();
    assert_eq!(reused, [true, true, false]);
}

#[test]
fn what_the_delta_rules_do_not_reuse_is_not_taken_over() {
    let mut desk = second_version();
    let good = by_the_rules(&desk);
    let mut other = good.clone();
    other.outcomes[2].outcome = other.outcomes[0].outcome.clone();
    let case = Some("case-2");
    desk.refuses(
        "eval-2",
        case,
        What::Delta(other),
        &["outcome-against-the-rules"],
    );
    let mut unnamed = good.clone();
    unnamed.reused.pop_first();
    desk.refuses("eval-2", case, What::Delta(unnamed), &["reused-names"]);
    let mut twice = good.clone();
    let same = twice.reused.values().next().unwrap().clone();
    twice
        .reused
        .values_mut()
        .for_each(|result| *result = same.clone());
    desk.refuses("eval-2", case, What::Delta(twice), &["result-exists"]);
    let mut unknown = good.clone();
    unknown.previous = number(7);
    desk.refuses(
        "eval-2",
        case,
        What::Delta(unknown),
        &["certificate-unknown"],
    );
    desk.does(
        "registrar",
        None,
        What::Suspend {
            certificate: number(1),
        },
    );
    desk.refuses("eval-2", case, What::Delta(good), &["previous-not-good"]);
}

#[test]
fn results_of_another_makers_product_are_not_taken_over() {
    let mut desk = certified();
    desk.submitted("case-2", "firm-b", 1, "2-b");
    desk.does("registrar", Some("case-2"), accept(&["eval-2"]));
    let delta = What::Delta(by_the_rules(&desk));
    desk.refuses("eval-2", Some("case-2"), delta, &["previous-of-another"]);
}

#[test]
fn whose_result_was_reused_has_evaluated() {
    let mut desk = Desk::open("sekisho-2026");
    desk.submitted("case-1", "firm-a", 1, "2-b");
    desk.does("registrar", Some("case-1"), accept(&["eval-1", "eval-2"]));
    for test in ["vulnerability", "continuing", "static"] {
        let pass = desk.pass("case-1", test, test);
        desk.does("eval-2", Some("case-1"), crate::desk::record(pass));
    }
    desk.reviewed("case-1");
    desk.issues("case-1", 1);
    desk.does("maker-a", Some("case-2"), apply("firm-a", 1, "2-b"));
    let mut given = submission(1, 2);
    given.build = changed(desk.case("case-1").build(), ItemKind::PartsList, 2);
    desk.does("maker-a", Some("case-2"), What::Submit(given));
    desk.does("registrar", Some("case-2"), accept(&["eval-1"]));
    let delta = What::Delta(by_the_rules(&desk));
    desk.does("eval-1", Some("case-2"), delta);
    let begin = crate::desk::review(ReviewStep::Begin {});
    desk.refuses("eval-2", Some("case-2"), begin, &["has-evaluated"]);
}

#[test]
fn a_reviewers_own_earlier_results_are_not_taken_over() {
    let mut desk = Desk::open("sekisho-2026");
    desk.submitted("case-1", "firm-a", 1, "2-b");
    desk.does("registrar", Some("case-1"), accept(&["eval-1", "eval-2"]));
    for test in ["vulnerability", "continuing", "static"] {
        let pass = desk.pass("case-1", test, test);
        desk.does("eval-2", Some("case-1"), crate::desk::record(pass));
    }
    desk.reviewed("case-1");
    desk.issues("case-1", 1);
    let case = Some("case-2");
    desk.does("maker-a", case, apply("firm-a", 1, "2-b"));
    let mut given = submission(1, 2);
    given.build = changed(desk.case("case-1").build(), ItemKind::PartsList, 2);
    desk.does("maker-a", case, What::Submit(given));
    desk.does("registrar", case, accept(&["eval-1"]));
    let matched = desk.pass("case-2", "vulnerability", "matched");
    desk.records("case-2", matched);
    desk.does("eval-2", case, crate::desk::review(ReviewStep::Begin {}));
    let back = ReviewStep::Return { refuses: [].into() };
    desk.does("eval-2", case, crate::desk::review(back));
    let delta = What::Delta(by_the_rules(&desk));
    desk.refuses("eval-1", case, delta, &["has-evaluated", "has-evaluated"]);
}

#[test]
fn a_blocking_finding_on_record_leaves_no_transition_whatever_the_maker_says() {
    let mut desk = second_version();
    let delta = What::Delta(by_the_rules(&desk));
    desk.does("eval-2", Some("case-2"), delta);
    let fail = desk.fail("case-2", "vulnerability", "matched", "bad");
    desk.does("eval-2", Some("case-2"), crate::desk::record(fail));
    desk.does(
        "eval-2",
        Some("case-2"),
        crate::desk::raise("f-1", "matched"),
    );
    desk.does("maker-a", None, version_up(false));
    stands(&desk, 1, 0, Standing::Void);
}
