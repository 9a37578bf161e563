//! The public folder of a register: its files as they lie on disk, read and appended to.
//!
//! What the files mean is the register's; here they are only fetched, and written in an order that a
//! crash cannot spoil: statements, tiles, and the checkpoint last.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use register::checkpoint::Checkpoint;
use register::key::{NoteKey, SigningKey};
use register::leaf::Leaf;
use register::limits::Limits;
use register::log::{CHECKPOINT_PATH, Log, LogError, TILE_WIDTH, read_entries};
use register::table::page_path;
use register::today::LAST_PATH;
use register::witness::PENDING_PATH;

use crate::disk::{Disk, Readers};
use crate::key::KeyError;

/// The largest file of a register that is read.
const FILE_BYTES: u64 = 64 << 20;

/// Why a register folder cannot be read or grown.
#[derive(Debug, thiserror::Error, serde::Serialize, strum::VariantNames)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum FolderError {
    /// A file cannot be read or written.
    #[error("{path}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[serde(skip)]
        source: io::Error,
    },
    /// The log in it cannot be used.
    #[error("the register's log in {path}")]
    Log {
        /// The shard's folder.
        path: PathBuf,
        /// Why.
        #[serde(skip)]
        source: LogError,
    },
    /// A register is there already.
    #[error("{path} holds a register already; it is never made twice")]
    Exists {
        /// The folder.
        path: PathBuf,
    },
    /// The register has fewer entries than the body was told it had: an old copy.
    #[error("the register has {found} entries, {published} were published: an old copy?")]
    Behind {
        /// Entries in the folder.
        found: u64,
        /// Entries that were published before.
        published: u64,
    },
    /// The register has entries that this body has not made.
    #[error(
        "the register has {found} entries, the body has made {made}: another body's, or an old database?"
    )]
    Ahead {
        /// Entries in the folder.
        found: u64,
        /// Statements that the body has made.
        made: u64,
    },
    /// The key that signs the shard's checkpoints.
    #[error("the key of the shard")]
    Key(
        #[from]
        #[serde(skip)]
        KeyError,
    ),
    /// An entry is not the one that this body made.
    #[error("entry {index} of the register is not the statement that this body made")]
    OtherEntry {
        /// Its index.
        index: u64,
    },
}

/// A register's folder with the shard that is open.
#[derive(Debug, Clone)]
pub struct RegisterFolder {
    root: PathBuf,
    name: NoteKey,
    limits: Limits,
}

/// A statement of the body, as the database keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// SHA-256 of the payload, hexadecimal: its name.
    pub digest: String,
    /// The signed envelope, canonical JSON.
    pub envelope: Vec<u8>,
    /// What stands in the log for it.
    pub leaf: Vec<u8>,
}

impl RegisterFolder {
    /// The register in `root` whose open shard has this name and key.
    #[must_use]
    pub fn new(root: &Path, name: NoteKey) -> Self {
        Self {
            root: root.to_owned(),
            name,
            limits: Limits::default(),
        }
    }

    /// The name and key of the shard.
    #[must_use]
    pub fn name(&self) -> &NoteKey {
        &self.name
    }

    /// Where it lies.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Makes an empty register: its first checkpoint, of no entries.
    pub(crate) fn create(
        &self,
        disk: &Disk,
        key: &SigningKey,
        quorum: usize,
    ) -> Result<(), FolderError> {
        if self.exists() {
            return Err(FolderError::Exists {
                path: self.root.clone(),
            });
        }
        let mut log = Log::empty(self.name.clone(), self.limits.clone());
        let batch = log
            .append(&[], key)
            .map_err(|source| self.log_error(source))?;
        self.show(disk, &batch.checkpoint, quorum)
    }

    /// Whether the shard was begun.
    pub(crate) fn exists(&self) -> bool {
        self.checkpoint_path().exists() || self.pending_path().exists()
    }

    /// The published checkpoint.
    ///
    /// # Errors
    /// [`FolderError::File`], [`FolderError::Log`].
    pub fn checkpoint(&self) -> Result<Checkpoint, FolderError> {
        let text = self.checkpoint_text()?;
        Checkpoint::parse(&text).map_err(|error| self.log_error(error.into()))
    }

