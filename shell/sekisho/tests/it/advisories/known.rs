//! The files of the data folder are read to know them once, and again when they changed: no change goes unnoticed.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::{feed, place, sha256, update};
use crate::program::{Folder, command, ended};

/// A data folder with a feed, and a cache of its own.
struct Known {
    folder: Folder,
    file: PathBuf,
}

impl Known {
    fn new() -> Known {
        let folder = place();
        let bytes = feed(4, "2026-08-01");
        folder.write("feed.tar", &bytes);
        fs::create_dir(folder.path("caches")).expect("a folder");
        update(
            &folder,
            &["--from", &format!("f={}", folder.arg("feed.tar"))],
        )
        .gives(0);
        let name = format!("data/advisories/files/{}.tar", sha256(&bytes));
        let file = folder.path(&name);
        Known { folder, file }
    }

    fn matched(&self) -> Value {
        let (lock, data) = (self.folder.arg("Cargo.lock"), self.folder.arg("data"));
        let mut command = command(&["match", &lock, "--data", &data, "--json"]);
        command.env("XDG_CACHE_HOME", self.folder.path("caches"));
        ended(command.output().expect("the program starts")).json()
    }

    fn notes(&self) -> Vec<PathBuf> {
        let Ok(inner) = fs::read_dir(self.folder.path("caches/sekisho")) else {
            return Vec::new();
        };
        let inner = inner.map(|entry| entry.expect("an entry").path());
        let files = inner.flat_map(|folder| fs::read_dir(folder).expect("a folder"));
        let files = files.map(|entry| entry.expect("an entry").path());
        files
            .filter(|path| path.extension().is_some_and(|ending| ending == "whole"))
            .collect()
    }

    /// Matches until the file is known: one that was written just now is not settled yet.
    fn settle(&self) -> PathBuf {
        let begun = Instant::now();
        loop {
            assert_eq!(self.matched()["verdict"], "fail");
            if let [note] = self.notes().as_slice() {
                return note.clone();
            }
            assert!(
                begun.elapsed() < Duration::from_secs(60),
                "nothing is known"
            );
            sleep(Duration::from_millis(200));
        }
    }

    #[track_caller]
    fn notices(&self) {
        let outcome = self.matched();
        assert_eq!(outcome["verdict"], "inconclusive", "{outcome:#}");
        let mut reasons = outcome["reasons"].as_array().expect("reasons").iter();
        assert!(reasons.any(|reason| reason["code"] == "feed-unusable"));
    }
}

#[test]
fn a_known_file_that_was_changed_in_its_place_is_noticed() {
    let known = Known::new();
    known.settle();
    assert_eq!(known.matched()["verdict"], "fail");
    let whole = fs::read(&known.file).unwrap();
    let times = fs::metadata(&known.file).unwrap();
    let mut changed = whole.clone();
    // The name of the one package that the product has, in the same length.
    let at = whole.windows(4).position(|bytes| bytes == b"\"p1\"");
    changed[at.expect("the package") + 1] = b'q';
    fs::write(&known.file, &changed).unwrap();
    let file = fs::File::options().write(true).open(&known.file).unwrap();
    file.set_modified(times.modified().unwrap()).unwrap();
    known.notices();
    // It comes back as it was.
    fs::write(&known.file, &whole).unwrap();
    assert_eq!(known.matched()["verdict"], "fail");
}

#[test]
fn another_file_in_the_place_of_a_known_one_is_noticed() {
    let known = Known::new();
    known.settle();
    let times = fs::metadata(&known.file).unwrap();
    let other = known.folder.path("other.tar");
    fs::write(&other, vec![0; fs::read(&known.file).unwrap().len()]).unwrap();
    let file = fs::File::options().write(true).open(&other).unwrap();
    file.set_modified(times.modified().unwrap()).unwrap();
    fs::rename(&other, &known.file).unwrap();
    known.notices();
    fs::remove_file(&known.file).unwrap();
    known.notices();
}

#[test]
fn what_is_kept_of_a_damaged_file_or_by_somebody_else_is_not_believed() {
    let known = Known::new();
    let note = known.settle();
    let believed = fs::read(&note).unwrap();
    let whole = fs::read(&known.file).unwrap();
    fs::write(&known.file, vec![0; whole.len()]).unwrap();
    sleep(Duration::from_secs(3));
    known.notices();
    assert_eq!(fs::read(&note).unwrap(), believed, "nothing is noted of it");
    fs::write(&known.file, &whole).unwrap();
    for text in ["{}", "", "hello"] {
        fs::write(&note, text).unwrap();
        assert_eq!(known.matched()["verdict"], "fail");
    }
    // In a folder that others may write to nothing is kept.
    fs::remove_file(&note).unwrap();
    let inner = note.parent().unwrap();
    fs::set_permissions(inner, fs::Permissions::from_mode(0o777)).unwrap();
    assert_eq!(known.matched()["verdict"], "fail");
    assert_eq!(known.notes(), Vec::<PathBuf>::new());
}
