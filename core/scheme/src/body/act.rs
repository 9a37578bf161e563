//! The acts: what can be said to a body, by whom, when and why.
//!
//! An act is a plain value; whether it is allowed is decided in the file of its subject.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::delta::DeltaOutcome;
use crate::edition::Text;
use crate::evidence::{Input, Item, TestResult};
use crate::finding::Claim;
use crate::id::{
    ActorId, CaseId, CategoryId, CertificateNumber, ClassId, Digest, EditionId, FindingId, FirmId,
    ResultId, SurveillanceId, TestId,
};
use crate::surveillance::Flaw;

/// One thing that somebody does, as it stands in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// Its own name: 16 random bytes as 32 lower-case hexadecimal digits, never used twice.
    pub id: String,
    /// When it is done. Never earlier than the act before it.
    pub at: Timestamp,
    /// Who does it.
    pub by: ActorId,
    /// Why, in one line for a person. Never empty.
    pub why: String,
    /// The body it is meant for: the name of that body's first act, so that an act signed for one body is none for another. Logs
    /// may begin with acts that name none; behind one that does, every act does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// The case it belongs to, for acts on a case.
    #[serde(default)]
    pub case: Option<CaseId>,
    /// How many acts this case has (for acts without a case: how many such acts there are), as the
    /// actor last saw it. Another number means that the actor decided on an old picture.
    #[serde(default)]
    pub expects: Option<u64>,
    /// What is done.
    pub what: What,
}

/// What is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
#[strum(serialize_all = "kebab-case")]
pub enum What {
    /// Makes somebody known with roles and a key. The first act of a body: a registrar's own.
    RegisterActor(Registration),
    /// Ends an actor's key at once, for good.
    RevokeActor {
        /// Whose.
        actor: ActorId,
    },
    /// Puts a new key in the place of an actor's present one, at once.
    RenewKey(Renewal),
    /// Takes a firm in as a member for a period.
    AdmitMember {
        /// Which firm.
        firm: FirmId,
        /// Its name for people.
        name: Text,
        /// First and last day.
        period: Period,
    },
    /// Ends a firm's membership at once.
    EndMembership {
        /// Which firm.
        firm: FirmId,
    },
    /// Accredits a member for tests in one category for a period.
    Accredit(Scope),
    /// Ends accreditations at once.
    EndAccreditation {
        /// Which firm.
        firm: FirmId,
        /// In which category.
        category: CategoryId,
        /// For which tests.
        tests: BTreeSet<TestId>,
    },
    /// Declares that two firms are tied: neither may evaluate the other, from whenever.
    DeclareTie {
        /// One firm.
        firm: FirmId,
        /// The other.
        other: FirmId,
    },
    /// Opens a case.
    Apply(Application),
    /// Hands in a build: the first one, or another while the case is open for it.
    Submit(Submission),
    /// Takes the application on and names who evaluates.
    Accept {
        /// Who evaluates.
        evaluators: BTreeSet<ActorId>,
    },
    /// Puts a test result on record.
    RecordEvidence {
        /// The result.
        result: Box<TestResult>,
        /// What it rests on, kept by digest: an engine's whole answer, a report and its SARIF.
        #[serde(default)]
        attachments: Vec<Digest>,
    },
    /// Raises a finding from a sighting on record.
    RaiseFinding(Raised),
    /// The maker's answer to a finding. A new build comes with it.
    Answer {
        /// Which finding.
        finding: FindingId,
        /// The answer.
        answer: Claim,
    },
    /// Ends a finding by a result on record that was made after the answer.
    Retest {
        /// Which finding.
        finding: FindingId,
        /// The result of the retest.
        result: ResultId,
    },
    /// A step of the review.
    Review {
        /// Which step.
        step: ReviewStep,
    },
    /// The decision.
    Decide {
        /// To what.
        ruling: Ruling,
    },
    /// Issues the certificate that was decided.
    Issue(Issue),
    /// The applicant takes the application back.
    WithdrawApplication {},
    /// Takes over results of an earlier certificate by the delta rules.
    Delta(Delta),
    /// The holder declares that the product's version goes up.
    VersionUp(VersionUp),
    /// Suspends a certificate.
    Suspend {
        /// Which.
        certificate: CertificateNumber,
    },
    /// Ends a suspension.
    Resume {
        /// Which.
        certificate: CertificateNumber,
    },
    /// Withdraws a certificate for good.
    WithdrawCertificate {
        /// Which.
        certificate: CertificateNumber,
    },
    /// Puts on record that time has ended a certificate.
    Expire {
        /// Which.
        certificate: CertificateNumber,
    },
    /// The holder of a system declares which component took another's place.
    ReplaceComponent(Replacement),
    /// Puts a test of the system with its declared replacements on record.
    Reexamine(Reexamination),
    /// The registrar accepts the declared replacement, when every test of the system that it touches
    /// was done again.
    AcceptReplacement {
        /// The system's certificate.
        certificate: CertificateNumber,
        /// The component certificate that is replaced.
        old: CertificateNumber,
    },
    /// Opens a surveillance case: flaws of a certified product that nobody knew at the decision.
    OpenSurveillance(OpenSurveillance),
    /// The holder's answer: a VEX document that it signs by this act.
    AnswerSurveillance {
        /// Which surveillance case.
        surveillance: SurveillanceId,
        /// The document's digest.
        vex: Digest,
    },
    /// Suspends the certificate of a surveillance case whose due date has passed.
    SuspendOverdue {
        /// Which surveillance case.
        surveillance: SurveillanceId,
    },
    /// Closes a surveillance case; a certificate that was suspended because of it comes back.
    CloseSurveillance(CloseSurveillance),
    /// An applicant's appeal against what was decided in a case.
    Appeal {
        /// The digest of the appeal's text.
        text: Digest,
    },
    /// Anybody's complaint.
    Complaint {
        /// The digest of the complaint's text.
        text: Digest,
    },
    /// The answer to an appeal or a complaint, by somebody who had no part in the case.
    Handle(Reply),
}

