//! A page of a state table: what is read is written again as the same bytes, and begins where it was signed to.
#![no_main]

use libfuzzer_sys::fuzz_target;
use register::table::{FANOUT, Page, ROWS};

fuzz_target!(|bytes: &[u8]| {
    for first in ["S-1", "2026-000001"] {
        let Ok(page) = Page::from_bytes(bytes, first) else {
            continue;
        };
        assert_eq!(page.to_bytes(), bytes);
        let (begins, lines, limit) = match &page {
            Page::Rows { rows, .. } => (rows[0].number.as_str(), rows.len(), ROWS),
            Page::Pages { pages, .. } => (pages[0].first.as_str(), pages.len(), FANOUT),
        };
        assert!(begins == first && lines <= limit);
    }
});
