//! The audit: every file of a register's folder follows from its entries, or is named.

use std::collections::BTreeMap;

use register::audit::{audit, audit_unlisted};
use register::index::Index;
use register::limits::Limits;
use register::log::{Log, tile_path};
use register::reason::{Reason, Weight};
use register::statement::{Change, Statement};
use register::survey::{Survey, survey};
use register::trust::Closed;

use crate::body::{Body, certificate, time};

const TODAY: &str = "2026-03-05";
const FILES: [&str; 4] = [
    "certificate.json",
    "certificate.svr.json",
    "certificate.tlog-proof",
    "certificate.html",
];

/// A register with two certificates and everything that can lie in its folder.
fn full() -> Body {
    let mut body = Body::new();
    for number in ["S-1", "S-2"] {
        let certificate = certificate(number);
        let index = body.issue(&certificate);
        let summary = Statement::summary(&certificate);
        let summary_index = body.publish(&summary);
        let bundle = body.certificate_bundle(&certificate, index);
        let summary = body.bundle(&summary, summary_index);
        let proof = body.offline_proof(index).to_text().into_bytes();
        let document = b"certificate.html".to_vec();
        for (name, bytes) in FILES.into_iter().zip([bundle, summary, proof, document]) {
            body.files.insert(copy(number, name), bytes);
        }
    }
    body.table("2026-03-02");
    write_index(&mut body, "2026-03-03");
    body
}

fn copy(number: &str, name: &str) -> String {
    format!("certificates/{number}/{name}")
}

fn write_index(body: &mut Body, at: &str) {
    let at = time(at);
    let known = look(body).folded.known_by(at, true);
    let index = Index::of(&body.trust, &known, at);
    body.files.insert("index.json".to_owned(), index.to_bytes());
}

fn look(body: &Body) -> Survey {
    let mut read = |path: &str| Ok(body.files.get(path).cloned());
    let limits = Limits::default();
    survey(&body.trust, time(TODAY), None, &limits, &mut read)
}

fn audited(body: &Body) -> Vec<Reason> {
    let mut names: Vec<_> = body
        .files
        .keys()
        .filter_map(|path| path.strip_prefix("certificates/")?.split('/').next())
        .map(str::to_owned)
        .collect();
    names.dedup();
    let mut read = |path: &str| Ok(body.files.get(path).cloned());
    let limits = Limits::default();
    audit(&body.trust, time(TODAY), &names, &limits, &mut read).reasons
}

/// One thing is wrong: its code, and the path that it names.
#[track_caller]
fn check(body: &Body, code: &str, path: &str) {
    let reasons = audited(body);
    let told: Vec<_> = reasons
        .iter()
        .map(|reason| {
            let value = serde_json::to_value(reason).unwrap();
            (reason.code(), value["path"].as_str().map(str::to_owned))
        })
        .collect();
    assert_eq!(told, [(code, Some(path.to_owned()))], "{reasons:?}");
}

#[test]
fn a_whole_folder_is_clean_and_each_of_its_files_is_read_once() {
    let body = full();
    assert_eq!(audited(&body), []);
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    let mut read = |path: &str| {
        *times.entry(path.to_owned()).or_default() += 1;
        Ok(body.files.get(path).cloned())
    };
    let names = ["S-1".to_owned(), "S-2".to_owned()];
    let limits = Limits::default();
    audit(&body.trust, time(TODAY), &names, &limits, &mut read);
    assert!(times.values().all(|times| *times == 1), "{times:?}");
    let copies = FILES
        .iter()
        .filter(|name| times.contains_key(&copy("S-2", name)));
    assert_eq!(copies.count(), FILES.len());
}

