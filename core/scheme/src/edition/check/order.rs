//! Rows of the table: their classes, the order between these, and what components must hold.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::super::read::{RawCategory, RawClass, RawComponents};
use super::super::{Category, Class, Components, EditionError, RequiredCertificate, Rule};
use super::{Known, listed, spoken};
use crate::id::{CategoryId, ClassId, TestId};

/// What stands directly below each class, and on which line the class stands.
type Steps = BTreeMap<ClassId, (usize, BTreeSet<ClassId>)>;

/// The categories that each category's components must be of.
pub(super) type Needs = BTreeMap<CategoryId, BTreeSet<CategoryId>>;

impl Known<'_> {
    pub(super) fn category(
        &self,
        line: usize,
        rule: String,
        raw: RawCategory,
    ) -> Result<Category, EditionError> {
        let (mark, source) = self.origin(line, &rule, raw.mark, raw.source)?;
        self.signs(line, &rule, &raw.footnotes)?;
        spoken(&raw.words, line, &rule, "words")?;
        let id = raw.id.into_inner();
        let steps = self.steps(id, &raw.class)?;
        let lowest = steps.iter().filter(|(_, (_, below))| below.is_empty());
        let lowest: Vec<_> = lowest.map(|(class, _)| class).collect();
        if let Some(circle) = circle(&steps) {
            let line = steps.get(&circle[0]).map_or(line, |(line, _)| *line);
            let way = circle.iter().chain(&circle[..1]).map(ClassId::as_str);
            return Err(EditionError::Cycle {
                line,
                rule: format!("category {id} class {}", circle[0]),
                circle: way.collect::<Vec<_>>().join(" above "),
            });
        }
        if lowest.len() != 1 {
            let lowest = listed(lowest);
            return Err(EditionError::NoLowest { line, rule, lowest });
        }
        let mut classes = Vec::new();
        for class in raw.class {
            classes.push(self.class(id, &steps, class)?);
        }
        Ok(Category {
            id,
            words: raw.words,
            classes,
            components: None,
            footnotes: raw.footnotes,
            mark,
            source,
        })
    }

    fn steps(&self, category: CategoryId, raw: &[RawClass]) -> Result<Steps, EditionError> {
        let mut steps = Steps::new();
        for class in raw {
            let line = self.line(&class.id);
            let below = class.above.iter().map(|id| id.get_ref().clone()).collect();
            let id = class.id.get_ref();
            if steps.insert(id.clone(), (line, below)).is_some() {
                let rule = format!("category {category} class {id}");
                return Err(EditionError::Twice { line, rule });
            }
        }
        for class in raw {
            for below in &class.above {
                if !steps.contains_key(below.get_ref()) {
                    return Err(EditionError::UnknownClass {
                        line: self.line(below),
                        rule: format!("category {category} class {}", class.id.get_ref()),
                        category: category.to_string(),
                        class: below.get_ref().to_string(),
                        known: listed(steps.keys()),
                    });
                }
            }
        }
        Ok(steps)
    }

    fn class(
        &self,
        category: CategoryId,
        steps: &Steps,
        raw: RawClass,
    ) -> Result<Class, EditionError> {
        let line = self.line(&raw.id);
        let id = raw.id.into_inner();
        let rule = format!("category {category} class {id}");
        let (mark, source) = self.origin(line, &rule, raw.mark, raw.source)?;
        self.signs(line, &rule, &raw.footnotes)?;
        spoken(&raw.words, line, &rule, "words")?;
        if raw.tests.is_empty() {
            let field = "tests";
            return Err(EditionError::Empty { line, rule, field });
        }
        let mut tests = BTreeSet::new();
        for test in &raw.tests {
            let name: &TestId = test.get_ref();
            if !self.tests.contains(name) {
                return Err(EditionError::UnknownTest {
                    line: self.line(test),
                    rule,
                    test: name.to_string(),
                    known: listed(&self.tests),
                });
            }
            tests.insert(name.clone());
        }
        Ok(Class {
            below: below(steps, &id),
            above: raw
                .above
                .into_iter()
                .map(toml::Spanned::into_inner)
                .collect(),
            id,
            words: raw.words,
            tests,
            footnotes: raw.footnotes,
            mark,
            source,
        })
    }

    pub(super) fn components(
        &self,
        own: &Category,
        categories: &[Category],
        needs: &Needs,
        raw: RawComponents,
    ) -> Result<Components, EditionError> {
        let name = format!("category {} components", own.id);
        let line = self.line(&raw.requires.value);
        let requires = self.rule(&format!("{name} requires"), raw.requires)?;
        if requires.value.is_empty() {
            let field = "requires";
            let rule = name;
            return Err(EditionError::Empty { line, rule, field });
        }
        let mut needed: Vec<RequiredCertificate> = Vec::new();
        let rule = format!("{name} requires");
        for each in requires.value {
            let line = self.line(&each);
            let each = each.into_inner();
            if needed.iter().any(|known| known.category == each.category) {
                let rule = format!("{rule} category {}", each.category);
                return Err(EditionError::Twice { line, rule });
            }
            let mut others = categories.iter().filter(|row| row.id != own.id);
            let row = others.find(|row| row.id == each.category);
            // A product that rests on its own kind could never be the first one certified.
            let row = row.filter(|row| !rests_on(needs, row.id, own.id));
            required(line, &rule, &each, row)?;
            needed.push(each);
        }
        Ok(Components {
            requires: Rule {
                value: needed,
                mark: requires.mark,
                source: requires.source,
                footnote: requires.footnote,
            },
            scope: self.rule(&format!("{name} scope"), raw.scope)?,
        })
    }
}

