//! The form of an edition's file: what stands where. Strict: an unknown member is refused.
//!
//! Values keep their place in the text, so that [`super::check`] can name lines.

use std::collections::BTreeSet;

use serde::Deserialize;
use toml::Spanned;

use super::{ComponentScope, EditionError, EndingKind, FixDays, Mark, RequiredCertificate};
use super::{Overdue, SarifLevel, SurveillanceDays, Text, WorkDays, Zone};
use crate::evidence::{ItemKind, Severity};
use crate::id::{CategoryId, ClassId, EditionId, TestId};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawEdition {
    pub(super) format: Spanned<i64>,
    pub(super) id: EditionId,
    pub(super) title: Spanned<Text>,
    pub(super) source: Spanned<Text>,
    pub(super) footnote: Vec<RawFootnote>,
    pub(super) rules: RawRules,
    pub(super) test: Vec<RawTest>,
    pub(super) category: Vec<RawCategory>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFootnote {
    pub(super) sign: Spanned<String>,
    pub(super) words: Spanned<Text>,
}

/// A parameter; its members are optional here so that their lack is named by rule.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRule<T> {
    pub(super) value: Spanned<T>,
    pub(super) mark: Option<Mark>,
    pub(super) source: Option<Text>,
    pub(super) footnote: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRules {
    pub(super) validity_years: RawRule<i64>,
    pub(super) transition_days: RawRule<i64>,
    pub(super) transition_days_with_blocking: RawRule<i64>,
    pub(super) component_limit_days: RawRule<i64>,
    pub(super) checkpoint_age_days: RawRule<i64>,
    pub(super) feed_age_days: RawRule<i64>,
    pub(super) unmatchable_percent: RawRule<i64>,
    pub(super) blocking_from: RawRule<Severity>,
    pub(super) support_after_certificate: RawRule<bool>,
    pub(super) fix_days: RawRule<FixDays>,
    pub(super) surveillance_days: RawRule<SurveillanceDays>,
    pub(super) surveillance_overdue: RawRule<Overdue>,
    pub(super) work_days: RawRule<WorkDays>,
    pub(super) answer_days: RawRule<FixDays>,
    pub(super) dates: RawRule<Zone>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTest {
    pub(super) id: Spanned<TestId>,
    pub(super) title: Text,
    pub(super) what: Text,
    pub(super) standard: String,
    pub(super) covers: BTreeSet<ItemKind>,
    pub(super) reuse_max_age_days: Spanned<i64>,
    pub(super) always_again: bool,
    pub(super) reads_feed: bool,
    pub(super) ends_by: Spanned<BTreeSet<EndingKind>>,
    pub(super) sarif_blocking: BTreeSet<SarifLevel>,
    #[serde(default)]
    pub(super) footnotes: Vec<String>,
    pub(super) mark: Option<Mark>,
    pub(super) source: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCategory {
    pub(super) id: Spanned<CategoryId>,
    pub(super) words: Text,
    pub(super) class: Vec<RawClass>,
    pub(super) components: Option<RawComponents>,
    #[serde(default)]
    pub(super) footnotes: Vec<String>,
    pub(super) mark: Option<Mark>,
    pub(super) source: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawClass {
    pub(super) id: Spanned<ClassId>,
    pub(super) words: Text,
    pub(super) above: Vec<Spanned<ClassId>>,
    pub(super) tests: Vec<Spanned<TestId>>,
    #[serde(default)]
    pub(super) footnotes: Vec<String>,
    pub(super) mark: Option<Mark>,
    pub(super) source: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawComponents {
    pub(super) requires: RawRule<Vec<Spanned<RequiredCertificate>>>,
    pub(super) scope: RawRule<ComponentScope>,
}

/// The file's members with their places.
pub(super) fn read(text: &str) -> Result<RawEdition, EditionError> {
    toml::from_str(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        EditionError::Form {
            line: line_of(text, start),
            rule: table_at(text, start),
            what: error.message().to_owned(),
        }
    })
}

/// The line of a byte, from 1.
pub(super) fn line_of(text: &str, byte: usize) -> usize {
    let before = text.as_bytes().get(..byte).unwrap_or(text.as_bytes());
    before.iter().filter(|b| **b == b'\n').count() + 1
}

/// The table header under which a byte stands.
fn table_at(text: &str, byte: usize) -> String {
    let headers = text.lines().take(line_of(text, byte)).map(str::trim_start);
    let last = headers.filter(|line| line.starts_with('[')).last();
    let name = last.map(|line| line.split(']').next().unwrap_or(line));
    name.map_or("the head".to_owned(), |name| {
        name.trim_start_matches('[').to_owned()
    })
}
