//! A body out of a copy: unpacked beside its place, every digest compared, and only then put there.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Component, Path};

use jiff::Timestamp;
use register::canonical::Digest;
use tar::{Archive, Entry, EntryType};

use super::{BackupError, FORMAT, LIST, LIST_BYTES, List, Listed, SEAL, Summed, aside, file};
use crate::home::Home;
use crate::key::{Key, KeyError, Passphrase};

/// What was restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// When the copy was made.
    pub made: Timestamp,
    /// The name of the register's open shard then.
    pub origin: String,
    /// How many acts the body had done then.
    pub acts: u64,
    /// How many keys came with it.
    pub keys: u64,
    /// The digest of the list, as it was said when the copy was made.
    pub list: Digest,
}

/// Makes `into/body` and `into/register` out of a copy. `into` is a new folder or an empty one.
///
/// The body is marked: it is opened only by [`Body::open_after`](crate::Body::open_after) with something that is published.
///
/// # Errors
/// [`BackupError`]; nothing is left then.
pub fn restore(
    from: &Path,
    into: &Path,
    keys: Option<&Passphrase>,
) -> Result<Restored, BackupError> {
    let taken = fs::read_dir(into).is_ok_and(|mut entries| entries.next().is_some());
    if taken || (into.exists() && !into.is_dir()) {
        return Err(BackupError::Exists {
            path: into.to_owned(),
        });
    }
    let beside = aside(into);
    if beside.exists() {
        return Err(BackupError::Exists { path: beside });
    }
    make(&beside, 0o755)?;
    let restored = unpack(from, &beside, keys).and_then(|restored| {
        fs::rename(&beside, into).map_err(file(into))?;
        let above = into.parent().filter(|path| !path.as_os_str().is_empty());
        let above = above.unwrap_or(Path::new("."));
        let flushed = File::open(above).and_then(|folder| folder.sync_all());
        flushed.map_err(file(above))?;
        Ok(restored)
    });
    if restored.is_err() && beside.exists() {
        fs::remove_dir_all(&beside).map_err(file(&beside))?;
    }
    restored
}

fn unpack(
    from: &Path,
    into: &Path,
    passphrase: Option<&Passphrase>,
) -> Result<Restored, BackupError> {
    let opened = File::open(from).map_err(file(from))?;
    let mut archive = Archive::new(BufReader::new(opened));
    let mut entries = archive.entries().map_err(file(from))?;
    let mut next = |name: &str| -> Result<Entry<'_, _>, BackupError> {
        let entry = match entries.next() {
            Some(entry) => entry.map_err(|error| form(&error))?,
            None => return Err(form(&format!("it ends before {name}"))),
        };
        let found = entry.path_bytes();
        if *found != *name.as_bytes() || entry.header().entry_type() != EntryType::Regular {
            let found = String::from_utf8_lossy(&found);
            return Err(form(&format!("{found:?} stands where {name} belongs")));
        }
        drop(found);
        Ok(entry)
    };
    let mut text = Vec::new();
    let read = next(LIST)?.take(LIST_BYTES + 1).read_to_end(&mut text);
    read.map_err(|error| form(&error))?;
    if text.len() as u64 > LIST_BYTES {
        return Err(form(&format!("its list has more than {LIST_BYTES} bytes")));
    }
    let sum = Digest::of(&text);
    let list: List = serde_json::from_slice(&text).map_err(|error| form(&error))?;
    if list.format != FORMAT {
        return Err(form(&format!(
            "its form is {:?}, not {FORMAT}",
            list.format
        )));
    }
    let sealed = list.files.iter().filter(|listed| listed.sealed).count();
    if sealed > 0 && passphrase.is_none() {
        return Err(BackupError::Passphrase { keys: sealed });
    }
    for listed in &list.files {
        let mut entry = next(&listed.path)?;
        place(&mut entry, listed, into)?;
    }
    let mut seal = String::new();
    let read = next(SEAL)?.take(100).read_to_string(&mut seal);
    read.map_err(|error| form(&error))?;
    if seal != format!("{sum}\n") {
        return Err(form(&"its list is not the one that was sealed"));
    }
    if let Some(passphrase) = passphrase {
        for listed in list.files.iter().filter(|listed| listed.sealed) {
            unseal(&into.join(&listed.path), passphrase)?;
        }
    }
    let keys = list.files.iter();
    let keys = keys.filter(|listed| listed.path.starts_with("body/keys/"));
    let restored = Restored {
        made: list.made,
        origin: list.origin.clone(),
        acts: list.acts,
        keys: keys.count() as u64,
        list: sum,
    };
    let mark = Home::new(&into.join("body")).restored();
    let text = format!("{}\n", list.made);
    write(&mark, &mut text.as_bytes(), 0o600)?;
    let flushed = File::open(into).and_then(|folder| Ok(rustix::fs::syncfs(folder)?));
    flushed.map_err(file(into))?;
    Ok(restored)
}

/// Writes one member to its place, if it is what the list says.
fn place(from: &mut impl Read, listed: &Listed, into: &Path) -> Result<(), BackupError> {
    let path = Path::new(&listed.path);
    let plain = path
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    let below = path.starts_with("body") || path.starts_with("register");
    if !plain || !below || path.components().count() < 2 {
        return Err(form(&format!("{:?} is no path of a body", listed.path)));
    }
    let published = path.starts_with("register");
    let (to, modes) = match published {
        true => (into.join(path), (0o755, 0o644)),
        false => (into.join(path), (0o700, 0o600)),
    };
    make(to.parent().unwrap_or(into), modes.0)?;
    // One byte more than promised is enough to see that there is more.
    let (bytes, found) = write(&to, &mut from.take(listed.bytes + 1), modes.1)?;
    if bytes == listed.bytes && found == listed.sha256 {
        return Ok(());
    }
    Err(BackupError::Changed {
        path: listed.path.clone(),
        found,
        wanted: listed.sha256,
    })
}

fn write(to: &Path, from: &mut impl Read, mode: u32) -> Result<(u64, Digest), BackupError> {
    let made = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(mode)
        .open(to);
    let mut sum = Summed::new(BufWriter::new(made.map_err(file(to))?));
    let mut chunk = vec![0; 64 << 10];
    loop {
        // What cannot be read is the copy's fault, what cannot be written the disk's.
        let read = match from.read(&mut chunk) {
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(form(&error)),
        };
        if read == 0 {
            break;
        }
        sum.write_all(&chunk[..read]).map_err(file(to))?;
    }
    sum.flush().map_err(file(to))?;
    Ok((sum.bytes, sum.digest()))
}

/// The key as it lay in the body: without a passphrase.
fn unseal(path: &Path, passphrase: &Passphrase) -> Result<(), BackupError> {
    let key = Key::open(path, || Ok::<_, KeyError>(passphrase.clone()))?;
    fs::remove_file(path).map_err(file(path))?;
    Ok(key.write_new(path)?)
}

fn make(folder: &Path, mode: u32) -> Result<(), BackupError> {
    let made = DirBuilder::new().recursive(true).mode(mode).create(folder);
    made.map_err(file(folder))
}

fn form(detail: &impl ToString) -> BackupError {
    BackupError::Form {
        detail: detail.to_string(),
    }
}
