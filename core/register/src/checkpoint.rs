//! Checkpoints: the signed size and root of a shard, with the cosignatures of witnesses (C2SP).
//!
//! Reading is strict: every line has its one spelling. Which signature lines are asked for, and whether unknown ones
//! are passed over, is the caller's policy.

use jiff::Timestamp;
use signed_note::{Note, Signature};

use crate::canonical::{Digest, shown};
use crate::key::{NoteKey, NoteKind, SigningKey};

/// A checkpoint as read: well-formed, not yet believed.
#[derive(Debug, Clone, PartialEq)]
pub struct Checkpoint {
    /// The shard's origin, from the first line.
    pub origin: String,
    /// Leaves in the tree.
    pub size: u64,
    /// Root hash of the tree.
    pub root: Digest,
    body: String,
    lines: Vec<Signature>,
}

/// What to do with a signature line by a key that is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnknownLines {
    /// Refuse: in a bundle everything is bound.
    Refuse,
    /// Pass over, as C2SP asks of readers of a log.
    Ignore,
}

/// A witness that saw the checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cosigned {
    /// The witness's name.
    pub witness: String,
    /// When it saw the checkpoint.
    pub time: Timestamp,
}

/// Why a checkpoint was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, serde::Serialize, strum::VariantNames)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum CheckpointError {
    /// Not a signed note, or not in its one spelling.
    #[error("not a signed note: {fault}")]
    NotANote {
        /// What is wrong.
        fault: NoteFault,
    },
    /// The first lines are not origin, size and root.
    #[error("not a checkpoint: line {line} is {found:?}")]
    Line {
        /// Which line, from 1.
        line: usize,
        /// What stood there.
        found: String,
    },
    /// The origin is another log's.
    #[error("checkpoint of {found:?}, wanted {wanted:?}")]
    Origin {
        /// What stood there.
        found: String,
        /// Which log was asked for.
        wanted: String,
    },
    /// The log's own signature is not there.
    #[error("no signature of the log {origin:?}")]
    Unsigned {
        /// The log.
        origin: String,
    },
    /// A signature by a known key is wrong.
    #[error("signature of {name:?} is wrong")]
    Signature {
        /// Whose.
        name: String,
    },
    /// A known key signed twice.
    #[error("{name:?} signed twice")]
    Twice {
        /// Whose.
        name: String,
    },
    /// A signature by a key that is not known.
    #[error("signature line of an unknown key {name:?}+{id:08x}")]
    UnknownLine {
        /// The name on the line.
        name: String,
        /// The key id on the line.
        id: u32,
    },
}

/// What is wrong with the form of a signed note.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, strum::Display, strum::VariantArray,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum NoteFault {
    /// Not a text, an empty line and signature lines.
    #[strum(
        to_string = "wants a text, an empty line and signature lines that begin with an em dash and a space"
    )]
    Parts,
    /// The text is not UTF-8.
    #[strum(to_string = "not UTF-8")]
    Encoding,
    /// A signature line that is none.
    #[strum(to_string = "malformed signature line")]
    Line,
    /// A signature line that could be spelled otherwise.
    #[strum(to_string = "signature line not in its one spelling")]
    Spelling,
    /// A control character.
    #[strum(to_string = "control character")]
    Control,
    /// The time of a cosignature lies before 1970.
    #[strum(to_string = "cosignature time before 1970")]
    Time,
}

const COSIGNATURE_HEAD: &str = "cosignature/v1\ntime ";

impl Checkpoint {
    /// Signs a tree as the log.
    ///
    /// `log` names the key whose private half is handed in.
    pub fn sign(log: &NoteKey, size: u64, root: Digest, key: &SigningKey) -> String {
        let body = format!("{}\n{size}\n{}\n", log.name(), root.to_base64());
        let line = line(log.name(), log.id(), key.sign(body.as_bytes()).to_vec());
        format!("{body}\n{line}")
    }

