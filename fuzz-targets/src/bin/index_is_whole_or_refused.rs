//! The index of a feed from any bytes, as they are and with checksums made right, is refused, or everything in it is looked up
//! or refused.
#![no_main]

use fuzz_targets::records::ask_everything;
use libfuzzer_sys::fuzz_target;
use vulnerability::{Bytes, Catalogues, Feed, PartsList, Policy, match_parts};

/// Magic, seven entries of 24 bytes, and their checksum; see `core/vulnerability/src/index`.
const ENTRIES: std::ops::Range<usize> = 16..16 + 7 * 24;
/// What is looked up in the index of the seeds.
const LIST: &[u8] = include_bytes!("../../seeds/package_lock_parts_are_accounted_for/v3.json");

fuzz_target!(|bytes: &[u8]| {
    ask(bytes.to_vec());
    if let Some(mended) = mended(bytes) {
        ask(mended);
    }
});

fn ask(bytes: Vec<u8>) {
    let Ok(feed) = Feed::from_index("feed", Bytes::new(bytes)) else {
        return;
    };
    let at = "2026-11-23T00:00:00Z".parse().expect("a time");
    let _ = feed.newest(at);
    let _ = ask_everything(&feed);
    let list = PartsList::read("list", LIST, &fuzz_targets::parts::limits()).expect("a seed");
    let outcome = match_parts(
        &[list],
        &[feed],
        &Catalogues::default(),
        &[],
        &Policy::at(at),
    );
    let coverage = &outcome.coverage;
    let counted = coverage.own + coverage.matchable + coverage.unmatchable.len();
    assert_eq!(counted, coverage.total);
}

/// The same bytes with the checksums that they should have, where their sections lie within them.
fn mended(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut mended = bytes.to_vec();
    for at in ENTRIES.step_by(24) {
        let number = |from: usize| {
            let eight = bytes.get(from..from + 8)?.try_into().ok()?;
            usize::try_from(u64::from_le_bytes(eight)).ok()
        };
        let (offset, length) = (number(at)?, number(at + 8)?);
        let section = bytes.get(offset..offset.checked_add(length)?)?;
        let sum = crc32fast::hash(section).to_le_bytes();
        mended.get_mut(at + 16..at + 20)?.copy_from_slice(&sum);
    }
    let sum = crc32fast::hash(mended.get(..ENTRIES.end)?).to_le_bytes();
    mended
        .get_mut(ENTRIES.end..ENTRIES.end + 4)?
        .copy_from_slice(&sum);
    Some(mended)
}
