//! An edition of the scheme: its categories, classes, tests and rules, read from a data file.
//!
//! Every rule says whether the slide prints it or we read it so, and from where. Nothing here
//! decides anything: see [`crate::class`] for the order and [`crate::decide`] for decisions.

mod check;
mod error;
mod read;
mod rules;
mod shipped;

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde::{Deserialize, Serialize};

use crate::evidence::{ItemKind, Severity};
use crate::id::{CategoryId, ClassId, Digest, EditionId, TestId};

pub use error::EditionError;
pub use rules::{FixDays, Marked, Overdue, Rule, Rules, SurveillanceDays, WorkDays, Zone};
pub use shipped::{UnknownEdition, find, shipped};

/// A text for people in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Japanese; for the slide's rules the slide's own words.
    pub ja: String,
    /// English; for the slide's rules a rendering.
    pub en: String,
}

/// Where a rule comes from.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, strum::Display,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Mark {
    /// Printed on the Forum's slide.
    Slide,
    /// Our reading, because the Forum published no definition.
    Ours,
}

/// A footnote of the slide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Footnote {
    /// Its sign: `*`, `**`, `***`.
    pub sign: String,
    /// Its words.
    pub words: Text,
}

/// How a blocking finding may end.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    strum::Display,
    strum::EnumIter,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum EndingKind {
    /// Another build; the retest looked at the place and did not find it.
    Fixed,
    /// A signed VEX statement of the maker was accepted and the matching run again with it.
    Answered,
    /// A new version of the document or setting was examined again.
    Corrected,
}

/// The level of a SARIF result.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, strum::Display,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum SarifLevel {
    /// Says nothing about severity.
    None,
    /// A minor problem.
    Note,
    /// A problem.
    Warning,
    /// A serious problem.
    Error,
}

/// A test of the scheme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Test {
    /// Its name.
    pub id: TestId,
    /// Its title for people.
    pub title: Text,
    /// What it does, one sentence.
    pub what: Text,
    /// The nearest published standard.
    pub standard: String,
    /// Every item of these kinds in a build must be covered; never empty.
    pub covers: BTreeSet<ItemKind>,
    /// How old a result may be when it counts or is reused, days.
    pub reuse_max_age_days: u32,
    /// Never reused: always done again for a new version.
    pub always_again: bool,
    /// Reads advisories: its results must say how old they were.
    pub reads_feed: bool,
    /// How its blocking findings may end; never empty.
    pub ends_by: BTreeSet<EndingKind>,
    /// SARIF levels that block when a result has no score.
    pub sarif_blocking: BTreeSet<SarifLevel>,
    /// Signs of the slide's footnotes that stand on it.
    pub footnotes: Vec<String>,
    /// Whether its definition is the slide's or ours.
    pub mark: Mark,
    /// Where its definition comes from.
    pub source: Text,
}

/// A cell of the slide's table: what a class of a category asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Class {
    /// Its name.
    pub id: ClassId,
    /// The cell's words.
    pub words: Text,
    /// The classes directly below.
    pub above: BTreeSet<ClassId>,
    /// All classes below, near and far.
    pub below: BTreeSet<ClassId>,
    /// The tests that this class adds to those below.
    pub tests: BTreeSet<TestId>,
    /// Signs of the slide's footnotes in the cell.
    pub footnotes: Vec<String>,
    /// Printed on the slide, or our reading.
    pub mark: Mark,
    /// Where it comes from.
    pub source: Text,
}

/// What a system's components must hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Components {
    /// At least one certificate of each of these.
    pub requires: Rule<Vec<RequiredCertificate>>,
    /// Which components must hold one.
    pub scope: Rule<ComponentScope>,
}

/// A certificate that a component must hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequiredCertificate {
    /// Of which category.
    pub category: CategoryId,
    /// One of these classes, or one above; never empty.
    pub at_least: Vec<ClassId>,
}

/// Which components of a system must hold a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, strum::Display)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum ComponentScope {
    /// Every component of a category that the rule names, and at least one of each.
    EveryComponent,
    /// At least one of each category that the rule names.
    OneOfEach,
}

/// A row of the slide's table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Category {
    /// Its number.
    pub id: CategoryId,
    /// What kind of product (製品範囲).
    pub words: Text,
    /// Its classes, from lower to higher as the file lists them.
    pub classes: Vec<Class>,
    /// What its components must hold, if it is made of components.
    pub components: Option<Components>,
    /// Signs of the slide's footnotes on the row.
    pub footnotes: Vec<String>,
    /// Printed on the slide, or our reading.
    pub mark: Mark,
    /// Where it comes from.
    pub source: Text,
}

