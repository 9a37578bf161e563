//! Any bytes are a security.txt file with a contact and a date, or are refused with reasons.
#![no_main]

use libfuzzer_sys::fuzz_target;
use scheme::continuing::security_txt::{Limits, SecurityTxt};

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits::default();
    match SecurityTxt::read(bytes, &limits) {
        Ok(read) => {
            assert!(bytes.len() <= limits.bytes && !read.contacts.is_empty());
            assert!(
                read.policies
                    .iter()
                    .all(|policy| policy.starts_with("https://"))
            );
        }
        Err(faults) => assert!(!faults.is_empty()),
    }
});
