//! A maker's product folder at hand: the build that is handed in, and the one that stands in a case.

use std::path::Path;

use scheme::body::act::{Application, Product};
use scheme::body::case::Case;
use scheme::id::CaseId;
use serde_json::json;
use service::acts;

use super::Against;
use super::desk::Desk;
use crate::Failure;
use crate::certify::{Loading, text};
use crate::cli::Given;
use crate::product::{ProductFolder, Version, read_head};
use crate::undone::Said;

impl Desk<'_> {
    pub(super) fn apply(&mut self, file: &Path) -> Result<(), Failure> {
        let head = read_head(file)?;
        let edition = self.body.facts().edition.clone();
        let application = Application {
            product: Product {
                name: text(&head.name),
                maker: head.maker.id.clone(),
                maker_name: text(&head.maker.name),
            },
            category: head.category,
            class: head.class.clone(),
            edition: head.edition.unwrap_or(edition),
        };
        let (at, why) = (self.now(), self.why());
        let case = acts::apply(&mut self.body, &self.by, at, &why, application)?;
        self.note("case", &case);
        self.say("acting-applied", &[("case", &case)]);
        Ok(())
    }

    pub(super) fn submit(&mut self, case: &CaseId, given: &Given) -> Result<(), Failure> {
        let folder = ProductFolder::open(&given.product)?;
        let build = read_build(&folder, given)?;
        let files: Vec<&[u8]> = build.files.iter().map(Vec::as_slice).collect();
        let (at, why, submission) = (self.now(), self.why(), build.submission.clone());
        acts::submit(&mut self.body, &self.by, at, &why, case, submission, &files)?;
        Ok(())
    }
}

/// The build that was named: of the newest version the last one, unless it is told.
pub(super) fn read_build(folder: &ProductFolder, given: &Given) -> Result<Loading, Failure> {
    let version = named_version(folder, given)?.or(folder.file.versions.last());
    let version = version.ok_or_else(|| no_build(given))?;
    let build = match given.build {
        Some(number) => version.builds.get(number - 1),
        None => version.builds.last(),
    };
    Loading::read(folder, version, build.ok_or_else(|| no_build(given))?)
}

/// The build of the folder that stands in the case: of several with the same items the last, which may bring a statement to
/// the same files.
pub(super) fn standing_build(
    folder: &ProductFolder,
    given: &Given,
    case: &Case,
) -> Result<Loading, Failure> {
    let version = named_version(folder, given)?;
    let mut unread = None;
    for known in folder.file.versions.iter().rev() {
        if version.is_some_and(|version| version.version != known.version) {
            continue;
        }
        for (index, build) in known.builds.iter().enumerate().rev() {
            if given.build.is_some_and(|number| number != index + 1) {
                continue;
            }
            match Loading::read(folder, known, build) {
                Ok(loading) if loading.submission.build == case.build() => return Ok(loading),
                Ok(_) => {}
                // An earlier build's files may be gone; it matters only where no other build stands.
                Err(failure) => unread = unread.or(Some(failure)),
            }
        }
    }
    let lost = || Against::own(json!({ "code": "build-not-at-hand" })).into();
    Err(unread.unwrap_or_else(lost))
}

fn named_version<'f>(
    folder: &'f ProductFolder,
    given: &Given,
) -> Result<Option<&'f Version>, Failure> {
    let Some(named) = &given.version else {
        return Ok(None);
    };
    let mut versions = folder.file.versions.iter();
    let found = versions.find(|version| version.version == *named);
    found.map(Some).ok_or_else(|| no_build(given))
}

fn no_build(given: &Given) -> Failure {
    let path = given.product.join("product.toml").display().to_string();
    let version = given.version.as_deref().unwrap_or("–").to_owned();
    let build = given
        .build
        .map_or("–".to_owned(), |build| build.to_string());
    let args = [
        ("path", path.as_str()),
        ("version", &version),
        ("build", &build),
    ];
    Said::new("acting-no-build", &args).into()
}
