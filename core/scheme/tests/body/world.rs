//! A world that throws acts at a body: mostly sensible next steps, many spoiled, some senseless.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use scheme::body::Body;
use scheme::body::act::{
    Act, Application, CloseSurveillance, Component, Delta, OpenSurveillance, Raised, Reexamination,
    Replacement, Reply, ReviewStep, Submission, SurveillanceEnding, VersionUp, What,
};
use scheme::body::case::{Case, Stage};
use scheme::body::certificate::Certificate;
use scheme::body::surveillance::Watched;
use scheme::delta::{Outcome, delta};
use scheme::evidence::{
    Input, InputKind, Item, ItemKind, Performed, SetAside, Severity, TestResult, Verdict,
};
use scheme::finding::{Claim, Finding, FindingState};
use scheme::id::{ActorId, CategoryId, CertificateNumber, Digest, TestId};
use scheme::surveillance::due;
use scheme::validity::{Cause, Standing};

use crate::desk::{self, Desk, PEOPLE, name, number};
use crate::ledger::{Counts, Ledger, blocks, same};

/// Chance from a seed (splitmix64): the same seed gives the same history.
#[derive(Debug)]
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let limit = u64::try_from(limit).expect("small limits");
        usize::try_from((z ^ (z >> 31)) % limit).expect("below a usize")
    }

    fn percent(&mut self, share: usize) -> bool {
        self.below(100) < share
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        if of.is_empty() {
            None
        } else {
            of.get(self.below(of.len()))
        }
    }
}

pub(crate) struct World<'c> {
    pub(crate) desk: Desk,
    pub(crate) ledger: Ledger,
    chance: Chance,
    /// A stream of its own, so that what is done to keys does not turn every history into another.
    keys: Chance,
    counts: &'c mut Counts,
    fresh: u32,
    names_body: bool,
    spare: Option<Body>,
}

type Move = (String, Option<String>, What);

impl<'c> World<'c> {
    /// A body that has lived through `prelude`; the rest comes from the seed.
    pub(crate) fn new(seed: u64, prelude: &Desk, counts: &'c mut Counts) -> Self {
        let edition = prelude.body.edition();
        let mut world = Self {
            desk: Desk::of(edition.clone()),
            ledger: Ledger::default(),
            chance: Chance(seed),
            keys: Chance(!seed),
            counts,
            fresh: 100,
            names_body: false,
            spare: Some(Body::new(edition.clone())),
        };
        // Numbers of acts continue where the prelude stopped.
        for act in &prelude.log {
            let _ = world
                .desk
                .act("registrar", None, What::WithdrawApplication {});
            assert!(world.offer(act), "the prelude is in order");
            world.desk.now = act.at;
        }
        world
    }

    /// One act, accepted or not.
    pub(crate) fn step(&mut self) {
        let days = match self.chance.below(400) {
            0..=339 => 0,
            340..=385 => self.chance.below(4),
            386..=397 => 10 + self.chance.below(110),
            _ => 150 + self.chance.below(500),
        };
        self.desk
            .passes_days(i64::try_from(days).expect("few days"));
        let (by, case, what) = self.next_move();
        let mut act = self.desk.act(&by, case.as_deref(), what);
        if self.chance.percent(8) {
            self.spoil(&mut act);
        }
        self.name_body(&mut act);
        self.offer(&act);
        if self.keys.percent(3) {
            let (by, case, what) = self.key_move();
            let mut act = self.desk.act(&by, case.as_deref(), what);
            self.name_body(&mut act);
            self.offer(&act);
        }
    }

    /// In some worlds acts begin to name the body one day; now and then one names another, or none.
    fn name_body(&mut self, act: &mut Act) {
        if self.names_body || self.keys.percent(1) {
            act.body = self.desk.body.founding().map(str::to_owned);
        }
        match self.keys.below(200) {
            0 => act.body = Some("0".repeat(32)),
            1 => act.body = None,
            _ => {}
        }
    }

    /// Performs, and checks: an accepted act against the ledger, a refused one for leaving no trace.
    fn offer(&mut self, act: &Act) -> bool {
        let before = self.chance.percent(6).then(|| self.desk.body.clone());
        match self.desk.perform(act) {
            Ok(()) => {
                self.names_body |= act.body.is_some();
                self.ledger.take(act, &self.desk.body, self.counts);
                true
            }
            Err(refusals) => {
                assert!(!refusals.is_empty(), "a refusal gives its reasons");
                for refusal in refusals {
                    *self
                        .counts
                        .entry(format!("! {}", refusal.code()))
                        .or_default() += 1;
                }
                assert!(
                    before.is_none_or(|before| before == self.desk.body),
                    "a refusal left a trace"
                );
                false
            }
        }
    }

