//! The certificate as a document for people (`certificate.html`): one sheet of A4 when it is short.
//!
//! The digest of these bytes becomes a subject of the certificate's statement, so the certificate's own `document`
//! member is not read here, and nothing but the certificate and the address goes in.

mod evidence;
mod foot;

use maud::{Markup, html};
use register::certificate::{Certificate, Party, Text};

use self::evidence::{components, examined, limits, tests};
use self::foot::{meaning, verification};
use super::frame::{band, both, code, emblem, page};
use super::{Bilingual, BothTexts, time};

const STYLE: &str = include_str!("style/certificate.css");

/// The document of `certificate`; `address` is where it can be verified, also as a QR code.
#[must_use]
pub fn certificate(certificate: &Certificate, address: &str) -> String {
    let texts = &BothTexts::new();
    let title = texts.say("document-certificate");
    let body = html! {
        @if certificate.demonstration { (band(texts, "certificate-demonstration", &[])) }
        main.sheet {
            (head(texts, certificate))
            (subject(texts, certificate))
            (statement(texts, certificate))
            (facts(texts, certificate))
            (tests(texts, certificate))
            (examined(texts, certificate))
            (components(texts, certificate))
            (limits(texts, certificate))
            (meaning(texts, certificate))
            (verification(texts, certificate, address))
        }
    };
    let title = format!("{} {} {}", title.ja, title.en, certificate.number);
    page(&title, STYLE, &body)
}

fn head(texts: &BothTexts, certificate: &Certificate) -> Markup {
    html! {
        header.head {
            div.issuer {
                (emblem())
                p { (text(&certificate.body)) }
            }
            h1 { (both(&texts.say("document-certificate"))) }
            p.number { (label(texts, "certificate-number")) " " strong { (certificate.number) } }
        }
    }
}

fn subject(texts: &BothTexts, certificate: &Certificate) -> Markup {
    let category = u8::from(certificate.category);
    let class = certificate.class.name();
    html! {
        section.subject {
            div.product {
                (label(texts, "certificate-product"))
                p.name { (text(&certificate.product.name)) }
                p.version { (label(texts, "certificate-version")) " " strong { (certificate.product.version) } }
            }
            div.class {
                p.mark {
                    span {
                        (label(texts, "document-category")) strong { (category) }
                        span.kind { (both(&texts.say(&format!("document-category-{category}")))) }
                    }
                    span { (label(texts, "document-class")) strong { (class) } }
                }
                p.words.pair { (both(&texts.say(&format!("document-class-{category}-{class}")))) }
            }
        }
    }
}

fn statement(texts: &BothTexts, certificate: &Certificate) -> Markup {
    let args = [
        ("edition", certificate.edition.id.as_str().into()),
        (
            "category",
            u8::from(certificate.category).to_string().into(),
        ),
        ("class", certificate.class.name().into()),
    ];
    html! { p.statement.pair { (both(&texts.say_with("certificate-statement", &args))) } }
}

fn facts(texts: &BothTexts, certificate: &Certificate) -> Markup {
    let moment = |at| both(&time::moment(texts, at));
    let last_day = |until| both(&time::last_day(texts, until));
    let none = || both(&texts.say("certificate-none"));
    let support = match certificate.support_end {
        Some(end) => both(&time::date(texts, end)),
        None => both(&texts.say("certificate-not-stated")),
    };
    let evaluators = html! {
        @for evaluator in &certificate.evaluators { p { (party(evaluator)) } }
    };
    let predecessor = match &certificate.predecessor {
        Some(number) => html! { strong { (number) } },
        None => none(),
    };
    let rows = [
        ("certificate-holder", party(&certificate.holder)),
        ("certificate-decided", moment(certificate.decided)),
        ("certificate-evaluators", evaluators),
        ("certificate-valid-from", moment(certificate.valid_from)),
        (
            "certificate-reviewer",
            certificate.reviewer.as_ref().map_or_else(none, party),
        ),
        ("certificate-valid-until", last_day(certificate.valid_until)),
        (
            "certificate-decision-maker",
            party(&certificate.decision_maker),
        ),
        ("certificate-support-end", support),
        ("certificate-predecessor", predecessor),
        ("certificate-issued", moment(certificate.issued)),
    ];
    html! {
        dl.facts {
            @for (name, value) in rows {
                div { dt { (label(texts, name)) } dd { (value) } }
            }
            div.wide {
                dt { (label(texts, "certificate-edition")) }
                dd {
                    strong { (certificate.edition.id) }
                    small { " SHA-256 " (code(&certificate.edition.sha256.to_string())) }
                }
            }
        }
    }
}

/// A heading of a section.
fn heading(texts: &BothTexts, id: &str) -> Markup {
    html! { h2 { (both(&texts.say(id))) } }
}

/// The name of a field.
fn label(texts: &BothTexts, id: &str) -> Markup {
    html! { span.label { (both(&texts.say(id))) } }
}

/// A text of the certificate.
fn text(text: &Text) -> Markup {
    both(&Bilingual {
        ja: text.ja.clone(),
        en: text.en.clone(),
    })
}

/// A firm or person, by name and the body's identifier.
fn party(party: &Party) -> Markup {
    html! { small.id { (party.id) } " " (text(&party.name)) }
}
