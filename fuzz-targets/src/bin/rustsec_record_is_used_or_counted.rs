//! A RustSec record is used, or counted as left out or rejected; its requirements can be asked about any version.
#![no_main]

use fuzz_targets::records::check_record;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| check_record("crates/a/RUSTSEC-2026-0001.md", bytes));
