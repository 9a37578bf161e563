//! `sekisho body export` and `audit`: the archive of a case is whole, and every change in it is found with its place.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use scheme::archive::{Fault, Unchecked};
use serde_json::{Value, json};
use strum::VariantNames as _;
use texts::{Language, Texts};

use crate::program::{Folder, Ran, run};
use crate::verify::{copy, demo};

/// The case of the demonstration's newest certificate, which took results over from an earlier one.
const CASE: &str = "case-000002";

/// The archive of a case in a new place.
fn export(into: &str) -> Ran {
    let (body, register) = (demo().arg("demo/body"), demo().arg("demo/register"));
    run(&[
        "body",
        "export",
        "--body",
        &body,
        "--register",
        &register,
        "--case",
        CASE,
        "--into",
        into,
        "--json",
    ])
}

fn audit(archive: &str) -> Ran {
    let trust = demo().arg("demo/trust.json");
    run(&["body", "audit", archive, "--trust", &trust, "--json"])
}

fn exported() -> Folder {
    let folder = Folder::new();
    export(&folder.arg("archive")).gives(0);
    folder
}

fn codes(ran: &Value, member: &str) -> BTreeSet<String> {
    let each = ran[member].as_array().expect("a list").iter();
    each.map(|one| one["code"].as_str().expect("a code").to_owned())
        .collect()
}

/// A change in a copy is found: this fault, at this place.
#[track_caller]
fn check(from: &Folder, code: &str, place: &str, change: impl FnOnce(&Path)) {
    let folder = Folder::new();
    copy(&from.path("archive"), &folder.path("archive"));
    change(&folder.path("archive"));
    let found = audit(&folder.arg("archive")).gives(1).json();
    let faults = found["faults"].as_array().expect("a list");
    let named =
        |fault: &Value| fault["code"] == code && (place.is_empty() || fault["path"] == place);
    assert!(faults.iter().any(named), "{code} {place}: {found:#}");
}

/// The files of one folder of the archive, in order.
fn files(archive: &Path, below: &str) -> Vec<String> {
    let entries = fs::read_dir(archive.join(below)).expect("a folder");
    let mut names: Vec<_> = entries
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .map(|name| format!("{below}/{name}"))
        .collect();
    names.sort();
    names
}

#[test]
fn a_case_is_exported_and_holds_without_the_database() {
    let folder = exported();
    let good = audit(&folder.arg("archive")).gives(0).json();
    assert_eq!(good["verdict"], "good");
    assert_eq!(good["faults"], json!([]));
    assert_eq!(good["stage"], "certified");
    let expected = ["demonstration", "not-kept", "rest-of-the-log", "today"];
    assert_eq!(
        codes(&good, "not_checked"),
        expected.map(str::to_owned).into()
    );
    let without = run(&["body", "audit", &folder.arg("archive"), "--json"]);
    assert!(codes(&without.gives(0).json(), "not_checked").contains("whose"));
    let others = [
        "oscal/assessment-results.json",
        "certificate/certificate.json",
    ];
    for other in others {
        assert!(folder.path("archive").join(other).is_file(), "{other}");
    }
    // A tar holds the same, also when it was unpacked.
    let packed = folder.arg("archive.tar.zst");
    export(&packed).gives(0);
    let same = audit(&packed).gives(0).json();
    assert_eq!(same["acts"], good["acts"]);
    assert_eq!(same["evidence"], good["evidence"]);
    let text = run(&["body", "audit", &packed, "--lang", "ja"])
        .gives(0)
        .out;
    assert!(text.contains("損なわれていない"), "{text}");
    export(&packed).gives(2);
    let body = demo().arg("demo/body");
    let none = [
        "body", "export", "--body", &body, "--case", "nowhere", "--into",
    ];
    let into = folder.arg("none");
    let none = run(&[none.as_slice(), &[&into]].concat()).gives(2);
    assert!(none.err.contains("no case nowhere"), "{}", none.err);
}

#[test]
fn a_changed_byte_in_any_file_is_found_at_its_place() {
    let folder = exported();
    let archive = folder.path("archive");
    let mut all = vec!["manifest.seal.json".to_owned(), "manifest.json".to_owned()];
    for below in ["acts", "evidence", "oscal", "certificate"] {
        all.extend(files(&archive, below));
    }
    assert!(all.len() > 30, "{}", all.len());
    for name in &all {
        let path = archive.join(name);
        let bytes = fs::read(&path).expect("a file");
        let mut changed = bytes.clone();
        let middle = changed.len() / 2;
        changed[middle] ^= 1;
        fs::write(&path, &changed).expect("written");
        let found = audit(&folder.arg("archive")).gives(1).json();
        let faults = found["faults"].as_array().expect("a list");
        let at = |fault: &Value| {
            let told = fault["text"]["en"].as_str().expect("words");
            let of_seal = name == "manifest.seal.json" && fault["code"] != "file-changed";
            told.contains(name) || of_seal
        };
        assert!(faults.iter().any(at), "{name}: {found:#}");
        fs::write(&path, &bytes).expect("put back");
    }
    audit(&folder.arg("archive")).gives(0);
}

