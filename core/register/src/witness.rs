//! What a witness asks before it cosigns a checkpoint, and what holders of checkpoints learn by comparing them.
//!
//! A witness vouches for one thing: that the tree it signs goes on from every tree of that log that it has signed
//! (C2SP tlog-witness). On request it also folds all statements. Remembering, durably and before its signature leaves
//! the house, is the caller's part.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::Read;
use crate::canonical::shown;
use crate::checkpoint::{Checkpoint, CheckpointError, UnknownLines};
use crate::limits::Limits;
use crate::log::{CHECKPOINT_PATH, root_at};
use crate::reason::Reason;
use crate::survey::{checkpoint_at, file_reason, in_shard, survey};
use crate::trust::{Shard, Trust};

/// Where a shard shows the checkpoint that waits for its witnesses, relative to the shard's folder. It becomes
/// [`CHECKPOINT_PATH`] when a quorum has cosigned it; without a quorum to wait for there is none.
pub const PENDING_PATH: &str = "pending";

/// The checkpoint that a shard shows to witnesses: the one that waits, else the published one.
///
/// # Errors
/// When neither can be read, or it is not signed by the shard's key.
pub fn offered(shard: &Shard, limits: &Limits, read: &mut Read<'_>) -> Result<Checkpoint, Reason> {
    let shown = published(shard, CHECKPOINT_PATH, limits, read);
    match published(shard, PENDING_PATH, limits, read) {
        Ok(pending) => match shown {
            // What was published outdoes what was left waiting.
            Ok(shown) if shown.size > pending.size => Ok(shown),
            _ => Ok(pending),
        },
        Err(Reason::Missing { .. }) => shown,
        Err(reason) => Err(reason),
    }
}

/// Whether the tree of `later` begins with the tree of `earlier`, each a checkpoint signed by the shard's key.
///
/// The tiles that are read need not be believed: they are checked against the root of `later`.
///
/// # Errors
/// [`Reason::TreeSmaller`], [`Reason::TreesDiffer`]; what cannot be read or is not signed by the shard.
pub fn goes_on(
    shard: &Shard,
    earlier: &Checkpoint,
    later: &Checkpoint,
    read: &mut Read<'_>,
) -> Result<(), Reason> {
    for checkpoint in [earlier, later] {
        of_shard(shard, checkpoint)?;
    }
    let origin = shard.origin.clone();
    if later.size < earlier.size {
        return Err(Reason::TreeSmaller {
            origin,
            found: later.size,
            known: earlier.size,
        });
    }
    let began_with = if later.size == earlier.size {
        later.root
    } else {
        let mut within = |path: &str| read(&in_shard(shard, path));
        root_at(earlier.size, (later.size, later.root), &mut within)
            .map_err(|error| file_reason(shard, error))?
    };
    if began_with == earlier.root {
        return Ok(());
    }
    let size = earlier.size;
    Err(Reason::TreesDiffer { origin, size })
}

/// Folds the whole register as it is offered to witnesses: up to the checkpoint `newest` of this shard.
///
/// Its age and its witnesses are not asked for: it has none yet.
///
/// # Errors
/// Everything that is not in order.
pub fn fold(
    trust: &Trust,
    shard: &Shard,
    newest: &Checkpoint,
    now: Timestamp,
    limits: &Limits,
    read: &mut Read<'_>,
) -> Result<(), Vec<Reason>> {
    let mut until_here = trust.clone();
    until_here.quorum = 0;
    let behind = |later: &Shard| later.origin == shard.origin;
    let last = trust.shards.iter().position(behind);
    until_here.shards.truncate(last.map_or(0, |last| last + 1));
    // What is folded is what will be signed, whatever the register shows a moment later; and the end of a shard before it
    // may wait for the same witnesses.
    let mut folded = BTreeMap::from([(in_shard(shard, CHECKPOINT_PATH), newest.to_text())]);
    for earlier in until_here.shards.iter().take(last.unwrap_or(0)) {
        if let Ok(checkpoint) = offered(earlier, limits, read) {
            folded.insert(in_shard(earlier, CHECKPOINT_PATH), checkpoint.to_text());
        }
    }
    let mut within = |path: &str| match folded.get(path) {
        Some(checkpoint) => Ok(Some(checkpoint.clone().into_bytes())),
        None => read(path),
    };
    let seen = survey(&until_here, now, None, limits, &mut within);
    let wrong: Vec<_> = seen
        .reasons
        .into_iter()
        .filter(|reason| !reason.is_of_age())
        .collect();
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

/// What comparing checkpoints came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Comparison {
    /// Everything that stands against one log for all; two trees of one size under one key are proof enough against
    /// the log, whoever else is asked.
    pub wrong: Vec<Reason>,
    /// Origins of which checkpoints of several sizes were given, and no register that could tie them together.
    pub untold: Vec<String>,
}

