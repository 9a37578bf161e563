//! An evaluator's report from outside enters a case: its summary, its SARIF, and whatever else belongs to it, however large.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read as _, Seek as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use scheme::body::act::What;
use scheme::id::{CaseId, Digest};
use scheme::report::{Expected, Handed, Limits, Refusal, Summary, attached, take};

use super::record_evidence::next_result;
use crate::body::{Actor, Body, BodyError};

/// Why a report did not enter.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The report is refused for what it says, or what came with it; all the reasons.
    #[error("the report is refused")]
    Refused(Vec<Refusal>),
    /// The body refuses the act, or cannot write.
    #[error(transparent)]
    Body(#[from] BodyError),
    /// A file that was handed in cannot be read.
    #[error("{path}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// A report as it was handed in, and what it must be about.
#[derive(Debug, Clone, Copy)]
pub struct Report<'r> {
    /// The bytes of the summary.
    pub summary: &'r [u8],
    /// Every other file that came with it, the SARIF files among them.
    pub files: &'r [PathBuf],
    /// The product.
    pub expected: &'r Expected,
    /// How much is read and kept.
    pub limits: &'r Limits,
}

/// A file that was handed in, open.
struct Given {
    path: PathBuf,
    file: File,
    handed: Handed,
}

/// Records a report as the next result of a case. Everything is asked before anything is kept: what the report says, what
/// came with it, and whether the rules allow it, from accreditation and ties to the digests of the build. Then each file is
/// kept once by its digest, and the evaluator's signed act names them all, the summary first.
///
/// # Errors
/// [`ReportError`].
pub fn take_report(
    body: &mut Body,
    evaluator: &Actor,
    at: Timestamp,
    why: &str,
    case: &CaseId,
    report: &Report<'_>,
) -> Result<u64, ReportError> {
    let Report {
        summary,
        files,
        expected,
        limits,
    } = report;
    let read = Summary::from_bytes(summary, limits).map_err(|error| {
        let what = error.to_string();
        ReportError::Refused(vec![Refusal::SummaryUnreadable { what }])
    })?;
    if files.len() > limits.attachments {
        return Err(ReportError::Refused(vec![Refusal::TooManyAttachments {
            said: files.len(),
            limit: limits.attachments,
        }]));
    }
    let mut given = open(files, &read, limits)?;
    let handed: Vec<Handed> = given.iter().map(|one| one.handed.clone()).collect();
    let wrong = attached(&read, &handed, limits);
    if !wrong.is_empty() {
        return Err(ReportError::Refused(wrong));
    }
    let named: BTreeSet<Digest> = read.sarif().map(|file| file.digest).collect();
    let mut sarif = Vec::new();
    for one in given
        .iter_mut()
        .filter(|one| named.contains(&one.handed.digest))
    {
        sarif.push(whole(one, limits).map_err(unread(&one.path))?);
    }
    let sarif: Vec<&[u8]> = sarif.iter().map(Vec::as_slice).collect();
    let id = next_result(body, case)?;
    let edition = body.state().edition();
    let taken = take(
        summary,
        &sarif,
        &evaluator.id,
        id,
        edition,
        expected,
        limits,
    );
    let result = taken.map_err(ReportError::Refused)?;
    let digests = handed.iter().map(|file| file.digest);
    let what = What::RecordEvidence {
        result: Box::new(result),
        attachments: [Digest::of(summary)].into_iter().chain(digests).collect(),
    };
    body.would_allow(&evaluator.id, at, why, Some(case), what.clone())?;
    body.keep(summary)?;
    for Given { path, file, handed } in &mut given {
        file.rewind().map_err(unread(path))?;
        body.keep_reading(file, handed.digest, handed.bytes)?;
    }
    Ok(body.perform(evaluator, at, why, Some(case), what)?)
}

/// Opens the files and reads each once for its digest; one that is too large by its size alone is not read at all.
fn open(files: &[PathBuf], summary: &Summary, limits: &Limits) -> Result<Vec<Given>, ReportError> {
    let sarif: BTreeSet<&str> = summary.sarif().map(|file| file.name.as_str()).collect();
    let (mut given, mut wrong) = (Vec::new(), Vec::new());
    for path in files {
        let name = path.file_name().unwrap_or_default();
        let name = name.to_string_lossy().into_owned();
        let mut file = File::open(path).map_err(unread(path))?;
        let found = file.metadata().map_err(unread(path))?;
        if !found.is_file() {
            let kind = io::ErrorKind::InvalidInput;
            return Err(unread(path)(io::Error::new(kind, "not a regular file")));
        }
        let limit = match sarif.contains(name.as_str()) {
            true => limits.bytes as u64,
            false => limits.attachment_bytes,
        };
        let said = found.len();
        if said > limit {
            wrong.push(Refusal::AttachmentTooLong {
                file: name,
                said,
                limit,
            });
            continue;
        }
        let read = Digest::of_reading(&mut file, limit);
        let (digest, bytes) = read.map_err(unread(path))?;
        given.push(Given {
            path: path.clone(),
            file,
            handed: Handed {
                name,
                digest,
                bytes,
            },
        });
    }
    if wrong.is_empty() {
        Ok(given)
    } else {
        Err(ReportError::Refused(wrong))
    }
}

/// A file that is small enough to be read whole.
fn whole(given: &mut Given, limits: &Limits) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    given.file.rewind()?;
    let mut from = (&mut given.file).take(limits.bytes as u64 + 1);
    from.read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn unread(path: &Path) -> impl Fn(io::Error) -> ReportError + '_ {
    move |source| ReportError::File {
        path: path.to_owned(),
        source,
    }
}

#[cfg(test)]
mod tests;
