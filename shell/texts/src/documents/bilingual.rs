//! A text in both languages, and the messages of both at once.

use serde::{Deserialize, Serialize};

use crate::{Arg, Language, Texts};

/// A text for people, in both languages.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bilingual {
    /// Japanese.
    pub ja: String,
    /// English.
    pub en: String,
}

impl Bilingual {
    /// Both texts.
    #[must_use]
    pub fn new(ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            ja: ja.into(),
            en: en.into(),
        }
    }

    /// A name that is the same in both languages.
    #[must_use]
    pub fn same(text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            ja: text.clone(),
            en: text,
        }
    }

    /// The text in `language`.
    #[must_use]
    pub fn of(&self, language: Language) -> &str {
        match language {
            Language::Ja => &self.ja,
            Language::En => &self.en,
        }
    }
}

impl From<register::certificate::Text> for Bilingual {
    fn from(text: register::certificate::Text) -> Self {
        Self {
            ja: text.ja,
            en: text.en,
        }
    }
}

impl From<Bilingual> for register::certificate::Text {
    fn from(text: Bilingual) -> Self {
        Self {
            ja: text.ja,
            en: text.en,
        }
    }
}

/// The messages of both languages; made once, used for many texts.
pub struct BothTexts {
    ja: Texts,
    en: Texts,
}

impl BothTexts {
    /// The messages as shipped.
    #[must_use]
    pub fn new() -> Self {
        Self {
            ja: Texts::new(Language::Ja),
            en: Texts::new(Language::En),
        }
    }

    /// The messages of one language.
    #[must_use]
    pub fn of(&self, language: Language) -> &Texts {
        match language {
            Language::Ja => &self.ja,
            Language::En => &self.en,
        }
    }

    /// The message `id` in both languages.
    #[must_use]
    pub fn say(&self, id: &str) -> Bilingual {
        Bilingual {
            ja: self.ja.say(id),
            en: self.en.say(id),
        }
    }

    /// The message `id` with the same arguments in both languages.
    #[must_use]
    pub fn say_with(&self, id: &str, args: &[Arg<'_>]) -> Bilingual {
        Bilingual {
            ja: self.ja.say_with(id, args),
            en: self.en.say_with(id, args),
        }
    }

    /// What `say` makes of the messages of each language.
    #[must_use]
    pub fn each(&self, say: impl Fn(&Texts) -> String) -> Bilingual {
        Bilingual {
            ja: say(&self.ja),
            en: say(&self.en),
        }
    }

    /// The message `id` in both languages, or `name` where there is none: for words that a file may bring along.
    #[must_use]
    pub fn title(&self, id: &str, name: &str) -> Bilingual {
        if self.ja.has(id) {
            self.say(id)
        } else {
            Bilingual::same(name)
        }
    }

    /// A reason of the core in both languages, as [`Texts::reason`].
    #[must_use]
    pub fn reason(&self, prefix: &str, reason: &impl Serialize) -> Bilingual {
        Bilingual {
            ja: self.ja.reason(prefix, reason),
            en: self.en.reason(prefix, reason),
        }
    }
}

impl Default for BothTexts {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_comes_in_both_languages_and_an_unknown_one_shows_its_name() {
        let texts = BothTexts::new();
        let title = texts.say("document-certificate");
        assert_eq!(title, Bilingual::new("認証書", "Certificate"));
        assert_eq!(texts.say("no-such"), Bilingual::same("{no-such}"));
        assert_eq!(
            (title.of(Language::Ja), title.of(Language::En)),
            ("認証書", "Certificate")
        );
    }
}
