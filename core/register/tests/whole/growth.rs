//! A shard that grows: proofs for every size, batches, reopening, backups that were put back.

use std::collections::BTreeMap;

use proptest::prelude::*;
use register::canonical::Digest;
use register::checkpoint::Checkpoint;
use register::key::{NoteKey, SigningKey};
use register::limits::Limits;
use register::log::{
    Log, LogError, entries_path, prove_consistency, prove_inclusion, read_entries, root_at,
    tile_path,
};
use register::tree::{Edge, ProofError, check_consistency, check_inclusion, leaf_hash};

type Files = BTreeMap<String, Vec<u8>>;

fn key() -> SigningKey {
    SigningKey::from_seed(&[5; 32])
}

fn name() -> NoteKey {
    NoteKey::log("log.example/1", key().verifying_key()).unwrap()
}

fn leaf(index: u64) -> Vec<u8> {
    format!("leaf {index}").into_bytes()
}

/// Appends and writes as the shell would.
fn append(log: &mut Log, leaves: &[Vec<u8>], files: &mut Files) {
    let batch = log.append(leaves, &key()).unwrap();
    files.extend(batch.files);
    files.insert("checkpoint".to_owned(), batch.checkpoint.into_bytes());
}

fn grown(size: u64) -> (Log, Files) {
    let (mut log, mut files) = (Log::empty(name(), Limits::default()), Files::new());
    append(
        &mut log,
        &(0..size).map(leaf).collect::<Vec<_>>(),
        &mut files,
    );
    (log, files)
}

fn reopen(files: &Files) -> Result<Log, LogError> {
    let checkpoint = String::from_utf8(files["checkpoint"].clone()).unwrap();
    let mut read = |path: &str| Ok(files.get(path).cloned());
    Log::open(name(), &checkpoint, Limits::default(), &mut read)
}

/// Roots of the trees over the first 0, 1, 2 … leaves.
fn roots(size: u64) -> Vec<Digest> {
    let mut edge = Edge::default();
    let mut roots = vec![edge.root()];
    for index in 0..size {
        edge.push(leaf_hash(&leaf(index)));
        roots.push(edge.root());
    }
    roots
}

#[test]
fn every_leaf_of_every_small_tree_has_a_proof_that_fits_no_other() {
    for size in 1..=40 {
        let (log, files) = grown(size);
        let mut read = |path: &str| Ok(files.get(path).cloned());
        let tree = (size, log.root());
        for index in 0..size {
            let proof = prove_inclusion(index, tree, &mut read).unwrap();
            let check = |index, leaf| check_inclusion(&proof, size, tree.1, index, leaf);
            assert_eq!(
                check(index, leaf_hash(&leaf(index))),
                Ok(()),
                "{index} of {size}"
            );
            assert!(check(index, leaf_hash(&leaf(index + 1))).is_err());
            if size > 1 {
                assert!(check((index + 1) % size, leaf_hash(&leaf(index))).is_err());
            }
        }
        let outside = LogError::Outside { index: size, size };
        assert_eq!(prove_inclusion(size, tree, &mut read), Err(outside));
    }
}

#[test]
fn every_small_tree_begins_with_every_smaller_one_and_with_no_other() {
    let roots = roots(40);
    for size in 0..=40_u64 {
        let (log, files) = grown(size);
        let mut read = |path: &str| Ok(files.get(path).cloned());
        let new = (size, log.root());
        for old in 0..=size {
            let root = roots[usize::try_from(old).unwrap()];
            assert_eq!(root_at(old, new, &mut read), Ok(root));
            let proof = prove_consistency(old, new, &mut read).unwrap();
            assert_eq!(
                check_consistency(&proof, (old, root), new),
                Ok(()),
                "{old} of {size}"
            );
            let refused = Err(ProofError::Consistency { old, new: size });
            assert_eq!(
                check_consistency(&proof, (old, leaf_hash(b"other")), new),
                refused
            );
        }
    }
}

