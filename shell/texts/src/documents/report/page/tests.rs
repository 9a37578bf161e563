//! One run of a test on the page: verdict, reasons, findings with what to do, coverage, advisories.

use jiff::Timestamp;
use maud::{Markup, html};

use super::super::{By, Coverage, Ecosystem, Feed, Finding, FindingState, TestRun, TestVerdict};
use super::{Side, reasons};
use crate::documents::frame::code;

/// Everything about one run.
pub(super) fn run(side: &Side<'_>, run: &TestRun) -> Markup {
    html! {
        section.run {
            h4 {
                (side.test(&run.test)) " "
                @if run.retest { span.chip { (side.say("report-retest")) } " " }
                (verdict(side, run.verdict))
            }
            p.note { (by(side, &run.by)) " · " (side.moment(run.at)) }
            @if let Some(number) = &run.reused_from {
                p { (side.say_with("report-reused", &[("number", number.as_str().into())])) }
            }
            @if !run.reasons.is_empty() { (reasons(side, &run.reasons)) }
            (findings(side, &run.findings))
            @if let Some(of) = &run.coverage { (coverage(side, of)) }
            (feeds(side, &run.feeds))
            @if !run.notices.is_empty() {
                details {
                    summary { (side.say_with("report-notices", &[("count", run.notices.len().to_string().into())])) }
                    p.note { (side.say("report-notices-note")) }
                    (table(side, &run.notices))
                }
            }
        }
    }
}

fn verdict(side: &Side<'_>, verdict: TestVerdict) -> Markup {
    let (kind, mark) = match verdict {
        TestVerdict::Pass => ("good", "✓"),
        TestVerdict::Fail => ("bad", "✕"),
        TestVerdict::Inconclusive => ("open", "?"),
    };
    html! {
        span.chip.(kind) { (mark) " " (side.say(&format!("document-verdict-{}", verdict.name()))) }
    }
}

fn by(side: &Side<'_>, by: &By) -> Markup {
    html! {
        @match by {
            By::Engine { name, version } => {
                (side.say("document-by-engine")) " " (name) " " (version)
            }
            By::Report { evaluator, sha256 } => {
                (side.say("document-by-report")) " " (side.text(evaluator)) " SHA-256 " (code(sha256))
            }
        }
    }
}

fn findings(side: &Side<'_>, findings: &[Finding]) -> Markup {
    html! {
        @if findings.is_empty() {
            p { (side.say("report-no-findings")) }
        } @else {
            h5 { (side.say_with("report-findings", &[("count", findings.len().to_string().into())])) }
            (table(side, findings))
        }
    }
}

fn table(side: &Side<'_>, findings: &[Finding]) -> Markup {
    html! {
        table.stack.findings {
            thead {
                tr {
                    th scope="col" { (side.say("report-finding")) }
                    th scope="col" { (side.say("report-severity")) }
                    th scope="col" { (side.say("report-state")) }
                    th scope="col" { (side.say("report-what-to-do")) }
                }
            }
            tbody { @for finding in findings { (row(side, finding)) } }
        }
    }
}

fn row(side: &Side<'_>, finding: &Finding) -> Markup {
    let others: Vec<_> = finding
        .ids
        .iter()
        .filter(|id| **id != finding.rule)
        .collect();
    html! {
        tr {
            td data-label=(side.say("report-finding")) {
                p.part {
                    strong { (finding.part) }
                    @if let Some(version) = &finding.version { " " (version) }
                }
                p { (finding.rule) @for id in others { ", " (id) } }
                @if let Some(title) = &finding.title { p.original lang="en" { (title) } }
                p.note { (side.text(&finding.why)) }
                @if let Some(id) = &finding.id { p.note { (side.say("report-finding-number")) " " (id) } }
            }
            td data-label=(side.say("report-severity")) { (severity(side, finding)) }
            td data-label=(side.say("report-state")) {
                (state(side, finding.state))
                @if let Some(ended) = &finding.ended { p.note { (side.text(ended)) } }
            }
            td data-label=(side.say("report-what-to-do")) {
                @for line in &finding.what_to_do { p { (side.text(line)) } }
                @if finding.what_to_do.is_empty() { p { (side.say("report-nothing")) } }
                @if !finding.fixed.is_empty() {
                    p.note { (side.say("report-fixed-in")) " " (finding.fixed.join(", ")) }
                }
            }
        }
    }
}