    fn spoil(&mut self, act: &mut Act) {
        match self.chance.below(9) {
            0 => act.by = name("nobody"),
            1..=3 => {
                let (by, ..) = PEOPLE[self.chance.below(PEOPLE.len())];
                act.by = name(by);
            }
            4 => act.at -= SignedDuration::from_hours(24),
            5 => act.expects = Some(77_777),
            6 => {
                let again = self.desk.log[self.chance.below(self.desk.log.len())].clone();
                *act = again;
                act.at = self.desk.now;
            }
            7 => act.why = " ".to_owned(),
            _ => {
                act.case = if act.case.is_some() {
                    None
                } else {
                    Some(name("elsewhere"))
                }
            }
        }
    }

    /// The body is set aside while its next act is thought out, with an empty one in its place.
    fn next_move(&mut self) -> Move {
        let spare = self
            .spare
            .take()
            .expect("the spare is back after each move");
        let body = std::mem::replace(&mut self.desk.body, spare);
        let next = self.move_in(&body);
        self.spare = Some(std::mem::replace(&mut self.desk.body, body));
        next
    }

    fn move_in(&mut self, body: &Body) -> Move {
        let roll = self.chance.below(100);
        if roll < 4 {
            return self.people_move();
        }
        if roll < 16
            && let Some(certificate) = pick(&mut self.chance, body.certificates())
        {
            return self.certificate_move(body, certificate);
        }
        // A system that waits for a replacement: it takes several acts before time ends it.
        let mut waiting = body.certificates().values().filter(|known| {
            let alive = self.stands(body, known).is_some_and(|it| !it.is_final());
            !known.declared.is_empty() && alive
        });
        if roll < 32
            && let Some(system) = waiting.next()
        {
            return self.certificate_move(body, system);
        }
        let open: Vec<&Case> = body
            .cases()
            .values()
            .filter(|case| !is_closed(case))
            .collect();
        if open.len() < 2 || roll < 18 {
            return self.application();
        }
        if roll < 21
            && let Some(case) = pick(&mut self.chance, body.cases())
        {
            return self.closed_move(body, case);
        }
        let case = self.chance.one(&open).expect("at least two are open");
        self.case_move(body, case)
    }

    fn id(&mut self, kind: &str) -> String {
        self.fresh += 1;
        format!("{kind}-{}", self.fresh)
    }

    fn people_move(&mut self) -> Move {
        let firms = ["lab-1", "lab-2", "lab-3", "firm-b"];
        let firm = firms[self.chance.below(4)];
        let test = desk::ALL_TESTS[self.chance.below(8)];
        let category = CategoryId(1 + u8::try_from(self.chance.below(3)).expect("small"));
        let scope = |tests| scheme::body::act::Scope {
            firm: name(firm),
            category,
            tests,
            period: desk::period(),
        };
        let what = match self.chance.below(14) {
            0 => What::EndMembership { firm: name(firm) },
            1..=3 => What::AdmitMember {
                firm: name(firm),
                name: desk::text(firm),
                period: desk::period(),
            },
            4..=5 => What::EndAccreditation {
                firm: name(firm),
                category,
                tests: desk::tests(&[test]),
            },
            6..=9 => What::Accredit(scope(desk::tests(&desk::ALL_TESTS))),
            10 => What::DeclareTie {
                firm: name(firm),
                other: name(if self.chance.percent(30) {
                    "firm-a"
                } else {
                    "firm-c"
                }),
            },
            11 => What::RevokeActor {
                actor: name("auditor"),
            },
            _ => {
                let actor = self.id("person");
                let role = scheme::body::act::Role::Auditor;
                What::RegisterActor(desk::registration(&actor, firm, &[role]))
            }
        };
        ("registrar".to_owned(), None, what)
    }

    /// Somebody's key is renewed: by the registrar or its holder, with a new key or one that was seen before, sometimes by a stranger.
    fn key_move(&mut self) -> Move {
        let (actor, ..) = PEOPLE[self.keys.below(PEOPLE.len())];
        let (other, ..) = PEOPLE[self.keys.below(PEOPLE.len())];
        let by = match self.keys.below(8) {
            0..=2 => actor,
            3..=6 => "registrar",
            _ => other,
        };
        let actor = if self.keys.percent(4) {
            "nobody"
        } else {
            actor
        };
        let seen = self.fresh;
        let key = match self.keys.below(6) {
            // The key of another, or one that it had before.
            0 => Digest::of(other.as_bytes()).to_string(),
            1 => Digest::of(format!("key-{seen}").as_bytes()).to_string(),
            _ => Digest::of(self.id("key").as_bytes()).to_string(),
        };
        let mut period = desk::period();
        match self.keys.below(8) {
            0 => period.until = jiff::civil::date(2041, 12, 31),
            1 => period.until = jiff::civil::date(2025, 12, 31),
            2 => period.until = jiff::civil::date(2039, 12, 31),
            3 => period.from = jiff::civil::date(2039, 1, 1),
            _ => {}
        }
        let renewal = scheme::body::act::Renewal {
            actor: name(actor),
            public_key: key,
            period,
        };
        (by.to_owned(), None, What::RenewKey(renewal))
    }

