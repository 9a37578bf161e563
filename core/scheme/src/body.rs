//! The body: who is known to it, its cases and certificates, and the acts that change them.
//!
//! [`Body::perform`] is the only way to change a body. A refused act changes nothing and gives all
//! reasons; the accepted acts, performed again in order, give an equal body.

pub mod act;
mod application;
pub mod case;
pub mod certificate;
mod decision;
mod evaluation;
pub mod firms;
mod issue;
pub mod people;
mod refusal;
mod remedy;
mod replace;
mod review;
pub mod surveillance;
mod takeover;
mod upkeep;
pub mod voices;
pub mod worklist;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::delta::DeltaOutcome;
use crate::edition::Edition;
use crate::id::{ActorId, CaseId, CertificateNumber, FirmId, SurveillanceId};
use crate::validity::{self, Moment, StandingAt};
use act::{Act, CloseSurveillance, OpenSurveillance, Reexamination, Replacement, VersionUp, What};
use case::Case;
use certificate::Certificate;
use firms::Firm;
use people::Actor;
use surveillance::Watched;
use voices::{Voice, VoiceKind};

pub use refusal::Refusal;

/// A certification body under one edition, as its acts have made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    edition: Edition,
    founding: Option<String>,
    named: bool,
    last: Option<Timestamp>,
    acts: u64,
    acts_without_case: u64,
    ids: BTreeSet<String>,
    actors: BTreeMap<ActorId, Actor>,
    firms: BTreeMap<FirmId, Firm>,
    ties: BTreeSet<(FirmId, FirmId)>,
    cases: BTreeMap<CaseId, Case>,
    certificates: BTreeMap<CertificateNumber, Certificate>,
    voices: BTreeMap<String, Voice>,
    surveillance: BTreeMap<SurveillanceId, Watched>,
}

impl Body {
    /// A body that nobody has acted in.
    #[must_use]
    pub fn new(edition: Edition) -> Self {
        Self {
            edition,
            founding: None,
            named: false,
            last: None,
            acts: 0,
            acts_without_case: 0,
            ids: BTreeSet::new(),
            actors: BTreeMap::new(),
            firms: BTreeMap::new(),
            ties: BTreeSet::new(),
            cases: BTreeMap::new(),
            certificates: BTreeMap::new(),
            voices: BTreeMap::new(),
            surveillance: BTreeMap::new(),
        }
    }

    /// Does an act, or refuses it with all reasons and stays as it was.
    pub fn perform(&mut self, act: &Act) -> Result<(), Vec<Refusal>> {
        let mut no = Vec::new();
        self.sound_frame(act, &mut no);
        people::may_act(self, act, &mut no);
        let when = Moment {
            at: act.at,
            act: self.acts + 1,
        };
        let stage = act.case.as_ref().and_then(|id| self.cases.get(id));
        let stage = stage.map(Case::stage);
        self.change(act, when, no)?;
        self.note(act);
        self.note_since(act, when, stage);
        Ok(())
    }

    /// The edition that it works by.
    #[must_use]
    pub fn edition(&self) -> &Edition {
        &self.edition
    }

    /// The name of the first act: what an act for this body names. `None` while nobody has acted.
    #[must_use]
    pub fn founding(&self) -> Option<&str> {
        self.founding.as_deref()
    }

    /// How many acts were done.
    #[must_use]
    pub fn acts(&self) -> u64 {
        self.acts
    }

    /// How many acts without a case were done: what the next such act may expect.
    #[must_use]
    pub fn acts_without_case(&self) -> u64 {
        self.acts_without_case
    }

    /// The time of the last act.
    #[must_use]
    pub fn last_act_at(&self) -> Option<Timestamp> {
        self.last
    }

    /// Everybody known, also with an ended key.
    #[must_use]
    pub fn actors(&self) -> &BTreeMap<ActorId, Actor> {
        &self.actors
    }

