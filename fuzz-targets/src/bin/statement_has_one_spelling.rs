//! A statement is read in one spelling only: what was read is written as the same bytes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use register::statement::Statement;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(statement) = Statement::from_bytes(bytes) {
        assert_eq!(statement.to_bytes(), bytes);
    }
});
