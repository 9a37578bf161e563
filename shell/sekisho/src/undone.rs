//! Why an order of this program could not be carried out, where nothing beneath it says so: values, told by [`crate::words`].

use std::error::Error;
use std::fmt;
use std::path::{Path, PathBuf};

use register::reason::Reason;
use scheme::edition::{self, Edition};
use serde::Serialize;
use texts::{Language, Texts};

use crate::Failure;

/// Why not. The texts here are for logs; people read `undone-…` of the messages.
#[derive(Debug, thiserror::Error, Serialize, strum::VariantNames)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub(crate) enum Undone {
    /// A pipe or a device, where a file is asked for.
    #[error("not a regular file")]
    NoFile,
    /// A trust file would be overwritten.
    #[error("{path} exists; a trust file is never overwritten")]
    TrustExists { path: PathBuf },
    /// Keys would lie in public.
    #[error("{body} lies in the public register {register}; keys must not")]
    BodyInRegister { body: PathBuf, register: PathBuf },
    /// Nobody can tell where a path leads.
    #[error("{path}: `..` leads through a folder that does not exist")]
    NoWay { path: PathBuf },
    /// A trust file of another body.
    #[error("the trust file names shards that this body has not; give the body's own")]
    OtherTrust,
    /// The register cannot be shown as it stands.
    #[error("the register in {path} is not whole")]
    RegisterNotWhole {
        path: PathBuf,
        #[serde(skip)]
        source: Reasons,
    },
    /// Somebody has put something else into the public folder.
    #[error("{path} is not the document that was signed")]
    OtherDocument { path: PathBuf },
    /// A certificate is issued, and nobody has seen yet that it was.
    #[error(
        "the certificate is issued and handed out when its witnesses have seen it: {seen} of {quorum} have ({origin}, {size} entries); \
         they run `sekisho witness`, then `sekisho register cosign`, then this command again"
    )]
    Waits {
        seen: usize,
        quorum: usize,
        origin: String,
        size: u64,
    },
    /// A witness of the demonstration refuses.
    #[error("{name} does not cosign")]
    NotCosigned {
        name: String,
        #[serde(skip)]
        source: Reasons,
    },
    /// No such edition.
    #[error("no edition {asked}; have {}", known.join(", "))]
    NoEdition { asked: String, known: Vec<String> },
    /// Nobody can be asked for the passphrase of a key.
    #[error(
        "{path} opens with a passphrase, and there is no terminal to ask for it; name a file that holds it in SEKISHO_PASSPHRASE_FILE"
    )]
    NoPassphrase { path: PathBuf },
    /// A new passphrase was typed in two ways.
    #[error("the two passphrases are not the same; nothing was written")]
    OtherPassphrase,
    /// What cannot be, if this program has no mistake.
    #[error("a mistake in this program: {detail}")]
    Unforeseen { detail: &'static str },
}

/// What cannot be.
pub(crate) fn unforeseen(detail: &'static str) -> Undone {
    Undone::Unforeseen { detail }
}

/// The edition of this name.
pub(crate) fn edition(asked: &str) -> Result<Edition, Undone> {
    let found = asked.parse().ok().and_then(|id| edition::find(&id).ok());
    found.ok_or_else(|| {
        let known = edition::shipped();
        Undone::NoEdition {
            asked: asked.to_owned(),
            known: known.iter().map(|known| known.id().to_string()).collect(),
        }
    })
}

/// All the reasons that a register gives, as one cause.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reasons(pub(crate) Vec<Reason>);

impl fmt::Display for Reasons {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let each: Vec<_> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&each.join("; "))
    }
}

impl Error for Reasons {}

/// A cause at a place: the name of a file, say, which reads the same in every language.
#[derive(Debug, thiserror::Error)]
#[error("{place}")]
pub(crate) struct At {
    pub(crate) place: String,
    pub(crate) source: Failure,
}

/// Says of an error in which file it is.
pub(crate) fn at<E: Into<Failure>>(path: &Path) -> impl Fn(E) -> At + '_ {
    move |error| At {
        place: path.display().to_string(),
        source: error.into(),
    }
}

/// A message of ours that is the whole failure: it is told in the language of whoever reads it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Said(Vec<(&'static str, Vec<(&'static str, String)>)>);

impl Said {
    /// The message `id` with its arguments.
    pub(crate) fn new(id: &'static str, args: &[(&'static str, &str)]) -> Self {
        let mut said = Self::default();
        said.add(id, args);
        said
    }

    /// One more line.
    pub(crate) fn add(&mut self, id: &'static str, args: &[(&'static str, &str)]) {
        let args = args
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()));
        self.0.push((id, args.collect()));
    }

    /// Whether anything is said.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A line for each message.
    pub(crate) fn told(&self, texts: &Texts) -> String {
        let each = self.0.iter().map(|(id, args)| {
            let args: Vec<_> = args
                .iter()
                .map(|(name, value)| (*name, value.into()))
                .collect();
            texts.say_with(id, &args)
        });
        each.collect::<Vec<_>>().join("\n")
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.told(&Texts::new(Language::En)))
    }
}

impl Error for Said {}
