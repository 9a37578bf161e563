//! Decides whether a retest ends a finding, with all reasons when it does not.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Answer, Claim, Finding};
use crate::edition::{Edition, EndingKind};
use crate::evidence::{InputKind, Item, Performed, Place, Sighting, TestResult, Verdict};
use crate::id::{Digest, FindingId, FirmId, TestId};

/// Everything that [`may_end`] looks at.
#[derive(Debug, Clone, Copy)]
pub struct Retest<'a> {
    /// The finding.
    pub finding: &'a Finding,
    /// The maker's answer to it.
    pub answer: &'a Answer,
    /// The result it was made in.
    pub first: &'a TestResult,
    /// The result that looked again.
    pub retest: &'a TestResult,
    /// The VEX documents that the maker's signed answers in this case name.
    pub named_vex: &'a BTreeSet<Digest>,
    /// The build that stands for certification.
    pub build: &'a [Item],
    /// The firm that did the retest.
    pub tested_by: &'a FirmId,
    /// The applicant's firm.
    pub applicant: &'a FirmId,
}

/// Why a result does not end a finding.
#[derive(
    Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error, strum::VariantNames,
)]
#[serde(tag = "code", rename_all = "kebab-case", deny_unknown_fields)]
#[strum(serialize_all = "kebab-case")]
pub enum NotEnded {
    /// Another test.
    #[error("finding {finding} is of test {test}, the retest of {retested}")]
    RetestOfAnotherTest {
        /// The finding.
        finding: FindingId,
        /// Its test.
        test: TestId,
        /// The retest's.
        retested: TestId,
    },
    /// Another engine or tool.
    #[error("finding {finding} was made with {first}, the retest with {retest}")]
    RetestWithAnotherTool {
        /// The finding.
        finding: FindingId,
        /// The first tool.
        first: String,
        /// The retest's.
        retest: String,
    },
    /// An older version of the tool, or one that cannot be compared and is not the same.
    #[error("finding {finding} was made with version {first}, the retest with {retest}")]
    RetestWithOlderTool {
        /// The finding.
        finding: FindingId,
        /// The first version.
        first: String,
        /// The retest's.
        retest: String,
    },
    /// Advisories that are older, or of no known day.
    #[error("finding {finding} was made with advisories of {first}, the retest with {retest}")]
    RetestWithOlderFeed {
        /// The finding.
        finding: FindingId,
        /// The first newest day.
        first: Timestamp,
        /// The retest's; `unknown` when it does not say.
        retest: String,
    },
    /// A feed that the first result used and the retest did not.
    #[error("finding {finding}: the retest did not use the advisories {feed}")]
    RetestWithoutFeed {
        /// The finding.
        finding: FindingId,
        /// The feed's name.
        feed: String,
    },
    /// Other rules or limits without a newer tool.
    #[error("finding {finding}: the retest used other {kind} {name} with the same version")]
    RetestWithOtherInput {
        /// The finding.
        finding: FindingId,
        /// Rules or limits.
        kind: InputKind,
        /// Their name.
        name: String,
    },
    /// A part of the first scope that the retest left out.
    #[error("finding {finding}: the retest did not look at {scope}")]
    RetestScopeSmaller {
        /// The finding.
        finding: FindingId,
        /// What it left out: a scope, or a place as `scope: name`.
        scope: String,
    },
    /// The retest did not look at the finding's place.
    #[error("finding {finding}: the retest did not look at {place} in {scope}")]
    RetestDidNotLook {
        /// The finding.
        finding: FindingId,
        /// The place's scope.
        scope: String,
        /// The place's name.
        place: String,
    },
    /// The retest shows it again.
    #[error("finding {finding}: the retest shows {rule} at {place} in {scope} again")]
    RetestShowsItAgain {
        /// The finding.
        finding: FindingId,
        /// The rule.
        rule: String,
        /// The place's scope.
        scope: String,
        /// The place's name.
        place: String,
    },
    /// The retest saw it, and the maker's statement set it aside.
    #[error(
        "finding {finding}: the retest shows {rule} at {place} in {scope}, set aside by the maker"
    )]
    RetestSetsItAside {
        /// The finding.
        finding: FindingId,
        /// The rule.
        rule: String,
        /// The place's scope.
        scope: String,
        /// The place's name.
        place: String,
    },
    /// The retest itself says nothing.
    #[error("finding {finding}: the retest is inconclusive")]
    RetestInconclusive {
        /// The finding.
        finding: FindingId,
    },
    /// The item has the digest that the finding was made on.
    #[error("finding {finding}: {item} is unchanged since the finding was made")]
    InputUnchanged {
        /// The finding.
        finding: FindingId,
        /// The item.
        item: String,
    },
    /// The retest did not cover the item as it stands in the build.
    #[error("finding {finding}: the retest does not cover {item} of the last build")]
    RetestOfAnotherBuild {
        /// The finding.
        finding: FindingId,
        /// The item.
        item: String,
    },
    /// The retest was not made with the VEX document.
    #[error("finding {finding}: the retest was not made with the VEX document {vex}")]
    RetestWithoutVex {
        /// The finding.
        finding: FindingId,
        /// The document's digest.
        vex: Digest,
    },
    /// The first result already had the VEX document.
    #[error("finding {finding} was made although the VEX document {vex} was known")]
    VexNotNew {
        /// The finding.
        finding: FindingId,
        /// The document's digest.
        vex: Digest,
    },
    /// Findings of this test do not end in this way.
    #[error("finding {finding}: findings of test {test} are not {way}")]
    WayNotAllowed {
        /// The finding.
        finding: FindingId,
        /// The test.
        test: TestId,
        /// The way.
        way: EndingKind,
    },
    /// The applicant's own firm did the retest.
    #[error("finding {finding}: the retest was done by the applicant's firm {firm}")]
    RetestByApplicant {
        /// The finding.
        finding: FindingId,
        /// The firm.
        firm: FirmId,
    },
    /// The retest was made before the answer.
    #[error("finding {finding} was answered {answered}, the retest was made {retested}")]
    RetestBeforeAnswer {
        /// The finding.
        finding: FindingId,
        /// When it was answered.
        answered: Timestamp,
        /// When the retest was made.
        retested: Timestamp,
    },
}

