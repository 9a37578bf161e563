//! An honest register in memory: the only one whose statements may ever be believed.
//!
//! Its keys are fixed seeds, so that the seeds of the targets stay good.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::Timestamp;
use register::bundle::{Logged, build};
use register::canonical::Digest;
use register::certificate::{
    Category, Certificate, Class, Edition, FileDigest, Party, PerformedBy, Product, Test,
    TestVerdict, Text,
};
use register::checkpoint::{Checkpoint, cosign};
use register::dsse::Envelope;
use register::key::{NoteKey, SigningKey};
use register::leaf::Leaf;
use register::ledger::Ledger;
use register::limits::Limits;
use register::log::{Log, prove_inclusion};
use register::proof::OfflineProof;
use register::statement::{Change, Kind, StateChange, Statement};
use register::survey::{Survey, statement_path, survey};
use register::table::page_path;
use register::today::LAST_PATH;
use register::trust::{Shard, TRUST_FORMAT, Trust, TrustedKey, Witness};

use crate::edits::{Files, reader};

/// The shard's name.
pub const ORIGIN: &str = "body.example/2026";

/// A body with its keys and all that it has published.
pub struct Register {
    /// Signs statements.
    pub key: SigningKey,
    /// Signs checkpoints.
    pub log_key: SigningKey,
    /// Signs as the witness.
    pub witness_key: SigningKey,
    /// What a stranger holds.
    pub trust: Trust,
    /// What lies in the register's folder.
    pub files: Files,
    log: Log,
}

/// Two certificates, one of them suspended, seen by one witness that the trust file asks for.
pub static REGISTER: LazyLock<Register> = LazyLock::new(|| {
    let mut register = Register::empty();
    for statement in statements() {
        register.publish(statement.to_bytes());
    }
    register.publish_table();
    register.cosign();
    register
});

/// What a stranger sees in [`REGISTER`].
pub static SEEN: LazyLock<Survey> = LazyLock::new(|| REGISTER.survey(&REGISTER.files));

/// A log of 300 entries: one whole tile and a part of the next.
pub static LONG_LOG: LazyLock<Register> = LazyLock::new(|| {
    let mut register = Register::empty();
    let leaves: Vec<Vec<u8>> = (0..300).map(long_leaf).collect();
    register.append(&leaves);
    register
});

/// Entry of [`LONG_LOG`].
pub fn long_leaf(index: u64) -> Vec<u8> {
    format!("leaf {index}").into_bytes()
}

/// The time at which strangers ask.
pub fn now() -> Timestamp {
    time("2026-03-08T00:00:00Z")
}

/// Small limits, so that a lie about a size costs nothing.
pub fn limits() -> Limits {
    Limits {
        tree_size: 4096,
        ..Limits::default()
    }
}

impl Register {
    /// A body that has published nothing.
    pub fn empty() -> Register {
        let [key, log_key, witness_key] =
            [[1; 32], [2; 32], [3; 32]].map(|seed| SigningKey::from_seed(&seed));
        let vkey = NoteKey::log(ORIGIN, log_key.verifying_key()).expect("a good name");
        let witness =
            NoteKey::witness("w.example/1", witness_key.verifying_key()).expect("a good name");
        let trust = trust(&key, vkey.clone(), witness);
        Register {
            key,
            log_key,
            witness_key,
            trust,
            files: BTreeMap::new(),
            log: Log::empty(vkey, limits()),
        }
    }

    /// Signs these bytes as a statement, whatever they are, and logs them.
    pub fn publish(&mut self, payload: Vec<u8>) {
        let envelope = Envelope::sign(payload, &self.key);
        let path = statement_path(envelope.payload_digest());
        self.files.insert(path, envelope.to_bytes());
        self.append(&[Leaf::of(&envelope, self.key.verifying_key()).to_bytes()]);
    }

    /// Publishes the state table of [`statements`], with its page and the hint to it.
    pub fn publish_table(&mut self) {
        let mut ledger = Ledger::new(self.trust.demonstration, &self.trust.shards[0].vkey);
        for statement in statements() {
            let envelope = Envelope::sign(statement.to_bytes(), &self.key);
            let leaf = Leaf::of(&envelope, self.key.verifying_key()).to_bytes();
            let entered = ledger.enter(&statement, statement.digest(), &leaf);
            entered.expect("honest statements are in order");
        }
        let table = ledger.table_statement(time("2026-03-06T00:00:00Z"), &mut |digest, bytes| {
            self.files.insert(page_path(digest), bytes);
        });
        let hint = format!("{}\n", table.digest());
        let path = format!("shards/2026/{LAST_PATH}");
        self.files.insert(path, hint.into_bytes());
        self.publish(table.to_bytes());
    }

    /// Appends entries.
    pub fn append(&mut self, leaves: &[Vec<u8>]) {
        let batch = self.log.append(leaves, &self.log_key).expect("good leaves");
        let checkpoint = ("checkpoint".to_owned(), batch.checkpoint.into_bytes());
        for (path, bytes) in batch.files.into_iter().chain([checkpoint]) {
            self.files.insert(format!("shards/2026/{path}"), bytes);
        }
    }