/// A person or role with a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registration {
    /// Its name in acts, never used twice.
    pub actor: ActorId,
    /// Its name for people.
    pub name: Text,
    /// The firm it works for.
    pub firm: FirmId,
    /// What it may do.
    pub roles: BTreeSet<Role>,
    /// Its public Ed25519 key: 64 lower-case hexadecimal digits, never used twice.
    pub public_key: String,
    /// First and last day of the key.
    pub period: Period,
}

/// A new key of somebody known, by the registrar or with the old key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Renewal {
    /// Whose.
    pub actor: ActorId,
    /// The new public Ed25519 key: 64 lower-case hexadecimal digits, never used before by anybody.
    pub public_key: String,
    /// First and last day of the new key. With the old key nobody gets beyond its last day.
    pub period: Period,
}

/// What somebody may do.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, strum::Display,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Role {
    /// Acts for a maker (申請者).
    Applicant,
    /// Tests (評価者).
    Evaluator,
    /// Checks that the evidence is whole (確認者).
    Reviewer,
    /// Decides (決定者).
    Decider,
    /// Keeps the body's lists and issues what was decided (登録者).
    Registrar,
    /// Reads everything (監査者).
    Auditor,
    /// Handles appeals and complaints (異議・苦情処理者).
    Appeals,
}

/// Days from the first to the last, both included, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
}

/// What a firm is accredited for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// Which firm.
    pub firm: FirmId,
    /// In which category.
    pub category: CategoryId,
    /// For which tests.
    pub tests: BTreeSet<TestId>,
    /// First and last day.
    pub period: Period,
}

/// A finding raised from a sighting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Raised {
    /// Its name.
    pub finding: FindingId,
    /// The result that has the sighting.
    pub result: ResultId,
    /// Which sighting of the result, from 0.
    pub sighting: usize,
    /// The ended finding that shows again.
    #[serde(default)]
    pub again_of: Option<FindingId>,
}

/// A version-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VersionUp {
    /// The certificate of the old version.
    pub certificate: CertificateNumber,
    /// The new version.
    pub to: String,
    /// Whether a blocking finding of the old version is known: then there is no transition.
    pub blocking_known: bool,
}

/// The answer to an appeal or a complaint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// The act that appealed or complained.
    pub entry: String,
    /// Whether it was found to be right.
    pub upheld: bool,
    /// The digest of the answer's text.
    pub text: Digest,
}

/// What a maker wants certified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// Its name.
    pub name: Text,
    /// Who makes it and will hold the certificate.
    pub maker: FirmId,
    /// The maker's name for people.
    pub maker_name: Text,
}

/// An application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Application {
    /// For what.
    pub product: Product,
    /// In which category.
    pub category: CategoryId,
    /// For which class.
    pub class: ClassId,
    /// Under which edition.
    pub edition: EditionId,
}

/// A build handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Submission {
    /// The product's version.
    pub version: String,
    /// What it is made of.
    pub build: Vec<Item>,
    /// For a system: the components in scope.
    #[serde(default)]
    pub components: Vec<Component>,
    /// The last day on which the maker supports this version, as declared.
    #[serde(default)]
    pub support_end: Option<Date>,
}

