//! Three versions under the rule `pep440`: their order is antisymmetric and transitive, and equals are equal to all.
#![no_main]

use fuzz_targets::versions::check_order;
use libfuzzer_sys::fuzz_target;
use vulnerability::version::Rule;

fuzz_target!(|bytes: &[u8]| check_order(Rule::Pep440, bytes));
