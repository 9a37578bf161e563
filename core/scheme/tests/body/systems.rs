//! Category 3: a system stands with its components, falls with them, and waits for replacements.

use scheme::body::act::{Replacement, VersionUp, What};
use scheme::delta::{DeltaReason, Outcome};
use scheme::evidence::{ItemKind, Severity, Verdict};
use scheme::id::Digest;
use scheme::validity::{Cause, Standing};

use crate::desk::{Desk, accept, apply, component, grant, name, number, sighting};
use crate::histories::{system_build, system_submission, with_a_system};

#[track_caller]
fn stands(desk: &Desk, days: i64, expected: Standing) -> Vec<Cause> {
    let at = desk.now + jiff::SignedDuration::from_hours(24 * days);
    let standing = desk
        .body
        .standing(number(3), at)
        .expect("the system is certified");
    assert_eq!(standing.standing, expected, "{standing:?}");
    standing.causes
}

fn replacement(desk: &Desk, new: u32) -> Replacement {
    Replacement {
        certificate: number(3),
        old: number(1),
        new: number(new),
        digest: desk
            .body
            .certificate(number(new))
            .map_or(Digest::of(b""), |held| held.build[0].digest),
    }
}

#[test]
fn a_system_is_suspended_with_its_component_and_returns_with_it() {
    let mut desk = with_a_system("sekisho-2026");
    desk.does(
        "registrar",
        None,
        What::Suspend {
            certificate: number(1),
        },
    );
    let causes = stands(&desk, 0, Standing::Suspended);
    assert_eq!(causes[0].certificate(), Some(number(1)));
    let resume = What::Resume {
        certificate: number(3),
    };
    desk.refuses("registrar", None, resume, &["not-suspended"]);
    desk.does(
        "registrar",
        None,
        What::Resume {
            certificate: number(1),
        },
    );
    assert!(stands(&desk, 0, Standing::Valid).is_empty());
    let back = desk.log.last().expect("the resumption").at;
    let standing = desk
        .body
        .standing(number(3), desk.now)
        .expect("it is certified");
    assert_eq!(standing.since, back);
}

#[test]
fn a_system_waits_for_the_replacement_of_an_ended_component_and_then_ends() {
    let mut desk = with_a_system("sekisho-2026");
    desk.does(
        "maker-a",
        None,
        What::WithdrawCertificate {
            certificate: number(1),
        },
    );
    let causes = stands(&desk, 0, Standing::Suspended);
    assert!(matches!(causes[..], [Cause::ComponentEnded { .. }]));
    stands(&desk, 179, Standing::Suspended);
    let causes = stands(&desk, 180, Standing::Expired);
    assert!(matches!(causes[..], [Cause::ComponentNotReplaced { .. }]));
}

/// The system of [`with_a_system`] after its software ended, with the successor 4 declared.
fn with_a_declared_replacement() -> Desk {
    let mut desk = with_a_system("sekisho-2026");
    desk.does("maker-a", None, version_up(1));
    desk.certified_as("case-new", ("firm-a", 1, "2-b"), 2, 4);
    desk.refuses(
        "registrar",
        None,
        accept_replacement(1),
        &["replacement-not-declared"],
    );
    let early = desk.again(1, "rat", "too-early");
    desk.refuses(
        "eval-1",
        None,
        What::Reexamine(early),
        &["replacement-not-declared"],
    );
    let declare = What::ReplaceComponent(replacement(&desk, 4));
    desk.refuses("maker-a", None, declare.clone(), &["not-the-maker"]);
    desk.does("maker-b", None, declare);
    stands(&desk, 0, Standing::Suspended);
    desk
}

fn version_up(running: u32) -> What {
    What::VersionUp(VersionUp {
        certificate: number(running),
        to: "1.2".to_owned(),
        blocking_known: true,
    })
}

fn accept_replacement(old: u32) -> What {
    What::AcceptReplacement {
        certificate: number(3),
        old: number(old),
    }
}

#[test]
fn a_replacement_examined_and_accepted_brings_the_system_back() {
    let mut desk = with_a_declared_replacement();
    let again = desk.again(1, "rat", "rat-again");
    desk.does("eval-1", None, What::Reexamine(again));
    desk.does("registrar", None, accept_replacement(1));
    stands(&desk, 0, Standing::Valid);
    stands(&desk, 300, Standing::Valid);
}

