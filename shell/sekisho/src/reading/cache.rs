//! Keeps files of a register that never change, so that they are asked for once.
//!
//! What lies here is believed no more than what a server sends: the register's core checks it. Where it cannot be read or
//! written there is no cache, and nothing else changes.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process;

use register::canonical::Digest;
use service::folder::read_under;

use super::address::Address;
use super::kind::Kind;

/// The most that lies here of all registers together; when there would be more, everything is forgotten.
const ALL_BYTES: u64 = 256 << 20;

/// The files of one register.
pub(super) struct Cache {
    /// Where the files of all registers lie.
    all: PathBuf,
    /// Where the files of this one lie.
    own: PathBuf,
    /// The bytes of all registers, once they were counted.
    held: Option<u64>,
    /// Something was read from here.
    used: bool,
    /// Something was left behind in a half-written file; the number keeps names apart.
    written: u64,
}

impl Cache {
    /// The cache of the register at this address, below the user's folder for caches.
    pub(super) fn of(address: &Address, caches: &Path) -> Cache {
        let all = caches.join("sekisho").join("register");
        let name = Digest::of(address.as_str().as_bytes()).to_string();
        Cache {
            own: all.join(name),
            all,
            held: None,
            used: false,
            written: 0,
        }
    }

    /// A file that lies here.
    pub(super) fn get(&mut self, path: &str, kind: Kind) -> Option<Vec<u8>> {
        let found = read_under(&self.own)(path).ok()??;
        let fits = found.len() as u64 <= kind.limit;
        self.used |= fits;
        fits.then_some(found)
    }

    /// Keeps a file.
    pub(super) fn put(&mut self, path: &str, bytes: &[u8]) {
        if let Err(error) = self.try_put(path, bytes) {
            let folder = self.own.display();
            tracing::info!(%folder, %error, "a file is not kept");
        }
    }

    fn try_put(&mut self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let length = bytes.len() as u64;
        let mut held = match self.held {
            Some(held) => held,
            None => size_of(&self.all)?,
        };
        if held.saturating_add(length) > ALL_BYTES {
            tracing::info!(held, limit = ALL_BYTES, "the cache is full and begins anew");
            fs::remove_dir_all(&self.all)?;
            held = 0;
        }
        let path = self.own.join(path);
        let folder = path.parent().unwrap_or(&self.own);
        fs::create_dir_all(folder)?;
        self.written += 1;
        let beside = folder.join(format!(".{}-{}", process::id(), self.written));
        // Not flushed: a file that a crash leaves half written is noticed when the answer is not good, and forgotten.
        let done = fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, &path));
        if done.is_err() {
            let _nothing_more_can_be_done = fs::remove_file(&beside);
        }
        self.held = Some(held.saturating_add(length));
        done
    }

    /// Whether something was read from here.
    pub(super) fn was_used(&self) -> bool {
        self.used
    }

    /// Forgets everything of this register.
    pub(super) fn forget(&mut self) {
        self.used = false;
        self.held = None;
        match fs::remove_dir_all(&self.own) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                let folder = self.own.display();
                tracing::info!(%folder, %error, "the cache cannot be forgotten");
            }
            _ => {}
        }
    }
}

/// The bytes of all files below a folder.
fn size_of(folder: &Path) -> io::Result<u64> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        Err(error) => return Err(error),
    };
    let mut bytes: u64 = 0;
    for entry in entries {
        let entry = entry?;
        let found = entry.metadata()?;
        bytes = bytes.saturating_add(match found.is_dir() {
            true => size_of(&entry.path())?,
            false => found.len(),
        });
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Kind = Kind {
        limit: 8,
        is_final: true,
    };

    fn cache(folder: &Path) -> Cache {
        let address = Address::parse("https://r.example").expect("an address");
        Cache::of(&address, folder)
    }

    #[test]
    fn what_is_kept_is_found_again_and_forgotten_when_asked() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut first = cache(folder.path());
        assert_eq!(first.get("states/a.json", SMALL), None);
        first.put("states/a.json", b"12345678");
        let mut second = cache(folder.path());
        assert!(!second.was_used());
        let found = second.get("states/a.json", SMALL);
        assert_eq!(found.as_deref(), Some(b"12345678".as_slice()));
        assert!(second.was_used());
        second.forget();
        assert_eq!(second.get("states/a.json", SMALL), None);
        assert!(!second.was_used());
    }

    #[test]
    fn what_is_too_long_or_no_file_is_as_if_it_were_not_there() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut cache = cache(folder.path());
        cache.put("states/a.json", b"123456789");
        fs::create_dir_all(cache.own.join("states/b.json")).expect("a folder");
        for path in ["states/a.json", "states/b.json", "../x", "states/c.json"] {
            assert_eq!(cache.get(path, SMALL), None, "{path}");
        }
        assert!(!cache.was_used());
    }

    #[test]
    fn a_place_that_cannot_be_written_is_no_cache_and_no_error() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("file");
        fs::write(&file, "not a folder").expect("a file");
        let mut cache = cache(&file);
        cache.put("states/a.json", b"1");
        assert_eq!(cache.get("states/a.json", SMALL), None);
        cache.forget();
    }

    #[test]
    fn a_full_cache_begins_anew() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut first = cache(folder.path());
        first.put("states/a.json", b"1");
        // A file with a hole: long, and nothing on the disk.
        let long = fs::File::create(first.all.join("other")).expect("a file");
        long.set_len(ALL_BYTES).expect("a hole");
        let mut second = cache(folder.path());
        second.put("states/b.json", b"2");
        assert_eq!(second.get("states/a.json", SMALL), None);
        let found = second.get("states/b.json", SMALL);
        assert_eq!(found.as_deref(), Some(b"2".as_slice()));
        assert!(size_of(&second.all).expect("a folder") < 8);
    }
}
