//! A signed report (a summary, a zero byte, its SARIF) that is taken as a pass has a SARIF that passes by itself.
#![no_main]

use libfuzzer_sys::fuzz_target;
use scheme::edition::Edition;
use scheme::evidence::Verdict;
use scheme::id::Digest;
use scheme::report::{Expected, Limits, Summary, sarif, take};
use std::sync::LazyLock;

static EDITION: LazyLock<Edition> = LazyLock::new(|| scheme::edition::shipped().swap_remove(0));

fuzz_target!(|bytes: &[u8]| {
    let mut pieces = bytes.splitn(2, |byte| *byte == 0);
    let (summary, file) = (pieces.next().unwrap_or(&[]), pieces.next().unwrap_or(&[]));
    let limits = Limits::default();
    let Ok(mut read) = Summary::from_bytes(summary, &limits) else {
        return;
    };
    // An evaluator signs the digest of what it hands in.
    for attachment in &mut read.attachments {
        attachment.digest = Digest::of(file);
    }
    let signed = serde_json::to_vec(&read).expect("plain texts and numbers");
    let by = "evaluator-sato".parse().expect("an actor");
    let id = "r-000001".parse().expect("a result");
    let expected = Expected {
        names: vec![read.product.name],
        version: read.product.version,
    };
    if let Ok(result) = take(&signed, &[file], &by, id, &EDITION, &expected, &limits)
        && result.verdict == Verdict::Pass
    {
        let test = EDITION.test(&result.test).expect("a test of the edition");
        let own = sarif::read(file, &result.covers, &EDITION, test, &limits).expect("it was taken");
        assert_eq!(own.verdict, Verdict::Pass);
        assert!(result.sightings.iter().all(|s| !EDITION.blocks(s.severity)));
    }
});
