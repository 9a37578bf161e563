//! What is prepared, signed elsewhere and brought back is done once, here, in its time, and as it was read; nothing else is.

use std::fs;
use std::path::Path;

use scheme::body::Refusal;
use scheme::body::act::{Period, Renewal};

use super::*;
use crate::acts;
use crate::body::Actor;
use crate::disk::Disk;
use crate::story;

struct Place {
    folder: tempfile::TempDir,
    body: Body,
    registrar: Actor,
}

/// A body at the end of the story.
fn place() -> Place {
    let folder = tempfile::tempdir().unwrap();
    let mut body = story::open(Disk::default(), folder.path()).unwrap();
    story::finish(&mut body).unwrap();
    let registrar = body.resident(&"registrar".parse().unwrap()).unwrap();
    Place {
        folder,
        body,
        registrar,
    }
}

impl Place {
    fn prepared(&self, what: What) -> Carried {
        let by = &self.registrar.id;
        prepare(&self.body, by, story::at(), "has left", None, what).unwrap()
    }

    /// An act prepared here and signed where only the file and the key are.
    fn signed(&self, what: What) -> Carried {
        let file = self.prepared(what).to_bytes();
        let read = Carried::from_bytes(&file).unwrap();
        let signed = read.sign(&self.registrar.key).unwrap();
        Carried::from_bytes(&signed.to_bytes()).unwrap()
    }

    #[track_caller]
    fn refuses(&mut self, carried: &Carried, wanted: &[&str]) {
        let acts = self.body.acts();
        let refused = enter(&mut self.body, carried, story::at());
        let Err(BodyError::Refused(reasons)) = refused else {
            panic!("{refused:?}");
        };
        let codes: Vec<_> = reasons.iter().map(Refusal::code).collect();
        assert_eq!(codes, wanted);
        assert_eq!(self.body.acts(), acts);
    }
}

fn revoke(actor: &str) -> What {
    What::RevokeActor {
        actor: actor.parse().unwrap(),
    }
}

fn days(number: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * number)
}

#[test]
fn an_act_signed_elsewhere_is_done_like_any_other_and_once() {
    let mut place = place();
    let carried = place.signed(revoke("decider"));
    let number = enter(&mut place.body, &carried, story::at() + days(1)).unwrap();
    assert_eq!(number, place.body.acts());
    let decider = &place.body.state().actors()[&"decider".parse().unwrap()];
    assert!(decider.revoked.is_some());
    place.refuses(&carried, &["act-repeated", "old-picture", "key-revoked"]);
    let state = place.body.state().clone();
    drop(place.body);
    let again = story::open(Disk::default(), place.folder.path()).unwrap();
    assert_eq!(again.state(), &state);
}

#[test]
fn an_act_in_between_makes_it_fall() {
    let mut place = place();
    let carried = place.signed(revoke("decider"));
    let reviewer: scheme::id::ActorId = "reviewer".parse().unwrap();
    let registrar = place.registrar.clone();
    acts::revoke_actor(&mut place.body, &registrar, story::at(), "left", &reviewer).unwrap();
    place.refuses(&carried, &["old-picture"]);
}

