//! What a certificate's history means on a given day: valid, suspended or ended, since when, and why.

use jiff::Timestamp;
use serde::Serialize;

use crate::certificate::{Component, Text};
use crate::fold::{Folded, History, Place};
use crate::reason::Reason;
use crate::state::StateRow;
use crate::statement::{Change, StateChange};

/// The state of a certificate on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// The certificate's number.
    pub number: String,
    /// The state.
    pub status: Status,
    /// Since when it is in this state.
    pub since: Timestamp,
    /// The day that was asked about.
    pub at: Timestamp,
    /// First moment at which it is no longer valid by its own term.
    pub valid_until: Timestamp,
    /// Why, when somebody gave a reason.
    pub reason: Option<Text>,
    /// The version that follows, if one was declared.
    pub superseded_by: Option<Supersession>,
    /// The certificate before it.
    pub predecessor: Option<String>,
    /// Certificates that follow it.
    pub successors: Vec<String>,
    /// For a system: the state of each component on that day.
    pub components: Vec<ComponentStanding>,
    /// What happened until that day.
    pub history: Vec<HistoryLine>,
}

/// The states of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, strum::Display, strum::IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Status {
    /// Its term has not begun.
    NotYetValid,
    /// Valid.
    Valid,
    /// Not valid for the time being.
    Suspended,
    /// Its term is over.
    Expired,
    /// Ended by a version-up.
    Void,
    /// Taken back.
    Withdrawn,
}

/// A version-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Supersession {
    /// The version that follows.
    pub version: String,
    /// Its certificate, if it had one when the version-up was declared.
    pub certificate: Option<String>,
    /// From when the older certificate is void.
    pub void_from: Timestamp,
}

/// The state of a component on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ComponentStanding {
    /// Its name in the system.
    pub component: String,
    /// The certificate it holds.
    pub certificate: String,
    /// That certificate's state.
    pub status: Status,
    /// Since when.
    pub since: Timestamp,
    /// Why, when somebody gave a reason.
    pub reason: Option<Text>,
}

/// One event of a history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HistoryLine {
    /// Where it stands in the register.
    pub place: Place,
    /// `issue`, or the kind of change.
    pub event: &'static str,
    /// When it was recorded.
    pub time: Timestamp,
    /// From when it holds.
    pub effective: Timestamp,
    /// Why.
    pub reason: Option<Text>,
}

impl Folded {
    /// The state of a certificate on a day, as far as the register knows; nothing when it was not issued by then.
    pub fn standing(&self, number: &str, at: Timestamp) -> Option<Standing> {
        self.row(number)?.standing(at)
    }
}

impl History {
    /// The components on a day, with the replacements until then.
    pub fn components(&self, at: Timestamp) -> Vec<Component> {
        let changes = self.changes.iter().map(|(_, change)| change);
        components(&self.certificate.components, changes, at)
    }
}

impl StateRow {
    /// The state on a day; nothing when the certificate was not issued by then.
    pub fn standing(&self, at: Timestamp) -> Option<Standing> {
        if self.issued > at {
            return None;
        }
        let (mut status, mut since, mut reason) =
            own_status((self.valid_from, self.valid_until), self.changes(), at);
        let components = self.component_standings(at);
        let broken: Vec<_> = components
            .iter()
            .filter(|part| part.status != Status::Valid)
            .collect();
        let first = broken.iter().map(|part| part.since).min();
        if let (Status::Valid, Some(first)) = (status, first) {
            (status, since) = (Status::Suspended, first);
            reason = Some(because_of(&broken));
        }
        if status == Status::Valid {
            // It was not while a component did not carry it.
            since = since.max(self.carried_since(&components, at));
        }
        let following = self.successors.iter().filter(|other| other.issued <= at);
        Some(Standing {
            number: self.number.clone(),
            status,
            since,
            at,
            valid_until: self.valid_until,
            reason,
            superseded_by: self.supersession(at),
            predecessor: self.predecessor.clone(),
            successors: following.map(|other| other.number.clone()).collect(),
            components,
            history: self.lines(at),
        })
    }

    fn changes(&self) -> impl Iterator<Item = &StateChange> {
        self.changes.iter().map(|(_, change)| change)
    }

    fn component_standings(&self, at: Timestamp) -> Vec<ComponentStanding> {
        let parts = components(&self.components, self.changes(), at).into_iter();
        let standings = parts.filter_map(|part| {
            let held = self
                .held
                .iter()
                .find(|held| held.certificate == part.certificate)?;
            let term = (held.valid_from, held.valid_until);
            let (status, since, reason) = own_status(term, held.changes.iter(), at);
            let (component, certificate) = (part.name, part.certificate);
            Some(ComponentStanding {
                component,
                certificate,
                status,
                since,
                reason,
            })
        });
        standings.collect()
    }

    /// Since when the components, all valid, have carried the system without a break, as far as it was issued by then.
    fn carried_since(&self, components: &[ComponentStanding], at: Timestamp) -> Timestamp {
        let valid = components.iter().map(|part| part.since);
        let replaced = self.changes().filter(|change| {
            change.effective <= at && matches!(change.change, Change::ReplaceComponent { .. })
        });
        let replaced = replaced.map(|change| change.effective);
        valid.chain(replaced).fold(self.valid_from, Ord::max)
    }

