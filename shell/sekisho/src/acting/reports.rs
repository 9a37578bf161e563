//! Results of tests that an evaluator has done elsewhere: a summary with its SARIF, signed by the act that brings it.

use std::path::{Path, PathBuf};

use scheme::body::case::Case;
use scheme::evidence::TestResult;
use scheme::id::{CaseId, CertificateNumber, Digest, ResultId};
use scheme::report::{Expected, Limits, Refusal, SARIF_MEDIA_TYPE, Summary, take};
use service::acts::{self, Report, ReportError};
use service::acts::{record_evidence::next_result, reexamine::next_result_of};

use super::Against;
use super::desk::Desk;
use crate::Failure;
use crate::certify::Why;
use crate::input;
use crate::undone::at;

/// The largest summary or attachment of a test of a system that is read.
const FILE_BYTES: u64 = 256 << 20;

/// A report with everything that came with it.
struct Brought {
    result: TestResult,
    files: Vec<Vec<u8>>,
}

impl Desk<'_> {
    /// Puts a report from outside on record.
    pub(super) fn take_report(
        &mut self,
        case: &CaseId,
        summary: &Path,
        attachments: &[PathBuf],
    ) -> Result<(), Failure> {
        let limits = Limits::default();
        let expected = expected(self.case(case)?);
        let summary = input::read(summary, limits.bytes as u64)?;
        for path in attachments {
            input::open(path).map_err(at(path))?;
        }
        let report = Report {
            summary: &summary,
            files: attachments,
            expected: &expected,
            limits: &limits,
        };
        let (id, now, why) = (next_result(&self.body, case)?, self.now(), self.why());
        let taken = acts::take_report(&mut self.body, &self.by, now, &why, case, &report);
        taken.map_err(|error| match error {
            ReportError::Refused(reasons) => refused(&reasons),
            ReportError::Body(error) => error.into(),
            ReportError::File { path, source } => at(&path)(source).into(),
        })?;
        let recorded = self.case(case)?.recorded(&id);
        let result = recorded.map(|recorded| recorded.result.clone());
        self.tell_result(&result.expect("the act that was just done recorded it"));
        Ok(())
    }

    /// Puts a test of a system with a declared replacement on record.
    pub(super) fn reexamine(
        &mut self,
        certificate: CertificateNumber,
        old: CertificateNumber,
        (summary, attachments): (&Path, &[PathBuf]),
    ) -> Result<(), Failure> {
        let id = next_result_of(&self.body, certificate)?;
        let system = self.known(certificate)?;
        let name = &system.product.name;
        let expected = Expected {
            names: vec![name.ja.clone(), name.en.clone()],
            version: system.version.clone(),
        };
        let Brought { result, files } = self.bring(summary, attachments, id, &expected)?;
        let files: Vec<&[u8]> = files.iter().map(Vec::as_slice).collect();
        let (now, why, told) = (self.now(), self.why(), result.clone());
        let of = (certificate, old);
        acts::reexamine(&mut self.body, &self.by, now, &why, of, result, &files)?;
        self.tell_result(&told);
        Ok(())
    }

    fn bring(
        &self,
        summary: &Path,
        attachments: &[PathBuf],
        id: ResultId,
        expected: &Expected,
    ) -> Result<Brought, Failure> {
        let limits = Limits::default();
        let mut files = vec![input::read(summary, FILE_BYTES)?];
        for path in attachments {
            files.push(input::read(path, FILE_BYTES)?);
        }
        let named = Summary::from_bytes(&files[0], &limits);
        let named = named.map_or_else(|_| Vec::new(), |summary| summary.attachments);
        // What the summary does not name goes to the reader of SARIF too, which refuses it.
        let is_sarif = |bytes: &&[u8]| {
            let digest = Digest::of(bytes);
            let mut others = named
                .iter()
                .filter(|one| one.media_type != SARIF_MEDIA_TYPE);
            !others.any(|one| one.digest == digest)
        };
        let brought = files[1..].iter().map(Vec::as_slice);
        let sarif: Vec<&[u8]> = brought.filter(is_sarif).collect();
        let edition = self.body.state().edition();
        let by = &self.by.id;
        let taken = take(&files[0], &sarif, by, id, edition, expected, &limits);
        match taken {
            Ok(result) => Ok(Brought { result, files }),
            Err(reasons) => Err(refused(&reasons)),
        }
    }
}

/// What speaks against a report.
fn refused(reasons: &[Refusal]) -> Failure {
    let told = reasons.iter().map(|reason| {
        let value = serde_json::to_value(reason).unwrap_or_default();
        Why::report(value)
    });
    Against(told.collect()).into()
}

/// What a report in this case must be about.
fn expected(case: &Case) -> Expected {
    let name = &case.application().product.name;
    Expected {
        names: vec![name.ja.clone(), name.en.clone()],
        version: case
            .submission()
            .map(|last| last.version.clone())
            .unwrap_or_default(),
    }
}
