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
            let mut holder = String::new();
            // The holder's number is a courtesy; without it the refusal still stands.
            let _read = (&mut file).take(32).read_to_string(&mut holder);
            return Err(LockError::Held {
                path,
                holder: holder.trim().to_owned(),
                waited_s: patience.as_secs(),
            });
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let written = file
        .set_len(0)
        .and_then(|()| write!(file, "{}", std::process::id()));
    written.map_err(|source| LockError::File { path, source })?;
    Ok(Lock { _file: file })
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
    #[error("{path}: process {holder} is writing; waited {waited_s} s")]
    Held {
        /// The lock file.
        path: PathBuf,
        /// The other process's number.
        holder: String,
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
            Err(LockError::Held { holder, .. }) => {
                assert_eq!(holder, std::process::id().to_string());
            }
            other => panic!("{other:?}"),
        }
        drop(held);
        home.lock(Duration::ZERO).unwrap();
    }
}