/// No proof comes from a tree of 300 leaves when one byte of this tile is changed.
#[track_caller]
fn check_changed_tile(path: &str, at: usize) {
    let (log, mut files) = grown(300);
    let tree = (300, log.root());
    files.get_mut(path).unwrap()[at] ^= 1;
    let mut read = |path: &str| Ok(files.get(path).cloned());
    for result in [
        prove_inclusion(4, tree, &mut read).map(|_| ()),
        prove_consistency(4, tree, &mut read).map(|_| ()),
        root_at(4, tree, &mut read).map(|_| ()),
    ] {
        assert!(
            matches!(result, Err(LogError::Malformed { .. })),
            "{path} {at}: {result:?}"
        );
    }
}

// Found by fuzzing; the same as CVE-2026-56865 (golang/go issue 80744) in the code that the crate follows.
#[test]
fn no_proof_is_cut_from_a_changed_tile() {
    check_changed_tile("tile/0/000", 509);
    check_changed_tile("tile/0/000", 0);
    check_changed_tile("tile/0/000", 8191);
    check_changed_tile("tile/1/000.p/1", 0);
    check_changed_tile("tile/0/001.p/44", 0);
}

#[test]
fn the_layout_is_that_of_tlog_tiles() {
    // Examples of c2sp.org/tlog-tiles.
    assert_eq!(tile_path(0, 1_234_067, 256), "tile/0/x001/x234/067");
    assert_eq!(tile_path(1, 0, 112), "tile/1/000.p/112");
    assert_eq!(entries_path(273, 1), "tile/entries/273.p/1");
    let (_, files) = grown(70_000);
    let sizes = |path: &str| files[path].len();
    assert_eq!(sizes("tile/0/000"), 256 * 32);
    assert_eq!(sizes("tile/0/273.p/112"), 112 * 32);
    assert_eq!(sizes("tile/1/000"), 256 * 32);
    assert_eq!(sizes("tile/1/001.p/17"), 17 * 32);
    assert_eq!(sizes("tile/2/000.p/1"), 32);
    assert!(files["tile/entries/000"].starts_with(b"\0\x06leaf 0\0\x06leaf 1"));
}

#[test]
fn a_batch_writes_each_tile_once() {
    let (mut log, _) = grown(100);
    let leaves: Vec<_> = (100..1_100).map(leaf).collect();
    let batch = log.append(&leaves, &key()).unwrap();
    let paths: Vec<&str> = batch.files.iter().map(|(path, _)| path.as_str()).collect();
    // Four full bundles, four full tiles, and the partial ones of the last.
    assert_eq!(paths.len(), 4 + 4 + 2 + 1, "{paths:?}");
    let bytes: usize = batch.files.iter().map(|(_, bytes)| bytes.len()).sum();
    assert!(bytes < 1_100 * (32 + 12) + 32 * 8, "{bytes} bytes");
}

#[test]
fn a_batch_can_be_proved_before_it_is_written() {
    let (mut log, mut files) = grown(300);
    let batch = log.append(&[leaf(300), leaf(301)], &key()).unwrap();
    let mut below = |path: &str| Ok(files.get(path).cloned());
    let proof = {
        let mut read = batch.over(&mut below);
        prove_inclusion(300, (batch.size, batch.root), &mut read).unwrap()
    };
    assert_eq!(
        check_inclusion(&proof, 302, batch.root, 300, leaf_hash(&leaf(300))),
        Ok(())
    );
    files.clear();
}

#[test]
fn a_partial_tile_that_was_cleaned_away_is_read_from_the_full_one() {
    let (log, older) = grown(200);
    let (_, mut files) = grown(300);
    files.insert("checkpoint".to_owned(), older["checkpoint"].clone());
    assert!(!files.contains_key("tile/0/000.p/200"));
    assert_eq!(reopen(&files).unwrap().root(), log.root());
}

#[test]
fn a_restored_backup_does_not_go_on() {
    let (old, old_files) = grown(10);
    let (_, files) = grown(12);
    let published = |files: &Files| {
        Checkpoint::parse(std::str::from_utf8(&files["checkpoint"]).unwrap()).unwrap()
    };
    let mut read = |path: &str| Ok(old_files.get(path).cloned());
    let refused = LogError::Smaller {
        size: 10,
        published: 12,
    };
    assert_eq!(
        old.check_extends(&published(&files), &mut read),
        Err(refused)
    );
    assert_eq!(old.check_extends(&published(&old_files), &mut read), Ok(()));
    let (newer, newer_files) = grown(600);
    let mut read = |path: &str| Ok(newer_files.get(path).cloned());
    assert_eq!(newer.check_extends(&published(&files), &mut read), Ok(()));
}

