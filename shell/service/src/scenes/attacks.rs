//! Acts that somebody tries and must not succeed with: each is refused by name, and leaves log, state and register as they
//! were. What is written into the database past the program stands in [`super::forged`].

use std::collections::BTreeSet;

use jiff::SignedDuration;
use scheme::evidence::{Place, Severity, Sighting, TestResult, Verdict};
use scheme::finding::Claim;
use scheme::id::{CaseId, CategoryId, Digest};

use super::{Scene, build, name, place, refused, software};
use crate::acts::{self, record_evidence::next_result};
use crate::body::BodyError;

struct Attack {
    name: &'static str,
    prepare: fn(&mut Scene) -> CaseId,
    attempt: fn(&mut Scene, &CaseId) -> Result<u64, BodyError>,
    codes: &'static [&'static str],
}

const ATTACKS: &[Attack] = &[
    Attack {
        name: "a revoked key",
        prepare: |scene| {
            let case = scene.accepted(&software("1.0"));
            let (at, registrar) = (scene.tick(), scene.actor("registrar"));
            let gone = name("evaluator");
            acts::revoke_actor(&mut scene.body, &registrar, at, "stolen", &gone).unwrap();
            case
        },
        attempt: |scene, case| passes(scene, "evaluator", case, "interactive"),
        codes: &["key-revoked"],
    },
    Attack {
        name: "a key whose time is over",
        prepare: |scene| {
            let case = scene.submitted(&software("1.0"));
            scene.passes_days(3_800);
            case
        },
        attempt: |scene, case| {
            let (at, maker) = (scene.tick(), scene.actor("maker"));
            acts::withdraw_application(&mut scene.body, &maker, at, "late", case)
        },
        codes: &["key-not-of-that-day"],
    },
    Attack {
        name: "an act dated back",
        prepare: |scene| scene.submitted(&software("1.0")),
        attempt: |scene, case| {
            let at = scene.now - SignedDuration::from_hours(24);
            let maker = scene.actor("maker");
            acts::withdraw_application(&mut scene.body, &maker, at, "yesterday", case)
        },
        codes: &["time-runs-backwards"],
    },
    Attack {
        name: "two deciders at once",
        prepare: |scene| {
            let case = scene.reviewed(&software("1.0"));
            grants(scene, "decider", &case).unwrap();
            case
        },
        attempt: |scene, case| {
            let (at, second) = (scene.tick(), scene.actor("second"));
            acts::refuse(&mut scene.body, &second, at, "no", case)
        },
        codes: &["already-decided"],
    },
    Attack {
        name: "an evaluator of the applicant's firm",
        prepare: |scene| scene.submitted(&software("1.0")),
        attempt: |scene, case| scene.accepts(case, &["insider"]),
        codes: &["firm-is-applicant"],
    },
    Attack {
        name: "an evaluator who was not named for the case",
        prepare: |scene| scene.accepted(&software("1.0")),
        attempt: |scene, case| passes(scene, "insider", case, "interactive"),
        codes: &["not-an-evaluator-here", "firm-is-applicant"],
    },
    Attack {
        name: "a firm whose accreditation has ended, with a result from before",
        prepare: |scene| {
            let case = scene.accepted(&software("1.0"));
            ends_accreditation(scene);
            scene.passes_days(1);
            case
        },
        attempt: |scene, case| {
            let mut result = scene.pass(case, &name("interactive"));
            result.at -= SignedDuration::from_hours(48);
            scene.records("evaluator", case, result)
        },
        codes: &["firm-not-accredited"],
    },
    Attack {
        name: "a firm that is no member any more",
        prepare: |scene| {
            let case = scene.accepted(&software("1.0"));
            let (at, registrar) = (scene.tick(), scene.actor("registrar"));
            let firm = name("lab-1");
            acts::end_membership(&mut scene.body, &registrar, at, "left", &firm).unwrap();
            case
        },
        attempt: |scene, case| passes(scene, "evaluator", case, "interactive"),
        codes: &["firm-not-member"],
    },
    Attack {
        name: "a firm that turned out to be tied between evaluation and decision",
        prepare: |scene| {
            let case = scene.reviewed(&software("1.0"));
            let (at, evaluator) = (scene.tick(), scene.actor("evaluator"));
            let tied = (&name("lab-1"), &name("firm-a"));
            acts::declare_tie(&mut scene.body, &evaluator, at, "bought", tied).unwrap();
            case
        },
        attempt: |scene, case| grants(scene, "decider", case),
        codes: &[
            "no-result",
            "no-result",
            "no-result",
            "firm-tied",
            "firm-tied",
            "firm-tied",
        ],
    },
    Attack {
        name: "a decider who wrote a line of the evaluation",
        prepare: |scene| {
            let case = scene.evaluated(&software("1.0"));
            passes(scene, "both", &case, "continuing").unwrap();
            let (at, reviewer) = (scene.tick(), scene.actor("reviewer"));
            let body = &mut scene.body;
            acts::begin_review(body, &reviewer, at, "tested", &case).unwrap();
            acts::find_whole(body, &reviewer, at, "whole", &case, [].into()).unwrap();
            case
        },
        attempt: |scene, case| grants(scene, "both", case),
        codes: &["has-evaluated"],
    },
    Attack {
        name: "a reviewer who wrote a line of the evaluation",
        prepare: |scene| {
            let case = scene.evaluated(&software("1.0"));
            passes(scene, "both", &case, "continuing").unwrap();
            case
        },
        attempt: |scene, case| {
            let (at, both) = (scene.tick(), scene.actor("both"));
            acts::begin_review(&mut scene.body, &both, at, "tested", case)
        },
        codes: &["has-evaluated"],
    },
    Attack {
        name: "evidence for another digest",
        prepare: |scene| scene.accepted(&software("1.0")),
        attempt: |scene, case| {
            let mut result = scene.pass(case, &name("continuing"));
            result.covers[0].digest = Digest::of(b"another declaration");
            scene.records("evaluator", case, result)
        },
        codes: &["item-not-in-case"],
    },
    Attack {
        name: "a signed report of which another one's bytes are kept",
        prepare: |scene| scene.accepted(&software("1.0")),
        attempt: |scene, case| {
            let mut result = scene.pass(case, &name("continuing"));
            result.performed = scheme::evidence::Performed::SignedReport {
                evaluator: name("evaluator"),
                report: Digest::of(b"another report"),
                tool: "a tool".into(),
                version: "7".into(),
            };
            scene.records("evaluator", case, result)
        },
        codes: &["report-not-kept"],
    },
    Attack {
        name: "a retest on the same build",
        prepare: |scene| {
            let case = with_a_finding(scene);
            answers(scene, &case, "1.0").unwrap();
            passes(scene, "evaluator", &case, "interactive").unwrap();
            case
        },
        attempt: retests,
        codes: &["input-unchanged"],
    },
    Attack {
        name: "a retest on the build before the answer",
        prepare: |scene| {
            let case = with_a_finding(scene);
            answers(scene, &case, "1.1").unwrap();
            let mut old = scene.pass_of(&build(&software("1.0")), &name("interactive"));
            old.id = next_result(&scene.body, &case).unwrap();
            scene.records("evaluator", &case, old).unwrap();
            case
        },
        attempt: retests,
        codes: &["retest-of-another-build"],
    },
];