/// An edition of the scheme, free of contradictions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Edition {
    id: EditionId,
    title: Text,
    source: Text,
    footnotes: Vec<Footnote>,
    categories: Vec<Category>,
    tests: Vec<Test>,
    rules: Rules,
    feed_age_waived: bool,
    digest: Digest,
}

impl Edition {
    /// Reads an edition and refuses one that contradicts itself, naming line and rule.
    pub fn parse(text: &str) -> Result<Self, EditionError> {
        let raw = read::read(text)?;
        check::check(text, raw)
    }

    /// Its name.
    #[must_use]
    pub fn id(&self) -> &EditionId {
        &self.id
    }

    /// The digest of the file that it was read from.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// Its title for people.
    #[must_use]
    pub fn title(&self) -> &Text {
        &self.title
    }

    /// Where it comes from.
    #[must_use]
    pub fn source(&self) -> &Text {
        &self.source
    }

    /// The slide's footnotes.
    #[must_use]
    pub fn footnotes(&self) -> &[Footnote] {
        &self.footnotes
    }

    /// The rows of the table.
    #[must_use]
    pub fn categories(&self) -> &[Category] {
        &self.categories
    }

    /// One row of the table.
    #[must_use]
    pub fn category(&self, id: CategoryId) -> Option<&Category> {
        self.categories.iter().find(|category| category.id == id)
    }

    /// One cell of the table.
    #[must_use]
    pub fn class(&self, category: CategoryId, class: &ClassId) -> Option<&Class> {
        let mut classes = self.category(category)?.classes.iter();
        classes.find(|known| known.id == *class)
    }

    /// The tests.
    #[must_use]
    pub fn tests(&self) -> &[Test] {
        &self.tests
    }

    /// One test.
    #[must_use]
    pub fn test(&self, id: &TestId) -> Option<&Test> {
        self.tests.iter().find(|test| test.id == *id)
    }

    /// The parameters.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Whether a sighting of this severity blocks. Not scored is treated as the worst.
    #[must_use]
    pub fn blocks(&self, severity: Severity) -> bool {
        severity == Severity::Unknown || severity >= self.rules.blocking_from.value
    }

    /// How long the old version's certificate stands after a version-up, days.
    #[must_use]
    pub fn transition_days(&self, blocking_known: bool) -> u32 {
        if blocking_known {
            self.rules.transition_days_with_blocking.value
        } else {
            self.rules.transition_days.value
        }
    }

    /// The day of this moment, as certificates are dated.
    #[must_use]
    pub fn day_of(&self, at: Timestamp) -> Date {
        match self.rules.dates.value {
            Zone::Utc => at.to_zoned(TimeZone::UTC).date(),
        }
    }

    /// The last day of a certificate that begins on this day; 29 February ends on the 28th.
    #[must_use]
    pub fn last_day(&self, first: Date) -> Date {
        first.saturating_add(Span::new().years(self.rules.validity_years.value))
    }

    /// How old the newest entry of a feed may be, days; none when the limit is waived.
    #[must_use]
    pub fn feed_age_days(&self) -> Option<u32> {
        (!self.feed_age_waived).then_some(self.rules.feed_age_days.value)
    }

    /// The same edition without the feeds' age limit: for demonstrations only, which must say so.
    #[must_use]
    pub fn with_feed_age_waived(mut self) -> Self {
        self.feed_age_waived = true;
        self
    }

    /// Every rule with its mark and source, in the order of the file.
    #[must_use]
    pub fn marked(&self) -> Vec<Marked<'_>> {
        let mut all = self.rules.marked();
        all.extend(self.tests.iter().map(|test| Marked {
            rule: format!("test {}", test.id),
            value: None,
            mark: test.mark,
            source: &test.source,
        }));
        for category in &self.categories {
            all.extend(category.marked());
        }
        all
    }
}

impl Category {
    fn marked(&self) -> Vec<Marked<'_>> {
        let mut all = vec![Marked {
            rule: format!("category {}", self.id),
            value: None,
            mark: self.mark,
            source: &self.source,
        }];
        all.extend(self.classes.iter().map(|class| Marked {
            rule: format!("category {} class {}", self.id, class.id),
            value: None,
            mark: class.mark,
            source: &class.source,
        }));
        if let Some(Components { requires, scope }) = &self.components {
            let needed = requires.value.iter().map(ToString::to_string);
            let needed = needed.collect::<Vec<_>>().join(", ");
            let name = format!("category {} components", self.id);
            all.push(requires.marked(&format!("{name} requires"), needed));
            all.push(scope.marked(&format!("{name} scope"), scope.value.to_string()));
        }
        all
    }
}

impl std::fmt::Display for RequiredCertificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let classes: Vec<_> = self.at_least.iter().map(ClassId::as_str).collect();
        write!(
            f,
            "category {} class {}",
            self.category,
            classes.join(" or ")
        )
    }
}
