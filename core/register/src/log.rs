//! A shard as a growing log: appending, tiles to write, proofs, reading back (C2SP tlog-tiles).
//!
//! Nothing is written here. [`Log::append`] says which files to write, the checkpoint last: until the checkpoint stands,
//! the older one is the truth and whatever lies beyond it is overwritten. After a write that failed, open the log again.

use tlog_tiles::{Hash, Tile, TileHashReader};

use crate::Read;
use crate::canonical::Digest;
use crate::checkpoint::{Checkpoint, CheckpointError, UnknownLines};
use crate::key::{NoteKey, SigningKey};
use crate::limits::{LEAF_BYTES, Limits};
use crate::reason::said;
use crate::tiles::with_tiles;
use crate::tree::{Edge, leaf_hash, subtree_hash};

/// Hashes in a full tile, and entries in a full bundle of entries.
pub const TILE_WIDTH: u64 = 256;

/// Where a shard's checkpoint lies, relative to the shard's folder.
pub const CHECKPOINT_PATH: &str = "checkpoint";

/// A shard, ready to grow: its right edge only.
#[derive(Debug, Clone)]
pub struct Log {
    name: NoteKey,
    edge: Edge,
    /// Hashes of the partial tile at each level.
    tiles: Vec<Vec<Digest>>,
    /// Bytes of the partial bundle of entries.
    entries: Vec<u8>,
    limits: Limits,
}

/// What an append asks the shell to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Index of the first new leaf.
    pub first: u64,
    /// Size of the tree with the new leaves.
    pub size: u64,
    /// Root of the tree with the new leaves.
    pub root: Digest,
    /// Files to write before the checkpoint: path within the shard's folder, bytes.
    pub files: Vec<(String, Vec<u8>)>,
    /// The checkpoint to write last, signed by the log.
    pub checkpoint: String,
}

/// Why a log could not be opened, grown or read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, serde::Serialize, strum::VariantNames)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum LogError {
    /// A file is not there.
    #[error("{path} is missing")]
    Missing {
        /// Path within the shard's folder.
        path: String,
    },
    /// A file could not be read.
    #[error("{path} cannot be read: {detail}")]
    Unreadable {
        /// Path within the shard's folder.
        path: String,
        /// What the reader said.
        detail: String,
    },
    /// A file has the wrong length or form.
    #[error("{path} is malformed: {detail}")]
    Malformed {
        /// Path within the shard's folder.
        path: String,
        /// What is wrong.
        detail: String,
    },
    /// The files do not give the root that the checkpoint signs.
    #[error("the files give root {found}, the checkpoint of {size} says {wanted}")]
    Root {
        /// Size of the tree.
        size: u64,
        /// Root from the files.
        found: Digest,
        /// Root in the checkpoint.
        wanted: Digest,
    },
    /// The entries are not the ones whose hashes the tiles hold.
    #[error("{path} does not hold the entries of the tree")]
    Entries {
        /// Path within the shard's folder.
        path: String,
    },
    /// The tree is smaller than one published before.
    #[error("the tree has {size} entries, the one published before has {published}")]
    Smaller {
        /// Size of this tree.
        size: u64,
        /// Size published before.
        published: u64,
    },
    /// The tree does not begin with one published before.
    #[error("the tree of {size} does not begin with the published tree of {published}")]
    Inconsistent {
        /// Size of this tree.
        size: u64,
        /// Size published before.
        published: u64,
    },
    /// The index is beyond the tree.
    #[error("entry {index} is not in a tree of {size}")]
    Outside {
        /// Index asked for.
        index: u64,
        /// Size of the tree.
        size: u64,
    },
    /// A leaf that its two length bytes cannot say, or an empty one.
    #[error("a leaf has 1 to {LEAF_BYTES} bytes, this has {bytes}")]
    LeafLength {
        /// Its bytes.
        bytes: usize,
    },
    /// A tree larger than the limit.
    #[error("a tree of {size}, limit is {limit}")]
    TooLarge {
        /// Size found or wanted.
        size: u64,
        /// The limit.
        limit: u64,
    },
    /// The checkpoint itself.
    #[error("checkpoint: {0}")]
    Checkpoint(
        #[from]
        #[serde(skip)]
        CheckpointError,
    ),
    /// The key handed in is not the log's.
    #[error("the signing key is not the key of the log {origin:?}")]
    ForeignKey {
        /// The log.
        origin: String,
    },
}

