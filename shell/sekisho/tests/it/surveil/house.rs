//! A real body with a certified product, whose acts are dated so many days ago.

use jiff::{SignedDuration, Timestamp, ToSpan as _};
use register::statement::Kind;
use register::trust::{Shard, TRUST_FORMAT, Trust, TrustedKey};
use scheme::body::act::{Application, Period, Product, Registration, Role, Scope, Submission};
use scheme::continuing::Declaration;
use scheme::edition::{FixDays, Text};
use scheme::evidence::{Item, ItemKind};
use scheme::id::{CaseId, CategoryId, CertificateNumber, Digest, TestId};
use serde_json::{Value, json};
use service::acts::{self, issue::Words, record_evidence::next_result};
use service::evaluate::{self, Asked, Declared};
use service::founding::{FirstRegistrar, found};
use service::{Actor, Body, Facts};
use vulnerability::{Catalogues, Feed, Limits, PartsList, Policy, match_parts};

use crate::program::{Folder, Ran, run};

/// The product with `time` in this version.
pub(crate) fn lock(time: &str) -> String {
    format!(
        "version = 4\n[[package]]\nname = \"viewer\"\nversion = \"1.0.0\"\ndependencies = [\"time\"]\n\
         [[package]]\nname = \"time\"\nversion = \"{time}\"\n\
         source = \"registry+https://github.com/rust-lang/crates.io-index\"\n"
    )
}

/// An advisory about `time` below 0.2.23, changed so many days ago; with this CVSS vector.
pub(crate) fn advisory(id: &str, vector: &str, days_ago: i64) -> String {
    json!({
        "id": id, "modified": ago(days_ago).to_string(), "summary": "Segmentation fault",
        "severity": [{ "type": "CVSS_V3", "score": vector }],
        "affected": [{
            "package": { "ecosystem": "crates.io", "name": "time" },
            "ranges": [{ "type": "SEMVER", "events": [{ "introduced": "0" }, { "fixed": "0.2.23" }] }],
        }],
    })
    .to_string()
}

pub(crate) const CRITICAL: &str = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
pub(crate) const HIGH: &str = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N";

/// An advisory about another package, so that the feed is of that day and knows nothing of the product.
pub(crate) fn other(days_ago: i64) -> String {
    advisory("A-0", HIGH, days_ago).replace("\"time\"", "\"other\"")
}

/// A second of so many days ago.
pub(crate) fn ago(days: i64) -> Timestamp {
    let moment = Timestamp::now() - SignedDuration::from_hours(24 * days);
    Timestamp::from_second(moment.as_second()).expect("a moment of this century")
}

/// A body in a folder of its own.
pub(crate) struct House {
    pub(crate) folder: Folder,
}

impl House {
    /// Founds a body under this edition so many days ago, with everybody who takes part.
    pub(crate) fn new(edition: &str, days_ago: i64) -> Self {
        let folder = Folder::new();
        let facts = Facts {
            name: text("試験用の機関", "Test body"),
            origin: "test.example/2026".to_owned(),
            address: "https://test.example".to_owned(),
            edition: edition.parse().expect("an edition"),
            demonstration: false,
            witnesses: Vec::new(),
            quorum: 0,
        };
        let at = ago(days_ago);
        let period = period(at);
        let registrar = FirstRegistrar {
            id: "registrar".parse().expect("a name"),
            name: text("登録者", "Registrar"),
            firm: "body".parse().expect("a firm"),
            until: period.until,
        };
        let places = (folder.path("body"), folder.path("register"));
        let (mut body, registrar) =
            found(&places.0, &places.1, &facts, &registrar, at).expect("a body");
        for (name, firm, role) in [
            ("applicant", "maker", Role::Applicant),
            ("evaluator", "testing", Role::Evaluator),
            ("reviewer", "body", Role::Reviewer),
            ("decider", "body", Role::Decider),
        ] {
            let actor = actor(&body, name);
            let registration = Registration {
                actor: actor.id.clone(),
                name: text(name, name),
                firm: firm.parse().expect("a firm"),
                roles: [role].into(),
                public_key: actor.key.public_hex(),
                period,
            };
            acts::register_actor(&mut body, &registrar, at, "known", registration)
                .expect("registered");
        }
        let firm = "testing".parse().expect("a firm");
        let named = (firm, text("試験所", "Testing"));
        acts::admit_member(&mut body, &registrar, at, "member", named, period).expect("a member");
        let scope = Scope {
            firm: "testing".parse().expect("a firm"),
            category: CategoryId(1),
            tests: ["vulnerability", "continuing"].map(test).into(),
            period,
        };
        acts::accredit(&mut body, &registrar, at, "accredited", scope).expect("accredited");
        Self { folder }
    }

