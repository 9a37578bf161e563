//! Why a certification does not even begin, as values: [`crate::talk`] tells them in the person's language.

use std::path::PathBuf;

use scheme::id::{CategoryId, ClassId, EditionId, TestId};
use serde::Serialize;

/// Why nothing is put on record. The texts here are for logs; people read `unable-…` of the messages.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, strum::VariantNames)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub(crate) enum Unable {
    /// The folder holds a register that this run may not write to.
    #[error(
        "{path} is the register of another body; choose another --into, or name the body with --body"
    )]
    ForeignRegister { path: PathBuf },
    /// A real body has no advisories to hold the product against.
    #[error(
        "{path} names no advisories and --advisories gives none; those of product.toml are the applicant's own"
    )]
    NoAdvisories { path: PathBuf },
    /// The body works by another edition.
    #[error("the body in {path} works by edition {found}, the product asks for {asked}")]
    OtherEdition {
        path: PathBuf,
        found: EditionId,
        asked: EditionId,
    },
    /// The edition lacks the category asked for.
    #[error("edition {edition} has no category {asked}; it has {}", known.join(", "))]
    NoCategory {
        edition: EditionId,
        asked: CategoryId,
        known: Vec<String>,
    },
    /// The category lacks the class asked for.
    #[error("category {category} has no class {asked}; it has {}", known.join(", "))]
    NoClass {
        category: CategoryId,
        asked: ClassId,
        known: Vec<String>,
    },
    /// A report of something that is no test.
    #[error("a report of {asked}, which is no test; tests are {}", known.join(", "))]
    NoTest { asked: TestId, known: Vec<String> },
}
