//! Surveillance: what opens a case, what the holder and the body can do about it, and what time does.

use jiff::SignedDuration;
use scheme::body::act::{CloseSurveillance, OpenSurveillance, SurveillanceEnding, VersionUp, What};
use scheme::evidence::Severity;
use scheme::id::Digest;
use scheme::surveillance::{Flaw, due};
use scheme::validity::Standing;

use crate::desk::{Desk, flaw, name, number};

fn certified(edition: &str) -> Desk {
    let mut desk = Desk::open(edition);
    desk.certified("case-1", "firm-a", 1, "1", 1);
    desk
}

fn high() -> Vec<Flaw> {
    vec![flaw("A-1", Severity::High, false)]
}

/// Opens a case of these flaws, due as the edition says at the next act.
fn open(desk: &Desk, id: &str, flaws: Vec<Flaw>) -> OpenSurveillance {
    let at = desk.now + SignedDuration::from_mins(1);
    OpenSurveillance {
        surveillance: name(id),
        certificate: number(1),
        due: due(desk.body.edition(), &flaws, at).unwrap_or(at),
        flaws,
        inputs: Vec::new(),
        answer: Digest::of(b"looked"),
    }
}

#[track_caller]
fn opens(desk: &mut Desk, id: &str, flaws: Vec<Flaw>) {
    let what = What::OpenSurveillance(open(desk, id, flaws));
    desk.does("registrar", None, what);
}

#[track_caller]
fn check_open(spoil: impl FnOnce(&mut OpenSurveillance), codes: &[&str]) {
    let mut desk = certified("sekisho-2026");
    opens(&mut desk, "s-1", high());
    let mut again = open(&desk, "s-2", vec![flaw("A-2", Severity::Low, false)]);
    spoil(&mut again);
    desk.refuses("registrar", None, What::OpenSurveillance(again), codes);
}

fn suspend(id: &str) -> What {
    What::SuspendOverdue {
        surveillance: name(id),
    }
}

fn answer(id: &str) -> What {
    What::AnswerSurveillance {
        surveillance: name(id),
        vex: Digest::of(b"vex"),
    }
}

fn close(id: &str, ending: SurveillanceEnding) -> What {
    What::CloseSurveillance(CloseSurveillance {
        surveillance: name(id),
        ending,
        answer: Some(Digest::of(b"looked again")),
    })
}

#[track_caller]
fn stands(desk: &Desk, expected: Standing) {
    let standing = desk.body.standing(number(1), desk.now).expect("issued");
    assert_eq!(standing.standing, expected, "{standing:?}");
}

#[test]
fn a_case_names_new_flaws_that_block_and_is_due_by_the_edition() {
    check_open(|open| open.flaws.clear(), &["flaws-missing"]);
    check_open(
        |open| open.flaws = high(),
        &["flaw-not-new", "due-not-by-edition"],
    );
    check_open(
        |open| open.flaws.push(flaw("A-2", Severity::Low, false)),
        &["flaw-not-new"],
    );
    check_open(
        |open| open.flaws[0].severity = Severity::None,
        &["flaw-not-blocking"],
    );
    check_open(
        |open| open.due += SignedDuration::from_secs(1),
        &["due-not-by-edition"],
    );
    check_open(
        |open| open.surveillance = name("s-1"),
        &["surveillance-exists"],
    );
    check_open(
        |open| open.certificate = number(2),
        &["certificate-unknown"],
    );
}

#[test]
fn only_the_body_opens_and_closes_and_only_the_holder_answers() {
    let mut desk = certified("sekisho-2026");
    let what = What::OpenSurveillance(open(&desk, "s-1", high()));
    desk.refuses("maker-a", None, what, &["role-missing"]);
    opens(&mut desk, "s-1", high());
    desk.refuses(
        "registrar",
        None,
        answer("s-1"),
        &["role-missing", "not-the-maker"],
    );
    desk.refuses("maker-b", None, answer("s-1"), &["not-the-maker"]);
    let what = close("s-1", SurveillanceEnding::NotAffected {});
    desk.refuses("maker-a", None, what, &["role-missing"]);
}

#[test]
fn a_flaw_that_has_become_worse_is_new_again() {
    let mut desk = certified("sekisho-2026");
    opens(&mut desk, "s-1", high());
    assert!(desk.body.new_flaws(number(1), &high()).is_empty());
    let exploited = vec![flaw("A-1", Severity::High, true)];
    assert_eq!(desk.body.new_flaws(number(1), &exploited), exploited);
    opens(&mut desk, "s-2", exploited);
}

#[test]
fn before_the_due_date_nobody_suspends_and_after_it_the_rule_does() {
    let mut desk = certified("sekisho-2026");
    opens(&mut desk, "s-1", high());
    desk.passes_days(29);
    desk.refuses("registrar", None, suspend("s-1"), &["not-overdue"]);
    stands(&desk, Standing::Valid);
    desk.passes_days(1);
    desk.does("registrar", None, suspend("s-1"));
    stands(&desk, Standing::Suspended);
    desk.refuses("registrar", None, suspend("s-1"), &["already-suspended"]);
    let resume = What::Resume {
        certificate: number(1),
    };
    desk.refuses("registrar", None, resume, &["surveillance-overdue"]);
}

#[test]
fn under_the_literal_edition_a_decider_suspends() {
    let mut desk = certified("mitsf-2016");
    opens(&mut desk, "s-1", high());
    desk.passes_days(31);
    desk.refuses("registrar", None, suspend("s-1"), &["role-missing"]);
    desk.does("decider", None, suspend("s-1"));
    stands(&desk, Standing::Suspended);
}

