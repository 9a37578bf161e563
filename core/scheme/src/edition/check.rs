//! Whether an edition's rules agree with each other; the first contradiction is named.

use std::collections::BTreeSet;
use std::fmt::Display;

use toml::Spanned;

use super::read::{RawCategory, RawEdition, RawFootnote, RawTest, line_of};
use super::{Edition, EditionError, EndingKind, Footnote, Mark, Test, Text};
use crate::id::TestId;

mod order;
mod rules;

/// What every check needs to name a place, a footnote or a test.
struct Known<'a> {
    text: &'a str,
    signs: Vec<String>,
    tests: BTreeSet<TestId>,
}

pub(super) fn check(text: &str, raw: RawEdition) -> Result<Edition, EditionError> {
    if *raw.format.get_ref() != 1 {
        return Err(EditionError::Format {
            line: line_of(text, raw.format.span().start),
            format: *raw.format.get_ref(),
        });
    }
    let mut known = Known {
        text,
        signs: Vec::new(),
        tests: BTreeSet::new(),
    };
    let title = known.head("title", raw.title)?;
    let source = known.head("source", raw.source)?;
    let mut footnotes = Vec::new();
    for footnote in raw.footnote {
        footnotes.push(known.footnote(footnote)?);
    }
    let rules = known.rules(raw.rules)?;
    let places: Vec<_> = raw.test.iter().map(|test| test.id.span().start).collect();
    let mut tests = Vec::new();
    for test in raw.test {
        tests.push(known.test(test)?);
    }
    let categories = known.categories(raw.category)?;
    let needed: BTreeSet<&TestId> = categories
        .iter()
        .flat_map(|category| &category.classes)
        .flat_map(|class| &class.tests)
        .collect();
    for (test, place) in tests.iter().zip(places) {
        if !needed.contains(&test.id) {
            return Err(EditionError::Unneeded {
                line: line_of(text, place),
                rule: format!("test {}", test.id),
            });
        }
    }
    Ok(Edition {
        id: raw.id,
        title,
        source,
        footnotes,
        categories,
        tests,
        rules,
        feed_age_waived: false,
        digest: crate::id::Digest::of(text.as_bytes()),
    })
}