#[test]
fn where_the_copies_cannot_be_listed_those_of_known_certificates_are_looked_at() {
    let unlisted = |body: &Body| {
        let mut read = |path: &str| Ok(body.files.get(path).cloned());
        audit_unlisted(&body.trust, time(TODAY), &Limits::default(), &mut read).reasons
    };
    let mut body = full();
    assert_eq!(unlisted(&body), []);
    body.files.insert(copy("S-9", FILES[3]), b"x".to_vec());
    assert_eq!(audited(&body)[0].code(), "copy-unknown");
    assert_eq!(unlisted(&body), []);
    body.files.insert(copy("S-1", FILES[3]), b"x".to_vec());
    let codes: Vec<_> = unlisted(&body).iter().map(Reason::code).collect();
    assert_eq!(codes, ["copy-differs"]);
}

#[test]
fn copies_and_list_may_be_absent() {
    let mut body = full();
    body.files
        .retain(|path, _| !path.starts_with("certificates/") && path != "index.json");
    assert_eq!(audited(&body), []);
}

#[test]
fn a_tile_of_hashes_that_other_readers_need_is_missed_and_compared() {
    let path = "shards/2026/tile/0/000.p/5";
    let mut body = full();
    body.files.remove(path).unwrap();
    check(&body, "missing", path);
    assert_eq!(audited(&body)[0].weight(), Weight::Unknown);
    let mut body = full();
    body.files.get_mut(path).unwrap()[40] ^= 1;
    check(&body, "tile-differs", path);
    assert_eq!(audited(&body)[0].weight(), Weight::No);
    let mut body = full();
    body.files.get_mut(path).unwrap().pop();
    check(&body, "file-malformed", path);
}

#[test]
fn tiles_of_every_level_are_compared() {
    let mut body = Body::new();
    // The entries are no statements: their tree can be audited all the same.
    let log = Log::empty(body.trust.shards[0].vkey.clone(), Limits::default());
    let leaves: Vec<_> = (0..600).map(|n| format!("leaf {n}").into_bytes()).collect();
    let batch = { log }.append(&leaves, &body.log_key).unwrap();
    for (path, bytes) in batch.files {
        body.files.insert(format!("shards/2026/{path}"), bytes);
    }
    let checkpoint = batch.checkpoint.into_bytes();
    body.files
        .insert("shards/2026/checkpoint".to_owned(), checkpoint);
    let wrong = |body: &Body| {
        let of_a_tile = |reason: &Reason| match reason {
            Reason::TileDiffers { path } | Reason::Missing { path } => Some(path.clone()),
            _ => None,
        };
        audited(body)
            .iter()
            .filter_map(of_a_tile)
            .filter(|path| path.contains("/tile/"))
            .collect::<Vec<_>>()
    };
    assert_eq!(wrong(&body), Vec::<String>::new());
    for (level, number, width) in [(0, 1, 256), (0, 2, 88), (1, 0, 2)] {
        let path = format!("shards/2026/{}", tile_path(level, number, width));
        let whole = body.files.get(&path).unwrap().clone();
        body.files.get_mut(&path).unwrap()[0] ^= 1;
        assert_eq!(wrong(&body), std::slice::from_ref(&path));
        body.files.remove(&path);
        assert_eq!(wrong(&body), std::slice::from_ref(&path));
        body.files.insert(path, whole);
    }
}

