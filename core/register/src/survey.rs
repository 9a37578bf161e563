//! Reads a whole register under a trust file: every checkpoint, every entry, every statement.
//!
//! The reader is handed in (a folder, a web server); paths are relative to the register's folder. Nothing that the register
//! says about itself is believed: trees are computed again, statements are folded again.

use jiff::{SignedDuration, Timestamp};

use crate::Read;
use crate::bundle::Checked;
use crate::canonical::{Digest, shown};
use crate::checkpoint::{Checkpoint, UnknownLines};
use crate::fold::{Fold, Folded, ShardFold};
use crate::leaf::Leaf;
use crate::limits::Limits;
use crate::log::{CHECKPOINT_PATH, LogError, TILE_WIDTH, read_entries, tile_path};
use crate::notices::TablePage;
use crate::reason::{Reason, said};
use crate::tree::leaf_hash;
use crate::trust::{Shard, Trust};

/// What a register says, and whether it may be believed.
#[derive(Debug, Clone, PartialEq)]
pub struct Survey {
    /// Every certificate with its history, up to the first entry that is not in order.
    pub folded: Folded,
    /// The shards that were read.
    pub shards: Vec<ShardSeen>,
    /// Everything that is wrong or missing; empty when the register is clean and fresh.
    pub reasons: Vec<Reason>,
}

/// A shard that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShardSeen {
    /// Its origin.
    pub origin: String,
    /// Entries under its checkpoint.
    pub size: u64,
    /// Root of its checkpoint.
    pub root: Digest,
    /// The newest time that somebody vouches for: a quorum of witnesses, else the last statement.
    pub time: Option<Timestamp>,
    /// The pages of the state table that is its last entry; nothing when another entry is.
    pub table: Option<Vec<TablePage>>,
}

impl Survey {
    /// Whether a list of all certificates can be made of it: everything was read and follows from what the body signed.
    /// It may be old: a list of the day is no worse than the list before it.
    pub fn is_whole(&self) -> bool {
        let empty = |origin: &str| {
            let mut shards = self.shards.iter();
            shards.any(|shard| shard.origin == origin && shard.size == 0)
        };
        self.reasons.iter().all(|reason| match reason {
            Reason::CheckpointTooOld { .. } | Reason::CheckpointAhead { .. } => true,
            Reason::CheckpointAgeUnknown { origin } => empty(origin),
            _ => false,
        })
    }
}

/// The path of a statement's envelope in the register.
pub fn statement_path(digest: Digest) -> String {
    format!("statements/{digest}.json")
}

/// Reads a register. With a bundle, also checks that the register goes on from what the bundle shows.
pub fn survey(
    trust: &Trust,
    now: Timestamp,
    bundle: Option<&Checked>,
    limits: &Limits,
    read: &mut Read<'_>,
) -> Survey {
    survey_with_leaves(trust, now, bundle, limits, read).0
}

