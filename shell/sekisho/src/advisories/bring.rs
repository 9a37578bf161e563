//! Brings one feed into the data folder, looks at it, and lets it take the old one's place, or says why not.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use jiff::Timestamp;
use scheme::id::Digest;
use vulnerability::Limits;

use super::dated::{Dated, lacks_dates};
use super::names::{ending, ending_by};
use super::pack;
use super::sources::{Announced, Place, Source, files};
use super::store::{Held, Kept, Placed, Writing};
use super::untaken::Untaken;
use crate::cli::Update;
use crate::reading::{Address, Download, Got, Marks, Patience, Wanted, beside};
use crate::{feeds, input};

/// The largest file with a digest that is read.
const DIGEST_BYTES: u64 = 64 << 10;

/// What came of a feed.
#[derive(Debug)]
pub(super) enum Brought {
    /// It took its place.
    Taken,
    /// It is the one that is kept already.
    Unchanged,
}

/// A file that came.
struct Came {
    ending: &'static str,
    marks: Marks,
    dated: Option<Dated>,
    fetched: Timestamp,
    origin: Option<String>,
}

/// Brings a feed. In both cases the list notes that it was tried.
pub(super) fn bring(
    writing: &mut Writing,
    source: &Source,
    order: &Update,
    now: Timestamp,
) -> Result<Brought, Untaken> {
    let before = writing.feed(&source.name).cloned();
    let done = tried(writing, source, before.as_ref(), order, now);
    let old = before.as_ref().and_then(|kept| kept.held.clone());
    let (held, origin, brought) = match (done, old) {
        (Ok(Some((held, origin))), Some(old)) if old.file == held.file => {
            let fetched = old.fetched;
            // The same bytes are of no later day because another place keeps silent about it.
            let dated = held.dated.or(old.dated);
            (
                Some(Held {
                    fetched,
                    dated,
                    ..held
                }),
                origin,
                Ok(Brought::Unchanged),
            )
        }
        (Ok(Some((held, origin))), _) => (Some(held), origin, Ok(Brought::Taken)),
        (other, old) => {
            let origin = before.as_ref().and_then(|kept| kept.origin.clone());
            (old, origin, other.map(|_| Brought::Unchanged))
        }
    };
    let failure = brought.as_ref().err();
    let taken_from = match (&brought, before) {
        // The old one stays, and with it the place that it can be had from again.
        (Err(_), Some(kept)) if kept.held.is_some() => kept.source,
        _ => source.place.to_text(),
    };
    let kept = Kept {
        name: source.name.clone(),
        source: taken_from,
        origin,
        held,
        attempted: now,
        failure: failure.and_then(|untaken| serde_json::to_value(untaken).ok()),
    };
    let noted = writing.put(kept);
    match (brought, noted) {
        (Ok(_), Err(error)) => Err(Untaken::unwritten(&error)),
        (brought, _) => brought,
    }
}