/// Refuses a required certificate that no component could have.
fn required(
    line: usize,
    rule: &str,
    each: &RequiredCertificate,
    row: Option<&Category>,
) -> Result<(), EditionError> {
    let RequiredCertificate { category, at_least } = each;
    let rule = rule.to_owned();
    let Some(row) = row else {
        let category = category.to_string();
        return Err(EditionError::UnknownCategory {
            line,
            rule,
            category,
        });
    };
    if at_least.is_empty() {
        let field = "at_least";
        return Err(EditionError::Empty { line, rule, field });
    }
    let known = |class: &&ClassId| row.classes.iter().any(|known| known.id == **class);
    match at_least.iter().find(|class| !known(class)) {
        None => Ok(()),
        Some(class) => Err(EditionError::UnknownClass {
            line,
            rule,
            category: category.to_string(),
            class: class.to_string(),
            known: listed(row.classes.iter().map(|class| &class.id)),
        }),
    }
}

/// Which categories the components of each category are of.
pub(super) fn needs(raw: &[RawCategory]) -> Needs {
    let each = raw.iter().filter_map(|row| {
        let required = row.components.as_ref()?.requires.value.get_ref().iter();
        let required = required.map(|each| each.get_ref().category).collect();
        Some((*row.id.get_ref(), required))
    });
    each.collect()
}

/// Whether a category's components, or theirs, are of another.
fn rests_on(needs: &Needs, category: CategoryId, on: CategoryId) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![category];
    while let Some(next) = open.pop() {
        for required in needs.get(&next).into_iter().flatten() {
            if *required == on {
                return true;
            }
            if seen.insert(*required) {
                open.push(*required);
            }
        }
    }
    false
}

/// All classes below this one.
fn below(steps: &Steps, class: &ClassId) -> BTreeSet<ClassId> {
    let mut found = BTreeSet::new();
    let mut open = vec![class];
    while let Some(next) = open.pop() {
        for below in steps
            .get(next)
            .map(|(_, below)| below)
            .into_iter()
            .flatten()
        {
            if found.insert(below.clone()) {
                open.push(below);
            }
        }
    }
    found
}

/// The classes of a shortest circle in the order, each above the next, if there is one.
fn circle(steps: &Steps) -> Option<Vec<ClassId>> {
    let start = steps
        .keys()
        .find(|class| below(steps, class).contains(class))?;
    let mut ways = VecDeque::from([vec![start.clone()]]);
    let mut seen = BTreeSet::new();
    while let Some(way) = ways.pop_front() {
        let (_, next) = steps.get(way.last()?)?;
        if next.contains(start) {
            return Some(way);
        }
        for class in next {
            if seen.insert(class) {
                let mut longer = way.clone();
                longer.push(class.clone());
                ways.push_back(longer);
            }
        }
    }
    None
}
