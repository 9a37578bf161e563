//! Flaws that become known of a certified product: which are new, and until when they must be answered.
//!
//! Plain values and sums. Who may open and close a surveillance case stands in [`crate::body`].

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::edition::Edition;
use crate::evidence::{Place, Severity};
use crate::validity::days_after;

/// A flaw of a certified product, as the matching of its parts lists found it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flaw {
    /// The advisory: `RUSTSEC-2026-0001`.
    pub rule: String,
    /// The parts list, and the part in it.
    pub place: Place,
    /// How bad.
    pub severity: Severity,
    /// Whether a catalogue says that it is exploited.
    pub exploited: bool,
    /// One line for a person: the part with its version, and what is wrong with it.
    pub what: String,
}

/// What is known of a product's flaws already.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known<'b> {
    decided: BTreeSet<(&'b str, &'b Place, Severity)>,
    open: BTreeMap<(&'b str, &'b Place), u32>,
}

impl<'b> Known<'b> {
    /// The decision knew it, as bad as this.
    pub fn at_decision(&mut self, rule: &'b str, place: &'b Place, severity: Severity) {
        self.decided.insert((rule, place, severity));
    }

    /// An open surveillance case names it.
    pub fn in_open_case(&mut self, edition: &Edition, flaw: &'b Flaw) {
        let days = limit_days(edition, flaw);
        let known = self.open.entry((&flaw.rule, &flaw.place)).or_insert(days);
        *known = days.min(*known);
    }

    /// Whether this flaw is new: nobody knew it, or it has become worse than what was known.
    #[must_use]
    pub fn lacks(&self, edition: &Edition, flaw: &Flaw) -> bool {
        let (rule, place) = (flaw.rule.as_str(), &flaw.place);
        let waits = self.open.get(&(rule, place));
        !self.decided.contains(&(rule, place, flaw.severity))
            && waits.is_none_or(|days| limit_days(edition, flaw) < *days)
    }
}

/// How long this flaw may stay without an answer, days. Not scored is treated as the worst.
#[must_use]
pub fn limit_days(edition: &Edition, flaw: &Flaw) -> u32 {
    let days = &edition.rules().surveillance_days.value;
    let by_severity = match flaw.severity {
        Severity::Unknown | Severity::Critical => days.critical,
        Severity::High => days.high,
        Severity::Medium => days.medium,
        Severity::Low | Severity::None => days.low,
    };
    if flaw.exploited {
        by_severity.min(days.exploited)
    } else {
        by_severity
    }
}

/// Until when these flaws must be answered when they become known at this moment: by the worst of them.
/// None without a flaw.
#[must_use]
pub fn due(edition: &Edition, flaws: &[Flaw], at: Timestamp) -> Option<Timestamp> {
    let days = flaws.iter().map(|flaw| limit_days(edition, flaw)).min()?;
    Some(days_after(at, days))
}

/// Flaws by how long they may wait, the shortest first: each group is a surveillance case, so that a
/// mild flaw is not due with a critical one.
#[must_use]
pub fn by_limit(edition: &Edition, flaws: Vec<Flaw>) -> Vec<Vec<Flaw>> {
    let mut groups: BTreeMap<u32, Vec<Flaw>> = BTreeMap::new();
    for flaw in flaws {
        let days = limit_days(edition, &flaw);
        groups.entry(days).or_default().push(flaw);
    }
    groups.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edition() -> Edition {
        crate::edition::find(&"sekisho-2026".parse().unwrap()).unwrap()
    }

    fn flaw(rule: &str, severity: Severity, exploited: bool) -> Flaw {
        Flaw {
            rule: rule.to_owned(),
            place: place(),
            severity,
            exploited,
            what: "time 0.1.0: segfault".to_owned(),
        }
    }

    fn place() -> Place {
        Place {
            scope: "Cargo.lock".to_owned(),
            name: "time".to_owned(),
        }
    }

    #[track_caller]
    fn check(severity: Severity, exploited: bool, days: u32) {
        let edition = edition();
        let flaws = [flaw("A-1", severity, exploited)];
        assert_eq!(limit_days(&edition, &flaws[0]), days);
        let at: Timestamp = "2026-11-25T09:00:00Z".parse().unwrap();
        let due = due(&edition, &flaws, at).unwrap();
        assert_eq!(due.duration_since(at).as_hours(), i64::from(days) * 24);
    }

    #[test]
    fn each_severity_has_its_days_and_an_exploited_flaw_the_shortest() {
        check(Severity::Critical, false, 14);
        check(Severity::High, false, 30);
        check(Severity::Medium, false, 90);
        check(Severity::Low, false, 180);
        check(Severity::Low, true, 14);
        check(Severity::Unknown, false, 14);
    }

    #[test]
    fn a_case_is_due_by_its_worst_flaw_and_without_a_flaw_never() {
        let edition = edition();
        let at: Timestamp = "2026-11-25T09:00:00Z".parse().unwrap();
        let both = [
            flaw("A-1", Severity::Low, false),
            flaw("A-2", Severity::High, false),
        ];
        assert_eq!(due(&edition, &both, at), Some(days_after(at, 30)));
        assert_eq!(due(&edition, &[], at), None);
    }

    #[test]
    fn flaws_that_may_wait_as_long_stand_together() {
        let groups = by_limit(
            &edition(),
            vec![
                flaw("A-1", Severity::Low, false),
                flaw("A-2", Severity::Critical, false),
                flaw("A-3", Severity::Medium, true),
            ],
        );
        let rules: Vec<Vec<&str>> = groups
            .iter()
            .map(|group| group.iter().map(|flaw| flaw.rule.as_str()).collect())
            .collect();
        assert_eq!(rules, [vec!["A-2", "A-3"], vec!["A-1"]]);
    }

    #[test]
    fn what_was_known_is_not_new_until_it_becomes_worse() {
        let edition = edition();
        let (at, mild) = (place(), flaw("A-2", Severity::Medium, false));
        let mut known = Known::default();
        known.at_decision("A-1", &at, Severity::None);
        known.in_open_case(&edition, &mild);
        let lacks = |flaw: Flaw| known.lacks(&edition, &flaw);
        assert!(!lacks(flaw("A-1", Severity::None, false)));
        assert!(lacks(flaw("A-1", Severity::High, false)));
        assert!(!lacks(mild.clone()));
        assert!(!lacks(flaw("A-2", Severity::Low, false)));
        assert!(lacks(flaw("A-2", Severity::Medium, true)));
        assert!(lacks(flaw("A-3", Severity::Low, false)));
    }
}
