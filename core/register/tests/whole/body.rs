//! A body with a register in memory: what the tests issue from.

use std::collections::BTreeMap;

use jiff::Timestamp;
use register::bundle::{Logged, build};
use register::canonical::Digest;
use register::certificate::{
    Category, Certificate, Class, Component, Edition, FileDigest, Party, PerformedBy, Product,
    Test, TestVerdict, Text,
};
use register::checkpoint::{Checkpoint, cosign};
use register::dsse::Envelope;
use register::key::{NoteKey, SigningKey};
use register::leaf::Leaf;
use register::ledger::Ledger;
use register::limits::Limits;
use register::log::{Log, prove_inclusion};
use register::notices::{Close, KeyNotice, KeyRole, ShardEnd};
use register::proof::OfflineProof;
use register::statement::{Change, Kind, StateChange, Statement};
use register::table::page_path;
use register::today::LAST_PATH;
use register::trust::{Closed, Shard, TRUST_FORMAT, Trust, TrustedKey, Witness};
use register::verify::{Ask, Question, Report, verify_bundle};

pub(crate) const ORIGIN: &str = "body.example/2026";

/// A body, its keys and everything it has published.
#[derive(Clone)]
pub(crate) struct Body {
    pub(crate) key: SigningKey,
    pub(crate) log_key: SigningKey,
    pub(crate) witness_key: SigningKey,
    pub(crate) trust: Trust,
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    pub(crate) log: Log,
    /// What its statements come to, as far as they are in order.
    pub(crate) ledger: Ledger,
}

impl Body {
    pub(crate) fn new() -> Body {
        let [key, log_key, witness_key] =
            [[1; 32], [2; 32], [3; 32]].map(|s| SigningKey::from_seed(&s));
        let name = NoteKey::log(ORIGIN, log_key.verifying_key()).unwrap();
        let witness = NoteKey::witness("w.example/1", witness_key.verifying_key()).unwrap();
        let trust = Trust {
            format: TRUST_FORMAT.to_owned(),
            body: text("body"),
            demonstration: true,
            keys: vec![TrustedKey {
                keyid: key.verifying_key().keyid(),
                spki: key.verifying_key(),
                from: time("2026-01-01"),
                until: None,
                revoked: None,
                purposes: vec![
                    Kind::Certificate,
                    Kind::State,
                    Kind::Svr,
                    Kind::Table,
                    Kind::Key,
                    Kind::Close,
                ],
            }],
            shards: vec![Shard {
                origin: ORIGIN.to_owned(),
                url: None,
                vkey: name.clone(),
                from: time("2026-01-01"),
                until: None,
                closed: None,
            }],
            witnesses: vec![Witness {
                name: "w.example/1".to_owned(),
                vkey: witness,
                until: None,
            }],
            quorum: 0,
            max_checkpoint_age_days: 7,
        };
        trust.check().unwrap();
        let ledger = Ledger::new(trust.demonstration, &name);
        let log = Log::empty(name, Limits::default());
        Body {
            key,
            log_key,
            witness_key,
            trust,
            files: BTreeMap::new(),
            log,
            ledger,
        }
    }

    /// Signs and publishes a statement; gives its index.
    pub(crate) fn publish(&mut self, statement: &Statement) -> u64 {
        self.publish_envelope(&Envelope::sign(statement.to_bytes(), &self.key.clone()))
    }

    pub(crate) fn publish_envelope(&mut self, envelope: &Envelope) -> u64 {
        let path = format!("statements/{}.json", envelope.payload_digest());
        self.files.insert(path, envelope.to_bytes());
        let leaf = Leaf::of(envelope, self.key.verifying_key()).to_bytes();
        let batch = self.log.append(std::slice::from_ref(&leaf), &self.log_key);
        let batch = batch.unwrap();
        let entered = Statement::from_bytes(&envelope.payload)
            .map(|statement| self.ledger.enter(&statement, statement.digest(), &leaf));
        if !matches!(entered, Ok(Ok(()))) {
            self.ledger.pass(&leaf);
        }
        for (path, bytes) in batch.files {
            self.files.insert(self.in_shard(&path), bytes);
        }
        self.files
            .insert(self.in_shard("checkpoint"), batch.checkpoint.into_bytes());
        batch.first
    }

    /// A path in the open shard.
    pub(crate) fn in_shard(&self, path: &str) -> String {
        let shard = self.trust.shards.last().unwrap();
        format!("{}/{path}", shard.folder().unwrap())
    }

