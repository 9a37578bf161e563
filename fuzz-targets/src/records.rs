//! What is claimed of every advisory record.

use vulnerability::version::{Rule, Version};
use vulnerability::{Feed, PartsList, Policy, Score, Verdict, match_parts};

use crate::parts::limits;

/// Versions that every rule reads, below and above what records speak of.
const ASKED: [&str; 4] = ["0.0.0", "1.0.0-rc.1", "1.2.3", "18446744073709551615.0.0"];

/// Names that the seeds of the records know.
const DECLARED: &str = r#"sekisho-parts = 1
[[part]]
name = "Windows Server 2022"
vendor = "Microsoft"
build = "10.0.20348.1906"
updates = ["KB5029250"]
[[part]]
name = "a"
vendor = "a"
version = "1.0"
cpe = "cpe:2.3:a:example:viewer:2.4.0:*:*:*:*:*:*:*"
"#;

/// A document of many records is counted, and a part that is known by name only never passes because of it.
pub fn check_records(path: &str, bytes: &[u8]) {
    let feed = Feed::read("feed", [(path, bytes)], &limits());
    assert!(feed.records > 0 || feed.fault.is_some());
    for advisory in feed.advisories() {
        assert!(advisory.names().count() >= 1);
        for affected in &advisory.affected {
            let found = feed.about(&affected.ecosystem, &affected.name);
            assert!(found.into_iter().any(|(_, same)| same == affected));
        }
    }
    let list = PartsList::read("parts.toml", DECLARED.as_bytes(), &limits()).expect("a list");
    let policy = Policy::at("2026-11-23T00:00:00Z".parse().expect("a time"));
    let outcome = match_parts(&[list], &[feed], None, &[], &policy);
    assert_ne!(outcome.verdict, Verdict::Pass);
    assert_eq!(outcome.coverage.unmatchable.len(), outcome.coverage.total);
}

/// Documents of many records, which [`check_records`] is for.
fn holds_many(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    text.contains("\"NVD_CVE\"") || text.contains("\"csaf_version\"")
}

/// The record is counted exactly once, and what it says can be asked.
pub fn check_record(path: &str, bytes: &[u8]) {
    if holds_many(bytes) {
        return;
    }
    let feed = Feed::read("feed", [(path, bytes)], &limits());
    let counted = feed.records + feed.rejected.len() + feed.ignored;
    assert_eq!(counted, 1, "{feed:?}");
    assert!(feed.records > 0 || feed.fault.is_some());
    for advisory in feed.advisories() {
        assert!(advisory.names().count() >= 1);
        let score = Score::highest(advisory.vectors.iter().map(String::as_str));
        assert!(score.is_none_or(|score| (0.0..=10.0).contains(&score.score)));
        for affected in &advisory.affected {
            assert!(feed.covers(&affected.ecosystem));
            let found = feed.about(&affected.ecosystem, &affected.name);
            assert!(found.into_iter().any(|(_, same)| same == affected));
            for text in ASKED {
                for rule in Rule::ALL {
                    if let Ok(version) = Version::parse(rule, text) {
                        let _ = affected.versions.comparison(&version, text);
                        let _ = affected.versions.fixes(&version);
                    }
                }
            }
        }
    }
}

/// Of a file with many records, what is used can be found and asked, and none of it is silently nothing.
pub fn check_records(path: &str, bytes: &[u8]) {
    let feed = Feed::read("feed", [(path, bytes)], &limits());
    assert!(feed.records > 0 || feed.fault.is_some());
    assert!(feed.records + feed.rejected.len() >= feed.in_use());
    for advisory in feed.advisories() {
        for affected in &advisory.affected {
            assert!(feed.covers(&affected.ecosystem));
            let found = feed.about(&affected.ecosystem, &affected.name);
            assert!(found.into_iter().any(|(_, same)| same == affected));
        }
    }
}
