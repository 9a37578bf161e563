//! A copy is whole or none, a body comes back out of it as it was, and an old one does not take up work again.

use std::collections::BTreeMap;

use register::checkpoint::Checkpoint;

use super::*;
use crate::Published;
use crate::disk::Disk;
use crate::faults::{copied, whole};
use crate::folder::{FolderError, read_under};
use crate::story;

/// A body at the end of the story, and a copy of it.
fn backed_up(keys: Option<&Passphrase>) -> (tempfile::TempDir, Taken) {
    let folder = tempfile::tempdir().unwrap();
    let mut body = story::open(Disk::default(), folder.path()).unwrap();
    story::finish(&mut body).unwrap();
    let taken = backup(&body, &folder.path().join("copy.tar"), story::at(), keys).unwrap();
    (folder, taken)
}

fn passphrase(text: &str) -> Passphrase {
    Passphrase::new(text.as_bytes().to_vec()).unwrap()
}

/// What readers are shown in this folder.
fn shown(register: &Path) -> Published<'static> {
    Published {
        held: Vec::new(),
        places: vec![("the mirror".into(), Box::new(read_under(register)))],
    }
}

fn open(at: &Path, known: &mut Published<'_>) -> Result<Body, BodyError> {
    Body::open_after(&at.join("body"), &at.join("register"), known)
}

fn kept(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = copied(folder);
    files.retain(|name, _| !name.starts_with("body.sqlite") && name != "lock");
    files
}

#[test]
fn a_body_comes_back_with_everything_but_its_keys() {
    let (folder, taken) = backed_up(None);
    assert_eq!(taken.keys, 0);
    let into = folder.path().join("again");
    let restored = restore(&folder.path().join("copy.tar"), &into, None).unwrap();
    assert_eq!((restored.acts, restored.list), (taken.acts, taken.list));
    assert!(!into.join("body/keys").exists());
    let unasked = Body::open(&into.join("body"), &into.join("register"));
    assert!(
        matches!(unasked, Err(BodyError::Restored { .. })),
        "{unasked:?}"
    );
    let mut known = shown(&folder.path().join("register"));
    let mut body = open(&into, &mut known).unwrap();
    whole(&body, None, "restored");
    // Nothing is signed before the keys are brought back.
    body.note_day(story::at()).unwrap_err();
    drop(body);
    let keys = folder.path().join("body/keys");
    crate::faults::put_back(&into.join("body/keys"), &copied(&keys));
    crate::faults::private(&into.join("body/keys"));
    let mut body = Body::open(&into.join("body"), &into.join("register")).unwrap();
    body.note_day(story::at()).unwrap();
}

#[test]
fn keys_go_with_it_under_a_passphrase_and_come_back_as_they_were() {
    let with = passphrase("correct horse");
    let (folder, taken) = backed_up(Some(&with));
    assert!(taken.keys >= 7, "{taken:?}");
    let copy = folder.path().join("copy.tar");
    let bytes = fs::read(&copy).unwrap();
    let plain = b"BEGIN PRIVATE KEY";
    assert!(!bytes.windows(plain.len()).any(|at| at == plain));
    let into = folder.path().join("again");
    for (given, said) in [
        (None, "none was given"),
        (Some(passphrase("x")), "does not open"),
    ] {
        let error = restore(&copy, &into, given.as_ref()).unwrap_err();
        assert!(error.to_string().contains(said), "{error}");
        assert!(!into.exists() && !aside(&into).exists());
    }
    restore(&copy, &into, Some(&with)).unwrap();
    let (old, new) = (folder.path().join("body"), into.join("body"));
    let mut files = kept(&new);
    files.remove("restored-from-a-copy-of").unwrap();
    assert_eq!(files, kept(&old));
    assert_eq!(
        copied(&into.join("register")),
        copied(&folder.path().join("register"))
    );
    let mut body = open(&into, &mut shown(&folder.path().join("register"))).unwrap();
    body.note_day(story::at()).unwrap();
}