    /// Publishes the state table with its pages, and the hint to it.
    pub(crate) fn table(&mut self, at: &str) -> u64 {
        let mut pages = Vec::new();
        let statement = self
            .ledger
            .table_statement(time(at), &mut |digest, bytes| pages.push((digest, bytes)));
        for (digest, bytes) in pages {
            self.files.insert(page_path(digest), bytes);
        }
        let last = format!("{}\n", statement.digest());
        self.files
            .insert(self.in_shard(LAST_PATH), last.into_bytes());
        self.publish(&statement)
    }

    /// Closes the open shard and opens the next one, with the hand-over in both directions.
    pub(crate) fn next_shard(&mut self, name: &str, at: &str) {
        let origin = format!("body.example/{name}");
        let next = NoteKey::log(&origin, self.log_key.verifying_key()).unwrap();
        self.close(&next, at);
        self.open_next(next, at);
    }

    /// The last entry of the open shard.
    pub(crate) fn close(&mut self, next: &NoteKey, at: &str) {
        let close = Close {
            origin: self.trust.shards.last().unwrap().origin.clone(),
            size: self.log.size(),
            time: time(at),
            next: next.clone(),
        };
        let root = self.log.root();
        self.publish(&Statement::close(close, root).unwrap());
    }

    /// The next shard, with its first entry.
    pub(crate) fn open_next(&mut self, next: NoteKey, at: &str) {
        let end = self.begin_next(&next);
        let notice = KeyNotice {
            time: time(at),
            role: KeyRole::Shard,
            name: next.name().to_owned(),
            key: next.key(),
            from: time(at),
            until: None,
            previous: Some(end),
        };
        self.publish(&Statement::key(notice).unwrap());
    }

    /// The next shard without an entry; gives the end of the one before.
    pub(crate) fn begin_next(&mut self, next: &NoteKey) -> ShardEnd {
        let last = self.trust.shards.last_mut().unwrap();
        let (size, root) = (self.log.size(), self.log.root());
        last.closed = Some(Closed { size, root });
        let (origin, end) = (next.name().to_owned(), last.origin.clone());
        let follows = Shard {
            origin,
            closed: None,
            vkey: next.clone(),
            ..last.clone()
        };
        self.trust.shards.push(follows);
        self.trust.check().unwrap();
        self.log = Log::empty(next.clone(), Limits::default());
        self.ledger.begin(next);
        ShardEnd {
            origin: end,
            size,
            root,
        }
    }

    pub(crate) fn issue(&mut self, certificate: &Certificate) -> u64 {
        self.publish(&Statement::issue(certificate.clone()).unwrap())
    }

    /// Publishes a change and the certificate's answer to it.
    pub(crate) fn change(
        &mut self,
        certificate: &Certificate,
        change: Change,
        at: &str,
        effective: &str,
    ) {
        let statement = change_of(certificate, change, at, effective);
        self.publish(&statement);
    }

    pub(crate) fn checkpoint(&self) -> String {
        String::from_utf8(self.files[&self.in_shard("checkpoint")].clone()).unwrap()
    }

    /// Has the witness sign the published checkpoint.
    pub(crate) fn cosign(&mut self, at: &str) {
        let name = &self.trust.witnesses[0].vkey;
        let text = cosign(&self.checkpoint(), name, &self.witness_key, time(at)).unwrap();
        self.files
            .insert(self.in_shard("checkpoint"), text.into_bytes());
    }

    pub(crate) fn proof(&self, index: u64) -> Vec<Digest> {
        let checkpoint = Checkpoint::parse(&self.checkpoint()).unwrap();
        let mut read = |path: &str| Ok(self.files.get(&self.in_shard(path)).cloned());
        prove_inclusion(index, (checkpoint.size, checkpoint.root), &mut read).unwrap()
    }

    pub(crate) fn offline_proof(&self, index: u64) -> OfflineProof {
        let checkpoint = Checkpoint::parse(&self.checkpoint()).unwrap();
        OfflineProof {
            extra: None,
            index,
            hashes: self.proof(index),
            checkpoint,
        }
    }

    pub(crate) fn bundle(&self, statement: &Statement, index: u64) -> Vec<u8> {
        let envelope = Envelope::sign(statement.to_bytes(), &self.key);
        let (proof, checkpoint) = (self.proof(index), self.checkpoint());
        let log = &self.trust.shards.last().unwrap().vkey;
        let logged = Logged {
            log,
            index,
            proof: &proof,
            checkpoint: &checkpoint,
        };
        build(&envelope, self.key.verifying_key(), &logged).unwrap()
    }