    /// Whether the published checkpoint is of this tree, or of one that goes beyond it.
    pub(crate) fn is_published(&self, newest: &Checkpoint) -> Result<bool, FolderError> {
        if !self.checkpoint_path().exists() {
            return Ok(false);
        }
        Ok(self.checkpoint()?.size >= newest.size)
    }

    /// Whether the published checkpoint shows the entry at this index.
    pub(crate) fn shows(&self, entry: u64) -> Result<bool, FolderError> {
        Ok(self.checkpoint_path().exists() && self.checkpoint()?.size > entry)
    }

    /// The published checkpoint as text.
    ///
    /// # Errors
    /// [`FolderError::File`].
    pub fn checkpoint_text(&self) -> Result<String, FolderError> {
        let path = self.checkpoint_path();
        read_text(&path).map_err(|source| FolderError::File { path, source })
    }

    /// The newest checkpoint, also one that waits for its witnesses, as text.
    ///
    /// # Errors
    /// [`FolderError::File`], [`FolderError::Log`].
    pub fn newest_text(&self) -> Result<String, FolderError> {
        let path = self.pending_path();
        let pending = match read_text(&path) {
            Ok(pending) => pending,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return self.checkpoint_text(),
            Err(source) => return Err(FolderError::File { path, source }),
        };
        if !self.checkpoint_path().exists() {
            return Ok(pending);
        }
        let published = self.checkpoint_text()?;
        let size = |text: &str| match Checkpoint::parse(text) {
            Ok(checkpoint) => Ok(checkpoint.size),
            Err(error) => Err(self.log_error(error.into())),
        };
        let newest = if size(&pending)? < size(&published)? {
            published
        } else {
            pending
        };
        Ok(newest)
    }

    /// The shard's folder, relative to the register's.
    #[must_use]
    pub fn shard(&self) -> String {
        shard_folder(self.name.name())
    }

    /// Begins an empty shard and appends statements to it batch by batch, each batch durable with its checkpoint before the
    /// next one; pages of state tables are the caller's ([`page_path`]). For a register that no body keeps, such as one to
    /// measure with.
    ///
    /// # Errors
    /// [`FolderError`].
    pub fn fill(
        &self,
        key: &SigningKey,
        batches: impl IntoIterator<Item = Vec<Statement>>,
    ) -> Result<(), FolderError> {
        let disk = Disk::default();
        self.create(&disk, key, 0)?;
        let mut size = 0;
        for batch in batches {
            self.follow(&disk, || Ok(key.clone()), size, (size, &batch), 0)?;
            size += batch.len() as u64;
        }
        Ok(())
    }

    /// Makes the shard hold `made`: its statements from entry `first` on. Those before entry `published` are known to
    /// be in it. Whatever a crash left undone is done again; whatever it left done is recognised. The checkpoint comes
    /// last: until it stands, readers see the register as it was.
    pub(crate) fn follow(
        &self,
        disk: &Disk,
        key: impl FnOnce() -> Result<SigningKey, KeyError>,
        published: u64,
        (first, made): (u64, &[Statement]),
        quorum: usize,
    ) -> Result<(), FolderError> {
        let shard = self.root.join(self.shard());
        let mut log = self.open_log()?;
        let (found, all) = (log.size(), first + made.len() as u64);
        if found < published {
            return Err(FolderError::Behind { found, published });
        }
        if found > all {
            return Err(FolderError::Ahead { found, made: all });
        }
        // A crash may have come after the checkpoint and before the database knew of it.
        let there = usize::try_from(found - first).unwrap_or(usize::MAX);
        for (offset, statement) in made.iter().take(there).enumerate() {
            let index = first + offset as u64;
            if self.entry(index, found)? != statement.leaf {
                return Err(FolderError::OtherEntry { index });
            }
        }
        self.write_statements(disk, made)?;
        let rest = made.get(there..).unwrap_or_default();
        if rest.is_empty() {
            return Ok(());
        }
        let leaves: Vec<_> = rest
            .iter()
            .map(|statement| statement.leaf.clone())
            .collect();
        let batch = log
            .append(&leaves, &key()?)
            .map_err(|source| self.log_error(source))?;
        let files = batch.files.iter();
        let files = files.map(|(path, bytes)| (shard.join(path), bytes.as_slice()));
        self.write_all(disk, &files.collect::<Vec<_>>())?;
        self.show(disk, &batch.checkpoint, quorum)
    }

