//! Days and moments as people write them; always UTC, so that a day is the same wherever it is read.

use std::borrow::Cow;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::{Bilingual, BothTexts};
use crate::Language;

/// The day of `at`: 2026年11月23日, 23 November 2026.
pub(super) fn day(texts: &BothTexts, at: Timestamp) -> Bilingual {
    date(texts, at.to_zoned(TimeZone::UTC).date())
}

/// The last day of a term of which `until` is the first moment after its end.
pub(super) fn last_day(texts: &BothTexts, until: Timestamp) -> Bilingual {
    day(
        texts,
        until
            .saturating_sub(SignedDuration::from_nanos(1))
            .unwrap_or(until),
    )
}

/// The moment to the second, with its zone: 2026年11月23日 08:31:07 UTC.
pub(super) fn moment(texts: &BothTexts, at: Timestamp) -> Bilingual {
    let zoned = at.to_zoned(TimeZone::UTC);
    let Bilingual { ja, en } = date(texts, zoned.date());
    let clock = format!(
        "{:02}:{:02}:{:02} UTC",
        zoned.hour(),
        zoned.minute(),
        zoned.second()
    );
    Bilingual {
        ja: format!("{ja} {clock}"),
        en: format!("{en}, {clock}"),
    }
}

/// The message `id`, whose one argument is `day`.
pub(super) fn say_day(texts: &BothTexts, id: &str, at: Timestamp) -> Bilingual {
    let Bilingual { ja, en } = day(texts, at);
    Bilingual {
        ja: texts.of(Language::Ja).say_with(id, &[("day", ja.into())]),
        en: texts.of(Language::En).say_with(id, &[("day", en.into())]),
    }
}

/// A day of the calendar.
pub(super) fn date(texts: &BothTexts, date: Date) -> Bilingual {
    let written = |language| {
        let texts = texts.of(language);
        let month = texts.say(&format!("month-{}", date.month()));
        let args = [
            ("year", Cow::from(date.year().to_string())),
            ("month", Cow::from(month)),
            ("day", Cow::from(date.day().to_string())),
        ];
        texts.say_with("document-day", &args)
    };
    Bilingual {
        ja: written(Language::Ja),
        en: written(Language::En),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_that_ends_at_midnight_has_the_day_before_as_its_last() {
        let texts = BothTexts::new();
        let until = "2028-11-24T00:00:00Z"
            .parse()
            .expect("tests write RFC 3339");
        let wanted = Bilingual::new("2028年11月23日", "23 November 2028");
        assert_eq!(last_day(&texts, until), wanted);
    }

    #[test]
    fn a_moment_just_before_midnight_utc_is_still_that_day() {
        let texts = BothTexts::new();
        let check = |at: &str, ja: &str, en: &str| {
            let at = at.parse().expect("tests write RFC 3339");
            assert_eq!(moment(&texts, at), Bilingual::new(ja, en));
        };
        check(
            "2026-11-23T23:59:59.999Z",
            "2026年11月23日 23:59:59 UTC",
            "23 November 2026, 23:59:59 UTC",
        );
        check(
            "2027-01-01T08:59:00+09:00",
            "2026年12月31日 23:59:00 UTC",
            "31 December 2026, 23:59:00 UTC",
        );
    }
}
