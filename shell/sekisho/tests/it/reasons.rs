//! One sample of every reason that the cores can give, as they serialise it.
//!
//! The samples of `core/scheme` stand in `samples/` as JSON and must read as the core's own type without a member too
//! many or too few; the others are made of the cores' types.

use jiff::Timestamp;
use register::canonical::Digest;
use register::statement::Kind;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

pub(crate) fn refusals() -> Vec<Value> {
    read::<scheme::body::Refusal>(include_str!("samples/refusal.json"))
}

pub(crate) fn deltas() -> Vec<Value> {
    read::<scheme::delta::DeltaReason>(include_str!("samples/delta.json"))
}

pub(crate) fn causes() -> Vec<Value> {
    read::<scheme::validity::Cause>(include_str!("samples/cause.json"))
}

pub(crate) fn reports() -> Vec<Value> {
    read::<scheme::report::Refusal>(include_str!("samples/report.json"))
}

pub(crate) fn notes() -> Vec<Value> {
    read::<scheme::report::sarif::Note>(include_str!("samples/note.json"))
}

pub(crate) fn of_register() -> Vec<Value> {
    let all = [bundle(), log(), folder(), state(), unknown()].concat();
    all.iter().map(value).collect()
}

pub(crate) fn of_matching() -> Vec<Value> {
    use vulnerability::{Reason, SignatureLack};
    let feed = || "rustsec".to_owned();
    let all = [
        Reason::Findings { count: 3 },
        Reason::Candidates { count: 2 },
        Reason::NoParts,
        Reason::EmptyList {
            list: "sbom.json".to_owned(),
        },
        Reason::ListNotWhole {
            list: "status".to_owned(),
            package: "orthanc".to_owned(),
            needs: "libdcmtk17 (>= 3.6.7)".to_owned(),
        },
        Reason::NoFeed {
            ecosystem: "Debian:12".to_owned(),
            parts: 41,
        },
        Reason::FeedUnusable {
            feed: feed(),
            fault: "archive",
            detail: "unexpected end of file".to_owned(),
        },
        Reason::FeedTooOld {
            feed: feed(),
            ecosystem: "crates.io".to_owned(),
            age_days: 94,
            limit_days: 7,
        },
        Reason::FeedAgeUnknown {
            feed: feed(),
            ecosystem: "CPE".to_owned(),
        },
        Reason::FeedTooSmall {
            feed: feed(),
            ecosystem: "crates.io".to_owned(),
            records: 1,
            least: 500,
        },
        Reason::OwnPartInFeed {
            part: "tar".to_owned(),
            version: Some("0.4.40".to_owned()),
            advisories: vec!["RUSTSEC-2026-0067".to_owned()],
        },
        Reason::VexUnsigned {
            document: "vex.json".to_owned(),
            lack: SignatureLack::NoSignature,
        },
        Reason::UnmatchableParts {
            parts: 2,
            of: 41,
            allowed_permille: 0,
        },
    ];
    all.iter().map(value).collect()
}

/// What the core writes again after having read it; the file says the same, or it is no sample.
#[track_caller]
fn read<T: DeserializeOwned + Serialize>(text: &str) -> Vec<Value> {
    let samples: Vec<Value> = serde_json::from_str(text).expect("the samples are JSON");
    for sample in &samples {
        let read: T = serde_json::from_value(sample.clone())
            .unwrap_or_else(|error| panic!("{sample}: {error}"));
        assert_eq!(&value(&read), sample, "reads otherwise");
    }
    samples
}

fn value(reason: &impl Serialize) -> Value {
    serde_json::to_value(reason).expect("reasons are plain values")
}

fn origin() -> String {
    "register.example/2026".to_owned()
}

fn keyid() -> String {
    "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=".to_owned()
}

fn detail() -> String {
    "line 3: not a number".to_owned()
}

fn moment() -> Timestamp {
    Timestamp::UNIX_EPOCH
}

/// Of a bundle by itself.
fn bundle() -> Vec<register::reason::Reason> {
    use register::reason::Reason;
    vec![
        Reason::BundleTooLong {
            bytes: 9000,
            limit: 8192,
        },
        Reason::BundleMalformed { detail: detail() },
        Reason::MediaType {
            found: "application/json".to_owned(),
        },
        Reason::LogEntries { found: 2 },
        Reason::EnvelopeRefused { detail: detail() },
        Reason::StatementRefused { detail: detail() },
        Reason::KeyidDiffers {
            hint: keyid(),
            keyid: "AAAA".to_owned(),
        },
        Reason::KeyUnknown { keyid: keyid() },
        Reason::KeyPurpose {
            keyid: keyid(),
            kind: Kind::Certificate,
        },
        Reason::KeyPeriod {
            keyid: keyid(),
            time: moment(),
        },
        Reason::KeyRevoked {
            keyid: keyid(),
            revoked: moment(),
        },
        Reason::SignatureWrong { keyid: keyid() },
        Reason::LeafRefused { detail: detail() },
        Reason::LeafKindDiffers {
            said: "dsse 0.0.1".to_owned(),
            is: "dsse 0.0.2".to_owned(),
        },
        Reason::LeafOfAnotherStatement,
        Reason::LeafOfAnotherKey,
        Reason::NotACertificate { kind: Kind::State },
        Reason::DemonstrationDiffers {
            trust: "real",
            certificate: "a demonstration",
        },
        Reason::ArtefactNotCovered {
            name: "server.bin".to_owned(),
            sha256: Digest::of(b""),
        },
        Reason::SummaryDiffers,
        Reason::DocumentDiffers {
            name: "certificate.html".to_owned(),
            sha256: Digest::of(b""),
        },
    ]
}

