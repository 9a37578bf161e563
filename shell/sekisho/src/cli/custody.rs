//! What may be typed to keep a body safe: acts signed elsewhere, copies.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Arg, ArgAction, ArgMatches, Command};
use jiff::Timestamp;
use scheme::id::{ActorId, CaseId};
use texts::Texts;

use super::body::BodyAt;
use super::body::flags::{at, meant_at};
use super::keeping::{Leaf, strings, word};
use super::pieces::{flag, needed, option, path, text};

/// What is done with a body's keys, and with acts that they sign elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Custody {
    /// `sekisho body prepare`.
    Prepare(Prepare),
    /// `sekisho body sign`.
    Sign(Sign),
    /// `sekisho body enter`.
    Enter(Enter),
    /// `sekisho body backup`.
    Backup(Backup),
    /// `sekisho body restore`.
    Restore(Restore),
}

/// `sekisho body prepare`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Prepare {
    pub(crate) place: BodyAt,
    /// What is to be done, as JSON.
    pub(crate) what: PathBuf,
    pub(crate) by: ActorId,
    pub(crate) why: String,
    pub(crate) case: Option<CaseId>,
    /// When it is to be done; at once without it.
    pub(crate) at: Option<Timestamp>,
    pub(crate) to: PathBuf,
}

/// `sekisho body sign`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sign {
    pub(crate) file: PathBuf,
    pub(crate) key: PathBuf,
    /// Where the signed act goes; over the file without it.
    pub(crate) to: Option<PathBuf>,
}

/// `sekisho body enter`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Enter {
    pub(crate) place: BodyAt,
    pub(crate) file: PathBuf,
}

/// `sekisho body backup`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Backup {
    pub(crate) place: BodyAt,
    pub(crate) to: PathBuf,
    pub(crate) with_keys: bool,
}

/// `sekisho body restore`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Restore {
    pub(crate) file: PathBuf,
    pub(crate) into: PathBuf,
    pub(crate) with_keys: bool,
    pub(crate) published: Vec<String>,
}

/// The commands below `sekisho body`.
pub(super) fn commands(texts: &Texts, leaf: &Leaf<'_>) -> Vec<Command> {
    let prepare = at(leaf("prepare", "cli-body-prepare"), texts)
        .arg(path("what", texts, "cli-arg-act-what").required(true))
        .arg(read::<ActorId>("by", "ACTOR", texts, "cli-arg-act-by").required(true))
        .arg(word("why", "TEXT", texts, "cli-arg-act-why").required(true))
        .arg(read::<CaseId>("case", "ID", texts, "cli-arg-act-case"))
        .arg(read::<Timestamp>("at", "TIME", texts, "cli-arg-act-at"))
        .arg(option("to", texts, "cli-arg-act-to").required(true));
    let sign = leaf("sign", "cli-body-sign")
        .arg(path("file", texts, "cli-arg-act-file").required(true))
        .arg(option("as", texts, "cli-arg-act-as").required(true))
        .arg(option("to", texts, "cli-arg-act-signed-to"));
    let enter = at(leaf("enter", "cli-body-enter"), texts)
        .arg(path("file", texts, "cli-arg-act-file").required(true));
    let backup = at(leaf("backup", "cli-body-backup"), texts)
        .arg(option("to", texts, "cli-arg-backup-to").required(true))
        .arg(flag("with-keys", texts, "cli-arg-backup-keys"));
    let restore = published(leaf("restore", "cli-body-restore"), texts)
        .arg(path("file", texts, "cli-arg-restore-file").required(true))
        .arg(
            option("into", texts, "cli-arg-restore-into")
                .value_name("DIR")
                .required(true),
        )
        .arg(flag("with-keys", texts, "cli-arg-restore-keys"));
    vec![prepare, sign, enter, backup, restore]
}

/// The meaning of what matched.
pub(super) fn meant(names: &[&str], matches: &ArgMatches) -> Option<Custody> {
    Some(match names {
        ["prepare"] => Custody::Prepare(Prepare {
            place: meant_at(matches),
            what: needed(matches, "what"),
            by: matches
                .get_one::<ActorId>("by")
                .cloned()
                .expect("the argument is required"),
            why: text(matches, "why"),
            case: matches.get_one::<CaseId>("case").cloned(),
            at: matches.get_one::<Timestamp>("at").copied(),
            to: needed(matches, "to"),
        }),
        ["sign"] => Custody::Sign(Sign {
            file: needed(matches, "file"),
            key: needed(matches, "as"),
            to: matches.get_one::<PathBuf>("to").cloned(),
        }),
        ["backup"] => Custody::Backup(Backup {
            place: meant_at(matches),
            to: needed(matches, "to"),
            with_keys: matches.get_flag("with-keys"),
        }),
        ["restore"] => Custody::Restore(Restore {
            file: needed(matches, "file"),
            into: needed(matches, "into"),
            with_keys: matches.get_flag("with-keys"),
            published: strings(matches, "published"),
        }),
        ["enter"] => Custody::Enter(Enter {
            place: meant_at(matches),
            file: needed(matches, "file"),
        }),
        _ => return None,
    })
}

fn published(command: Command, texts: &Texts) -> Command {
    command.arg(
        word("published", "DIR|URL|FILE", texts, "cli-arg-published")
            .num_args(1..)
            .action(ArgAction::Append),
    )
}

/// A flag whose value is read where it is typed.
fn read<T>(name: &'static str, value: &'static str, texts: &Texts, help: &str) -> Arg
where
    T: FromStr + Clone + Send + Sync + 'static,
{
    let allowed = texts.say(&format!("cli-allowed-{name}"));
    word(name, value, texts, help)
        .value_parser(move |typed: &str| typed.parse::<T>().map_err(|_| allowed.clone()))
}
