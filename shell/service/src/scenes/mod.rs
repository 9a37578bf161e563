//! A body at work for the tests of this crate: people, firms, and cases of every category that earn certificates in a few
//! words, looked at as the body sees them and as a stranger with the register does.

mod attacks;
mod cut;
mod forged;
mod lives;
mod many;
mod voices;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use register::limits::Limits;
use register::standing::{Standing as Seen, Status};
use register::verify::{Ask, Question, verify_bundle};
use scheme::body::Refusal;
use scheme::body::act::{
    Application, Component, Period, Product, Registration, Role, Scope, Submission,
};
use scheme::edition::Text;
use scheme::evidence::{
    Input, InputKind, Item, ItemKind, LookedAt, Performed, TestResult, Verdict,
};
use scheme::id::{CaseId, CategoryId, CertificateNumber, Digest, TestId};
use scheme::validity::StandingAt;

use crate::acts::{self, issue::Words, record_evidence::next_result};
use crate::body::{Actor, Body, BodyError, Facts};
use crate::disk::Disk;
use crate::faults::trust;
use crate::folder::read_under;
use crate::founding::{FirstRegistrar, open_or_found_on};

/// Who is known besides the registrar: name, firm, roles.
const PEOPLE: [(&str, &str, &[Role]); 9] = [
    ("maker", "firm-a", &[Role::Applicant]),
    ("integrator", "firm-b", &[Role::Applicant]),
    ("evaluator", "lab-1", &[Role::Evaluator]),
    ("insider", "firm-a", &[Role::Evaluator]),
    (
        "both",
        "lab-1",
        &[Role::Evaluator, Role::Reviewer, Role::Decider],
    ),
    ("reviewer", "body", &[Role::Reviewer]),
    ("decider", "body", &[Role::Decider, Role::Appeals]),
    ("second", "body", &[Role::Decider]),
    ("officer", "body", &[Role::Appeals]),
];

const TESTS: [&str; 6] = [
    "vulnerability",
    "continuing",
    "interactive",
    "fuzzing",
    "documents",
    "rat",
];

/// A body and its clock, which moves a minute with each act.
struct Scene {
    folder: PathBuf,
    body: Body,
    now: Timestamp,
}

/// What somebody wants certified.
#[derive(Debug, Clone)]
struct Wanted {
    by: &'static str,
    product: String,
    category: u8,
    class: &'static str,
    version: String,
    components: Vec<Component>,
}

/// A folder that is gone after the test; in memory where there is such a place, so that a test of many acts waits for no disk.
fn place() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() {
        tempfile::tempdir_in(memory)
    } else {
        tempfile::tempdir()
    };
    made.unwrap()
}

fn text(words: &str) -> Text {
    Text {
        ja: format!("{words}（日本語）"),
        en: words.to_owned(),
    }
}

fn name<T: std::str::FromStr>(text: &str) -> T
where
    T::Err: std::fmt::Debug,
{
    text.parse().unwrap()
}

fn period() -> Period {
    Period {
        from: name("2026-01-01"),
        until: name("2036-12-31"),
    }
}

/// A software product of `firm-a`, of which systems are made.
fn software(version: &str) -> Wanted {
    Wanted {
        by: "maker",
        product: "Viewer".to_owned(),
        category: 1,
        class: "2-a",
        version: version.to_owned(),
        components: Vec::new(),
    }
}

fn device() -> Wanted {
    Wanted {
        category: 2,
        product: "Monitor".to_owned(),
        ..software("1.0")
    }
}

fn component(name: &str, category: u8, held: &Wanted, number: CertificateNumber) -> Component {
    Component {
        name: name.to_owned(),
        category: CategoryId(category),
        digest: artefact(held),
        certificate: Some(number),
    }
}

/// The digest of what is installed of a product.
fn artefact(wanted: &Wanted) -> Digest {
    Digest::of(format!("{} program {}", wanted.product, wanted.version).as_bytes())
}

