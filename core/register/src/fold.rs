//! Folds all statements of the register, in the order of the log, to the history of every certificate.
//!
//! Nothing is passed over: an entry that is not wholly in order ends the fold with an error that says why. What a
//! history means on a given day stands in [`crate::standing`].

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::canonical::Digest;
use crate::certificate::{Category, Certificate, Component};
use crate::dsse::{Envelope, EnvelopeError};
use crate::leaf::{Leaf, LeafError, LeafKind};
use crate::ledger::Ledger;
use crate::notices::TablePage;
use crate::statement::{Change, Kind, StateChange, Statement, StatementError};
use crate::tree::Edge;
use crate::trust::{Shard, SignerError, Trust};

/// Every certificate with its history.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Folded {
    pub(crate) certificates: BTreeMap<String, History>,
    /// For each certificate, the ones that follow it.
    pub(crate) successors: BTreeMap<String, Vec<String>>,
}

/// A certificate and what happened to it, in the order of the log.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    /// What was issued.
    pub certificate: Certificate,
    /// SHA-256 of the statement that issued it.
    pub statement: Digest,
    /// Where it stands.
    pub place: Place,
    /// What happened since.
    pub changes: Vec<(Place, StateChange)>,
    /// Where its summary for general tools stands.
    pub summary: Option<Place>,
}

/// A place in the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The shard's origin.
    pub origin: String,
    /// The entry's index in it.
    pub index: u64,
}

/// A fold in progress.
#[derive(Debug, Clone)]
pub struct Fold<'t> {
    trust: &'t Trust,
    ledger: Option<Ledger>,
}

/// A fold within one shard.
#[derive(Debug)]
pub struct ShardFold<'f, 't> {
    trust: &'t Trust,
    ledger: &'f mut Ledger,
    shard: &'t Shard,
}