fn passes(scene: &mut Scene, by: &str, case: &CaseId, test: &str) -> Result<u64, BodyError> {
    let result = scene.pass(case, &name(test));
    scene.records(by, case, result)
}

fn grants(scene: &mut Scene, by: &str, case: &CaseId) -> Result<u64, BodyError> {
    let (at, decider) = (scene.tick(), scene.actor(by));
    let none = (Vec::new(), Vec::new());
    acts::grant(
        &mut scene.body,
        &decider,
        at,
        "earned",
        case,
        name("2-a"),
        none,
    )
}

fn ends_accreditation(scene: &mut Scene) {
    let (at, registrar) = (scene.tick(), scene.actor("registrar"));
    let held = (&name("lab-1"), CategoryId(1));
    let tests = BTreeSet::from([name("interactive")]);
    acts::end_accreditation(&mut scene.body, &registrar, at, "audit", held, tests).unwrap();
}

/// A case whose interactive test has failed.
fn with_a_finding(scene: &mut Scene) -> CaseId {
    let case = scene.accepted(&software("1.0"));
    let mut fail: TestResult = scene.pass(&case, &name("interactive"));
    let item = fail.covers[0].name.clone();
    fail.verdict = Verdict::Fail;
    fail.sightings = vec![Sighting {
        rule: "CWE-79".to_owned(),
        place: Place {
            scope: item.clone(),
            name: "login".to_owned(),
        },
        item,
        severity: Severity::High,
        what: "a script comes back".to_owned(),
    }];
    let id = fail.id.clone();
    scene.records("evaluator", &case, fail).unwrap();
    let (at, evaluator) = (scene.tick(), scene.actor("evaluator"));
    acts::raise_findings(&mut scene.body, &evaluator, at, "seen", &case, &id).unwrap();
    case
}