/// A survey, and beside each shard that was read the hashes of its entries as far as they could be read.
pub(crate) fn survey_with_leaves(
    trust: &Trust,
    now: Timestamp,
    bundle: Option<&Checked>,
    limits: &Limits,
    read: &mut Read<'_>,
) -> (Survey, Vec<Vec<Digest>>) {
    let mut fold = Fold::new(trust);
    let (mut shards, mut reasons, mut leaves) = (Vec::new(), Vec::new(), Vec::new());
    if let Err(error) = trust.check() {
        let detail = error.to_string();
        let survey = Survey {
            folded: fold.finish(),
            shards,
            reasons: vec![Reason::TrustRefused { detail }],
        };
        return (survey, leaves);
    }
    for shard in &trust.shards {
        let checkpoint = match read_checkpoint(trust, shard, limits, read) {
            Ok(checkpoint) => checkpoint,
            Err(more) => {
                reasons.extend(more);
                continue;
            }
        };
        let mut walk = Walk {
            shard,
            checkpoint: &checkpoint,
            bundle: bundle.filter(|bundle| bundle.origin == shard.origin),
            limits,
            leaves: Vec::new(),
            // Behind a shard with a fault no state can be told: the rest is read for its tree only.
            folds: reasons.is_empty(),
            reasons: &mut reasons,
        };
        let mut fold = fold.shard(shard);
        walk.run(&mut fold, read);
        leaves.push(walk.leaves);
        let time = vouched_time(trust, shard, &checkpoint, &fold);
        if trust.open_shard() == Some(shard) {
            check_open(trust, shard, time, now, &fold, &mut reasons);
        }
        let (origin, size, root) = (shard.origin.clone(), checkpoint.size, checkpoint.root);
        let table = fold.last_table().map(<[TablePage]>::to_vec);
        shards.push(ShardSeen {
            origin,
            size,
            root,
            time,
            table,
        });
    }
    if trust.open_shard().is_none()
        && let Some(last) = trust.shards.last()
    {
        // Changes of state go to the open shard; without one today's state cannot be told.
        reasons.push(Reason::CheckpointAgeUnknown {
            origin: last.origin.clone(),
        });
    }
    let survey = Survey {
        folded: fold.finish(),
        shards,
        reasons,
    };
    (survey, leaves)
}

pub(crate) fn read_checkpoint(
    trust: &Trust,
    shard: &Shard,
    limits: &Limits,
    read: &mut Read<'_>,
) -> Result<Checkpoint, Vec<Reason>> {
    let origin = || shard.origin.clone();
    let refused = |detail: String| vec![Reason::CheckpointRefused { detail }];
    let checkpoint =
        checkpoint_at(shard, CHECKPOINT_PATH, limits, read).map_err(|reason| vec![reason])?;
    let cosigned = trust
        .cosigned(shard, &checkpoint, UnknownLines::Ignore)
        .map_err(|wrong| {
            wrong
                .iter()
                .flat_map(|e| refused(e.to_string()))
                .collect::<Vec<_>>()
        })?;
    if cosigned.len() < trust.quorum {
        let (found, quorum) = (cosigned.len(), trust.quorum);
        return Err(vec![Reason::WitnessesMissing {
            origin: origin(),
            found,
            quorum,
        }]);
    }
    let ends = |closed: &crate::trust::Closed| {
        closed.size == checkpoint.size && closed.root == checkpoint.root
    };
    if shard.closed.as_ref().is_some_and(|closed| !ends(closed)) {
        return Err(vec![Reason::ClosedShardDiffers { origin: origin() }]);
    }
    Ok(checkpoint)
}

/// A checkpoint as it lies at a path of a shard: whole, within the limits, its signatures not asked for.
pub(crate) fn checkpoint_at(
    shard: &Shard,
    path: &str,
    limits: &Limits,
    read: &mut Read<'_>,
) -> Result<Checkpoint, Reason> {
    let refused = |detail: String| Reason::CheckpointRefused { detail };
    let path = in_shard(shard, path);
    let bytes = read_file(&path, read)?;
    if bytes.len() > limits.checkpoint_bytes {
        let limit = limits.checkpoint_bytes;
        return Err(refused(format!("{path} has more than {limit} bytes")));
    }
    let text = std::str::from_utf8(&bytes).map_err(|error| refused(error.to_string()))?;
    let checkpoint = Checkpoint::parse(text).map_err(|error| refused(error.to_string()))?;
    if checkpoint.size > limits.tree_size {
        let (size, limit) = (checkpoint.size, limits.tree_size);
        return Err(refused(format!("a tree of {size}, limit is {limit}")));
    }
    Ok(checkpoint)
}

/// A walk over all entries of a shard.
struct Walk<'w> {
    shard: &'w Shard,
    checkpoint: &'w Checkpoint,
    bundle: Option<&'w Checked>,
    limits: &'w Limits,
    leaves: Vec<Digest>,
    folds: bool,
    reasons: &'w mut Vec<Reason>,
}

