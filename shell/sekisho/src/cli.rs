//! What may be typed, and what it means: the only file that knows the argument library.

mod advising;
mod keeping;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use jiff::Timestamp;
use texts::{Language, Texts};

pub(crate) use advising::{Advise, Pack, Remove, StatusAt, Update};
use keeping::Leaf;
pub(crate) use keeping::{
    Keep, Kept, KeyNext, ShardNext, WitnessCompare, WitnessKey, WitnessOrder, WitnessRun,
};

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
    RegisterInit(RegisterInit),
    RegisterPage(RegisterAt),
    RegisterAudit(Audit),
    Keep(Keep),
    Witness(WitnessOrder),
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

/// `sekisho certify`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Certify {
    pub(crate) product: PathBuf,
    pub(crate) into: PathBuf,
    pub(crate) advisories: Vec<PathBuf>,
    /// The data folder with the advisories that are used when none are named.
    pub(crate) data: Option<PathBuf>,
    pub(crate) body: Option<PathBuf>,
}

/// `sekisho check`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Check {
    pub(crate) product: PathBuf,
    pub(crate) advisories: Vec<PathBuf>,
    pub(crate) form: Form,
    /// The data folder with the advisories that are used when none are named.
    pub(crate) data: Option<PathBuf>,
}

/// `sekisho verify`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Verify {
    pub(crate) file: PathBuf,
    pub(crate) trust: Option<PathBuf>,
    pub(crate) register: Option<String>,
    pub(crate) as_issued: bool,
    pub(crate) at: Option<At>,
    pub(crate) artefacts: Vec<PathBuf>,
    pub(crate) full: bool,
    pub(crate) no_cache: bool,
    /// Seconds for reading from a server, all together.
    pub(crate) timeout: Option<u64>,
}

/// The time that is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum At {
    Moment(Timestamp),
    Day { begin: Timestamp, end: Timestamp },
}

impl At {
    /// The moment that is meant: of a day its last second, of today this one.
    pub(crate) fn moment(self, now: Timestamp) -> Timestamp {
        match self {
            At::Moment(moment) => moment,
            At::Day { begin, end } if begin <= now => end.min(now),
            At::Day { end, .. } => end,
        }
    }
}

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

