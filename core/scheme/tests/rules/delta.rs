//! What a new version must be examined for again.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use scheme::delta::{DeltaOutcome, DeltaReason, Outcome, delta};
use scheme::evidence::{Input, InputKind, Item, ItemKind, Performed, TestResult, Verdict};
use scheme::id::{Digest, TestId};

use crate::support::{KINDS, NOW, at, build, edition, item, pass, test};

fn input(name: &str, version: &str) -> Input {
    Input {
        kind: InputKind::Rules,
        name: name.to_owned(),
        digest: Digest::of(version.as_bytes()),
    }
}

fn signed_report() -> Performed {
    Performed::SignedReport {
        evaluator: "evaluator-sato".parse().unwrap(),
        report: Digest::of(b"report"),
        tool: "tool".to_owned(),
        version: "1".to_owned(),
    }
}

/// The outcome for one test, with or without an engine that would use these inputs.
fn outcome(
    name: &str,
    earlier: &[TestResult],
    new: &[Item],
    engine: Option<&[Input]>,
) -> DeltaOutcome {
    let engines = engine.map(|inputs| (test(name), inputs.to_vec()));
    let all = delta(
        &edition("sekisho-2026"),
        earlier,
        new,
        &engines.into_iter().collect(),
        &BTreeSet::from([test(name)]),
        at(NOW),
    );
    assert_eq!(all.len(), 1);
    all[0].clone()
}

#[track_caller]
fn check(
    change: impl FnOnce(&mut TestResult, &mut Vec<Item>, &mut Vec<Input>),
    expected: &Outcome,
    reasons: &[DeltaReason],
) {
    let mut new = build("1");
    let mut earlier = pass(&edition("sekisho-2026"), "static", &new);
    earlier.inputs = vec![input("rules", "1")];
    let mut engine = earlier.inputs.clone();
    change(&mut earlier, &mut new, &mut engine);
    let found = outcome("static", &[earlier], &new, Some(&engine));
    assert_eq!((&found.outcome, &found.reasons[..]), (expected, reasons));
}

#[test]
fn an_unchanged_test_is_reused_with_its_date() {
    check(
        // A new artefact does not concern the static test, which covers source.
        |_, new, _| new[0] = item(ItemKind::Artefact, "artefact", "2"),
        &Outcome::Reuse {
            result: "r-static".parse().unwrap(),
        },
        &[DeltaReason::Same {
            result: "r-static".parse().unwrap(),
            made: at("2026-11-22T23:00:00Z"),
            age_days: 0,
        }],
    );
}

#[test]
fn changed_gone_and_new_things_are_all_named() {
    check(
        |earlier, new, _| {
            earlier.covers.push(item(ItemKind::Source, "old", "1"));
            new[2] = item(ItemKind::Source, "source", "2");
            new.push(item(ItemKind::Source, "new", "1"));
        },
        &Outcome::RunAgain,
        &[
            DeltaReason::Changed {
                item: "source".to_owned(),
            },
            DeltaReason::Gone {
                item: "old".to_owned(),
            },
            DeltaReason::New {
                item: "new".to_owned(),
            },
        ],
    );
}

#[test]
fn changed_gone_and_new_inputs_are_all_named() {
    let kind = InputKind::Rules;
    check(
        |earlier, _, engine| {
            earlier.inputs.push(input("old", "1"));
            *engine = vec![input("rules", "2"), input("new", "1")];
        },
        &Outcome::RunAgain,
        &[
            DeltaReason::InputChanged {
                kind,
                input: "rules".to_owned(),
            },
            DeltaReason::InputGone {
                kind,
                input: "old".to_owned(),
            },
            DeltaReason::InputNew {
                kind,
                input: "new".to_owned(),
            },
        ],
    );
}

#[test]
fn an_old_result_is_not_reused() {
    let too_old = DeltaReason::TooOld {
        result: "r-static".parse().unwrap(),
        age_days: 366,
        limit_days: 365,
    };
    check(
        |earlier, _, _| earlier.at = at("2025-11-22T00:00:00Z"),
        &Outcome::RunAgain,
        &[too_old],
    );
    check(
        |earlier, _, _| earlier.at = at("2026-11-23T00:00:01Z"),
        &Outcome::RunAgain,
        &[DeltaReason::FromTheFuture {
            result: "r-static".parse().unwrap(),
            made: at("2026-11-23T00:00:01Z"),
        }],
    );
}