    /// Whose key of today this public key is, also when it has ended.
    #[must_use]
    pub fn holder(&self, public_key: &str) -> Option<&ActorId> {
        let mut actors = self.actors.iter();
        let holder = actors.find(|(_, actor)| actor.registration.public_key == public_key);
        holder.map(|(id, _)| id)
    }

    /// Every firm that is or was a member.
    #[must_use]
    pub fn firms(&self) -> &BTreeMap<FirmId, Firm> {
        &self.firms
    }

    /// Every declared tie, each pair once in the order of the names.
    #[must_use]
    pub fn ties(&self) -> &BTreeSet<(FirmId, FirmId)> {
        &self.ties
    }

    /// Every case.
    #[must_use]
    pub fn cases(&self) -> &BTreeMap<CaseId, Case> {
        &self.cases
    }

    /// One case.
    #[must_use]
    pub fn case(&self, id: &CaseId) -> Option<&Case> {
        self.cases.get(id)
    }

    /// Every certificate.
    #[must_use]
    pub fn certificates(&self) -> &BTreeMap<CertificateNumber, Certificate> {
        &self.certificates
    }

    /// One certificate.
    #[must_use]
    pub fn certificate(&self, number: CertificateNumber) -> Option<&Certificate> {
        self.certificates.get(&number)
    }

    /// The systems that rest on this certificate at present: what befalls it, they follow.
    pub fn systems_on(&self, component: CertificateNumber) -> impl Iterator<Item = &Certificate> {
        let known = self.certificates.values();
        known.filter(move |known| known.current_part(component).is_some())
    }

    /// Every appeal and complaint, by the act that made it.
    #[must_use]
    pub fn voices(&self) -> &BTreeMap<String, Voice> {
        &self.voices
    }

    /// Every surveillance case.
    #[must_use]
    pub fn surveillance(&self) -> &BTreeMap<SurveillanceId, Watched> {
        &self.surveillance
    }

    /// Where a certificate stands at this moment; `None` when there is none by then.
    #[must_use]
    pub fn standing(&self, number: CertificateNumber, at: Timestamp) -> Option<StandingAt> {
        let life = |number| self.certificates.get(&number).map(Certificate::life);
        validity::standing(&self.edition, life(number)?, at, life)
    }

    /// Refuses an act whose name, time, reason, case or picture is not in order.
    fn sound_frame(&self, act: &Act, no: &mut Vec<Refusal>) {
        if !is_lower_hex(&act.id, 32) {
            no.push(Refusal::ActIdForm {
                id: act.id.chars().take(80).collect(),
            });
        }
        if self.ids.contains(&act.id) {
            no.push(Refusal::ActRepeated { id: act.id.clone() });
        }
        // The first act is the body's name; it may name itself.
        let founding = self.founding.as_ref().unwrap_or(&act.id);
        match &act.body {
            Some(named) if named != founding => no.push(Refusal::OtherBody {
                named: named.chars().take(80).collect(),
                founding: founding.chars().take(80).collect(),
            }),
            None if self.named => no.push(Refusal::BodyMissing {}),
            _ => {}
        }
        if act.why.trim().is_empty() {
            no.push(Refusal::WhyMissing {});
        }
        if let Some(last) = self.last.filter(|last| act.at < *last) {
            no.push(Refusal::TimeRunsBackwards { at: act.at, last });
        }
        match (wants_case(&act.what), &act.case) {
            (Some(true), None) => no.push(Refusal::CaseMissing {}),
            (Some(false), Some(case)) => no.push(Refusal::CaseNotWanted { case: case.clone() }),
            _ => {}
        }
        let has = match &act.case {
            Some(id) => self.cases.get(id).map_or(0, Case::acts),
            None => self.acts_without_case,
        };
        if let Some(expects) = act.expects.filter(|expects| *expects != has) {
            no.push(Refusal::OldPicture { expects, has });
        }
    }

