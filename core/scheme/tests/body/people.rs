//! Who may do what: keys, membership, accreditation, ties, and keeping the roles of a case apart.

use jiff::civil::date;
use scheme::body::act::{Period, Renewal, Reply, ReviewStep, Role, Scope, What};
use scheme::id::{CategoryId, Digest};
use scheme::validity::Moment;

use crate::desk::{
    ALL_TESTS, Desk, accept, grant, name, period, record, refusal, registration, review, tests,
    text,
};

fn scope(firm: &str, names: &[&str]) -> Scope {
    Scope {
        firm: name(firm),
        category: CategoryId(1),
        tests: tests(names),
        period: period(),
    }
}

#[test]
fn a_name_and_a_key_are_given_once() {
    let mut desk = Desk::open("sekisho-2026");
    let again = registration("decider", "body", &[Role::Auditor]);
    desk.refuses(
        "registrar",
        None,
        What::RegisterActor(again),
        &["actor-exists", "key-known"],
    );
    let mut other = registration("other", "body", &[Role::Auditor]);
    other.public_key = "00".to_owned();
    desk.refuses("registrar", None, What::RegisterActor(other), &["key-form"]);
    let mut blank = registration("other", "body", &[]);
    blank.name = text(" ");
    let codes = ["roles-missing", "name-missing"];
    desk.refuses("registrar", None, What::RegisterActor(blank), &codes);
}

#[test]
fn a_revoked_key_does_nothing_more() {
    let mut desk = Desk::open("sekisho-2026");
    let what = What::RevokeActor {
        actor: name("auditor"),
    };
    desk.does("registrar", None, what.clone());
    desk.refuses("registrar", None, what, &["key-revoked"]);
    let speak = What::Complaint {
        text: Digest::of(b""),
    };
    desk.refuses("auditor", None, speak, &["key-revoked"]);
}

fn renewal(actor: &str, key: &str, until: i16) -> What {
    What::RenewKey(Renewal {
        actor: name(actor),
        public_key: Digest::of(key.as_bytes()).to_string(),
        period: Period {
            until: date(until, 12, 31),
            ..period()
        },
    })
}

#[test]
fn a_new_key_takes_the_old_ones_place_from_the_next_act_on() {
    let mut desk = Desk::open("sekisho-2026");
    let old = Digest::of(b"decider").to_string();
    let first = Moment {
        at: desk.now,
        act: desk.body.acts(),
    };
    desk.does("decider", None, renewal("decider", "second", 2039));
    let renewed = Moment {
        at: desk.now,
        act: desk.body.acts(),
    };
    desk.does("registrar", None, renewal("decider", "third", 2045));
    let last = Moment {
        at: desk.now,
        act: desk.body.acts(),
    };
    let next = Moment {
        act: last.act + 1,
        ..last
    };
    let known = &desk.body.actors()[&name("decider")];
    let key = |text: &str| Digest::of(text.as_bytes()).to_string();
    for (when, held) in [
        (first, &old),
        (renewed, &old),
        (last, &key("second")),
        (next, &key("third")),
    ] {
        assert_eq!(known.key_at(when), held, "{when:?}");
    }
    assert_eq!(known.registration.period.until, date(2045, 12, 31));
}

#[test]
fn a_key_is_renewed_by_its_holder_or_the_registrar_with_a_key_that_nobody_had() {
    let mut desk = Desk::open("sekisho-2026");
    let codes = ["key-of-another"];
    desk.refuses("reviewer", None, renewal("decider", "new", 2040), &codes);
    let codes = ["key-of-another", "actor-unknown"];
    desk.refuses("reviewer", None, renewal("nobody", "new", 2040), &codes);
    let codes = ["key-too-long"];
    desk.refuses("decider", None, renewal("decider", "new", 2041), &codes);
    let codes = ["key-not-of-that-day"];
    desk.refuses(
        "decider",
        None,
        renewal("decider", "new", 2025),
        &["period-empty"],
    );
    let ended = What::RenewKey(Renewal {
        actor: name("decider"),
        public_key: Digest::of(b"new").to_string(),
        period: Period {
            from: date(2027, 1, 1),
            until: date(2028, 1, 1),
        },
    });
    desk.refuses("decider", None, ended, &codes);
    for held in ["reviewer", "decider"] {
        desk.refuses(
            "decider",
            None,
            renewal("decider", held, 2040),
            &["key-known"],
        );
    }
    desk.does("decider", None, renewal("decider", "new", 2040));
    // Neither its holder nor anybody else gets a key back that was replaced.
    desk.refuses(
        "decider",
        None,
        renewal("decider", "decider", 2040),
        &["key-known"],
    );
    let mut other = registration("other", "body", &[Role::Auditor]);
    other.public_key = Digest::of(b"decider").to_string();
    desk.refuses(
        "registrar",
        None,
        What::RegisterActor(other),
        &["key-known"],
    );
}

