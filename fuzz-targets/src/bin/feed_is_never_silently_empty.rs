//! A feed from any bytes under any of its names has records or a fault; its members are all counted.
#![no_main]

use fuzz_targets::parts::limits;
use libfuzzer_sys::fuzz_target;
use vulnerability::{Feed, FeedKind};

fuzz_target!(|bytes: &[u8]| {
    for name in ["x.json", "crates/a/RUSTSEC-2026-0001.md", "feed.tar.zst"] {
        let feed = Feed::from_bytes(name, bytes, &limits());
        assert!(feed.records > 0 || feed.fault.is_some());
        // A CSAF document is one record, and each of its flaws an advisory.
        if !feed.kinds.contains(&FeedKind::Csaf) {
            assert!(feed.in_use() <= feed.records + feed.rejected.len());
        }
        assert!(feed.withdrawn + feed.toolchain <= feed.records);
    }
});
