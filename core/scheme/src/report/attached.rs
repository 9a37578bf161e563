//! The files that belong to a report besides its SARIF: captures, logs, images. They are kept by digest and never read, so
//! they may be large; the summary names each.

use std::collections::{BTreeMap, BTreeSet};

use super::{Limits, Refusal, Summary, line};
use crate::id::Digest;

/// A file that was handed in with a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handed {
    /// Its name, for messages.
    pub name: String,
    /// The digest of its bytes.
    pub digest: Digest,
    /// Its size.
    pub bytes: u64,
}

/// What is wrong with the files that were handed in with a summary, the SARIF files among them.
#[must_use]
pub fn attached(summary: &Summary, handed: &[Handed], limits: &Limits) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    let said = summary.attachments.len().max(handed.len());
    if said > limits.attachments {
        let limit = limits.attachments;
        return vec![Refusal::TooManyAttachments { said, limit }];
    }
    let sarif: BTreeSet<Digest> = summary.sarif().map(|file| file.digest).collect();
    let named: BTreeMap<Digest, &str> = summary
        .attachments
        .iter()
        .map(|file| (file.digest, file.name.as_str()))
        .collect();
    for file in handed {
        let name = || line(&file.name, limits.text_chars);
        let limit = match sarif.contains(&file.digest) {
            true => limits.bytes as u64,
            false => limits.attachment_bytes,
        };
        if file.bytes > limit {
            refusals.push(Refusal::AttachmentTooLong {
                file: name(),
                said: file.bytes,
                limit,
            });
        }
        if !named.contains_key(&file.digest) {
            refusals.push(Refusal::AttachmentUnnamed {
                file: name(),
                digest: file.digest,
            });
        }
    }
    let given: BTreeSet<Digest> = handed.iter().map(|file| file.digest).collect();
    for (digest, name) in &named {
        // A SARIF that is missing is told where SARIF is read.
        if !given.contains(digest) && !sarif.contains(digest) {
            refusals.push(Refusal::AttachmentMissing {
                file: line(name, limits.text_chars),
                digest: *digest,
            });
        }
    }
    refusals
}
