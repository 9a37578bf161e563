//! The format of a parts list is told from its content alone: its name changes nothing but its name.
#![no_main]

use fuzz_targets::parts::limits;
use libfuzzer_sys::fuzz_target;
use vulnerability::PartsList;

fuzz_target!(|bytes: &[u8]| {
    let other = PartsList::read("package-lock.json", bytes, &limits());
    match PartsList::read("Cargo.lock", bytes, &limits()) {
        Ok(mut list) => {
            list.name = "package-lock.json".to_owned();
            assert_eq!(other, Ok(list));
        }
        Err(error) => assert_eq!(other, Err(error)),
    }
});
