//! Which acts belong to the archive of a case: its own, those about the certificate that came of it, those of the cases
//! that it rests on, and those that made its people and firms what they are.

use std::collections::{BTreeMap, BTreeSet};

use crate::body::act::{Act, What};
use crate::finding::Claim;
use crate::id::{ActorId, CaseId, CertificateNumber, Digest, FirmId};

/// What each act is about, in the order of the log.
#[derive(Debug, Clone, Default)]
pub struct Index {
    acts: Vec<About>,
    firm_of: BTreeMap<ActorId, FirmId>,
    case_of: BTreeMap<CertificateNumber, CaseId>,
}

#[derive(Debug, Clone)]
struct About {
    number: u64,
    case: Option<CaseId>,
    subject: Subject,
    /// Who is needed to judge it: the actor, and whom it names.
    actors: BTreeSet<ActorId>,
    firms: BTreeSet<FirmId>,
    certificates: BTreeSet<CertificateNumber>,
}

/// What an act without a case is about.
#[derive(Debug, Clone)]
enum Subject {
    Case,
    Actor(ActorId),
    Firm(FirmId),
    Tie(FirmId, FirmId),
    Certificate(CertificateNumber),
    Nothing,
}

/// What is known to belong.
#[derive(Debug, Default, PartialEq, Eq, Clone)]
struct Reach {
    cases: BTreeSet<CaseId>,
    actors: BTreeSet<ActorId>,
    firms: BTreeSet<FirmId>,
    certificates: BTreeSet<CertificateNumber>,
    acts: BTreeSet<u64>,
}

impl Index {
    /// Notes the next act of the log.
    pub fn note(&mut self, number: u64, act: &Act) {
        let mut about = About {
            number,
            case: act.case.clone(),
            subject: subject(act),
            actors: BTreeSet::from([act.by.clone()]),
            firms: BTreeSet::new(),
            certificates: BTreeSet::new(),
        };
        match &act.what {
            What::RegisterActor(who) => {
                self.firm_of.insert(who.actor.clone(), who.firm.clone());
            }
            What::Apply(application) => {
                about.firms.insert(application.product.maker.clone());
            }
            What::Accept { evaluators } => about.actors.extend(evaluators.iter().cloned()),
            What::Submit(submission) => {
                let held = submission.components.iter();
                about
                    .certificates
                    .extend(held.filter_map(|component| component.certificate));
            }
            What::Delta(delta) => {
                about.certificates.insert(delta.previous);
            }
            What::Issue(issue) => {
                about.certificates.insert(issue.number);
                if let Some(case) = &act.case {
                    self.case_of.insert(issue.number, case.clone());
                }
            }
            What::ReplaceComponent(replacement) => {
                about
                    .certificates
                    .extend([replacement.old, replacement.new]);
            }
            _ => {}
        }
        self.acts.push(about);
    }

    /// Whether this act was noted.
    #[must_use]
    pub fn holds(&self, number: u64) -> bool {
        let found = self
            .acts
            .binary_search_by_key(&number, |about| about.number);
        found.is_ok()
    }

    /// The numbers of the acts that belong to the archive of this case; empty when there is no such case.
    #[must_use]
    pub fn select(&self, case: &CaseId) -> BTreeSet<u64> {
        let mut reach = Reach::default();
        reach.cases.insert(case.clone());
        // Each round adds what the acts of the round before need; a round without anything new is the last.
        loop {
            let before = reach.clone();
            for about in &self.acts {
                if reach.has(about) {
                    self.take(about, &mut reach);
                }
            }
            if reach == before {
                break;
            }
        }
        let is_there = |about: &About| about.case.as_ref() == Some(case);
        if self.acts.iter().any(is_there) {
            reach.acts
        } else {
            BTreeSet::new()
        }
    }

    fn take(&self, about: &About, reach: &mut Reach) {
        reach.acts.insert(about.number);
        for actor in &about.actors {
            reach.actors.insert(actor.clone());
            reach.firms.extend(self.firm_of.get(actor).cloned());
        }
        reach.firms.extend(about.firms.iter().cloned());
        for certificate in &about.certificates {
            reach.certificates.insert(*certificate);
            reach.cases.extend(self.case_of.get(certificate).cloned());
        }
    }
}

impl Reach {
    fn has(&self, about: &About) -> bool {
        match &about.subject {
            Subject::Case => about
                .case
                .as_ref()
                .is_some_and(|case| self.cases.contains(case)),
            Subject::Actor(actor) => self.actors.contains(actor),
            Subject::Firm(firm) => self.firms.contains(firm),
            Subject::Tie(firm, other) => self.firms.contains(firm) && self.firms.contains(other),
            Subject::Certificate(certificate) => self.certificates.contains(certificate),
            Subject::Nothing => false,
        }
    }
}

fn subject(act: &Act) -> Subject {
    if act.case.is_some() {
        return Subject::Case;
    }
    match &act.what {
        What::RegisterActor(who) => Subject::Actor(who.actor.clone()),
        What::RevokeActor { actor } => Subject::Actor(actor.clone()),
        What::AdmitMember { firm, .. }
        | What::EndMembership { firm }
        | What::EndAccreditation { firm, .. } => Subject::Firm(firm.clone()),
        What::Accredit(scope) => Subject::Firm(scope.firm.clone()),
        What::DeclareTie { firm, other } => Subject::Tie(firm.clone(), other.clone()),
        What::VersionUp(version_up) => Subject::Certificate(version_up.certificate),
        What::Suspend { certificate }
        | What::Resume { certificate }
        | What::WithdrawCertificate { certificate }
        | What::Expire { certificate }
        | What::AcceptReplacement { certificate, .. } => Subject::Certificate(*certificate),
        What::ReplaceComponent(replacement) => Subject::Certificate(replacement.certificate),
        What::Reexamine(again) => Subject::Certificate(again.certificate),
        _ => Subject::Nothing,
    }
}

/// The digests of everything that an act names and a body may keep.
#[must_use]
pub fn named(act: &Act) -> BTreeSet<Digest> {
    let mut digests = BTreeSet::new();
    match &act.what {
        What::Submit(submission) => digests.extend(submission.build.iter().map(|on| on.digest)),
        What::RecordEvidence {
            result,
            attachments,
        } => {
            digests.extend(attachments);
            digests.extend(result.inputs.iter().map(|input| input.digest));
        }
        What::Reexamine(again) => {
            digests.extend(&again.attachments);
            digests.extend(again.result.inputs.iter().map(|input| input.digest));
        }
        What::Answer { answer, .. } => match answer {
            Claim::Fixed { build, .. } | Claim::Corrected { build } => {
                digests.extend(build.iter().map(|item| item.digest));
            }
            Claim::Vex { digest } => {
                digests.insert(*digest);
            }
        },
        What::Issue(issue) => {
            digests.extend([issue.document, issue.statement]);
            digests.extend(issue.report);
        }
        What::Appeal { text } | What::Complaint { text } => {
            digests.insert(*text);
        }
        What::Handle(reply) => {
            digests.insert(reply.text);
        }
        _ => {}
    }
    digests
}