impl Scene {
    /// A body with everybody of [`PEOPLE`], whose lab is a member and accredited for everything.
    fn open(folder: &Path) -> Self {
        let mut scene = Self::on(Disk::default(), folder).unwrap();
        for (actor, firm, roles) in PEOPLE {
            let key = scene.actor(actor).key.public_hex();
            let registration = Registration {
                actor: name(actor),
                name: text(actor),
                firm: name(firm),
                roles: roles.iter().copied().collect(),
                public_key: key,
                period: period(),
            };
            let at = scene.tick();
            let registrar = scene.actor("registrar");
            acts::register_actor(&mut scene.body, &registrar, at, "known", registration).unwrap();
        }
        for firm in ["lab-1", "firm-a"] {
            let (at, registrar) = (scene.tick(), scene.actor("registrar"));
            let named = (name(firm), text(firm));
            let body = &mut scene.body;
            acts::admit_member(body, &registrar, at, "member", named, period()).unwrap();
            for category in 1..=3 {
                let scope = Scope {
                    firm: name(firm),
                    category: CategoryId(category),
                    tests: TESTS.iter().map(|test| name(test)).collect(),
                    period: period(),
                };
                acts::accredit(body, &registrar, at, "accredited", scope).unwrap();
            }
        }
        scene
    }

    /// The body in this folder, founded where there is none.
    fn on(disk: Disk, folder: &Path) -> Result<Self, BodyError> {
        let facts = Facts {
            name: text("Test body"),
            origin: "test.example/2026".into(),
            address: "https://test.example".into(),
            edition: name("sekisho-2026"),
            demonstration: true,
            witnesses: Vec::new(),
            quorum: 0,
        };
        let registrar = FirstRegistrar {
            id: name("registrar"),
            name: text("Registrar"),
            firm: name("body"),
            until: name("2036-12-31"),
        };
        let (home, register) = (folder.join("body"), folder.join("register"));
        let at = crate::story::at();
        let body = open_or_found_on(disk, &home, &register, &facts, &registrar, at)?;
        let now = body.state().last_act_at().unwrap_or(at);
        let folder = folder.to_owned();
        Ok(Self { folder, body, now })
    }

    /// The same body, opened again by another process.
    fn reopened(self) -> Self {
        let (folder, now) = (self.folder.clone(), self.now);
        drop(self);
        let scene = Self::on(Disk::default(), &folder).unwrap();
        Self { now, ..scene }
    }

    fn actor(&self, actor: &str) -> Actor {
        self.body.resident(&name(actor)).unwrap()
    }

    fn tick(&mut self) -> Timestamp {
        self.now += SignedDuration::from_mins(1);
        self.now
    }

    fn passes_days(&mut self, days: i64) {
        self.now += SignedDuration::from_hours(24 * days);
    }

    /// The software, a device and a system of the two, all certified.
    fn with_a_system(&mut self) -> [CertificateNumber; 3] {
        let parts = [self.certified(&software("1.0")), self.certified(&device())];
        let system = self.certified(&self.system("Ward", parts));
        [parts[0], parts[1], system]
    }

    fn system(&self, product: &str, [viewer, monitor]: [CertificateNumber; 2]) -> Wanted {
        Wanted {
            by: "integrator",
            product: product.to_owned(),
            category: 3,
            class: "2",
            version: "1.0".to_owned(),
            components: vec![
                component("viewer", 1, &software("1.0"), viewer),
                component("monitor", 2, &device(), monitor),
            ],
        }
    }

    /// From application to certificate.
    #[track_caller]
    fn certified(&mut self, wanted: &Wanted) -> CertificateNumber {
        let case = self.reviewed(wanted);
        let (at, decider) = (self.tick(), self.actor("decider"));
        let class = name(wanted.class);
        let conditions = (Vec::new(), Vec::new());
        acts::grant(
            &mut self.body,
            &decider,
            at,
            "earned",
            &case,
            class,
            conditions,
        )
        .unwrap();
        self.issued(&case)
    }

