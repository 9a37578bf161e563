//! What the certificate rests on: tests, files by digest, components; and what it leaves out.

use maud::{Markup, html};
use register::certificate::{Certificate, FileDigest, PerformedBy, Reuse, Test};

use super::{heading, label, party, text};
use crate::documents::frame::{both, code};
use crate::documents::{BothTexts, time};

/// The tests, each with how it was done, when, and where its result comes from.
pub(super) fn tests(texts: &BothTexts, certificate: &Certificate) -> Markup {
    html! {
        section {
            (heading(texts, "certificate-tests"))
            table.tests {
                thead {
                    tr {
                        th scope="col" { (label(texts, "certificate-test")) }
                        th scope="col" { (label(texts, "certificate-result")) }
                        th scope="col" { (label(texts, "certificate-performed")) }
                        th scope="col" { (label(texts, "certificate-test-date")) }
                    }
                }
                tbody { @for test in &certificate.tests { (row(texts, test)) } }
            }
        }
    }
}

fn row(texts: &BothTexts, test: &Test) -> Markup {
    html! {
        tr {
            th scope="row" { (both(&test_title(texts, &test.test))) }
            td { (both(&texts.say(&format!("document-verdict-{}", test.verdict)))) }
            td {
                (performed(texts, &test.performed_by))
                @for retest in &test.retests {
                    p.note {
                        (label(texts, "certificate-retest")) " "
                        (both(&time::day(texts, *retest)))
                    }
                }
                @if let Some(reuse) = &test.reused { (reused(texts, reuse)) }
            }
            td { (both(&time::day(texts, test.date))) }
        }
    }
}

fn performed(texts: &BothTexts, by: &PerformedBy) -> Markup {
    html! {
        @match by {
            PerformedBy::Engine { name, version } => {
                (label(texts, "document-by-engine")) " " strong { (name) " " (version) }
            }
            PerformedBy::Report { evaluator, sha256 } => {
                (label(texts, "document-by-report")) " " (party(evaluator))
                p.digest { "SHA-256 " (code(&sha256.to_string())) }
            }
        }
    }
}

fn reused(texts: &BothTexts, reuse: &Reuse) -> Markup {
    html! {
        p.note {
            (label(texts, "certificate-reused")) " " strong { (reuse.certificate) } " ("
            (both(&time::day(texts, reuse.date))) ") " (text(&reuse.why))
        }
    }
}

/// The title of a test; one that has no title is its own name.
fn test_title(texts: &BothTexts, test: &str) -> crate::documents::Bilingual {
    texts.title(&format!("document-test-{test}"), test)
}

/// What was examined, by digest. A certificate does not say which item is a program, a document or an interface.
pub(super) fn examined(texts: &BothTexts, certificate: &Certificate) -> Markup {
    html! {
        section {
            (heading(texts, "certificate-examined"))
            p.note { (both(&texts.say("certificate-examined-note"))) }
            table.files {
                tbody {
                    @for file in &certificate.product.artefacts {
                        (file_row(texts, "certificate-item", file))
                    }
                    @for file in &certificate.parts_lists {
                        (file_row(texts, "certificate-parts-list", file))
                    }
                    (file_row(texts, "certificate-report", &certificate.report))
                }
            }
        }
    }
}

fn file_row(texts: &BothTexts, kind: &str, file: &FileDigest) -> Markup {
    html! {
        tr {
            th scope="row" { (label(texts, kind)) }
            td { (file.name) }
            td { (code(&file.sha256.to_string())) }
        }
    }
}

/// The certified parts of a system; nothing for the other categories.
pub(super) fn components(texts: &BothTexts, certificate: &Certificate) -> Markup {
    html! {
        @if !certificate.components.is_empty() {
            section {
                (heading(texts, "certificate-components"))
                p.note { (both(&texts.say("certificate-components-note"))) }
                table.files {
                    tbody {
                        @for part in &certificate.components {
                            tr {
                                th scope="row" { (part.name) }
                                td { (label(texts, "certificate-number")) " " strong { (part.certificate) } }
                                td { (code(&part.sha256.to_string())) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Conditions, and interfaces that were not tested; said also when there are none.
pub(super) fn limits(texts: &BothTexts, certificate: &Certificate) -> Markup {
    let none = || html! { p { (both(&texts.say("certificate-none"))) } };
    html! {
        section {
            (heading(texts, "certificate-limits"))
            dl.limits {
                div {
                    dt { (label(texts, "certificate-conditions")) }
                    dd {
                        @for condition in &certificate.conditions { p.pair { (text(condition)) } }
                        @if certificate.conditions.is_empty() { (none()) }
                    }
                }
                div {
                    dt { (label(texts, "certificate-left-out")) }
                    dd {
                        @for left in &certificate.interfaces_left_out {
                            p { strong { (left.interface) } }
                            p.pair { (text(&left.why)) }
                        }
                        @if certificate.interfaces_left_out.is_empty() { (none()) }
                    }
                }
            }
        }
    }
}
