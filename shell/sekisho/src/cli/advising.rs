//! What may be typed to keep advisories in the data folder: `sekisho advisories update|status|pack|remove`.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command};
use scheme::id::Digest;
use texts::Texts;

use super::keeping::{Leaf, strings, word};
use super::pieces::{data, flag, max_age, needed, option, path, timeout};

/// What is done with the advisories of the data folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Advise {
    /// `sekisho advisories update`.
    Update(Update),
    /// `sekisho advisories status`.
    Status(StatusAt),
    /// `sekisho advisories pack`.
    Pack(Pack),
    /// `sekisho advisories remove`.
    Remove(Remove),
}

/// `sekisho advisories update`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Update {
    pub(crate) names: Vec<String>,
    /// Each `SOURCE` or `NAME=SOURCE`.
    pub(crate) from: Vec<String>,
    pub(crate) sha256: Vec<(String, Digest)>,
    pub(crate) sources: Option<PathBuf>,
    pub(crate) accept_smaller: bool,
    pub(crate) accept_older: bool,
    /// Seconds for each feed.
    pub(crate) timeout: Option<u64>,
    pub(crate) data: Option<PathBuf>,
}

/// `sekisho advisories status`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StatusAt {
    pub(crate) max_age_days: Option<u32>,
    pub(crate) data: Option<PathBuf>,
}

/// `sekisho advisories pack`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pack {
    pub(crate) file: PathBuf,
    pub(crate) names: Vec<String>,
    pub(crate) data: Option<PathBuf>,
}

/// `sekisho advisories remove`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Remove {
    pub(crate) names: Vec<String>,
    pub(crate) data: Option<PathBuf>,
}

/// `sekisho advisories`.
pub(super) fn command(texts: &Texts, leaf: &Leaf<'_>) -> Command {
    let update = leaf("update", "cli-advisories-update")
        .arg(names(texts, "cli-arg-feeds-updated"))
        .arg(
            word("from", "[NAME=]SOURCE", texts, "cli-arg-feeds-from")
                .num_args(1..)
                .action(ArgAction::Append),
        )
        .arg(announced(texts))
        .arg(option("sources", texts, "cli-arg-feeds-sources"))
        .arg(flag("accept-smaller", texts, "cli-arg-accept-smaller"))
        .arg(flag("accept-older", texts, "cli-arg-accept-older"))
        .arg(timeout(texts).help(texts.say("cli-arg-timeout-feed")))
        .arg(data(texts));
    let status = leaf("status", "cli-advisories-status")
        .arg(max_age(texts).help(texts.say("cli-arg-max-age-status")))
        .arg(data(texts));
    let pack = leaf("pack", "cli-advisories-pack")
        .arg(path("file", texts, "cli-arg-pack").required(true))
        .arg(names(texts, "cli-arg-feeds-packed"))
        .arg(data(texts));
    let remove = leaf("remove", "cli-advisories-remove")
        .arg(names(texts, "cli-arg-feeds-removed").required(true))
        .arg(data(texts));
    Command::new("advisories")
        .about(texts.say("cli-advisories"))
        .subcommands([update, status, pack, remove])
}

fn names(texts: &Texts, help: &str) -> Arg {
    Arg::new("names")
        .value_name("NAME")
        .num_args(0..)
        .help_heading(texts.say("cli-heading-arguments"))
        .help(texts.say(help))
}

fn announced(texts: &Texts) -> Arg {
    let allowed = texts.say("cli-allowed-sha256");
    word("sha256", "NAME=HEX", texts, "cli-arg-feeds-sha256")
        .action(ArgAction::Append)
        .value_parser(move |typed: &str| {
            let (name, hex) = typed.split_once('=').ok_or_else(|| allowed.clone())?;
            let digest: Digest = hex.parse().map_err(|_| allowed.clone())?;
            Ok::<_, String>((name.to_owned(), digest))
        })
}

/// The meaning of what was typed behind `advisories`.
pub(super) fn meant(typed: &[&str], matches: &ArgMatches) -> Advise {
    let data = matches.get_one::<PathBuf>("data").cloned();
    match typed {
        ["update"] => {
            let sha256 = matches.get_many::<(String, Digest)>("sha256");
            Advise::Update(Update {
                names: strings(matches, "names"),
                from: strings(matches, "from"),
                sha256: sha256.into_iter().flatten().cloned().collect(),
                sources: matches.get_one::<PathBuf>("sources").cloned(),
                accept_smaller: matches.get_flag("accept-smaller"),
                accept_older: matches.get_flag("accept-older"),
                timeout: matches.get_one::<u64>("timeout").copied(),
                data,
            })
        }
        ["status"] => Advise::Status(StatusAt {
            max_age_days: matches.get_one::<u32>("max-age").copied(),
            data,
        }),
        ["pack"] => Advise::Pack(Pack {
            file: needed(matches, "file"),
            names: strings(matches, "names"),
            data,
        }),
        ["remove"] => Advise::Remove(Remove {
            names: strings(matches, "names"),
            data,
        }),
        _ => unreachable!("every command of `command` has its meaning here: {typed:?}"),
    }
}
