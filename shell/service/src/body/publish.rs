//! What the body says to the public: signed, entered in its own ledger, brought into the register.
//!
//! Every publication ends with the state table of that moment, or with the end of the shard. What the ledger would not
//! take is never signed: no reader would fold it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use register::canonical::Digest;
use register::checkpoint::{Checkpoint, UnknownLines};
use register::dsse::Envelope;
use register::key::SigningKey;
use register::leaf::Leaf;
use register::ledger::Ledger;
use register::log::CHECKPOINT_PATH;
use register::statement::Statement;
use register::table::page_path;

use super::keys::{vkey, wrong};
use super::{Body, BodyError, Published, keys};
use crate::folder::{self, FolderError, RegisterFolder};
use crate::store::{Commit, Placed, ShardRow, Store};

/// How long pages of older tables stay for readers that are on their way.
const PAGES_STAY: Duration = Duration::from_secs(24 * 60 * 60);

impl Body {
    /// Publishes the state table of this moment: the daily word that nothing else happened. Also puts back statements and
    /// pages of the table that were lost, and takes pages of older tables away that nobody can be reading any more.
    ///
    /// # Errors
    /// [`BodyError`]; when something was begun, it is finished when the body is opened again.
    pub fn note_day(&mut self, at: Timestamp) -> Result<(), BodyError> {
        if self.broken {
            return Err(BodyError::Broken);
        }
        let at = self.ledger.last_time().map_or(at, |last| at.max(last));
        let since = self.acts + 1;
        self.tidy_pages(SystemTime::now() - PAGES_STAY)?;
        self.guarded(Self::put_back_statements)?;
        self.guarded(|body| body.say(Commit::default(), at, &[], since))
    }

    /// Signs and enters statements and the state table behind them, commits them with what belongs to them, and makes
    /// the register follow. Copies for people are made of what was issued by act number `since` or later.
    pub(super) fn say(
        &mut self,
        mut commit: Commit,
        at: Timestamp,
        statements: &[Statement],
        since: u64,
    ) -> Result<(), BodyError> {
        // What is committed must be published: without the key that signs checkpoints nothing is.
        self.shard_signer(self.shards.len() as u64)?;
        let (key, mut pages) = (self.statement_signer()?, Vec::new());
        let act = commit.acts.last().map(|row| row.number);
        for statement in statements {
            let placed = self.enter(statement, &key)?;
            commit.statements.push(Placed { act, ..placed });
        }
        let table = self.enter_table(at, &key, &mut pages)?;
        commit.statements.push(Placed { act, ..table });
        self.store.commit(&self.disk, &commit)?;
        self.write_pages(&pages)?;
        self.publish(since)
    }

    /// Signs a statement and enters it in the ledger, ready to be committed.
    pub(super) fn enter(
        &mut self,
        statement: &Statement,
        key: &SigningKey,
    ) -> Result<Placed, BodyError> {
        self.check_time(statement.predicate.time())?;
        let payload = statement.to_bytes();
        let envelope = Envelope::sign(payload, key);
        let leaf = Leaf::of(&envelope, key.verifying_key()).to_bytes();
        let (shard, entry) = (self.shards.len() as u64, self.ledger.edge().size());
        self.ledger
            .enter(statement, envelope.payload_digest(), &leaf)
            .map_err(unmakeable)?;
        self.said += 1;
        Ok(Placed {
            position: self.said,
            shard,
            entry,
            act: None,
            statement: folder::Statement {
                digest: envelope.payload_digest().to_string(),
                leaf,
                envelope: envelope.to_bytes(),
            },
        })
    }

    /// After a clock was set back, a statement could be older than the key that signs it or the shard in which it stands. No
    /// reader would fold it, nor anything behind it.
    fn check_time(&self, time: Timestamp) -> Result<(), BodyError> {
        let keys = self.keys.last().and_then(|row| row.since.as_deref());
        let shards = self.shards.last().and_then(|row| row.since.as_deref());
        for since in [keys, shards] {
            if let Some(since) = keys::time(since)?.filter(|since| *since > time) {
                return Err(unmakeable(format!(
                    "it is of {time}, and the key or the shard holds from {since}"
                )));
            }
        }
        Ok(())
    }

