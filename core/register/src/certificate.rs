//! What a certificate says: the predicate of the `certificate` statement.
//!
//! The form is documented in `schemas/certificate.v1.schema.json`. Plain values; the scheme's rules (what earns which
//! class) are not known here, only what a certificate must hold to be whole.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::canonical::Digest;

/// A text for people, in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Japanese.
    pub ja: String,
    /// English.
    pub en: String,
}

/// A file by name and digest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileDigest {
    /// Name without folders.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: Digest,
}

/// A firm or a person with a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// The body's identifier for it (an actor, a member number).
    pub id: String,
    /// Its name.
    pub name: Text,
}

/// What a certificate says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Certificate {
    /// The certificate's number, unique in the register.
    pub number: String,
    /// Made for a demonstration: certifies nothing.
    pub demonstration: bool,
    /// The body that issued it.
    pub body: Text,
    /// The edition of the scheme.
    pub edition: Edition,
    /// Software, device or system.
    pub category: Category,
    /// The class.
    pub class: Class,
    /// What was certified, exactly.
    pub product: Product,
    /// Who holds it.
    pub holder: Party,
    /// Who tested.
    pub evaluators: Vec<Party>,
    /// Who checked that the evidence is whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reviewer: Option<Party>,
    /// Who decided.
    pub decision_maker: Party,
    /// When it was decided.
    pub decided: Timestamp,
    /// When this statement was made.
    pub issued: Timestamp,
    /// First moment of validity.
    pub valid_from: Timestamp,
    /// First moment at which it is no longer valid by its own term.
    pub valid_until: Timestamp,
    /// Every test with its result.
    pub tests: Vec<Test>,
    /// Conditions under which it holds.
    pub conditions: Vec<Text>,
    /// Interfaces that were not tested.
    pub interfaces_left_out: Vec<LeftOut>,
    /// Last day on which the maker promises support.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub support_end: Option<Date>,
    /// Parts lists that were matched.
    pub parts_lists: Vec<FileDigest>,
    /// Certificates it rests on (category 3 only).
    pub components: Vec<Component>,
    /// The certificate it follows (an earlier version of the same product).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predecessor: Option<String>,
    /// The public report.
    pub report: FileDigest,
    /// The document for people, `certificate.html`; also a subject.
    pub document: FileDigest,
    /// What it means and does not: no endorsement, no absolute security.
    pub meaning: Text,
}

/// An edition of the scheme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    /// Its identifier, such as `mitsf-2016`.
    pub id: String,
    /// Digest of its file.
    pub sha256: Digest,
}

/// The three categories.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum Category {
    /// Category 1.
    Software,
    /// Category 2.
    Device,
    /// Category 3.
    System,
}

/// The classes; 2-a and 2-b are not comparable, category 3 has one class 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Class {
    /// Class 1.
    #[serde(rename = "1")]
    One,
    /// Class 2-a.
    #[serde(rename = "2-a")]
    TwoA,
    /// Class 2-b.
    #[serde(rename = "2-b")]
    TwoB,
    /// Class 2 (category 3).
    #[serde(rename = "2")]
    Two,
    /// Class 3.
    #[serde(rename = "3")]
    Three,
}

/// A product as certified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// Its name.
    pub name: Text,
    /// Its exact version.
    pub version: String,
    /// What was examined, each by digest; all are subjects.
    pub artefacts: Vec<FileDigest>,
}

/// A test with its result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Test {
    /// The test's identifier in the edition, such as `vulnerability`.
    pub test: String,
    /// Its result.
    pub verdict: TestVerdict,
    /// An engine here, or a signed report.
    pub performed_by: PerformedBy,
    /// When the result was made.
    pub date: Timestamp,
    /// When retests confirmed that findings were gone.
    pub retests: Vec<Timestamp>,
    /// Taken over from an earlier certificate, with the reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reused: Option<Reuse>,
}

/// The result of a test; a certificate rests on passed ones only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, strum::Display)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum TestVerdict {
    /// Nothing blocking is left.
    Pass,
    /// Something blocking is left.
    Fail,
    /// Could not be told.
    Inconclusive,
}

/// How a test was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum PerformedBy {
    /// By a program of this project.
    Engine {
        /// Its name.
        name: String,
        /// Its version.
        version: String,
    },
    /// By an accredited evaluator, on a signed report.
    Report {
        /// Who signed it.
        evaluator: Party,
        /// SHA-256 of the report.
        sha256: Digest,
    },
}

