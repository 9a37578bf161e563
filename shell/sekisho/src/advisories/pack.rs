//! Packs: one archive with the list of feeds and their files, to be carried to a machine without a network.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use super::store::{Held, Kept, LIST_BYTES, List, Store};
use super::untaken::Untaken;
use crate::undone::at;
use crate::{Failure, input};

/// The first member of every pack.
const LIST: &str = "feeds.json";

/// A feed as a pack holds it.
pub(super) struct Packed {
    pub(super) kept: Kept,
    pub(super) held: Held,
}

/// The head of a member: nothing in it tells when, where or by whom it was packed.
pub(super) fn header(bytes: u64) -> tar::Header {
    let mut header = tar::Header::new_ustar();
    header.set_size(bytes);
    header.set_mode(0o644);
    header.set_mtime(0);
    header.set_uid(0);
    header.set_gid(0);
    header.set_entry_type(tar::EntryType::Regular);
    header
}

/// Writes these feeds, each of which is kept, into one archive. The same feeds make the same bytes.
pub(super) fn write(store: &Store, feeds: &[Kept], path: &Path) -> Result<(), Failure> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".partly-written");
    let beside = path.with_file_name(name);
    let written = write_beside(store, feeds, &beside);
    let done =
        written.and_then(|()| fs::rename(&beside, path).map_err(|error| at(path)(error).into()));
    if done.is_err() {
        let _nothing_more_can_be_done = fs::remove_file(&beside);
    }
    done
}

fn write_beside(store: &Store, feeds: &[Kept], path: &Path) -> Result<(), Failure> {
    let told = feeds.iter().map(|kept| Kept {
        attempted: kept
            .held
            .as_ref()
            .map_or(kept.attempted, |held| held.fetched),
        failure: None,
        ..kept.clone()
    });
    let list = List::of(told.collect()).to_bytes().map_err(at(path))?;
    let file = File::create(path).map_err(at(path))?;
    let mut archive = tar::Builder::new(file);
    let mut head = header(list.len() as u64);
    let done = archive.append_data(&mut head, LIST, list.as_slice());
    done.map_err(at(path))?;
    for held in feeds.iter().filter_map(|kept| kept.held.as_ref()) {
        let from = store.path(held);
        let file = input::open(&from).map_err(at(&from))?;
        let inside = format!("files/{}", held.file);
        let done = archive.append_data(&mut header(held.bytes), inside, file.take(held.bytes));
        done.map_err(at(path))?;
    }
    let file = archive.into_inner().map_err(at(path))?;
    Ok(file.sync_all().map_err(at(path))?)
}

/// Whether a file is a pack, by its first member.
pub(super) fn is_pack(path: &Path) -> bool {
    let first = || -> io::Result<bool> {
        let mut archive = tar::Archive::new(input::open(path)?);
        let entry = archive.entries()?.raw(true).next();
        Ok(entry
            .is_some_and(|entry| entry.is_ok_and(|entry| *entry.path_bytes() == *LIST.as_bytes())))
    };
    first().unwrap_or(false) && list(path).is_ok()
}

/// The names of the feeds in a pack.
pub(super) fn names(path: &Path) -> Result<Vec<String>, Failure> {
    let feeds = list(path)?.feeds.into_iter();
    Ok(feeds
        .filter(|kept| kept.held.is_some())
        .map(|kept| kept.name)
        .collect())
}

fn list(path: &Path) -> Result<List, Failure> {
    let mut archive = tar::Archive::new(input::open(path).map_err(at(path))?);
    let mut bytes = Vec::new();
    if let Some(entry) = archive.entries().map_err(at(path))?.raw(true).next() {
        let entry = entry.map_err(at(path))?;
        let read = entry.take(LIST_BYTES).read_to_end(&mut bytes);
        read.map_err(at(path))?;
    }
    Ok(List::from_bytes(&bytes).map_err(at(path))?)
}

/// Takes a feed's file, of at most `limit` bytes, out of a pack. Its digest must be the one on the pack's list.
pub(super) fn take(path: &Path, name: &str, to: &Path, limit: u64) -> Result<Packed, Untaken> {
    let shown = path.display().to_string();
    let missing = || Untaken::NotInPack {
        path: shown.clone(),
    };
    let unreadable = |error: io::Error| Untaken::unreadable(path, &error);
    let unwritten = |error: io::Error| Untaken::unwritten(&error);
    let list = list(path).map_err(|error| Untaken::Unreadable {
        path: shown.clone(),
        detail: error.source().unwrap_or(error.as_ref()).to_string(),
    })?;
    let mut feeds = list.feeds.into_iter();
    let kept = feeds.find(|kept| kept.name == name).ok_or_else(missing)?;
    let held = kept.held.clone().ok_or_else(missing)?;
    if held.bytes > limit {
        return Err(Untaken::TooLong { limit });
    }
    let inside = format!("files/{}", held.file);
    let mut archive = tar::Archive::new(input::open(path).map_err(unreadable)?);
    for entry in archive.entries_with_seek().map_err(unreadable)?.raw(true) {
        let mut entry = entry.map_err(unreadable)?;
        if *entry.path_bytes() != *inside.as_bytes() {
            continue;
        }
        let mut file = File::create(to).map_err(unwritten)?;
        let (mut chunk, mut bytes) = (vec![0; 64 << 10], 0);
        loop {
            let count = entry.read(&mut chunk).map_err(unreadable)?;
            bytes += count as u64;
            if count == 0 || bytes > held.bytes {
                break;
            }
            file.write_all(&chunk[..count]).map_err(unwritten)?;
        }
        let (found, _) = super::store::digest(to).map_err(unwritten)?;
        if found != held.sha256 {
            let wanted = held.sha256;
            return Err(Untaken::OtherDigest { found, wanted });
        }
        return Ok(Packed { kept, held });
    }
    Err(missing())
}
