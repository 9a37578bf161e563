//! What the register costs: appending with durable files, a proof from a million leaves, today's state of one
//! certificate among many, the audit of them all.
//!
//! `cargo bench -p service --bench register -- [append] [proof] [today] [audit] [--certificates N] [--leaves N]`; everything when nothing is
//! named. Figures go to standard output, one line each.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a bench prints its figures, and ends where something is not as it should be"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use register::audit::audit;
use register::bundle::{Logged, build};
use register::canonical::Digest;
use register::certificate::{
    Category, Certificate, Class, Edition, FileDigest, Party, PerformedBy, Product, Test,
    TestVerdict, Text,
};
use register::checkpoint::Checkpoint;
use register::dsse::Envelope;
use register::key::{NoteKey, SigningKey};
use register::leaf::Leaf;
use register::ledger::Ledger;
use register::limits::Limits;
use register::log::{Log, prove_inclusion, root_at};
use register::statement::{Change, Kind, StateChange, Statement};
use register::table::page_path;
use register::trust::{Shard, TRUST_FORMAT, Trust, TrustedKey};
use register::verify::{Ask, Question, Verdict, verify_bundle};
use service::folder::{self, RegisterFolder, read_under};

const ORIGIN: &str = "bench.example/2026";
const BATCH: usize = 1_000;

fn main() {
    let typed: Vec<String> = std::env::args().skip(1).collect();
    let number = |name: &str, default: u64| {
        let at = typed.iter().position(|word| word == name);
        at.map_or(default, |at| typed[at + 1].parse().unwrap())
    };
    let (certificates, leaves) = (
        number("--certificates", 100_000),
        number("--leaves", 1_000_000),
    );
    let known = ["append", "proof", "today", "audit"];
    let named = typed.iter().any(|word| known.contains(&word.as_str()));
    let wanted = |name: &str| !named || typed.iter().any(|word| word == name);
    if wanted("append") {
        append(certificates.min(100_000));
    }
    if wanted("proof") {
        proof(leaves);
    }
    if wanted("today") || wanted("audit") {
        let body = Bench::new();
        let filled = body.fill(certificates);
        if wanted("today") {
            body.today(&filled, certificates);
        }
        if wanted("audit") {
            body.audit(&filled, certificates);
        }
    }
}

/// Statements appended in batches: envelopes, tiles and checkpoint durable after each.
fn append(count: u64) {
    let body = Bench::new();
    let statements: Vec<_> = (0..count)
        .map(|number| body.certificate_of(number))
        .collect();
    let made: Vec<_> = statements
        .iter()
        .map(|statement| body.made(statement).0)
        .collect();
    let batches: Vec<Vec<_>> = made.chunks(BATCH).map(<[_]>::to_vec).collect();
    let folder = body.register();
    let begun = Instant::now();
    folder.fill(&body.log_key, batches).unwrap();
    let took = begun.elapsed();
    println!(
        "append: {count} statements in batches of {BATCH}: {:.2} s, {:.0} leaves a second",
        took.as_secs_f64(),
        count as f64 / took.as_secs_f64()
    );
}

/// Inclusion proofs from a large tree, its tiles on disk and read once before.
fn proof(count: u64) {
    let body = Bench::new();
    let shard = body.folder.path().join("tiles");
    let mut log = Log::empty(body.name.clone(), Limits::default());
    let mut root = log.root();
    for first in (0..count).step_by(BATCH * 10) {
        let leaf = |number: u64| format!("leaf {number:0300}").into_bytes();
        let end = (first + BATCH as u64 * 10).min(count);
        let leaves: Vec<_> = (first..end).map(leaf).collect();
        let batch = log.append(&leaves, &body.log_key).unwrap();
        root = batch.root;
        // Entries are not read for a proof.
        let tiles = batch.files.iter();
        for (path, bytes) in tiles.filter(|(path, _)| !path.starts_with("tile/entries")) {
            write(&shard.join(path), bytes);
        }
    }
    let mut read = read_under(&shard);
    let mut prove = |index: u64| {
        let begun = Instant::now();
        prove_inclusion(index, (count, root), &mut read).unwrap();
        begun.elapsed()
    };
    let indexes: Vec<u64> = (0..500).map(|n| n * 7_919 % count).collect();
    indexes.iter().for_each(|index| {
        prove(*index);
    });
    let times = indexes.iter().map(|index| prove(*index)).collect();
    println!(
        "proof: from {count} leaves, warm: {:.3} ms (median of 500)",
        median_ms(times)
    );
}

/// A body of this bench: keys, and a folder that goes with it.
struct Bench {
    folder: tempfile::TempDir,
    key: SigningKey,
    log_key: SigningKey,
    name: NoteKey,
}