impl Walk<'_> {
    fn run(&mut self, fold: &mut ShardFold<'_, '_>, read: &mut Read<'_>) {
        let size = self.checkpoint.size;
        for bundle in 0..size.div_ceil(TILE_WIDTH) {
            let width = TILE_WIDTH.min(size - bundle * TILE_WIDTH);
            let mut within = |path: &str| read(&in_shard(self.shard, path));
            let leaves = match read_entries(bundle, width, &mut within) {
                Ok(leaves) => leaves,
                Err(error) => {
                    self.reasons.push(file_reason(self.shard, error));
                    return;
                }
            };
            for leaf in &leaves {
                self.step(leaf, fold, read);
            }
        }
        if fold.edge().root() != self.checkpoint.root {
            let (origin, index) = (self.shard.origin.clone(), self.first_difference(read));
            self.reasons.push(Reason::EntriesDiffer { origin, index });
        }
        if let Some(bundle) = self.bundle.filter(|bundle| bundle.size > size) {
            let (origin, wanted) = (self.shard.origin.clone(), bundle.size);
            self.reasons.push(Reason::RegisterOlder {
                origin,
                found: size,
                wanted,
            });
        }
    }

    fn step(&mut self, leaf: &[u8], fold: &mut ShardFold<'_, '_>, read: &mut Read<'_>) {
        let index = fold.edge().size();
        self.leaves.push(leaf_hash(leaf));
        if self
            .bundle
            .is_some_and(|bundle| bundle.index == index && bundle.leaf != leaf)
        {
            let origin = self.shard.origin.clone();
            self.reasons
                .push(Reason::EntryOfAnotherBundle { origin, index });
        }
        if self.folds
            && let Err(reason) = self.fold_entry(index, leaf, fold, read)
        {
            self.reasons.push(reason);
            self.folds = false;
        }
        if fold.edge().size() == index {
            fold.pass(leaf);
        }
        self.compare_root(fold);
    }

    fn fold_entry(
        &self,
        index: u64,
        leaf: &[u8],
        fold: &mut ShardFold<'_, '_>,
        read: &mut Read<'_>,
    ) -> Result<(), Reason> {
        let refused = |detail: String| Reason::EntryRefused {
            origin: self.shard.origin.clone(),
            index,
            detail,
        };
        let sha256 = Leaf::from_bytes(leaf)
            .map_err(|e| refused(e.to_string()))?
            .digest;
        let envelope = read_file(&statement_path(sha256), read).map_err(|reason| match reason {
            Reason::Missing { .. } => Reason::StatementMissing {
                origin: self.shard.origin.clone(),
                index,
                sha256,
            },
            reason => reason,
        })?;
        if envelope.len() > self.limits.statement_bytes {
            return Err(refused(format!(
                "more than {} bytes",
                self.limits.statement_bytes
            )));
        }
        fold.add(leaf, &envelope)
            .map_err(|e| refused(e.to_string()))
    }

    /// At the size that the bundle shows, the register's tree must have the bundle's root.
    fn compare_root(&mut self, fold: &ShardFold<'_, '_>) {
        let Some(bundle) = self.bundle else { return };
        if fold.edge().size() == bundle.size && fold.edge().root() != bundle.root {
            let (origin, size) = (self.shard.origin.clone(), bundle.size);
            self.reasons
                .push(Reason::RegisterInconsistent { origin, size });
        }
    }

    /// The first entry whose hash is not the one in the tiles; only for the message.
    fn first_difference(&self, read: &mut Read<'_>) -> Option<u64> {
        for (number, leaves) in (0..).zip(self.leaves.chunks(256)) {
            let path = tile_path(0, number, leaves.len() as u64);
            let bytes = read_file(&in_shard(self.shard, &path), read).ok()?;
            let hashes = bytes.as_chunks::<32>().0;
            let same = leaves
                .iter()
                .zip(hashes)
                .take_while(|(leaf, hash)| leaf.0 == **hash);
            let same = same.count();
            if same < leaves.len() {
                return Some(number * TILE_WIDTH + same as u64);
            }
        }
        None
    }
}