#[test]
fn a_revoked_actor_gets_no_new_key() {
    let mut desk = Desk::open("sekisho-2026");
    let actor = name("decider");
    desk.does("registrar", None, What::RevokeActor { actor });
    let codes = ["key-revoked"];
    desk.refuses("registrar", None, renewal("decider", "new", 2040), &codes);
    desk.refuses("decider", None, renewal("decider", "new", 2040), &codes);
}

#[test]
fn a_key_that_has_run_out_is_renewed_by_the_registrar_only() {
    let mut desk = Desk::open("sekisho-2026");
    desk.does("decider", None, renewal("decider", "short", 2026));
    desk.passes_days(60);
    let codes = ["key-not-of-that-day", "key-too-long"];
    desk.refuses("decider", None, renewal("decider", "new", 2030), &codes);
    desk.does("registrar", None, renewal("decider", "new", 2030));
}

#[test]
fn a_period_has_a_day() {
    let mut desk = Desk::open("sekisho-2026");
    let backwards = Period {
        from: period().until,
        until: period().from,
    };
    let what = What::AdmitMember {
        firm: name("lab-9"),
        name: text("lab-9"),
        period: backwards,
    };
    desk.refuses("registrar", None, what, &["period-empty"]);
}

#[test]
fn only_members_are_accredited_and_only_for_tests_that_exist() {
    let mut desk = Desk::open("sekisho-2026");
    let accredit = |scope| What::Accredit(scope);
    let stranger = accredit(scope("lab-9", &["static"]));
    desk.refuses("registrar", None, stranger, &["firm-not-member"]);
    desk.refuses(
        "registrar",
        None,
        accredit(scope("lab-1", &["x"])),
        &["test-unknown"],
    );
    desk.refuses(
        "registrar",
        None,
        accredit(scope("lab-1", &[])),
        &["tests-missing"],
    );
    let mut nowhere = scope("lab-1", &["static"]);
    nowhere.category = CategoryId(9);
    desk.refuses("registrar", None, accredit(nowhere), &["category-unknown"]);
}

#[test]
fn a_member_is_admitted_once_at_a_time() {
    let mut desk = Desk::open("sekisho-2026");
    let admit = What::AdmitMember {
        firm: name("lab-1"),
        name: text("lab-1"),
        period: period(),
    };
    desk.refuses("registrar", None, admit.clone(), &["member-already"]);
    desk.does(
        "registrar",
        None,
        What::EndMembership {
            firm: name("lab-1"),
        },
    );
    let again = What::EndMembership {
        firm: name("lab-1"),
    };
    desk.refuses("registrar", None, again, &["firm-not-member"]);
    desk.does("registrar", None, admit);
}

#[test]
fn a_firm_without_membership_or_accreditation_on_that_day_records_nothing() {
    let mut desk = Desk::open("sekisho-2026");
    desk.accepted("case-1", "firm-a", 1, "1");
    let end = What::EndAccreditation {
        firm: name("lab-1"),
        category: CategoryId(1),
        tests: tests(&["vulnerability"]),
    };
    desk.does("registrar", None, end.clone());
    desk.refuses("registrar", None, end, &["firm-not-accredited"]);
    let result = record(desk.pass("case-1", "vulnerability", "r-1"));
    desk.refuses(
        "eval-1",
        Some("case-1"),
        result.clone(),
        &["firm-not-accredited"],
    );
    let other = record(desk.pass("case-1", "continuing", "r-1"));
    desk.does("eval-1", Some("case-1"), other);
    desk.does(
        "registrar",
        None,
        What::EndMembership {
            firm: name("lab-1"),
        },
    );
    let codes = ["firm-not-member", "firm-not-accredited"];
    let result = record(desk.pass("case-1", "vulnerability", "r-2"));
    desk.refuses("eval-1", Some("case-1"), result, &codes);
}

#[test]
fn an_evaluator_is_not_the_applicants_and_has_no_tie_to_it() {
    let mut desk = Desk::open("sekisho-2026");
    desk.submitted("case-1", "firm-a", 1, "1");
    desk.refuses(
        "registrar",
        Some("case-1"),
        accept(&["eval-a"]),
        &["firm-is-applicant"],
    );
    desk.refuses(
        "registrar",
        Some("case-1"),
        accept(&["eval-tied"]),
        &["firm-tied"],
    );
    desk.refuses(
        "registrar",
        Some("case-1"),
        accept(&[]),
        &["evaluators-missing"],
    );
    desk.refuses(
        "registrar",
        Some("case-1"),
        accept(&["nobody"]),
        &["actor-unknown"],
    );
    let codes = ["role-missing", "firm-not-accredited-at-all"];
    desk.refuses("registrar", Some("case-1"), accept(&["decider"]), &codes);
    desk.does("registrar", Some("case-1"), accept(&["eval-1"]));
    let result = record(desk.pass("case-1", "continuing", "r-1"));
    desk.refuses("eval-2", Some("case-1"), result, &["not-an-evaluator-here"]);
}