impl Log {
    /// A log without entries.
    pub fn empty(name: NoteKey, limits: Limits) -> Log {
        let (edge, tiles, entries) = (Edge::default(), Vec::new(), Vec::new());
        Log {
            name,
            edge,
            tiles,
            entries,
            limits,
        }
    }

    /// Opens a log from its last checkpoint and the files under it.
    ///
    /// # Errors
    /// When the checkpoint is not this log's, or the files do not give its root.
    pub fn open(
        name: NoteKey,
        checkpoint: &str,
        limits: Limits,
        read: &mut Read<'_>,
    ) -> Result<Log, LogError> {
        let checkpoint = Checkpoint::parse(checkpoint)?;
        // Cosignatures are for readers; the writer believes its own signature.
        if let Err(mut wrong) = checkpoint.check(&name, &[], UnknownLines::Ignore) {
            return Err(wrong.swap_remove(0).into());
        }
        let size = within(checkpoint.size, &limits)?;
        let mut tiles = Vec::new();
        for level in 0.. {
            let at_level = size >> (8 * level);
            if at_level == 0 {
                break;
            }
            tiles.push(read_partial_tile(level, at_level, read)?);
        }
        let edge = Edge::from_tiles(size, &tiles);
        let (found, wanted) = (edge.root(), checkpoint.root);
        if found != wanted {
            return Err(LogError::Root {
                size,
                found,
                wanted,
            });
        }
        let entries = read_tail(size, tiles.first(), read)?;
        Ok(Log {
            name,
            edge,
            tiles,
            entries,
            limits,
        })
    }

    /// Entries so far.
    pub fn size(&self) -> u64 {
        self.edge.size()
    }

    /// Root of the tree so far.
    pub fn root(&self) -> Digest {
        self.edge.root()
    }

    /// Appends leaves and signs the new checkpoint. No leaves are allowed: an empty shard can be published.
    ///
    /// # Errors
    /// When a leaf is too long, the tree grows over its limit, or the key is not this log's; then nothing has changed.
    pub fn append(&mut self, leaves: &[Vec<u8>], key: &SigningKey) -> Result<Batch, LogError> {
        if key.verifying_key() != self.name.key() {
            return Err(LogError::ForeignKey {
                origin: self.name.name().to_owned(),
            });
        }
        if let Some(leaf) = leaves
            .iter()
            .find(|leaf| leaf.is_empty() || leaf.len() > LEAF_BYTES)
        {
            return Err(LogError::LeafLength { bytes: leaf.len() });
        }
        let first = self.size();
        within(first.saturating_add(leaves.len() as u64), &self.limits)?;
        let mut files = Vec::new();
        for leaf in leaves {
            self.push(leaf, &mut files);
        }
        self.write_partials(first, &mut files);
        let (size, root) = (self.size(), self.root());
        let checkpoint = Checkpoint::sign(&self.name, size, root, key);
        Ok(Batch {
            first,
            size,
            root,
            files,
            checkpoint,
        })
    }

    /// Refuses to go on from a tree that is smaller than, or inconsistent with, one published before: a restored old
    /// backup, or a second writer.
    ///
    /// # Errors
    /// When this tree does not begin with the published one, or its files cannot be read.
    pub fn check_extends(
        &self,
        published: &Checkpoint,
        read: &mut Read<'_>,
    ) -> Result<(), LogError> {
        let (size, old) = (self.size(), published.size);
        if size < old {
            return Err(LogError::Smaller {
                size,
                published: old,
            });
        }
        if root_at(old, (size, self.root()), read)? != published.root {
            return Err(LogError::Inconsistent {
                size,
                published: old,
            });
        }
        Ok(())
    }

    fn push(&mut self, leaf: &[u8], files: &mut Vec<(String, Vec<u8>)>) {
        let mut hash = leaf_hash(leaf);
        self.edge.push(hash);
        self.entries.extend(with_length(leaf));
        let size = self.size();
        if size.is_multiple_of(TILE_WIDTH) {
            let bundle = std::mem::take(&mut self.entries);
            files.push((entries_path(size / TILE_WIDTH - 1, TILE_WIDTH), bundle));
        }
        for level in 0.. {
            if self.tiles.len() == level {
                self.tiles.push(Vec::new());
            }
            let tile = &mut self.tiles[level];
            tile.push(hash);
            if (tile.len() as u64) < TILE_WIDTH {
                break;
            }
            let full = std::mem::take(tile);
            let number = (size >> (8 * (level + 1))) - 1;
            files.push((tile_path(level, number, TILE_WIDTH), concat(&full)));
            hash = subtree_hash(&full);
        }
    }

