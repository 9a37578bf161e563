//! The invariants, checked over the accepted acts by plain code that calls nothing of the body's.
//!
//! The ledger keeps its own picture of what was done. After each act it compares that picture with
//! what the body says, and asks of the acts themselves what the scheme asks of them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp};
use scheme::body::Body;
use scheme::body::act::{
    Act, CloseSurveillance, Component, Period, ReviewStep, Role, Ruling, SurveillanceEnding, What,
};
use scheme::evidence::{
    Input, InputKind, Item, ItemKind, SetAside, Severity, Sighting, TestResult, Verdict,
};
use scheme::finding::Claim;
use scheme::id::{
    ActorId, CaseId, CategoryId, CertificateNumber, ClassId, Digest, FindingId, FirmId, ResultId,
    SurveillanceId, TestId,
};
use scheme::surveillance::Flaw;
use scheme::validity::{Moment, Standing};

use crate::desk::day;

/// How often something interesting happened.
pub(crate) type Counts = BTreeMap<String, u64>;

#[derive(Debug, Default)]
pub(crate) struct Ledger {
    acts: usize,
    firms: BTreeMap<ActorId, FirmId>,
    /// The keys of each actor, the newest last, each with the act from behind which it signs.
    keys: BTreeMap<ActorId, Vec<(String, usize, Period)>>,
    used_keys: BTreeSet<String>,
    revoked: BTreeSet<ActorId>,
    /// The first act, and whether acts have named it.
    first: Option<(String, bool)>,
    registrars: BTreeSet<ActorId>,
    members: Vec<(FirmId, Period, Option<usize>)>,
    accredited: Vec<(FirmId, CategoryId, TestId, Period, Option<usize>)>,
    ties: Vec<(FirmId, FirmId)>,
    cases: BTreeMap<CaseId, Case>,
    certificates: BTreeMap<CertificateNumber, Certificate>,
    watched: BTreeMap<SurveillanceId, Watched>,
}

/// A surveillance case, by plain sums.
#[derive(Debug)]
struct Watched {
    certificate: CertificateNumber,
    flaws: Vec<Flaw>,
    due: Timestamp,
    answers: usize,
    open: bool,
}

#[derive(Debug)]
struct Case {
    maker: FirmId,
    category: CategoryId,
    builds: Vec<(String, Vec<Item>, Vec<Component>)>,
    evaluated: BTreeSet<ActorId>,
    reviewed: BTreeSet<ActorId>,
    results: BTreeMap<ResultId, Done>,
    findings: BTreeMap<FindingId, Finding>,
    granted: Option<(ClassId, Timestamp)>,
    previous: Option<CertificateNumber>,
}

#[derive(Debug, Clone)]
struct Done {
    result: TestResult,
    firm: FirmId,
    by: ActorId,
    evaluated_act: usize,
    evaluated_at: Timestamp,
    act: usize,
}

#[derive(Debug)]
struct Finding {
    test: TestId,
    seen: Sighting,
    on: Item,
    result: ResultId,
    claim: Option<(Claim, usize, Timestamp)>,
    argued: bool,
    ended: Option<usize>,
}

#[derive(Debug)]
struct Certificate {
    case: CaseId,
    class: ClassId,
    category: CategoryId,
    version: String,
    issued: Timestamp,
    last_day: Date,
    ends: Vec<(Timestamp, Standing)>,
    void_declared: bool,
    toggles: Vec<(Timestamp, bool)>,
    /// Whether the last suspension is one of surveillance.
    suspended_for_flaws: bool,
    parts: Vec<(String, CertificateNumber, Timestamp)>,
    build: Vec<Item>,
    declared: BTreeMap<CertificateNumber, (CertificateNumber, Digest)>,
    installed: BTreeMap<String, Digest>,
    again: Vec<Done>,
}

