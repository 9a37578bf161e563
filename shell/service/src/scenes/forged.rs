//! Acts that reach the database past the program: written by somebody with the file in hands. The log is replayed under
//! every rule when the body is opened, and the body that holds one of them does not open.

use std::path::Path;

use jiff::SignedDuration;
use scheme::body::Refusal;
use scheme::body::act::{Act, Ruling, What};
use scheme::id::{CaseId, Digest};

use super::{Scene, name, place, software};
use crate::acts;
use crate::body::{Actor, Body, BodyError};
use crate::signed::{self, SignedActError};

/// What somebody writes as a row of the log.
struct Row {
    act: Act,
    bytes: Vec<u8>,
    signature: Vec<u8>,
    /// The case under which it is filed.
    filed: Option<String>,
}

/// An act signed by its actor, as it should be.
fn signed_by(act: Act, actor: &Actor) -> Row {
    let (bytes, signature) = signed::sign(&act, &actor.key).unwrap();
    let filed = act.case.as_ref().map(ToString::to_string);
    Row {
        act,
        bytes,
        signature: signature.to_vec(),
        filed,
    }
}

/// The next act of this case, as of now.
fn act(scene: &Scene, number: u8, by: &str, case: &CaseId, what: What) -> Act {
    Act {
        id: hex::encode([number; 16]),
        at: scene.now,
        by: name(by),
        why: "because".to_owned(),
        body: scene.body.state().founding().map(str::to_owned),
        case: Some(case.clone()),
        expects: Some(scene.body.state().case(case).unwrap().acts()),
        what,
    }
}

fn complaint() -> What {
    What::Complaint {
        text: Digest::of(b"text"),
    }
}

fn write(folder: &Path, rows: &[Row]) -> rusqlite::Result<()> {
    let database = rusqlite::Connection::open(folder.join("body/body.sqlite"))?;
    for row in rows {
        let kind: &'static str = (&row.act.what).into();
        let sql = "INSERT INTO acts (number, id, at, actor, kind, case_id, bytes, signature) \
                   VALUES ((SELECT MAX(number) + 1 FROM acts), ?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let (at, by) = (row.act.at.to_string(), row.act.by.as_str());
        let (id, filed, bytes, signature) = (&row.act.id, &row.filed, &row.bytes, &row.signature);
        database.execute(
            sql,
            rusqlite::params![id, at, by, kind, filed, bytes, signature],
        )?;
    }
    Ok(())
}

/// Opens the body after a case has come to its review and these rows were written.
#[track_caller]
fn check(rows: impl FnOnce(&mut Scene, &CaseId) -> Vec<Row>) -> Result<Body, BodyError> {
    let folder = place();
    let mut scene = Scene::open(folder.path());
    let case = scene.reviewed(&software("1.0"));
    let rows = rows(&mut scene, &case);
    drop(scene);
    write(folder.path(), &rows).unwrap();
    Body::open(&folder.path().join("body"), &folder.path().join("register"))
}