    fn enter_table(
        &mut self,
        at: Timestamp,
        key: &SigningKey,
        pages: &mut Vec<(Digest, Vec<u8>)>,
    ) -> Result<Placed, BodyError> {
        let statement = self
            .ledger
            .table_statement(at, &mut |digest, bytes| pages.push((digest, bytes)));
        self.enter(&statement, key)
    }

    /// The pages of a table are there before the checkpoint that promises them.
    fn write_pages(&self, pages: &[(Digest, Vec<u8>)]) -> Result<(), BodyError> {
        Ok(self.register.write_states(&self.disk, pages)?)
    }

    /// Makes the register follow the database, shard by shard, and the copies for people with it: those of certificates
    /// issued by act number `since` or later.
    pub(super) fn publish(&mut self, since: u64) -> Result<(), BodyError> {
        let made = self.store.statements()?;
        let Some(first) = self.store.first_waiting()? else {
            self.check_last(made)?;
            return crate::acts::issue::write_copies(self, since, 0);
        };
        self.follow_from(first)?;
        crate::acts::issue::write_copies(self, since, 0)?;
        Ok(self.store.published(&self.disk, made)?)
    }

    fn follow_from(&mut self, first: u64) -> Result<(), BodyError> {
        let mut waiting: BTreeMap<u64, (u64, Vec<folder::Statement>)> = BTreeMap::new();
        self.store.each_statement(first, |placed| {
            let of_shard = waiting.entry(placed.shard);
            let (_, statements) = of_shard.or_insert((placed.entry, Vec::new()));
            statements.push(placed.statement);
            Ok::<_, BodyError>(())
        })?;
        for (shard, (entry, statements)) in waiting {
            let (folder, key) = (self.folder_of(shard)?, self.shard_key(shard)?);
            let quorum = self.facts.quorum;
            if entry == 0 && !folder.exists() {
                folder.create(&self.disk, &key()?, quorum)?;
            }
            folder.follow(&self.disk, key, entry, (entry, &statements), quorum)?;
        }
        Ok(())
    }

    /// With nothing waiting the last statement of the open shard is looked at: is this the register that has it?
    fn check_last(&self, made: u64) -> Result<(), BodyError> {
        let open = self.shards.len() as u64;
        let mut last = (0, Vec::new());
        self.store.each_statement(made.max(1), |placed| {
            if placed.shard == open {
                last = (placed.entry, vec![placed.statement]);
            }
            Ok::<_, BodyError>(())
        })?;
        let (entry, statements) = last;
        let published = entry + statements.len() as u64;
        let key = self.shard_key(open)?;
        let folder = self.folder_of(open)?;
        let quorum = self.facts.quorum;
        Ok(folder.follow(&self.disk, key, published, (entry, &statements), quorum)?)
    }

    /// Fills the ledger with every statement that was ever made. Nothing is believed but that this body made them.
    pub(super) fn enter_all(
        store: &Store,
        ledger: &mut Ledger,
        shards: &[ShardRow],
    ) -> Result<u64, BodyError> {
        let (mut said, mut shard) = (0, 1);
        store.each_statement(1, |placed| {
            let position = placed.position;
            let replay = |detail: String| BodyError::Unmakeable {
                what: "the body's ledger",
                detail: format!("statement {position}: {detail}"),
            };
            while shard < placed.shard {
                shard += 1;
                let row = shards.iter().find(|row| row.number == shard);
                let row = row.ok_or_else(|| replay(format!("there is no shard {shard}")))?;
                ledger.begin(&vkey(&row.vkey)?);
            }
            let envelope = Envelope::from_bytes(&placed.statement.envelope)
                .map_err(|error| replay(error.to_string()))?;
            let statement = Statement::from_bytes(&envelope.payload)
                .map_err(|error| replay(error.to_string()))?;
            ledger
                .enter(
                    &statement,
                    envelope.payload_digest(),
                    &placed.statement.leaf,
                )
                .map_err(|error| replay(error.to_string()))?;
            said = position;
            Ok::<_, BodyError>(())
        })?;
        Ok(said)
    }

    /// What a crash may have left undone: the pages of the last table, and whatever the register has not got.
    pub(super) fn finish(&mut self) -> Result<(), BodyError> {
        if self.store.first_waiting()?.is_some() {
            let mut pages = Vec::new();
            self.ledger
                .all_pages(&mut |digest, bytes| pages.push((digest, bytes)));
            self.write_pages(&pages)?;
        }
        self.publish(0)?;
        self.publish_seen()
    }

