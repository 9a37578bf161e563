//! When a result does not count, and what the reasons say.

use scheme::decide::{Decision, Evidence, OpenFinding, decide};
use scheme::evidence::{Item, ItemKind, Place, Severity, TestResult, Verdict};
use scheme::id::CategoryId;
use scheme::reason::Reason;
use strum::VariantNames;

use crate::support::{NOW, at, build, class, edition, fail, item, pass, sighting, test};

/// Category 1 class 1 under our edition, with a vulnerability result and others as given.
#[track_caller]
fn check(results: &[TestResult], build: &[Item], expected: &[Reason]) {
    let edition = edition("sekisho-2026");
    let evidence = Evidence {
        build,
        results,
        open: &[],
        components: &[],
    };
    let decision = decide(&edition, CategoryId(1), &class("1"), &evidence, at(NOW));
    if expected.is_empty() {
        assert_eq!(decision, Decision::Grant(class("1")));
    } else {
        assert_eq!(decision, Decision::Withhold(expected.to_vec()));
    }
}

/// A pass of both tests of class 1, changed.
fn both(change: impl FnOnce(&mut TestResult)) -> Vec<TestResult> {
    let edition = edition("sekisho-2026");
    let mut results: Vec<_> = ["vulnerability", "continuing"]
        .map(|t| pass(&edition, t, &build("1")))
        .to_vec();
    change(&mut results[0]);
    results
}

fn not_passed(result: &str, verdict: Verdict) -> Reason {
    Reason::NotPassed {
        test: test("vulnerability"),
        result: result.parse().unwrap(),
        verdict,
        because: vec![],
    }
}

#[test]
fn an_inconclusive_result_never_satisfies() {
    check(&both(|_| {}), &build("1"), &[]);
    check(
        &both(|r| r.verdict = Verdict::Inconclusive),
        &build("1"),
        &[not_passed("r-vulnerability", Verdict::Inconclusive)],
    );
}

#[test]
fn a_later_result_outweighs_an_earlier_pass_and_not_the_other_way() {
    let edition = edition("sekisho-2026");
    let mut results = both(|_| {});
    results.push(fail(&edition, "vulnerability", &build("1")));
    let against = [not_passed("r-vulnerability-fail", Verdict::Fail)];
    check(&results, &build("1"), &against);
    // The order of recording does not matter, the time does.
    results.rotate_right(1);
    check(&results, &build("1"), &against);
    // At the same time the one recorded later counts.
    results[0].at = results[1].at;
    check(&results, &build("1"), &[]);
    results.rotate_left(1);
    check(&results, &build("1"), &against);
}

#[test]
fn a_later_fail_about_a_part_of_the_build_is_enough_against_it() {
    let edition = edition("sekisho-2026");
    let mut build = build("1");
    build.push(item(ItemKind::PartsList, "os", "1"));
    let mut results: Vec<_> = ["vulnerability", "continuing"]
        .map(|t| pass(&edition, t, &build))
        .to_vec();
    check(&results, &build, &[]);
    let mut part = fail(&edition, "vulnerability", &build);
    part.covers.truncate(1);
    results.push(part);
    check(
        &results,
        &build,
        &[not_passed("r-vulnerability-fail", Verdict::Fail)],
    );
}

#[test]
fn a_later_fail_counts_although_it_also_covers_what_the_build_has_no_longer() {
    let edition = edition("sekisho-2026");
    let mut results = both(|_| {});
    let mut mixed = fail(&edition, "vulnerability", &build("1"));
    mixed.covers.push(item(ItemKind::PartsList, "os", "1"));
    results.push(mixed.clone());
    check(
        &results,
        &build("1"),
        &[not_passed("r-vulnerability-fail", Verdict::Fail)],
    );
    // Without anything of this build it speaks about another one.
    results[2].covers = build("2");
    check(&results, &build("1"), &[]);
}

