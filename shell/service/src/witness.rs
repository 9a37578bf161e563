//! A witness of registers: its key, what it remembers of each log, and what it signs.
//!
//! It remembers the last checkpoint of each log that it signed, durably, before its signature leaves the house; so it
//! never signs two trees of one size, whenever it is killed.

#[cfg(test)]
pub(crate) mod tests;
#[cfg(test)]
mod waiting;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use register::Read;
use register::canonical::Digest;
use register::checkpoint::{Checkpoint, UnknownLines, cosign};
use register::key::NoteKey;
use register::limits::Limits;
use register::log::CHECKPOINT_PATH;
use register::reason::Reason;
use register::trust::{Shard, Trust};
use register::witness::{fold, goes_on, offered, published};

use crate::disk::{Disk, Readers};
use crate::folder::read_text;
use crate::home::{Lock, LockError, lock};
use crate::key::Key;

/// Why a witness cannot do its work.
#[derive(Debug, thiserror::Error, serde::Serialize, strum::VariantNames)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum WitnessError {
    /// A file of what it remembers.
    #[error("the witness's memory {path}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[serde(skip)]
        source: io::Error,
    },
    /// What it remembers is not what it signed: it must not sign as if it remembered nothing.
    #[error("the witness's memory {path} is no checkpoint of {origin:?} that it has signed")]
    Memory {
        /// Which.
        path: PathBuf,
        /// The log.
        origin: String,
    },
    /// The time lies before 1970.
    #[error("no checkpoint can be signed at {at}")]
    Time {
        /// The time.
        at: Timestamp,
    },
    /// Another process signs with this memory.
    #[error(transparent)]
    Lock(
        #[from]
        #[serde(skip)]
        LockError,
    ),
}

/// A witness at work; one process at a time has its memory.
#[derive(Debug)]
pub struct Witness {
    name: NoteKey,
    key: Key,
    memory: PathBuf,
    disk: Disk,
    _lock: Lock,
}

/// What a visit to one shard came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Visit {
    /// The shard.
    pub origin: String,
    /// Cosigned, or why not.
    pub outcome: Result<Cosigned, Vec<Reason>>,
}

/// A checkpoint that was cosigned.
#[derive(Debug, Clone, PartialEq)]
pub struct Cosigned {
    /// The checkpoint, with the witness's own line last.
    pub checkpoint: Checkpoint,
    /// That line (C2SP signed-note), without its line break.
    pub line: String,
    /// The first checkpoint of this log that the witness has seen: nothing vouches for what the log said before.
    pub is_first: bool,
}

impl Witness {
    /// A witness of this name, whose memory lies in the folder `memory`, made where there is none.
    ///
    /// # Errors
    /// [`WitnessError::Lock`], [`WitnessError::File`].
    pub fn open(name: NoteKey, key: Key, memory: &Path) -> Result<Self, WitnessError> {
        Self::open_on(Disk::default(), name, key, memory)
    }

    pub(crate) fn open_on(
        disk: Disk,
        name: NoteKey,
        key: Key,
        memory: &Path,
    ) -> Result<Self, WitnessError> {
        let made = fs::create_dir_all(memory);
        made.map_err(|source| WitnessError::File {
            path: memory.to_owned(),
            source,
        })?;
        let held = lock(&memory.join("lock"), Duration::from_secs(10))?;
        Ok(Self {
            name,
            key,
            memory: memory.to_owned(),
            disk,
            _lock: held,
        })
    }

    /// Looks at every shard that the trust file names, and cosigns what goes on from what it signed before. With `folds` it
    /// also folds every statement first.
    ///
    /// # Errors
    /// [`WitnessError`], where it could not look into or write its own memory. What the register shows is never an error:
    /// it stands in the visits.
    pub fn visit(
        &mut self,
        trust: &Trust,
        now: Timestamp,
        folds: bool,
        limits: &Limits,
        read: &mut Read<'_>,
    ) -> Result<Vec<Visit>, WitnessError> {
        let mut visits = Vec::new();
        for shard in &trust.shards {
            let outcome = match self.judge(trust, shard, now, folds, limits, read)? {
                Ok((checkpoint, is_first)) => Ok(match self.final_word(shard, &checkpoint)? {
                    Some(said) => said,
                    None => self.sign(&checkpoint, is_first, now)?,
                }),
                Err(reasons) => Err(reasons),
            };
            visits.push(Visit {
                origin: shard.origin.clone(),
                outcome,
            });
        }
        Ok(visits)
    }

