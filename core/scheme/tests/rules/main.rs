//! The rules of the scheme as sentences: the slide's table and footnotes, the order of classes,
//! delta evaluation, editions that are refused, signed reports.

#![expect(
    clippy::unwrap_used,
    reason = "what a test's helper unwraps fails the test"
)]

mod delta;
mod editions;
mod footnotes;
mod granted;
mod order;
mod reports;
mod samples;
mod sarif;
mod security_txt;
mod support;
mod table;
mod withheld;
