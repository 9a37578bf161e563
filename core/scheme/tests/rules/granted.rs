//! What a grant means, checked on random evidence by other words than the decision's own.

use proptest::prelude::*;
use scheme::decide::{Decision, Evidence, OpenFinding, decide, standings};
use scheme::edition::Edition;
use scheme::evidence::{Item, Place, Severity, TestResult, Verdict};
use scheme::id::{CategoryId, ClassId};

use crate::support::{KINDS, NOW, at, class, edition, item, pass, sighting, test};

const TESTS: [&str; 5] = [
    "vulnerability",
    "continuing",
    "interactive",
    "static",
    "fuzzing",
];

fn any_build() -> impl Strategy<Value = Vec<Item>> {
    let version = || prop_oneof![6 => Just("1"), 1 => Just("2")];
    let each = proptest::collection::vec(version(), KINDS.len());
    (each, 0..12_usize).prop_map(|(versions, left_out)| {
        let items = KINDS.iter().zip(versions).enumerate();
        let kept = items.filter(|(at, _)| *at != left_out);
        let build = kept.map(|(_, (kind, version))| item(*kind, &kind.to_string(), version));
        build.collect()
    })
}

fn any_result() -> impl Strategy<Value = TestResult> {
    let verdict = prop_oneof![
        8 => Just(Verdict::Pass),
        1 => Just(Verdict::Fail),
        1 => Just(Verdict::Inconclusive)
    ];
    let hours = prop_oneof![12 => 0_i64..20, 1 => 0_i64..20_000, 1 => -2_i64..0];
    let severity = prop_oneof![
        12 => Just(None),
        1 => Just(Some(Severity::None)),
        1 => Just(Some(Severity::Unknown))
    ];
    let name = proptest::sample::select(TESTS.to_vec());
    (name, any_build(), verdict, hours, severity).prop_map(|(name, build, verdict, hours, seen)| {
        let mut result = pass(&edition("sekisho-2026"), name, &build);
        result.verdict = verdict;
        result.at = at(NOW) - jiff::SignedDuration::from_hours(hours);
        let seen = seen.map(|severity| sighting("x", severity));
        result.sightings = seen.into_iter().collect();
        result
    })
}

fn any_open() -> impl Strategy<Value = Vec<OpenFinding>> {
    let one = proptest::sample::select(TESTS.to_vec()).prop_flat_map(|name| {
        any::<bool>().prop_map(move |blocking| OpenFinding {
            id: "f-000001".parse().unwrap(),
            test: test(name),
            blocking,
            rule: "CWE-79".to_owned(),
            place: Place {
                scope: "source".to_owned(),
                name: "login".to_owned(),
            },
        })
    });
    prop_oneof![4 => Just(vec![]), 1 => proptest::collection::vec(one, 1..3)]
}

/// Enough for a grant, so that random changes have something to spoil.
fn any_results(count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<TestResult>> {
    let all: Vec<Item> = KINDS
        .map(|kind| item(kind, &kind.to_string(), "1"))
        .to_vec();
    let good = TESTS.map(|name| pass(&edition("sekisho-2026"), name, &all));
    let some = proptest::sample::subsequence(good.to_vec(), 2..=TESTS.len());
    (some, proptest::collection::vec(any_result(), count)).prop_map(|(mut results, more)| {
        results.extend(more);
        results
    })
}

/// A result that alone would satisfy its test for this build.
fn good(edition: &Edition, result: &TestResult, build: &[Item]) -> bool {
    let rule = edition.test(&result.test).unwrap();
    let mut must = build.iter().filter(|item| rule.covers.contains(&item.kind));
    let age = at(NOW).duration_since(result.at).as_secs();
    let limit = i64::from(rule.reuse_max_age_days) * 86_400;
    result.verdict == Verdict::Pass
        && (0..=limit).contains(&age)
        && result.covers.iter().all(|item| build.contains(item))
        && must.all(|item| result.covers.contains(item))
        && !result
            .sightings
            .iter()
            .any(|s| s.severity != Severity::None)
}

fn granted(evidence: &Evidence<'_>, category: u8, name: &ClassId) -> bool {
    let decision = decide(
        &edition("sekisho-2026"),
        CategoryId(category),
        name,
        evidence,
        at(NOW),
    );
    match decision {
        Decision::Grant(class) => {
            assert_eq!(class, *name);
            true
        }
        Decision::Withhold(reasons) => {
            assert!(!reasons.is_empty());
            false
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_grant_has_a_whole_young_pass_of_every_test_and_no_open_blocking_finding(
        build in any_build(),
        results in any_results(0..4),
        open in any_open(),
        category in 1_u8..3,
        name in proptest::sample::select(vec!["1", "2-a", "2-b", "3"]),
    ) {
        let edition = edition("sekisho-2026");
        let evidence = Evidence { build: &build, results: &results, open: &open, components: &[] };
        if !granted(&evidence, category, &class(name)) {
            return Ok(());
        }
        prop_assert!(!open.iter().any(|finding| finding.blocking));
        for id in edition.required_tests(CategoryId(category), &class(name)) {
            let rule = edition.test(&id).unwrap();
            for kind in &rule.covers {
                prop_assert!(build.iter().any(|item| item.kind == *kind));
            }
            let ours = || results.iter().filter(|result| result.test == id);
            let last_good = ours().filter(|r| good(&edition, r, &build)).map(|r| r.at).max();
            prop_assert!(last_good.is_some());
            let touches = |r: &&TestResult| r.covers.iter().any(|item| build.contains(item));
            let against = ours().filter(|r| r.verdict != Verdict::Pass).filter(touches);
            prop_assert!(against.map(|r| r.at).max() <= last_good);
        }
    }

    #[test]
    fn a_class_that_is_earned_earns_all_below(
        build in any_build(),
        results in any_results(0..2),
        open in any_open(),
        category in 1_u8..3,
    ) {
        let edition = edition("sekisho-2026");
        let category = CategoryId(category);
        let evidence = Evidence { build: &build, results: &results, open: &open, components: &[] };
        let all = standings(&edition, category, &evidence, at(NOW));
        for high in all.iter().filter(|standing| standing.earned) {
            for low in &all {
                let below = edition.compare(category, &low.class, &high.class);
                prop_assert!(low.earned || !below.is_some_and(std::cmp::Ordering::is_le));
            }
        }
    }

    #[test]
    fn one_more_bad_result_or_open_finding_never_helps(
        build in any_build(),
        results in any_results(0..3),
        bad in any_result(),
        open in any_open(),
        name in proptest::sample::select(vec!["1", "2-a", "2-b", "3"]),
    ) {
        let name = class(name);
        let with = |results: &[TestResult], open: &[OpenFinding]| {
            granted(&Evidence { build: &build, results, open, components: &[] }, 1, &name)
        };
        let before = with(&results, &[]);
        prop_assert!(before || !with(&results, &open));
        let mut more = results.clone();
        more.push(TestResult { verdict: Verdict::Inconclusive, ..bad });
        prop_assert!(before || !with(&more, &[]));
    }
}

#[test]
fn the_random_evidence_reaches_both_decisions() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let strategy = (any_build(), any_results(0..4));
    let (mut grants, mut withheld) = (0, 0);
    for _ in 0..500 {
        let tree = strategy.new_tree(&mut runner).unwrap();
        let (build, results) = tree.current();
        let evidence = Evidence {
            build: &build,
            results: &results,
            open: &[],
            components: &[],
        };
        if granted(&evidence, 1, &class("1")) {
            grants += 1;
        } else {
            withheld += 1;
        }
    }
    assert!(grants > 50 && withheld > 50, "{grants} {withheld}");
}
