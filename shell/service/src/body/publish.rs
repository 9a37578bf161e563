//! What the body says to the public: signed, entered in its own ledger, brought into the register.
//!
//! Every publication ends with the state table of that moment, or with the end of the shard. What the ledger would not
//! take is never signed: no reader would fold it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, SystemTime};

use jiff::{SignedDuration, Timestamp};
use register::canonical::Digest;
use register::checkpoint::{Checkpoint, UnknownLines};
use register::dsse::Envelope;
use register::key::{NoteKey, SigningKey, VerifyingKey};
use register::leaf::Leaf;
use register::ledger::Ledger;
use register::log::{CHECKPOINT_PATH, LogError};
use register::notices::{Close, KeyNotice, KeyRole, ShardEnd};
use register::statement::Statement;
use register::table::page_path;

use super::{Body, BodyError, Published, SHARD_KEY, STATEMENT_KEY};
use crate::folder::{self, FolderError, RegisterFolder};
use crate::key::{Key, KeyError};
use crate::store::{Commit, KeyRow, Placed, ShardRow, Store};

/// A key that signs the body's statements, with its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementKey {
    /// The key.
    pub key: VerifyingKey,
    /// From when it holds; nothing: since the founding.
    pub since: Option<Timestamp>,
    /// Until when; nothing while it holds.
    pub until: Option<Timestamp>,
    /// When it was revoked, if it was.
    pub revoked: Option<Timestamp>,
}

/// A shard of the body's register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyShard {
    /// Its origin and the key that signs its checkpoints.
    pub name: NoteKey,
    /// From when it takes statements; nothing: since the founding.
    pub since: Option<Timestamp>,
    /// Until when; nothing while it is open.
    pub until: Option<Timestamp>,
    /// Size and root of its final tree, when closed.
    pub end: Option<(u64, Digest)>,
}

/// Why a shard ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShardEnding {
    /// In order: its last entry names the one that follows.
    Closed,
    /// Its key is lost or in wrong hands: it ends with what is published, without a last word.
    KeyLost,
    /// Its key and the one that signs statements are: the next shard begins under new ones.
    KeysLost {
        /// What the old key for statements signs from now on counts for nothing.
        revoke: bool,
    },
}

/// How long pages of older tables stay for readers that are on their way.
const PAGES_STAY: Duration = Duration::from_secs(24 * 60 * 60);

impl Body {
    /// The keys that sign statements, in order; the last one holds.
    ///
    /// # Errors
    /// [`BodyError::Fact`] when a record does not read.
    pub fn statement_keys(&self) -> Result<Vec<StatementKey>, BodyError> {
        let keys = self.keys.iter().map(|row| {
            Ok(StatementKey {
                key: spki(&row.spki)?,
                since: time(row.since.as_deref())?,
                until: time(row.until.as_deref())?,
                revoked: time(row.revoked.as_deref())?,
            })
        });
        keys.collect()
    }

    /// The shards of the register, in order; the last one is open.
    ///
    /// # Errors
    /// [`BodyError::Fact`] when a record does not read.
    pub fn shards(&self) -> Result<Vec<BodyShard>, BodyError> {
        let shards = self.shards.iter().map(|row| {
            let end = row.end.as_ref().map(|(size, root)| {
                let root = root.parse().map_err(|_| wrong("shard's root", root))?;
                Ok::<_, BodyError>((*size, root))
            });
            Ok(BodyShard {
                name: vkey(&row.vkey)?,
                since: time(row.since.as_deref())?,
                until: time(row.until.as_deref())?,
                end: end.transpose()?,
            })
        });
        shards.collect()
    }

    /// Publishes the state table of this moment: the daily word that nothing else happened. Puts statements back that are gone. Also puts pages of the table
    /// back that were lost, and takes pages of older tables away that nobody can be reading any more.
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

    /// Has a new key sign statements from now on. With `revoke` the old one counts for nothing that is signed later.
    ///
    /// # Errors
    /// [`BodyError`].
    pub fn change_statement_key(
        &mut self,
        at: Timestamp,
        revoke: bool,
    ) -> Result<VerifyingKey, BodyError> {
        if self.broken {
            return Err(BodyError::Broken);
        }
        // What the old key signed in this very second must stay signed by a key that held.
        let at = self.after_last(at)?;
        let (keys, statements) = self.next_statement_key(at, revoke)?;
        let commit = Commit {
            keys,
            ..Commit::default()
        };
        let since = self.acts + 1;
        self.guarded(|body| body.say(commit, at, &statements, since))?;
        self.statement_key()
    }

