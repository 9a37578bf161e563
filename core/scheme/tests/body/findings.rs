//! The three ways in which a finding ends, and everything that ends none.

use scheme::body::act::{Raised, ReviewStep, What};
use scheme::body::case::Stage;
use scheme::edition::EndingKind;
use scheme::evidence::{
    Input, InputKind, ItemKind, LookedAt, Performed, SetAside, Severity, TestResult, Verdict,
};
use scheme::finding::{BlockingBecause, Claim, FindingState};
use scheme::id::Digest;

use crate::desk::{Desk, answer, changed, grant, name, raise, record, retest, review, sighting};

const CASE: Option<&str> = Some("case-1");

/// A static finding, fixed in another build.
fn fixed() -> Desk {
    let mut desk = Desk::open("sekisho-2026");
    desk.accepted("case-1", "firm-a", 1, "2-b");
    desk.raised("case-1", "static");
    let build = changed(desk.case("case-1").build(), ItemKind::Source, 2);
    let version = "1.2".to_owned();
    desk.does(
        "maker-a",
        CASE,
        answer("f-1", Claim::Fixed { version, build }),
    );
    desk
}

/// Records a retest of the static finding and asks it to end the finding.
#[track_caller]
fn check(spoil: impl FnOnce(&mut TestResult), codes: &[&str]) {
    let mut desk = fixed();
    let mut again = desk.pass("case-1", "static", "again");
    spoil(&mut again);
    desk.records("case-1", again);
    if codes.is_empty() {
        desk.does("eval-1", CASE, retest("f-1", "again"));
        assert!(desk.case("case-1").findings()[0].has_ended());
        assert_eq!(desk.case("case-1").stage(), Stage::Evaluating);
    } else {
        desk.refuses("eval-1", CASE, retest("f-1", "again"), codes);
        assert!(desk.case("case-1").findings()[0].holds_up());
        assert_eq!(desk.case("case-1").stage(), Stage::Remediating);
    }
}

fn set_version(result: &mut TestResult, other: &str) {
    if let Performed::Engine { version, .. } = &mut result.performed {
        other.clone_into(version);
    }
}

#[test]
fn a_retest_of_another_build_that_looked_and_saw_nothing_ends_a_finding() {
    check(|_| {}, &[]);
    check(|result| set_version(result, "1.10"), &[]);
}

#[test]
fn a_retest_with_an_older_or_another_tool_ends_nothing() {
    check(
        |result| set_version(result, "1.1.9"),
        &["retest-with-older-tool"],
    );
    check(
        |result| set_version(result, "1.2.0-rc.1"),
        &["retest-with-older-tool"],
    );
    check(
        |result| set_version(result, "+1.3"),
        &["retest-with-older-tool"],
    );
    let other = |result: &mut TestResult| {
        result.performed = Performed::Engine {
            name: "another".to_owned(),
            version: "1.2.0".to_owned(),
        }
    };
    check(other, &["retest-with-another-tool"]);
    let report = |result: &mut TestResult| {
        result.performed = Performed::SignedReport {
            evaluator: name("eval-1"),
            report: Digest::of(b"report"),
            tool: "engine of static".to_owned(),
            version: "1.2.0".to_owned(),
        }
    };
    check(report, &["retest-with-another-tool"]);
}

#[test]
fn other_rules_need_a_newer_tool_and_no_rules_are_never_enough() {
    let other = |result: &mut TestResult| {
        let rules = result
            .inputs
            .iter_mut()
            .find(|input| input.kind == InputKind::Rules);
        rules.unwrap().digest = Digest::of(b"fewer rules");
    };
    check(other, &["retest-with-other-input"]);
    check(
        |result| {
            other(result);
            set_version(result, "1.3");
        },
        &[],
    );
    let none = |result: &mut TestResult| {
        result.inputs.retain(|input| input.kind != InputKind::Rules);
        set_version(result, "1.3");
    };
    check(none, &["retest-with-other-input"]);
}

#[test]
fn a_retest_that_looked_at_less_ends_nothing() {
    let codes = ["retest-scope-smaller", "retest-did-not-look"];
    let elsewhere = |result: &mut TestResult| {
        result.looked_at = LookedAt::default();
        result.looked_at.whole.insert("elsewhere".to_owned());
    };
    check(elsewhere, &codes);
    let only_the_place = |result: &mut TestResult| {
        let place = sighting(result, "bad", Severity::High).place;
        result.looked_at.whole.clear();
        result.looked_at.places.insert(place);
    };
    check(only_the_place, &["retest-scope-smaller"]);
}

