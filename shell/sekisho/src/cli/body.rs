//! What may be typed for the acts of a body: `sekisho body …`, each act a command of its own.

mod cases;
pub(super) mod flags;
mod people;
mod upkeep;

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::{ArgMatches, Command};
use jiff::civil::Date;
use scheme::body::act::Role;
use scheme::edition::Text;
use scheme::id::{
    ActorId, CaseId, CategoryId, CertificateNumber, ClassId, Digest, FindingId, FirmId, ResultId,
    TestId,
};
use texts::Texts;

use super::custody::{self, Custody};
use super::keeping::Leaf;
use super::pieces::{group, needed};
use super::reads::{self, ReadOrder};
use super::registers::RegisterInit;
use flags::{at, meant_at, must};

/// `sekisho body …`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum BodyOrder {
    /// `body init`.
    Init(RegisterInit),
    /// `body key new`.
    NewKey {
        file: PathBuf,
        /// Without a passphrase.
        plain: bool,
    },
    /// Acts signed elsewhere, copies.
    Custody(Custody),
    /// `body cases`.
    Cases(BodyAt),
    /// What is asked without acting.
    Read(ReadOrder),
    /// `body plan`.
    Plan { at: BodyAt, case: CaseId },
    /// Everything that somebody signs.
    Act(Box<ActOrder>),
}

/// Where a body lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BodyAt {
    /// The private folder.
    pub(crate) folder: PathBuf,
    pub(crate) register: PathBuf,
    /// Where the register is published, or checkpoints that others hold: it must go on from them.
    pub(crate) published: Vec<String>,
}

/// An act: where, whose key signs it, why, and what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ActOrder {
    pub(crate) at: BodyAt,
    pub(crate) key: PathBuf,
    /// In both languages; a text that was given once stands for both.
    pub(crate) why: Text,
    pub(crate) doing: Doing,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Doing {
    RegisterActor(NewActor),
    RevokeActor {
        actor: ActorId,
    },
    AdmitMember {
        firm: FirmId,
        name: Text,
        days: Days,
    },
    EndMembership {
        firm: FirmId,
    },
    Accredit {
        firm: FirmId,
        category: CategoryId,
        tests: BTreeSet<TestId>,
        days: Days,
    },
    EndAccreditation {
        firm: FirmId,
        category: CategoryId,
        tests: BTreeSet<TestId>,
    },
    DeclareTie {
        firm: FirmId,
        other: FirmId,
    },
    Apply {
        application: PathBuf,
    },
    InCase {
        case: CaseId,
        step: CaseStep,
    },
    OnCertificate {
        certificate: CertificateNumber,
        change: CertificateChange,
    },
    Complain {
        case: Option<CaseId>,
        text: PathBuf,
    },
    Handle {
        entry: String,
        upheld: bool,
        text: PathBuf,
    },
}

/// Somebody to be made known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewActor {
    pub(crate) actor: ActorId,
    pub(crate) name: Text,
    pub(crate) firm: FirmId,
    pub(crate) roles: BTreeSet<Role>,
    /// The file with the public key.
    pub(crate) public_key: PathBuf,
    pub(crate) days: Days,
}

/// From a day, else from today, to a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Days {
    pub(crate) from: Option<Date>,
    pub(crate) until: Date,
}

/// An act on a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CaseStep {
    Submit(Given),
    Accept {
        evaluators: BTreeSet<ActorId>,
    },
    TakeOver {
        previous: CertificateNumber,
        given: Given,
        against: HeldAgainst,
    },
    RunEngine {
        test: TestId,
        given: Given,
        against: HeldAgainst,
    },
    TakeReport {
        summary: PathBuf,
        attachments: Vec<PathBuf>,
    },
    RaiseFindings {
        result: Option<ResultId>,
    },
    AnswerByBuild {
        findings: Vec<FindingId>,
        given: Given,
    },
    AnswerByVex {
        findings: Vec<FindingId>,
        vex: PathBuf,
    },
    Retest {
        findings: Vec<FindingId>,
        result: Option<ResultId>,
    },
    BeginReview,
    FindWhole {
        accepts: BTreeSet<FindingId>,
    },
    ReturnToEvaluation {
        refuses: BTreeSet<FindingId>,
    },
    Grant {
        class: Option<ClassId>,
        conditions: Option<PathBuf>,
    },
    Refuse,
    Issue {
        into: PathBuf,
    },
    WithdrawApplication,
    Appeal {
        text: PathBuf,
    },
}

/// A build of a product folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Given {
    pub(crate) product: PathBuf,
    /// The version; the newest when not named.
    pub(crate) version: Option<String>,
    /// Which build of the version, from 1; the last when not named.
    pub(crate) build: Option<usize>,
}

/// What a product is held against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HeldAgainst {
    pub(crate) advisories: Vec<PathBuf>,
    pub(crate) data: Option<PathBuf>,
    /// How many records about an ecosystem a feed must have to speak for it.
    pub(crate) least_records: usize,
}

/// A change of a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CertificateChange {
    Suspend,
    Resume,
    Withdraw,
    Expire,
    VersionUp {
        to: String,
        blocking_known: bool,
    },
    DeclareReplacement {
        old: CertificateNumber,
        new: CertificateNumber,
        digest: Digest,
    },
    Reexamine {
        old: CertificateNumber,
        summary: PathBuf,
        attachments: Vec<PathBuf>,
    },
    AcceptReplacement {
        old: CertificateNumber,
    },
}

/// `sekisho body`.
pub(super) fn command(texts: &Texts, leaf: &Leaf<'_>, template: &str) -> Command {
    let plan = at(leaf("plan", "cli-body-plan"), texts).arg(flags::case(texts));
    let commands = Command::new("body")
        .about(texts.say("cli-body"))
        .subcommand(people::init(leaf("init", "cli-body-init"), texts))
        .subcommands(people::commands(texts, leaf, template))
        .subcommands(cases::commands(texts, leaf, template))
        .subcommands(upkeep::commands(texts, leaf, template))
        .subcommands(custody::commands(texts, leaf))
        .subcommand(plan)
        .subcommand(at(leaf("cases", "cli-body-cases"), texts))
        .subcommands(reads::commands(texts, leaf));
    group(commands, texts, template)
}

/// The meaning of what was typed behind `body`.
pub(super) fn meant(names: &[&str], matches: &ArgMatches) -> BodyOrder {
    match names {
        ["init"] => BodyOrder::Init(people::meant_init(matches)),
        ["key", "new"] => BodyOrder::NewKey {
            file: needed(matches, "file"),
            plain: matches.get_flag("plain"),
        },
        ["cases"] => BodyOrder::Cases(meant_at(matches)),
        ["status" | "export" | "audit"] => BodyOrder::Read(reads::meant(names, matches)),
        ["plan"] => BodyOrder::Plan {
            at: meant_at(matches),
            case: must(matches, "case"),
        },
        _ => {
            if let Some(custody) = custody::meant(names, matches) {
                return BodyOrder::Custody(custody);
            }
            let doing = people::meant(names, matches)
                .or_else(|| cases::meant(names, matches))
                .or_else(|| upkeep::meant(names, matches));
            BodyOrder::Act(Box::new(ActOrder {
                at: meant_at(matches),
                key: needed(matches, "as"),
                why: flags::meant_why(matches),
                doing: doing.unwrap_or_else(|| {
                    unreachable!("every command of `command` has its meaning here: {names:?}")
                }),
            }))
        }
    }
}
