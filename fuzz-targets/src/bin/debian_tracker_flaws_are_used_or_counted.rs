//! A file of Debian's tracker gives flaws that can be found, or says why not.
#![no_main]

use fuzz_targets::records::check_records;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| check_records("data.json", bytes));
