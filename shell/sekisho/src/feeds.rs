//! Opens what `--advisories` names: folders, archives, single files, and the catalogues of known
//! exploited vulnerabilities and of their probability among them.
//!
//! A path that cannot be read is a feed that is missing: the match then is inconclusive, with the
//! reason, and never a pass.

mod indexes;
mod known;
mod map;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use scheme::id::Digest;
use vulnerability::{
    Catalogues, Epss, Feed, FeedFault, FeedReader, FeedSummary, Kev, Limits, summarise_feeds,
};

use self::indexes::{Indexes, Looks, Read};
pub(crate) use self::known::Known;
use crate::advisories::Kept;
use crate::product::read_limited;
use crate::settings;

/// The largest archive that is read into memory.
pub(crate) const ARCHIVE_BYTES: u64 = 1 << 30;

/// The advisories of one run.
pub(crate) struct Feeds {
    pub(crate) feeds: Vec<Feed>,
    pub(crate) catalogues: Catalogues,
    /// Name and digest of each, the catalogues included.
    pub(crate) digests: Vec<(String, Digest)>,
    /// Where what was read is kept for the next time.
    indexes: Option<Indexes>,
}

/// Reads the advisories at these paths.
pub(crate) fn open(paths: &[PathBuf], limits: &Limits) -> Feeds {
    let mut opened = Feeds {
        feeds: Vec::new(),
        catalogues: Catalogues::default(),
        digests: Vec::new(),
        indexes: settings::caches().and_then(|caches| Indexes::below(&caches)),
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
    let Catalogues { kev, epss } = &opened.catalogues;
    let kev = kev.as_ref().map(|kev| ("kev", kev.digest));
    let epss = epss.as_ref().map(|epss| ("epss", epss.digest));
    for (name, digest) in kev.into_iter().chain(epss) {
        digests.push((name.to_owned(), Digest::from_bytes(*digest.as_bytes())));
    }
    opened.digests = digests;
    opened
}

/// Reads the feeds that the data folder keeps, each under its own name there.
pub(crate) fn open_kept(kept: &[Kept], limits: &Limits) -> Feeds {
    let (whole, damaged): (Vec<&Kept>, Vec<_>) = kept.iter().partition(|kept| kept.is_whole);
    let paths: Vec<_> = whole.iter().map(|kept| kept.path.clone()).collect();
    let mut opened = open(&paths, limits);
    let file = |kept: &Kept| {
        kept.path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    };
    let of_file: BTreeMap<_, _> = whole.iter().map(|kept| (file(kept), *kept)).collect();
    for feed in &mut opened.feeds {
        feed.dated = of_file.get(&feed.name).and_then(|kept| kept.dated);
    }
    let feeds = opened.feeds.iter_mut().map(|feed| &mut feed.name);
    for name in feeds.chain(opened.digests.iter_mut().map(|(name, _)| name)) {
        if let Some(kept) = of_file.get(name) {
            name.clone_from(&kept.name);
        }
    }
    for kept in damaged {
        let why = "the file in the data folder is gone or damaged";
        opened.feeds.push(Feed::missing(&kept.name, why));
    }
    opened
}

impl Feeds {
    /// Name, number of records and age of each, the catalogues included.
    pub(crate) fn summary(&self, at: Timestamp) -> Vec<FeedSummary> {
        summarise_feeds(&self.feeds, &self.catalogues, at)
    }

    fn take(&mut self, path: &Path, limits: &Limits) {
        let name = self.name_of(path);
        if path.is_dir() {
            self.take_folder(&name, path, limits);
            return;
        }
        let looks = Looks::of_file(path).ok();
        if let Some(kept) = self.kept(&name, path, looks.as_ref()) {
            self.feeds.push(kept.feed);
            return;
        }
        match read_limited(path, ARCHIVE_BYTES) {
            Err(error) => {
                let source = std::error::Error::source(&error).map(ToString::to_string);
                let why = source.unwrap_or_else(|| error.to_string());
                self.feeds.push(Feed::missing(&name, &why));
            }
            Ok(bytes) if Kev::recognises(&bytes) => match Kev::read(&bytes, limits) {
                Ok(kev) => match &self.catalogues.kev {
                    Some(known) if known.digest != kev.digest => self.second(&name),
                    _ => self.catalogues.kev = Some(kev),
                },
                Err(error) => self.feeds.push(Feed::missing(&name, &error.to_string())),
            },
            Ok(bytes) if Epss::recognises(&bytes) => match Epss::read(&bytes, limits) {
                Ok(epss) => match &self.catalogues.epss {
                    Some(known) if known.digest != epss.digest => self.second(&name),
                    _ => self.catalogues.epss = Some(epss),
                },
                Err(error) => self.feeds.push(Feed::missing(&name, &error.to_string())),
            },
            Ok(bytes) => {
                let feed = Feed::from_bytes(&name, &bytes, limits);
                self.keep(path, looks.as_ref(), &feed, &[]);
                self.feeds.push(feed);
            }
        }
    }

    /// Of two catalogues that differ nobody here can say which one is meant.
    fn second(&mut self, name: &str) {
        let why = "another catalogue of its kind was given too; give one";
        self.feeds.push(Feed::missing(name, why));
    }

    fn kept(&self, name: &str, source: &Path, looks: Option<&Looks>) -> Option<Read> {
        self.indexes.as_ref()?.find(name, source, looks?)
    }

    fn keep(&self, source: &Path, looks: Option<&Looks>, feed: &Feed, catalogues: &[PathBuf]) {
        if let (Some(indexes), Some(looks)) = (&self.indexes, looks) {
            indexes.keep(source, looks, feed, catalogues);
        }
    }

    /// How many feeds and catalogues there are.
    fn opened(&self) -> usize {
        let Catalogues { kev, epss } = &self.catalogues;
        self.feeds.len() + usize::from(kev.is_some()) + usize::from(epss.is_some())
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
        let mut files = Vec::new();
        if let Err(error) = below(root, &mut files, limits.members) {
            self.feeds.push(Feed::missing(name, &error.to_string()));
            return;
        }
        files.sort_by(|a, b| a.0.cmp(&b.0));
        let (packed, loose): (Vec<_>, Vec<_>) =
            files.into_iter().partition(|(path, _)| is_packed(path));
        let before = self.opened();
        for (path, _) in &packed {
            self.take(path, limits);
        }
        let feed = self.loose(name, root, loose, limits);
        // Beside archives a folder without records of its own is only where they lie.
        let only_a_place = self.opened() > before && feed.records == 0 && feed.rejected.is_empty();
        if !only_a_place {
            self.feeds.push(feed);
        }
    }

    /// The files of a folder that are neither archives nor catalogues, as one feed.
    fn loose(
        &mut self,
        name: &str,
        root: &Path,
        loose: Vec<(PathBuf, Metadata)>,
        limits: &Limits,
    ) -> Feed {
        let looks = Looks::of_files(loose.iter().map(|(path, about)| (path, about.clone()))).ok();
        if let Some(kept) = self.kept(name, root, looks.as_ref()) {
            for catalogue in &kept.catalogues {
                self.take(catalogue, limits);
            }
            return kept.feed;
        }
        let mut reader = FeedReader::new(name, limits);
        let mut catalogues = Vec::new();
        let mut all_read = true;
        for (path, about) in loose {
            let inside = inside(&path, root);
            if about.is_symlink() {
                link(&path, inside, &mut reader);
                continue;
            }
            match read_limited(&path, limits.member_bytes) {
                Ok(bytes) if is_catalogue(&path, &bytes) => {
                    self.take(&path, limits);
                    catalogues.push(path);
                }
                Ok(bytes) => reader.add(&inside, &bytes),
                Err(error) => {
                    all_read = false;
                    reader.reject(&inside, error.to_string());
                }
            }
        }
        let feed = reader.finish();
        // What could not be read today may be tomorrow, and looks the same.
        self.keep(
            root,
            looks.as_ref().filter(|_| all_read),
            &feed,
            &catalogues,
        );
        feed
    }
}

/// A link among the loose files: one to a record is told as in an archive, behind one to a folder nobody has looked.
fn link(path: &Path, inside: String, reader: &mut FeedReader<'_>) {
    if path.is_dir() {
        let why = format!("{inside} is a link to a folder, which is not followed");
        reader.fail(FeedFault::Missing { why });
    } else {
        reader.reject(&inside, "a link, which is not followed".to_owned());
    }
}

/// The place of a file within the folder of its feed.
fn inside(path: &Path, root: &Path) -> String {
    let inside = path.strip_prefix(root).unwrap_or(path);
    inside.display().to_string()
}

/// Whether a file is a catalogue, by its ending and its beginning.
pub(crate) fn is_catalogue(path: &Path, beginning: &[u8]) -> bool {
    match path.extension().and_then(OsStr::to_str) {
        Some("json") => Kev::recognises(beginning),
        Some("csv") => Epss::recognises(beginning),
        _ => false,
    }
}

/// Whether a file's name is that of an archive or of a compressed catalogue.
pub(crate) fn is_packed(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    [".tar", ".tgz", ".gz", ".zst", ".zip"]
        .iter()
        .any(|ending| name.ends_with(ending))
}

/// The files and links below a folder. Links to folders are not followed: they could lead in a circle.
pub(crate) fn below(
    folder: &Path,
    files: &mut Vec<(PathBuf, Metadata)>,
    limit: usize,
) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            if entry.file_name() != ".git" {
                below(&entry.path(), files, limit)?;
            }
        } else if kind.is_file() || kind.is_symlink() {
            if files.len() >= limit {
                return Err(io::Error::other(format!("more than {limit} files")));
            }
            files.push((entry.path(), entry.metadata()?));
        }
    }
    Ok(())
}
