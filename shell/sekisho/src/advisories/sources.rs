//! Which feeds an update is about, and where each comes from: what was typed, the settings file `advisories.toml`, the
//! feeds that are kept already, and the presets.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use scheme::id::Digest;
use serde::Deserialize;
use vulnerability::{FeedReader, Limits};

use super::names::{derived, is_name};
use super::pack;
use super::store::Kept;
use crate::cli::Update;
use crate::reading::{Address, is_address};
use crate::undone::{Said, at};
use crate::{Failure, feeds, input};

/// The presets, as shipped.
const PRESETS: &str = include_str!("presets.toml");

/// The largest settings file that is read.
const SETTINGS_BYTES: u64 = 1 << 20;

/// The most bytes of one feed, where nothing smaller is said.
pub(super) const FEED_BYTES: u64 = 1 << 30;

/// A feed and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Source {
    pub(super) name: String,
    pub(super) place: Place,
    pub(super) sha256: Announced,
    pub(super) max_bytes: u64,
}

/// Where a feed comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    Address(Address),
    File(PathBuf),
    /// The files of a folder, except archives and catalogues, which are feeds of their own.
    Folder(PathBuf),
    /// An archive that `sekisho advisories pack` wrote.
    Pack(PathBuf),
}

/// What is known beforehand of a feed's digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Announced {
    Nothing,
    Digest(Digest),
    /// It stands in a file on a server.
    At(Address),
}

/// The settings file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    #[serde(default)]
    feed: Vec<Entry>,
}

/// A feed of the settings file or of the presets.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    url: Option<String>,
    path: Option<PathBuf>,
    sha256_url: Option<String>,
    max_bytes: Option<u64>,
    /// Of presets: what `{}` stands for.
    #[serde(default)]
    each: Vec<String>,
}

impl Place {
    /// As it is written in the list of feeds.
    pub(super) fn to_text(&self) -> String {
        match self {
            Place::Address(address) => address.as_str().to_owned(),
            Place::File(path) | Place::Folder(path) | Place::Pack(path) => {
                path.display().to_string()
            }
        }
    }

    /// What was typed or written, as far as it can be told from the disk.
    fn parse(text: &str) -> Result<Place, Failure> {
        if is_address(text) {
            let refused = || Said::new("advisories-no-address", &[("url", text)]).into();
            return Address::parse_file(text)
                .map(Place::Address)
                .ok_or_else(refused);
        }
        let path = std::path::absolute(text).map_err(at(Path::new(text)))?;
        Ok(Place::of(path))
    }

    fn of(path: PathBuf) -> Place {
        if path.is_dir() {
            Place::Folder(path)
        } else if pack::is_pack(&path) {
            Place::Pack(path)
        } else {
            Place::File(path)
        }
    }
}

/// The feeds of an update: `kept` are those of the data folder, `data` is where its settings file lies.
pub(super) fn asked(order: &Update, data: &Path, kept: &[Kept]) -> Result<Vec<Source>, Failure> {
    let mut found: BTreeMap<String, Source> = BTreeMap::new();
    if order.from.is_empty() {
        let configured = settings(order.sources.as_deref(), data)?;
        if order.names.is_empty() {
            for source in kept
                .iter()
                .filter(|kept| !configured.contains_key(&kept.name))
            {
                found.insert(source.name.clone(), again(source)?);
            }
            found.extend(configured);
        } else {
            for name in &order.names {
                let source = match (configured.get(name), kept.iter().find(|k| k.name == *name)) {
                    (Some(source), _) => source.clone(),
                    (None, Some(kept)) => again(kept)?,
                    (None, None) => preset(name).ok_or_else(|| unknown(name))?,
                };
                found.insert(name.clone(), source);
            }
        }
    } else {
        for typed in &order.from {
            for source in typed_source(typed)? {
                let name = source.name.clone();
                if found.insert(name.clone(), source).is_some() {
                    return Err(Said::new("advisories-name-twice", &[("name", &name)]).into());
                }
            }
        }
        if let Some(name) = order.names.iter().find(|name| !found.contains_key(*name)) {
            return Err(unknown(name));
        }
        if !order.names.is_empty() {
            found.retain(|name, _| order.names.contains(name));
        }
    }
    for (name, sha256) in &order.sha256 {
        let source = found.get_mut(name).ok_or_else(|| unknown(name))?;
        source.sha256 = Announced::Digest(*sha256);
    }
    if found.is_empty() {
        let data = data.display().to_string();
        return Err(Said::new("advisories-nothing-asked", &[("data", &data)]).into());
    }
    Ok(found.into_values().collect())
}

