//! Who may act: actors with their keys and roles.

use serde::Serialize;

use super::act::{Act, Period, Registration, Renewal, Role, What};
use super::{Body, Refusal, settled};
use crate::edition::Text;
use crate::id::{ActorId, FirmId};
use crate::validity::Moment;

/// Somebody known to the body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Actor {
    /// As registered, with the key of today.
    pub registration: Registration,
    /// The keys before that, in order.
    pub earlier: Vec<EarlierKey>,
    /// When the key was revoked.
    pub revoked: Option<Moment>,
}

/// A key that another has taken the place of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EarlierKey {
    /// The public key.
    pub public_key: String,
    /// Its first and last day, as they were meant.
    pub period: Period,
    /// The act that replaced it: the last one that it may have signed.
    pub last: Moment,
}

impl Actor {
    /// The key that signs an act of this moment. The act by which somebody renews its own key is signed by the old one.
    #[must_use]
    pub fn key_at(&self, when: Moment) -> &str {
        let earlier = self.earlier.iter().find(|key| when <= key.last);
        earlier.map_or(&self.registration.public_key, |key| &key.public_key)
    }

    /// Every key that it has or had.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        let earlier = self.earlier.iter().map(|key| key.public_key.as_str());
        earlier.chain([self.registration.public_key.as_str()])
    }
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
    new_key(body, key, &mut no);
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
        earlier: Vec::new(),
        revoked: None,
    };
    body.actors.insert(who.actor.clone(), actor);
    Ok(())
}

pub(super) fn renew(
    body: &mut Body,
    act: &Act,
    when: Moment,
    renewal: &Renewal,
    mut no: Vec<Refusal>,
) -> Result<(), Vec<Refusal>> {
    let Renewal {
        actor,
        public_key,
        period,
    } = renewal;
    let by = body.actors.get(&act.by);
    let registrar = by.is_some_and(|by| by.registration.roles.contains(&Role::Registrar));
    if !registrar && act.by != *actor {
        no.push(Refusal::KeyOfAnother {
            actor: act.by.clone(),
            of: actor.clone(),
        });
    }
    match body.actors.get(actor) {
        None => no.push(Refusal::ActorUnknown {
            actor: actor.clone(),
        }),
        Some(known) => {
            // Whoever acts with a revoked key was told so before.
            if let Some(revoked) = known.revoked.filter(|_| act.by != *actor) {
                no.push(Refusal::KeyRevoked {
                    actor: actor.clone(),
                    since: revoked.at,
                });
            }
            // How long somebody acts is the registrar's word: a stolen key must not outlive it.
            let limit = known.registration.period.until;
            if !registrar && period.until > limit {
                no.push(Refusal::KeyTooLong {
                    actor: actor.clone(),
                    until: period.until,
                    limit,
                });
            }
        }
    }
    new_key(body, public_key, &mut no);
    sound_period(*period, &mut no);
    let day = body.edition.day_of(act.at);
    if period.from <= period.until && !period.contains(day) {
        // It holds at once, or nobody could act under this name.
        no.push(Refusal::KeyNotOfThatDay {
            actor: actor.clone(),
            day,
            from: period.from,
            until: period.until,
        });
    }
    settled(no)?;
    if let Some(known) = body.actors.get_mut(actor) {
        let registration = &mut known.registration;
        known.earlier.push(EarlierKey {
            public_key: std::mem::replace(&mut registration.public_key, public_key.clone()),
            period: std::mem::replace(&mut registration.period, *period),
            last: when,
        });
    }
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

/// Refuses a key that is none, or that somebody has or had: what it signed must stay one person's.
fn new_key(body: &Body, key: &str, no: &mut Vec<Refusal>) {
    let mut actors = body.actors.values();
    if let Some(holder) = actors.find(|known| known.keys().any(|held| held == key)) {
        no.push(Refusal::KeyKnown {
            actor: holder.registration.actor.clone(),
        });
    }
    if !super::is_lower_hex(key, 64) {
        no.push(Refusal::KeyForm {
            key: key.chars().take(80).collect(),
        });
    }
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
        What::DeclareTie { .. } | What::Complaint { .. } | What::RenewKey(_) => &[],
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
