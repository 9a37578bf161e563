//! What the register says about itself: state tables, keys, the end of a shard.
//!
//! Keys are believed from the trust file only; notices of them stand here so that everybody sees when they changed.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::canonical::Digest;
use crate::key::{NoteKey, VerifyingKey};

/// The state of all certificates up to an entry; every published checkpoint of an open shard ends with one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// The shard.
    pub origin: String,
    /// Entries folded: the table's own index.
    pub size: u64,
    /// When it was made.
    pub time: Timestamp,
    /// Pages by number; absent when no pages were made (then the statement tells the time only).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pages: Option<Vec<TablePage>>,
}

/// A page of a state table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TablePage {
    /// First certificate number on it.
    pub first: String,
    /// SHA-256 of its bytes; it lies in `states/`.
    pub sha256: Digest,
}

/// A key begins or ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyNotice {
    /// When this statement was made.
    pub time: Timestamp,
    /// Whose: `actor`, `body`, `witness` or `shard`.
    pub role: KeyRole,
    /// The holder's name.
    pub name: String,
    /// The key.
    pub key: VerifyingKey,
    /// From when it holds.
    pub from: Timestamp,
    /// Until when it holds; absent while open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// The final checkpoint of the shard before; in the first entry of a shard that follows another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<ShardEnd>,
}

/// Whose key it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KeyRole {
    /// A person or firm acting in the body's cases.
    Actor,
    /// The body, for statements.
    Body,
    /// A witness.
    Witness,
    /// A shard, for checkpoints.
    Shard,
}

/// The end of a shard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShardEnd {
    /// Its origin.
    pub origin: String,
    /// Its size.
    pub size: u64,
    /// Its root hash.
    pub root: Digest,
}

/// The last entry of a shard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Close {
    /// The shard.
    pub origin: String,
    /// Entries before this one: its own index.
    pub size: u64,
    /// When it was closed.
    pub time: Timestamp,
    /// The shard that follows.
    pub next: NoteKey,
}