#[test]
fn a_key_that_has_its_own_passphrase_keeps_it() {
    let folder = tempfile::tempdir().unwrap();
    let body = story::open(Disk::default(), folder.path()).unwrap();
    let own = folder.path().join("body/keys/own.pem");
    let key = Key::generate().unwrap();
    key.write_new_encrypted(&own, &passphrase("its own"))
        .unwrap();
    let (copy, with) = (folder.path().join("copy.tar"), passphrase("the copy's"));
    backup(&body, &copy, story::at(), Some(&with)).unwrap();
    let into = folder.path().join("again");
    restore(&copy, &into, Some(&with)).unwrap();
    let again = fs::read(into.join("body/keys/own.pem")).unwrap();
    assert_eq!(again, fs::read(own).unwrap());
}

#[test]
fn last_weeks_copy_is_told_from_what_is_published() {
    let folder = tempfile::tempdir().unwrap();
    let mut body = story::open(Disk::default(), folder.path()).unwrap();
    while body.state().certificates().is_empty() {
        story::go_on(&mut body).unwrap();
    }
    let copy = folder.path().join("copy.tar");
    let with = passphrase("correct horse");
    backup(&body, &copy, story::at(), Some(&with)).unwrap();
    story::finish(&mut body).unwrap();
    let newest = body.register().checkpoint_text().unwrap();
    drop(body);
    let into = folder.path().join("again");
    restore(&copy, &into, Some(&with)).unwrap();
    let before = copied(&into);
    let witness = || Published {
        held: vec![Checkpoint::parse(&newest).unwrap()],
        places: Vec::new(),
    };
    for mut known in [shown(&folder.path().join("register")), witness()] {
        let opened = open(&into, &mut known);
        assert!(
            matches!(opened, Err(BodyError::Folder(FolderError::Log { .. }))),
            "{opened:?}"
        );
    }
    // Nothing was written, and it is still not opened without a look at what is published.
    let mut after = copied(&into);
    for name in ["body/lock", "body/body.sqlite-wal", "body/body.sqlite-shm"] {
        after.remove(name);
    }
    assert_eq!(
        after.keys().collect::<Vec<_>>(),
        before.keys().collect::<Vec<_>>()
    );
    let register = |files: &BTreeMap<String, Vec<u8>>| -> BTreeMap<_, _> {
        let published = files
            .iter()
            .filter(|(name, _)| name.starts_with("register/"));
        published
            .map(|(name, bytes)| (name.clone(), bytes.clone()))
            .collect()
    };
    assert_eq!(register(&after), register(&before));
    let opened = Body::open(&into.join("body"), &into.join("register"));
    assert!(
        matches!(opened, Err(BodyError::Restored { .. })),
        "{opened:?}"
    );
}

#[test]
fn a_cut_archive_is_refused_and_leaves_nothing() {
    let (folder, _) = backed_up(None);
    let bytes = fs::read(folder.path().join("copy.tar")).unwrap();
    let (cut, into) = (folder.path().join("cut.tar"), folder.path().join("again"));
    // The last data are those of the seal, behind which stand a padded block and two empty ones.
    let data = bytes.len() - bytes.iter().rev().take_while(|byte| **byte == 0).count();
    let mut ends: Vec<usize> = (0..data).step_by(data / 40).collect();
    ends.extend([data - 1, data - 65, 511, 512, 513]);
    for end in ends {
        fs::write(&cut, &bytes[..end]).unwrap();
        let refused = restore(&cut, &into, None);
        assert!(
            matches!(
                refused,
                Err(BackupError::Form { .. } | BackupError::Changed { .. })
            ),
            "{end}: {refused:?}"
        );
        assert!(!into.exists() && !aside(&into).exists(), "{end}");
    }
}

#[test]
fn a_changed_byte_in_any_member_is_seen() {
    let (folder, _) = backed_up(None);
    let bytes = fs::read(folder.path().join("copy.tar")).unwrap();
    let (changed, into) = (folder.path().join("new.tar"), folder.path().join("again"));
    let mut archive = tar::Archive::new(&bytes[..]);
    let members: Vec<(u64, u64)> = archive
        .entries()
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.raw_file_position(), entry.size()))
        .collect();
    assert!(members.len() > 10);
    for (at, size) in members.iter().filter(|(_, size)| *size > 0) {
        let mut bytes = bytes.clone();
        let at = usize::try_from(at + size / 2).unwrap();
        bytes[at] ^= 1;
        fs::write(&changed, &bytes).unwrap();
        let refused = restore(&changed, &into, None);
        assert!(
            matches!(
                refused,
                Err(BackupError::Form { .. } | BackupError::Changed { .. })
            ),
            "{at}: {refused:?}"
        );
        assert!(!into.exists(), "{at}");
    }
}

