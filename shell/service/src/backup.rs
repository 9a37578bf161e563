//! A copy of a body in one file, and a body out of such a copy.
//!
//! The file is a tar: a list of everything in it with digests, the files in the order of the list, and the digest of the list at
//! the end, so that a file that was cut or changed is seen. The database is copied whole and consistent (`VACUUM INTO`), while
//! this process has the right to write. Keys stay out unless a passphrase is given, and go in under it. A body that was restored
//! works only when its register goes on from what is published: an old copy that takes up work again would contradict it.

mod restore;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use register::canonical::Digest;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::body::{Body, BodyError};
use crate::key::{Key, KeyError, Passphrase};

pub use restore::{Restored, restore};

/// The form of the list.
const FORMAT: &str = "https://sekisho.example/body-backup/v1";

/// The first member, and the last, which holds the digest of the first.
const LIST: &str = "list.json";
const SEAL: &str = "list.sha256";

/// The largest list that is read: a register of millions of entries fits.
pub const LIST_BYTES: u64 = 1 << 30;

/// Why a body is not backed up or restored.
#[derive(Debug, thiserror::Error, Serialize, strum::VariantNames)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum BackupError {
    /// Something is there already.
    #[error("{path} exists; nothing is overwritten")]
    Exists {
        /// Where.
        path: PathBuf,
    },
    /// The copy would lie where everything is published.
    #[error("{path} lies in the public register {register}; a copy of the body must not")]
    InPublic {
        /// Where it would lie.
        path: PathBuf,
        /// The register.
        register: PathBuf,
    },
    /// A file cannot be read or written.
    #[error("{path}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[serde(skip)]
        source: io::Error,
    },
    /// Neither a file nor a folder: a link, a pipe.
    #[error("{path} is no regular file")]
    NoFile {
        /// Which.
        path: PathBuf,
    },
    /// Not such a copy, or one that was cut.
    #[error("not a whole copy of a body: {detail}")]
    Form {
        /// What was wrong.
        detail: String,
    },
    /// Something in the copy, or in the body's evidence, has other bytes.
    #[error("{path} has the digest {found}, wanted {wanted}")]
    Changed {
        /// Which.
        path: String,
        /// The digest of what is there.
        found: Digest,
        /// The digest that it must have.
        wanted: Digest,
    },
    /// There are keys in the copy.
    #[error("the copy holds {keys} keys under a passphrase, and none was given")]
    Passphrase {
        /// How many.
        keys: usize,
    },
    /// A key.
    #[error(transparent)]
    Key(
        #[from]
        #[serde(skip)]
        KeyError,
    ),
    /// The body.
    #[error(transparent)]
    Body(
        #[from]
        #[serde(skip)]
        BodyError,
    ),
}

/// What a copy says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    format: String,
    /// When it was made.
    made: Timestamp,
    /// The name of the register's open shard.
    origin: String,
    /// How many acts the body had done.
    acts: u64,
    files: Vec<Listed>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    path: String,
    bytes: u64,
    sha256: Digest,
    /// A key that lies in the body without a passphrase; here it has the copy's.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    sealed: bool,
}

/// What was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// How many files.
    pub files: u64,
    /// How many bytes they have.
    pub bytes: u64,
    /// How many of them are keys.
    pub keys: u64,
    /// How many acts the body had done.
    pub acts: u64,
    /// The digest of the list, which stands for everything: to be kept elsewhere.
    pub list: Digest,
}

/// Where the bytes of a member come from.
enum Source {
    File(PathBuf),
    Bytes(Vec<u8>),
}

