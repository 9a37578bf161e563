//! What every act must have: a name of its own, a reason, a time, a case, a key, a role.

use scheme::body::act::{Act, Role, What};
use scheme::id::Digest;

use crate::desk::{Desk, applicant, apply, name, registration, submission};

#[track_caller]
fn check(spoil: impl FnOnce(&mut Act), codes: &[&str]) {
    let mut desk = Desk::open("sekisho-2026");
    desk.submitted("case-1", "firm-a", 1, "1");
    let text = Digest::of(b"text");
    let mut act = desk.act("auditor", Some("case-1"), What::Complaint { text });
    spoil(&mut act);
    if codes.is_empty() {
        desk.perform(&act).expect("the act is in order");
    } else {
        desk.refuses_act(&act, codes);
    }
}

#[test]
fn an_act_in_order_is_done() {
    check(|_| {}, &[]);
}

#[test]
fn an_act_is_done_once() {
    check(|act| act.id = format!("{:032x}", 1), &["act-repeated"]);
}

#[test]
fn an_acts_name_is_32_digits() {
    check(|act| act.id = "1".to_owned(), &["act-id-form"]);
    check(|act| act.id = "A".repeat(32), &["act-id-form"]);
}

#[test]
fn an_act_for_another_body_is_refused() {
    let mut desk = Desk::open("sekisho-2026");
    let first = desk.log[0].id.clone();
    assert_eq!(desk.body.founding(), Some(first.as_str()));
    let text = Digest::of(b"text");
    let mut act = desk.act("auditor", None, What::Complaint { text });
    act.body = Some("0".repeat(32));
    desk.refuses_act(&act, &["other-body"]);
    act.body = Some(first.clone());
    desk.perform(&act).expect("the act is for this body");
    // Behind it no act is good for any body.
    let mut next = desk.act("auditor", None, What::Complaint { text });
    desk.refuses_act(&next, &["body-missing"]);
    next.body = Some(first);
    desk.perform(&next).expect("the act is for this body");
}

#[test]
fn a_first_act_may_name_itself_and_nothing_else() {
    let mut desk = Desk::empty("sekisho-2026");
    let who = registration("registrar", "body", &[Role::Registrar]);
    let mut act = desk.act("registrar", None, What::RegisterActor(who));
    act.body = Some("0".repeat(32));
    desk.refuses_act(&act, &["other-body"]);
    act.body = Some(act.id.clone());
    desk.perform(&act).expect("the act names itself");
}

#[test]
fn an_act_says_why() {
    check(|act| act.why = " \n".to_owned(), &["why-missing"]);
}

#[test]
fn time_runs_forward_and_may_stand_still() {
    let minute = jiff::SignedDuration::from_mins(1);
    check(|act| act.at -= minute, &[]);
    check(|act| act.at -= minute + minute, &["time-runs-backwards"]);
}

#[test]
fn who_saw_an_older_picture_is_refused() {
    check(|act| act.expects = Some(2), &[]);
    check(|act| act.expects = Some(1), &["old-picture"]);
    check(|act| act.expects = Some(3), &["old-picture"]);
}

#[test]
fn who_is_not_known_or_has_no_key_of_that_day_is_refused() {
    check(|act| act.by = name("nobody"), &["actor-unknown"]);
    let long = jiff::SignedDuration::from_hours(24 * 366 * 20);
    check(|act| act.at += long, &["key-not-of-that-day"]);
}

#[test]
fn a_case_that_does_not_exist_is_refused() {
    check(|act| act.case = Some(name("case-2")), &["case-unknown"]);
}

#[test]
fn all_reasons_are_given_at_once() {
    let spoil = |act: &mut Act| {
        act.id = String::new();
        act.why = String::new();
        act.expects = Some(9);
        act.by = name("nobody");
    };
    check(
        spoil,
        &["act-id-form", "why-missing", "old-picture", "actor-unknown"],
    );
}

#[test]
fn an_act_on_a_case_names_it_and_an_act_on_none_does_not() {
    let mut desk = Desk::open("sekisho-2026");
    desk.refuses("maker-a", None, apply("firm-a", 1, "1"), &["case-missing"]);
    desk.submitted("case-1", "firm-a", 1, "1");
    let what = What::RevokeActor {
        actor: name("auditor"),
    };
    desk.refuses("registrar", Some("case-1"), what, &["case-not-wanted"]);
}

#[test]
fn nobody_acts_before_the_registrar_is_known() {
    let mut desk = Desk::empty("sekisho-2026");
    let other = What::RegisterActor(registration("decider", "body", &[Role::Decider]));
    desk.refuses("registrar", None, other.clone(), &["not-founded"]);
    let no_registrar = What::RegisterActor(registration("registrar", "body", &[Role::Auditor]));
    desk.refuses("registrar", None, no_registrar, &["not-founded"]);
    let founder = What::RegisterActor(registration("registrar", "body", &[Role::Registrar]));
    desk.does("registrar", None, founder);
    desk.does("registrar", None, other);
}

#[test]
fn each_act_needs_its_role() {
    let mut desk = Desk::open("sekisho-2026");
    desk.submitted("case-1", "firm-a", 1, "1");
    let what = What::Submit(submission(1, 2));
    desk.refuses(
        "registrar",
        Some("case-1"),
        what.clone(),
        &["role-missing", "not-the-maker"],
    );
    desk.does(applicant("firm-a"), Some("case-1"), what);
}

#[test]
fn an_act_reads_as_it_was_written_and_nothing_more() {
    for act in crate::histories::with_a_system("sekisho-2026").log {
        let text = serde_json::to_string(&act).unwrap();
        assert_eq!(serde_json::from_str::<Act>(&text).unwrap(), act);
        let more = text.replacen("{\"", "{\"surprise\":1,\"", 1);
        assert!(serde_json::from_str::<Act>(&more).is_err(), "{more}");
        let inside = text.replacen("\"kind\":", "\"surprise\":1,\"kind\":", 1);
        assert!(serde_json::from_str::<Act>(&inside).is_err(), "{inside}");
    }
}