    fn application(&mut self) -> Move {
        let maker = if self.chance.percent(50) {
            "firm-a"
        } else {
            "firm-b"
        };
        let category = [1, 1, 2, 2, 3][self.chance.below(5)];
        let classes: &[&str] = if category == 3 {
            &["1", "1", "2", "3"]
        } else {
            &["1", "2-a", "2-a", "2-b", "3"]
        };
        let what = What::Apply(Application {
            product: desk::product(maker, category),
            category: CategoryId(category),
            class: name(self.chance.one(classes).expect("a class")),
            edition: self.desk.body.edition().id().clone(),
        });
        let case = self.id("case");
        (desk::applicant(maker).to_owned(), Some(case), what)
    }

    /// The sensible next act of a case, often one of several.
    fn case_move(&mut self, body: &Body, case: &Case) -> Move {
        let applicant = desk::applicant(case.maker().as_str()).to_owned();
        let id = Some(case.id().to_string());
        if self.chance.percent(1) {
            return (applicant, id, What::WithdrawApplication {});
        }
        match case.stage() {
            Stage::Draft => (applicant, id, What::Submit(self.submission(body, case))),
            Stage::Submitted => {
                let named: &[&str] = match self.chance.below(12) {
                    0 => &["eval-a"],
                    1 => &["eval-tied"],
                    2 => &[],
                    3..=6 => &["eval-2"],
                    _ => &["eval-1", "eval-2"],
                };
                ("registrar".to_owned(), id, desk::accept(named))
            }
            Stage::Accepted | Stage::Evaluating | Stage::Remediating => {
                self.evaluation_move(body, case)
            }
            Stage::InReview => {
                let argued = case.findings().iter();
                let argued = argued.filter(|known| matches!(known.state, FindingState::Argued(_)));
                let argued: BTreeSet<_> = argued.map(|known| known.id.clone()).collect();
                let step = match self.chance.below(10) {
                    0..=1 => ReviewStep::Return { refuses: argued },
                    2 => ReviewStep::Whole {
                        accepts: BTreeSet::new(),
                    },
                    3 => ReviewStep::Whole {
                        accepts: [name("f-none")].into(),
                    },
                    _ => ReviewStep::Whole { accepts: argued },
                };
                let by = ["reviewer", "decider", "eval-2"][self.chance.below(3)];
                (by.to_owned(), id, What::Review { step })
            }
            _ if case.decision().is_some() => self.issue(body, case),
            _ => {
                let class = case.class().as_str();
                let what = match self.chance.below(10) {
                    0 => desk::refusal(),
                    1 => desk::grant("3"),
                    2 => desk::grant("1"),
                    _ => desk::grant(class),
                };
                let by = ["decider", "decider", "eval-2"][self.chance.below(3)];
                (by.to_owned(), id, what)
            }
        }
    }

    fn issue(&mut self, body: &Body, case: &Case) -> Move {
        let decided = case.decision().expect("the case is decided").when.at;
        let year = u16::try_from(desk::day(decided).year()).expect("a year");
        let used = u32::try_from(body.certificates().len()).expect("few certificates");
        let running = if self.chance.percent(10) {
            1
        } else {
            used + 10
        };
        let mut issue = self.desk.issue(running);
        issue.number = CertificateNumber::new(year, running).expect("a good number");
        match self.chance.below(12) {
            0 => issue.number = CertificateNumber::new(year - 1, running).expect("a good number"),
            1 => issue.valid_until = issue.valid_until.tomorrow().expect("a day"),
            2 => issue.valid_from = issue.valid_from.tomorrow().expect("a day"),
            _ => {}
        }
        (
            "registrar".to_owned(),
            Some(case.id().to_string()),
            What::Issue(issue),
        )
    }

    /// A build: a new one, or the last certificate's with one kind changed.
    fn submission(&mut self, body: &Body, case: &Case) -> Submission {
        let category = case.application().category.0;
        self.fresh += 1;
        let mut given = desk::submission(category, self.fresh);
        let earlier = body
            .certificates()
            .values()
            .rfind(|known| known.product == case.application().product);
        if let Some(earlier) = earlier.filter(|_| self.chance.percent(70)) {
            let kinds = [ItemKind::PartsList, ItemKind::Source, ItemKind::Artefact];
            let kind = kinds[self.chance.below(3)];
            given.build = desk::changed(&earlier.build, kind, self.fresh);
            given.build.retain(|item| item.kind != ItemKind::Component);
        }
        if category == 3 {
            self.add_components(body, &mut given);
        }
        if self.chance.percent(3) {
            given.build.push(given.build[0].clone());
        }
        given
    }

