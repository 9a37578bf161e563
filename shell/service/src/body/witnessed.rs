//! The body and the independent witnesses of its register: who they are, and what becomes of what they sign.
//!
//! With a quorum to wait for, a new checkpoint is shown to the witnesses first; readers keep the last one that a quorum
//! has seen, and no certificate is handed out before its entry lies under such a one.

use jiff::{SignedDuration, Timestamp};
use register::checkpoint::{Checkpoint, Cosigned, UnknownLines};
use register::key::NoteKey;
use register::notices::{KeyNotice, KeyRole};
use register::statement::Statement;
use register::trust::{Witness, counted};

use super::publish::unmakeable;
use super::{Body, BodyError, COPIES_ANEW};
use crate::folder::FolderError;
use crate::store::Commit;

/// What a shard's newest checkpoint came to when signatures were brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cosigning {
    /// The shard.
    pub origin: String,
    /// Entries under its newest checkpoint.
    pub size: u64,
    /// Signature lines of this body's witnesses over exactly that checkpoint, among those brought.
    pub taken: usize,
    /// Witnesses that have seen it.
    pub seen: usize,
    /// Whether it is the published one.
    pub published: bool,
}

/// A checkpoint that readers do not see yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The shard.
    pub origin: String,
    /// Entries under it.
    pub size: u64,
    /// Witnesses that have seen it.
    pub seen: usize,
    /// Witnesses that must have.
    pub quorum: usize,
}

impl Body {
    /// Names the witnesses of the register and how many of them must have seen a checkpoint before it is published. Those
    /// not named any more end; what they saw stays seen.
    ///
    /// # Errors
    /// [`BodyError::Quorum`], [`BodyError::NoWitness`], [`BodyError::WitnessTwice`], [`BodyError::WitnessKnown`] also for one
    /// that ended before; whatever cannot be written.
    pub fn change_witnesses(
        &mut self,
        at: Timestamp,
        named: &[NoteKey],
        quorum: usize,
    ) -> Result<(), BodyError> {
        if self.broken {
            return Err(BodyError::Broken);
        }
        let at = self.ledger.last_time().map_or(at, |last| at.max(last));
        let (witnesses, changed) = renamed(&self.facts.witnesses, named, at)?;
        if quorum > named.len() {
            let named = named.len();
            return Err(BodyError::Quorum { quorum, named });
        }
        let notices = changed.into_iter().map(|(vkey, from, until)| {
            let notice = KeyNotice {
                time: at,
                role: KeyRole::Witness,
                name: vkey.name().to_owned(),
                key: vkey.key(),
                from,
                until,
                previous: None,
            };
            Statement::key(notice).map_err(unmakeable)
        });
        let notices = notices.collect::<Result<Vec<_>, _>>()?;
        self.facts.witnesses = witnesses;
        self.facts.quorum = quorum;
        let mut commit = Commit::default();
        commit.facts.extend(self.facts.witness_rows());
        // Copies that were handed out before show checkpoints that too few of these witnesses saw.
        let anew = if quorum > 0 { self.acts } else { 0 };
        commit.facts.push((COPIES_ANEW, anew.to_string()));
        let since = self.acts + 1;
        self.guarded(|body| {
            body.say(commit, at, &notices, since)?;
            body.publish_seen()
        })
    }

    /// Takes what witnesses signed until `now`: any text with their signature lines, such as the cosigned checkpoint. A
    /// checkpoint that a quorum has seen is published, and the copies of certificates that waited for it are written.
    ///
    /// # Errors
    /// [`BodyError`]; lines of strangers, over another checkpoint, or of a time that no reader would count, are passed over.
    pub fn cosign(&mut self, now: Timestamp, signed: &str) -> Result<Vec<Cosigning>, BodyError> {
        if self.broken {
            return Err(BodyError::Broken);
        }
        self.guarded(|body| {
            let mut each = Vec::new();
            for shard in 1..=body.shards.len() as u64 {
                each.push(body.cosign_shard(shard, now, signed)?);
            }
            if each.iter().any(|shard| shard.published && shard.taken > 0) {
                body.write_waiting_copies()?;
            }
            Ok(each)
        })
    }

    /// The checkpoints that wait for witnesses, in the order of their shards.
    ///
    /// # Errors
    /// [`BodyError::Folder`].
    pub fn waiting(&self) -> Result<Vec<Waiting>, BodyError> {
        let mut waiting = Vec::new();
        for shard in 1..=self.shards.len() as u64 {
            let folder = self.folder_of(shard)?;
            let (newest, seen) = self.seen(shard, &folder.newest_text()?)?;
            if !folder.is_published(&newest)? {
                waiting.push(Waiting {
                    origin: newest.origin,
                    size: newest.size,
                    seen: seen.len(),
                    quorum: self.facts.quorum,
                });
            }
        }
        Ok(waiting)
    }

    /// Publishes what enough witnesses have seen: where a crash came between, and where fewer are asked for than before, so that
    /// nobody brings anything for the end of a shard that waited for more.
    pub(super) fn publish_seen(&mut self) -> Result<(), BodyError> {
        let (mut published, mut waits) = (false, false);
        for shard in 1..=self.shards.len() as u64 {
            let folder = self.folder_of(shard)?;
            let text = folder.newest_text()?;
            let (newest, seen) = self.seen(shard, &text)?;
            if folder.is_published(&newest)? {
                continue;
            }
            if seen.len() >= self.facts.quorum {
                folder.publish(&self.disk, &text)?;
                published = true;
            } else {
                waits = true;
            }
        }
        if published || (!waits && self.copies_anew()? > 0) {
            self.write_waiting_copies()?;
        }
        Ok(())
    }

