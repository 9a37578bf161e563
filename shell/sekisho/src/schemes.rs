//! `sekisho scheme`: the editions of the certification scheme, as people and programs read them.

use std::borrow::Cow;

use scheme::edition::{self, Edition, Text};
use serde_json::{Value, json};
use texts::Language;

use crate::talk::Talk;
use crate::{Answer, Failure, undone};

/// Lists the editions.
pub(crate) fn list(talk: &Talk) -> Result<Answer, Failure> {
    let editions = edition::shipped();
    if talk.json {
        let values: Vec<Value> = editions
            .iter()
            .map(|edition| json!({ "id": edition.id(), "title": edition.title() }))
            .collect();
        talk.value(&values)?;
    } else {
        for edition in &editions {
            talk.line(&format!("{}  {}", edition.id(), of(edition.title(), talk)));
        }
    }
    Ok(Answer::Yes)
}

/// Shows one edition: its table, its footnotes, and every rule with where it comes from.
pub(crate) fn show(id: &str, talk: &Talk) -> Result<Answer, Failure> {
    let edition = undone::edition(id)?;
    if talk.json {
        talk.value(&edition)?;
        return Ok(Answer::Yes);
    }
    talk.line(&format!("{}  {}", edition.id(), of(edition.title(), talk)));
    talk.line(of(edition.source(), talk));
    table(&edition, talk);
    for footnote in edition.footnotes() {
        talk.line(&format!("{}  {}", footnote.sign, of(&footnote.words, talk)));
    }
    talk.line("");
    talk.line(&talk.say("scheme-rules", &[]));
    for rule in edition.marked() {
        let value = rule
            .value
            .map(|value| format!(" = {value}"))
            .unwrap_or_default();
        let mark = talk.say(&format!("mark-{}", rule.mark), &[]);
        talk.line(&format!("  [{mark}] {}{value}", rule.rule));
        talk.line(&format!("      {}", of(rule.source, talk)));
    }
    Ok(Answer::Yes)
}

fn table(edition: &Edition, talk: &Talk) {
    for category in edition.categories() {
        let args = [("number", Cow::Owned(category.id.to_string()))];
        let head = talk.say("scheme-category", &args);
        talk.line("");
        talk.line(&format!("{head}  {}", of(&category.words, talk)));
        for class in &category.classes {
            let args = [("class", Cow::Borrowed(class.id.as_str()))];
            let tests = edition.required_tests(category.id, &class.id);
            let tests: Vec<_> = tests
                .iter()
                .filter_map(|id| edition.test(id))
                .map(|test| of(&test.title, talk))
                .collect();
            talk.line(&format!(
                "  {}  {}",
                talk.say("scheme-class", &args),
                of(&class.words, talk)
            ));
            talk.line(&format!("      → {}", tests.join(" + ")));
        }
    }
    talk.line("");
}

fn of<'t>(text: &'t Text, talk: &Talk) -> &'t str {
    match talk.texts.language() {
        Language::Ja => &text.ja,
        Language::En => &text.en,
    }
}