#[test]
fn a_later_pass_about_a_part_does_not_take_the_whole_one_away() {
    let edition = edition("sekisho-2026");
    let mut build = build("1");
    build.push(item(ItemKind::PartsList, "os", "1"));
    let mut results: Vec<_> = ["vulnerability", "continuing"]
        .map(|t| pass(&edition, t, &build))
        .to_vec();
    let mut part = results[0].clone();
    part.id = "r-part".parse().unwrap();
    part.at = at(NOW);
    part.covers.truncate(1);
    results.push(part);
    check(&results, &build, &[]);
    results.remove(0);
    check(
        &results,
        &build,
        &[Reason::NotCovered {
            test: test("vulnerability"),
            result: "r-part".parse().unwrap(),
            items: vec!["os".to_owned()],
        }],
    );
}

#[test]
fn a_result_about_another_build_names_what_differs() {
    let mut changed = build("1");
    changed[1] = item(ItemKind::PartsList, "parts-list", "2");
    check(
        &both(|_| {}),
        &changed,
        &[Reason::OtherBuild {
            test: test("vulnerability"),
            result: "r-vulnerability".parse().unwrap(),
            items: vec!["parts-list".to_owned()],
        }],
    );
}

#[test]
fn a_build_without_what_the_test_must_cover_earns_nothing() {
    let mut without = build("1");
    without.remove(1);
    let mut results = both(|_| {});
    results.remove(0);
    check(
        &results,
        &without,
        &[
            Reason::NothingToCover {
                test: test("vulnerability"),
                kind: ItemKind::PartsList,
            },
            Reason::NoResult {
                test: test("vulnerability"),
            },
        ],
    );
}

#[test]
fn two_items_of_one_name_are_ambiguous() {
    let mut twice = build("1");
    twice.push(item(ItemKind::Artefact, "artefact", "2"));
    check(
        &both(|_| {}),
        &twice,
        &[Reason::AmbiguousItem {
            kind: ItemKind::Artefact,
            item: "artefact".to_owned(),
        }],
    );
}

#[test]
fn a_result_older_than_the_limit_does_not_count() {
    check(
        &both(|r| r.at = at("2026-10-24T00:00:00Z")),
        &build("1"),
        &[],
    );
    check(
        &both(|r| r.at = at("2026-10-23T23:59:59Z")),
        &build("1"),
        &[Reason::TooOld {
            test: test("vulnerability"),
            result: "r-vulnerability".parse().unwrap(),
            age_days: 30,
            limit_days: 30,
        }],
    );
}

#[test]
fn a_result_dated_after_the_decision_does_not_count() {
    let dated = at("2026-11-23T00:00:01Z");
    let future = Reason::FromTheFuture {
        test: test("vulnerability"),
        result: "r-vulnerability".parse().unwrap(),
        dated,
        decided: at(NOW),
    };
    check(
        &both(|r| r.at = dated),
        &build("1"),
        std::slice::from_ref(&future),
    );
    check(
        &both(|r| r.feed_newest = Some(dated)),
        &build("1"),
        &[future],
    );
    check(&both(|r| r.at = at(NOW)), &build("1"), &[]);
}

#[test]
fn old_or_undated_advisories_do_not_count() {
    check(
        &both(|r| r.feed_newest = Some(at("2026-10-22T00:00:00Z"))),
        &build("1"),
        &[Reason::FeedTooOld {
            test: test("vulnerability"),
            result: "r-vulnerability".parse().unwrap(),
            age_days: 32,
            limit_days: 30,
        }],
    );
    check(
        &both(|r| r.feed_newest = None),
        &build("1"),
        &[Reason::FeedAgeUnknown {
            test: test("vulnerability"),
            result: "r-vulnerability".parse().unwrap(),
        }],
    );
}

#[test]
fn the_limit_of_advisories_can_be_waived_but_not_their_date() {
    let waived = edition("sekisho-2026").with_feed_age_waived();
    assert_eq!(waived.feed_age_days(), None);
    for (newest, granted) in [(Some(at("2020-01-01T00:00:00Z")), true), (None, false)] {
        let results = both(|r| r.feed_newest = newest);
        let evidence = Evidence {
            build: &build("1"),
            results: &results,
            open: &[],
            components: &[],
        };
        let decision = decide(&waived, CategoryId(1), &class("1"), &evidence, at(NOW));
        assert_eq!(decision == Decision::Grant(class("1")), granted);
    }
}

