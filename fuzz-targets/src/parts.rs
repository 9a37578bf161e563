//! What is claimed of every parts list that could be read.

use std::sync::LazyLock;

use vulnerability::{Catalogues, Feed, Format, Limits, PartsList, Policy, Verdict, match_parts};

/// Ecosystems of every version rule that a parts list can lead to, with the package that an advisory speaks of.
const KNOWN: [(&str, &str); 16] = [
    ("crates.io", "a"),
    ("npm", "a"),
    ("PyPI", "a"),
    ("RubyGems", "a"),
    ("NuGet", "a"),
    ("Maven", "a:a"),
    ("Packagist", "a/a"),
    ("Pub", "a"),
    ("CRAN", "a"),
    ("Hackage", "a"),
    ("Hex", "a"),
    ("Go", "a.b/a"),
    ("Bitnami", "a"),
    ("Debian:12", "a"),
    ("Alpine:v3.18", "a"),
    ("Rocky Linux:9", "a"),
];

/// One advisory for each of them, below 1.0.0.
static FEED: LazyLock<Feed> = LazyLock::new(|| {
    let files = KNOWN.iter().enumerate().map(|(at, (ecosystem, name))| {
        let record = format!(
            r#"{{"id":"T-{at}","modified":"2026-01-01T00:00:00Z","affected":[{{"package":{{"ecosystem":"{ecosystem}","name":"{name}"}},
            "ranges":[{{"type":"ECOSYSTEM","events":[{{"introduced":"0"}},{{"fixed":"1.0.0"}}]}}]}}]}}"#
        );
        (format!("T-{at}.json"), record)
    });
    let feed = Feed::read("feed", files.collect::<Vec<_>>(), &limits());
    assert_eq!((feed.records, feed.fault.as_ref()), (KNOWN.len(), None));
    feed
});

/// Small limits, so that a bomb costs nothing.
pub fn limits() -> Limits {
    Limits {
        document_bytes: 1 << 20,
        parts: 10_000,
        text_bytes: 1024,
        members: 256,
        member_bytes: 1 << 18,
        total_bytes: 1 << 20,
        layers: 16,
        image_bytes: 1 << 20,
        rejected_permille: 10,
    }
}

/// Every part of a list is the product's own, matched or counted as unmatchable; a pass leaves none of them out.
pub fn check_accounted(bytes: &[u8], expected: &[Format]) {
    let Ok(list) = PartsList::read("list", bytes, &limits()) else {
        return;
    };
    if !expected.contains(&list.format) {
        return;
    }
    check_bounded(&list);
    let release = match list.format {
        Format::ApkInstalled => "ID=alpine\nVERSION_ID=3.18.4\n",
        Format::RpmSqlite => "ID=rocky\nVERSION_ID=9.4\n",
        _ => "ID=debian\nVERSION_ID=12\n",
    };
    let list = list.in_release(release);
    check_bounded(&list);
    let policy = Policy::at("2026-11-23T00:00:00Z".parse().expect("a time"));
    let outcome = match_parts(
        std::slice::from_ref(&list),
        std::slice::from_ref(&FEED),
        &Catalogues::default(),
        &[],
        &policy,
    );
    let coverage = &outcome.coverage;
    assert_eq!(coverage.total, list.parts.len());
    let counted = coverage.own + coverage.matchable + coverage.unmatchable.len();
    assert_eq!(counted, coverage.total);
    assert_eq!(outcome.parts().count(), list.parts.len());
    if outcome.verdict == Verdict::Pass {
        assert!(outcome.findings.is_empty() && coverage.unmatchable.is_empty());
        assert!(!list.parts.is_empty(), "an empty list is no pass");
    }
}

/// What a part is looked up as is no longer than the limit, and no text carries a control character there.
fn check_bounded(list: &PartsList) {
    let limit = limits().text_bytes;
    for part in &list.parts {
        if let Ok(identity) = &part.identity {
            for text in [&identity.name, &identity.version] {
                assert!(text.len() <= limit, "{} bytes", text.len());
                assert!(!text.chars().any(char::is_control), "{text:?}");
            }
        }
    }
}