    fn write_partials(&self, before: u64, files: &mut Vec<(String, Vec<u8>)>) {
        let size = self.size();
        let width = size % TILE_WIDTH;
        if width > 0 && size > before {
            files.push((entries_path(size / TILE_WIDTH, width), self.entries.clone()));
        }
        for (level, tile) in self.tiles.iter().enumerate() {
            let grew = size >> (8 * level) != before >> (8 * level);
            if grew && !tile.is_empty() {
                let number = size >> (8 * (level + 1));
                files.push((tile_path(level, number, tile.len() as u64), concat(tile)));
            }
        }
    }
}

impl Batch {
    /// A reader that sees this batch's files before they are written.
    pub fn over<'b>(
        &'b self,
        below: &'b mut Read<'_>,
    ) -> impl FnMut(&str) -> Result<Option<Vec<u8>>, String> + 'b {
        move |path| match self.files.iter().find(|(name, _)| name == path) {
            Some((_, bytes)) => Ok(Some(bytes.clone())),
            None => below(path),
        }
    }
}

/// The inclusion proof of an entry in a tree, every tile checked against the root.
///
/// # Errors
/// When a tile is missing or does not belong to this root.
pub fn prove_inclusion(
    index: u64,
    tree: (u64, Digest),
    read: &mut Read<'_>,
) -> Result<Vec<Digest>, LogError> {
    let (size, root) = tree;
    if index >= size {
        return Err(LogError::Outside { index, size });
    }
    with_tiles(read, |tiles| {
        tlog_tiles::prove_record(size, index, &TileHashReader::new(size, Hash(root.0), tiles))
    })
    .map(digests)
}

/// The proof that a tree begins with an older one, every tile checked against the root.
///
/// # Errors
/// When a tile is missing or does not belong to this root.
pub fn prove_consistency(
    old: u64,
    tree: (u64, Digest),
    read: &mut Read<'_>,
) -> Result<Vec<Digest>, LogError> {
    let (size, root) = tree;
    if old > size {
        return Err(LogError::Outside { index: old, size });
    }
    if old == 0 {
        return Ok(Vec::new());
    }
    with_tiles(read, |tiles| {
        tlog_tiles::prove_tree(size, old, &TileHashReader::new(size, Hash(root.0), tiles))
    })
    .map(digests)
}

/// The root that the tree had at an earlier size, every tile checked against the root it has.
///
/// # Errors
/// When a tile is missing or does not belong to this root.
pub fn root_at(old: u64, tree: (u64, Digest), read: &mut Read<'_>) -> Result<Digest, LogError> {
    let (size, root) = tree;
    if old > size {
        return Err(LogError::Outside { index: old, size });
    }
    if old == 0 {
        return Ok(Edge::default().root());
    }
    with_tiles(read, |tiles| {
        tlog_tiles::tree_hash(old, &TileHashReader::new(size, Hash(root.0), tiles))
    })
    .map(|hash| Digest(hash.0))
}

/// The leaves of one bundle of entries: number `bundle`, of which the tree has `width`.
///
/// # Errors
/// When the file is missing or its lengths do not fit.
pub fn read_entries(
    bundle: u64,
    width: u64,
    read: &mut Read<'_>,
) -> Result<Vec<Vec<u8>>, LogError> {
    let path = entries_path(bundle, width);
    let (bytes, whole) = read_or_full(&path, read)?;
    let broken = |detail: &str| LogError::Malformed {
        path: path.clone(),
        detail: detail.to_owned(),
    };
    let mut rest = bytes.as_slice();
    let mut leaves = Vec::new();
    for _ in 0..width {
        let (length, after) = rest
            .split_first_chunk::<2>()
            .ok_or_else(|| broken("ends early"))?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (leaf, after) = after
            .split_at_checked(length)
            .ok_or_else(|| broken("ends early"))?;
        leaves.push(leaf.to_vec());
        rest = after;
    }
    // The full bundle may stand in for a partial one that was cleaned away.
    if whole && !rest.is_empty() {
        return Err(broken("has bytes behind its last entry"));
    }
    Ok(leaves)
}

