//! Messages by name, in one language, with arguments.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use serde::Serialize;
use serde_json::Value;
use unic_langid::LanguageIdentifier;

use crate::Language;

/// The messages of one language, as shipped: name of the file and its text. Those that every run asks for come first.
const JA: &[(&str, &str)] = &[
    ("advisories", include_str!("../locales/ja/advisories.ftl")),
    ("cli", include_str!("../locales/ja/cli.ftl")),
    ("program", include_str!("../locales/ja/program.ftl")),
    ("documents", include_str!("../locales/ja/documents.ftl")),
    ("errors", include_str!("../locales/ja/errors.ftl")),
    ("reading", include_str!("../locales/ja/reading.ftl")),
    ("reasons", include_str!("../locales/ja/reasons.ftl")),
];
const EN: &[(&str, &str)] = &[
    ("advisories", include_str!("../locales/en/advisories.ftl")),
    ("cli", include_str!("../locales/en/cli.ftl")),
    ("program", include_str!("../locales/en/program.ftl")),
    ("documents", include_str!("../locales/en/documents.ftl")),
    ("errors", include_str!("../locales/en/errors.ftl")),
    ("reading", include_str!("../locales/en/reading.ftl")),
    ("reasons", include_str!("../locales/en/reasons.ftl")),
];

/// One argument of a message: its name and value.
pub type Arg<'a> = (&'a str, Cow<'a, str>);

/// The files whose messages name none of another file.
const ALONE: [&str; 3] = ["advisories", "cli", "program"];

/// The messages of one language.
pub struct Texts {
    language: Language,
    groups: Vec<Group>,
    silent: bool,
}

/// Files of messages that may name each other. They are looked into when those before them lack a message that is asked
/// for, and read when they have it: a run needs few of all the messages.
struct Group {
    texts: Vec<&'static str>,
    names: OnceLock<HashSet<&'static str>>,
    messages: OnceLock<FluentBundle<FluentResource>>,
}

impl Group {
    fn of(texts: Vec<&'static str>) -> Self {
        Self {
            texts,
            names: OnceLock::new(),
            messages: OnceLock::new(),
        }
    }

    fn has(&self, id: &str) -> bool {
        self.names.get_or_init(|| names(&self.texts)).contains(id)
    }
}

