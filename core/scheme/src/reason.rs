//! Why evidence does not earn a class: one value for each lack, with the details a reader needs.
//!
//! Serialised as `{"code": "no-result", "test": "static"}`: the code names the message in any
//! language, the other members are its details. The English text here is for logs.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::evidence::{ItemKind, Verdict};
use crate::id::{CategoryId, CertificateNumber, ClassId, Digest, FindingId, ResultId, TestId};

/// Why evidence does not earn a class.
#[derive(
    Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error, strum::VariantNames,
)]
#[serde(tag = "code", rename_all = "kebab-case", deny_unknown_fields)]
#[strum(serialize_all = "kebab-case")]
pub enum Reason {
    /// The edition has no such category.
    #[error("the edition has no category {category}")]
    UnknownCategory {
        /// What was asked for.
        category: CategoryId,
    },
    /// The category has no such class.
    #[error("category {category} has no class {class}; it has {}", names(known))]
    UnknownClass {
        /// The category.
        category: CategoryId,
        /// What was asked for.
        class: ClassId,
        /// The classes that it has.
        known: Vec<ClassId>,
    },
    /// The build names the same thing twice, so a digest does not say which is meant.
    #[error("the build has two items of kind {kind} named {item}")]
    AmbiguousItem {
        /// What kind of thing.
        kind: ItemKind,
        /// Its name.
        item: String,
    },
    /// The test must cover a kind of item that the build does not have.
    #[error("{test}: the build has no {kind} that it could cover")]
    NothingToCover {
        /// The test.
        test: TestId,
        /// The kind that is missing.
        kind: ItemKind,
    },
    /// The test was not done.
    #[error("{test}: there is no result")]
    NoResult {
        /// The test.
        test: TestId,
    },
    /// The newest result is about another build.
    #[error("{test}: result {result} is about another build: {} differ", items.join(", "))]
    OtherBuild {
        /// The test.
        test: TestId,
        /// Its newest result.
        result: ResultId,
        /// What it covers that this build has not, or has with another digest.
        items: Vec<String>,
    },
    /// The result leaves out things that the test must cover.
    #[error("{test}: result {result} does not cover {}", items.join(", "))]
    NotCovered {
        /// The test.
        test: TestId,
        /// The result.
        result: ResultId,
        /// What it leaves out.
        items: Vec<String>,
    },
    /// The newest result about this build is not a pass.
    #[error("{test}: result {result} is {verdict}")]
    NotPassed {
        /// The test.
        test: TestId,
        /// The result.
        result: ResultId,
        /// What it comes to.
        verdict: Verdict,
        /// The result's own reasons.
        because: Vec<String>,
    },
    /// The result says pass and names something that blocks.
    #[error("{test}: result {result} says pass but saw {rule} at {scope}: {name}")]
    PassWithBlocking {
        /// The test.
        test: TestId,
        /// The result.
        result: ResultId,
        /// What it saw.
        rule: String,
        /// Where: the scope.
        scope: String,
        /// Where: inside the scope.
        name: String,
    },
    /// The result is too old to count.
    #[error("{test}: result {result} is {age_days} days old, limit is {limit_days}")]
    TooOld {
        /// The test.
        test: TestId,
        /// The result.
        result: ResultId,
        /// Its age, whole days.
        age_days: i64,
        /// The edition's limit, days.
        limit_days: u32,
    },
    /// The result, or what it read, is dated after the decision.
    #[error("{test}: result {result} is dated {dated}, after the decision at {decided}")]
    FromTheFuture {
        /// The test.
        test: TestId,
        /// The result.
        result: ResultId,
        /// The date of the result or of its advisories.
        dated: Timestamp,
        /// When it was decided.
        decided: Timestamp,
    },
    /// The result was taken over from an earlier version, which this test does not allow.
    #[error("{test}: result {result} is reused, but this test is always done again")]
    Reused {
        /// The test.
        test: TestId,
        /// The result.
        result: ResultId,
    },
    /// The result does not say how old its advisories were.
    #[error("{test}: result {result} does not say how old its advisories were")]
    FeedAgeUnknown {
        /// The test.
        test: TestId,
        /// The result.
        result: ResultId,
    },
    /// The advisories were too old.
    #[error("{test}: the advisories of {result} are {age_days} days old, limit is {limit_days}")]
    FeedTooOld {
        /// The test.
        test: TestId,
        /// The result.
        result: ResultId,
        /// The age of their newest entry at the decision, whole days.
        age_days: i64,
        /// The edition's limit, days.
        limit_days: u32,
    },
    /// A blocking finding has not ended.
    #[error("{finding} of {test} is open: {rule} at {scope}: {name}")]
    OpenFinding {
        /// The finding.
        finding: FindingId,
        /// The test that saw it.
        test: TestId,
        /// What was seen.
        rule: String,
        /// Where: the scope.
        scope: String,
        /// Where: inside the scope.
        name: String,
    },
    /// The system has no component with the certificate that is presupposed.
    #[error(
        "no component holds a valid category {category} certificate of class {} or above",
        names(at_least)
    )]
    NoComponent {
        /// Of this category.
        category: CategoryId,
        /// One of these classes or above.
        at_least: Vec<ClassId>,
    },
    /// A component holds no certificate.
    #[error("component {component} of category {category} holds no certificate")]
    ComponentUncertified {
        /// The component.
        component: String,
        /// Its category.
        category: CategoryId,
    },
    /// A component's certificate is not valid at the decision.
    #[error("certificate {certificate} of component {component} is not valid")]
    ComponentNotValid {
        /// The component.
        component: String,
        /// Its certificate.
        certificate: CertificateNumber,
    },
    /// A component's certificate is of another category.
    #[error(
        "certificate {certificate} of component {component} is of category {held}, not {category}"
    )]
    ComponentCategory {
        /// The component.
        component: String,
        /// Its certificate.
        certificate: CertificateNumber,
        /// The certificate's category.
        held: CategoryId,
        /// The component's category.
        category: CategoryId,
    },
    /// A component's class is too low.
    #[error(
        "certificate {certificate} of component {component} is of class {held}, not {} or above",
        names(at_least)
    )]
    ComponentClass {
        /// The component.
        component: String,
        /// Its certificate.
        certificate: CertificateNumber,
        /// The certificate's class.
        held: ClassId,
        /// One of these classes or above is asked for.
        at_least: Vec<ClassId>,
    },
    /// A component's certificate does not cover what is installed.
    #[error(
        "certificate {certificate} of component {component} does not cover the installed {digest}"
    )]
    ComponentDigest {
        /// The component.
        component: String,
        /// Its certificate.
        certificate: CertificateNumber,
        /// What is installed.
        digest: Digest,
    },
    /// The build has a component of which nothing is known.
    #[error("nothing is stated about component {component} of the build")]
    ComponentUnstated {
        /// The component.
        component: String,
    },
    /// A component is stated that the build does not have, or with another digest.
    #[error("component {component} is stated but is not in the build with this digest")]
    ComponentNotInBuild {
        /// The component.
        component: String,
    },
}

/// Class names for a sentence.
fn names(classes: &[ClassId]) -> String {
    let names: Vec<_> = classes.iter().map(ClassId::as_str).collect();
    names.join(" or ")
}
