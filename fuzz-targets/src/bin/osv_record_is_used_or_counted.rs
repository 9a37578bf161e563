//! An OSV record is used, or counted as left out or rejected; its ranges can be asked about any version.
#![no_main]

use fuzz_targets::records::check_record;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| check_record("T-1.json", bytes));
