//! Opens what `--advisories` names: folders, archives, single files, and the catalogue of known
//! exploited vulnerabilities among them.
//!
//! A path that cannot be read is a feed that is missing: the match then is inconclusive, with the
//! reason, and never a pass.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use scheme::id::Digest;
use vulnerability::{Feed, FeedReader, FeedSummary, Kev, Limits, summarise_feeds};

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
    /// Name, number of records and age of each, the catalogue included.
    pub(crate) fn summary(&self, at: Timestamp) -> Vec<FeedSummary> {
        summarise_feeds(&self.feeds, self.kev.as_ref(), at)
    }

    fn take(&mut self, path: &Path, limits: &Limits) {
        let name = self.name_of(path);
        if path.is_dir() {
            self.take_folder(&name, path, limits);
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

    /// The name of a feed: that of its file, with the folder too where two files have one name.
    fn name_of(&self, path: &Path) -> String {
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        match name {
            Some(name) if self.feeds.iter().all(|feed| feed.name != name) => name,
            _ => path.display().to_string(),
        }
    }

    /// A folder: its archives and compressed catalogues are feeds of their own, its other files together
    /// are one, in the order of their paths.
    fn take_folder(&mut self, name: &str, root: &Path, limits: &Limits) {
        let mut paths = Vec::new();
        if let Err(error) = below(root, &mut paths, limits.members) {
            self.feeds.push(Feed::missing(name, &error.to_string()));
            return;
        }
        paths.sort();
        let (packed, loose): (Vec<_>, Vec<_>) = paths.into_iter().partition(|path| is_packed(path));
        let before = self.feeds.len() + usize::from(self.kev.is_some());
        for path in &packed {
            self.take(path, limits);
        }
        let mut reader = FeedReader::new(name, limits);
        for path in loose {
            let inside = path
                .strip_prefix(root)
                .unwrap_or(&path)
                .display()
                .to_string();
            match read_limited(&path, limits.member_bytes) {
                Ok(bytes) if inside.ends_with(".json") && Kev::recognises(&bytes) => {
                    self.take(&path, limits);
                }
                Ok(bytes) => reader.add(&inside, &bytes),
                Err(error) => reader.reject(&inside, error.to_string()),
            }
        }
        let feed = reader.finish();
        // Beside archives a folder without records of its own is only where they lie.
        let only_a_place = self.feeds.len() + usize::from(self.kev.is_some()) > before
            && feed.records == 0
            && feed.rejected.is_empty();
        if !only_a_place {
            self.feeds.push(feed);
        }
    }
}

/// Whether a file's name is that of an archive or of a compressed catalogue.
fn is_packed(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    [".tar", ".tgz", ".gz", ".zst", ".zip"]
        .iter()
        .any(|ending| name.ends_with(ending))
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
