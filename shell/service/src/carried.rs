//! Acts that are prepared beside the body, signed on another machine, and brought back: one file that a person can read.
//!
//! What is signed are the canonical bytes of the act in the file, and nothing else. They name the body, so that an act for one
//! body is none for another; the act itself, so that it is done once; how many acts its actor had seen, so that it falls when
//! somebody else acted in between; and its time, so that it does not lie about for ever. What it says to the public is made of
//! the act when it is entered, never taken from the file, except for a certificate, which the act names by digest.

use jiff::{SignedDuration, Timestamp};
use register::certificate::Certificate;
use register::statement::{Predicate, Statement};
use scheme::body::act::{Act, Issue, What};
use scheme::id::{ActorId, CaseId, Digest};
use serde::{Deserialize, Serialize};

use crate::acts::{issue, void};
use crate::body::{Body, BodyError};
use crate::key::Key;
use crate::signed;

/// The form of the file.
const FORMAT: &str = "https://sekisho.example/carried-act/v1";

/// The largest file that is read.
pub const CARRIED_BYTES: usize = 16 << 20;

/// How many days old an act may be when it is brought back.
pub const CARRIED_DAYS: i64 = 14;

/// Why a carried act is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, strum::VariantNames)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum CarriedError {
    /// Not such a file.
    #[error("not a prepared act: {detail}")]
    Form {
        /// What was wrong.
        detail: String,
    },
    /// Larger than is read.
    #[error("the file has {bytes} bytes, limit is {limit}")]
    TooLong {
        /// How many it has.
        bytes: usize,
        /// How many it may have.
        limit: usize,
    },
    /// An act that would be good for any body, or whatever was done in between.
    #[error("the act does not say {what}")]
    Lacks {
        /// What is missing: `body` or `expects`.
        what: &'static str,
    },
    /// The key is not the one that the body expects.
    #[error("the act is to be signed by the key {wanted}, this is {given}")]
    OtherKey {
        /// The public key that the actor had when it was prepared.
        wanted: String,
        /// The public key at hand.
        given: String,
    },
    /// The certificate in the file is not the one that the act issues.
    #[error("the certificate in the file is not the one that the act issues ({issued})")]
    OtherCertificate {
        /// The digest that the act names.
        issued: Digest,
    },
    /// Nobody has signed it.
    #[error("the act is not signed")]
    Unsigned,
    /// It lay about too long.
    #[error("the act is of {at}, more than {days} days before {now}; prepare it again")]
    TooOld {
        /// When it was to be done.
        at: Timestamp,
        /// The time.
        now: Timestamp,
        /// How old it may be.
        days: i64,
    },
    /// Its time has not come.
    #[error("the act is of {at}, it is {now}; enter it then")]
    TooEarly {
        /// When it is to be done.
        at: Timestamp,
        /// The time.
        now: Timestamp,
    },
    /// An act of a kind whose word to the public cannot be made of the act alone.
    #[error("acts of the kind {kind} are not carried")]
    NotCarried {
        /// The kind.
        kind: String,
    },
}

/// An act on its way, signed or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Carried {
    format: String,
    /// What is signed, in its canonical spelling.
    act: Act,
    /// The public key that the actor has at the body.
    key: String,
    /// The statement that an issue makes, for whoever signs to read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    certificate: Option<serde_json::Value>,
    /// 128 hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    signature: Option<String>,
}

/// Prepares an act of somebody whose key is elsewhere. It would be allowed at this moment, or it is refused.
///
/// # Errors
/// [`BodyError::Refused`] with all reasons; [`CarriedError::NotCarried`].
pub fn prepare(
    body: &Body,
    by: &ActorId,
    at: Timestamp,
    why: &str,
    case: Option<&CaseId>,
    what: What,
) -> Result<Carried, BodyError> {
    if !is_carried(&what) || matches!(what, What::Issue(_)) {
        return Err(not_carried(&what).into());
    }
    let act = body.compose(by, at, why, case, what)?;
    carried(body, act, None)
}

/// Prepares the issue of the certificate that was decided, with its document and its public report, which the body keeps.
///
/// # Errors
/// As [`prepare`] and [`acts::issue`](crate::acts::issue()).
pub fn prepare_issue(
    body: &mut Body,
    registrar: &ActorId,
    at: Timestamp,
    why: &str,
    case: &CaseId,
    prepared: issue::Prepared,
    made: (&[u8], &[u8]),
) -> Result<Carried, BodyError> {
    let (what, statement) = issue::drawn_up(body, case, prepared, made)?;
    let act = body.compose(registrar, at, why, Some(case), What::Issue(what))?;
    let payload = serde_json::from_slice(&statement.to_bytes());
    carried(
        body,
        act,
        Some(payload.expect("a statement is written as JSON")),
    )
}

/// Does an act that was signed elsewhere, like any other. Returns its number.
///
/// # Errors
/// [`BodyError::Refused`] with all reasons, also for an act of another body, one that was done already, and one whose actor had
/// seen an older picture; [`BodyError::Signed`]; [`CarriedError::TooOld`], [`CarriedError::TooEarly`]; what cannot be written.
pub fn enter(body: &mut Body, carried: &Carried, now: Timestamp) -> Result<u64, BodyError> {
    let act = &carried.act;
    let statement = carried.checked()?;
    let signature = carried.raw_signature()?;
    if act.at > now {
        return Err(CarriedError::TooEarly { at: act.at, now }.into());
    }
    let most = SignedDuration::from_hours(24 * CARRIED_DAYS);
    if now.duration_since(act.at) > most {
        let (at, days) = (act.at, CARRIED_DAYS);
        return Err(CarriedError::TooOld { at, now, days }.into());
    }
    let certificate = statement.map(certificate_of).transpose()?;
    if let (Some(certificate), Some(case)) = (&certificate, &act.case) {
        issue::still_so(body, case, certificate)?;
    }
    let number = body.acts() + 1;
    let bytes = signed::to_bytes(act).map_err(|source| BodyError::Signed { number, source })?;
    body.accept(act, bytes, &signature, |body| {
        match (&act.what, certificate) {
            (What::Issue(_), Some(certificate)) => issue::said(certificate),
            (What::VersionUp(declared), _) => void::said(body, act, declared),
            _ => Ok(Vec::new()),
        }
    })
}

