//! What is claimed of every advisory record.

use vulnerability::version::{Rule, Version};
use vulnerability::{Feed, Score};

use crate::parts::limits;

/// Versions that every rule reads, below and above what records speak of.
const ASKED: [&str; 4] = ["0.0.0", "1.0.0-rc.1", "1.2.3", "18446744073709551615.0.0"];

/// The record is counted exactly once, and what it says can be asked.
pub fn check_record(path: &str, bytes: &[u8]) {
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
