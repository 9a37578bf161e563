//! What is claimed of every advisory record, and of every feed that was made of records.

use vulnerability::version::{Rule, Version};
use vulnerability::{
    Bytes, Catalogues, Feed, FeedKind, IndexError, PartsList, Policy, Score, Verdict, match_parts,
};

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

/// The record is counted exactly once, and what it says can be found and asked.
pub fn check_record(path: &str, bytes: &[u8]) {
    let feed = Feed::read("feed", [(path, bytes)], &limits());
    let many = [
        FeedKind::Nvd,
        FeedKind::Csaf,
        FeedKind::Jvn,
        FeedKind::DebianTracker,
        FeedKind::RetireJs,
    ];
    if !many.iter().any(|kind| feed.kinds.contains(kind)) {
        let counted = feed.records + feed.rejected.len() + feed.ignored;
        assert_eq!(counted, 1, "{feed:?}");
    }
    check_feed(&feed);
}

/// Of a file with many records, what is used can be found and asked, and none of it is silently nothing.
pub fn check_records(path: &str, bytes: &[u8]) {
    let feed = Feed::read("feed", [(path, bytes)], &limits());
    // A CSAF document is one record, and each of its flaws an advisory.
    if !feed.kinds.contains(&FeedKind::Csaf) {
        assert!(feed.records + feed.rejected.len() >= feed.in_use());
    }
    check_feed(&feed);
}

/// As [`check_records`], and a part that is known by name only never passes because of them.
pub fn check_named_records(path: &str, bytes: &[u8]) {
    check_records(path, bytes);
    let feed = Feed::read("feed", [(path, bytes)], &limits());
    let list = PartsList::read("parts.toml", DECLARED.as_bytes(), &limits()).expect("a list");
    let policy = Policy::at("2026-11-23T00:00:00Z".parse().expect("a time"));
    let outcome = match_parts(&[list], &[feed], &Catalogues::default(), &[], &policy);
    assert_ne!(outcome.verdict, Verdict::Pass);
    assert_eq!(outcome.coverage.unmatchable.len(), outcome.coverage.total);
}

/// A feed has records or a fault, its index is whole, and what was kept of it gives the same answers.
fn check_feed(feed: &Feed) {
    assert!(feed.records > 0 || feed.fault.is_some());
    ask_everything(feed).expect("an index that was just made");
    for package in feed.packages() {
        let (ecosystem, name) = package.expect("an index that was just made");
        // A vendor's CSAF document is no feed of the ecosystems of which it names packages.
        let by_vendor = feed.kinds.contains(&FeedKind::Csaf);
        assert!(by_vendor || feed.covers(&ecosystem), "{ecosystem}");
        let found = feed.about(&ecosystem, &name).expect("whole");
        assert!(!found.is_empty(), "{ecosystem} {name}");
    }
    if let Some(bytes) = feed.to_index() {
        let kept = Feed::from_index("feed", Bytes::new(bytes.to_vec())).expect("whole");
        assert_eq!(kept.in_use(), feed.in_use());
        assert_eq!(kept.digest, feed.digest);
        assert_eq!(kept.rejected, feed.rejected);
        assert!(kept.ecosystems().eq(feed.ecosystems()));
    }
}

/// Looks up every record and every package, and asks about versions.
///
/// # Errors
/// When the index is not what its checksums say.
pub fn ask_everything(feed: &Feed) -> Result<(), IndexError> {
    for number in 0..u32::try_from(feed.in_use()).expect("small") {
        let advisory = feed.advisory(number)?;
        assert!(advisory.names().count() >= 1);
        let score = Score::highest(advisory.vectors.iter().map(String::as_str));
        assert!(score.is_none_or(|score| (0.0..=10.0).contains(&score.score)));
    }
    for package in feed.packages() {
        let (ecosystem, name) = package?;
        let _ = feed.doubts(&ecosystem, &name);
        for (_, affected) in feed.about(&ecosystem, &name)? {
            for rule in Rule::ALL {
                let versions = ASKED.map(|text| (text, Version::parse(rule, text).ok()));
                for (text, version) in versions {
                    if let Some(version) = version {
                        let _ = affected.versions.comparison(&version, text);
                        let _ = affected.versions.fixes(&version);
                    }
                }
            }
        }
    }
    Ok(())
}
