//! A proof cut from changed tiles is the honest log's proof, or none.
#![no_main]

use fuzz_targets::edits::{apply, reader};
use fuzz_targets::honest::{LONG_LOG, long_leaf};
use libfuzzer_sys::fuzz_target;
use register::log::{prove_consistency, prove_inclusion, root_at};
use register::tree::{check_consistency, check_inclusion, leaf_hash};

fuzz_target!(|input: (u16, &[u8])| {
    let (index, tree) = (u64::from(input.0), LONG_LOG.tree());
    let (size, root) = tree;
    let files = apply(LONG_LOG.shard_files(), input.1);
    if let Ok(proof) = prove_inclusion(index, tree, &mut reader(&files)) {
        let leaf = leaf_hash(&long_leaf(index));
        assert_eq!(check_inclusion(&proof, size, root, index, leaf), Ok(()));
    }
    let old = root_at(index, tree, &mut reader(&files));
    let proof = prove_consistency(index, tree, &mut reader(&files));
    if let (Ok(old), Ok(proof)) = (old, proof) {
        assert_eq!(check_consistency(&proof, (index, old), tree), Ok(()));
    }
});
