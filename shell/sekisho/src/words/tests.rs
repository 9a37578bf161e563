//! Every error with a code has its words in both languages, and every failing order is told in them.

use std::collections::BTreeSet;
use std::str::FromStr as _;

use register::checkpoint::NoteFault;
use strum::{VariantArray as _, VariantNames};
use texts::Language;
use vulnerability::{ApkFault, DpkgFault, JsonError, RootError, RpmFault, StatementFault};

use super::*;

/// Each code has one sample, and each sample reads in the person's language without a gap. `bare` are the codes that only
/// stand for another error.
#[track_caller]
fn check_but<E>(prefix: &str, bare: &[&str], samples: &[E])
where
    E: Error + Serialize + VariantNames + 'static,
{
    let mut codes: BTreeSet<String> = bare.iter().map(|code| (*code).to_owned()).collect();
    for sample in samples {
        let value = serde_json::to_value(sample).expect("a value with a code");
        let code = value["code"].as_str().expect("a code").to_owned();
        for language in Language::BOTH {
            let texts = Texts::new(language);
            assert!(texts.has(&format!("{prefix}-{code}")), "{prefix}-{code}");
            // Only a place is the same in every language.
            let placed = (prefix, code.as_str()) == ("product", "content");
            check_told(&one(sample, &texts), language, placed);
        }
        codes.insert(code);
    }
    let wanted = E::VARIANTS.iter().map(|code| (*code).to_owned()).collect();
    assert_eq!(codes, wanted, "{prefix}");
}

#[track_caller]
fn check<E>(prefix: &str, samples: &[E])
where
    E: Error + Serialize + VariantNames + 'static,
{
    check_but(prefix, &[], samples);
}

#[track_caller]
fn check_told(told: &str, language: Language, placed: bool) {
    let is_japanese = told.chars().any(|c| ('\u{3040}'..='\u{9fff}').contains(&c));
    // A message or an argument that is not there shows its name; an example in TOML has a space behind the bracket.
    let lacks = told.split('{').skip(1).any(|rest| !rest.starts_with(' '));
    assert!(!lacks, "{told}");
    assert!(!told.trim().is_empty());
    assert_eq!(
        is_japanese,
        language == Language::Ja && !placed,
        "{language}: {told}"
    );
}

/// Each of the faults by which a message chooses its words is one of its choices: the last one would show its name.
#[track_caller]
fn check_faults<E: Error + Serialize + 'static>(faults: &[E]) {
    let mut all = BTreeSet::new();
    for fault in faults {
        let told = one(fault, &Texts::new(Language::Ja));
        let value = serde_json::to_value(fault).expect("a value");
        for name in ["fault", "what"]
            .iter()
            .filter_map(|by| value[*by].as_str())
        {
            assert!(!told.contains(name), "{told}");
        }
        all.insert(told);
    }
    assert_eq!(all.len(), faults.len());
}

fn text() -> String {
    "x".to_owned()
}

fn reason() -> Vec<scheme::body::Refusal> {
    vec![scheme::body::Refusal::WhyMissing {}]
}

fn denied() -> io::Error {
    io::Error::from_raw_os_error(13)
}

#[test]
fn a_mistake_in_a_product_folder_is_told_in_the_persons_language() {
    let path = || "app/product.toml".into();
    let name = || "app".to_owned();
    let digest = scheme::id::Digest::of(b"x");
    let test = || "static".parse().expect("a test");
    check(
        "product",
        &[
            ProductError::NoProductFile {
                path: path(),
                parts_list: name(),
            },
            ProductError::Unreadable {
                path: path(),
                source: io::ErrorKind::NotFound.into(),
            },
            ProductError::TooLarge {
                path: path(),
                limit: 9,
            },
            ProductError::NotText {
                path: path(),
                offset: 9,
            },
            ProductError::Form {
                path: path(),
                source: toml::from_str::<u8>("=").expect_err("no TOML"),
            },
            ProductError::Content {
                path: path(),
                place: name(),
                source: Problem::NoVersion,
            },
            ProductError::RootAsList { path: path() },
            ProductError::Empty { name: name() },
            ProductError::OtherDigest {
                path: path(),
                found: digest,
                said: digest,
            },
        ],
    );
    check(
        "product",
        &[
            Problem::NotOneLine {
                text: name(),
                most: 9,
            },
            Problem::NoVersion,
            Problem::VersionTwice,
            Problem::NoBuild,
            Problem::NamesNothing,
            Problem::NoArtefact,
            Problem::ListWithoutPath { name: name() },
            Problem::NameTaken { name: name() },
            Problem::NameTwice { name: name() },
            Problem::LeadsOut { path: path() },
            Problem::EngineTest { test: test() },
            Problem::ReportTwice { test: test() },
            Problem::NeitherPathNorDigest { name: name() },
        ],
    );
}

