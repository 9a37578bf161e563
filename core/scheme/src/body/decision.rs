//! The decision: what the evidence earns, by somebody who has not evaluated.

use std::cmp::Ordering;

use jiff::Timestamp;

use super::act::{Act, Ruling};
use super::case::{self, Case, Decided, Recorded, Stage};
use super::{Body, Refusal, firms, review, settled};
use crate::decide::{
    self, ComponentStanding, Counted, Decision, Evidence, HeldCertificate, OpenFinding, counted,
    decide,
};
use crate::evidence::{TestResult, Verdict};
use crate::finding::{Finding, FindingState};
use crate::id::{CaseId, ClassId, ResultId, TestId};
use crate::validity::{Moment, Standing};

impl Body {
    /// Which classes the evidence of a case would earn at this moment, and what is missing for each
    /// of the others; empty when there is no such case.
    #[must_use]
    pub fn standings(&self, case: &CaseId, at: Timestamp) -> Vec<decide::Standing> {
        let Some(case) = self.cases.get(case) else {
            return Vec::new();
        };
        let (results, _) = usable(self, case);
        let open: Vec<OpenFinding> = case.findings.iter().filter_map(open).collect();
        let components = components(self, case, at);
        let evidence = Evidence {
            build: case.build(),
            results: &results,
            open: &open,
            components: &components,
        };
        decide::standings(&self.edition, case.application.category, &evidence, at)
    }
}

pub(super) fn rule(
    body: &mut Body,
    act: &Act,
    when: Moment,
    ruling: &Ruling,
    mut no: Vec<Refusal>,
) -> Result<(), Vec<Refusal>> {
    let Some(case) = case::of(body, act, &mut no) else {
        return Err(no);
    };
    review::has_not_evaluated(body, case, &act.by, &mut no);
    if case.decision.is_some() {
        no.push(Refusal::AlreadyDecided {});
    }
    let counts = match ruling {
        Ruling::Grant { class, .. } => {
            case::in_stage(case, act, &[Stage::Ready], &mut no);
            earned(body, case, class, act, &mut no)
        }
        Ruling::Refuse {} => {
            // An application can be refused as soon as there is something to refuse.
            case::in_stage(case, act, &REFUSABLE, &mut no);
            Vec::new()
        }
    };
    settled(no)?;
    if let Some(case) = act.case.as_ref().and_then(|id| body.cases.get_mut(id)) {
        if matches!(ruling, Ruling::Refuse {}) {
            case.stage = Stage::Refused;
        }
        case.decision = Some(Decided {
            ruling: ruling.clone(),
            by: act.by.clone(),
            when,
            why: act.why.clone(),
            counts,
        });
    }
    Ok(())
}

const REFUSABLE: [Stage; 6] = [
    Stage::Submitted,
    Stage::Accepted,
    Stage::Evaluating,
    Stage::Remediating,
    Stage::InReview,
    Stage::Ready,
];

/// The results that earn the class; everything against it otherwise.
fn earned(
    body: &Body,
    case: &Case,
    class: &ClassId,
    act: &Act,
    no: &mut Vec<Refusal>,
) -> Vec<(TestId, ResultId)> {
    let category = case.application.category;
    let asked = body.edition.compare(category, class, case.class());
    if !asked.is_some_and(Ordering::is_le) {
        no.push(Refusal::ClassNotAsked {
            class: class.clone(),
            asked: case.class().clone(),
        });
    }
    no.extend(endings_not_usable(body, case));
    let (results, mut left_out) = usable(body, case);
    let open: Vec<OpenFinding> = case.findings.iter().filter_map(open).collect();
    let components = components(body, case, act.at);
    let evidence = Evidence {
        build: case.build(),
        results: &results,
        open: &open,
        components: &components,
    };
    if let Decision::Withhold(reasons) = decide(&body.edition, category, class, &evidence, act.at) {
        no.extend(reasons.into_iter().map(Refusal::Withheld));
        no.append(&mut left_out);
    }
    what_counts(body, case, class, &results)
}

/// The results that may carry a decision, and what is against the others.
fn usable(body: &Body, case: &Case) -> (Vec<TestResult>, Vec<Refusal>) {
    let mut results = Vec::new();
    let mut left_out = Vec::new();
    for recorded in &case.evidence {
        let against = not_usable(body, case, recorded);
        // What speaks against the product counts whoever saw it.
        if against.is_empty() || recorded.result.verdict != Verdict::Pass {
            results.push(recorded.result.clone());
        } else {
            left_out.extend(against);
        }
    }
    (results, left_out)
}

/// Why a pass cannot carry a decision: its evaluator's firm, judged by what is known by then.
fn not_usable(body: &Body, case: &Case, recorded: &Recorded) -> Vec<Refusal> {
    let category = case.application.category;
    let test = &recorded.result.test;
    firms::may_evaluate(
        body,
        &recorded.firm,
        case.maker(),
        category,
        test,
        recorded.evaluated,
    )
}

/// Findings that ended on a retest by a firm that has turned out to have an interest.
fn endings_not_usable(body: &Body, case: &Case) -> Vec<Refusal> {
    let mut no = Vec::new();
    for finding in &case.findings {
        let FindingState::Ended(ended) = &finding.state else {
            continue;
        };
        let Some(retest) = case.recorded(ended.ending.retest()) else {
            continue;
        };
        let interest = firms::disinterested(body, &retest.firm, case.maker());
        if !interest.is_empty() {
            no.push(Refusal::EndedByInterested {
                finding: finding.id.clone(),
                firm: retest.firm.clone(),
            });
            no.extend(interest);
        }
    }
    no
}

fn open(finding: &Finding) -> Option<OpenFinding> {
    (!finding.has_ended()).then(|| OpenFinding {
        id: finding.id.clone(),
        test: finding.test.clone(),
        blocking: finding.blocking.is_some(),
        rule: finding.sighting.rule.clone(),
        place: finding.sighting.place.clone(),
    })
}

/// What is known at this moment of the components in scope.
fn components(body: &Body, case: &Case, at: Timestamp) -> Vec<ComponentStanding> {
    let stated = case.submission().map_or(&[][..], |last| &last.components);
    let standings = stated.iter().map(|component| ComponentStanding {
        name: component.name.clone(),
        category: component.category,
        digest: component.digest,
        certificate: component.certificate.and_then(|number| {
            let held = body.certificates.get(&number)?;
            let standing = body.standing(number, at)?.standing;
            Some(HeldCertificate {
                number,
                category: held.category,
                class: held.class.clone(),
                valid: standing == Standing::Valid,
                covers: held.artefacts().map(|item| item.digest).collect(),
            })
        }),
    });
    standings.collect()
}

fn what_counts(
    body: &Body,
    case: &Case,
    class: &ClassId,
    results: &[TestResult],
) -> Vec<(TestId, ResultId)> {
    let required = body
        .edition
        .required_tests(case.application.category, class);
    let tests = required.iter().filter_map(|id| body.edition.test(id));
    let counting = tests.filter_map(|test| match counted(test, case.build(), results) {
        Counted::Pass(result) => Some((test.id.clone(), result.id.clone())),
        _ => None,
    });
    counting.collect()
}