/// In which way a retest ends a finding, or all reasons why it does not.
pub fn may_end(edition: &Edition, of: &Retest<'_>) -> Result<EndingKind, Vec<NotEnded>> {
    let way = of.answer.claim.way();
    let finding = || of.finding.id.clone();
    let mut no = Vec::new();
    let allowed = edition
        .test(&of.finding.test)
        .is_some_and(|test| test.ends_by.contains(&way));
    if !allowed {
        no.push(NotEnded::WayNotAllowed {
            finding: finding(),
            test: of.finding.test.clone(),
            way,
        });
    }
    if of.tested_by == of.applicant {
        no.push(NotEnded::RetestByApplicant {
            finding: finding(),
            firm: of.applicant.clone(),
        });
    }
    if of.retest.at < of.answer.when.at {
        no.push(NotEnded::RetestBeforeAnswer {
            finding: finding(),
            answered: of.answer.when.at,
            retested: of.retest.at,
        });
    }
    same_method(of, &mut no);
    same_knowledge(of, &mut no);
    looked_again(of, &mut no);
    changed_input(of, &mut no);
    if no.is_empty() { Ok(way) } else { Err(no) }
}

fn same_method(of: &Retest<'_>, no: &mut Vec<NotEnded>) {
    let finding = || of.finding.id.clone();
    if of.retest.test != of.finding.test {
        no.push(NotEnded::RetestOfAnotherTest {
            finding: finding(),
            test: of.finding.test.clone(),
            retested: of.retest.test.clone(),
        });
    }
    let first = tool(&of.first.performed);
    let retest = tool(&of.retest.performed);
    if (first.own, first.name) != (retest.own, retest.name) {
        no.push(NotEnded::RetestWithAnotherTool {
            finding: finding(),
            first: first.name.to_owned(),
            retest: retest.name.to_owned(),
        });
    } else if !matches!(
        compare_versions(first.version, retest.version),
        Some(Ordering::Less | Ordering::Equal)
    ) {
        no.push(NotEnded::RetestWithOlderTool {
            finding: finding(),
            first: first.version.to_owned(),
            retest: retest.version.to_owned(),
        });
    }
}

/// Advisories not older and none left out; rules, limits, plan and configuration the same unless the
/// tool is newer; no VEX statement that is not the answer.
fn same_knowledge(of: &Retest<'_>, no: &mut Vec<NotEnded>) {
    let finding = || of.finding.id.clone();
    if let Some(first) = of.first.feed_newest
        && of.retest.feed_newest.is_none_or(|newest| newest < first)
    {
        let retest = of.retest.feed_newest;
        no.push(NotEnded::RetestWithOlderFeed {
            finding: finding(),
            first,
            retest: retest.map_or_else(|| "unknown".to_owned(), |newest| newest.to_string()),
        });
    }
    let first = tool(&of.first.performed).version;
    let retest = tool(&of.retest.performed).version;
    let newer_tool = compare_versions(first, retest) == Some(Ordering::Less);
    let again: BTreeMap<(InputKind, &str), Digest> = of
        .retest
        .inputs
        .iter()
        .map(|input| ((input.kind, input.name.as_str()), input.digest))
        .collect();
    for input in &of.first.inputs {
        let found = again.get(&(input.kind, input.name.as_str()));
        match input.kind {
            InputKind::Advisories if found.is_none() => no.push(NotEnded::RetestWithoutFeed {
                finding: finding(),
                feed: input.name.clone(),
            }),
            InputKind::Rules | InputKind::Limits | InputKind::Plan | InputKind::Configuration
                if found.is_none() || (!newer_tool && found != Some(&input.digest)) =>
            {
                no.push(NotEnded::RetestWithOtherInput {
                    finding: finding(),
                    kind: input.kind,
                    name: input.name.clone(),
                });
            }
            _ => {}
        }
    }
    new_vex(of, no);
}

