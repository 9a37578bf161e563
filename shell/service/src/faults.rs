//! What a crash, a failing disk, or a foreign hand may do to a body, and what must hold after it.
//!
//! Failure here means: an act that was acknowledged is gone; a certificate stands twice; the register's
//! checkpoint goes back or contradicts an earlier one; a body goes on as if nothing had happened.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use register::limits::Limits;
use register::log::Log;
use register::statement::Kind;
use register::survey::survey;
use register::trust::{Closed, Shard, TRUST_FORMAT, Trust, TrustedKey};

use crate::body::{Body, BodyError, ShardEnding};
use crate::disk::Disk;
use crate::disk::faults::{Fault, Faults};
use crate::folder::{FolderError, read_under};
use crate::story;
use crate::witness::tests as witnesses;

/// Lets the `number`th durable step fail, checks what holds, and finishes the story.
fn survives(number: u32, fault: Fault) {
    let folder = tempfile::tempdir().unwrap();
    let disk = Disk {
        faults: Faults::at(number, fault),
    };
    let mut acknowledged = 0;
    let failed = match story::open(disk, folder.path()) {
        Err(_) => true,
        Ok(mut body) => loop {
            match story::go_on(&mut body) {
                Ok(true) => acknowledged = body.acts(),
                Ok(false) => break false,
                Err(_) => {
                    let refused = story::go_on(&mut body);
                    let kept_to_itself =
                        matches!(refused, Err(BodyError::Broken | BodyError::File { .. }));
                    assert!(
                        kept_to_itself || refused.is_ok(),
                        "{number} {fault:?}: {refused:?}"
                    );
                    break true;
                }
            }
        },
    };
    let published = checkpoint(folder.path());
    let mut body = story::open(Disk::default(), folder.path())
        .unwrap_or_else(|error| panic!("{number} {fault:?}: does not open again: {error:?}"));
    assert!(
        body.acts() >= acknowledged,
        "{number} {fault:?}: an acknowledged act is gone"
    );
    story::finish(&mut body).unwrap_or_else(|error| panic!("{number} {fault:?}: {error:?}"));
    whole(
        &body,
        published,
        &format!("{number} {fault:?}, failed: {failed}"),
    );
}

/// Every certificate stands in the register once, with its copies, and nothing published is lost.
pub(crate) fn whole(body: &Body, published: Option<String>, when: &str) {
    let register = body.register();
    assert_eq!(body.state().certificates().len(), 2, "{when}");
    let seen = survey(
        &trust(body),
        story::at(),
        None,
        &Limits::default(),
        &mut read_under(register.root()),
    );
    assert_eq!(seen.reasons, [], "{when}");
    assert_eq!(seen.folded.histories().count(), 2, "{when}");
    assert_eq!(
        seen.shards[0].size, 8,
        "{when}: two certificates, two summaries, one version-up, a table after each"
    );
    for number in body.state().certificates().keys() {
        let copies = register
            .root()
            .join("certificates")
            .join(number.to_string());
        for name in [
            "certificate.json",
            "certificate.svr.json",
            "certificate.tlog-proof",
        ] {
            assert!(copies.join(name).exists(), "{when}: {number}/{name}");
        }
    }
    if let Some(published) = published {
        let name = body.shard().unwrap();
        let shard = register.root().join(register.shard());
        let earlier = register::checkpoint::Checkpoint::parse(&published).unwrap();
        let text = register.checkpoint_text().unwrap();
        let mut read = read_under(&shard);
        let log = Log::open(name, &text, Limits::default(), &mut read).unwrap();
        log.check_extends(&earlier, &mut read)
            .unwrap_or_else(|error| panic!("{when}: {error}"));
    }
}

fn checkpoint(folder: &Path) -> Option<String> {
    fs::read_to_string(folder.join("register/shards/2026/checkpoint")).ok()
}