#[test]
fn what_is_left_out_or_put_in_is_found_at_its_place() {
    let folder = exported();
    let acts = files(&folder.path("archive"), "acts");
    let (first, middle) = (&acts[0], &acts[acts.len() / 2]);
    for act in [first, middle] {
        check(&folder, "file-missing", act, |archive| {
            fs::remove_file(archive.join(act)).expect("removed");
        });
    }
    check(&folder, "file-foreign", "acts/99999999.json", |archive| {
        fs::copy(archive.join(first), archive.join("acts/99999999.json")).expect("copied");
    });
    check(&folder, "file-foreign", "notes", |archive| {
        fs::create_dir(archive.join("notes")).expect("made");
    });
    check(&folder, "file-missing", middle, |archive| {
        let path = archive.join(middle);
        fs::rename(&path, archive.with_file_name("elsewhere")).expect("moved");
        std::os::unix::fs::symlink(archive.with_file_name("elsewhere"), &path).expect("linked");
    });
}

/// A list that says something else, with whatever is on disk, is still not the one that was signed; and even a new
/// signature by another key, over a list without an act, does not make the acts follow each other.
#[test]
fn a_list_that_leaves_an_act_of_the_case_out_does_not_hold_under_any_signature() {
    let folder = exported();
    let archive = folder.path("archive");
    let of_case: Vec<_> = files(&archive, "acts")
        .into_iter()
        .filter(|act| {
            let bytes = fs::read(archive.join(act)).expect("an act");
            let act: Value = serde_json::from_slice(&bytes).expect("JSON");
            act["case"] == CASE
        })
        .collect();
    let left_out = &of_case[of_case.len() / 2];
    let follower = &of_case[of_case.len() / 2 + 1];
    let resealed = |archive: &Path| {
        let path = archive.join("manifest.json");
        let list = fs::read_to_string(&path).expect("the list");
        let mut list: scheme::archive::Manifest = serde_json::from_str(&list).expect("a list");
        list.acts.retain(|act| act.path() != *left_out);
        let bytes = list.to_bytes();
        fs::write(&path, &bytes).expect("written");
        let key = service::Key::generate().expect("a key");
        let head = format!(
            "DSSEv1 {} {} {} ",
            scheme::archive::SEAL_TYPE.len(),
            scheme::archive::SEAL_TYPE,
            bytes.len()
        );
        let signed = key.sign(&[head.as_bytes(), &bytes].concat());
        let seal = scheme::archive::Seal {
            key: key.public_hex(),
            signature: hex::encode(signed),
        };
        fs::write(archive.join("manifest.seal.json"), seal.to_bytes()).expect("written");
        fs::remove_file(archive.join(left_out)).expect("removed");
    };
    check(&folder, "act-refused", follower, resealed);
    check(&folder, "seal-stranger", "", resealed);
}

#[test]
fn a_tar_that_was_cut_off_or_changed_is_no_archive() {
    let folder = Folder::new();
    export(&folder.arg("whole.tar.zst")).gives(0);
    let bytes = fs::read(folder.path("whole.tar.zst")).expect("the archive");
    for part in 1..8 {
        let end = bytes.len() * part / 8;
        folder.write("changed.tar.zst", &bytes[..end]);
        let found = audit(&folder.arg("changed.tar.zst")).gives(1).json();
        assert!(!codes(&found, "faults").is_empty(), "cut at {end}");
    }
    folder.write("changed.tar.zst", b"");
    audit(&folder.arg("changed.tar.zst")).gives(1);
    folder.write(
        "changed.tar.zst",
        b"no archive at all, only words and words",
    );
    audit(&folder.arg("changed.tar.zst")).gives(1);
    audit(&folder.arg("nothing-there")).gives(2);
}

#[test]
fn every_fault_and_every_limit_of_an_archive_has_its_words() {
    let path = || "acts/00000001.json".to_owned();
    let faults = [
        json!({"code": "manifest-form", "detail": "x"}),
        json!({"code": "seal-form"}),
        json!({"code": "seal-broken"}),
        json!({"code": "seal-stranger", "key": "ab"}),
        json!({"code": "file-changed", "path": path()}),
        json!({"code": "file-missing", "path": path()}),
        json!({"code": "file-foreign", "path": path()}),
        json!({"code": "file-twice", "path": path()}),
        json!({"code": "file-out-of-order", "path": path()}),
        json!({"code": "too-large", "path": path(), "limit": 9}),
        json!({"code": "act-form", "path": path(), "detail": "x"}),
        json!({"code": "act-signature", "path": path(), "actor": "sato"}),
        json!({"code": "act-refused", "path": path(), "reasons": []}),
        json!({"code": "act-foreign", "path": path()}),
        json!({"code": "evidence-unnamed", "path": path()}),
        json!({"code": "unreadable", "path": path(), "detail": "x"}),
        json!({"code": "case-missing", "case": "case-1"}),
    ];
    let unchecked = [
        json!({"code": "whose", "key": "ab"}),
        json!({"code": "rest-of-the-log", "acts": 3, "last": 9}),
        json!({"code": "not-kept", "count": 3}),
        json!({"code": "other-edition", "edition": "sekisho-2026"}),
        json!({"code": "today"}),
        json!({"code": "demonstration"}),
    ];
    for (prefix, variants, samples) in [
        ("archive-fault", Fault::VARIANTS, faults.as_slice()),
        ("unchecked", Unchecked::VARIANTS, unchecked.as_slice()),
    ] {
        let codes: BTreeSet<_> = samples
            .iter()
            .map(|one| one["code"].as_str().expect("a code"))
            .collect();
        assert_eq!(codes, variants.iter().copied().collect());
        for language in Language::BOTH {
            let texts = Texts::new(language);
            for sample in samples {
                let told = texts.reason_value(prefix, sample);
                assert!(!told.contains('{'), "{language}: {told}");
                let is_japanese = told.chars().any(|c| ('\u{3040}'..='\u{30ff}').contains(&c));
                assert_eq!(is_japanese, language == Language::Ja, "{told}");
            }
        }
    }
}
