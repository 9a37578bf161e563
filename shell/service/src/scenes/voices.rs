//! Appeals, complaints, and an application taken back.

use scheme::body::case::Stage;
use scheme::body::voices::VoiceKind;

use super::{Scene, place, refused, software};
use crate::acts;

#[test]
fn an_appeal_is_kept_and_answered_by_somebody_who_had_no_part_in_the_case() {
    let folder = place();
    let mut scene = Scene::open(folder.path());
    let case = scene.reviewed(&software("1.0"));
    let (at, decider) = (scene.tick(), scene.actor("decider"));
    acts::refuse(&mut scene.body, &decider, at, "not good enough", &case).unwrap();

    let (maker, other) = (scene.actor("maker"), scene.actor("integrator"));
    let said: &[u8] = "この決定に異議を申し立てます".as_bytes();
    let body = &mut scene.body;
    let foreign = acts::appeal(body, &other, at, "not ours", &case, said);
    assert_eq!(refused(foreign), ["not-the-maker"]);
    let entry = acts::appeal(body, &maker, at, "we disagree", &case, said).unwrap();

    let (officer, answer): (_, &[u8]) = (scene.actor("officer"), b"heard, and right");
    let body = &mut scene.body;
    let own = acts::handle(body, &decider, at, "mine", (&entry, false), answer);
    assert_eq!(refused(own), ["had-part"]);
    let without = acts::handle(body, &maker, at, "mine", (&entry, true), answer);
    assert_eq!(refused(without), ["role-missing", "had-part"]);
    let unknown = acts::handle(body, &officer, at, "none", ("none", true), answer);
    assert_eq!(refused(unknown), ["entry-unknown"]);
    acts::handle(body, &officer, at, "heard", (&entry, true), answer).unwrap();
    let again = acts::handle(body, &officer, at, "again", (&entry, false), answer);
    assert_eq!(refused(again), ["entry-handled"]);

    let scene = scene.reopened();
    let voice = &scene.body.state().voices()[&entry];
    assert_eq!(
        (voice.kind, voice.case.as_ref()),
        (VoiceKind::Appeal, Some(&case))
    );
    assert_eq!(scene.body.kept(voice.text).unwrap(), said);
    let handled = voice.handled.as_ref().unwrap();
    assert!(handled.upheld);
    assert_eq!(handled.by.as_str(), "officer");
    assert_eq!(scene.body.kept(handled.text).unwrap(), answer);
}

#[test]
fn anybody_known_complains_of_a_case_or_in_general() {
    let folder = place();
    let mut scene = Scene::open(folder.path());
    let case = scene.submitted(&software("1.0"));
    let (at, other) = (scene.tick(), scene.actor("integrator"));
    let (officer, body) = (scene.actor("officer"), &mut scene.body);
    let of_case = acts::complaint(body, &other, at, "slow", Some(&case), b"too slow").unwrap();
    let general = acts::complaint(body, &other, at, "unfriendly", None, b"nobody answers").unwrap();
    assert_ne!(of_case, general);
    for entry in [&of_case, &general] {
        acts::handle(body, &officer, at, "answered", (entry, false), b"we looked").unwrap();
    }
    let (own, answer): (_, &[u8]) = (
        acts::complaint(body, &officer, at, "mine", None, b"the chairs").unwrap(),
        b"no",
    );
    let itself = acts::handle(body, &officer, at, "mine", (&own, true), answer);
    assert_eq!(refused(itself), ["had-part"]);
}

#[test]
fn an_application_taken_back_is_closed_and_what_was_handed_in_stays() {
    let folder = place();
    let mut scene = Scene::open(folder.path());
    let case = scene.evaluated(&software("1.0"));
    let (at, maker) = (scene.tick(), scene.actor("maker"));
    let other = scene.actor("integrator");
    let body = &mut scene.body;
    let foreign = acts::withdraw_application(body, &other, at, "not ours", &case);
    assert_eq!(refused(foreign), ["not-the-maker"]);
    acts::withdraw_application(body, &maker, at, "not this year", &case).unwrap();
    let known = body.state().case(&case).unwrap();
    assert_eq!(known.stage(), Stage::Withdrawn);
    assert_eq!((known.submissions().len(), known.evidence().len()), (1, 3));
    let twice = acts::withdraw_application(body, &maker, at, "again", &case);
    assert_eq!(refused(twice).len(), 1);
    let reviewer = scene.actor("reviewer");
    let late = acts::begin_review(&mut scene.body, &reviewer, at, "tested", &case);
    assert_eq!(refused(late).len(), 1);
}