#[test]
fn a_test_that_is_always_done_again_is_not_reused() {
    let reused = |r: &mut TestResult| {
        r.reused = Some(scheme::evidence::Reused {
            certificate: "2026-000001".parse().unwrap(),
            result: "r-1".parse().unwrap(),
        });
    };
    check(
        &both(reused),
        &build("1"),
        &[Reason::Reused {
            test: test("vulnerability"),
            result: "r-vulnerability".parse().unwrap(),
        }],
    );
    let mut results = both(|_| {});
    reused(&mut results[1]);
    check(&results, &build("1"), &[]);
}

#[test]
fn a_pass_that_saw_something_blocking_is_none() {
    for severity in [Severity::Low, Severity::Critical, Severity::Unknown] {
        check(
            &both(|r| r.sightings = vec![sighting("parts-list", severity)]),
            &build("1"),
            &[Reason::PassWithBlocking {
                test: test("vulnerability"),
                result: "r-vulnerability".parse().unwrap(),
                rule: "CWE-79".to_owned(),
                scope: "parts-list".to_owned(),
                name: "login".to_owned(),
            }],
        );
    }
    check(
        &both(|r| r.sightings = vec![sighting("parts-list", Severity::None)]),
        &build("1"),
        &[],
    );
}

#[test]
fn an_open_blocking_finding_of_any_test_withholds_every_class() {
    let edition = edition("sekisho-2026");
    let results = both(|_| {});
    for (blocking, granted) in [(true, false), (false, true)] {
        let open = [OpenFinding {
            id: "f-000001".parse().unwrap(),
            test: test("dos"),
            blocking,
            rule: "CWE-400".to_owned(),
            place: Place {
                scope: "interface".to_owned(),
                name: "association".to_owned(),
            },
        }];
        let evidence = Evidence {
            build: &build("1"),
            results: &results,
            open: &open,
            components: &[],
        };
        let decision = decide(&edition, CategoryId(1), &class("1"), &evidence, at(NOW));
        assert_eq!(decision == Decision::Grant(class("1")), granted);
    }
}

#[test]
fn unknown_categories_and_classes_are_named_with_those_that_exist() {
    let edition = edition("mitsf-2016");
    let evidence = Evidence {
        build: &[],
        results: &[],
        open: &[],
        components: &[],
    };
    let withheld = |category, name: &str| match decide(
        &edition,
        CategoryId(category),
        &class(name),
        &evidence,
        at(NOW),
    ) {
        Decision::Withhold(reasons) => reasons,
        Decision::Grant(class) => panic!("{class} granted on nothing"),
    };
    assert_eq!(
        withheld(3, "2-a"),
        [Reason::UnknownClass {
            category: CategoryId(3),
            class: class("2-a"),
            known: vec![class("1"), class("2"), class("3")],
        }]
    );
    assert_eq!(
        withheld(4, "1"),
        [Reason::UnknownCategory {
            category: CategoryId(4)
        }]
    );
}

#[test]
fn all_reasons_are_given_at_once() {
    let edition = edition("sekisho-2026");
    let evidence = Evidence {
        build: &build("1"),
        results: &[],
        open: &[],
        components: &[],
    };
    let Decision::Withhold(reasons) =
        decide(&edition, CategoryId(1), &class("3"), &evidence, at(NOW))
    else {
        panic!("granted on nothing");
    };
    let missing: Vec<_> = ["continuing", "interactive", "static", "vulnerability"]
        .map(|name| Reason::NoResult { test: test(name) })
        .to_vec();
    assert_eq!(reasons, missing);
}

#[test]
fn a_reason_is_a_code_with_plain_details() {
    let reason = Reason::ComponentClass {
        component: "viewer".to_owned(),
        certificate: "2026-000001".parse().unwrap(),
        held: class("1"),
        at_least: vec![class("2-a"), class("2-b")],
    };
    let json = serde_json::json!({
        "code": "component-class",
        "component": "viewer",
        "certificate": "2026-000001",
        "held": "1",
        "at_least": ["2-a", "2-b"],
    });
    assert_eq!(serde_json::to_value(&reason).unwrap(), json);
    assert_eq!(serde_json::from_value::<Reason>(json).unwrap(), reason);
    assert!(Reason::VARIANTS.contains(&"component-class"));
}
