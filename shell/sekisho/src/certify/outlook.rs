//! Where a case stands and what it still needs: the questions that the story asks before each step.

use std::collections::BTreeSet;

use jiff::Timestamp;
use scheme::body::case::{Case, Stage};
use scheme::finding::{Claim, Finding, FindingState};
use scheme::id::{CaseId, CertificateNumber, FindingId, TestId};
use scheme::reason::Reason;
use scheme::validity::Standing;

use super::build::{AtHand, Loading};
use super::cast::text;
use super::story::Story;
use super::why::Why;
use crate::Failure;
use crate::product::Version;

impl Story<'_> {
    /// The case of this version: the one in which it was handed in, else one opened and left without a
    /// build. Cases taken back or refused are over.
    pub(super) fn case_of(&self, version: &Version) -> Option<CaseId> {
        let product = &self.folder.file.product;
        let of_product = |case: &&Case| {
            let application = case.application();
            application.product.maker == product.maker.id
                && application.product.name == text(&product.name)
                && !matches!(case.stage(), Stage::Withdrawn | Stage::Refused)
        };
        let cases: Vec<&Case> = self
            .body
            .state()
            .cases()
            .values()
            .filter(of_product)
            .collect();
        let names = version
            .builds
            .iter()
            .filter_map(|build| build.version.as_deref());
        let names: BTreeSet<&str> = names.chain([version.version.as_str()]).collect();
        let handed_in = |case: &&&Case| {
            let first = case.submissions().first();
            first.is_some_and(|first| names.contains(first.version.as_str()))
        };
        let empty = |case: &&&Case| case.submissions().is_empty();
        let found = cases
            .iter()
            .rev()
            .find(handed_in)
            .or_else(|| cases.iter().find(empty));
        found.map(|case| case.id().clone())
    }

    /// The certificate of another version of this product that still stands, not yet superseded.
    pub(super) fn standing_before(&self, version: &Version) -> Option<CertificateNumber> {
        let (state, now) = (self.body.state(), self.now());
        let product = &self.folder.file.product;
        let known = state.certificates().values().rev().find(|known| {
            known.product.maker == product.maker.id
                && known.product.name == text(&product.name)
                && known.version != version.version
        })?;
        let standing = state.standing(known.number, now)?;
        let stands = matches!(standing.standing, Standing::Valid | Standing::Suspended);
        (stands && standing.superseded.is_none()).then_some(known.number)
    }

    /// Findings that were open when the maker answered others, and were left out when the answering was
    /// cut short.
    pub(super) fn unanswered(&self, case: &CaseId) -> Result<Vec<FindingId>, Failure> {
        let known = self.case(case)?;
        let answers = known
            .findings()
            .iter()
            .filter_map(|finding| match &finding.state {
                FindingState::Claimed(answer) => Some(answer.when),
                _ => None,
            });
        let Some(last) = answers.max() else {
            return Ok(Vec::new());
        };
        let older = |finding: &&Finding| {
            let made = known
                .recorded(&finding.result)
                .map(|recorded| recorded.when);
            finding.blocking.is_some()
                && matches!(finding.state, FindingState::Open)
                && made.is_some_and(|made| made < last)
        };
        Ok(known
            .findings()
            .iter()
            .filter(older)
            .map(|finding| finding.id.clone())
            .collect())
    }

    /// Whether the maker's answers that wait for a retest are VEX statements.
    pub(super) fn answered_by_vex(&self, case: &CaseId) -> Result<bool, Failure> {
        let by_vex = |finding: &Finding| {
            matches!(&finding.state, FindingState::Claimed(answer)
                if matches!(answer.claim, Claim::Vex { .. }))
        };
        Ok(self.case(case)?.findings().iter().any(by_vex))
    }

    /// The required tests of the class asked for.
    pub(super) fn required(&self, case: &CaseId) -> Result<BTreeSet<TestId>, Failure> {
        let known = self.case(case)?;
        let edition = self.body.state().edition();
        Ok(edition.required_tests(known.application().category, known.class()))
    }

    /// Whether a result of this test says something about exactly this build, with what is known
    /// on this day: the same items and the same inputs.
    pub(super) fn counts(
        &self,
        case: &CaseId,
        test: &TestId,
        loading: &Loading,
    ) -> Result<bool, Failure> {
        let inputs = loading.inputs(test, self.now(), &self.at_hand())?;
        let known = self.case(case)?;
        let last = known
            .evidence()
            .iter()
            .rev()
            .find(|known| known.result.test == *test);
        Ok(last.is_some_and(|last| {
            let result = &last.result;
            let same_items = result
                .covers
                .iter()
                .all(|item| known.build().contains(item));
            let same_inputs = inputs.is_none_or(|inputs| inputs == result.inputs);
            same_items && (same_inputs || result.reused.is_some())
        }))
    }

    /// What the evidence lacks for the class asked for.
    pub(super) fn lacks(&self, case: &CaseId) -> Result<Vec<Why>, Failure> {
        let class = self.case(case)?.class().clone();
        let standings = self.body.state().standings(case, self.now());
        let asked = standings
            .into_iter()
            .find(|standing| standing.class == class);
        let mut reasons = asked.map(|standing| standing.missing).unwrap_or_default();
        // A statement that the evaluator accepted waits for the reviewer, not for the maker.
        let argued = self.argued(case)?;
        reasons.retain(|reason| {
            !matches!(reason, Reason::OpenFinding { finding, .. } if argued.contains(finding))
        });
        Ok(reasons
            .iter()
            .map(Why::rules)
            .flat_map(Why::with_quoted)
            .collect())
    }

    pub(super) fn open_findings(&self, case: &CaseId) -> Result<Vec<FindingId>, Failure> {
        let known = self.case(case)?;
        let open = known.findings().iter().filter(|finding| {
            finding.blocking.is_some() && matches!(finding.state, FindingState::Open)
        });
        Ok(open.map(|finding| finding.id.clone()).collect())
    }

    pub(super) fn argued(&self, case: &CaseId) -> Result<BTreeSet<FindingId>, Failure> {
        let known = self.case(case)?;
        let argued = known
            .findings()
            .iter()
            .filter(|finding| matches!(finding.state, FindingState::Argued(_)));
        Ok(argued.map(|finding| finding.id.clone()).collect())
    }

    /// Which of the builds at hand the case has reached.
    pub(super) fn at(&self, case: &CaseId, builds: &[Loading]) -> Result<usize, Failure> {
        let known = self.case(case)?;
        let argued = known.findings().iter().any(|finding| {
            matches!(&finding.state, FindingState::Claimed(answer)
                if matches!(answer.claim, Claim::Vex { .. }))
                || matches!(finding.state, FindingState::Argued(_))
        });
        let same = |loading: &Loading| loading.submission.build == known.build();
        let reached = match argued {
            true => builds.iter().rposition(same),
            false => builds.iter().position(same),
        };
        Ok(reached.unwrap_or(builds.len()))
    }

    pub(super) fn case(&self, id: &CaseId) -> Result<&Case, Failure> {
        let case = self.body.state().case(id);
        case.ok_or_else(|| format!("there is no case {id}").into())
    }

    pub(super) fn at_hand(&self) -> AtHand<'_> {
        AtHand {
            edition: self.body.state().edition(),
            folder: self.folder,
            feeds: self.feeds,
            evaluator: &self.cast.evaluator.id,
        }
    }

    /// The time of the next act: never before the last one, should the clock have been set back.
    pub(super) fn now(&self) -> Timestamp {
        let now = service::now();
        self.body
            .state()
            .last_act_at()
            .map_or(now, |last| now.max(last))
    }
}