impl Known<'_> {
    fn line<T>(&self, place: &Spanned<T>) -> usize {
        line_of(self.text, place.span().start)
    }

    fn head(&self, rule: &str, words: Spanned<Text>) -> Result<Text, EditionError> {
        let line = self.line(&words);
        let words = words.into_inner();
        spoken(&words, line, rule, "text")?;
        Ok(words)
    }

    fn footnote(&mut self, raw: RawFootnote) -> Result<Footnote, EditionError> {
        let line = self.line(&raw.sign);
        let sign = raw.sign.into_inner();
        let rule = format!("footnote {sign}");
        if self.signs.contains(&sign) {
            return Err(EditionError::Twice { line, rule });
        }
        let words = raw.words.into_inner();
        spoken(&words, line, &rule, "words")?;
        self.signs.push(sign.clone());
        Ok(Footnote { sign, words })
    }

    /// A mark and a source, which every rule must have.
    fn origin(
        &self,
        line: usize,
        rule: &str,
        mark: Option<Mark>,
        source: Option<Text>,
    ) -> Result<(Mark, Text), EditionError> {
        let rule = || rule.to_owned();
        let mark = mark.ok_or_else(|| EditionError::NoMark { line, rule: rule() })?;
        let source = source.filter(|text| !text.ja.trim().is_empty() && !text.en.trim().is_empty());
        let source = source.ok_or_else(|| EditionError::NoSource { line, rule: rule() })?;
        Ok((mark, source))
    }

    fn signs<'s>(
        &self,
        line: usize,
        rule: &str,
        signs: impl IntoIterator<Item = &'s String>,
    ) -> Result<(), EditionError> {
        match signs.into_iter().find(|sign| !self.signs.contains(sign)) {
            None => Ok(()),
            Some(sign) => Err(EditionError::UnknownFootnote {
                line,
                rule: rule.to_owned(),
                sign: sign.clone(),
                known: listed(&self.signs),
            }),
        }
    }

    fn test(&mut self, raw: RawTest) -> Result<Test, EditionError> {
        let line = self.line(&raw.id);
        let rule = format!("test {}", raw.id.get_ref());
        let (mark, source) = self.origin(line, &rule, raw.mark, raw.source)?;
        self.signs(line, &rule, &raw.footnotes)?;
        spoken(&raw.title, line, &rule, "title")?;
        spoken(&raw.what, line, &rule, "what")?;
        let age_line = self.line(&raw.reuse_max_age_days);
        let ends_line = self.line(&raw.ends_by);
        let ends_by = raw.ends_by.into_inner();
        for (field, empty) in [
            ("standard", raw.standard.trim().is_empty()),
            ("covers", raw.covers.is_empty()),
            ("ends_by", ends_by.is_empty()),
        ] {
            if empty {
                return Err(EditionError::Empty { line, rule, field });
            }
        }
        if ends_by.contains(&EndingKind::Answered) && !raw.reads_feed {
            return Err(EditionError::Contradicts {
                line: ends_line,
                rule,
                other: "reads_feed".to_owned(),
                why: "only known vulnerabilities can be answered by a VEX statement",
            });
        }
        let age = *raw.reuse_max_age_days.get_ref();
        let age_rule = format!("{rule} reuse_max_age_days");
        let test = Test {
            id: raw.id.into_inner(),
            title: raw.title,
            what: raw.what,
            standard: raw.standard,
            covers: raw.covers,
            reuse_max_age_days: within(age_line, &age_rule, age, 1, 3660)?,
            always_again: raw.always_again,
            reads_feed: raw.reads_feed,
            ends_by,
            sarif_blocking: raw.sarif_blocking,
            footnotes: raw.footnotes,
            mark,
            source,
        };
        if !self.tests.insert(test.id.clone()) {
            return Err(EditionError::Twice { line, rule });
        }
        Ok(test)
    }

    fn categories(&self, raw: Vec<RawCategory>) -> Result<Vec<super::Category>, EditionError> {
        let mut categories: Vec<super::Category> = Vec::new();
        let mut components = Vec::new();
        let needs = order::needs(&raw);
        for mut row in raw {
            let line = self.line(&row.id);
            let rule = format!("category {}", row.id.get_ref());
            if categories.iter().any(|known| known.id == *row.id.get_ref()) {
                return Err(EditionError::Twice { line, rule });
            }
            components.push(row.components.take());
            categories.push(self.category(line, rule, row)?);
        }
        // Component rules name other rows, so they are read when all rows are known.
        for (at, raw) in components.into_iter().enumerate() {
            if let Some(raw) = raw {
                let checked = self.components(&categories[at], &categories, &needs, raw)?;
                categories[at].components = Some(checked);
            }
        }
        Ok(categories)
    }
}

/// A number that makes sense, in its type.
fn within<N: TryFrom<i64>>(
    line: usize,
    rule: &str,
    said: i64,
    least: i64,
    most: i64,
) -> Result<N, EditionError> {
    let fitting = (least..=most).contains(&said).then_some(said);
    fitting
        .and_then(|number| number.try_into().ok())
        .ok_or_else(|| EditionError::Number {
            line,
            rule: rule.to_owned(),
            said,
            least,
            most,
        })
}

/// Refuses a text that says nothing in one of the languages.
fn spoken(text: &Text, line: usize, rule: &str, field: &'static str) -> Result<(), EditionError> {
    let language = match (text.ja.trim().is_empty(), text.en.trim().is_empty()) {
        (false, false) => return Ok(()),
        (true, _) => "ja",
        (false, true) => "en",
    };
    Err(EditionError::NoWords {
        line,
        rule: rule.to_owned(),
        field,
        language,
    })
}

/// Names for an error: `a, b`, or `none`.
fn listed<T: Display>(names: impl IntoIterator<Item = T>) -> String {
    let names: Vec<_> = names.into_iter().map(|name| name.to_string()).collect();
    if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(", ")
    }
}
