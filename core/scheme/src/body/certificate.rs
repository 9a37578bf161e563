//! A certificate as the body knows it: what it says, and its life.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use super::act::{Component, Product, Replacement};
use super::case::Recorded;
use crate::edition::{EndingKind, Text};
use crate::evidence::{Item, ItemKind, Performed, Reused, Verdict};
use crate::id::{
    ActorId, CaseId, CategoryId, CertificateNumber, ClassId, Digest, EditionId, FindingId, FirmId,
    ResultId, TestId,
};
use crate::validity::{Change, Life, Moment, Part};

/// A certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Certificate {
    /// Its number.
    pub number: CertificateNumber,
    /// The case it came of.
    pub case: CaseId,
    /// The edition it was decided under.
    pub edition: EditionId,
    /// The category.
    pub category: CategoryId,
    /// The class.
    pub class: ClassId,
    /// The product and its holder.
    pub product: Product,
    /// The exact version.
    pub version: String,
    /// The items it covers, by digest, and no others.
    pub build: Vec<Item>,
    /// Who evaluated what counts, with reused results those of the earlier case.
    pub evaluators: BTreeSet<ActorId>,
    /// Their firms.
    pub firms: BTreeSet<FirmId>,
    /// Who reviewed.
    pub reviewers: BTreeSet<ActorId>,
    /// Who decided.
    pub decider: ActorId,
    /// When it was decided.
    pub decided: Timestamp,
    /// The first day.
    pub valid_from: Date,
    /// The last day.
    pub valid_until: Date,
    /// The last day of the maker's support, as declared.
    pub support_end: Option<Date>,
    /// The required tests with what counted.
    pub tests: Vec<TestDone>,
    /// Under which conditions.
    pub conditions: Vec<Text>,
    /// Which interfaces were left out.
    pub left_out: Vec<Text>,
    /// For a system: the components in scope when it was decided.
    pub components: Vec<Component>,
    /// The digest of the document for people.
    pub document: Digest,
    /// The digest of the signed statement.
    pub statement: Digest,
    /// The digest of the public report.
    pub report: Option<Digest>,
    /// The earlier certificate that a delta evaluation started from.
    pub previous: Option<CertificateNumber>,
    /// The certificate that a delta evaluation made of this one.
    pub successor: Option<CertificateNumber>,
    /// What was done to it, in order.
    pub history: Vec<Change>,
    /// What it rests on and rested on, in order.
    pub parts: Vec<Part>,
    /// Replacements that the holder declared and the registrar has not accepted.
    pub declared: Vec<Replacement>,
    /// When a replacement of each component certificate was last declared.
    pub declared_at: BTreeMap<CertificateNumber, Moment>,
    /// Tests of the system that were done again because of a replacement, in order.
    pub reexamined: Vec<Recorded>,
}

/// A required test on a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TestDone {
    /// Which test.
    pub test: TestId,
    /// The result that counted.
    pub result: ResultId,
    /// What it came to.
    pub verdict: Verdict,
    /// The engine with its version, or the signed report.
    pub performed: Performed,
    /// When it was made.
    pub at: Timestamp,
    /// The evaluator who answers for it.
    pub by: ActorId,
    /// The evaluator's firm.
    pub firm: FirmId,
    /// The findings that it had and how they ended.
    pub retests: Vec<RetestDone>,
    /// Where it was reused from.
    pub reused: Option<Reused>,
}

/// A finding that ended before the certificate was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RetestDone {
    /// Which finding.
    pub finding: FindingId,
    /// How it ended.
    pub way: EndingKind,
    /// The result that looked again.
    pub result: ResultId,
    /// When that was made.
    pub at: Timestamp,
}

impl Certificate {
    /// The digests of the parts lists.
    pub fn parts_lists(&self) -> impl Iterator<Item = Digest> {
        let lists = self
            .build
            .iter()
            .filter(|item| item.kind == ItemKind::PartsList);
        lists.map(|item| item.digest)
    }

    /// What it was given for, as the public certificate names it: every item but parts lists, which
    /// describe the others, and components, which hold certificates of their own.
    pub fn artefacts(&self) -> impl Iterator<Item = &Item> {
        let described = [ItemKind::PartsList, ItemKind::Component];
        self.build
            .iter()
            .filter(move |item| !described.contains(&item.kind))
    }

    /// Whether it covers these bytes.
    #[must_use]
    pub fn covers(&self, digest: Digest) -> bool {
        self.build.iter().any(|item| item.digest == digest)
    }

    /// The holder.
    #[must_use]
    pub fn holder(&self) -> &FirmId {
        &self.product.maker
    }

    /// What its standing is derived from.
    #[must_use]
    pub fn life(&self) -> Life<'_> {
        Life {
            valid_until: self.valid_until,
            history: &self.history,
            parts: &self.parts,
        }
    }

    /// What the system is made of once every declared replacement is installed: its items, the
    /// components with the digests of what stands in their places by then.
    #[must_use]
    pub fn build_with_replacements(&self) -> Vec<Item> {
        let installed = |item: &Item| {
            let part = self.parts.iter().rfind(|part| part.name == item.name)?;
            let declared = self
                .declared
                .iter()
                .find(|declared| declared.old == part.certificate);
            Some(declared.map_or(part.digest, |declared| declared.digest))
        };
        let mut build = self.build.clone();
        for item in &mut build {
            if item.kind == ItemKind::Component {
                item.digest = installed(item).unwrap_or(item.digest);
            }
        }
        build
    }

    /// The part that carries this component certificate at present.
    #[must_use]
    pub fn current_part(&self, certificate: CertificateNumber) -> Option<&Part> {
        let mut later: BTreeSet<&str> = BTreeSet::new();
        let mut latest = self.parts.iter().rev();
        latest.find(|part| later.insert(&part.name) && part.certificate == certificate)
    }
}