/// The form of the answer, told by its flag.
fn form(matches: &ArgMatches) -> Form {
    // Not every command has all of them.
    let typed = |name| matches!(matches.try_get_one::<bool>(name), Ok(Some(true)));
    match (typed("sarif"), typed("cyclonedx-vex")) {
        (true, _) => Form::Sarif,
        (_, true) => Form::CycloneDxVex,
        _ => Form::Own,
    }
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
    let commands: [(&'static str, &str, Describe<'_>); 8] = [
        ("certify", "cli-certify", &|| {
            certify(leaf("certify", "cli-certify"), texts)
        }),
        ("check", "cli-check", &|| {
            check(leaf("check", "cli-check"), texts)
        }),
        ("verify", "cli-verify", &|| {
            verify(leaf("verify", "cli-verify"), texts)
        }),
        ("match", "cli-match", &|| {
            matching(leaf("match", "cli-match"), texts)
        }),
        ("advisories", "cli-advisories", &|| {
            group(advising::command(texts, &leaf), texts, &template)
        }),
        ("register", "cli-register", &|| {
            group(register(texts, &leaf, &template), texts, &template)
        }),
        ("witness", "cli-witness", &|| keeping::witness(texts, &leaf)),
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
        .subcommand(register_init(leaf("init", "cli-register-init"), texts))
        .subcommand(register_at(leaf("page", "cli-register-page"), texts))
        .subcommand(register_audit(leaf("audit", "cli-register-audit"), texts))
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

fn group(command: Command, texts: &Texts, template: &str) -> Command {
    common(command, texts, template).subcommand_required(true)
}

/// What every command has: help in the person's words, --lang, --json, -v.
fn common(command: Command, texts: &Texts, template: &str) -> Command {
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

fn path(name: &'static str, texts: &Texts, help: &str) -> Arg {
    Arg::new(name)
        .value_name(name.to_uppercase().replace('-', "_"))
        .value_parser(value_parser!(PathBuf))
        .help_heading(texts.say("cli-heading-arguments"))
        .help(texts.say(help))
}

fn option(name: &'static str, texts: &Texts, help: &str) -> Arg {
    Arg::new(name)
        .long(name)
        .value_name("FILE")
        .value_parser(value_parser!(PathBuf))
        .help(texts.say(help))
}

fn advisories(texts: &Texts) -> Arg {
    option("advisories", texts, "cli-arg-advisories")
        .value_name("PATH")
        .num_args(1..)
        .action(ArgAction::Append)
}

fn data(texts: &Texts) -> Arg {
    option("data", texts, "cli-arg-data").value_name("DIR")
}

fn certify(command: Command, texts: &Texts) -> Command {
    command
        .arg(path("product-dir", texts, "cli-arg-product").required(true))
        .arg(
            option("into", texts, "cli-arg-into")
                .value_name("DIR")
                .default_value("demo")
                .hide_default_value(true),
        )
        .arg(advisories(texts))
        .arg(data(texts))
        .arg(option("body", texts, "cli-arg-body"))
}

fn check(command: Command, texts: &Texts) -> Command {
    command
        .arg(path("product-dir", texts, "cli-arg-product").required(true))
        .arg(advisories(texts))
        .arg(flag("sarif", texts, "cli-arg-sarif").conflicts_with("json"))
        .arg(data(texts))
}

fn verify(command: Command, texts: &Texts) -> Command {
    let allowed = texts.say("cli-allowed-moment");
    command
        .arg(path("file", texts, "cli-arg-certificate").required(true))
        .arg(option("trust", texts, "cli-arg-trust"))
        .arg(
            Arg::new("register")
                .long("register")
                .value_name("DIR|URL")
                .conflicts_with("as-issued")
                .help(texts.say("cli-arg-register")),
        )
        .arg(
            Arg::new("as-issued")
                .long("as-issued")
                .action(ArgAction::SetTrue)
                .help(texts.say("cli-arg-as-issued")),
        )
        .arg(
            Arg::new("at")
                .long("at")
                .value_name("DATE")
                .conflicts_with("as-issued")
                .value_parser(move |typed: &str| moment(typed).ok_or_else(|| allowed.clone()))
                .help(texts.say("cli-arg-at")),
        )
        .arg(
            option("artefact", texts, "cli-arg-artefact")
                .num_args(1..)
                .action(ArgAction::Append),
        )
        .arg(
            Arg::new("full")
                .long("full")
                .action(ArgAction::SetTrue)
                .help(texts.say("cli-arg-full")),
        )
        .arg(flag("no-cache", texts, "cli-arg-no-cache"))
        .arg(timeout(texts))
}

/// How long a server is waited for.
fn timeout(texts: &Texts) -> Arg {
    Arg::new("timeout")
        .long("timeout")
        .value_name("SECONDS")
        .value_parser(value_parser!(u64).range(1..=86_400))
        .help(texts.say("cli-arg-timeout"))
}

fn matching(command: Command, texts: &Texts) -> Command {
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

fn max_age(texts: &Texts) -> Arg {
    let allowed = texts.say("cli-allowed-days");
    Arg::new("max-age")
        .long("max-age")
        .value_name("DAYS")
        .value_parser(move |typed: &str| typed.parse::<u32>().map_err(|_| allowed.clone()))
        .help(texts.say("cli-arg-max-age"))
}

fn register_at(command: Command, texts: &Texts) -> Command {
    command
        .arg(path("folder", texts, "cli-arg-register-folder").required(true))
        .arg(option("trust", texts, "cli-arg-trust"))
}

fn register_audit(command: Command, texts: &Texts) -> Command {
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

fn flag(name: &'static str, texts: &Texts, help: &str) -> Arg {
    Arg::new(name)
        .long(name)
        .action(ArgAction::SetTrue)
        .help(texts.say(help))
}

fn register_init(command: Command, texts: &Texts) -> Command {
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

/// A time of the years 1970 to 9998: RFC 3339, or a day in UTC.
fn moment(text: &str) -> Option<At> {
    let utc = jiff::tz::TimeZone::UTC;
    let at = match text.parse::<jiff::civil::Date>() {
        Ok(day) if text.len() == 10 => At::Day {
            begin: day.at(0, 0, 0, 0).to_zoned(utc.clone()).ok()?.timestamp(),
            end: day
                .at(23, 59, 59, 0)
                .to_zoned(utc.clone())
                .ok()?
                .timestamp(),
        },
        _ => At::Moment(text.parse().ok()?),
    };
    let (At::Moment(moment) | At::Day { end: moment, .. }) = at;
    let year = moment.to_zoned(utc).year();
    (1970..=9998).contains(&year).then_some(at)
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
        ["certify"] => Order::Certify(Certify {
            product: needed(deepest, "product-dir"),
            into: needed(deepest, "into"),
            advisories: many(deepest, "advisories"),
            data: deepest.get_one::<PathBuf>("data").cloned(),
            body: deepest.get_one::<PathBuf>("body").cloned(),
        }),
        ["check"] => Order::Check(Check {
            product: needed(deepest, "product-dir"),
            advisories: many(deepest, "advisories"),
            form: form(deepest),
            data: deepest.get_one::<PathBuf>("data").cloned(),
        }),
        ["verify"] => Order::Verify(Verify {
            file: needed(deepest, "file"),
            trust: deepest.get_one::<PathBuf>("trust").cloned(),
            register: deepest.get_one::<String>("register").cloned(),
            as_issued: deepest.get_flag("as-issued"),
            at: deepest.get_one::<At>("at").copied(),
            artefacts: many(deepest, "artefact"),
            full: deepest.get_flag("full"),
            no_cache: deepest.get_flag("no-cache"),
            timeout: deepest.get_one::<u64>("timeout").copied(),
        }),
        ["match"] => Order::Match(Match {
            parts: many(deepest, "parts"),
            advisories: many(deepest, "advisories"),
            data: deepest.get_one::<PathBuf>("data").cloned(),
            vex: many(deepest, "vex"),
            vex_keys: many(deepest, "vex-key"),
            product: deepest.get_one::<String>("product").cloned(),
            decisions: many(deepest, "decisions"),
            max_age_days: deepest.get_one::<u32>("max-age").copied(),
            os_release: deepest.get_one::<PathBuf>("os-release").cloned(),
            form: form(deepest),
        }),
        ["advisories", rest @ ..] => Order::Advisories(advising::meant(rest, deepest)),
        ["register", "init"] => Order::RegisterInit(RegisterInit {
            folder: needed(deepest, "folder"),
            body: needed(deepest, "body"),
            trust: needed(deepest, "trust"),
            origin: text(deepest, "origin"),
            name_ja: text(deepest, "name-ja"),
            name_en: text(deepest, "name-en"),
            address: text(deepest, "address"),
        }),
        ["register", "page"] => Order::RegisterPage(RegisterAt {
            folder: needed(deepest, "folder"),
            trust: deepest.get_one::<PathBuf>("trust").cloned(),
        }),
        ["register", "audit"] => Order::RegisterAudit(Audit {
            place: text(deepest, "place"),
            trust: deepest.get_one::<PathBuf>("trust").cloned(),
            timeout: deepest.get_one::<u64>("timeout").copied(),
        }),
        ["register", rest @ ..] => Order::Keep(keeping::meant(rest, deepest)),
        ["witness", rest @ ..] => Order::Witness(keeping::meant_witness(rest, deepest)),
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

fn needed(matches: &ArgMatches, name: &str) -> PathBuf {
    matches
        .get_one::<PathBuf>(name)
        .cloned()
        .unwrap_or_default()
}

fn text(matches: &ArgMatches, name: &str) -> String {
    matches.get_one::<String>(name).cloned().unwrap_or_default()
}

fn many(matches: &ArgMatches, name: &str) -> Vec<PathBuf> {
    matches
        .get_many::<PathBuf>(name)
        .into_iter()
        .flatten()
        .cloned()
        .collect()
}

/// Why what was typed is no order, in the person's language.
fn refusal(texts: &Texts, error: &clap::Error) -> String {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        _ => String::new(),
    };
    let id = match error.kind() {
        ErrorKind::UnknownArgument => "cli-unknown-argument",
        ErrorKind::InvalidSubcommand => "cli-unknown-command",
        ErrorKind::MissingRequiredArgument => "cli-missing-argument",
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "cli-missing-command"
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation | ErrorKind::InvalidUtf8 => {
            "cli-wrong-value"
        }
        ErrorKind::ArgumentConflict => "cli-conflict",
        _ => "cli-wrong-use",
    };
    let word = match error.kind() {
        ErrorKind::InvalidSubcommand => context(ContextKind::InvalidSubcommand),
        _ => context(ContextKind::InvalidArg),
    };
    let other = context(ContextKind::PriorArg);
    let value = context(ContextKind::InvalidValue);
    let allowed = match std::error::Error::source(error) {
        Some(source) => source.to_string(),
        None => context(ContextKind::ValidValue),
    };
    let mut said = texts.say_with(
        id,
        &[
            ("word", word.into()),
            ("other", other.into()),
            ("value", value.into()),
            ("allowed", allowed.into()),
        ],
    );
    let meant = match error.kind() {
        ErrorKind::InvalidSubcommand => context(ContextKind::SuggestedSubcommand),
        _ => context(ContextKind::SuggestedArg),
    };
    if !meant.is_empty() {
        said.push('\n');
        said.push_str(&texts.say_with("cli-suggestion", &[("meant", meant.into())]));
    }
    said.push('\n');
    said.push_str(&texts.say("cli-see-help"));
    said
}

#[cfg(test)]
mod tests;