/// The names of the messages, which begin their lines.
fn names(texts: &[&'static str]) -> HashSet<&'static str> {
    let begin = texts.iter().flat_map(|text| text.lines()).filter(|line| {
        let first = line.bytes().next();
        first.is_some_and(|byte| byte.is_ascii_alphabetic())
    });
    let names = begin.filter_map(|line| line.split_once([' ', '=']));
    names.map(|(name, _)| name).collect()
}

impl Texts {
    /// The messages of `language`.
    #[must_use]
    pub fn new(language: Language) -> Self {
        let sources = sources(language);
        let alone = sources.iter().filter(|(name, _)| ALONE.contains(name));
        let mut groups: Vec<Group> = alone.map(|(_, text)| Group::of(vec![text])).collect();
        groups.push(Group::of(sources.iter().map(|(_, text)| *text).collect()));
        Self {
            language,
            groups,
            silent: false,
        }
    }

    /// Messages that are all empty: for work that is done again with words when somebody will read them.
    #[must_use]
    pub fn silent(language: Language) -> Self {
        Self {
            language,
            groups: Vec::new(),
            silent: true,
        }
    }

    /// The messages among which this one stands.
    fn group_of(&self, id: &str) -> Option<&FluentBundle<FluentResource>> {
        // A doubled name or a broken entry is found by this crate's tests.
        let group = self.groups.iter().find(|group| group.has(id))?;
        let messages = &group.messages;
        Some(messages.get_or_init(|| bundle(self.language, &group.texts)))
    }

    /// Which language these are in.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// The message `id` without arguments.
    #[must_use]
    pub fn say(&self, id: &str) -> String {
        self.say_with(id, &[])
    }

    /// The message `id` with arguments. A message that does not exist is its own name: visible,
    /// and never a panic in front of a person.
    #[must_use]
    pub fn say_with(&self, id: &str, args: &[Arg<'_>]) -> String {
        if self.silent {
            return String::new();
        }
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            values.set(*name, FluentValue::String(one_line(value).into()));
        }
        self.format(id, &values)
            .unwrap_or_else(|| format!("{{{id}}}"))
    }

    /// True where the message exists.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.group_of(id)
            .is_some_and(|messages| messages.has_message(id))
    }

    /// A reason of the core in words: `prefix-code`, with the reason's other fields as arguments.
    ///
    /// The core's reasons serialise as an object with a member `code`; without a message of that
    /// name the object itself is shown, so that no reason is ever lost.
    #[must_use]
    pub fn reason(&self, prefix: &str, reason: &impl Serialize) -> String {
        let value = serde_json::to_value(reason).unwrap_or(Value::Null);
        self.reason_value(prefix, &value)
    }

    /// As [`Texts::reason`], for a reason that is already JSON.
    #[must_use]
    pub fn reason_value(&self, prefix: &str, value: &Value) -> String {
        let Some(code) = value.get("code").and_then(Value::as_str) else {
            return plain(value, self.language);
        };
        let mut args = FluentArgs::new();
        for (name, field) in value.as_object().into_iter().flatten() {
            if name != "code" {
                args.set(name.replace('_', "-"), self.member(name, field));
            }
        }
        self.format(&format!("{prefix}-{code}"), &args)
            .unwrap_or_else(|| value.to_string())
    }

    /// A member of a reason by its name: what a program said is told as such.
    fn member(&self, name: &str, field: &Value) -> String {
        match field {
            Value::String(said) if name == SAID && !said.starts_with('{') => self.foreign(said),
            other => self.field(other),
        }
    }

    /// A field of a reason; reasons inside a reason, as JSON text, are told in words too.
    fn field(&self, field: &Value) -> String {
        let inner = |value: &Value| -> Option<String> {
            let code = value.get("code")?.as_str()?;
            let has = |prefix: &&&str| self.has(&format!("{prefix}-{code}"));
            let prefix = INNER.iter().find(has)?;
            Some(self.reason_value(prefix, value))
        };
        let read = |text: &str| inner(&serde_json::from_str(text).ok()?);
        match field {
            Value::String(text) => read(text).unwrap_or_else(|| one_line(text)),
            Value::Object(_) => inner(field).unwrap_or_else(|| plain(field, self.language)),
            Value::Array(fields) => {
                let told: Vec<_> = fields.iter().map(|field| self.field(field)).collect();
                told.join(comma(self.language))
            }
            other => plain(other, self.language),
        }
    }

    fn format(&self, id: &str, args: &FluentArgs<'_>) -> Option<String> {
        let messages = self.group_of(id)?;
        let pattern = messages.get_message(id)?.value()?;
        let mut errors = Vec::new();
        let text = messages.format_pattern(pattern, Some(args), &mut errors);
        Some(text.into_owned())
    }
}

fn bundle(language: Language, texts: &[&str]) -> FluentBundle<FluentResource> {
    let tag: LanguageIdentifier = language
        .tag()
        .parse()
        .expect("both tags are well-formed BCP 47");
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // Marks around arguments would end up in terminals, JSON and copied numbers.
    bundle.set_use_isolating(false);
    for text in texts {
        let resource = FluentResource::try_new((*text).to_owned());
        bundle.add_resource_overriding(resource.unwrap_or_else(|(resource, _)| resource));
    }
    bundle
}

/// The files of one language: names and texts.
fn sources(language: Language) -> &'static [(&'static str, &'static str)] {
    match language {
        Language::Ja => JA,
        Language::En => EN,
    }
}

/// Whose reasons can stand inside another: an engine's, a report's, or those of reading from a server or of JSON.
const INNER: [&str; 4] = ["match", "report", "reading", "json"];

/// The member in which a reason keeps what a program said, in that program's words.
const SAID: &str = "detail";

/// A text from outside as part of one line: what would command a terminal, begin another line or turn the order of
/// reading around shows as a replacement character, so that no name can forge a message.
#[must_use]
pub fn one_line(text: &str) -> String {
    shown(text, |c| !c.is_control())
}

/// The text with a replacement character for all that is not `allowed`, or that breaks a line or turns the order of reading.
pub(crate) fn shown(text: &str, allowed: impl Fn(char) -> bool) -> String {
    let harmless = |c: char| {
        let turns = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        let breaks = matches!(c, '\u{2028}' | '\u{2029}');
        allowed(c) && !breaks && !turns
    };
    text.chars()
        .map(|c| if harmless(c) { c } else { '\u{fffd}' })
        .collect()
}

fn comma(language: Language) -> &'static str {
    match language {
        Language::Ja => "、",
        Language::En => ", ",
    }
}

