//! Indexes of advisories that were read before, so that the next run need not read them again.
//!
//! They lie in the user's folder for what can be had again, each under the digest of its feed; beside them, for each source,
//! which one is its own and what the source's files looked like. Whatever does not agree is read anew: a file that was changed,
//! an index that was cut or comes from a program that reads advisories in another way, a folder that others may write to. Nothing here
//! is needed: where it cannot be read or written, the advisories are read from their source.

use std::fs::{self, DirBuilder, Metadata};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;
use vulnerability::Feed;

use super::map;

/// A file that was changed just now may be changed again without a trace in its times.
const SETTLED: Duration = Duration::from_secs(2);

/// What a source looked like, and what was made of it.
#[derive(Debug, Serialize, Deserialize)]
struct Note {
    looks: String,
    index: String,
    /// Files of a folder that are catalogues of their own.
    catalogues: Vec<PathBuf>,
}

/// What was kept of a source.
pub(super) struct Read {
    pub(super) feed: Feed,
    pub(super) catalogues: Vec<PathBuf>,
}

/// The folder of indexes.
pub(super) struct Indexes {
    folder: PathBuf,
}

impl Indexes {
    /// The folder below this one, which is made when it is not there. None where the user has none of their own.
    pub(super) fn below(caches: &Path) -> Option<Self> {
        // Versions that were read by other rules are other versions: each build has a folder of its own.
        let name = concat!(
            "advisories-",
            env!("CARGO_PKG_VERSION"),
            "-",
            env!("SEKISHO_RULES")
        );
        let folder = caches.join("sekisho").join(name);
        // Not the user's home itself: where there is none, nothing is kept.
        for step in [caches, folder.parent()?, &folder] {
            let made = DirBuilder::new().mode(0o700).create(step);
            made.or_else(|error| match error.kind() {
                io::ErrorKind::AlreadyExists => Ok(()),
                _ => Err(error),
            })
            .ok()?;
        }
        is_mine(&fs::symlink_metadata(&folder).ok()?).then_some(Self { folder })
    }

    /// What was kept of a source, when it looks the same.
    pub(super) fn find(&self, name: &str, source: &Path, looks: &Looks) -> Option<Read> {
        let note = fs::read(self.note_of(source, "source")?).ok()?;
        let note: Note = serde_json::from_slice(&note).ok()?;
        if note.looks != looks.digest {
            return None;
        }
        let path = self.index(&note.index)?;
        if !is_mine(&fs::symlink_metadata(&path).ok()?) {
            return None;
        }
        let feed = map::map(&path).map(|bytes| Feed::from_index(name, bytes));
        match feed.ok()? {
            Ok(feed) if feed.digest.to_string() == note.index => Some(Read {
                feed,
                catalogues: note.catalogues,
            }),
            Ok(_) => None,
            Err(error) => {
                tracing::info!(%error, "an index is made anew");
                None
            }
        }
    }

    /// Keeps the index of a source. Where that fails nothing is lost but time.
    pub(super) fn keep(&self, source: &Path, looks: &Looks, feed: &Feed, catalogues: &[PathBuf]) {
        let Some(index) = feed.to_index().filter(|_| looks.settled) else {
            return;
        };
        let digest = feed.digest.to_string();
        let note = Note {
            looks: looks.digest.clone(),
            index: digest.clone(),
            catalogues: catalogues.to_vec(),
        };
        let kept = (|| {
            let place = |what| io::Error::other(what);
            let at = self.index(&digest).ok_or(place("no digest"))?;
            let beside = self.note_of(source, "source");
            let beside = beside.ok_or(place("no absolute path"))?;
            let before = fs::read(&beside).ok();
            self.write(&at, index)?;
            self.write(&beside, &serde_json::to_vec(&note)?)?;
            // What the source gave before is of no use any more.
            let before = before.and_then(|note| serde_json::from_slice::<Note>(&note).ok());
            match before.filter(|before| before.index != digest) {
                Some(before) => self.index(&before.index).map_or(Ok(()), fs::remove_file),
                None => Ok(()),
            }
        })();
        if let Err(error) = kept {
            tracing::info!(%error, "an index could not be kept");
        }
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut file = NamedTempFile::new_in(&self.folder)?;
        file.write_all(bytes)?;
        file.persist(path)?;
        Ok(())
    }

    /// Where a note of this kind about a source lies.
    pub(super) fn note_of(&self, source: &Path, kind: &str) -> Option<PathBuf> {
        let source = std::path::absolute(source).ok()?;
        let name = Sha256::digest(source.as_os_str().as_encoded_bytes());
        Some(self.folder.join(format!("{}.{kind}", hex::encode(name))))
    }

    /// Keeps a note of this kind about a source. Where that fails nothing is lost but time.
    pub(super) fn note(&self, source: &Path, kind: &str, note: &impl Serialize) {
        let Some(path) = self.note_of(source, kind) else {
            return;
        };
        let bytes = serde_json::to_vec(note).map_err(io::Error::other);
        if let Err(error) = bytes.and_then(|bytes| self.write(&path, &bytes)) {
            tracing::info!(%error, "a note could not be kept");
        }
    }

    fn index(&self, digest: &str) -> Option<PathBuf> {
        let plain = digest.len() == 64 && digest.bytes().all(|b| b.is_ascii_hexdigit());
        plain.then(|| self.folder.join(format!("{digest}.index")))
    }
}

/// What the files of a source look like from outside: names, sizes, times, places on the disk.
pub(super) struct Looks {
    pub(super) digest: String,
    /// Nothing was changed in the last moments before they were looked at, so that each later change shows.
    pub(super) settled: bool,
}

impl Looks {
    /// Of one file.
    pub(super) fn of_file(path: &Path) -> io::Result<Self> {
        Self::of_files([(path, fs::metadata(path)?)])
    }

    /// Of several, in their order.
    pub(super) fn of_files<P: AsRef<Path>>(
        files: impl IntoIterator<Item = (P, Metadata)>,
    ) -> io::Result<Self> {
        let mut hasher = Sha256::new();
        let mut newest = SystemTime::UNIX_EPOCH;
        for (path, about) in files {
            let path = path.as_ref().as_os_str().as_encoded_bytes();
            hasher.update((path.len() as u64).to_le_bytes());
            hasher.update(path);
            for number in [
                about.dev(),
                about.ino(),
                about.len(),
                about.mtime().cast_unsigned(),
                about.mtime_nsec().cast_unsigned(),
                about.ctime().cast_unsigned(),
                about.ctime_nsec().cast_unsigned(),
            ] {
                hasher.update(number.to_le_bytes());
            }
            let changed = Duration::from_secs(u64::try_from(about.ctime()).unwrap_or(0));
            let changed = SystemTime::UNIX_EPOCH.checked_add(changed);
            newest = newest.max(changed.unwrap_or(SystemTime::UNIX_EPOCH));
        }
        Ok(Self {
            digest: hex::encode(hasher.finalize()),
            settled: newest.elapsed().is_ok_and(|since| since > SETTLED),
        })
    }
}

/// Whether it belongs to this user and nobody else may write to it.
fn is_mine(about: &Metadata) -> bool {
    about.uid() == rustix::process::geteuid().as_raw() && about.mode() & 0o022 == 0
}
