//! Surveillance of what was certified: cases of flaws that became known, the holder's answers, what
//! happens when a due date passes, and how a case ends.

use jiff::Timestamp;
use serde::Serialize;

use super::act::{Act, CloseSurveillance, OpenSurveillance, Role, SurveillanceEnding};
use super::certificate::Certificate;
use super::upkeep::{not_over, note, standing_of};
use super::{Body, Refusal, people, settled};
use crate::edition::{EndingKind, Overdue};
use crate::evidence::Input;
use crate::finding::FindingState;
use crate::id::{ActorId, CertificateNumber, Digest, SurveillanceId};
use crate::surveillance::{Flaw, Known, due};
use crate::validity::{ChangeKind, Moment, Standing, is_suspended_itself};

/// A surveillance case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Watched {
    /// Its name.
    pub id: SurveillanceId,
    /// The certificate of the product.
    pub certificate: CertificateNumber,
    /// The flaws that were new.
    pub flaws: Vec<Flaw>,
    /// Until when they must be answered.
    pub due: Timestamp,
    /// When it was opened.
    pub opened: Moment,
    /// By whom.
    pub by: ActorId,
    /// The advisories that they were found with.
    pub inputs: Vec<Input>,
    /// The engine's whole answer, kept by digest.
    pub answer: Digest,
    /// What the holder answered, in order.
    pub answers: Vec<HolderAnswer>,
    /// When the certificate was suspended because of it.
    pub suspended: Option<Moment>,
    /// How it ended.
    pub closed: Option<Closed>,
}

/// What the holder answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HolderAnswer {
    /// Who.
    pub by: ActorId,
    /// When.
    pub when: Moment,
    /// The VEX document, kept by digest.
    pub vex: Digest,
}

/// How a surveillance case ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Closed {
    /// By whom.
    pub by: ActorId,
    /// When.
    pub when: Moment,
    /// Why.
    pub why: String,
    /// How.
    pub ending: SurveillanceEnding,
    /// The engine's answer to the question asked again.
    pub answer: Option<Digest>,
}

impl Watched {
    /// Whether it waits for an answer.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.closed.is_none()
    }

    /// Whether it waits and its due date has passed.
    #[must_use]
    pub fn is_overdue(&self, at: Timestamp) -> bool {
        self.is_open() && self.due <= at
    }
}

impl Body {
    /// Those of the flaws that are new for a certificate and block, each once. Empty for one that is not
    /// known.
    #[must_use]
    pub fn new_flaws(&self, number: CertificateNumber, seen: &[Flaw]) -> Vec<Flaw> {
        let Some(certificate) = self.certificates.get(&number) else {
            return Vec::new();
        };
        let known = known(self, certificate);
        let mut new: Vec<Flaw> = Vec::new();
        for flaw in seen {
            let before = new
                .iter()
                .any(|other| other.rule == flaw.rule && other.place == flaw.place);
            if !before && self.edition.blocks(flaw.severity) && known.lacks(&self.edition, flaw) {
                new.push(flaw.clone());
            }
        }
        new
    }

    /// Whether a suspended certificate is valid again once this case is closed: its last suspension was one
    /// of surveillance, and no other overdue case holds it.
    #[must_use]
    pub fn comes_back_without(&self, id: &SurveillanceId, at: Timestamp) -> bool {
        let Some(watched) = self.surveillance.get(id) else {
            return false;
        };
        let number = watched.certificate;
        let Some(certificate) = self.certificates.get(&number) else {
            return false;
        };
        let over = self
            .standing(number, at)
            .is_none_or(|standing| standing.standing.is_final());
        let last = certificate.history.iter().rfind(|change| {
            matches!(
                change.what,
                ChangeKind::Suspended {} | ChangeKind::Resumed {}
            )
        });
        let by_surveillance = last.is_some_and(|last| {
            last.what == (ChangeKind::Suspended {})
                && self
                    .surveillance
                    .values()
                    .any(|one| one.certificate == number && one.suspended == Some(last.when))
        });
        let mut others = open_of(self, number).filter(|other| other.id != *id);
        !over && by_surveillance && !others.any(|other| other.is_overdue(at))
    }
}

/// The open surveillance cases of a certificate.
pub(super) fn open_of(body: &Body, number: CertificateNumber) -> impl Iterator<Item = &Watched> {
    let of_it = move |watched: &&Watched| watched.certificate == number && watched.is_open();
    body.surveillance.values().filter(of_it)
}

/// A surveillance case of the certificate whose due date has passed.
pub(super) fn overdue_of(
    body: &Body,
    number: CertificateNumber,
    at: Timestamp,
) -> Option<&SurveillanceId> {
    let overdue = open_of(body, number).find(|watched| watched.is_overdue(at));
    overdue.map(|watched| &watched.id)
}

