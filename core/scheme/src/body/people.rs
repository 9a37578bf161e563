//! Who may act: actors with their keys and roles.

use serde::Serialize;

use super::act::{Act, Period, Registration, Role, What};
use super::{Body, Refusal, settled};
use crate::edition::Text;
use crate::id::{ActorId, FirmId};
use crate::validity::Moment;

/// Somebody known to the body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Actor {
    /// As registered.
    pub registration: Registration,
    /// When the key was revoked.
    pub revoked: Option<Moment>,
}

/// Refuses an actor without a key of that day or without a role for the act.
pub(super) fn may_act(body: &Body, act: &Act, no: &mut Vec<Refusal>) {
    if body.actors.is_empty() {
        first_act(act, no);
        return;
    }
    let Some(actor) = body.actors.get(&act.by) else {
        no.push(Refusal::ActorUnknown {
            actor: act.by.clone(),
        });
        return;
    };
    let Registration { period, roles, .. } = &actor.registration;
    if let Some(revoked) = actor.revoked {
        no.push(Refusal::KeyRevoked {
            actor: act.by.clone(),
            since: revoked.at,
        });
    }
    let day = body.edition.day_of(act.at);
    if !period.contains(day) {
        no.push(Refusal::KeyNotOfThatDay {
            actor: act.by.clone(),
            day,
            from: period.from,
            until: period.until,
        });
    }
    let needs = roles_for(&act.what);
    if !needs.is_empty() && !needs.iter().any(|role| roles.contains(role)) {
        no.push(Refusal::RoleMissing {
            actor: act.by.clone(),
            needs: needs.iter().map(Role::to_string).collect(),
        });
    }
}

/// Refuses an actor who does not belong to the maker.
pub(super) fn of_the_maker(body: &Body, act: &Act, maker: &FirmId, no: &mut Vec<Refusal>) {
    if let Some(actor) = body.actors.get(&act.by)
        && actor.registration.firm != *maker
    {
        no.push(Refusal::NotTheMaker {
            actor: act.by.clone(),
            firm: actor.registration.firm.clone(),
            maker: maker.clone(),
        });
    }
}

pub(super) fn register(
    body: &mut Body,
    who: &Registration,
    mut no: Vec<Refusal>,
) -> Result<(), Vec<Refusal>> {
    let key = &who.public_key;
    if body.actors.contains_key(&who.actor) {
        no.push(Refusal::ActorExists {
            actor: who.actor.clone(),
        });
    }
    let holder = body
        .actors
        .values()
        .find(|known| known.registration.public_key == *key);
    if let Some(holder) = holder {
        no.push(Refusal::KeyKnown {
            actor: holder.registration.actor.clone(),
        });
    }
    if !super::is_lower_hex(key, 64) {
        no.push(Refusal::KeyForm {
            key: key.chars().take(80).collect(),
        });
    }
    if who.roles.is_empty() {
        no.push(Refusal::RolesMissing {
            actor: who.actor.clone(),
        });
    }
    if is_blank(&who.name) {
        no.push(Refusal::NameMissing {});
    }
    sound_period(who.period, &mut no);
    settled(no)?;
    let actor = Actor {
        registration: who.clone(),
        revoked: None,
    };
    body.actors.insert(who.actor.clone(), actor);
    Ok(())
}

pub(super) fn revoke(
    body: &mut Body,
    when: Moment,
    actor: &ActorId,
    mut no: Vec<Refusal>,
) -> Result<(), Vec<Refusal>> {
    match body.actors.get(actor) {
        None => no.push(Refusal::ActorUnknown {
            actor: actor.clone(),
        }),
        Some(known) => {
            if let Some(revoked) = known.revoked {
                no.push(Refusal::KeyRevoked {
                    actor: actor.clone(),
                    since: revoked.at,
                });
            }
        }
    }
    settled(no)?;
    if let Some(known) = body.actors.get_mut(actor) {
        known.revoked = Some(when);
    }
    Ok(())
}

/// The first act of a body makes its registrar known, by the registrar.
fn first_act(act: &Act, no: &mut Vec<Refusal>) {
    let founding = match &act.what {
        What::RegisterActor(who) => who.actor == act.by && who.roles.contains(&Role::Registrar),
        _ => false,
    };
    if !founding {
        no.push(Refusal::NotFounded {});
    }
}

fn roles_for(what: &What) -> &'static [Role] {
    match what {
        What::RegisterActor(_)
        | What::RevokeActor { .. }
        | What::AdmitMember { .. }
        | What::EndMembership { .. }
        | What::Accredit(_)
        | What::EndAccreditation { .. }
        | What::Accept { .. }
        | What::Issue(_)
        | What::Expire { .. }
        | What::AcceptReplacement { .. } => &[Role::Registrar],
        What::Apply(_)
        | What::Submit(_)
        | What::Answer { .. }
        | What::WithdrawApplication {}
        | What::VersionUp(_)
        | What::ReplaceComponent(_)
        | What::AnswerSurveillance { .. }
        | What::Appeal { .. } => &[Role::Applicant],
        What::RecordEvidence { .. }
        | What::RaiseFinding(_)
        | What::Retest { .. }
        | What::Reexamine(_)
        | What::Delta(_) => &[Role::Evaluator],
        What::Review { .. } => &[Role::Reviewer],
        What::Decide { .. } => &[Role::Decider],
        What::Suspend { .. } | What::Resume { .. } | What::SuspendOverdue { .. } => {
            &[Role::Decider, Role::Registrar]
        }
        What::OpenSurveillance(_) | What::CloseSurveillance(_) => {
            &[Role::Registrar, Role::Reviewer, Role::Decider]
        }
        What::WithdrawCertificate { .. } => &[Role::Decider, Role::Registrar, Role::Applicant],
        What::Handle(_) => &[Role::Appeals],
        What::DeclareTie { .. } | What::Complaint { .. } => &[],
    }
}

pub(super) fn sound_period(period: Period, no: &mut Vec<Refusal>) {
    if period.until < period.from {
        no.push(Refusal::PeriodEmpty {
            from: period.from,
            until: period.until,
        });
    }
}

/// A name must be there in both languages.
pub(super) fn is_blank(name: &Text) -> bool {
    name.ja.trim().is_empty() || name.en.trim().is_empty()
}