pub(crate) fn trust(body: &Body) -> Trust {
    let key = body.statement_key().unwrap();
    let from = "2026-01-01T00:00:00Z".parse().unwrap();
    Trust {
        format: TRUST_FORMAT.into(),
        body: register::certificate::Text {
            ja: "試験機関".into(),
            en: "Test body".into(),
        },
        demonstration: true,
        keys: vec![TrustedKey {
            keyid: key.keyid(),
            spki: key,
            from,
            until: None,
            revoked: None,
            purposes: vec![
                Kind::Certificate,
                Kind::State,
                Kind::Svr,
                Kind::Table,
                Kind::Key,
                Kind::Close,
            ],
        }],
        shards: vec![Shard {
            origin: "test.example/2026".into(),
            url: None,
            vkey: body.shard().unwrap(),
            from,
            until: None,
            closed: None,
        }],
        witnesses: body.facts().witnesses.clone(),
        quorum: body.facts().quorum,
        max_checkpoint_age_days: 7,
    }
}

/// How many durable steps the whole story takes.
fn steps() -> u32 {
    let folder = tempfile::tempdir().unwrap();
    let disk = Disk::default();
    let mut body = story::open(disk.clone(), folder.path()).unwrap();
    story::finish(&mut body).unwrap();
    disk.faults.taken()
}

#[test]
fn every_write_may_fail_without_being_done() {
    for number in 0..steps() {
        survives(number, Fault::NotDone);
    }
}

#[test]
fn every_write_may_be_done_and_reported_as_failed() {
    for number in 0..steps() {
        survives(number, Fault::DoneButReportedAsFailed);
    }
}

#[test]
fn replaying_the_log_of_acts_gives_the_same_state() {
    let folder = tempfile::tempdir().unwrap();
    let mut body = story::open(Disk::default(), folder.path()).unwrap();
    story::finish(&mut body).unwrap();
    let (state, acts) = (body.state().clone(), body.acts());
    drop(body);
    let again = story::open(Disk::default(), folder.path()).unwrap();
    assert_eq!(again.state(), &state);
    assert_eq!(again.acts(), acts);
}

#[test]
fn a_register_put_back_from_last_week_is_noticed_before_anything_is_added() {
    let folder = tempfile::tempdir().unwrap();
    let mut body = story::open(Disk::default(), folder.path()).unwrap();
    while body.state().certificates().is_empty() {
        story::go_on(&mut body).unwrap();
    }
    let old = copied(&folder.path().join("register"));
    story::finish(&mut body).unwrap();
    drop(body);
    put_back(&folder.path().join("register"), &old);
    let opened = Body::open(&folder.path().join("body"), &folder.path().join("register"));
    assert!(
        matches!(
            opened,
            Err(BodyError::Folder(FolderError::Behind {
                found: 3,
                published: 8
            }))
        ),
        "{opened:?}"
    );
}

#[test]
fn a_database_put_back_from_last_week_is_noticed_by_the_register() {
    let folder = tempfile::tempdir().unwrap();
    let mut body = story::open(Disk::default(), folder.path()).unwrap();
    while body.state().certificates().is_empty() {
        story::go_on(&mut body).unwrap();
    }
    drop(body);
    let old = copied(&folder.path().join("body"));
    let mut body = story::open(Disk::default(), folder.path()).unwrap();
    story::finish(&mut body).unwrap();
    drop(body);
    fs::remove_dir_all(folder.path().join("body")).unwrap();
    put_back(&folder.path().join("body"), &old);
    private(&folder.path().join("body/keys"));
    let opened = Body::open(&folder.path().join("body"), &folder.path().join("register"));
    assert!(
        matches!(
            opened,
            Err(BodyError::Folder(FolderError::Ahead { found: 8, made: 3 }))
        ),
        "{opened:?}"
    );
}

#[test]
fn a_body_that_lies_in_its_register_is_not_opened() {
    let folder = tempfile::tempdir().unwrap();
    let mut body = story::open(Disk::default(), folder.path()).unwrap();
    story::finish(&mut body).unwrap();
    drop(body);
    let (register, inside) = (
        folder.path().join("register"),
        folder.path().join("register/b"),
    );
    fs::rename(folder.path().join("body"), &inside).unwrap();
    let link = folder.path().join("link");
    std::os::unix::fs::symlink(&inside, &link).unwrap();
    for home in [&inside, &link] {
        let opened = Body::open(home, &register);
        assert!(
            matches!(opened, Err(BodyError::InPublic { .. })),
            "{opened:?}"
        );
    }
}

