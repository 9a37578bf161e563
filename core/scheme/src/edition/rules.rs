//! The parameters of an edition: numbers and choices, each with its origin.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Mark, Text};
use crate::evidence::Severity;

/// A parameter of the edition with its origin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rule<T> {
    /// What holds.
    pub value: T,
    /// Printed on the slide, or our reading.
    pub mark: Mark,
    /// Where it comes from, in words.
    pub source: Text,
    /// The sign of the slide's footnote that it implements: `**`.
    pub footnote: Option<String>,
}

/// The parameters of an edition that belong to no single test or category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rules {
    /// How long a certificate runs, years.
    pub validity_years: Rule<u16>,
    /// How long an old version's certificate stands after a version-up, days.
    pub transition_days: Rule<u32>,
    /// The same when a blocking finding of the old version is known, days.
    pub transition_days_with_blocking: Rule<u32>,
    /// How long a system may wait for the replacement of an ended component, days.
    pub component_limit_days: Rule<u32>,
    /// How old the open shard's checkpoint may be when a state is asked for, days.
    pub checkpoint_age_days: Rule<u32>,
    /// How old the newest entry of an advisory feed may be, days.
    pub feed_age_days: Rule<u32>,
    /// How many of a product's parts may stay without a match, percent.
    pub unmatchable_percent: Rule<u32>,
    /// The lowest severity that blocks. An unknown severity always blocks.
    pub blocking_from: Rule<Severity>,
    /// Whether the maker's support must end after the certificate does.
    pub support_after_certificate: Rule<bool>,
    /// The longest times to fix that a maker may promise.
    pub fix_days: Rule<FixDays>,
    /// How long a flaw that became known after the decision may stay without an answer.
    pub surveillance_days: Rule<SurveillanceDays>,
    /// Who suspends a certificate when that time has passed.
    pub surveillance_overdue: Rule<Overdue>,
    /// How long work may wait, and how long before an end it is announced.
    pub work_days: Rule<WorkDays>,
    /// How long a maker may take to answer a finding, by severity.
    pub answer_days: Rule<FixDays>,
    /// The time zone of the dates on certificates.
    pub dates: Rule<Zone>,
}

/// Times to fix a vulnerability, by severity, days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FixDays {
    /// Critical ones.
    pub critical: u32,
    /// High ones.
    pub high: u32,
    /// Medium ones.
    pub medium: u32,
    /// Low ones.
    pub low: u32,
}

/// How long the holder has to answer a flaw that surveillance found, by severity, days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SurveillanceDays {
    /// Flaws that are known to be exploited, whatever their severity.
    pub exploited: u32,
    /// Critical ones, and those that nobody has scored.
    pub critical: u32,
    /// High ones.
    pub high: u32,
    /// Medium ones.
    pub medium: u32,
    /// Low ones.
    pub low: u32,
}

/// Who suspends a certificate whose flaws were not answered in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, strum::Display)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Overdue {
    /// The rule itself: the next surveillance after the due date suspends.
    ByRule,
    /// A decider, case by case; surveillance only says that it is due.
    ByPerson,
}

/// How long each kind of work may wait, days. Nothing ends by itself when such a limit passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkDays {
    /// From a build handed in to taking the application on.
    pub acceptance: u32,
    /// From there to the last result.
    pub evaluation: u32,
    /// From an answer, a declared replacement or something seen to the evaluator's next step.
    pub retest: u32,
    /// From whole evidence to the review's end.
    pub review: u32,
    /// From there to the decision.
    pub decision: u32,
    /// From there, or from any other event, to the registrar's entry.
    pub issue: u32,
    /// From an appeal or complaint to its answer.
    pub appeal: u32,
    /// How long before a certificate's last day its holder is told.
    pub renewal: u32,
    /// How long before the last day of an accreditation, a membership or a key the registrar is told.
    pub accreditation: u32,
}

impl WorkDays {
    /// Each with its name in the file.
    #[must_use]
    pub fn each(&self) -> [(&'static str, u32); 9] {
        [
            ("acceptance", self.acceptance),
            ("evaluation", self.evaluation),
            ("retest", self.retest),
            ("review", self.review),
            ("decision", self.decision),
            ("issue", self.issue),
            ("appeal", self.appeal),
            ("renewal", self.renewal),
            ("accreditation", self.accreditation),
        ]
    }
}

impl fmt::Display for WorkDays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (name, days)) in self.each().iter().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            write!(f, "{comma}{name} {days}")?;
        }
        Ok(())
    }
}

/// The time zone in which a day begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, strum::Display)]
pub enum Zone {
    /// Coordinated universal time.
    #[serde(rename = "UTC")]
    #[strum(serialize = "UTC")]
    Utc,
}

/// A rule with its origin, as listed for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Marked<'a> {
    /// Its name: `validity_years`, `test static`, `category 1 class 2-a`.
    pub rule: String,
    /// Its value, if it is a parameter.
    pub value: Option<String>,
    /// Printed on the slide, or our reading.
    pub mark: Mark,
    /// Where it comes from.
    pub source: &'a Text,
}

impl fmt::Display for FixDays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            critical,
            high,
            medium,
            low,
        } = self;
        write!(
            f,
            "critical {critical}, high {high}, medium {medium}, low {low}"
        )
    }
}

impl fmt::Display for SurveillanceDays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            exploited,
            critical,
            high,
            medium,
            low,
        } = self;
        write!(
            f,
            "exploited {exploited}, critical {critical}, high {high}, medium {medium}, low {low}"
        )
    }
}

impl<T> Rule<T> {
    pub(super) fn marked(&self, name: &str, value: String) -> Marked<'_> {
        Marked {
            rule: name.to_owned(),
            value: Some(value),
            mark: self.mark,
            source: &self.source,
        }
    }
}

impl Rules {
    pub(super) fn marked(&self) -> Vec<Marked<'_>> {
        /// One line for each parameter: its field's name, its value as text.
        macro_rules! lines {
            ($($name:ident),*) => {
                vec![$(self.$name.marked(stringify!($name), self.$name.value.to_string())),*]
            };
        }
        lines!(
            validity_years,
            transition_days,
            transition_days_with_blocking,
            component_limit_days,
            checkpoint_age_days,
            feed_age_days,
            unmatchable_percent,
            blocking_from,
            support_after_certificate,
            fix_days,
            surveillance_days,
            surveillance_overdue,
            work_days,
            answer_days,
            dates
        )
    }
}