    /// Refuses a register that does not go on from a checkpoint that this shard's key has signed.
    pub(crate) fn check_goes_on(&self, published: &Checkpoint) -> Result<(), FolderError> {
        let log = self.open_log()?;
        let mut read = read_under(&self.root.join(self.shard()));
        let goes_on = log.check_extends(published, &mut read);
        goes_on.map_err(|source| self.log_error(source))
    }

    /// The log behind the newest checkpoint.
    fn open_log(&self) -> Result<Log, FolderError> {
        let mut read = read_under(&self.root.join(self.shard()));
        let text = self.newest_text()?;
        let opened = Log::open(self.name.clone(), &text, self.limits.clone(), &mut read);
        opened.map_err(|source| self.log_error(source))
    }

    /// Shows a new checkpoint: to everybody, or to the witnesses when a quorum of them must have seen it first.
    fn show(&self, disk: &Disk, checkpoint: &str, quorum: usize) -> Result<(), FolderError> {
        if quorum > 0 {
            return self.write(disk, &self.pending_path(), checkpoint.as_bytes());
        }
        self.publish(disk, checkpoint)
    }

    /// Makes a checkpoint the one that readers take.
    pub(crate) fn publish(&self, disk: &Disk, checkpoint: &str) -> Result<(), FolderError> {
        let parsed = Checkpoint::parse(checkpoint).map_err(|error| self.log_error(error.into()))?;
        if let Some(last) = parsed.size.checked_sub(1) {
            let leaf = Leaf::from_bytes(&self.entry(last, parsed.size)?);
            let leaf = leaf.map_err(|_| FolderError::OtherEntry { index: last })?;
            let hint = format!("{}\n", leaf.digest);
            let path = self.root.join(self.shard()).join(LAST_PATH);
            self.write(disk, &path, hint.as_bytes())?;
        }
        self.write(disk, &self.checkpoint_path(), checkpoint.as_bytes())
    }

    /// Keeps the checkpoint that waits for its witnesses, with what they have signed so far.
    pub(crate) fn keep_pending(&self, disk: &Disk, checkpoint: &str) -> Result<(), FolderError> {
        self.write(disk, &self.pending_path(), checkpoint.as_bytes())
    }

    /// Writes pages of a state table, those that are not there as they must be.
    pub(crate) fn write_states(
        &self,
        disk: &Disk,
        pages: &[(register::canonical::Digest, Vec<u8>)],
    ) -> Result<(), FolderError> {
        let files = pages.iter().map(|(digest, bytes)| {
            let path = self.root.join(page_path(*digest));
            (path, bytes.as_slice())
        });
        self.write_all(disk, &files.collect::<Vec<_>>())
    }