/// A VEX statement ends a finding only as the maker's answer, which evaluator and reviewer accept: it
/// must not slip in with another build, nor a document that the maker has not signed for beside one that is.
fn new_vex(of: &Retest<'_>, no: &mut Vec<NotEnded>) {
    let by_vex = matches!(of.answer.claim, Claim::Vex { .. });
    let known = |digest: Digest| {
        let mut inputs = of.first.inputs.iter();
        (by_vex && of.named_vex.contains(&digest))
            || inputs.any(|input| input.kind == InputKind::Vex && input.digest == digest)
    };
    for input in &of.retest.inputs {
        if input.kind == InputKind::Vex && !known(input.digest) {
            no.push(NotEnded::RetestWithOtherInput {
                finding: of.finding.id.clone(),
                kind: input.kind,
                name: input.name.clone(),
            });
        }
    }
}

fn looked_again(of: &Retest<'_>, no: &mut Vec<NotEnded>) {
    let finding = || of.finding.id.clone();
    let (before, after) = (&of.first.looked_at, &of.retest.looked_at);
    for scope in before.whole.difference(&after.whole) {
        no.push(NotEnded::RetestScopeSmaller {
            finding: finding(),
            scope: scope.clone(),
        });
    }
    let looked = |place: &Place| after.places.contains(place) || after.whole.contains(&place.scope);
    for place in before.places.iter().filter(|place| !looked(place)) {
        no.push(NotEnded::RetestScopeSmaller {
            finding: finding(),
            scope: format!("{}: {}", place.scope, place.name),
        });
    }
    let Sighting { rule, place, .. } = &of.finding.sighting;
    if !looked(place) {
        no.push(NotEnded::RetestDidNotLook {
            finding: finding(),
            scope: place.scope.clone(),
            place: place.name.clone(),
        });
    }
    if of
        .retest
        .sightings
        .iter()
        .any(|seen| seen.rule == *rule && seen.place == *place)
    {
        no.push(NotEnded::RetestShowsItAgain {
            finding: finding(),
            rule: rule.clone(),
            scope: place.scope.clone(),
            place: place.name.clone(),
        });
    }
    // What the maker once let stand does not end by the maker's word alone.
    let mut set_aside = of.retest.set_aside.iter();
    if set_aside.any(|seen| seen.rule == *rule && seen.place == *place) {
        no.push(NotEnded::RetestSetsItAside {
            finding: finding(),
            rule: rule.clone(),
            scope: place.scope.clone(),
            place: place.name.clone(),
        });
    }
    if of.retest.verdict == Verdict::Inconclusive {
        no.push(NotEnded::RetestInconclusive { finding: finding() });
    }
}

/// Fixed and corrected: the item itself changed. Answered: the VEX document is new to the test.
fn changed_input(of: &Retest<'_>, no: &mut Vec<NotEnded>) {
    let finding = || of.finding.id.clone();
    let found_on = &of.finding.found_on;
    let same = |item: &&Item| item.kind == found_on.kind && item.name == found_on.name;
    let current = of.build.iter().find(same);
    if current.is_none_or(|item| !of.retest.covers.contains(item)) {
        no.push(NotEnded::RetestOfAnotherBuild {
            finding: finding(),
            item: found_on.name.clone(),
        });
    }
    if let Claim::Vex { digest: vex } = of.answer.claim {
        let has = |result: &TestResult| {
            let mut inputs = result.inputs.iter();
            inputs.any(|input| input.kind == InputKind::Vex && input.digest == vex)
        };
        if !has(of.retest) {
            no.push(NotEnded::RetestWithoutVex {
                finding: finding(),
                vex,
            });
        }
        if has(of.first) {
            no.push(NotEnded::VexNotNew {
                finding: finding(),
                vex,
            });
        }
    } else if current.is_some_and(|item| item.digest == found_on.digest) {
        no.push(NotEnded::InputUnchanged {
            finding: finding(),
            item: found_on.name.clone(),
        });
    }
}

struct Tool<'a> {
    own: bool,
    name: &'a str,
    version: &'a str,
}

fn tool(performed: &Performed) -> Tool<'_> {
    match performed {
        Performed::Engine { name, version } => Tool {
            own: true,
            name,
            version,
        },
        Performed::SignedReport { tool, version, .. } => Tool {
            own: false,
            name: tool,
            version,
        },
    }
}

