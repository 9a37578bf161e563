//! KEV and EPSS beside the advisories: told with a finding and in the list of feeds, and no verdict hangs on their figures.

use crate::program::{Folder, run, workspace};

const FIGURES: &str = "#model_version:v2025.03.14,score_date:2026-11-22T12:55:00Z\ncve,epss,percentile\nCVE-2025-58160,0.00043,0.12\n";

fn matched(more: &[&str], json: bool) -> crate::program::Ran {
    let lock = workspace("examples/gateway/0.1.0-rc/Cargo.lock");
    let rustsec = workspace("examples/advisories/rustsec-2026-08-21.tar.zst");
    let mut args = vec!["match", lock.as_str(), "--advisories", rustsec.as_str()];
    args.extend(more.iter().flat_map(|path| ["--advisories", path]));
    args.extend(json.then_some("--json"));
    run(&args)
}

#[test]
fn figures_in_a_folder_stand_beside_findings_and_in_the_list_of_feeds() {
    let folder = Folder::new();
    folder.write("epss_scores-2026-11-22.csv", FIGURES);
    let bare = matched(&[], true).gives(1).json();
    let shown = matched(&[&folder.arg("")], true).gives(1).json();
    let findings = shown["findings"].as_array().expect("a list");
    let with = |finding: &&serde_json::Value| finding["epss"] == 0.00043;
    assert_eq!(findings.iter().filter(with).count(), 1);
    assert_eq!(
        (&shown["verdict"], &shown["reasons"]),
        (&bare["verdict"], &bare["reasons"])
    );
    let feeds = shown["feeds"].as_array().expect("a list");
    let epss = feeds.iter().find(|feed| feed["name"] == "epss v2025.03.14");
    assert_eq!(epss.expect("the figures")["newest"], "2026-11-22T12:55:00Z");
    let text = matched(&[&folder.arg("")], false).gives(1).out;
    assert!(text.contains("EPSS 0.04 %"), "{text}");
}

#[test]
fn figures_that_cannot_be_read_are_no_silence() {
    let folder = Folder::new();
    folder.write("epss.csv", "#model_version:v1,score_date:soon\n");
    let outcome = matched(&[&folder.arg("epss.csv")], true).gives(1).json();
    let reasons = outcome["reasons"].to_string();
    assert!(reasons.contains("EPSS figures: line 1"), "{reasons}");
}
