//! `sekisho register`: what is refused before anything is made, what a page is made of, what an audit looks at.

use std::path::Path;

use crate::program::{Folder, Ran, command, ended, run};
use crate::verify::{copy, demo};

/// `register init` in this folder with these facts.
fn init(folder: &Folder, facts: [&str; 4], more: &[&str]) -> Ran {
    init_with(folder, "body", facts, more)
}

fn init_with(folder: &Folder, body: &str, facts: [&str; 4], more: &[&str]) -> Ran {
    let (register, body) = (folder.arg("reg"), folder.arg(body));
    let trust = folder.arg("trust.json");
    let [origin, ja, en, address] = facts;
    let args = [
        "register",
        "init",
        &register,
        "--body",
        &body,
        "--trust",
        &trust,
        "--origin",
        origin,
        "--name-ja",
        ja,
        "--name-en",
        en,
        "--address",
        address,
    ];
    run(&[args.as_slice(), more].concat())
}

const GOOD: [&str; 4] = ["r.example/2026", "機関", "Body", "https://r.example/"];

/// A copy of the demonstration's register, in which one thing is changed.
fn changed(folder: &Folder, change: impl Fn(&Path)) -> String {
    copy(&demo().path("demo/register"), &folder.path("register"));
    change(&folder.path("register"));
    folder.arg("register")
}

fn audit(register: &str) -> Ran {
    let trust = demo().arg("demo/trust.json");
    run(&["register", "audit", register, "--trust", &trust, "--json"])
}

/// The audit ends so, and names this code and path.
#[track_caller]
fn check(code: i32, reason: &str, path: &str, change: impl Fn(&Path)) {
    let folder = Folder::new();
    let ran = audit(&changed(&folder, change)).gives(code).json();
    let reasons = ran["reasons"].as_array().expect("the contract's member");
    assert_eq!(reasons.len(), 1, "{reasons:?}");
    assert_eq!(
        (&reasons[0]["code"], &reasons[0]["path"]),
        (&reason.into(), &path.into())
    );
}

fn append(path: &Path, bytes: &[u8]) {
    let whole = [std::fs::read(path).expect("a file").as_slice(), bytes].concat();
    std::fs::write(path, whole).expect("a file");
}

#[test]
fn facts_that_no_trust_file_could_hold_are_refused_before_anything_is_made() {
    let [origin, ja, en, address] = GOOD;
    for (facts, told) in [
        (["r.example", ja, en, address], "r.example "),
        (["/2026", ja, en, address], "--origin"),
        (["r.example/", ja, en, address], "--origin"),
        (["r.example//2026", ja, en, address], "--origin"),
        (["r example/2026", ja, en, address], "--origin"),
        (["r.example/UP", ja, en, address], "--origin"),
        ([origin, " ", en, address], "--name-ja"),
        ([origin, ja, "", address], "--name-en"),
        ([origin, ja, "Body\n✓", address], "--name-en"),
        ([origin, ja, en, "x"], "--address"),
        ([origin, ja, en, "http://r.example"], "--address"),
        ([origin, ja, en, "https://"], "--address"),
        ([origin, ja, en, "https://r example/"], "--address"),
    ] {
        let folder = Folder::new();
        let ran = init(&folder, facts, &[]).gives(2);
        assert!(ran.err.contains(told), "{facts:?}: {}", ran.err);
        for made in ["reg", "body", "trust.json"] {
            assert!(!folder.path(made).exists(), "{facts:?}: {made}");
        }
    }
    let folder = Folder::new();
    let ran = init(&folder, ["r.example", "", "", "x"], &["--json"]).gives(2);
    let text = ran.json()["error"]["text"].as_str().unwrap().to_owned();
    for flag in ["--origin", "--name-ja", "--name-en", "--address"] {
        assert!(text.contains(flag), "all that is wrong is told: {text}");
    }
}

#[test]
fn an_empty_register_has_its_pages_and_a_trust_file_that_is_read() {
    let folder = Folder::new();
    init(&folder, GOOD, &[]).gives(0);
    assert!(folder.path("reg/index.html").exists());
    let (register, trust) = (folder.arg("reg"), folder.arg("trust.json"));
    let ran = run(&["register", "audit", &register, "--trust", &trust, "--json"]).gives(0);
    assert_eq!(ran.json()["certificates"], 0);
}

