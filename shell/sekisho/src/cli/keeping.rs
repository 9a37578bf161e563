//! What may be typed to keep a register and to witness one: `sekisho register publish …`, `sekisho witness …`.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use texts::Texts;

use super::pieces::{flag, group, many, needed, option, path, text};

/// What the body does to its register besides certificates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Keep {
    /// `sekisho register publish`.
    Publish(Kept),
    /// `sekisho register cosign`.
    Cosign { kept: Kept, files: Vec<PathBuf> },
    /// `sekisho register witnesses`.
    Witnesses {
        kept: Kept,
        trust: PathBuf,
        quorum: usize,
        witnesses: Vec<String>,
    },
    /// `sekisho register shard next`.
    ShardNext(ShardNext),
    /// `sekisho register key next`.
    KeyNext(KeyNext),
}

/// A register with the private folder of the body that keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) folder: PathBuf,
    pub(crate) body: PathBuf,
    /// Where the register is published, or checkpoints that others hold: it must go on from them.
    pub(crate) published: Vec<String>,
}

impl Kept {
    /// The register's folder and the body's.
    pub(crate) fn places(&self) -> (&Path, &Path) {
        (&self.folder, &self.body)
    }
}

/// `sekisho register shard next`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ShardNext {
    pub(crate) kept: Kept,
    pub(crate) trust: PathBuf,
    pub(crate) origin: String,
    pub(crate) key_lost: bool,
    pub(crate) statement_key_lost: bool,
    pub(crate) revoke: bool,
}

/// `sekisho register key next`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeyNext {
    pub(crate) kept: Kept,
    pub(crate) trust: PathBuf,
    pub(crate) revoke: bool,
}

/// What a witness does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum WitnessOrder {
    /// `sekisho witness DIR|URL`.
    Run(WitnessRun),
    /// `sekisho witness key FILE`.
    Key(WitnessKey),
    /// `sekisho witness compare FILE…`.
    Compare(WitnessCompare),
}

/// `sekisho witness DIR|URL`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WitnessRun {
    pub(crate) register: String,
    pub(crate) key: PathBuf,
    pub(crate) name: Option<String>,
    pub(crate) memory: Option<PathBuf>,
    pub(crate) trust: Option<PathBuf>,
    pub(crate) folds: bool,
}

/// `sekisho witness key FILE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WitnessKey {
    pub(crate) file: PathBuf,
    pub(crate) name: String,
}

/// `sekisho witness compare FILE…`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WitnessCompare {
    pub(crate) files: Vec<PathBuf>,
    pub(crate) register: Option<String>,
    pub(crate) trust: Option<PathBuf>,
}

/// A command with what every command has.
pub(super) type Leaf<'l> = dyn Fn(&'static str, &str) -> Command + 'l;

/// The commands below `sekisho register` for whoever keeps it.
pub(super) fn commands(texts: &Texts, leaf: &Leaf<'_>, template: &str) -> Vec<Command> {
    let shard = Command::new("shard")
        .about(texts.say("cli-register-shard"))
        .subcommand(shard_next(leaf("next", "cli-register-shard-next"), texts));
    let key = Command::new("key")
        .about(texts.say("cli-register-key"))
        .subcommand(key_next(leaf("next", "cli-register-key-next"), texts));
    vec![
        kept(leaf("publish", "cli-register-publish"), texts),
        kept(leaf("cosign", "cli-register-cosign"), texts).arg(
            path("files", texts, "cli-arg-cosigned")
                .num_args(1..)
                .required(true),
        ),
        witnesses(leaf("witnesses", "cli-register-witnesses"), texts),
        group(shard, texts, template),
        group(key, texts, template),
    ]
}

/// `sekisho witness`, which looks at a register, or does what is named after it.
pub(super) fn witness(texts: &Texts, leaf: &Leaf<'_>) -> Command {
    let key = leaf("key", "cli-witness-key")
        .arg(path("file", texts, "cli-arg-witness-key-new").required(true))
        .arg(word("name", "NAME", texts, "cli-arg-witness-name-new").required(true));
    let compare = leaf("compare", "cli-witness-compare")
        .arg(
            path("files", texts, "cli-arg-checkpoints")
                .num_args(1..)
                .required(true),
        )
        .arg(word("register", "DIR|URL", texts, "cli-arg-register-tie"))
        .arg(option("trust", texts, "cli-arg-trust"));
    leaf("witness", "cli-witness")
        .args_conflicts_with_subcommands(true)
        .subcommand_negates_reqs(true)
        .arg(
            path("register", texts, "cli-arg-register-witnessed")
                .value_name("DIR|URL")
                .value_parser(value_parser!(String))
                .required(true),
        )
        .arg(option("key", texts, "cli-arg-witness-key").required(true))
        .arg(word("name", "NAME", texts, "cli-arg-witness-name"))
        .arg(option("memory", texts, "cli-arg-witness-memory").value_name("DIR"))
        .arg(option("trust", texts, "cli-arg-trust"))
        .arg(flag("fold", texts, "cli-arg-witness-fold"))
        .subcommand(key)
        .subcommand(compare)
}

