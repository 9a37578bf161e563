//! Why a product folder cannot be used, as values: [`crate::talk`] tells them in the person's language.

use std::path::PathBuf;

use scheme::id::{Digest, TestId};
use serde::Serialize;

/// Why a product folder cannot be used. The texts here are for logs; people read `product-…` of the messages.
#[derive(Debug, thiserror::Error, Serialize, strum::VariantNames)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub(crate) enum ProductError {
    #[error("{path}: there is no such file; it names the product, its version and {parts_list}")]
    NoProductFile { path: PathBuf, parts_list: String },
    #[error("{path}: cannot be read")]
    Unreadable {
        path: PathBuf,
        #[serde(skip)]
        source: std::io::Error,
    },
    #[error("{path}: larger than {limit} bytes")]
    TooLarge { path: PathBuf, limit: u64 },
    #[error("{path}: not UTF-8 at byte {offset}")]
    NotText { path: PathBuf, offset: usize },
    #[error("{path}: not in the form of a product file")]
    Form {
        path: PathBuf,
        #[serde(skip)]
        source: toml::de::Error,
    },
    #[error("{path}: {place}")]
    Content {
        path: PathBuf,
        place: String,
        #[serde(skip)]
        source: Problem,
    },
    #[error(
        "{path}: a root file system or an image, not a parts list; name the package database in it"
    )]
    RootAsList { path: PathBuf },
    #[error("artefact {name:?}: has no bytes; a certificate for nothing certifies nothing")]
    Empty { name: String },
    #[error("{path}: sha256 is {found}, product.toml says {said}")]
    OtherDigest {
        path: PathBuf,
        found: Digest,
        said: Digest,
    },
}

/// What is wrong at a place of a product file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, strum::VariantNames)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub(crate) enum Problem {
    #[error(
        "{text:?}: wants one line of 1 to {most} characters, without control characters and invisible ones"
    )]
    NotOneLine { text: String, most: usize },
    #[error("none given; at least one [[version]] is needed")]
    NoVersion,
    #[error("stands twice; each version has one [[version]] with its builds")]
    VersionTwice,
    #[error("has no [[version.build]]; at least one is needed")]
    NoBuild,
    #[error("names nothing: no artefact, parts list, source, document, interface or component")]
    NamesNothing,
    #[error("names no artefact; a certificate is for files, each by its digest")]
    NoArtefact,
    #[error("parts list {name:?} has no path; a list is read, a digest is not enough")]
    ListWithoutPath { name: String },
    #[error("the name {name:?} is taken by the certificate itself")]
    NameTaken { name: String },
    #[error("the name {name:?} stands twice; give one of them another `name`")]
    NameTwice { name: String },
    #[error("{path} leads out of the product folder; paths are relative to it")]
    LeadsOut { path: PathBuf },
    #[error("a report of {test}: that test is done by an engine here")]
    EngineTest { test: TestId },
    #[error("two reports of {test}; one report speaks for one build")]
    ReportTwice { test: TestId },
    #[error("file {name:?} has neither `path` nor `sha256`; one of them is needed")]
    NeitherPathNorDigest { name: String },
}
