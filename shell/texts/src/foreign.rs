//! Sentences of the operating system and of libraries: the usual ones in words of ours, the others as they are.
//!
//! They come as text, because that is how errors of files and readers travel through the core.

use std::borrow::Cow;
use std::io;

use crate::{Arg, Texts};

/// Of the readers of JSON and TOML: how a sentence begins, and its message. What is quoted in it is the argument.
const READERS: [(&str, &str); 10] = [
    ("missing field `", "foreign-missing"),
    ("unknown field `", "foreign-unknown"),
    ("duplicate field `", "foreign-twice"),
    ("duplicate key `", "foreign-twice"),
    ("unknown variant `", "foreign-variant"),
    ("invalid type: ", "foreign-type"),
    ("unclosed ", "foreign-unclosed"),
    ("EOF while parsing", "foreign-cut"),
    ("trailing characters", "foreign-trailing"),
    ("stream did not contain valid UTF-8", "foreign-no-text"),
];

/// Of the database: a sentence, which may stand behind a number, and its message.
const DATABASE: [(&str, &str); 5] = [
    ("database or disk is full", "system-storage-full"),
    ("attempt to write a readonly database", "system-read-only"),
    ("unable to open database file", "foreign-unopened"),
    ("file is not a database", "foreign-no-database"),
    ("database disk image is malformed", "foreign-no-database"),
];

impl Texts {
    /// What somebody else's program said: a usual sentence in words, any other as it is, marked as a quotation where the
    /// reader's language is not its own.
    #[must_use]
    pub fn foreign(&self, said: &str) -> String {
        if is_japanese(said) || !said.contains(' ') {
            return crate::messages::one_line(said);
        }
        self.usual(said)
            .unwrap_or_else(|| self.say_with("foreign-said", &[("said", said.into())]))
    }

    /// Why the operating system did not do it.
    #[must_use]
    pub fn system(&self, error: &io::Error) -> String {
        match usual_kind(error.kind()) {
            Some(id) => self.say(id),
            None => self.foreign(&error.to_string()),
        }
    }

    fn usual(&self, said: &str) -> Option<String> {
        if let Some(id) = of_system(said) {
            return Some(self.say(id));
        }
        if let Some((_, id)) = DATABASE
            .iter()
            .find(|(sentence, _)| said.contains(sentence))
        {
            return Some(self.say(id));
        }
        let (begins, id) = READERS
            .iter()
            .find(|(begins, _)| said.starts_with(begins))?;
        let rest = &said[begins.len()..];
        // What is named ends with its quotation mark, else with what was expected in its place.
        let end = if begins.ends_with('`') {
            "`"
        } else {
            ", expected"
        };
        let name = rest.split(end).next().unwrap_or_default();
        let known: Vec<_> = expected(rest).map(|name| format!("`{name}`")).collect();
        let known = if known.is_empty() {
            "–".to_owned()
        } else {
            known.join(", ")
        };
        let args: [Arg<'_>; 2] = [("name", Cow::Borrowed(name)), ("known", known.into())];
        let told = self.say_with(id, &args);
        Some(match place(said) {
            Some((line, column)) => self.say_with(
                "foreign-place",
                &[
                    ("told", told.into()),
                    ("line", line.into()),
                    ("column", column.into()),
                ],
            ),
            None => told,
        })
    }
}

fn is_japanese(text: &str) -> bool {
    text.chars()
        .any(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}'))
}

/// The number in `Permission denied (os error 13)`.
fn of_system(said: &str) -> Option<&'static str> {
    let number = said.strip_suffix(')')?.rsplit_once("(os error ")?.1;
    usual_kind(io::Error::from_raw_os_error(number.parse().ok()?).kind())
}

fn usual_kind(kind: io::ErrorKind) -> Option<&'static str> {
    use io::ErrorKind as Kind;
    Some(match kind {
        Kind::NotFound => "system-not-found",
        Kind::PermissionDenied => "system-permission-denied",
        Kind::AlreadyExists => "system-exists",
        Kind::IsADirectory => "system-is-folder",
        Kind::NotADirectory => "system-no-folder",
        Kind::DirectoryNotEmpty => "system-not-empty",
        Kind::ReadOnlyFilesystem => "system-read-only",
        Kind::StorageFull | Kind::QuotaExceeded => "system-storage-full",
        Kind::FileTooLarge => "system-too-large",
        Kind::InvalidFilename => "system-name",
        Kind::BrokenPipe => "system-gone",
        _ => return None,
    })
}

/// The names in `expected one of `a`, `b``.
fn expected(said: &str) -> impl Iterator<Item = &str> {
    let list = said.split_once(", expected ").map_or("", |(_, list)| list);
    list.split('`').skip(1).step_by(2)
}

/// The place at the end of a sentence of the JSON reader: ` at line 3 column 7`.
fn place(said: &str) -> Option<(&str, &str)> {
    let (line, column) = said.rsplit_once(" at line ")?.1.split_once(" column ")?;
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    (is_number(line) && is_number(column)).then_some((line, column))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Language;

    #[track_caller]
    fn check(said: &str, ja: &str, en: &str) {
        assert_eq!(Texts::new(Language::Ja).foreign(said), ja);
        assert_eq!(Texts::new(Language::En).foreign(said), en);
    }

    #[test]
    fn what_the_system_says_is_told_in_words() {
        check(
            "No such file or directory (os error 2)",
            "そのようなファイルやフォルダーはない",
            "no such file or folder",
        );
        check(
            "No space left on device (os error 28)",
            "ディスクに空きがない",
            "no space is left on the disk",
        );
        let error = io::Error::from(io::ErrorKind::PermissionDenied);
        assert_eq!(Texts::new(Language::Ja).system(&error), "権限がない");
        assert_eq!(Texts::new(Language::En).system(&error), "permission denied");
    }

    #[test]
    fn what_a_reader_says_is_told_in_words_with_its_place() {
        check(
            "missing field `quorum` at line 3 column 7",
            "「quorum」がない（3 行 7 列）",
            "\"quorum\" is missing (line 3, column 7)",
        );
        check(
            "unknown field `keyz`, expected one of `keys`, `shards`",
            "「keyz」という項目はない（あるのは `keys`, `shards`）",
            "there is no member \"keyz\" (expected `keys`, `shards`)",
        );
    }

    #[test]
    fn what_is_not_usual_is_a_quotation_and_what_is_no_sentence_stays() {
        check(
            "Too many open files (os error 24)",
            "「Too many open files (os error 24)」",
            "Too many open files (os error 24)",
        );
        check("dcmtk", "dcmtk", "dcmtk");
        check("読めない file", "読めない file", "読めない file");
        check("a\u{202e}b", "a\u{fffd}b", "a\u{fffd}b");
    }
}