impl Ledger {
    /// Takes in an accepted act and checks every invariant that it could have broken.
    pub(crate) fn take(&mut self, act: &Act, body: &Body, counts: &mut Counts) {
        self.acts += 1;
        let (first, named) = self.first.get_or_insert((act.id.clone(), false));
        match &act.body {
            Some(body) => assert_eq!(body, first, "an act for another body"),
            None => assert!(!*named, "an act for any body behind one that names it"),
        }
        *named |= act.body.is_some();
        match &act.what {
            What::RegisterActor(who) => {
                self.firms.insert(who.actor.clone(), who.firm.clone());
                self.takes_key(&who.actor, &who.public_key, who.period);
                if who.roles.contains(&Role::Registrar) {
                    self.registrars.insert(who.actor.clone());
                }
            }
            What::RevokeActor { actor } => {
                assert!(self.revoked.insert(actor.clone()), "revoked twice");
            }
            What::RenewKey(new) => {
                assert!(
                    !self.revoked.contains(&new.actor),
                    "a revoked actor has a key again"
                );
                assert!(new.period.contains(day(act.at)), "a key of another day");
                let held = self.keys[&new.actor].last().expect("it has a key");
                let by = if self.registrars.contains(&act.by) {
                    "registrar"
                } else {
                    assert_eq!(act.by, new.actor, "a stranger renewed a key");
                    assert!(
                        new.period.until <= held.2.until,
                        "a key outgrew the old one"
                    );
                    "holder"
                };
                *counts
                    .entry(format!("key renewed by the {by}"))
                    .or_default() += 1;
                self.takes_key(&new.actor, &new.public_key, new.period);
            }
            What::AdmitMember { firm, period, .. } => {
                self.members.push((firm.clone(), *period, None));
            }
            What::EndMembership { firm } => {
                let held = self.members.iter_mut().filter(|held| held.0 == *firm);
                held.for_each(|held| held.2 = held.2.or(Some(self.acts)));
            }
            What::Accredit(scope) => {
                for test in &scope.tests {
                    let (firm, test) = (scope.firm.clone(), test.clone());
                    self.accredited
                        .push((firm, scope.category, test, scope.period, None));
                }
            }
            What::EndAccreditation {
                firm,
                category,
                tests,
            } => {
                for held in &mut self.accredited {
                    if held.0 == *firm && held.1 == *category && tests.contains(&held.2) {
                        held.4 = held.4.or(Some(self.acts));
                    }
                }
            }
            What::DeclareTie { firm, other } => self.ties.push((firm.clone(), other.clone())),
            _ => {}
        }
        self.signs(act, body);
        if act.case.is_some() {
            self.take_in_case(act, body, counts);
        } else {
            self.take_on_certificate(act, body, counts);
        }
        self.standings_agree(body, act.at, counts);
    }

    fn takes_key(&mut self, actor: &ActorId, key: &str, period: Period) {
        assert!(
            self.used_keys.insert(key.to_owned()),
            "a key was used before"
        );
        let held = self.keys.entry(actor.clone()).or_default();
        held.push((key.to_owned(), self.acts, period));
    }

    /// Nobody acts with a key that has ended, and everybody agrees which key signs this act and which the next.
    fn signs(&self, act: &Act, body: &Body) {
        let (held, known) = (&self.keys[&act.by], &body.actors()[&act.by]);
        let founding = self.acts == 1;
        let signing = held.iter().rev().find(|key| key.1 < self.acts || founding);
        let (key, _, period) = signing.expect("whoever acts has a key");
        let number = u64::try_from(self.acts).expect("few acts");
        let at = |act_number| Moment {
            at: act.at,
            act: act_number,
        };
        assert_eq!(known.key_at(at(number)), key, "another key signed this act");
        assert_eq!(known.key_at(at(number + 1)), held.last().expect("a key").0);
        assert!(
            period.contains(day(act.at)),
            "a key outside its period signed"
        );
        let own_end = matches!(&act.what, What::RevokeActor { actor } if *actor == act.by);
        assert!(
            own_end || !self.revoked.contains(&act.by),
            "a revoked key signed"
        );
    }

    fn take_in_case(&mut self, act: &Act, body: &Body, counts: &mut Counts) {
        let Some(id) = act.case.clone() else { return };
        if let What::Apply(application) = &act.what {
            self.cases.insert(
                id.clone(),
                Case {
                    maker: application.product.maker.clone(),
                    category: application.category,
                    builds: Vec::new(),
                    evaluated: BTreeSet::new(),
                    reviewed: BTreeSet::new(),
                    results: BTreeMap::new(),
                    findings: BTreeMap::new(),
                    granted: None,
                    previous: None,
                },
            );
        }
        let Some(mut case) = self.cases.remove(&id) else {
            return;
        };
        match &act.what {
            What::Submit(given) => {
                case.builds.push((
                    given.version.clone(),
                    given.build.clone(),
                    given.components.clone(),
                ));
            }
            What::Accept { evaluators } => case.evaluated.extend(evaluators.iter().cloned()),
            What::RecordEvidence { result, .. } => self.recorded(&mut case, act, result),
            What::RaiseFinding(raised) => {
                raised_as_new(&mut case, raised, counts);
            }
            What::Answer { finding, answer } => {
                answered(&mut case, finding, answer, self.acts, act.at)
            }
            What::Retest { finding, result } => {
                self.ends_by_retest(&mut case, finding, result, counts)
            }
            What::Review { step } => self.review(&mut case, act, step, counts),
            What::Decide {
                ruling: Ruling::Grant { class, .. },
            } => {
                self.grants(&case, act, class);
                case.granted = Some((class.clone(), act.at));
                *counts
                    .entry(format!("granted category {}", case.category))
                    .or_default() += 1;
            }
            What::Decide {
                ruling: Ruling::Refuse {},
            } => {
                *counts.entry("refused".to_owned()).or_default() += 1;
            }
            What::Issue(issue) => {
                self.issues(&case, act, issue, body);
                *counts.entry("issued".to_owned()).or_default() += 1;
            }
            What::Delta(delta) => self.takes_over(&mut case, delta, counts),
            _ => {}
        }
        // A later report that does not mention a finding, or any other act, ends and reopens nothing.
        let known = body
            .case(&id)
            .expect("the body has the case of an accepted act");
        assert_eq!(
            known.findings().len(),
            case.findings.len(),
            "a finding vanished"
        );
        for (name, finding) in &case.findings {
            let says = known.finding(name).expect("a finding never vanishes");
            assert_eq!(
                says.has_ended(),
                finding.ended.is_some(),
                "finding {name} of {id}"
            );
        }
        self.cases.insert(id, case);
    }

