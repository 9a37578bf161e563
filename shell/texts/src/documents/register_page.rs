//! The public register for people: the list of certificates in pages, a page for each certificate, the feed of changes.
//!
//! Copies made from the log: they prove nothing, and say so, and say how to verify. A page that says nothing new has the
//! same bytes as before, so that whoever publishes it copies only what changed.

mod feed;
mod list;
mod record;
mod search;

use jiff::Timestamp;
use maud::{Markup, html};

use super::frame::both;
use super::{Bilingual, BothTexts, State};
use crate::messages::one_line;

pub use feed::{CHANGES_PATH, Feed, FeedEntry, changes};
pub use list::{LIST_FOLDER, PAGE_ROWS, list_pages};
pub use record::{Linked, RECORD_NAME, Record, record, record_path};
pub use search::{DATA_PATH, SCRIPT, SCRIPT_PATH, search_data};

/// What the list says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterPage {
    /// The body whose register it is.
    pub body: Bilingual,
    /// Made for a demonstration: certifies nothing.
    pub demonstration: bool,
    /// The shard's origin.
    pub origin: String,
    /// Entries under the checkpoint.
    pub size: u64,
    /// Its root hash, base64.
    pub root: String,
    /// The newest time that somebody vouches for the checkpoint; nothing while the register is empty.
    pub time: Option<Timestamp>,
    /// The states are those of this moment.
    pub as_of: Timestamp,
    /// One for each certificate, in the order in which they were entered: the oldest first.
    pub rows: Vec<Row>,
}

/// A page of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its path in the register's folder.
    pub path: String,
    /// What it says.
    pub text: String,
}

/// A certificate in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its number.
    pub number: String,
    /// The product.
    pub product: Bilingual,
    /// Its version.
    pub version: String,
    /// Who holds the certificate.
    pub maker: Bilingual,
    /// The category, 1 to 3.
    pub category: u8,
    /// The class, such as `2-a`.
    pub class: String,
    /// Its state at the time of the page.
    pub state: State,
    /// Since when.
    pub since: Timestamp,
    /// Why it is in this state, when the register says so.
    pub reason: Option<Bilingual>,
    /// The version that follows, when one was declared.
    pub superseded_by: Option<Successor>,
    /// The certified parts that a system rests on.
    pub components: Vec<ComponentLine>,
    /// When it was issued.
    pub issued: Timestamp,
    /// First moment at which it is no longer valid by its own term.
    pub valid_until: Timestamp,
}

/// A version that follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Successor {
    /// The version.
    pub version: String,
    /// Its certificate, when it has one.
    pub certificate: Option<String>,
    /// From when the older certificate is void.
    pub void_from: Timestamp,
}

/// A certified part of a system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComponentLine {
    /// Its name in the system.
    pub component: String,
    /// The certificate that it holds.
    pub certificate: String,
    /// That certificate's state.
    pub state: State,
}

impl From<register::index::IndexRow> for Row {
    fn from(row: register::index::IndexRow) -> Self {
        let components = row.components.into_iter().map(|part| ComponentLine {
            component: one_line(&part.component),
            certificate: part.certificate,
            state: part.status.into(),
        });
        Self {
            number: row.number,
            product: shown(&row.product),
            version: one_line(&row.version),
            maker: shown(&row.holder),
            category: row.category.into(),
            class: row.class.name().to_owned(),
            state: row.status.into(),
            since: row.since,
            reason: row.reason.as_ref().map(shown),
            superseded_by: row.superseded_by.map(|next| Successor {
                version: one_line(&next.version),
                certificate: next.certificate,
                void_from: next.void_from,
            }),
            components: components.collect(),
            issued: row.issued,
            valid_until: row.valid_until,
        }
    }
}

/// A text from outside, which can neither turn the order of reading around nor hold what no page may.
fn shown(text: &register::certificate::Text) -> Bilingual {
    Bilingual::new(one_line(&text.ja), one_line(&text.en))
}

/// A state, by colour, mark and word.
fn chip(texts: &BothTexts, state: State) -> Markup {
    let (kind, mark) = state.mark();
    html! {
        span.chip.(kind) { (mark) " " (both(&texts.say(&format!("document-state-{}", state.name())))) }
    }
}