    /// The last checkpoint of a log that this witness signed.
    ///
    /// # Errors
    /// [`WitnessError::File`]; [`WitnessError::Memory`] when what lies there was not signed by it.
    pub fn remembered(&self, shard: &Shard) -> Result<Option<Checkpoint>, WitnessError> {
        let path = self.path(&shard.origin);
        let text = match read_text(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(WitnessError::File { path, source }),
        };
        let own = Checkpoint::parse(&text).ok();
        let own = own.filter(|checkpoint| self.has_signed(shard, checkpoint));
        let origin = shard.origin.clone();
        own.map(Some).ok_or(WitnessError::Memory { path, origin })
    }

    /// Where the last cosigned checkpoint of a log lies.
    #[must_use]
    pub fn path(&self, origin: &str) -> PathBuf {
        let digest = Digest::of(origin.as_bytes()).to_string();
        let name = origin.rsplit('/').next().unwrap_or_default();
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let name: String = name.chars().filter(|c| plain(*c)).take(32).collect();
        self.memory
            .join(format!("{name}-{}.checkpoint", &digest[..16]))
    }

    /// The checkpoint to sign and whether it is the first of its log, or everything that stands against signing.
    fn judge(
        &self,
        trust: &Trust,
        shard: &Shard,
        now: Timestamp,
        folds: bool,
        limits: &Limits,
        read: &mut Read<'_>,
    ) -> Result<Result<(Checkpoint, bool), Vec<Reason>>, WitnessError> {
        let newest = match offered(shard, limits, read) {
            Ok(newest) => newest,
            Err(reason) => return Ok(Err(vec![reason])),
        };
        let known = [
            self.remembered(shard)?,
            self.seen_on_the_register(shard, limits, read),
        ];
        let is_first = known.iter().all(Option::is_none);
        for earlier in known.into_iter().flatten() {
            if let Err(reason) = goes_on(shard, &earlier, &newest, read) {
                return Ok(Err(vec![reason]));
            }
        }
        if let Some(end) = &shard.closed
            && (end.size, end.root) != (newest.size, newest.root)
        {
            let origin = shard.origin.clone();
            return Ok(Err(vec![Reason::ClosedShardDiffers { origin }]));
        }
        if folds && let Err(reasons) = fold(trust, shard, &newest, now, limits, read) {
            return Ok(Err(reasons));
        }
        Ok(Ok((newest, is_first)))
    }

    /// What was signed over the final tree of a closed shard. It is not signed again: to whoever does not know yet that the
    /// shard was closed, a newer time would say that nothing has happened since.
    fn final_word(
        &self,
        shard: &Shard,
        newest: &Checkpoint,
    ) -> Result<Option<Cosigned>, WitnessError> {
        if shard.closed.is_none() {
            return Ok(None);
        }
        let said = self.remembered(shard)?;
        let said = said.filter(|said| (said.size, said.root) == (newest.size, newest.root));
        Ok(said.map(|checkpoint| Cosigned {
            line: last_line(&checkpoint.to_text()),
            checkpoint,
            is_first: false,
        }))
    }

    /// A witness that has lost its memory has still signed what the register shows with its signature.
    fn seen_on_the_register(
        &self,
        shard: &Shard,
        limits: &Limits,
        read: &mut Read<'_>,
    ) -> Option<Checkpoint> {
        let published = published(shard, CHECKPOINT_PATH, limits, read).ok()?;
        self.has_signed(shard, &published).then_some(published)
    }

    fn has_signed(&self, shard: &Shard, checkpoint: &Checkpoint) -> bool {
        let own = std::slice::from_ref(&self.name);
        let signed = checkpoint.check(&shard.vkey, own, UnknownLines::Ignore);
        signed.is_ok_and(|by| !by.is_empty())
    }

    fn sign(
        &self,
        checkpoint: &Checkpoint,
        is_first: bool,
        now: Timestamp,
    ) -> Result<Cosigned, WitnessError> {
        let mut seen = checkpoint.clone();
        seen.keep_lines_of(std::slice::from_ref(&checkpoint.origin));
        let key = self.key.for_register();
        let text = cosign(&seen.to_text(), &self.name, &key, now)
            .map_err(|_| WitnessError::Time { at: now })?;
        let path = self.path(&seen.origin);
        let written = self.disk.write(&path, text.as_bytes(), Readers::All);
        written.map_err(|source| WitnessError::File { path, source })?;
        let line = last_line(&text);
        let checkpoint = Checkpoint::parse(&text).map_err(|_| WitnessError::Time { at: now })?;
        Ok(Cosigned {
            checkpoint,
            line,
            is_first,
        })
    }
}

fn last_line(text: &str) -> String {
    text.lines().next_back().unwrap_or_default().to_owned()
}