#[test]
fn a_changed_copy_is_named() {
    for name in FILES {
        let mut body = full();
        let path = copy("S-2", name);
        let bytes = body.files.get_mut(&path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        check(&body, "copy-differs", &path);
        assert_eq!(audited(&body)[0].weight(), Weight::No);
    }
}

#[test]
fn the_copy_of_another_certificate_is_named() {
    for name in &FILES[..3] {
        let mut body = full();
        let other = body.files[&copy("S-1", name)].clone();
        body.files.insert(copy("S-2", name), other);
        check(&body, "copy-differs", &copy("S-2", name));
    }
}

#[test]
fn a_copy_of_what_is_not_in_the_register_is_named() {
    let mut body = full();
    body.files.insert(
        copy("S-9", "certificate.html"),
        b"certificate.html".to_vec(),
    );
    check(&body, "copy-unknown", "certificates/S-9");
}

#[test]
fn a_copy_from_a_split_register_is_named() {
    let mut body = full();
    // The same keys signed another history, in which the same certificate stands in the same place.
    let mut other = Body::new();
    let index = other.issue(&certificate("S-1"));
    other.issue(&certificate("S-3"));
    let bundle = other.certificate_bundle(&certificate("S-1"), index);
    body.files.insert(copy("S-1", FILES[0]), bundle);
    check(&body, "copy-differs", &copy("S-1", FILES[0]));
}

#[test]
fn a_key_lost_later_and_witnesses_that_came_later_change_no_copy() {
    let mut body = full();
    body.trust.keys[0].revoked = Some(time("2026-03-04"));
    body.trust.quorum = 1;
    body.cosign("2026-03-04T12:00:00Z");
    assert_eq!(audited(&body), []);
}

#[test]
fn a_list_that_says_another_thing_is_named_and_an_old_one_is_not() {
    let mut body = full();
    body.change(
        &certificate("S-1"),
        Change::Suspend,
        "2026-03-04",
        "2026-03-04",
    );
    body.table("2026-03-04");
    // Of the day before the suspension.
    assert_eq!(audited(&body), []);
    let text = String::from_utf8(body.files["index.json"].clone()).unwrap();
    for (from, to) in [
        ("2026-03-03T00:00:00Z", "2026-03-04T12:00:00Z"),
        ("\"gateway\"", "\"Gateway\""),
        ("\"valid\"", "\"void\""),
    ] {
        assert!(text.contains(from), "{from}");
        let changed = text.replace(from, to).into_bytes();
        body.files.insert("index.json".to_owned(), changed);
        check(&body, "index-differs", "index.json");
    }
    body.files.insert("index.json".to_owned(), b"{}".to_vec());
    check(&body, "file-malformed", "index.json");
    write_index(&mut body, "2026-03-04");
    assert_eq!(audited(&body), []);
}

#[test]
fn a_trust_file_that_contradicts_itself_is_a_reason_and_no_panic() {
    let honest = full();
    let mut origin = honest.trust.clone();
    origin.shards[0].origin = "body.example".to_owned();
    let mut keyless = honest.trust.clone();
    keyless.keys.clear();
    let mut name = honest.trust.clone();
    name.body.en.clear();
    for trust in [origin, keyless, name] {
        let body = Body {
            trust,
            ..honest.clone()
        };
        let reasons = look(&body).reasons;
        assert_eq!(reasons.len(), 1, "{reasons:?}");
        assert_eq!(reasons[0].code(), "trust-refused");
        assert_eq!(audited(&body), reasons);
        let bundle = &body.files[&copy("S-1", FILES[0])];
        assert_ne!(body.ask(bundle, TODAY, None).verdict.exit_code(), 0);
    }
}

#[test]
fn only_a_register_that_was_read_to_its_end_gives_a_list() {
    let body = full();
    assert!(look(&body).is_whole());
    let mut damaged = body.clone();
    damaged.files.remove("shards/2026/checkpoint");
    assert!(!look(&damaged).is_whole());
    let mut old = body.clone();
    old.trust.max_checkpoint_age_days = 1;
    assert_eq!(look(&old).reasons[0].code(), "checkpoint-too-old");
    assert!(look(&old).is_whole(), "a quiet week spoils no list");
    // Behind a closed shard the changes of state stand elsewhere.
    let mut closed = body;
    let (size, root) = (closed.log.size(), closed.log.root());
    closed.trust.shards[0].closed = Some(Closed { size, root });
    assert_eq!(look(&closed).reasons[0].code(), "checkpoint-age-unknown");
    assert!(!look(&closed).is_whole());
    let mut empty = Body::new();
    let batch = empty.log.append(&[], &empty.log_key.clone()).unwrap();
    let checkpoint = batch.checkpoint.into_bytes();
    empty
        .files
        .insert("shards/2026/checkpoint".to_owned(), checkpoint);
    assert!(look(&empty).is_whole());
    assert_eq!(look(&empty).reasons[0].code(), "checkpoint-age-unknown");
}
