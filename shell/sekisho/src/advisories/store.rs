//! The data folder's advisories on the disk: the list of feeds, and each feed's file under the name of its digest.
//!
//! The list takes a new feed's place in one step, after the file is whole and flushed, so that a run that was cut short
//! leaves the feed as it was. One process writes; any number read.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use scheme::id::Digest;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::dated::Dated;
use super::names::{is_file, is_name};
use crate::Failure;
use crate::input;
use crate::reading::{Marks, beside};
use crate::undone::{Said, at};

/// The format of the list.
pub(super) const FORMAT: &str = "https://sekisho.example/advisories/v1";

/// The largest list that is read.
pub(super) const LIST_BYTES: u64 = 16 << 20;

/// How long another process is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// The list of feeds: `feeds.json`, in the data folder and in packs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct List {
    format: String,
    /// Sorted by name, each name once.
    pub(super) feeds: Vec<Kept>,
}

/// A feed that is kept, or was asked for and never came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Kept {
    pub(super) name: String,
    /// Where it comes from: a path or an address.
    pub(super) source: String,
    /// Where it came from before it was packed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) origin: Option<String>,
    pub(super) held: Option<Held>,
    /// When it was last asked for.
    pub(super) attempted: Timestamp,
    /// Why that did not bring a newer one, as its code and members; nothing where all went well.
    pub(super) failure: Option<Value>,
}

/// What is kept of a feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Held {
    /// The name of the file: its digest and its ending.
    pub(super) file: String,
    pub(super) sha256: Digest,
    pub(super) bytes: u64,
    pub(super) marks: Marks,
    pub(super) records: usize,
    pub(super) rejected: usize,
    /// The newest record.
    pub(super) newest: Option<Timestamp>,
    /// The day of the whole: its age as far as its records have no dates.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) dated: Option<Dated>,
    pub(super) fetched: Timestamp,
}

impl Held {
    /// The day by which its age is counted.
    pub(super) fn day(&self) -> Option<Timestamp> {
        self.newest.or(self.dated.map(|dated| dated.at))
    }
}

impl List {
    /// A list of these feeds.
    pub(super) fn of(mut feeds: Vec<Kept>) -> List {
        feeds.sort_by(|a, b| a.name.cmp(&b.name));
        List {
            format: FORMAT.to_owned(),
            feeds,
        }
    }

    /// Reads a list, which may come from a stranger's pack.
    pub(super) fn from_bytes(bytes: &[u8]) -> Result<List, Failure> {
        let list: List = serde_json::from_slice(bytes)?;
        let held = |kept: &Kept| {
            let fits = |held: &Held| is_file(&held.file, held.sha256);
            kept.held.as_ref().is_none_or(fits)
        };
        let names_once = list.feeds.is_sorted_by(|a, b| a.name < b.name);
        let named = list.feeds.iter().all(|kept| is_name(&kept.name));
        if list.format == FORMAT && names_once && named && list.feeds.iter().all(held) {
            return Ok(list);
        }
        Err(Said::new("advisories-list-form", &[]).into())
    }