    fn recorded(&self, case: &mut Case, act: &Act, result: &TestResult) {
        let firm = self.firms[&act.by].clone();
        self.firm_may_test(&firm, case, &result.test, self.acts, act.at);
        for item in &result.covers {
            assert!(
                case.builds.iter().any(|build| build.1.contains(item)),
                "covers a stranger"
            );
        }
        case.evaluated.insert(act.by.clone());
        let done = Done {
            result: result.clone(),
            firm,
            by: act.by.clone(),
            evaluated_act: self.acts,
            evaluated_at: act.at,
            act: self.acts,
        };
        let before = case.results.insert(result.id.clone(), done);
        assert!(before.is_none(), "a result was recorded twice");
    }

    /// A member, accredited for that test on that day, not the applicant, no declared tie.
    fn firm_may_test(&self, firm: &FirmId, case: &Case, test: &TestId, act: usize, at: Timestamp) {
        let on = day(at);
        let holds = |period: &Period, ended: &Option<usize>| {
            period.from <= on && on <= period.until && ended.is_none_or(|ended| ended > act)
        };
        let member = self
            .members
            .iter()
            .any(|(held, period, ended)| held == firm && holds(period, ended));
        assert!(member, "{firm} is no member");
        let accredited = self
            .accredited
            .iter()
            .any(|(held, category, done, period, ended)| {
                held == firm && *category == case.category && done == test && holds(period, ended)
            });
        assert!(accredited, "{firm} is not accredited for {test}");
        self.firm_has_no_interest(firm, &case.maker);
    }

    fn firm_has_no_interest(&self, firm: &FirmId, maker: &FirmId) {
        assert_ne!(firm, maker, "the applicant tests itself");
        for (a, b) in &self.ties {
            assert!(
                (a, b) != (firm, maker) && (a, b) != (maker, firm),
                "{firm} is tied to {maker}"
            );
        }
    }

    /// A retest looks at the place and at a changed input, does not see it, is not the applicant's.
    fn ends_by_retest(
        &self,
        case: &mut Case,
        id: &FindingId,
        result: &ResultId,
        counts: &mut Counts,
    ) {
        let finding = case
            .findings
            .get_mut(id)
            .expect("only known findings are retested");
        assert!(finding.ended.is_none(), "an ended finding was retested");
        let done = &case.results[result];
        let first = &case.results[&finding.result].result;
        let (claim, answered, answered_at) = finding.claim.clone().expect("only answered findings");
        let retest = &done.result;
        assert!(
            done.act > answered && retest.at >= answered_at,
            "the retest is older than the answer"
        );
        assert_eq!(retest.test, finding.test);
        assert_ne!(retest.verdict, Verdict::Inconclusive);
        assert_ne!(done.firm, case.maker, "the applicant did the retest");
        let place = &finding.seen.place;
        let looked = &retest.looked_at;
        assert!(
            looked.whole.contains(&place.scope) || looked.places.contains(place),
            "did not look"
        );
        assert!(
            first.looked_at.whole.is_subset(&looked.whole),
            "looked at less"
        );
        assert!(retest.feed_newest >= first.feed_newest, "older advisories");
        let again = |seen: &Sighting| seen.rule == finding.seen.rule && seen.place == *place;
        assert!(!retest.sightings.iter().any(again), "it is still there");
        let aside = |seen: &SetAside| seen.rule == finding.seen.rule && seen.place == *place;
        assert!(!retest.set_aside.iter().any(aside), "it was set aside");
        let same = |item: &&Item| item.kind == finding.on.kind && item.name == finding.on.name;
        let covered = retest
            .covers
            .iter()
            .find(same)
            .expect("the retest covers the item");
        let build = &case.builds.last().expect("a case under test has a build").1;
        assert!(build.contains(covered), "the retest is of another build");
        let has = |result: &TestResult, vex: &Digest| {
            result
                .inputs
                .iter()
                .any(|input: &Input| input.kind == InputKind::Vex && input.digest == *vex)
        };
        let way = match &claim {
            Claim::Vex { digest } => {
                assert!(
                    has(retest, digest) && !has(first, digest),
                    "no changed input: VEX"
                );
                assert_eq!(finding.test.as_str(), "vulnerability");
                finding.argued = true;
                "argued"
            }
            Claim::Fixed { .. } | Claim::Corrected { .. } => {
                assert_ne!(covered.digest, finding.on.digest, "no changed input");
                finding.ended = Some(self.acts);
                if matches!(claim, Claim::Fixed { .. }) {
                    "ended fixed"
                } else {
                    "ended corrected"
                }
            }
        };
        *counts.entry(way.to_owned()).or_default() += 1;
    }

