//! A certification body, open for work: its log of acts, the state that follows from it, its register.
//!
//! State is never stored: opening replays the log, checking every signature and every rule again. An
//! act and its public statements are committed together; then the register follows. If a write is
//! reported as failed nobody knows what happened, so the body refuses to go on until it is opened
//! again, which finishes what was begun.

#[cfg(test)]
mod adversity;
mod drawn_up;
mod facts;
mod keys;
mod publish;
#[cfg(test)]
mod tests;
mod together;
mod witnessed;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use register::Read;
use register::checkpoint::{Checkpoint, CheckpointError};
use register::key::{NoteKey, VerifyingKey};
use register::ledger::Ledger;
use register::statement::Statement;
use scheme::body::act::{Act, What};
use scheme::body::{Body as State, Refusal};
use scheme::id::{ActorId, CaseId, Digest};

use crate::carried::CarriedError;
use crate::disk::Disk;
use crate::folder::{FolderError, RegisterFolder};
use crate::home::{Home, Lock, LockError};
use crate::key::{Key, KeyError};
use crate::signed::{self, SignedActError};
use crate::store::{Commit, KeyRow, Placed, ShardRow, Store, StoreError};

use drawn_up::{check_row, row_of, tell};
pub use facts::Facts;
pub(crate) use keys::first_rows;
pub use keys::{BodyShard, ShardEnding, StatementKey};
pub(crate) use together::Spoken;
pub use witnessed::{Cosigning, Waiting};

/// Somebody who acts: a name that the body knows, and the key that goes with it.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The name in acts.
    pub id: ActorId,
    /// The key that signs them.
    pub key: Key,
}

/// Why something could not be done.
#[derive(Debug, thiserror::Error, serde::Serialize, strum::VariantNames)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum BodyError {
    /// The rules do not allow it; all the reasons.
    #[error("refused: {}", joined(.0))]
    Refused(
        /// Every reason.
        #[serde(skip)]
        Vec<Refusal>,
    ),
    /// There is no body here.
    #[error("{path} holds no body")]
    None {
        /// The folder.
        path: PathBuf,
    },
    /// There is a body here already.
    #[error("{path} holds a body already; it is never founded twice")]
    Exists {
        /// The folder.
        path: PathBuf,
    },
    /// A fact about the body is missing or does not read.
    #[error("the body's record of its {name} does not read: {found:?}")]
    Fact {
        /// Which.
        name: &'static str,
        /// What stands there.
        found: String,
    },
    /// The log of acts does not replay.
    #[error("act {number} of the log does not replay: {}", joined(reasons))]
    Replay {
        /// The act.
        number: u64,
        /// Why.
        #[serde(skip)]
        reasons: Vec<Refusal>,
    },
    /// An act's bytes or signature.
    #[error("act {number}")]
    Signed {
        /// The act.
        number: u64,
        /// Why.
        #[serde(skip)]
        source: SignedActError,
    },
    /// The private folder lies in the register, which is published with everything in it.
    #[error("{folder} lies in the public register {register}; keys must not")]
    InPublic {
        /// The private folder.
        folder: PathBuf,
        /// The register.
        register: PathBuf,
    },
    /// What is published cannot be told, so nobody knows whether this register goes on from it.
    #[error("what is published at {place} cannot be told: {detail}")]
    Published {
        /// Where.
        place: String,
        /// Why.
        detail: String,
    },
    /// What is published is no checkpoint.
    #[error("what is published at {place} is no checkpoint")]
    PublishedForm {
        /// Where.
        place: String,
        /// Why.
        #[serde(skip)]
        source: CheckpointError,
    },
    /// The body was restored from a copy, and nobody has compared it with what is published.
    #[error(
        "{path} was restored from a copy of {made}; it is opened again when its register goes on from what is published"
    )]
    Restored {
        /// The folder.
        path: PathBuf,
        /// When the copy was made.
        made: String,
    },
    /// Nothing of this register is published there.
    #[error("there is no checkpoint of this register at {place}")]
    Unpublished {
        /// Where.
        place: String,
    },
    /// The name of a new shard was used before, or is none.
    #[error("origin {origin:?} is not a new <body>/<name>")]
    ShardName {
        /// The name.
        origin: String,
    },
    /// Something was said at a time that has not come yet.
    #[error("the last statement is of {last}, later than now ({now}); check the clock")]
    Clock {
        /// Time of the last statement.
        last: Timestamp,
        /// The time.
        now: Timestamp,
    },
    /// An act is dated later than now.
    #[error(
        "an act of {at} lies ahead of the clock, which says {now}; it is done when its time has come"
    )]
    Ahead {
        /// Its time.
        at: Timestamp,
        /// The time.
        now: Timestamp,
    },
    /// More witnesses are asked for than there are.
    #[error("a quorum of {quorum} needs as many witnesses, {named} are named")]
    Quorum {
        /// Asked for.
        quorum: usize,
        /// Named.
        named: usize,
    },
    /// A key that is no witness's.
    #[error("{vkey} is no witness's key (type 0x04)")]
    NoWitness {
        /// The key.
        vkey: String,
    },
    /// A witness is named twice.
    #[error("{name} is named twice")]
    WitnessTwice {
        /// Its name.
        name: String,
    },
    /// A new witness has the name or the key of an earlier one.
    #[error(
        "{name} has the name or the key of the earlier witness {other}; a new witness brings both"
    )]
    WitnessKnown {
        /// The new one's name.
        name: String,
        /// The earlier one's.
        other: String,
    },
    /// A write was reported as failed before; the body must be opened again.
    #[error("a write failed before; what was begun is finished when the body is opened again")]
    Broken,
    /// The document handed in is not what the certificate needs.
    #[error("{what} cannot be made: {detail}")]
    Unmakeable {
        /// What was to be made.
        what: &'static str,
        /// Why not.
        detail: String,
    },
    /// The database.
    #[error(transparent)]
    Store(
        #[from]
        #[serde(skip)]
        StoreError,
    ),
    /// The register's folder.
    #[error(transparent)]
    Folder(
        #[from]
        #[serde(skip)]
        FolderError,
    ),
    /// A key.
    #[error(transparent)]
    Key(
        #[from]
        #[serde(skip)]
        KeyError,
    ),
    /// An act from another machine.
    #[error(transparent)]
    Carried(
        #[from]
        #[serde(skip)]
        CarriedError,
    ),
    /// Another process writes.
    #[error(transparent)]
    Lock(
        #[from]
        #[serde(skip)]
        LockError,
    ),
    /// A file of the body.
    #[error("a file of the body in {path}")]
    File {
        /// The body's folder.
        path: PathBuf,
        /// Why.
        #[serde(skip)]
        source: io::Error,
    },
}

