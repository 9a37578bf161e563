//! A body with witnesses, and witnesses whose disk fails: nobody is shown what a quorum has not seen, and no witness
//! signs two trees of one size.

use std::fs;
use std::path::Path;

use register::bundle::check_bundle;
use register::canonical::Digest;
use register::checkpoint::Checkpoint;
use register::key::{NoteKey, SigningKey};
use register::limits::Limits;
use register::reason::Reason;
use register::survey::survey;
use register::trust::Trust;

use super::{Witness, WitnessError};
use crate::body::{Body, BodyError, Published};
use crate::disk::Disk;
use crate::disk::faults::{Fault, Faults};
use crate::faults::trust;
use crate::folder::{FolderError, read_under};
use crate::key::Key;
use crate::story;

const SHARD: &str = "register/shards/2026";

fn key(number: u8) -> Key {
    let pem = tempfile::tempdir().unwrap();
    let path = pem.path().join("key.pem");
    let seed = ed25519_dalek::SigningKey::from_bytes(&[number; 32]);
    let pem = ed25519_dalek::pkcs8::EncodePrivateKey::to_pkcs8_pem(&seed, Default::default());
    let private = crate::disk::Readers::Owner;
    let pem = pem.unwrap();
    Disk::default()
        .write(&path, pem.as_bytes(), private)
        .unwrap();
    Key::read(&path).unwrap()
}

pub(crate) fn name(number: u8) -> NoteKey {
    let key = SigningKey::from_seed(&[number; 32]).verifying_key();
    NoteKey::witness(&format!("w.example/{number}"), key).unwrap()
}

pub(crate) fn witness(number: u8, folder: &Path) -> Witness {
    let memory = folder.join(format!("memory-{number}"));
    Witness::open(name(number), key(number), &memory).unwrap()
}

/// A body with two witnesses and everything done that it can do alone.
pub(super) fn witnessed(folder: &Path) -> Body {
    let mut body = story::open_witnessed(Disk::default(), folder, &[name(1), name(2)]).unwrap();
    story::finish(&mut body).unwrap();
    body
}

/// The line of this witness over what the register offers.
pub(crate) fn line(number: u8, folder: &Path, trust: &Trust) -> Result<String, Vec<Reason>> {
    looked(&mut witness(number, folder), folder, trust, true)
}

fn line_without_fold(folder: &Path, trust: &Trust) -> Result<String, Vec<Reason>> {
    looked(&mut witness(1, folder), folder, trust, false)
}

fn looked(
    witness: &mut Witness,
    folder: &Path,
    trust: &Trust,
    folds: bool,
) -> Result<String, Vec<Reason>> {
    let mut read = read_under(&folder.join("register"));
    let visits = witness.visit(trust, story::at(), folds, &Limits::default(), &mut read);
    let mut visits = visits.unwrap();
    visits.swap_remove(0).outcome.map(|cosigned| cosigned.line)
}

#[test]
fn nothing_is_published_or_handed_out_before_a_quorum_has_seen_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut body = witnessed(folder.path());
    let trust = trust(&body);
    let copies = folder.path().join("register/certificates");
    assert!(!folder.path().join(SHARD).join("checkpoint").exists());
    assert!(!copies.exists());
    let waiting = body.waiting().unwrap();
    assert_eq!((waiting[0].seen, waiting[0].quorum), (0, 2));

    let first = line(1, folder.path(), &trust).unwrap();
    let one = body.cosign(story::at(), &first).unwrap();
    assert_eq!((one[0].taken, one[0].seen, one[0].published), (1, 1, false));
    assert!(!copies.exists());
    // The same again, a stranger's and a broken line count for nothing.
    let stranger = line(3, folder.path(), &trust).unwrap();
    let none = body
        .cosign(
            story::at(),
            &format!("{first}\n{stranger}\n— w.example/2 x"),
        )
        .unwrap();
    assert_eq!((none[0].taken, none[0].seen), (0, 1));

    let second = line(2, folder.path(), &trust).unwrap();
    let both = body.cosign(story::at(), &second).unwrap();
    assert_eq!((both[0].seen, both[0].published), (2, true));
    assert_eq!(body.waiting().unwrap(), []);
    let mut read = read_under(&folder.path().join("register"));
    let seen = survey(&trust, story::at(), None, &Limits::default(), &mut read);
    assert_eq!(seen.reasons, []);
    let mut found = 0;
    for entry in fs::read_dir(copies).unwrap() {
        let bundle = fs::read(entry.unwrap().path().join("certificate.json")).unwrap();
        check_bundle(&bundle, &trust, &Limits::default()).unwrap();
        found += 1;
    }
    assert_eq!(found, 2);
}

