//! How much a stranger's bytes may make us hold.

/// Limits for what is read; every length from outside meets one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Longest bundle, in bytes.
    pub bundle_bytes: usize,
    /// Longest signed statement (its envelope), in bytes.
    pub statement_bytes: usize,
    /// Longest checkpoint with all its signatures, in bytes.
    pub checkpoint_bytes: usize,
    /// Longest page of a state table, in bytes.
    pub page_bytes: usize,
    /// Most leaves in one shard.
    pub tree_size: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            bundle_bytes: 4 << 20,
            statement_bytes: 2 << 20,
            checkpoint_bytes: 64 << 10,
            page_bytes: 16 << 20,
            tree_size: 1 << 32,
        }
    }
}

/// Most hashes a proof can have: the tree size is a 64-bit number.
pub const PROOF_HASHES: usize = 64;

/// Longest leaf: its length is written in two bytes.
pub const LEAF_BYTES: usize = 65_535;