fn joined(reasons: &[Refusal]) -> String {
    let each: Vec<_> = reasons.iter().map(ToString::to_string).collect();
    each.join("; ")
}

/// What others know of a body's register: it must go on from all of it.
#[derive(Default)]
pub struct Published<'p> {
    /// Checkpoints that somebody holds: a witness, a mirror.
    pub held: Vec<Checkpoint>,
    /// Readers of places where the register is published, each with its name for messages.
    pub places: Vec<(String, Box<Read<'p>>)>,
}

impl Published<'_> {
    fn is_empty(&self) -> bool {
        self.held.is_empty() && self.places.is_empty()
    }
}

impl fmt::Debug for Published<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places: Vec<_> = self.places.iter().map(|(name, _)| name).collect();
        write!(f, "Published({:?}, {places:?})", self.held)
    }
}

/// A body, open for work by this process alone.
pub struct Body {
    folder: PathBuf,
    pub(crate) home: Home,
    pub(crate) disk: Disk,
    store: Store,
    state: State,
    facts: Facts,
    acts: u64,
    /// When the first act was done.
    founded: Option<Timestamp>,
    register: RegisterFolder,
    keys: Vec<KeyRow>,
    shards: Vec<ShardRow>,
    /// Every statement that was ever made, as readers will fold them.
    ledger: Ledger,
    /// How many those are.
    said: u64,
    broken: bool,
    /// What says the time; nothing is done ahead of it.
    pub(crate) clock: fn() -> Timestamp,
    _lock: Lock,
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Body({}, {} acts)", self.folder.display(), self.acts)
    }
}

/// The fact that copies of certificates up to an act must be written again, with the next checkpoint that is published.
const COPIES_ANEW: &str = "copies-anew";

/// How long a process waits for another one to finish writing.
const PATIENCE: Duration = Duration::from_secs(10);

/// The clock of this crate's tests, whose stories go on for years.
#[cfg(test)]
const CLOCK: fn() -> Timestamp = || Timestamp::MAX;
#[cfg(not(test))]
const CLOCK: fn() -> Timestamp = crate::now;

