//! A register of any number of invented certificates, with everything that can happen to one.
//!
//! Of every ten the fourth is a new version of the third, the ninth a system that rests on the two before it; some are
//! suspended, some of those resumed, some withdrawn, some changed otherwise. Keys are of this file only.

use std::io;
use std::path::Path;
use std::{fs, iter};

use jiff::{SignedDuration, Timestamp};
use register::canonical::Digest;
use register::certificate::{
    Category, Certificate, Class, Component, Edition, FileDigest, Party, PerformedBy, Product,
    Test, TestVerdict, Text,
};
use register::dsse::Envelope;
use register::key::{NoteKey, SigningKey};
use register::leaf::Leaf;
use register::ledger::Ledger;
use register::limits::Limits;
use register::log::Log;
use register::statement::{Change, Correctable, Kind, StateChange, Statement};
use register::table::page_path;
use register::today::LAST_PATH;
use register::trust::{Shard, TRUST_FORMAT, Trust, TrustedKey};

const ORIGIN: &str = "synthetic.example/2026";
const DAY: SignedDuration = SignedDuration::from_hours(24);
/// From the first certificate to the last; terms are two years, so that the first third is over.
const YEARS: SignedDuration = SignedDuration::from_hours(24 * 365 * 3);

/// Writes `register/` and `trust.json` below `folder`.
pub(crate) fn write(folder: &Path, count: u32) -> io::Result<()> {
    write_with(folder, count, |_, _| ())
}

/// The same, with certificates changed by their place before they are issued.
pub(crate) fn write_with(
    folder: &Path,
    count: u32,
    change: fn(u32, &mut Certificate),
) -> io::Result<()> {
    let mut made = Made::new(last_moment(), change);
    for index in 0..count {
        made.next(index, count);
    }
    made.write(folder)
}

/// The moment of the last statement: a little ago, so that the register is fresh.
fn last_moment() -> Timestamp {
    let now = Timestamp::now() - SignedDuration::from_mins(10);
    now.round(jiff::Unit::Second).expect("a second is a unit")
}

struct Made {
    key: SigningKey,
    name: NoteKey,
    ledger: Ledger,
    certificates: Vec<Certificate>,
    statements: Vec<(Digest, Vec<u8>)>,
    leaves: Vec<Vec<u8>>,
    last: Timestamp,
    now: Timestamp,
    change: fn(u32, &mut Certificate),
}

impl Made {
    fn new(last: Timestamp, change: fn(u32, &mut Certificate)) -> Self {
        let key = SigningKey::from_seed(&[7; 32]);
        let name = NoteKey::log(ORIGIN, key.verifying_key()).expect("a name of a log");
        Self {
            ledger: Ledger::new(false, &name),
            key,
            name,
            certificates: Vec::new(),
            statements: Vec::new(),
            leaves: Vec::new(),
            last,
            now: last,
            change,
        }
    }

    /// Issues the next certificate, and has something happen to an earlier one.
    fn next(&mut self, index: u32, count: u32) {
        let left = YEARS.as_secs() * i64::from(count - 1 - index) / i64::from(count);
        self.now = self.last - SignedDuration::from_secs(left);
        let mut certificate = self.certificate(index);
        (self.change)(index, &mut certificate);
        self.enter(&Statement::issue(certificate.clone()).expect("whole"));
        self.certificates.push(certificate);
        let before = |back: usize| self.certificates.len() - 1 - back;
        match index % 100 {
            n if n % 10 == 3 => {
                let later = if n == 93 {
                    DAY * 90
                } else {
                    SignedDuration::ZERO
                };
                let newest = self.certificates.last().expect("issued above");
                let change = Change::Void {
                    version: newest.product.version.clone(),
                    successor: Some(newest.number.clone()),
                };
                self.change(before(1), change, later, SUPERSEDED);
            }
            5 | 15 | 75 | 85 => {
                self.change(before(2), Change::Suspend, SignedDuration::ZERO, SUSPENDED)
            }
            16 | 86 => self.change(before(3), Change::Resume, SignedDuration::ZERO, RESUMED),
            25 | 79 => {
                let back = if index % 100 == 79 { 12 } else { 1 };
                self.change(
                    before(back),
                    Change::Withdraw,
                    SignedDuration::ZERO,
                    WITHDRAWN,
                );
            }
            45 => {
                let change = Change::Correct {
                    field: Correctable::HolderName,
                    text: text("訂正後の医療機器株式会社", "Corrected Medical K.K."),
                };
                self.change(before(1), change, SignedDuration::ZERO, CORRECTED);
            }
            99 => {
                let other = &self.certificates[before(5)];
                let change = Change::ReplaceComponent {
                    component: "gateway".to_owned(),
                    certificate: other.number.clone(),
                    sha256: other.product.artefacts[0].sha256,
                };
                self.change(before(1), change, SignedDuration::ZERO, REPLACED);
            }
            _ => {}
        }
    }

