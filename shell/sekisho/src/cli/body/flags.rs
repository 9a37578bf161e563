//! Flags that several acts have in common, and how what was typed for them is read.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use jiff::civil::Date;
use scheme::edition::Text;
use scheme::id::{CaseId, CategoryId, FirmId, TestId};
use texts::Texts;

use super::super::keeping::{strings, word};
use super::super::pieces::{advisories, data, many, needed, option, path};
use super::{BodyAt, Days, Given, HeldAgainst};

/// Fewer records than this are a piece of a feed, not a feed.
const LEAST_RECORDS: usize = 100;

/// A flag whose value is read into `T`; what is allowed is said where it cannot be.
pub(super) fn checked<T: FromStr + Clone + Send + Sync + 'static>(
    name: &'static str,
    value: &'static str,
    texts: &Texts,
    help: &str,
    allowed: &str,
) -> Arg {
    let allowed = texts.say(allowed);
    word(name, value, texts, help)
        .value_parser(move |typed: &str| typed.parse::<T>().map_err(|_| allowed.clone()))
}

/// Where the body lies.
pub(in crate::cli) fn at(command: Command, texts: &Texts) -> Command {
    command
        .arg(folder(texts, "cli-arg-body-at"))
        .arg(option("register", texts, "cli-arg-body-register").value_name("DIR"))
        .arg(
            word("published", "DIR|URL|FILE", texts, "cli-arg-published")
                .num_args(1..)
                .action(ArgAction::Append),
        )
}

/// The body's folder.
pub(super) fn folder(texts: &Texts, help: &str) -> Arg {
    option("body", texts, help)
        .value_name("DIR")
        .default_value("body")
        .hide_default_value(true)
}

/// What every act has: where, whose key, why.
pub(super) fn act(command: Command, texts: &Texts) -> Command {
    at(command, texts)
        .arg(
            option("as", texts, "cli-arg-as")
                .value_name("ACTOR_KEY")
                .required(true),
        )
        // Without a reason the rules refuse the act, as they do whoever sends it.
        .arg(word("why", "TEXT", texts, "cli-arg-why").conflicts_with_all(["why-ja", "why-en"]))
        .arg(word("why-ja", "TEXT", texts, "cli-arg-why-ja").requires("why-en"))
        .arg(word("why-en", "TEXT", texts, "cli-arg-why-en").requires("why-ja"))
}

/// The case that an act belongs to.
pub(super) fn case(texts: &Texts) -> Arg {
    checked::<CaseId>("case", "ID", texts, "cli-arg-case", "cli-allowed-case").required(true)
}

/// A firm.
pub(super) fn firm(texts: &Texts, help: &str) -> Arg {
    checked::<FirmId>("firm", "NAME", texts, help, "cli-allowed-name").required(true)
}

/// In which category, for which tests.
pub(super) fn scope(command: Command, texts: &Texts) -> Command {
    let allowed = texts.say("cli-allowed-category");
    let category = word("category", "N", texts, "cli-arg-category")
        .value_parser(move |typed: &str| match typed.parse::<u8>() {
            Ok(number) => Ok(CategoryId(number)),
            Err(_) => Err(allowed.clone()),
        })
        .required(true);
    let tests = checked::<TestId>("test", "TEST", texts, "cli-arg-test", "cli-allowed-test")
        .num_args(1..)
        .action(ArgAction::Append)
        .required(true);
    command.arg(category).arg(tests)
}

/// A name for people, in both languages.
pub(super) fn names(command: Command, texts: &Texts) -> Command {
    command
        .arg(word("name-ja", "TEXT", texts, "cli-arg-named-ja").required(true))
        .arg(word("name-en", "TEXT", texts, "cli-arg-named-en").required(true))
}

/// From a day to a day.
pub(super) fn days(command: Command, texts: &Texts) -> Command {
    let day = |name: &'static str, help: &str| {
        checked::<Date>(name, "DAY", texts, help, "cli-allowed-day")
    };
    command
        .arg(day("from", "cli-arg-from-day"))
        .arg(day("until", "cli-arg-until-day").required(true))
}

/// A build of a product folder.
pub(super) fn given(command: Command, texts: &Texts, needed: bool) -> Command {
    let allowed = texts.say("cli-allowed-build");
    let build = word("build", "N", texts, "cli-arg-build").value_parser(move |typed: &str| {
        let number = typed.parse::<usize>().ok().filter(|number| *number > 0);
        number.ok_or_else(|| allowed.clone())
    });
    command
        .arg(path("product-dir", texts, "cli-arg-product").required(needed))
        .arg(word(
            "version",
            "VERSION",
            texts,
            "cli-arg-version-of-build",
        ))
        .arg(build)
}

/// What a product is held against.
pub(super) fn against(command: Command, texts: &Texts) -> Command {
    command.arg(advisories(texts)).arg(data(texts)).arg(
        word("least-records", "N", texts, "cli-arg-least-records")
            .value_parser(value_parser!(usize)),
    )
}

pub(in crate::cli) fn meant_at(matches: &ArgMatches) -> BodyAt {
    let folder = needed(matches, "body");
    BodyAt {
        register: beside(matches, "register", &folder, "register"),
        folder,
        published: strings(matches, "published"),
    }
}

/// The path that was typed, else that of this name beside the body's folder.
pub(super) fn beside(matches: &ArgMatches, typed: &str, folder: &Path, name: &str) -> PathBuf {
    let typed = matches.get_one::<PathBuf>(typed).cloned();
    typed.unwrap_or_else(|| folder.parent().unwrap_or(Path::new("")).join(name))
}

pub(super) fn meant_why(matches: &ArgMatches) -> Text {
    let said = |name: &str| matches.get_one::<String>(name).cloned();
    let both = said("why").unwrap_or_default();
    Text {
        ja: said("why-ja").unwrap_or_else(|| both.clone()),
        en: said("why-en").unwrap_or(both),
    }
}

pub(super) fn meant_name(matches: &ArgMatches) -> Text {
    Text {
        ja: must(matches, "name-ja"),
        en: must(matches, "name-en"),
    }
}

pub(super) fn meant_days(matches: &ArgMatches) -> Days {
    Days {
        from: matches.get_one::<Date>("from").copied(),
        until: must(matches, "until"),
    }
}

pub(super) fn meant_given(matches: &ArgMatches) -> Given {
    Given {
        product: needed(matches, "product-dir"),
        version: matches.get_one::<String>("version").cloned(),
        build: matches.get_one::<usize>("build").copied(),
    }
}

pub(super) fn meant_against(matches: &ArgMatches) -> HeldAgainst {
    let least = matches.get_one::<usize>("least-records").copied();
    HeldAgainst {
        advisories: many(matches, "advisories"),
        data: matches.get_one::<PathBuf>("data").cloned(),
        least_records: least.unwrap_or(LEAST_RECORDS),
    }
}

/// A value that the argument library has asked for.
pub(super) fn must<T: Clone + Send + Sync + 'static>(matches: &ArgMatches, name: &str) -> T {
    let typed = matches.get_one::<T>(name).cloned();
    typed.expect("a command is matched only with its required arguments")
}

/// Every value of a flag.
pub(super) fn all<T: Clone + Send + Sync + 'static, C: FromIterator<T>>(
    matches: &ArgMatches,
    name: &str,
) -> C {
    let typed = matches.get_many::<T>(name);
    typed.into_iter().flatten().cloned().collect()
}
