//! What the body signs: in-toto statements v1 with the predicates of this register.
//!
//! A statement has one spelling: reading it and writing it again gives the same bytes, so unknown members, other
//! orders and other forms of a date are refused. Kinds that a later version fills in (`table`, `key`, `close`) are read,
//! so that a log which holds them stays readable.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::canonical::{self, CanonicalError, Digest};
use crate::certificate::{
    Certificate, CertificateError, FileDigest, Text, check_number, check_text,
};
use crate::notices::{Close, KeyNotice, Table};
use crate::summary::{DigestSet, Svr};

/// The type of every statement.
pub const STATEMENT_TYPE: &str = "https://in-toto.io/Statement/v1";

/// A statement about subjects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// What it is about, by digest.
    pub subjects: Vec<FileDigest>,
    /// What it says.
    pub predicate: Predicate,
}

/// What a statement says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Predicate {
    /// A certificate is issued.
    Certificate(Box<Certificate>),
    /// The state of a certificate changes.
    State(StateChange),
    /// The state of all certificates.
    Table(Table),
    /// A key begins or ends.
    Key(KeyNotice),
    /// The shard is closed.
    Close(Close),
    /// The summary of a certificate for general tools (in-toto SVR v0.2).
    Svr(Svr),
}

/// The kinds of predicate; in a trust file, what a key may sign.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    strum::Display,
    strum::VariantArray,
)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Kind {
    /// `certificate`.
    Certificate,
    /// `state`.
    State,
    /// `table`.
    Table,
    /// `key`.
    Key,
    /// `close`.
    Close,
    /// SVR v0.2.
    Svr,
}

/// A change of a certificate's state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StateChange {
    /// The certificate's number.
    pub certificate: String,
    /// What changes.
    pub change: Change,
    /// When this statement was made.
    pub time: Timestamp,
    /// From when it holds: not before `time`, except for `expire`; only `void` may lie ahead.
    pub effective: Timestamp,
    /// Who did it.
    pub actor: String,
    /// Why.
    pub reason: Text,
}

/// What can happen to a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Change {
    /// Not valid for the time being.
    Suspend,
    /// Valid again.
    Resume,
    /// Ended by a version-up.
    Void {
        /// The version that follows.
        version: String,
        /// The certificate of that version, if it has one already.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        successor: Option<String>,
    },
    /// Taken back.
    Withdraw,
    /// Ended by its term, or by a limit of the edition.
    Expire,
    /// A system's component is replaced.
    ReplaceComponent {
        /// The component's name in the system.
        component: String,
        /// The certificate it holds from then on.
        certificate: String,
        /// SHA-256 of what is installed from then on.
        sha256: Digest,
    },
    /// A slip in the certificate's text is set right; neither digest, class nor term can change.
    Correct {
        /// Which field.
        field: Correctable,
        /// What it says from then on.
        text: Text,
    },
}

/// The fields that a correction may touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Correctable {
    /// The product's name.
    ProductName,
    /// The holder's name.
    HolderName,
    /// The decision maker's name.
    DecisionMakerName,
}

/// Why a statement was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StatementError {
    /// Not canonical JSON of a statement.
    #[error(transparent)]
    Spelling(#[from] CanonicalError),
    /// Not an in-toto statement v1.
    #[error("statement type is {found:?}, wanted {STATEMENT_TYPE:?}")]
    StatementType {
        /// What stood there.
        found: String,
    },
    /// A predicate that this version does not know, and so must not pass over.
    #[error("unknown predicate type {found:?}")]
    UnknownPredicate {
        /// What stood there.
        found: String,
    },
    /// The certificate is not whole.
    #[error("certificate: {0}")]
    Certificate(#[from] CertificateError),
    /// The subjects are not the ones that the predicate asks for.
    #[error("subjects of a {kind} statement differ from what it says: {names:?}")]
    Subjects {
        /// The kind.
        kind: Kind,
        /// Subject names found.
        names: Vec<String>,
    },
    /// Something that must not be empty is.
    #[error("{field} is empty")]
    Empty {
        /// Which field.
        field: &'static str,
    },
    /// The effective date does not fit the change.
    #[error("effective {effective} does not fit a {change} made at {time}")]
    Effective {
        /// Effective date.
        effective: Timestamp,
        /// When the statement was made.
        time: Timestamp,
        /// The kind of change.
        change: &'static str,
    },
}

impl Kind {
    /// The predicate type as written.
    pub fn predicate_type(self) -> &'static str {
        match self {
            Kind::Certificate => "https://sekisho.example/certificate/v1",
            Kind::State => "https://sekisho.example/state/v1",
            Kind::Table => "https://sekisho.example/table/v1",
            Kind::Key => "https://sekisho.example/key/v1",
            Kind::Close => "https://sekisho.example/close/v1",
            Kind::Svr => "https://in-toto.io/attestation/svr/v0.2",
        }
    }

    fn of_type(text: &str) -> Option<Kind> {
        use strum::VariantArray as _;
        Kind::VARIANTS
            .iter()
            .copied()
            .find(|kind| kind.predicate_type() == text)
    }
}

