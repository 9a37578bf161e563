//! A KEV catalogue that was read holds as many entries as it says, and every one of them can be found.
#![no_main]

use fuzz_targets::parts::limits;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use vulnerability::Kev;

fuzz_target!(|bytes: &[u8]| {
    let _ = Kev::recognises(bytes);
    // Compressed catalogues are read too; what they hold is compared only when plain.
    let (Ok(kev), Ok(whole)) = (
        Kev::read(bytes, &limits()),
        serde_json::from_slice::<Value>(bytes),
    ) else {
        return;
    };
    let entries = whole["vulnerabilities"].as_array().expect("it was read");
    assert_eq!(whole["count"].as_u64(), Some(entries.len() as u64));
    for entry in entries {
        let cve = entry["cveID"].as_str().expect("it was read");
        assert!(kev.added(cve).is_some(), "{cve}");
    }
});
