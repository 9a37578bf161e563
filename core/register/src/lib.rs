//! The certificate register: what is signed, where it is logged, and when a stranger may believe it.
//!
//! Bytes, keys and the time are handed in; nothing here knows a file, a socket or a clock.
//! The path of one certificate, which is also the order to read the modules in:
//! [`statement`] → [`dsse`] → [`leaf`] → [`log`] → [`checkpoint`] → [`bundle`] and [`proof`];
//! believed under [`trust`], folded to states by [`fold`], judged by [`verify`].

pub mod audit;
pub mod bundle;
pub mod canonical;
pub mod certificate;
pub mod checkpoint;
pub mod document;
pub mod dsse;
pub mod fold;
pub mod index;
pub mod key;
pub mod leaf;
pub mod ledger;
pub mod limits;
pub mod log;
pub mod notices;
pub mod proof;
pub mod reason;
pub mod standing;
pub mod state;
pub mod statement;
pub mod summary;
pub mod survey;
pub mod table;
mod tiles;
pub mod today;
pub mod tree;
pub mod trust;
pub mod verify;
pub mod witness;

/// What a reader gives for a path: the bytes, or nothing when there is no such file; an error when it could not look.
pub type Read<'r> = dyn FnMut(&str) -> Result<Option<Vec<u8>>, String> + 'r;