    fn supersession(&self, at: Timestamp) -> Option<Supersession> {
        let voids = self
            .changes()
            .filter(|change| change.time <= at)
            .filter_map(|change| {
                let Change::Void { version, successor } = &change.change else {
                    return None;
                };
                let (version, certificate) = (version.clone(), successor.clone());
                Some(Supersession {
                    version,
                    certificate,
                    void_from: change.effective,
                })
            });
        voids.min_by_key(|void| void.void_from)
    }

    fn lines(&self, at: Timestamp) -> Vec<HistoryLine> {
        let issue = HistoryLine {
            place: self.place.clone(),
            event: "issue",
            time: self.issued,
            effective: self.valid_from,
            reason: None,
        };
        let known = self.changes.iter().filter(|(_, change)| change.time <= at);
        let changes = known.map(|(place, change)| HistoryLine {
            place: place.clone(),
            event: change.change.name(),
            time: change.time,
            effective: change.effective,
            reason: Some(change.reason.clone()),
        });
        [issue].into_iter().chain(changes).collect()
    }
}

/// Components on a day: as issued, with the replacements until then.
fn components<'c>(
    issued: &[Component],
    changes: impl Iterator<Item = &'c StateChange>,
    at: Timestamp,
) -> Vec<Component> {
    let mut parts = issued.to_vec();
    for change in changes.filter(|change| change.effective <= at) {
        if let Change::ReplaceComponent {
            component,
            certificate,
            sha256,
        } = &change.change
        {
            for part in parts.iter_mut().filter(|part| part.name == *component) {
                part.certificate = certificate.clone();
                part.sha256 = *sha256;
            }
        }
    }
    parts
}

/// State, since when and why, without regard to components; `term` is its first moment and the first after it.
fn own_status<'c>(
    (from, until): (Timestamp, Timestamp),
    changes: impl Iterator<Item = &'c StateChange>,
    at: Timestamp,
) -> (Status, Timestamp, Option<Text>) {
    if at < from {
        return (Status::NotYetValid, from, None);
    }
    let mut end = (until, Status::Expired, None);
    let mut own = (Status::Valid, from, None);
    for change in changes.filter(|change| change.effective <= at) {
        let ended = match change.change {
            Change::Void { .. } => Some(Status::Void),
            Change::Withdraw => Some(Status::Withdrawn),
            Change::Expire => Some(Status::Expired),
            _ => None,
        };
        let reason = Some(change.reason.clone());
        match (ended, &change.change) {
            (Some(status), _) if change.effective <= end.0 => {
                end = (change.effective, status, reason);
            }
            (None, Change::Suspend) => own = (Status::Suspended, change.effective, reason),
            (None, Change::Resume) => own = (Status::Valid, change.effective, reason),
            _ => {}
        }
    }
    let (ended, status, reason) = end;
    if ended <= at {
        (status, ended, reason)
    } else {
        own
    }
}

impl Standing {
    /// Whether nothing that may yet be recorded makes it valid on that day.
    pub fn is_final(&self) -> bool {
        match self.status {
            Status::Expired | Status::Void | Status::Withdrawn | Status::NotYetValid => true,
            Status::Valid | Status::Suspended => false,
        }
    }

    /// Why it is not valid on that day; nothing when it is.
    pub fn reasons(&self) -> Vec<Reason> {
        let since = self.since;
        let Text { ja, en } = self.reason.clone().unwrap_or(Text {
            ja: String::new(),
            en: String::new(),
        });
        let own = match self.status {
            Status::Valid => return Vec::new(),
            Status::NotYetValid => Reason::NotYetValid { from: since },
            Status::Suspended => Reason::Suspended { since, ja, en },
            Status::Expired => Reason::Expired { since },
            Status::Void => {
                let version = self.superseded_by.as_ref().map(|by| by.version.clone());
                Reason::Void {
                    since,
                    version: version.unwrap_or_default(),
                    ja,
                    en,
                }
            }
            Status::Withdrawn => Reason::Withdrawn { since, ja, en },
        };
        let broken = self
            .components
            .iter()
            .filter(|part| part.status != Status::Valid);
        let parts = broken.map(|part| Reason::ComponentNotValid {
            component: part.component.clone(),
            certificate: part.certificate.clone(),
            status: part.status.to_string(),
            since: part.since,
        });
        [own].into_iter().chain(parts).collect()
    }
}

/// Why a system is suspended that nobody suspended: the components that hold no valid certificate.
fn because_of(broken: &[&ComponentStanding]) -> Text {
    let ja = |part: &&ComponentStanding| {
        let why = part.reason.as_ref().map(|why| format!("（{}）", why.ja));
        format!(
            "構成要素「{}」の認証書 {} の状態は{}{}",
            part.component,
            part.certificate,
            in_japanese(part.status),
            why.unwrap_or_default()
        )
    };
    let en = |part: &&ComponentStanding| {
        let why = part.reason.as_ref().map(|why| format!(" ({})", why.en));
        format!(
            "certificate {} of component \"{}\" is {}{}",
            part.certificate,
            part.component,
            part.status,
            why.unwrap_or_default()
        )
    };
    Text {
        ja: broken.iter().map(ja).collect::<Vec<_>>().join("、"),
        en: broken.iter().map(en).collect::<Vec<_>>().join("; "),
    }
}

fn in_japanese(status: Status) -> &'static str {
    match status {
        Status::NotYetValid => "有効期間の開始前",
        Status::Valid => "有効",
        Status::Suspended => "一時停止",
        Status::Expired => "期間満了",
        Status::Void => "失効",
        Status::Withdrawn => "取消し",
    }
}
