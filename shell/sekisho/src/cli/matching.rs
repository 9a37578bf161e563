//! What may be typed to match parts lists, and the forms in which programs get an answer: `sekisho match`.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command};
use texts::Texts;

use super::pieces::{advisories, data, flag, many, max_age, option, path};

/// `sekisho match`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Match {
    pub(crate) parts: Vec<PathBuf>,
    pub(crate) advisories: Vec<PathBuf>,
    /// The data folder with the advisories that are used when none are named.
    pub(crate) data: Option<PathBuf>,
    pub(crate) vex: Vec<PathBuf>,
    /// Public keys, one of which must have signed a VEX document.
    pub(crate) vex_keys: Vec<PathBuf>,
    /// The package URL of the product that VEX statements must name.
    pub(crate) product: Option<String>,
    pub(crate) decisions: Vec<PathBuf>,
    pub(crate) max_age_days: Option<u32>,
    pub(crate) os_release: Option<PathBuf>,
    pub(crate) form: Form,
}

/// In which form programs get the answer, when `--json` or one of its neighbours was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// The program's own JSON.
    Own,
    /// SARIF 2.1.0.
    Sarif,
    /// A CycloneDX document that waits for the maker's answers.
    CycloneDxVex,
}

/// `sekisho match`.
pub(super) fn command(command: Command, texts: &Texts) -> Command {
    command
        .arg(
            path("parts", texts, "cli-arg-parts")
                .num_args(1..)
                .required(true),
        )
        .arg(advisories(texts))
        .arg(data(texts))
        .arg(
            option("vex", texts, "cli-arg-vex")
                .num_args(1..)
                .action(ArgAction::Append),
        )
        .arg(
            option("vex-key", texts, "cli-arg-vex-key")
                .num_args(1..)
                .action(ArgAction::Append)
                .requires("vex"),
        )
        .arg(
            Arg::new("product")
                .long("product")
                .value_name("PURL")
                .help(texts.say("cli-arg-match-product")),
        )
        .arg(
            option("decisions", texts, "cli-arg-decisions")
                .num_args(1..)
                .action(ArgAction::Append),
        )
        .arg(max_age(texts))
        .arg(option("os-release", texts, "cli-arg-os-release"))
        .arg(flag("sarif", texts, "cli-arg-sarif").conflicts_with("json"))
        .arg(
            flag("cyclonedx-vex", texts, "cli-arg-cyclonedx-vex")
                .conflicts_with_all(["json", "sarif"]),
        )
}

/// The meaning of what was typed behind `match`.
pub(super) fn meant(matches: &ArgMatches) -> Match {
    Match {
        parts: many(matches, "parts"),
        advisories: many(matches, "advisories"),
        data: matches.get_one::<PathBuf>("data").cloned(),
        vex: many(matches, "vex"),
        vex_keys: many(matches, "vex-key"),
        product: matches.get_one::<String>("product").cloned(),
        decisions: many(matches, "decisions"),
        max_age_days: matches.get_one::<u32>("max-age").copied(),
        os_release: matches.get_one::<PathBuf>("os-release").cloned(),
        form: form(matches),
    }
}

/// The form of the answer, told by its flag.
pub(super) fn form(matches: &ArgMatches) -> Form {
    // Not every command has all of them.
    let typed = |name| matches!(matches.try_get_one::<bool>(name), Ok(Some(true)));
    match (typed("sarif"), typed("cyclonedx-vex")) {
        (true, _) => Form::Sarif,
        (_, true) => Form::CycloneDxVex,
        _ => Form::Own,
    }
}
