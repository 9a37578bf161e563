//! A small case for the tests of this crate: from founding to a certificate, its version-up and the next
//! certificate, each step looking where things stand, so that it goes on after any fault.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::Timestamp;
use register::key::NoteKey;
use register::trust::Witness;
use scheme::body::act::{Application, Period, Product, Registration, Role, Scope, Submission};
use scheme::body::case::Stage;
use scheme::edition::Text;
use scheme::evidence::{Item, ItemKind, LookedAt, Performed, TestResult, Verdict};
use scheme::id::{CaseId, Digest};

use crate::acts::{self, issue::Words, record_evidence::next_result};
use crate::body::{Actor, Body, BodyError, Facts};
use crate::disk::Disk;
use crate::founding::{FirstRegistrar, open_or_found_on};

/// The versions of the story, in order.
const VERSIONS: [&str; 2] = ["1.0.0", "1.1.0"];

/// Opens the body, founding it where there is none.
pub(crate) fn open(disk: Disk, folder: &Path) -> Result<Body, BodyError> {
    open_witnessed(disk, folder, &[])
}

/// The same with witnesses, all of whom must have seen what is published.
pub(crate) fn open_witnessed(
    disk: Disk,
    folder: &Path,
    witnesses: &[NoteKey],
) -> Result<Body, BodyError> {
    let (home, register) = (folder.join("body"), folder.join("register"));
    let facts = Facts {
        name: text("試験機関", "Test body"),
        origin: "test.example/2026".into(),
        address: "https://test.example".into(),
        edition: "mitsf-2016".parse().unwrap(),
        demonstration: true,
        witnesses: witnesses
            .iter()
            .map(|vkey| Witness {
                name: vkey.name().to_owned(),
                vkey: vkey.clone(),
                until: None,
            })
            .collect(),
        quorum: witnesses.len(),
    };
    let registrar = FirstRegistrar {
        id: "registrar".parse().unwrap(),
        name: text("登録者", "Registrar"),
        firm: "body".parse().unwrap(),
        until: "2036-12-31".parse().unwrap(),
    };
    open_or_found_on(disk, &home, &register, &facts, &registrar, at())
}

