//! What every document shares: the page around it, its style, the demonstration's band, text in two languages.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{Bilingual, BothTexts};
use crate::messages::shown;

/// Nothing may be fetched or run; only the style that stands in the page is used.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
/// The same, and scripts that lie beside the page.
const POLICY_WITH_SCRIPT: &str =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'self'";
const STYLE: &str = include_str!("style/base.css");

/// The whole page. `style` is the document's own, after the shared one.
pub(super) fn page(title: &str, style: &str, body: &Markup) -> String {
    framed(POLICY, title, style, &html! {}, body)
}

/// A page that runs one script when it was read to its end, and says where its feed is; both lie beside it.
pub(super) fn page_with_script(
    title: &str,
    style: &str,
    (script, feed): (&str, &str),
    body: &Markup,
) -> String {
    let head = html! {
        link rel="alternate" type="application/atom+xml" href=(feed);
        script src=(script) defer {}
    };
    framed(POLICY_WITH_SCRIPT, title, style, &head, body)
}

fn framed(policy: &str, title: &str, style: &str, head: &Markup, body: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="ja" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                style { (PreEscaped(STYLE)) (PreEscaped(style)) }
                (head)
            }
            body { (body) }
        }
    };
    // No text of ours needs such a character: what a name from outside brings must not turn the page's words around.
    shown(&page.into_string(), |c| !c.is_control() || c == '\n')
}

/// A text in both languages, once where they are the same.
pub(super) fn both(text: &Bilingual) -> Markup {
    html! {
        @if text.ja == text.en {
            span { (text.ja) }
        } @else {
            span lang="ja" { (text.ja) } " " span lang="en" { (text.en) }
        }
    }
}

/// The band that says that this is a demonstration, with the sentence `says`, the rules that were `waived`, and the
/// mark behind the text.
pub(super) fn band(texts: &BothTexts, says: &str, waived: &[Bilingual]) -> Markup {
    let word = texts.say("document-demonstration");
    html! {
        aside.band role="note" {
            p.word { (both(&word)) }
            p { (both(&texts.say(says))) }
            @if !waived.is_empty() {
                ul { @for rule in waived { li { (both(rule)) } } }
            }
        }
        div.watermark aria-hidden="true" { p { (word.ja) } p { (word.en) } }
    }
}

/// Links that show one language only; without them, and in print, both are there.
pub(super) fn switch(texts: &BothTexts) -> Markup {
    html! {
        nav.switch aria-label={ (texts.say("document-languages").ja) " / " (texts.say("document-languages").en) } {
            a href="#ja" lang="ja" { (texts.say("document-only").ja) }
            a href="#en" lang="en" { (texts.say("document-only").en) }
            a href="#both" { (both(&texts.say("document-both"))) }
        }
    }
}

/// The mark of the barrier gate (関所): two posts under a beam.
pub(super) fn emblem() -> Markup {
    html! {
        svg.emblem viewBox="0 0 48 40" aria-hidden="true" {
            path d="M2 8h44v4H2zM8 3h5v35H8zM35 3h5v35h-5zM16 17h7v21h-7zM25 17h7v21h-7z" {}
        }
    }
}

/// A digest or another text for machines, which may break anywhere.
pub(super) fn code(text: &str) -> Markup {
    html! { code { (text) } }
}