#[test]
fn what_the_delta_rules_ask_for_at_system_level_is_examined_before_a_replacement_is_accepted() {
    let mut desk = with_a_declared_replacement();
    let asked = desk
        .body
        .to_examine(number(3), desk.now)
        .expect("it is known");
    let rat = asked.iter().find(|one| one.test.as_str() == "rat");
    let rat = rat.expect("a class 2 system is tested for remote access trojans");
    assert_eq!(rat.outcome, Outcome::AskPerson);
    let item = "software".to_owned();
    assert!(rat.reasons.contains(&DeltaReason::Changed { item }));
    desk.refuses("registrar", None, accept_replacement(1), &["no-result"]);

    let mut short = desk.again(1, "rat", "rat-short");
    let result = &mut short.result;
    result.covers.retain(|covered| covered.name == "device");
    result.looked_at.whole = ["device".to_owned()].into();
    desk.does("eval-1", None, What::Reexamine(short));
    desk.refuses("registrar", None, accept_replacement(1), &["not-covered"]);

    let mut old = desk.again(1, "rat", "rat-old");
    old.result.covers = system_build(&desk, 1)
        .into_iter()
        .filter(|item| item.kind == ItemKind::Component)
        .collect();
    desk.refuses("eval-1", None, What::Reexamine(old), &["item-not-in-case"]);

    let rat = desk.again(1, "rat", "rat-again");
    desk.does("eval-1", None, What::Reexamine(rat));
    desk.does("registrar", None, accept_replacement(1));
    stands(&desk, 0, Standing::Valid);
}

#[test]
fn a_report_about_things_that_stayed_the_same_stands_through_replacements_for_a_year() {
    let mut desk = with_a_declared_replacement();
    let outcome = |desk: &Desk, test: &str, days: i64| {
        let at = desk.now + jiff::SignedDuration::from_hours(24 * days);
        let asked = desk.body.to_examine(number(3), at).expect("it is known");
        let one = asked.into_iter().find(|one| one.test.as_str() == test);
        one.expect("a required test").outcome
    };
    let result = name("documents-0");
    assert_eq!(outcome(&desk, "documents", 0), Outcome::Reuse { result });
    assert_eq!(outcome(&desk, "documents", 366), Outcome::AskPerson);
    let again = desk.again(1, "rat", "rat-again");
    desk.does("eval-1", None, What::Reexamine(again));
    desk.does("registrar", None, accept_replacement(1));

    desk.does("maker-b", None, version_up(2));
    desk.certified_as("case-next", ("firm-b", 2, "2-b"), 2, 5);
    let next = Replacement {
        old: number(2),
        ..replacement(&desk, 5)
    };
    desk.does("maker-b", None, What::ReplaceComponent(next));
    let result = name("documents-0");
    assert_eq!(outcome(&desk, "documents", 0), Outcome::Reuse { result });
    assert_eq!(outcome(&desk, "rat", 0), Outcome::AskPerson);
    desk.refuses("registrar", None, accept_replacement(2), &["other-build"]);
}

#[test]
fn what_failed_with_a_replacement_stays_failed_with_it() {
    let mut desk = with_a_declared_replacement();
    let mut fail = desk.again(1, "rat", "rat-fail");
    fail.result.verdict = Verdict::Fail;
    fail.result.sightings = vec![sighting(&fail.result, "open-port", Severity::High)];
    desk.does("eval-1", None, What::Reexamine(fail));
    desk.refuses("registrar", None, accept_replacement(1), &["not-passed"]);
    let pass = desk.again(1, "rat", "rat-pass");
    desk.does("eval-1", None, What::Reexamine(pass));
    desk.refuses("registrar", None, accept_replacement(1), &["not-passed"]);
}

#[test]
fn a_reexamination_is_an_evaluation_under_the_same_rules() {
    let mut desk = with_a_declared_replacement();
    let again = |desk: &Desk| What::Reexamine(desk.again(1, "rat", "rat-again"));
    let what = again(&desk);
    desk.refuses("eval-tied", None, what, &["firm-tied"]);
    let what = again(&desk);
    desk.refuses(
        "reviewer",
        None,
        what,
        &[
            "role-missing",
            "has-evaluated",
            "firm-not-member",
            "firm-not-accredited",
        ],
    );
    let what = again(&desk);
    desk.does("eval-1", None, what.clone());
    desk.refuses("eval-1", None, what, &["result-exists"]);
}