/// Where a reused result comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reuse {
    /// Number of the certificate whose evaluation made it.
    pub certificate: String,
    /// When it was made.
    pub date: Timestamp,
    /// Why it could be reused.
    pub why: Text,
}

/// An interface that was not tested.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeftOut {
    /// Which one.
    pub interface: String,
    /// Why.
    pub why: Text,
}

/// A certified part of a system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Component {
    /// Its name in the system; unique there.
    pub name: String,
    /// The certificate it holds.
    pub certificate: String,
    /// SHA-256 of what is installed; one of that certificate's artefacts.
    pub sha256: Digest,
}

/// Why a certificate is not whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// Not a number of the register.
    #[error(
        "not a certificate number: {text:?} (1 to 64 letters, digits, - . _ beginning with a letter or digit)"
    )]
    Number {
        /// What stood there.
        text: String,
    },
    /// A text without one of its languages.
    #[error("{field} lacks its {language} text")]
    Language {
        /// Which text.
        field: String,
        /// `ja` or `en`.
        language: &'static str,
    },
    /// Something that must not be empty is.
    #[error("{field} is empty")]
    Empty {
        /// Which field.
        field: String,
    },
    /// Twice the same name.
    #[error("{field} names {name:?} twice")]
    Twice {
        /// Which list.
        field: &'static str,
        /// The name.
        name: String,
    },
    /// A test that did not pass.
    #[error("rests on test {test:?}, whose verdict is {verdict}")]
    NotPassed {
        /// Which test.
        test: String,
        /// Its verdict.
        verdict: TestVerdict,
    },
    /// The times contradict each other.
    #[error("times out of order: {earlier} is after {later}")]
    Order {
        /// What should be earlier.
        earlier: &'static str,
        /// What should be later.
        later: &'static str,
    },
    /// A class that its category does not have.
    #[error("category {category} has no class {class}")]
    NoSuchClass {
        /// The category.
        category: u8,
        /// The class, as written.
        class: &'static str,
    },
    /// Components where there can be none, or none where there must be.
    #[error("category {category} with {found} components: a system has some, others have none")]
    Components {
        /// The category.
        category: u8,
        /// Components found.
        found: usize,
    },
    /// Somebody decided or reviewed their own evaluation.
    #[error("{id:?} has evaluated and may not also review or decide")]
    OwnWork {
        /// The party.
        id: String,
    },
}

impl Certificate {
    /// Every digest that the statement must name as a subject: artefacts and document.
    pub fn subjects(&self) -> Vec<FileDigest> {
        let mut all = self.product.artefacts.clone();
        all.push(self.document.clone());
        all
    }

    /// Whether the certificate is whole, apart from the scheme's own rules.
    ///
    /// # Errors
    /// The first thing that is missing or contradicts another.
    pub fn check(&self) -> Result<(), CertificateError> {
        check_number(&self.number)?;
        self.predecessor.as_deref().map_or(Ok(()), check_number)?;
        self.check_texts()?;
        self.check_times()?;
        self.check_class()?;
        self.check_roles()?;
        check_names(
            "subjects",
            self.subjects().iter().map(|file| file.name.as_str()),
        )?;
        check_names(
            "parts lists",
            self.parts_lists.iter().map(|file| file.name.as_str()),
        )?;
        check_names(
            "components",
            self.components.iter().map(|part| part.name.as_str()),
        )?;
        check_names("tests", self.tests.iter().map(|test| test.test.as_str()))?;
        for (field, empty) in [
            ("version", self.product.version.is_empty()),
            ("edition", self.edition.id.is_empty()),
            ("artefacts", self.product.artefacts.is_empty()),
            ("tests", self.tests.is_empty()),
            ("evaluators", self.evaluators.is_empty()),
        ] {
            if empty {
                return Err(CertificateError::Empty {
                    field: field.to_owned(),
                });
            }
        }
        match self
            .tests
            .iter()
            .find(|test| test.verdict != TestVerdict::Pass)
        {
            Some(test) => Err(CertificateError::NotPassed {
                test: test.test.clone(),
                verdict: test.verdict,
            }),
            None => Ok(()),
        }
    }