    fn certificate(&self, index: u32) -> Certificate {
        let number = number_of(index);
        let mut made = plain(index, &number, self.now);
        let held = |back: usize| &self.certificates[self.certificates.len() - back];
        if index % 10 == 3 {
            let before = held(1);
            made.product.name = before.product.name.clone();
            made.product.version = format!("{}.1", before.product.version);
            made.holder = before.holder.clone();
            made.predecessor = Some(before.number.clone());
            (made.category, made.class) = (before.category, before.class);
        }
        if index % 10 == 8 {
            made.category = Category::System;
            made.class = [Class::One, Class::Two, Class::Three][index as usize / 10 % 3];
            let parts = [("gateway", held(2)), ("PACS", held(1))];
            made.components = parts
                .map(|(name, part)| Component {
                    name: name.to_owned(),
                    certificate: part.number.clone(),
                    sha256: part.product.artefacts[0].sha256,
                })
                .into();
        }
        made
    }

    fn change(
        &mut self,
        which: usize,
        change: Change,
        later: SignedDuration,
        (ja, en): (&str, &str),
    ) {
        let of = &self.certificates[which];
        let issued = Statement::issue(of.clone()).expect("whole").digest();
        let change = StateChange {
            certificate: of.number.clone(),
            change,
            time: self.now,
            effective: self.now + later,
            actor: "body/decider".to_owned(),
            reason: text(ja, en),
        };
        self.enter(&Statement::change(change, issued).expect("in order"));
    }

    fn enter(&mut self, statement: &Statement) {
        let envelope = Envelope::sign(statement.to_bytes(), &self.key);
        let leaf = Leaf::of(&envelope, self.key.verifying_key()).to_bytes();
        let entered = self.ledger.enter(statement, statement.digest(), &leaf);
        entered.expect("the state allows what happens here");
        self.statements
            .push((statement.digest(), envelope.to_bytes()));
        self.leaves.push(leaf);
    }

    fn write(mut self, folder: &Path) -> io::Result<()> {
        let mut pages = Vec::new();
        let mut keep = |digest, bytes| pages.push((digest, bytes));
        let table = self.ledger.table_statement(self.last, &mut keep);
        self.enter(&table);
        let root = folder.join("register");
        let put = |path: String, bytes: &[u8]| {
            let path = root.join(path);
            fs::create_dir_all(path.parent().expect("below the folder"))?;
            fs::write(path, bytes)
        };
        for (digest, bytes) in &self.statements {
            put(format!("statements/{digest}.json"), bytes)?;
        }
        for (digest, bytes) in pages {
            put(page_path(digest), &bytes)?;
        }
        let mut log = Log::empty(self.name.clone(), Limits::default());
        let batch = log.append(&self.leaves, &self.key).expect("small leaves");
        let checkpoint = ("checkpoint".to_owned(), batch.checkpoint.into_bytes());
        let hint = format!("{}\n", table.digest()).into_bytes();
        let last = (LAST_PATH.to_owned(), hint);
        for (path, bytes) in batch.files.into_iter().chain([last, checkpoint]) {
            put(format!("shards/2026/{path}"), &bytes)?;
        }
        fs::write(folder.join("trust.json"), trust(&self).to_bytes())
    }
}

fn trust(made: &Made) -> Trust {
    let from = made.last - YEARS - DAY;
    let key = made.key.verifying_key();
    Trust {
        format: TRUST_FORMAT.to_owned(),
        body: text("架空認証機関", "Invented Certification Body"),
        demonstration: false,
        keys: vec![TrustedKey {
            keyid: key.keyid(),
            spki: key,
            from,
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
            url: Some("https://synthetic.example/".to_owned()),
            vkey: made.name.clone(),
            from,
            until: None,
            closed: None,
        }],
        witnesses: Vec::new(),
        quorum: 0,
        max_checkpoint_age_days: 7,
    }
}