#[test]
fn a_retest_that_shows_it_again_or_says_nothing_ends_nothing() {
    let again = |result: &mut TestResult| {
        result.verdict = Verdict::Fail;
        result.sightings = vec![sighting(result, "bad", Severity::High)];
    };
    check(again, &["retest-shows-it-again"]);
    let another = |result: &mut TestResult| {
        result.verdict = Verdict::Fail;
        result.sightings = vec![sighting(result, "worse", Severity::High)];
    };
    check(another, &[]);
    let unsure = |result: &mut TestResult| result.verdict = Verdict::Inconclusive;
    check(unsure, &["retest-inconclusive"]);
}

#[test]
fn what_the_maker_sets_aside_in_a_retest_has_not_ended() {
    let aside = |rule: &'static str, name: Option<&'static str>| {
        move |result: &mut TestResult| {
            let mut place = sighting(result, "bad", Severity::High).place;
            if let Some(name) = name {
                name.clone_into(&mut place.name);
            }
            let rule = rule.to_owned();
            result.set_aside.insert(SetAside { rule, place });
        }
    };
    check(aside("bad", None), &["retest-sets-it-aside"]);
    check(aside("worse", None), &[]);
    check(aside("bad", Some("elsewhere")), &[]);
}

#[test]
fn a_retest_of_the_build_that_had_it_ends_nothing() {
    let mut desk = fixed();
    let mut old = desk.pass("case-1", "static", "again");
    old.covers = desk
        .case("case-1")
        .recorded(&name("first"))
        .unwrap()
        .result
        .covers
        .clone();
    desk.records("case-1", old);
    desk.refuses(
        "eval-1",
        CASE,
        retest("f-1", "again"),
        &["retest-of-another-build"],
    );
}

#[test]
fn another_build_with_the_same_source_is_no_changed_input() {
    let mut desk = Desk::open("sekisho-2026");
    desk.accepted("case-1", "firm-a", 1, "2-b");
    desk.raised("case-1", "static");
    let build = changed(desk.case("case-1").build(), ItemKind::Artefact, 2);
    let version = "1.2".to_owned();
    desk.does(
        "maker-a",
        CASE,
        answer("f-1", Claim::Fixed { version, build }),
    );
    let again = desk.pass("case-1", "static", "again");
    desk.records("case-1", again);
    desk.refuses("eval-1", CASE, retest("f-1", "again"), &["input-unchanged"]);
}

#[test]
fn a_retest_comes_after_the_answer() {
    let earlier = |result: &mut TestResult| result.at -= jiff::SignedDuration::from_mins(2);
    check(earlier, &["retest-before-answer"]);
    let mut desk = fixed();
    let codes = [
        "retest-on-record-before-answer",
        "retest-before-answer",
        "retest-shows-it-again",
        "retest-of-another-build",
    ];
    desk.refuses("eval-1", CASE, retest("f-1", "first"), &codes);
}

#[test]
fn a_result_of_another_test_ends_nothing() {
    let mut desk = fixed();
    let other = desk.pass("case-1", "continuing", "again");
    desk.records("case-1", other);
    let codes = [
        "retest-of-another-test",
        "retest-with-another-tool",
        "retest-scope-smaller",
        "retest-did-not-look",
        "retest-of-another-build",
    ];
    desk.refuses("eval-1", CASE, retest("f-1", "again"), &codes);
}

#[test]
fn what_a_later_report_does_not_mention_is_not_thereby_fixed() {
    let mut desk = Desk::open("sekisho-2026");
    desk.accepted("case-1", "firm-a", 1, "2-b");
    desk.raised("case-1", "static");
    desk.passes_all("case-1");
    assert_eq!(desk.case("case-1").findings()[0].state, FindingState::Open);
    let begin = review(ReviewStep::Begin {});
    desk.refuses(
        "reviewer",
        CASE,
        begin,
        &["wrong-stage", "finding-not-ended"],
    );
    desk.refuses(
        "eval-1",
        CASE,
        retest("f-1", "first"),
        &["finding-not-answered"],
    );
}