    fn add_components(&mut self, body: &Body, given: &mut Submission) {
        for category in [1, 2] {
            let fit = |known: &&Certificate| known.category == CategoryId(category);
            let good = |known: &&Certificate| self.stands(body, known) == Some(Standing::Valid);
            let all: Vec<&Certificate> = body.certificates().values().filter(fit).collect();
            let valid: Vec<&Certificate> = all.iter().copied().filter(good).collect();
            let choice = if self.chance.percent(85) {
                &valid
            } else {
                &all
            };
            let Some(held) = self.chance.one(choice) else {
                continue;
            };
            let digest = held.build[0].digest;
            let component = format!("component-{category}");
            given.build.push(Item {
                kind: ItemKind::Component,
                name: component.clone(),
                digest,
            });
            given.components.push(Component {
                name: component,
                category: CategoryId(category),
                digest,
                certificate: Some(held.number),
            });
        }
    }

    fn stands(&self, body: &Body, certificate: &Certificate) -> Option<Standing> {
        Some(body.standing(certificate.number, self.desk.now)?.standing)
    }

    /// Record, raise, answer, retest, take over or begin the review.
    fn evaluation_move(&mut self, body: &Body, case: &Case) -> Move {
        let id = Some(case.id().to_string());
        let evaluators: Vec<&ActorId> = case.evaluators().iter().collect();
        let by = match self.chance.below(30) {
            0 => "eval-a".to_owned(),
            1 => "eval-tied".to_owned(),
            2 => "eval-2".to_owned(),
            _ => self
                .chance
                .one(&evaluators)
                .map_or("eval-1".to_owned(), |by| by.to_string()),
        };
        if case.stage() == Stage::Accepted
            && self.chance.percent(60)
            && let Some(delta) = self.delta(body, case)
        {
            return (by, id, What::Delta(delta));
        }
        let mut choices: Vec<What> = Vec::new();
        self.raises(case, &mut choices);
        let missing = missing(body, case);
        for test in &missing {
            let result = self.evidence(body, case, test);
            choices.push(desk::record(result));
        }
        let mut answers: Vec<What> = Vec::new();
        for finding in case
            .findings()
            .iter()
            .filter(|finding| !finding.has_ended())
        {
            match &finding.state {
                FindingState::Claimed(answer) => {
                    self.retests(body, case, finding, &answer.claim, &mut choices);
                }
                _ => answers.push(self.answer(case, finding)),
            }
        }
        if self.chance.percent(2) {
            // Also an ended one: it must not reopen.
            answers.extend(
                case.findings()
                    .first()
                    .map(|finding| self.answer(case, finding)),
            );
        }
        if !answers.is_empty() && self.chance.percent(40) {
            let applicant = desk::applicant(case.maker().as_str()).to_owned();
            return (
                applicant,
                id,
                answers.swap_remove(self.chance.below(answers.len())),
            );
        }
        if choices.is_empty() || self.chance.percent(4) {
            let reviewer = ["reviewer", "decider", "eval-2"][self.chance.below(3)];
            return (reviewer.to_owned(), id, desk::review(ReviewStep::Begin {}));
        }
        (
            by,
            id,
            choices.swap_remove(self.chance.below(choices.len())),
        )
    }

    /// Acts that raise what was seen and not raised.
    fn raises(&mut self, case: &Case, choices: &mut Vec<What>) {
        for recorded in case.evidence() {
            for (sighting, seen) in recorded.result.sightings.iter().enumerate() {
                let key = |known: &&Finding| {
                    known.test == recorded.result.test && same(&known.sighting, seen)
                };
                let raised = case
                    .findings()
                    .iter()
                    .any(|known| key(&known) && known.result == recorded.result.id);
                if (raised && !self.chance.percent(2)) || (!blocks(seen) && !self.chance.percent(5))
                {
                    continue;
                }
                let ended = case
                    .findings()
                    .iter()
                    .filter(key)
                    .rfind(|known| known.has_ended());
                let again_of = ended
                    .filter(|_| !self.chance.percent(10))
                    .map(|known| known.id.clone());
                let finding = self.id("f");
                choices.push(What::RaiseFinding(Raised {
                    finding: name(&finding),
                    result: recorded.result.id.clone(),
                    sighting,
                    again_of,
                }));
            }
        }
    }

