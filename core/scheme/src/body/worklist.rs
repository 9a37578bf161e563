//! Work lists: what waits for whom, since when, and until when.
//!
//! A list follows from the body's state and a moment, and is never stored. Nothing here refuses an act and nothing ends
//! by itself when a limit passes: what is late is only shown as late.

mod of_case;
mod of_certificate;
mod of_people;

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::{Span, Timestamp};
use serde::Serialize;

use super::act::Role;
use super::voices::VoiceKind;
use super::{Body, firms};
use crate::edition::Text;
use crate::evidence::Severity;
use crate::id::{
    ActorId, CaseId, CategoryId, CertificateNumber, FindingId, FirmId, ResultId, TestId,
};
use crate::validity::end_of_day;

/// Something that waits for somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// What is to be done.
    pub task: Task,
    /// In which role.
    pub role: Role,
    /// By whom of that role; empty: by anybody whom nothing below shuts out.
    pub actors: BTreeSet<ActorId>,
    /// Only by people of this firm: the maker or holder.
    pub firm: Option<FirmId>,
    /// The case that it belongs to.
    pub case: Option<CaseId>,
    /// The product that it is about.
    pub product: Option<Text>,
    /// Since when it waits.
    pub since: Timestamp,
    /// The last day on which it is in time; `None` when nothing sets one.
    pub due: Option<Date>,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, strum::VariantNames)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Task {
    /// Hand in the first build.
    HandIn {},
    /// Answer a finding: a build without it, a VEX statement, a corrected document.
    AnswerFinding {
        /// Which.
        finding: FindingId,
        /// The test that saw it.
        test: TestId,
        /// The rule or advisory.
        rule: String,
        /// How bad it is.
        severity: Severity,
    },
    /// Apply again before the certificate's last day.
    RenewCertificate {
        /// Which.
        certificate: CertificateNumber,
        /// Its last day.
        last_day: Date,
    },
    /// Declare what takes the place of a component whose certificate has ended.
    ReplaceComponent {
        /// The system's certificate.
        certificate: CertificateNumber,
        /// The component's name.
        component: String,
        /// Its certificate.
        old: CertificateNumber,
    },
    /// Take an application on and name evaluators.
    AcceptApplication {},
    /// Issue what was decided.
    IssueCertificate {},
    /// Accept a declared replacement.
    AcceptReplacement {
        /// The system's certificate.
        certificate: CertificateNumber,
        /// The component certificate that is replaced.
        old: CertificateNumber,
    },
    /// Put on record that time has ended a certificate.
    RecordExpiry {
        /// Which.
        certificate: CertificateNumber,
    },
    /// Accredit a firm again, or let it end.
    RenewAccreditation {
        /// Which firm.
        firm: FirmId,
        /// In which category.
        category: CategoryId,
        /// For which tests.
        tests: BTreeSet<TestId>,
        /// The last day.
        last_day: Date,
    },
    /// Take a firm in again, or let its membership end.
    RenewMembership {
        /// Which firm.
        firm: FirmId,
        /// The last day.
        last_day: Date,
    },
    /// Register somebody's next key, or let the key end.
    RenewKey {
        /// Whose.
        actor: ActorId,
        /// The last day.
        last_day: Date,
    },
    /// Put the missing results on record.
    Evaluate {
        /// Of which tests.
        tests: BTreeSet<TestId>,
    },
    /// Raise findings from what a result on record saw.
    RaiseFindings {
        /// The results.
        results: BTreeSet<ResultId>,
        /// How many sightings.
        sightings: usize,
    },
    /// Look again at what the maker answered.
    Retest {
        /// Which finding.
        finding: FindingId,
        /// The test that saw it.
        test: TestId,
    },
    /// Examine a system again with its declared replacement.
    Reexamine {
        /// The system's certificate.
        certificate: CertificateNumber,
        /// Which tests.
        tests: BTreeSet<TestId>,
    },
    /// Take a case with whole evidence into review.
    BeginReview {},
    /// Find the evidence whole, or give the case back.
    FinishReview {},
    /// Decide.
    Decide {},
    /// End a suspension, or withdraw the certificate.
    SettleSuspension {
        /// Which.
        certificate: CertificateNumber,
    },
    /// Answer an appeal or a complaint.
    AnswerVoice {
        /// The act that made it.
        entry: String,
        /// Which of the two.
        kind: VoiceKind,
    },
}