/// Why an entry ends the fold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// The leaf.
    #[error("leaf: {0}")]
    Leaf(#[from] LeafError),
    /// A leaf form that this register does not write.
    #[error("leaf is {}, this register holds dsse leaves", kind.name())]
    LeafKind {
        /// The form found.
        kind: LeafKind,
    },
    /// The envelope.
    #[error("envelope: {0}")]
    Envelope(#[from] EnvelopeError),
    /// The envelope is not the one whose digest and signature the leaf holds.
    #[error("the envelope is not the leaf's")]
    AnotherEnvelope,
    /// The statement.
    #[error("statement: {0}")]
    Statement(#[from] StatementError),
    /// The signer's word does not count.
    #[error(transparent)]
    Signer(#[from] SignerError),
    /// The signature is wrong.
    #[error("the signature is not that of key {keyid:?}")]
    Signature {
        /// The key.
        keyid: String,
    },
    /// Made outside the shard's period.
    #[error("a statement of {time} cannot stand in this shard")]
    ShardPeriod {
        /// When the statement was made.
        time: Timestamp,
    },
    /// Stands behind the end of the shard.
    #[error("the shard was closed before")]
    Closed,
    /// Issued twice.
    #[error("certificate {number:?} was issued before")]
    IssuedBefore {
        /// Its number.
        number: String,
    },
    /// A demonstration in a real register, or the other way round.
    #[error("certificate {number:?} and trust file differ in being a demonstration")]
    Demonstration {
        /// Its number.
        number: String,
    },
    /// Speaks of a certificate that was not issued before.
    #[error("certificate {number:?} was not issued before")]
    NotIssued {
        /// Its number.
        number: String,
    },
    /// Names another statement than the one that issued the certificate.
    #[error("the subject is not the statement that issued {number:?}")]
    AnotherSubject {
        /// The certificate.
        number: String,
    },
    /// A change that the certificate's state does not allow.
    #[error("certificate {number:?} is {state}: {change} is not possible")]
    Transition {
        /// The certificate.
        number: String,
        /// Its state.
        state: &'static str,
        /// The change asked for.
        change: &'static str,
    },
    /// A component that cannot be one.
    #[error("component {component:?}: {why}")]
    Component {
        /// Its name in the system.
        component: String,
        /// Why not.
        why: &'static str,
    },
    /// A table or an end that does not stand where it says.
    #[error("a {kind} statement for entry {size} of {origin:?} and its tree stands elsewhere")]
    Misplaced {
        /// The kind.
        kind: Kind,
        /// The shard it names.
        origin: String,
        /// The index it names.
        size: u64,
    },
    /// A state table that is not the fold.
    #[error(
        "the state table differs from what was signed before it, from certificate {first:?} on"
    )]
    TableDiffers {
        /// First number on the first page that differs, or on the first that is missing or too much.
        first: String,
    },
    /// A shard that does not go on from the one before it.
    #[error("the shard does not go on from the end of {previous:?}: {why}")]
    HandOver {
        /// The shard before.
        previous: String,
        /// What is wrong.
        why: &'static str,
    },
    /// A summary that belongs to no certificate issued before.
    #[error("the summary belongs to no certificate issued before")]
    StraySummary,
}

impl<'t> Fold<'t> {
    /// A fold under this trust file.
    pub fn new(trust: &'t Trust) -> Fold<'t> {
        Fold {
            trust,
            ledger: None,
        }
    }

    /// Goes on with the next shard.
    pub fn shard(&mut self, shard: &'t Shard) -> ShardFold<'_, 't> {
        let name = &shard.vkey;
        if let Some(ledger) = &mut self.ledger {
            ledger.begin(name);
        }
        let first = || Ledger::new(self.trust.demonstration, name);
        ShardFold {
            trust: self.trust,
            ledger: self.ledger.get_or_insert_with(first),
            shard,
        }
    }

    /// The result.
    pub fn finish(self) -> Folded {
        self.ledger.map(Ledger::into_folded).unwrap_or_default()
    }
}

impl Folded {
    /// The history of a certificate.
    pub fn history(&self, number: &str) -> Option<&History> {
        self.certificates.get(number)
    }

    /// All certificates by number.
    pub fn histories(&self) -> impl Iterator<Item = &History> {
        self.certificates.values()
    }

    /// What was recorded by a moment; with what was recorded in that moment itself, or without.
    pub fn known_by(&self, at: Timestamp, with_last: bool) -> Folded {
        let by = |time: Timestamp| time < at || (with_last && time == at);
        let mut known = self.clone();
        known
            .certificates
            .retain(|_, history| by(history.certificate.issued));
        for history in known.certificates.values_mut() {
            history.changes.retain(|(_, change)| by(change.time));
        }
        known
    }
}

impl ShardFold<'_, '_> {
    /// Entries so far, with the tree over them.
    pub fn edge(&self) -> &Edge {
        self.ledger.edge()
    }

    /// The origin of the next shard, once this one's end was met.
    pub fn next_shard(&self) -> Option<&str> {
        self.ledger.next_shard()
    }

    /// When the last statement was made.
    pub fn last_time(&self) -> Option<Timestamp> {
        self.ledger.last_time()
    }

    /// The pages that the last entry signs, when it is a state table.
    pub fn last_table(&self) -> Option<&[TablePage]> {
        self.ledger.last_table()
    }

    /// Passes an entry without reading its statement: it counts for the tree only.
    pub fn pass(&mut self, leaf: &[u8]) {
        self.ledger.pass(leaf);
    }

    /// Folds the next entry.
    ///
    /// # Errors
    /// Why the entry is not in order; the fold is over then.
    pub fn add(&mut self, leaf_bytes: &[u8], envelope_bytes: &[u8]) -> Result<(), EntryError> {
        let leaf = Leaf::from_bytes(leaf_bytes)?;
        if leaf.kind != LeafKind::Dsse {
            return Err(EntryError::LeafKind { kind: leaf.kind });
        }
        let envelope = Envelope::from_bytes(envelope_bytes)?;
        if !leaf.is_of(&envelope) || leaf.key.keyid() != envelope.keyid {
            return Err(EntryError::AnotherEnvelope);
        }
        let statement = Statement::from_bytes(&envelope.payload)?;
        let (kind, time) = (statement.predicate.kind(), statement.predicate.time());
        let key = self.trust.signer(&envelope.keyid, kind, time)?;
        if !envelope.is_signed_by(key.spki) {
            return Err(EntryError::Signature {
                keyid: envelope.keyid,
            });
        }
        if !self.shard.holds_at(time) {
            return Err(EntryError::ShardPeriod { time });
        }
        self.ledger
            .enter(&statement, envelope.payload_digest(), leaf_bytes)
    }
}

impl Folded {
    pub(crate) fn issued(&self, number: &str) -> Result<&History, EntryError> {
        let missing = || EntryError::NotIssued {
            number: number.to_owned(),
        };
        self.certificates.get(number).ok_or_else(missing)
    }

    /// A component holds a software or device certificate that covers what is installed.
    pub(crate) fn check_part(&self, component: &Component) -> Result<(), EntryError> {
        let refused = |why| EntryError::Component {
            component: component.name.clone(),
            why,
        };
        let held = &self.issued(&component.certificate)?.certificate;
        if held.category == Category::System {
            return Err(refused("its certificate is of category 3"));
        }
        if !held
            .product
            .artefacts
            .iter()
            .any(|file| file.sha256 == component.sha256)
        {
            return Err(refused("its certificate does not cover what is installed"));
        }
        Ok(())
    }
}

impl History {
    pub(crate) fn check_transition(&self, change: &StateChange) -> Result<(), EntryError> {
        let refused = |state| EntryError::Transition {
            number: self.certificate.number.clone(),
            state,
            change: change.change.name(),
        };
        if change.time < self.certificate.issued {
            return Err(refused("not issued yet"));
        }
        let (ended, state) = self.end();
        let is_expire = matches!(change.change, Change::Expire);
        // The term ends by itself; the statement that records it comes after.
        let recorded = self
            .changes
            .iter()
            .any(|(_, past)| matches!(past.change, Change::Expire));
        let system = self.certificate.category == Category::System;
        // So does the limit for a system's component: it may have passed before what ended the system since then.
        let came_first = state == "expired" || system && change.effective < ended;
        if change.time >= ended && !(is_expire && came_first && !recorded) {
            return Err(refused(state));
        }
        let suspended = self.is_suspended();
        match &change.change {
            Change::Suspend if suspended => Err(refused("suspended")),
            Change::Resume if !suspended => Err(refused("valid")),
            // A second void can only come sooner, when a flaw becomes known.
            Change::Void { .. } if change.effective >= ended => Err(refused("void sooner")),
            Change::Expire if change.effective > self.certificate.valid_until => {
                Err(refused("expired sooner"))
            }
            Change::Expire if !system && change.effective != self.certificate.valid_until => {
                Err(refused("valid until another day"))
            }
            Change::ReplaceComponent { component, .. }
                if !self
                    .certificate
                    .components
                    .iter()
                    .any(|part| part.name == *component) =>
            {
                Err(refused("without such a component"))
            }
            _ => Ok(()),
        }
    }

    /// When it ends by what is known so far, and in which state.
    fn end(&self) -> (Timestamp, &'static str) {
        let own = (self.certificate.valid_until, "expired");
        let ends = self
            .changes
            .iter()
            .filter_map(|(_, change)| match change.change {
                Change::Void { .. } => Some((change.effective, "void")),
                Change::Withdraw => Some((change.effective, "withdrawn")),
                Change::Expire => Some((change.effective, "expired")),
                _ => None,
            });
        ends.fold(
            own,
            |sooner, end| if end.0 < sooner.0 { end } else { sooner },
        )
    }

    fn is_suspended(&self) -> bool {
        let last = self
            .changes
            .iter()
            .rev()
            .find_map(|(_, change)| match change.change {
                Change::Suspend => Some(true),
                Change::Resume => Some(false),
                _ => None,
            });
        last.unwrap_or(false)
    }
}