/// What the decision knew, and what open surveillance cases name.
fn known<'b>(body: &'b Body, certificate: &'b Certificate) -> Known<'b> {
    let mut known = Known::default();
    if let Some(case) = body.cases.get(&certificate.case) {
        let counted = certificate
            .tests
            .iter()
            .filter_map(|test| case.recorded(&test.result));
        for seen in counted.flat_map(|recorded| &recorded.result.sightings) {
            known.at_decision(&seen.rule, &seen.place, seen.severity);
        }
        // What the holder argued away was looked at by people.
        let answered = case
            .findings
            .iter()
            .filter(|finding| matches!(&finding.state, FindingState::Ended(ended) if ended.ending.way() == EndingKind::Answered));
        for seen in answered.map(|finding| &finding.sighting) {
            known.at_decision(&seen.rule, &seen.place, seen.severity);
        }
    }
    for flaw in open_of(body, certificate.number).flat_map(|watched| &watched.flaws) {
        known.in_open_case(&body.edition, flaw);
    }
    known
}

pub(super) fn open(
    body: &mut Body,
    act: &Act,
    when: Moment,
    open: &OpenSurveillance,
    mut no: Vec<Refusal>,
) -> Result<(), Vec<Refusal>> {
    let number = open.certificate;
    let Some((certificate, standing)) = standing_of(body, act, number, &mut no) else {
        return Err(no);
    };
    not_over(certificate, &standing, &mut no);
    if body.surveillance.contains_key(&open.surveillance) {
        no.push(Refusal::SurveillanceExists {
            surveillance: open.surveillance.clone(),
        });
    }
    are_new(body, certificate, &open.flaws, &mut no);
    match due(&body.edition, &open.flaws, act.at) {
        None => no.push(Refusal::FlawsMissing {}),
        Some(by_edition) if by_edition != open.due => no.push(Refusal::DueNotByEdition {
            due: open.due,
            by_edition,
        }),
        Some(_) => {}
    }
    settled(no)?;
    let watched = Watched {
        id: open.surveillance.clone(),
        certificate: number,
        flaws: open.flaws.clone(),
        due: open.due,
        opened: when,
        by: act.by.clone(),
        inputs: open.inputs.clone(),
        answer: open.answer,
        answers: Vec::new(),
        suspended: None,
        closed: None,
    };
    body.surveillance.insert(open.surveillance.clone(), watched);
    Ok(())
}

/// Refuses flaws that are known, that block nothing, or that are named twice.
fn are_new(body: &Body, certificate: &Certificate, flaws: &[Flaw], no: &mut Vec<Refusal>) {
    let known = known(body, certificate);
    for (at, flaw) in flaws.iter().enumerate() {
        let before = flaws[..at]
            .iter()
            .any(|other| other.rule == flaw.rule && other.place == flaw.place);
        if !body.edition.blocks(flaw.severity) {
            no.push(Refusal::FlawNotBlocking {
                rule: flaw.rule.clone(),
                scope: flaw.place.scope.clone(),
                place: flaw.place.name.clone(),
                severity: flaw.severity,
            });
        } else if before || !known.lacks(&body.edition, flaw) {
            no.push(Refusal::FlawNotNew {
                certificate: certificate.number,
                rule: flaw.rule.clone(),
                scope: flaw.place.scope.clone(),
                place: flaw.place.name.clone(),
            });
        }
    }
}

pub(super) fn answer(
    body: &mut Body,
    act: &Act,
    when: Moment,
    id: &SurveillanceId,
    vex: Digest,
    mut no: Vec<Refusal>,
) -> Result<(), Vec<Refusal>> {
    let Some(watched) = open_case(body, id, &mut no) else {
        return Err(no);
    };
    if watched.answers.iter().any(|earlier| earlier.vex == vex) {
        no.push(Refusal::AnswerRepeated {
            surveillance: id.clone(),
            vex,
        });
    }
    let Some((certificate, standing)) = standing_of(body, act, watched.certificate, &mut no) else {
        return Err(no);
    };
    people::of_the_maker(body, act, certificate.holder(), &mut no);
    not_over(certificate, &standing, &mut no);
    settled(no)?;
    if let Some(watched) = body.surveillance.get_mut(id) {
        watched.answers.push(HolderAnswer {
            by: act.by.clone(),
            when,
            vex,
        });
    }
    Ok(())
}

pub(super) fn suspend(
    body: &mut Body,
    act: &Act,
    when: Moment,
    id: &SurveillanceId,
    mut no: Vec<Refusal>,
) -> Result<(), Vec<Refusal>> {
    let Some(watched) = open_case(body, id, &mut no) else {
        return Err(no);
    };
    let (number, due) = (watched.certificate, watched.due);
    if !watched.is_overdue(act.at) {
        no.push(Refusal::NotOverdue {
            surveillance: id.clone(),
            due,
        });
    }
    if body.edition.rules().surveillance_overdue.value == Overdue::ByPerson {
        needs_one_of(body, act, &[Role::Decider], &mut no);
    }
    let Some((certificate, standing)) = standing_of(body, act, number, &mut no) else {
        return Err(no);
    };
    not_over(certificate, &standing, &mut no);
    if is_suspended_itself(certificate.life(), act.at) {
        no.push(Refusal::AlreadySuspended {
            certificate: number,
        });
    }
    settled(no)?;
    note(body, act, when, number, ChangeKind::Suspended {});
    if let Some(watched) = body.surveillance.get_mut(id) {
        watched.suspended = Some(when);
    }
    Ok(())
}