    /// Hands the act to the file of its subject, with what is against it already.
    fn change(&mut self, act: &Act, when: Moment, no: Vec<Refusal>) -> Result<(), Vec<Refusal>> {
        match &act.what {
            What::RegisterActor(who) => people::register(self, who, no),
            What::RevokeActor { actor } => people::revoke(self, when, actor, no),
            What::RenewKey(renewal) => people::renew(self, act, when, renewal, no),
            What::AdmitMember { firm, name, period } => firms::admit(self, firm, name, *period, no),
            What::EndMembership { firm } => firms::end_membership(self, when, firm, no),
            What::Accredit(scope) => firms::accredit(self, when, scope, no),
            What::EndAccreditation {
                firm,
                category,
                tests,
            } => firms::end_accreditation(self, when, firm, *category, tests, no),
            What::DeclareTie { firm, other } => firms::declare_tie(self, act, firm, other, no),
            What::Apply(application) => application::apply(self, act, when, application, no),
            What::Submit(submission) => application::submit(self, act, submission, no),
            What::WithdrawApplication {} => application::withdraw(self, act, no),
            What::Accept { evaluators } => evaluation::accept(self, act, when, evaluators, no),
            What::RecordEvidence {
                result,
                attachments,
            } => evaluation::record(self, act, when, (result, attachments), no),
            What::RaiseFinding(raised) => remedy::raise(self, act, raised, no),
            What::Answer { finding, answer } => {
                remedy::answer(self, act, when, finding, answer, no)
            }
            What::Retest { finding, result } => {
                remedy::retest(self, act, when, finding, result, no)
            }
            What::Review { step } => review::step(self, act, when, step, no),
            What::Decide { ruling } => decision::rule(self, act, when, ruling, no),
            What::Issue(issue) => issue::issue(self, act, when, issue, no),
            What::Delta(delta) => takeover::take_over(self, act, when, delta, no),
            What::VersionUp(version_up) => upkeep::version_up(self, act, when, version_up, no),
            What::Suspend { certificate } => upkeep::suspend(self, act, when, *certificate, no),
            What::Resume { certificate } => upkeep::resume(self, act, when, *certificate, no),
            What::WithdrawCertificate { certificate } => {
                upkeep::withdraw(self, act, when, *certificate, no)
            }
            What::Expire { certificate } => upkeep::expire(self, act, when, *certificate, no),
            What::ReplaceComponent(replacement) => replace::declare(self, act, replacement, no),
            What::Reexamine(again) => replace::reexamine(self, act, when, again, no),
            What::AcceptReplacement { certificate, old } => {
                replace::accept(self, act, when, *certificate, *old, no)
            }
            What::OpenSurveillance(open) => surveillance::open(self, act, when, open, no),
            What::AnswerSurveillance { surveillance, vex } => {
                surveillance::answer(self, act, when, surveillance, *vex, no)
            }
            What::SuspendOverdue { surveillance } => {
                surveillance::suspend(self, act, when, surveillance, no)
            }
            What::CloseSurveillance(close) => surveillance::close(self, act, when, close, no),
            What::Appeal { text } => voices::speak(self, act, when, VoiceKind::Appeal, *text, no),
            What::Complaint { text } => {
                voices::speak(self, act, when, VoiceKind::Complaint, *text, no)
            }
            What::Handle(answer) => voices::handle(self, act, when, answer, no),
        }
    }

    /// What must be examined again at system level before a system's declared replacements can be
    /// accepted: for each required test what the delta rules say of the system as it is with them.
    ///
    /// The rules are asked without what an engine would use today, so that an engine's result is
    /// never taken over unseen. What is not [`Outcome::Reuse`](crate::delta::Outcome::Reuse) needs an
    /// [`act::Reexamination`]. `None` for a certificate that is not known.
    #[must_use]
    pub fn to_examine(
        &self,
        system: CertificateNumber,
        at: Timestamp,
    ) -> Option<Vec<DeltaOutcome>> {
        let system = self.certificates.get(&system)?;
        Some(replace::to_examine(self, system, at))
    }