const SUPERSEDED: (&str, &str) = (
    "保有者の届出による版の更新",
    "Version-up, declared by the holder",
);
const SUSPENDED: (&str, &str) = (
    "深刻な脆弱性の対策を確認するまで",
    "Until the fix of a severe vulnerability is confirmed",
);
const RESUMED: (&str, &str) = (
    "対策を再試験で確認した",
    "The fix was confirmed by a retest",
);
const WITHDRAWN: (&str, &str) = (
    "申告と異なる構成物が見つかった",
    "Contents differ from what was declared",
);
const CORRECTED: (&str, &str) = ("社名の誤記", "A slip in the company's name");
const REPLACED: (&str, &str) = ("後継の機器に入れ替えた", "Exchanged for the newer device");

const PRODUCTS: [(&str, &str); 8] = [
    ("地域連携ゲートウェイ", "Regional Gateway"),
    ("画像サーバー「かけはし」", "Kakehashi Image Server"),
    ("輸液ポンプ IP", "Infusion Pump IP"),
    ("検査部門システム「しらべ」", "Shirabe Laboratory System"),
    ("電子カルテ閲覧ソフト", "Record Viewer"),
    ("患者モニター ﾓﾆﾀ", "Patient Monitor"),
    ("病棟ナースコール連携", "Ward Call Bridge"),
    ("放射線ＤＩＣＯＭルーター", "Radiology DICOM Router"),
];
const MAKERS: [(&str, &str); 6] = [
    ("東都医療情報", "Toto Medical Informatics"),
    ("北海メディカル", "Hokkai Medical"),
    ("みやこ電子", "Miyako Electronics"),
    ("瀬戸内システム", "Setouchi Systems"),
    ("関西ヘルスケア", "Kansai Healthcare"),
    ("つくば計測", "Tsukuba Instruments"),
];

fn number_of(index: u32) -> String {
    format!("2026-{:06}", index + 1)
}

/// A certificate of category 1 or 2 by its place, issued at a moment.
fn plain(index: u32, number: &str, at: Timestamp) -> Certificate {
    let place = index as usize;
    let (ja, en) = PRODUCTS[place % PRODUCTS.len()];
    let name = text(
        &format!("{ja} {}", place % 900),
        &format!("{en} {}", place % 900),
    );
    let firm = place * 7 % 311;
    let (ja, en) = MAKERS[firm % MAKERS.len()];
    let maker = text(
        &format!("{ja}第{}株式会社", firm + 1),
        &format!("{en} No. {} K.K.", firm + 1),
    );
    let performed_by = PerformedBy::Engine {
        name: "sekisho-vulnerability".to_owned(),
        version: "0.1.0".to_owned(),
    };
    let test = Test {
        test: "vulnerability".to_owned(),
        verdict: TestVerdict::Pass,
        performed_by,
        date: at - DAY,
        retests: Vec::new(),
        reused: None,
    };
    Certificate {
        number: number.to_owned(),
        demonstration: false,
        body: text("架空認証機関", "Invented Certification Body"),
        edition: Edition {
            id: "sekisho-2026".to_owned(),
            sha256: Digest::of(b"edition"),
        },
        category: [Category::Software, Category::Device][place / 3 % 2],
        class: [Class::One, Class::TwoA, Class::TwoB, Class::Three][place / 5 % 4],
        product: Product {
            name,
            version: format!("{}.{}", 1 + place % 5, place % 12),
            artefacts: vec![file(&format!("{number}.tar.gz"))],
        },
        holder: Party {
            id: format!("maker-{firm}"),
            name: maker,
        },
        evaluators: vec![party("lab", "第一試験所", "First Laboratory")],
        reviewer: Some(party("reviewer", "確認 花子", "Hanako Kakunin")),
        decision_maker: party("decider", "決定 太郎", "Taro Kettei"),
        decided: at,
        issued: at,
        valid_from: at,
        valid_until: at + DAY * 730,
        tests: vec![test],
        conditions: Vec::new(),
        interfaces_left_out: Vec::new(),
        support_end: None,
        parts_lists: iter::once(file("Cargo.lock")).collect(),
        components: Vec::new(),
        predecessor: None,
        report: file("report.json"),
        document: file("certificate.html"),
        meaning: text("推奨ではない", "No endorsement"),
    }
}

fn party(id: &str, ja: &str, en: &str) -> Party {
    Party {
        id: id.to_owned(),
        name: text(ja, en),
    }
}

fn file(name: &str) -> FileDigest {
    FileDigest {
        name: name.to_owned(),
        sha256: Digest::of(name.as_bytes()),
    }
}

fn text(ja: &str, en: &str) -> Text {
    Text {
        ja: ja.to_owned(),
        en: en.to_owned(),
    }
}