    /// Puts lost pages of the table back. Those of other tables go when they were written before `before`, unless readers are
    /// shown an older table than this body's newest.
    fn tidy_pages(&mut self, before: SystemTime) -> Result<(), BodyError> {
        let mut pages = Vec::new();
        self.ledger
            .all_pages(&mut |digest, bytes| pages.push((digest, bytes)));
        self.guarded(|body| body.write_pages(&pages))?;
        if !self.waiting()?.is_empty() {
            return Ok(());
        }
        let current: BTreeSet<_> = pages.iter().map(|(digest, _)| page_path(*digest)).collect();
        for path in self.register.old_states(before)? {
            let name = path.strip_prefix(self.register.root());
            let name = name.map(|name| name.display().to_string());
            if name.is_ok_and(|name| !current.contains(&name)) {
                let gone = std::fs::remove_file(&path);
                gone.map_err(|source| self.file_error(source))?;
            }
        }
        Ok(())
    }

    /// Refuses a register that does not go on from everything that is known to have been published.
    pub(super) fn check_published(&self, known: &mut Published<'_>) -> Result<(), BodyError> {
        for checkpoint in &known.held {
            self.check_goes_on(checkpoint)?;
        }
        for (place, read) in &mut known.places {
            let untold = |detail: String| BodyError::Published {
                place: place.clone(),
                detail,
            };
            let mut found = false;
            for shard in self.shards()? {
                let path = format!(
                    "{}/{CHECKPOINT_PATH}",
                    folder::shard_folder(shard.name.name())
                );
                let Some(bytes) = read(&path).map_err(untold)? else {
                    continue;
                };
                let read = Checkpoint::parse(&String::from_utf8_lossy(&bytes));
                let checkpoint = read.map_err(|source| BodyError::PublishedForm {
                    place: place.clone(),
                    source,
                })?;
                self.check_goes_on(&checkpoint)?;
                found = true;
            }
            if !found {
                return Err(BodyError::Unpublished {
                    place: place.clone(),
                });
            }
        }
        Ok(())
    }

    /// Refuses a register that does not go on from a checkpoint that was published or witnessed before.
    fn check_goes_on(&self, published: &Checkpoint) -> Result<(), BodyError> {
        let shards = self.shards()?;
        let shard = shards
            .iter()
            .zip(1..)
            .find(|(shard, _)| shard.name.name() == published.origin);
        let Some((shard, number)) = shard else {
            return Err(wrong("shards", &published.origin));
        };
        let signed = published.check(&shard.name, &[], UnknownLines::Ignore);
        if let Err(mut reasons) = signed {
            let source = reasons.swap_remove(0).into();
            let path = self.register.root().to_owned();
            return Err(FolderError::Log { path, source }.into());
        }
        Ok(self.folder_of(number)?.check_goes_on(published)?)
    }

    /// Statements that are gone from the register's folder are written again: the database has them all.
    fn put_back_statements(&mut self) -> Result<(), BodyError> {
        let mut missing = Vec::new();
        self.store.each_statement(1, |placed| {
            if !self.register.has_statement(&placed.statement) {
                missing.push(placed.statement);
            }
            Ok::<_, BodyError>(())
        })?;
        Ok(self.register.write_statements(&self.disk, &missing)?)
    }

    pub(crate) fn folder_of(&self, shard: u64) -> Result<RegisterFolder, BodyError> {
        let row = self.shards.iter().find(|row| row.number == shard);
        let row = row.ok_or_else(|| wrong("shard", &shard.to_string()))?;
        Ok(RegisterFolder::new(self.register.root(), vkey(&row.vkey)?))
    }

    /// When the last statement in the open shard was made. Nothing is dated before it, should the clock have been set back.
    #[must_use]
    pub fn last_statement_at(&self) -> Option<Timestamp> {
        self.ledger.last_time()
    }

    /// When the first act was done.
    ///
    /// # Errors
    /// [`BodyError::Fact`] when nobody has acted yet.
    pub fn founded(&self) -> Result<Timestamp, BodyError> {
        self.founded.ok_or_else(|| wrong("founding", ""))
    }
}

pub(super) fn unmakeable(error: impl std::fmt::Display) -> BodyError {
    BodyError::Unmakeable {
        what: "the statement",
        detail: error.to_string(),
    }
}
