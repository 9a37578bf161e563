//! Errors in the person's language, cause by cause.
//!
//! An error of ours is told as its code and members by the messages `prefix-code`, whichever crate it comes from; what the
//! operating system and libraries say, as [`Texts::foreign`] tells it.

#[cfg(test)]
mod tests;

use std::error::Error;
use std::io;

use register::canonical::CanonicalError;
use register::checkpoint::CheckpointError;
use register::document::DocumentError;
use register::log::LogError;
use register::trust::TrustError;
use serde::Serialize;
use serde_json::Value;
use service::folder::FolderError;
use service::witness::WitnessError;
use service::{
    BackupError, BodyError, CarriedError, KeyError, LockError, SignedActError, StoreError,
};
use texts::Texts;
use vulnerability::{DecisionsError, JsonError, PartsError, PurlError, RootError, VexError};

use crate::certify::Unable;
use crate::product::{Problem, ProductError};
use crate::undone::{At, Reasons, Said, Undone};

type Reader = fn(&(dyn Error + 'static)) -> Option<Value>;

/// The errors that have words, each with the beginning of its messages' names.
const WITH_WORDS: &[(&str, Reader)] = &[
    ("undone", read::<Undone>),
    ("unable", read::<Unable>),
    ("product", read::<ProductError>),
    ("product", read::<Problem>),
    ("body", read::<BodyError>),
    ("store", read::<StoreError>),
    ("signed", read::<SignedActError>),
    ("backup", read::<BackupError>),
    ("carried", read::<CarriedError>),
    ("lock", read::<LockError>),
    ("key", read::<KeyError>),
    ("folder", read::<FolderError>),
    ("memory", read::<WitnessError>),
    ("log", read::<LogError>),
    ("checkpoint", read::<CheckpointError>),
    ("trust", read::<TrustError>),
    ("vkey", read::<register::key::KeyError>),
    ("vkey", read::<CanonicalError>),
    ("envelope", read::<DocumentError>),
    ("parts", read::<PartsError>),
    ("root", read::<RootError>),
    ("decisions", read::<DecisionsError>),
    ("vex", read::<VexError>),
    ("purl", read::<PurlError>),
    ("json", read::<JsonError>),
];

fn read<E: Error + Serialize + 'static>(error: &(dyn Error + 'static)) -> Option<Value> {
    serde_json::to_value(error.downcast_ref::<E>()?).ok()
}

/// The whole chain of causes, each once.
pub(crate) fn chain(failure: &(dyn Error + 'static), texts: &Texts) -> String {
    let mut chain = one(failure, texts);
    let mut cause = failure.source();
    while let Some(error) = cause {
        let said = one(error, texts);
        if !chain.ends_with(&said) {
            chain.push_str(": ");
            chain.push_str(&said);
        }
        cause = error.source();
    }
    chain
}

/// What one error says, without its causes.
fn one(error: &(dyn Error + 'static), texts: &Texts) -> String {
    let error = bare(error);
    if let Some(said) = error.downcast_ref::<Said>() {
        return said.told(texts);
    }
    if let Some(Reasons(reasons)) = error.downcast_ref() {
        return all(reasons, "register", texts);
    }
    if let Some(BodyError::Refused(reasons)) = error.downcast_ref() {
        let reasons = all(reasons, "refusal", texts);
        return texts.say_with("body-refused", &[("reasons", reasons.into())]);
    }
    if let Some(BodyError::Replay { number, reasons }) = error.downcast_ref() {
        let reasons = all(reasons, "refusal", texts);
        let args = [
            ("number", number.to_string().into()),
            ("reasons", reasons.into()),
        ];
        return texts.say_with("body-replay", &args);
    }
    if error.is::<At>() {
        return error.to_string();
    }
    let mut told = WITH_WORDS
        .iter()
        .filter_map(|(prefix, read)| Some((prefix, read(error)?)));
    if let Some((prefix, value)) = told.next() {
        return texts.reason_value(prefix, &value);
    }
    if let Some(error) = error.downcast_ref::<toml::de::Error>() {
        return toml(error, texts);
    }
    match error.downcast_ref::<io::Error>() {
        Some(error) => match error.get_ref() {
            Some(inner) => one(inner, texts),
            None => texts.system(error),
        },
        None => texts.foreign(&error.to_string()),
    }
}

/// The error for which another only stands.
fn bare<'e>(error: &'e (dyn Error + 'static)) -> &'e (dyn Error + 'static) {
    if let Some(error) = error.downcast_ref::<BodyError>() {
        return match error {
            BodyError::Store(inner) => inner,
            BodyError::Folder(inner) => inner,
            BodyError::Key(inner) => inner,
            BodyError::Carried(inner) => inner,
            BodyError::Lock(inner) => inner,
            itself => itself,
        };
    }
    if let Some(error) = error.downcast_ref::<BackupError>() {
        return match error {
            BackupError::Body(inner) => bare(inner),
            BackupError::Key(inner) => inner,
            itself => itself,
        };
    }
    if let Some(WitnessError::Lock(inner)) = error.downcast_ref() {
        return inner;
    }
    match error.downcast_ref() {
        Some(register::key::KeyError::Spelling(inner)) => inner,
        _ => error,
    }
}

fn all(reasons: &[impl Serialize], prefix: &str, texts: &Texts) -> String {
    let each: Vec<_> = reasons
        .iter()
        .map(|reason| texts.reason(prefix, reason))
        .collect();
    each.join("; ")
}

/// A mistake in TOML with its line, over several lines: the first and the last are sentences.
fn toml(error: &toml::de::Error, texts: &Texts) -> String {
    let said = error.to_string();
    let mut lines: Vec<String> = said.trim_end().lines().map(str::to_owned).collect();
    if let Some((line, column)) = lines.first().and_then(|first| place(first)) {
        let args = [("line", line.into()), ("column", column.into())];
        lines[0] = texts.say_with("foreign-toml", &args);
        let shown = lines
            .iter()
            .rposition(|line| line.contains('|'))
            .unwrap_or(0);
        for sentence in &mut lines[shown + 1..] {
            *sentence = texts.foreign(sentence);
        }
        return lines.join("\n");
    }
    let told: Vec<_> = lines.iter().map(|line| texts.foreign(line)).collect();
    told.join("\n")
}

/// The numbers in `TOML parse error at line 3, column 7`.
fn place(first: &str) -> Option<(String, String)> {
    let (line, column) = first.rsplit_once(" at line ")?.1.split_once(", column ")?;
    Some((line.to_owned(), column.to_owned()))
}
