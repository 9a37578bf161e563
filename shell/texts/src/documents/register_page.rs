//! The public list of certificates (`index.html`), for people.
//!
//! A copy made from the log: it proves nothing, and says so, and says how to verify.

use jiff::Timestamp;
use maud::{Markup, html};

use super::frame::{band, both, code, emblem, page, switch};
use super::{Bilingual, BothTexts, State, time};

const STYLE: &str = include_str!("style/register.css");

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
    /// The time of the checkpoint: the states are those of this moment.
    pub as_of: Timestamp,
    /// One for each certificate, in the order to show.
    pub rows: Vec<Row>,
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
            component: part.component,
            certificate: part.certificate,
            state: part.status.into(),
        });
        Self {
            number: row.number,
            product: row.product.into(),
            version: row.version,
            maker: row.holder.into(),
            category: row.category.into(),
            class: row.class.name().to_owned(),
            state: row.status.into(),
            since: row.since,
            reason: row.reason.map(Bilingual::from),
            superseded_by: row.superseded_by.map(|next| Successor {
                version: next.version,
                certificate: next.certificate,
                void_from: next.void_from,
            }),
            components: components.collect(),
            valid_until: row.valid_until,
        }
    }
}

/// The page of the public register.
#[must_use]
pub fn register_page(register: &RegisterPage) -> String {
    let texts = &BothTexts::new();
    let title = texts.say("list-title");
    let body = html! {
        span #both {}
        (switch(texts))
        @if register.demonstration { (band(texts, "list-demonstration", &[])) }
        main {
            (head(texts, register))
            (counts(texts, &register.rows))
            (list(texts, &register.rows))
            (checkpoint(texts, register))
        }
    };
    let title = format!("{} {} – {}", title.ja, title.en, register.origin);
    page(&title, STYLE, &body)
}

fn head(texts: &BothTexts, register: &RegisterPage) -> Markup {
    let as_of = time::moment(texts, register.as_of);
    html! {
        header.head {
            (emblem())
            p.kind { (both(&register.body)) }
            h1 {
                span #ja lang="ja" { (texts.say("list-title").ja) } " "
                span #en lang="en" { (texts.say("list-title").en) }
            }
            p.as-of { (both(&texts.say("list-as-of"))) " " strong { (both(&as_of)) } }
        }
    }
}

/// How many certificates are in each state.
fn counts(texts: &BothTexts, rows: &[Row]) -> Markup {
    html! {
        ul.counts {
            @for state in State::ALL {
                @let count = rows.iter().filter(|row| row.state == state).count();
                @if count > 0 { li { (chip(texts, state)) " " strong { (count) } } }
            }
        }
    }
}

fn list(texts: &BothTexts, rows: &[Row]) -> Markup {
    let columns = [
        "list-certificate",
        "list-product",
        "list-maker",
        "list-class",
        "list-state",
        "list-until",
    ];
    html! {
        @if rows.is_empty() {
            p { (both(&texts.say("list-empty"))) }
        } @else {
            p.note { (both(&texts.say("list-find"))) }
            table.list {
                thead { tr { @for column in columns { th scope="col" { (both(&texts.say(column))) } } } }
                tbody { @for row in rows { (line(texts, row)) } }
            }
        }
    }
}

fn line(texts: &BothTexts, row: &Row) -> Markup {
    html! {
        tr id={ "c-" (row.number) } {
            th scope="row" {
                a href={ "certificates/" (row.number) "/certificate.html" } { (row.number) }
            }
            td { (both(&row.product)) " " span.version { (row.version) } }
            td { (both(&row.maker)) }
            td {
                span.narrow { (both(&texts.say("document-category"))) " " } (row.category) " – "
                span.narrow { (both(&texts.say("document-class"))) " " } strong { (row.class) }
            }
            td { (standing(texts, row)) }
            td.until {
                span.narrow { (both(&texts.say("list-until"))) " " } (both(&time::last_day(texts, row.valid_until)))
            }
        }
    }
}

fn standing(texts: &BothTexts, row: &Row) -> Markup {
    html! {
        (chip(texts, row.state)) " "
        span.since { (both(&time::say_day(texts, "list-since", row.since))) }
        @if let Some(reason) = &row.reason { p.note { (both(reason)) } }
        @if let Some(next) = &row.superseded_by { (successor(texts, row.state, next)) }
        @for part in &row.components {
            p.note { (part.component) " " (reference(&part.certificate)) " " (chip(texts, part.state)) }
        }
    }
}

fn successor(texts: &BothTexts, state: State, next: &Successor) -> Markup {
    html! {
        p.note {
            (both(&texts.say("list-superseded"))) " " (next.version)
            @if let Some(number) = &next.certificate { " " (reference(number)) }
        }
        @if state != State::Void {
            p.note { (both(&time::say_day(texts, "list-void-from", next.void_from))) }
        }
    }
}

/// A link to another row.
fn reference(number: &str) -> Markup {
    html! { a href={ "#c-" (number) } { (number) } }
}

fn chip(texts: &BothTexts, state: State) -> Markup {
    let (kind, mark) = state.mark();
    html! {
        span.chip.(kind) { (mark) " " (both(&texts.say(&format!("document-state-{}", state.name())))) }
    }
}

fn checkpoint(texts: &BothTexts, register: &RegisterPage) -> Markup {
    html! {
        section.checkpoint {
            h2 { (both(&texts.say("list-checkpoint"))) }
            dl {
                div { dt { (both(&texts.say("list-origin"))) } dd { (code(&register.origin)) } }
                div { dt { (both(&texts.say("list-size"))) } dd { (register.size) } }
                div { dt { (both(&texts.say("list-root"))) } dd { (code(&register.root)) } }
                div { dt { (both(&texts.say("list-time"))) } dd { (both(&time::moment(texts, register.as_of))) } }
            }
            h2 { (both(&texts.say("list-verify"))) }
            p { (both(&texts.say("list-verify-how"))) }
            pre { "sekisho verify certificates/NUMBER/certificate.json --trust trust.json --register ." }
            p { (both(&texts.say("list-copy"))) }
            p { (both(&texts.say("list-without"))) }
            p.note { (both(&texts.say("list-utc"))) }
        }
    }
}
