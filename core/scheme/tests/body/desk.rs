//! A body with people in it, and short ways to say acts and to expect what comes of them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp};
use scheme::body::act::{
    Act, Application, Component, Issue, Period, Product, Raised, Reexamination, Registration,
    ReviewStep, Role, Ruling, Scope, Submission, What,
};
use scheme::body::case::Case;
use scheme::body::{Body, Refusal};
use scheme::edition::{self, Edition, Text};
use scheme::evidence::{
    Input, InputKind, Item, ItemKind, LookedAt, Performed, Place, Severity, Sighting, TestResult,
    Verdict,
};
use scheme::finding::Claim;
use scheme::id::{CategoryId, CertificateNumber, Digest, ResultId, TestId};
use scheme::surveillance::Flaw;

/// A body, its accepted acts, and a clock that moves a minute with each act.
#[derive(Debug, Clone)]
pub(crate) struct Desk {
    pub(crate) body: Body,
    pub(crate) log: Vec<Act>,
    pub(crate) now: Timestamp,
    next: u64,
}

/// A checked name from a text that is one.
pub(crate) fn name<T: std::str::FromStr>(text: &str) -> T
where
    T::Err: std::fmt::Debug,
{
    text.parse().expect("tests use well-formed names")
}

pub(crate) fn number(running: u32) -> CertificateNumber {
    CertificateNumber::new(2026, running).expect("tests use good numbers")
}

pub(crate) fn text(words: &str) -> Text {
    Text {
        ja: words.to_owned(),
        en: words.to_owned(),
    }
}

pub(crate) fn period() -> Period {
    Period {
        from: date(2026, 1, 1),
        until: date(2040, 12, 31),
    }
}

pub(crate) fn tests(names: &[&str]) -> BTreeSet<TestId> {
    names.iter().map(|test| name(test)).collect()
}

pub(crate) const ALL_TESTS: [&str; 8] = [
    "vulnerability",
    "continuing",
    "interactive",
    "static",
    "fuzzing",
    "documents",
    "rat",
    "dos",
];

/// Who is known on every desk: name, firm, roles.
pub(crate) const PEOPLE: [(&str, &str, &[Role]); 11] = [
    ("registrar", "body", &[Role::Registrar]),
    ("maker-a", "firm-a", &[Role::Applicant]),
    ("maker-b", "firm-b", &[Role::Applicant]),
    ("eval-1", "lab-1", &[Role::Evaluator]),
    (
        "eval-2",
        "lab-2",
        &[Role::Evaluator, Role::Reviewer, Role::Decider],
    ),
    ("eval-a", "firm-a", &[Role::Evaluator, Role::Reviewer]),
    ("eval-tied", "lab-tied", &[Role::Evaluator, Role::Decider]),
    ("reviewer", "body", &[Role::Reviewer]),
    ("decider", "body", &[Role::Decider, Role::Reviewer]),
    ("appeals", "body", &[Role::Appeals]),
    ("auditor", "body", &[Role::Auditor]),
];

impl Desk {
    /// An empty body under this edition.
    pub(crate) fn empty(edition: &str) -> Self {
        Self::of(edition::find(&name(edition)).expect("the edition is shipped"))
    }

    pub(crate) fn of(edition: Edition) -> Self {
        Self {
            body: Body::new(edition),
            log: Vec::new(),
            now: "2026-11-23T00:00:00Z".parse().expect("a good time"),
            next: 0,
        }
    }

    /// A body with everybody of [`PEOPLE`], all labs members and accredited for everything, and a
    /// tie between `lab-tied` and both makers.
    pub(crate) fn open(edition: &str) -> Self {
        let mut desk = Self::empty(edition);
        for (actor, firm, roles) in PEOPLE {
            let who = registration(actor, firm, roles);
            desk.does("registrar", None, What::RegisterActor(who));
        }
        for firm in ["lab-1", "lab-2", "firm-a", "lab-tied"] {
            desk.admits(firm);
            for category in 1..=3 {
                desk.accredits(firm, category, &ALL_TESTS);
            }
        }
        for maker in ["firm-a", "firm-b"] {
            let (firm, other) = (name("lab-tied"), name(maker));
            desk.does("registrar", None, What::DeclareTie { firm, other });
        }
        desk
    }

    pub(crate) fn admits(&mut self, firm: &str) {
        let what = What::AdmitMember {
            firm: name(firm),
            name: text(firm),
            period: period(),
        };
        self.does("registrar", None, what);
    }

    pub(crate) fn accredits(&mut self, firm: &str, category: u8, names: &[&str]) {
        let scope = Scope {
            firm: name(firm),
            category: CategoryId(category),
            tests: tests(names),
            period: period(),
        };
        self.does("registrar", None, What::Accredit(scope));
    }

