//! Lines that somebody brings as a witness's: only what the witness signed over this very checkpoint is taken, once.
#![no_main]

use std::sync::LazyLock;

use fuzz_targets::honest::REGISTER;
use libfuzzer_sys::fuzz_target;
use register::checkpoint::{Checkpoint, UnknownLines};

/// The honest register's checkpoint, as its witness signed it.
static SIGNED: LazyLock<(Checkpoint, String)> = LazyLock::new(|| {
    let text = REGISTER.checkpoint();
    let line = text.lines().last().expect("the witness's").to_owned();
    let checkpoint = Checkpoint::parse(&text).expect("a checkpoint");
    (checkpoint, line)
});

fuzz_target!(|lines: &str| {
    let (signed, line) = &*SIGNED;
    let (shard, witnesses) = (&REGISTER.trust.shards[0], REGISTER.trust.witness_keys());
    let mut checkpoint = signed.clone();
    checkpoint.keep_lines_of(std::slice::from_ref(&shard.origin));
    let brought = lines.lines();
    let taken = brought.filter(|line| checkpoint.add_cosignature(line, &witnesses).is_some());
    let taken = taken.count();
    assert_eq!(
        taken,
        usize::from(lines.lines().any(|brought| brought == line))
    );
    let seen = checkpoint.check(&shard.vkey, &witnesses, UnknownLines::Refuse);
    assert_eq!(seen.expect("no other line stands there").len(), taken);
});
