//! The summary of a signed report: what an evaluator says about one test of one build.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Limits, depth, objection};
use crate::evidence::{Input, Item, LookedAt, Verdict};
use crate::id::{Digest, TestId};

/// The media type of SARIF, by which attachments are known as findings.
pub const SARIF_MEDIA_TYPE: &str = "application/sarif+json";

/// What an evaluator says about one test of one build; `schemas/test-summary.v1.schema.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Summary {
    /// The format and its version.
    pub format: Format,
    /// Which test of the edition.
    pub test: TestId,
    /// The product as the evaluator knows it.
    pub product: Product,
    /// The items of the build that it covers.
    pub covers: Vec<Item>,
    /// The main tool; its SARIF names the same.
    pub tool: Tool,
    /// Everything else that it depends on: configuration, rules, plan.
    pub inputs: Vec<Input>,
    /// For tests that read advisories: the day of the newest entry; the older of several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feed_newest: Option<Timestamp>,
    /// Where it looked.
    pub looked_at: LookedAt,
    /// When it began.
    pub started: Timestamp,
    /// When it ended.
    pub ended: Timestamp,
    /// What it comes to.
    pub verdict: Verdict,
    /// What was left out and why, for people; empty when nothing was.
    pub limitations: Vec<String>,
    /// The files that belong to it, by digest, with its SARIF.
    pub attachments: Vec<Attachment>,
}

/// The formats of summaries that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Format {
    /// Version 1.
    #[serde(rename = "sekisho-test-summary/1")]
    V1,
}

/// The product that was tested.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// Its name.
    pub name: String,
    /// Its exact version.
    pub version: String,
}

/// The tool that was used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// A file that belongs to a summary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// Its file name.
    pub name: String,
    /// Its media type; SARIF is `application/sarif+json`.
    pub media_type: String,
    /// The digest of its bytes.
    pub digest: Digest,
}

/// Why bytes are not a summary.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SummaryError {
    /// Larger than the limit.
    #[error("summary of {said} bytes, limit is {limit}")]
    TooLong {
        /// Its size.
        said: usize,
        /// The limit.
        limit: usize,
    },
    /// Deeper than the limit.
    #[error("summary {said} levels deep, limit is {limit}")]
    TooDeep {
        /// Its depth.
        said: usize,
        /// The limit.
        limit: usize,
    },
    /// Not JSON, or not in the form of a summary.
    #[error("line {line}, column {column}: {what}")]
    Form {
        /// Where, from 1.
        line: usize,
        /// Where, from 1.
        column: usize,
        /// What the reader expected.
        what: String,
    },
}

impl Summary {
    /// Reads a summary. Strict: an unknown member is refused.
    pub fn from_bytes(bytes: &[u8], limits: &Limits) -> Result<Self, SummaryError> {
        if bytes.len() > limits.bytes {
            return Err(SummaryError::TooLong {
                said: bytes.len(),
                limit: limits.bytes,
            });
        }
        let said = depth(bytes);
        if said > limits.depth {
            let limit = limits.depth;
            return Err(SummaryError::TooDeep { said, limit });
        }
        serde_json::from_slice(bytes).map_err(|error| SummaryError::Form {
            line: error.line(),
            column: error.column(),
            what: objection(&error, limits.text_chars),
        })
    }

    /// The attachments that are SARIF files.
    pub fn sarif(&self) -> impl Iterator<Item = &Attachment> {
        let all = self.attachments.iter();
        all.filter(|attachment| attachment.media_type == SARIF_MEDIA_TYPE)
    }
}