    /// The next act, a minute after the last.
    pub(crate) fn act(&mut self, by: &str, case: Option<&str>, what: What) -> Act {
        self.next += 1;
        self.now += SignedDuration::from_mins(1);
        Act {
            id: format!("{:032x}", self.next),
            at: self.now,
            by: name(by),
            why: "because the test says so".to_owned(),
            body: None,
            case: case.map(name),
            expects: None,
            what,
        }
    }

    /// Performs an act and keeps it when it is accepted.
    pub(crate) fn perform(&mut self, act: &Act) -> Result<(), Vec<Refusal>> {
        let outcome = self.body.perform(act);
        if outcome.is_ok() {
            self.log.push(act.clone());
        }
        outcome
    }

    /// An act that must be accepted.
    #[track_caller]
    pub(crate) fn does(&mut self, by: &str, case: Option<&str>, what: What) {
        let act = self.act(by, case, what);
        if let Err(refusals) = self.perform(&act) {
            panic!("refused: {refusals:#?}\n{act:#?}");
        }
    }

    /// An act that must be refused for exactly these reasons, and change nothing.
    #[track_caller]
    pub(crate) fn refuses(&mut self, by: &str, case: Option<&str>, what: What, codes: &[&str]) {
        let act = self.act(by, case, what);
        self.refuses_act(&act, codes);
    }

    #[track_caller]
    pub(crate) fn refuses_act(&mut self, act: &Act, codes: &[&str]) {
        let before = self.body.clone();
        let refusals = self.perform(act).expect_err("the act must be refused");
        let given: Vec<String> = refusals.iter().map(Refusal::code).collect();
        assert_eq!(given, codes, "{refusals:#?}");
        assert!(before == self.body, "a refused act changed the body");
    }

    pub(crate) fn case(&self, case: &str) -> &Case {
        self.body.case(&name(case)).expect("the case is open")
    }

    pub(crate) fn passes_days(&mut self, days: i64) {
        self.now += SignedDuration::from_hours(24 * days);
    }

    /// Applies and hands in the first build of a product.
    #[track_caller]
    pub(crate) fn submitted(&mut self, case: &str, maker: &str, category: u8, class: &str) {
        let applicant = applicant(maker);
        let edition = self.body.edition().id().to_string();
        let what = apply_under(&edition, maker, category, class);
        self.does(applicant, Some(case), what);
        let what = What::Submit(submission(category, 1));
        self.does(applicant, Some(case), what);
    }

    /// The same, accepted with these evaluators.
    #[track_caller]
    pub(crate) fn accepted(&mut self, case: &str, maker: &str, category: u8, class: &str) {
        self.submitted(case, maker, category, class);
        self.does("registrar", Some(case), accept(&["eval-1"]));
    }

    /// A result of this test for the last build: a pass that looked at everything.
    pub(crate) fn pass(&self, case: &str, test: &str, id: &str) -> TestResult {
        result(
            &self.body,
            self.case(case),
            &name(test),
            &name(id),
            self.now,
        )
    }

    /// A fail that saw `rule` in the first thing it covers.
    pub(crate) fn fail(&self, case: &str, test: &str, id: &str, rule: &str) -> TestResult {
        let mut result = self.pass(case, test, id);
        result.verdict = Verdict::Fail;
        result.sightings = vec![sighting(&result, rule, Severity::High)];
        result
    }

    #[track_caller]
    pub(crate) fn records(&mut self, case: &str, result: TestResult) {
        self.does("eval-1", Some(case), record(result));
    }

    /// Passes every test that the class asked for requires.
    #[track_caller]
    pub(crate) fn passes_all(&mut self, case: &str) {
        let application = self.case(case).application().clone();
        let edition = self.body.edition();
        for test in edition.required_tests(application.category, &application.class) {
            let id = format!("{test}-{}", self.case(case).evidence().len());
            let mut pass = self.pass(case, test.as_str(), &id);
            if test.as_str() == "documents" {
                pass.performed = by_hand();
            }
            self.records(case, pass);
        }
    }

    /// A finding `f-1` of rule `bad` in the first build.
    #[track_caller]
    pub(crate) fn raised(&mut self, case: &str, test: &str) {
        let fail = self.fail(case, test, "first", "bad");
        self.records(case, fail);
        self.does("eval-1", Some(case), raise("f-1", "first"));
    }

    #[track_caller]
    pub(crate) fn reviewed(&mut self, case: &str) {
        self.does("reviewer", Some(case), review(ReviewStep::Begin {}));
        let accepts = BTreeSet::new();
        self.does(
            "reviewer",
            Some(case),
            review(ReviewStep::Whole { accepts }),
        );
    }

