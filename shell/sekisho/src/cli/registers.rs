//! What may be typed to found a register and to look at one: `sekisho register init`, `page`, `audit`.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command};
use texts::Texts;

use super::pieces::{needed, option, path, text, timeout};

/// `sekisho register init`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RegisterInit {
    pub(crate) folder: PathBuf,
    pub(crate) body: PathBuf,
    pub(crate) trust: PathBuf,
    pub(crate) origin: String,
    pub(crate) name_ja: String,
    pub(crate) name_en: String,
    pub(crate) address: String,
}

/// `sekisho register page`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RegisterAt {
    pub(crate) folder: PathBuf,
    pub(crate) trust: Option<PathBuf>,
}

/// `sekisho register audit`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Audit {
    /// `DIR|URL`.
    pub(crate) place: String,
    pub(crate) trust: Option<PathBuf>,
    /// Seconds for reading from a server, all together.
    pub(crate) timeout: Option<u64>,
}

/// `sekisho register init`.
pub(super) fn init(command: Command, texts: &Texts) -> Command {
    let text = |name: &'static str, value: &'static str, help: &str| {
        Arg::new(name)
            .long(name)
            .value_name(value)
            .help(texts.say(help))
            .required(true)
    };
    command
        .arg(path("folder", texts, "cli-arg-register-folder").required(true))
        .arg(
            option("body", texts, "cli-arg-body-folder")
                .value_name("DIR")
                .required(true),
        )
        .arg(option("trust", texts, "cli-arg-trust-new").required(true))
        .arg(text("origin", "NAME", "cli-arg-origin"))
        .arg(text("name-ja", "TEXT", "cli-arg-name-ja"))
        .arg(text("name-en", "TEXT", "cli-arg-name-en"))
        .arg(text("address", "URL", "cli-arg-address"))
}

/// `sekisho register page`.
pub(super) fn page(command: Command, texts: &Texts) -> Command {
    command
        .arg(path("folder", texts, "cli-arg-register-folder").required(true))
        .arg(option("trust", texts, "cli-arg-trust"))
}

/// `sekisho register audit`.
pub(super) fn audit(command: Command, texts: &Texts) -> Command {
    command
        .arg(
            Arg::new("place")
                .value_name("DIR|URL")
                .help_heading(texts.say("cli-heading-arguments"))
                .help(texts.say("cli-arg-register-place"))
                .required(true),
        )
        .arg(option("trust", texts, "cli-arg-trust"))
        .arg(timeout(texts))
}

/// The meaning of what was typed behind `register init`.
pub(super) fn meant_init(matches: &ArgMatches) -> RegisterInit {
    RegisterInit {
        folder: needed(matches, "folder"),
        body: needed(matches, "body"),
        trust: needed(matches, "trust"),
        origin: text(matches, "origin"),
        name_ja: text(matches, "name-ja"),
        name_en: text(matches, "name-en"),
        address: text(matches, "address"),
    }
}

/// The meaning of what was typed behind `register page`.
pub(super) fn meant_page(matches: &ArgMatches) -> RegisterAt {
    RegisterAt {
        folder: needed(matches, "folder"),
        trust: matches.get_one::<PathBuf>("trust").cloned(),
    }
}

/// The meaning of what was typed behind `register audit`.
pub(super) fn meant_audit(matches: &ArgMatches) -> Audit {
    Audit {
        place: text(matches, "place"),
        trust: matches.get_one::<PathBuf>("trust").cloned(),
        timeout: matches.get_one::<u64>("timeout").copied(),
    }
}