/// Path of a bundle of entries within the shard's folder.
pub fn entries_path(bundle: u64, width: u64) -> String {
    published(
        &coordinates(0, bundle, width, true),
        "tile/8/data/",
        "tile/entries/",
    )
}

/// Path of a tile of hashes within the shard's folder.
pub fn tile_path(level: usize, number: u64, width: u64) -> String {
    published(
        &coordinates(level, number, width, false),
        "tile/8/",
        "tile/",
    )
}

/// C2SP leaves out the tile height and says `entries`, where the crate says `8` and `data`.
pub(crate) fn published(tile: &Tile, from: &str, to: &str) -> String {
    tile.path().replacen(from, to, 1)
}

fn coordinates(level: usize, number: u64, width: u64, is_data: bool) -> Tile {
    let level = u8::try_from(level).expect("a tree of 64-bit size has at most eight levels");
    let width = u32::try_from(width).expect("a tile holds at most 256 hashes");
    Tile::new(8, level, number, width, is_data)
}

fn within(size: u64, limits: &Limits) -> Result<u64, LogError> {
    // Above 2^48 the arithmetic of tile coordinates would end.
    if size <= limits.tree_size.min(1 << 48) {
        return Ok(size);
    }
    Err(LogError::TooLarge {
        size,
        limit: limits.tree_size,
    })
}

fn with_length(leaf: &[u8]) -> Vec<u8> {
    let length = u16::try_from(leaf.len()).expect("leaves are at most 65,535 bytes");
    [&length.to_be_bytes(), leaf].concat()
}

fn concat(hashes: &[Digest]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.0).collect()
}

fn digests(hashes: Vec<Hash>) -> Vec<Digest> {
    hashes.into_iter().map(|hash| Digest(hash.0)).collect()
}

/// Reads the partial tile at a level that has `at_level` hashes in all.
fn read_partial_tile(
    level: usize,
    at_level: u64,
    read: &mut Read<'_>,
) -> Result<Vec<Digest>, LogError> {
    let width = at_level % TILE_WIDTH;
    if width == 0 {
        return Ok(Vec::new());
    }
    let bytes = read_tile(&tile_path(level, at_level / TILE_WIDTH, width), width, read)?;
    let hashes = bytes.as_chunks::<32>().0.iter();
    Ok(hashes.map(|hash| Digest(*hash)).collect())
}

/// Reads the partial bundle of entries and compares it with the partial tile of their hashes.
fn read_tail(
    size: u64,
    tile: Option<&Vec<Digest>>,
    read: &mut Read<'_>,
) -> Result<Vec<u8>, LogError> {
    let (bundle, width) = (size / TILE_WIDTH, size % TILE_WIDTH);
    let Some(tile) = tile.filter(|_| width > 0) else {
        return Ok(Vec::new());
    };
    let leaves = read_entries(bundle, width, read)?;
    if !leaves
        .iter()
        .map(|leaf| leaf_hash(leaf))
        .eq(tile.iter().copied())
    {
        return Err(LogError::Entries {
            path: entries_path(bundle, width),
        });
    }
    Ok(leaves.iter().flat_map(|leaf| with_length(leaf)).collect())
}

pub(crate) fn read_tile(path: &str, width: u64, read: &mut Read<'_>) -> Result<Vec<u8>, LogError> {
    let (mut bytes, whole) = read_or_full(path, read)?;
    let wanted = usize::try_from(width).expect("a tile holds at most 256 hashes") * 32;
    if bytes.len() < wanted || (whole && bytes.len() != wanted) {
        let detail = format!("{} bytes, wanted {wanted}", bytes.len());
        return Err(LogError::Malformed {
            path: path.to_owned(),
            detail,
        });
    }
    bytes.truncate(wanted);
    Ok(bytes)
}

/// Reads a file, or for a partial one that was cleaned away the full one that took its place (then not `whole`).
fn read_or_full(path: &str, read: &mut Read<'_>) -> Result<(Vec<u8>, bool), LogError> {
    let mut look = |path: &str| {
        read(path).map_err(|detail| LogError::Unreadable {
            path: path.to_owned(),
            detail: said(&detail),
        })
    };
    if let Some(bytes) = look(path)? {
        return Ok((bytes, true));
    }
    let missing = || LogError::Missing {
        path: path.to_owned(),
    };
    let (full, _) = path.rsplit_once(".p/").ok_or_else(missing)?;
    look(full)?.map(|bytes| (bytes, false)).ok_or_else(missing)
}
