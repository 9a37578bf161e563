//! A Cargo.lock says the same when a comment outside ASCII keeps it from being read the short way.
#![no_main]

use fuzz_targets::parts::limits;
use libfuzzer_sys::fuzz_target;
use vulnerability::{Format, PartsList};

fuzz_target!(|bytes: &[u8]| {
    let Ok(list) = PartsList::read("list", bytes, &limits()) else {
        return;
    };
    if list.format != Format::CargoLock || bytes.starts_with(b"\xef\xbb\xbf") {
        return;
    }
    let commented = ["# é\n".as_bytes(), bytes].concat();
    let again = PartsList::read("list", &commented, &limits()).expect("a list as before");
    assert_eq!(again.format, Format::CargoLock);
    assert_eq!(again.format_version, list.format_version);
    assert_eq!(again.parts, list.parts);
});
