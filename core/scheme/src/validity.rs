//! How long a certificate stands, and why not any longer.
//!
//! The standing on a day is derived from the history, the term and, for a system, from the
//! certificates that it rests on; it is never stored.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::edition::Edition;
use crate::id::{ActorId, CertificateNumber, Digest};

/// A point in the order of acts: times may be equal, the running number of the act may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moment {
    /// When.
    pub at: Timestamp,
    /// The running number of the act, from 1.
    pub act: u64,
}

/// Where a certificate stands. The last three are final.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, strum::Display,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Standing {
    /// It holds.
    Valid,
    /// It does not hold for the time being.
    Suspended,
    /// Its time is over.
    Expired,
    /// The product's version went up.
    Void,
    /// The body or the holder took it back.
    Withdrawn,
}

/// A change in a certificate's life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// When it was done.
    pub when: Moment,
    /// Who did it.
    pub by: ActorId,
    /// Why.
    pub why: String,
    /// What was done.
    pub what: ChangeKind,
}

/// What was done to a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "kebab-case", deny_unknown_fields)]
pub enum ChangeKind {
    /// Issued: always the first.
    Issued {},
    /// Suspended.
    Suspended {},
    /// The suspension ended.
    Resumed {},
    /// The product's version goes up: void from the effective moment.
    VersionUp {
        /// To this version.
        to: String,
        /// From when the certificate is void.
        effective: Timestamp,
    },
    /// Withdrawn for good.
    Withdrawn {},
    /// Put on record that time has ended it.
    Expired {},
    /// A component certificate took another's place.
    Replaced {
        /// The component's name in the system.
        name: String,
        /// The certificate before.
        old: CertificateNumber,
        /// The certificate after.
        new: CertificateNumber,
        /// What is installed after.
        digest: Digest,
    },
}

/// A certificate that a system rests on, from some moment on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// The component's name in the system. The latest part of a name is the current one.
    pub name: String,
    /// Its certificate.
    pub certificate: CertificateNumber,
    /// The digest of what is installed.
    pub digest: Digest,
    /// Since when.
    pub from: Timestamp,
}

/// What a certificate's standing is derived from.
#[derive(Debug, Clone, Copy)]
pub struct Life<'a> {
    /// The last day of its term.
    pub valid_until: Date,
    /// What was done to it, in order.
    pub history: &'a [Change],
    /// What it rests on and rested on, in order; empty unless it is a system's.
    pub parts: &'a [Part],
}

/// Where a certificate stands at a moment, since when and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StandingAt {
    /// Where it stands.
    pub standing: Standing,
    /// Since when; with several causes since the earliest of them.
    pub since: Timestamp,
    /// Why, all of them; empty when valid.
    pub causes: Vec<Cause>,
    /// The note that a version-up was declared, also before it takes effect.
    pub superseded: Option<Superseded>,
    /// The certificates that the causes name: the chain to follow.
    pub chain: Vec<CertificateNumber>,
}

/// The note on a certificate whose product's version goes up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Superseded {
    /// By which version.
    pub by: String,
    /// From when.
    pub from: Timestamp,
}

/// Why a certificate is not valid.
#[derive(
    Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error, strum::VariantNames,
)]
#[serde(tag = "code", rename_all = "kebab-case", deny_unknown_fields)]
#[strum(serialize_all = "kebab-case")]
pub enum Cause {
    /// Its own term is over.
    #[error("its last day was {last_day}")]
    TermEnded {
        /// The last day of the term.
        last_day: Date,
    },
    /// The product's version went up.
    #[error("version {to} supersedes it from {effective}")]
    VersionWentUp {
        /// To this version.
        to: String,
        /// From when.
        effective: Timestamp,
    },
    /// It was withdrawn.
    #[error("withdrawn: {why}")]
    WithdrawnBecause {
        /// Why.
        why: String,
    },
    /// It was suspended.
    #[error("suspended: {why}")]
    SuspendedBecause {
        /// Why.
        why: String,
    },
    /// A component's certificate is suspended.
    #[error("component {name} rests on {certificate}, which is suspended")]
    ComponentSuspended {
        /// The component.
        name: String,
        /// Its certificate.
        certificate: CertificateNumber,
    },
    /// A component's certificate has ended and waits for its replacement.
    #[error(
        "component {name} rests on {certificate}, which is {standing}: replace by {replace_by}"
    )]
    ComponentEnded {
        /// The component.
        name: String,
        /// Its certificate.
        certificate: CertificateNumber,
        /// How it ended.
        standing: Standing,
        /// When the system's own certificate ends without a replacement.
        replace_by: Timestamp,
    },
    /// A component's certificate ended and was not replaced in time.
    #[error("component {name} rested on {certificate} and was not replaced by {limit}")]
    ComponentNotReplaced {
        /// The component.
        name: String,
        /// Its certificate.
        certificate: CertificateNumber,
        /// Until when it should have been.
        limit: Timestamp,
    },
    /// A component's certificate is not known.
    #[error("component {name} rests on {certificate}, which is not known")]
    ComponentUnknown {
        /// The component.
        name: String,
        /// Its certificate.
        certificate: CertificateNumber,
    },
}

