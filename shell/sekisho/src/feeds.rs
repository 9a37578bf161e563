//! Opens what `--advisories` names: folders, archives, single files, and the catalogue of known
//! exploited vulnerabilities among them.
//!
//! A path that cannot be read is a feed that is missing: the match then is inconclusive, with the
//! reason, and never a pass.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use scheme::id::Digest;
use vulnerability::{Feed, FeedReader, Kev, Limits};

use crate::product::read_limited;

/// The largest archive that is read into memory.
const ARCHIVE_BYTES: u64 = 1 << 30;

/// The advisories of one run.
pub(crate) struct Feeds {
    pub(crate) feeds: Vec<Feed>,
    pub(crate) kev: Option<Kev>,
    /// Name and digest of each, the catalogue included.
    pub(crate) digests: Vec<(String, Digest)>,
}

/// Reads the advisories at these paths.
pub(crate) fn open(paths: &[PathBuf], limits: &Limits) -> Feeds {
    let mut opened = Feeds {
        feeds: Vec::new(),
        kev: None,
        digests: Vec::new(),
    };
    for path in paths {
        opened.take(path, limits);
    }
    let named = opened.feeds.iter().map(|feed| {
        (
            feed.name.clone(),
            Digest::from_bytes(*feed.digest.as_bytes()),
        )
    });
    let mut digests: Vec<_> = named.collect();
    if let Some(kev) = &opened.kev {
        digests.push(("kev".to_owned(), Digest::from_bytes(*kev.digest.as_bytes())));
    }
    opened.digests = digests;
    opened
}

impl Feeds {
    fn take(&mut self, path: &Path, limits: &Limits) {
        let name = name_of(path);
        if path.is_dir() {
            self.feeds.push(folder(&name, path, limits));
            return;
        }
        match read_limited(path, ARCHIVE_BYTES) {
            Err(error) => {
                let source = std::error::Error::source(&error).map(ToString::to_string);
                let why = source.unwrap_or_else(|| error.to_string());
                self.feeds.push(Feed::missing(&name, &why));
            }
            Ok(bytes) if Kev::recognises(&bytes) => match Kev::read(&bytes, limits) {
                Ok(kev) => self.kev = Some(kev),
                Err(error) => self.feeds.push(Feed::missing(&name, &error.to_string())),
            },
            Ok(bytes) => self.feeds.push(Feed::from_bytes(&name, &bytes, limits)),
        }
    }
}

/// A folder as a feed: every file below it, in the order of their paths.
fn folder(name: &str, root: &Path, limits: &Limits) -> Feed {
    let mut paths = Vec::new();
    if let Err(error) = below(root, &mut paths, limits.members) {
        return Feed::missing(name, &error.to_string());
    }
    paths.sort();
    let mut reader = FeedReader::new(name, limits);
    for path in paths {
        let inside = path
            .strip_prefix(root)
            .unwrap_or(&path)
            .display()
            .to_string();
        match read_limited(&path, limits.member_bytes) {
            Ok(bytes) => reader.add(&inside, &bytes),
            Err(error) => reader.reject(&inside, error.to_string()),
        }
    }
    reader.finish()
}

/// The files below a folder. Links are not followed: they could lead in a circle.
fn below(folder: &Path, paths: &mut Vec<PathBuf>, limit: usize) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            if entry.file_name() != ".git" {
                below(&entry.path(), paths, limit)?;
            }
        } else if kind.is_file() {
            if paths.len() >= limit {
                return Err(io::Error::other(format!("more than {limit} files")));
            }
            paths.push(entry.path());
        }
    }
    Ok(())
}

fn name_of(path: &Path) -> String {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    name.unwrap_or_else(|| path.display().to_string())
}