    /// Reads a checkpoint.
    ///
    /// # Errors
    /// When it is not a signed note over origin, size and root, each in its one spelling.
    pub fn parse(text: &str) -> Result<Checkpoint, CheckpointError> {
        let broken = |fault| CheckpointError::NotANote { fault };
        let note = Note::from_bytes(text.as_bytes()).map_err(|_| broken(NoteFault::Parts))?;
        let body = std::str::from_utf8(note.text()).map_err(|_| broken(NoteFault::Encoding))?;
        // The text ends before the last empty line; what follows are the signature lines.
        let block = &text[body.len() + 1..];
        let lines: Vec<Signature> = block
            .lines()
            .map(|line| Signature::from_bytes(line.as_bytes()))
            .collect::<Result<_, _>>()
            .map_err(|_| broken(NoteFault::Line))?;
        let again: Vec<u8> = lines.iter().flat_map(Signature::to_bytes).collect();
        if again != block.as_bytes() {
            return Err(broken(NoteFault::Spelling));
        }
        if text.chars().any(|c| c.is_control() && c != '\n') {
            return Err(broken(NoteFault::Control));
        }
        let (origin, size, root) = head(body)?;
        Ok(Checkpoint {
            origin,
            size,
            root,
            body: body.to_owned(),
            lines,
        })
    }

    /// Checks the log's own signature and every witness's; tells which witnesses saw it.
    ///
    /// # Errors
    /// Everything that is wrong with origin or lines.
    pub fn check(
        &self,
        log: &NoteKey,
        witnesses: &[NoteKey],
        unknown: UnknownLines,
    ) -> Result<Vec<Cosigned>, Vec<CheckpointError>> {
        let mut wrong = Vec::new();
        if self.origin != log.name() {
            let (found, wanted) = (shown(&self.origin), log.name().to_owned());
            wrong.push(CheckpointError::Origin { found, wanted });
        }
        let mut seen = Vec::new();
        let mut cosigned = Vec::new();
        for line in &self.lines {
            let named = |key: &&NoteKey| key.name() == line.name() && key.id() == line.id();
            let Some(key) = [log].into_iter().chain(witnesses).find(named) else {
                if unknown == UnknownLines::Refuse {
                    let (name, id) = (shown(line.name()), line.id());
                    wrong.push(CheckpointError::UnknownLine { name, id });
                }
                continue;
            };
            if seen.contains(&key) {
                wrong.push(CheckpointError::Twice {
                    name: key.name().to_owned(),
                });
                continue;
            }
            seen.push(key);
            match self.check_line(key, line) {
                Ok(seen_at) => cosigned.extend(seen_at),
                Err(error) => wrong.push(error),
            }
        }
        if !seen.contains(&log) {
            wrong.push(CheckpointError::Unsigned {
                origin: log.name().to_owned(),
            });
        }
        if wrong.is_empty() {
            Ok(cosigned)
        } else {
            Err(wrong)
        }
    }

    /// Checks one line by the key it names; a witness's line tells when it saw the checkpoint.
    fn check_line(
        &self,
        key: &NoteKey,
        line: &Signature,
    ) -> Result<Option<Cosigned>, CheckpointError> {
        let witness = key.name().to_owned();
        let good = match key.kind() {
            NoteKind::Log if key.key().verifies(self.body.as_bytes(), line.signature()) => {
                return Ok(None);
            }
            NoteKind::Log => None,
            NoteKind::Cosignature => self.cosigned_at(key, line.signature()),
        };
        let time = good.ok_or_else(|| CheckpointError::Signature {
            name: witness.clone(),
        })?;
        Ok(Some(Cosigned { witness, time }))
    }

    fn cosigned_at(&self, witness: &NoteKey, blob: &[u8]) -> Option<Timestamp> {
        let (time, signature) = blob.split_first_chunk::<8>()?;
        let seconds = u64::from_be_bytes(*time);
        let time = Timestamp::from_second(i64::try_from(seconds).ok()?).ok()?;
        let message = format!("{COSIGNATURE_HEAD}{seconds}\n{}", self.body);
        witness
            .key()
            .verifies(message.as_bytes(), signature)
            .then_some(time)
    }

