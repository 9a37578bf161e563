//! What a state table says of one certificate: everything that its standing follows from, on any day.
//!
//! A row is made of the folded register, and is enough without it: of the components of a system it holds what their
//! own standing follows from.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::canonical::Digest;
use crate::certificate::{Category, Component};
use crate::fold::{Folded, History, Place};
use crate::statement::{Change, StateChange};

/// A certificate in a state table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StateRow {
    /// Its number.
    pub number: String,
    /// SHA-256 of the statement that issued it.
    pub statement: Digest,
    /// Where that stands in the register.
    pub place: Place,
    /// When it was issued.
    pub issued: Timestamp,
    /// First moment of its term.
    pub valid_from: Timestamp,
    /// First moment after its term.
    pub valid_until: Timestamp,
    /// The certificate before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predecessor: Option<String>,
    /// Certificates that follow it, in the order of the log.
    pub successors: Vec<Follower>,
    /// For a system: its components as issued.
    pub components: Vec<Component>,
    /// What happened since, each with its place, in the order of the log.
    pub changes: Vec<(Place, StateChange)>,
    /// For a system: every certificate that a component holds or held, by number.
    pub held: Vec<Held>,
}

/// A certificate that follows another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Follower {
    /// Its number.
    pub number: String,
    /// When it was issued.
    pub issued: Timestamp,
}

/// What the standing of a component's certificate follows from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Held {
    /// Its number.
    pub certificate: String,
    /// First moment of its term.
    pub valid_from: Timestamp,
    /// First moment after its term.
    pub valid_until: Timestamp,
    /// What happened to it, in the order of the log.
    pub changes: Vec<StateChange>,
}

impl Folded {
    /// What a state table says of a certificate.
    pub fn row(&self, number: &str) -> Option<StateRow> {
        let history = self.history(number)?;
        let certificate = &history.certificate;
        let following = self.successors.get(number).into_iter().flatten();
        let successors = following.filter_map(|other| {
            Some(Follower {
                number: other.clone(),
                issued: self.history(other)?.certificate.issued,
            })
        });
        Some(StateRow {
            number: number.to_owned(),
            statement: history.statement,
            place: history.place.clone(),
            issued: certificate.issued,
            valid_from: certificate.valid_from,
            valid_until: certificate.valid_until,
            predecessor: certificate.predecessor.clone(),
            successors: successors.collect(),
            components: certificate.components.clone(),
            changes: history.changes.clone(),
            held: self.held(history),
        })
    }

    fn held(&self, system: &History) -> Vec<Held> {
        let mut numbers = system.rests_on();
        numbers.sort_unstable();
        numbers.dedup();
        let held = numbers.into_iter().filter_map(|number| {
            let history = self.history(number)?;
            let certificate = &history.certificate;
            // A system is no component; the fold refuses it, and nothing is told of it here.
            (certificate.category != Category::System).then(|| Held {
                certificate: number.to_owned(),
                valid_from: certificate.valid_from,
                valid_until: certificate.valid_until,
                changes: history.changes.iter().map(|(_, it)| it.clone()).collect(),
            })
        });
        held.collect()
    }
}

impl History {
    /// Every certificate that a component of this system holds or held; numbers may repeat.
    pub(crate) fn rests_on(&self) -> Vec<&str> {
        let first = self.certificate.components.iter();
        let first = first.map(|part| part.certificate.as_str());
        let later = self.changes.iter().filter_map(|(_, it)| match &it.change {
            Change::ReplaceComponent { certificate, .. } => Some(certificate.as_str()),
            _ => None,
        });
        first.chain(later).collect()
    }
}
