//! What can be said about a product file before any of its files is opened: contradictions, names that
//! cannot be told apart, paths that lead elsewhere.

use std::collections::BTreeSet;
use std::path::{Component as Piece, Path};

use super::{Bilingual, Build, Named, Problem, Product, ProductFile, Version};

/// The longest name of a product, a maker, a file, an interface or a component, in characters.
const NAME_CHARS: usize = 256;
/// The longest version.
const VERSION_CHARS: usize = 128;
/// The longest condition, note or reason.
const WORDS_CHARS: usize = 2_000;

/// Names that stand for something else on a certificate.
const RESERVED: [&str; 3] = ["certificate.html", "declaration", "security.txt"];

/// Tests that an engine here does, so that no report of them is taken.
const ENGINES: [&str; 2] = ["vulnerability", "continuing"];

/// A place in the file, and what is wrong there.
pub(super) type Wrong = (String, Problem);

/// The first thing that is wrong.
pub(super) fn check(file: &ProductFile) -> Result<(), Wrong> {
    head(&file.product)?;
    if file.versions.is_empty() {
        return Err(("version".to_owned(), Problem::NoVersion));
    }
    for (index, version) in file.versions.iter().enumerate() {
        let place = format!("version {} ({:?})", index + 1, version.version);
        plain(&place, &version.version, VERSION_CHARS)?;
        let earlier = &file.versions[..index];
        if earlier.iter().any(|other| other.version == version.version) {
            return Err((place, Problem::VersionTwice));
        }
        builds(version, file.product.category.0, &place)?;
    }
    Ok(())
}

/// What is wrong with what is to be certified.
pub(super) fn head(product: &Product) -> Result<(), Wrong> {
    for (place, name) in [
        ("product.name", &product.name),
        ("product.maker.name", &product.maker.name),
    ] {
        both(place, name, NAME_CHARS)?;
    }
    said(&[
        ("product.conditions", &product.conditions),
        ("product.interfaces_left_out", &product.interfaces_left_out),
    ])
}

/// What is wrong with what will stand on a certificate in words.
pub(super) fn said(lists: &[(&str, &Vec<Bilingual>)]) -> Result<(), Wrong> {
    for (place, all) in lists {
        for said in *all {
            both(place, said, WORDS_CHARS)?;
        }
    }
    Ok(())
}

fn builds(version: &Version, category: u8, place: &str) -> Result<(), Wrong> {
    if version.builds.is_empty() {
        return Err((place.to_owned(), Problem::NoBuild));
    }
    for (number, build) in version.builds.iter().enumerate() {
        let place = format!("{place}, build {}", number + 1);
        content(build, category, &place)?;
        words(build, &place)?;
        names(build, &place)?;
        paths(build, &place)?;
        reports(build, &place)?;
    }
    Ok(())
}

fn content(build: &Build, category: u8, place: &str) -> Result<(), Wrong> {
    let wrong = |problem| Err((place.to_owned(), problem));
    if build.is_empty() {
        return wrong(Problem::NamesNothing);
    }
    if category != 3 && build.artefacts.is_empty() {
        return wrong(Problem::NoArtefact);
    }
    if let Some(named) = build.parts_lists.iter().find(|named| named.path.is_none()) {
        let name = named.label();
        return wrong(Problem::ListWithoutPath { name });
    }
    Ok(())
}

/// On a certificate a name stands for one thing.
fn names(build: &Build, place: &str) -> Result<(), Wrong> {
    let files = build.files().map(Named::label);
    let interfaces = build
        .interfaces
        .iter()
        .map(|interface| interface.name.clone());
    let components = build
        .components
        .iter()
        .map(|component| component.name.clone());
    let mut seen = BTreeSet::new();
    for name in files.chain(interfaces).chain(components) {
        plain(place, &name, NAME_CHARS)?;
        if RESERVED.contains(&name.as_str()) {
            return Err((place.to_owned(), Problem::NameTaken { name }));
        }
        if !seen.insert(name.clone()) {
            return Err((place.to_owned(), Problem::NameTwice { name }));
        }
    }
    Ok(())
}

