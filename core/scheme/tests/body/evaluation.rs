//! From application to evidence: what a build and a result must be to come on record.

use scheme::body::act::{Application, ReviewStep, What};
use scheme::body::case::Stage;
use scheme::evidence::Reused;
use scheme::evidence::{
    Input, InputKind, Item, ItemKind, LookedAt, Performed, Severity, TestResult, Verdict,
};
use scheme::id::{CategoryId, Digest};

use crate::desk::{
    Desk, apply, grant, name, number, product, record, refusal, review, sighting, submission,
};

#[track_caller]
fn check_result(spoil: impl FnOnce(&mut TestResult), codes: &[&str]) {
    let mut desk = Desk::open("sekisho-2026");
    desk.accepted("case-1", "firm-a", 1, "1");
    let mut result = desk.pass("case-1", "vulnerability", "r-1");
    spoil(&mut result);
    if codes.is_empty() {
        desk.does("eval-1", Some("case-1"), record(result));
        assert_eq!(desk.case("case-1").stage(), Stage::Evaluating);
    } else {
        desk.refuses("eval-1", Some("case-1"), record(result), codes);
        assert_eq!(desk.case("case-1").stage(), Stage::Accepted);
    }
}

#[test]
fn an_application_is_for_something_that_the_edition_has() {
    let mut desk = Desk::open("sekisho-2026");
    let case = Some("case-1");
    desk.refuses(
        "maker-a",
        case,
        apply("firm-a", 9, "1"),
        &["category-unknown"],
    );
    desk.refuses("maker-a", case, apply("firm-a", 1, "4"), &["class-unknown"]);
    desk.refuses("maker-b", case, apply("firm-a", 1, "1"), &["not-the-maker"]);
    let what = What::Apply(Application {
        product: product("firm-a", 1),
        category: CategoryId(1),
        class: name("1"),
        edition: name("mitsf-2016"),
    });
    desk.refuses("maker-a", case, what, &["another-edition"]);
    desk.does("maker-a", case, apply("firm-a", 1, "1"));
    desk.refuses("maker-a", case, apply("firm-a", 1, "1"), &["case-exists"]);
}

#[test]
fn a_build_is_a_list_of_different_things() {
    let mut desk = Desk::open("sekisho-2026");
    desk.does("maker-a", Some("case-1"), apply("firm-a", 1, "1"));
    let mut twice = submission(1, 1);
    twice.build.push(twice.build[0].clone());
    desk.refuses(
        "maker-a",
        Some("case-1"),
        What::Submit(twice),
        &["item-twice"],
    );
    let mut empty = submission(1, 1);
    empty.build.clear();
    empty.version.clear();
    let codes = ["version-missing", "build-empty"];
    desk.refuses("maker-a", Some("case-1"), What::Submit(empty), &codes);
    desk.does("maker-a", Some("case-1"), What::Submit(submission(1, 1)));
    let same = What::Submit(submission(1, 1));
    desk.refuses("maker-a", Some("case-1"), same, &["build-unchanged"]);
}

#[test]
fn a_result_in_order_comes_on_record() {
    check_result(|_| {}, &[]);
}

#[test]
fn a_result_covers_things_of_this_case() {
    check_result(|result| result.covers.clear(), &["covers-nothing"]);
    let other = |result: &mut TestResult| result.covers[0].digest = Digest::of(b"other");
    check_result(other, &["item-not-in-case"]);
    let twice = |result: &mut TestResult| result.covers.push(result.covers[0].clone());
    check_result(twice, &["item-twice"]);
}

#[test]
fn a_result_is_not_of_the_future() {
    let later = |result: &mut TestResult| result.at += jiff::SignedDuration::from_hours(1);
    check_result(later, &["result-in-the-future"]);
}

#[test]
fn a_result_names_each_input_once_but_may_use_several_vex_documents() {
    let input = |kind, digest| Input {
        kind,
        name: "again".to_owned(),
        digest,
    };
    let (a, b) = (Digest::of(b"a"), Digest::of(b"b"));
    check_result(
        |result| {
            result
                .inputs
                .extend([input(InputKind::Rules, a), input(InputKind::Rules, b)])
        },
        &["input-twice"],
    );
    let vex = |result: &mut TestResult| {
        result
            .inputs
            .extend([input(InputKind::Vex, a), input(InputKind::Vex, b)]);
    };
    check_result(vex, &[]);
}

#[test]
fn a_fail_saw_something_and_a_pass_nothing_blocking() {
    check_result(
        |result| result.verdict = Verdict::Fail,
        &["fail-without-sighting"],
    );
    let blocking = |severity| {
        move |result: &mut TestResult| {
            result.sightings = vec![sighting(result, "bad", severity)];
        }
    };
    check_result(blocking(Severity::Unknown), &["pass-sees-blocking"]);
    check_result(blocking(Severity::None), &[]);
}

#[test]
fn a_sighting_is_in_something_covered() {
    let elsewhere = |result: &mut TestResult| {
        result.sightings = vec![sighting(result, "minor", Severity::None)];
        result.sightings[0].item = "elsewhere".to_owned();
    };
    check_result(elsewhere, &["sighting-elsewhere"]);
}

