//! Any bytes are what surveillance kept, and are written again as they were understood, or are refused.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vulnerability::Watch;

fuzz_target!(|bytes: &[u8]| {
    // The rest of the input stands behind a good checksum, so that what is inside is read.
    let mut whole = b"sekisho-watch\0\0\x01".to_vec();
    whole.extend(crc32fast::hash(bytes).to_le_bytes());
    whole.extend(bytes);
    for bytes in [bytes, &whole] {
        if let Ok(watch) = Watch::from_bytes(bytes) {
            let again = Watch::from_bytes(&watch.to_bytes()).expect("written a moment ago");
            assert_eq!(again.to_bytes(), watch.to_bytes());
        }
    }
});
