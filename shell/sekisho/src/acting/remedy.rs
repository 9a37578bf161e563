//! Findings: raised by the evaluator, answered by the maker, looked at again.

use std::path::Path;

use scheme::body::Refusal;
use scheme::finding::Claim;
use scheme::id::{CaseId, Digest, FindingId, ResultId};
use service::acts;
use vulnerability::{Limits, Vex};

use super::Against;
use super::build::read_build;
use super::desk::Desk;
use crate::certify::fix;
use crate::cli::Given;
use crate::product::ProductFolder;
use crate::undone::at;
use crate::{Failure, input};

/// The largest VEX document that is read.
const VEX_BYTES: u64 = 256 << 20;

impl Desk<'_> {
    /// Raises what a result saw and no finding names yet.
    pub(super) fn raise_findings(
        &mut self,
        case: &CaseId,
        result: Option<&ResultId>,
    ) -> Result<(), Failure> {
        let known = self.case(case)?;
        let newest = known.evidence().last().map(|newest| &newest.result.id);
        let result = result.or(newest).cloned();
        let result = result.ok_or_else(|| Against::rule(&Refusal::NoEvidence {}))?;
        if known.recorded(&result).is_none() {
            return Err(Against::rule(&Refusal::ResultUnknown { result }).into());
        }
        let (at, why) = (self.now(), self.why());
        let raised = acts::raise_findings(&mut self.body, &self.by, at, &why, case, &result)?;
        self.note("findings", &raised);
        if raised.is_empty() {
            self.say("acting-nothing-to-raise", &[("result", &result)]);
        }
        Ok(())
    }

    /// Answers findings by another build.
    pub(super) fn answer_by_build(
        &mut self,
        case: &CaseId,
        findings: &[FindingId],
        given: &Given,
    ) -> Result<(), Failure> {
        let folder = ProductFolder::open(&given.product)?;
        let build = read_build(&folder, given)?;
        let files: Vec<&[u8]> = build.files.iter().map(Vec::as_slice).collect();
        for finding in findings {
            let claim = fix(&self.body, case, finding, &build.submission);
            self.answer(case, finding, claim, &files)?;
        }
        Ok(())
    }

    /// Answers findings by a VEX document of the maker.
    pub(super) fn answer_by_vex(
        &mut self,
        case: &CaseId,
        findings: &[FindingId],
        vex: &Path,
    ) -> Result<(), Failure> {
        let bytes = input::read(vex, VEX_BYTES)?;
        Vex::read(&bytes, &Limits::default()).map_err(at(vex))?;
        let digest = Digest::of(&bytes);
        self.note("vex", &digest);
        for finding in findings {
            self.answer(case, finding, Claim::Vex { digest }, &[&bytes])?;
        }
        Ok(())
    }

    fn answer(
        &mut self,
        case: &CaseId,
        finding: &FindingId,
        claim: Claim,
        files: &[&[u8]],
    ) -> Result<(), Failure> {
        let (at, why) = (self.now(), self.why());
        let said = (finding, claim);
        acts::answer(&mut self.body, &self.by, at, &why, case, said, files)?;
        Ok(())
    }

    /// Ends findings by the result that looked again: the one named, else the newest of the finding's test.
    pub(super) fn retest(
        &mut self,
        case: &CaseId,
        findings: &[FindingId],
        result: Option<&ResultId>,
    ) -> Result<(), Failure> {
        for finding in findings {
            let known = self.case(case)?;
            let unknown = || Refusal::FindingUnknown {
                finding: finding.clone(),
            };
            let of = known.finding(finding);
            let test = &of.ok_or_else(|| Against::rule(&unknown()))?.test;
            let mut results = known.evidence().iter().rev();
            let newest = results.find(|recorded| recorded.result.test == *test);
            let newest = newest.map(|newest| &newest.result.id);
            let result = result.or(newest).cloned();
            let result = result.ok_or_else(|| Against::rule(&Refusal::NoEvidence {}))?;
            let (at, why) = (self.now(), self.why());
            acts::retest(&mut self.body, &self.by, at, &why, case, finding, &result)?;
        }
        Ok(())
    }
}