    fn evidence(&mut self, body: &Body, case: &Case, test: &TestId) -> TestResult {
        let id = self.id("r");
        let mut result = desk::result(body, case, test, &name(&id), self.desk.now);
        match self.chance.below(20) {
            0..=11 => {}
            12..=14 => result.verdict = Verdict::Inconclusive,
            15 => {
                result.verdict = Verdict::Pass;
                result.sightings = vec![desk::sighting(&result, "minor", Severity::None)];
            }
            _ => {
                result.verdict = Verdict::Fail;
                let rule = ["bad-1", "bad-2"][self.chance.below(2)];
                let severity = [Severity::High, Severity::Unknown][self.chance.below(2)];
                result.sightings = vec![desk::sighting(&result, rule, severity)];
                if self.chance.percent(15) {
                    result
                        .sightings
                        .push(desk::sighting(&result, rule, severity));
                }
            }
        }
        if self.chance.percent(12) {
            self.spoil_result(case, &mut result);
        }
        result
    }

    /// Makes a result weaker, older, of other things, or contradict itself.
    fn spoil_result(&mut self, case: &Case, result: &mut TestResult) {
        match self.chance.below(14) {
            0 => set_version(result, "1.1.9"),
            1 => set_version(result, "beta"),
            2 => result.looked_at.whole.clear(),
            3 => result.inputs.retain(|input| input.kind != InputKind::Rules),
            4 => {
                result.feed_newest = result
                    .feed_newest
                    .map(|newest| newest - SignedDuration::from_hours(24 * 90))
            }
            5 => result.verdict = Verdict::Inconclusive,
            6 => {
                if let Some(item) = result.covers.first_mut() {
                    item.digest = Digest::of(b"stranger");
                }
            }
            7 => result.at += SignedDuration::from_hours(1),
            8 => {
                result.sightings = vec![desk::sighting(result, "bad-1", Severity::High)];
                result.verdict = Verdict::Pass;
            }
            9 => {
                result.performed = Performed::SignedReport {
                    evaluator: name("eval-1"),
                    report: Digest::of(b"report"),
                    tool: "a tool".to_owned(),
                    version: "7".to_owned(),
                }
            }
            10 => result.at -= SignedDuration::from_hours(48),
            11 => {
                result.sightings.clear();
                result.verdict = Verdict::Fail;
            }
            12 => {
                let rule = ["bad-1", "bad-2"][self.chance.below(2)];
                let seen = desk::sighting(result, rule, Severity::High);
                result.set_aside.insert(SetAside {
                    rule: seen.rule,
                    place: seen.place,
                });
            }
            _ => {
                // Evidence about an earlier build of the case.
                let first = &case.submissions()[0].build;
                for item in &mut result.covers {
                    let same = |old: &&Item| old.kind == item.kind && old.name == item.name;
                    if let Some(old) = first.iter().find(same) {
                        *item = old.clone();
                    }
                }
            }
        }
    }

    fn answer(&mut self, case: &Case, finding: &Finding) -> What {
        self.fresh += 1;
        let build = desk::changed(case.build(), finding.found_on.kind, self.fresh);
        let claim = match (finding.test.as_str(), self.chance.below(10)) {
            (_, 0) => Claim::Fixed {
                version: "same".to_owned(),
                build: case.build().to_vec(),
            },
            ("vulnerability", 1..=5) | (_, 1) => Claim::Vex {
                digest: Digest::of(&self.fresh.to_be_bytes()),
            },
            ("continuing" | "documents", _) | ("rat" | "dos" | "interactive", 2..=4) => {
                Claim::Corrected { build }
            }
            _ => Claim::Fixed {
                version: format!("1.{}", self.fresh),
                build,
            },
        };
        desk::answer(finding.id.as_str(), claim)
    }

    /// A fresh result for a claim, and retests with the results on record.
    fn retests(
        &mut self,
        body: &Body,
        case: &Case,
        finding: &Finding,
        claim: &Claim,
        choices: &mut Vec<What>,
    ) {
        let id = self.id("r");
        let mut result = desk::result(body, case, &finding.test, &name(&id), self.desk.now);
        if let Claim::Vex { digest } = claim {
            result.inputs.push(Input {
                kind: InputKind::Vex,
                name: "vex".to_owned(),
                digest: *digest,
            });
        }
        if self.chance.percent(20) {
            result.verdict = Verdict::Fail;
            let rule = ["bad-1", "bad-2"][self.chance.below(2)];
            result.sightings = vec![desk::sighting(&result, rule, Severity::High)];
        }
        if self.chance.percent(25) {
            self.spoil_result(case, &mut result);
        }
        choices.push(desk::record(result));
        if let Some(last) = case
            .evidence()
            .iter()
            .rfind(|known| known.result.test == finding.test)
        {
            for _ in 0..3 {
                choices.push(desk::retest(finding.id.as_str(), last.result.id.as_str()));
            }
        }
        if let Some(any) = self.chance.one(case.evidence()) {
            choices.push(desk::retest(finding.id.as_str(), any.result.id.as_str()));
        }
    }