pub(super) fn close(
    body: &mut Body,
    act: &Act,
    when: Moment,
    close: &CloseSurveillance,
    mut no: Vec<Refusal>,
) -> Result<(), Vec<Refusal>> {
    let Some(watched) = open_case(body, &close.surveillance, &mut no) else {
        return Err(no);
    };
    let number = watched.certificate;
    let Some((certificate, standing)) = standing_of(body, act, number, &mut no) else {
        return Err(no);
    };
    match &close.ending {
        SurveillanceEnding::Ended {} => {
            if !standing.standing.is_final() {
                no.push(Refusal::CertificateStands {
                    certificate: number,
                    standing: standing.standing,
                });
            }
        }
        SurveillanceEnding::Fixed { certificate: new } => {
            is_fixed_in(body, act, certificate, watched, *new, &mut no);
        }
        SurveillanceEnding::Answered {} => {
            not_over(certificate, &standing, &mut no);
            // An argument is accepted by a person who neither tested nor issues.
            needs_one_of(body, act, &[Role::Reviewer, Role::Decider], &mut no);
            if certificate.evaluators.contains(&act.by) {
                no.push(Refusal::HasEvaluated {
                    actor: act.by.clone(),
                });
            }
            if watched.answers.is_empty() {
                no.push(Refusal::SurveillanceNotAnswered {
                    surveillance: watched.id.clone(),
                });
            }
        }
        SurveillanceEnding::NotAffected {} => not_over(certificate, &standing, &mut no),
    }
    if close.answer.is_none() && close.ending != (SurveillanceEnding::Ended {}) {
        no.push(Refusal::NotLookedAgain {
            surveillance: watched.id.clone(),
        });
    }
    settled(no)?;
    let comes_back = body.comes_back_without(&close.surveillance, act.at);
    if let Some(watched) = body.surveillance.get_mut(&close.surveillance) {
        watched.closed = Some(Closed {
            by: act.by.clone(),
            when,
            why: act.why.clone(),
            ending: close.ending.clone(),
            answer: close.answer,
        });
    }
    if comes_back {
        note(body, act, when, number, ChangeKind::Resumed {});
    }
    Ok(())
}

/// Refuses a certificate that is not a valid one of another version of the same product, or in which
/// one of the flaws is known too.
fn is_fixed_in(
    body: &Body,
    act: &Act,
    old: &Certificate,
    watched: &Watched,
    new: CertificateNumber,
    no: &mut Vec<Refusal>,
) {
    let Some((successor, standing)) = standing_of(body, act, new, no) else {
        return;
    };
    if standing.standing != Standing::Valid {
        no.push(Refusal::ReplacementNotValid {
            new,
            standing: standing.standing,
        });
    }
    let same = successor.product == old.product && successor.category == old.category;
    if !same || successor.version == old.version {
        no.push(Refusal::NotTheSuccessor {
            old: old.number,
            new,
        });
    }
    let mut there: Vec<&Flaw> = Vec::new();
    for flaw in &watched.flaws {
        let names = |other: &Flaw| other.rule == flaw.rule && other.place.name == flaw.place.name;
        let mut open = open_of(body, new).flat_map(|other| &other.flaws);
        if open.any(names) {
            there.push(flaw);
        }
    }
    no.extend(there.into_iter().map(|flaw| Refusal::FlawStillThere {
        certificate: new,
        rule: flaw.rule.clone(),
        scope: flaw.place.scope.clone(),
        place: flaw.place.name.clone(),
    }));
}

/// An open surveillance case; a refusal when there is none, or it was closed.
fn open_case<'b>(
    body: &'b Body,
    id: &SurveillanceId,
    no: &mut Vec<Refusal>,
) -> Option<&'b Watched> {
    let Some(watched) = body.surveillance.get(id) else {
        no.push(Refusal::SurveillanceUnknown {
            surveillance: id.clone(),
        });
        return None;
    };
    if let Some(closed) = &watched.closed {
        no.push(Refusal::SurveillanceClosed {
            surveillance: id.clone(),
            since: closed.when.at,
        });
    }
    Some(watched)
}

/// Refuses an actor without one of these roles, where the act's kind alone would allow more.
fn needs_one_of(body: &Body, act: &Act, needs: &[Role], no: &mut Vec<Refusal>) {
    let actor = body.actors.get(&act.by);
    let has = actor.is_some_and(|actor| {
        needs
            .iter()
            .any(|role| actor.registration.roles.contains(role))
    });
    let refusal = Refusal::RoleMissing {
        actor: act.by.clone(),
        needs: needs.iter().map(Role::to_string).collect(),
    };
    if actor.is_some() && !has && !no.contains(&refusal) {
        no.push(refusal);
    }
}
