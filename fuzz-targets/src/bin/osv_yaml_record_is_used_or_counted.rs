//! An OSV record in YAML is used, or counted as left out or rejected, whatever its aliases repeat.
#![no_main]

use fuzz_targets::records::check_record;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| check_record("T-1.yaml", bytes));
