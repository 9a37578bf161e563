//! The feed of changes, `changes.atom` (RFC 4287): what happened to certificates, the newest first, in both languages.
//!
//! An entry is identified by the place of its statement in the log and dated by the statement, so it stays what it is
//! however often the feed is made.

use jiff::Timestamp;
use register::fold::{History, Place};
use register::statement::StateChange;

use super::super::{Bilingual, BothTexts, time};
use super::record::{event, record_path};
use super::shown;
use crate::Language;

/// Where the feed lies in the register's folder.
pub const CHANGES_PATH: &str = "changes.atom";

/// What the feed says.
#[derive(Debug, Clone, PartialEq)]
pub struct Feed<'r> {
    /// The body whose register it is.
    pub body: Bilingual,
    /// Made for a demonstration: certifies nothing.
    pub demonstration: bool,
    /// The address of the register's folder, when it is published; without one the links are relative.
    pub address: Option<String>,
    /// The origin of the first shard.
    pub origin: String,
    /// The first day of that shard.
    pub since: Timestamp,
    /// The newest changes, the newest first.
    pub entries: Vec<FeedEntry<'r>>,
}

/// A change of a certificate, or its issue.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FeedEntry<'r> {
    /// The certificate with everything that happened to it.
    pub history: &'r History,
    /// Where the statement stands.
    pub place: &'r Place,
    /// What it changes; nothing for the issue.
    pub change: Option<&'r StateChange>,
}

/// The feed.
#[must_use]
pub fn changes(texts: &BothTexts, feed: &Feed<'_>) -> String {
    let base = feed
        .address
        .as_deref()
        .map(|address| address.trim_end_matches('/'));
    let link = |path: &str| base.map_or_else(|| path.to_owned(), |base| format!("{base}/{path}"));
    let updated = feed.entries.iter().map(FeedEntry::time).max();
    let mut xml = Xml::new();
    xml.open("feed", &[("xmlns", "http://www.w3.org/2005/Atom")]);
    xml.text("id", &tag(&feed.origin, feed.since, "changes"));
    xml.text("title", &title(texts, feed));
    xml.text("updated", &updated.unwrap_or(feed.since).to_string());
    xml.open("author", &[]);
    xml.text("name", &side_by_side(&feed.body));
    xml.close("author");
    xml.empty(
        "link",
        &[
            ("rel", "self"),
            ("type", "application/atom+xml"),
            ("href", &link(CHANGES_PATH)),
        ],
    );
    xml.empty(
        "link",
        &[
            ("rel", "alternate"),
            ("type", "text/html"),
            ("href", &link("index.html")),
        ],
    );
    for entry in &feed.entries {
        let page = link(&record_path(&entry.history.certificate.number));
        write_entry(texts, entry, &page, &mut xml);
    }
    xml.close("feed");
    xml.0
}

fn title(texts: &BothTexts, feed: &Feed<'_>) -> String {
    let title = format!(
        "{} – {}",
        side_by_side(&texts.say("feed-title")),
        side_by_side(&feed.body)
    );
    if feed.demonstration {
        let word = texts.say("document-demonstration");
        return format!("[{}] {title}", side_by_side(&word));
    }
    title
}

fn write_entry(texts: &BothTexts, entry: &FeedEntry<'_>, page: &str, xml: &mut Xml) {
    let told = event(texts, entry.change);
    xml.open("entry", &[]);
    let own = format!("entry/{}", entry.place.index);
    xml.text("id", &tag(&entry.place.origin, entry.time(), &own));
    xml.text(
        "title",
        &side_by_side(&texts.each(|texts| {
            let certificate = &entry.history.certificate;
            let product = shown(&certificate.product.name);
            let args = [
                ("number", certificate.number.as_str().into()),
                ("product", product.of(texts.language()).into()),
                ("version", certificate.product.version.as_str().into()),
                ("event", told.of(texts.language()).into()),
            ];
            texts.say_with("feed-entry", &args)
        })),
    );
    xml.text("updated", &entry.time().to_string());
    xml.text("published", &entry.time().to_string());
    xml.empty(
        "link",
        &[("rel", "alternate"), ("type", "text/html"), ("href", page)],
    );
    xml.open("content", &[("type", "xhtml")]);
    xml.open("div", &[("xmlns", "http://www.w3.org/1999/xhtml")]);
    let effective = time::moment(texts, entry.effective());
    for language in Language::BOTH {
        let args = [("moment", effective.of(language).into())];
        let sentence = texts.of(language).say_with("feed-effective", &args);
        xml.spoken("p", language, &sentence);
        if let Some(change) = entry.change {
            xml.spoken("p", language, shown(&change.reason).of(language));
        }
    }
    xml.close("div");
    xml.close("content");
    xml.close("entry");
}

impl FeedEntry<'_> {
    /// When the statement was made.
    #[must_use]
    pub fn time(&self) -> Timestamp {
        self.change
            .map_or(self.history.certificate.issued, |change| change.time)
    }

    fn effective(&self) -> Timestamp {
        self.change
            .map_or(self.history.certificate.valid_from, |change| {
                change.effective
            })
    }
}

/// Both languages in one line, once where they are the same.
fn side_by_side(text: &Bilingual) -> String {
    if text.ja == text.en {
        return text.ja.clone();
    }
    format!("{} / {}", text.ja, text.en)
}

/// An identifier (RFC 4151) by the name of the log's owner, a day on which the name was theirs, and what it is of.
fn tag(origin: &str, day: Timestamp, what: &str) -> String {
    let (host, name) = origin.split_once('/').unwrap_or((origin, ""));
    let day = day.strftime("%Y-%m-%d");
    format!("tag:{},{day}:{}/{what}", plain(host), plain(name))
}

/// As a URI may hold it.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'/' => {
                plain.push(char::from(byte))
            }
            other => plain.push_str(&format!("%{other:02X}")),
        }
    }
    plain
}

/// XML as it is written here: elements, attributes, text; no text can become markup.
struct Xml(String);

impl Xml {
    fn new() -> Self {
        Self("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n".to_owned())
    }

    fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.start(name, attributes);
        self.0.push_str(">\n");
    }

    fn close(&mut self, name: &str) {
        self.0.push_str(&format!("</{name}>\n"));
    }

    fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.start(name, attributes);
        self.0.push_str("/>\n");
    }

    fn text(&mut self, name: &str, text: &str) {
        self.0
            .push_str(&format!("<{name}>{}</{name}>\n", escaped(text)));
    }

    fn spoken(&mut self, name: &str, language: Language, text: &str) {
        self.start(name, &[("xml:lang", language.tag())]);
        self.0.push_str(&format!(">{}</{name}>\n", escaped(text)));
    }

    fn start(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.0.push('<');
        self.0.push_str(name);
        for (attribute, value) in attributes {
            self.0
                .push_str(&format!(" {attribute}=\"{}\"", escaped(value)));
        }
    }
}

/// Text as XML 1.0 may hold it: markup escaped, characters that no document may have replaced.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\u{0}'..='\u{8}'
            | '\u{b}'
            | '\u{c}'
            | '\u{e}'..='\u{1f}'
            | '\u{fffe}'
            | '\u{ffff}' => {
                escaped.push('\u{fffd}');
            }
            other => escaped.push(other),
        }
    }
    escaped
}