    /// From application to a case that waits for its decision.
    #[track_caller]
    fn reviewed(&mut self, wanted: &Wanted) -> CaseId {
        let case = self.evaluated(wanted);
        let (at, reviewer) = (self.tick(), self.actor("reviewer"));
        acts::begin_review(&mut self.body, &reviewer, at, "tested", &case).unwrap();
        acts::find_whole(&mut self.body, &reviewer, at, "whole", &case, [].into()).unwrap();
        case
    }

    /// From application to a case in which every test has passed.
    #[track_caller]
    fn evaluated(&mut self, wanted: &Wanted) -> CaseId {
        let case = self.accepted(wanted);
        let required = {
            let edition = self.body.state().edition();
            edition.required_tests(CategoryId(wanted.category), &name(wanted.class))
        };
        for test in required {
            let result = self.pass(&case, &test);
            self.records("evaluator", &case, result).unwrap();
        }
        case
    }

    /// From application to a case that is taken on.
    #[track_caller]
    fn accepted(&mut self, wanted: &Wanted) -> CaseId {
        let case = self.submitted(wanted);
        self.accepts(&case, &["evaluator", "both"]).unwrap();
        case
    }

    /// An application with its first build.
    #[track_caller]
    fn submitted(&mut self, wanted: &Wanted) -> CaseId {
        let (at, applicant) = (self.tick(), self.actor(wanted.by));
        let maker = self.body.state().actors()[&applicant.id]
            .registration
            .firm
            .clone();
        let application = Application {
            product: Product {
                name: text(&wanted.product),
                maker_name: text(maker.as_str()),
                maker,
            },
            category: CategoryId(wanted.category),
            class: name(wanted.class),
            edition: name("sekisho-2026"),
        };
        let case = acts::apply(&mut self.body, &applicant, at, "certify", application).unwrap();
        let submission = Submission {
            version: wanted.version.clone(),
            build: build(wanted),
            components: wanted.components.clone(),
            support_end: Some(name("2035-12-31")),
        };
        acts::submit(
            &mut self.body,
            &applicant,
            at,
            "build",
            &case,
            submission,
            &[b"file"],
        )
        .unwrap();
        case
    }

    fn accepts(&mut self, case: &CaseId, evaluators: &[&str]) -> Result<u64, BodyError> {
        let (at, registrar) = (self.tick(), self.actor("registrar"));
        let evaluators = evaluators.iter().map(|actor| name(actor)).collect();
        acts::accept(&mut self.body, &registrar, at, "complete", case, evaluators)
    }

    fn records(
        &mut self,
        evaluator: &str,
        case: &CaseId,
        result: TestResult,
    ) -> Result<u64, BodyError> {
        let (at, evaluator) = (self.tick(), self.actor(evaluator));
        let answer: &[u8] = b"answer";
        let body = &mut self.body;
        acts::record_evidence(body, &evaluator, at, "tested", case, result, &[answer])
    }

    #[track_caller]
    fn issued(&mut self, case: &CaseId) -> CertificateNumber {
        let (at, registrar) = (self.tick(), self.actor("registrar"));
        let said = register::certificate::Text {
            ja: "意味".into(),
            en: "meaning".into(),
        };
        let words = Words {
            meaning: said.clone(),
            reused: said,
        };
        let prepared = acts::prepare(&self.body, case, at, &words).unwrap();
        let prepared = prepared.with_report(b"{}");
        let made: (&[u8], &[u8]) = (b"<!doctype html>", b"{}");
        let body = &mut self.body;
        acts::issue(body, &registrar, at, "decided", case, prepared, made).unwrap()
    }

    /// A pass of this test for the last build of a case, which looked at everything.
    fn pass(&self, case: &CaseId, test: &TestId) -> TestResult {
        let build = self.body.state().case(case).unwrap().build().to_vec();
        let mut result = self.pass_of(&build, test);
        result.id = next_result(&self.body, case).unwrap();
        result
    }