    fn delta(&mut self, body: &Body, case: &Case) -> Option<Delta> {
        let same = |known: &&Certificate| known.product == case.application().product;
        let earlier = if self.chance.percent(95) {
            body.certificates().values().rfind(same)?
        } else {
            body.certificates().values().next()?
        };
        let before = body.case(&earlier.case)?;
        let results: Vec<TestResult> = before
            .evidence()
            .iter()
            .map(|known| known.result.clone())
            .collect();
        let mut inputs: BTreeMap<TestId, Vec<Input>> = desk::inputs_of(&results);
        if self.chance.percent(20) {
            inputs.clear();
        }
        let category = case.application().category;
        let required = body.edition().required_tests(category, case.class());
        let at = self.desk.now + SignedDuration::from_mins(1);
        let mut outcomes = delta(
            body.edition(),
            &results,
            case.build(),
            &inputs,
            &required,
            at,
        );
        let reuse = outcomes
            .iter()
            .filter_map(|outcome| match &outcome.outcome {
                Outcome::Reuse { result } => Some(result.clone()),
                _ => None,
            });
        let mut reused = BTreeMap::new();
        for result in reuse.collect::<Vec<_>>() {
            reused.insert(result, name(&self.id("r")));
        }
        match self.chance.below(10) {
            0 => {
                let first = results.first()?.id.clone();
                outcomes.first_mut()?.outcome = Outcome::Reuse { result: first };
            }
            1 => drop(reused.pop_first()),
            _ => {}
        }
        Some(Delta {
            previous: earlier.number,
            inputs,
            outcomes,
            reused,
        })
    }

    /// What can still happen in any case, also a closed one.
    fn closed_move(&mut self, body: &Body, case: &Case) -> Move {
        let id = Some(case.id().to_string());
        let applicant = desk::applicant(case.maker().as_str()).to_owned();
        let text = Digest::of(b"text");
        match self.chance.below(5) {
            0 => (applicant, id, What::Appeal { text }),
            1 => ("auditor".to_owned(), id, What::Complaint { text }),
            2 => ("decider".to_owned(), id, desk::refusal()),
            3 => (applicant, id, What::Submit(self.submission(body, case))),
            _ => {
                let voices: Vec<_> = body.voices().keys().collect();
                let entry = self
                    .chance
                    .one(&voices)
                    .map_or("none", |entry| entry.as_str());
                let case = body
                    .voices()
                    .get(entry)
                    .and_then(|voice| voice.case.clone());
                let reply = Reply {
                    entry: entry.to_owned(),
                    upheld: true,
                    text,
                };
                (
                    "appeals".to_owned(),
                    case.map(|case| case.to_string()),
                    What::Handle(reply),
                )
            }
        }
    }

    fn certificate_move(&mut self, body: &Body, about: &Certificate) -> Move {
        let certificate = about.number;
        let holder = desk::applicant(about.holder().as_str()).to_owned();
        let registrar = "registrar".to_owned();
        if self.chance.percent(32) {
            return self.surveillance_move(body, about);
        }
        if !about.parts.is_empty()
            && self.chance.percent(70)
            && let Some(of) = self.replacement(body, about)
        {
            return of;
        }
        match self.chance.below(20) {
            0..=3 => {
                let up = VersionUp {
                    certificate,
                    to: if self.chance.percent(10) {
                        about.version.clone()
                    } else {
                        self.id("2")
                    },
                    blocking_known: self.chance.percent(30),
                };
                (holder, None, What::VersionUp(up))
            }
            4..=7 => (registrar, None, What::Suspend { certificate }),
            8..=14 => (registrar, None, What::Resume { certificate }),
            15 => (holder, None, What::WithdrawCertificate { certificate }),
            16..=18 => (registrar, None, What::Expire { certificate }),
            _ => (
                registrar,
                None,
                What::Suspend {
                    certificate: number(999_999),
                },
            ),
        }
    }