#[test]
fn a_page_is_made_of_a_whole_register_only_and_a_good_one_stays() {
    let other = Folder::new();
    init(&other, GOOD, &[]).gives(0);
    let trust = demo().arg("demo/trust.json");
    let spoil: fn(&Path) = |root| append(&root.join("shards/2026/tile/entries/000.p/8"), b"x");
    let lose: fn(&Path) = |root| std::fs::remove_file(root.join("shards/2026/checkpoint")).unwrap();
    for (trust, change, code) in [
        (other.arg("trust.json"), (|_| ()) as fn(&Path), 1),
        (trust.clone(), spoil, 1),
        (trust.clone(), lose, 2),
    ] {
        let folder = Folder::new();
        let register = changed(&folder, change);
        let pages = ["register/index.html", "register/index.json"];
        let before = pages.map(|page| std::fs::read(folder.path(page)).unwrap());
        let ran = run(&["register", "page", &register, "--trust", &trust, "--json"]).gives(code);
        assert_ne!(ran.json()["reasons"].as_array().unwrap().len(), 0);
        assert_eq!(
            pages.map(|page| std::fs::read(folder.path(page)).unwrap()),
            before
        );
    }
    let folder = Folder::new();
    let register = changed(&folder, |root| {
        std::fs::remove_file(root.join("index.json")).unwrap()
    });
    run(&["register", "page", &register, "--trust", &trust]).gives(0);
    assert_eq!(
        folder.json("register/index.json")["certificates"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

#[test]
fn the_audit_misses_the_tiles_that_other_readers_need() {
    let tile = "shards/2026/tile/0/000.p/8";
    check(2, "missing", tile, |root| {
        std::fs::remove_file(root.join(tile)).unwrap()
    });
    check(1, "tile-differs", tile, |root| {
        let mut bytes = std::fs::read(root.join(tile)).unwrap();
        bytes[0] ^= 1;
        std::fs::write(root.join(tile), bytes).unwrap();
    });
}

#[test]
fn the_audit_names_a_copy_or_a_list_that_says_another_thing() {
    for name in [
        "certificate.html",
        "certificate.json",
        "certificate.svr.json",
        "report.json",
        "certificate.leaf",
    ] {
        let path = format!("certificates/2026-000001/{name}");
        check(1, "copy-differs", &path, |root| {
            append(&root.join(&path), b"\n x")
        });
    }
    check(1, "copy-unknown", "certificates/2026-000099", |root| {
        std::fs::create_dir(root.join("certificates/2026-000099")).unwrap();
    });
    check(1, "index-differs", "index.json", |root| {
        let list = root.join("index.json");
        let text = std::fs::read_to_string(&list).unwrap();
        assert!(text.contains("\"void\""));
        std::fs::write(list, text.replace("\"void\"", "\"valid\"")).unwrap();
    });
    let folder = Folder::new();
    let without = changed(&folder, |root| {
        std::fs::remove_file(root.join("index.json")).unwrap();
        std::fs::remove_file(root.join("index.html")).unwrap();
        std::fs::remove_dir_all(root.join("certificates")).unwrap();
    });
    audit(&without).gives(0);
}

#[test]
fn the_users_own_trust_file_is_the_default_of_every_command() {
    let folder = Folder::new();
    let register = changed(&folder, |_| ());
    let certificate = demo().arg("demo/certificate.json");
    folder.write(
        "sekisho/trust.json",
        std::fs::read(demo().path("demo/trust.json")).unwrap(),
    );
    for args in [
        vec!["register", "audit", &register],
        vec!["register", "page", &register],
        vec!["verify", &certificate, "--register", &register],
    ] {
        let mut with = command(&args);
        with.env("XDG_CONFIG_HOME", folder.path(""));
        ended(with.output().unwrap()).gives(0);
        let mut without = command(&args);
        without.env_remove("HOME");
        let ran = ended(without.output().unwrap()).gives(2);
        assert!(
            ran.err.contains("--trust") && ran.err.contains("HOME"),
            "{}",
            ran.err
        );
        assert!(!ran.err.contains('–'), "{}", ran.err);
    }
}

#[test]
fn keys_do_not_come_to_lie_in_the_public_register_by_another_name_of_it() {
    let folder = Folder::new();
    std::os::unix::fs::symlink(folder.path("."), folder.path("link")).expect("a fresh folder");
    for (body, why) in [
        ("link/reg/body", "lies in the public register"),
        ("missing/../reg/body", "does not exist"),
    ] {
        let ran = init_with(&folder, body, GOOD, &[]).gives(2);
        assert!(ran.err.contains(why), "{}", ran.err);
        assert!(!folder.path("reg").exists(), "nothing was made");
    }
}

#[test]
fn an_answer_that_cannot_be_written_is_not_a_yes() {
    let trust = demo().arg("demo/trust.json");
    let register = demo().arg("demo/register");
    for typed in [
        vec!["scheme", "list"],
        vec!["register", "audit", &register, "--trust", &trust],
        vec!["register", "audit", &register, "--trust", &trust, "--json"],
    ] {
        let full = std::fs::File::create("/dev/full").expect("Linux has it");
        let ended = command(&typed)
            .stdout(full)
            .stderr(std::process::Stdio::null())
            .status()
            .expect("it starts");
        assert_eq!(ended.code(), Some(2), "{typed:?}");
    }
}
