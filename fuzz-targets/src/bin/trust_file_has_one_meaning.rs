//! A trust file that was read is written and read as the same, and tells general tools the same keys.
#![no_main]

use libfuzzer_sys::fuzz_target;
use register::trust::Trust;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(trust) = Trust::from_bytes(bytes) {
        assert!(trust.shards.iter().all(|shard| shard.folder().is_some()));
        assert!(trust.quorum <= trust.witness_keys().len());
        let written = trust.to_bytes();
        assert_eq!(Trust::from_bytes(&written).as_ref(), Ok(&trust));
        let _ = (trust.sigstore_trusted_root(), trust.sigstore_keys());
    }
});
