//! Any text is an edition or a refusal; an edition reads the same again, and its rules can be listed and dated.
#![no_main]

use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;
use scheme::edition::Edition;

fuzz_target!(|text: &str| {
    let Ok(edition) = Edition::parse(text) else {
        return;
    };
    assert_eq!(Edition::parse(text).as_ref(), Ok(&edition));
    assert!(!edition.marked().is_empty());
    for at in [Timestamp::MIN, Timestamp::UNIX_EPOCH, Timestamp::MAX] {
        let day = edition.day_of(at);
        assert!(edition.last_day(day) >= day);
    }
});
