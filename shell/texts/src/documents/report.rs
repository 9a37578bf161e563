//! The report of a case, as data (`report.json`) and as a page (`report.html`).
//!
//! Plain values for people and programs: what was asked, what was found, what to do, what was decided and why. Nothing
//! is decided here; whoever fills it in renders the reasons.

mod case;
mod page;
mod result;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Bilingual;

pub use case::{Build, CertificateLine, Delta, DeltaOutcome, Item, State, Step, Version};
pub use page::report;
pub use result::{
    By, Coverage, Ecosystem, Feed, Finding, FindingState, TestRun, TestVerdict, Unmatchable,
};

/// The form of `report.json` that this code writes.
pub const FORMAT: u32 = 1;

/// The report of a case: one product, one or more of its versions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// The form of this file, [`FORMAT`].
    pub format: u32,
    /// Made for a demonstration: certifies nothing.
    pub demonstration: bool,
    /// Rules of the edition that were waived, in words: for a demonstration only.
    pub waived: Vec<Bilingual>,
    /// The body that examined.
    pub body: Bilingual,
    /// The edition of the scheme, such as `mitsf-2016`.
    pub edition: String,
    /// The product.
    pub product: Bilingual,
    /// Who makes it and applied.
    pub maker: Bilingual,
    /// The category, 1 to 3.
    pub category: u8,
    /// The class asked for, such as `2-a`.
    pub class: String,
    /// When this report was made.
    pub made: Timestamp,
    /// What the case came to.
    pub verdict: Verdict,
    /// Why; for a withheld certificate all reasons.
    pub reasons: Vec<Reason>,
    /// What to do next.
    pub next: Vec<Bilingual>,
    /// Each class of the category: earned, or what is missing.
    pub classes: Vec<ClassEarned>,
    /// The versions examined, in order.
    pub versions: Vec<Version>,
}

/// What the case came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The last version examined earned a certificate.
    Certified,
    /// It did not.
    Withheld,
}

/// A reason, for programs by its code, for people in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// The code, such as `open-finding`.
    pub code: String,
    /// The reason in words.
    pub text: Bilingual,
}

/// Whether the evidence earns a class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassEarned {
    /// The class.
    pub class: String,
    /// Whether it is earned.
    pub earned: bool,
    /// What is missing, when it is not.
    pub missing: Vec<Bilingual>,
}
