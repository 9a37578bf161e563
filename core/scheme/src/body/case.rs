//! A case: one application on its way to a decision, with everything put on record in it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::act::{Act, Application, Ruling, Submission};
use super::{Body, Refusal};
use crate::evidence::{Item, Place, Sighting, TestResult};
use crate::finding::{Finding, FindingState};
use crate::id::{
    ActorId, CaseId, CertificateNumber, ClassId, Digest, FindingId, FirmId, ResultId, TestId,
};
use crate::validity::Moment;

/// A case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Case {
    pub(super) id: CaseId,
    pub(super) application: Application,
    pub(super) stage: Stage,
    pub(super) since: Moment,
    pub(super) moved: BTreeMap<FindingId, Moment>,
    pub(super) submissions: Vec<Submission>,
    pub(super) evaluators: BTreeSet<ActorId>,
    pub(super) evidence: Vec<Recorded>,
    pub(super) findings: Vec<Finding>,
    pub(super) raised: BTreeSet<(ResultId, usize)>,
    pub(super) reviewers: BTreeSet<ActorId>,
    pub(super) decision: Option<Decided>,
    pub(super) previous: Option<CertificateNumber>,
    pub(super) certificate: Option<CertificateNumber>,
    pub(super) part_in: BTreeSet<ActorId>,
    pub(super) acts: u64,
}

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, strum::Display)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Stage {
    /// Opened; nothing handed in yet.
    Draft,
    /// A build is handed in.
    Submitted,
    /// The body took it on and named evaluators.
    Accepted,
    /// Tests run; no blocking finding waits for its end.
    Evaluating,
    /// Blocking findings wait for an answer or a retest.
    Remediating,
    /// The reviewer has it.
    InReview,
    /// The evidence is whole: to be decided, or issued when decided.
    Ready,
    /// The certificate is issued. Final.
    Certified,
    /// Refused. Final.
    Refused,
    /// Taken back by the applicant. Final.
    Withdrawn,
}

/// A result on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Recorded {
    /// The result.
    pub result: TestResult,
    /// What it rests on, kept by digest.
    pub attachments: Vec<Digest>,
    /// The evaluator who put it on record, of a reused one in the earlier case.
    pub by: ActorId,
    /// The evaluator's firm.
    pub firm: FirmId,
    /// When the evaluation was put on record, of a reused one in the earlier case.
    pub evaluated: Moment,
    /// When it was put on record in this case.
    pub when: Moment,
}

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decided {
    /// To what.
    pub ruling: Ruling,
    /// By whom.
    pub by: ActorId,
    /// When.
    pub when: Moment,
    /// Why.
    pub why: String,
    /// The result that counts for each required test; empty for a refusal.
    pub counts: Vec<(TestId, ResultId)>,
}

impl Case {
    /// Its name.
    #[must_use]
    pub fn id(&self) -> &CaseId {
        &self.id
    }

    /// What was applied for.
    #[must_use]
    pub fn application(&self) -> &Application {
        &self.application
    }

    /// Where it stands.
    #[must_use]
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// Since when it stands there.
    #[must_use]
    pub fn since(&self) -> Moment {
        self.since
    }

    /// When a finding was last raised, answered, looked at again or given back.
    #[must_use]
    pub fn finding_since(&self, finding: &FindingId) -> Moment {
        self.moved.get(finding).copied().unwrap_or(self.since)
    }

    /// Every build handed in, in order.
    #[must_use]
    pub fn submissions(&self) -> &[Submission] {
        &self.submissions
    }

    /// The build that stands for certification: the last.
    #[must_use]
    pub fn submission(&self) -> Option<&Submission> {
        self.submissions.last()
    }

    /// The items of the build that stands for certification.
    #[must_use]
    pub fn build(&self) -> &[Item] {
        self.submission().map_or(&[], |last| &last.build)
    }

    /// Who evaluates.
    #[must_use]
    pub fn evaluators(&self) -> &BTreeSet<ActorId> {
        &self.evaluators
    }

    /// Every result on record, in order.
    #[must_use]
    pub fn evidence(&self) -> &[Recorded] {
        &self.evidence
    }

    /// One result on record.
    #[must_use]
    pub fn recorded(&self, result: &ResultId) -> Option<&Recorded> {
        self.evidence
            .iter()
            .find(|known| known.result.id == *result)
    }

    /// Every finding, in order.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// One finding.
    #[must_use]
    pub fn finding(&self, id: &FindingId) -> Option<&Finding> {
        self.findings.iter().find(|known| known.id == *id)
    }

    /// Who took steps of the review.
    #[must_use]
    pub fn reviewers(&self) -> &BTreeSet<ActorId> {
        &self.reviewers
    }

