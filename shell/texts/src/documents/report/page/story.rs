//! One version's part of the page: its certificate, delta, builds and acts.

use maud::{Markup, html};

use super::super::{Build, Delta, DeltaOutcome, Step, Version};
use super::{Side, certificate_line, reasons, tests};
use crate::documents::frame::code;

/// Everything about one version.
pub(super) fn version(side: &Side<'_>, version: &Version) -> Markup {
    html! {
        section.version {
            h2 { (side.say_with("report-version", &[("version", version.version.as_str().into())])) }
            @match &version.certificate {
                Some(line) => p { (certificate_line(side, line)) },
                None => p { (side.say("report-no-certificate")) },
            }
            (delta(side, &version.delta))
            @for (index, build) in version.builds.iter().enumerate() {
                (built(side, index + 1, build))
            }
            (steps(side, &version.steps))
        }
    }
}

fn delta(side: &Side<'_>, delta: &[Delta]) -> Markup {
    html! {
        @if !delta.is_empty() {
            h3 { (side.say("report-delta")) }
            p.note { (side.say("report-delta-note")) }
            table.stack {
                thead {
                    tr {
                        th scope="col" { (side.say("report-test")) }
                        th scope="col" { (side.say("report-outcome")) }
                        th scope="col" { (side.say("report-why")) }
                    }
                }
                tbody {
                    @for line in delta {
                        tr {
                            th scope="row" { (side.test(&line.test)) }
                            td data-label=(side.say("report-outcome")) { (side.say(outcome(line.outcome))) }
                            td data-label=(side.say("report-why")) { (reasons(side, &line.reasons)) }
                        }
                    }
                }
            }
        }
    }
}

fn outcome(outcome: DeltaOutcome) -> &'static str {
    match outcome {
        DeltaOutcome::Reuse => "report-delta-reuse",
        DeltaOutcome::Run => "report-delta-run",
        DeltaOutcome::Ask => "report-delta-ask",
    }
}

fn built(side: &Side<'_>, number: usize, build: &Build) -> Markup {
    html! {
        article.build {
            h3 { (side.say_with("report-build", &[("number", number.to_string().into())])) }
            @if let Some(note) = &build.note { p { (side.text(note)) } }
            @if !build.items.is_empty() {
                details {
                    summary { (side.say_with("report-items", &[("count", build.items.len().to_string().into())])) }
                    table.stack.files {
                        tbody {
                            @for item in &build.items {
                                tr {
                                    th scope="row" { (item.name) }
                                    td { (side.title(&format!("document-item-{}", item.kind), &item.kind)) }
                                    td { (code(&item.sha256)) }
                                }
                            }
                        }
                    }
                }
            }
            @for run in &build.tests { (tests::run(side, run)) }
        }
    }
}

fn steps(side: &Side<'_>, steps: &[Step]) -> Markup {
    html! {
        @if !steps.is_empty() {
            h3 { (side.say("report-steps")) }
            ol.steps {
                @for step in steps {
                    li value=(step.number) {
                        p.act { strong { (side.text(&step.act)) } " → " (side.text(&step.result)) }
                        p.note { (side.moment(step.at)) " · " (side.text(&step.actor)) " (" (side.text(&step.role)) ")" }
                    }
                }
            }
        }
    }
}