#[test]
fn a_tie_declared_after_the_test_takes_the_result_away() {
    let mut desk = Desk::open("sekisho-2026");
    desk.accepted("case-1", "firm-a", 1, "1");
    desk.passes_all("case-1");
    desk.reviewed("case-1");
    let tie = |firm: &str, other: &str| What::DeclareTie {
        firm: name(firm),
        other: name(other),
    };
    desk.refuses(
        "eval-2",
        None,
        tie("lab-1", "firm-a"),
        &["tie-of-another-firm"],
    );
    desk.refuses("registrar", None, tie("lab-1", "lab-1"), &["tie-to-itself"]);
    desk.does("eval-1", None, tie("lab-1", "firm-a"));
    desk.refuses("registrar", None, tie("firm-a", "lab-1"), &["tie-known"]);
    let codes = ["no-result", "no-result", "firm-tied", "firm-tied"];
    desk.refuses("decider", Some("case-1"), grant("1"), &codes);
    desk.does("decider", Some("case-1"), refusal());
}

#[test]
fn neither_reviewer_nor_decider_has_evaluated() {
    let mut desk = Desk::open("sekisho-2026");
    desk.submitted("case-1", "firm-b", 1, "1");
    desk.does("registrar", Some("case-1"), accept(&["eval-1", "eval-2"]));
    desk.passes_all("case-1");
    let begin = || review(ReviewStep::Begin {});
    desk.refuses("eval-2", Some("case-1"), begin(), &["has-evaluated"]);
    desk.reviewed("case-1");
    desk.refuses("eval-2", Some("case-1"), grant("1"), &["has-evaluated"]);
    desk.refuses("eval-tied", Some("case-1"), grant("1"), &["firm-tied"]);
    desk.does("decider", Some("case-1"), grant("1"));
}

#[test]
fn reviewer_and_decider_may_be_one_person() {
    let mut desk = Desk::open("sekisho-2026");
    desk.accepted("case-1", "firm-b", 1, "1");
    desk.passes_all("case-1");
    desk.does("decider", Some("case-1"), review(ReviewStep::Begin {}));
    let accepts = [].into();
    desk.does(
        "decider",
        Some("case-1"),
        review(ReviewStep::Whole { accepts }),
    );
    desk.does("decider", Some("case-1"), grant("1"));
}

#[test]
fn a_reviewer_of_the_applicants_firm_is_refused() {
    let mut desk = Desk::open("sekisho-2026");
    desk.accepted("case-1", "firm-a", 1, "1");
    desk.passes_all("case-1");
    let begin = review(ReviewStep::Begin {});
    desk.refuses("eval-a", Some("case-1"), begin, &["firm-is-applicant"]);
}

#[test]
fn an_appeal_is_answered_by_somebody_who_had_no_part() {
    let mut desk = Desk::open("sekisho-2026");
    let both = registration("both", "body", &[Role::Appeals, Role::Decider]);
    desk.does("registrar", None, What::RegisterActor(both));
    desk.accepted("case-1", "firm-a", 1, "1");
    desk.does("both", Some("case-1"), refusal());
    let text = Digest::of(b"we disagree");
    desk.refuses(
        "maker-b",
        Some("case-1"),
        What::Appeal { text },
        &["not-the-maker"],
    );
    let appeal = desk.act("maker-a", Some("case-1"), What::Appeal { text });
    desk.perform(&appeal).expect("the maker may appeal");
    let reply = |entry: &str| {
        What::Handle(Reply {
            entry: entry.to_owned(),
            upheld: false,
            text,
        })
    };
    desk.refuses("both", Some("case-1"), reply(&appeal.id), &["had-part"]);
    desk.refuses("appeals", Some("case-1"), reply("none"), &["entry-unknown"]);
    desk.refuses(
        "appeals",
        None,
        reply(&appeal.id),
        &["entry-of-another-case"],
    );
    desk.does("appeals", Some("case-1"), reply(&appeal.id));
    desk.refuses(
        "appeals",
        Some("case-1"),
        reply(&appeal.id),
        &["entry-handled"],
    );
}

#[test]
fn accreditation_counts_for_the_category_it_names() {
    let mut desk = Desk::open("sekisho-2026");
    let lab = registration("eval-9", "lab-9", &[Role::Evaluator]);
    desk.does("registrar", None, What::RegisterActor(lab));
    desk.admits("lab-9");
    desk.accredits("lab-9", 2, &ALL_TESTS);
    desk.submitted("case-1", "firm-a", 1, "1");
    let codes = ["firm-not-accredited-at-all"];
    desk.refuses("registrar", Some("case-1"), accept(&["eval-9"]), &codes);
    desk.accredits("lab-9", 1, &["continuing"]);
    desk.does("registrar", Some("case-1"), accept(&["eval-9"]));
    let result = record(desk.pass("case-1", "vulnerability", "r-1"));
    desk.refuses("eval-9", Some("case-1"), result, &["firm-not-accredited"]);
}
