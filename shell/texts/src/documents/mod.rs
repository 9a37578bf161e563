//! The documents for people: certificate, report and the register's pages, each one self-contained HTML file.
//!
//! A document fetches nothing and runs nothing: its style, its marks and its QR code stand in it. The one exception is the
//! first page of the register's list, whose search is a script of our own beside it. Both languages are in every file and
//! equal in content. The same values give the same bytes, so a document can be bound by its digest.

mod bilingual;
mod certificate;
mod frame;
mod qr;
pub mod register_page;
pub mod report;
mod time;

pub use bilingual::{Bilingual, BothTexts};
pub use certificate::certificate;
pub use register_page::{RegisterPage, Row, list_pages};
pub use report::{Report, State, report};