    /// A pass of this test for a build.
    fn pass_of(&self, build: &[Item], test: &TestId) -> TestResult {
        let rule = self.body.state().edition().test(test).unwrap();
        let covers: Vec<Item> = build
            .iter()
            .filter(|item| rule.covers.contains(&item.kind))
            .cloned()
            .collect();
        let input = |kind, name: &str| Input {
            kind,
            name: name.to_owned(),
            digest: Digest::of(name.as_bytes()),
        };
        // Documents are read by people; their results outlast a component's replacement.
        let performed = if test.as_str() == "documents" {
            Performed::SignedReport {
                evaluator: name("evaluator"),
                report: Digest::of(b"answer"),
                tool: "a checklist".into(),
                version: "7".into(),
            }
        } else {
            Performed::Engine {
                name: format!("engine of {test}"),
                version: "1.0.0".into(),
            }
        };
        TestResult {
            id: name("r-000001"),
            test: test.clone(),
            verdict: Verdict::Pass,
            reasons: Vec::new(),
            performed,
            looked_at: LookedAt {
                whole: covers.iter().map(|item| item.name.clone()).collect(),
                places: BTreeSet::new(),
            },
            covers,
            inputs: vec![
                input(InputKind::Engine, "engine"),
                input(InputKind::Rules, "rules"),
            ],
            feed_newest: rule.reads_feed.then_some(self.now),
            sightings: Vec::new(),
            set_aside: BTreeSet::new(),
            at: self.now,
            reused: None,
        }
    }

    /// Where a certificate stands by the log of acts.
    #[track_caller]
    fn stands(&self, number: CertificateNumber) -> StandingAt {
        self.body.state().standing(number, self.now).unwrap()
    }

    /// What a stranger with the bundle and the register sees, by the state table and by folding everything.
    #[track_caller]
    fn seen(&self, number: CertificateNumber) -> Seen {
        let register = self.body.register().root();
        let bundle = register.join(format!("certificates/{number}/certificate.json"));
        let bundle = fs::read(bundle).unwrap();
        let trust = trust(&self.body);
        let ask = |ask| {
            let question = Question {
                now: self.now,
                at: None,
                artefacts: &[],
                summary: None,
                document: None,
                ask,
                limits: Limits::default(),
            };
            let report = verify_bundle(&bundle, &trust, question);
            let state = report
                .state
                .unwrap_or_else(|| panic!("{:?}", report.reasons));
            assert_eq!(state.reasons(), report.reasons, "{number}");
            state
        };
        let mut read = read_under(register);
        let by_table = ask(Ask::Register(&mut read));
        let mut read = read_under(register);
        let folded = ask(Ask::Full(&mut read));
        assert_eq!(by_table, folded, "{number}");
        by_table
    }

    /// Both must say the same: where it stands and since when.
    #[track_caller]
    fn agrees(&self, number: CertificateNumber) -> (Status, Timestamp) {
        let (ours, seen) = (self.stands(number), self.seen(number));
        assert_eq!(
            ours.standing.to_string(),
            seen.status.to_string(),
            "{number}"
        );
        assert_eq!(ours.since, seen.since, "{number}");
        (seen.status, seen.since)
    }
}

/// One item of each kind, every one of them changed with the version, and the components as installed.
fn build(wanted: &Wanted) -> Vec<Item> {
    let Wanted {
        product, version, ..
    } = wanted;
    let kinds = [
        (ItemKind::Artefact, "program"),
        (ItemKind::PartsList, "parts.lock"),
        (ItemKind::Document, "manual"),
        (ItemKind::Interface, "https"),
        (ItemKind::Declaration, "continuing.toml"),
    ];
    let own = kinds.into_iter().map(|(kind, name)| Item {
        kind,
        name: name.to_owned(),
        digest: Digest::of(format!("{product} {name} {version}").as_bytes()),
    });
    let parts = wanted.components.iter().map(|part| Item {
        kind: ItemKind::Component,
        name: part.name.clone(),
        digest: part.digest,
    });
    own.chain(parts).collect()
}

/// The codes of a refusal by the rules.
#[track_caller]
fn refused<T: std::fmt::Debug>(outcome: Result<T, BodyError>) -> Vec<String> {
    match outcome {
        Err(BodyError::Refused(reasons)) => reasons.iter().map(Refusal::code).collect(),
        other => panic!("not refused: {other:?}"),
    }
}
