//! How feeds and their files are called: names that are safe in a folder, and endings that tell what a file is.

use scheme::id::Digest;

/// The longest name of a feed.
pub(super) const NAME_CHARS: usize = 64;

/// The endings that a kept file may have, the longer before those that they end with.
const ENDINGS: [&str; 16] = [
    ".tar.zst",
    ".tar.gz",
    ".json.zst",
    ".json.gz",
    ".csv.zst",
    ".csv.gz",
    ".tar",
    ".tgz",
    ".zip",
    ".json",
    ".csv",
    ".md",
    ".rdf",
    ".xml",
    ".yaml",
    ".gz",
];

/// Whether a feed may be called so: letters, digits, `.`, `_`, `-`, and a letter or digit first.
pub(super) fn is_name(text: &str) -> bool {
    let good = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    text.len() <= NAME_CHARS
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.chars().all(good)
}

/// The name of a feed that comes from a file of this name; nothing where none can be made of it.
pub(super) fn derived(file: &str) -> Option<String> {
    // All endings are ASCII, so the cut falls between two characters.
    let bare = &file[..file.len() - ending(file).len()];
    let good = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    let name: String = bare
        .trim_start_matches('.')
        .chars()
        .map(|c| if good(c) { c } else { '-' })
        .take(NAME_CHARS)
        .collect();
    is_name(&name).then_some(name)
}

/// The ending of a file's name that tells what it is; empty where there is none.
pub(super) fn ending(file: &str) -> &'static str {
    let lower = file.to_ascii_lowercase();
    let known = ENDINGS.iter().find(|ending| lower.ends_with(**ending));
    known.copied().unwrap_or_default()
}

/// The ending by the first bytes of a file, where its name tells none.
pub(super) fn ending_by(bytes: &[u8]) -> &'static str {
    let bare = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match bare.trim_ascii_start().first() {
        Some(b'{' | b'[') => ".json",
        Some(b'<') => ".xml",
        _ => "",
    }
}

/// Whether a kept file of this digest may be called so.
pub(super) fn is_file(file: &str, sha256: Digest) -> bool {
    let ending = file.strip_prefix(&sha256.to_string());
    ending.is_some_and(|ending| ending.is_empty() || ENDINGS.contains(&ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_nowhere_but_into_its_folder() {
        for name in ["rustsec", "osv-crates.io", "nvd-2026", "A_b"] {
            assert!(is_name(name), "{name}");
        }
        let long = "a".repeat(NAME_CHARS + 1);
        for name in [
            "",
            ".",
            "..",
            ".a",
            "-a",
            "a/b",
            "a b",
            "脆弱性",
            "a\0",
            &long,
        ] {
            assert!(!is_name(name), "{name}");
        }
    }

    #[test]
    fn a_file_gives_its_feed_a_name_and_keeps_its_ending() {
        for (file, name, end) in [
            ("rustsec-2026.tar.zst", Some("rustsec-2026"), ".tar.zst"),
            ("KEV.JSON", Some("KEV"), ".json"),
            ("a b.zip", Some("a-b"), ".zip"),
            ("json", Some("json"), ""),
            (".zip", None, ".zip"),
        ] {
            assert_eq!(derived(file).as_deref(), name, "{file}");
            assert_eq!(ending(file), end, "{file}");
        }
        assert_eq!(ending_by(b" \n{\"a\":1}"), ".json");
        assert_eq!(ending_by(b"PK"), "");
    }

    #[test]
    fn a_kept_file_is_called_by_its_digest_and_a_known_ending() {
        let sha256 = Digest::of(b"x");
        for (ending, good) in [("", true), (".zip", true), (".sh", false), ("/../x", false)] {
            assert_eq!(
                is_file(&format!("{sha256}{ending}"), sha256),
                good,
                "{ending}"
            );
        }
        assert!(!is_file("feeds.json", sha256));
    }
}