#[test]
fn why_a_certification_does_not_begin_is_told_in_the_persons_language() {
    let path = || "app".into();
    let edition = || scheme::id::EditionId::from_str("mitsf-2016").expect("an edition");
    let known = || vec!["1".to_owned(), "3".to_owned()];
    check(
        "unable",
        &[
            Unable::ForeignRegister { path: path() },
            Unable::NoAdvisories { path: path() },
            Unable::OtherEdition {
                path: path(),
                found: edition(),
                asked: edition(),
            },
            Unable::NoCategory {
                edition: edition(),
                asked: scheme::id::CategoryId(4),
                known: known(),
            },
            Unable::NoClass {
                category: scheme::id::CategoryId(1),
                asked: "4".parse().expect("a class"),
                known: known(),
            },
            Unable::NoTest {
                asked: "blah".parse().expect("a name"),
                known: known(),
            },
        ],
    );
}

#[test]
fn why_an_order_is_not_carried_out_is_told_in_the_persons_language() {
    let path = || "app".into();
    let reasons = || Reasons(vec![register::reason::Reason::StateNotAsked]);
    check(
        "undone",
        &[
            Undone::NoFile,
            Undone::TrustExists { path: path() },
            Undone::BodyInRegister {
                body: path(),
                register: path(),
            },
            Undone::NoWay { path: path() },
            Undone::OtherTrust,
            Undone::RegisterNotWhole {
                path: path(),
                source: reasons(),
            },
            Undone::OtherDocument { path: path() },
            Undone::Waits {
                seen: 1,
                quorum: 2,
                origin: text(),
                size: 9,
            },
            Undone::NotCosigned {
                name: text(),
                source: reasons(),
            },
            Undone::NoEdition {
                asked: text(),
                known: vec![text()],
            },
            Undone::NoPassphrase { path: path() },
            Undone::OtherPassphrase,
            Undone::Unforeseen { detail: "x" },
        ],
    );
}

#[test]
fn what_stops_a_body_is_told_in_the_persons_language() {
    let time = jiff::Timestamp::UNIX_EPOCH;
    let store = || StoreError::Newer { found: 2, known: 1 };
    check_but(
        "body",
        &["store", "folder", "key", "carried", "lock"],
        &[
            BodyError::Refused(reason()),
            BodyError::None { path: "x".into() },
            BodyError::Exists { path: "x".into() },
            BodyError::InPublic {
                folder: "x".into(),
                register: "y".into(),
            },
            BodyError::Fact {
                name: "origin",
                found: text(),
            },
            BodyError::Replay {
                number: 1,
                reasons: reason(),
            },
            BodyError::Signed {
                number: 1,
                source: SignedActError::Form { detail: text() },
            },
            BodyError::Published {
                place: text(),
                detail: text(),
            },
            BodyError::PublishedForm {
                place: text(),
                source: CheckpointError::Twice { name: text() },
            },
            BodyError::Restored {
                path: "x".into(),
                made: text(),
            },
            BodyError::Unpublished { place: text() },
            BodyError::ShardName { origin: text() },
            BodyError::Clock {
                last: time,
                now: time,
            },
            BodyError::Ahead {
                at: time,
                now: time,
            },
            BodyError::Quorum {
                quorum: 2,
                named: 1,
            },
            BodyError::NoWitness { vkey: text() },
            BodyError::WitnessTwice { name: text() },
            BodyError::WitnessKnown {
                name: text(),
                other: text(),
            },
            BodyError::Broken,
            BodyError::Unmakeable {
                what: "x",
                detail: text(),
            },
            BodyError::File {
                path: "x".into(),
                source: denied(),
            },
        ],
    );
    check(
        "store",
        &[
            StoreError::from(denied()),
            store(),
            StoreError::Moved { found: 2, known: 1 },
            database(),
        ],
    );
    let digest = scheme::id::Digest::of(b"x");
    check(
        "carried",
        &[
            CarriedError::Form { detail: text() },
            CarriedError::TooLong { bytes: 2, limit: 1 },
            CarriedError::Lacks { what: "body" },
            CarriedError::OtherKey {
                wanted: text(),
                given: text(),
            },
            CarriedError::OtherCertificate { issued: digest },
            CarriedError::Unsigned,
            CarriedError::TooOld {
                at: time,
                now: time,
                days: 1,
            },
            CarriedError::TooEarly {
                at: time,
                now: time,
            },
            CarriedError::NotCarried { kind: text() },
        ],
    );
    check(
        "signed",
        &[
            SignedActError::Form { detail: text() },
            SignedActError::Signature { actor: text() },
        ],
    );
    // An error that only stands for another is told as that one.
    let ja = Texts::new(Language::Ja);
    assert_eq!(one(&BodyError::from(store()), &ja), one(&store(), &ja));
}

