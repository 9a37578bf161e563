//! An archive (tar, zip, gzip, zstd) gives no more members and bytes than allowed, whatever it unfolds to.
#![no_main]

use fuzz_targets::parts::limits;
use libfuzzer_sys::fuzz_target;
use vulnerability::archive::{Member, decompressed, members, newest};

fuzz_target!(|bytes: &[u8]| {
    let limits = limits();
    let (mut count, mut total) = (0, 0_u64);
    let _ = members("single.json", bytes, &limits, &mut |member| {
        count += 1;
        if let Member::File { bytes, .. } = member {
            assert!(bytes.len() as u64 <= limits.member_bytes);
            total += bytes.len() as u64;
        }
    });
    assert!(count <= limits.members, "{count} members");
    assert!(total <= limits.total_bytes, "{total} bytes");
    let _ = newest(bytes, &limits);
    if let Ok(plain) = decompressed(bytes, &limits) {
        assert!(plain.len() <= limits.document_bytes.max(bytes.len()));
    }
});