#[test]
fn readers_keep_the_last_witnessed_checkpoint_while_the_next_one_waits() {
    let folder = tempfile::tempdir().unwrap();
    let mut body = witnessed(folder.path());
    let trust = trust(&body);
    for number in [1, 2] {
        body.cosign(story::at(), &line(number, folder.path(), &trust).unwrap())
            .unwrap();
    }
    let before = body.register().checkpoint_text().unwrap();
    body.note_day(story::at()).unwrap();
    assert_eq!(body.register().checkpoint_text().unwrap(), before);
    let mut read = read_under(&folder.path().join("register"));
    let seen = survey(&trust, story::at(), None, &Limits::default(), &mut read);
    assert_eq!(
        seen.reasons,
        [],
        "what lies beyond the checkpoint harms nobody"
    );
    // It is found again by the next opening, and by the witnesses.
    drop(body);
    let mut body = witnessed(folder.path());
    for number in [1, 2] {
        body.cosign(story::at(), &line(number, folder.path(), &trust).unwrap())
            .unwrap();
    }
    let after = body.register().checkpoint().unwrap();
    assert_eq!(after.size, Checkpoint::parse(&before).unwrap().size + 1);
}

#[test]
fn copies_are_cut_anew_when_more_witnesses_are_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let mut body = story::open(Disk::default(), folder.path()).unwrap();
    story::finish(&mut body).unwrap();
    let number = body
        .state()
        .certificates()
        .keys()
        .next()
        .unwrap()
        .to_string();
    let copy = folder
        .path()
        .join("register/certificates")
        .join(number)
        .join("certificate.json");
    body.change_witnesses(story::at(), &[name(1), name(2)], 1)
        .unwrap();
    let trust = trust(&body);
    let check = |bytes: &[u8]| check_bundle(bytes, &trust, &Limits::default()).map(|_| ());
    assert!(check(&fs::read(&copy).unwrap()).is_err());
    body.cosign(story::at(), &line(2, folder.path(), &trust).unwrap())
        .unwrap();
    check(&fs::read(&copy).unwrap()).unwrap();
    // A witness that ends and one that comes; what the first one saw stays seen.
    body.change_witnesses(story::at(), &[name(1), name(4)], 1)
        .unwrap();
    assert_eq!(body.facts().witnesses.len(), 3);
    for (named, quorum) in [
        (vec![name(1)], 2),
        (vec![name(2)], 1),
        (vec![name(1), name(1)], 1),
        (vec![body.shard().unwrap()], 1),
    ] {
        let refused = body.change_witnesses(story::at(), &named, quorum);
        let as_it_should = match &refused {
            Err(BodyError::Quorum { quorum, named }) => (*quorum, *named) == (2, 1),
            Err(BodyError::WitnessKnown { name: new, other }) => {
                new == other && new == name(2).name()
            }
            Err(BodyError::WitnessTwice { name: twice }) => twice == name(1).name(),
            Err(BodyError::NoWitness { vkey }) => *vkey == body.shard().unwrap().vkey(),
            _ => false,
        };
        assert!(as_it_should, "{named:?}: {refused:?}");
    }
    let facts = body.facts().clone();
    drop(body);
    let body = story::open(Disk::default(), folder.path()).unwrap();
    assert_eq!(body.facts(), &facts);
}

#[test]
fn a_body_put_back_from_an_old_copy_is_noticed_by_what_was_published_or_witnessed() {
    let folder = tempfile::tempdir().unwrap();
    let (home, register) = (folder.path().join("body"), folder.path().join("register"));
    let mut body = witnessed(folder.path());
    let trust = trust(&body);
    drop(body);
    let old = (
        crate::faults::copied(&home),
        crate::faults::copied(&register),
    );
    body = witnessed(folder.path());
    body.note_day(story::at()).unwrap();
    let remembered = {
        line(1, folder.path(), &trust).unwrap();
        let witness = witness(1, folder.path());
        witness.remembered(&trust.shards[0]).unwrap().unwrap()
    };
    drop(body);
    for (folder, files) in [(&home, &old.0), (&register, &old.1)] {
        fs::remove_dir_all(folder).unwrap();
        crate::faults::put_back(folder, files);
    }
    crate::faults::private(&home.join("keys"));
    // Both were put back, so they agree with each other, and only others can know.
    let mut known = Published {
        held: vec![remembered],
        places: Vec::new(),
    };
    let opened = Body::open_after(&home, &register, &mut known);
    assert!(
        matches!(opened, Err(BodyError::Folder(FolderError::Log { .. }))),
        "{opened:?}"
    );
    assert_eq!(
        crate::faults::copied(&register),
        old.1,
        "nothing was appended"
    );
    let refused = line(1, folder.path(), &trust).unwrap_err();
    assert!(
        matches!(refused.as_slice(), [Reason::TreeSmaller { .. }]),
        "{refused:?}"
    );
}

