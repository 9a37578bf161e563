//! Audits a whole register: beyond what a survey believes, everything else that lies in its folder.
//!
//! A survey needs entries and statements only. Other readers take hashes from the tiles and rows from the state table, people
//! open the copies of certificates, programs read the list: each must follow from the entries. Copies and list may be absent. Every file is
//! read once and every tree computed once, whatever the number of certificates.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;

use crate::Read;
use crate::bundle::{Checked, check_bundle};
use crate::canonical::{Digest, shown};
use crate::certificate::FileDigest;
use crate::fold::{Folded, History};
use crate::index::Index;
use crate::limits::Limits;
use crate::log::{TILE_WIDTH, read_tile, tile_path};
use crate::notices::TablePage;
use crate::proof::OfflineProof;
use crate::reason::Reason;
use crate::statement::Statement;
use crate::survey::{Survey, file_reason, in_shard, read_file, survey_with_leaves};
use crate::table::Page;
use crate::today::read_page;
use crate::tree::{Edge, leaf_hash, subtree_hash};
use crate::trust::{Shard, Trust};

/// Where the list for programs lies.
const INDEX_PATH: &str = "index.json";

/// Reads a register as [`crate::survey::survey`] does, and compares its tiles, its copies of certificates and its list
/// with what follows from the entries. `copies` are the names found in the folder `certificates`.
pub fn audit(
    trust: &Trust,
    now: Timestamp,
    copies: &[String],
    limits: &Limits,
    read: &mut Read<'_>,
) -> Survey {
    audit_of(trust, now, Some(copies), limits, read)
}

/// As [`audit`], where nobody can list the folder `certificates`: looks for a copy of every certificate in the register. A
/// copy of one that is not in it stays unseen.
pub fn audit_unlisted(
    trust: &Trust,
    now: Timestamp,
    limits: &Limits,
    read: &mut Read<'_>,
) -> Survey {
    audit_of(trust, now, None, limits, read)
}

fn audit_of(
    trust: &Trust,
    now: Timestamp,
    copies: Option<&[String]>,
    limits: &Limits,
    read: &mut Read<'_>,
) -> Survey {
    let (mut seen, leaves) = survey_with_leaves(trust, now, None, limits, read);
    let history_known = seen.reasons.iter().all(Reason::is_of_age);
    let mut trees = BTreeMap::new();
    for (shard, leaves) in seen.shards.iter().zip(&leaves) {
        let mut edge = Edge::default();
        leaves.iter().for_each(|leaf| edge.push(*leaf));
        // Where the entries themselves are not in order there is nothing to compare with.
        if let Some(known) = trust
            .shard(&shard.origin)
            .filter(|_| edge.root() == shard.root)
        {
            seen.reasons.extend(check_tiles(known, leaves, read));
        }
        trees.insert(shard.origin.as_str(), leaves.as_slice());
    }
    let open = trust.open_shard().map(|shard| shard.origin.as_str());
    let mut wrong = Vec::new();
    for shard in &seen.shards {
        match &shard.table {
            Some(pages) => wrong.extend(check_pages(pages, limits, read)),
            None if history_known && Some(shard.origin.as_str()) == open && shard.size > 0 => {
                let (origin, index) = (shard.origin.clone(), shard.size - 1);
                wrong.push(Reason::TableMissing { origin, index });
            }
            None => {}
        }
    }
    seen.reasons.extend(wrong);
    if history_known {
        let mut checked = Copies::new(trust, limits, &seen.folded, &trees);
        let issued = seen.folded.histories();
        let names: Vec<&str> = match copies {
            Some(names) => names.iter().map(String::as_str).collect(),
            None => issued
                .map(|history| history.certificate.number.as_str())
                .collect(),
        };
        for name in names {
            checked.look(name, read);
        }
        let mut wrong = checked.finish();
        wrong.extend(check_index(trust, &seen.folded, read));
        seen.reasons.append(&mut wrong);
    }
    seen
}