    fn review(&self, case: &mut Case, act: &Act, step: &ReviewStep, counts: &mut Counts) {
        assert!(
            !case.evaluated.contains(&act.by),
            "the reviewer has evaluated"
        );
        case.reviewed.insert(act.by.clone());
        match step {
            ReviewStep::Begin {} => {}
            ReviewStep::Whole { accepts } => {
                for finding in accepts {
                    let finding = case.findings.get_mut(finding).expect("a known finding");
                    assert!(finding.argued && finding.ended.is_none());
                    finding.ended = Some(self.acts);
                    *counts.entry("ended answered".to_owned()).or_default() += 1;
                }
            }
            ReviewStep::Return { refuses } => {
                for finding in refuses {
                    let finding = case.findings.get_mut(finding).expect("a known finding");
                    finding.argued = false;
                    finding.claim = None;
                    *counts
                        .entry("argument not accepted".to_owned())
                        .or_default() += 1;
                }
            }
        }
    }

    /// Everything that the scheme asks of a grant.
    fn grants(&self, case: &Case, act: &Act, class: &ClassId) {
        assert!(
            !case.evaluated.contains(&act.by),
            "the decider has evaluated"
        );
        assert!(
            case.reviewed.is_disjoint(&case.evaluated),
            "a reviewer has evaluated"
        );
        assert!(!case.reviewed.is_empty(), "nobody has reviewed");
        for (id, finding) in &case.findings {
            assert!(
                finding.ended.is_some() || !blocks(&finding.seen),
                "{id} is open"
            );
        }
        for done in case.results.values() {
            for seen in done.result.sightings.iter().filter(|seen| blocks(seen)) {
                let raised = case.findings.values().any(|finding| {
                    finding.test == done.result.test
                        && same(&finding.seen, seen)
                        && finding.ended.is_none_or(|ended| ended > done.act)
                });
                assert!(raised, "a blocking sighting without a finding");
            }
        }
        let (_, build, components) = case.builds.last().expect("a granted case has a build");
        for test in required(case.category, class) {
            let kinds = kinds(test);
            let must: BTreeSet<&Item> = build
                .iter()
                .filter(|item| kinds.contains(&item.kind))
                .collect();
            let satisfies = case.results.values().find(|done| {
                let covers: BTreeSet<&Item> = done.result.covers.iter().collect();
                done.result.test.as_str() == test
                    && done.result.verdict == Verdict::Pass
                    && covers.is_superset(&must)
                    && covers.iter().all(|item| build.contains(item))
                    && !self.ties.iter().any(|(a, b)| {
                        (a, b) == (&done.firm, &case.maker) || (a, b) == (&case.maker, &done.firm)
                    })
            });
            let done = satisfies.unwrap_or_else(|| panic!("{test} is not satisfied"));
            assert!(!must.is_empty());
            assert!(case.evaluated.contains(&done.by));
            self.firm_may_test(
                &done.firm,
                case,
                &done.result.test,
                done.evaluated_act,
                done.evaluated_at,
            );
        }
        if case.category == CategoryId(3) {
            for category in [1, 2] {
                assert!(
                    components
                        .iter()
                        .any(|component| component.category == CategoryId(category))
                );
            }
            for component in components {
                let number = component
                    .certificate
                    .expect("every component holds a certificate");
                let held = &self.certificates[&number];
                assert_eq!(held.category, component.category);
                assert!(["2-a", "2-b", "3"].contains(&held.class.as_str()));
                assert!(
                    held.build
                        .iter()
                        .any(|item| item.digest == component.digest)
                );
                assert_eq!(self.stands(number, act.at), Some(Standing::Valid));
            }
        }
    }

    fn issues(&mut self, case: &Case, act: &Act, issue: &scheme::body::act::Issue, body: &Body) {
        let (class, decided) = case
            .granted
            .clone()
            .expect("only what was granted is issued");
        let (version, build, components) = case.builds.last().cloned().expect("it has a build");
        let says = body
            .certificate(issue.number)
            .expect("the body has what it issued");
        assert_eq!(
            says.build, build,
            "the certificate covers other digests than the last build"
        );
        assert_eq!((&says.class, &says.version), (&class, &version));
        assert_eq!(
            issue.number.year(),
            u16::try_from(day(decided).year()).expect("a year")
        );
        let from = issue.valid_from;
        let leap = from.month() == 2 && from.day() == 29;
        let last = if leap { 28 } else { from.day() };
        assert_eq!(issue.valid_until, date(from.year() + 2, from.month(), last));
        if let Some(previous) = case.previous {
            let earlier = &self.certificates[&previous];
            let stands = self.stands(previous, act.at);
            let over = !matches!(stands, Some(Standing::Valid | Standing::Suspended));
            assert!(
                earlier.version == version || earlier.void_declared || over,
                "two versions stand"
            );
        }
        let installed = components
            .iter()
            .map(|component| (component.name.clone(), component.digest))
            .collect();
        let parts = components
            .into_iter()
            .filter_map(|component| Some((component.name, component.certificate?, act.at)));
        let certificate = Certificate {
            case: act.case.clone().expect("an issue names its case"),
            class,
            category: case.category,
            version,
            issued: act.at,
            last_day: issue.valid_until,
            ends: Vec::new(),
            void_declared: false,
            toggles: Vec::new(),
            suspended_for_flaws: false,
            parts: parts.collect(),
            build,
            declared: BTreeMap::new(),
            installed,
            again: Vec::new(),
        };
        let before = self.certificates.insert(issue.number, certificate);
        assert!(before.is_none(), "a number was issued twice");
    }

