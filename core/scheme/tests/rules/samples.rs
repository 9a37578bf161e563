//! Published SARIF samples, valid and faulty, are read without a panic.
//!
//! Source: microsoft/sarif-sdk and DefectDojo/sample-scan-files (both MIT), unpacked when present.

use scheme::evidence::Verdict;
use scheme::report::{Limits, sarif};

use crate::support::{edition, test};

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "the test unpacks and reads published samples"
)]
fn published_samples_are_read_or_refused_and_none_passes_without_having_run() {
    let archive = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/data/sarif/sarif-samples.tar.zst"
    );
    if std::fs::metadata(archive).is_err() {
        println!("skipped: {archive} is not there");
        return;
    }
    let into = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("sarif-samples");
    std::fs::create_dir_all(&into).unwrap();
    let unpacked = std::process::Command::new("tar")
        .args(["--zstd", "-xf", archive, "-C"])
        .arg(&into)
        .status();
    if !unpacked.is_ok_and(|status| status.success()) {
        println!("skipped: tar with zstd could not unpack {archive}");
        return;
    }
    let edition = edition("mitsf-2016");
    let test = edition.test(&test("static")).unwrap();
    let (mut refused, mut passed, mut failed, mut open, mut sightings) = (0, 0, 0, 0, 0);
    for file in std::fs::read_dir(into.join("sarif-shared")).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        match sarif::read(&bytes, &[], &edition, test, &Limits::default()) {
            Err(_) => refused += 1,
            Ok(report) => {
                sightings += report.sightings.len();
                match report.verdict {
                    Verdict::Pass => {
                        // Counted by hand in the bytes: a pass has said that it ran.
                        let text = String::from_utf8_lossy(&bytes).replace(' ', "");
                        assert!(text.contains("\"executionSuccessful\":true"));
                        passed += 1;
                    }
                    Verdict::Fail => failed += 1,
                    Verdict::Inconclusive => open += 1,
                }
            }
        }
    }
    println!("refused {refused}, pass {passed}, fail {failed}, inconclusive {open}");
    assert!(refused > 0 && failed > 0 && open > 0 && sightings > 100);
}
