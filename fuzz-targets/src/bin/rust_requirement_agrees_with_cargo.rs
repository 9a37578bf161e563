//! For releases, a requirement of RustSec is fulfilled exactly when Cargo says so; its first version fulfils it where
//! that is the requirement's only comparison. The version stands on the first line, the requirement on the rest.
#![no_main]

use libfuzzer_sys::fuzz_target;
use semver::VersionReq;
use vulnerability::version::requirement::Requirement;
use vulnerability::version::{Rule, Version};

fuzz_target!(|text: &str| {
    let (version, written) = text.split_once('\n').unwrap_or((text, ""));
    let (Some(requirement), Ok(cargo)) = (Requirement::parse(written), VersionReq::parse(written))
    else {
        return;
    };
    if let Ok(Version::Semver(version)) = Version::parse(Rule::Semver, version)
        && version.pre.is_empty()
    {
        assert_eq!(
            requirement.matches(&version),
            cargo.matches(&version),
            "{version} {written}"
        );
    }
    if let (Some(first), 1) = (requirement.first(), cargo.comparators.len()) {
        assert!(requirement.matches(&first), "{first} {written}");
    }
});