/// A software or device in a system's scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Component {
    /// Its name within the system, unique, that of the build's component item.
    pub name: String,
    /// Its category.
    pub category: CategoryId,
    /// The digest of what is installed.
    pub digest: Digest,
    /// Its certificate, if it has one.
    pub certificate: Option<CertificateNumber>,
}

/// A step of the review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case", deny_unknown_fields)]
pub enum ReviewStep {
    /// Takes the case into review.
    Begin {},
    /// The evidence is whole.
    Whole {
        /// The findings answered by VEX whose argument the reviewer accepts: all of them.
        accepts: BTreeSet<FindingId>,
    },
    /// Back to the evaluators.
    Return {
        /// Findings answered by VEX whose argument the reviewer does not accept: open again for an
        /// answer. They had not ended.
        refuses: BTreeSet<FindingId>,
    },
}

/// What is decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ruling", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Ruling {
    /// The certificate may be issued.
    Grant {
        /// In which class: the one asked for or one below it.
        class: ClassId,
        /// Under which conditions.
        #[serde(default)]
        conditions: Vec<Text>,
        /// Which interfaces were left out.
        #[serde(default)]
        left_out: Vec<Text>,
    },
    /// No certificate.
    Refuse {},
}

/// What the registrar adds when issuing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Issue {
    /// The certificate's number.
    pub number: CertificateNumber,
    /// The digest of the document for people.
    pub document: Digest,
    /// The digest of the signed statement.
    pub statement: Digest,
    /// The digest of the public report.
    #[serde(default)]
    pub report: Option<Digest>,
    /// The first day.
    pub valid_from: Date,
    /// The last day.
    pub valid_until: Date,
}

/// A delta evaluation: what is done about each test of an earlier certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delta {
    /// The earlier certificate.
    pub previous: CertificateNumber,
    /// What each engine would use on that day, by test. A test without an entry has no engine.
    pub inputs: BTreeMap<TestId, Vec<Input>>,
    /// The decision for each required test, as [`crate::delta::delta`] makes it.
    pub outcomes: Vec<DeltaOutcome>,
    /// The names in this case of the results taken over, by their names in the earlier one.
    pub reused: BTreeMap<ResultId, ResultId>,
}

/// A component certificate that takes another's place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Replacement {
    /// The system's certificate.
    pub certificate: CertificateNumber,
    /// The component certificate that is replaced.
    pub old: CertificateNumber,
    /// The one that takes its place.
    pub new: CertificateNumber,
    /// The digest of what is installed by then.
    pub digest: Digest,
}

/// A test of a system, done again because a component takes another's place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reexamination {
    /// The system's certificate.
    pub certificate: CertificateNumber,
    /// The component certificate that is to be replaced.
    pub old: CertificateNumber,
    /// The result, about the system as it is with all declared replacements.
    pub result: Box<TestResult>,
    /// What it rests on, kept by digest: an engine's whole answer, a report and its SARIF.
    #[serde(default)]
    pub attachments: Vec<Digest>,
}

/// A surveillance case to be opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenSurveillance {
    /// Its name, never used twice.
    pub surveillance: SurveillanceId,
    /// The certificate of the product.
    pub certificate: CertificateNumber,
    /// The flaws that are new.
    pub flaws: Vec<Flaw>,
    /// Until when they must be answered: by the edition's days for the worst of them.
    pub due: Timestamp,
    /// The advisories that they were found with, by digest.
    pub inputs: Vec<Input>,
    /// The engine's whole answer, kept by digest.
    pub answer: Digest,
}

/// How a surveillance case is closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CloseSurveillance {
    /// Which surveillance case.
    pub surveillance: SurveillanceId,
    /// How it ends.
    pub ending: SurveillanceEnding,
    /// The engine's answer to the question asked again, kept by digest. Only a certificate that has
    /// ended needs none.
    #[serde(default)]
    pub answer: Option<Digest>,
}

/// How a surveillance case ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(tag = "ending", rename_all = "kebab-case", deny_unknown_fields)]
#[strum(serialize_all = "kebab-case")]
pub enum SurveillanceEnding {
    /// Another version of the product holds a valid certificate, and the flaws are not in it.
    Fixed {
        /// That version's certificate.
        certificate: CertificateNumber,
    },
    /// VEX statements that the holder signed answer all that is still found; a person accepts them.
    Answered {},
    /// The advisories no longer say that the product has the flaws.
    NotAffected {},
    /// The certificate has ended, so nothing is left to watch.
    Ended {},
}

impl Period {
    /// Whether this day is in it.
    #[must_use]
    pub fn contains(&self, day: Date) -> bool {
        self.from <= day && day <= self.until
    }
}