    /// Takes the next key for statements: the rows of the old one and the new, and what is said of them.
    fn next_statement_key(
        &mut self,
        at: Timestamp,
        revoke: bool,
    ) -> Result<(Vec<KeyRow>, Vec<Statement>), BodyError> {
        let number = self.keys.len() as u64 + 1;
        let file = format!("{STATEMENT_KEY}-{number}");
        let new = Key::read_or_generate(&self.home.key(&file))?;
        let public = signing(&new).verifying_key();
        let mut rows = self.keys.clone();
        let old = rows.last_mut().ok_or_else(|| wrong("statement key", ""))?;
        old.until = Some(at.to_string());
        old.revoked = revoke.then(|| at.to_string());
        let old = old.clone();
        let next = KeyRow {
            number,
            file,
            spki: public.into(),
            since: Some(at.to_string()),
            until: None,
            revoked: None,
        };
        rows.push(next.clone());
        let name = self.shard()?.name().to_owned();
        let notice = |key, from, until| KeyNotice {
            time: at,
            role: KeyRole::Body,
            name: name.clone(),
            key,
            from,
            until,
            previous: None,
        };
        let since = time(old.since.as_deref())?.map_or_else(|| self.founded(), Ok)?;
        let notices = [
            notice(spki(&old.spki)?, since, Some(at)),
            notice(public, at, None),
        ];
        let statements = notices.map(|notice| Statement::key(notice).map_err(unmakeable));
        self.keys = rows;
        Ok((
            vec![old, next],
            statements.into_iter().collect::<Result<_, _>>()?,
        ))
    }

    /// Ends the open shard and opens the next one, named by `origin`, under a new key.
    ///
    /// # Errors
    /// [`BodyError`]; [`BodyError::ShardName`] when the origin is no new name.
    pub fn next_shard(
        &mut self,
        origin: &str,
        at: Timestamp,
        ending: ShardEnding,
    ) -> Result<NoteKey, BodyError> {
        if self.broken {
            return Err(BodyError::Broken);
        }
        let at = self.after_last(at)?;
        let folder = |origin: &str| register::trust::shard_folder(origin);
        let used = self
            .shards()?
            .iter()
            .any(|shard| folder(shard.name.name()) == folder(origin));
        if folder(origin).is_none() || used {
            return Err(BodyError::ShardName {
                origin: origin.to_owned(),
            });
        }
        let number = self.shards.len() as u64 + 1;
        let file = format!("{SHARD_KEY}-{number}");
        let key = Key::read_or_generate(&self.home.key(&file))?;
        let name = super::shard_name(origin, &key)?;
        let next = ShardRow {
            number,
            file,
            vkey: name.vkey(),
            since: Some(at.to_string()),
            until: None,
            end: None,
        };
        self.guarded(|body| body.hand_over(&name, next, at, ending))?;
        Ok(name)
    }

    fn hand_over(
        &mut self,
        name: &NoteKey,
        next: ShardRow,
        at: Timestamp,
        ending: ShardEnding,
    ) -> Result<(), BodyError> {
        let mut commit = Commit::default();
        let before = self.shard()?.name().to_owned();
        if ending == ShardEnding::Closed {
            self.shard_signer(self.shards.len() as u64)?;
            let close = Close {
                origin: before.clone(),
                size: self.ledger.edge().size(),
                time: at,
                next: name.clone(),
            };
            let root = self.ledger.edge().root();
            let statement = Statement::close(close, root).map_err(unmakeable)?;
            commit.statements.push(self.enter(&statement)?);
        }
        let (size, root) = (self.ledger.edge().size(), self.ledger.edge().root());
        // The last word and the first one of the next shard are of one second.
        let until = at
            .checked_add(SignedDuration::from_secs(1))
            .unwrap_or(Timestamp::MAX);
        let old = self.shards.last_mut().ok_or_else(|| wrong("shard", ""))?;
        old.until = Some(until.to_string());
        old.end = Some((size, root.to_string()));
        commit.shards = vec![old.clone(), next.clone()];
        self.shards.push(next);
        self.ledger.begin(name);
        let notice = KeyNotice {
            time: at,
            role: KeyRole::Shard,
            name: name.name().to_owned(),
            key: name.key(),
            from: at,
            until: None,
            previous: Some(ShardEnd {
                origin: before,
                size,
                root,
            }),
        };
        let mut statements = vec![Statement::key(notice).map_err(unmakeable)?];
        if let ShardEnding::KeysLost { revoke } = ending {
            let (keys, notices) = self.next_statement_key(at, revoke)?;
            commit.keys = keys;
            statements.extend(notices);
        }
        self.register = RegisterFolder::new(self.register.root(), name.clone());
        self.say(commit, at, &statements, self.acts + 1)
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
        let mut pages = Vec::new();
        for statement in statements {
            commit.statements.push(self.enter(statement)?);
        }
        commit.statements.push(self.enter_table(at, &mut pages)?);
        self.store.commit(&self.disk, &commit)?;
        self.write_pages(&pages)?;
        self.publish(since)
    }