/// A checkpoint has no time of its own: believed are a quorum of witnesses, else the last statement under it.
fn vouched_time(
    trust: &Trust,
    shard: &Shard,
    checkpoint: &Checkpoint,
    fold: &ShardFold<'_, '_>,
) -> Option<Timestamp> {
    if trust.quorum == 0 {
        return fold.last_time();
    }
    witnessed_time(trust, shard, checkpoint)
}

/// The newest time by which a quorum of witnesses saw a checkpoint.
pub(crate) fn witnessed_time(
    trust: &Trust,
    shard: &Shard,
    checkpoint: &Checkpoint,
) -> Option<Timestamp> {
    let cosigned = trust
        .cosigned(shard, checkpoint, UnknownLines::Ignore)
        .ok()?;
    let mut times: Vec<Timestamp> = cosigned.into_iter().map(|cosigned| cosigned.time).collect();
    times.sort_unstable_by(|a, b| b.cmp(a));
    times.get(trust.quorum.checked_sub(1)?).copied()
}

/// The open shard must be fresh, and still the open one.
fn check_open(
    trust: &Trust,
    shard: &Shard,
    time: Option<Timestamp>,
    now: Timestamp,
    fold: &ShardFold<'_, '_>,
    reasons: &mut Vec<Reason>,
) {
    // Where the fold ended early, the last statement folded does not tell the checkpoint's age.
    if trust.quorum > 0 || reasons.is_empty() {
        reasons.extend(check_freshness(trust, shard, time, now));
    }
    // Later changes of state stand in a shard that this trust file does not know.
    reasons.extend(fold.next_shard().map(|next| Reason::ShardEnded {
        origin: shard.origin.clone(),
        next: shown(next),
    }));
}

pub(crate) fn check_freshness(
    trust: &Trust,
    shard: &Shard,
    time: Option<Timestamp>,
    now: Timestamp,
) -> Option<Reason> {
    let origin = shard.origin.clone();
    let Some(time) = time else {
        return Some(Reason::CheckpointAgeUnknown { origin });
    };
    let age = now.duration_since(time);
    let limit_days = trust.max_checkpoint_age_days;
    // Clocks differ; a day ahead is a wrong clock, and would stay fresh for too long.
    if age < SignedDuration::from_hours(-24) {
        return Some(Reason::CheckpointAhead { origin, time });
    }
    (age > SignedDuration::from_hours(24 * i64::from(limit_days))).then_some(
        Reason::CheckpointTooOld {
            origin,
            time,
            limit_days,
        },
    )
}

/// What went wrong with a file of a shard.
pub(crate) fn file_reason(shard: &Shard, error: LogError) -> Reason {
    let path = |path: &str| in_shard(shard, path);
    match error {
        LogError::Missing { path: file } => Reason::Missing { path: path(&file) },
        LogError::Unreadable { path: file, detail } => Reason::Unreachable {
            path: path(&file),
            detail,
        },
        LogError::Malformed { path: file, detail } => Reason::FileMalformed {
            path: path(&file),
            detail,
        },
        other => Reason::FileMalformed {
            path: path("tile"),
            detail: other.to_string(),
        },
    }
}

/// A path in the register of a file of a shard.
pub(crate) fn in_shard(shard: &Shard, path: &str) -> String {
    let folder = shard
        .folder()
        .expect("a survey begins with `Trust::check`, which asks for the folder");
    format!("{folder}/{path}")
}

/// A file that must be there.
pub(crate) fn read_file(path: &str, read: &mut Read<'_>) -> Result<Vec<u8>, Reason> {
    match read(path) {
        Ok(Some(bytes)) => Ok(bytes),
        Ok(None) => Err(Reason::Missing {
            path: path.to_owned(),
        }),
        Err(detail) => Err(Reason::Unreachable {
            path: path.to_owned(),
            detail: said(&detail),
        }),
    }
}
