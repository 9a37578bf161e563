//! Today's state of one certificate at small cost: a fresh checkpoint, its last entry, one page of the state table.
//!
//! The body signs in its state table what all its statements come to. Whether it signs the truth is seen by everybody who
//! folds them ([`crate::survey`], [`crate::audit`], witnesses); here its word is read, bound to the log, and nothing more.

use jiff::Timestamp;

use crate::Read;
use crate::bundle::Checked;
use crate::canonical::{Digest, shown};
use crate::checkpoint::Checkpoint;
use crate::dsse::Envelope;
use crate::fold::Place;
use crate::leaf::Leaf;
use crate::limits::Limits;
use crate::log::{CHECKPOINT_PATH, TILE_WIDTH, prove_inclusion, read_entries, root_at};
use crate::notices::{Table, TablePage};
use crate::reason::Reason;
use crate::state::StateRow;
use crate::statement::{Predicate, Statement};
use crate::survey::{
    check_freshness, file_reason, in_shard, read_checkpoint, read_file, statement_path,
    witnessed_time,
};
use crate::table::{LEVELS, Page, page_of, page_path};
use crate::tree::{check_inclusion, leaf_hash};
use crate::trust::{Shard, Trust};

/// Where a shard names the statement of its last entry: a hint that saves readers a bundle of entries. It is believed only
/// when the entry it leads to is the last one under the checkpoint.
pub const LAST_PATH: &str = "last";

/// What the state table says of a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Today {
    /// Its row.
    pub row: StateRow,
    /// The newest time that somebody vouches for: a quorum of witnesses, else the table's.
    pub time: Timestamp,
}

/// Asks the state table for the certificate of a bundle that was checked.
///
/// # Errors
/// Everything that stands against the answer.
pub fn today(
    trust: &Trust,
    now: Timestamp,
    bundle: &Checked,
    number: &str,
    limits: &Limits,
    read: &mut Read<'_>,
) -> Result<Today, Vec<Reason>> {
    trust.check().map_err(|error| {
        vec![Reason::TrustRefused {
            detail: error.to_string(),
        }]
    })?;
    let Some(shard) = trust.open_shard() else {
        let last = trust.shards.last().map(|last| last.origin.clone());
        let origin = last.unwrap_or_default();
        return Err(vec![Reason::CheckpointAgeUnknown { origin }]);
    };
    let checkpoint = read_checkpoint(trust, shard, limits, read)?;
    let reader = Reader {
        trust,
        shard,
        checkpoint: &checkpoint,
        limits,
    };
    let one = |reason| vec![reason];
    let table = reader.last_entry(read).map_err(one)?;
    let time = match trust.quorum {
        0 => Some(table.time),
        _ => witnessed_time(trust, shard, &checkpoint),
    };
    if let Some(reason) = check_freshness(trust, shard, time, now) {
        return Err(vec![reason]);
    }
    let time = time.expect("a checkpoint of unknown age is not fresh");
    goes_on(trust, &checkpoint, bundle, limits, read).map_err(one)?;
    let pages = table.pages.unwrap_or_default();
    let row = reader.row(&pages, number, read).map_err(one)?;
    if row.statement != bundle.digest
        || (row.place.origin.as_str(), row.place.index) != (bundle.origin.as_str(), bundle.index)
    {
        let (origin, index) = (bundle.origin.clone(), bundle.index);
        return Err(vec![Reason::EntryOfAnotherBundle { origin, index }]);
    }
    let missing = reader.statements_of(&row, read);
    if !missing.is_empty() {
        return Err(missing);
    }
    Ok(Today { row, time })
}

/// A reader of what lies under one checkpoint.
struct Reader<'a> {
    trust: &'a Trust,
    shard: &'a Shard,
    checkpoint: &'a Checkpoint,
    limits: &'a Limits,
}