#[test]
fn what_is_no_file_keeps_neither_a_witness_nor_a_body_waiting() {
    let folder = tempfile::tempdir().unwrap();
    let body = witnessed(folder.path());
    let trust = trust(&body);
    let memory = witness(1, folder.path()).path(&trust.shards[0].origin);
    let pending = folder.path().join(SHARD).join("pending");
    fs::rename(&pending, folder.path().join("aside")).unwrap();
    for path in [&memory, &pending] {
        // A device that never ends.
        std::os::unix::fs::symlink("/dev/zero", path).unwrap();
    }
    let remembered = witness(1, folder.path()).remembered(&trust.shards[0]);
    assert!(
        matches!(remembered, Err(WitnessError::File { .. })),
        "{remembered:?}"
    );
    let waiting = body.waiting();
    assert!(
        matches!(waiting, Err(BodyError::Folder(FolderError::File { .. }))),
        "{waiting:?}"
    );
}

/// Shows the register of `folder` with another tree of the same size in the place of its own.
fn show_another_tree(folder: &Path, body_key: &Path, trust: &Trust) {
    let path = folder.join(SHARD).join("pending");
    let real = Checkpoint::parse(&fs::read_to_string(&path).unwrap()).unwrap();
    let key = Key::read(body_key).unwrap();
    let key = key.for_register();
    let other = Digest::of(b"another history");
    let text = Checkpoint::sign(&trust.shards[0].vkey, real.size, other, &key);
    fs::write(path, text).unwrap();
}

#[test]
fn whatever_write_of_a_witness_fails_it_never_signs_two_trees_of_one_size() {
    let mut refusals = 0;
    for fault in [Fault::NotDone, Fault::DoneButReportedAsFailed] {
        for number in 0..4 {
            let folder = tempfile::tempdir().unwrap();
            let trust = trust(&witnessed(folder.path()));
            let memory = folder.path().join("memory-1");
            let disk = Disk {
                faults: Faults::at(number, fault),
            };
            let mut witness = Witness::open_on(disk, name(1), key(1), &memory).unwrap();
            let mut read = read_under(&folder.path().join("register"));
            let limits = Limits::default();
            let signed = witness.visit(&trust, story::at(), false, &limits, &mut read);
            drop(witness);
            show_another_tree(
                folder.path(),
                &folder.path().join("body/keys/shard.pem"),
                &trust,
            );
            let again = line_without_fold(folder.path(), &trust);
            match signed {
                Ok(_) => assert!(again.is_err(), "{number} {fault:?}: signed both"),
                // No line left the house: what it remembers may be either.
                Err(error) => assert!(matches!(error, WitnessError::File { .. }), "{error:?}"),
            }
            refusals += u32::from(again.is_err());
        }
    }
    assert!(
        refusals >= 3,
        "the other tree is refused wherever the first one was remembered"
    );
}

#[test]
fn a_witness_without_its_memory_is_bound_by_its_signature_on_the_register() {
    let folder = tempfile::tempdir().unwrap();
    let mut body = witnessed(folder.path());
    let trust = trust(&body);
    for number in [1, 2] {
        body.cosign(story::at(), &line(number, folder.path(), &trust).unwrap())
            .unwrap();
    }
    drop(body);
    fs::remove_dir_all(folder.path().join("memory-1")).unwrap();
    show_another_tree(
        folder.path(),
        &folder.path().join("body/keys/shard.pem"),
        &trust,
    );
    let refused = line_without_fold(folder.path(), &trust).unwrap_err();
    assert!(
        matches!(refused.as_slice(), [Reason::TreesDiffer { .. }]),
        "{refused:?}"
    );
}

#[test]
fn a_memory_that_the_witness_did_not_write_stops_it() {
    let folder = tempfile::tempdir().unwrap();
    let trust = trust(&witnessed(folder.path()));
    let path = {
        line(1, folder.path(), &trust).unwrap();
        let witness = witness(1, folder.path());
        witness.path(&trust.shards[0].origin)
    };
    let good = fs::read_to_string(&path).unwrap();
    for bad in ["", "x", &good.replace("— w.example/1", "— w.example/9")] {
        fs::write(&path, bad).unwrap();
        let mut read = read_under(&folder.path().join("register"));
        let limits = Limits::default();
        let visited =
            witness(1, folder.path()).visit(&trust, story::at(), false, &limits, &mut read);
        assert!(
            matches!(visited, Err(WitnessError::Memory { .. })),
            "{visited:?}"
        );
    }
}