    /// The last act of whose certificates the copies must be written again; 0 when none.
    fn copies_anew(&self) -> Result<u64, BodyError> {
        let until = self.store.fact(COPIES_ANEW)?.unwrap_or_default();
        Ok(until.parse().unwrap_or(0))
    }

    fn cosign_shard(
        &self,
        shard: u64,
        now: Timestamp,
        signed: &str,
    ) -> Result<Cosigning, BodyError> {
        let folder = self.folder_of(shard)?;
        let (mut newest, before) = self.seen(shard, &folder.newest_text()?)?;
        let is_closed = shard < self.shards.len() as u64;
        let acting: Vec<NoteKey> = self.facts.acting_witnesses().cloned().collect();
        let begun = self.begun(shard)?;
        // Readers would take a checkpoint from a day that has not come for the word of a wrong clock.
        let latest = now + SignedDuration::from_hours(24);
        let mut taken = 0;
        for line in signed.lines().filter(|line| line.starts_with('—')) {
            let mut with = newest.clone();
            let said = with.add_cosignature(line, &acting);
            let said = said.filter(|said| {
                // Seen again later, the end of a closed shard would look like a word of today to whoever takes it for open.
                let again = is_closed && before.iter().any(|seen| seen.witness == said.witness);
                said.time <= latest && !again
            });
            if !counted(&self.facts.witnesses, begun, said.into_iter().collect()).is_empty() {
                (newest, taken) = (with, taken + 1);
            }
        }
        let text = newest.to_text();
        let (newest, seen) = self.seen(shard, &text)?;
        if taken > 0 && self.facts.quorum > 0 {
            folder.keep_pending(&self.disk, &text)?;
        }
        if seen.len() >= self.facts.quorum && (taken > 0 || !folder.is_published(&newest)?) {
            folder.publish(&self.disk, &text)?;
        }
        Ok(Cosigning {
            published: folder.is_published(&newest)?,
            origin: newest.origin,
            size: newest.size,
            taken,
            seen: seen.len(),
        })
    }

    /// A checkpoint of a shard, and the witnesses that have seen it, as readers count them.
    fn seen(&self, shard: u64, text: &str) -> Result<(Checkpoint, Vec<Cosigned>), BodyError> {
        let folder = self.folder_of(shard)?;
        let of_log = |source| FolderError::Log {
            path: self.register.root().to_owned(),
            source,
        };
        let checkpoint = Checkpoint::parse(text).map_err(|error| of_log(error.into()))?;
        let keys: Vec<_> = self
            .facts
            .witnesses
            .iter()
            .map(|one| one.vkey.clone())
            .collect();
        let cosigned = checkpoint
            .check(folder.name(), &keys, UnknownLines::Ignore)
            .map_err(|mut wrong| of_log(wrong.swap_remove(0).into()))?;
        let seen = counted(&self.facts.witnesses, self.begun(shard)?, cosigned);
        Ok((checkpoint, seen))
    }

    /// From when a shard takes statements, as the trust file says.
    fn begun(&self, shard: u64) -> Result<Timestamp, BodyError> {
        if self.acts == 0 {
            // Nobody has seen anything of a body that is being founded.
            return Ok(Timestamp::MAX);
        }
        let shards = self.shards()?;
        let known = usize::try_from(shard - 1)
            .ok()
            .and_then(|at| shards.get(at));
        known
            .and_then(|shard| shard.since)
            .map_or_else(|| self.founded(), Ok)
    }

    /// Writes the copies of certificates that waited for witnesses, and those that must be cut anew.
    fn write_waiting_copies(&mut self) -> Result<(), BodyError> {
        let anew = self.copies_anew()?;
        crate::acts::issue::write_copies(self, 0, anew)?;
        if anew == 0 {
            return Ok(());
        }
        let commit = Commit {
            facts: vec![(COPIES_ANEW, "0".to_owned())],
            ..Commit::default()
        };
        Ok(self.store.commit(&self.disk, &commit)?)
    }
}

/// A witness that begins or ends: its key, from when, until when.
type Changed = (NoteKey, Timestamp, Option<Timestamp>);

/// The witnesses as they are from now on, and those that begin or end with it.
fn renamed(
    before: &[Witness],
    named: &[NoteKey],
    at: Timestamp,
) -> Result<(Vec<Witness>, Vec<Changed>), BodyError> {
    let (mut witnesses, mut changed) = (before.to_vec(), Vec::new());
    for witness in &mut witnesses {
        if witness.until.is_none() && !named.contains(&witness.vkey) {
            witness.until = Some(at);
            changed.push((witness.vkey.clone(), at, Some(at)));
        }
    }
    for (place, vkey) in named.iter().enumerate() {
        let same = |other: &NoteKey| other.name() == vkey.name() || other.key() == vkey.key();
        if vkey.kind() != register::key::NoteKind::Cosignature {
            let vkey = vkey.vkey();
            return Err(BodyError::NoWitness { vkey });
        }
        if named[..place].iter().any(same) {
            let name = vkey.name().to_owned();
            return Err(BodyError::WitnessTwice { name });
        }
        match witnesses.iter().find(|known| same(&known.vkey)) {
            Some(known) if known.vkey == *vkey && known.until.is_none() => {}
            Some(known) => {
                let (name, other) = (vkey.name().to_owned(), known.name.clone());
                return Err(BodyError::WitnessKnown { name, other });
            }
            None => {
                witnesses.push(Witness {
                    name: vkey.name().to_owned(),
                    vkey: vkey.clone(),
                    until: None,
                });
                changed.push((vkey.clone(), at, None));
            }
        }
    }
    Ok((witnesses, changed))
}
