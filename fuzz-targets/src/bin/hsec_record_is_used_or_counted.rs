//! A record of the Haskell team is used, or counted as left out or rejected.
#![no_main]

use fuzz_targets::records::check_record;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| check_record("published/2026/HSEC-2026-0001.md", bytes));