impl Reader<'_> {
    /// The state table that is the last entry under the checkpoint.
    fn last_entry(&self, read: &mut Read<'_>) -> Result<Table, Reason> {
        let origin = || self.shard.origin.clone();
        let Some(index) = self.checkpoint.size.checked_sub(1) else {
            return Err(Reason::CheckpointAgeUnknown { origin: origin() });
        };
        let envelope = match self.hinted(index, read) {
            Some(envelope) => envelope,
            None => self.entry(index, read)?,
        };
        let refused = |detail: String| Reason::EntryRefused {
            origin: self.shard.origin.clone(),
            index,
            detail,
        };
        let statement =
            Statement::from_bytes(&envelope.payload).map_err(|error| refused(error.to_string()))?;
        let table = match statement.predicate {
            Predicate::Table(table) if table.pages.is_some() => table,
            Predicate::Close(close) => {
                let next = shown(close.next.name());
                return Err(Reason::ShardEnded {
                    origin: origin(),
                    next,
                });
            }
            _ => {
                return Err(Reason::TableMissing {
                    origin: origin(),
                    index,
                });
            }
        };
        let mut within = |path: &str| read(&in_shard(self.shard, path));
        let before = root_at(index, self.tree(), &mut within)
            .map_err(|error| file_reason(self.shard, error))?;
        let here = (self.shard.origin.as_str(), index, before);
        if (
            table.origin.as_str(),
            table.size,
            statement.subjects[0].sha256,
        ) != here
        {
            return Err(refused(
                "the state table belongs to another entry or shard".to_owned(),
            ));
        }
        if !self.shard.holds_at(table.time) {
            let (origin, time) = (origin(), table.time);
            return Err(Reason::ShardPeriod { origin, time });
        }
        Ok(table)
    }

    /// The envelope that the hint names, if it is the last entry's.
    fn hinted(&self, index: u64, read: &mut Read<'_>) -> Option<Envelope> {
        let bytes = read(&in_shard(self.shard, LAST_PATH)).ok()??;
        let digest: Digest = std::str::from_utf8(&bytes).ok()?.trim_end().parse().ok()?;
        self.envelope(digest, index, None, read).ok()
    }

    /// The envelope of an entry, by the bundle of entries.
    fn entry(&self, index: u64, read: &mut Read<'_>) -> Result<Envelope, Reason> {
        let (bundle, at) = (index / TILE_WIDTH, index % TILE_WIDTH);
        let mut within = |path: &str| read(&in_shard(self.shard, path));
        let leaves = read_entries(bundle, at + 1, &mut within)
            .map_err(|error| file_reason(self.shard, error))?;
        let leaf = leaves.last().expect("at least one was asked for");
        let digest = Leaf::from_bytes(leaf)
            .map_err(|error| self.refused(index, error.to_string()))?
            .digest;
        self.envelope(digest, index, Some(leaf), read)
    }

    /// The signed envelope of a statement, if it stands at this index under the checkpoint.
    fn envelope(
        &self,
        digest: Digest,
        index: u64,
        leaf: Option<&[u8]>,
        read: &mut Read<'_>,
    ) -> Result<Envelope, Reason> {
        let bytes = read_file(&statement_path(digest), read).map_err(|reason| match reason {
            Reason::Missing { .. } => Reason::StatementMissing {
                origin: self.shard.origin.clone(),
                index,
                sha256: digest,
            },
            reason => reason,
        })?;
        if bytes.len() > self.limits.statement_bytes {
            let limit = self.limits.statement_bytes;
            return Err(self.refused(index, format!("more than {limit} bytes")));
        }
        let envelope =
            Envelope::from_bytes(&bytes).map_err(|error| self.refused(index, error.to_string()))?;
        let statement = Statement::from_bytes(&envelope.payload)
            .map_err(|error| self.refused(index, error.to_string()))?;
        let predicate = &statement.predicate;
        let key = self
            .trust
            .signer(&envelope.keyid, predicate.kind(), predicate.time())
            .map_err(Reason::from)?;
        if !envelope.is_signed_by(key.spki) {
            let keyid = key.keyid.clone();
            return Err(Reason::SignatureWrong { keyid });
        }
        let made = Leaf::of(&envelope, key.spki).to_bytes();
        if leaf.is_some_and(|leaf| leaf != made) {
            return Err(self.refused(index, "the envelope is not the leaf's".to_owned()));
        }
        let mut within = |path: &str| read(&in_shard(self.shard, path));
        let proof = prove_inclusion(index, self.tree(), &mut within)
            .map_err(|error| file_reason(self.shard, error))?;
        let (size, root) = self.tree();
        check_inclusion(&proof, size, root, index, leaf_hash(&made)).map_err(|_| {
            Reason::EntriesDiffer {
                origin: self.shard.origin.clone(),
                index: Some(index),
            }
        })?;
        Ok(envelope)
    }

    /// The row of a certificate: on the one page where it must stand, through pages of digests where there are many.
    fn row(
        &self,
        pages: &[TablePage],
        number: &str,
        read: &mut Read<'_>,
    ) -> Result<StateRow, Reason> {
        let missing = || Reason::NotInTable {
            number: shown(number),
        };
        let mut named = page_of(pages, number).cloned().ok_or_else(missing)?;
        for _ in 0..LEVELS {
            match self.page(&named, read)? {
                Page::Rows { rows, .. } => {
                    let mut rows = rows.into_iter();
                    return rows.find(|row| row.number == number).ok_or_else(missing);
                }
                Page::Pages { pages, .. } => {
                    named = page_of(&pages, number).cloned().ok_or_else(missing)?;
                }
            }
        }
        Err(Reason::FileMalformed {
            path: page_path(named.sha256),
            detail: format!("pages of digests on more than {LEVELS} levels"),
        })
    }

    /// The statements that the row tells of must be there, signed: the body's table alone changes no certificate's state.
    fn statements_of(&self, row: &StateRow, read: &mut Read<'_>) -> Vec<Reason> {
        let changes = row.changes.iter().map(|(place, change)| {
            let statement = Statement::change(change.clone(), row.statement);
            (place, statement.map(|statement| statement.digest()))
        });
        let issued = [(&row.place, Ok(row.statement))];
        let each = issued.into_iter().chain(changes);
        let wrong = each.filter_map(|(place, digest)| {
            let refused = |detail: String| Reason::EntryRefused {
                origin: place.origin.clone(),
                index: place.index,
                detail,
            };
            let checked = match digest {
                Ok(digest) => self.signed(place, digest, read),
                Err(error) => Err(refused(error.to_string())),
            };
            checked.err()
        });
        wrong.collect()
    }

    fn signed(&self, place: &Place, sha256: Digest, read: &mut Read<'_>) -> Result<(), Reason> {
        let (origin, index) = (place.origin.clone(), place.index);
        let refused = |detail: String| Reason::EntryRefused {
            origin: place.origin.clone(),
            index,
            detail,
        };
        let bytes = read_file(&statement_path(sha256), read).map_err(|reason| match reason {
            Reason::Missing { .. } => Reason::StatementMissing {
                origin,
                index,
                sha256,
            },
            reason => reason,
        })?;
        if bytes.len() > self.limits.statement_bytes {
            let limit = self.limits.statement_bytes;
            return Err(refused(format!("more than {limit} bytes")));
        }
        let envelope = Envelope::from_bytes(&bytes).map_err(|error| refused(error.to_string()))?;
        if envelope.payload_digest() != sha256 {
            return Err(refused("not the statement of that name".to_owned()));
        }
        let statement =
            Statement::from_bytes(&envelope.payload).map_err(|error| refused(error.to_string()))?;
        let predicate = &statement.predicate;
        let key = self
            .trust
            .signer(&envelope.keyid, predicate.kind(), predicate.time())?;
        if !envelope.is_signed_by(key.spki) {
            let keyid = key.keyid.clone();
            return Err(Reason::SignatureWrong { keyid });
        }
        Ok(())
    }

    fn page(&self, named: &TablePage, read: &mut Read<'_>) -> Result<Page, Reason> {
        read_page(named, self.limits, read)
    }

    fn tree(&self) -> (u64, Digest) {
        (self.checkpoint.size, self.checkpoint.root)
    }

    fn refused(&self, index: u64, detail: String) -> Reason {
        Reason::EntryRefused {
            origin: self.shard.origin.clone(),
            index,
            detail,
        }
    }
}