impl Body {
    /// Opens the body in `folder`, whose register lies in `register`, and finishes what a crash may
    /// have left undone.
    ///
    /// # Errors
    /// [`BodyError`], in particular when another process has it, or the log does not replay.
    pub fn open(folder: &Path, register: &Path) -> Result<Self, BodyError> {
        Self::open_on(Disk::default(), folder, register)
    }

    /// Opens the body as [`Body::open`] does, if its register goes on from everything that others know of it. So a body that
    /// was put back from an old copy is noticed before anything is appended to it.
    ///
    /// # Errors
    /// [`BodyError`]; [`FolderError::Log`] when the register does not go on from something, [`BodyError::Published`] when
    /// a place cannot be read or shows no checkpoint of this body.
    pub fn open_after(
        folder: &Path,
        register: &Path,
        known: &mut Published<'_>,
    ) -> Result<Self, BodyError> {
        Self::open_checked(Disk::default(), folder, register, known)
    }

    pub(crate) fn open_on(disk: Disk, folder: &Path, register: &Path) -> Result<Self, BodyError> {
        Self::open_checked(disk, folder, register, &mut Published::default())
    }

    fn open_checked(
        disk: Disk,
        folder: &Path,
        register: &Path,
        known: &mut Published<'_>,
    ) -> Result<Self, BodyError> {
        let home = Home::new(folder);
        if !home.database().exists() {
            return Err(BodyError::None {
                path: folder.to_owned(),
            });
        }
        keys_stay_private(folder, register)?;
        let restored = std::fs::read_to_string(home.restored()).ok();
        if let Some(made) = restored.as_ref().filter(|_| known.is_empty()) {
            return Err(BodyError::Restored {
                path: folder.to_owned(),
                made: made.trim().to_owned(),
            });
        }
        let lock = home.lock(PATIENCE)?;
        let mut store = Store::open(&home.database())?;
        let facts = Facts::read(&store)?;
        first_rows(&mut store, &home, &disk, &facts.origin)?;
        let (keys, shards) = (store.statement_keys()?, store.shards()?);
        let names: Vec<NoteKey> = shards
            .iter()
            .map(|row| keys::vkey(&row.vkey))
            .collect::<Result<_, _>>()?;
        let (Some(first), Some(last)) = (names.first(), names.last()) else {
            return Err(BodyError::Fact {
                name: "shards",
                found: String::new(),
            });
        };
        // A key that is there must be in order; one that is lost is missed only when something is to be signed.
        let files = [
            keys.last().map(|row| &row.file),
            shards.last().map(|row| &row.file),
        ];
        for file in files.into_iter().flatten().map(|file| home.key(file)) {
            if file.exists() {
                Key::read(&file)?;
            }
        }
        let mut ledger = Ledger::new(facts.demonstration, first);
        let said = Self::enter_all(&store, &mut ledger, &shards)?;
        let mut body = Self {
            folder: folder.to_owned(),
            register: RegisterFolder::new(register, last.clone()),
            state: State::new(facts.scheme()?),
            acts: 0,
            founded: None,
            broken: false,
            clock: CLOCK,
            home,
            disk,
            store,
            facts,
            keys,
            shards,
            ledger,
            said,
            _lock: lock,
        };
        body.replay()?;
        body.check_published(known)?;
        if restored.is_some() {
            let gone = std::fs::remove_file(body.home.restored());
            gone.map_err(|source| body.file_error(source))?;
        }
        body.guarded(Self::finish)?;
        Ok(body)
    }

    /// What the log of acts comes to.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }

    /// What the body is.
    #[must_use]
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// How many acts were done.
    #[must_use]
    pub fn acts(&self) -> u64 {
        self.acts
    }

    /// The register's folder.
    #[must_use]
    pub fn register(&self) -> &RegisterFolder {
        &self.register
    }

    /// The public key that signs the body's statements at present.
    ///
    /// # Errors
    /// [`BodyError::Fact`] when the record of it does not read.
    pub fn statement_key(&self) -> Result<VerifyingKey, BodyError> {
        let last = self.keys.last().map(|row| row.spki.as_str());
        keys::spki(last.unwrap_or_default())
    }

    /// The name and public key of the open shard.
    ///
    /// # Errors
    /// [`BodyError::Fact`] when the record of it does not read.
    pub fn shard(&self) -> Result<NoteKey, BodyError> {
        let last = self.shards.last().map(|row| row.vkey.as_str());
        keys::vkey(last.unwrap_or_default())
    }