    /// Drops every signature line but those of these names.
    pub fn keep_lines_of(&mut self, names: &[String]) {
        self.lines
            .retain(|line| names.iter().any(|name| name == line.name()));
    }

    /// Adds the signature line of one of these witnesses, over an older one of the same witness. Gives what it says; nothing,
    /// and nothing has changed, when it is none of theirs, or not over this checkpoint, or older than the one that stands.
    pub fn add_cosignature(&mut self, line: &str, witnesses: &[NoteKey]) -> Option<Cosigned> {
        let line = Signature::from_bytes(line.as_bytes()).ok()?;
        let key = witnesses
            .iter()
            .find(|key| key.name() == line.name() && key.id() == line.id())?;
        let time = self.cosigned_at(key, line.signature())?;
        let stands = self
            .lines
            .iter()
            .position(|known| known.name() == key.name() && known.id() == key.id());
        match stands {
            Some(place) => {
                let before = self.cosigned_at(key, self.lines[place].signature());
                if before.is_some_and(|before| before >= time) {
                    return None;
                }
                self.lines[place] = line;
            }
            None => self.lines.push(line),
        }
        let witness = key.name().to_owned();
        Some(Cosigned { witness, time })
    }

    /// The checkpoint's text again.
    pub fn to_text(&self) -> String {
        let lines = self
            .lines
            .iter()
            .map(|line| String::from_utf8(line.to_bytes()).expect("a signature line is UTF-8"));
        format!("{}\n{}", self.body, lines.collect::<String>())
    }
}

/// Adds a witness's cosignature to a checkpoint.
///
/// Whether the witness should sign (consistency with what it signed before) is the caller's to check.
///
/// # Errors
/// When the text is no checkpoint or the time lies before 1970.
pub fn cosign(
    checkpoint: &str,
    witness: &NoteKey,
    key: &SigningKey,
    time: Timestamp,
) -> Result<String, CheckpointError> {
    let parsed = Checkpoint::parse(checkpoint)?;
    let seconds = u64::try_from(time.as_second()).map_err(|_| CheckpointError::NotANote {
        fault: NoteFault::Time,
    })?;
    let message = format!("{COSIGNATURE_HEAD}{seconds}\n{}", parsed.body);
    let blob = [
        &seconds.to_be_bytes(),
        key.sign(message.as_bytes()).as_slice(),
    ]
    .concat();
    Ok(format!(
        "{checkpoint}{}",
        line(witness.name(), witness.id(), blob)
    ))
}

fn line(name: &str, id: u32, blob: Vec<u8>) -> String {
    let signature = Signature::new(name.to_owned(), id, blob).expect("note keys have valid names");
    String::from_utf8(signature.to_bytes()).expect("a signature line is UTF-8")
}

