//! A SARIF file passes only when each of its runs says that it was executed and has a list of results.
#![no_main]

use libfuzzer_sys::fuzz_target;
use scheme::edition::Edition;
use scheme::evidence::{Item, ItemKind, Verdict};
use scheme::id::Digest;
use scheme::report::{Limits, sarif};
use serde_json::Value;
use std::sync::LazyLock;

static EDITION: LazyLock<Edition> = LazyLock::new(|| scheme::edition::shipped().swap_remove(0));

fuzz_target!(|bytes: &[u8]| {
    let covered = ["src", "src/dicom"].map(|name| Item {
        kind: ItemKind::Source,
        name: name.to_owned(),
        digest: Digest::of(b"1"),
    });
    let id = "static".parse().expect("a test's name");
    let test = EDITION.test(&id).expect("a test of the edition");
    let Ok(report) = sarif::read(bytes, &covered, &EDITION, test, &Limits::default()) else {
        return;
    };
    // The second reader here is stricter about texts that the first passes over.
    if let (Verdict::Pass, Ok(whole)) = (report.verdict, serde_json::from_slice::<Value>(bytes)) {
        let runs = whole["runs"].as_array().expect("a pass has runs");
        assert_eq!(runs.len(), report.tools.len());
        for run in runs {
            let invocations = run["invocations"].as_array().expect("a pass was executed");
            let executed = |each: &Value| each["executionSuccessful"] == Value::Bool(true);
            assert!(invocations.iter().any(executed) && run["results"].is_array());
        }
    }
});
