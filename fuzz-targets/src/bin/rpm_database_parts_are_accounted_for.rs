//! Every part of an rpm database is own, matchable or counted as unmatchable; pages and headers lead nowhere but to them.
#![no_main]

use fuzz_targets::parts::check_accounted;
use libfuzzer_sys::fuzz_target;
use vulnerability::Format;

fuzz_target!(|bytes: &[u8]| check_accounted(bytes, &[Format::RpmSqlite]));
