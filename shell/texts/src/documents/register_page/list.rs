//! The list of all certificates, the newest first: `index.html`, and older pages that keep their place for ever.
//!
//! Pages are filled from the oldest certificate on, so that a new one moves nothing: only the first page grows, until its
//! older half becomes a page of its own. What changes every day (the moment, the counts) stands on the first page only.

use maud::{Markup, html};

use super::super::frame::{band, both, code, emblem, page, page_with_script, switch};
use super::super::{BothTexts, State, time};
use super::record::record_path;
use super::{CHANGES_PATH, Page, RegisterPage, Row, SCRIPT_PATH, Successor, chip, search};

const STYLE: &str = include_str!("../style/register.css");

/// Certificates on a page behind the first; on the first there are up to twice as many.
pub const PAGE_ROWS: usize = 100;

/// Where the pages behind the first lie: `list/1.html` holds the oldest certificates.
pub const LIST_FOLDER: &str = "list";

const COLUMNS: [&str; 6] = [
    "list-certificate",
    "list-product",
    "list-maker",
    "list-class",
    "list-state",
    "list-until",
];

/// The pages of the list: the older ones from the oldest on, and last the first page, `index.html`, which leads to them.
#[must_use]
pub fn list_pages(texts: &BothTexts, register: &RegisterPage) -> Vec<Page> {
    let behind = (register.rows.len() / PAGE_ROWS).saturating_sub(1);
    let (older, newest) = register.rows.split_at(behind * PAGE_ROWS);
    let chunks: Vec<&[Row]> = older.chunks(PAGE_ROWS).collect();
    let mut pages: Vec<Page> = (1..)
        .zip(&chunks)
        .map(|(number, rows)| Page {
            path: format!("{LIST_FOLDER}/{number}.html"),
            text: older_page(texts, register, (number, behind), rows),
        })
        .collect();
    pages.push(Page {
        path: "index.html".to_owned(),
        text: first_page(texts, register, newest, &chunks),
    });
    pages
}

fn first_page(
    texts: &BothTexts,
    register: &RegisterPage,
    newest: &[Row],
    older: &[&[Row]],
) -> String {
    let as_of = time::moment(texts, register.as_of);
    let body = html! {
        span #both {}
        (switch(texts))
        @if register.demonstration { (band(texts, "list-demonstration", &[])) }
        main {
            (head(texts, register))
            p.as-of { (both(&texts.say("list-as-of"))) " " strong { (both(&as_of)) } }
            (counts(texts, &register.rows))
            @if register.rows.is_empty() {
                p { (both(&texts.say("list-empty"))) }
            } @else {
                (search::form(texts))
                div #browse {
                    p.note { (both(&texts.say("list-open"))) }
                    (table(texts, "", newest))
                    (all_pages(texts, older))
                }
            }
            (checkpoint(texts, register))
        }
    };
    page_with_script(
        &title(texts, register),
        STYLE,
        (SCRIPT_PATH, CHANGES_PATH),
        &body,
    )
}

fn older_page(
    texts: &BothTexts,
    register: &RegisterPage,
    (number, behind): (usize, usize),
    rows: &[Row],
) -> String {
    let ways = ways(texts, number, behind);
    let body = html! {
        span #both {}
        (switch(texts))
        @if register.demonstration { (band(texts, "list-demonstration", &[])) }
        main {
            (head(texts, register))
            p { (both(&texts.say("list-issued"))) " " strong { (span_of(rows)) } }
            (ways)
            (table(texts, "../", rows))
            (ways)
            p.note { (both(&texts.say("list-older-note"))) " " (both(&texts.say("list-utc"))) }
        }
    };
    page(&title(texts, register), STYLE, &body)
}

fn title(texts: &BothTexts, register: &RegisterPage) -> String {
    let title = texts.say("list-title");
    format!("{} {} – {}", title.ja, title.en, register.origin)
}