/// The new feed, in its place on the disk; nothing where it is the old one.
fn tried(
    writing: &Writing,
    source: &Source,
    before: Option<&Kept>,
    order: &Update,
    now: Timestamp,
) -> Result<Option<(Held, Option<String>)>, Untaken> {
    let patience = Patience::for_feed().or_seconds(order.timeout);
    let wanted = match &source.sha256 {
        Announced::Nothing => None,
        Announced::Digest(sha256) => Some(*sha256),
        Announced::At(address) => Some(announced(writing, &source.name, address, patience)?),
    };
    let last = before.and_then(|kept| kept.held.as_ref());
    // What is damaged on this disk is had anew, whatever its server says of it.
    let old = last.filter(|held| writing.store.is_whole(held));
    let partial = writing.partial(&source.name);
    let unwritten = |error: io::Error| Untaken::unwritten(&error);
    if !matches!(source.place, Place::Address(_)) {
        // Else a later download would go on behind what another place has left here.
        let _none_as_a_rule = fs::remove_file(beside(&partial));
    }
    let came = match &source.place {
        Place::Address(address) => {
            let same = before.is_some_and(|kept| kept.source == address.as_str());
            let known = old.filter(|_| same).map(|held| held.marks.clone());
            let asked = Wanted {
                address,
                limit: source.max_bytes,
                known: known.unwrap_or_default(),
                patience,
            };
            match Download::at(&partial).map_err(unwritten)?.bring(&asked)? {
                Got::Whole(marks) => Some(Came {
                    ending: ending(address.file_name()),
                    dated: Dated::by_server(&marks, now),
                    marks,
                    fetched: now,
                    origin: None,
                }),
                Got::Unchanged => None,
            }
        }
        Place::File(path) => {
            copy(path, &partial, source.max_bytes)?;
            Some(local(path, now))
        }
        Place::Folder(path) => {
            gather(path, &partial, source.max_bytes)?;
            Some(Came {
                ending: ".tar",
                ..local(path, now)
            })
        }
        Place::Pack(path) => {
            let packed = pack::take(path, &source.name, &partial, source.max_bytes)?;
            let (held, kept) = (packed.held, packed.kept);
            Some(Came {
                ending: ending(&held.file),
                marks: Marks::default(),
                dated: held.dated.and_then(|dated| dated.plausible(now)),
                fetched: held.fetched,
                origin: Some(kept.origin.unwrap_or(kept.source)),
            })
        }
    };
    let Some(came) = came else {
        let same = old.map(|held| held.sha256);
        return match (same, wanted) {
            (Some(found), Some(wanted)) if found != wanted => {
                Err(Untaken::OtherDigest { found, wanted })
            }
            _ => Ok(None),
        };
    };
    let ending = match came.ending {
        "" => ending_by(&beginning(&partial)),
        known => known,
    };
    let placed = writing.place(&partial, ending).map_err(unwritten)?;
    let told = (came.marks, came.dated);
    let held = looked_at(source, &placed, wanted, last, order, told, now);
    match held {
        Ok(held) => Ok(Some((
            Held {
                fetched: came.fetched,
                ..held
            },
            came.origin,
        ))),
        Err(untaken) => {
            writing.discard(&placed);
            Err(untaken)
        }
    }
}

/// Looks at a file that came: is it the right one, are these advisories, and may they follow the old ones?
fn looked_at(
    source: &Source,
    placed: &Placed,
    wanted: Option<Digest>,
    old: Option<&Held>,
    order: &Update,
    told: (Marks, Option<Dated>),
    now: Timestamp,
) -> Result<Held, Untaken> {
    if let Some(wanted) = wanted
        && wanted != placed.sha256
    {
        let found = placed.sha256;
        return Err(Untaken::OtherDigest { found, wanted });
    }
    let held = weighed(placed, told, now)?;
    let Some(old) = old else { return Ok(held) };
    if held.records.saturating_mul(2) < old.records && !order.accept_smaller {
        return Err(Untaken::Fewer {
            found: held.records,
            before: old.records,
        });
    }
    match went_back(&held, old) {
        Some(before) if !order.accept_older => {
            tracing::info!(name = source.name, "older than the one before");
            Err(Untaken::Older {
                newest: held.day().map_or("–".to_owned(), |at| at.to_string()),
                before,
            })
        }
        _ => Ok(held),
    }
}

/// The day of the old one, where the new one is older. Of records without dates their wholes are compared, where both have a day.
fn went_back(new: &Held, old: &Held) -> Option<Timestamp> {
    if let Some(before) = old.newest {
        return new
            .newest
            .is_none_or(|newest| newest < before)
            .then_some(before);
    }
    let (new, before) = (new.day()?, old.day()?);
    (new < before).then_some(before)
}

/// Reads a file as every command reads it, and says how much it holds.
fn weighed(
    placed: &Placed,
    (marks, dated): (Marks, Option<Dated>),
    now: Timestamp,
) -> Result<Held, Untaken> {
    let opened = feeds::open(std::slice::from_ref(&placed.path), &Limits::default());
    if let Some(fault) = opened.feeds.iter().find_map(|feed| feed.fault.as_ref()) {
        let code: &'static str = fault.into();
        return Err(Untaken::Unusable {
            fault: code.to_owned(),
            detail: fault.to_string(),
        });
    }
    let summary = opened.summary(now);
    let records = summary.iter().map(|feed| feed.records).sum();
    if records == 0 {
        return Err(Untaken::NoRecord);
    }
    let dated = match opened.feeds.iter().any(lacks_dates) {
        true => dated.or_else(|| Dated::by_archive(&placed.path, now)),
        false => dated,
    };
    Ok(Held {
        file: placed.file.clone(),
        sha256: placed.sha256,
        bytes: placed.bytes,
        marks,
        records,
        rejected: summary.iter().map(|feed| feed.rejected).sum(),
        newest: summary.iter().filter_map(|feed| feed.newest).max(),
        dated,
        fetched: now,
    })
}

