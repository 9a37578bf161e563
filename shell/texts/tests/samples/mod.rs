//! Sample values for the documents: invented cases in real words, for the tests and for designers.

pub(crate) mod certificates;
pub(crate) mod records;
pub(crate) mod registers;
pub(crate) mod reports;

use jiff::Timestamp;
use texts::documents::Bilingual;

/// A moment of the samples.
pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().expect("samples write RFC 3339")
}

/// Both languages of a sample.
pub(crate) fn two(ja: &str, en: &str) -> Bilingual {
    Bilingual::new(ja, en)
}

/// A digest that looks like one.
pub(crate) fn digest(of: &str) -> String {
    register::canonical::Digest::of(of.as_bytes()).to_string()
}