#[test]
fn a_signed_report_is_recorded_by_who_signed_it() {
    let report = |evaluator: &str| Performed::SignedReport {
        evaluator: name(evaluator),
        report: Digest::of(b"report"),
        tool: "a tool".to_owned(),
        version: "7".to_owned(),
    };
    check_result(
        |result| result.performed = report("eval-2"),
        &["report-of-another"],
    );
    check_result(|result| result.performed = report("eval-1"), &[]);
}

#[test]
fn a_signed_report_comes_with_its_bytes_kept() {
    let mut desk = Desk::open("sekisho-2026");
    desk.accepted("case-1", "firm-a", 1, "1");
    let mut result = desk.pass("case-1", "vulnerability", "r-1");
    result.performed = Performed::SignedReport {
        evaluator: name("eval-1"),
        report: Digest::of(b"report"),
        tool: "a tool".to_owned(),
        version: "7".to_owned(),
    };
    let unkept = What::RecordEvidence {
        result: Box::new(result),
        attachments: vec![Digest::of(b"something else")],
    };
    desk.refuses("eval-1", Some("case-1"), unkept, &["report-not-kept"]);
}

#[test]
fn a_pass_says_where_it_looked() {
    let nowhere = |result: &mut TestResult| result.looked_at = LookedAt::default();
    check_result(nowhere, &["looked-nowhere"]);
}

#[test]
fn a_result_is_not_called_reused_by_hand() {
    let reused = Reused {
        certificate: number(1),
        result: name("r-0"),
    };
    check_result(|result| result.reused = Some(reused), &["reused-by-hand"]);
}

#[test]
fn an_unknown_test_and_a_name_used_before_are_refused() {
    let codes = ["firm-not-accredited", "test-unknown"];
    check_result(|result| result.test = name("guessing"), &codes);
    let mut desk = Desk::open("sekisho-2026");
    desk.accepted("case-1", "firm-a", 1, "1");
    let result = desk.pass("case-1", "vulnerability", "r-1");
    desk.records("case-1", result.clone());
    desk.refuses("eval-1", Some("case-1"), record(result), &["result-exists"]);
}

#[test]
fn a_case_takes_its_steps_in_order() {
    let mut desk = Desk::open("sekisho-2026");
    let case = Some("case-1");
    desk.does("maker-a", case, apply("firm-a", 1, "1"));
    desk.refuses(
        "registrar",
        case,
        crate::desk::accept(&["eval-1"]),
        &["wrong-stage"],
    );
    desk.does("maker-a", case, What::Submit(submission(1, 1)));
    let result = desk.pass("case-1", "continuing", "r-1");
    let codes = ["wrong-stage", "not-an-evaluator-here"];
    desk.refuses("eval-1", case, record(result), &codes);
    desk.does("registrar", case, crate::desk::accept(&["eval-1"]));
    let begin = review(ReviewStep::Begin {});
    desk.refuses("reviewer", case, begin, &["wrong-stage", "no-evidence"]);
    desk.passes_all("case-1");
    let whole = review(ReviewStep::Whole { accepts: [].into() });
    desk.refuses("reviewer", case, whole, &["wrong-stage"]);
    desk.refuses("decider", case, grant("1"), &["wrong-stage"]);
    desk.reviewed("case-1");
    desk.refuses(
        "maker-a",
        case,
        What::Submit(submission(1, 2)),
        &["wrong-stage"],
    );
    let issue = What::Issue(desk.issue(1));
    desk.refuses("registrar", case, issue, &["not-decided"]);
    desk.issues("case-1", 1);
    assert_eq!(desk.case("case-1").stage(), Stage::Certified);
    desk.refuses(
        "decider",
        case,
        refusal(),
        &["already-decided", "wrong-stage"],
    );
    desk.refuses(
        "maker-a",
        case,
        What::WithdrawApplication {},
        &["wrong-stage"],
    );
}

#[test]
fn a_class_above_or_beside_the_one_asked_for_is_not_granted() {
    let mut desk = Desk::open("sekisho-2026");
    desk.accepted("case-1", "firm-a", 1, "2-a");
    desk.passes_all("case-1");
    desk.reviewed("case-1");
    let codes = ["class-not-asked", "no-result"];
    desk.refuses("decider", Some("case-1"), grant("3"), &codes);
    desk.refuses("decider", Some("case-1"), grant("2-b"), &codes);
    desk.does("decider", Some("case-1"), grant("1"));
    desk.refuses(
        "decider",
        Some("case-1"),
        grant("2-a"),
        &["already-decided"],
    );
}

#[test]
fn inconclusive_never_satisfies() {
    let mut desk = Desk::open("sekisho-2026");
    desk.accepted("case-1", "firm-a", 1, "1");
    desk.passes_all("case-1");
    let mut later = desk.pass("case-1", "continuing", "later");
    later.verdict = Verdict::Inconclusive;
    desk.records("case-1", later);
    desk.reviewed("case-1");
    desk.refuses("decider", Some("case-1"), grant("1"), &["not-passed"]);
}

#[test]
fn components_belong_to_systems() {
    let mut desk = Desk::open("sekisho-2026");
    desk.does("maker-a", Some("case-1"), apply("firm-a", 1, "1"));
    let mut given = submission(1, 1);
    let digest = Digest::of(b"component");
    given.components = vec![crate::desk::component("c", 1, digest, 1)];
    given.build.push(Item {
        kind: ItemKind::Component,
        name: "c".to_owned(),
        digest,
    });
    let what = What::Submit(given);
    desk.refuses("maker-a", Some("case-1"), what, &["components-not-wanted"]);
}
