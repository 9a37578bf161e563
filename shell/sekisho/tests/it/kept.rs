//! What is kept of advisories between two runs: it saves time and never changes an answer.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::program::{Folder, command, ended};

/// A folder with advisories of its own, and a cache beside it.
struct Kept {
    folder: Folder,
    advisories: String,
}

impl Kept {
    fn new(advisories: &str, files: &[(&str, &str)]) -> Self {
        let folder = Folder::new();
        for (name, text) in files {
            folder.write(&format!("{advisories}/{name}"), text);
        }
        fs::create_dir(folder.path("caches")).expect("a folder");
        let advisories = folder.arg(advisories);
        Self { folder, advisories }
    }

    fn matched(&self) -> Value {
        self.folder.write("Cargo.lock", LOCK);
        let lock = self.folder.arg("Cargo.lock");
        let args = ["match", &lock, "--advisories", &self.advisories, "--json"];
        let mut command = command(&args);
        command.env("XDG_CACHE_HOME", self.folder.path("caches"));
        ended(command.output().expect("the program starts")).json()
    }

    fn files(&self, ending: &str) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut open = vec![self.folder.path("caches")];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                match path.is_dir() {
                    true => open.push(path),
                    false if path.extension().is_some_and(|e| e == ending) => found.push(path),
                    false => {}
                }
            }
        }
        found
    }

    /// Matches until the index is kept: files that were written just now are not settled yet.
    fn settle(&self) -> (Value, PathBuf) {
        let begin = Instant::now();
        loop {
            let outcome = self.matched();
            if let [index] = self.files("index").as_slice() {
                return (outcome, index.clone());
            }
            assert!(begin.elapsed() < Duration::from_secs(60), "nothing is kept");
            std::thread::sleep(Duration::from_millis(200));
        }
    }
}

const LOCK: &str = "version = 4\n[[package]]\nname = \"app\"\nversion = \"1.0.0\"\ndependencies = [\"b\"]\n[[package]]\nname = \"b\"\n\
    version = \"1.0.0\"\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"\n";

fn record(id: &str, fixed: &str) -> String {
    format!(
        r#"{{"id":"{id}","modified":"2026-11-01T00:00:00Z","affected":[{{"package":{{"ecosystem":"crates.io","name":"b"}},
        "ranges":[{{"type":"SEMVER","events":[{{"introduced":"0"}},{{"fixed":"{fixed}"}}]}}]}}]}}"#
    )
}

fn write_over(path: &Path, bytes: &[u8]) {
    // As somebody else would leave it: under the same name, with the same rights.
    fs::write(path, bytes).expect("a file");
}

#[test]
fn a_kept_index_gives_the_same_answer() {
    let kept = Kept::new("feed", &[("x.json", &record("X-1", "2.0.0"))]);
    let first = kept.matched();
    let (settled, index) = kept.settle();
    assert_eq!(first["verdict"], "fail");
    let again = kept.matched();
    for outcome in [&settled, &again] {
        for member in ["verdict", "reasons", "coverage", "feeds", "findings"] {
            assert_eq!(outcome[member], first[member], "{member}");
        }
    }
    let rights = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(
        (rights(&index), rights(index.parent().unwrap())),
        (0o600, 0o700)
    );
}

#[test]
fn a_changed_source_is_read_anew_and_what_it_gave_before_is_gone() {
    let kept = Kept::new("feed", &[("x.json", &record("X-1", "2.0.0"))]);
    let (_, index) = kept.settle();
    // The same length, so that only times and digest tell.
    kept.folder.write("feed/x.json", record("X-1", "1.0.0"));
    assert_eq!(kept.matched()["verdict"], "pass");
    kept.folder.write("feed/y.json", record("Y-1", "3.0.0"));
    assert_eq!(kept.matched()["verdict"], "fail");
    let begin = Instant::now();
    while kept.files("index") == [index.clone()] {
        assert!(
            begin.elapsed() < Duration::from_secs(60),
            "the old index stays"
        );
        std::thread::sleep(Duration::from_millis(200));
        assert_eq!(kept.matched()["verdict"], "fail");
    }
    assert_eq!(kept.files("index").len(), 1);
    fs::remove_file(kept.folder.path("feed/y.json")).unwrap();
    assert_eq!(kept.matched()["verdict"], "pass");
}

#[test]
fn an_index_that_was_cut_changed_or_put_there_by_another_is_made_anew() {
    let kept = Kept::new("feed", &[("x.json", &record("X-1", "2.0.0"))]);
    let (first, index) = kept.settle();
    let whole = fs::read(&index).unwrap();
    // The index of a feed that knows nothing of the package, in the place of the right one.
    let other = Kept::new("feed", &[("x.json", &record("X-1", "0.1.0"))]);
    let foreign = fs::read(other.settle().1).unwrap();
    let mut changed = whole.clone();
    changed[whole.len() / 2] ^= 1;
    for bytes in [&whole[..whole.len() / 2], b"", b"hello", &changed, &foreign] {
        write_over(&index, bytes);
        let outcome = kept.matched();
        assert_eq!(outcome["findings"], first["findings"]);
        assert_eq!(fs::read(&index).unwrap(), whole, "made anew");
    }
    for note in kept.files("source") {
        write_over(&note, b"{}");
    }
    assert_eq!(kept.matched()["findings"], first["findings"]);
}

