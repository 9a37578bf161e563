//! Work lists: what waits for whom at each step of a case, and what is due first.

use jiff::SignedDuration;
use jiff::civil::date;
use scheme::body::act::{Registration, ReviewStep, Role, Scope, What};
use scheme::body::worklist::{Entry, Task};
use scheme::evidence::Severity;
use scheme::finding::Claim;
use scheme::id::{CategoryId, Digest};
use strum::VariantNames as _;

use crate::desk::{self, Desk, accept, apply, grant, name, number, review, submission};
use crate::histories::with_a_system;

fn code(entry: &Entry) -> String {
    let task = serde_json::to_value(&entry.task).expect("a plain value");
    task["code"].as_str().expect("a code").to_owned()
}

/// What waits, with the days until it is due.
#[track_caller]
fn check(desk: &Desk, expected: &[(&str, &str, i32)]) {
    let found: Vec<_> = desk
        .body
        .worklist(desk.now)
        .into_iter()
        .map(|entry| {
            let today = desk.body.edition().day_of(desk.now);
            let days = entry.due.map_or(-1, |due| (due - today).get_days());
            (code(&entry), entry.role.to_string(), days)
        })
        .collect();
    let found: Vec<_> = found
        .iter()
        .map(|(code, role, days)| (code.as_str(), role.as_str(), *days))
        .collect();
    assert_eq!(found, expected);
}

#[track_caller]
fn check_for(desk: &Desk, actor: &str, expected: &[&str]) {
    let all = desk.body.worklist(desk.now);
    let own = all
        .iter()
        .filter(|entry| desk.body.waits_for(entry, &name(actor), desk.now));
    let codes: Vec<_> = own.map(code).collect();
    assert_eq!(codes, expected, "{actor}");
}

#[test]
fn each_step_of_a_case_waits_for_its_role_until_its_day() {
    let mut desk = Desk::open("sekisho-2026");
    check(&desk, &[]);
    desk.does("maker-a", Some("case-1"), apply("firm-a", 1, "2-b"));
    check(&desk, &[("hand-in", "applicant", -1)]);
    desk.does("maker-a", Some("case-1"), What::Submit(submission(1, 1)));
    check(&desk, &[("accept-application", "registrar", 14)]);
    desk.passes_days(15);
    check(&desk, &[("accept-application", "registrar", -1)]);
    desk.does("registrar", Some("case-1"), accept(&["eval-1"]));
    check(&desk, &[("evaluate", "evaluator", 90)]);
    check_for(&desk, "eval-1", &["evaluate"]);
    check_for(&desk, "eval-2", &[]);
    desk.passes_all("case-1");
    check(&desk, &[("begin-review", "reviewer", 14)]);
    check_for(&desk, "reviewer", &["begin-review"]);
    check_for(&desk, "eval-a", &[]);
    let begin = review(ReviewStep::Begin {});
    desk.does("reviewer", Some("case-1"), begin);
    check(&desk, &[("finish-review", "reviewer", 14)]);
    let accepts = std::collections::BTreeSet::new();
    let whole = review(ReviewStep::Whole { accepts });
    desk.does("reviewer", Some("case-1"), whole);
    check(&desk, &[("decide", "decider", 14)]);
    check_for(&desk, "decider", &["decide"]);
    check_for(&desk, "eval-tied", &[]);
    desk.does("decider", Some("case-1"), grant("2-b"));
    check(&desk, &[("issue-certificate", "registrar", 7)]);
    let issue = desk.issue(1);
    desk.does("registrar", Some("case-1"), What::Issue(issue));
    check(&desk, &[]);
}

#[test]
fn a_finding_waits_for_the_maker_by_its_severity_and_then_for_the_evaluator() {
    let mut desk = Desk::open("sekisho-2026");
    desk.accepted("case-1", "firm-a", 1, "2-b");
    let fail = desk.fail("case-1", "static", "first", "bad");
    desk.records("case-1", fail);
    check_for(&desk, "eval-1", &["raise-findings"]);
    desk.does("eval-1", Some("case-1"), desk::raise("f-1", "first"));
    check_for(&desk, "maker-a", &["answer-finding"]);
    check_for(&desk, "maker-b", &[]);
    let list = desk.body.worklist(desk.now);
    let answer = list.iter().find(|entry| code(entry) == "answer-finding");
    let answer = answer.expect("the finding is open");
    let today = desk.body.edition().day_of(desk.now);
    assert_eq!(answer.due.map(|due| (due - today).get_days()), Some(30));
    assert!(matches!(
        answer.task,
        Task::AnswerFinding {
            severity: Severity::High,
            ..
        }
    ));
    assert!(!answer.is_late(today));
    desk.passes_days(31);
    assert!(answer.is_late(desk.body.edition().day_of(desk.now)));
    let fixed = Claim::Fixed {
        version: "2.0.0".to_owned(),
        build: desk::build(1, 2),
    };
    let what = desk::answer("f-1", fixed);
    desk.does("maker-a", Some("case-1"), what);
    check_for(&desk, "eval-1", &["retest", "evaluate"]);
    check_for(&desk, "maker-a", &[]);
}

#[test]
fn an_appeal_waits_for_somebody_who_had_no_part() {
    let mut desk = Desk::open("sekisho-2026");
    desk.certified("case-1", "firm-a", 1, "2-b", 1);
    let text = Digest::of(b"appeal");
    desk.does("maker-a", Some("case-1"), What::Appeal { text });
    check(&desk, &[("answer-voice", "appeals", 30)]);
    check_for(&desk, "appeals", &["answer-voice"]);
    check_for(&desk, "decider", &[]);
    let complaint = What::Complaint { text };
    desk.does("appeals", None, complaint);
    check_for(&desk, "appeals", &["answer-voice"]);
}