#[test]
fn a_blocking_sighting_that_nobody_raised_keeps_the_review_from_beginning() {
    let mut desk = Desk::open("sekisho-2026");
    desk.accepted("case-1", "firm-a", 1, "2-b");
    let mut fail = desk.fail("case-1", "static", "first", "bad");
    fail.sightings.push(fail.sightings[0].clone());
    desk.records("case-1", fail);
    let begin = || review(ReviewStep::Begin {});
    let codes = ["sighting-without-finding", "sighting-without-finding"];
    desk.refuses("reviewer", CASE, begin(), &codes);
    desk.does("eval-1", CASE, raise("f-1", "first"));
    // Two sightings with one key are two occurrences.
    let codes = [
        "wrong-stage",
        "finding-not-ended",
        "sighting-without-finding",
    ];
    desk.refuses("reviewer", CASE, begin(), &codes);
}

#[test]
fn a_finding_is_raised_once_from_a_sighting_that_exists() {
    let mut desk = Desk::open("sekisho-2026");
    desk.accepted("case-1", "firm-a", 1, "2-b");
    desk.raised("case-1", "static");
    desk.refuses(
        "eval-1",
        CASE,
        raise("f-1", "first"),
        &["finding-exists", "sighting-raised"],
    );
    desk.refuses("eval-1", CASE, raise("f-2", "none"), &["result-unknown"]);
    let what = What::RaiseFinding(Raised {
        finding: name("f-2"),
        result: name("first"),
        sighting: 1,
        again_of: None,
    });
    desk.refuses("eval-1", CASE, what, &["sighting-unknown"]);
    desk.refuses("eval-1", CASE, retest("f-2", "first"), &["finding-unknown"]);
    desk.refuses("eval-1", CASE, retest("f-1", "none"), &["result-unknown"]);
}

#[test]
fn a_closed_finding_never_reopens_and_a_new_one_points_to_it() {
    let mut desk = fixed();
    let again = desk.pass("case-1", "static", "again");
    desk.records("case-1", again);
    desk.does("eval-1", CASE, retest("f-1", "again"));
    let vex = Claim::Corrected {
        build: desk.case("case-1").build().to_vec(),
    };
    let codes = ["finding-has-ended", "way-not-open"];
    desk.refuses("maker-a", CASE, answer("f-1", vex), &codes);
    desk.refuses(
        "eval-1",
        CASE,
        retest("f-1", "again"),
        &["finding-has-ended"],
    );

    let back = desk.fail("case-1", "static", "back", "bad");
    desk.records("case-1", back);
    let mut raised = Raised {
        finding: name("f-2"),
        result: name("back"),
        sighting: 0,
        again_of: None,
    };
    let what = What::RaiseFinding(raised.clone());
    desk.refuses("eval-1", CASE, what, &["again-of-missing"]);
    raised.again_of = Some(name("f-9"));
    desk.refuses(
        "eval-1",
        CASE,
        What::RaiseFinding(raised.clone()),
        &["not-again"],
    );
    raised.again_of = Some(name("f-1"));
    desk.does("eval-1", CASE, What::RaiseFinding(raised));
    assert!(desk.case("case-1").findings()[0].has_ended());
    assert!(desk.case("case-1").findings()[1].holds_up());
}

#[test]
fn the_slides_footnote_stands_on_two_tests_and_our_reading_on_the_others() {
    let because = |test: &str, class: &str| {
        let mut desk = Desk::open("sekisho-2026");
        desk.accepted("case-1", "firm-a", 1, class);
        desk.raised("case-1", test);
        desk.case("case-1").findings()[0].blocking
    };
    assert_eq!(
        because("interactive", "2-a"),
        Some(BlockingBecause::Footnote)
    );
    assert_eq!(because("static", "2-b"), Some(BlockingBecause::Footnote));
    assert_eq!(because("vulnerability", "1"), Some(BlockingBecause::Ours));
    assert_eq!(because("continuing", "1"), Some(BlockingBecause::Ours));
}

/// A known vulnerability, answered by a VEX document.
fn argued(vex: Digest) -> Desk {
    let mut desk = Desk::open("sekisho-2026");
    desk.accepted("case-1", "firm-a", 1, "1");
    desk.raised("case-1", "vulnerability");
    desk.does("maker-a", CASE, answer("f-1", Claim::Vex { digest: vex }));
    desk
}