    /// Reused: everything covered is in the new build, never the vulnerability test.
    fn takes_over(&self, case: &mut Case, delta: &scheme::body::act::Delta, counts: &mut Counts) {
        let (_, build, _) = case.builds.last().expect("a case under test has a build");
        let earlier = self.cases.get(&self.certificates[&delta.previous].case);
        case.previous = Some(delta.previous);
        for (old, new) in &delta.reused {
            let done = earlier
                .and_then(|known| known.results.get(old))
                .expect("an earlier result");
            assert_ne!(done.result.test.as_str(), "vulnerability");
            assert_eq!(done.result.verdict, Verdict::Pass);
            assert!(
                done.result.covers.iter().all(|item| build.contains(item)),
                "changed, yet reused"
            );
            if let Some(inputs) = delta.inputs.get(&done.result.test) {
                assert!(
                    done.result
                        .inputs
                        .iter()
                        .all(|input| inputs.contains(input))
                );
            }
            case.evaluated.insert(done.by.clone());
            let mut taken = Done {
                act: self.acts,
                ..done.clone()
            };
            taken.result.id = new.clone();
            case.results.insert(new.clone(), taken);
            *counts.entry("reused".to_owned()).or_default() += 1;
        }
    }

    fn take_on_certificate(&mut self, act: &Act, body: &Body, counts: &mut Counts) {
        match &act.what {
            What::VersionUp(up) => {
                let known = up.blocking_known
                    || self.cases.values().any(|case| {
                        let open =
                            |finding: &Finding| finding.ended.is_none() && blocks(&finding.seen);
                        case.previous == Some(up.certificate) && case.findings.values().any(open)
                    })
                    || self
                        .watched
                        .values()
                        .any(|watched| watched.open && watched.certificate == up.certificate);
                let literal = body.edition().id().as_str() == "mitsf-2016";
                let days = if known || literal { 0 } else { 90 };
                let effective = act.at + SignedDuration::from_hours(24 * days);
                let kind = if days == 0 {
                    "void at once"
                } else {
                    "void after a transition"
                };
                *counts.entry(kind.to_owned()).or_default() += 1;
                let certificate = self.touched(up.certificate, act.at);
                assert!(!certificate.void_declared, "a version went up twice");
                certificate.void_declared = true;
                certificate.ends.push((effective, Standing::Void));
            }
            What::Suspend { certificate } => {
                let certificate = self.touched(*certificate, act.at);
                certificate.toggles.push((act.at, true));
                certificate.suspended_for_flaws = false;
            }
            What::Resume { certificate } => {
                *counts.entry("resumed".to_owned()).or_default() += 1;
                assert!(
                    !self.waits_too_long(*certificate, act.at),
                    "it came back with a flaw that is overdue"
                );
                self.touched(*certificate, act.at)
                    .toggles
                    .push((act.at, false));
            }
            What::OpenSurveillance(_)
            | What::AnswerSurveillance { .. }
            | What::SuspendOverdue { .. }
            | What::CloseSurveillance(_) => self.watches(act, body, counts),
            What::WithdrawCertificate { certificate } => {
                let end = (act.at, Standing::Withdrawn);
                self.touched(*certificate, act.at).ends.push(end);
            }
            What::Expire { certificate } => {
                assert_eq!(self.stands(*certificate, act.at), Some(Standing::Expired));
                *counts.entry("expiry recorded".to_owned()).or_default() += 1;
            }
            What::ReplaceComponent(new) => {
                let declared = (new.new, new.digest);
                self.touched(new.certificate, act.at)
                    .declared
                    .insert(new.old, declared);
            }
            What::Reexamine(again) => {
                let system = &self.certificates[&again.certificate];
                let case = &self.cases[&system.case];
                assert!(!case.reviewed.contains(&act.by), "a reviewer evaluates");
                let firm = self.firms[&act.by].clone();
                self.firm_may_test(&firm, case, &again.result.test, self.acts, act.at);
                let done = Done {
                    result: (*again.result).clone(),
                    firm,
                    by: act.by.clone(),
                    evaluated_act: self.acts,
                    evaluated_at: act.at,
                    act: self.acts,
                };
                self.touched(again.certificate, act.at).again.push(done);
                *counts.entry("examined again".to_owned()).or_default() += 1;
            }
            What::AcceptReplacement { certificate, old } => {
                self.examined_again(*certificate, act, counts);
                let (new, digest) = self
                    .touched(*certificate, act.at)
                    .declared
                    .remove(old)
                    .expect("only what the holder declared is accepted");
                assert_eq!(self.stands(new, act.at), Some(Standing::Valid));
                assert!(
                    self.certificates[&new]
                        .build
                        .iter()
                        .any(|item| item.digest == digest)
                );
                let system = self.touched(*certificate, act.at);
                let mut names = system.parts.iter().filter(|part| part.1 == *old);
                let name = names
                    .next_back()
                    .expect("it rested on the old one")
                    .0
                    .clone();
                system.installed.insert(name.clone(), digest);
                system.parts.push((name, new, act.at));
                *counts.entry("component replaced".to_owned()).or_default() += 1;
            }
            _ => {}
        }
    }