/// What the database says when its file is none.
fn database() -> StoreError {
    let folder = tempfile::tempdir().expect("a folder");
    let (body, register) = (folder.path().join("body"), folder.path().join("register"));
    std::fs::create_dir(&body).expect("a folder");
    std::fs::write(body.join("body.sqlite"), "no database".repeat(100)).expect("a file");
    match service::Body::open(&body, &register) {
        Err(BodyError::Store(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_wrong_with_keys_locks_and_folders_is_told_in_the_persons_language() {
    let path = || "x".into();
    check(
        "lock",
        &[
            LockError::Held {
                path: path(),
                holder: text(),
                command: text(),
                since: text(),
                waited_s: 1,
            },
            LockError::File {
                path: path(),
                source: denied(),
            },
        ],
    );
    check(
        "key",
        &[
            KeyError::File {
                path: path(),
                source: denied(),
            },
            KeyError::Readable {
                path: path(),
                mode: 0o640,
            },
            KeyError::Form { path: path() },
            KeyError::Encrypted { path: path() },
            KeyError::WrongPassphrase { path: path() },
            KeyError::Scheme {
                path: path(),
                scheme: text(),
            },
            KeyError::Work {
                path: path(),
                what: "scrypt-bytes",
                asked: 2,
                limit: 1,
            },
            KeyError::PassphraseFile {
                path: path(),
                source: denied(),
            },
            KeyError::PassphraseReadable {
                path: path(),
                mode: 0o640,
            },
            KeyError::PassphraseForm { bytes: 0, limit: 1 },
            KeyError::Exists { path: path() },
            KeyError::Random { detail: text() },
        ],
    );
    check(
        "folder",
        &[
            FolderError::File {
                path: path(),
                source: denied(),
            },
            FolderError::Log {
                path: path(),
                source: LogError::Missing { path: text() },
            },
            FolderError::Exists { path: path() },
            FolderError::Behind {
                found: 1,
                published: 2,
            },
            FolderError::Ahead { found: 2, made: 1 },
            FolderError::Key(KeyError::Form { path: path() }),
            FolderError::OtherEntry { index: 1 },
        ],
    );
    let digest = register::canonical::Digest([0; 32]);
    check_but(
        "backup",
        &["key", "body"],
        &[
            BackupError::Exists { path: path() },
            BackupError::InPublic {
                path: path(),
                register: path(),
            },
            BackupError::File {
                path: path(),
                source: denied(),
            },
            BackupError::NoFile { path: path() },
            BackupError::Form { detail: text() },
            BackupError::Changed {
                path: text(),
                found: digest,
                wanted: digest,
            },
            BackupError::Passphrase { keys: 1 },
        ],
    );
    check_but(
        "memory",
        &["lock"],
        &[
            WitnessError::File {
                path: path(),
                source: denied(),
            },
            WitnessError::Memory {
                path: path(),
                origin: text(),
            },
            WitnessError::Time {
                at: jiff::Timestamp::UNIX_EPOCH,
            },
        ],
    );
    let readable = KeyError::Readable {
        path: path(),
        mode: 0o640,
    };
    assert!(one(&readable, &Texts::new(Language::Ja)).contains("640"));
}

#[test]
fn what_is_wrong_with_a_log_is_told_in_the_persons_language() {
    let root = register::canonical::Digest([0; 32]);
    check(
        "log",
        &[
            LogError::Missing { path: text() },
            LogError::Unreadable {
                path: text(),
                detail: text(),
            },
            LogError::Malformed {
                path: text(),
                detail: text(),
            },
            LogError::Root {
                size: 1,
                found: root,
                wanted: root,
            },
            LogError::Entries { path: text() },
            LogError::Smaller {
                size: 1,
                published: 2,
            },
            LogError::Inconsistent {
                size: 2,
                published: 1,
            },
            LogError::Outside { index: 1, size: 1 },
            LogError::LeafLength { bytes: 0 },
            LogError::TooLarge { size: 2, limit: 1 },
            LogError::Checkpoint(CheckpointError::Twice { name: text() }),
            LogError::ForeignKey { origin: text() },
        ],
    );
    let fault = |fault: &NoteFault| CheckpointError::NotANote { fault: *fault };
    check(
        "checkpoint",
        &[
            fault(&NoteFault::Line),
            CheckpointError::Line {
                line: 1,
                found: text(),
            },
            CheckpointError::Origin {
                found: text(),
                wanted: text(),
            },
            CheckpointError::Unsigned { origin: text() },
            CheckpointError::Signature { name: text() },
            CheckpointError::Twice { name: text() },
            CheckpointError::UnknownLine {
                name: text(),
                id: 1,
            },
        ],
    );
    check_faults(&NoteFault::VARIANTS.iter().map(fault).collect::<Vec<_>>());
}

#[test]
fn what_is_wrong_with_trust_files_and_public_keys_is_told_in_the_persons_language() {
    let name = text;
    check(
        "trust",
        &[
            TrustError::NotJson { detail: text() },
            TrustError::Format { found: text() },
            TrustError::Name,
            TrustError::None { what: "keys" },
            TrustError::Twice {
                what: "key",
                name: name(),
            },
            TrustError::Keyid {
                said: text(),
                is: text(),
            },
            TrustError::NoteKey {
                name: name(),
                wanted: 4,
            },
            TrustError::Origin { origin: text() },
            TrustError::Quorum {
                quorum: 2,
                witnesses: 1,
            },
            TrustError::Period { name: name() },
            TrustError::Open { origin: text() },
        ],
    );
    check_faults(&["keys", "shards"].map(|what| TrustError::None { what }));
    let kinds = ["key", "shard", "witness", "witness-key"];
    check_faults(&kinds.map(|what| TrustError::Twice { what, name: name() }));
    use register::key::KeyError as PublicKey;
    check_but(
        "vkey",
        &["spelling"],
        &[
            PublicKey::NotSpki { bytes: 1 },
            PublicKey::NotPem,
            PublicKey::NotAPoint,
            PublicKey::NotVkey { text: text() },
            PublicKey::WrongId {
                name: name(),
                said: 1,
                is: 2,
            },
            PublicKey::UnknownKind {
                name: name(),
                kind: 9,
            },
        ],
    );
    check(
        "vkey",
        &[
            CanonicalError::NotADigest { text: text() },
            CanonicalError::NotBase64 { text: text() },
            CanonicalError::DigestLength { bytes: 1 },
            CanonicalError::NotJson { detail: text() },
            CanonicalError::NotCanonical { at: 1 },
        ],
    );
    check(
        "envelope",
        &[
            DocumentError::Form { detail: text() },
            DocumentError::NotBase64 {
                member: "sig",
                text: text(),
            },
            DocumentError::Signatures { found: 2, limit: 1 },
        ],
    );
}

#[test]
fn what_is_wrong_with_lists_of_parts_and_answers_is_told_in_the_persons_language() {
    let json = || JsonError::Form {
        line: 1,
        column: 2,
        why: text(),
    };
    let encoding = |utf16| JsonError::Encoding { offset: 1, utf16 };
    let format = "CycloneDX";
    let apk = |fault: &ApkFault| PartsError::Apk {
        line: 1,
        fault: *fault,
    };
    let rpm = |fault: &RpmFault| PartsError::Rpm {
        at: 1,
        fault: *fault,
    };
    let line = |fault: &DpkgFault| PartsError::Dpkg {
        line: 1,
        fault: *fault,
    };
    check(
        "parts",
        &[
            PartsError::TooLarge { bytes: 2, limit: 1 },
            PartsError::TooMany { limit: 1 },
            PartsError::Text {
                error: encoding(true),
            },
            PartsError::Json {
                format,
                error: json(),
            },
            PartsError::Line {
                format,
                line: 2,
                why: "x".into(),
            },
            PartsError::Toml {
                format,
                offset: 1,
                why: text(),
            },
            line(&DpkgFault::NoField),
            PartsError::NotWhole {
                format,
                package: text(),
                needs: text(),
            },
            PartsError::FormatVersion {
                format,
                found: text(),
                read: "1–3",
            },
            PartsError::NotRead { format },
            apk(&ApkFault::NoField),
            rpm(&RpmFault::Page),
            PartsError::Unknown,
        ],
    );
    check_faults(&ApkFault::VARIANTS.iter().map(apk).collect::<Vec<_>>());
    check_faults(&RpmFault::VARIANTS.iter().map(rpm).collect::<Vec<_>>());
    check_faults(&DpkgFault::VARIANTS.iter().map(line).collect::<Vec<_>>());
    check_faults(&[false, true].map(|utf16| PartsError::Text {
        error: encoding(utf16),
    }));
    check(
        "decisions",
        &[
            DecisionsError::TooLarge { bytes: 2, limit: 1 },
            DecisionsError::from(json()),
            DecisionsError::Toml {
                line: 2,
                why: text(),
            },
            DecisionsError::FormatVersion { found: 2 },
            DecisionsError::Without {
                index: 1,
                member: "reason",
            },
        ],
    );
    let statement = |fault: &StatementFault| VexError::Statement {
        index: 1,
        fault: *fault,
    };
    check(
        "vex",
        &[
            VexError::TooLarge { bytes: 2, limit: 1 },
            VexError::from(json()),
            VexError::Context { context: text() },
            VexError::Category { category: text() },
            VexError::FormatVersion { version: text() },
            VexError::Draft,
            statement(&StatementFault::NoTime),
        ],
    );
    let all = StatementFault::VARIANTS;
    check_faults(&all.iter().map(statement).collect::<Vec<_>>());
    check(
        "purl",
        &[
            PurlError::TooLong { bytes: 2, limit: 1 },
            PurlError::Control { text: text() },
            PurlError::RepeatedQualifier { key: text() },
            PurlError::Form {
                text: text(),
                why: text(),
            },
        ],
    );
    check("json", &[json(), encoding(false)]);
}

#[test]
fn a_chain_of_causes_is_told_cause_by_cause() {
    let error = At {
        place: "demo".to_owned(),
        source: Box::new(BodyError::from(FolderError::File {
            path: "register".into(),
            source: denied(),
        })),
    };
    let told = |language| chain(&error, &Texts::new(language));
    assert_eq!(told(Language::Ja), "demo: register を使えない: 権限がない");
    assert_eq!(told(Language::En), "demo: register: permission denied");
}

#[test]
fn what_is_wrong_with_a_root_file_system_is_told_in_both_languages() {
    let text = || "x".to_owned();
    let manager = "pacman";
    check(
        "root",
        &[
            RootError::Archive { detail: text() },
            RootError::Layer {
                layer: text(),
                detail: text(),
            },
            RootError::Document {
                place: text(),
                detail: text(),
            },
            RootError::Missing { path: text() },
            RootError::OtherDigest {
                path: text(),
                said: text(),
                found: text(),
            },
            RootError::Compressed { format: "gzip" },
            RootError::SeveralImages { count: 2 },
            RootError::TooManyLayers {
                layers: 2,
                limit: 1,
            },
            RootError::TooLarge { limit: 1 },
            RootError::TooManyLinks { limit: 1 },
            RootError::Path { path: text() },
            RootError::LinkLoop { path: text() },
            RootError::NoFile { path: text() },
            RootError::NotRead {
                path: text(),
                manager,
            },
            RootError::NoDatabase,
            RootError::Parts {
                place: text(),
                source: PartsError::Unknown,
            },
        ],
    );
}