#[track_caller]
fn replays_to(opened: Result<Body, BodyError>, codes: &[&str]) {
    match opened {
        Err(BodyError::Replay { reasons, .. }) => {
            let found: Vec<_> = reasons.iter().map(Refusal::code).collect();
            assert_eq!(found, codes);
        }
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn not_signed(opened: Result<Body, BodyError>) {
    let wrong = matches!(
        opened,
        Err(BodyError::Signed {
            source: SignedActError::Signature { .. },
            ..
        })
    );
    assert!(wrong, "{opened:?}");
}

#[track_caller]
fn misfiled(opened: Result<Body, BodyError>) {
    let wrong = matches!(
        opened,
        Err(BodyError::Signed {
            source: SignedActError::Form { .. },
            ..
        })
    );
    assert!(wrong, "{opened:?}");
}

#[test]
fn an_act_in_order_would_be_believed() {
    let opened = check(|scene, case| {
        let maker = scene.actor("maker");
        vec![signed_by(act(scene, 1, "maker", case, complaint()), &maker)]
    });
    assert_eq!(opened.unwrap().state().voices().len(), 1);
}

#[test]
fn an_act_that_is_repeated() {
    let folder = place();
    let mut scene = Scene::open(folder.path());
    let case = scene.reviewed(&software("1.0"));
    let maker = scene.actor("maker");
    let once = || signed_by(act(&scene, 1, "maker", &case, complaint()), &maker);
    let (first, second, mut third) = (once(), once(), once());
    drop(scene);
    write(folder.path(), &[first]).unwrap();
    let again = write(folder.path(), &[second]).unwrap_err();
    assert!(again.to_string().contains("acts.id"), "{again}");
    // Filed under a name of its own it is still the act of that name.
    third.act.id = hex::encode([2; 16]);
    write(folder.path(), &[third]).unwrap();
    let opened = Body::open(&folder.path().join("body"), &folder.path().join("register"));
    misfiled(opened);
}

#[test]
fn an_act_signed_for_another_case() {
    let opened = check(|scene, case| {
        let (maker, other) = (scene.actor("maker"), scene.submitted(&software("9.0")));
        let signed = act(scene, 1, "maker", case, complaint());
        let mut row = signed_by(signed.clone(), &maker);
        let moved = Act {
            case: Some(other.clone()),
            expects: None,
            ..signed
        };
        // The other case's act under the signature of the first one.
        let (bytes, _) = signed::sign(&moved, &maker.key).unwrap();
        row.bytes = bytes;
        row.filed = Some(other.to_string());
        row.act = moved;
        vec![row]
    });
    not_signed(opened);
}

#[test]
fn an_act_filed_under_another_case() {
    let opened = check(|scene, case| {
        let maker = scene.actor("maker");
        let mut row = signed_by(act(scene, 1, "maker", case, complaint()), &maker);
        row.filed = Some("case-000099".to_owned());
        vec![row]
    });
    misfiled(opened);
}

#[test]
fn an_act_signed_with_anothers_key() {
    let opened = check(|scene, case| {
        let other = scene.actor("integrator");
        vec![signed_by(act(scene, 1, "maker", case, complaint()), &other)]
    });
    not_signed(opened);
}

#[test]
fn an_act_signed_with_a_revoked_key() {
    let opened = check(|scene, case| {
        let (at, registrar) = (scene.tick(), scene.actor("registrar"));
        let gone = name("maker");
        acts::revoke_actor(&mut scene.body, &registrar, at, "stolen", &gone).unwrap();
        let maker = scene.actor("maker");
        vec![signed_by(act(scene, 1, "maker", case, complaint()), &maker)]
    });
    replays_to(opened, &["key-revoked"]);
}

#[test]
fn an_act_signed_with_a_key_whose_time_is_over() {
    let opened = check(|scene, case| {
        scene.passes_days(3_800);
        let maker = scene.actor("maker");
        vec![signed_by(act(scene, 1, "maker", case, complaint()), &maker)]
    });
    replays_to(opened, &["key-not-of-that-day"]);
}

#[test]
fn an_act_dated_back_before_the_key_was_revoked() {
    let opened = check(|scene, case| {
        let (at, registrar) = (scene.tick(), scene.actor("registrar"));
        let gone = name("maker");
        acts::revoke_actor(&mut scene.body, &registrar, at, "stolen", &gone).unwrap();
        let maker = scene.actor("maker");
        let mut back = act(scene, 1, "maker", case, complaint());
        back.at -= SignedDuration::from_hours(1);
        vec![signed_by(back, &maker)]
    });
    replays_to(opened, &["time-runs-backwards", "key-revoked"]);
}

#[test]
fn two_decisions_on_the_same_picture() {
    let opened = check(|scene, case| {
        let (one, other) = (scene.actor("decider"), scene.actor("second"));
        let grant = What::Decide {
            ruling: Ruling::Grant {
                class: name("2-a"),
                conditions: Vec::new(),
                left_out: Vec::new(),
            },
        };
        let refuse = What::Decide {
            ruling: Ruling::Refuse {},
        };
        vec![
            signed_by(act(scene, 1, "decider", case, grant), &one),
            signed_by(act(scene, 2, "second", case, refuse), &other),
        ]
    });
    replays_to(opened, &["old-picture", "already-decided"]);
}
