//! What a body is: its name, its register, its edition and its witnesses, as the database keeps them.

use register::key::NoteKey;
use register::trust::Witness;
use scheme::edition::{self, Text};
use scheme::id::EditionId;

use super::BodyError;
use crate::store::Store;

/// What a body is, fixed when it is founded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Its name.
    pub name: Text,
    /// The name of its register's open shard: `register.example/2026`.
    pub origin: String,
    /// The address under which the register is published.
    pub address: String,
    /// The edition of the scheme that it works by.
    pub edition: EditionId,
    /// A demonstration: it certifies nothing, says so everywhere, and does not mind old advisories.
    pub demonstration: bool,
    /// The independent witnesses of its register, also those that have ended.
    pub witnesses: Vec<Witness>,
    /// How many of them must have seen a checkpoint before it is published.
    pub quorum: usize,
}

/// The names of the facts about witnesses.
const WITNESSES: &str = "witnesses";
const QUORUM: &str = "quorum";

impl Facts {
    pub(crate) fn rows(&self) -> Vec<(&'static str, String)> {
        let mut rows = vec![
            ("name-ja", self.name.ja.clone()),
            ("name-en", self.name.en.clone()),
            ("origin", self.origin.clone()),
            ("address", self.address.clone()),
            ("edition", self.edition.to_string()),
            ("demonstration", self.demonstration.to_string()),
        ];
        rows.extend(self.witness_rows());
        rows
    }

    /// The facts about its witnesses, the only ones that change.
    pub(crate) fn witness_rows(&self) -> [(&'static str, String); 2] {
        let witnesses = serde_json::to_string(&self.witnesses);
        [
            (
                WITNESSES,
                witnesses.expect("witnesses are texts and times only"),
            ),
            (QUORUM, self.quorum.to_string()),
        ]
    }

    pub(crate) fn read(store: &Store) -> Result<Self, BodyError> {
        let fact = |name: &'static str| {
            let value = store.fact(name)?;
            value.ok_or(BodyError::Fact {
                name,
                found: String::new(),
            })
        };
        let wrong = |name, found: &str| BodyError::Fact {
            name,
            found: found.to_owned(),
        };
        let edition = fact("edition")?;
        let demonstration = fact("demonstration")?;
        // Bodies that were founded before there were witnesses have none.
        let witnesses = store.fact(WITNESSES)?.unwrap_or_else(|| "[]".to_owned());
        let quorum = store.fact(QUORUM)?.unwrap_or_else(|| "0".to_owned());
        Ok(Self {
            name: Text {
                ja: fact("name-ja")?,
                en: fact("name-en")?,
            },
            origin: fact("origin")?,
            address: fact("address")?,
            edition: edition.parse().map_err(|_| wrong("edition", &edition))?,
            demonstration: demonstration
                .parse()
                .map_err(|_| wrong("demonstration", &demonstration))?,
            witnesses: serde_json::from_str(&witnesses)
                .map_err(|_| wrong(WITNESSES, &witnesses))?,
            quorum: quorum.parse().map_err(|_| wrong(QUORUM, &quorum))?,
        })
    }

    /// The keys of the witnesses that have not ended.
    pub fn acting_witnesses(&self) -> impl Iterator<Item = &NoteKey> {
        let acting = self.witnesses.iter().filter(|one| one.until.is_none());
        acting.map(|one| &one.vkey)
    }

    /// The edition by which the body works; a demonstration's does not mind old advisories.
    pub(crate) fn scheme(&self) -> Result<edition::Edition, BodyError> {
        let found = edition::find(&self.edition).map_err(|_| BodyError::Fact {
            name: "edition",
            found: self.edition.to_string(),
        })?;
        Ok(if self.demonstration {
            found.with_feed_age_waived()
        } else {
            found
        })
    }
}