    /// Opens a surveillance case, answers it, suspends for it or closes it.
    fn surveillance_move(&mut self, body: &Body, about: &Certificate) -> Move {
        let of_it: Vec<&Watched> = body
            .surveillance()
            .values()
            .filter(|watched| watched.certificate == about.number)
            .collect();
        let open: Vec<&Watched> = of_it
            .iter()
            .copied()
            .filter(|watched| watched.is_open())
            .collect();
        let chosen = if self.chance.percent(3) {
            &of_it
        } else {
            &open
        };
        let Some(watched) = self
            .chance
            .one(chosen)
            .filter(|_| !self.chance.0.is_multiple_of(5))
        else {
            return self.opens_surveillance(body, about);
        };
        let surveillance = watched.id.clone();
        let holder = desk::applicant(about.holder().as_str()).to_owned();
        let of_the_body = ["registrar", "reviewer", "decider"][self.chance.below(3)].to_owned();
        match self.chance.below(10) {
            0..=1 => {
                let vex = if self.chance.percent(80) {
                    self.fresh += 1;
                    Digest::of(&self.fresh.to_be_bytes())
                } else {
                    watched
                        .answers
                        .first()
                        .map_or(Digest::of(b"vex"), |one| one.vex)
                };
                let what = What::AnswerSurveillance { surveillance, vex };
                (holder, None, what)
            }
            2 => (of_the_body, None, What::SuspendOverdue { surveillance }),
            3..=6 if watched.is_overdue(self.desk.now) && watched.suspended.is_none() => {
                (of_the_body, None, What::SuspendOverdue { surveillance })
            }
            _ => {
                let ending = self.surveillance_ending(body, about, !watched.answers.is_empty());
                let answer = (!self.chance.percent(8)).then(|| Digest::of(b"looked again"));
                let close = CloseSurveillance {
                    surveillance,
                    ending,
                    answer,
                };
                (of_the_body, None, What::CloseSurveillance(close))
            }
        }
    }

    fn surveillance_ending(
        &mut self,
        body: &Body,
        about: &Certificate,
        answered: bool,
    ) -> SurveillanceEnding {
        let over = self.stands(body, about).is_some_and(|it| it.is_final());
        let fixes: Vec<&Certificate> = body
            .certificates()
            .values()
            .filter(|other| other.product == about.product && other.version != about.version)
            .filter(|other| self.stands(body, other) == Some(Standing::Valid))
            .collect();
        if let Some(fix) = self
            .chance
            .one(&fixes)
            .filter(|_| !self.chance.0.is_multiple_of(3))
        {
            return SurveillanceEnding::Fixed {
                certificate: fix.number,
            };
        }
        match self.chance.below(10) {
            _ if over && self.chance.percent(80) => SurveillanceEnding::Ended {},
            0 => SurveillanceEnding::Ended {},
            _ if answered && self.chance.percent(60) => SurveillanceEnding::Answered {},
            1 => SurveillanceEnding::Answered {},
            2..=4 => SurveillanceEnding::NotAffected {},
            _ => {
                let others: Vec<&Certificate> = body
                    .certificates()
                    .values()
                    .filter(|other| {
                        self.chance.0.is_multiple_of(7) || other.product == about.product
                    })
                    .collect();
                let other = self.chance.one(&others);
                SurveillanceEnding::Fixed {
                    certificate: other.map_or(about.number, |other| other.number),
                }
            }
        }
    }

    fn opens_surveillance(&mut self, body: &Body, about: &Certificate) -> Move {
        let mut flaws = Vec::new();
        for _ in 0..1 + self.chance.below(2) {
            let severity = [
                Severity::Low,
                Severity::Medium,
                Severity::High,
                Severity::Critical,
                Severity::Unknown,
            ][self.chance.below(5)];
            let exploited = self.chance.percent(15);
            let rule = ["flaw-1", "flaw-2", "flaw-3"][self.chance.below(3)];
            flaws.push(desk::flaw(rule, severity, exploited));
        }
        if self.chance.percent(4) {
            flaws[0].severity = Severity::None;
        }
        if self.chance.percent(3) {
            flaws.clear();
        }
        let at = self.desk.now + SignedDuration::from_mins(1);
        let mut due = due(body.edition(), &flaws, at).unwrap_or(at);
        if self.chance.percent(5) {
            due += SignedDuration::from_hours(24);
        }
        let used: Vec<_> = body.surveillance().keys().cloned().collect();
        let named = self
            .chance
            .one(&used)
            .filter(|_| self.chance.0.is_multiple_of(20));
        let surveillance = match named {
            Some(used) => used.clone(),
            None => name(&self.id("s")),
        };
        let what = What::OpenSurveillance(OpenSurveillance {
            surveillance,
            certificate: about.number,
            flaws,
            due,
            inputs: Vec::new(),
            answer: Digest::of(b"looked"),
        });
        ("registrar".to_owned(), None, what)
    }