/// A register that was filled.
struct Filled {
    statements: u64,
    /// An envelope of a certificate, with its index.
    sample: (Envelope, u64),
}

impl Bench {
    fn new() -> Self {
        // Beside the build: the file system that the project is worked on, not one in memory.
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let [key, log_key] = [[1; 32], [2; 32]].map(|seed| SigningKey::from_seed(&seed));
        let name = NoteKey::log(ORIGIN, log_key.verifying_key()).unwrap();
        Self {
            folder,
            key,
            log_key,
            name,
        }
    }

    fn register(&self) -> RegisterFolder {
        RegisterFolder::new(&self.root(), self.name.clone())
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("register")
    }

    fn certificate_of(&self, number: u64) -> Statement {
        Statement::issue(certificate(number)).unwrap()
    }

    fn made(&self, statement: &Statement) -> (folder::Statement, Envelope) {
        let envelope = Envelope::sign(statement.to_bytes(), &self.key);
        let made = folder::Statement {
            digest: envelope.payload_digest().to_string(),
            envelope: envelope.to_bytes(),
            leaf: Leaf::of(&envelope, self.key.verifying_key()).to_bytes(),
        };
        (made, envelope)
    }

    /// Certificate, summary and a suspension of each, and the state table.
    fn fill(&self, certificates: u64) -> Filled {
        let mut ledger = Ledger::new(true, &self.name);
        let mut sample = None;
        let mut index = 0;
        let mut next = |statement: &Statement, keep: bool| {
            let (made, envelope) = self.made(statement);
            ledger
                .enter(statement, envelope.payload_digest(), &made.leaf)
                .unwrap();
            if keep {
                sample = Some((envelope, index));
            }
            index += 1;
            made
        };
        let mut batches = Vec::new();
        let mut batch = Vec::new();
        for number in 0..certificates {
            let certificate = certificate(number);
            let issued = Statement::issue(certificate.clone()).unwrap();
            batch.push(next(&issued, number == certificates / 2));
            batch.push(next(&Statement::summary(&certificate), false));
            let suspended = StateChange {
                certificate: certificate.number.clone(),
                change: Change::Suspend,
                time: day("2026-03-02"),
                effective: day("2026-03-02"),
                actor: "decider".to_owned(),
                reason: text("why it stands still"),
            };
            let suspended = Statement::change(suspended, issued.digest()).unwrap();
            batch.push(next(&suspended, false));
            if batch.len() >= BATCH * 10 {
                batches.push(std::mem::take(&mut batch));
            }
        }
        let mut pages = Vec::new();
        let table = ledger.table_statement(day("2026-03-03"), &mut |digest, bytes| {
            pages.push((digest, bytes));
        });
        for (digest, bytes) in pages {
            write(&self.root().join(page_path(digest)), &bytes);
        }
        batch.push(self.made(&table).0);
        batches.push(batch);
        self.register().fill(&self.log_key, batches).unwrap();
        Filled {
            statements: index + 1,
            sample: sample.unwrap(),
        }
    }

    /// What one holder reads to know today's state of one certificate.
    fn today(&self, filled: &Filled, certificates: u64) {
        let (envelope, index) = &filled.sample;
        let shard = self.root().join("shards/2026");
        let newest = self.register().checkpoint().unwrap();
        // The certificate was handed out when it was entered: the register has gone on since.
        let size = *index + 1;
        let then = root_at(size, (newest.size, newest.root), &mut read_under(&shard)).unwrap();
        let proof = prove_inclusion(*index, (size, then), &mut read_under(&shard)).unwrap();
        let logged = Logged {
            log: &self.name,
            index: *index,
            proof: &proof,
            checkpoint: &Checkpoint::sign(&self.name, size, then, &self.log_key),
        };
        let bundle = build(envelope, self.key.verifying_key(), &logged).unwrap();
        let trust = self.trust();
        let ask = || {
            let mut seen: BTreeMap<String, usize> = BTreeMap::new();
            let mut from_disk = read_under(&self.root());
            let mut read = |path: &str| {
                let found = from_disk(path)?;
                if let Some(bytes) = &found {
                    seen.insert(path.to_owned(), bytes.len());
                }
                Ok(found)
            };
            let begun = Instant::now();
            let report = verify_bundle(
                &bundle,
                &trust,
                Question {
                    now: day("2026-03-03"),
                    at: None,
                    artefacts: &[],
                    summary: None,
                    document: None,
                    ask: Ask::Register(&mut read),
                    limits: Limits::default(),
                },
            );
            // Suspended: what was read is what the last statement about it says.
            assert_eq!(report.verdict, Verdict::NotValid, "{:?}", report.reasons);
            assert_eq!(report.reasons.len(), 1, "{:?}", report.reasons);
            (begun.elapsed(), seen)
        };
        let (_, seen) = ask();
        // A reader over HTTP asks for no file twice.
        let (bytes, files) = (seen.values().sum::<usize>(), seen.len());
        for (path, bytes) in &seen {
            println!("today:   {bytes:>6} {path}");
        }
        let times = (0..200).map(|_| ask().0).collect();
        println!(
            "today: one of {certificates} certificates: {bytes} bytes in {files} files, {:.2} ms (median of 200)",
            median_ms(times)
        );
    }

