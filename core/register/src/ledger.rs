//! The ledger of a register: every statement entered in order, and what they come to.
//!
//! It believes whatever is entered to be signed by the body: whose signatures count, and when, is the reader's question
//! ([`crate::fold`]). The body keeps one too, so that nothing is signed which no reader would fold.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::canonical::Digest;
use crate::certificate::{Certificate, Component};
use crate::fold::{EntryError, Folded, History, Place};
use crate::key::NoteKey;
use crate::notices::{Close, KeyNotice, KeyRole, ShardEnd, Table, TablePage};
use crate::statement::{Change, Kind, Predicate, StateChange, Statement};
use crate::table::Pages;
use crate::tree::{Edge, leaf_hash};

/// All statements of a register so far, entered one by one.
#[derive(Debug, Clone)]
pub struct Ledger {
    demonstration: bool,
    folded: Folded,
    /// The digests of the summaries that may come, with the certificate of each.
    summaries: BTreeMap<Digest, String>,
    /// For each certificate, the systems that rest or rested on it.
    systems: BTreeMap<String, BTreeSet<String>>,
    pages: Pages,
    /// The shard that grows.
    name: NoteKey,
    edge: Edge,
    /// The name and key of the shard that follows, once this one was closed.
    closed: Option<NoteKey>,
    last: Option<Timestamp>,
    /// The pages that the last entry signs, when it is a state table.
    last_table: Option<Vec<TablePage>>,
    previous: Option<Previous>,
}

/// The end of the shard before.
#[derive(Debug, Clone)]
struct Previous {
    end: ShardEnd,
    next: Option<NoteKey>,
}

impl Ledger {
    /// A ledger without entries, in its first shard.
    #[must_use]
    pub fn new(demonstration: bool, shard: &NoteKey) -> Ledger {
        Ledger {
            demonstration,
            folded: Folded::default(),
            summaries: BTreeMap::new(),
            systems: BTreeMap::new(),
            pages: Pages::default(),
            name: shard.clone(),
            edge: Edge::default(),
            closed: None,
            last: None,
            last_table: None,
            previous: None,
        }
    }

    /// Goes on with the next shard.
    pub fn begin(&mut self, shard: &NoteKey) {
        let before = std::mem::take(&mut self.edge);
        self.previous = Some(Previous {
            end: ShardEnd {
                origin: self.origin(),
                size: before.size(),
                root: before.root(),
            },
            next: self.closed.take(),
        });
        self.name = shard.clone();
        (self.last, self.last_table) = (None, None);
    }

    /// What was folded so far.
    #[must_use]
    pub fn folded(&self) -> &Folded {
        &self.folded
    }

    /// The result.
    #[must_use]
    pub fn into_folded(self) -> Folded {
        self.folded
    }

    /// Entries of the shard so far, with the tree over them.
    #[must_use]
    pub fn edge(&self) -> &Edge {
        &self.edge
    }

    /// The origin of the next shard, once this one's end was met.
    #[must_use]
    pub fn next_shard(&self) -> Option<&str> {
        self.closed.as_ref().map(NoteKey::name)
    }

    /// When the last statement of the shard was made.
    #[must_use]
    pub fn last_time(&self) -> Option<Timestamp> {
        self.last
    }

    /// The pages that the last entry of the shard signs, when it is a state table.
    #[must_use]
    pub fn last_table(&self) -> Option<&[TablePage]> {
        self.last_table.as_deref()
    }

    /// The pages of the state table as of now, each page that had to be made handed to `made`.
    pub fn table_pages(&mut self, made: &mut dyn FnMut(Digest, Vec<u8>)) -> Vec<TablePage> {
        self.pages.refresh(&self.folded, made)
    }

    /// Every page of the state table as of now, made anew.
    pub fn all_pages(&mut self, made: &mut dyn FnMut(Digest, Vec<u8>)) -> Vec<TablePage> {
        self.pages.forget();
        self.table_pages(made)
    }