/// Every page of a state table whose digests were found to be those of the fold.
fn check_pages(pages: &[TablePage], limits: &Limits, read: &mut Read<'_>) -> Vec<Reason> {
    let mut wrong = Vec::new();
    // Digests name what they are of: no page can lead back to itself.
    let mut left = pages.to_vec();
    while let Some(named) = left.pop() {
        match read_page(&named, limits, read) {
            Ok(Page::Pages { pages, .. }) => left.extend(pages),
            Ok(Page::Rows { .. }) => {}
            Err(reason) => wrong.push(reason),
        }
    }
    wrong
}

/// Every tile that the tree of these leaves needs.
fn check_tiles(shard: &Shard, leaves: &[Digest], read: &mut Read<'_>) -> Vec<Reason> {
    let width = usize::try_from(TILE_WIDTH).expect("256");
    let mut wrong = Vec::new();
    let mut hashes = leaves.to_vec();
    for level in 0.. {
        if hashes.is_empty() {
            break;
        }
        for (number, tile) in (0..).zip(hashes.chunks(width)) {
            let path = tile_path(level, number, tile.len() as u64);
            let mut within = |path: &str| read(&in_shard(shard, path));
            match read_tile(&path, tile.len() as u64, &mut within) {
                Ok(bytes) if bytes.chunks(32).eq(tile.iter().map(|hash| hash.0)) => {}
                Ok(_) => {
                    let path = in_shard(shard, &path);
                    wrong.push(Reason::TileDiffers { path });
                }
                Err(error) => wrong.push(file_reason(shard, error)),
            }
        }
        hashes = hashes.chunks_exact(width).map(subtree_hash).collect();
    }
    wrong
}

/// The copies for people, compared with the register.
struct Copies<'a> {
    /// Believes what the log believes: a key that was lost later and witnesses that came later change no copy.
    trust: Trust,
    limits: &'a Limits,
    folded: &'a Folded,
    /// The hashes of all entries, by origin.
    leaves: &'a BTreeMap<&'a str, &'a [Digest]>,
    /// Trees that copies show, by origin and size: each path with the root it says.
    shown: BTreeMap<(String, u64), Vec<(String, Digest)>>,
    wrong: Vec<Reason>,
}