    /// Declares or accepts a replacement where a component has ended, and now and then elsewhere.
    fn replacement(&mut self, body: &Body, system: &Certificate) -> Option<Move> {
        let holder = desk::applicant(system.holder().as_str()).to_owned();
        let certificate = system.number;
        if let Some(declared) = self.chance.one(&system.declared).cloned() {
            let missing: Vec<TestId> = self.not_yet_examined(body, system);
            let again = self.chance.percent(if missing.is_empty() { 5 } else { 80 });
            if again && let Some(what) = self.examines(body, system, &missing, &declared) {
                let by = ["eval-1", "eval-1", "eval-1", "eval-2"][self.chance.below(4)];
                return Some((by.to_owned(), None, what));
            }
            if self.chance.percent(80) {
                let what = What::AcceptReplacement {
                    certificate,
                    old: declared.old,
                };
                return Some(("registrar".to_owned(), None, what));
            }
        }
        let standing = body.standing(certificate, self.desk.now)?;
        let ended = standing.causes.iter().find_map(|cause| match cause {
            Cause::ComponentEnded { certificate, .. } => Some(*certificate),
            _ => None,
        });
        let old = ended.or_else(|| Some(self.chance.one(&system.parts)?.certificate))?;
        let product = &body.certificate(old)?.product;
        let same =
            |known: &&Certificate| self.chance.0.is_multiple_of(10) || known.product == *product;
        let choice: Vec<&Certificate> = body.certificates().values().filter(same).collect();
        let valid: Vec<&Certificate> = choice
            .iter()
            .copied()
            .filter(|known| self.stands(body, known) == Some(Standing::Valid))
            .collect();
        let new = *self
            .chance
            .one(if valid.is_empty() { &choice } else { &valid })?;
        let digest = if self.chance.percent(8) {
            Digest::of(b"stranger")
        } else {
            new.build[0].digest
        };
        let what = What::ReplaceComponent(Replacement {
            certificate,
            old,
            new: new.number,
            digest,
        });
        Some((holder, None, what))
    }
}

impl World<'_> {
    /// Tests of a system that neither stand nor were done with what is declared.
    fn not_yet_examined(&self, body: &Body, system: &Certificate) -> Vec<TestId> {
        let build = system.build_with_replacements();
        let asked = body.to_examine(system.number, self.desk.now);
        let lacks = |test: &TestId| {
            let last = system
                .reexamined
                .iter()
                .rfind(|known| known.result.test == *test);
            !last.is_some_and(|last| {
                last.result.verdict == Verdict::Pass
                    && last.result.covers.iter().all(|item| build.contains(item))
            })
        };
        asked
            .into_iter()
            .flatten()
            .filter(|one| !matches!(one.outcome, Outcome::Reuse { .. }) && lacks(&one.test))
            .map(|one| one.test)
            .collect()
    }

    /// Does one of these tests again, or any, now and then badly.
    fn examines(
        &mut self,
        body: &Body,
        system: &Certificate,
        missing: &[TestId],
        declared: &Replacement,
    ) -> Option<What> {
        let rat: TestId = name("rat");
        let test = self.chance.one(missing).cloned().unwrap_or(rat);
        let build = system.build_with_replacements();
        let id = self.id("again");
        let mut result = desk::result_for(body, &build, &test, &name(&id), self.desk.now);
        match self.chance.below(24) {
            0 => {
                result.verdict = Verdict::Fail;
                result.sightings = vec![desk::sighting(&result, "bad-1", Severity::High)];
            }
            1 => result.verdict = Verdict::Inconclusive,
            2 => drop(result.covers.pop()),
            3..=8 => result.performed = desk::by_hand(),
            _ => {}
        }
        Some(What::Reexamine(Reexamination {
            certificate: system.number,
            old: declared.old,
            result: Box::new(result),
            attachments: vec![Digest::of(b"answer")],
        }))
    }
}

fn pick<'b, K, V>(chance: &mut Chance, of: &'b BTreeMap<K, V>) -> Option<&'b V> {
    let values: Vec<&V> = of.values().collect();
    chance.one(&values).copied()
}

fn is_closed(case: &Case) -> bool {
    matches!(
        case.stage(),
        Stage::Certified | Stage::Refused | Stage::Withdrawn
    )
}

/// Required tests without a pass for the last build as the newest word.
fn missing(body: &Body, case: &Case) -> Vec<TestId> {
    let category = case.application().category;
    let required = body
        .edition()
        .required_tests(category, case.class())
        .into_iter();
    let lacks = |test: &TestId| {
        let last = case
            .evidence()
            .iter()
            .rfind(|known| known.result.test == *test);
        !last.is_some_and(|last| {
            last.result.verdict == Verdict::Pass
                && last
                    .result
                    .covers
                    .iter()
                    .all(|item| case.build().contains(item))
        })
    };
    required.filter(lacks).collect()
}

fn set_version(result: &mut TestResult, other: &str) {
    if let Performed::Engine { version, .. } = &mut result.performed {
        other.clone_into(version);
    }
}
