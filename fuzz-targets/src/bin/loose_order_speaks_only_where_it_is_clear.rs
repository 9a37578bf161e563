//! Where the loose order of two versions is told, the other way round tells the reverse, and of three it is transitive.
//! The versions stand on a line each.
#![no_main]

use std::cmp::Ordering;

use libfuzzer_sys::fuzz_target;
use vulnerability::version::loose::LooseVersion;

fuzz_target!(|text: &str| {
    let read: Vec<_> = text
        .lines()
        .take(3)
        .filter_map(LooseVersion::parse)
        .collect();
    for version in &read {
        assert_eq!(version.compare(version), Some(Ordering::Equal), "{version}");
    }
    if let [a, b, ..] = &read[..] {
        assert_eq!(a.compare(b), b.compare(a).map(Ordering::reverse), "{a} {b}");
    }
    if let [a, b, c] = &read[..]
        && let (Some(ab), Some(bc), Some(ac)) = (a.compare(b), b.compare(c), a.compare(c))
        && ab.is_le()
        && bc.is_le()
    {
        assert!(ac.is_le(), "{a} {b} {c}");
    }
});
