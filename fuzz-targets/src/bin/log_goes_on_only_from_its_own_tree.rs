//! A log opened over changed files, under a checkpoint of any size, goes on as the honest log does, or not at all.
#![no_main]

use fuzz_targets::edits::{apply, reader};
use fuzz_targets::honest::{LONG_LOG, limits};
use libfuzzer_sys::fuzz_target;
use register::checkpoint::Checkpoint;
use register::log::Log;

fuzz_target!(|input: (u16, &[u8])| {
    let (lie, edits) = input;
    let (honest_size, root) = LONG_LOG.tree();
    let size = if lie == 0 {
        honest_size
    } else {
        u64::from(lie)
    };
    let name = LONG_LOG.trust.shards[0].vkey.clone();
    let checkpoint = Checkpoint::sign(&name, size, root, &LONG_LOG.log_key);
    let files = apply(LONG_LOG.shard_files(), edits);
    let opened = Log::open(name.clone(), &checkpoint, limits(), &mut reader(&files));
    if let Ok(mut log) = opened {
        assert_eq!((log.size(), log.root()), (honest_size, root));
        let honest = LONG_LOG.shard_files();
        let mut same =
            Log::open(name, &checkpoint, limits(), &mut reader(&honest)).expect("honest");
        let next = [b"next".to_vec()];
        let key = &LONG_LOG.log_key;
        let (found, wanted) = (log.append(&next, key), same.append(&next, key));
        assert_eq!(
            found.map(|batch| batch.files),
            wanted.map(|batch| batch.files)
        );
    }
});