/// Origin, size and root; further lines are signed with the rest and mean nothing here.
fn head(body: &str) -> Result<(String, u64, Digest), CheckpointError> {
    let mut lines = body.lines();
    let mut next = |line| {
        lines.next().ok_or(CheckpointError::Line {
            line,
            found: String::new(),
        })
    };
    let refused = |line, found: &str| CheckpointError::Line {
        line,
        found: shown(found),
    };
    let origin = next(1)?;
    if origin.is_empty() {
        return Err(refused(1, origin));
    }
    let size = next(2)?;
    let number: u64 = size.parse().map_err(|_| refused(2, size))?;
    if number.to_string() != size {
        return Err(refused(2, size));
    }
    let root = next(3)?;
    let digest = Digest::from_base64(root).map_err(|_| refused(3, root))?;
    if let Some(empty) = lines.position(str::is_empty) {
        return Err(refused(4 + empty, ""));
    }
    Ok((origin.to_owned(), number, digest))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Setting {
        log: NoteKey,
        witness: NoteKey,
        text: String,
    }

    fn setting() -> Setting {
        let (key, witness_key) = (
            SigningKey::from_seed(&[1; 32]),
            SigningKey::from_seed(&[2; 32]),
        );
        let log = NoteKey::log("log.example/1", key.verifying_key()).unwrap();
        let witness = NoteKey::witness("w.example", witness_key.verifying_key()).unwrap();
        let text = Checkpoint::sign(&log, 7, Digest::of(b"root"), &key);
        let text = cosign(&text, &witness, &witness_key, Timestamp::UNIX_EPOCH).unwrap();
        Setting { log, witness, text }
    }

    #[track_caller]
    fn check(text: &str, unknown: UnknownLines, expected: Result<usize, Vec<CheckpointError>>) {
        let Setting { log, witness, .. } = setting();
        let found = Checkpoint::parse(text)
            .unwrap()
            .check(&log, &[witness], unknown);
        assert_eq!(found.map(|cosigned| cosigned.len()), expected);
    }

    #[test]
    fn a_signed_and_cosigned_checkpoint_is_believed() {
        let text = setting().text;
        check(&text, UnknownLines::Refuse, Ok(1));
        assert_eq!(Checkpoint::parse(&text).unwrap().to_text(), text);
    }

    #[test]
    fn a_foreign_origin_is_refused_although_the_signature_line_is_right() {
        let text = setting().text.replacen("log.example/1", "log.example/2", 1);
        let name = |name: &str| CheckpointError::Signature {
            name: name.to_owned(),
        };
        let origin = CheckpointError::Origin {
            found: "log.example/2".to_owned(),
            wanted: "log.example/1".to_owned(),
        };
        let all = vec![origin, name("log.example/1"), name("w.example")];
        check(&text, UnknownLines::Refuse, Err(all));
    }

    #[test]
    fn an_unknown_line_is_refused_or_passed_over() {
        let other = SigningKey::from_seed(&[9; 32]);
        let named = NoteKey::witness("x.example", other.verifying_key()).unwrap();
        let text = cosign(&setting().text, &named, &other, Timestamp::UNIX_EPOCH).unwrap();
        check(&text, UnknownLines::Ignore, Ok(1));
        let refused = CheckpointError::UnknownLine {
            name: "x.example".to_owned(),
            id: named.id(),
        };
        check(&text, UnknownLines::Refuse, Err(vec![refused]));
    }

    #[test]
    fn a_line_twice_is_refused() {
        let text = setting().text;
        let last = text.lines().last().unwrap();
        let refused = CheckpointError::Twice {
            name: "w.example".to_owned(),
        };
        check(
            &format!("{text}{last}\n"),
            UnknownLines::Ignore,
            Err(vec![refused]),
        );
    }

    #[test]
    fn a_checkpoint_without_the_logs_line_is_refused() {
        let text = setting().text;
        let without: String = text
            .lines()
            .filter(|l| !l.starts_with("— log"))
            .map(|l| format!("{l}\n"))
            .collect();
        let refused = CheckpointError::Unsigned {
            origin: "log.example/1".to_owned(),
        };
        check(&without, UnknownLines::Ignore, Err(vec![refused]));
    }

    #[test]
    fn other_spellings_are_not_read() {
        let text = setting().text;
        for (from, to) in [
            ("— ", "-- "),
            ("— ", "—  "),
            ("\n7\n", "\n07\n"),
            ("\n7\n", "\n+7\n"),
            ("\n7\n", "\n7 \n"),
            ("=\n\n", "\n\n"),
            ("\n\n", "\n"),
            ("\n\n", "\r\n\r\n"),
        ] {
            let other = text.replacen(from, to, 1);
            assert!(
                Checkpoint::parse(&other).is_err(),
                "{from:?} as {to:?} was read"
            );
        }
        assert!(Checkpoint::parse(text.trim_end()).is_err());
        assert!(Checkpoint::parse("").is_err());
    }
}
