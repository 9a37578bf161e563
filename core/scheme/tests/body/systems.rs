//! Category 3: a system stands with its components, falls with them, and waits for replacements.

use scheme::body::act::{Replacement, VersionUp, What};
use scheme::evidence::ItemKind;
use scheme::id::Digest;
use scheme::validity::{Cause, Standing};

use crate::desk::{Desk, accept, apply, component, grant, number};
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

#[test]
fn a_replacement_declared_and_accepted_brings_the_system_back() {
    let mut desk = with_a_system("sekisho-2026");
    desk.certified("case-new", "firm-a", 1, "2-b", 4);
    desk.does(
        "maker-a",
        None,
        What::VersionUp(VersionUp {
            certificate: number(1),
            to: "2.0".to_owned(),
            blocking_known: true,
        }),
    );
    let accept = What::AcceptReplacement {
        certificate: number(3),
        old: number(1),
    };
    desk.refuses(
        "registrar",
        None,
        accept.clone(),
        &["replacement-not-declared"],
    );
    let declare = What::ReplaceComponent(replacement(&desk, 4));
    desk.refuses("maker-a", None, declare.clone(), &["not-the-maker"]);
    desk.does("maker-b", None, declare);
    stands(&desk, 0, Standing::Suspended);
    desk.does("registrar", None, accept);
    stands(&desk, 0, Standing::Valid);
    stands(&desk, 300, Standing::Valid);
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
