//! Answers a stranger's question about a certificate file: valid today, issued as shown, not valid, or not to be known.
//!
//! The answer is a value with all reasons, what was checked and what was not; its exit code follows from the verdict.

use jiff::Timestamp;
use serde::Serialize;

use crate::Read;
use crate::bundle::{Checked, check_bundle};
use crate::certificate::{Certificate, FileDigest};
use crate::limits::Limits;
use crate::reason::{Reason, Weight};
use crate::standing::{Standing, Status};
use crate::statement::{Predicate, Statement};
use crate::survey::{Survey, survey};
use crate::today::{Today, today};
use crate::trust::Trust;

/// What a stranger asks about a certificate file.
pub struct Question<'q, 'r> {
    /// The time of asking.
    pub now: Timestamp,
    /// The day to answer for; the time of asking when absent.
    pub at: Option<Timestamp>,
    /// Files that the certificate should cover.
    pub artefacts: &'q [FileDigest],
    /// The summary bundle that came with it.
    pub summary: Option<&'q [u8]>,
    /// The document for people that came with it.
    pub document: Option<&'q FileDigest>,
    /// How far to look.
    pub ask: Ask<'q, 'r>,
    /// How much to hold.
    pub limits: Limits,
}

/// How far to look.
pub enum Ask<'q, 'r> {
    /// Neither register nor `--as-issued`: the state stays unknown.
    Nothing,
    /// Only what was issued; the state was not asked for.
    AsIssued,
    /// The state by this register's state table; the reader takes paths relative to its folder.
    Register(&'q mut Read<'r>),
    /// The state by all statements of this register, folded again.
    Full(&'q mut Read<'r>),
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// In one word.
    pub verdict: Verdict,
    /// Why it is not better; all reasons.
    pub reasons: Vec<Reason>,
    /// What the certificate says, when the bundle is believed.
    pub certificate: Option<Certificate>,
    /// Its state, when the register tells.
    pub state: Option<Standing>,
    /// What was checked and held.
    pub checked: Vec<Check>,
    /// What was not checked.
    pub not_checked: Vec<Check>,
}

/// The answer in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, strum::Display)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Verdict {
    /// Valid on the day asked about.
    Valid,
    /// Issued as shown; the state was not asked for.
    Issued,
    /// Not valid, or not to be believed.
    NotValid,
    /// Could not be checked.
    Unknown,
}

/// The things that can be checked.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    strum::VariantNames,
    strum::IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Check {
    /// The statement's signature, by a key that held when it was made.
    Signature,
    /// The statement is in the log whose checkpoint the bundle shows.
    LogProof,
    /// A quorum of independent witnesses saw that checkpoint.
    Witnesses,
    /// The files given are covered.
    Artefacts,
    /// The summary belongs to the certificate.
    Summary,
    /// The document for people is the certificate's.
    Document,
    /// The register's checkpoint is signed and fresh.
    Freshness,
    /// The register goes on from what the bundle shows.
    Consistency,
    /// All statements were folded again.
    History,
    /// The state table agrees with the fold.
    StateTable,
    /// The state on the day asked about.
    State,
}

impl Verdict {
    /// The exit code of a program that gives this answer.
    pub fn exit_code(self) -> u8 {
        match self {
            Verdict::Valid | Verdict::Issued => 0,
            Verdict::NotValid => 1,
            Verdict::Unknown => 2,
        }
    }
}

/// Answers the question about a bundle, under a trust file.
pub fn verify_bundle(bytes: &[u8], trust: &Trust, question: Question<'_, '_>) -> Report {
    let mut report = Report {
        verdict: Verdict::Unknown,
        reasons: Vec::new(),
        certificate: None,
        state: None,
        checked: Vec::new(),
        not_checked: Vec::new(),
    };
    match check_bundle(bytes, trust, &question.limits) {
        Ok(checked) => report.judge(&checked, trust, question),
        Err(reasons) => report.reasons = reasons,
    }
    let worst = report.reasons.iter().map(Reason::weight).min();
    report.verdict = match (worst, &report.state) {
        (Some(Weight::No), _) => Verdict::NotValid,
        (Some(Weight::Unknown), _) => Verdict::Unknown,
        (None, None) => Verdict::Issued,
        (None, Some(_)) => Verdict::Valid,
    };
    report
}

impl Report {
    fn judge(&mut self, bundle: &Checked, trust: &Trust, question: Question<'_, '_>) {
        let Predicate::Certificate(certificate) = &bundle.statement.predicate else {
            let kind = bundle.statement.predicate.kind();
            self.reasons.push(Reason::NotACertificate { kind });
            return;
        };
        self.checked.extend([Check::Signature, Check::LogProof]);
        self.note(Check::Witnesses, trust.quorum > 0);
        self.certificate = Some(certificate.as_ref().clone());
        if certificate.demonstration != trust.demonstration {
            let word = |demonstration| {
                if demonstration {
                    "a demonstration"
                } else {
                    "real"
                }
            };
            self.reasons.push(Reason::DemonstrationDiffers {
                trust: word(trust.demonstration),
                certificate: word(certificate.demonstration),
            });
        }
        self.judge_artefacts(bundle, question.artefacts);
        self.judge_summary(certificate, trust, question.summary, &question.limits);
        self.judge_document(certificate, question.document);
        let at = question.at.unwrap_or(question.now);
        match question.ask {
            Ask::Nothing => {
                self.reasons.push(Reason::StateNotAsked);
                self.not_checked.extend(OF_THE_REGISTER);
            }
            Ask::AsIssued => self.not_checked.extend(OF_THE_REGISTER),
            Ask::Register(read) => {
                let (number, limits) = (&certificate.number, &question.limits);
                let seen = today(trust, question.now, bundle, number, limits, read);
                self.judge_today(seen, at, question.now);
            }
            Ask::Full(read) => {
                let survey = survey(trust, question.now, Some(bundle), &question.limits, read);
                self.judge_state(bundle, &certificate.number, survey, at, question.now);
            }
        }
    }

