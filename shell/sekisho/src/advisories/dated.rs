//! Of what day a feed is as a whole, as its server or its archive says: the age of what has no dates in its records.
//!
//! The files of a folder have the time at which they were copied or checked out, which says nothing of their content, so a folder has
//! no such day.

use std::path::Path;

use jiff::fmt::rfc2822;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use vulnerability::{Feed, Limits, archive};

use crate::feeds::ARCHIVE_BYTES;
use crate::product::read_limited;
use crate::reading::Marks;

/// Times before this one (1990-01-01) are what stands where nobody set a time: the first moment that a format can tell.
const EARLIEST: i64 = 631_152_000;

/// The day of a feed as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Dated {
    pub(super) at: Timestamp,
    pub(super) by: By,
}

/// Who says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub(super) enum By {
    /// The server: when the file there was last changed.
    Server,
    /// The archive: when its newest file was last changed.
    Archive,
}

impl Dated {
    /// As the server says.
    pub(super) fn by_server(marks: &Marks, now: Timestamp) -> Option<Dated> {
        let said = marks.last_modified.as_deref()?;
        let at = rfc2822::parse(said).ok()?.timestamp();
        Dated { at, by: By::Server }.plausible(now)
    }

    /// As the archive says.
    pub(super) fn by_archive(path: &Path, now: Timestamp) -> Option<Dated> {
        let bytes = read_limited(path, ARCHIVE_BYTES).ok()?;
        let at = archive::newest(&bytes, &Limits::default())?;
        let by = By::Archive;
        Dated { at, by }.plausible(now)
    }

    /// None where it cannot be so. Clocks differ by a day; what is later would be young when its day comes.
    pub(super) fn plausible(self, now: Timestamp) -> Option<Dated> {
        let latest = now.saturating_add(SignedDuration::from_hours(24));
        let may_be = self.at.as_second() >= EARLIEST && self.at <= latest.ok()?;
        may_be.then(|| Dated {
            at: self.at.min(now),
            ..self
        })
    }
}

/// Whether some ecosystem of the feed has no date in its records.
pub(super) fn lacks_dates(feed: &Feed) -> bool {
    let mut ecosystems = feed.ecosystems();
    !feed.has_dates() || ecosystems.any(|ecosystem| !feed.has_dates_about(ecosystem))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn by_server(said: &str, expected: Option<&str>) {
        let now: Timestamp = "2026-11-25T12:00:00Z".parse().unwrap();
        let marks = Marks {
            etag: None,
            last_modified: Some(said.to_owned()),
        };
        let dated = Dated::by_server(&marks, now);
        let expected = expected.map(|text| text.parse().unwrap());
        assert_eq!(dated.map(|dated| dated.at), expected, "{said}");
    }

    #[test]
    fn a_server_gives_a_day_that_can_be_or_none() {
        by_server(
            "Tue, 24 Nov 2026 08:49:37 GMT",
            Some("2026-11-24T08:49:37Z"),
        );
        // A clock that goes ahead makes nothing younger than it is here.
        by_server(
            "Thu, 26 Nov 2026 11:00:00 GMT",
            Some("2026-11-25T12:00:00Z"),
        );
        for none in [
            "Thu, 26 Nov 2026 12:00:01 GMT",
            "Fri, 01 Jan 2027 00:00:00 GMT",
            "Thu, 01 Jan 1970 00:00:00 GMT",
            "yesterday",
            "",
        ] {
            by_server(none, None);
        }
    }
}
