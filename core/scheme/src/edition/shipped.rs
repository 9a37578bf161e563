//! The editions that this crate carries.

use super::Edition;
use crate::id::EditionId;

/// Names and texts, the oldest first.
const SHIPPED: [(&str, &str); 2] = [
    ("mitsf-2016", include_str!("../../editions/mitsf-2016.toml")),
    (
        "sekisho-2026",
        include_str!("../../editions/sekisho-2026.toml"),
    ),
];

/// An edition that does not ship.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no edition {asked}; have {known}")]
pub struct UnknownEdition {
    /// What was asked for.
    pub asked: EditionId,
    /// Those that exist.
    pub known: String,
}

/// All editions that ship, the oldest first.
#[must_use]
pub fn shipped() -> Vec<Edition> {
    SHIPPED.iter().map(|(_, text)| read(text)).collect()
}

/// The edition of this name.
pub fn find(id: &EditionId) -> Result<Edition, UnknownEdition> {
    let mut known = SHIPPED.iter();
    match known.find(|(name, _)| *name == id.as_str()) {
        Some((_, text)) => Ok(read(text)),
        None => Err(UnknownEdition {
            asked: id.clone(),
            known: SHIPPED.map(|(name, _)| name).join(", "),
        }),
    }
}

fn read(text: &str) -> Edition {
    Edition::parse(text).expect("a test reads every edition that ships")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_edition_that_ships_can_be_read_and_found() {
        for (name, text) in SHIPPED {
            let edition = Edition::parse(text).unwrap();
            assert_eq!(edition.id().as_str(), name);
            assert_eq!(find(edition.id()), Ok(edition));
        }
        assert_eq!(shipped().len(), SHIPPED.len());
    }

    #[test]
    fn an_edition_that_does_not_ship_is_refused_with_those_that_do() {
        let asked: EditionId = "mitsf-2015".parse().unwrap();
        let error = find(&asked).unwrap_err();
        let said = "no edition mitsf-2015; have mitsf-2016, sekisho-2026";
        assert_eq!(error.to_string(), said);
    }
}
