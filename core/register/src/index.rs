//! The list of all certificates for people and programs, `index.json`, made from the folded register.
//!
//! It is a convenience: nobody should believe it without the register.

use jiff::Timestamp;
use serde::Serialize;

use crate::certificate::{Category, Class, Text};
use crate::fold::Folded;
use crate::standing::{ComponentStanding, Status, Supersession};
use crate::trust::Trust;

/// `format` of the list.
pub const INDEX_FORMAT: &str = "https://sekisho.example/index/v1";

/// The list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Index {
    /// [`INDEX_FORMAT`].
    pub format: &'static str,
    /// The body.
    pub body: Text,
    /// Everything here is a demonstration and certifies nothing.
    pub demonstration: bool,
    /// The day of the states.
    pub at: Timestamp,
    /// All certificates by number.
    pub certificates: Vec<IndexRow>,
}

/// A certificate in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IndexRow {
    /// Its number.
    pub number: String,
    /// The product's name.
    pub product: Text,
    /// The product's version.
    pub version: String,
    /// Who holds it.
    pub holder: Text,
    /// The edition's identifier.
    pub edition: String,
    /// The category.
    pub category: Category,
    /// The class.
    pub class: Class,
    /// The state.
    pub status: Status,
    /// Since when.
    pub since: Timestamp,
    /// Why, when somebody gave a reason.
    pub reason: Option<Text>,
    /// When it was issued.
    pub issued: Timestamp,
    /// First moment at which it is no longer valid by its own term.
    pub valid_until: Timestamp,
    /// The version that follows, if one was declared.
    pub superseded_by: Option<Supersession>,
    /// The certificate before it.
    pub predecessor: Option<String>,
    /// Certificates that follow it.
    pub successors: Vec<String>,
    /// Certificates it rests on.
    pub components: Vec<ComponentStanding>,
}

impl Index {
    /// The list on a day.
    pub fn of(trust: &Trust, folded: &Folded, at: Timestamp) -> Index {
        let rows = folded.histories().filter_map(|history| {
            let certificate = history.certificate.clone();
            let standing = folded.standing(&certificate.number, at)?;
            Some(IndexRow {
                number: certificate.number,
                product: certificate.product.name,
                version: certificate.product.version,
                holder: certificate.holder.name,
                edition: certificate.edition.id,
                category: certificate.category,
                class: certificate.class,
                status: standing.status,
                since: standing.since,
                reason: standing.reason,
                issued: certificate.issued,
                valid_until: certificate.valid_until,
                superseded_by: standing.superseded_by,
                predecessor: certificate.predecessor,
                successors: standing.successors,
                components: standing.components,
            })
        });
        Index {
            format: INDEX_FORMAT,
            body: trust.body.clone(),
            demonstration: trust.demonstration,
            at,
            certificates: rows.collect(),
        }
    }

    /// JSON, indented.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).expect("the list has text keys only");
        bytes.push(b'\n');
        bytes
    }
}