    pub(crate) fn certificate_bundle(&self, certificate: &Certificate, index: u64) -> Vec<u8> {
        self.bundle(&Statement::issue(certificate.clone()).unwrap(), index)
    }

    /// Asks for the state by all statements.
    pub(crate) fn ask(&self, bundle: &[u8], now: &str, at: Option<&str>) -> Report {
        let mut read = |path: &str| Ok(self.files.get(path).cloned());
        self.ask_of(bundle, now, at, Ask::Full(&mut read))
    }

    /// Asks for the state by the state table.
    pub(crate) fn ask_table(&self, bundle: &[u8], now: &str, at: Option<&str>) -> Report {
        let mut read = |path: &str| Ok(self.files.get(path).cloned());
        self.ask_of(bundle, now, at, Ask::Register(&mut read))
    }

    pub(crate) fn ask_of(
        &self,
        bundle: &[u8],
        now: &str,
        at: Option<&str>,
        ask: Ask<'_, '_>,
    ) -> Report {
        let question = Question {
            now: time(now),
            at: at.map(time),
            artefacts: &[],
            summary: None,
            document: None,
            ask,
            limits: Limits::default(),
        };
        verify_bundle(bundle, &self.trust, question)
    }
}

pub(crate) fn change_of(
    certificate: &Certificate,
    change: Change,
    at: &str,
    effective: &str,
) -> Statement {
    let change = StateChange {
        certificate: certificate.number.clone(),
        change,
        time: time(at),
        effective: time(effective),
        actor: "body/decider".to_owned(),
        reason: text("why"),
    };
    Statement::change(
        change,
        Statement::issue(certificate.clone()).unwrap().digest(),
    )
    .unwrap()
}

/// A day, or a full time.
pub(crate) fn time(text: &str) -> Timestamp {
    let full = if text.contains('T') {
        text.to_owned()
    } else {
        format!("{text}T00:00:00Z")
    };
    full.parse().unwrap()
}

pub(crate) fn text(en: &str) -> Text {
    Text {
        ja: format!("{en}（和）"),
        en: en.to_owned(),
    }
}

pub(crate) fn file(name: &str) -> FileDigest {
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

/// A whole certificate of category 1 class 1, decided on 2026-03-01 for two years.
pub(crate) fn certificate(number: &str) -> Certificate {
    let test = |name: &str| Test {
        test: name.to_owned(),
        verdict: TestVerdict::Pass,
        performed_by: PerformedBy::Engine {
            name: "sekisho-vulnerability".to_owned(),
            version: "0.1.0".to_owned(),
        },
        date: time("2026-02-20"),
        retests: vec![time("2026-02-25")],
        reused: None,
    };
    Certificate {
        number: number.to_owned(),
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
            version: "1.0.0".to_owned(),
            artefacts: vec![file(&format!("{number}.tar.gz"))],
        },
        holder: party("maker"),
        evaluators: vec![party("evaluator")],
        reviewer: Some(party("reviewer")),
        decision_maker: party("decider"),
        decided: time("2026-03-01"),
        issued: time("2026-03-01"),
        valid_from: time("2026-03-01"),
        valid_until: time("2028-03-01"),
        tests: vec![test("vulnerability"), test("continuing")],
        conditions: vec![text("behind a firewall")],
        interfaces_left_out: Vec::new(),
        support_end: Some("2030-12-31".parse().unwrap()),
        parts_lists: vec![file("Cargo.lock")],
        components: Vec::new(),
        predecessor: None,
        report: file("report.html"),
        document: file("certificate.html"),
        meaning: text("no endorsement, no absolute security"),
    }
}

/// A system that rests on these certificates.
pub(crate) fn system(number: &str, parts: &[(&str, &Certificate)]) -> Certificate {
    let components = parts.iter().map(|(name, held)| Component {
        name: (*name).to_owned(),
        certificate: held.number.clone(),
        sha256: held.product.artefacts[0].sha256,
    });
    Certificate {
        category: Category::System,
        components: components.collect(),
        ..certificate(number)
    }
}

/// The codes of all reasons.
pub(crate) fn codes(report: &Report) -> Vec<&'static str> {
    report
        .reasons
        .iter()
        .map(register::reason::Reason::code)
        .collect()
}