/// The same feed from where it came before.
fn again(kept: &Kept) -> Result<Source, Failure> {
    Ok(Source {
        name: kept.name.clone(),
        place: Place::parse(&kept.source)?,
        sha256: Announced::Nothing,
        max_bytes: preset(&kept.name).map_or(FEED_BYTES, |preset| preset.max_bytes),
    })
}

fn unknown(name: &str) -> Failure {
    let known = preset_names().join(", ");
    Said::new("advisories-unknown", &[("name", name), ("known", &known)]).into()
}

/// The sources that `NAME=SOURCE`, or `SOURCE` alone, stands for.
fn typed_source(typed: &str) -> Result<Vec<Source>, Failure> {
    let named = typed.split_once('=').filter(|(name, _)| is_name(name));
    let (name, text) = match named {
        Some((name, text)) => (Some(name), text),
        None => (None, typed),
    };
    let path = Path::new(text);
    if !is_address(text) && !path.try_exists().map_err(at(path))? {
        // What stands behind --from may also be the name of a preset.
        let preset = preset(text).filter(|_| name.is_none());
        let missing = || at(path)(std::io::Error::from(std::io::ErrorKind::NotFound));
        return Ok(vec![preset.ok_or_else(missing)?]);
    }
    let place = Place::parse(text)?;
    let simple = |name: String, place| Source {
        name,
        place,
        sha256: Announced::Nothing,
        max_bytes: FEED_BYTES,
    };
    match (place, name) {
        (Place::Pack(path), None) => {
            let each = pack::names(&path)?.into_iter();
            Ok(each
                .map(|name| simple(name, Place::Pack(path.clone())))
                .collect())
        }
        (Place::Folder(path), name) => in_folder(&path, name),
        (place, Some(name)) => Ok(vec![simple(name.to_owned(), place)]),
        (place, None) => Ok(vec![simple(name_of(&place)?, place)]),
    }
}

/// The name that a file or folder gives its feed.
fn name_of(place: &Place) -> Result<String, Failure> {
    let file = match place {
        Place::Address(address) => address.file_name().to_owned(),
        Place::File(path) | Place::Folder(path) | Place::Pack(path) => {
            let name = path.file_name().unwrap_or_default();
            name.to_string_lossy().into_owned()
        }
    };
    let source = place.to_text();
    let nameless = || Said::new("advisories-no-name", &[("source", &source)]).into();
    derived(&file).ok_or_else(nameless)
}

/// The feeds of a folder: its archives and catalogues, and its other files together.
fn in_folder(folder: &Path, name: Option<&str>) -> Result<Vec<Source>, Failure> {
    let (own, loose) = files(folder, &Limits::default()).map_err(at(folder))?;
    let mut sources = Vec::new();
    for path in own {
        let place = Place::of(path);
        if matches!(place, Place::File(_)) {
            sources.push((name_of(&place)?, place));
        }
    }
    if sources.is_empty() || holds_records(folder, &loose) {
        let place = Place::Folder(folder.to_owned());
        let name = name.map_or_else(|| name_of(&place), |name| Ok(name.to_owned()))?;
        sources.push((name, place));
    }
    let whole = |(name, place)| Source {
        name,
        place,
        sha256: Announced::Nothing,
        max_bytes: FEED_BYTES,
    };
    Ok(sources.into_iter().map(whole).collect())
}

