//! Several writers, a full disk, a folder that nobody may write, a database of a newer program: a clear refusal, nothing harmed.

use std::fs;
use std::path::Path;
use std::thread;

use scheme::body::act::What;
use scheme::id::Digest;

use super::{Body, BodyError};
use crate::StoreError;
use crate::disk::Disk;
use crate::faults::{copied, whole};
use crate::home::LockError;
use crate::story;

/// A complaint by the registrar: the shortest act.
fn complain(body: &mut Body) -> Result<u64, BodyError> {
    let registrar = body.resident(&"registrar".parse().unwrap())?;
    let text = Digest::of(b"text");
    body.perform(
        &registrar,
        story::at(),
        "why",
        None,
        What::Complaint { text },
    )
}

fn open(folder: &Path) -> Result<Body, BodyError> {
    Body::open(&folder.join("body"), &folder.join("register"))
}

#[test]
fn several_processes_write_in_turn_and_no_act_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let body = story::open(Disk::default(), folder.path()).unwrap();
    let before = body.acts();
    drop(body);
    // Each opens the folder for itself, as processes do: the lock belongs to the open file, not to the process.
    let mut numbers: Vec<u64> = thread::scope(|scope| {
        let writer = || {
            let write = |_| complain(&mut open(folder.path()).unwrap()).unwrap();
            (0..4).map(write).collect::<Vec<_>>()
        };
        let writers: Vec<_> = (0..4).map(|_| scope.spawn(writer)).collect();
        let each = writers
            .into_iter()
            .flat_map(|writer| writer.join().unwrap());
        each.collect()
    });
    numbers.sort_unstable();
    assert_eq!(numbers, (before + 1..=before + 16).collect::<Vec<_>>());
    assert_eq!(open(folder.path()).unwrap().acts(), before + 16);
}

#[test]
fn a_database_of_a_newer_program_is_refused_and_not_a_byte_is_changed() {
    let folder = tempfile::tempdir().unwrap();
    let mut body = story::open(Disk::default(), folder.path()).unwrap();
    story::finish(&mut body).unwrap();
    drop(body);
    let database = folder.path().join("body/body.sqlite");
    let connection = rusqlite::Connection::open(&database).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    let bytes = || {
        let mut files = copied(folder.path());
        files.remove("body/lock");
        files
    };
    let before = bytes();
    let refused = open(folder.path());
    assert!(
        matches!(
            refused,
            Err(BodyError::Store(StoreError::Newer { found: 99, .. }))
        ),
        "{refused:?}"
    );
    assert!(before == bytes(), "a file was changed");
}

#[test]
fn a_full_disk_ends_the_work_and_loses_nothing_that_was_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let mut body = story::open(Disk::default(), folder.path()).unwrap();
    story::finish(&mut body).unwrap();
    body.store.fill().unwrap();
    let refused = loop {
        match complain(&mut body) {
            Ok(_) => assert!(body.acts() < 1000, "the disk is never full"),
            Err(refused) => break refused,
        }
    };
    // SQLITE_FULL, whichever step met it.
    let mut said = String::new();
    let mut cause: Option<&dyn std::error::Error> = Some(&refused);
    while let Some(error) = cause {
        said += &format!("{error}; ");
        cause = error.source();
    }
    assert!(said.contains("full"), "{said}");
    let acknowledged = body.acts() - 1;
    let again = complain(&mut body);
    assert!(matches!(again, Err(BodyError::Broken)), "{again:?}");
    drop(body);
    // With room again the next opening goes on.
    let mut body = open(folder.path()).unwrap();
    assert_eq!(body.acts(), acknowledged);
    complain(&mut body).unwrap();
    whole(&body, None, "after a full disk");
}

#[test]
fn a_body_that_nobody_may_write_is_refused_by_its_lock() {
    let folder = tempfile::tempdir().unwrap();
    let mut body = story::open(Disk::default(), folder.path()).unwrap();
    story::finish(&mut body).unwrap();
    drop(body);
    let (home, lock) = (folder.path().join("body"), folder.path().join("body/lock"));
    let before = copied(folder.path());
    // A folder stands where the lock would be written: what cannot be opened for writing, also by whoever may write anything.
    fs::remove_file(&lock).unwrap();
    fs::create_dir(&lock).unwrap();
    let refused = Body::open(&home, &folder.path().join("register"));
    assert!(
        matches!(refused, Err(BodyError::Lock(LockError::File { .. }))),
        "{refused:?}"
    );
    fs::remove_dir(&lock).unwrap();
    let mut after = before.clone();
    after.remove("body/lock");
    assert!(after == copied(folder.path()), "a file was changed");
}
