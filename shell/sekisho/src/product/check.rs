//! What can be said about a product file before any of its files is opened: contradictions, names that
//! cannot be told apart, paths that lead elsewhere.

use std::collections::BTreeSet;
use std::path::{Component as Piece, Path};

use super::{Build, Named, ProductFile, Version};

/// Names that stand for something else on a certificate.
const RESERVED: [&str; 2] = ["certificate.html", "declaration"];

/// Tests that an engine here does, so that no report of them is taken.
const ENGINES: [&str; 2] = ["vulnerability", "continuing"];

/// A place in the file, and what is wrong there.
pub(super) type Wrong = (String, String);

/// The first thing that is wrong.
pub(super) fn check(file: &ProductFile) -> Result<(), Wrong> {
    let product = &file.product;
    for (place, text) in [
        ("product.name.ja", &product.name.ja),
        ("product.name.en", &product.name.en),
        ("product.maker.name.ja", &product.maker.name.ja),
        ("product.maker.name.en", &product.maker.name.en),
    ] {
        plain(place, text)?;
    }
    if file.versions.is_empty() {
        let problem = "none given; at least one [[version]] is needed";
        return Err(("version".to_owned(), problem.to_owned()));
    }
    for (index, version) in file.versions.iter().enumerate() {
        let place = format!("version {} ({:?})", index + 1, version.version);
        plain(&place, &version.version)?;
        let earlier = &file.versions[..index];
        if earlier.iter().any(|other| other.version == version.version) {
            let problem = "stands twice; each version has one [[version]] with its builds";
            return Err((place, problem.to_owned()));
        }
        builds(version, product.category.0, &place)?;
    }
    Ok(())
}

fn builds(version: &Version, category: u8, place: &str) -> Result<(), Wrong> {
    if version.builds.is_empty() {
        let problem = "has no [[version.build]]; at least one is needed";
        return Err((place.to_owned(), problem.to_owned()));
    }
    for (number, build) in version.builds.iter().enumerate() {
        let place = format!("{place}, build {}", number + 1);
        content(build, category, &place)?;
        names(build, &place)?;
        paths(build, &place)?;
        reports(build, &place)?;
    }
    Ok(())
}

fn content(build: &Build, category: u8, place: &str) -> Result<(), Wrong> {
    let wrong = |problem: &str| Err((place.to_owned(), problem.to_owned()));
    if build.is_empty() {
        return wrong(
            "names nothing: no artefact, parts list, source, document, interface or component",
        );
    }
    if category != 3 && build.artefacts.is_empty() {
        return wrong("names no artefact; a certificate is for files, each by its digest");
    }
    if let Some(named) = build.parts_lists.iter().find(|named| named.path.is_none()) {
        let name = named.name.as_deref().unwrap_or_default();
        let problem =
            format!("parts list {name:?} has no path; a list is read, a digest is not enough");
        return Err((place.to_owned(), problem));
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
        plain(place, &name)?;
        if RESERVED.contains(&name.as_str()) {
            let problem = format!("the name {name:?} is taken by the certificate itself");
            return Err((place.to_owned(), problem));
        }
        if !seen.insert(name.clone()) {
            let problem =
                format!("the name {name:?} stands twice; give one of them another `name`");
            return Err((place.to_owned(), problem));
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
            let shown = path.display();
            let problem =
                format!("{shown} leads out of the product folder; paths are relative to it");
            return Err((place.to_owned(), problem));
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
            let problem = format!(
                "a report of {}: that test is done by an engine here",
                report.test
            );
            return Err((place.to_owned(), problem));
        }
        if !seen.insert(&report.test) {
            let problem = format!(
                "two reports of {}; one report speaks for one build",
                report.test
            );
            return Err((place.to_owned(), problem));
        }
    }
    Ok(())
}

/// A name is one line of 1 to 256 characters.
fn plain(place: &str, text: &str) -> Result<(), Wrong> {
    if text.trim().is_empty() || text.len() > 256 || text.chars().any(char::is_control) {
        let problem = format!("{text:?}: a name is one line of 1 to 256 characters");
        return Err((place.to_owned(), problem));
    }
    Ok(())
}