    pub(super) fn to_bytes(&self) -> io::Result<Vec<u8>> {
        let mut bytes = serde_json::to_vec_pretty(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

/// The advisories of a data folder.
#[derive(Debug, Clone)]
pub(super) struct Store {
    folder: PathBuf,
}

impl Store {
    /// Those in this data folder.
    pub(super) fn of(data: &Path) -> Store {
        Store {
            folder: data.join("advisories"),
        }
    }

    /// Where a kept file lies.
    pub(super) fn path(&self, held: &Held) -> PathBuf {
        self.folder.join("files").join(&held.file)
    }

    /// Whether a kept file is there, and what it was when it was taken in.
    pub(super) fn is_whole(&self, held: &Held) -> bool {
        digest(&self.path(held)).is_ok_and(|(found, _)| found == held.sha256)
    }

    /// The feeds; none where nothing was ever kept.
    pub(super) fn read(&self) -> Result<Vec<Kept>, Failure> {
        let path = self.folder.join("feeds.json");
        if !path.try_exists().map_err(at(&path))? {
            return Ok(Vec::new());
        }
        let bytes = input::read(&path, LIST_BYTES)?;
        Ok(List::from_bytes(&bytes).map_err(at(&path))?.feeds)
    }

    /// The right to write, when no other process has it.
    pub(super) fn write(&self) -> Result<Writing, Failure> {
        for folder in ["files", "partial"] {
            let folder = self.folder.join(folder);
            fs::create_dir_all(&folder).map_err(at(&folder))?;
        }
        let lock = lock(&self.folder.join("lock"))?;
        let writing = Writing {
            store: self.clone(),
            feeds: self.read()?,
            _lock: lock,
        };
        writing.clear().map_err(at(&self.folder))?;
        Ok(writing)
    }
}

/// The right to write to the store; given back when dropped, also when the process dies.
pub(super) struct Writing {
    pub(super) store: Store,
    pub(super) feeds: Vec<Kept>,
    _lock: File,
}

/// A whole file in its place, of which the list does not speak yet.
#[derive(Debug)]
pub(super) struct Placed {
    pub(super) path: PathBuf,
    pub(super) file: String,
    pub(super) sha256: Digest,
    pub(super) bytes: u64,
}

impl Writing {
    /// The feed of this name.
    pub(super) fn feed(&self, name: &str) -> Option<&Kept> {
        self.feeds.iter().find(|kept| kept.name == name)
    }

    /// Where a feed on its way lies.
    pub(super) fn partial(&self, name: &str) -> PathBuf {
        self.store
            .folder
            .join("partial")
            .join(format!("{name}.part"))
    }

    /// Gives a whole file the name of its digest; after this it is on the disk.
    pub(super) fn place(&self, partial: &Path, ending: &str) -> io::Result<Placed> {
        File::open(partial)?.sync_all()?;
        let (sha256, bytes) = digest(partial)?;
        let file = format!("{sha256}{ending}");
        let folder = self.store.folder.join("files");
        let path = folder.join(&file);
        fs::rename(partial, &path)?;
        File::open(&folder)?.sync_all()?;
        let _none_where_it_was_no_download = fs::remove_file(beside(partial));
        Ok(Placed {
            path,
            file,
            sha256,
            bytes,
        })
    }

    /// Takes a file away that is not to be kept.
    pub(super) fn discard(&self, placed: &Placed) {
        if !self.speaks_of(&placed.file) {
            let _the_next_update_tries_again = fs::remove_file(&placed.path);
        }
    }

    /// Puts a feed on the list, in place of the one of its name.
    pub(super) fn put(&mut self, kept: Kept) -> io::Result<()> {
        let mut feeds = self.feeds.clone();
        feeds.retain(|other| other.name != kept.name);
        feeds.push(kept);
        self.list(feeds)
    }

    /// Takes feeds off the list; their files go with the next update.
    pub(super) fn remove(&mut self, names: &[String]) -> Result<(), Failure> {
        let mut feeds = self.feeds.clone();
        feeds.retain(|kept| !names.contains(&kept.name));
        self.list(feeds).map_err(at(&self.store.folder))?;
        for name in names {
            let partial = self.partial(name);
            for path in [beside(&partial), partial] {
                let _none_as_a_rule = fs::remove_file(path);
            }
        }
        Ok(())
    }

    fn list(&mut self, feeds: Vec<Kept>) -> io::Result<()> {
        let list = List::of(feeds);
        replace(&self.store.folder.join("feeds.json"), &list.to_bytes()?)?;
        self.feeds = list.feeds;
        Ok(())
    }

    fn speaks_of(&self, file: &str) -> bool {
        let mut held = self.feeds.iter().filter_map(|kept| kept.held.as_ref());
        held.any(|held| held.file == file)
    }

    /// Takes away the files that the list does not speak of. What an update replaces stays until the next one begins: a
    /// match that runs meanwhile may be reading it.
    fn clear(&self) -> io::Result<()> {
        for entry in fs::read_dir(self.store.folder.join("files"))? {
            let entry = entry?;
            if !self.speaks_of(&entry.file_name().to_string_lossy()) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }
}

/// Digest and length of a file.
pub(super) fn digest(path: &Path) -> io::Result<(Digest, u64)> {
    let mut file = input::open(path)?;
    let (mut hasher, mut bytes) = (Sha256::new(), 0);
    let mut chunk = vec![0; 64 << 10];
    loop {
        match file.read(&mut chunk)? {
            0 => return Ok((Digest::from_bytes(hasher.finalize().into()), bytes)),
            count => {
                hasher.update(&chunk[..count]);
                bytes += count as u64;
            }
        }
    }
}

/// Writes a file so that after a crash it is whole, old or new.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".partly-written");
    let beside = path.with_file_name(name);
    let mut file = File::create(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&beside, path)?;
    File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()
}

fn lock(path: &Path) -> Result<File, Failure> {
    let opened = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path);
    let mut file = opened.map_err(at(path))?;
    let asked = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => break,
            Err(TryLockError::Error(error)) => return Err(at(path)(error).into()),
            Err(TryLockError::WouldBlock) if asked.elapsed() >= PATIENCE => {
                let mut holder = String::new();
                // The holder's number is a courtesy; without it the refusal still stands.
                let _read = (&mut file).take(32).read_to_string(&mut holder);
                let path = path.display().to_string();
                let seconds = PATIENCE.as_secs().to_string();
                let args = [
                    ("path", path.as_str()),
                    ("holder", holder.trim()),
                    ("seconds", &seconds),
                ];
                return Err(Said::new("advisories-locked", &args).into());
            }
            Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(20)),
        }
    }
    let written = file
        .set_len(0)
        .and_then(|()| write!(file, "{}", std::process::id()));
    written.map_err(at(path))?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn list() -> List {
        let held = Held {
            file: format!("{}.tar.zst", Digest::of(b"x")),
            sha256: Digest::of(b"x"),
            bytes: 1,
            marks: Marks::default(),
            records: 9,
            rejected: 0,
            newest: Some(Timestamp::UNIX_EPOCH),
            dated: Some(Dated {
                at: Timestamp::UNIX_EPOCH,
                by: super::super::dated::By::Server,
            }),
            fetched: Timestamp::UNIX_EPOCH,
        };
        let kept = |name: &str| Kept {
            name: name.to_owned(),
            source: "/x".to_owned(),
            origin: None,
            held: Some(held.clone()),
            attempted: Timestamp::UNIX_EPOCH,
            failure: None,
        };
        List::of(vec![kept("b"), kept("a")])
    }

    #[test]
    fn a_list_reads_as_it_was_written_and_with_nothing_else_in_it() {
        let text = String::from_utf8(list().to_bytes().unwrap()).unwrap();
        assert_eq!(List::from_bytes(text.as_bytes()).unwrap(), list());
        for (from, to) in [
            (FORMAT, "https://sekisho.example/advisories/v2"),
            ("\"a\"", "\"../a\""),
            ("\"a\"", "\"b\""),
            (".tar.zst\"", "/../../x\""),
            ("\"source\"", "\"sauce\""),
            ("\"bytes\": 1", "\"bytes\": -1"),
        ] {
            let other = text.replacen(from, to, 1);
            assert_ne!(other, text);
            List::from_bytes(other.as_bytes()).unwrap_err();
        }
    }

    proptest! {
        /// Whatever a pack's list says, no file of it leads out of its folder.
        #[test]
        fn a_strangers_list_leads_nowhere(at in 0_usize..2000, by in ".{0,6}") {
            let mut text = String::from_utf8(list().to_bytes().unwrap()).unwrap();
            let at = at % text.len();
            text.insert_str(at, &by);
            if let Ok(list) = List::from_bytes(text.as_bytes()) {
                for kept in list.feeds {
                    prop_assert!(is_name(&kept.name));
                    let held = kept.held.unwrap();
                    prop_assert!(!held.file.contains(['/', '\0']) && !held.file.starts_with('.'));
                }
            }
        }
    }
}
