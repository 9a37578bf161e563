//! Why a feed was not taken in, as values: the old one stays in its place.

use jiff::Timestamp;
use scheme::id::Digest;
use serde::Serialize;

use crate::reading::{Failed, Fault};

/// Why not. The texts here are for logs; people read `untaken-…` of the messages.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, strum::VariantNames)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub(crate) enum Untaken {
    /// It could not be had from its server.
    #[error("not to be had: {detail}")]
    Unreached { detail: String },
    /// Its file or folder could not be read.
    #[error("{path} cannot be read: {detail}")]
    Unreadable { path: String, detail: String },
    /// The data folder could not be written.
    #[error("the data folder cannot be written: {detail}")]
    Unwritten { detail: String },
    /// It is longer than it may be.
    #[error("longer than {limit} bytes")]
    TooLong { limit: u64 },
    /// What should tell its digest does not.
    #[error("{url} holds no SHA-256 digest")]
    NoDigest { url: String },
    /// It is not the file that was announced.
    #[error("sha256 is {found}, wanted is {wanted}")]
    OtherDigest { found: Digest, wanted: Digest },
    /// It cannot be read as advisories.
    #[error("cannot decide: {detail}")]
    Unusable { fault: String, detail: String },
    /// It holds nothing that is known as advisories.
    #[error("holds no record")]
    NoRecord,
    /// It holds far fewer records than the one before.
    #[error("{found} records, the one before has {before}")]
    Fewer { found: usize, before: usize },
    /// It ends earlier than the one before.
    #[error("newest record of {newest}, that of the one before is of {before}")]
    Older { newest: String, before: Timestamp },
    /// The pack does not hold it.
    #[error("not in the pack {path}")]
    NotInPack { path: String },
}

impl Untaken {
    /// Whether it came and was looked at, and the answer is no.
    pub(crate) fn is_refused(&self) -> bool {
        matches!(
            self,
            Untaken::OtherDigest { .. }
                | Untaken::Unusable { .. }
                | Untaken::NoRecord
                | Untaken::Fewer { .. }
                | Untaken::Older { .. }
        )
    }

    /// The data folder could not be written.
    pub(super) fn unwritten(error: &std::io::Error) -> Untaken {
        Untaken::Unwritten {
            detail: error.to_string(),
        }
    }

    /// A file or folder could not be read.
    pub(super) fn unreadable(path: &std::path::Path, error: &std::io::Error) -> Untaken {
        Untaken::Unreadable {
            path: path.display().to_string(),
            detail: error.to_string(),
        }
    }
}

impl From<Fault> for Untaken {
    fn from(fault: Fault) -> Self {
        Untaken::Unreached {
            detail: fault.to_text(),
        }
    }
}

impl From<Failed> for Untaken {
    fn from(failed: Failed) -> Self {
        match failed {
            Failed::Server(fault) => fault.into(),
            Failed::Disk(error) => Untaken::unwritten(&error),
        }
    }
}

#[cfg(test)]
mod tests {
    use strum::VariantNames as _;
    use texts::{Language, Texts};

    use super::*;

    #[test]
    fn every_reason_is_told_in_both_languages() {
        let (path, detail) = (
            || "/a".to_owned(),
            || "No such file or directory (os error 2)".to_owned(),
        );
        let digest = Digest::of(b"x");
        let samples = [
            Untaken::from(Fault::WebPage),
            Untaken::Unreadable {
                path: path(),
                detail: detail(),
            },
            Untaken::Unwritten { detail: detail() },
            Untaken::TooLong { limit: 9 },
            Untaken::NoDigest { url: path() },
            Untaken::OtherDigest {
                found: digest,
                wanted: digest,
            },
            Untaken::Unusable {
                fault: "empty".to_owned(),
                detail: "holds nothing".to_owned(),
            },
            Untaken::NoRecord,
            Untaken::Fewer {
                found: 1,
                before: 9,
            },
            Untaken::Older {
                newest: "–".to_owned(),
                before: Timestamp::UNIX_EPOCH,
            },
            Untaken::NotInPack { path: path() },
        ];
        let codes: Vec<_> = samples
            .iter()
            .map(|sample| serde_json::to_value(sample).expect("JSON")["code"].clone())
            .collect();
        assert_eq!(codes, Untaken::VARIANTS);
        for sample in &samples {
            for language in Language::BOTH {
                let told = Texts::new(language).reason("untaken", sample);
                assert!(!told.contains('{'), "{told}");
                let japanese = told.chars().any(|c| matches!(c, '\u{3040}'..='\u{30ff}'));
                assert_eq!(japanese, language == Language::Ja, "{told}");
            }
        }
    }
}