/// Copies the body to a new file that only its owner may read. Keys go in when there is a passphrase for them.
///
/// # Errors
/// [`BackupError`]; what was written by then is taken away again.
pub fn backup(
    body: &Body,
    to: &Path,
    at: Timestamp,
    keys: Option<&Passphrase>,
) -> Result<Taken, BackupError> {
    if to.exists() {
        return Err(BackupError::Exists {
            path: to.to_owned(),
        });
    }
    let register = body.register().root();
    let beside = aside(to);
    let place = beside.parent().filter(|path| !path.as_os_str().is_empty());
    let place = place.unwrap_or(Path::new("."));
    if let (Ok(place), Ok(public)) = (place.canonicalize(), register.canonicalize())
        && place.starts_with(&public)
    {
        return Err(BackupError::InPublic {
            path: to.to_owned(),
            register: register.to_owned(),
        });
    }
    let database = aside(&to.with_extension("sqlite"));
    let written = (|| {
        // What a copy that was cut short left behind.
        remove(&database)?;
        body.copy_database(&database)?;
        let (list, sources) = listed(body, at, &database, keys)?;
        write(&beside, &list, &sources)
    })();
    let cleared = remove(&database);
    let taken = written.and_then(|taken| {
        cleared?;
        fs::rename(&beside, to).map_err(file(to))?;
        let flushed = File::open(place).and_then(|folder| folder.sync_all());
        flushed.map_err(file(place))?;
        Ok(taken)
    });
    if taken.is_err() {
        remove(&beside)?;
    }
    taken
}

/// Everything that belongs to the body, with its digest.
fn listed(
    body: &Body,
    at: Timestamp,
    database: &Path,
    keys: Option<&Passphrase>,
) -> Result<(List, BTreeMap<String, Source>), BackupError> {
    let mut sources = BTreeMap::new();
    sources.insert(
        "body/body.sqlite".to_owned(),
        Source::File(database.to_owned()),
    );
    let home = &body.home;
    for (folder, inside) in [
        (home.evidence_folder(), "body/evidence"),
        (body.register().root().to_owned(), "register"),
    ] {
        walk(&folder, inside, &mut sources)?;
    }
    let mut sealed = Vec::new();
    if let Some(passphrase) = keys {
        let mut files = BTreeMap::new();
        walk(&home.keys_folder(), "body/keys", &mut files)?;
        for (name, source) in files {
            let Source::File(path) = &source else {
                continue;
            };
            let source = if Key::is_encrypted(path)? {
                source
            } else {
                sealed.push(name.clone());
                let pem = Key::read(path)?.encrypted_pem(passphrase)?;
                Source::Bytes(pem.as_bytes().to_vec())
            };
            sources.insert(name, source);
        }
    }
    let mut files = Vec::new();
    for (path, source) in &sources {
        let (bytes, sha256) = measured(source)?;
        if let Some(name) = path.strip_prefix("body/evidence/") {
            is_evidence(path, name, sha256)?;
        }
        files.push(Listed {
            path: path.clone(),
            bytes,
            sha256,
            sealed: sealed.contains(path),
        });
    }
    let list = List {
        format: FORMAT.to_owned(),
        made: at,
        origin: body.facts().origin.clone(),
        acts: body.acts(),
        files,
    };
    Ok((list, sources))
}

/// Evidence is named by its digest; a copy of damaged evidence would be no copy.
fn is_evidence(path: &str, name: &str, found: Digest) -> Result<(), BackupError> {
    let wanted = name.rsplit('/').next().unwrap_or_default().parse();
    match wanted {
        Ok(wanted) if wanted != found => Err(BackupError::Changed {
            path: path.to_owned(),
            found,
            wanted,
        }),
        _ => Ok(()),
    }
}

/// Every file below a folder, by the name that it has in the copy. Halves of files that a crash left are not taken.
fn walk(
    folder: &Path,
    inside: &str,
    found: &mut BTreeMap<String, Source>,
) -> Result<(), BackupError> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(file(folder))?,
    };
    for entry in entries {
        let entry = entry.map_err(file(folder))?;
        let (path, kind) = (entry.path(), entry.file_type().map_err(file(folder))?);
        let no_file = || BackupError::NoFile { path: path.clone() };
        let name = entry.file_name().into_string().map_err(|_| no_file())?;
        let inside = format!("{inside}/{name}");
        if kind.is_dir() {
            walk(&path, &inside, found)?;
        } else if !kind.is_file() {
            return Err(no_file());
        } else if !name.ends_with(".partly-written") {
            found.insert(inside, Source::File(path));
        }
    }
    Ok(())
}

