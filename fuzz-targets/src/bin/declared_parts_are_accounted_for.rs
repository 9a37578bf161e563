//! Every declared part is matchable or counted as unmatchable.
#![no_main]

use fuzz_targets::parts::check_accounted;
use libfuzzer_sys::fuzz_target;
use vulnerability::Format;

fuzz_target!(|bytes: &[u8]| check_accounted(bytes, &[Format::DeclaredParts]));
