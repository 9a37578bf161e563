//! Thousands of histories of acts, good and bad, from seeds; every invariant after every act.

use crate::desk::{Desk, number};
use crate::ledger::Counts;
use crate::world::World;
use scheme::body::act::{Submission, What};
use scheme::body::{Body, Refusal};
use scheme::evidence::{Item, ItemKind};
use scheme::validity::Standing;

const HISTORIES: u64 = 3000;
const ACTS: usize = 120;

#[test]
fn no_history_of_acts_breaks_an_invariant() {
    let mut counts = Counts::new();
    let preludes = [
        Desk::open("sekisho-2026"),
        Desk::open("mitsf-2016"),
        with_a_system("sekisho-2026"),
        with_a_successor("mitsf-2016"),
    ];
    for seed in 0..HISTORIES {
        let at = usize::try_from(seed % 4).expect("four preludes");
        let run = || {
            let mut world = World::new(seed, &preludes[at], &mut counts);
            for _ in 0..ACTS {
                world.step();
            }
            finish(&mut world);
        };
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run));
        assert!(
            outcome.is_ok(),
            "the history of seed {seed} breaks an invariant"
        );
    }
    for (event, times) in &counts {
        println!("{times:>8}  {event}");
    }
    for code in Refusal::codes() {
        let reached = counts.contains_key(&format!("! {code}"));
        assert!(
            reached || SAID_ELSEWHERE.contains(&code),
            "the histories never meet {code}"
        );
    }
    let missing: Vec<_> = REACHED
        .iter()
        .filter(|event| !counts.contains_key(**event))
        .collect();
    assert!(missing.is_empty(), "the histories never reach {missing:?}");
}

/// Replays the accepted acts, and looks at every certificate around every moment that matters.
fn finish(world: &mut World<'_>) {
    let edition = world.desk.body.edition().clone();
    let mut again = Body::new(edition);
    for act in &world.desk.log {
        again
            .perform(act)
            .expect("an accepted act is accepted again");
    }
    assert!(again == world.desk.body, "replay gives another body");
    let mut unused = Counts::new();
    let mut over = std::collections::BTreeMap::new();
    for at in world.ledger.moments() {
        world
            .ledger
            .standings_agree(&world.desk.body, at, &mut unused);
        for number in world.desk.body.certificates().keys() {
            let says = world
                .desk
                .body
                .standing(*number, at)
                .map(|standing| standing.standing);
            if let Some(before) = over.get(number) {
                assert_eq!(says, Some(*before), "{number} came back after its end");
            }
            if let Some(says) = says.filter(|says| says.is_final()) {
                over.insert(*number, says);
            }
        }
    }
}

/// A desk with a certified software, a certified device and a system that rests on both.
pub(crate) fn with_a_system(edition: &str) -> Desk {
    let mut desk = Desk::open(edition);
    desk.certified("case-s", "firm-a", 1, "2-a", 1);
    desk.certified("case-d", "firm-b", 2, "2-b", 2);
    let build = system_build(&desk, 1);
    let given = system_submission(build);
    desk.does(
        "maker-b",
        Some("case-y"),
        crate::desk::apply_under(edition, "firm-b", 3, "2"),
    );
    desk.does("maker-b", Some("case-y"), What::Submit(given));
    desk.does(
        "registrar",
        Some("case-y"),
        crate::desk::accept(&["eval-1"]),
    );
    desk.passes_all("case-y");
    desk.reviewed("case-y");
    desk.issues("case-y", 3);
    let standing = desk.body.standing(number(3), desk.now).expect("issued");
    assert_eq!(standing.standing, Standing::Valid);
    desk
}

/// The same, with a second certified version of the software, ready to take the first one's place.
fn with_a_successor(edition: &str) -> Desk {
    let mut desk = with_a_system(edition);
    desk.certified("case-t", "firm-a", 1, "2-b", 4);
    desk
}

/// The system's own items, and the two components as installed.
pub(crate) fn system_build(desk: &Desk, version: u32) -> Vec<Item> {
    let mut build = crate::desk::build(3, version);
    for (component, running) in [("software", 1), ("device", 2)] {
        let held = desk
            .body
            .certificate(number(running))
            .expect("it is certified");
        build.push(Item {
            kind: ItemKind::Component,
            name: component.to_owned(),
            digest: held.build[0].digest,
        });
    }
    build
}

pub(crate) fn system_submission(build: Vec<Item>) -> Submission {
    let digest = |name: &str| {
        let item = build.iter().find(|item| item.name == name);
        item.expect("the build has the component").digest
    };
    let components = vec![
        crate::desk::component("software", 1, digest("software"), 1),
        crate::desk::component("device", 2, digest("device"), 2),
    ];
    Submission {
        components,
        build,
        ..crate::desk::submission(3, 1)
    }
}

/// Refusals that the histories do not meet: each has its own sentence beside this file or in the
/// tests of the rules.
const SAID_ELSEWHERE: &[&str] = &[
    "act-id-form",
    "case-unknown",
    "not-founded",
    "key-form",
    "roles-missing",
    "name-missing",
    "period-empty",
    "tie-to-itself",
    "tests-missing",
    "test-unknown",
    "category-unknown",
    "class-unknown",
    "another-edition",
    "version-missing",
    "build-empty",
    "components-not-wanted",
    "component-twice",
    "component-not-listed",
    "component-item-unstated",
    "component-is-system",
    "reused-by-hand",
    "report-not-kept",
    "looked-nowhere",
    "result-unknown",
    "input-twice",
    "sighting-unknown",
    "finding-unknown",
    "finding-not-answered",
    "finding-awaits-reviewer",
    "not-again",
    "not-decided",
    "ended-by-interested",
    "replacement-not-declared",
    "surveillance-unknown",
    "vex-not-new",
    "way-not-allowed",
    "retest-by-applicant",
    "unknown-category",
    "unknown-class",
    "ambiguous-item",
    "not-covered",
    "pass-with-blocking",
    "reused",
    "feed-age-unknown",
    "open-finding",
    "component-uncertified",
    "component-category",
    "component-unstated",
    "component-not-in-build",
];

/// What the histories must have reached for the invariants to mean something.
const REACHED: &[&str] = &[
    "granted category 1",
    "granted category 2",
    "granted category 3",
    "refused",
    "issued",
    "ended fixed",
    "ended answered",
    "ended corrected",
    "argument not accepted",
    "shows again",
    "reused",
    "void at once",
    "void after a transition",
    "resumed",
    "surveillance opened",
    "suspended as overdue",
    "surveillance fixed",
    "surveillance answered",
    "surveillance not-affected",
    "surveillance ended",
    "came back",
    "expiry recorded",
    "component replaced",
    "examined again",
    "a system's test anew",
    "a system's test stood",
    "key renewed by the registrar",
    "key renewed by the holder",
    "product valid",
    "product suspended",
    "product void",
    "product expired",
    "product withdrawn",
    "system valid",
    "system suspended",
    "system void",
    "system expired",
    "system withdrawn",
];