#[test]
fn a_signed_answer_that_a_person_accepts_brings_the_certificate_back() {
    let mut desk = certified("sekisho-2026");
    opens(&mut desk, "s-1", high());
    desk.passes_days(31);
    desk.does("registrar", None, suspend("s-1"));
    let answered = close("s-1", SurveillanceEnding::Answered {});
    desk.refuses(
        "reviewer",
        None,
        answered.clone(),
        &["surveillance-not-answered"],
    );
    desk.does("maker-a", None, answer("s-1"));
    desk.refuses("maker-a", None, answer("s-1"), &["answer-repeated"]);
    desk.refuses("registrar", None, answered.clone(), &["role-missing"]);
    desk.does("reviewer", None, answered.clone());
    stands(&desk, Standing::Valid);
    desk.refuses("reviewer", None, answered, &["surveillance-closed"]);
    // It was answered and not fixed: should it be found again, it is new again.
    assert_eq!(desk.body.new_flaws(number(1), &high()), high());
}

#[test]
fn nothing_is_closed_without_another_look() {
    let mut desk = certified("sekisho-2026");
    opens(&mut desk, "s-1", high());
    let unseen = What::CloseSurveillance(CloseSurveillance {
        surveillance: name("s-1"),
        ending: SurveillanceEnding::NotAffected {},
        answer: None,
    });
    desk.refuses("registrar", None, unseen, &["not-looked-again"]);
    let ended = close("s-1", SurveillanceEnding::Ended {});
    desk.refuses("registrar", None, ended, &["certificate-stands"]);
    let unknown = close("s-9", SurveillanceEnding::NotAffected {});
    desk.refuses("registrar", None, unknown, &["surveillance-unknown"]);
}

#[test]
fn another_overdue_case_holds_the_certificate() {
    let mut desk = certified("sekisho-2026");
    opens(&mut desk, "s-1", high());
    opens(
        &mut desk,
        "s-2",
        vec![flaw("A-2", Severity::Critical, false)],
    );
    desk.passes_days(31);
    desk.does("registrar", None, suspend("s-1"));
    desk.does(
        "registrar",
        None,
        close("s-1", SurveillanceEnding::NotAffected {}),
    );
    stands(&desk, Standing::Suspended);
    desk.does(
        "registrar",
        None,
        close("s-2", SurveillanceEnding::NotAffected {}),
    );
    stands(&desk, Standing::Valid);
}

#[test]
fn what_a_person_suspended_does_not_come_back_with_a_case() {
    let mut desk = certified("sekisho-2026");
    opens(&mut desk, "s-1", high());
    let suspends = What::Suspend {
        certificate: number(1),
    };
    desk.does("registrar", None, suspends);
    desk.does(
        "registrar",
        None,
        close("s-1", SurveillanceEnding::NotAffected {}),
    );
    stands(&desk, Standing::Suspended);
}

#[test]
fn a_known_flaw_leaves_a_version_up_no_transition() {
    let mut desk = certified("sekisho-2026");
    opens(&mut desk, "s-1", high());
    let up = VersionUp {
        certificate: number(1),
        to: "1.2".to_owned(),
        blocking_known: false,
    };
    desk.does("maker-a", None, What::VersionUp(up));
    stands(&desk, Standing::Void);
    desk.certified_as("case-2", ("firm-a", 1, "1"), 2, 2);
    let fixed = SurveillanceEnding::Fixed {
        certificate: number(2),
    };
    desk.does("registrar", None, close("s-1", fixed));
    stands(&desk, Standing::Void);
}

#[test]
fn a_fixed_version_brings_the_old_one_back_for_its_transition() {
    let mut desk = certified("sekisho-2026");
    let up = VersionUp {
        certificate: number(1),
        to: "1.2".to_owned(),
        blocking_known: false,
    };
    desk.does("maker-a", None, What::VersionUp(up));
    opens(&mut desk, "s-1", high());
    desk.passes_days(31);
    desk.does("registrar", None, suspend("s-1"));
    let fixed = |running| {
        let certificate = number(running);
        close("s-1", SurveillanceEnding::Fixed { certificate })
    };
    desk.refuses(
        "registrar",
        None,
        fixed(1),
        &[
            "replacement-not-valid",
            "not-the-successor",
            "flaw-still-there",
        ],
    );
    desk.certified_as("case-2", ("firm-a", 1, "1"), 2, 2);
    let there = OpenSurveillance {
        certificate: number(2),
        ..open(&desk, "s-2", high())
    };
    desk.does("registrar", None, What::OpenSurveillance(there));
    desk.refuses("registrar", None, fixed(2), &["flaw-still-there"]);
    desk.does(
        "registrar",
        None,
        close("s-2", SurveillanceEnding::NotAffected {}),
    );
    desk.does("registrar", None, fixed(2));
    stands(&desk, Standing::Valid);
    desk.passes_days(90);
    stands(&desk, Standing::Void);
}

#[test]
fn a_case_of_a_certificate_that_has_ended_can_only_be_put_away() {
    let mut desk = certified("sekisho-2026");
    opens(&mut desk, "s-1", high());
    let withdraw = What::WithdrawCertificate {
        certificate: number(1),
    };
    desk.does("decider", None, withdraw);
    let what = What::OpenSurveillance(open(&desk, "s-2", high()));
    desk.refuses(
        "registrar",
        None,
        what,
        &["certificate-over", "flaw-not-new"],
    );
    desk.refuses("maker-a", None, answer("s-1"), &["certificate-over"]);
    let what = close("s-1", SurveillanceEnding::NotAffected {});
    desk.refuses("registrar", None, what, &["certificate-over"]);
    desk.does(
        "registrar",
        None,
        close("s-1", SurveillanceEnding::Ended {}),
    );
    stands(&desk, Standing::Withdrawn);
}