    /// Each required test of a system speaks of what is installed once its replacements are: newly
    /// examined, or a person's report of within a year about things that stayed the same.
    fn examined_again(&self, number: CertificateNumber, act: &Act, counts: &mut Counts) {
        let system = &self.certificates[&number];
        let case = &self.cases[&system.case];
        let mut installed = system.installed.clone();
        for (name, part, _) in &system.parts {
            let current = system.parts.iter().rfind(|later| later.0 == *name);
            if let Some((_, digest)) = system
                .declared
                .get(part)
                .filter(|_| current.is_some_and(|current| current.1 == *part))
            {
                installed.insert(name.clone(), *digest);
            }
        }
        let is_there = |item: &Item| match item.kind {
            ItemKind::Component => installed.get(&item.name) == Some(&item.digest),
            _ => system.build.contains(item),
        };
        let speaks = |done: &&Done| done.result.covers.iter().all(is_there);
        for done in system.again.iter().filter(speaks) {
            assert_ne!(done.result.verdict, Verdict::Fail, "it failed with this");
            assert_ne!(done.by, act.by, "who examined accepts");
        }
        for test in required(system.category, &system.class) {
            let is_whole = |done: &&Done| {
                let passed = done.result.verdict == Verdict::Pass;
                let young =
                    act.at.duration_since(done.result.at) <= SignedDuration::from_hours(24 * 365);
                let covers = |kind, name: &str| {
                    let mut covered = done.result.covers.iter();
                    covered.any(|item| item.kind == kind && item.name == name)
                };
                let mut must = system
                    .build
                    .iter()
                    .filter(|item| kinds(test).contains(&item.kind));
                let whole = must.all(|item| covers(item.kind, &item.name));
                done.result.test.as_str() == test && passed && young && whole
            };
            let by_hand = |done: &&Done| {
                !matches!(
                    done.result.performed,
                    scheme::evidence::Performed::Engine { .. }
                )
            };
            let anew = system
                .again
                .iter()
                .filter(speaks)
                .any(|done| is_whole(&done));
            let mut stood = case.results.values().filter(speaks).filter(by_hand);
            let stands = stood.any(|done| is_whole(&done));
            assert!(anew || stands, "{test} was not examined again");
            let event = if anew { "anew" } else { "stood" };
            *counts
                .entry(format!("a system's test {event}"))
                .or_default() += 1;
        }
    }

    fn waits_too_long(&self, number: CertificateNumber, at: Timestamp) -> bool {
        let mut watched = self.watched.values();
        watched.any(|one| one.open && one.certificate == number && one.due <= at)
    }

    /// Surveillance: due dates by the worst flaw, suspension only when one has passed, and what ends a case.
    fn watches(&mut self, act: &Act, body: &Body, counts: &mut Counts) {
        let mut count = |event: &str| *counts.entry(event.to_owned()).or_default() += 1;
        match &act.what {
            What::OpenSurveillance(open) => {
                let days = open.flaws.iter().map(|flaw| match flaw.severity {
                    _ if flaw.exploited => 14,
                    Severity::Unknown | Severity::Critical => 14,
                    Severity::High => 30,
                    Severity::Medium => 90,
                    Severity::Low => 180,
                    Severity::None => panic!("it blocks nothing"),
                });
                let days = days.min().expect("a case has a flaw");
                assert_eq!(open.due, act.at + SignedDuration::from_hours(24 * days));
                let names =
                    |one: &Flaw, other: &Flaw| one.rule == other.rule && one.place == other.place;
                for flaw in &open.flaws {
                    let mut watched = self.watched.values();
                    let before = watched.find(|one| {
                        let mut known = one.flaws.iter();
                        one.open
                            && one.certificate == open.certificate
                            && known.any(|known| names(known, flaw) && known == flaw)
                    });
                    assert!(before.is_none(), "a flaw has two open cases");
                }
                self.touched(open.certificate, act.at);
                let watched = Watched {
                    certificate: open.certificate,
                    flaws: open.flaws.clone(),
                    due: open.due,
                    answers: 0,
                    open: true,
                };
                let before = self.watched.insert(open.surveillance.clone(), watched);
                assert!(before.is_none(), "a surveillance case was opened twice");
                count("surveillance opened");
            }
            What::AnswerSurveillance { surveillance, .. } => {
                let watched = self.watched.get_mut(surveillance).expect("it is known");
                assert!(watched.open, "a closed surveillance case was answered");
                watched.answers += 1;
            }
            What::SuspendOverdue { surveillance } => {
                let watched = &self.watched[surveillance];
                assert!(watched.open && watched.due <= act.at, "it is not overdue");
                let literal = body.edition().id().as_str() == "mitsf-2016";
                assert!(
                    !literal || act.by.as_str() != "registrar",
                    "a rule suspended"
                );
                let number = watched.certificate;
                let certificate = self.touched(number, act.at);
                certificate.toggles.push((act.at, true));
                certificate.suspended_for_flaws = true;
                count("suspended as overdue");
            }
            What::CloseSurveillance(close) => self.closes(act, close, counts),
            _ => unreachable!("only acts of surveillance come here"),
        }
    }