    /// The state table as of now, made at `time`: the statement, and its pages as in [`Ledger::table_pages`].
    pub fn table_statement(
        &mut self,
        time: Timestamp,
        made: &mut dyn FnMut(Digest, Vec<u8>),
    ) -> Statement {
        let table = Table {
            origin: self.origin(),
            size: self.edge.size(),
            time,
            pages: Some(self.table_pages(made)),
        };
        Statement::table(table, self.edge.root()).expect("a shard's origin is not empty")
    }

    /// Enters a statement with the leaf that stands for it.
    ///
    /// # Errors
    /// Why it is not in order; nothing has changed then.
    pub fn enter(
        &mut self,
        statement: &Statement,
        digest: Digest,
        leaf: &[u8],
    ) -> Result<(), EntryError> {
        if self.closed.is_some() {
            return Err(EntryError::Closed);
        }
        self.check_hand_over(statement)?;
        let table = match &statement.predicate {
            Predicate::Table(table) => table.pages.clone(),
            _ => None,
        };
        self.apply(statement, digest)?;
        self.pass(leaf);
        self.last_table = table;
        self.last = self.last.max(Some(statement.predicate.time()));
        Ok(())
    }

    /// Passes an entry without its statement: it counts for the tree only.
    pub fn pass(&mut self, leaf: &[u8]) {
        self.edge.push(leaf_hash(leaf));
        self.last_table = None;
    }

    /// The first entry of a shard that follows another names that one's end, and is the one that it named.
    fn check_hand_over(&self, statement: &Statement) -> Result<(), EntryError> {
        let Some(previous) = self.previous.as_ref().filter(|_| self.edge.size() == 0) else {
            return Ok(());
        };
        let refused = |why| EntryError::HandOver {
            previous: previous.end.origin.clone(),
            why,
        };
        let Predicate::Key(notice) = &statement.predicate else {
            return Err(refused("its first entry does not name that end"));
        };
        if notice.previous.is_none() {
            return Err(refused("its first entry does not name that end"));
        }
        // A shard whose key was lost has no last word; the trust file then says where it ended.
        match &previous.next {
            Some(next) if *next != self.name => Err(refused("that shard named another to follow")),
            _ => Ok(()),
        }
    }

    fn origin(&self) -> String {
        self.name.name().to_owned()
    }

    fn apply(&mut self, statement: &Statement, digest: Digest) -> Result<(), EntryError> {
        match &statement.predicate {
            Predicate::Certificate(certificate) => self.issue(certificate, digest),
            Predicate::State(change) => self.change(change, statement.subjects[0].sha256),
            Predicate::Table(table) => self.table(table, statement.subjects[0].sha256),
            Predicate::Key(notice) => self.key(notice),
            Predicate::Close(close) => self.close(close),
            Predicate::Svr(_) => self.summary(digest),
        }
    }

    fn place(&self) -> Place {
        Place {
            origin: self.origin(),
            index: self.edge.size(),
        }
    }

    fn issue(&mut self, certificate: &Certificate, statement: Digest) -> Result<(), EntryError> {
        let number = certificate.number.clone();
        let place = self.place();
        let folded = &mut self.folded;
        if folded.certificates.contains_key(&number) {
            return Err(EntryError::IssuedBefore { number });
        }
        if certificate.demonstration != self.demonstration {
            return Err(EntryError::Demonstration { number });
        }
        if let Some(before) = &certificate.predecessor {
            folded.issued(before)?;
        }
        certificate
            .components
            .iter()
            .try_for_each(|component| folded.check_part(component))?;
        if let Some(before) = &certificate.predecessor {
            folded
                .successors
                .entry(before.clone())
                .or_default()
                .push(number.clone());
        }
        let summary = Statement::summary(certificate).digest();
        self.summaries.insert(summary, number.clone());
        let certificate = certificate.clone();
        let history = History {
            certificate,
            statement,
            place,
            changes: Vec::new(),
            summary: None,
        };
        self.pages.insert(&number);
        if let Some(before) = &history.certificate.predecessor {
            self.pages.touch(before);
        }
        self.remember(&history);
        self.folded.certificates.insert(number, history);
        Ok(())
    }

