//! What may be typed to certify a product or to look at one: `sekisho certify`, `sekisho check`.

use std::path::PathBuf;

use clap::{ArgMatches, Command};
use texts::Texts;

use super::matching::{Form, form};
use super::pieces::{advisories, data, flag, many, needed, option, path};

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

/// `sekisho certify`.
pub(super) fn certify(command: Command, texts: &Texts) -> Command {
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

/// `sekisho check`.
pub(super) fn check(command: Command, texts: &Texts) -> Command {
    command
        .arg(path("product-dir", texts, "cli-arg-product").required(true))
        .arg(advisories(texts))
        .arg(flag("sarif", texts, "cli-arg-sarif").conflicts_with("json"))
        .arg(data(texts))
}

/// The meaning of what was typed behind `certify`.
pub(super) fn meant_certify(matches: &ArgMatches) -> Certify {
    Certify {
        product: needed(matches, "product-dir"),
        into: needed(matches, "into"),
        advisories: many(matches, "advisories"),
        data: matches.get_one::<PathBuf>("data").cloned(),
        body: matches.get_one::<PathBuf>("body").cloned(),
    }
}

/// The meaning of what was typed behind `check`.
pub(super) fn meant_check(matches: &ArgMatches) -> Check {
    Check {
        product: needed(matches, "product-dir"),
        advisories: many(matches, "advisories"),
        form: form(matches),
        data: matches.get_one::<PathBuf>("data").cloned(),
    }
}