    fn closes(&mut self, act: &Act, close: &CloseSurveillance, counts: &mut Counts) {
        let mut count = |event: &str| *counts.entry(event.to_owned()).or_default() += 1;
        let watched = self.watched.get_mut(&close.surveillance).expect("known");
        assert!(watched.open, "a surveillance case was closed twice");
        watched.open = false;
        let (number, answers) = (watched.certificate, watched.answers);
        let flaws = watched.flaws.clone();
        let over = !matches!(
            self.stands(number, act.at),
            Some(Standing::Valid | Standing::Suspended)
        );
        let kind: &'static str = (&close.ending).into();
        count(&format!("surveillance {kind}"));
        match &close.ending {
            SurveillanceEnding::Ended {} => assert!(over, "{number} has not ended"),
            SurveillanceEnding::Answered {} => {
                assert!(answers > 0 && !over && act.by.as_str() != "registrar");
            }
            SurveillanceEnding::NotAffected {} => assert!(!over),
            SurveillanceEnding::Fixed { certificate } => {
                assert_eq!(self.stands(*certificate, act.at), Some(Standing::Valid));
                let (old, new) = (&self.certificates[&number], &self.certificates[certificate]);
                assert_ne!(old.version, new.version);
                let has = |one: &Watched| {
                    one.open
                        && one.certificate == *certificate
                        && one
                            .flaws
                            .iter()
                            .any(|known| flaws.iter().any(|flaw| flaw.rule == known.rule))
                };
                assert!(!self.watched.values().any(has), "the flaw is there too");
            }
        }
        assert!(over || close.answer.is_some(), "nobody looked again");
        let held = self.waits_too_long(number, act.at);
        let certificate = &self.certificates[&number];
        let suspended = certificate.toggles.last().is_some_and(|last| last.1);
        if !over && !held && suspended && certificate.suspended_for_flaws {
            let certificate = self.touched(number, act.at);
            certificate.toggles.push((act.at, false));
            count("came back");
        }
    }

    /// The certificate that an act changes: never one that is over.
    fn touched(&mut self, number: CertificateNumber, at: Timestamp) -> &mut Certificate {
        let standing = self
            .stands(number, at)
            .expect("only issued certificates change");
        assert!(
            matches!(standing, Standing::Valid | Standing::Suspended),
            "{number} is {standing}"
        );
        self.certificates
            .get_mut(&number)
            .expect("it was just found")
    }

    /// What the body says about each certificate is what the acts say.
    pub(crate) fn standings_agree(&self, body: &Body, at: Timestamp, counts: &mut Counts) {
        assert_eq!(body.certificates().len(), self.certificates.len());
        for (number, certificate) in &self.certificates {
            let says = body.standing(*number, at).map(|standing| standing.standing);
            assert_eq!(says, self.stands(*number, at), "{number} at {at}");
            if let Some(standing) = says {
                let kind = if certificate.parts.is_empty() {
                    "product"
                } else {
                    "system"
                };
                *counts.entry(format!("{kind} {standing}")).or_default() += 1;
                if kind == "system" && standing == Standing::Valid {
                    assert!(
                        certificate
                            .toggles
                            .last()
                            .is_none_or(|last| !last.1 || last.0 > at)
                    );
                    assert!(
                        day(at) <= certificate.last_day,
                        "a system outlived its term"
                    );
                }
            }
        }
    }

    /// Moments at which something could change.
    pub(crate) fn moments(&self) -> BTreeSet<Timestamp> {
        let mut moments = BTreeSet::new();
        for certificate in self.certificates.values() {
            moments.insert(certificate.issued);
            moments.insert(midnight_after(certificate.last_day));
            for (end, _) in &certificate.ends {
                moments.insert(*end);
                moments.insert(*end + limit());
            }
            moments.insert(midnight_after(certificate.last_day) + limit());
        }
        let around = |at: &Timestamp| [*at - SignedDuration::from_secs(1), *at];
        moments.iter().flat_map(around).collect()
    }

    fn stands(&self, number: CertificateNumber, at: Timestamp) -> Option<Standing> {
        let certificate = &self.certificates[&number];
        if at < certificate.issued {
            return None;
        }
        let mut ends: Vec<(Timestamp, Standing)> = self.own_end(number).into_iter().collect();
        let mut carried = true;
        for (i, (name, part, from)) in certificate.parts.iter().enumerate() {
            let next = certificate.parts[i + 1..]
                .iter()
                .find(|later| later.0 == *name);
            let until = next.map(|next| next.2);
            if let Some((ended, _)) = self.own_end(*part) {
                let dies = ended.max(*from) + limit();
                if until.is_none_or(|until| until > dies) {
                    ends.push((dies, Standing::Expired));
                }
            }
            let current = *from <= at && until.is_none_or(|until| at < until);
            carried &= !current || self.own(*part, at) == Standing::Valid;
        }
        let first = ends
            .into_iter()
            .filter(|end| end.0 <= at)
            .min_by_key(|end| end.0);
        Some(match first {
            Some((_, standing)) => standing,
            None if !carried => Standing::Suspended,
            None => self.own(number, at),
        })
    }

