//! The pages of a register: list, certificates, search, feed of changes, list for programs; made of what a survey has read.
//!
//! All of them are copies. A page is written only where its bytes differ, and what leads to others is written after them, so
//! that a run which was cut short leaves links that work.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

use jiff::Timestamp;
use register::fold::{History, Place};
use register::index::{Index, IndexRow};
use register::survey::Survey;
use register::trust::Trust;
use texts::documents::BothTexts;
use texts::documents::register_page::{
    CHANGES_PATH, DATA_PATH, Feed, FeedEntry, LIST_FOLDER, Linked, RECORD_NAME, Record,
    RegisterPage, Row, SCRIPT, SCRIPT_PATH, changes, list_pages, record, record_path, search_data,
};

use crate::undone::{at, unforeseen};
use crate::{Failure, certify};

/// Changes in the feed.
const NEWEST_CHANGES: usize = 200;

/// Earlier and later versions that a certificate's page names, in each direction.
const CHAIN: usize = 20;

/// Writes all pages, for the states of the moment `at`.
pub(crate) fn write(
    folder: &Path,
    trust: &Trust,
    seen: &Survey,
    at: Timestamp,
) -> Result<(), Failure> {
    let texts = BothTexts::new();
    let index = Index::of(trust, &seen.folded, at);
    let entered = Entered::new(trust, seen, &index);
    write_records(folder, trust, &texts, &entered)?;
    let last = seen.shards.last();
    let list = RegisterPage {
        body: trust.body.clone().into(),
        demonstration: trust.demonstration,
        origin: last.map(|shard| shard.origin.clone()).unwrap_or_default(),
        size: last.map_or(0, |shard| shard.size),
        root: last.map(|shard| shard.root.to_base64()).unwrap_or_default(),
        time: last.and_then(|shard| shard.time),
        as_of: at,
        rows: entered.lines.iter().map(|line| line.row.clone()).collect(),
    };
    let mut pages = list_pages(&texts, &list);
    let first = pages.pop().ok_or(unforeseen("a list has a first page"))?;
    for page in &pages {
        keep(&folder.join(&page.path), page.text.as_bytes())?;
    }
    keep(&folder.join(SCRIPT_PATH), SCRIPT.as_bytes())?;
    keep(&folder.join(DATA_PATH), search_data(&list.rows).as_bytes())?;
    let feed = changes(&texts, &feed(trust, &entered));
    keep(&folder.join(CHANGES_PATH), feed.as_bytes())?;
    certify::replace(&folder.join(&first.path), first.text.as_bytes())?;
    certify::replace(&folder.join("index.json"), &index.to_bytes())?;
    drop_pages(&folder.join(LIST_FOLDER), pages.len())
}

/// The certificates in the order in which they were entered.
struct Entered<'s> {
    lines: Vec<Line<'s>>,
    /// Where a certificate stands among them.
    by_number: BTreeMap<&'s str, usize>,
    /// For each certificate, the systems that rest on it today.
    systems: BTreeMap<&'s str, BTreeSet<&'s str>>,
    /// The shards by origin, in their order.
    shards: BTreeMap<&'s str, usize>,
}

/// A certificate with its line in both lists.
struct Line<'s> {
    history: &'s History,
    listed: &'s IndexRow,
    row: Row,
}

impl<'s> Entered<'s> {
    fn new(trust: &'s Trust, seen: &'s Survey, index: &'s Index) -> Self {
        let shards = trust.shards.iter().enumerate();
        let shards: BTreeMap<_, _> = shards
            .map(|(place, shard)| (shard.origin.as_str(), place))
            .collect();
        let mut lines: Vec<Line<'s>> = Vec::with_capacity(index.certificates.len());
        let mut systems: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for listed in &index.certificates {
            for part in &listed.components {
                systems
                    .entry(&part.certificate)
                    .or_default()
                    .insert(&listed.number);
            }
            if let Some(history) = seen.folded.history(&listed.number) {
                let row = Row::from(listed.clone());
                lines.push(Line {
                    history,
                    listed,
                    row,
                });
            }
        }
        lines.sort_by_key(|line| place_in(&shards, &line.history.place));
        let numbers = lines.iter().enumerate();
        let by_number = numbers
            .map(|(place, line)| (line.listed.number.as_str(), place))
            .collect();
        Self {
            lines,
            by_number,
            systems,
            shards,
        }
    }