/// The files of a folder in the order of their paths: those that are feeds of their own, and the others.
pub(super) fn files(
    folder: &Path,
    limits: &Limits,
) -> std::io::Result<(Vec<PathBuf>, Vec<PathBuf>)> {
    let mut found = Vec::new();
    feeds::below(folder, &mut found, limits.members)?;
    let (links, found): (Vec<_>, Vec<_>) = found
        .into_iter()
        .partition(|(path, about)| about.is_symlink() && !feeds::is_packed(path));
    let mut paths: Vec<PathBuf> = found.into_iter().map(|(path, _)| path).collect();
    paths.sort();
    // A link to a record that stands elsewhere in the folder is no loss.
    let read: BTreeSet<_> = paths.iter().filter_map(|path| path.file_name()).collect();
    let lost = |path: &&PathBuf| {
        let ending = path.extension().and_then(|ending| ending.to_str());
        let record = matches!(
            ending,
            Some("json" | "md" | "yaml" | "yml" | "xml" | "rdf" | "csv")
        );
        path.is_dir() || (record && path.file_name().is_some_and(|name| !read.contains(name)))
    };
    if let Some(link) = links.iter().map(|(path, _)| path).find(lost) {
        let why = format!("{} is a link, which is not followed", link.display());
        return Err(std::io::Error::other(why));
    }
    Ok(paths
        .into_iter()
        .partition(|path| feeds::is_packed(path) || is_catalogue(path)))
}

/// Whether a file is a catalogue, by its beginning.
fn is_catalogue(path: &Path) -> bool {
    let mut head = Vec::new();
    let mut read = || input::open(path)?.take(4096).read_to_end(&mut head);
    read().is_ok() && feeds::is_catalogue(path, &head)
}

/// Whether the loose files of a folder are more than the read-me beside its archives.
fn holds_records(folder: &Path, loose: &[PathBuf]) -> bool {
    let limits = Limits::default();
    let mut reader = FeedReader::new("", &limits);
    for path in loose {
        let inside = path.strip_prefix(folder).unwrap_or(path);
        let bytes = fs::read(path).unwrap_or_default();
        reader.add(&inside.display().to_string(), &bytes);
    }
    let feed = reader.finish();
    feed.records > 0 || !feed.rejected.is_empty()
}

/// The feeds of the settings file: the one named, else `advisories.toml` of the data folder where there is one.
fn settings(named: Option<&Path>, data: &Path) -> Result<BTreeMap<String, Source>, Failure> {
    let own = data.join("advisories.toml");
    let path = match named {
        Some(path) => path,
        None if own.exists() => &own,
        None => return Ok(BTreeMap::new()),
    };
    let text = input::text(path, SETTINGS_BYTES)?;
    let settings: Settings = toml::from_str(&text).map_err(at(path))?;
    let beside = path.parent().unwrap_or(Path::new("."));
    let mut found = BTreeMap::new();
    for entry in settings.feed {
        let name = entry.name.clone();
        let source = configured(entry, beside).map_err(at(path))?;
        if found.insert(name.clone(), source).is_some() {
            let twice: Failure = Said::new("advisories-name-twice", &[("name", &name)]).into();
            return Err(at(path)(twice).into());
        }
    }
    Ok(found)
}

/// A feed of the settings file: with an address, a path, or as the preset of its name.
fn configured(entry: Entry, beside: &Path) -> Result<Source, Failure> {
    let name = entry.name;
    if !is_name(&name) {
        return Err(Said::new("advisories-wrong-name", &[("name", &name)]).into());
    }
    let mut source = match (entry.url, entry.path) {
        (Some(url), None) => Source {
            place: Place::parse(&url)?,
            name,
            sha256: Announced::Nothing,
            max_bytes: FEED_BYTES,
        },
        (None, Some(path)) => Source {
            place: Place::parse(&beside.join(path).display().to_string())?,
            name,
            sha256: Announced::Nothing,
            max_bytes: FEED_BYTES,
        },
        (None, None) => preset(&name).ok_or_else(|| unknown(&name))?,
        (Some(_), Some(_)) => {
            return Err(Said::new("advisories-two-places", &[("name", &name)]).into());
        }
    };
    if let Some(url) = entry.sha256_url {
        let refused = || Said::new("advisories-no-address", &[("url", &url)]);
        source.sha256 = Announced::At(Address::parse_file(&url).ok_or_else(refused)?);
    }
    source.max_bytes = entry.max_bytes.unwrap_or(source.max_bytes).min(FEED_BYTES);
    Ok(source)
}