#[test]
fn ends_are_announced_before_they_come_and_recorded_after() {
    let mut desk = Desk::open("sekisho-2026");
    let soon = Registration {
        period: scheme::body::act::Period {
            from: date(2026, 1, 1),
            until: date(2028, 9, 1),
        },
        ..desk::registration("leaves", "body", &[Role::Auditor])
    };
    desk.does("registrar", None, What::RegisterActor(soon));
    let scope = Scope {
        firm: name("lab-2"),
        category: CategoryId(1),
        tests: desk::tests(&["rat"]),
        period: scheme::body::act::Period {
            from: date(2026, 1, 1),
            until: date(2050, 1, 1),
        },
    };
    desk.does("registrar", None, What::Accredit(scope));
    desk.certified("case-1", "firm-a", 1, "2-b", 1);
    // 26 May 2028: the key has 98 days left, the certificate 181.
    desk.passes_days(550);
    check(&desk, &[]);
    desk.passes_days(27);
    check(&desk, &[("renew-key", "registrar", 71)]);
    desk.passes_days(72);
    check(&desk, &[("renew-certificate", "applicant", 82)]);
    check_for(&desk, "maker-a", &["renew-certificate"]);
    desk.passes_days(83);
    check(&desk, &[("record-expiry", "registrar", 7)]);
    let expire = What::Expire {
        certificate: number(1),
    };
    desk.does("registrar", None, expire);
    check(&desk, &[]);
    // All firms' memberships and accreditations end with the year 2040, but for one test of one firm.
    let late = date(2040, 12, 1)
        .to_zoned(jiff::tz::TimeZone::UTC)
        .expect("a good day");
    let late = late.timestamp();
    let list = desk.body.worklist(late);
    let count = |wanted: &str| list.iter().filter(|entry| code(entry) == wanted).count();
    assert_eq!(count("renew-membership"), 4);
    assert_eq!(count("renew-accreditation"), 12);
    let kept = list.iter().find_map(|entry| match &entry.task {
        Task::RenewAccreditation {
            firm,
            category,
            tests,
            ..
        } if firm.as_str() == "lab-2" && category.0 == 1 => Some(tests.len()),
        _ => None,
    });
    assert_eq!(kept, Some(desk::ALL_TESTS.len() - 1));
}

#[test]
fn a_system_waits_for_its_replacement_then_its_examination_then_its_acceptance() {
    let mut desk = with_a_system("sekisho-2026");
    let version_up = What::VersionUp(scheme::body::act::VersionUp {
        certificate: number(1),
        to: "2".to_owned(),
        blocking_known: true,
    });
    desk.does("maker-a", None, version_up);
    check_for(&desk, "maker-b", &["replace-component"]);
    let list = desk.body.worklist(desk.now);
    let today = desk.body.edition().day_of(desk.now);
    assert_eq!(list[0].due, Some(today + jiff::Span::new().days(180)));
    desk.certified_as("case-new", ("firm-a", 1, "2-b"), 2, 4);
    let digest = desk.body.certificate(number(4)).expect("issued").build[0].digest;
    let declared = What::ReplaceComponent(scheme::body::act::Replacement {
        certificate: number(3),
        old: number(1),
        new: number(4),
        digest,
    });
    desk.does("maker-b", None, declared);
    check_for(&desk, "maker-b", &[]);
    check_for(&desk, "eval-1", &["reexamine"]);
    check_for(&desk, "decider", &[]);
    let system = number(3);
    for (nth, asked) in desk
        .body
        .to_examine(system, desk.now)
        .expect("it is certified")
        .into_iter()
        .filter(|one| !matches!(one.outcome, scheme::delta::Outcome::Reuse { .. }))
        .enumerate()
        .collect::<Vec<_>>()
    {
        let again = desk.again(1, asked.test.as_str(), &format!("again-{nth}"));
        desk.does("eval-1", None, What::Reexamine(again));
    }
    check_for(&desk, "eval-1", &[]);
    check_for(&desk, "registrar", &["accept-replacement"]);
}

#[test]
fn a_suspension_waits_until_it_is_lifted() {
    let mut desk = Desk::open("sekisho-2026");
    desk.certified("case-1", "firm-a", 1, "2-b", 1);
    let certificate = number(1);
    desk.does("registrar", None, What::Suspend { certificate });
    check(&desk, &[("settle-suspension", "decider", -1)]);
    desk.does("registrar", None, What::Resume { certificate });
    check(&desk, &[]);
}

#[test]
fn what_is_due_first_stands_first_and_nobody_unknown_or_revoked_has_work() {
    let mut desk = Desk::open("sekisho-2026");
    desk.submitted("case-1", "firm-a", 1, "1");
    desk.passes_days(3);
    desk.does("maker-b", Some("case-2"), apply("firm-b", 1, "1"));
    desk.accepted("case-3", "firm-b", 2, "1");
    let list = desk.body.worklist(desk.now);
    let codes: Vec<_> = list.iter().map(code).collect();
    assert_eq!(codes, ["accept-application", "evaluate", "hand-in"]);
    assert!(list.iter().all(|entry| entry.since <= desk.now));
    check_for(&desk, "nobody", &[]);
    let revoke = What::RevokeActor {
        actor: name("eval-1"),
    };
    desk.does("registrar", None, revoke);
    desk.now += SignedDuration::from_mins(1);
    check_for(&desk, "eval-1", &[]);
    assert_eq!(Task::VARIANTS.len(), 20);
}
