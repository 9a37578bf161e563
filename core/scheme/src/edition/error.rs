//! Why a text is not an edition: each names line and rule.

/// Why a text is not an edition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditionError {
    /// Not TOML, or a member is missing, unknown, or has another type.
    #[error("line {line}, {rule}: {what}")]
    Form {
        /// Where, from 1.
        line: usize,
        /// The table in which it stands.
        rule: String,
        /// What the reader expected.
        what: String,
    },
    /// The file speaks another format of editions.
    #[error("line {line}, format: {format} is not known; 1 is")]
    Format {
        /// Where, from 1.
        line: usize,
        /// What it says.
        format: i64,
    },
    /// A rule does not say whether it is the slide's or ours.
    #[error("line {line}, {rule}: has no mark; slide or ours")]
    NoMark {
        /// Where, from 1.
        line: usize,
        /// Which.
        rule: String,
    },
    /// A rule does not say where it comes from, in both languages.
    #[error("line {line}, {rule}: has no source in ja and en")]
    NoSource {
        /// Where, from 1.
        line: usize,
        /// Which.
        rule: String,
    },
    /// A text for people is empty in one language.
    #[error("line {line}, {rule}: {field} is empty in {language}")]
    NoWords {
        /// Where, from 1.
        line: usize,
        /// Which.
        rule: String,
        /// Which text of it.
        field: &'static str,
        /// `ja` or `en`.
        language: &'static str,
    },
    /// The same name stands twice.
    #[error("line {line}, {rule}: stands twice")]
    Twice {
        /// Where the second one stands, from 1.
        line: usize,
        /// Which.
        rule: String,
    },
    /// A number makes no sense.
    #[error("line {line}, {rule}: {said} is outside {least} to {most}")]
    Number {
        /// Where, from 1.
        line: usize,
        /// Which.
        rule: String,
        /// What it says.
        said: i64,
        /// The lowest that makes sense.
        least: i64,
        /// The highest that makes sense.
        most: i64,
    },
    /// Two parameters contradict each other.
    #[error("line {line}, {rule}: contradicts {other}: {why}")]
    Contradicts {
        /// Where, from 1.
        line: usize,
        /// Which.
        rule: String,
        /// What it contradicts.
        other: String,
        /// How.
        why: &'static str,
    },
    /// A list that must name something names nothing.
    #[error("line {line}, {rule}: {field} is empty")]
    Empty {
        /// Where, from 1.
        line: usize,
        /// Which.
        rule: String,
        /// Which list of it.
        field: &'static str,
    },
    /// A sign has no footnote.
    #[error("line {line}, {rule}: there is no footnote {sign}; there are {known}")]
    UnknownFootnote {
        /// Where, from 1.
        line: usize,
        /// Which rule carries it.
        rule: String,
        /// The sign.
        sign: String,
        /// The signs that exist.
        known: String,
    },
    /// A class needs a test that the edition does not have.
    #[error("line {line}, {rule}: needs the test {test}, which is unknown; known: {known}")]
    UnknownTest {
        /// Where, from 1.
        line: usize,
        /// Which class.
        rule: String,
        /// The test that it names.
        test: String,
        /// The tests that exist.
        known: String,
    },
    /// The order or a component rule names a class that its category does not have.
    #[error("line {line}, {rule}: names class {class} of category {category}; known: {known}")]
    UnknownClass {
        /// Where, from 1.
        line: usize,
        /// Which rule.
        rule: String,
        /// The category.
        category: String,
        /// The class that it names.
        class: String,
        /// The classes that exist.
        known: String,
    },
    /// A component rule names a category that is unknown, its own, or one that rests on its own.
    #[error("line {line}, {rule}: category {category} cannot be a component here")]
    UnknownCategory {
        /// Where, from 1.
        line: usize,
        /// Which rule.
        rule: String,
        /// The category that it names.
        category: String,
    },
    /// The order of the classes runs in a circle.
    #[error("line {line}, {rule}: the order runs in a circle: {circle}")]
    Cycle {
        /// Where the first class of the circle stands, from 1.
        line: usize,
        /// Which class.
        rule: String,
        /// The way round.
        circle: String,
    },
    /// A category has no single class below all others.
    #[error("line {line}, {rule}: has no single lowest class; nothing is below {lowest}")]
    NoLowest {
        /// Where, from 1.
        line: usize,
        /// Which category.
        rule: String,
        /// The classes with nothing below; or `no class`.
        lowest: String,
    },
    /// A test that no class needs.
    #[error("line {line}, {rule}: no class needs it")]
    Unneeded {
        /// Where, from 1.
        line: usize,
        /// Which test.
        rule: String,
    },
}
