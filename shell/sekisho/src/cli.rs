//! What may be typed, and what it means: the only file and folder that know the argument library.

mod advising;
mod body;
mod custody;
mod keeping;
mod matching;
mod pieces;
mod products;
mod reads;
mod refusal;
mod registers;
mod surveil;
mod verifying;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Command};
use texts::{Language, Texts};

pub(crate) use advising::{Advise, Pack, Remove, StatusAt, Update};
pub(crate) use body::{
    ActOrder, BodyAt, BodyOrder, CaseStep, CertificateChange, Days, Doing, Given, HeldAgainst,
    NewActor,
};
pub(crate) use custody::{Backup, Custody, Enter, Prepare, Restore, Sign};
use keeping::Leaf;
pub(crate) use keeping::{
    Keep, Kept, KeyNext, ShardNext, WitnessCompare, WitnessKey, WitnessOrder, WitnessRun,
};
pub(crate) use matching::{Form, Match};
pub(crate) use products::{Certify, Check};
pub(crate) use reads::{ArchiveAudit, Export, ListForm, ReadOrder, Status, Whose};
pub(crate) use registers::{Audit, RegisterAt, RegisterInit};
pub(crate) use surveil::Surveil;
pub(crate) use verifying::Verify;

use matching::form;
use pieces::{common, group, text};
use refusal::refusal;

/// What the person wants done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Order {
    /// Text asked for: help or version.
    Print(String),
    Certify(Certify),
    Check(Check),
    Verify(Verify),
    Match(Match),
    Advisories(Advise),
    Body(BodyOrder),
    RegisterInit(RegisterInit),
    RegisterPage(RegisterAt),
    RegisterAudit(Audit),
    Keep(Keep),
    Witness(WitnessOrder),
    Surveil(Surveil),
    SchemeList,
    SchemeShow {
        edition: String,
    },
}

/// An order with what holds for every command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) order: Order,
    pub(crate) language: Language,
    /// One JSON value on standard output.
    pub(crate) json: bool,
    /// More talk: -v, -vv.
    pub(crate) verbose: u8,
}

/// What was typed is not an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused {
    /// Why, in the person's language.
    pub(crate) said: String,
    /// A program listens, and gets its one JSON value.
    pub(crate) json: bool,
}

/// Makes an order of what was typed. `locales` are the values of the environment that tell the
/// language, the strongest first.
pub(crate) fn parse(
    typed: impl IntoIterator<Item = OsString>,
    locales: &[String],
) -> Result<Asked, Refused> {
    let typed: Vec<OsString> = typed.into_iter().collect();
    let asked_language = language_flag(&typed);
    let language = match &asked_language {
        Some(Ok(language)) => *language,
        _ => Language::from_locales(locales.iter().map(String::as_str)),
    };
    let texts = Texts::new(language);
    let json = json_flag(&typed);
    let refused = |said| Refused { said, json };
    if let Some(Err(unknown)) = asked_language {
        let value = [("value", unknown.into())];
        return Err(refused(texts.say_with("cli-unknown-language", &value)));
    }
    // What cannot be meant is named for the help and for proposals, and not described: that would be most of the work of a short run.
    let may_be_meant = |name: &str| typed.iter().any(|word| word == name);
    let read = |texts| command(texts, &may_be_meant).try_get_matches_from(&typed);
    // Help and refusals have words; an order needs none.
    let matches = read(&Texts::silent(language)).or_else(|_| read(&texts));
    match matches {
        Ok(matches) => {
            let asked = meaning(&matches, language);
            if asked.order.reads_standard_input() > 1 {
                return Err(refused(texts.say("cli-standard-input-twice")));
            }
            Ok(asked)
        }
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
            ) =>
        {
            let order = Order::Print(error.render().to_string());
            Ok(Asked {
                order,
                language,
                json: false,
                verbose: 0,
            })
        }
        Err(error) => Err(refused(refusal(&texts, &error))),
    }
}

/// Whether a program was meant to listen; also a refusal is one JSON value then.
fn json_flag(typed: &[OsString]) -> bool {
    let mut flags = typed.iter().take_while(|word| *word != "--");
    flags.any(|word| word == "--json" || word == "--sarif" || word == "--cyclonedx-vex")
}

impl Order {
    /// How many of its files are standard input: it can be read once.
    fn reads_standard_input(&self) -> usize {
        let files: Vec<&PathBuf> = match self {
            Order::Verify(order) => [&order.file].into_iter().chain(&order.trust).collect(),
            Order::Match(order) => {
                let parts = order.parts.iter().chain(&order.vex).chain(&order.vex_keys);
                let parts = parts.chain(&order.decisions);
                parts.chain(&order.os_release).collect()
            }
            _ => Vec::new(),
        };
        files
            .into_iter()
            .filter(|path| path.as_os_str() == "-")
            .count()
    }
}

/// The value of `--lang`, looked for before anything else, so that also a refusal is in it.
fn language_flag(typed: &[OsString]) -> Option<Result<Language, String>> {
    let mut words = typed.iter().map(|word| word.to_string_lossy());
    while let Some(word) = words.next() {
        let value = match word.strip_prefix("--lang") {
            Some("") => words.next()?.into_owned(),
            Some(rest) => rest.strip_prefix('=')?.to_owned(),
            None if word == "--" => return None,
            None => continue,
        };
        return Some(value.parse().map_err(|_| value));
    }
    None
}

