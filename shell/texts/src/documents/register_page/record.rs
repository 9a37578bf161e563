//! The page of one certificate: what was certified, its state, what happened to it, what it follows and rests on.
//!
//! It stands beside `certificate.html`, the document as issued, whose bytes are signed and never change; this page is made
//! anew when something changes, and does not name the day on which it was made.

use jiff::Timestamp;
use maud::{Markup, html};
use register::certificate::{Certificate, Party};
use register::fold::{History, Place};
use register::statement::{Change, Correctable, StateChange};

use super::super::frame::{band, both, code, emblem, page, switch};
use super::super::{Bilingual, BothTexts, State, time};
use super::list::successor;
use super::{Row, chip, shown};
use crate::messages::one_line;

const STYLE: &str = include_str!("../style/record.css");

/// The name of the page in the certificate's folder, so that a web server shows it for the folder.
pub const RECORD_NAME: &str = "index.html";

/// The way from the page to the register's folder.
const UP: &str = "../../";

/// What the page says.
#[derive(Debug, Clone, PartialEq)]
pub struct Record<'r> {
    /// The body whose register it is.
    pub body: Bilingual,
    /// Certificate, changes and places, from the register.
    pub history: &'r History,
    /// Its line in the list: the state of the day.
    pub row: &'r Row,
    /// The certificates of earlier and later versions in order, this one among them.
    pub chain: Vec<Linked>,
    /// The parts of a system, each with the certificate that it holds.
    pub components: Vec<(String, Linked)>,
    /// The systems that rest on this certificate.
    pub systems: Vec<Linked>,
    /// Names of the files that lie beside the page.
    pub files: Vec<String>,
}

/// A certificate that another's page leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linked {
    /// Its number.
    pub number: String,
    /// Product, version and state, where the register knows it.
    pub known: Option<(Bilingual, String, State)>,
}

impl From<&Row> for Linked {
    fn from(row: &Row) -> Self {
        let Row {
            number,
            product,
            version,
            state,
            ..
        } = row;
        Self {
            number: number.clone(),
            known: Some((product.clone(), version.clone(), *state)),
        }
    }
}

/// Where the page of a certificate lies in the register's folder.
#[must_use]
pub fn record_path(number: &str) -> String {
    format!("certificates/{number}/{RECORD_NAME}")
}

/// The page of a certificate.
#[must_use]
pub fn record(texts: &BothTexts, record: &Record<'_>) -> String {
    let certificate = &record.history.certificate;
    let title = texts.say("record-title");
    let body = html! {
        span #both {}
        (switch(texts))
        @if certificate.demonstration { (band(texts, "record-demonstration", &[])) }
        main {
            (head(texts, record, &title))
            (state(texts, record.row))
            (history(texts, record.history))
            (chain(texts, record))
            (components(texts, &record.components))
            (systems(texts, &record.systems))
            (facts(texts, record))
            (verification(texts, record))
            p.note { (both(&texts.say("record-utc"))) }
        }
    };
    let title = format!("{} {} {}", certificate.number, title.ja, title.en);
    page(&title, STYLE, &body)
}