    /// The same with a certificate for version 1.0.0, which has the old `time`.
    pub(crate) fn certified(edition: &str, days_ago: i64) -> Self {
        let house = Self::new(edition, days_ago);
        house.certifies("1.0.0", "0.1.43", days_ago);
        house
    }

    pub(crate) fn open(&self) -> Body {
        Body::open(&self.folder.path("body"), &self.folder.path("register")).expect("a body")
    }

    /// Certifies a version of the product so many days ago, with the advisories of that day.
    pub(crate) fn certifies(&self, version: &str, time: &str, days_ago: i64) -> CertificateNumber {
        let mut body = self.open();
        let at = ago(days_ago).max(body.state().last_act_at().expect("founded"));
        let [applicant, evaluator, reviewer, decider, registrar] =
            ["applicant", "evaluator", "reviewer", "decider", "registrar"]
                .map(|name| actor(&body, name));
        let application = Application {
            product: Product {
                name: text("閲覧ソフト", "Viewer"),
                maker: "maker".parse().expect("a firm"),
                maker_name: text("製造者", "Maker"),
            },
            category: CategoryId(1),
            class: "1".parse().expect("a class"),
            edition: body.facts().edition.clone(),
        };
        let case = acts::apply(&mut body, &applicant, at, "certify", application).expect("applied");
        let lock = lock(time);
        let declaration = declaration();
        let build = vec![
            item(
                ItemKind::Artefact,
                "viewer.bin",
                Digest::of(version.as_bytes()),
            ),
            item(
                ItemKind::PartsList,
                "Cargo.lock",
                Digest::of(lock.as_bytes()),
            ),
            item(
                ItemKind::Declaration,
                "declaration",
                evaluate::declaration_digest(&declaration),
            ),
        ];
        let submission = Submission {
            version: version.to_owned(),
            build: build.clone(),
            components: Vec::new(),
            support_end: Some("2090-12-31".parse().expect("a day")),
        };
        let files: [&[u8]; 1] = [lock.as_bytes()];
        acts::submit(
            &mut body, &applicant, at, "build", &case, submission, &files,
        )
        .expect("handed in");
        let named = [evaluator.id.clone()].into();
        acts::accept(&mut body, &registrar, at, "complete", &case, named).expect("accepted");
        matches(&mut body, &evaluator, (&case, &build, version), &lock, at);
        let edition = body.state().edition().clone();
        let id = next_result(&body, &case).expect("a name");
        let declared = Declared {
            declaration: &declaration,
            item: "declaration",
            security_txt: None,
        };
        let result = evaluate::continuing(&edition, &test("continuing"), declared, &build, id, at);
        acts::record_evidence(&mut body, &evaluator, at, "tested", &case, result, &[])
            .expect("recorded");
        acts::begin_review(&mut body, &reviewer, at, "tested", &case).expect("in review");
        acts::find_whole(&mut body, &reviewer, at, "whole", &case, [].into()).expect("whole");
        let class = "1".parse().expect("a class");
        let nothing = (Vec::new(), Vec::new());
        acts::grant(&mut body, &decider, at, "earned", &case, class, nothing).expect("granted");
        issue(&mut body, &registrar, &case, at)
    }

    /// The trust file that a stranger would be handed, and the certificate verified with it.
    pub(crate) fn verified(&self, number: CertificateNumber) -> Value {
        let mut body = self.open();
        // What was published long ago says nothing of today.
        body.note_day(ago(0)).expect("published");
        self.folder.write("trust.json", trust(&body).to_bytes());
        let certificate = format!("register/certificates/{number}/certificate.json");
        let (certificate, trust) = (self.folder.arg(&certificate), self.folder.arg("trust.json"));
        let register = self.folder.arg("register");
        drop(body);
        run(&[
            "verify",
            &certificate,
            "--trust",
            &trust,
            "--register",
            &register,
            "--json",
        ])
        .json()
    }

    /// Runs surveillance with these advisories, by whoever acts.
    pub(crate) fn surveils(&self, feed: &[String], by: Option<&str>, more: &[&str]) -> Ran {
        let _gone = std::fs::remove_dir_all(self.folder.path("feed"));
        for (at, record) in feed.iter().enumerate() {
            self.folder.write(&format!("feed/{at}.json"), record);
        }
        let feed = self.folder.arg("feed");
        self.runs(&["--advisories", &feed], by, more)
    }