/// A page whose digest was signed.
pub(crate) fn read_page(
    named: &TablePage,
    limits: &Limits,
    read: &mut Read<'_>,
) -> Result<Page, Reason> {
    let path = page_path(named.sha256);
    let bytes = read_file(&path, read)?;
    if bytes.len() > limits.page_bytes {
        let detail = format!("more than {} bytes", limits.page_bytes);
        return Err(Reason::FileMalformed { path, detail });
    }
    if Digest::of(&bytes) != named.sha256 {
        return Err(Reason::PageDiffers { path });
    }
    Page::from_bytes(&bytes, &named.first).map_err(|error| Reason::FileMalformed {
        path,
        detail: error.to_string(),
    })
}

/// The register must go on from the tree that the bundle shows.
fn goes_on(
    trust: &Trust,
    open: &Checkpoint,
    bundle: &Checked,
    limits: &Limits,
    read: &mut Read<'_>,
) -> Result<(), Reason> {
    let origin = bundle.origin.clone();
    let Some(shard) = trust.shard(&origin) else {
        return Err(Reason::ShardUnknown { origin });
    };
    let (size, root) = match &shard.closed {
        Some(closed) => (closed.size, closed.root),
        None => (open.size, open.root),
    };
    if bundle.size > size {
        return Err(Reason::RegisterOlder {
            origin,
            found: size,
            wanted: bundle.size,
        });
    }
    if size > limits.tree_size {
        let path = in_shard(shard, CHECKPOINT_PATH);
        let detail = format!("a tree of {size}, limit is {}", limits.tree_size);
        return Err(Reason::FileMalformed { path, detail });
    }
    let mut within = |path: &str| read(&in_shard(shard, path));
    let before = root_at(bundle.size, (size, root), &mut within)
        .map_err(|error| file_reason(shard, error))?;
    if before != bundle.root {
        let size = bundle.size;
        return Err(Reason::RegisterInconsistent { origin, size });
    }
    Ok(())
}
