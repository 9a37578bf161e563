//! Runs the engines here on a build and makes test results of what they say.
//!
//! Plain conversion: where the core of an engine and the core of the scheme are both known.

mod asked;
mod continuing;
mod vulnerability;

pub use asked::{Asked, Reasoned};
pub use continuing::{Declared, SECURITY_TXT, continuing, continuing_inputs, declaration_digest};
pub(crate) use vulnerability::severity;
pub use vulnerability::{vulnerability, vulnerability_inputs};

use scheme::edition::Edition;
use scheme::evidence::{Input, InputKind, Item};
use scheme::id::{Digest, TestId};

/// The version of the engines here: the program's.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The items of a build that a test must cover.
fn covered(edition: &Edition, test: &TestId, build: &[Item]) -> Vec<Item> {
    let kinds = edition
        .test(test)
        .map(|test| test.covers.clone())
        .unwrap_or_default();
    build
        .iter()
        .filter(|item| kinds.contains(&item.kind))
        .cloned()
        .collect()
}

/// An engine as an input: its name and version decide what it says.
fn engine_input(name: &str) -> Input {
    let named = format!("{name} {VERSION}");
    Input {
        kind: InputKind::Engine,
        name: name.to_owned(),
        digest: Digest::of(named.as_bytes()),
    }
}