    /// Every act after number `after`, with its number, in order.
    ///
    /// # Errors
    /// [`BodyError::Store`], [`BodyError::Signed`].
    pub fn each_act_after(
        &self,
        after: u64,
        mut each: impl FnMut(u64, Act),
    ) -> Result<(), BodyError> {
        self.store.each_act(after, |row| {
            let number = row.number;
            let act = signed::read(&row.bytes);
            each(
                number,
                act.map_err(|source| BodyError::Signed { number, source })?,
            );
            Ok(())
        })
    }

    /// Keeps evidence by its digest, durably, before an act names it.
    ///
    /// # Errors
    /// [`BodyError::File`].
    pub fn keep(&mut self, bytes: &[u8]) -> Result<Digest, BodyError> {
        let kept = self.home.keep(&self.disk, bytes);
        kept.map_err(|source| self.file_error(source))
    }

    /// Keeps what is read as evidence, durably and piece by piece, before an act names it: it may be larger than memory. It
    /// must have this digest and size.
    ///
    /// # Errors
    /// [`BodyError::File`], also when it is something else.
    pub fn keep_reading(
        &mut self,
        from: &mut dyn io::Read,
        digest: Digest,
        bytes: u64,
    ) -> Result<(), BodyError> {
        let kept = self.home.keep_reading(&self.disk, from, digest, bytes);
        kept.map_err(|source| self.file_error(source))
    }

    /// Whether the rules would let this act be done now; nothing is done.
    ///
    /// # Errors
    /// [`BodyError::Refused`] with all reasons.
    pub(crate) fn would_allow(
        &self,
        actor: &ActorId,
        at: Timestamp,
        why: &str,
        case: Option<&CaseId>,
        what: What,
    ) -> Result<(), BodyError> {
        let act = self.compose(actor, at, why, case, what)?;
        let performed = self.state.clone().perform(&act);
        performed.map_err(BodyError::Refused)
    }

    /// Evidence that was kept.
    ///
    /// # Errors
    /// [`BodyError::File`].
    pub fn kept(&self, digest: Digest) -> Result<Vec<u8>, BodyError> {
        let read = std::fs::read(self.home.evidence(digest));
        let bytes = read.map_err(|source| self.file_error(source))?;
        if Digest::of(&bytes) != digest {
            let changed = format!("evidence {digest} is not what was kept");
            return Err(self.file_error(io::Error::other(changed)));
        }
        Ok(bytes)
    }

    /// The actor whose key lies in the body's own folder, made there when there is none. Real actors
    /// keep their keys themselves; a demonstration's live with the body.
    ///
    /// # Errors
    /// [`BodyError::Key`].
    pub fn resident(&self, id: &ActorId) -> Result<Actor, BodyError> {
        let key = Key::read_or_generate(&self.home.key(&format!("actor-{id}")))?;
        Ok(Actor {
            id: id.clone(),
            key,
        })
    }

    /// Performs an act that says nothing to the public. Returns its number.
    pub(crate) fn perform(
        &mut self,
        actor: &Actor,
        at: Timestamp,
        why: &str,
        case: Option<&CaseId>,
        what: What,
    ) -> Result<u64, BodyError> {
        self.perform_in_public(actor, at, why, case, what, |_| Ok(Vec::new()))
    }

    /// Performs one act with what it says to the public. Returns its number.
    pub(crate) fn perform_in_public(
        &mut self,
        actor: &Actor,
        at: Timestamp,
        why: &str,
        case: Option<&CaseId>,
        what: What,
        says: impl FnOnce(&Self) -> Result<Vec<Statement>, BodyError>,
    ) -> Result<u64, BodyError> {
        let act = self.compose(&actor.id, at, why, case, what)?;
        let number = self.acts + 1;
        let signed = |source| BodyError::Signed { number, source };
        let (bytes, signature) = signed::sign(&act, &actor.key).map_err(signed)?;
        self.accept(&act, bytes, &signature, says)
    }