#[test]
fn the_register_of_another_body_is_refused() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for folder in [&one, &other] {
        let mut body = story::open(Disk::default(), folder.path()).unwrap();
        story::finish(&mut body).unwrap();
    }
    let opened = Body::open(&one.path().join("body"), &other.path().join("register"));
    assert!(
        matches!(opened, Err(BodyError::Folder(FolderError::Log { .. }))),
        "{opened:?}"
    );
}

#[test]
fn an_act_changed_in_the_database_does_not_replay() {
    let folder = tempfile::tempdir().unwrap();
    let mut body = story::open(Disk::default(), folder.path()).unwrap();
    story::finish(&mut body).unwrap();
    drop(body);
    let database = folder.path().join("body/body.sqlite");
    let connection = rusqlite::Connection::open(database).unwrap();
    connection
        .execute_batch(
            "DROP TRIGGER acts_are_not_changed; \
             UPDATE acts SET bytes = CAST(replace(bytes, 'earned', 'bought') AS BLOB) \
             WHERE kind = 'decide'",
        )
        .unwrap();
    drop(connection);
    let opened = Body::open(&folder.path().join("body"), &folder.path().join("register"));
    assert!(
        matches!(opened, Err(BodyError::Signed { .. })),
        "{opened:?}"
    );
}

#[test]
fn somebody_with_another_key_cannot_act_under_a_known_name() {
    let folder = tempfile::tempdir().unwrap();
    let mut body = story::open(Disk::default(), folder.path()).unwrap();
    story::finish(&mut body).unwrap();
    let forger = crate::Actor {
        id: "registrar".parse().unwrap(),
        key: crate::Key::generate().unwrap(),
    };
    let case = body.state().cases().keys().next().unwrap().clone();
    let acts = body.acts();
    let refused = crate::acts::accept(&mut body, &forger, story::at(), "mine", &case, [].into());
    assert!(
        matches!(refused, Err(BodyError::Signed { .. })),
        "{refused:?}"
    );
    assert_eq!(body.acts(), acts);
}

/// Every file below a folder, by its path.
pub(crate) fn copied(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().display().to_string();
                files.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    files
}