/// Where a certificate stands at this moment; `None` before it was issued.
///
/// `find` gives the lives of the certificates that a system rests on.
pub fn standing<'a>(
    edition: &Edition,
    life: Life<'a>,
    at: Timestamp,
    find: impl Fn(CertificateNumber) -> Option<Life<'a>>,
) -> Option<StandingAt> {
    let issued = life.history.first().filter(|first| first.when.at <= at)?;
    let mut ends: Vec<End> = own_end(life, at).into_iter().collect();
    let mut holds: Vec<(Timestamp, Cause)> = own_suspension(life, at).into_iter().collect();
    let mut back = own_return(life, at).unwrap_or(issued.when.at);
    for (part, until) in occupied(life.parts, at) {
        match weigh(edition, part, until, at, find(part.certificate)) {
            Weight::Ends(end) => ends.push(end),
            Weight::Holds(since, cause) => holds.push((since, cause)),
            Weight::Carries(since) => back = back.max(since),
            Weight::Gone => {}
        }
    }
    // The first end is the end: what came later met a certificate that was already over.
    let end = ends.into_iter().min_by_key(|end| end.at);
    let (standing, since, causes) = match end {
        Some(end) => (end.standing, end.at, vec![end.cause]),
        None if holds.is_empty() => (Standing::Valid, back, Vec::new()),
        None => {
            let since = holds.iter().map(|(since, _)| *since).min().unwrap_or(at);
            let causes = holds.into_iter().map(|(_, cause)| cause).collect();
            (Standing::Suspended, since, causes)
        }
    };
    let chain = causes.iter().filter_map(Cause::certificate).collect();
    Some(StandingAt {
        standing,
        since,
        causes,
        superseded: superseded(life, at),
        chain,
    })
}

/// Whether the body has suspended it, whatever its components do.
#[must_use]
pub fn is_suspended_itself(life: Life<'_>, at: Timestamp) -> bool {
    own_suspension(life, at).is_some()
}

/// The first moment after this day, UTC.
#[must_use]
pub fn end_of_day(day: Date) -> Timestamp {
    day.tomorrow()
        .and_then(|next| next.to_zoned(TimeZone::UTC))
        .map_or(Timestamp::MAX, |next| next.timestamp())
}

/// So many days of 24 hours after this moment.
#[must_use]
pub fn days_after(at: Timestamp, days: u32) -> Timestamp {
    at.saturating_add(SignedDuration::from_hours(24 * i64::from(days)))
        .unwrap_or(Timestamp::MAX)
}

impl Standing {
    /// Whether nothing can bring it back.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, Self::Expired | Self::Void | Self::Withdrawn)
    }
}

impl Cause {
    /// The component certificate it speaks of.
    #[must_use]
    pub fn certificate(&self) -> Option<CertificateNumber> {
        match self {
            Self::ComponentSuspended { certificate, .. }
            | Self::ComponentEnded { certificate, .. }
            | Self::ComponentNotReplaced { certificate, .. }
            | Self::ComponentUnknown { certificate, .. } => Some(*certificate),
            Self::TermEnded { .. }
            | Self::VersionWentUp { .. }
            | Self::WithdrawnBecause { .. }
            | Self::SuspendedBecause { .. } => None,
        }
    }
}

struct End {
    at: Timestamp,
    standing: Standing,
    cause: Cause,
}