fn measured(source: &Source) -> Result<(u64, Digest), BackupError> {
    match source {
        Source::Bytes(bytes) => Ok((bytes.len() as u64, Digest::of(bytes))),
        Source::File(path) => {
            let mut sum = Summed::new(io::sink());
            let copied = File::open(path).and_then(|mut from| io::copy(&mut from, &mut sum));
            copied.map_err(file(path))?;
            Ok((sum.bytes, sum.digest()))
        }
    }
}

/// Writes the tar, durably.
fn write(to: &Path, list: &List, sources: &BTreeMap<String, Source>) -> Result<Taken, BackupError> {
    let made = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(to);
    let mut archive = tar::Builder::new(io::BufWriter::new(made.map_err(file(to))?));
    let text = serde_json::to_vec_pretty(list).expect("texts and numbers only");
    let sum = Digest::of(&text);
    append(&mut archive, LIST, text.len() as u64, &text[..]).map_err(file(to))?;
    for listed in &list.files {
        match &sources[&listed.path] {
            Source::Bytes(bytes) => append(&mut archive, &listed.path, listed.bytes, &bytes[..]),
            Source::File(path) => {
                let from = File::open(path).map_err(file(path))?;
                // Just what was measured: nobody else writes here, but a longer file would spoil all behind it.
                append(
                    &mut archive,
                    &listed.path,
                    listed.bytes,
                    from.take(listed.bytes),
                )
            }
        }
        .map_err(file(to))?;
    }
    let seal = format!("{sum}\n");
    append(&mut archive, SEAL, seal.len() as u64, seal.as_bytes()).map_err(file(to))?;
    let flushed = archive.into_inner().and_then(|buffer| {
        let written = buffer
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        written.sync_all()
    });
    flushed.map_err(file(to))?;
    let keys = list.files.iter();
    let keys = keys.filter(|listed| listed.path.starts_with("body/keys/"));
    Ok(Taken {
        files: list.files.len() as u64,
        bytes: list.files.iter().map(|listed| listed.bytes).sum(),
        keys: keys.count() as u64,
        acts: list.acts,
        list: sum,
    })
}

fn append(
    archive: &mut tar::Builder<impl Write>,
    name: &str,
    bytes: u64,
    from: impl Read,
) -> io::Result<()> {
    let mut head = tar::Header::new_gnu();
    head.set_entry_type(tar::EntryType::Regular);
    head.set_size(bytes);
    head.set_mode(0o600);
    let mut counted = from.take(bytes);
    archive.append_data(&mut head, name, &mut counted)?;
    if counted.limit() == 0 {
        return Ok(());
    }
    let short = format!("{name} ends {} bytes early", counted.limit());
    Err(io::Error::new(io::ErrorKind::UnexpectedEof, short))
}

/// Counts and digests what is written through it.
struct Summed<W> {
    to: W,
    bytes: u64,
    sum: Sha256,
}

impl<W> Summed<W> {
    fn new(to: W) -> Self {
        Self {
            to,
            bytes: 0,
            sum: Sha256::new(),
        }
    }

    fn digest(self) -> Digest {
        Digest(self.sum.finalize().into())
    }
}

impl<W: Write> Write for Summed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.bytes += written as u64;
        self.sum.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// Where a file is written before it takes its place.
fn aside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".partly-written");
    path.with_file_name(name)
}

fn remove(path: &Path) -> Result<(), BackupError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(file(path)(error)),
        _ => Ok(()),
    }
}

fn file(path: &Path) -> impl Fn(io::Error) -> BackupError + '_ {
    move |source| BackupError::File {
        path: path.to_owned(),
        source,
    }
}
