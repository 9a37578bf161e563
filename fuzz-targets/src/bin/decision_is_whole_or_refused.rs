//! Every decision about a candidate that was read names part, flaw, reason and author.
#![no_main]

use fuzz_targets::parts::limits;
use libfuzzer_sys::fuzz_target;
use vulnerability::read_decisions;

fuzz_target!(|bytes: &[u8]| {
    for decision in read_decisions(bytes, &limits()).into_iter().flatten() {
        for text in [
            &decision.part,
            &decision.advisory,
            &decision.reason,
            &decision.by,
        ] {
            assert!(!text.trim().is_empty(), "{decision:?}");
        }
    }
});