    fn audit(&self, filled: &Filled, certificates: u64) {
        let (begun, before) = (Instant::now(), cpu_seconds());
        let mut read = read_under(&self.root());
        let limits = Limits::default();
        let seen = audit(&self.trust(), day("2026-03-03"), &[], &limits, &mut read);
        let took = begun.elapsed();
        assert_eq!(seen.reasons, []);
        println!(
            "audit: {certificates} certificates, {} statements, one thread: {:.1} s of processor, {:.1} s in all",
            filled.statements,
            cpu_seconds() - before,
            took.as_secs_f64()
        );
    }

    fn trust(&self) -> Trust {
        let spki = self.key.verifying_key();
        Trust {
            format: TRUST_FORMAT.to_owned(),
            body: text("body"),
            demonstration: true,
            keys: vec![TrustedKey {
                keyid: spki.keyid(),
                spki,
                from: day("2026-01-01"),
                until: None,
                revoked: None,
                purposes: vec![Kind::Certificate, Kind::State, Kind::Svr, Kind::Table],
            }],
            shards: vec![Shard {
                origin: ORIGIN.to_owned(),
                url: None,
                vkey: self.name.clone(),
                from: day("2026-01-01"),
                until: None,
                closed: None,
            }],
            witnesses: Vec::new(),
            quorum: 0,
            max_checkpoint_age_days: 7,
        }
    }
}

/// Processor time of this thread so far, as Linux counts it; a busy machine does not change it.
fn cpu_seconds() -> f64 {
    let counted = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    let nanoseconds: u64 = counted.split(' ').next().unwrap().parse().unwrap();
    Duration::from_nanos(nanoseconds).as_secs_f64()
}

fn write(path: &Path, bytes: &[u8]) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

fn median_ms(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64() * 1_000.0
}

fn day(text: &str) -> Timestamp {
    format!("{text}T00:00:00Z").parse().unwrap()
}

fn text(en: &str) -> Text {
    Text {
        ja: format!("{en}の日本語の名前"),
        en: en.to_owned(),
    }
}

fn file(name: &str) -> FileDigest {
    FileDigest {
        name: name.to_owned(),
        sha256: Digest::of(name.as_bytes()),
    }
}

fn party(id: &str) -> Party {
    Party {
        id: id.to_owned(),
        name: text(id),
    }
}

fn certificate(number: u64) -> Certificate {
    let test = |name: &str| Test {
        test: name.to_owned(),
        verdict: TestVerdict::Pass,
        performed_by: PerformedBy::Engine {
            name: "sekisho-vulnerability".to_owned(),
            version: "0.1.0".to_owned(),
        },
        date: day("2026-02-20"),
        retests: vec![day("2026-02-25")],
        reused: None,
    };
    Certificate {
        number: format!("2026-{number:06}"),
        demonstration: true,
        body: text("body"),
        edition: Edition {
            id: "mitsf-2016".to_owned(),
            sha256: Digest::of(b"edition"),
        },
        category: Category::Software,
        class: Class::One,
        product: Product {
            name: text("gateway"),
            version: format!("1.0.{number}"),
            artefacts: vec![file(&format!("gateway-1.0.{number}.tar.gz"))],
        },
        holder: party("maker"),
        evaluators: vec![party("evaluator")],
        reviewer: Some(party("reviewer")),
        decision_maker: party("decider"),
        decided: day("2026-03-01"),
        issued: day("2026-03-01"),
        valid_from: day("2026-03-01"),
        valid_until: day("2028-03-01"),
        tests: vec![test("vulnerability"), test("continuing")],
        conditions: vec![text("behind a firewall")],
        interfaces_left_out: Vec::new(),
        support_end: Some("2030-12-31".parse().unwrap()),
        parts_lists: vec![file("Cargo.lock")],
        components: Vec::new(),
        predecessor: None,
        report: file("report.json"),
        document: file("certificate.html"),
        meaning: text("no endorsement, no absolute security"),
    }
}