impl Change {
    /// The kind as written.
    pub fn name(&self) -> &'static str {
        match self {
            Change::Suspend => "suspend",
            Change::Resume => "resume",
            Change::Void { .. } => "void",
            Change::Withdraw => "withdraw",
            Change::Expire => "expire",
            Change::ReplaceComponent { .. } => "replace-component",
            Change::Correct { .. } => "correct",
        }
    }
}

impl Predicate {
    /// Its kind.
    pub fn kind(&self) -> Kind {
        match self {
            Predicate::Certificate(_) => Kind::Certificate,
            Predicate::State(_) => Kind::State,
            Predicate::Table(_) => Kind::Table,
            Predicate::Key(_) => Kind::Key,
            Predicate::Close(_) => Kind::Close,
            Predicate::Svr(_) => Kind::Svr,
        }
    }

    /// When the statement was made, by its own word.
    pub fn time(&self) -> Timestamp {
        match self {
            Predicate::Certificate(certificate) => certificate.issued,
            Predicate::State(change) => change.time,
            Predicate::Table(table) => table.time,
            Predicate::Key(notice) => notice.time,
            Predicate::Close(close) => close.time,
            Predicate::Svr(svr) => svr.time_created,
        }
    }
}

impl Statement {
    /// A certificate is issued.
    ///
    /// # Errors
    /// When the certificate is not whole.
    pub fn issue(certificate: Certificate) -> Result<Statement, StatementError> {
        let subjects = certificate.subjects();
        Statement {
            subjects,
            predicate: Predicate::Certificate(Box::new(certificate)),
        }
        .checked()
    }

    /// A certificate's state changes; `issued` is the digest of the statement that issued it.
    ///
    /// # Errors
    /// When a text is missing or the effective date does not fit.
    pub fn change(change: StateChange, issued: Digest) -> Result<Statement, StatementError> {
        let subject = FileDigest {
            name: change.certificate.clone(),
            sha256: issued,
        };
        Statement {
            subjects: vec![subject],
            predicate: Predicate::State(change),
        }
        .checked()
    }

    /// The time of an otherwise quiet day, or the pages of a state table; `root` is the tree's before this entry.
    ///
    /// # Errors
    /// When the origin is empty.
    pub fn table(table: Table, root: Digest) -> Result<Statement, StatementError> {
        let subject = FileDigest {
            name: table.origin.clone(),
            sha256: root,
        };
        Statement {
            subjects: vec![subject],
            predicate: Predicate::Table(table),
        }
        .checked()
    }

    /// The end of a shard; `root` is the tree's before this entry.
    ///
    /// # Errors
    /// When the origin is empty.
    pub fn close(close: Close, root: Digest) -> Result<Statement, StatementError> {
        let subject = FileDigest {
            name: close.origin.clone(),
            sha256: root,
        };
        Statement {
            subjects: vec![subject],
            predicate: Predicate::Close(close),
        }
        .checked()
    }

    /// A key begins or ends; the subject is the key in SPKI DER.
    ///
    /// # Errors
    /// When the holder's name is empty.
    pub fn key(notice: KeyNotice) -> Result<Statement, StatementError> {
        let subject = FileDigest {
            name: notice.name.clone(),
            sha256: Digest::of(&notice.key.to_spki()),
        };
        Statement {
            subjects: vec![subject],
            predicate: Predicate::Key(notice),
        }
        .checked()
    }

    /// The summary for general tools that belongs to a certificate; its content follows from the certificate.
    pub fn summary(certificate: &Certificate) -> Statement {
        let predicate = Predicate::Svr(Svr::of(certificate));
        Statement {
            subjects: certificate.subjects(),
            predicate,
        }
    }

    /// Canonical JSON: the payload that is signed.
    pub fn to_bytes(&self) -> Vec<u8> {
        match &self.predicate {
            Predicate::Certificate(certificate) => self.encode(certificate.as_ref()),
            Predicate::State(change) => self.encode(change),
            Predicate::Table(table) => self.encode(table),
            Predicate::Key(notice) => self.encode(notice),
            Predicate::Close(close) => self.encode(close),
            Predicate::Svr(svr) => self.encode(svr),
        }
    }

