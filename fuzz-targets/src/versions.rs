//! What is claimed of every rule that orders versions.

use std::cmp::Ordering;

use vulnerability::version::{MAX_BYTES, Rule, Version};

/// Three versions on three lines: the rule orders them as an order must, and the printed form is the same version.
pub fn check_order(rule: Rule, bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let read = |line| Version::parse(rule, line).ok();
    let versions: Vec<Version> = text.split('\n').take(3).filter_map(read).collect();
    for version in &versions {
        let printed = version.to_string();
        // PEP 440's normal form may be longer than what was written, and so than the limit: `1.0a` is `1.0a0`.
        if printed.len() > MAX_BYTES {
            continue;
        }
        let again = Version::parse(rule, &printed).expect("what was printed is a version");
        assert_eq!(again, *version, "{printed}");
    }
    let [a, b, c] = &versions[..] else { return };
    let order = |x: &Version, y: &Version| x.partial_cmp(y).expect("one rule, one order");
    for [x, y, z] in [
        [a, b, c],
        [a, c, b],
        [b, a, c],
        [b, c, a],
        [c, a, b],
        [c, b, a],
    ] {
        assert_eq!(order(x, x), Ordering::Equal);
        assert_eq!(order(x, y), order(y, x).reverse(), "{x} {y}");
        if order(x, y).is_le() && order(y, z).is_le() {
            assert!(order(x, z).is_le(), "{x} {y} {z}");
        }
        if order(x, y).is_eq() {
            assert_eq!(order(x, z), order(y, z), "{x} {y} {z}");
        }
    }
}