    /// Takes an act with its signature: asks the rules, commits it with the statements that it makes of the new state, and makes
    /// the register follow. Returns the act's number.
    pub(crate) fn accept(
        &mut self,
        act: &Act,
        bytes: Vec<u8>,
        signature: &[u8; 64],
        says: impl FnOnce(&Self) -> Result<Vec<Statement>, BodyError>,
    ) -> Result<u64, BodyError> {
        if self.broken {
            return Err(BodyError::Broken);
        }
        let (number, at) = (self.acts + 1, act.at);
        self.check_clock(at)?;
        let signed = |source| BodyError::Signed { number, source };
        check_signature(&self.state, act, &bytes, signature).map_err(signed)?;
        let row = row_of(number, act, bytes, signature.to_vec());
        // A refused act changes nothing; after a failed commit this body is not used any more.
        self.state.perform(act).map_err(BodyError::Refused)?;
        let kind = row.kind.clone();
        self.guarded(|body| {
            let statements = says(body)?;
            let commit = Commit {
                acts: vec![row],
                ..Commit::default()
            };
            body.acts = number;
            body.founded.get_or_insert(at);
            if statements.is_empty() {
                return Ok(body.store.commit(&body.disk, &commit)?);
            }
            body.say(commit, at, &statements, number)
        })?;
        tell(number, &kind, &act.by);
        Ok(number)
    }

    /// Copies the database to a new file, as it is at this moment.
    pub(crate) fn copy_database(&self, to: &Path) -> Result<(), BodyError> {
        Ok(self.store.copy_to(to)?)
    }

    /// Writes a copy for people into the register's folder.
    pub(crate) fn copy(&self, path: &str, bytes: &[u8]) -> Result<(), BodyError> {
        Ok(self.register.write_copy(&self.disk, path, bytes)?)
    }

    /// The statements of one act, each with its place.
    pub(crate) fn statements_of(&self, act: u64) -> Result<Vec<Placed>, BodyError> {
        Ok(self.store.statements_of(act)?)
    }

    /// Runs a step that writes; when it fails the body is not used any more until opened again.
    fn guarded<T>(
        &mut self,
        step: impl FnOnce(&mut Self) -> Result<T, BodyError>,
    ) -> Result<T, BodyError> {
        let result = step(self);
        self.broken |= result.is_err();
        result
    }

    fn replay(&mut self) -> Result<(), BodyError> {
        let (state, acts, founded) = (&mut self.state, &mut self.acts, &mut self.founded);
        self.store.each_act(0, |row| {
            let number = row.number;
            let signed = |source| BodyError::Signed { number, source };
            let act = signed::read(&row.bytes).map_err(signed)?;
            check_signature(state, &act, &row.bytes, &row.signature).map_err(signed)?;
            check_row(&act, &row).map_err(signed)?;
            let performed = state.perform(&act);
            performed.map_err(|reasons| BodyError::Replay { number, reasons })?;
            *acts = number;
            founded.get_or_insert(act.at);
            Ok(())
        })
    }

    fn expected(&self, case: Option<&CaseId>) -> u64 {
        match case {
            Some(case) => self.state.case(case).map_or(0, |case| case.acts()),
            None => self.state.acts_without_case(),
        }
    }

    fn file_error(&self, source: io::Error) -> BodyError {
        BodyError::File {
            path: self.folder.clone(),
            source,
        }
    }
}

/// The names of the body's own two keys in its folder.
pub(crate) const STATEMENT_KEY: &str = "statements";
pub(crate) const SHARD_KEY: &str = "shard";

/// The name of a shard, with the key that signs its checkpoints.
pub(crate) fn shard_name(origin: &str, key: &Key) -> Result<NoteKey, BodyError> {
    let public = key.for_register().verifying_key();
    NoteKey::log(origin, public).map_err(|_| BodyError::Fact {
        name: "origin",
        found: origin.to_owned(),
    })
}

/// Where folders really lie, whatever links lead to them: no key may be published with the register.
fn keys_stay_private(folder: &Path, register: &Path) -> Result<(), BodyError> {
    let (Ok(real), Ok(public)) = (folder.canonicalize(), register.canonicalize()) else {
        return Ok(());
    };
    if !real.starts_with(&public) {
        return Ok(());
    }
    Err(BodyError::InPublic {
        folder: folder.to_owned(),
        register: register.to_owned(),
    })
}

pub(crate) fn check_signature(
    state: &State,
    act: &Act,
    bytes: &[u8],
    signature: &[u8],
) -> Result<(), SignedActError> {
    let key = match (state.actors().get(&act.by), &act.what) {
        (Some(actor), _) => &actor.registration.public_key,
        // The first registrar registers itself, with the key that it brings.
        (None, What::RegisterActor(own)) if own.actor == act.by => &own.public_key,
        (None, _) => "",
    };
    signed::check(act, bytes, signature, key)
}
