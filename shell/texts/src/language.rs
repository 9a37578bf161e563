//! The two languages, and which one a person gets.

use std::fmt;
use std::str::FromStr;

/// Japanese first, English equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// 日本語
    Ja,
    /// English
    En,
}

impl Language {
    /// Both, in the order in which they stand in a document.
    pub const BOTH: [Self; 2] = [Self::Ja, Self::En];

    /// The tag of BCP 47.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Ja => "ja",
            Self::En => "en",
        }
    }

    /// The language that the environment asks for: the first of the values of `LC_ALL`,
    /// `LC_MESSAGES` and `LANG` that is set decides. Japanese when in doubt.
    #[must_use]
    pub fn from_locales<'a>(values: impl IntoIterator<Item = &'a str>) -> Self {
        match values.into_iter().find(|value| !value.is_empty()) {
            Some(locale) if locale.split(['_', '.', '-', '@']).next() == Some("en") => Self::En,
            _ => Self::Ja,
        }
    }
}

/// Not a language that the program speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownLanguage(
    /// What was asked for.
    pub String,
);

impl fmt::Display for UnknownLanguage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no language {:?}; have ja, en", self.0)
    }
}

impl std::error::Error for UnknownLanguage {}

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(text: &str) -> Result<Self, UnknownLanguage> {
        match text {
            "ja" => Ok(Self::Ja),
            "en" => Ok(Self::En),
            _ => Err(UnknownLanguage(text.to_owned())),
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn environment_decides_and_doubt_is_japanese() {
        let check = |values: &[&str], wanted| {
            assert_eq!(
                Language::from_locales(values.iter().copied()),
                wanted,
                "{values:?}"
            );
        };
        check(&["", "", "en_GB.UTF-8"], Language::En);
        check(&["ja_JP.UTF-8", "en_US"], Language::Ja);
        check(&["en", ""], Language::En);
        check(&["C.UTF-8"], Language::Ja);
        check(&["enochian"], Language::Ja);
        check(&[], Language::Ja);
    }
}