/// The command line; of the commands at its top those whole that may be meant.
fn command(texts: &Texts, may_be_meant: &dyn Fn(&str) -> bool) -> Command {
    let template = texts.say("cli-help-template");
    let leaf = |name: &'static str, about: &str| {
        common(Command::new(name).about(texts.say(about)), texts, &template)
    };
    type Describe<'d> = &'d dyn Fn() -> Command;
    let commands: [(&'static str, &str, Describe<'_>); _] = [
        ("certify", "cli-certify", &|| {
            products::certify(leaf("certify", "cli-certify"), texts)
        }),
        ("check", "cli-check", &|| {
            products::check(leaf("check", "cli-check"), texts)
        }),
        ("verify", "cli-verify", &|| {
            verifying::command(leaf("verify", "cli-verify"), texts)
        }),
        ("match", "cli-match", &|| {
            matching::command(leaf("match", "cli-match"), texts)
        }),
        ("advisories", "cli-advisories", &|| {
            group(advising::command(texts, &leaf), texts, &template)
        }),
        ("body", "cli-body", &|| {
            body::command(texts, &leaf, &template)
        }),
        ("register", "cli-register", &|| {
            group(register(texts, &leaf, &template), texts, &template)
        }),
        ("witness", "cli-witness", &|| keeping::witness(texts, &leaf)),
        ("surveil", "cli-surveil", &|| {
            surveil::command(leaf("surveil", "cli-surveil"), texts)
        }),
        ("scheme", "cli-scheme", &|| {
            group(scheme(texts, &leaf), texts, &template)
        }),
    ];
    let commands = commands.map(|(name, about, describe)| match may_be_meant(name) {
        true => describe(),
        false => Command::new(name).about(texts.say(about)),
    });
    common(Command::new("sekisho"), texts, &template)
        .about(texts.say("cli-about"))
        .version(env!("CARGO_PKG_VERSION"))
        .disable_version_flag(true)
        .arg(
            Arg::new("version")
                .long("version")
                .short('V')
                .action(ArgAction::Version)
                .help(texts.say("cli-arg-version")),
        )
        .subcommand_required(true)
        .subcommands(commands)
}

fn register(texts: &Texts, leaf: &Leaf<'_>, template: &str) -> Command {
    Command::new("register")
        .about(texts.say("cli-register"))
        .subcommand(registers::init(leaf("init", "cli-register-init"), texts))
        .subcommand(registers::page(leaf("page", "cli-register-page"), texts))
        .subcommand(registers::audit(leaf("audit", "cli-register-audit"), texts))
        .subcommands(keeping::commands(texts, leaf, template))
}

fn scheme(texts: &Texts, leaf: &Leaf<'_>) -> Command {
    let edition = Arg::new("edition")
        .value_name("EDITION")
        .help(texts.say("cli-arg-edition"))
        .required(true);
    Command::new("scheme")
        .about(texts.say("cli-scheme"))
        .subcommand(leaf("list", "cli-scheme-list"))
        .subcommand(leaf("show", "cli-scheme-show").arg(edition))
}

/// The meaning of what matched.
fn meaning(matches: &ArgMatches, language: Language) -> Asked {
    let mut deepest = matches;
    let mut names = Vec::new();
    // What holds for every command may stand before its name or behind it.
    let mut json = matches.get_flag("json");
    let mut verbose = matches.get_count("verbose");
    while let Some((name, inner)) = deepest.subcommand() {
        names.push(name);
        json |= inner.get_flag("json");
        verbose = verbose.saturating_add(inner.get_count("verbose"));
        deepest = inner;
    }
    let order = match names.as_slice() {
        ["certify"] => Order::Certify(products::meant_certify(deepest)),
        ["check"] => Order::Check(products::meant_check(deepest)),
        ["verify"] => Order::Verify(verifying::meant(deepest)),
        ["match"] => Order::Match(matching::meant(deepest)),
        ["advisories", rest @ ..] => Order::Advisories(advising::meant(rest, deepest)),
        ["body", rest @ ..] => Order::Body(body::meant(rest, deepest)),
        ["register", "init"] => Order::RegisterInit(registers::meant_init(deepest)),
        ["register", "page"] => Order::RegisterPage(registers::meant_page(deepest)),
        ["register", "audit"] => Order::RegisterAudit(registers::meant_audit(deepest)),
        ["register", rest @ ..] => Order::Keep(keeping::meant(rest, deepest)),
        ["witness", rest @ ..] => Order::Witness(keeping::meant_witness(rest, deepest)),
        ["surveil"] => Order::Surveil(surveil::meant(deepest)),
        ["scheme", "list"] => Order::SchemeList,
        ["scheme", "show"] => Order::SchemeShow {
            edition: text(deepest, "edition"),
        },
        _ => unreachable!("every command of `command` has its meaning here: {names:?}"),
    };
    Asked {
        order,
        language,
        json: json || form(deepest) != Form::Own,
        verbose,
    }
}

#[cfg(test)]
mod tests;