/// Of its place in the log.
fn log() -> Vec<register::reason::Reason> {
    use register::reason::Reason;
    vec![
        Reason::LogIndexDiffers { outer: 1, inner: 2 },
        Reason::LogIdDiffers { origin: origin() },
        Reason::TimeUnsigned {
            seconds: 1_700_000_000,
        },
        Reason::ShardUnknown { origin: origin() },
        Reason::ShardPeriod {
            origin: origin(),
            time: moment(),
        },
        Reason::CheckpointRefused { detail: detail() },
        Reason::CheckpointDiffers,
        Reason::WitnessesMissing {
            origin: origin(),
            found: 1,
            quorum: 2,
        },
        Reason::InclusionWrong { detail: detail() },
    ]
}

/// Of the register's folder.
fn folder() -> Vec<register::reason::Reason> {
    use register::reason::Reason;
    vec![
        Reason::EntriesDiffer {
            origin: origin(),
            index: None,
        },
        Reason::ClosedShardDiffers { origin: origin() },
        Reason::RegisterInconsistent {
            origin: origin(),
            size: 12,
        },
        Reason::TreeSmaller {
            origin: origin(),
            found: 11,
            known: 12,
        },
        Reason::TreesDiffer {
            origin: origin(),
            size: 12,
        },
        Reason::EntryOfAnotherBundle {
            origin: origin(),
            index: 4,
        },
        Reason::EntryRefused {
            origin: origin(),
            index: 4,
            detail: detail(),
        },
        Reason::FileMalformed {
            path: "shards/2026/checkpoint".to_owned(),
            detail: detail(),
        },
        Reason::TileDiffers {
            path: "shards/2026/tile/0/000".to_owned(),
        },
        Reason::PageDiffers {
            path: "states/00.json".to_owned(),
        },
        Reason::NotInTable {
            number: "2026-000009".to_owned(),
        },
        Reason::CopyDiffers {
            path: "certificates/2026-000001/certificate.json".to_owned(),
            detail: detail(),
        },
        Reason::CopyUnknown {
            path: "certificates/2026-000009".to_owned(),
        },
        Reason::IndexDiffers {
            path: "index.json".to_owned(),
        },
    ]
}

/// Of a certificate's state.
fn state() -> Vec<register::reason::Reason> {
    use register::reason::Reason;
    // The words that a body gives are whatever it gives: here without kana, for the check of languages.
    let (since, why) = (moment(), || "K-1".to_owned());
    vec![
        Reason::NotYetValid { from: since },
        Reason::Suspended {
            since,
            ja: why(),
            en: why(),
        },
        Reason::Expired { since },
        Reason::Void {
            since,
            version: "1.1.0".to_owned(),
            ja: why(),
            en: why(),
        },
        Reason::Withdrawn {
            since,
            ja: why(),
            en: why(),
        },
        Reason::ComponentNotValid {
            component: "viewer".to_owned(),
            certificate: "2026-000001".to_owned(),
            status: "void".to_owned(),
            since,
        },
    ]
}

/// Of what could not be known.
fn unknown() -> Vec<register::reason::Reason> {
    use register::reason::Reason;
    vec![
        Reason::StateNotAsked,
        Reason::AskedAboutTheFuture {
            at: moment(),
            until: moment(),
        },
        Reason::TrustRefused { detail: detail() },
        Reason::Unreachable {
            path: "index.json".to_owned(),
            detail: detail(),
        },
        Reason::Missing {
            path: "index.json".to_owned(),
        },
        Reason::StatementMissing {
            origin: origin(),
            index: 4,
            sha256: Digest::of(b""),
        },
        Reason::TableMissing {
            origin: origin(),
            index: 4,
        },
        Reason::CheckpointTooOld {
            origin: origin(),
            time: moment(),
            limit_days: 7,
        },
        Reason::CheckpointAhead {
            origin: origin(),
            time: moment(),
        },
        Reason::CheckpointAgeUnknown { origin: origin() },
        Reason::ShardEnded {
            origin: origin(),
            next: "register.example/2027".to_owned(),
        },
        Reason::RegisterOlder {
            origin: origin(),
            found: 5,
            wanted: 9,
        },
    ]
}