#[test]
fn only_a_pass_is_reused() {
    for verdict in [Verdict::Fail, Verdict::Inconclusive] {
        check(
            |earlier, _, _| earlier.verdict = verdict,
            &Outcome::RunAgain,
            &[DeltaReason::NotPassed {
                result: "r-static".parse().unwrap(),
                verdict,
            }],
        );
    }
}

#[test]
fn known_vulnerabilities_are_always_matched_again() {
    let new = build("1");
    let earlier = pass(&edition("sekisho-2026"), "vulnerability", &new);
    let found = outcome("vulnerability", &[earlier], &new, Some(&[]));
    assert_eq!(found.outcome, Outcome::RunAgain);
    assert_eq!(found.reasons, [DeltaReason::AlwaysAgain]);
}

#[test]
fn a_signed_report_is_reused_when_nothing_changed_and_asks_a_person_when_something_did() {
    let old = build("1");
    let mut report = pass(&edition("sekisho-2026"), "interactive", &old);
    report.performed = signed_report();
    let signed = DeltaReason::SignedReport {
        result: "r-interactive".parse().unwrap(),
        tool: "tool".to_owned(),
        version: "1".to_owned(),
    };
    let earlier = [report];
    let same = outcome("interactive", &earlier, &old, None);
    assert!(matches!(same.outcome, Outcome::Reuse { .. }));
    assert!(same.reasons.contains(&signed));
    let changed = outcome("interactive", &earlier, &build("2"), None);
    assert_eq!(changed.outcome, Outcome::AskPerson);
    assert!(changed.reasons.contains(&signed));
    assert!(changed.reasons.contains(&DeltaReason::NoEngine));
}

#[test]
fn an_engines_result_is_not_reused_where_its_inputs_cannot_be_known() {
    let new = build("1");
    let earlier = pass(&edition("sekisho-2026"), "static", &new);
    let found = outcome("static", &[earlier], &new, None);
    assert_eq!(found.outcome, Outcome::AskPerson);
    assert_eq!(found.reasons, [DeltaReason::NoEngine]);
}

#[test]
fn a_test_without_earlier_result_runs_or_asks() {
    let new = build("1");
    let run = outcome("static", &[], &new, Some(&[]));
    assert_eq!(
        (run.outcome, run.reasons),
        (Outcome::RunAgain, vec![DeltaReason::NoResult])
    );
    let ask = outcome("static", &[], &new, None);
    let reasons = vec![DeltaReason::NoResult, DeltaReason::NoEngine];
    assert_eq!((ask.outcome, ask.reasons), (Outcome::AskPerson, reasons));
    let unknown = outcome("smell", &[], &new, None);
    assert_eq!(unknown.outcome, Outcome::AskPerson);
    assert!(unknown.reasons.contains(&DeltaReason::UnknownTest {
        test: test("smell")
    }));
}

/// Few names and digests, so that equal ones meet often.
fn any_items() -> impl Strategy<Value = Vec<Item>> {
    let version = prop_oneof![6 => Just("1"), 1 => Just("2")];
    let one = (
        0..KINDS.len(),
        prop_oneof![4 => Just("a"), 1 => Just("b")],
        version,
    );
    let all = proptest::collection::btree_map((0..KINDS.len(), Just("a")), Just("1"), 4..=6);
    (all, proptest::collection::vec(one, 0..2)).prop_map(|(mut items, more)| {
        items.extend(
            more.into_iter()
                .map(|(kind, name, version)| ((kind, name), version)),
        );
        let item = |((kind, name), version)| item(KINDS[kind], name, version);
        items.into_iter().map(item).collect()
    })
}

fn any_inputs() -> impl Strategy<Value = Vec<Input>> {
    let version = prop_oneof![5 => Just("1"), 1 => Just("2")];
    let name = prop_oneof![3 => Just("rules"), 1 => Just("plan")];
    proptest::collection::btree_map(name, version, 0..2).prop_map(|all| {
        all.into_iter()
            .map(|(name, version)| input(name, version))
            .collect()
    })
}