/// The maker says that this version of the product is without the flaw.
fn answers(scene: &mut Scene, case: &CaseId, version: &str) -> Result<u64, BodyError> {
    let (at, maker) = (scene.tick(), scene.actor("maker"));
    let finding = scene.body.state().case(case).unwrap().findings()[0]
        .id
        .clone();
    let claim = Claim::Fixed {
        version: version.to_owned(),
        build: build(&software(version)),
    };
    let body = &mut scene.body;
    acts::answer(body, &maker, at, "fixed", case, (&finding, claim), &[])
}

/// The last result on record ends the finding, says its evaluator.
fn retests(scene: &mut Scene, case: &CaseId) -> Result<u64, BodyError> {
    let (at, evaluator) = (scene.tick(), scene.actor("evaluator"));
    let known = scene.body.state().case(case).unwrap();
    let finding = known.findings()[0].id.clone();
    let result = known.evidence().last().unwrap().result.id.clone();
    let body = &mut scene.body;
    acts::retest(body, &evaluator, at, "again", case, &finding, &result)
}

#[test]
fn every_attack_is_refused_by_name_and_leaves_no_trace() {
    for Attack {
        name,
        prepare,
        attempt,
        codes,
    } in ATTACKS
    {
        let folder = place();
        let mut scene = Scene::open(folder.path());
        let case = prepare(&mut scene);
        let state = scene.body.state().clone();
        let checkpoint = scene.body.register().checkpoint_text().unwrap();
        let outcome = attempt(&mut scene, &case);
        assert_eq!(refused(outcome), *codes, "{name}");
        assert!(*scene.body.state() == state, "{name}: a trace in the state");
        let scene = scene.reopened();
        assert!(*scene.body.state() == state, "{name}: a trace in the log");
        let after = scene.body.register().checkpoint_text().unwrap();
        assert_eq!(after, checkpoint, "{name}: a trace in the register");
    }
}

#[test]
fn what_was_evaluated_under_an_accreditation_carries_a_decision_after_its_end() {
    let folder = place();
    let mut scene = Scene::open(folder.path());
    let case = scene.reviewed(&software("1.0"));
    ends_accreditation(&mut scene);
    grants(&mut scene, "decider", &case).unwrap();
    let number = scene.issued(&case);
    // The next version is not evaluated by that firm.
    let (at, maker) = (scene.tick(), scene.actor("maker"));
    let to = (number, "2.0");
    acts::version_up(&mut scene.body, &maker, at, to, false, &super::text("next")).unwrap();
    let next = scene.accepted(&software("2.0"));
    assert_eq!(
        refused(passes(&mut scene, "evaluator", &next, "interactive")),
        ["firm-not-accredited"]
    );
}

#[test]
fn an_act_dated_ahead_of_the_clock_is_not_done() {
    let folder = place();
    let mut scene = Scene::open(folder.path());
    let case = scene.submitted(&software("1.0"));
    let acts = scene.body.acts();
    scene.body.clock = || "2026-11-23T12:00:00Z".parse().unwrap();
    let noon = (scene.body.clock)();
    let maker = scene.actor("maker");
    let mut withdraw = |minutes: i64| {
        let at = noon + SignedDuration::from_mins(minutes);
        acts::withdraw_application(&mut scene.body, &maker, at, "taken back", &case)
    };
    let tomorrow = withdraw(24 * 60);
    assert!(
        matches!(tomorrow, Err(BodyError::Ahead { now, .. }) if now == noon),
        "{tomorrow:?}"
    );
    assert!(matches!(withdraw(6), Err(BodyError::Ahead { .. })));
    // The clock of another machine may be a little ahead.
    assert_eq!(withdraw(4).unwrap(), acts + 1);
}

#[test]
fn a_name_full_of_tricks_is_only_a_name() {
    let folder = place();
    let mut scene = Scene::open(folder.path());
    let mut wanted = software("../../1.0'; DROP TABLE acts; --");
    wanted.product = "../../../evil\\'); DELETE FROM outbox; --<script>%00".to_owned();
    let number = scene.certified(&wanted);
    let scene = scene.reopened();
    assert_eq!(scene.agrees(number).0, register::standing::Status::Valid);
    let seen: BTreeSet<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(seen, BTreeSet::from(["body".into(), "register".into()]));
}
