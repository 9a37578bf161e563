//! What the targets share: an honest register to attack, and the words in which a claim is put.
//!
//! A target is a file in `src/bin`; its name says what it claims. Nothing here reads a file or a clock.

pub mod edits;
pub mod honest;
pub mod parts;
pub mod records;
pub mod versions;