#[test]
fn nothing_is_overwritten_and_no_copy_lies_in_public() {
    let (folder, _) = backed_up(None);
    let copy = folder.path().join("copy.tar");
    let body = story::open(Disk::default(), folder.path()).unwrap();
    let refused = backup(&body, &copy, story::at(), None);
    assert!(
        matches!(refused, Err(BackupError::Exists { .. })),
        "{refused:?}"
    );
    let inside = folder.path().join("register/copy.tar");
    let refused = backup(&body, &inside, story::at(), None);
    assert!(
        matches!(refused, Err(BackupError::InPublic { .. })),
        "{refused:?}"
    );
    let into = folder.path().join("again");
    fs::create_dir(&into).unwrap();
    fs::write(into.join("mine"), "x").unwrap();
    let refused = restore(&copy, &into, None);
    assert!(
        matches!(refused, Err(BackupError::Exists { .. })),
        "{refused:?}"
    );
    assert_eq!(fs::read(into.join("mine")).unwrap(), b"x");
    fs::remove_file(into.join("mine")).unwrap();
    restore(&copy, &into, None).unwrap();
}

#[test]
fn evidence_that_was_changed_is_not_copied_as_if_it_were_whole() {
    let (folder, _) = backed_up(None);
    let body = story::open(Disk::default(), folder.path()).unwrap();
    let files = copied(&folder.path().join("body/evidence"));
    let name = files.keys().next().unwrap();
    fs::write(folder.path().join("body/evidence").join(name), "changed").unwrap();
    let to = folder.path().join("second.tar");
    let refused = backup(&body, &to, story::at(), None);
    assert!(
        matches!(&refused, Err(BackupError::Changed { path, .. }) if path.ends_with(name.as_str())),
        "{refused:?}"
    );
    assert!(!to.exists() && !aside(&to).exists());
}

/// A copy whose list was written by somebody else, sealed as it should be.
fn forged(path: &str) -> Vec<u8> {
    let list = List {
        format: FORMAT.to_owned(),
        made: story::at(),
        origin: "test.example/2026".to_owned(),
        acts: 1,
        files: vec![Listed {
            path: path.to_owned(),
            bytes: 1,
            sha256: Digest::of(b"x"),
            sealed: false,
        }],
    };
    let mut archive = tar::Builder::new(Vec::new());
    let text = serde_json::to_vec_pretty(&list).unwrap();
    append(&mut archive, LIST, text.len() as u64, &text[..]).unwrap();
    let mut head = tar::Header::new_old();
    // The library writes no such name; a hostile one does.
    head.as_mut_bytes()[..path.len()].copy_from_slice(path.as_bytes());
    head.set_entry_type(tar::EntryType::Regular);
    head.set_size(1);
    head.set_mode(0o600);
    head.set_cksum();
    archive.append(&head, &b"x"[..]).unwrap();
    let seal = format!("{}\n", Digest::of(&text));
    append(&mut archive, SEAL, seal.len() as u64, seal.as_bytes()).unwrap();
    archive.into_inner().unwrap()
}

#[test]
fn a_path_that_leads_out_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (copy, into) = (folder.path().join("c.tar"), folder.path().join("a/again"));
    fs::create_dir(folder.path().join("a")).unwrap();
    for path in [
        "body/../../x",
        "/tmp/x",
        "../x",
        "body",
        "other/x",
        "./body/x",
    ] {
        fs::write(&copy, forged(path)).unwrap();
        let refused = restore(&copy, &into, None);
        assert!(
            matches!(&refused, Err(BackupError::Form { detail }) if detail.contains("no path of a body")),
            "{path}: {refused:?}"
        );
        assert!(!into.exists(), "{path}");
    }
    fs::write(&copy, forged("body/x")).unwrap();
    restore(&copy, &into, None).unwrap();
    assert_eq!(fs::read(into.join("body/x")).unwrap(), b"x");
}
