//! Reads an archive, a folder or a tar that may be compressed with Zstandard, and hands its files to the audit.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufReader, Read, Seek as _};
use std::path::Path;

use ruzstd::decoding::StreamingDecoder;
use scheme::archive::{Audit, Fault, IsSigned, Limits, MANIFEST_PATH, Manifest, SEAL_PATH};
use scheme::edition::Edition;

use crate::undone::at;
use crate::{Failure, input};

/// How a compressed file begins (RFC 8878).
const ZSTANDARD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// No seal is longer.
const SEAL_BYTES: u64 = 4096;

/// How many files that are not on the list are looked for in a folder.
const STRANGERS: usize = 1000;

/// Reads the whole archive. The inner error is the list that cannot be read; the outer one, that nothing could be.
pub(super) fn archive<'s>(
    path: &Path,
    edition: impl FnOnce(&Manifest) -> Option<Edition>,
    is_signed: &'s IsSigned<'s>,
    limits: Limits,
) -> Result<Result<Audit<'s>, Fault>, Failure> {
    if path.is_dir() {
        return folder(path, edition, is_signed, limits);
    }
    let mut file = input::open(path).map_err(at(path))?;
    let mut first = [0; 4];
    let is_packed = file.read_exact(&mut first).is_ok() && first == ZSTANDARD;
    file.rewind().map_err(at(path))?;
    let file = BufReader::with_capacity(1 << 17, file);
    if !is_packed {
        return Ok(stream(file, edition, is_signed, limits));
    }
    match StreamingDecoder::new(file) {
        Ok(unpacked) => Ok(stream(unpacked, edition, is_signed, limits)),
        Err(error) => Ok(Err(unreadable(MANIFEST_PATH, &error))),
    }
}

fn folder<'s>(
    root: &Path,
    edition: impl FnOnce(&Manifest) -> Option<Edition>,
    is_signed: &'s IsSigned<'s>,
    limits: Limits,
) -> Result<Result<Audit<'s>, Fault>, Failure> {
    let read = |name: &str, limit: u64| -> io::Result<Option<Vec<u8>>> {
        match regular(root, name)? {
            Some(file) => limited(file, limit).map(Some),
            None => Ok(None),
        }
    };
    let missing = |name: &str| Fault::FileMissing {
        path: name.to_owned(),
    };
    let list = read(MANIFEST_PATH, limits.manifest_bytes).map_err(at(root))?;
    let Some(list) = list else {
        return Ok(Err(missing(MANIFEST_PATH)));
    };
    let seal = read(SEAL_PATH, SEAL_BYTES).map_err(at(root))?;
    let mut audit = match Audit::begin(
        &list,
        seal.as_deref().unwrap_or_default(),
        edition,
        is_signed,
        limits,
    ) {
        Ok(audit) => audit,
        Err(fault) => return Ok(Err(fault)),
    };
    let mut named = BTreeSet::from([MANIFEST_PATH.to_owned(), SEAL_PATH.to_owned()]);
    for path in audit.paths().collect::<Vec<_>>() {
        if let Some(mut file) = regular(root, &path).map_err(at(root))?
            && !audit
                .take(&path, &mut file)
                .map_err(at(&root.join(&path)))?
        {
            return Ok(Ok(audit));
        }
        named.insert(path);
    }
    let mut strangers = Vec::new();
    look_around(root, "", &named, &mut strangers).map_err(at(root))?;
    for path in strangers {
        audit.find(Fault::FileForeign { path });
    }
    Ok(Ok(audit))
}

/// A regular file below the folder, through no link: what is checked is what lies there.
fn regular(root: &Path, name: &str) -> io::Result<Option<File>> {
    let mut path = root.to_owned();
    for part in name.split('/') {
        path.push(part);
        match path.symlink_metadata() {
            Ok(found) if found.is_symlink() => return Ok(None),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        }
    }
    if path.is_file() {
        File::open(path).map(Some)
    } else {
        Ok(None)
    }
}

/// Whatever lies in a folder and is not on the list.
fn look_around(
    root: &Path,
    below: &str,
    named: &BTreeSet<String>,
    strangers: &mut Vec<String>,
) -> io::Result<()> {
    for entry in fs::read_dir(root.join(below))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if below.is_empty() {
            name
        } else {
            format!("{below}/{name}")
        };
        let leads_to_named = || {
            let inside = format!("{path}/");
            let mut from = named.range(inside.clone()..);
            from.next().is_some_and(|first| first.starts_with(&inside))
        };
        if entry.file_type()?.is_dir() && leads_to_named() {
            look_around(root, &path, named, strangers)?;
        } else if !named.contains(&path) || !entry.file_type()?.is_file() {
            strangers.push(path);
        }
        if strangers.len() >= STRANGERS {
            break;
        }
    }
    Ok(())
}

fn limited(from: impl Read, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn unreadable(path: &str, error: &dyn std::error::Error) -> Fault {
    Fault::Unreadable {
        path: path.chars().take(300).collect(),
        detail: error.to_string(),
    }
}

/// Reads a tar from its beginning to its end. A failure in the middle is the archive's: it is cut off, or was changed.
fn stream<'s>(
    from: impl Read,
    edition: impl FnOnce(&Manifest) -> Option<Edition>,
    is_signed: &'s IsSigned<'s>,
    limits: Limits,
) -> Result<Audit<'s>, Fault> {
    let broken = |error: io::Error| unreadable(MANIFEST_PATH, &error);
    let mut archive = tar::Archive::new(from);
    let mut entries = archive.entries().map_err(broken)?.raw(true);
    let mut head = |name: &str, limit: u64| -> Result<Vec<u8>, Fault> {
        let missing = || Fault::FileMissing {
            path: name.to_owned(),
        };
        let entry = entries.next().ok_or_else(missing)?.map_err(broken)?;
        if *entry.path_bytes() != *name.as_bytes() || !entry.header().entry_type().is_file() {
            return Err(missing());
        }
        limited(entry, limit).map_err(broken)
    };
    let list = head(MANIFEST_PATH, limits.manifest_bytes)?;
    let seal = head(SEAL_PATH, SEAL_BYTES)?;
    let mut audit = Audit::begin(&list, &seal, edition, is_signed, limits)?;
    let mut path = SEAL_PATH.to_owned();
    for entry in entries {
        let mut entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                audit.find(unreadable(&path, &error));
                return Ok(audit);
            }
        };
        path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        if !entry.header().entry_type().is_file() {
            let path = path.chars().take(300).collect();
            audit.find(Fault::FileForeign { path });
            return Ok(audit);
        }
        match audit.take(&path, &mut entry) {
            Ok(true) => {}
            Ok(false) => return Ok(audit),
            Err(error) => {
                audit.find(unreadable(&path, &error));
                return Ok(audit);
            }
        }
    }
    Ok(audit)
}