    fn note(&mut self, check: Check, done: bool) {
        if done {
            &mut self.checked
        } else {
            &mut self.not_checked
        }
        .push(check);
    }

    fn judge_artefacts(&mut self, bundle: &Checked, artefacts: &[FileDigest]) {
        let covered = |file: &FileDigest| {
            bundle
                .statement
                .subjects
                .iter()
                .any(|subject| subject.sha256 == file.sha256)
        };
        let before = self.reasons.len();
        for file in artefacts.iter().filter(|file| !covered(file)) {
            let (name, sha256) = (file.name.clone(), file.sha256);
            self.reasons
                .push(Reason::ArtefactNotCovered { name, sha256 });
        }
        if self.reasons.len() == before {
            self.note(Check::Artefacts, !artefacts.is_empty());
        }
    }

    fn judge_summary(
        &mut self,
        certificate: &Certificate,
        trust: &Trust,
        summary: Option<&[u8]>,
        limits: &Limits,
    ) {
        let Some(bytes) = summary else {
            self.not_checked.push(Check::Summary);
            return;
        };
        match check_bundle(bytes, trust, limits) {
            Ok(checked) if checked.statement == Statement::summary(certificate) => {
                self.checked.push(Check::Summary);
            }
            Ok(_) => self.reasons.push(Reason::SummaryDiffers),
            Err(reasons) => self.reasons.extend(reasons),
        }
    }

    fn judge_document(&mut self, certificate: &Certificate, document: Option<&FileDigest>) {
        match document {
            Some(file) if file.sha256 != certificate.document.sha256 => {
                let (name, sha256) = (file.name.clone(), certificate.document.sha256);
                self.reasons.push(Reason::DocumentDiffers { name, sha256 });
            }
            file => self.note(Check::Document, file.is_some()),
        }
    }

    /// By the state table.
    fn judge_today(&mut self, seen: Result<Today, Vec<Reason>>, at: Timestamp, now: Timestamp) {
        let Today { row, time } = match seen {
            Ok(seen) => seen,
            Err(reasons) => {
                self.reasons.extend(reasons);
                self.not_checked.extend(OF_THE_REGISTER);
                return;
            }
        };
        self.checked
            .extend([Check::Freshness, Check::Consistency, Check::StateTable]);
        self.not_checked.push(Check::History);
        self.judge_standing(row.standing(at), row.issued, at, time.max(now));
    }

    /// By all statements.
    fn judge_state(
        &mut self,
        bundle: &Checked,
        number: &str,
        survey: Survey,
        at: Timestamp,
        now: Timestamp,
    ) {
        if !survey.reasons.is_empty() {
            self.reasons.extend(survey.reasons);
            self.not_checked.extend(OF_THE_REGISTER);
            return;
        }
        self.checked
            .extend([Check::Freshness, Check::Consistency, Check::History]);
        let open = survey.shards.last();
        self.note(
            Check::StateTable,
            open.is_some_and(|shard| shard.table.is_some()),
        );
        let vouched = open.and_then(|shard| shard.time);
        let issued = survey.folded.history(number);
        let Some(history) = issued.filter(|history| history.statement == bundle.digest) else {
            let (origin, index) = (bundle.origin.clone(), bundle.index);
            self.reasons
                .push(Reason::EntryOfAnotherBundle { origin, index });
            return;
        };
        let standing = survey.folded.standing(number, at);
        let until = vouched.map_or(now, |time| time.max(now));
        self.judge_standing(standing, history.certificate.issued, at, until);
    }

    /// A checkpoint is fresh for a while, but it says nothing of days to come: it vouches until `until`.
    fn judge_standing(
        &mut self,
        standing: Option<Standing>,
        issued: Timestamp,
        at: Timestamp,
        until: Timestamp,
    ) {
        match standing {
            Some(standing) if at > until && !standing.is_final() => {
                self.reasons.push(Reason::AskedAboutTheFuture { at, until });
                self.not_checked.push(Check::State);
            }
            Some(standing) => {
                self.checked.push(Check::State);
                self.reasons.extend(standing.reasons());
                debug_assert_eq!(
                    standing.status == Status::Valid,
                    standing.reasons().is_empty()
                );
                self.state = Some(standing);
            }
            None => self.reasons.push(Reason::NotYetValid { from: issued }),
        }
    }
}

const OF_THE_REGISTER: [Check; 5] = [
    Check::Freshness,
    Check::Consistency,
    Check::History,
    Check::StateTable,
    Check::State,
];
