//! Results of tests that an evaluator has done elsewhere: a summary with its SARIF, signed by the act that brings it.

use std::path::{Path, PathBuf};

use scheme::body::case::Case;
use scheme::evidence::TestResult;
use scheme::id::{CaseId, CertificateNumber, Digest, ResultId};
use scheme::report::{Expected, Limits, SARIF_MEDIA_TYPE, Summary, take};
use service::acts::{self, record_evidence::next_result, reexamine::next_result_of};

use super::Against;
use super::desk::Desk;
use crate::Failure;
use crate::certify::Why;
use crate::input;

/// The largest summary or attachment that is read.
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
        let id = next_result(&self.body, case)?;
        let expected = expected(self.case(case)?);
        let brought = self.bring(summary, attachments, id, &expected)?;
        self.record(case, brought.result, &brought.files)
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
        let (at, why, told) = (self.now(), self.why(), result.clone());
        let of = (certificate, old);
        acts::reexamine(&mut self.body, &self.by, at, &why, of, result, &files)?;
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
            Err(reasons) => {
                let told = reasons.iter().map(|reason| {
                    let value = serde_json::to_value(reason).unwrap_or_default();
                    Why::report(value)
                });
                Err(Against(told.collect()).into())
            }
        }
    }
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
