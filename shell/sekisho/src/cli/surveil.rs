//! What may be typed to watch what was certified: `sekisho surveil`.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command};
use texts::Texts;

use super::pieces::{advisories, data, many, needed, option};

/// `sekisho surveil`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Surveil {
    pub(crate) body: PathBuf,
    pub(crate) register: PathBuf,
    pub(crate) advisories: Vec<PathBuf>,
    /// The data folder with the advisories that are used when none are named.
    pub(crate) data: Option<PathBuf>,
    /// Whose acts these are; without a key nothing is put on record.
    pub(crate) actor: Option<PathBuf>,
    /// The case that the holder answers, with the document.
    pub(crate) answer: Option<(String, PathBuf)>,
    /// Cases whose answers are accepted.
    pub(crate) accept: Vec<String>,
    /// Overdue cases whose certificates are suspended by a person's decision.
    pub(crate) suspend: Vec<String>,
    /// Where the register is published, or checkpoints that others hold.
    pub(crate) published: Vec<String>,
}

/// `sekisho surveil`.
pub(super) fn command(command: Command, texts: &Texts) -> Command {
    let folder =
        |name: &'static str, help: &str| option(name, texts, help).value_name("DIR").required(true);
    command
        .arg(folder("body", "cli-arg-surveil-body"))
        .arg(folder("register", "cli-arg-register-folder"))
        .arg(advisories(texts))
        .arg(data(texts))
        .arg(option("as", texts, "cli-arg-surveil-as").value_name("KEY"))
        .arg(
            words("answer", "cli-arg-surveil-answer", texts)
                .requires("vex")
                .requires("as"),
        )
        .arg(option("vex", texts, "cli-arg-surveil-vex").requires("answer"))
        .arg(several("accept", "cli-arg-surveil-accept", texts))
        .arg(several("suspend", "cli-arg-surveil-suspend", texts))
        .arg(
            words("published", "cli-arg-published", texts)
                .value_name("DIR|URL|FILE")
                .num_args(1..)
                .action(ArgAction::Append),
        )
}

fn words(name: &'static str, help: &str, texts: &Texts) -> Arg {
    Arg::new(name)
        .long(name)
        .value_name("CASE")
        .help(texts.say(help))
}

/// Cases about which the actor decides.
fn several(name: &'static str, help: &str, texts: &Texts) -> Arg {
    words(name, help, texts)
        .num_args(1..)
        .action(ArgAction::Append)
        .requires("as")
        .conflicts_with("answer")
}

/// The meaning of what was typed behind `surveil`.
pub(super) fn meant(matches: &ArgMatches) -> Surveil {
    let path = |name: &str| matches.get_one::<PathBuf>(name).cloned();
    let all = |name: &str| {
        let typed = matches.get_many::<String>(name);
        typed.into_iter().flatten().cloned().collect()
    };
    let answered = matches.get_one::<String>("answer").cloned();
    Surveil {
        body: needed(matches, "body"),
        register: needed(matches, "register"),
        advisories: many(matches, "advisories"),
        data: path("data"),
        actor: path("as"),
        answer: answered.zip(path("vex")),
        accept: all("accept"),
        suspend: all("suspend"),
        published: all("published"),
    }
}