    fn check_texts(&self) -> Result<(), CertificateError> {
        let mut texts = vec![
            ("body", &self.body),
            ("product name", &self.product.name),
            ("holder", &self.holder.name),
            ("decision maker", &self.decision_maker.name),
            ("meaning", &self.meaning),
        ];
        texts.extend(self.reviewer.iter().map(|party| ("reviewer", &party.name)));
        texts.extend(
            self.evaluators
                .iter()
                .map(|party| ("evaluator", &party.name)),
        );
        texts.extend(self.conditions.iter().map(|text| ("condition", text)));
        texts.extend(
            self.interfaces_left_out
                .iter()
                .map(|left| ("interface left out", &left.why)),
        );
        for test in &self.tests {
            texts.extend(
                test.reused
                    .iter()
                    .map(|reuse| ("reason of reuse", &reuse.why)),
            );
            if let PerformedBy::Report { evaluator, .. } = &test.performed_by {
                texts.push(("evaluator of a report", &evaluator.name));
            }
        }
        texts
            .into_iter()
            .try_for_each(|(field, text)| check_text(field, text))
    }

    fn check_times(&self) -> Result<(), CertificateError> {
        let order = |earlier, later, fine| {
            if fine {
                Ok(())
            } else {
                Err(CertificateError::Order { earlier, later })
            }
        };
        order("decided", "issued", self.decided <= self.issued)?;
        order("decided", "valid from", self.decided <= self.valid_from)?;
        order(
            "valid from",
            "valid until",
            self.valid_from < self.valid_until,
        )?;
        order(
            "tests",
            "decided",
            self.tests.iter().all(|test| test.date <= self.decided),
        )
    }

    fn check_class(&self) -> Result<(), CertificateError> {
        let system = self.category == Category::System;
        let fits = match self.class {
            Class::One | Class::Three => true,
            Class::TwoA | Class::TwoB => !system,
            Class::Two => system,
        };
        if !fits {
            let (category, class) = (self.category.into(), self.class.name());
            return Err(CertificateError::NoSuchClass { category, class });
        }
        if system == self.components.is_empty() {
            let (category, found) = (self.category.into(), self.components.len());
            return Err(CertificateError::Components { category, found });
        }
        Ok(())
    }

    fn check_roles(&self) -> Result<(), CertificateError> {
        let judges = self.reviewer.iter().chain([&self.decision_maker]);
        for judge in judges {
            if self
                .evaluators
                .iter()
                .any(|evaluator| evaluator.id == judge.id)
            {
                return Err(CertificateError::OwnWork {
                    id: judge.id.clone(),
                });
            }
        }
        Ok(())
    }
}

impl Class {
    /// As the slide writes it.
    pub fn name(self) -> &'static str {
        match self {
            Class::One => "1",
            Class::TwoA => "2-a",
            Class::TwoB => "2-b",
            Class::Two => "2",
            Class::Three => "3",
        }
    }
}

impl From<Category> for u8 {
    fn from(category: Category) -> u8 {
        match category {
            Category::Software => 1,
            Category::Device => 2,
            Category::System => 3,
        }
    }
}

impl TryFrom<u8> for Category {
    type Error = String;
    fn try_from(number: u8) -> Result<Category, String> {
        match number {
            1 => Ok(Category::Software),
            2 => Ok(Category::Device),
            3 => Ok(Category::System),
            _ => Err(format!(
                "no category {number} (1 software, 2 device, 3 system)"
            )),
        }
    }
}

/// Whether a text can be a certificate's number; it also names a folder.
pub(crate) fn check_number(text: &str) -> Result<(), CertificateError> {
    let starts = text
        .bytes()
        .next()
        .is_some_and(|b| b.is_ascii_alphanumeric());
    let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_');
    if starts && text.len() <= 64 && text.bytes().all(fits) {
        return Ok(());
    }
    Err(CertificateError::Number {
        text: crate::canonical::shown(text),
    })
}

/// Whether both languages are there.
pub(crate) fn check_text(field: &str, text: &Text) -> Result<(), CertificateError> {
    let lacks = |language| CertificateError::Language {
        field: field.to_owned(),
        language,
    };
    if text.ja.trim().is_empty() {
        return Err(lacks("ja"));
    }
    if text.en.trim().is_empty() {
        return Err(lacks("en"));
    }
    Ok(())
}

fn check_names<'n>(
    field: &'static str,
    names: impl Iterator<Item = &'n str>,
) -> Result<(), CertificateError> {
    let mut seen = BTreeSet::new();
    for name in names {
        if name.is_empty() {
            return Err(CertificateError::Empty {
                field: format!("a name in {field}"),
            });
        }
        if !seen.insert(name) {
            return Err(CertificateError::Twice {
                field,
                name: name.to_owned(),
            });
        }
    }
    Ok(())
}