    /// What was decided.
    #[must_use]
    pub fn decision(&self) -> Option<&Decided> {
        self.decision.as_ref()
    }

    /// The earlier certificate whose results were taken over.
    #[must_use]
    pub fn previous(&self) -> Option<CertificateNumber> {
        self.previous
    }

    /// The certificate that came of it.
    #[must_use]
    pub fn certificate(&self) -> Option<CertificateNumber> {
        self.certificate
    }

    /// How many acts it has: what the next act may expect.
    #[must_use]
    pub fn acts(&self) -> u64 {
        self.acts
    }

    /// The class asked for.
    #[must_use]
    pub fn class(&self) -> &ClassId {
        &self.application.class
    }

    /// The maker's firm.
    #[must_use]
    pub fn maker(&self) -> &FirmId {
        &self.application.product.maker
    }

    /// Whether this actor has evaluated here: was named for it or did any of it.
    #[must_use]
    pub fn has_evaluated(&self, actor: &ActorId) -> bool {
        self.evaluators.contains(actor) || self.evidence.iter().any(|known| known.by == *actor)
    }

    /// Whether this actor had any part in the case.
    #[must_use]
    pub fn had_part(&self, actor: &ActorId) -> bool {
        self.part_in.contains(actor) || self.has_evaluated(actor)
    }

    /// Sightings on record with this test, rule and place for which no finding stood when the
    /// result came on record, or was raised since.
    pub(super) fn unraised(&self, blocks: impl Fn(&Sighting) -> bool) -> Vec<(ResultId, Sighting)> {
        let mut findings: BTreeMap<(&TestId, Key<'_>), Vec<&Finding>> = BTreeMap::new();
        for finding in &self.findings {
            let key = (&finding.test, key(&finding.sighting));
            findings.entry(key).or_default().push(finding);
        }
        let mut unraised = Vec::new();
        for recorded in &self.evidence {
            let result = &recorded.result;
            let stood = |finding: &&&Finding| match &finding.state {
                FindingState::Ended(ended) => ended.when > recorded.when,
                _ => true,
            };
            // Two sightings with one key are two occurrences: the n-th needs n findings.
            let mut occurrences: BTreeMap<Key<'_>, usize> = BTreeMap::new();
            for seen in result.sightings.iter().filter(|seen| blocks(seen)) {
                let nth = occurrences.entry(key(seen)).or_default();
                *nth += 1;
                let raised = findings.get(&(&result.test, key(seen)));
                if raised.map_or(0, |raised| raised.iter().filter(stood).count()) < *nth {
                    unraised.push((result.id.clone(), seen.clone()));
                }
            }
        }
        unraised
    }

    /// Moves a finding to another state.
    pub(super) fn set(&mut self, id: &FindingId, state: FindingState) {
        for finding in self.findings.iter_mut().filter(|known| known.id == *id) {
            finding.state = state.clone();
        }
    }

    /// Evaluating and remediating follow from the findings.
    pub(super) fn settle(&mut self) {
        let waits = |finding: &Finding| {
            finding.holds_up() && !matches!(finding.state, FindingState::Argued(_))
        };
        if matches!(self.stage, Stage::Evaluating | Stage::Remediating) {
            self.stage = if self.findings.iter().any(waits) {
                Stage::Remediating
            } else {
                Stage::Evaluating
            };
        }
    }
}

/// What makes two sightings the same: the rule and the place.
type Key<'a> = (&'a str, &'a Place);

fn key(seen: &Sighting) -> Key<'_> {
    (&seen.rule, &seen.place)
}

/// Whether two sightings are of the same rule at the same place.
pub(super) fn same_key(a: &Sighting, b: &Sighting) -> bool {
    key(a) == key(b)
}

/// The case of an act; a refusal when there is none.
pub(super) fn of<'b>(body: &'b Body, act: &Act, no: &mut Vec<Refusal>) -> Option<&'b Case> {
    let id = act.case.as_ref()?;
    let case = body.cases.get(id);
    if case.is_none() {
        no.push(Refusal::CaseUnknown { case: id.clone() });
    }
    case
}

/// Refuses an act in a stage that does not know it.
pub(super) fn in_stage(case: &Case, act: &Act, allowed: &[Stage], no: &mut Vec<Refusal>) {
    if !allowed.contains(&case.stage) {
        let kind: &'static str = (&act.what).into();
        no.push(Refusal::WrongStage {
            act: kind.to_owned(),
            stage: case.stage.to_string(),
            allowed: allowed.iter().map(Stage::to_string).collect(),
        });
    }
}