/// What is handed in lies in the product's folder: nothing else of the machine is read.
fn paths(build: &Build, place: &str) -> Result<(), Wrong> {
    let files = build.files().filter_map(|named| named.path.as_deref());
    let papers = build.vex.iter().map(|path| path.as_path());
    let reports = build.reports.iter().flat_map(|report| {
        [Some(report.summary.as_path()), report.sarif.as_deref()]
            .into_iter()
            .flatten()
    });
    let release = build.os_release.as_deref();
    for path in files.chain(papers).chain(reports).chain(release) {
        if !lies_inside(path) {
            let path = path.to_owned();
            return Err((place.to_owned(), Problem::LeadsOut { path }));
        }
    }
    Ok(())
}

fn lies_inside(path: &Path) -> bool {
    path.components()
        .all(|piece| matches!(piece, Piece::Normal(_) | Piece::CurDir))
}

fn reports(build: &Build, place: &str) -> Result<(), Wrong> {
    let mut seen = BTreeSet::new();
    for report in &build.reports {
        if ENGINES.contains(&report.test.as_str()) {
            let test = report.test.clone();
            return Err((place.to_owned(), Problem::EngineTest { test }));
        }
        if !seen.insert(&report.test) {
            let test = report.test.clone();
            return Err((place.to_owned(), Problem::ReportTwice { test }));
        }
    }
    Ok(())
}

/// What a build says of itself, of its interfaces and of parts that cannot be matched.
fn words(build: &Build, place: &str) -> Result<(), Wrong> {
    if let Some(version) = &build.version {
        plain(place, version, VERSION_CHARS)?;
    }
    if let Some(note) = &build.note {
        both(place, note, WORDS_CHARS)?;
    }
    for interface in &build.interfaces {
        plain(place, &interface.protocol, WORDS_CHARS)?;
    }
    for argued in &build.unmatchable {
        plain(place, &argued.reason, WORDS_CHARS)?;
    }
    for decision in &build.decisions {
        plain(place, &decision.reason, WORDS_CHARS)?;
        if let Some(by) = &decision.by {
            plain(place, by, NAME_CHARS)?;
        }
    }
    Ok(())
}

fn both(place: &str, text: &Bilingual, most: usize) -> Result<(), Wrong> {
    plain(&format!("{place}.ja"), &text.ja, most)?;
    plain(&format!("{place}.en"), &text.en, most)
}

/// One line of at most so many characters, all of which can be seen: it will stand on a certificate, where two
/// names that look the same must be the same.
fn plain(place: &str, text: &str, most: usize) -> Result<(), Wrong> {
    let long = text.chars().count() > most;
    if text.trim().is_empty() || long || text.contains(unseen) {
        let text = text.escape_debug().to_string();
        return Err((place.to_owned(), Problem::NotOneLine { text, most }));
    }
    Ok(())
}

/// Commands a terminal, breaks a line, turns the order of reading around, or shows nothing.
fn unseen(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{feff}'
        )
        || matches!(c, '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(c, '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, fits: bool) {
        assert_eq!(plain("here", text, 5).is_ok(), fits, "{text:?}");
    }

    #[test]
    fn a_name_is_counted_in_characters_not_in_bytes() {
        check("放射線画像", true);
        check("放射線画像器", false);
        check("viewer", false);
    }

    #[test]
    fn a_name_that_cannot_be_seen_whole_is_refused() {
        check("a b", true);
        check("👩\u{200d}⚕", true);
        for unseen in [
            "",
            " ",
            "a\n",
            "a\u{1b}",
            "a\u{200b}",
            "\u{202e}a",
            "\u{2066}a",
            "\u{feff}a",
            "a\u{2028}",
        ] {
            check(unseen, false);
        }
    }
}
