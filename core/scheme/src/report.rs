//! Signed reports of accredited evaluators: how a test that no engine here does enters.
//!
//! A report is a JSON summary (see `schemas/test-summary.v1.schema.json`) with SARIF 2.1.0 files
//! for the findings, bound to it by digest. Whether the signature is good, and whether the signer
//! may do this test, is checked where keys and accreditations are; here only what it says.

mod attached;
pub mod sarif;
mod summary;
mod take;

pub use attached::{Handed, attached};
pub use summary::{Attachment, Format, Product, SARIF_MEDIA_TYPE, Summary, SummaryError, Tool};
pub use take::{Expected, Refusal, take};

/// How much of a report is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The size of a summary or a SARIF file, bytes: what is read whole.
    pub bytes: usize,
    /// The size of any other file that belongs to a report, bytes: it is kept and never read.
    pub attachment_bytes: u64,
    /// How many files may belong to a report.
    pub attachments: usize,
    /// How deep its arrays and objects may lie in each other.
    pub depth: usize,
    /// The runs of one SARIF file.
    pub runs: usize,
    /// The results of one SARIF file, all runs together.
    pub results: usize,
    /// The length of one text that is kept, characters; longer ones are cut.
    pub text_chars: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 32 << 20,
            attachment_bytes: 4 << 30,
            attachments: 1000,
            depth: 64,
            runs: 256,
            results: 100_000,
            text_chars: 500,
        }
    }
}

/// What the JSON reader objects to; the place, which it appends, stands apart in the error.
fn objection(error: &serde_json::Error, chars: usize) -> String {
    let said = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    line(said.strip_suffix(&place).unwrap_or(&said), chars)
}

/// How deep a JSON text lies, without reading it: brackets outside of strings.
fn depth(json: &[u8]) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let (mut in_string, mut escaped) = (false, false);
    for byte in json {
        match (in_string, byte) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (_, b'"') => in_string = !in_string,
            (false, b'[' | b'{') => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            (false, b']' | b'}') => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// One line of at most so many characters, without control characters.
fn line(text: &str, chars: usize) -> String {
    let mut line = String::new();
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        if !line.is_empty() && !word.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    match line.char_indices().nth(chars) {
        Some((end, _)) => line[..end].to_owned(),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_counts_brackets_outside_of_strings() {
        for (json, expected) in [
            ("1", 0),
            ("[{}]", 2),
            (r#"["[[[", "\"[["]"#, 1),
            ("[[[", 3),
            ("]]]][", 1),
        ] {
            assert_eq!(depth(json.as_bytes()), expected, "{json}");
        }
    }

    #[test]
    fn a_line_has_no_breaks_and_an_end() {
        assert_eq!(line(" a\r\n b\u{7}c ", 10), "a b c");
        assert_eq!(line("脆弱性試験", 3), "脆弱性");
    }
}