fn head(texts: &BothTexts, record: &Record<'_>, title: &Bilingual) -> Markup {
    let certificate = &record.history.certificate;
    html! {
        nav.ways { a href={ (UP) "index.html" } { "← " (both(&texts.say("record-list"))) } }
        header.head {
            (emblem())
            p.kind { (both(&record.body)) }
            h1 { span #ja lang="ja" { (title.ja) } " " span #en lang="en" { (title.en) } }
            p.number { (both(&texts.say("record-number"))) " " strong { (certificate.number) } }
            p.name { (both(&record.row.product)) }
            p { (both(&texts.say("certificate-version"))) " " span.version { (record.row.version) } }
        }
    }
}

fn state(texts: &BothTexts, row: &Row) -> Markup {
    html! {
        section.state.(row.state.mark().0) {
            h2 { (both(&texts.say("record-state"))) }
            p.today {
                (chip(texts, row.state)) " "
                span.since { (both(&time::say_day(texts, "list-since", row.since))) }
            }
            @if let Some(reason) = &row.reason { p.told { (both(reason)) } }
            @if let Some(next) = &row.superseded_by { (successor(texts, UP, row.state, next)) }
            p {
                (both(&texts.say("list-until"))) " "
                strong { (both(&time::last_day(texts, row.valid_until))) }
            }
            p.note.told { (both(&texts.say("record-when"))) }
            p.note.told { (both(&texts.say("record-copy"))) }
        }
    }
}

fn history(texts: &BothTexts, history: &History) -> Markup {
    let certificate = &history.certificate;
    let columns = ["entered", "event", "effective", "why", "entry"];
    html! {
        section {
            h2 { (both(&texts.say("record-history"))) }
            table.history {
                thead { tr {
                    @for column in columns { th scope="col" { (both(&texts.say(&format!("record-{column}")))) } }
                } }
                tbody {
                    tr {
                        td { (both(&time::moment(texts, certificate.issued))) }
                        th scope="row" { (both(&texts.say("record-event-issue"))) }
                        (effective(texts, (certificate.issued, certificate.valid_from)))
                        td {}
                        (entry(texts, &history.place))
                    }
                    @for (place, change) in &history.changes {
                        tr {
                            td { (both(&time::moment(texts, change.time))) }
                            th scope="row" { (both(&event(texts, Some(change)))) (correction(texts, change)) }
                            (effective(texts, (change.time, change.effective)))
                            td { (both(&shown(&change.reason))) }
                            (entry(texts, place))
                        }
                    }
                }
            }
        }
    }
}

/// From when it is in force; for most changes that is when it was entered.
fn effective(texts: &BothTexts, (entered, from): (Timestamp, Timestamp)) -> Markup {
    let said = if entered == from {
        texts.say("record-at-once")
    } else {
        time::moment(texts, from)
    };
    html! {
        td {
            span.narrow { (both(&texts.say("record-effective"))) " " }
            (both(&said))
        }
    }
}

fn entry(texts: &BothTexts, place: &Place) -> Markup {
    let args = [
        ("index", place.index.to_string().into()),
        ("origin", place.origin.as_str().into()),
    ];
    html! {
        td.entry {
            span.narrow { (both(&texts.say("record-entry"))) " " }
            (both(&texts.say_with("record-entry-of", &args)))
        }
    }
}

/// What happened, in words; without a change it is the issue.
pub(super) fn event(texts: &BothTexts, change: Option<&StateChange>) -> Bilingual {
    let Some(StateChange { change, .. }) = change else {
        return texts.say("record-event-issue");
    };
    let id = format!("record-event-{}", change.name());
    match change {
        Change::Void { version, .. } => texts.say_with(&id, &[("version", version.into())]),
        Change::ReplaceComponent {
            component,
            certificate,
            ..
        } => {
            let args = [
                ("component", component.into()),
                ("certificate", certificate.into()),
            ];
            texts.say_with(&id, &args)
        }
        _ => texts.say(&id),
    }
}

/// What a corrected text says from then on.
fn correction(texts: &BothTexts, change: &StateChange) -> Markup {
    let Change::Correct { field, text } = &change.change else {
        return html! {};
    };
    let field = match field {
        Correctable::ProductName => "record-correct-product-name",
        Correctable::HolderName => "record-correct-holder-name",
        Correctable::DecisionMakerName => "record-correct-decision-maker-name",
    };
    html! { p.note { (both(&texts.say(field))) " " (both(&shown(text))) } }
}

fn chain(texts: &BothTexts, record: &Record<'_>) -> Markup {
    let own = &record.history.certificate.number;
    let next = record.row.superseded_by.as_ref();
    let announced = next.filter(|next| {
        next.certificate.is_none() && record.chain.last().is_some_and(|last| last.number == *own)
    });
    html! {
        section {
            h2 { (both(&texts.say("record-chain"))) }
            @if record.chain.len() < 2 && announced.is_none() {
                p.told { (both(&texts.say("record-chain-none"))) }
            } @else {
                ol.chain {
                    @for other in &record.chain {
                        @if other.number == *own {
                            li aria-current="page" {
                                strong { (other.number) } " " (known(texts, other))
                                " " span.note { "(" (both(&texts.say("record-this"))) ")" }
                            }
                        } @else {
                            li { (linked(texts, other)) }
                        }
                    }
                    @if let Some(next) = announced {
                        @let args = [("version", next.version.as_str().into())];
                        li { (both(&texts.say_with("record-announced", &args))) }
                    }
                }
            }
        }
    }
}

fn components(texts: &BothTexts, components: &[(String, Linked)]) -> Markup {
    html! {
        @if !components.is_empty() {
            section {
                h2 { (both(&texts.say("record-components"))) }
                p.note.told { (both(&texts.say("record-components-note"))) }
                table.parts {
                    thead { tr {
                        @for column in ["record-component", "record-number"] {
                            th scope="col" { (both(&texts.say(column))) }
                        }
                    } }
                    tbody {
                        @for (name, held) in components {
                            tr { th scope="row" { (name) } td { (linked(texts, held)) } }
                        }
                    }
                }
            }
        }
    }
}

fn systems(texts: &BothTexts, systems: &[Linked]) -> Markup {
    html! {
        @if !systems.is_empty() {
            section {
                h2 { (both(&texts.say("record-systems"))) }
                ul.chain { @for system in systems { li { (linked(texts, system)) } } }
            }
        }
    }
}

/// Another certificate: a link where it has a page.
fn linked(texts: &BothTexts, other: &Linked) -> Markup {
    html! {
        @if other.known.is_some() {
            a href={ (UP) (record_path(&other.number)) } { (other.number) } " " (known(texts, other))
        } @else {
            (other.number)
        }
    }
}

fn known(texts: &BothTexts, other: &Linked) -> Markup {
    html! {
        @if let Some((product, version, state)) = &other.known {
            (both(product)) " " span.version { (version) } " " (chip(texts, *state))
        }
    }
}

fn facts(texts: &BothTexts, record: &Record<'_>) -> Markup {
    let certificate = &record.history.certificate;
    let (category, class) = (u8::from(certificate.category), certificate.class.name());
    let kind = html! {
        strong { (category) } " " (both(&texts.say(&format!("document-category-{category}"))))
    };
    let class = html! {
        strong { (class) }
        p.note.told { (both(&texts.say(&format!("document-class-{category}-{class}")))) }
    };
    let edition = html! {
        strong { (certificate.edition.id) } " "
        small { "SHA-256 " (code(&certificate.edition.sha256.to_string())) }
    };
    let rows = [
        ("certificate-holder", party(&certificate.holder)),
        ("document-category", kind),
        ("document-class", class),
        ("certificate-edition", edition),
        ("certificate-evaluators", evaluators(certificate)),
        ("certificate-reviewer", reviewer(texts, certificate)),
        (
            "certificate-decision-maker",
            party(&certificate.decision_maker),
        ),
        (
            "certificate-decided",
            both(&time::moment(texts, certificate.decided)),
        ),
        (
            "certificate-issued",
            both(&time::moment(texts, certificate.issued)),
        ),
        ("record-validity", both(&term(texts, certificate))),
        ("certificate-support-end", support(texts, certificate)),
        (
            "record-statement",
            code(&record.history.statement.to_string()),
        ),
    ];
    html! {
        section {
            h2 { (both(&texts.say("record-facts"))) }
            dl { @for (name, value) in rows { div { dt { (both(&texts.say(name))) } dd { (value) } } } }
        }
    }
}

fn party(party: &Party) -> Markup {
    html! { (both(&shown(&party.name))) " " small { (one_line(&party.id)) } }
}

fn evaluators(certificate: &Certificate) -> Markup {
    html! { @for evaluator in &certificate.evaluators { p { (party(evaluator)) } } }
}

fn reviewer(texts: &BothTexts, certificate: &Certificate) -> Markup {
    let none = || both(&texts.say("certificate-none"));
    certificate.reviewer.as_ref().map_or_else(none, party)
}

fn support(texts: &BothTexts, certificate: &Certificate) -> Markup {
    let none = || both(&texts.say("certificate-not-stated"));
    let end = certificate.support_end;
    end.map_or_else(none, |end| both(&time::date(texts, end)))
}

fn term(texts: &BothTexts, certificate: &Certificate) -> Bilingual {
    let from = time::day(texts, certificate.valid_from);
    let until = time::last_day(texts, certificate.valid_until);
    texts.each(|texts| {
        let language = texts.language();
        let args = [
            ("from", from.of(language).into()),
            ("until", until.of(language).into()),
        ];
        texts.say_with("record-term", &args)
    })
}

fn verification(texts: &BothTexts, record: &Record<'_>) -> Markup {
    let files = [
        ("certificate.html", "record-file-document"),
        ("certificate.json", "record-file-bundle"),
        ("certificate.svr.json", "record-file-summary"),
        ("certificate.tlog-proof", "record-file-proof"),
        ("certificate.leaf", "record-file-leaf"),
        ("report.json", "record-file-report"),
    ];
    let there = |name: &str| record.files.iter().any(|file| file == name);
    html! {
        section {
            h2 { (both(&texts.say("record-verify"))) }
            p.told { (both(&texts.say("record-verify-how"))) }
            pre { "sekisho verify certificate.json --trust trust.json --register ../.." }
            @if files.iter().any(|(name, _)| there(name)) {
                h3 { (both(&texts.say("record-files"))) }
                dl.files {
                    @for (name, what) in files.into_iter().filter(|(name, _)| there(name)) {
                        div { dt { a href=(name) { (name) } } dd { (both(&texts.say(what))) } }
                    }
                }
            }
        }
    }
}