#[test]
fn a_replacement_is_the_valid_successor_of_a_current_component() {
    let mut desk = with_a_system("sekisho-2026");
    desk.certified("case-new", "firm-a", 1, "1", 4);
    desk.certified("case-other", "firm-b", 1, "2-a", 5);
    let mut check = |replacement: Replacement, codes: &[&str]| {
        desk.refuses("maker-b", None, What::ReplaceComponent(replacement), codes);
    };
    let fresh = with_a_system("sekisho-2026");
    let digest = fresh.body.certificate(number(1)).expect("certified").build[0].digest;
    let to = |old, new| Replacement {
        certificate: number(3),
        old: number(old),
        new: number(new),
        digest,
    };
    check(to(1, 4), &["replacement-class-too-low"]);
    check(to(1, 5), &["not-the-successor"]);
    check(to(1, 1), &["replaced-by-itself"]);
    check(to(5, 5), &["not-a-component", "replaced-by-itself"]);
    check(to(1, 9), &["certificate-unknown"]);
    let stranger = Replacement {
        digest: Digest::of(b"stranger"),
        ..to(1, 5)
    };
    check(
        stranger,
        &["replacement-does-not-cover", "not-the-successor"],
    );
    desk.does(
        "registrar",
        None,
        What::Suspend {
            certificate: number(5),
        },
    );
    let declare = What::ReplaceComponent(to(1, 5));
    desk.refuses(
        "maker-b",
        None,
        declare,
        &["replacement-not-valid", "not-the-successor"],
    );
}

#[test]
fn a_system_outlives_neither_its_own_term_nor_its_components() {
    let mut desk = with_a_system("sekisho-2026");
    stands(&desk, 731, Standing::Valid);
    let causes = stands(&desk, 732, Standing::Expired);
    assert!(matches!(causes[..], [Cause::TermEnded { .. }]));
    desk.does(
        "registrar",
        None,
        What::WithdrawCertificate {
            certificate: number(3),
        },
    );
    stands(&desk, 732, Standing::Withdrawn);
}

#[test]
fn a_systems_components_are_the_builds_and_no_systems_themselves() {
    let mut desk = with_a_system("sekisho-2026");
    let case = Some("case-2");
    desk.does("maker-b", case, apply("firm-b", 3, "1"));
    let given = system_submission(system_build(&desk, 2));
    let mut check = |spoil: &dyn Fn(&mut scheme::body::act::Submission), codes: &[&str]| {
        let mut given = given.clone();
        spoil(&mut given);
        desk.refuses("maker-b", case, What::Submit(given), codes);
    };
    check(
        &|given| given.components.push(given.components[0].clone()),
        &["component-twice"],
    );
    check(
        &|given| drop(given.components.pop()),
        &["component-item-unstated"],
    );
    check(
        &|given| given.build.retain(|item| item.name != "device"),
        &["component-not-listed"],
    );
    check(
        &|given| given.components[0].certificate = Some(number(9)),
        &["certificate-unknown"],
    );
    check(
        &|given| given.components[0] = component("software", 1, given.components[0].digest, 3),
        &["component-is-system"],
    );
    desk.does("maker-b", case, What::Submit(given));
}

#[test]
fn a_system_is_not_granted_on_a_suspended_component() {
    let mut desk = with_a_system("sekisho-2026");
    let case = Some("case-2");
    desk.does("maker-b", case, apply("firm-b", 3, "1"));
    let given = system_submission(system_build(&desk, 2));
    assert!(
        given
            .build
            .iter()
            .any(|item| item.kind == ItemKind::Component)
    );
    desk.does("maker-b", case, What::Submit(given));
    desk.does("registrar", case, accept(&["eval-1"]));
    desk.passes_all("case-2");
    desk.reviewed("case-2");
    desk.does(
        "registrar",
        None,
        What::Suspend {
            certificate: number(1),
        },
    );
    desk.refuses(
        "decider",
        case,
        grant("1"),
        &["no-component", "component-not-valid"],
    );
    desk.does(
        "registrar",
        None,
        What::Resume {
            certificate: number(1),
        },
    );
    desk.does("decider", case, grant("1"));
}