    #[track_caller]
    pub(crate) fn issues(&mut self, case: &str, running: u32) {
        let class = self.case(case).class().to_string();
        self.does("decider", Some(case), grant(&class));
        let issue = self.issue(running);
        self.does("registrar", Some(case), What::Issue(issue));
    }

    /// What the registrar adds when issuing today.
    pub(crate) fn issue(&self, running: u32) -> Issue {
        let today = self.body.edition().day_of(self.now);
        Issue {
            number: number(running),
            document: Digest::of(b"document"),
            statement: Digest::of(b"statement"),
            report: None,
            valid_from: today,
            valid_until: self.body.edition().last_day(today),
        }
    }

    /// From application to certificate without a finding.
    #[track_caller]
    pub(crate) fn certified(
        &mut self,
        case: &str,
        maker: &str,
        category: u8,
        class: &str,
        running: u32,
    ) {
        self.certified_as(case, (maker, category, class), 1, running);
    }

    /// The same, of this version of the product.
    #[track_caller]
    pub(crate) fn certified_as(
        &mut self,
        case: &str,
        (maker, category, class): (&str, u8, &str),
        version: u32,
        running: u32,
    ) {
        let edition = self.body.edition().id().to_string();
        let what = apply_under(&edition, maker, category, class);
        self.does(applicant(maker), Some(case), what);
        let what = What::Submit(submission(category, version));
        self.does(applicant(maker), Some(case), what);
        self.does("registrar", Some(case), accept(&["eval-1"]));
        self.passes_all(case);
        self.reviewed(case);
        self.issues(case, running);
    }

    /// A pass of this test of a system, made for the replacement of `old`.
    pub(crate) fn again(&self, old: u32, test: &str, id: &str) -> Reexamination {
        let system = self.body.certificate(number(3)).expect("certified");
        let build = system.build_with_replacements();
        let result = result_for(&self.body, &build, &name(test), &name(id), self.now);
        Reexamination {
            certificate: number(3),
            old: number(old),
            result: Box::new(result),
            attachments: vec![Digest::of(b"answer")],
        }
    }

    /// The build's digest of the one item of this kind.
    pub(crate) fn item(&self, case: &str, kind: ItemKind) -> Item {
        let build = self.case(case).build();
        let item = build.iter().find(|item| item.kind == kind);
        item.expect("the build has such an item").clone()
    }
}

pub(crate) fn applicant(maker: &str) -> &'static str {
    if maker == "firm-a" {
        "maker-a"
    } else {
        "maker-b"
    }
}

pub(crate) fn registration(actor: &str, firm: &str, roles: &[Role]) -> Registration {
    Registration {
        actor: name(actor),
        name: text(actor),
        firm: name(firm),
        roles: roles.iter().copied().collect(),
        public_key: Digest::of(actor.as_bytes()).to_string(),
        period: period(),
    }
}

pub(crate) fn product(maker: &str, category: u8) -> Product {
    Product {
        name: text(&format!("product {category} of {maker}")),
        maker: name(maker),
        maker_name: text(maker),
    }
}

pub(crate) fn apply(maker: &str, category: u8, class: &str) -> What {
    apply_under("sekisho-2026", maker, category, class)
}

pub(crate) fn apply_under(edition: &str, maker: &str, category: u8, class: &str) -> What {
    What::Apply(Application {
        product: product(maker, category),
        category: CategoryId(category),
        class: name(class),
        edition: name(edition),
    })
}

pub(crate) fn submission(category: u8, version: u32) -> Submission {
    Submission {
        version: format!("1.{version}"),
        build: build(category, version),
        components: Vec::new(),
        support_end: Some(date(2035, 12, 31)),
    }
}

/// One item of each kind, every one of them changed with the version.
pub(crate) fn build(category: u8, version: u32) -> Vec<Item> {
    let kinds = [
        (ItemKind::Artefact, "program"),
        (ItemKind::PartsList, "parts.lock"),
        (ItemKind::Source, "src"),
        (ItemKind::Document, "manual"),
        (ItemKind::Interface, "https"),
        (ItemKind::Declaration, "continuing.toml"),
    ];
    let item = |(kind, item): (ItemKind, &str)| Item {
        kind,
        name: item.to_owned(),
        digest: Digest::of(format!("{category} {item} {version}").as_bytes()),
    };
    kinds.into_iter().map(item).collect()
}

/// The build with one item of another digest.
pub(crate) fn changed(build: &[Item], kind: ItemKind, version: u32) -> Vec<Item> {
    let mut build = build.to_vec();
    for item in build.iter_mut().filter(|item| item.kind == kind) {
        item.digest = Digest::of(format!("{} {version}", item.name).as_bytes());
    }
    build
}

pub(crate) fn accept(evaluators: &[&str]) -> What {
    What::Accept {
        evaluators: evaluators.iter().map(|actor| name(actor)).collect(),
    }
}

