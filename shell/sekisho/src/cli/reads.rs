//! What may be asked of a body without acting in it: `sekisho body status|export|audit`.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgGroup, ArgMatches, Command};
use scheme::body::act::Role;
use scheme::id::{ActorId, CaseId};
use texts::Texts;

use super::keeping::{Leaf, word};
use super::pieces::{flag, needed, option, path};
use super::verifying::{At, moment};

/// What is asked of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ReadOrder {
    /// `sekisho body status`.
    Status(Status),
    /// `sekisho body export`.
    Export(Export),
    /// `sekisho body audit`.
    Audit(ArchiveAudit),
}

/// `sekisho body status`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Status {
    pub(crate) body: PathBuf,
    pub(crate) whose: Whose,
    pub(crate) at: Option<At>,
    pub(crate) form: ListForm,
}

/// Whose work is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Whose {
    Everybody,
    OfRole(Role),
    OfActor(ActorId),
    /// The actor whose key lies in this file.
    OfKey(PathBuf),
}

/// How a list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ListForm {
    Own,
    Csv,
    Calendar,
}

/// `sekisho body export`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Export {
    pub(crate) body: PathBuf,
    pub(crate) register: Option<PathBuf>,
    pub(crate) case: CaseId,
    pub(crate) into: PathBuf,
}

/// `sekisho body audit`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ArchiveAudit {
    pub(crate) archive: PathBuf,
    pub(crate) trust: Option<PathBuf>,
}

/// Every role by its name.
const ROLES: [(&str, Role); 7] = [
    ("applicant", Role::Applicant),
    ("evaluator", Role::Evaluator),
    ("reviewer", Role::Reviewer),
    ("decider", Role::Decider),
    ("registrar", Role::Registrar),
    ("auditor", Role::Auditor),
    ("appeals", Role::Appeals),
];

/// The commands below `sekisho body` that ask.
pub(super) fn commands(texts: &Texts, leaf: &Leaf<'_>) -> Vec<Command> {
    vec![
        status(leaf("status", "cli-body-status"), texts),
        export(leaf("export", "cli-body-export"), texts),
        audit(leaf("audit", "cli-body-audit"), texts),
    ]
}

fn status(command: Command, texts: &Texts) -> Command {
    let roles = ROLES.map(|(name, _)| name);
    let days = texts.say("cli-allowed-moment");
    command
        .arg(body(texts))
        .arg(
            word("role", "ROLE", texts, "cli-arg-status-role")
                .value_parser(PossibleValuesParser::new(roles)),
        )
        .arg(name::<ActorId>(
            "actor",
            "NAME",
            texts,
            "cli-arg-status-actor",
        ))
        .arg(option("as", texts, "cli-arg-status-as").value_name("ACTOR_KEY"))
        .group(ArgGroup::new("whose").args(["role", "actor", "as"]))
        .arg(
            word("at", "DATE", texts, "cli-arg-status-at")
                .value_parser(move |typed: &str| moment(typed).ok_or_else(|| days.clone())),
        )
        .arg(flag("csv", texts, "cli-arg-status-csv").conflicts_with("json"))
        .arg(flag("ical", texts, "cli-arg-status-ical").conflicts_with_all(["csv", "json"]))
}

fn export(command: Command, texts: &Texts) -> Command {
    command
        .arg(body(texts))
        .arg(option("register", texts, "cli-arg-export-register").value_name("DIR"))
        .arg(name::<CaseId>("case", "ID", texts, "cli-arg-export-case").required(true))
        .arg(
            option("into", texts, "cli-arg-export-into")
                .value_name("DIR|FILE.tar.zst")
                .required(true),
        )
}

fn audit(command: Command, texts: &Texts) -> Command {
    command
        .arg(path("archive", texts, "cli-arg-archive").required(true))
        .arg(option("trust", texts, "cli-arg-archive-trust"))
}

/// The body's folder.
fn body(texts: &Texts) -> Arg {
    option("body", texts, "cli-arg-body-read")
        .value_name("DIR")
        .default_value("body")
        .hide_default_value(true)
}

/// A name of the scheme.
fn name<T: std::str::FromStr + Clone + Send + Sync + 'static>(
    flag: &'static str,
    value: &'static str,
    texts: &Texts,
    help: &str,
) -> Arg {
    let allowed = texts.say("cli-allowed-scheme-name");
    word(flag, value, texts, help)
        .value_parser(move |typed: &str| typed.parse::<T>().map_err(|_| allowed.clone()))
}

/// The meaning of what was typed behind `body`, when it asks.
pub(super) fn meant(names: &[&str], matches: &ArgMatches) -> ReadOrder {
    match names {
        ["status"] => ReadOrder::Status(Status {
            body: needed(matches, "body"),
            whose: whose(matches),
            at: matches.get_one::<At>("at").copied(),
            form: match (matches.get_flag("csv"), matches.get_flag("ical")) {
                (true, _) => ListForm::Csv,
                (_, true) => ListForm::Calendar,
                _ => ListForm::Own,
            },
        }),
        ["export"] => ReadOrder::Export(Export {
            body: needed(matches, "body"),
            register: matches.get_one::<PathBuf>("register").cloned(),
            case: matches
                .get_one::<CaseId>("case")
                .cloned()
                .expect("the flag is required"),
            into: needed(matches, "into"),
        }),
        ["audit"] => ReadOrder::Audit(ArchiveAudit {
            archive: needed(matches, "archive"),
            trust: matches.get_one::<PathBuf>("trust").cloned(),
        }),
        _ => unreachable!("every command that asks has its meaning here: {names:?}"),
    }
}

fn whose(matches: &ArgMatches) -> Whose {
    if let Some(actor) = matches.get_one::<ActorId>("actor") {
        return Whose::OfActor(actor.clone());
    }
    if let Some(key) = matches.get_one::<PathBuf>("as") {
        return Whose::OfKey(key.clone());
    }
    let typed = matches.get_one::<String>("role");
    let role = ROLES
        .iter()
        .find(|(name, _)| typed.is_some_and(|typed| typed == name));
    role.map_or(Whose::Everybody, |(_, role)| Whose::OfRole(*role))
}