    /// Remembers since when a case stands where it does, and what else work lists count from.
    fn note_since(&mut self, act: &Act, when: Moment, before: Option<case::Stage>) {
        if let What::ReplaceComponent(declared) = &act.what
            && let Some(system) = self.certificates.get_mut(&declared.certificate)
        {
            system.declared_at.insert(declared.old, when);
        }
        let Some(case) = act.case.as_ref().and_then(|id| self.cases.get_mut(id)) else {
            return;
        };
        if before != Some(case.stage) {
            case.since = when;
        }
        let moved: Vec<_> = match &act.what {
            What::RaiseFinding(raised) => vec![&raised.finding],
            What::Answer { finding, .. } | What::Retest { finding, .. } => vec![finding],
            What::Review {
                step: act::ReviewStep::Return { refuses },
            } => refuses.iter().collect(),
            _ => Vec::new(),
        };
        for finding in moved {
            case.moved.insert(finding.clone(), when);
        }
    }

    /// Counts an accepted act and remembers who had a part in the case.
    fn note(&mut self, act: &Act) {
        self.ids.insert(act.id.clone());
        self.founding.get_or_insert_with(|| act.id.clone());
        self.named |= act.body.is_some();
        self.acts += 1;
        self.last = Some(act.at);
        match &act.case {
            Some(id) => {
                if let Some(case) = self.cases.get_mut(id) {
                    case.acts += 1;
                }
            }
            None => self.acts_without_case += 1,
        }
        let touched = self
            .certificate_of(&act.what)
            .and_then(|number| self.certificates.get(&number));
        let case = act
            .case
            .clone()
            .or_else(|| touched.map(|touched| touched.case.clone()));
        let speaks = matches!(act.what, What::Complaint { .. } | What::Handle(_));
        if let Some(case) = case
            .filter(|_| !speaks)
            .and_then(|id| self.cases.get_mut(&id))
        {
            case.part_in.insert(act.by.clone());
        }
    }

    /// The certificate that an act is about.
    fn certificate_of(&self, what: &What) -> Option<CertificateNumber> {
        match what {
            What::VersionUp(VersionUp { certificate, .. })
            | What::Suspend { certificate }
            | What::Resume { certificate }
            | What::WithdrawCertificate { certificate }
            | What::Expire { certificate }
            | What::ReplaceComponent(Replacement { certificate, .. })
            | What::Reexamine(Reexamination { certificate, .. })
            | What::AcceptReplacement { certificate, .. }
            | What::OpenSurveillance(OpenSurveillance { certificate, .. }) => Some(*certificate),
            What::AnswerSurveillance { surveillance, .. }
            | What::SuspendOverdue { surveillance }
            | What::CloseSurveillance(CloseSurveillance { surveillance, .. }) => {
                Some(self.surveillance.get(surveillance)?.certificate)
            }
            _ => None,
        }
    }
}

/// Whether an act must name a case; `None` when it may.
fn wants_case(what: &What) -> Option<bool> {
    match what {
        What::Apply(_)
        | What::Submit(_)
        | What::Accept { .. }
        | What::RecordEvidence { .. }
        | What::RaiseFinding(_)
        | What::Answer { .. }
        | What::Retest { .. }
        | What::Review { .. }
        | What::Decide { .. }
        | What::Issue(_)
        | What::WithdrawApplication {}
        | What::Delta(_)
        | What::Appeal { .. } => Some(true),
        What::Complaint { .. } | What::Handle(_) => None,
        _ => Some(false),
    }
}

/// Nothing against it, or everything.
fn settled(no: Vec<Refusal>) -> Result<(), Vec<Refusal>> {
    if no.is_empty() { Ok(()) } else { Err(no) }
}

fn is_lower_hex(text: &str, digits: usize) -> bool {
    text.len() == digits && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}