/// The first of withdrawal, version-up and the end of the term.
fn own_end(life: Life<'_>, at: Timestamp) -> Option<End> {
    let mut ends = Vec::new();
    for change in until(life.history, at) {
        match &change.what {
            ChangeKind::Withdrawn {} => ends.push(End {
                at: change.when.at,
                standing: Standing::Withdrawn,
                cause: Cause::WithdrawnBecause {
                    why: change.why.clone(),
                },
            }),
            ChangeKind::VersionUp { to, effective } if *effective <= at => ends.push(End {
                at: *effective,
                standing: Standing::Void,
                cause: Cause::VersionWentUp {
                    to: to.clone(),
                    effective: *effective,
                },
            }),
            _ => {}
        }
    }
    let over = end_of_day(life.valid_until);
    if over <= at {
        ends.push(End {
            at: over,
            standing: Standing::Expired,
            cause: Cause::TermEnded {
                last_day: life.valid_until,
            },
        });
    }
    ends.into_iter().min_by_key(|end| end.at)
}

fn own_suspension(life: Life<'_>, at: Timestamp) -> Option<(Timestamp, Cause)> {
    let last = until(life.history, at)
        .filter(|change| {
            matches!(
                change.what,
                ChangeKind::Suspended {} | ChangeKind::Resumed {}
            )
        })
        .last()?;
    matches!(last.what, ChangeKind::Suspended {}).then(|| {
        let why = last.why.clone();
        (last.when.at, Cause::SuspendedBecause { why })
    })
}

/// What one component does to the system that rests on it.
enum Weight {
    /// It was not replaced in time.
    Ends(End),
    /// It does not carry the system for the time being.
    Holds(Timestamp, Cause),
    /// It carries the system, since when.
    Carries(Timestamp),
    /// Another stands in its place.
    Gone,
}

fn weigh(
    edition: &Edition,
    part: &Part,
    until: Option<Timestamp>,
    at: Timestamp,
    life: Option<Life<'_>>,
) -> Weight {
    let name = part.name.clone();
    let certificate = part.certificate;
    let current = until.is_none();
    let Some(life) = life else {
        return Weight::Holds(part.from, Cause::ComponentUnknown { name, certificate });
    };
    if let Some(end) = own_end(life, at) {
        let since = end.at.max(part.from);
        let limit = days_after(since, edition.rules().component_limit_days.value);
        if limit <= at && until.is_none_or(|until| until > limit) {
            let cause = Cause::ComponentNotReplaced {
                name,
                certificate,
                limit,
            };
            return Weight::Ends(End {
                at: limit,
                standing: Standing::Expired,
                cause,
            });
        }
        let cause = Cause::ComponentEnded {
            name,
            certificate,
            standing: end.standing,
            replace_by: limit,
        };
        return if current {
            Weight::Holds(since, cause)
        } else {
            Weight::Gone
        };
    }
    match own_suspension(life, at) {
        _ if !current => Weight::Gone,
        Some((since, _)) => Weight::Holds(
            since.max(part.from),
            Cause::ComponentSuspended { name, certificate },
        ),
        None => Weight::Carries(own_return(life, at).map_or(part.from, |back| back.max(part.from))),
    }
}

/// Each part that was there by then, with the moment from which another stood in its place.
fn occupied(parts: &[Part], at: Timestamp) -> impl Iterator<Item = (&Part, Option<Timestamp>)> {
    let there = move |part: &&Part| part.from <= at;
    parts
        .iter()
        .enumerate()
        .filter(move |(_, part)| there(part))
        .map(move |(i, part)| {
            let mut later = parts.iter().skip(i + 1).filter(there);
            let next = later.find(|next| next.name == part.name);
            (part, next.map(|next| next.from))
        })
}

fn until(history: &[Change], at: Timestamp) -> impl Iterator<Item = &Change> {
    history
        .iter()
        .take_while(move |change| change.when.at <= at)
}

/// When its last suspension ended.
fn own_return(life: Life<'_>, at: Timestamp) -> Option<Timestamp> {
    let changes = until(life.history, at);
    let resumed = changes.filter(|change| matches!(change.what, ChangeKind::Resumed {}));
    resumed.last().map(|resumed| resumed.when.at)
}