fn local(path: &Path, now: Timestamp) -> Came {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Came {
        ending: ending(&name),
        marks: Marks::default(),
        dated: None,
        fetched: now,
        origin: None,
    }
}

/// Copies a file of this machine.
fn copy(from: &Path, to: &Path, limit: u64) -> Result<(), Untaken> {
    let unreadable = |error: io::Error| Untaken::unreadable(from, &error);
    let unwritten = |error: io::Error| Untaken::unwritten(&error);
    let mut file = input::open(from).map_err(unreadable)?;
    let mut copied = File::create(to).map_err(unwritten)?;
    let (mut chunk, mut bytes) = (vec![0; 64 << 10], 0);
    loop {
        let count = file.read(&mut chunk).map_err(unreadable)?;
        if count == 0 {
            return Ok(());
        }
        bytes += count as u64;
        if bytes > limit {
            return Err(Untaken::TooLong { limit });
        }
        copied.write_all(&chunk[..count]).map_err(unwritten)?;
    }
}

/// Puts the loose files of a folder into one archive: the same files always make the same bytes.
fn gather(folder: &Path, to: &Path, limit: u64) -> Result<(), Untaken> {
    let unwritten = |error: io::Error| Untaken::unwritten(&error);
    let limits = Limits::default();
    let (_, loose) = files(folder, &limits).map_err(|error| Untaken::unreadable(folder, &error))?;
    let mut archive = tar::Builder::new(File::create(to).map_err(unwritten)?);
    let mut total = 0;
    for path in loose {
        let inside = path.strip_prefix(folder).unwrap_or(&path);
        let mut bytes = Vec::new();
        let read = input::open(&path).and_then(|file| {
            let limited = file.take(limits.member_bytes + 1).read_to_end(&mut bytes);
            limited.map(|_| ())
        });
        read.map_err(|error| Untaken::unreadable(&path, &error))?;
        total += bytes.len() as u64;
        if total > limit || bytes.len() as u64 > limits.member_bytes {
            let limit = limit.min(limits.member_bytes);
            return Err(Untaken::TooLong { limit });
        }
        let mut header = pack::header(bytes.len() as u64);
        archive
            .append_data(&mut header, inside, bytes.as_slice())
            .map_err(unwritten)?;
    }
    archive.into_inner().map_err(unwritten)?;
    Ok(())
}

/// The digest that stands first in a small file on a server, as `sha256sum` writes it.
fn announced(
    writing: &Writing,
    name: &str,
    address: &Address,
    patience: Patience,
) -> Result<Digest, Untaken> {
    // No feed's name holds this sign, so no other file is in the way.
    let path = writing.partial(&format!("{name}+sha256"));
    let asked = Wanted {
        address,
        limit: DIGEST_BYTES,
        known: Marks::default(),
        patience,
    };
    let unwritten = |error: io::Error| Untaken::unwritten(&error);
    let got = Download::at(&path).map_err(unwritten)?.bring(&asked);
    let bytes = got
        .map_err(Untaken::from)
        .and_then(|_| fs::read(&path).map_err(unwritten));
    for path in [beside(&path), path] {
        let _the_next_run_begins_anew = fs::remove_file(path);
    }
    let text = String::from_utf8_lossy(&bytes?).to_ascii_lowercase();
    let digest = text
        .split_whitespace()
        .next()
        .and_then(|word| word.parse().ok());
    digest.ok_or_else(|| Untaken::NoDigest {
        url: address.as_str().to_owned(),
    })
}

/// The first bytes of a file.
fn beginning(path: &Path) -> Vec<u8> {
    let mut head = Vec::new();
    let read = input::open(path).and_then(|file| file.take(512).read_to_end(&mut head));
    match read {
        Ok(_) => head,
        Err(_) => Vec::new(),
    }
}
