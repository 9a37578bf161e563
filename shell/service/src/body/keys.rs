//! The keys and shards of a body's register: which there are, how the next one takes over, and what is said of it.

use jiff::{SignedDuration, Timestamp};
use register::canonical::Digest;
use register::key::{NoteKey, SigningKey, VerifyingKey};
use register::log::LogError;
use register::notices::{Close, KeyNotice, KeyRole, ShardEnd};
use register::statement::Statement;

use super::publish::unmakeable;
use super::{Body, BodyError, SHARD_KEY, STATEMENT_KEY};
use crate::folder::{FolderError, RegisterFolder};
use crate::key::{Key, KeyError};
use crate::store::{Commit, KeyRow, ShardRow, Store};

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
        let public = new.for_register().verifying_key();
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
            let signer = self.statement_signer()?;
            commit.statements.push(self.enter(&statement, &signer)?);
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

    /// The key that made an envelope, by its name.
    pub(crate) fn statement_key_of(&self, keyid: &str) -> Result<VerifyingKey, BodyError> {
        let keys = self.statement_keys()?;
        let known = keys.into_iter().find(|known| known.key.keyid() == keyid);
        known
            .map(|known| known.key)
            .ok_or_else(|| wrong("statement key", keyid))
    }

    /// Read only when something is to be signed: a body whose key is lost can still be opened.
    pub(super) fn shard_key(
        &self,
        shard: u64,
    ) -> Result<impl Fn() -> Result<SigningKey, KeyError> + use<>, BodyError> {
        let row = self.shards.iter().find(|row| row.number == shard);
        let row = row.ok_or_else(|| wrong("shard", &shard.to_string()))?;
        let path = self.home.key(&row.file);
        Ok(move || Key::read(&path).map(|key| key.for_register()))
    }

    /// The key of a shard, which must be the one on record.
    pub(super) fn shard_signer(&self, shard: u64) -> Result<SigningKey, BodyError> {
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

    pub(super) fn statement_signer(&self) -> Result<SigningKey, BodyError> {
        let row = self.keys.last().ok_or_else(|| wrong("statement key", ""))?;
        let key = Key::read(&self.home.key(&row.file))?.for_register();
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
    pub(super) fn after_last(&self, at: Timestamp) -> Result<Timestamp, BodyError> {
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
            spki: key.for_register().verifying_key().into(),
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

pub(super) fn vkey(text: &str) -> Result<NoteKey, BodyError> {
    NoteKey::parse(text).map_err(|_| wrong("shard's key", text))
}

pub(super) fn spki(text: &str) -> Result<VerifyingKey, BodyError> {
    VerifyingKey::try_from(text.to_owned()).map_err(|_| wrong("statement key", text))
}

pub(super) fn time(text: Option<&str>) -> Result<Option<Timestamp>, BodyError> {
    let read = |text: &str| text.parse().map_err(|_| wrong("times", text));
    text.map(read).transpose()
}

pub(super) fn wrong(name: &'static str, found: &str) -> BodyError {
    BodyError::Fact {
        name,
        found: found.to_owned(),
    }
}