fn with_vex(mut result: TestResult, digest: Digest) -> TestResult {
    result.inputs.push(Input {
        kind: InputKind::Vex,
        name: "vex.json".to_owned(),
        digest,
    });
    result
}

#[test]
fn a_vex_answer_ends_with_matching_evaluator_and_reviewer() {
    let vex = Digest::of(b"vex");
    let mut desk = argued(vex);
    let without = desk.pass("case-1", "vulnerability", "without");
    desk.records("case-1", without);
    desk.refuses(
        "eval-1",
        CASE,
        retest("f-1", "without"),
        &["retest-without-vex"],
    );
    let with = with_vex(desk.pass("case-1", "vulnerability", "with"), vex);
    desk.records("case-1", with);
    let other = desk.pass("case-1", "continuing", "other");
    desk.records("case-1", other);
    desk.does("eval-1", CASE, retest("f-1", "with"));
    assert!(desk.case("case-1").findings()[0].holds_up());
    desk.refuses(
        "eval-1",
        CASE,
        retest("f-1", "with"),
        &["finding-awaits-reviewer"],
    );
    desk.does("reviewer", CASE, review(ReviewStep::Begin {}));
    let whole = |accepts| review(ReviewStep::Whole { accepts });
    desk.refuses(
        "reviewer",
        CASE,
        whole([].into()),
        &["argument-not-accepted"],
    );
    let more = [name("f-1"), name("f-2")].into();
    desk.refuses("reviewer", CASE, whole(more), &["nothing-to-accept"]);
    desk.does("reviewer", CASE, whole([name("f-1")].into()));
    let FindingState::Ended(ended) = &desk.case("case-1").findings()[0].state else {
        panic!("the reviewer has accepted");
    };
    assert_eq!(ended.ending.way(), EndingKind::Answered);
    desk.does("decider", CASE, grant("1"));
}

#[test]
fn a_reviewer_can_send_an_argument_back() {
    let vex = Digest::of(b"vex");
    let mut desk = argued(vex);
    let with = with_vex(desk.pass("case-1", "vulnerability", "with"), vex);
    desk.records("case-1", with);
    desk.does("eval-1", CASE, retest("f-1", "with"));
    desk.does("reviewer", CASE, review(ReviewStep::Begin {}));
    let back = |refuses| review(ReviewStep::Return { refuses });
    desk.refuses(
        "reviewer",
        CASE,
        back([name("f-2")].into()),
        &["nothing-to-accept"],
    );
    desk.does("reviewer", CASE, back([name("f-1")].into()));
    assert_eq!(desk.case("case-1").stage(), Stage::Remediating);
    assert_eq!(desk.case("case-1").findings()[0].state, FindingState::Open);
}

#[test]
fn a_vex_document_that_no_answer_of_the_maker_names_does_not_count() {
    let vex = Digest::of(b"vex");
    let mut desk = argued(vex);
    let with = with_vex(desk.pass("case-1", "vulnerability", "with"), vex);
    let beside = with_vex(with, Digest::of(b"nobody signed for this"));
    desk.records("case-1", beside);
    desk.refuses(
        "eval-1",
        CASE,
        retest("f-1", "with"),
        &["retest-with-other-input"],
    );
    assert!(desk.case("case-1").findings()[0].holds_up());
}

#[test]
fn a_vex_document_that_the_first_matching_had_is_no_changed_input() {
    let vex = Digest::of(b"vex");
    let mut desk = Desk::open("sekisho-2026");
    desk.accepted("case-1", "firm-a", 1, "1");
    let first = with_vex(desk.fail("case-1", "vulnerability", "first", "bad"), vex);
    desk.records("case-1", first);
    desk.does("eval-1", CASE, raise("f-1", "first"));
    desk.does("maker-a", CASE, answer("f-1", Claim::Vex { digest: vex }));
    let with = with_vex(desk.pass("case-1", "vulnerability", "with"), vex);
    desk.records("case-1", with);
    desk.refuses("eval-1", CASE, retest("f-1", "with"), &["vex-not-new"]);
}