#[test]
fn an_act_for_another_body_with_the_same_people_and_keys_is_refused() {
    let one = place();
    let folder = tempfile::tempdir().unwrap();
    copy(
        &one.folder.path().join("body/keys"),
        &folder.path().join("body/keys"),
    );
    let mut body = story::open(Disk::default(), folder.path()).unwrap();
    story::finish(&mut body).unwrap();
    let registrar = body.resident(&one.registrar.id).unwrap();
    assert_eq!(registrar.key.public_hex(), one.registrar.key.public_hex());
    let mut other = Place {
        folder,
        body,
        registrar,
    };
    assert_eq!(other.body.acts(), one.body.acts());
    let carried = one.signed(revoke("decider"));
    other.refuses(&carried, &["other-body"]);
    let own = other.signed(revoke("decider"));
    enter(&mut other.body, &own, story::at()).unwrap();
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

#[test]
fn it_is_entered_when_its_time_has_come_and_not_weeks_later() {
    let mut place = place();
    let carried = place.signed(revoke("decider"));
    let late = story::at() + days(CARRIED_DAYS) + SignedDuration::from_secs(1);
    let error = enter(&mut place.body, &carried, late).unwrap_err();
    assert!(
        matches!(error, BodyError::Carried(CarriedError::TooOld { .. })),
        "{error:?}"
    );
    let early = story::at() - SignedDuration::from_secs(1);
    let error = enter(&mut place.body, &carried, early).unwrap_err();
    assert!(
        matches!(error, BodyError::Carried(CarriedError::TooEarly { .. })),
        "{error:?}"
    );
    enter(&mut place.body, &carried, story::at() + days(CARRIED_DAYS)).unwrap();
}

#[test]
fn what_is_entered_is_what_was_signed_with_the_key_of_that_moment() {
    let mut place = place();
    let prepared = place.prepared(revoke("decider"));
    let error = enter(&mut place.body, &prepared, story::at()).unwrap_err();
    assert!(
        matches!(error, BodyError::Carried(CarriedError::Unsigned)),
        "{error:?}"
    );
    let stranger = Key::generate().unwrap();
    let refused = prepared.clone().sign(&stranger);
    assert!(
        matches!(refused, Err(CarriedError::OtherKey { .. })),
        "{refused:?}"
    );
    let signed = String::from_utf8(place.signed(revoke("decider")).to_bytes()).unwrap();
    let changed = signed.replace("\"decider\"", "\"reviewer\"");
    let changed = Carried::from_bytes(changed.as_bytes()).unwrap();
    let error = enter(&mut place.body, &changed, story::at()).unwrap_err();
    assert!(matches!(error, BodyError::Signed { .. }), "{error:?}");
    // The key that signed it has another in its place by now.
    let case = place.body.state().cases().keys().next().unwrap().clone();
    let text = Digest::of(b"text");
    let (by, what) = (&place.registrar.id, What::Complaint { text });
    let on_case = prepare(&place.body, by, story::at(), "why", Some(&case), what).unwrap();
    let on_case = on_case.sign(&place.registrar.key).unwrap();
    let renewal = Renewal {
        actor: place.registrar.id.clone(),
        public_key: stranger.public_hex(),
        period: Period {
            from: "2026-01-01".parse().unwrap(),
            until: "2036-12-31".parse().unwrap(),
        },
    };
    let registrar = place.registrar.clone();
    acts::renew_key(&mut place.body, &registrar, story::at(), "stolen", renewal).unwrap();
    let error = enter(&mut place.body, &on_case, story::at()).unwrap_err();
    assert!(matches!(error, BodyError::Signed { .. }), "{error:?}");
}

#[test]
fn a_file_that_would_be_good_anywhere_or_at_any_time_is_none() {
    let place = place();
    let file = String::from_utf8(place.prepared(revoke("decider")).to_bytes()).unwrap();
    for what in ["body", "expects"] {
        let line = file
            .lines()
            .find(|line| line.contains(&format!("\"{what}\"")));
        let without = file.replace(line.unwrap(), "");
        let read = Carried::from_bytes(without.as_bytes());
        assert_eq!(read, Err(CarriedError::Lacks { what }));
    }
    let other = file.replace("carried-act/v1", "carried-act/v2");
    let read = Carried::from_bytes(other.as_bytes());
    assert!(matches!(read, Err(CarriedError::Form { .. })), "{read:?}");
    let read = Carried::from_bytes(&vec![b' '; CARRIED_BYTES + 1]);
    assert!(
        matches!(read, Err(CarriedError::TooLong { .. })),
        "{read:?}"
    );
}

#[test]
fn what_would_be_refused_is_not_prepared_and_what_the_act_does_not_tell_is_not_carried() {
    let place = place();
    let by = &place.registrar.id;
    let nobody = prepare(&place.body, by, story::at(), "why", None, revoke("nobody"));
    assert!(matches!(nobody, Err(BodyError::Refused(_))), "{nobody:?}");
    let certificate = *place.body.state().certificates().keys().next().unwrap();
    let suspend = What::Suspend { certificate };
    let refused = prepare(&place.body, by, story::at(), "why", None, suspend);
    assert!(
        matches!(
            &refused,
            Err(BodyError::Carried(CarriedError::NotCarried { kind })) if kind == "suspend"
        ),
        "{refused:?}"
    );
}

#[test]
fn a_certificate_is_issued_by_a_key_that_is_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let mut body = story::open(Disk::default(), folder.path()).unwrap();
    let decided = |body: &Body| {
        let mut cases = body.state().cases().values();
        let decided = cases.find(|case| case.decision().is_some());
        decided.map(|case| case.id().clone())
    };
    while decided(&body).is_none() {
        story::go_on(&mut body).unwrap();
    }
    let case = decided(&body).unwrap();
    let said = register::certificate::Text {
        ja: "意味".into(),
        en: "meaning".into(),
    };
    let words = issue::Words {
        meaning: said.clone(),
        reused: said,
    };
    let drawn = acts::prepare(&body, &case, story::at(), &words).unwrap();
    let drawn = drawn.with_report(b"{}");
    let registrar = body.resident(&"registrar".parse().unwrap()).unwrap();
    let made: (&[u8], &[u8]) = (b"<!doctype html>", b"{}");
    let (by, at) = (&registrar.id, story::at());
    let carried = prepare_issue(&mut body, by, at, "decided", &case, drawn, made).unwrap();
    assert!(body.state().certificates().is_empty());
    let file = String::from_utf8(carried.to_bytes()).unwrap();
    // Whoever signs reads the certificate that is signed, or signs nothing.
    let changed = file.replace("\"version\": \"1.0.0\"", "\"version\": \"9.9.9\"");
    assert_ne!(changed, file);
    let read = Carried::from_bytes(changed.as_bytes());
    assert!(
        matches!(read, Err(CarriedError::OtherCertificate { .. })),
        "{read:?}"
    );
    let signed = carried.sign(&registrar.key).unwrap();
    enter(&mut body, &signed, at + days(2)).unwrap();
    assert_eq!(body.state().certificates().len(), 1);
    story::finish(&mut body).unwrap();
    crate::faults::whole(&body, None, "carried");
}