/// Dotted numbers by value, `1.2` as `1.2.0`. Anything else can only be the same.
fn compare_versions(a: &str, b: &str) -> Option<Ordering> {
    let numbers = |text: &str| -> Option<Vec<u64>> {
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        let number = |part: &str| part.parse().ok().filter(|_| digits(part));
        text.split('.').map(number).collect()
    };
    match (numbers(a), numbers(b)) {
        (Some(mut a), Some(mut b)) => {
            let parts = a.len().max(b.len());
            a.resize(parts, 0);
            b.resize(parts, 0);
            Some(a.cmp(&b))
        }
        _ => (a == b).then_some(Ordering::Equal),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edition;
    use crate::evidence::{ItemKind, LookedAt, Severity};
    use crate::finding::{BlockingBecause, FindingState};
    use crate::validity::Moment;

    fn item(digest: &str) -> Item {
        Item {
            kind: ItemKind::Source,
            name: "src".to_owned(),
            digest: Digest::of(digest.as_bytes()),
        }
    }

    fn result(id: &str, covers: Item, at: &str) -> TestResult {
        TestResult {
            id: id.parse().unwrap(),
            test: "static".parse().unwrap(),
            verdict: Verdict::Pass,
            reasons: Vec::new(),
            performed: Performed::Engine {
                name: "analyser".to_owned(),
                version: "1.2".to_owned(),
            },
            covers: vec![covers],
            inputs: Vec::new(),
            feed_newest: None,
            looked_at: LookedAt {
                whole: ["src".to_owned()].into(),
                places: [].into(),
            },
            sightings: Vec::new(),
            set_aside: BTreeSet::new(),
            at: at.parse().unwrap(),
            reused: None,
        }
    }

    fn finding() -> Finding {
        Finding {
            id: "f-1".parse().unwrap(),
            test: "static".parse().unwrap(),
            result: "first".parse().unwrap(),
            sighting: Sighting {
                rule: "CWE-787".to_owned(),
                place: Place {
                    scope: "src".to_owned(),
                    name: "parse.c: read_tag".to_owned(),
                },
                item: "src".to_owned(),
                severity: Severity::High,
                what: "writes behind the buffer".to_owned(),
            },
            found_on: item("old"),
            blocking: Some(BlockingBecause::Footnote),
            again_of: None,
            state: FindingState::Open,
        }
    }

    #[track_caller]
    fn check(claim: Claim, tested_by: &str, expected: Result<EndingKind, Vec<NotEnded>>) {
        let edition = edition::find(&"sekisho-2026".parse().unwrap()).unwrap();
        let answer = Answer {
            claim,
            by: "maker".parse().unwrap(),
            when: Moment {
                at: "2026-11-23T10:00:00Z".parse().unwrap(),
                act: 1,
            },
        };
        let of = Retest {
            finding: &finding(),
            answer: &answer,
            first: &result("first", item("old"), "2026-11-23T09:00:00Z"),
            retest: &result("again", item("new"), "2026-11-23T11:00:00Z"),
            named_vex: &BTreeSet::new(),
            build: &[item("new")],
            tested_by: &tested_by.parse().unwrap(),
            applicant: &"maker".parse().unwrap(),
        };
        assert_eq!(may_end(&edition, &of), expected);
    }

    fn fixed() -> Claim {
        Claim::Fixed {
            version: "2".to_owned(),
            build: vec![item("new")],
        }
    }

    #[test]
    fn a_good_retest_by_another_firm_ends_a_finding() {
        check(fixed(), "lab", Ok(EndingKind::Fixed));
    }

    #[test]
    fn the_applicants_own_retest_ends_nothing() {
        let own = NotEnded::RetestByApplicant {
            finding: finding().id,
            firm: "maker".parse().unwrap(),
        };
        check(fixed(), "maker", Err(vec![own]));
    }

    #[test]
    fn a_finding_ends_only_in_a_way_that_its_test_knows() {
        let corrected = Claim::Corrected {
            build: vec![item("new")],
        };
        let way = NotEnded::WayNotAllowed {
            finding: finding().id,
            test: finding().test,
            way: EndingKind::Corrected,
        };
        check(corrected, "lab", Err(vec![way]));
    }

    #[test]
    fn versions_are_compared_by_value_and_never_guessed() {
        assert_eq!(compare_versions("1.9", "1.10"), Some(Ordering::Less));
        assert_eq!(compare_versions("1.2", "1.2.0"), Some(Ordering::Equal));
        assert_eq!(compare_versions("2", "1.99"), Some(Ordering::Greater));
        assert_eq!(
            compare_versions("nightly", "nightly"),
            Some(Ordering::Equal)
        );
        assert_eq!(compare_versions("1.2-rc.1", "1.2"), None);
        assert_eq!(compare_versions("", "1"), None);
    }
}