    fn change(&mut self, change: &StateChange, subject: Digest) -> Result<(), EntryError> {
        let number = &change.certificate;
        let folded = &mut self.folded;
        let history = folded.issued(number)?;
        if history.statement != subject {
            return Err(EntryError::AnotherSubject {
                number: number.clone(),
            });
        }
        history.check_transition(change)?;
        if let Change::ReplaceComponent {
            component,
            certificate,
            sha256,
        } = &change.change
        {
            let (name, certificate) = (component.clone(), certificate.clone());
            folded.check_part(&Component {
                name,
                certificate,
                sha256: *sha256,
            })?;
        }
        let place = self.place();
        let history = self.folded.certificates.get_mut(number);
        let history = history.expect("was found above");
        history.changes.push((place, change.clone()));
        if let Change::ReplaceComponent { certificate, .. } = &change.change {
            let systems = self.systems.entry(certificate.clone()).or_default();
            systems.insert(number.clone());
        }
        self.pages.touch(number);
        for system in self.systems.get(number).into_iter().flatten() {
            self.pages.touch(system);
        }
        Ok(())
    }

    fn table(&mut self, table: &Table, root: Digest) -> Result<(), EntryError> {
        if table.origin != self.name.name()
            || table.size != self.edge.size()
            || root != self.edge.root()
        {
            let (origin, size) = (table.origin.clone(), table.size);
            return Err(EntryError::Misplaced {
                kind: Kind::Table,
                origin,
                size,
            });
        }
        if let Some(said) = &table.pages {
            let made = self.table_pages(&mut |_, _| {});
            if *said != made {
                return Err(EntryError::TableDiffers {
                    first: first_difference(said, &made),
                });
            }
        }
        Ok(())
    }

    /// Keys are believed from the trust file, not from here; only the hand-over must stand first.
    fn key(&mut self, notice: &KeyNotice) -> Result<(), EntryError> {
        let Some(end) = &notice.previous else {
            return Ok(());
        };
        if self.edge.size() > 0 {
            let (origin, size) = (end.origin.clone(), 0);
            return Err(EntryError::Misplaced {
                kind: Kind::Key,
                origin,
                size,
            });
        }
        let refused = |why| EntryError::HandOver {
            previous: end.origin.clone(),
            why,
        };
        match &self.previous {
            Some(previous) if previous.end != *end => {
                Err(refused("that shard ended in another tree"))
            }
            None => Err(refused("no shard is known before this one")),
            Some(_) if notice.role != KeyRole::Shard || notice.key != self.name.key() => {
                Err(refused("the key is not this shard's"))
            }
            Some(_) => Ok(()),
        }
    }

    fn close(&mut self, close: &Close) -> Result<(), EntryError> {
        if close.origin != self.name.name() || close.size != self.edge.size() {
            let (origin, size) = (close.origin.clone(), close.size);
            return Err(EntryError::Misplaced {
                kind: Kind::Close,
                origin,
                size,
            });
        }
        self.closed = Some(close.next.clone());
        Ok(())
    }

    fn summary(&mut self, digest: Digest) -> Result<(), EntryError> {
        let place = self.place();
        let number = self
            .summaries
            .get(&digest)
            .ok_or(EntryError::StraySummary)?;
        let history = self.folded.certificates.get_mut(number);
        history
            .expect("summaries are those of certificates")
            .summary = Some(place);
        Ok(())
    }

    fn remember(&mut self, history: &History) {
        for held in history.rests_on() {
            let systems = self.systems.entry(held.to_owned()).or_default();
            systems.insert(history.certificate.number.clone());
        }
    }
}

/// The first number of the first page in which two tables differ.
fn first_difference(said: &[TablePage], made: &[TablePage]) -> String {
    let same = said.iter().zip(made).take_while(|(a, b)| a == b).count();
    let page = made.get(same).or(said.get(same));
    page.map_or_else(String::new, |page| page.first.clone())
}
