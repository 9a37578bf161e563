//! What may be typed to verify a certificate, and the time that is asked about: `sekisho verify`.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command};
use jiff::Timestamp;
use texts::Texts;

use super::pieces::{flag, many, needed, option, path, timeout};

/// `sekisho verify`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Verify {
    pub(crate) file: PathBuf,
    pub(crate) trust: Option<PathBuf>,
    pub(crate) register: Option<String>,
    pub(crate) as_issued: bool,
    pub(crate) at: Option<At>,
    pub(crate) artefacts: Vec<PathBuf>,
    pub(crate) full: bool,
    pub(crate) no_cache: bool,
    /// Seconds for reading from a server, all together.
    pub(crate) timeout: Option<u64>,
}

/// The time that is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum At {
    Moment(Timestamp),
    Day { begin: Timestamp, end: Timestamp },
}

impl At {
    /// The moment that is meant: of a day its last second, of today this one.
    pub(crate) fn moment(self, now: Timestamp) -> Timestamp {
        match self {
            At::Moment(moment) => moment,
            At::Day { begin, end } if begin <= now => end.min(now),
            At::Day { end, .. } => end,
        }
    }
}

/// `sekisho verify`.
pub(super) fn command(command: Command, texts: &Texts) -> Command {
    let allowed = texts.say("cli-allowed-moment");
    command
        .arg(path("file", texts, "cli-arg-certificate").required(true))
        .arg(option("trust", texts, "cli-arg-trust"))
        .arg(
            Arg::new("register")
                .long("register")
                .value_name("DIR|URL")
                .conflicts_with("as-issued")
                .help(texts.say("cli-arg-register")),
        )
        .arg(
            Arg::new("as-issued")
                .long("as-issued")
                .action(ArgAction::SetTrue)
                .help(texts.say("cli-arg-as-issued")),
        )
        .arg(
            Arg::new("at")
                .long("at")
                .value_name("DATE")
                .conflicts_with("as-issued")
                .value_parser(move |typed: &str| moment(typed).ok_or_else(|| allowed.clone()))
                .help(texts.say("cli-arg-at")),
        )
        .arg(
            option("artefact", texts, "cli-arg-artefact")
                .num_args(1..)
                .action(ArgAction::Append),
        )
        .arg(
            Arg::new("full")
                .long("full")
                .action(ArgAction::SetTrue)
                .help(texts.say("cli-arg-full")),
        )
        .arg(flag("no-cache", texts, "cli-arg-no-cache"))
        .arg(timeout(texts))
}

/// The meaning of what was typed behind `verify`.
pub(super) fn meant(matches: &ArgMatches) -> Verify {
    Verify {
        file: needed(matches, "file"),
        trust: matches.get_one::<PathBuf>("trust").cloned(),
        register: matches.get_one::<String>("register").cloned(),
        as_issued: matches.get_flag("as-issued"),
        at: matches.get_one::<At>("at").copied(),
        artefacts: many(matches, "artefact"),
        full: matches.get_flag("full"),
        no_cache: matches.get_flag("no-cache"),
        timeout: matches.get_one::<u64>("timeout").copied(),
    }
}

/// A time of the years 1970 to 9998: RFC 3339, or a day in UTC.
pub(super) fn moment(text: &str) -> Option<At> {
    let utc = jiff::tz::TimeZone::UTC;
    let at = match text.parse::<jiff::civil::Date>() {
        Ok(day) if text.len() == 10 => At::Day {
            begin: day.at(0, 0, 0, 0).to_zoned(utc.clone()).ok()?.timestamp(),
            end: day
                .at(23, 59, 59, 0)
                .to_zoned(utc.clone())
                .ok()?
                .timestamp(),
        },
        _ => At::Moment(text.parse().ok()?),
    };
    let (At::Moment(moment) | At::Day { end: moment, .. }) = at;
    let year = moment.to_zoned(utc).year();
    (1970..=9998).contains(&year).then_some(at)
}
