//! The archive of a case (its list, and its files in order, a zero byte between any two) holds only when each file of the
//! list is there with its digest, and the acts that are there make its case.
#![no_main]

use libfuzzer_sys::fuzz_target;
use scheme::archive::{Audit, Limits, Manifest, Seal};
use scheme::id::Digest;

fuzz_target!(|bytes: &[u8]| {
    let mut parts = bytes.split(|byte| *byte == 0);
    let list = parts.next().unwrap_or_default();
    // Whoever makes an archive can sign it; what is left are the digests and the rules.
    let anything = |_: &str, _: &str, _: &[u8], _: &[u8]| true;
    let seal = Seal {
        key: "00".repeat(32),
        signature: "00".repeat(64),
    };
    let edition = |list: &Manifest| scheme::edition::find(&list.edition).ok();
    let begun = Audit::begin(
        list,
        &seal.to_bytes(),
        edition,
        &anything,
        Limits::default(),
    );
    let Ok(mut audit) = begun else {
        return;
    };
    let mut given = Vec::new();
    for (path, mut part) in audit.paths().zip(parts) {
        given.push(Digest::of(part));
        let goes_on = audit.take(&path, &mut part);
        if !goes_on.expect("memory reads") {
            break;
        }
    }
    let report = audit.end();
    if report.faults.is_empty() {
        let list = report.manifest;
        let acts = list.acts.iter().map(|file| file.digest);
        let kept = list.evidence.iter().map(|file| file.digest);
        let others = list.others.iter().map(|file| file.digest);
        let listed: Vec<_> = acts.chain(kept).chain(others).collect();
        assert_eq!(listed, given);
        assert!(report.body.case(&list.case).is_some());
    }
});
