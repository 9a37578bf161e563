//! Offline proofs (C2SP tlog-proof): index, hashes and a checkpoint with its witnesses, for any entry.
//!
//! The entry's bytes come from elsewhere; a bundle carries them as `canonicalizedBody`.

use crate::canonical::{CanonicalError, Digest, from_base64, shown, to_base64};
use crate::checkpoint::{Checkpoint, CheckpointError, Cosigned, UnknownLines};
use crate::limits::PROOF_HASHES;
use crate::tree::{ProofError, check_inclusion, leaf_hash};
use crate::trust::Trust;

/// First line of every proof.
pub const HEAD: &str = "c2sp.org/tlog-proof@v1";

/// A proof that an entry is in a tree that witnesses saw.
#[derive(Debug, Clone, PartialEq)]
pub struct OfflineProof {
    /// Data for the application, outside the proof; unused here.
    pub extra: Option<Vec<u8>>,
    /// Index of the entry.
    pub index: u64,
    /// Hashes from leaf to root.
    pub hashes: Vec<Digest>,
    /// The checkpoint.
    pub checkpoint: Checkpoint,
}

/// Why a proof was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OfflineProofError {
    /// A line is not what stands there in a proof.
    #[error("line {line} of the proof is {found:?}")]
    Line {
        /// Which line, from 1.
        line: usize,
        /// What stood there.
        found: String,
    },
    /// A hash or the extra data is misspelled.
    #[error(transparent)]
    Spelling(#[from] CanonicalError),
    /// The checkpoint.
    #[error("checkpoint: {0}")]
    Checkpoint(#[from] CheckpointError),
    /// The log is not known.
    #[error("log {origin:?} is not in the trust file")]
    UnknownShard {
        /// Its origin.
        origin: String,
    },
    /// Too few witnesses.
    #[error("{found} witnesses saw the checkpoint, {quorum} are asked for")]
    Witnesses {
        /// Witnesses found.
        found: usize,
        /// Witnesses asked for.
        quorum: usize,
    },
    /// The hashes.
    #[error(transparent)]
    Inclusion(#[from] ProofError),
}

impl OfflineProof {
    /// The proof's text.
    pub fn to_text(&self) -> String {
        let mut text = format!("{HEAD}\n");
        if let Some(extra) = &self.extra {
            text += &format!("extra {}\n", to_base64(extra));
        }
        text += &format!("index {}\n", self.index);
        for hash in &self.hashes {
            text += &format!("{}\n", hash.to_base64());
        }
        text + "\n" + &self.checkpoint.to_text()
    }

    /// Reads a proof.
    ///
    /// # Errors
    /// When a line is not in its one spelling, or the checkpoint is none.
    pub fn parse(text: &str) -> Result<OfflineProof, OfflineProofError> {
        let refused = |line, found: &str| OfflineProofError::Line {
            line,
            found: shown(found),
        };
        let (head, checkpoint) = text.split_once("\n\n").ok_or_else(|| refused(1, text))?;
        let mut lines = head.split('\n').zip(1..).peekable();
        let next = |lines: &mut dyn Iterator<Item = (_, _)>| lines.next().unwrap_or(("", 0));
        let (first, at) = next(&mut lines);
        if first != HEAD {
            return Err(refused(at, first));
        }
        let mut extra = None;
        let (mut line, mut at) = next(&mut lines);
        if let Some(data) = line.strip_prefix("extra ") {
            extra = Some(from_base64(data)?);
            (line, at) = next(&mut lines);
        }
        let number = line
            .strip_prefix("index ")
            .ok_or_else(|| refused(at, line))?;
        let index: u64 = number.parse().map_err(|_| refused(at, line))?;
        if index.to_string() != number {
            return Err(refused(at, line));
        }
        let mut hashes = Vec::new();
        for (line, at) in lines {
            if hashes.len() == PROOF_HASHES {
                return Err(refused(at, line));
            }
            hashes.push(Digest::from_base64(line)?);
        }
        Ok(OfflineProof {
            extra,
            index,
            hashes,
            checkpoint: Checkpoint::parse(checkpoint)?,
        })
    }

    /// Checks the proof for an entry's bytes under a trust file; tells which witnesses saw the tree.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check(&self, leaf: &[u8], trust: &Trust) -> Result<Vec<Cosigned>, OfflineProofError> {
        self.check_hash(leaf_hash(leaf), trust)
    }

    /// As [`OfflineProof::check`], by the hash of the entry.
    pub(crate) fn check_hash(
        &self,
        leaf: Digest,
        trust: &Trust,
    ) -> Result<Vec<Cosigned>, OfflineProofError> {
        let origin = &self.checkpoint.origin;
        let unknown = || OfflineProofError::UnknownShard {
            origin: shown(origin),
        };
        let shard = trust.shard(origin).ok_or_else(unknown)?;
        let cosigned = trust
            .cosigned(shard, &self.checkpoint, UnknownLines::Ignore)
            .map_err(|mut wrong| wrong.swap_remove(0))?;
        if cosigned.len() < trust.quorum {
            let (found, quorum) = (cosigned.len(), trust.quorum);
            return Err(OfflineProofError::Witnesses { found, quorum });
        }
        let (size, root) = (self.checkpoint.size, self.checkpoint.root);
        check_inclusion(&self.hashes, size, root, self.index, leaf)?;
        Ok(cosigned)
    }
}