impl<'a> Copies<'a> {
    fn new(
        trust: &Trust,
        limits: &'a Limits,
        folded: &'a Folded,
        leaves: &'a BTreeMap<&'a str, &'a [Digest]>,
    ) -> Copies<'a> {
        let mut trust = trust.clone();
        trust.quorum = 0;
        trust.keys.iter_mut().for_each(|key| key.revoked = None);
        Copies {
            trust,
            limits,
            folded,
            leaves,
            shown: BTreeMap::new(),
            wrong: Vec::new(),
        }
    }

    /// Looks at the copies of one certificate.
    fn look(&mut self, name: &str, read: &mut Read<'_>) {
        let folded = self.folded;
        let Some(history) = folded.history(name) else {
            let path = format!("certificates/{}", shown(name));
            self.wrong.push(Reason::CopyUnknown { path });
            return;
        };
        let certificate = &history.certificate;
        let summary = Statement::summary(certificate).digest();
        for (file, digest) in [
            ("certificate.json", history.statement),
            ("certificate.svr.json", summary),
        ] {
            self.one(name, file, read, |copies, path, bytes| {
                copies.bundle(path, bytes, digest)
            });
        }
        self.one(
            name,
            "certificate.tlog-proof",
            read,
            |copies, path, bytes| copies.proof(path, bytes, history),
        );
        self.one(name, "certificate.leaf", read, |copies, _, bytes| {
            let same = copies.leaf_of(history) == Some(leaf_hash(bytes));
            same.then_some(())
                .ok_or_else(|| "not the entry in the log".to_owned())
        });
        for said in [&certificate.document, &certificate.report] {
            self.one(name, &said.name, read, |_, _, bytes| same_file(said, bytes));
        }
    }

    /// Looks at one file, when it is there.
    fn one(
        &mut self,
        number: &str,
        file: &str,
        read: &mut Read<'_>,
        check: impl FnOnce(&mut Self, &str, &[u8]) -> Result<(), String>,
    ) {
        let path = format!("certificates/{number}/{file}");
        match read_file(&path, read) {
            Ok(bytes) => {
                if let Err(detail) = check(self, &path, &bytes) {
                    self.wrong.push(Reason::CopyDiffers { path, detail });
                }
            }
            Err(Reason::Missing { .. }) => {}
            Err(reason) => self.wrong.push(reason),
        }
    }

    fn bundle(&mut self, path: &str, bytes: &[u8], statement: Digest) -> Result<(), String> {
        let checked: Checked =
            check_bundle(bytes, &self.trust, self.limits).map_err(|reasons| told(&reasons))?;
        if checked.digest != statement {
            return Err("holds another statement than the register".to_owned());
        }
        let tree = (checked.origin, checked.size);
        let seen = self.shown.entry(tree).or_default();
        seen.push((path.to_owned(), checked.root));
        Ok(())
    }

    fn proof(&mut self, path: &str, bytes: &[u8], history: &History) -> Result<(), String> {
        let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
        let proof = OfflineProof::parse(text).map_err(|error| error.to_string())?;
        let place = (proof.checkpoint.origin.as_str(), proof.index);
        if place != (history.place.origin.as_str(), history.place.index) {
            return Err("proves another entry".to_owned());
        }
        let leaf = self.leaf_of(history).ok_or("proves another entry")?;
        let checked = proof.check_hash(leaf, &self.trust);
        checked.map_err(|error| error.to_string())?;
        let tree = (proof.checkpoint.origin, proof.checkpoint.size);
        let seen = self.shown.entry(tree).or_default();
        seen.push((path.to_owned(), proof.checkpoint.root));
        Ok(())
    }

    /// The hash of the entry that issued a certificate.
    fn leaf_of(&self, history: &History) -> Option<Digest> {
        let leaves = self.leaves.get(history.place.origin.as_str())?;
        let index = usize::try_from(history.place.index).ok()?;
        leaves.get(index).copied()
    }

    /// Every tree that a copy shows must be the beginning of the register's.
    fn finish(mut self) -> Vec<Reason> {
        let mut trees: BTreeMap<&str, (Edge, std::slice::Iter<'_, Digest>)> = self
            .leaves
            .iter()
            .map(|(origin, leaves)| (*origin, (Edge::default(), leaves.iter())))
            .collect();
        // Sizes come in order, so that each tree grows once.
        for ((origin, size), copies) in &self.shown {
            let root = trees.get_mut(origin.as_str()).and_then(|(edge, leaves)| {
                while edge.size() < *size {
                    edge.push(*leaves.next()?);
                }
                Some(edge.root())
            });
            for (path, said) in copies {
                if root != Some(*said) {
                    self.wrong.push(Reason::CopyDiffers {
                        path: path.clone(),
                        detail: format!("shows a tree of {size} that is not the register's"),
                    });
                }
            }
        }
        self.wrong
    }
}

fn same_file(said: &FileDigest, bytes: &[u8]) -> Result<(), String> {
    let found = Digest::of(bytes);
    if found == said.sha256 {
        return Ok(());
    }
    Err(format!("SHA-256 {found}, certified is {}", said.sha256))
}

fn told(reasons: &[Reason]) -> String {
    let each: Vec<_> = reasons.iter().map(ToString::to_string).collect();
    each.join("; ")
}

/// The list for programs, compared with what would be written for its own day.
fn check_index(trust: &Trust, folded: &Folded, read: &mut Read<'_>) -> Option<Reason> {
    #[derive(Deserialize)]
    struct Dated {
        at: Timestamp,
    }
    let path = INDEX_PATH.to_owned();
    let bytes = match read_file(INDEX_PATH, read) {
        Ok(bytes) => bytes,
        Err(Reason::Missing { .. }) => return None,
        Err(reason) => return Some(reason),
    };
    let at = match serde_json::from_slice::<Dated>(&bytes) {
        Ok(dated) => dated.at,
        Err(error) => {
            let detail = error.to_string();
            return Some(Reason::FileMalformed { path, detail });
        }
    };
    // Times are whole seconds: what was recorded within the list's own may stand in it or not yet.
    let same = [true, false].into_iter().any(|with_last| {
        let known = folded.known_by(at, with_last);
        Index::of(trust, &known, at).to_bytes() == bytes
    });
    (!same).then_some(Reason::IndexDiffers { path })
}