    /// The digest that names the statement.
    pub fn digest(&self) -> Digest {
        Digest::of(&self.to_bytes())
    }

    /// Reads canonical JSON.
    ///
    /// # Errors
    /// When it is another kind of document, not in its one spelling, or not whole.
    pub fn from_bytes(bytes: &[u8]) -> Result<Statement, StatementError> {
        let head: Head = serde_json::from_slice(bytes).map_err(|e| CanonicalError::NotJson {
            detail: e.to_string(),
        })?;
        if head.statement_type != STATEMENT_TYPE {
            let found = canonical::shown(&head.statement_type);
            return Err(StatementError::StatementType { found });
        }
        let unknown = || StatementError::UnknownPredicate {
            found: canonical::shown(&head.predicate_type),
        };
        let statement = match Kind::of_type(&head.predicate_type).ok_or_else(unknown)? {
            Kind::Certificate => decode(bytes, |c| Predicate::Certificate(Box::new(c)))?,
            Kind::State => decode(bytes, Predicate::State)?,
            Kind::Table => decode(bytes, Predicate::Table)?,
            Kind::Key => decode(bytes, Predicate::Key)?,
            Kind::Close => decode(bytes, Predicate::Close)?,
            Kind::Svr => decode(bytes, Predicate::Svr)?,
        };
        statement.checked()
    }

    fn encode<P: Serialize>(&self, predicate: &P) -> Vec<u8> {
        let subject = self.subjects.iter().map(|file| WireSubject {
            digest: DigestSet {
                sha256: file.sha256,
            },
            name: file.name.clone(),
        });
        canonical::to_json(&Wire {
            statement_type: STATEMENT_TYPE.to_owned(),
            predicate,
            predicate_type: self.predicate.kind().predicate_type().to_owned(),
            subject: subject.collect(),
        })
    }

    fn checked(self) -> Result<Statement, StatementError> {
        let fits = match &self.predicate {
            Predicate::Certificate(certificate) => {
                certificate.check()?;
                self.subjects == certificate.subjects()
            }
            Predicate::State(change) => {
                check_change(change)?;
                self.subjects.len() == 1 && self.subjects[0].name == change.certificate
            }
            Predicate::Table(table) => self.is_about(&table.origin),
            Predicate::Key(notice) => self.is_about(&notice.name),
            Predicate::Close(close) => self.is_about(&close.origin),
            Predicate::Svr(_) => !self.subjects.is_empty(),
        };
        if fits {
            return Ok(self);
        }
        let names = self
            .subjects
            .iter()
            .map(|file| canonical::shown(&file.name))
            .collect();
        Err(StatementError::Subjects {
            kind: self.predicate.kind(),
            names,
        })
    }

    fn is_about(&self, name: &str) -> bool {
        !name.is_empty() && self.subjects.len() == 1 && self.subjects[0].name == name
    }
}

fn check_change(change: &StateChange) -> Result<(), StatementError> {
    check_number(&change.certificate)?;
    check_text("reason", &change.reason)?;
    let (time, effective) = (change.time, change.effective);
    let fits = match &change.change {
        Change::Void { .. } => effective >= time,
        Change::Expire => effective <= time,
        _ => effective == time,
    };
    if !fits {
        let change = change.change.name();
        return Err(StatementError::Effective {
            effective,
            time,
            change,
        });
    }
    match &change.change {
        Change::Void {
            successor: Some(number),
            ..
        }
        | Change::ReplaceComponent {
            certificate: number,
            ..
        } => check_number(number)?,
        Change::Correct { text, .. } => check_text("correction", text)?,
        _ => {}
    }
    if change.actor.is_empty() {
        return Err(StatementError::Empty { field: "actor" });
    }
    Ok(())
}

fn decode<P: Serialize + serde::de::DeserializeOwned>(
    bytes: &[u8],
    into: impl FnOnce(P) -> Predicate,
) -> Result<Statement, StatementError> {
    let wire: Wire<P> = canonical::from_json(bytes)?;
    let subject = wire.subject.into_iter();
    Ok(Statement {
        subjects: subject
            .map(|s| FileDigest {
                name: s.name,
                sha256: s.digest.sha256,
            })
            .collect(),
        predicate: into(wire.predicate),
    })
}

#[derive(Deserialize)]
struct Head {
    #[serde(rename = "_type")]
    statement_type: String,
    #[serde(rename = "predicateType")]
    predicate_type: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire<P> {
    #[serde(rename = "_type")]
    statement_type: String,
    predicate: P,
    #[serde(rename = "predicateType")]
    predicate_type: String,
    subject: Vec<WireSubject>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireSubject {
    digest: DigestSet,
    name: String,
}