#[test]
fn older_or_fewer_advisories_end_nothing() {
    let vex = Digest::of(b"vex");
    let mut desk = argued(vex);
    let mut older = with_vex(desk.pass("case-1", "vulnerability", "older"), vex);
    older.feed_newest = older
        .feed_newest
        .map(|at| at - jiff::SignedDuration::from_hours(48));
    desk.records("case-1", older);
    desk.refuses(
        "eval-1",
        CASE,
        retest("f-1", "older"),
        &["retest-with-older-feed"],
    );
    let mut fewer = with_vex(desk.pass("case-1", "vulnerability", "fewer"), vex);
    fewer
        .inputs
        .retain(|input| input.kind != InputKind::Advisories);
    fewer.feed_newest = None;
    desk.records("case-1", fewer);
    let codes = ["retest-with-older-feed", "retest-without-feed"];
    desk.refuses("eval-1", CASE, retest("f-1", "fewer"), &codes);
}

#[test]
fn only_known_vulnerabilities_are_answered_and_only_documents_corrected() {
    let mut desk = Desk::open("sekisho-2026");
    desk.accepted("case-1", "firm-a", 1, "2-b");
    desk.raised("case-1", "static");
    let vex = Claim::Vex {
        digest: Digest::of(b"vex"),
    };
    desk.refuses("maker-a", CASE, answer("f-1", vex), &["way-not-open"]);
    desk.refuses(
        "maker-b",
        CASE,
        answer("f-9", fix(&desk)),
        &["not-the-maker", "finding-unknown"],
    );
    desk.does("maker-a", CASE, answer("f-1", fix(&desk)));
}

fn fix(desk: &Desk) -> Claim {
    Claim::Fixed {
        version: "1.2".to_owned(),
        build: changed(desk.case("case-1").build(), ItemKind::Source, 2),
    }
}

#[test]
fn a_corrected_document_ends_a_finding_of_the_declaration() {
    let mut desk = Desk::open("sekisho-2026");
    desk.accepted("case-1", "firm-a", 1, "1");
    desk.raised("case-1", "continuing");
    let build = changed(desk.case("case-1").build(), ItemKind::Declaration, 2);
    desk.does("maker-a", CASE, answer("f-1", Claim::Corrected { build }));
    assert_eq!(desk.case("case-1").submission().unwrap().version, "1.1");
    let again = desk.pass("case-1", "continuing", "again");
    desk.records("case-1", again);
    desk.does("eval-1", CASE, retest("f-1", "again"));
    desk.passes_all("case-1");
    desk.reviewed("case-1");
    desk.issues("case-1", 1);
    let certificate = desk.body.certificate(crate::desk::number(1)).unwrap();
    let done = certificate
        .tests
        .iter()
        .find(|done| done.test.as_str() == "continuing")
        .unwrap();
    assert_eq!(done.retests.len(), 1);
    assert_eq!(done.retests[0].way, EndingKind::Corrected);
}

#[test]
fn a_retest_recorded_by_another_evaluator_counts_as_theirs() {
    let mut desk = fixed();
    let again = desk.pass("case-1", "static", "again");
    let codes = ["not-an-evaluator-here", "firm-is-applicant"];
    desk.refuses("eval-a", CASE, record(again), &codes);
}

#[test]
fn a_change_that_ended_a_finding_is_not_taken_back() {
    let mut desk = fixed();
    let old = desk.case("case-1").submissions()[0].clone();
    let again = desk.pass("case-1", "static", "again");
    desk.records("case-1", again);
    desk.does("eval-1", CASE, retest("f-1", "again"));
    desk.does("maker-a", CASE, What::Submit(old));
    let begin = review(ReviewStep::Begin {});
    desk.refuses("reviewer", CASE, begin, &["change-taken-back"]);
}

#[test]
fn a_finding_that_ended_on_the_word_of_a_firm_with_an_interest_has_not_ended_for_the_decision() {
    let mut desk = fixed();
    let again = desk.pass("case-1", "static", "again");
    desk.records("case-1", again);
    desk.does("eval-1", CASE, retest("f-1", "again"));
    desk.passes_all("case-1");
    desk.reviewed("case-1");
    let tie = What::DeclareTie {
        firm: name("lab-1"),
        other: name("firm-a"),
    };
    desk.does("registrar", None, tie);
    let act = desk.act("decider", CASE, grant("2-b"));
    let refusals = desk.perform(&act).expect_err("the firm has an interest");
    let said = |code: &str| refusals.iter().any(|refusal| refusal.code() == code);
    assert!(
        said("ended-by-interested") && said("firm-tied"),
        "{refusals:#?}"
    );
}