fn severity(side: &Side<'_>, finding: &Finding) -> Markup {
    let word = match &finding.severity {
        Some(severity) => side.title(&format!("document-severity-{severity}"), severity),
        None => side.say("document-severity-unknown"),
    };
    html! {
        p { (word) @if let Some(score) = finding.score { " " (format!("{score:.1}")) } }
        @if finding.kev == Some(true) { p { span.chip.bad { "! " (side.say("report-kev")) } } }
    }
}

fn state(side: &Side<'_>, state: FindingState) -> Markup {
    let (kind, mark) = match state {
        FindingState::Open => ("bad", "●"),
        FindingState::Fixed | FindingState::Answered | FindingState::Corrected => ("good", "✓"),
        FindingState::Noted => ("", "–"),
    };
    html! {
        span class={ "chip " (kind) } { (mark) " " (side.say(&format!("document-finding-{}", state.name()))) }
    }
}

fn coverage(side: &Side<'_>, coverage: &Coverage) -> Markup {
    let lost = coverage.unmatchable.len();
    let counts = [
        ("total", coverage.total.to_string().into()),
        ("own", coverage.own.to_string().into()),
        ("matchable", coverage.matchable.to_string().into()),
        ("matched", coverage.matched.to_string().into()),
        ("unmatchable", lost.to_string().into()),
    ];
    html! {
        h5 { (side.say("report-coverage")) }
        div.bar aria-hidden="true" {
            span.matchable style={ "flex-grow:" (coverage.matchable) } {}
            span.own style={ "flex-grow:" (coverage.own) } {}
            span.lost style={ "flex-grow:" (lost) } {}
        }
        p { (side.say_with("report-coverage-counts", &counts)) }
        @if lost > 0 {
            details {
                summary { (side.say_with("report-unmatchable", &[("count", lost.to_string().into())])) }
                table.stack {
                    tbody {
                        @for part in &coverage.unmatchable {
                            tr {
                                th scope="row" {
                                    (part.name) @if let Some(version) = &part.version { " " (version) }
                                    @if let Some(purl) = &part.purl { small { (code(purl)) } }
                                }
                                td {
                                    (side.text(&part.reason))
                                    @if let Some(argument) = &part.argument {
                                        p.note { (side.say("report-argument")) " " (argument) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn feeds(side: &Side<'_>, feeds: &[Feed]) -> Markup {
    html! {
        @if !feeds.is_empty() {
            h5 { (side.say("report-feeds")) }
            table.stack {
                thead {
                    tr {
                        th scope="col" { (side.say("report-feed")) }
                        th scope="col" { (side.say("report-records")) }
                        th scope="col" { (side.say("report-newest-record")) }
                        th scope="col" { (side.say("report-age")) }
                    }
                }
                tbody { @for feed in feeds { (feed_row(side, feed)) } }
            }
        }
    }
}

fn feed_row(side: &Side<'_>, feed: &Feed) -> Markup {
    let records = [
        ("records", feed.records.to_string().into()),
        ("rejected", feed.rejected.to_string().into()),
    ];
    html! {
        tr {
            th scope="row" { (feed.name) small { (code(&feed.digest)) } }
            td data-label=(side.say("report-records")) {
                (side.say_with("report-records-counts", &records))
                @for ecosystem in &feed.ecosystems { p.note { (records_about(side, feed, ecosystem)) } }
            }
            td data-label=(side.say("report-newest-record")) {
                @if let Some(newest) = feed.newest { (side.day(newest)) }
                @else { (side.say("report-unknown")) }
            }
            td data-label=(side.say("report-age")) {
                @match feed.age_days {
                    Some(days) => (side.say_with("report-days", &[("days", days.to_string().into())])),
                    None => (side.say("report-unknown")),
                }
                @if feed.age_limit_days.is_none() { p.note { (side.say("report-no-age-limit")) } }
                @if feed.too_old { p { span.chip.open { "! " (side.say("report-too-old")) } } }
                @if let Some(fault) = &feed.fault { p { span.chip.bad { "✕ " (side.say("report-unusable")) } " " (side.text(fault)) } }
            }
        }
    }
}

/// With the day of the newest one, where that is not the day of the whole feed.
fn records_about(side: &Side<'_>, feed: &Feed, ecosystem: &Ecosystem) -> String {
    let args = [
        ("ecosystem", ecosystem.name.as_str().into()),
        ("records", ecosystem.records.to_string().into()),
    ];
    let about = side.say_with("report-records-about", &args);
    let day = |at: Option<Timestamp>| at.map(|at| side.day(at));
    match day(ecosystem.newest) {
        Some(newest) if day(feed.newest).as_ref() != Some(&newest) => {
            let args = [("about", about.into()), ("newest", newest.into())];
            side.say_with("report-records-about-newest", &args)
        }
        _ => about,
    }
}