/// Does what comes next; false when the story is over.
pub(crate) fn go_on(body: &mut Body) -> Result<bool, BodyError> {
    if people(body)? {
        return Ok(true);
    }
    for version in VERSIONS {
        let case = match case_of(body, version) {
            Some(case) => case,
            None => return apply(body, version).map(|()| true),
        };
        if step(body, &case, version)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The whole story from wherever it stands.
pub(crate) fn finish(body: &mut Body) -> Result<(), BodyError> {
    while go_on(body)? {}
    Ok(())
}

pub(crate) fn at() -> Timestamp {
    "2026-11-23T09:00:00Z".parse().unwrap()
}

fn text(ja: &str, en: &str) -> Text {
    Text {
        ja: ja.into(),
        en: en.into(),
    }
}

fn actor(body: &Body, name: &str) -> Actor {
    body.resident(&name.parse().unwrap()).unwrap()
}

/// Registers whoever is missing.
fn people(body: &mut Body) -> Result<bool, BodyError> {
    let registrar = actor(body, "registrar");
    let period = Period {
        from: "2026-01-01".parse().unwrap(),
        until: "2036-12-31".parse().unwrap(),
    };
    for (name, firm, role) in [
        ("applicant", "maker", Role::Applicant),
        ("evaluator", "testing", Role::Evaluator),
        ("reviewer", "body", Role::Reviewer),
        ("decider", "body", Role::Decider),
    ] {
        let id: scheme::id::ActorId = name.parse().unwrap();
        if body.state().actors().contains_key(&id) {
            continue;
        }
        let registration = Registration {
            actor: id,
            name: text(name, name),
            firm: firm.parse().unwrap(),
            roles: [role].into(),
            public_key: actor(body, name).key.public_hex(),
            period,
        };
        acts::register_actor(body, &registrar, at(), "known", registration)?;
        return Ok(true);
    }
    let firm: scheme::id::FirmId = "testing".parse().unwrap();
    let known = body
        .state()
        .firms()
        .get(&firm)
        .map(|known| known.accreditations.len());
    match known {
        None => {
            let named = (firm, text("試験所", "Testing"));
            acts::admit_member(body, &registrar, at(), "member", named, period)?;
        }
        Some(0) => {
            let tests = ["vulnerability", "continuing"]
                .map(|test| test.parse().unwrap())
                .into();
            let scope = Scope {
                firm,
                category: scheme::id::CategoryId(1),
                tests,
                period,
            };
            acts::accredit(body, &registrar, at(), "accredited", scope)?;
        }
        Some(_) => return Ok(false),
    }
    Ok(true)
}

fn case_of(body: &Body, version: &str) -> Option<CaseId> {
    let mut cases = body.state().cases().values();
    let of = |case: &&scheme::body::case::Case| {
        case.submissions()
            .first()
            .is_none_or(|first| first.version == version)
    };
    cases.find(of).map(|case| case.id().clone())
}

fn apply(body: &mut Body, version: &str) -> Result<(), BodyError> {
    let applicant = actor(body, "applicant");
    let stands = body.state().certificates().values().find(|known| {
        let standing = body.state().standing(known.number, at());
        known.version != version && standing.is_some_and(|s| s.superseded.is_none())
    });
    if let Some(number) = stands.map(|known| known.number) {
        let why = text("次の版", "next version");
        acts::version_up(body, &applicant, at(), (number, version), false, &why)?;
        return Ok(());
    }
    let application = Application {
        product: Product {
            name: text("製品", "Product"),
            maker: "maker".parse().unwrap(),
            maker_name: text("製造者", "Maker"),
        },
        category: scheme::id::CategoryId(1),
        class: "1".parse().unwrap(),
        edition: "mitsf-2016".parse().unwrap(),
    };
    acts::apply(body, &applicant, at(), "certify", application)?;
    Ok(())
}

fn step(body: &mut Body, case: &CaseId, version: &str) -> Result<bool, BodyError> {
    let stage = body.state().case(case).unwrap().stage();
    match stage {
        Stage::Draft => {
            let applicant = actor(body, "applicant");
            let (build, support_end) = (build(version), Some("2030-12-31".parse().unwrap()));
            let submission = Submission {
                version: version.into(),
                build,
                components: Vec::new(),
                support_end,
            };
            acts::submit(
                body,
                &applicant,
                at(),
                "build",
                case,
                submission,
                &[b"file"],
            )?;
        }
        Stage::Submitted => {
            let evaluators = ["evaluator".parse().unwrap()].into();
            let registrar = actor(body, "registrar");
            acts::accept(body, &registrar, at(), "complete", case, evaluators)?;
        }
        Stage::Accepted | Stage::Evaluating | Stage::Remediating => {
            let missing = ["vulnerability", "continuing"].into_iter().find(|test| {
                let case = body.state().case(case).unwrap();
                !case
                    .evidence()
                    .iter()
                    .any(|known| known.result.test.as_str() == *test)
            });
            match missing {
                Some(test) => {
                    let id = next_result(body, case)?;
                    let result = passed(test, id, build(version));
                    let evaluator = actor(body, "evaluator");
                    acts::record_evidence(
                        body,
                        &evaluator,
                        at(),
                        "tested",
                        case,
                        result,
                        &[b"answer"],
                    )?;
                }
                None => {
                    let reviewer = actor(body, "reviewer");
                    acts::begin_review(body, &reviewer, at(), "tested", case)?;
                }
            }
        }
        Stage::InReview => {
            let reviewer = actor(body, "reviewer");
            acts::find_whole(body, &reviewer, at(), "whole", case, [].into())?;
        }
        Stage::Ready if body.state().case(case).unwrap().decision().is_none() => {
            let decider = actor(body, "decider");
            let class = "1".parse().unwrap();
            acts::grant(
                body,
                &decider,
                at(),
                "earned",
                case,
                class,
                (Vec::new(), Vec::new()),
            )?;
        }
        Stage::Ready => issue(body, case)?,
        Stage::Certified | Stage::Refused | Stage::Withdrawn => return Ok(false),
    }
    Ok(true)
}

fn issue(body: &mut Body, case: &CaseId) -> Result<(), BodyError> {
    let said = register::certificate::Text {
        ja: "意味".into(),
        en: "meaning".into(),
    };
    let words = Words {
        meaning: said.clone(),
        reused: said,
    };
    let prepared = acts::prepare(body, case, at(), &words)?.with_report(b"{}");
    let registrar = actor(body, "registrar");
    let made: (&[u8], &[u8]) = (b"<!doctype html>", b"{}");
    acts::issue(body, &registrar, at(), "decided", case, prepared, made)?;
    Ok(())
}

fn build(version: &str) -> Vec<Item> {
    let item = |kind, name: &str, bytes: &str| Item {
        kind,
        name: name.into(),
        digest: Digest::of(bytes.as_bytes()),
    };
    vec![
        item(ItemKind::Artefact, "product.bin", version),
        item(ItemKind::PartsList, "Cargo.lock", version),
        item(ItemKind::Declaration, "declaration", version),
    ]
}

fn passed(test: &str, id: scheme::id::ResultId, build: Vec<Item>) -> TestResult {
    let looked_at = BTreeMap::from([
        ("vulnerability", "Cargo.lock"),
        ("continuing", "declaration"),
    ]);
    let scope = looked_at[test].to_owned();
    TestResult {
        id,
        test: test.parse().unwrap(),
        verdict: Verdict::Pass,
        reasons: Vec::new(),
        performed: Performed::Engine {
            name: format!("engine {test}"),
            version: "1.0.0".into(),
        },
        covers: build
            .into_iter()
            .filter(|item| item.kind != ItemKind::Artefact)
            .collect(),
        inputs: Vec::new(),
        feed_newest: Some(at()),
        looked_at: LookedAt {
            whole: [scope].into(),
            places: [].into(),
        },
        sightings: Vec::new(),
        set_aside: BTreeSet::new(),
        at: at(),
        reused: None,
    }
}