/// A JSON value as a person would write it: lists with the language's comma, `{ja, en}` in the
/// language itself.
fn plain(value: &Value, language: Language) -> String {
    match value {
        Value::Null => "–".to_owned(),
        Value::String(text) => one_line(text),
        Value::Array(values) => {
            let parts: Vec<_> = values.iter().map(|value| plain(value, language)).collect();
            parts.join(comma(language))
        }
        Value::Object(members) => match members.get(language.tag()) {
            Some(text) => plain(text, language),
            None => one_line(&value.to_string()),
        },
        Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use fluent_syntax::ast;
    use fluent_syntax::parser;

    use super::*;

    /// Message names of one language, each with the arguments that its text uses.
    fn messages(language: Language) -> BTreeMap<String, BTreeSet<String>> {
        let mut found = BTreeMap::new();
        for (file, text) in sources(language) {
            let resource = parser::parse(*text)
                .unwrap_or_else(|(_, errors)| panic!("{language}/{file}.ftl: {errors:?}"));
            for entry in resource.body {
                let ast::Entry::Message(message) = entry else {
                    continue;
                };
                let name = message.id.name.to_owned();
                let shown = format!("{:?}", message.value);
                let used = shown
                    .split("VariableReference { id: Identifier { name: \"")
                    .skip(1)
                    .map(|rest| rest.split('"').next().unwrap_or_default().to_owned())
                    .collect();
                assert!(
                    message.value.is_some(),
                    "{language}/{file}.ftl: {name} is empty"
                );
                let doubled = found.insert(name.clone(), used);
                assert!(
                    doubled.is_none(),
                    "{language}/{file}.ftl: {name} stands twice"
                );
            }
        }
        found
    }

    #[test]
    fn every_message_stands_in_both_languages_with_the_same_arguments() {
        let (ja, en) = (messages(Language::Ja), messages(Language::En));
        let names = |of: &BTreeMap<String, _>| of.keys().cloned().collect::<BTreeSet<_>>();
        let lacking: Vec<_> = names(&ja)
            .symmetric_difference(&names(&en))
            .cloned()
            .collect();
        assert!(lacking.is_empty(), "in one language only: {lacking:?}");
        for (name, used) in &ja {
            assert_eq!(
                used, &en[name],
                "{name}: arguments differ between ja and en"
            );
        }
        assert!(ja.len() > 20);
    }

    #[test]
    fn files_that_are_read_alone_name_no_message_of_another() {
        for language in [Language::Ja, Language::En] {
            for (file, text) in sources(language) {
                let names = names(&[text]);
                let named = text
                    .split('{')
                    .skip(1)
                    .filter_map(|rest| {
                        rest.split(['}', '-', ' ', '.'])
                            .find(|word| !word.is_empty())
                    })
                    .filter(|word| word.starts_with(|c: char| c.is_ascii_lowercase()));
                for word in named.filter(|_| ALONE.contains(file)) {
                    assert!(names.contains(word), "{language}/{file}.ftl: {word}");
                }
            }
        }
    }

    #[test]
    fn every_message_is_found_in_its_file() {
        for language in [Language::Ja, Language::En] {
            let texts = Texts::new(language);
            for name in messages(language).keys() {
                assert!(texts.has(name), "{language}: {name}");
            }
        }
    }

    #[test]
    fn an_unknown_message_shows_its_name_and_an_unknown_reason_itself() {
        let texts = Texts::new(Language::En);
        assert_eq!(texts.say("no-such-message"), "{no-such-message}");
        let reason = serde_json::json!({"code": "never-heard-of", "part": "x"});
        assert!(texts.reason("refusal", &reason).contains("never-heard-of"));
    }

    #[test]
    fn a_name_from_outside_cannot_add_a_line_or_command_the_terminal() {
        assert_eq!(one_line("evil\u{1b}[2J\n✓"), "evil\u{fffd}[2J\u{fffd}✓");
        assert_eq!(one_line("放射線 viewer’s"), "放射線 viewer’s");
        let texts = Texts::new(Language::En);
        let forged = "x\n✓ valid\u{2028}\u{202e}";
        let said = texts.say_with("register-page-made", &[("path", forged.into())]);
        assert!(said.contains("x\u{fffd}✓ valid\u{fffd}\u{fffd}"), "{said}");
        let text = serde_json::json!({"ja": forged, "en": forged});
        for path in [serde_json::json!(forged), serde_json::json!([forged]), text] {
            let reason = serde_json::json!({"code": "missing", "path": path});
            let said = texts.reason("register", &reason);
            assert!(!said.contains(['\n', '\u{2028}', '\u{202e}']), "{said}");
        }
    }

    #[test]
    fn lists_and_bilingual_fields_read_naturally() {
        let value = serde_json::json!([{"ja": "甲", "en": "A"}, "b"]);
        assert_eq!(plain(&value, Language::Ja), "甲、b");
        assert_eq!(plain(&value, Language::En), "A, b");
    }
}