/// The meaning of what was typed behind `register`.
pub(super) fn meant(names: &[&str], matches: &ArgMatches) -> Keep {
    let kept = Kept {
        folder: needed(matches, "folder"),
        body: needed(matches, "body"),
        published: strings(matches, "published"),
    };
    match names {
        ["publish"] => Keep::Publish(kept),
        ["cosign"] => Keep::Cosign {
            kept,
            files: many(matches, "files"),
        },
        ["witnesses"] => Keep::Witnesses {
            kept,
            trust: needed(matches, "trust"),
            quorum: matches.get_one("quorum").copied().unwrap_or_default(),
            witnesses: strings(matches, "witness"),
        },
        ["shard", "next"] => Keep::ShardNext(ShardNext {
            kept,
            trust: needed(matches, "trust"),
            origin: text(matches, "origin"),
            key_lost: matches.get_flag("key-lost"),
            statement_key_lost: matches.get_flag("statement-key-lost"),
            revoke: matches.get_flag("revoke"),
        }),
        ["key", "next"] => Keep::KeyNext(KeyNext {
            kept,
            trust: needed(matches, "trust"),
            revoke: matches.get_flag("revoke"),
        }),
        _ => unreachable!("every command of `commands` has its meaning here: {names:?}"),
    }
}

/// The meaning of what was typed behind `witness`.
pub(super) fn meant_witness(names: &[&str], matches: &ArgMatches) -> WitnessOrder {
    match names {
        [] => WitnessOrder::Run(WitnessRun {
            register: text(matches, "register"),
            key: needed(matches, "key"),
            name: matches.get_one::<String>("name").cloned(),
            memory: matches.get_one::<PathBuf>("memory").cloned(),
            trust: matches.get_one::<PathBuf>("trust").cloned(),
            folds: matches.get_flag("fold"),
        }),
        ["key"] => WitnessOrder::Key(WitnessKey {
            file: needed(matches, "file"),
            name: text(matches, "name"),
        }),
        ["compare"] => WitnessOrder::Compare(WitnessCompare {
            files: many(matches, "files"),
            register: matches.get_one::<String>("register").cloned(),
            trust: matches.get_one::<PathBuf>("trust").cloned(),
        }),
        _ => unreachable!("every command of `witness` has its meaning here: {names:?}"),
    }
}

/// A register with the private folder of the body that keeps it.
fn kept(command: Command, texts: &Texts) -> Command {
    command
        .arg(path("folder", texts, "cli-arg-register-folder").required(true))
        .arg(
            option("body", texts, "cli-arg-body-kept")
                .value_name("DIR")
                .required(true),
        )
        .arg(
            word("published", "DIR|URL|FILE", texts, "cli-arg-published")
                .num_args(1..)
                .action(ArgAction::Append),
        )
}

fn witnesses(command: Command, texts: &Texts) -> Command {
    kept(command, texts)
        .arg(option("trust", texts, "cli-arg-trust-renewed").required(true))
        .arg(
            word("quorum", "N", texts, "cli-arg-quorum")
                .value_parser(value_parser!(usize))
                .required(true),
        )
        .arg(
            word("witness", "VKEY", texts, "cli-arg-witness-vkey")
                .num_args(1..)
                .action(ArgAction::Append),
        )
}

fn shard_next(command: Command, texts: &Texts) -> Command {
    kept(command, texts)
        .arg(option("trust", texts, "cli-arg-trust-renewed").required(true))
        .arg(word("origin", "NAME", texts, "cli-arg-origin-next").required(true))
        .arg(flag("key-lost", texts, "cli-arg-key-lost"))
        .arg(flag("statement-key-lost", texts, "cli-arg-statement-key-lost").requires("key-lost"))
        .arg(flag("revoke", texts, "cli-arg-revoke").requires("statement-key-lost"))
}

fn key_next(command: Command, texts: &Texts) -> Command {
    kept(command, texts)
        .arg(option("trust", texts, "cli-arg-trust-renewed").required(true))
        .arg(flag("revoke", texts, "cli-arg-revoke"))
}

pub(super) fn word(name: &'static str, value: &'static str, texts: &Texts, help: &str) -> Arg {
    Arg::new(name)
        .long(name)
        .value_name(value)
        .help(texts.say(help))
}

pub(super) fn strings(matches: &ArgMatches, name: &str) -> Vec<String> {
    let found = matches.try_get_many::<String>(name).ok().flatten();
    found.into_iter().flatten().cloned().collect()
}