fn superseded(life: Life<'_>, at: Timestamp) -> Option<Superseded> {
    until(life.history, at).find_map(|change| match &change.what {
        ChangeKind::VersionUp { to, effective } => Some(Superseded {
            by: to.clone(),
            from: *effective,
        }),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::edition;

    fn edition() -> Edition {
        edition::find(&"sekisho-2026".parse().unwrap()).unwrap()
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn change(when: &str, what: ChangeKind) -> Change {
        Change {
            when: Moment {
                at: at(when),
                act: 1,
            },
            by: "registrar".parse().unwrap(),
            why: "because".to_owned(),
            what,
        }
    }

    fn number(running: u32) -> CertificateNumber {
        CertificateNumber::new(2026, running).unwrap()
    }

    /// Where a certificate issued on 1 January 2026 for two years stands.
    #[track_caller]
    fn check(changes: &[Change], when: &str, expected: Option<(Standing, &str)>) {
        let mut history = vec![change("2026-01-01T09:00:00Z", ChangeKind::Issued {})];
        history.extend_from_slice(changes);
        let life = Life {
            valid_until: date(2028, 1, 1),
            history: &history,
            parts: &[],
        };
        let found = standing(&edition(), life, at(when), |_| None);
        let found = found.map(|found| (found.standing, found.since));
        assert_eq!(
            found,
            expected.map(|(standing, since)| (standing, at(since)))
        );
    }

    #[test]
    fn a_term_ends_two_years_later_to_the_day_and_29_february_on_the_28th() {
        let last = |first| edition().last_day(first);
        assert_eq!(last(date(2026, 11, 23)), date(2028, 11, 23));
        assert_eq!(last(date(2024, 2, 29)), date(2026, 2, 28));
        assert_eq!(last(date(2026, 2, 28)), date(2028, 2, 28));
    }

    #[test]
    fn the_last_day_counts_whole_in_utc() {
        let issued = "2026-01-01T09:00:00Z";
        check(&[], "2026-01-01T08:59:59Z", None);
        check(&[], issued, Some((Standing::Valid, issued)));
        check(&[], "2028-01-01T23:59:59Z", Some((Standing::Valid, issued)));
        let over = "2028-01-02T00:00:00Z";
        check(&[], over, Some((Standing::Expired, over)));
        check(&[], "2030-01-01T00:00:00Z", Some((Standing::Expired, over)));
    }

    #[test]
    fn a_suspension_holds_until_it_is_lifted_and_does_not_stop_the_term() {
        let changes = [
            change("2026-02-01T00:00:00Z", ChangeKind::Suspended {}),
            change("2026-03-01T00:00:00Z", ChangeKind::Resumed {}),
            change("2027-02-01T00:00:00Z", ChangeKind::Suspended {}),
        ];
        let since = "2026-02-01T00:00:00Z";
        check(
            &changes,
            "2026-02-28T00:00:00Z",
            Some((Standing::Suspended, since)),
        );
        let back = "2026-03-01T00:00:00Z";
        check(
            &changes,
            "2026-04-01T00:00:00Z",
            Some((Standing::Valid, back)),
        );
        let over = "2028-01-02T00:00:00Z";
        check(
            &changes,
            "2028-02-01T00:00:00Z",
            Some((Standing::Expired, over)),
        );
    }

    #[test]
    fn the_first_end_is_the_end() {
        let void = ChangeKind::VersionUp {
            to: "2.0".to_owned(),
            effective: at("2026-06-01T00:00:00Z"),
        };
        let changes = [
            change("2026-03-01T00:00:00Z", void),
            change("2026-04-01T00:00:00Z", ChangeKind::Withdrawn {}),
        ];
        let withdrawn = "2026-04-01T00:00:00Z";
        check(
            &changes,
            "2027-01-01T00:00:00Z",
            Some((Standing::Withdrawn, withdrawn)),
        );
        let effective = "2026-06-01T00:00:00Z";
        check(
            &changes[..1],
            "2027-01-01T00:00:00Z",
            Some((Standing::Void, effective)),
        );
        let issued = "2026-01-01T09:00:00Z";
        check(
            &changes[..1],
            "2026-05-31T23:59:59Z",
            Some((Standing::Valid, issued)),
        );
    }

    #[test]
    fn a_system_whose_component_nobody_knows_is_not_valid() {
        let history = [change("2026-01-01T09:00:00Z", ChangeKind::Issued {})];
        let parts = [Part {
            name: "software".to_owned(),
            certificate: number(7),
            digest: Digest::of(b"software"),
            from: at("2026-01-01T09:00:00Z"),
        }];
        let life = Life {
            valid_until: date(2028, 1, 1),
            history: &history,
            parts: &parts,
        };
        let found = standing(&edition(), life, at("2026-02-01T00:00:00Z"), |_| None).unwrap();
        assert_eq!(found.standing, Standing::Suspended);
        assert_eq!(found.chain, [number(7)]);
    }
}