pub(crate) fn record(result: TestResult) -> What {
    let kept = match &result.performed {
        Performed::SignedReport { report, .. } => *report,
        Performed::Engine { .. } => Digest::of(b"answer"),
    };
    What::RecordEvidence {
        result: Box::new(result),
        attachments: vec![kept],
    }
}

pub(crate) fn raise(finding: &str, result: &str) -> What {
    What::RaiseFinding(Raised {
        finding: name(finding),
        result: name(result),
        sighting: 0,
        again_of: None,
    })
}

pub(crate) fn answer(finding: &str, answer: Claim) -> What {
    What::Answer {
        finding: name(finding),
        answer,
    }
}

pub(crate) fn retest(finding: &str, result: &str) -> What {
    What::Retest {
        finding: name(finding),
        result: name(result),
    }
}

pub(crate) fn review(step: ReviewStep) -> What {
    What::Review { step }
}

pub(crate) fn grant(class: &str) -> What {
    What::Decide {
        ruling: Ruling::Grant {
            class: name(class),
            conditions: Vec::new(),
            left_out: Vec::new(),
        },
    }
}

pub(crate) fn refusal() -> What {
    What::Decide {
        ruling: Ruling::Refuse {},
    }
}

/// A pass of a test for the last build of a case.
pub(crate) fn result(
    body: &Body,
    case: &Case,
    test: &TestId,
    id: &ResultId,
    now: Timestamp,
) -> TestResult {
    result_for(body, case.build(), test, id, now)
}

/// A pass of a test for a build.
pub(crate) fn result_for(
    body: &Body,
    build: &[Item],
    test: &TestId,
    id: &ResultId,
    now: Timestamp,
) -> TestResult {
    let rule = body.edition().test(test).expect("the edition has the test");
    let covers: Vec<Item> = build
        .iter()
        .filter(|item| rule.covers.contains(&item.kind))
        .cloned()
        .collect();
    let input = |kind, input: &str| Input {
        kind,
        name: input.to_owned(),
        digest: Digest::of(input.as_bytes()),
    };
    let mut inputs = vec![
        input(InputKind::Engine, "engine"),
        input(InputKind::Rules, "rules"),
    ];
    if rule.reads_feed {
        inputs.push(input(InputKind::Advisories, "feed"));
    }
    TestResult {
        id: id.clone(),
        test: test.clone(),
        verdict: Verdict::Pass,
        reasons: Vec::new(),
        performed: Performed::Engine {
            name: format!("engine of {test}"),
            version: "1.2.0".to_owned(),
        },
        looked_at: LookedAt {
            whole: covers.iter().map(|item| item.name.clone()).collect(),
            places: BTreeSet::new(),
        },
        covers,
        inputs,
        feed_newest: rule
            .reads_feed
            .then(|| now - SignedDuration::from_hours(24)),
        sightings: Vec::new(),
        set_aside: BTreeSet::new(),
        at: now,
        reused: None,
    }
}

/// A report that `eval-1` signed.
pub(crate) fn by_hand() -> Performed {
    Performed::SignedReport {
        evaluator: name("eval-1"),
        report: Digest::of(b"answer"),
        tool: "a tool".to_owned(),
        version: "7".to_owned(),
    }
}

/// Something seen in the first thing that a result covers.
pub(crate) fn sighting(result: &TestResult, rule: &str, severity: Severity) -> Sighting {
    let item = result.covers.first().map_or("nothing", |item| &item.name);
    Sighting {
        rule: rule.to_owned(),
        place: Place {
            scope: item.to_owned(),
            name: "part".to_owned(),
        },
        item: item.to_owned(),
        severity,
        what: "seen by the test".to_owned(),
    }
}

pub(crate) fn component(name: &str, category: u8, digest: Digest, running: u32) -> Component {
    Component {
        name: name.to_owned(),
        category: CategoryId(category),
        digest,
        certificate: Some(number(running)),
    }
}

/// What each engine would use, as [`result`] uses it.
pub(crate) fn inputs_of(results: &[TestResult]) -> BTreeMap<TestId, Vec<Input>> {
    let pairs = results
        .iter()
        .map(|result| (result.test.clone(), result.inputs.clone()));
    pairs.collect()
}

/// A flaw in the product's first parts list.
pub(crate) fn flaw(rule: &str, severity: Severity, exploited: bool) -> Flaw {
    Flaw {
        rule: rule.to_owned(),
        place: Place {
            scope: "Cargo.lock".to_owned(),
            name: "time".to_owned(),
        },
        severity,
        exploited,
        what: "time 0.1.0: segfault".to_owned(),
    }
}

pub(crate) fn day(at: Timestamp) -> Date {
    at.to_zoned(jiff::tz::TimeZone::UTC).date()
}