    /// The names of the pages that lie in the register and were written before `before`.
    pub(crate) fn old_states(
        &self,
        before: std::time::SystemTime,
    ) -> Result<Vec<PathBuf>, FolderError> {
        let folder = self.root.join("states");
        let error = |source| FolderError::File {
            path: folder.clone(),
            source,
        };
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(gone) if gone.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(source) => return Err(error(source)),
        };
        let mut old = Vec::new();
        for entry in entries {
            let path = entry.map_err(error)?.path();
            let written = fs::metadata(&path).and_then(|found| found.modified());
            if written.map_err(error)? < before {
                old.push(path);
            }
        }
        Ok(old)
    }

    /// Writes a file that people look at: pages and copies, made again at any time.
    pub(crate) fn write_copy(
        &self,
        disk: &Disk,
        path: &str,
        bytes: &[u8],
    ) -> Result<(), FolderError> {
        let path = self.root.join(path);
        let written = disk.write_once(&path, bytes, Readers::All);
        written.map_err(|source| FolderError::File { path, source })
    }

    /// Writes a page of the register, over the one before.
    ///
    /// # Errors
    /// [`FolderError::File`].
    pub fn write_page(&self, name: &str, bytes: &[u8]) -> Result<(), FolderError> {
        self.write_copy(&Disk::default(), name, bytes)
    }

    /// The entry at `index` of a tree of `size`.
    fn entry(&self, index: u64, size: u64) -> Result<Vec<u8>, FolderError> {
        let bundle = index / TILE_WIDTH;
        let width = (size - bundle * TILE_WIDTH).min(TILE_WIDTH);
        let shard = self.root.join(self.shard());
        let entries = read_entries(bundle, width, &mut read_under(&shard));
        let entries = entries.map_err(|source| self.log_error(source))?;
        let at = usize::try_from(index % TILE_WIDTH).unwrap_or(usize::MAX);
        entries
            .into_iter()
            .nth(at)
            .ok_or(FolderError::OtherEntry { index })
    }

    fn pending_path(&self) -> PathBuf {
        self.root.join(self.shard()).join(PENDING_PATH)
    }

    fn checkpoint_path(&self) -> PathBuf {
        self.root.join(self.shard()).join(CHECKPOINT_PATH)
    }

    /// Whether a file lies where a statement belongs.
    pub(crate) fn has_statement(&self, statement: &Statement) -> bool {
        self.statement_path(statement).exists()
    }

    /// Writes the envelopes of statements, durably.
    pub(crate) fn write_statements(
        &self,
        disk: &Disk,
        statements: &[Statement],
    ) -> Result<(), FolderError> {
        let envelopes = statements.iter().map(|statement| {
            let path = self.statement_path(statement);
            (path, statement.envelope.as_slice())
        });
        self.write_all(disk, &envelopes.collect::<Vec<_>>())
    }

    fn statement_path(&self, statement: &Statement) -> PathBuf {
        let name = format!("{}.json", statement.digest);
        self.root.join("statements").join(name)
    }

    fn write_all(&self, disk: &Disk, files: &[(PathBuf, &[u8])]) -> Result<(), FolderError> {
        let written = disk.write_all(files, Readers::All);
        written.map_err(|source| FolderError::File {
            path: self.root.clone(),
            source,
        })
    }

    fn write(&self, disk: &Disk, path: &Path, bytes: &[u8]) -> Result<(), FolderError> {
        let written = disk.write(path, bytes, Readers::All);
        written.map_err(|source| FolderError::File {
            path: path.to_owned(),
            source,
        })
    }

    fn log_error(&self, source: LogError) -> FolderError {
        FolderError::Log {
            path: self.root.join(self.shard()),
            source,
        }
    }
}

/// The folder of a shard, by its origin: `shards/` and the part of the origin behind the body's name.
#[must_use]
pub fn shard_folder(origin: &str) -> String {
    format!("shards/{}", origin.rsplit('/').next().unwrap_or(origin))
}

/// A reader of the files under `root`, by their paths relative to it. Paths that lead out of it are
/// as if they were not there.
pub fn read_under(root: &Path) -> impl FnMut(&str) -> Result<Option<Vec<u8>>, String> + use<> {
    let root = root.to_owned();
    move |path| {
        if path
            .split('/')
            .any(|part| part.is_empty() || part == "." || part == "..")
        {
            return Ok(None);
        }
        let path = root.join(path);
        match read_regular(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.to_string()),
        }
    }
}

/// Reads a text that others may have put there.
pub(crate) fn read_text(path: &Path) -> io::Result<String> {
    let bytes = read_regular(path)?;
    String::from_utf8(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

/// Reads a file of limited length. A pipe or a device in its place could keep the reader waiting for ever.
fn read_regular(path: &Path) -> io::Result<Vec<u8>> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("not a regular file"));
    }
    let mut bytes = Vec::new();
    let file = fs::File::open(path)?;
    file.take(FILE_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > FILE_BYTES {
        return Err(io::Error::other(format!("larger than {FILE_BYTES} bytes")));
    }
    Ok(bytes)
}