pub(crate) fn put_back(folder: &Path, files: &BTreeMap<String, Vec<u8>>) {
    for (name, bytes) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

pub(crate) fn private(keys: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    for entry in fs::read_dir(keys).unwrap() {
        fs::set_permissions(entry.unwrap().path(), fs::Permissions::from_mode(0o600)).unwrap();
    }
}

/// A moment so many seconds after the story.
fn later(seconds: i64) -> jiff::Timestamp {
    story::at() + jiff::SignedDuration::from_secs(seconds)
}

/// What a body does to its register besides certificates, from wherever it stands: the next key, the next shard, another
/// quorum, the word of the day, each seen by the witnesses.
fn upkeep(folder: &Path, disk: &Disk) -> Result<(), BodyError> {
    let mut body = Body::open_on(disk.clone(), &folder.join("body"), &folder.join("register"))?;
    if body.statement_keys()?.len() == 1 {
        body.change_statement_key(later(10), false)?;
    }
    if body.shards()?.len() == 1 {
        body.next_shard("test.example/2027", later(20), ShardEnding::Closed)?;
    }
    if body.facts().quorum == 2 {
        body.change_witnesses(later(30), &[witnesses::name(1), witnesses::name(3)], 1)?;
    }
    body.note_day(later(40))?;
    if !body.waiting()?.is_empty() {
        let trust = trust_after(&body);
        let mut read = read_under(body.register().root());
        let mut witness = witnesses::witness(1, folder);
        let visits = witness.visit(&trust, later(50), true, &Limits::default(), &mut read);
        for visit in visits.expect("the witness's own disk is good") {
            body.cosign(later(50), &visit.outcome.expect("an honest register").line)?;
        }
    }
    assert_eq!(body.waiting()?, [], "one witness is enough");
    Ok(())
}

#[test]
fn every_write_of_keys_shards_and_witnesses_may_fail_in_both_ways() {
    let prepared = tempfile::tempdir().unwrap();
    let named = [witnesses::name(1), witnesses::name(2)];
    let mut body = story::open_witnessed(Disk::default(), prepared.path(), &named).unwrap();
    story::finish(&mut body).unwrap();
    let trust = trust(&body);
    for number in [1, 2] {
        let line = witnesses::line(number, prepared.path(), &trust).unwrap();
        body.cosign(story::at(), &line).unwrap();
    }
    drop(body);
    let start = copied(prepared.path());
    let set_up = || {
        let folder = tempfile::tempdir().unwrap();
        put_back(folder.path(), &start);
        private(&folder.path().join("body/keys"));
        folder
    };
    let steps = {
        let (folder, disk) = (set_up(), Disk::default());
        upkeep(folder.path(), &disk).unwrap();
        disk.faults.taken()
    };
    assert!(steps > 60, "{steps} steps");
    for fault in [Fault::NotDone, Fault::DoneButReportedAsFailed] {
        for number in 0..steps {
            let folder = set_up();
            let published = checkpoint(folder.path()).expect("it was published");
            let disk = Disk {
                faults: Faults::at(number, fault),
            };
            upkeep(folder.path(), &disk).expect_err("a step failed");
            upkeep(folder.path(), &Disk::default())
                .unwrap_or_else(|error| panic!("{number} {fault:?}: no way on: {error:?}"));
            kept_up(folder.path(), &published, &format!("{number} {fault:?}"));
        }
    }
}

/// Two shards, two keys, two certificates that verify under the quorum, and nothing that was published is lost.
fn kept_up(folder: &Path, published: &str, when: &str) {
    let (home, register) = (folder.join("body"), folder.join("register"));
    let body = Body::open(&home, &register).unwrap();
    let trust = trust_after(&body);
    let mut read = read_under(&register);
    let seen = survey(&trust, later(60), None, &Limits::default(), &mut read);
    assert_eq!(seen.reasons, [], "{when}");
    assert_eq!((seen.shards.len(), trust.keys.len()), (2, 2), "{when}");
    assert_eq!(seen.folded.histories().count(), 2, "{when}");
    for number in body.state().certificates().keys() {
        let path = format!("certificates/{number}/certificate.json");
        let bundle = fs::read(register.join(path)).unwrap();
        let checked = register::bundle::check_bundle(&bundle, &trust, &Limits::default());
        assert!(checked.is_ok(), "{when}: {number}: {checked:?}");
    }
    let earlier = register::checkpoint::Checkpoint::parse(published).unwrap();
    let known = &mut crate::Published {
        held: vec![earlier],
        places: Vec::new(),
    };
    drop(body);
    Body::open_after(&home, &register, known).unwrap_or_else(|error| panic!("{when}: {error:?}"));
}

/// The trust file of a body that has changed keys and shards.
fn trust_after(body: &Body) -> Trust {
    let mut trust = trust(body);
    let from = trust.shards[0].from;
    trust.keys = body
        .statement_keys()
        .unwrap()
        .into_iter()
        .map(|key| TrustedKey {
            keyid: key.key.keyid(),
            spki: key.key,
            from: key.since.unwrap_or(from),
            until: key.until,
            revoked: key.revoked,
            purposes: trust.keys[0].purposes.clone(),
        })
        .collect();
    trust.shards = body
        .shards()
        .unwrap()
        .into_iter()
        .map(|shard| Shard {
            origin: shard.name.name().to_owned(),
            url: None,
            vkey: shard.name,
            from: shard.since.unwrap_or(from),
            until: shard.until,
            closed: shard.end.map(|(size, root)| Closed { size, root }),
        })
        .collect();
    trust
}
