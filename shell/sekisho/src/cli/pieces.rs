//! What several commands have in common: their flags, and how what was typed for them is read.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use texts::Texts;

pub(super) fn group(command: Command, texts: &Texts, template: &str) -> Command {
    common(command, texts, template).subcommand_required(true)
}

/// What every command has: help in the person's words, --lang, --json, -v.
pub(super) fn common(command: Command, texts: &Texts, template: &str) -> Command {
    command
        .help_template(template.to_owned())
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .subcommand_help_heading(texts.say("cli-heading-commands"))
        .subcommand_value_name(texts.say("cli-value-command"))
        .next_help_heading(texts.say("cli-heading-options"))
        .arg(
            Arg::new("help")
                .long("help")
                .short('h')
                .action(ArgAction::Help)
                .help(texts.say("cli-arg-help")),
        )
        .arg(
            Arg::new("lang")
                .long("lang")
                .value_name("ja|en")
                .value_parser(PossibleValuesParser::new(["ja", "en"]))
                .hide_possible_values(true)
                .help(texts.say("cli-arg-lang")),
        )
        .arg(
            Arg::new("json")
                .long("json")
                .action(ArgAction::SetTrue)
                .help(texts.say("cli-arg-json")),
        )
        .arg(
            Arg::new("verbose")
                .long("verbose")
                .short('v')
                .action(ArgAction::Count)
                .help(texts.say("cli-arg-verbose")),
        )
}

pub(super) fn path(name: &'static str, texts: &Texts, help: &str) -> Arg {
    Arg::new(name)
        .value_name(name.to_uppercase().replace('-', "_"))
        .value_parser(value_parser!(PathBuf))
        .help_heading(texts.say("cli-heading-arguments"))
        .help(texts.say(help))
}

pub(super) fn option(name: &'static str, texts: &Texts, help: &str) -> Arg {
    Arg::new(name)
        .long(name)
        .value_name("FILE")
        .value_parser(value_parser!(PathBuf))
        .help(texts.say(help))
}

pub(super) fn flag(name: &'static str, texts: &Texts, help: &str) -> Arg {
    Arg::new(name)
        .long(name)
        .action(ArgAction::SetTrue)
        .help(texts.say(help))
}

pub(super) fn advisories(texts: &Texts) -> Arg {
    option("advisories", texts, "cli-arg-advisories")
        .value_name("PATH")
        .num_args(1..)
        .action(ArgAction::Append)
}

pub(super) fn data(texts: &Texts) -> Arg {
    option("data", texts, "cli-arg-data").value_name("DIR")
}

/// How long a server is waited for.
pub(super) fn timeout(texts: &Texts) -> Arg {
    Arg::new("timeout")
        .long("timeout")
        .value_name("SECONDS")
        .value_parser(value_parser!(u64).range(1..=86_400))
        .help(texts.say("cli-arg-timeout"))
}

pub(super) fn max_age(texts: &Texts) -> Arg {
    let allowed = texts.say("cli-allowed-days");
    Arg::new("max-age")
        .long("max-age")
        .value_name("DAYS")
        .value_parser(move |typed: &str| typed.parse::<u32>().map_err(|_| allowed.clone()))
        .help(texts.say("cli-arg-max-age"))
}

pub(super) fn needed(matches: &ArgMatches, name: &str) -> PathBuf {
    matches
        .get_one::<PathBuf>(name)
        .cloned()
        .unwrap_or_default()
}

pub(super) fn text(matches: &ArgMatches, name: &str) -> String {
    matches.get_one::<String>(name).cloned().unwrap_or_default()
}

pub(super) fn many(matches: &ArgMatches, name: &str) -> Vec<PathBuf> {
    matches
        .get_many::<PathBuf>(name)
        .into_iter()
        .flatten()
        .cloned()
        .collect()
}