#[test]
fn an_index_to_which_others_may_write_is_not_believed() {
    let kept = Kept::new("feed", &[("x.json", &record("X-1", "2.0.0"))]);
    let (first, index) = kept.settle();
    let quiet = Kept::new("feed", &[("x.json", &record("X-1", "0.1.0"))]);
    // What it would say if it were believed: the same bytes as a right index, with the wrong rights.
    fs::set_permissions(&index, fs::Permissions::from_mode(0o666)).unwrap();
    assert_eq!(kept.matched()["findings"], first["findings"]);
    let rights = fs::metadata(&index).unwrap().permissions().mode() & 0o777;
    assert_eq!(rights, 0o600, "it was written anew");
    let folder = quiet.folder.path("caches/sekisho");
    quiet.settle();
    let inner = fs::read_dir(folder)
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    fs::set_permissions(&inner, fs::Permissions::from_mode(0o777)).unwrap();
    for index in quiet.files("index") {
        fs::remove_file(index).unwrap();
    }
    assert_eq!(quiet.matched()["verdict"], "pass");
    assert_eq!(
        quiet.files("index"),
        Vec::<PathBuf>::new(),
        "nothing is written there"
    );
}

#[test]
fn nothing_is_kept_of_a_feed_that_is_not_usable() {
    let kept = Kept::new("feed", &[("x.json", "{\"id\":\"X-1\"")]);
    std::thread::sleep(Duration::from_secs(3));
    assert_eq!(kept.matched()["verdict"], "inconclusive");
    assert_eq!(kept.files("index"), Vec::<PathBuf>::new());
}

#[test]
fn a_catalogue_among_the_files_is_found_again() {
    let kev = r#"{"catalogVersion":"1","dateReleased":"2026-11-01T00:00:00Z","count":1,"vulnerabilities":[{"cveID":"X-1","dateAdded":"2026-11-01"}]}"#;
    let kept = Kept::new(
        "feed",
        &[("x.json", &record("X-1", "2.0.0")), ("kev.json", kev)],
    );
    let (first, _) = kept.settle();
    assert_eq!(first["findings"][0]["kev"], true);
    assert_eq!(kept.matched()["findings"][0]["kev"], true);
}

fn clean_and_bad() -> Kept {
    Kept::new(
        "feed",
        &[
            ("x.json", &record("X-1", "1.0.0")),
            ("elsewhere/bad.json", &record("X-2", "2.0.0")),
        ],
    )
}

#[test]
fn a_link_in_a_folder_of_advisories_is_no_silence() {
    let kept = clean_and_bad();
    let away = kept.folder.path("away");
    fs::rename(kept.folder.path("feed/elsewhere"), &away).unwrap();
    assert_eq!(kept.matched()["verdict"], "pass");
    for (from, to) in [
        ("feed/bad.json", away.join("bad.json")),
        ("feed/elsewhere", away),
    ] {
        let link = kept.folder.path(from);
        symlink(to, &link).unwrap();
        let outcome = kept.matched();
        assert_eq!(outcome["verdict"], "inconclusive", "{from}");
        assert_eq!(outcome["reasons"][0]["code"], "feed-unusable", "{from}");
        fs::remove_file(link).unwrap();
    }
}

#[test]
fn a_link_that_comes_to_a_kept_folder_is_seen() {
    let kept = Kept::new("feed", &[("x.json", &record("X-1", "1.0.0"))]);
    assert_eq!(kept.settle().0["verdict"], "pass");
    symlink("nowhere.json", kept.folder.path("feed/y.json")).unwrap();
    assert_eq!(kept.matched()["verdict"], "inconclusive");
}

#[test]
fn a_link_to_an_archive_is_followed() {
    let kept = Kept::new("feed", &[("README", "")]);
    let text = record("X-1", "2.0.0");
    let mut head = tar::Header::new_gnu();
    head.set_size(text.len() as u64);
    let mut archive = tar::Builder::new(Vec::new());
    archive
        .append_data(&mut head, "x.json", text.as_bytes())
        .unwrap();
    let away = kept.folder.path("away.tar");
    fs::write(&away, archive.into_inner().unwrap()).unwrap();
    symlink(away, kept.folder.path("feed/x.tar")).unwrap();
    assert_eq!(kept.matched()["verdict"], "fail");
}

#[test]
fn a_second_catalogue_of_one_kind_is_told() {
    let kev = |id: &str| {
        format!(
            r#"{{"catalogVersion":"1","dateReleased":"2026-11-01T00:00:00Z","count":1,"vulnerabilities":[{{"cveID":"{id}","dateAdded":"2026-11-01"}}]}}"#
        )
    };
    let (first, other) = (kev("X-1"), kev("X-2"));
    let clean = record("X-1", "1.0.0");
    for (second, verdict) in [(&first, "pass"), (&other, "inconclusive")] {
        let files = [
            ("x.json", clean.as_str()),
            ("a.json", &first),
            ("b.json", second),
        ];
        assert_eq!(Kept::new("feed", &files).matched()["verdict"], verdict);
    }
}

#[test]
fn what_is_kept_stands_under_the_rules_of_the_build() {
    let kept = Kept::new("feed", &[("x.json", &record("X-1", "2.0.0"))]);
    let (_, index) = kept.settle();
    let folder = index
        .parent()
        .unwrap()
        .file_name()
        .unwrap()
        .to_string_lossy();
    let rules = folder.rsplit('-').next().unwrap();
    assert!(rules.len() == 16 && rules != "0000000000000000", "{folder}");
}
