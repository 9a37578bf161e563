//! A record of the Node.js group is used, or counted as rejected; its ranges can be asked about any version.
#![no_main]

use fuzz_targets::records::check_record;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| check_record("vuln/npm/1.json", bytes));
