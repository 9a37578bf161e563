//! The body's private folder: database, keys, evidence, and the lock that lets one process write.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::fs::{FlockOperation, flock};
use scheme::id::Digest;

use crate::disk::{Disk, Readers};

/// Where a body keeps what is not published.
#[derive(Debug, Clone)]
pub(crate) struct Home(PathBuf);

impl Home {
    pub(crate) fn new(folder: &Path) -> Self {
        Self(folder.to_owned())
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.0.join("body.sqlite")
    }

    pub(crate) fn key(&self, name: &str) -> PathBuf {
        self.0.join("keys").join(format!("{name}.pem"))
    }

    pub(crate) fn keys_folder(&self) -> PathBuf {
        self.0.join("keys")
    }

    pub(crate) fn evidence_folder(&self) -> PathBuf {
        self.0.join("evidence")
    }

    /// The mark of a body that was restored from a copy and has not been compared with what is published.
    pub(crate) fn restored(&self) -> PathBuf {
        self.0.join("restored-from-a-copy-of")
    }

    pub(crate) fn evidence(&self, digest: Digest) -> PathBuf {
        let digest = digest.to_string();
        self.0.join("evidence").join(&digest[..2]).join(digest)
    }

    /// What surveillance keeps between two looks.
    pub(crate) fn watched_parts(&self) -> PathBuf {
        self.0.join("watched-parts")
    }

    /// Makes the folder, readable by the owner alone.
    pub(crate) fn make(&self) -> io::Result<()> {
        use std::os::unix::fs::DirBuilderExt as _;
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&self.0)
    }

    /// Keeps these bytes by their digest, durably.
    pub(crate) fn keep(&self, disk: &Disk, bytes: &[u8]) -> io::Result<Digest> {
        let digest = Digest::of(bytes);
        disk.write_once(&self.evidence(digest), bytes, Readers::Owner)?;
        Ok(digest)
    }

    /// Keeps what is read by its digest, durably, a piece at a time in memory; it must have exactly this digest and size.
    pub(crate) fn keep_reading(
        &self,
        disk: &Disk,
        from: &mut dyn io::Read,
        digest: Digest,
        bytes: u64,
    ) -> io::Result<()> {
        let path = self.evidence(digest);
        let is_it = |path: &Path| -> io::Result<()> {
            let found = Digest::of_reading(&mut File::open(path)?, bytes)?;
            if found == (digest, bytes) {
                return Ok(());
            }
            let changed = format!("what was handed in is not {digest} of {bytes} bytes");
            Err(io::Error::other(changed))
        };
        if is_it(&path).is_ok() {
            // Who wrote it may have died before it was flushed.
            return File::open(&path)?.sync_all();
        }
        // One byte more than there should be is enough to see that it is something else.
        let mut from = from.take(bytes.saturating_add(1));
        disk.write_reading(&path, &mut from, Readers::Owner, is_it)
    }

    /// Takes the right to write, waiting up to `patience` for another process.
    ///
    /// # Errors
    /// [`LockError::Held`] says which process has it.
    pub(crate) fn lock(&self, patience: Duration) -> Result<Lock, LockError> {
        lock(&self.0.join("lock"), patience)
    }
}

/// Locks a file, made where there is none, waiting up to `patience` for another process.
///
/// # Errors
/// [`LockError::Held`] says which process has it.
pub(crate) fn lock(path: &Path, patience: Duration) -> Result<Lock, LockError> {
    let path = path.to_owned();
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .map_err(|source| LockError::File {
            path: path.clone(),
            source,
        })?;
    let asked = Instant::now();
    while let Err(error) = flock(&file, FlockOperation::NonBlockingLockExclusive) {
        if error != rustix::io::Errno::WOULDBLOCK {
            return Err(LockError::File {
                path,
                source: error.into(),
            });
        }
        if asked.elapsed() >= patience {
            let mut said = String::new();
            // Who it is is a courtesy; without it the refusal still stands.
            let _read = (&mut file).take(80).read_to_string(&mut said);
            let (holder, since) = said.trim().split_once(' ').unwrap_or((said.trim(), ""));
            return Err(LockError::Held {
                path,
                command: command_of(holder),
                holder: known(holder),
                since: known(since),
                waited_s: patience.as_secs(),
            });
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let (number, since) = (std::process::id(), crate::now());
    let written = file
        .set_len(0)
        .and_then(|()| write!(file, "{number} {since}"));
    written.map_err(|source| LockError::File { path, source })?;
    Ok(Lock { _file: file })
}

/// What a process was called with: its program and the commands behind it, up to the first flag or path. What follows may be
/// nobody else's business.
fn command_of(process: &str) -> String {
    let number = process.parse::<u32>();
    let line = number.map_or(Ok(Vec::new()), |it| fs::read(format!("/proc/{it}/cmdline")));
    let line = line.unwrap_or_default();
    let mut words = line.split(|byte| *byte == 0).map(String::from_utf8_lossy);
    let program = words.next().unwrap_or_default();
    let program = program.rsplit('/').next().unwrap_or_default().to_owned();
    let plain = |word: &std::borrow::Cow<'_, str>| {
        let letters = |c: char| c.is_ascii_lowercase() || c == '-';
        !word.is_empty() && word.chars().all(letters) && !word.starts_with('-')
    };
    let commands = words.take_while(plain).take(3);
    let said = commands.fold(program, |said, word| said + " " + &word);
    known(&said)
}

fn known(text: &str) -> String {
    if text.is_empty() { "?" } else { text }.to_owned()
}

/// The right to write; given back when dropped, also when the process dies.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

/// Why the right to write cannot be had.
#[derive(Debug, thiserror::Error, serde::Serialize, strum::VariantNames)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum LockError {
    /// Another process writes.
    #[error(
        "{path}: process {holder} ({command}) has been writing since {since}; waited {waited_s} s"
    )]
    Held {
        /// The lock file.
        path: PathBuf,
        /// The other process's number.
        holder: String,
        /// What it does: the program and its command, `?` when that cannot be told.
        command: String,
        /// Since when it has the right, `?` when that cannot be told.
        since: String,
        /// How long it was waited for.
        waited_s: u64,
    },
    /// The lock file cannot be used.
    #[error("lock file {path}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[serde(skip)]
        source: io::Error,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_writer_waits_and_then_is_told_who_writes() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::new(folder.path());
        let held = home.lock(Duration::ZERO).unwrap();
        match home.lock(Duration::from_millis(50)) {
            Err(LockError::Held {
                holder,
                command,
                since,
                ..
            }) => {
                assert_eq!(holder, std::process::id().to_string());
                assert!(since.parse::<jiff::Timestamp>().is_ok(), "{since}");
                assert!(command.starts_with("service-"), "{command}");
            }
            other => panic!("{other:?}"),
        }
        drop(held);
        home.lock(Duration::ZERO).unwrap();
    }
}