impl Body {
    /// Everything that waits at this moment, what is due first before the rest.
    #[must_use]
    pub fn worklist(&self, at: Timestamp) -> Vec<Entry> {
        let mut entries = Vec::new();
        for case in self.cases.values() {
            of_case::add(self, case, at, &mut entries);
        }
        for certificate in self.certificates.values() {
            of_certificate::add(self, certificate, at, &mut entries);
        }
        of_people::add(self, at, &mut entries);
        entries.sort_by(|a, b| {
            let key = |entry: &Entry| (entry.due.is_none(), entry.due, entry.since, entry.role);
            key(a).cmp(&key(b)).then_with(|| a.case.cmp(&b.case))
        });
        entries
    }

    /// What of a list waits for this actor: the role, the firm and the rules about who may not, as of this moment.
    #[must_use]
    pub fn waits_for(&self, entry: &Entry, actor: &ActorId, at: Timestamp) -> bool {
        let Some(known) = self.actors.get(actor) else {
            return false;
        };
        let who = &known.registration;
        let acts = known.revoked.is_none_or(|revoked| at < revoked.at)
            && who.period.contains(self.edition.day_of(at));
        let named = entry.actors.is_empty() || entry.actors.contains(actor);
        let of_the_firm = entry.firm.as_ref().is_none_or(|firm| *firm == who.firm);
        acts && who.roles.contains(&entry.role)
            && named
            && of_the_firm
            && !self.shut_out(entry, actor, &who.firm)
    }

    /// Whether the rules keep this actor from what is to be done.
    fn shut_out(&self, entry: &Entry, actor: &ActorId, firm: &FirmId) -> bool {
        let case = entry.case.as_ref().and_then(|id| self.cases.get(id));
        match &entry.task {
            Task::BeginReview {} | Task::FinishReview {} | Task::Decide {} => {
                case.is_some_and(|case| {
                    let interested = !firms::disinterested(self, firm, case.maker()).is_empty();
                    case.has_evaluated(actor) || interested
                })
            }
            Task::AnswerVoice { entry, .. } => {
                let own = self
                    .voices
                    .get(entry)
                    .is_some_and(|voice| voice.by == *actor);
                own || case.is_some_and(|case| case.had_part(actor))
            }
            Task::Reexamine { certificate, .. } => {
                self.certificates.get(certificate).is_some_and(|system| {
                    let decided = system.reviewers.contains(actor) || system.decider == *actor;
                    let interested = !firms::disinterested(self, firm, system.holder()).is_empty();
                    decided || interested
                })
            }
            _ => false,
        }
    }

    /// So many days after the day of this moment.
    fn days_from(&self, at: Timestamp, days: u32) -> Date {
        self.edition
            .day_of(at)
            .saturating_add(Span::new().days(days))
    }

    /// The last day is reached in so many days or less, and is not over.
    fn ends_soon(&self, last_day: Date, days: u32, at: Timestamp) -> bool {
        self.edition.day_of(at) <= last_day && last_day <= self.days_from(at, days)
    }
}

impl Entry {
    /// Whether its last day was before this one.
    #[must_use]
    pub fn is_late(&self, today: Date) -> bool {
        self.due.is_some_and(|due| due < today)
    }
}

/// The first moment of the day so many days before this one: since when an end is announced.
fn announced(last_day: Date, days: u32, earliest: Timestamp) -> Timestamp {
    let first = last_day.saturating_sub(Span::new().days(days));
    let from = first.yesterday().map_or(earliest, end_of_day);
    from.max(earliest)
}