#[test]
fn another_history_does_not_go_on() {
    let (mut log, mut files) = grown(9);
    append(
        &mut log,
        &[b"another".to_vec(), leaf(10), leaf(11)],
        &mut files,
    );
    let (_, published) = grown(10);
    let published =
        Checkpoint::parse(std::str::from_utf8(&published["checkpoint"]).unwrap()).unwrap();
    let mut read = |path: &str| Ok(files.get(path).cloned());
    let refused = LogError::Inconsistent {
        size: 12,
        published: 10,
    };
    assert_eq!(log.check_extends(&published, &mut read), Err(refused));
}

#[test]
fn a_log_with_a_changed_or_missing_file_does_not_open() {
    let (_, files) = grown(300);
    for path in ["tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/001.p/44"] {
        let mut missing = files.clone();
        missing.remove(path);
        let refused = LogError::Missing {
            path: path.to_owned(),
        };
        assert_eq!(reopen(&missing).map(|log| log.size()), Err(refused));
        let mut changed = files.clone();
        changed.get_mut(path).unwrap()[20] ^= 1;
        assert!(reopen(&changed).is_err(), "{path}");
        let mut short = files.clone();
        short.get_mut(path).unwrap().pop();
        assert!(
            matches!(reopen(&short), Err(LogError::Malformed { .. })),
            "{path}"
        );
        let mut long = files.clone();
        long.get_mut(path).unwrap().push(0);
        assert!(
            matches!(reopen(&long), Err(LogError::Malformed { .. })),
            "{path}"
        );
    }
}

#[test]
fn leaves_and_keys_outside_the_rules_change_nothing() {
    let (mut log, _) = grown(3);
    let before = log.root();
    let long = vec![0; 65_536];
    assert_eq!(
        log.append(&[leaf(3), long], &key()),
        Err(LogError::LeafLength { bytes: 65_536 })
    );
    assert_eq!(
        log.append(&[Vec::new()], &key()),
        Err(LogError::LeafLength { bytes: 0 })
    );
    let foreign = log.append(&[leaf(3)], &SigningKey::from_seed(&[6; 32]));
    assert_eq!(
        foreign,
        Err(LogError::ForeignKey {
            origin: "log.example/1".to_owned()
        })
    );
    assert_eq!((log.size(), log.root()), (3, before));
    let limits = Limits {
        tree_size: 2,
        ..Limits::default()
    };
    let refused = Log::empty(name(), limits).append(&[leaf(0), leaf(1), leaf(2)], &key());
    assert_eq!(refused, Err(LogError::TooLarge { size: 3, limit: 2 }));
}

#[test]
fn an_empty_shard_can_be_published_and_opened() {
    let (log, files) = grown(0);
    assert_eq!(files.len(), 1);
    assert_eq!(reopen(&files).unwrap().root(), log.root());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the batches, and however often the log is opened again: the same files as one by one.
    #[test]
    fn batches_give_the_same_log_as_one_by_one(
        batches in proptest::collection::vec((0_u64..400, any::<bool>()), 1..6)
    ) {
        let (mut log, mut files) = (Log::empty(name(), Limits::default()), Files::new());
        for (count, reopened) in batches {
            let first = log.size();
            append(&mut log, &(first..first + count).map(leaf).collect::<Vec<_>>(), &mut files);
            if reopened {
                log = reopen(&files).unwrap();
            }
        }
        let (mut single, mut singles) = (Log::empty(name(), Limits::default()), Files::new());
        for index in 0..log.size() {
            append(&mut single, &[leaf(index)], &mut singles);
        }
        prop_assert_eq!(log.root(), single.root());
        for (path, bytes) in &files {
            if path != "checkpoint" || log.size() > 0 {
                prop_assert_eq!(singles.get(path), Some(bytes), "{}", path);
            }
        }
        let mut read = |path: &str| Ok(files.get(path).cloned());
        for bundle in 0..log.size().div_ceil(256) {
            let width = 256.min(log.size() - bundle * 256);
            let leaves = read_entries(bundle, width, &mut read).unwrap();
            let wanted: Vec<_> = (bundle * 256..bundle * 256 + width).map(leaf).collect();
            prop_assert_eq!(leaves, wanted);
        }
    }
}
