//! The reference of formats and limits names every member, and the limits that the code has.

use super::document;
use crate::program::{Folder, run};

/// The members that a reader would have known where it met `zzz`, by its own refusal.
#[track_caller]
fn expected(said: &str) -> Vec<String> {
    let (_, list) = said
        .split_once("expected ")
        .unwrap_or_else(|| panic!("no list: {said}"));
    let list = list.lines().next().unwrap_or_default();
    list.split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_member_of_product_toml_and_body_toml_is_in_the_reference() {
    let reference = document("docs/formats-and-limits.md");
    let (_, reference) = reference
        .split_once("\n## product.toml\n")
        .expect("a section");
    let (product, rest) = reference.split_once("\n## body.toml\n").expect("a section");
    let (body, _) = rest.split_once("\n## trust.json\n").expect("a section");
    let folder = Folder::new();
    let text = "{ ja = 'あ', en = 'a' }";
    let good = format!(
        "[product]\nname = {text}\nmaker = {{ id = 'm', name = {text} }}\ncategory = 1\nclass = '1'\n"
    );
    let build = format!("{good}[[version]]\nversion = '1'\n[[version.build]]\n");
    for (place, toml) in [
        ("the file", "zzz = 1\n".to_owned()),
        ("product", "[product]\nzzz = 1\n".to_owned()),
        ("maker", "[product]\nmaker = { zzz = 1 }\n".to_owned()),
        ("advisories", format!("{good}[advisories]\nzzz = 1\n")),
        ("declaration", format!("{good}[declaration]\nzzz = 1\n")),
        (
            "fix_days",
            format!("{good}[declaration]\nfix_days = {{ zzz = 1 }}\n"),
        ),
        ("version", format!("{good}[[version]]\nzzz = 1\n")),
        ("build", format!("{build}zzz = 1\n")),
        ("a file", format!("{build}artefacts = [{{ zzz = 1 }}]\n")),
        (
            "unmatchable",
            format!("{build}unmatchable = [{{ zzz = 1 }}]\n"),
        ),
        ("decisions", format!("{build}decisions = [{{ zzz = 1 }}]\n")),
        ("reports", format!("{build}reports = [{{ zzz = 1 }}]\n")),
        (
            "components",
            format!("{build}components = [{{ zzz = 1 }}]\n"),
        ),
    ] {
        folder.write("product/product.toml", toml);
        let said = run(&["check", &folder.arg("product")]).gives(2).err;
        for member in expected(&said) {
            assert!(
                names(product, &member),
                "{member} of {place} is not in the reference"
            );
        }
    }
    for (place, toml) in [
        ("body.toml", "zzz = 1\n"),
        (
            "actors",
            "folder = 'a'\nregister = 'b'\ntrust = 'c'\n[actors]\nzzz = 1\n",
        ),
        ("a person", "[actors]\nregistrar = { zzz = 1 }\n"),
        ("a firm", "[actors]\ntesting_firm = { zzz = 1 }\n"),
    ] {
        folder.write(
            "product/product.toml",
            format!("{build}artefacts = [{{ name = 'a' }}]\n"),
        );
        folder.write("body.toml", toml);
        let into = folder.arg("into");
        let (product, config) = (folder.arg("product"), folder.arg("body.toml"));
        let said = run(&["certify", &product, "--into", &into, "--body", &config])
            .gives(2)
            .err;
        for member in expected(&said) {
            assert!(
                names(body, &member),
                "{member} of {place} is not in the reference"
            );
        }
    }
}

/// Whether a text has a word inside a code span.
fn names(text: &str, word: &str) -> bool {
    let mut spans = text.split('`').skip(1).step_by(2);
    let ends = |c: char| !(c.is_alphanumeric() || c == '_');
    spans.any(|span| span.split(ends).any(|found| found == word))
}

/// Bytes as the reference writes them.
fn bytes(count: u64) -> String {
    let (count, unit) = match count.trailing_zeros() {
        30.. => (count >> 30, "GiB"),
        20..30 => (count >> 20, "MiB"),
        10..20 if count >= 64 << 10 => (count >> 10, "KiB"),
        _ => return format!("{},{:03} bytes", count / 1000, count % 1000),
    };
    format!("{count} {unit}")
}

#[test]
fn the_limits_in_the_reference_are_those_of_the_code() {
    let reference = document("docs/formats-and-limits.md");
    let (_, limits) = reference.split_once("\n## Limits\n").expect("a section");
    let rows: Vec<&str> = limits
        .lines()
        .filter(|line| line.starts_with("| "))
        .collect();
    let vulnerability = vulnerability::Limits::default();
    let report = scheme::report::Limits::default();
    let register = register::limits::Limits::default();
    for (field, value) in [
        ("document_bytes", bytes(vulnerability.document_bytes as u64)),
        ("parts", thousands(vulnerability.parts)),
        ("text_bytes", bytes(vulnerability.text_bytes as u64)),
        ("members", thousands(vulnerability.members)),
        ("member_bytes", bytes(vulnerability.member_bytes)),
        ("total_bytes", bytes(vulnerability.total_bytes)),
        (
            "rejected_permille",
            format!("{} %", vulnerability.rejected_permille / 10),
        ),
        ("bytes", bytes(report.bytes as u64)),
        ("depth", report.depth.to_string()),
        ("runs", report.runs.to_string()),
        ("results", thousands(report.results)),
        ("text_chars", format!("{} characters", report.text_chars)),
        ("bundle_bytes", bytes(register.bundle_bytes as u64)),
        ("statement_bytes", bytes(register.statement_bytes as u64)),
        ("checkpoint_bytes", bytes(register.checkpoint_bytes as u64)),
        ("LEAF_BYTES", bytes(register::limits::LEAF_BYTES as u64)),
        ("PROOF_HASHES", register::limits::PROOF_HASHES.to_string()),
    ] {
        let row = rows.iter().find(|row| names(row, field));
        let row = row.unwrap_or_else(|| panic!("{field} is not in the reference"));
        assert!(row.contains(&value), "{field} is {value}: {row}");
    }
    for row in rows.iter().filter(|row| row.contains("` in ")) {
        let (name, place) = row.rsplit_once("` in ").expect("a name and its place");
        let name = name.rsplit('`').next().unwrap_or_default();
        let place = place.trim_end_matches([' ', '|']);
        assert!(document(place).contains(name), "{name} is not in {place}");
    }
}

/// A count as the reference writes it: `1,000,000`.
fn thousands(count: usize) -> String {
    let digits = count.to_string();
    let first = digits.len() % 3;
    let mut written = digits[..first].to_owned();
    for at in (first..digits.len()).step_by(3) {
        if !written.is_empty() {
            written.push(',');
        }
        written.push_str(&digits[at..at + 3]);
    }
    written
}