    /// Has the witness sign the checkpoint.
    pub fn cosign(&mut self) {
        let name = &self.trust.witnesses[0].vkey;
        let at = time("2026-03-07T00:00:00Z");
        let text = cosign(&self.checkpoint(), name, &self.witness_key, at).expect("a checkpoint");
        self.files
            .insert("shards/2026/checkpoint".to_owned(), text.into_bytes());
    }

    /// The published checkpoint.
    pub fn checkpoint(&self) -> String {
        let bytes = &self.files["shards/2026/checkpoint"];
        String::from_utf8(bytes.clone()).expect("checkpoints are text")
    }

    /// Size and root of the log.
    pub fn tree(&self) -> (u64, Digest) {
        (self.log.size(), self.log.root())
    }

    /// The log's files, by their paths in the shard.
    pub fn shard_files(&self) -> Files {
        let files = self.files.iter().filter_map(|(path, bytes)| {
            let path = path.strip_prefix("shards/2026/")?;
            Some((path.to_owned(), bytes.clone()))
        });
        files.collect()
    }

    /// The inclusion proof of an entry.
    pub fn proof(&self, index: u64) -> Vec<Digest> {
        let files = self.shard_files();
        prove_inclusion(index, self.tree(), &mut reader(&files)).expect("an honest log")
    }

    /// The offline proof of an entry.
    pub fn offline_proof(&self, index: u64) -> OfflineProof {
        OfflineProof {
            extra: None,
            index,
            hashes: self.proof(index),
            checkpoint: Checkpoint::parse(&self.checkpoint()).expect("a checkpoint"),
        }
    }

    /// The bundle of a published statement.
    pub fn bundle(&self, index: u64) -> Vec<u8> {
        let statement = &statements()[usize::try_from(index).expect("a small index")];
        let envelope = Envelope::sign(statement.to_bytes(), &self.key);
        let logged = Logged {
            log: &self.trust.shards[0].vkey,
            index,
            proof: &self.proof(index),
            checkpoint: &self.checkpoint(),
        };
        build(&envelope, self.key.verifying_key(), &logged).expect("a checkpoint")
    }

    /// What a stranger sees in these files under this body's trust file.
    pub fn survey(&self, files: &Files) -> Survey {
        survey(&self.trust, now(), None, &limits(), &mut reader(files))
    }
}

/// The statements of [`REGISTER`], in order.
pub fn statements() -> Vec<Statement> {
    let first = Statement::issue(certificate("S-1")).expect("a whole certificate");
    let second = Statement::issue(certificate("S-2")).expect("a whole certificate");
    let change = StateChange {
        certificate: "S-1".to_owned(),
        change: Change::Suspend,
        time: time("2026-03-02T00:00:00Z"),
        effective: time("2026-03-02T00:00:00Z"),
        actor: "body/decider".to_owned(),
        reason: text("why"),
    };
    let suspended = Statement::change(change, first.digest()).expect("a good change");
    vec![first, second, suspended]
}

fn trust(key: &SigningKey, vkey: NoteKey, witness: NoteKey) -> Trust {
    let from = time("2026-01-01T00:00:00Z");
    Trust {
        format: TRUST_FORMAT.to_owned(),
        body: text("body"),
        demonstration: true,
        keys: vec![TrustedKey {
            keyid: key.verifying_key().keyid(),
            spki: key.verifying_key(),
            from,
            until: None,
            revoked: None,
            purposes: vec![
                Kind::Certificate,
                Kind::State,
                Kind::Svr,
                Kind::Table,
                Kind::Close,
            ],
        }],
        shards: vec![Shard {
            origin: ORIGIN.to_owned(),
            url: None,
            vkey,
            from,
            until: None,
            closed: None,
        }],
        witnesses: vec![Witness {
            name: "w.example/1".to_owned(),
            vkey: witness,
            until: None,
        }],
        quorum: 1,
        max_checkpoint_age_days: 7,
    }
}

/// A whole certificate of category 1 class 1.
pub fn certificate(number: &str) -> Certificate {
    let test = |name: &str| Test {
        test: name.to_owned(),
        verdict: TestVerdict::Pass,
        performed_by: PerformedBy::Engine {
            name: "engine".to_owned(),
            version: "0.1.0".to_owned(),
        },
        date: time("2026-02-20T00:00:00Z"),
        retests: vec![time("2026-02-25T00:00:00Z")],
        reused: None,
    };
    let decided = time("2026-03-01T00:00:00Z");
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
        decided,
        issued: decided,
        valid_from: decided,
        valid_until: time("2028-03-01T00:00:00Z"),
        tests: vec![test("vulnerability"), test("continuing")],
        conditions: vec![text("behind a firewall")],
        interfaces_left_out: Vec::new(),
        support_end: Some("2030-12-31".parse().expect("a day")),
        parts_lists: vec![file("Cargo.lock")],
        components: Vec::new(),
        predecessor: None,
        report: file("report.html"),
        document: file("certificate.html"),
        meaning: text("no endorsement, no absolute security"),
    }
}

fn time(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

fn text(en: &str) -> Text {
    Text {
        ja: format!("{en}（和）"),
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
