//! An SPDX 3 graph that was read has a part, and every one is own, matchable or counted as unmatchable.
#![no_main]

use fuzz_targets::parts::{check_accounted, limits};
use libfuzzer_sys::fuzz_target;
use vulnerability::{Format, PartsList};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(list) = PartsList::read("list", bytes, &limits()) {
        assert!(list.format != Format::SpdxJsonLd || !list.parts.is_empty());
    }
    check_accounted(bytes, &[Format::SpdxJsonLd]);
});