    pub(crate) fn runs(&self, first: &[&str], by: Option<&str>, more: &[&str]) -> Ran {
        let (body, register) = (self.folder.arg("body"), self.folder.arg("register"));
        let key = by.map(|by| self.folder.arg(&format!("body/keys/actor-{by}.pem")));
        let mut args = vec!["surveil", "--body", &body, "--register", &register];
        args.extend(first);
        if let Some(key) = &key {
            args.extend(["--as", key]);
        }
        args.extend(more);
        run(&args)
    }
}

pub(crate) fn actor(body: &Body, name: &str) -> Actor {
    body.resident(&name.parse().expect("a name"))
        .expect("a key")
}

pub(crate) fn text(ja: &str, en: &str) -> Text {
    Text {
        ja: ja.to_owned(),
        en: en.to_owned(),
    }
}

fn test(name: &str) -> TestId {
    name.parse().expect("a test")
}

fn period(at: Timestamp) -> Period {
    let from = at.to_zoned(jiff::tz::TimeZone::UTC).date();
    Period {
        from,
        until: from.saturating_add(10.years()),
    }
}

fn item(kind: ItemKind, name: &str, digest: Digest) -> Item {
    Item {
        kind,
        name: name.to_owned(),
        digest,
    }
}

fn declaration() -> Declaration {
    Declaration {
        security_contact: "security@example.com".to_owned(),
        disclosure_policy: "https://example.com/security".to_owned(),
        support_until: "2090-12-31".parse().expect("a day"),
        update_channel: "https://example.com/updates".to_owned(),
        user_support: "help@example.com".to_owned(),
        fix_days: FixDays {
            critical: 7,
            high: 30,
            medium: 90,
            low: 180,
        },
    }
}

/// The match of the decision, with a feed of that day that knows nothing of the product.
fn matches(
    body: &mut Body,
    evaluator: &Actor,
    (case, build, version): (&CaseId, &[Item], &str),
    lock: &str,
    at: Timestamp,
) {
    let list = PartsList::read("Cargo.lock", lock.as_bytes(), &Limits::default()).expect("a list");
    let feed = Feed::read(
        "feed",
        [(
            "x.json",
            other(0).replace(&ago(0).to_string(), &at.to_string()),
        )],
        &Limits::default(),
    );
    let mut policy = Policy::at(at);
    let purl = format!("pkg:cargo/viewer@{version}");
    policy
        .product
        .purls
        .push(purl.parse().expect("a package URL"));
    let outcome = match_parts(&[list], &[feed], &Catalogues::default(), &[], &policy);
    let inputs = evaluate::vulnerability_inputs(&[], &policy, &[], &[]);
    let edition = body.state().edition().clone();
    let id = next_result(body, case).expect("a name");
    let asked = Asked::of(&policy, None).to_bytes();
    let answer = serde_json::to_vec(&outcome).expect("JSON");
    let given = (&outcome, inputs);
    let result = evaluate::vulnerability(&edition, &test("vulnerability"), given, build, id, at);
    let kept: [&[u8]; 2] = [&answer, &asked];
    acts::record_evidence(body, evaluator, at, "tested", case, result, &kept).expect("recorded");
}

fn issue(body: &mut Body, registrar: &Actor, case: &CaseId, at: Timestamp) -> CertificateNumber {
    let said = register::certificate::Text {
        ja: "意味".to_owned(),
        en: "meaning".to_owned(),
    };
    let words = Words {
        meaning: said.clone(),
        reused: said,
    };
    let prepared = acts::prepare(body, case, at, &words).expect("drawn up");
    let made: (&[u8], &[u8]) = (b"<!doctype html>", b"{}");
    acts::issue(
        body,
        registrar,
        at,
        "decided",
        case,
        prepared.with_report(b"{}"),
        made,
    )
    .expect("issued")
}

fn trust(body: &Body) -> Trust {
    let founded = body.founded().expect("founded");
    let purposes = [
        Kind::Certificate,
        Kind::State,
        Kind::Table,
        Kind::Key,
        Kind::Close,
        Kind::Svr,
    ];
    let key = body.statement_key().expect("a key");
    let shard = body.shard().expect("a shard");
    Trust {
        format: TRUST_FORMAT.to_owned(),
        body: register::certificate::Text {
            ja: "試験用の機関".to_owned(),
            en: "Test body".to_owned(),
        },
        demonstration: false,
        keys: vec![TrustedKey {
            keyid: key.keyid(),
            spki: key,
            from: founded,
            until: None,
            revoked: None,
            purposes: purposes.to_vec(),
        }],
        shards: vec![Shard {
            origin: shard.name().to_owned(),
            url: None,
            vkey: shard,
            from: founded,
            until: None,
            closed: None,
        }],
        witnesses: Vec::new(),
        quorum: 0,
        max_checkpoint_age_days: 7,
    }
}
