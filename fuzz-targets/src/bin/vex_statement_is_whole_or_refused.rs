//! Every statement of a VEX document names a flaw, and a denial says why.
#![no_main]

use fuzz_targets::parts::limits;
use libfuzzer_sys::fuzz_target;
use vulnerability::{Status, Vex};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(vex) = Vex::read(bytes, &limits()) {
        for statement in &vex.statements {
            assert!(!statement.ids.is_empty());
            if statement.status == Status::NotAffected {
                let words = statement
                    .impact
                    .as_ref()
                    .is_some_and(|text| !text.trim().is_empty());
                assert!(words || statement.justification.is_some());
            }
        }
    }
});