    fn line(&self, number: &str) -> Option<&Line<'s>> {
        self.lines.get(*self.by_number.get(number)?)
    }

    fn linked(&self, number: &str) -> Linked {
        let number = number.to_owned();
        self.line(&number).map_or(
            Linked {
                number,
                known: None,
            },
            |line| Linked::from(&line.row),
        )
    }

    /// The certificates of earlier versions, this one, and those of later versions.
    fn chain(&self, line: &Line<'s>) -> Vec<Linked> {
        let mut chain = Vec::new();
        let mut earlier = line.listed.predecessor.as_deref();
        while let Some(number) = earlier.filter(|_| chain.len() < CHAIN) {
            chain.push(self.linked(number));
            earlier = self
                .line(number)
                .and_then(|line| line.listed.predecessor.as_deref());
        }
        chain.reverse();
        chain.push(Linked::from(&line.row));
        // Two may follow one when a later one was withdrawn: all are named, and the last leads on.
        let mut later = line.listed.successors.as_slice();
        let most = chain.len() + CHAIN;
        while let Some(last) = later.last().filter(|_| chain.len() < most) {
            chain.extend(later.iter().map(|number| self.linked(number)));
            later = self
                .line(last)
                .map_or(&[], |line| line.listed.successors.as_slice());
        }
        chain
    }
}

fn place_in(shards: &BTreeMap<&str, usize>, place: &Place) -> (usize, u64) {
    (
        shards
            .get(place.origin.as_str())
            .copied()
            .unwrap_or(usize::MAX),
        place.index,
    )
}

/// A page for every certificate: those of new certificates first, because the others lead to them.
fn write_records(
    folder: &Path,
    trust: &Trust,
    texts: &BothTexts,
    entered: &Entered<'_>,
) -> Result<(), Failure> {
    // What was signed is never written over, whatever name it was given.
    let free = entered.lines.iter().filter(|line| {
        let certificate = &line.history.certificate;
        [&certificate.document, &certificate.report]
            .iter()
            .all(|file| file.name != RECORD_NAME)
    });
    let path = |line: &Line<'_>| folder.join(record_path(&line.listed.number));
    let (new, old): (Vec<_>, Vec<_>) = free.partition(|line| !path(line).exists());
    for line in new.into_iter().chain(old) {
        let number = &line.listed.number;
        let systems = entered.systems.get(number.as_str()).into_iter().flatten();
        let parts = line.listed.components.iter();
        let page = record(
            texts,
            &Record {
                body: trust.body.clone().into(),
                history: line.history,
                row: &line.row,
                chain: entered.chain(line),
                components: parts
                    .map(|part| (part.component.clone(), entered.linked(&part.certificate)))
                    .collect(),
                systems: systems.map(|number| entered.linked(number)).collect(),
                files: names_in(&folder.join("certificates").join(number))?,
            },
        );
        keep(&path(line), page.as_bytes())?;
    }
    Ok(())
}

/// The newest changes of all certificates.
fn feed<'s>(trust: &Trust, entered: &'s Entered<'s>) -> Feed<'s> {
    let mut entries: Vec<FeedEntry<'s>> = Vec::new();
    for Line { history, .. } in &entered.lines {
        entries.push(FeedEntry {
            history,
            place: &history.place,
            change: None,
        });
        for (place, change) in &history.changes {
            entries.push(FeedEntry {
                history,
                place,
                change: Some(change),
            });
        }
    }
    entries.sort_by_key(|entry| std::cmp::Reverse(place_in(&entered.shards, entry.place)));
    entries.truncate(NEWEST_CHANGES);
    let first = trust.shards.first();
    let address = trust.open_shard().and_then(|shard| shard.url.clone());
    Feed {
        body: trust.body.clone().into(),
        demonstration: trust.demonstration,
        address: address.filter(|url| url.starts_with("https://") || url.starts_with("http://")),
        origin: first.map(|shard| shard.origin.clone()).unwrap_or_default(),
        since: first.map(|shard| shard.from).unwrap_or_default(),
        entries,
    }
}

/// Names of what lies in a folder, which need not exist.
fn names_in(folder: &Path) -> Result<Vec<String>, Failure> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(at(folder)(error).into()),
    };
    let mut names = Vec::new();
    for entry in entries {
        let name = entry.map_err(at(folder))?.file_name();
        names.push(name.to_string_lossy().into_owned());
    }
    Ok(names)
}

/// Writes a page where another stands or none, whole or not at all. It is not forced to the disk: a copy that a power cut
/// spoils differs, and is written again by the next run.
fn keep(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    if fs::read(path).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(at(path))?;
    }
    let beside = path.with_extension("partly-written");
    fs::write(&beside, bytes)
        .and_then(|()| fs::rename(&beside, path))
        .map_err(at(path))?;
    Ok(())
}

/// Removes pages of the list that nothing leads to, when `count` of them are left.
fn drop_pages(folder: &Path, count: usize) -> Result<(), Failure> {
    for name in names_in(folder)? {
        let number = name
            .strip_suffix(".html")
            .and_then(|number| number.parse::<usize>().ok());
        if number.is_some_and(|number| number == 0 || number > count) {
            let path = folder.join(&name);
            fs::remove_file(&path).map_err(at(&path))?;
        }
    }
    Ok(())
}
