//! What the certificate means and does not mean, and how a stranger verifies it.

use maud::{Markup, html};
use register::certificate::Certificate;

use super::{heading, label};
use crate::Language;
use crate::documents::frame::{both, code};
use crate::documents::{Bilingual, BothTexts, qr};

/// The sentences that stand on every certificate.
const MEANING: [&str; 4] = [
    "certificate-meaning-only",
    "certificate-meaning-endorsement",
    "certificate-meaning-absolute",
    "certificate-meaning-state",
];

/// What it means and does not mean.
pub(super) fn meaning(texts: &BothTexts, certificate: &Certificate) -> Markup {
    html! {
        section.meaning {
            (heading(texts, "certificate-meaning"))
            div.columns {
                @for language in Language::BOTH {
                    div lang=(language.tag()) {
                        p { (Bilingual::from(certificate.meaning.clone()).of(language)) }
                        ul { @for id in MEANING { li { (texts.of(language).say(id)) } } }
                    }
                }
            }
        }
    }
}

/// How to verify: the command, the address, the QR code.
pub(super) fn verification(texts: &BothTexts, certificate: &Certificate, address: &str) -> Markup {
    let picture = texts.say_with(
        "certificate-qr",
        &[("number", certificate.number.as_str().into())],
    );
    let picture = qr::code(address, &format!("{} / {}", picture.ja, picture.en));
    html! {
        section.verify {
            div {
                (heading(texts, "certificate-verify"))
                p.pair { (both(&texts.say("certificate-verify-how"))) }
                pre { "sekisho verify certificate.json --trust trust.json --register REGISTER" }
                p { (label(texts, "certificate-address")) " " (code(address)) }
                p.note { (both(&texts.say("certificate-utc"))) }
            }
            @if let Some(picture) = picture { (picture) }
        }
    }
}
