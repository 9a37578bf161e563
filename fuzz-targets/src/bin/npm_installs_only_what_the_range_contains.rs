//! What npm would install for a range lies in the range: the version on the first line, the range on the rest.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vulnerability::version::npm::NpmRange;
use vulnerability::version::{Rule, Version};

fuzz_target!(|text: &str| {
    let (version, range) = text.split_once('\n').unwrap_or((text, ""));
    let (Ok(Version::Npm(version)), Some(range)) =
        (Version::parse(Rule::Npm, version), NpmRange::parse(range))
    else {
        return;
    };
    if range.installs(&version) {
        assert!(range.contains(&version), "{version} {range:?}");
    }
});
