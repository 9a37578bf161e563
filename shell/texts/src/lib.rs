//! All that a person reads: messages through Project Fluent and the documents made of them.
//!
//! Every message stands in both languages; a test fails when one is missing. Nothing here decides
//! anything or touches a file: values come in, text goes out.

pub mod documents;
mod foreign;
pub mod language;
pub mod messages;

pub use language::Language;
pub use messages::{Arg, Texts};