/// The preset of this name.
fn preset(name: &str) -> Option<Source> {
    let (url, max_bytes) = presets().remove(name)?;
    Some(Source {
        name: name.to_owned(),
        place: Place::Address(Address::parse_file(&url)?),
        sha256: Announced::Nothing,
        max_bytes: max_bytes.unwrap_or(FEED_BYTES),
    })
}

/// The preset that brings the OSV export of an ecosystem, where there is one.
pub(crate) fn osv_preset(ecosystem: &str) -> Option<String> {
    let whole = ecosystem.split(':').next().unwrap_or(ecosystem);
    let name = format!("osv-{}", whole.replace(' ', "-"));
    presets().contains_key(&name).then_some(name)
}

/// The presets by name, each with its address and its limit.
fn presets() -> BTreeMap<String, (String, Option<u64>)> {
    let settings: Settings = toml::from_str(PRESETS).expect("the tests read what is shipped");
    let mut found = BTreeMap::new();
    for entry in settings.feed {
        let url = entry.url.unwrap_or_default();
        let each: BTreeSet<String> = match entry.each.is_empty() {
            true => [String::new()].into(),
            false => entry.each.into_iter().collect(),
        };
        for one in each {
            let name = entry.name.replace("{}", &one.replace([' ', ':'], "-"));
            let url = url.replace("{}", &one.replace(' ', "%20"));
            found.insert(name, (url, entry.max_bytes));
        }
    }
    found
}

/// The names of the presets, as a person reads them: of many years only the first and the last.
fn preset_names() -> Vec<String> {
    let settings: Settings = toml::from_str(PRESETS).expect("the tests read what is shipped");
    let is_year = |one: &&String| one.bytes().all(|byte| byte.is_ascii_digit());
    let each = settings.feed.iter().flat_map(|entry| {
        let name = |one: &String| entry.name.replace("{}", &one.replace([' ', ':'], "-"));
        match (entry.each.first(), entry.each.last()) {
            (Some(first), Some(last)) if is_year(&first) => {
                vec![format!("{}–{last}", name(first))]
            }
            (Some(_), _) => entry.each.iter().map(name).collect(),
            _ => vec![entry.name.clone()],
        }
    });
    each.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_has_a_name_and_an_encrypted_address() {
        let presets = presets();
        assert!(presets.len() > 80, "{}", presets.len());
        for (name, (url, _)) in &presets {
            assert!(is_name(name), "{name}");
            assert!(
                url.starts_with("https://") && !url.contains(['{', ' ']),
                "{url}"
            );
            assert!(preset(name).is_some(), "{name}");
        }
        for name in [
            "osv-crates.io",
            "osv-Red-Hat",
            "nvd-2026",
            "jvn-2026",
            "kev",
        ] {
            assert!(presets.contains_key(name), "{name}");
        }
        assert_eq!(preset("nvd-1066"), None);
        let told = preset_names();
        assert!(told.contains(&"nvd-2002–2027".to_owned()), "{told:?}");
        assert!(told.contains(&"osv-npm".to_owned()), "{told:?}");
    }

    #[test]
    fn a_name_before_the_source_is_told_from_a_question_in_an_address() {
        let named = |typed: &str| typed_source(typed).map(|all| all[0].name.clone()).ok();
        assert_eq!(named("a=https://r.example/b.zip").as_deref(), Some("a"));
        assert_eq!(named("https://r.example/b.zip?a=c").as_deref(), Some("b"));
        assert_eq!(named("https://r.example/"), None);
        assert_eq!(named("ftp://r.example/b.zip"), None);
    }
}
