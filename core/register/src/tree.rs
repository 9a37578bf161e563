//! The Merkle tree of RFC 6962 as values: leaf hashes, a growing edge, proofs checked.

use tlog_tiles::{Hash, Tile};

use crate::canonical::Digest;
use crate::limits::PROOF_HASHES;

/// The hash of a leaf: `SHA-256(00 ‖ bytes)`.
pub fn leaf_hash(leaf: &[u8]) -> Digest {
    Digest(tlog_tiles::record_hash(leaf).0)
}

/// The right edge of a growing tree: its perfect subtrees from left to right.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Edge {
    size: u64,
    subtrees: Vec<Digest>,
}

/// Why a proof does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// More hashes than any tree needs.
    #[error("a proof of {hashes} hashes, at most {PROOF_HASHES} are possible")]
    TooLong {
        /// Hashes found.
        hashes: usize,
    },
    /// The leaf is beyond the tree.
    #[error("leaf {index} is not in a tree of {size}")]
    Outside {
        /// Index of the leaf.
        index: u64,
        /// Size of the tree.
        size: u64,
    },
    /// The hashes do not lead to the root.
    #[error("the proof for leaf {index} does not lead to the root of the tree of {size}")]
    Inclusion {
        /// Index of the leaf.
        index: u64,
        /// Size of the tree.
        size: u64,
    },
    /// The trees are not one the beginning of the other.
    #[error("the tree of {new} does not begin with the tree of {old}")]
    Consistency {
        /// Size of the older tree.
        old: u64,
        /// Size of the newer tree.
        new: u64,
    },
}

impl Edge {
    /// Leaves so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf by its hash.
    pub fn push(&mut self, leaf: Digest) {
        let mut hash = leaf;
        // Each trailing one bit of the size is a perfect subtree that the new leaf completes.
        for _ in 0..self.size.trailing_ones() {
            let left = self
                .subtrees
                .pop()
                .expect("a one bit of the size stands for a subtree");
            hash = node_hash(left, hash);
        }
        self.subtrees.push(hash);
        self.size += 1;
    }

    /// The root hash; of no leaves, the hash of nothing.
    pub fn root(&self) -> Digest {
        let mut right_to_left = self.subtrees.iter().rev().copied();
        let Some(last) = right_to_left.next() else {
            return Digest(tlog_tiles::EMPTY_HASH.0);
        };
        right_to_left.fold(last, |right, left| node_hash(left, right))
    }

    /// The edge of a tree whose partial tiles hold these hashes, the lowest level first.
    pub(crate) fn from_tiles(size: u64, levels: &[Vec<Digest>]) -> Edge {
        let mut subtrees = Vec::new();
        for tile in levels.iter().rev() {
            let mut rest = tile.as_slice();
            while !rest.is_empty() {
                let width = 1 << rest.len().ilog2();
                let (perfect, right) = rest.split_at(width);
                subtrees.push(subtree_hash(perfect));
                rest = right;
            }
        }
        Edge { size, subtrees }
    }
}

/// The hash of a perfect subtree over these hashes; their number is a power of two.
pub(crate) fn subtree_hash(hashes: &[Digest]) -> Digest {
    let bytes: Vec<u8> = hashes.iter().flat_map(|hash| hash.0).collect();
    Digest(Tile::subtree_hash(&bytes).0)
}

/// Checks that a leaf is in a tree.
///
/// # Errors
/// When the hashes do not lead from leaf to root.
pub fn check_inclusion(
    proof: &[Digest],
    size: u64,
    root: Digest,
    index: u64,
    leaf: Digest,
) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::Outside { index, size });
    }
    tlog_tiles::check_record(&hashes(proof)?, size, Hash(root.0), index, Hash(leaf.0))
        .map_err(|_| ProofError::Inclusion { index, size })
}

/// Checks that the newer tree begins with the older one.
///
/// # Errors
/// When the hashes do not lead to both roots.
pub fn check_consistency(
    proof: &[Digest],
    old: (u64, Digest),
    new: (u64, Digest),
) -> Result<(), ProofError> {
    let refused = || ProofError::Consistency {
        old: old.0,
        new: new.0,
    };
    if old.0 == 0 && old.1.0 == tlog_tiles::EMPTY_HASH.0 && proof.is_empty() {
        return Ok(());
    }
    // With equal sizes the proof is empty and leads to the old root whatever the new one is.
    if old.0 == new.0 && old.1 != new.1 {
        return Err(refused());
    }
    tlog_tiles::check_tree(&hashes(proof)?, new.0, Hash(new.1.0), old.0, Hash(old.1.0))
        .map_err(|_| refused())
}

fn hashes(proof: &[Digest]) -> Result<Vec<Hash>, ProofError> {
    if proof.len() > PROOF_HASHES {
        return Err(ProofError::TooLong {
            hashes: proof.len(),
        });
    }
    Ok(proof.iter().map(|hash| Hash(hash.0)).collect())
}

fn node_hash(left: Digest, right: Digest) -> Digest {
    Digest(tlog_tiles::node_hash(Hash(left.0), Hash(right.0)).0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The leaves of the reference tests of Certificate Transparency (google/certificate-transparency,
    /// `merkletree/merkle_tree_test.cc`, Apache-2.0).
    const LEAVES: [&str; 8] = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ];
    /// Root hashes of the trees over the first 1 to 8 of them, same source.
    const ROOTS: [&str; 8] = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    #[test]
    fn roots_are_those_of_the_reference_tests() {
        let mut edge = Edge::default();
        assert_eq!(edge.root(), Digest::of(b""));
        for (leaf, root) in LEAVES.iter().zip(ROOTS) {
            edge.push(leaf_hash(&hex::decode(leaf).unwrap()));
            assert_eq!(edge.root().to_string(), root, "tree of {}", edge.size());
        }
    }

    #[test]
    fn a_tree_of_the_same_size_and_another_root_is_inconsistent() {
        let (one, other) = (leaf_hash(b"1"), leaf_hash(b"2"));
        assert_eq!(check_consistency(&[], (1, one), (1, one)), Ok(()));
        let refused = ProofError::Consistency { old: 1, new: 1 };
        assert_eq!(check_consistency(&[], (1, one), (1, other)), Err(refused));
    }

    #[test]
    fn a_proof_longer_than_any_tree_is_refused() {
        let long = vec![leaf_hash(b""); 65];
        let refused = check_inclusion(&long, u64::MAX, leaf_hash(b""), 0, leaf_hash(b""));
        assert_eq!(refused, Err(ProofError::TooLong { hashes: 65 }));
    }
}