    /// Signs a statement and enters it in the ledger, ready to be committed.
    fn enter(&mut self, statement: &Statement) -> Result<Placed, BodyError> {
        self.check_time(statement.predicate.time())?;
        let key = self.statement_signer()?;
        let payload = statement.to_bytes();
        let envelope = Envelope::sign(payload, &key);
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
            if let Some(since) = self::time(since)?.filter(|since| *since > time) {
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
        pages: &mut Vec<(Digest, Vec<u8>)>,
    ) -> Result<Placed, BodyError> {
        let statement = self
            .ledger
            .table_statement(at, &mut |digest, bytes| pages.push((digest, bytes)));
        self.enter(&statement)
    }

    /// The pages of a table are there before the checkpoint that promises them.
    fn write_pages(&self, pages: &[(Digest, Vec<u8>)]) -> Result<(), BodyError> {
        for (digest, bytes) in pages {
            self.register.write_state(&self.disk, *digest, bytes)?;
        }
        Ok(())
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

    /// The key that made an envelope, by its name.
    pub(crate) fn statement_key_of(&self, keyid: &str) -> Result<VerifyingKey, BodyError> {
        let keys = self.statement_keys()?;
        let known = keys.into_iter().find(|known| known.key.keyid() == keyid);
        known
            .map(|known| known.key)
            .ok_or_else(|| wrong("statement key", keyid))
    }

    /// Read only when something is to be signed: a body whose key is lost can still be opened.
    fn shard_key(
        &self,
        shard: u64,
    ) -> Result<impl Fn() -> Result<SigningKey, KeyError> + use<>, BodyError> {
        let row = self.shards.iter().find(|row| row.number == shard);
        let row = row.ok_or_else(|| wrong("shard", &shard.to_string()))?;
        let path = self.home.key(&row.file);
        Ok(move || Key::read(&path).map(|key| signing(&key)))
    }

    /// The key of a shard, which must be the one on record.
    fn shard_signer(&self, shard: u64) -> Result<SigningKey, BodyError> {
        let key = self.shard_key(shard)?()?;
        let name = self.folder_of(shard)?.name().clone();
        if key.verifying_key() != name.key() {
            let origin = name.name().to_owned();
            let path = self.register.root().to_owned();
            let source = LogError::ForeignKey { origin };
            return Err(FolderError::Log { path, source }.into());
        }
        Ok(key)
    }

    fn statement_signer(&self) -> Result<SigningKey, BodyError> {
        let row = self.keys.last().ok_or_else(|| wrong("statement key", ""))?;
        let key = signing(&Key::read(&self.home.key(&row.file))?);
        if String::from(key.verifying_key()) != row.spki {
            return Err(BodyError::Unmakeable {
                what: "a signature",
                detail: format!("the key {} is not the one on record", row.file),
            });
        }
        Ok(key)
    }

    /// A moment after everything that was said: keys and shards change between two seconds, so that what was said in the
    /// last one still stands under the old key. Waits for it when it is near.
    fn after_last(&self, at: Timestamp) -> Result<Timestamp, BodyError> {
        let Some(last) = self.ledger.last_time().filter(|last| *last >= at) else {
            return Ok(at);
        };
        let next = last
            .checked_add(SignedDuration::from_secs(1))
            .unwrap_or(last);
        let wait = next.duration_since(at);
        if wait > SignedDuration::from_secs(3) {
            return Err(BodyError::Clock { last, now: at });
        }
        std::thread::sleep(wait.unsigned_abs());
        Ok(next)
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

/// The rows of the keys with which a body was founded, where there are none yet.
pub(crate) fn first_rows(
    store: &mut Store,
    home: &crate::home::Home,
    disk: &crate::disk::Disk,
    origin: &str,
) -> Result<(), BodyError> {
    let mut commit = Commit::default();
    if store.shards()?.is_empty() {
        let key = Key::read(&home.key(SHARD_KEY))?;
        commit.shards.push(ShardRow {
            number: 1,
            file: SHARD_KEY.to_owned(),
            vkey: super::shard_name(origin, &key)?.vkey(),
            since: None,
            until: None,
            end: None,
        });
    }
    if store.statement_keys()?.is_empty() {
        let key = Key::read(&home.key(STATEMENT_KEY))?;
        commit.keys.push(KeyRow {
            number: 1,
            file: STATEMENT_KEY.to_owned(),
            spki: signing(&key).verifying_key().into(),
            since: None,
            until: None,
            revoked: None,
        });
    }
    if commit.shards.is_empty() && commit.keys.is_empty() {
        return Ok(());
    }
    Ok(store.commit(disk, &commit)?)
}

pub(super) fn signing(key: &Key) -> SigningKey {
    SigningKey::from_seed(key.signing().as_bytes())
}

pub(super) fn vkey(text: &str) -> Result<NoteKey, BodyError> {
    NoteKey::parse(text).map_err(|_| wrong("shard's key", text))
}

pub(super) fn spki(text: &str) -> Result<VerifyingKey, BodyError> {
    VerifyingKey::try_from(text.to_owned()).map_err(|_| wrong("statement key", text))
}

fn time(text: Option<&str>) -> Result<Option<Timestamp>, BodyError> {
    let read = |text: &str| text.parse().map_err(|_| wrong("times", text));
    text.map(read).transpose()
}

fn wrong(name: &'static str, found: &str) -> BodyError {
    BodyError::Fact {
        name,
        found: found.to_owned(),
    }
}

pub(super) fn unmakeable(error: impl std::fmt::Display) -> BodyError {
    BodyError::Unmakeable {
        what: "the statement",
        detail: error.to_string(),
    }
}