    fn own_end(&self, number: CertificateNumber) -> Option<(Timestamp, Standing)> {
        let certificate = &self.certificates[&number];
        let term = (midnight_after(certificate.last_day), Standing::Expired);
        certificate
            .ends
            .iter()
            .copied()
            .chain([term])
            .min_by_key(|end| end.0)
    }

    fn own(&self, number: CertificateNumber, at: Timestamp) -> Standing {
        let toggles = &self.certificates[&number].toggles;
        match self.own_end(number) {
            Some((ended, standing)) if ended <= at => standing,
            _ => match toggles.iter().rfind(|toggle| toggle.0 <= at) {
                Some((_, true)) => Standing::Suspended,
                _ => Standing::Valid,
            },
        }
    }
}

fn raised_as_new(case: &mut Case, raised: &scheme::body::act::Raised, counts: &mut Counts) {
    let result = &case.results[&raised.result].result;
    let seen = result.sightings[raised.sighting].clone();
    let ended: Vec<&FindingId> = case
        .findings
        .iter()
        .filter(|(_, known)| {
            known.ended.is_some() && known.test == result.test && same(&known.seen, &seen)
        })
        .map(|(id, _)| id)
        .collect();
    match &raised.again_of {
        None => assert!(
            ended.is_empty(),
            "a closed finding shows again and nobody says so"
        ),
        Some(again) => {
            assert!(ended.contains(&again));
            *counts.entry("shows again".to_owned()).or_default() += 1;
        }
    }
    let on = result.covers.iter().find(|item| item.name == seen.item);
    let finding = Finding {
        test: result.test.clone(),
        on: on.expect("a sighting is in something covered").clone(),
        seen,
        result: raised.result.clone(),
        claim: None,
        argued: false,
        ended: None,
    };
    let before = case.findings.insert(raised.finding.clone(), finding);
    assert!(before.is_none(), "a finding was raised twice");
}

fn answered(case: &mut Case, id: &FindingId, claim: &Claim, act: usize, at: Timestamp) {
    let finding = case
        .findings
        .get_mut(id)
        .expect("only known findings are answered");
    assert!(finding.ended.is_none(), "an ended finding was answered");
    finding.claim = Some((claim.clone(), act, at));
    finding.argued = false;
    let (version, last, mut components) = case.builds.last().cloned().expect("it has a build");
    let (version, build) = match claim {
        Claim::Fixed { version, build } => (version.clone(), build.clone()),
        Claim::Corrected { build } => (version, build.clone()),
        Claim::Vex { .. } => (version, last),
    };
    for component in &mut components {
        let mut items = build.iter().filter(|item| item.kind == ItemKind::Component);
        if let Some(item) = items.find(|item| item.name == component.name) {
            component.digest = item.digest;
        }
    }
    case.builds.push((version, build, components));
}

pub(crate) fn same(a: &Sighting, b: &Sighting) -> bool {
    a.rule == b.rule && a.place == b.place
}

/// Both editions block from low on, and what has no score.
pub(crate) fn blocks(seen: &Sighting) -> bool {
    seen.severity != Severity::None
}

fn midnight_after(last_day: Date) -> Timestamp {
    let next = last_day.tomorrow().expect("tests stay within the calendar");
    next.to_zoned(jiff::tz::TimeZone::UTC)
        .expect("a day in UTC")
        .timestamp()
}

/// How long a system waits for a replacement.
fn limit() -> SignedDuration {
    SignedDuration::from_hours(24 * 180)
}

/// The slide's table.
pub(crate) fn required(category: CategoryId, class: &ClassId) -> Vec<&'static str> {
    match (category.0, class.as_str()) {
        (1, "1") => vec!["vulnerability", "continuing"],
        (1, "2-a") => vec!["vulnerability", "continuing", "interactive"],
        (1, "2-b") => vec!["vulnerability", "continuing", "static"],
        (1, "3") => vec!["vulnerability", "continuing", "interactive", "static"],
        (2, "1") => vec!["fuzzing"],
        (2, "2-a") => vec!["fuzzing", "interactive"],
        (2, "2-b") => vec!["fuzzing", "static"],
        (2, "3") => vec!["fuzzing", "interactive", "static"],
        (3, "1") => vec!["documents"],
        (3, "2") => vec!["documents", "rat"],
        (3, "3") => vec!["documents", "rat", "dos"],
        (category, class) => panic!("category {category} has no class {class}"),
    }
}

/// What each test must cover.
fn kinds(test: &str) -> &'static [ItemKind] {
    match test {
        "vulnerability" => &[ItemKind::PartsList],
        "continuing" => &[ItemKind::Declaration],
        "interactive" | "fuzzing" => &[ItemKind::Artefact, ItemKind::Interface],
        "static" => &[ItemKind::Source],
        "documents" => &[ItemKind::Document],
        "rat" => &[ItemKind::Component],
        "dos" => &[ItemKind::Component, ItemKind::Interface],
        other => panic!("no test {other}"),
    }
}
