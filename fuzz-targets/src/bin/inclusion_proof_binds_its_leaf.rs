//! No hashes lead from another leaf, or from another index, to the root; none make another tree the older one.
#![no_main]

use fuzz_targets::honest::{LONG_LOG, long_leaf};
use libfuzzer_sys::fuzz_target;
use register::canonical::Digest;
use register::tree::{check_consistency, check_inclusion, leaf_hash};

fuzz_target!(|input: (u16, u16, &[u8])| {
    let (index, claimed, bytes) = (u64::from(input.0), u64::from(input.1), input.2);
    let (size, root) = LONG_LOG.tree();
    let cut: Vec<Digest> = bytes
        .as_chunks::<32>()
        .0
        .iter()
        .map(|hash| Digest(*hash))
        .collect();
    let leaf = leaf_hash(&long_leaf(claimed));
    if check_inclusion(&cut, size, root, index, leaf).is_ok() {
        assert_eq!(index, claimed);
    }
    if index < size {
        let honest = LONG_LOG.proof(index);
        let found = check_inclusion(&honest, size, root, index, leaf).is_ok();
        assert_eq!(found, index == claimed);
    }
    // A log may sign any size.
    let (any, other) = (index << 48 | claimed, claimed << 48 | index);
    let _ = check_inclusion(&cut, any, root, other, leaf);
    let _ = check_consistency(&cut, (any, root), (other, root));
    let (old, mut rest) = (cut.first().copied().unwrap_or(root), cut.clone());
    rest.drain(..1.min(cut.len()));
    if check_consistency(&rest, (index, old), (size, root)).is_ok() && index == size {
        assert_eq!(old, root);
    }
});