fn head(texts: &BothTexts, register: &RegisterPage) -> Markup {
    html! {
        header.head {
            (emblem())
            p.kind { (both(&register.body)) }
            h1 {
                span #ja lang="ja" { (texts.say("list-title").ja) } " "
                span #en lang="en" { (texts.say("list-title").en) }
            }
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

/// Links from an older page to its neighbours.
fn ways(texts: &BothTexts, number: usize, behind: usize) -> Markup {
    let newer = if number == behind {
        "../index.html".to_owned()
    } else {
        format!("{}.html", number + 1)
    };
    html! {
        nav.ways {
            a href="../index.html" { (both(&texts.say("list-first"))) }
            a rel="prev" href=(newer) { "← " (both(&texts.say("list-newer"))) }
            @if number > 1 {
                a rel="next" href={ (number - 1) ".html" } { (both(&texts.say("list-older"))) " →" }
            }
        }
    }
}

/// Links from the first page to all others.
fn all_pages(texts: &BothTexts, older: &[&[Row]]) -> Markup {
    html! {
        @if !older.is_empty() {
            nav.ways {
                a rel="next" href={ (LIST_FOLDER) "/" (older.len()) ".html" } {
                    (both(&texts.say("list-older"))) " →"
                }
            }
            details.pages {
                summary { (both(&texts.say("list-all-pages"))) " (" (older.len()) ")" }
                ol reversed {
                    @for (place, rows) in older.iter().enumerate().rev() {
                        li { a href={ (LIST_FOLDER) "/" (place + 1) ".html" } { (span_of(rows)) } }
                    }
                }
            }
        }
    }
}

/// The days on which the first and the last of these were issued.
fn span_of(rows: &[Row]) -> String {
    let day = |row: &Row| row.issued.strftime("%Y-%m-%d").to_string();
    let days = (rows.first().map(day), rows.last().map(day));
    match days {
        (Some(first), Some(last)) if first != last => format!("{first} – {last}"),
        (Some(day), _) => day,
        _ => String::new(),
    }
}

/// The head of a table of certificates.
pub(super) fn columns(texts: &BothTexts, columns: &[&str]) -> Markup {
    html! { thead { tr { @for column in columns { th scope="col" { (both(&texts.say(column))) } } } } }
}

/// The certificates, the newest first; `up` leads to the register's folder.
fn table(texts: &BothTexts, up: &str, rows: &[Row]) -> Markup {
    html! {
        table.list {
            (columns(texts, &COLUMNS))
            tbody { @for row in rows.iter().rev() { (line(texts, up, row)) } }
        }
    }
}

fn line(texts: &BothTexts, up: &str, row: &Row) -> Markup {
    html! {
        tr id={ "c-" (row.number) } {
            th scope="row" { (reference(up, &row.number)) }
            td { (both(&row.product)) " " span.version { (row.version) } }
            td { (both(&row.maker)) }
            td {
                span.narrow { (both(&texts.say("document-category"))) " " } (row.category) " – "
                span.narrow { (both(&texts.say("document-class"))) " " } strong { (row.class) }
            }
            td { (standing(texts, up, row)) }
            td.until {
                span.narrow { (both(&texts.say("list-until"))) " " } (both(&time::last_day(texts, row.valid_until)))
            }
        }
    }
}

fn standing(texts: &BothTexts, up: &str, row: &Row) -> Markup {
    html! {
        (chip(texts, row.state)) " "
        span.since { (both(&time::say_day(texts, "list-since", row.since))) }
        @if let Some(reason) = &row.reason { p.note { (both(reason)) } }
        @if let Some(next) = &row.superseded_by { (successor(texts, up, row.state, next)) }
        @for part in &row.components {
            p.note { (part.component) " " (reference(up, &part.certificate)) " " (chip(texts, part.state)) }
        }
    }
}

/// The version that follows; `up` leads to the register's folder.
pub(super) fn successor(texts: &BothTexts, up: &str, state: State, next: &Successor) -> Markup {
    html! {
        p.note {
            (both(&texts.say("list-superseded"))) " " (next.version)
            @if let Some(number) = &next.certificate { " " (reference(up, number)) }
        }
        @if state != State::Void {
            p.note { (both(&time::say_day(texts, "list-void-from", next.void_from))) }
        }
    }
}

/// A link to a certificate's page; `up` leads to the register's folder.
fn reference(up: &str, number: &str) -> Markup {
    html! { a href={ (up) (record_path(number)) } { (number) } }
}

fn checkpoint(texts: &BothTexts, register: &RegisterPage) -> Markup {
    html! {
        section.checkpoint {
            h2 { (both(&texts.say("list-checkpoint"))) }
            dl {
                div { dt { (both(&texts.say("list-origin"))) } dd { (code(&register.origin)) } }
                div { dt { (both(&texts.say("list-size"))) } dd { (register.size) } }
                div { dt { (both(&texts.say("list-root"))) } dd { (code(&register.root)) } }
                @if let Some(time) = register.time {
                    div { dt { (both(&texts.say("list-time"))) } dd { (both(&time::moment(texts, time))) } }
                }
            }
            h2 { (both(&texts.say("list-verify"))) }
            p { (both(&texts.say("list-verify-how"))) }
            pre { "sekisho verify certificates/NUMBER/certificate.json --trust trust.json --register ." }
            p { (both(&texts.say("list-copy"))) }
            h2 { (both(&texts.say("list-follow"))) }
            p {
                a href=(CHANGES_PATH) { (both(&texts.say("list-changes"))) } " – "
                a href="index.json" { (both(&texts.say("list-programs"))) }
            }
            p.note { (both(&texts.say("list-utc"))) }
        }
    }
}
