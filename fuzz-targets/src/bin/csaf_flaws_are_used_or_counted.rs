//! The flaws of a CSAF document are used, or counted as rejected, and no part that is known by name only passes because of them.
#![no_main]

use fuzz_targets::records::check_named_records;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| check_named_records("csaf.json", bytes));