impl Carried {
    /// Reads the file.
    ///
    /// # Errors
    /// [`CarriedError::TooLong`], [`CarriedError::Form`], [`CarriedError::Lacks`], [`CarriedError::NotCarried`],
    /// [`CarriedError::OtherCertificate`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CarriedError> {
        if bytes.len() > CARRIED_BYTES {
            return Err(CarriedError::TooLong {
                bytes: bytes.len(),
                limit: CARRIED_BYTES,
            });
        }
        let form = |detail: String| CarriedError::Form { detail };
        let read: Self = serde_json::from_slice(bytes).map_err(|error| form(error.to_string()))?;
        if read.format != FORMAT {
            let found: String = read.format.chars().take(80).collect();
            return Err(form(format!("format {found:?}, not {FORMAT}")));
        }
        read.checked()?;
        Ok(read)
    }

    /// The file, for people and for the other machine.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).expect("texts and numbers only");
        bytes.push(b'\n');
        bytes
    }

    /// The act.
    #[must_use]
    pub fn act(&self) -> &Act {
        &self.act
    }

    /// Signs the act. Neither body nor register is needed, only this file and the key.
    ///
    /// # Errors
    /// [`CarriedError::OtherKey`]; [`CarriedError::OtherCertificate`], so that nobody signs what the file does not show.
    pub fn sign(mut self, key: &Key) -> Result<Self, CarriedError> {
        self.checked()?;
        if key.public_hex() != self.key {
            return Err(CarriedError::OtherKey {
                wanted: self.key,
                given: key.public_hex(),
            });
        }
        let signed = signed::sign(&self.act, key);
        let (_, signature) = signed.map_err(|error| CarriedError::Form {
            detail: error.to_string(),
        })?;
        self.signature = Some(hex::encode(signature));
        Ok(self)
    }

    /// What must hold of every such file; gives the statement that an issue makes.
    fn checked(&self) -> Result<Option<Statement>, CarriedError> {
        if self.act.body.is_none() {
            return Err(CarriedError::Lacks { what: "body" });
        }
        if self.act.expects.is_none() {
            return Err(CarriedError::Lacks { what: "expects" });
        }
        if !is_carried(&self.act.what) {
            return Err(not_carried(&self.act.what));
        }
        let form = |detail: String| CarriedError::Form { detail };
        match (&self.act.what, &self.certificate) {
            (What::Issue(Issue { statement, .. }), Some(certificate)) => {
                let bytes = serde_json_canonicalizer::to_vec(certificate);
                let bytes = bytes.map_err(|error| form(error.to_string()))?;
                if Digest::of(&bytes) != *statement {
                    return Err(CarriedError::OtherCertificate { issued: *statement });
                }
                let read = Statement::from_bytes(&bytes);
                read.map(Some).map_err(|error| form(error.to_string()))
            }
            (What::Issue(Issue { statement, .. }), None) => {
                Err(CarriedError::OtherCertificate { issued: *statement })
            }
            (_, Some(_)) => Err(form(
                "a certificate beside an act that issues none".to_owned(),
            )),
            (_, None) => Ok(None),
        }
    }

    fn raw_signature(&self) -> Result<[u8; 64], CarriedError> {
        let text = self.signature.as_ref().ok_or(CarriedError::Unsigned)?;
        let mut raw = [0; 64];
        hex::decode_to_slice(text, &mut raw).map_err(|error| CarriedError::Form {
            detail: format!("signature: {error}"),
        })?;
        Ok(raw)
    }
}

fn carried(
    body: &Body,
    act: Act,
    certificate: Option<serde_json::Value>,
) -> Result<Carried, BodyError> {
    let mut trial = body.state().clone();
    trial.perform(&act).map_err(BodyError::Refused)?;
    // The trial has let the actor act, so it is known; a first act is not carried: nobody is known before it.
    let actor = body.state().actors().get(&act.by);
    let key = actor.map(|actor| actor.registration.public_key.clone());
    Ok(Carried {
        format: FORMAT.to_owned(),
        act,
        key: key.unwrap_or_default(),
        certificate,
        signature: None,
    })
}

/// Acts that say something to the public are carried where that follows from the act: from these two it does.
fn is_carried(what: &What) -> bool {
    !matches!(
        what,
        What::Suspend { .. }
            | What::Resume { .. }
            | What::WithdrawCertificate { .. }
            | What::Expire { .. }
            | What::AcceptReplacement { .. }
            | What::SuspendOverdue { .. }
            | What::CloseSurveillance(_)
    )
}

fn not_carried(what: &What) -> CarriedError {
    let kind: &'static str = what.into();
    CarriedError::NotCarried {
        kind: kind.to_owned(),
    }
}

fn certificate_of(statement: Statement) -> Result<Certificate, CarriedError> {
    match statement.predicate {
        Predicate::Certificate(certificate) => Ok(*certificate),
        other => Err(CarriedError::Form {
            detail: format!(
                "a statement of the kind {}, not a certificate",
                other.kind()
            ),
        }),
    }
}

#[cfg(test)]
mod tests;
