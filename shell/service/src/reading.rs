//! A body read beside whoever writes: the log of acts and what it comes to, without keys and without the right to write.

use std::fs::File;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use scheme::body::Body as State;
use scheme::body::act::Act;
use scheme::id::Digest;

use crate::body::{BodyError, Facts, check_signature};
use crate::home::Home;
use crate::signed;
use crate::store::Store;

/// The log of a body, replayed: every signature and every rule was asked again.
#[derive(Debug)]
pub struct History {
    home: Home,
    store: Store,
    facts: Facts,
    state: State,
}

/// An act as it stands in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedAct {
    /// Its running number, from 1.
    pub number: u64,
    /// What it says.
    pub act: Act,
    /// The bytes that were signed.
    pub bytes: Vec<u8>,
    /// The actor's signature over them.
    pub signature: Vec<u8>,
}

impl History {
    /// Reads the body in `folder` as its log stands, or as it stood at the moment `until`.
    ///
    /// # Errors
    /// [`BodyError`], in particular when the log does not replay.
    pub fn open(folder: &Path, until: Option<Timestamp>) -> Result<Self, BodyError> {
        let home = Home::new(folder);
        if !home.database().exists() {
            return Err(BodyError::None {
                path: folder.to_owned(),
            });
        }
        let store = Store::open_to_read(&home.database())?;
        let facts = Facts::read(&store)?;
        let mut state = State::new(facts.scheme()?);
        let mut over = false;
        store.each_act(0, |row| {
            let number = row.number;
            let signed = |source| BodyError::Signed { number, source };
            let act = signed::read(&row.bytes).map_err(signed)?;
            // Times never run backwards, so nothing after this one is of that moment either.
            over |= until.is_some_and(|until| act.at > until);
            if over {
                return Ok(());
            }
            check_signature(&state, &act, &row.bytes, &row.signature).map_err(signed)?;
            let performed = state.perform(&act);
            performed.map_err(|reasons| BodyError::Replay { number, reasons })
        })?;
        Ok(Self {
            home,
            store,
            facts,
            state,
        })
    }

    /// What the body is.
    #[must_use]
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// What the log comes to.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Calls `each` for every act that was replayed, in order.
    ///
    /// # Errors
    /// [`BodyError::Store`], [`BodyError::Signed`], and those of `each`.
    pub fn each_signed<E: From<BodyError>>(
        &self,
        mut each: impl FnMut(SignedAct) -> Result<(), E>,
    ) -> Result<(), E> {
        let last = self.state.acts();
        let walked = self.store.each_act(0, |row| {
            let number = row.number;
            // Acts that were added since belong to another reading.
            if number > last {
                return Ok(());
            }
            let act = signed::read(&row.bytes);
            let act = act.map_err(|source| Walk::Body(BodyError::Signed { number, source }))?;
            let signed = SignedAct {
                number,
                act,
                bytes: row.bytes,
                signature: row.signature,
            };
            each(signed).map_err(Walk::Each)
        });
        walked.map_err(|stopped| match stopped {
            Walk::Body(error) => error.into(),
            Walk::Each(error) => error,
        })
    }

    /// Evidence that was kept, to be read piece by piece: it may be larger than memory. `None` when it is not there.
    ///
    /// # Errors
    /// [`BodyError::File`].
    pub fn evidence(&self, digest: Digest) -> Result<Option<File>, BodyError> {
        let path = self.home.evidence(digest);
        match File::open(&path) {
            Ok(file) => Ok(Some(file)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(BodyError::File { path, source }),
        }
    }

    /// Where the key lies that signs the body's statements at present.
    ///
    /// # Errors
    /// [`BodyError::Store`].
    pub fn statement_key_file(&self) -> Result<Option<PathBuf>, BodyError> {
        let keys = self.store.statement_keys()?;
        let file = keys.last().map(|row| row.file.clone());
        // A body that was founded before keys could change has no row for its first one.
        let file = file.unwrap_or_else(|| crate::body::STATEMENT_KEY.to_owned());
        let path = self.home.key(&file);
        Ok(path.exists().then_some(path))
    }
}

/// Why the walk through the log stopped.
enum Walk<E> {
    Body(BodyError),
    Each(E),
}

impl<E> From<crate::store::StoreError> for Walk<E> {
    fn from(error: crate::store::StoreError) -> Self {
        Self::Body(error.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::Disk;
    use crate::story;

    #[test]
    fn a_body_is_read_beside_its_writer_and_as_it_stood_before() {
        let folder = tempfile::tempdir().unwrap();
        let mut body = story::open(Disk::default(), folder.path()).unwrap();
        story::finish(&mut body).unwrap();
        let home = folder.path().join("body");
        let read = History::open(&home, None).unwrap();
        assert!(read.state() == body.state());
        let mut numbers = Vec::new();
        read.each_signed(|signed| -> Result<(), BodyError> {
            numbers.push(signed.number);
            Ok(())
        })
        .unwrap();
        assert_eq!(numbers, (1..=body.acts()).collect::<Vec<_>>());
        let before = History::open(&home, Some(Timestamp::UNIX_EPOCH)).unwrap();
        assert_eq!(before.state().acts(), 0);
    }

    #[test]
    fn no_body_is_told_and_none_is_made() {
        let folder = tempfile::tempdir().unwrap();
        let found = History::open(folder.path(), None);
        assert!(matches!(found, Err(BodyError::None { .. })));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
