//! The report as a page: the answer first, then why and what to do, then the whole story.
//!
//! The page has the report twice, in Japanese and in English, made by the same code.

mod story;
mod tests;

use jiff::Timestamp;
use maud::{Markup, html};

use super::{CertificateLine, ClassEarned, Reason, Report, State, Verdict};
use crate::documents::frame::{band, emblem, page, switch};
use crate::documents::{Bilingual, BothTexts, time};
use crate::{Arg, Language};

const STYLE: &str = include_str!("../style/report.css");

/// The page of `report`.
#[must_use]
pub fn report(report: &Report) -> String {
    let texts = &BothTexts::new();
    let title = texts.say("report-title");
    let body = html! {
        span #both {}
        (switch(texts))
        @if report.demonstration { (band(texts, "report-demonstration", &report.waived)) }
        main {
            @for language in Language::BOTH {
                section.side #(language.tag()) lang=(language.tag()) {
                    (side(&Side { texts, language }, report))
                }
            }
        }
    };
    let title = format!("{} {} – {}", title.ja, title.en, report.product.en);
    page(&title, STYLE, &body)
}

/// One language of the page.
struct Side<'a> {
    texts: &'a BothTexts,
    language: Language,
}

impl Side<'_> {
    fn say(&self, id: &str) -> String {
        self.texts.of(self.language).say(id)
    }

    fn say_with(&self, id: &str, args: &[Arg<'_>]) -> String {
        self.texts.of(self.language).say_with(id, args)
    }

    /// The message, or `name` itself for a word that the file brought along.
    fn title(&self, id: &str, name: &str) -> String {
        self.texts.title(id, name).of(self.language).to_owned()
    }

    fn text<'t>(&self, text: &'t Bilingual) -> &'t str {
        text.of(self.language)
    }

    fn test(&self, test: &str) -> String {
        self.title(&format!("document-test-{test}"), test)
    }

    fn day(&self, at: Timestamp) -> String {
        time::day(self.texts, at).of(self.language).to_owned()
    }

    fn last_day(&self, until: Timestamp) -> String {
        time::last_day(self.texts, until)
            .of(self.language)
            .to_owned()
    }

    fn moment(&self, at: Timestamp) -> String {
        time::moment(self.texts, at).of(self.language).to_owned()
    }
}

fn side(side: &Side<'_>, report: &Report) -> Markup {
    html! {
        (head(side, report))
        (summary(side, report))
        (classes(side, report))
        @for version in &report.versions { (story::version(side, version)) }
        footer { p { (side.say("report-utc")) } }
    }
}

fn head(side: &Side<'_>, report: &Report) -> Markup {
    let words = side.title(
        &format!("document-class-{}-{}", report.category, report.class),
        &report.class,
    );
    let category = side.title(&format!("document-category-{}", report.category), "");
    let facts = [
        ("report-maker", side.text(&report.maker).to_owned()),
        (
            "document-category",
            format!("{} {category}", report.category),
        ),
        ("report-class-asked", format!("{} – {words}", report.class)),
        ("report-body", side.text(&report.body).to_owned()),
        ("report-edition", report.edition.clone()),
        ("report-made", side.moment(report.made)),
    ];
    html! {
        header.head {
            (emblem())
            p.kind { (side.say("report-title")) }
            h1 { (side.text(&report.product)) }
            dl {
                @for (name, value) in facts { div { dt { (side.say(name)) } dd { (value) } } }
            }
        }
    }
}

fn summary(side: &Side<'_>, report: &Report) -> Markup {
    let (mark, name) = match report.verdict {
        Verdict::Certified => ("✓", "certified"),
        Verdict::Withheld => ("✕", "withheld"),
    };
    let newest = report.versions.iter().rev().find_map(|version| {
        version
            .certificate
            .as_ref()
            .map(|line| (version.version.as_str(), line))
    });
    html! {
        section.summary.(name) {
            p.verdict { span aria-hidden="true" { (mark) } " " strong { (side.say(&format!("report-verdict-{name}"))) } }
            @if let Some((version, line)) = newest {
                p { (side.say_with("report-newest", &[("version", version.into())])) " " (certificate_line(side, line)) }
            }
            @if !report.reasons.is_empty() {
                h2 { (side.say("report-why")) }
                (reasons(side, &report.reasons))
            }
            @if !report.demonstration && !report.waived.is_empty() {
                h2 { (side.say("report-waived")) }
                ul { @for rule in &report.waived { li { (side.text(rule)) } } }
            }
            @if !report.next.is_empty() {
                h2 { (side.say("report-next")) }
                ol.next { @for next in &report.next { li { (side.text(next)) } } }
            }
        }
    }
}

fn classes(side: &Side<'_>, report: &Report) -> Markup {
    html! {
        @if !report.classes.is_empty() {
            section {
                h2 { (side.say("report-classes")) }
                table.stack {
                    thead {
                        tr {
                            th scope="col" { (side.say("document-class")) }
                            th scope="col" { (side.say("report-earned")) }
                            th scope="col" { (side.say("report-missing")) }
                        }
                    }
                    tbody { @for class in &report.classes { (class_row(side, report.category, class)) } }
                }
            }
        }
    }
}

fn class_row(side: &Side<'_>, category: u8, class: &ClassEarned) -> Markup {
    let words = side.title(&format!("document-class-{category}-{}", class.class), "");
    html! {
        tr {
            th scope="row" { (side.say("document-class")) " " (class.class) small { (words) } }
            td data-label=(side.say("report-earned")) {
                @if class.earned { span.chip.good { "✓ " (side.say("report-yes")) } }
                @else { span.chip.open { "– " (side.say("report-not-yet")) } }
            }
            td data-label=(side.say("report-missing")) {
                @if class.missing.is_empty() { (side.say("report-nothing")) }
                @else { ul { @for missing in &class.missing { li { (side.text(missing)) } } } }
            }
        }
    }
}

fn certificate_line(side: &Side<'_>, line: &CertificateLine) -> Markup {
    html! {
        span.certificate {
            strong { (side.say("report-certificate")) " " (line.number) }
            " " (side.say("document-class")) " " (line.class)
            " " (state_chip(side, line.state))
            " " (since(side, line))
            @if let Some(next) = &line.superseded_by {
                " " (side.say_with("report-superseded", &[("number", next.as_str().into())]))
            }
        }
    }
}

fn since(side: &Side<'_>, line: &CertificateLine) -> String {
    match line.state {
        State::Valid => side.say_with(
            "report-until",
            &[("moment", side.last_day(line.valid_until).into())],
        ),
        _ => side.say_with(
            "report-since",
            &[("moment", side.moment(line.since).into())],
        ),
    }
}

fn state_chip(side: &Side<'_>, state: State) -> Markup {
    let (kind, mark) = state.mark();
    html! {
        span.chip.(kind) { (mark) " " (side.say(&format!("document-state-{}", state.name()))) }
    }
}

fn reasons(side: &Side<'_>, reasons: &[Reason]) -> Markup {
    html! {
        ul.reasons {
            @for reason in reasons { li { (side.text(&reason.text)) } }
        }
    }
}