/// Compares checkpoints of one body's logs that several people hold (witnesses, holders of certificates, mirrors): do all
/// of them show one growing log?
///
/// Two of one size are compared by themselves; of different sizes they are held against the register, which must go on
/// from every one of them.
#[must_use]
pub fn compare(
    trust: &Trust,
    held: &[Checkpoint],
    limits: &Limits,
    mut read: Option<&mut Read<'_>>,
) -> Comparison {
    let mut found = Comparison::default();
    let mut by_origin: BTreeMap<&str, Vec<&Checkpoint>> = BTreeMap::new();
    for checkpoint in held {
        let origin = checkpoint.origin.as_str();
        by_origin.entry(origin).or_default().push(checkpoint);
    }
    for (origin, mut checkpoints) in by_origin {
        let Some(shard) = trust.shard(origin) else {
            let origin = shown(origin);
            found.wrong.push(Reason::ShardUnknown { origin });
            continue;
        };
        let unsigned = checkpoints
            .iter()
            .filter_map(|checkpoint| of_shard(shard, checkpoint).err());
        let before = found.wrong.len();
        found.wrong.extend(unsigned);
        if found.wrong.len() > before {
            continue;
        }
        checkpoints.sort_by_key(|checkpoint| checkpoint.size);
        let pairs = checkpoints.windows(2);
        let split = pairs
            .filter(|pair| pair[0].size == pair[1].size && pair[0].root != pair[1].root)
            .map(|pair| Reason::TreesDiffer {
                origin: origin.to_owned(),
                size: pair[0].size,
            });
        found.wrong.extend(split);
        checkpoints.dedup_by_key(|checkpoint| (checkpoint.size, checkpoint.root));
        match read.as_deref_mut() {
            Some(read) => found
                .wrong
                .extend(against_register(shard, &checkpoints, limits, read)),
            None if checkpoints.len() > 1 => found.untold.push(origin.to_owned()),
            None => {}
        }
    }
    found.wrong.dedup();
    found
}

/// The register as offered must go on from every one of them.
fn against_register(
    shard: &Shard,
    checkpoints: &[&Checkpoint],
    limits: &Limits,
    read: &mut Read<'_>,
) -> Vec<Reason> {
    let newest = match offered(shard, limits, read) {
        Ok(newest) => newest,
        Err(reason) => return vec![reason],
    };
    let each = checkpoints.iter();
    each.filter_map(|earlier| goes_on(shard, earlier, &newest, read).err())
        .collect()
}

/// The checkpoint of a shard at a path of its folder, if the shard's key has signed it.
///
/// # Errors
/// When it cannot be read, or is not signed by the shard's key.
pub fn published(
    shard: &Shard,
    path: &str,
    limits: &Limits,
    read: &mut Read<'_>,
) -> Result<Checkpoint, Reason> {
    let checkpoint = checkpoint_at(shard, path, limits, read)?;
    of_shard(shard, &checkpoint)?;
    Ok(checkpoint)
}

/// Signed by the shard's key; what others signed is not asked.
fn of_shard(shard: &Shard, checkpoint: &Checkpoint) -> Result<(), Reason> {
    let told = |wrong: Vec<CheckpointError>| {
        let each: Vec<_> = wrong.iter().map(ToString::to_string).collect();
        Reason::CheckpointRefused {
            detail: each.join("; "),
        }
    };
    checkpoint
        .check(&shard.vkey, &[], UnknownLines::Ignore)
        .map(|_| ())
        .map_err(told)
}
