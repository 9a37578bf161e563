//! A record of FriendsOfPHP is used, or counted as rejected.
#![no_main]

use fuzz_targets::records::check_record;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| check_record("php/vendor/name/CVE-2026-0001.yaml", bytes));