fn any_result() -> impl Strategy<Value = TestResult> {
    let names = [
        "vulnerability",
        "continuing",
        "static",
        "interactive",
        "documents",
    ];
    let verdict = prop_oneof![
        4 => Just(Verdict::Pass),
        1 => Just(Verdict::Fail),
        1 => Just(Verdict::Inconclusive)
    ];
    let days = prop_oneof![5 => 0_i64..40, 1 => 0_i64..800, 1 => -2_i64..1];
    let parts = (
        proptest::sample::select(names.to_vec()),
        any_items(),
        any_inputs(),
        verdict,
        days,
    );
    (parts, any::<bool>(), 0_u32..1000).prop_map(|(parts, signed, number)| {
        let (name, covers, inputs, verdict, days) = parts;
        let mut result = pass(&edition("sekisho-2026"), name, &covers);
        result.id = format!("r-{number}").parse().unwrap();
        result.inputs = inputs;
        result.verdict = verdict;
        result.at = at(NOW) - jiff::SignedDuration::from_hours(24 * days);
        if signed {
            result.performed = signed_report();
        }
        result
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn what_is_reused_is_the_same_and_young(
        earlier in proptest::collection::vec(any_result(), 0..8),
        new in any_items(),
        engines in proptest::collection::btree_map(0_usize..5, any_inputs(), 0..5),
    ) {
        let edition = edition("sekisho-2026");
        let names = ["vulnerability", "continuing", "static", "interactive", "documents"];
        let required: BTreeSet<TestId> = names.iter().map(|name| test(name)).collect();
        let engines: BTreeMap<TestId, Vec<Input>> =
            engines.into_iter().map(|(at, inputs)| (test(names[at]), inputs)).collect();
        let all = delta(&edition, &earlier, &new, &engines, &required, at(NOW));
        prop_assert_eq!(all.len(), required.len());
        for DeltaOutcome { test: name, outcome, reasons } in all {
            prop_assert!(!reasons.is_empty());
            let rule = edition.test(&name).unwrap();
            let engine = engines.get(&name);
            let same = |reason: &DeltaReason| matches!(reason, DeltaReason::Same { .. });
            prop_assert_eq!(reasons.iter().any(same), matches!(outcome, Outcome::Reuse { .. }));
            match outcome {
                Outcome::RunAgain => prop_assert!(engine.is_some()),
                Outcome::AskPerson => prop_assert!(engine.is_none()),
                Outcome::Reuse { result } => {
                    prop_assert!(!rule.always_again);
                    // Numbers may repeat, so one of that name must fit in every way.
                    let fits = |r: &&TestResult| {
                        let covered = r.covers.iter().all(|item| new.contains(item));
                        let mut must = new.iter().filter(|item| rule.covers.contains(&item.kind));
                        let whole = must.all(|item| r.covers.contains(item));
                        let inputs: BTreeSet<_> = r.inputs.iter().collect();
                        let engine_inputs = engine.map(|all| all.iter().collect());
                        let signed = matches!(r.performed, Performed::SignedReport { .. });
                        let age = at(NOW).duration_since(r.at).as_secs();
                        r.id == result
                            && r.test == name
                            && r.verdict == Verdict::Pass
                            && covered
                            && whole
                            && engine_inputs.map_or(signed, |engine| inputs == engine)
                            && (0..=i64::from(rule.reuse_max_age_days) * 86_400).contains(&age)
                    };
                    prop_assert!(earlier.iter().any(|r| fits(&r)));
                }
            }
        }
    }
}

#[test]
fn the_random_versions_reach_every_outcome() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let edition = edition("sekisho-2026");
    let required = BTreeSet::from([test("static"), test("documents")]);
    let (mut reused, mut run, mut asked) = (0, 0, 0);
    let strategy = (
        proptest::collection::vec(any_result(), 0..8),
        any_items(),
        any_inputs(),
    );
    for _ in 0..500 {
        let tree = strategy.new_tree(&mut runner).unwrap();
        let (earlier, new, inputs) = tree.current();
        let engines = BTreeMap::from([(test("static"), inputs)]);
        for found in delta(&edition, &earlier, &new, &engines, &required, at(NOW)) {
            match found.outcome {
                Outcome::Reuse { .. } => reused += 1,
                Outcome::RunAgain => run += 1,
                Outcome::AskPerson => asked += 1,
            }
        }
    }
    assert!(
        reused > 20 && run > 20 && asked > 20,
        "{reused} {run} {asked}"
    );
}
