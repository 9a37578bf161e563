//! What befalls certificates after they were issued, as the log of acts has it and as the register shows it: suspension and
//! return, withdrawal, replacement, expiry, and the systems that follow in the same act.

use register::standing::Status;
use scheme::body::act::Replacement;
use scheme::id::CertificateNumber;
use scheme::validity::{Cause, days_after, end_of_day};

use super::{Scene, artefact, name, place, refused, software, text};
use crate::acts::{self, reexamine::next_result_of};
use crate::body::BodyError;

/// How many entries the register has.
fn entries(scene: &Scene) -> u64 {
    scene.body.register().checkpoint().unwrap().size
}

fn systems_on(scene: &Scene, component: CertificateNumber) -> Vec<CertificateNumber> {
    let systems = scene.body.state().systems_on(component);
    systems.map(|system| system.number).collect()
}

#[track_caller]
fn suspends(scene: &mut Scene, number: CertificateNumber, why: &str) {
    let (at, decider) = (scene.tick(), scene.actor("decider"));
    acts::suspend(&mut scene.body, &decider, at, number, &text(why)).unwrap();
}

#[track_caller]
fn resumes(scene: &mut Scene, number: CertificateNumber) {
    let (at, decider) = (scene.tick(), scene.actor("decider"));
    acts::resume(&mut scene.body, &decider, at, number, &text("repaired")).unwrap();
}

#[track_caller]
fn withdraws(scene: &mut Scene, by: &str, number: CertificateNumber) {
    let (at, actor) = (scene.tick(), scene.actor(by));
    let why = text("no longer made");
    acts::withdraw_certificate(&mut scene.body, &actor, at, number, &why).unwrap();
}

fn expires(scene: &mut Scene, number: CertificateNumber) -> Result<u64, BodyError> {
    let (at, registrar) = (scene.tick(), scene.actor("registrar"));
    acts::expire(
        &mut scene.body,
        &registrar,
        at,
        number,
        &text("time is over"),
    )
}

#[test]
fn a_suspended_component_takes_its_system_with_it_and_brings_it_back() {
    let folder = place();
    let mut scene = Scene::open(folder.path());
    let [viewer, monitor, system] = scene.with_a_system();
    assert_eq!(scene.agrees(system).0, Status::Valid);
    let before = entries(&scene);

    suspends(&mut scene, viewer, "a flaw is known");
    let since = scene.now;
    assert_eq!(entries(&scene), before + 2, "one statement and one table");
    for number in [viewer, system] {
        assert_eq!(scene.agrees(number), (Status::Suspended, since));
    }
    assert_eq!(scene.agrees(monitor).0, Status::Valid);
    assert_eq!(scene.stands(system).chain, [viewer]);
    let seen = scene.seen(system);
    let why = seen.reason.as_ref().unwrap();
    for said in [&why.ja, &why.en] {
        let chain = [
            viewer.to_string(),
            "viewer".into(),
            "a flaw is known".into(),
        ];
        assert!(chain.iter().all(|part| said.contains(part)), "{said}");
    }

    // The system itself is not suspended, so nobody resumes it by itself.
    let (at, decider) = (scene.tick(), scene.actor("decider"));
    let alone = acts::resume(&mut scene.body, &decider, at, system, &text("no"));
    assert_eq!(refused(alone), ["not-suspended"]);

    resumes(&mut scene, viewer);
    let back = scene.now;
    for number in [viewer, system] {
        assert_eq!(scene.agrees(number).0, Status::Valid);
    }
    assert_eq!(scene.stands(system).since, back);
    let mut scene = scene.reopened();
    assert_eq!(scene.agrees(system).0, Status::Valid);

    // What the body has against the system itself does not end with the component's suspension.
    suspends(&mut scene, system, "the ward reports failures");
    suspends(&mut scene, viewer, "a second flaw");
    resumes(&mut scene, viewer);
    assert_eq!(scene.agrees(system).0, Status::Suspended);
    suspends(&mut scene, viewer, "a third flaw");
    resumes(&mut scene, system);
    assert_eq!(scene.agrees(system).0, Status::Suspended);
    resumes(&mut scene, viewer);
    assert_eq!(scene.agrees(system).0, Status::Valid);
}

#[test]
fn a_withdrawn_certificate_is_over_and_only_its_holder_or_the_body_withdraws_it() {
    let folder = place();
    let mut scene = Scene::open(folder.path());
    let number = scene.certified(&software("1.0"));
    let (at, other) = (scene.tick(), scene.actor("integrator"));
    let foreign = acts::withdraw_certificate(&mut scene.body, &other, at, number, &text("mine"));
    assert_eq!(refused(foreign), ["not-the-maker"]);
    withdraws(&mut scene, "maker", number);
    let since = scene.now;
    assert_eq!(scene.agrees(number), (Status::Withdrawn, since));
    let (at, decider) = (scene.tick(), scene.actor("decider"));
    let late = acts::suspend(&mut scene.body, &decider, at, number, &text("late"));
    assert_eq!(refused(late), ["certificate-over"]);
    let scene = scene.reopened();
    assert_eq!(scene.agrees(number), (Status::Withdrawn, since));
}

#[test]
fn a_reason_that_lacks_a_language_changes_nothing() {
    let folder = place();
    let mut scene = Scene::open(folder.path());
    let number = scene.certified(&software("1.0"));
    let (acts, size) = (scene.body.acts(), entries(&scene));
    let (at, decider) = (scene.tick(), scene.actor("decider"));
    let mut why = text("a flaw is known");
    why.ja = " ".to_owned();
    let outcome = acts::suspend(&mut scene.body, &decider, at, number, &why);
    assert_eq!(refused(outcome), ["why-missing"]);
    assert_eq!((scene.body.acts(), entries(&scene)), (acts, size));
    suspends(&mut scene, number, "a flaw is known");
}

/// Declares that `new` takes the place of `old` in the system.
fn declares(
    scene: &mut Scene,
    [system, old, new]: [CertificateNumber; 3],
) -> Result<u64, BodyError> {
    let (at, holder) = (scene.tick(), scene.actor("integrator"));
    let replacement = Replacement {
        certificate: system,
        old,
        new,
        digest: artefact(&software("2.0")),
    };
    acts::replace_component(&mut scene.body, &holder, at, "installed", replacement)
}

fn accepts(
    scene: &mut Scene,
    system: CertificateNumber,
    old: CertificateNumber,
) -> Result<u64, BodyError> {
    let (at, registrar) = (scene.tick(), scene.actor("registrar"));
    let why = text("the successor is installed and examined");
    acts::accept_replacement(&mut scene.body, &registrar, at, (system, old), &why)
}

fn examines(scene: &mut Scene, system: CertificateNumber, old: CertificateNumber) {
    let known = scene.body.state().certificate(system).unwrap();
    let build = known.build_with_replacements();
    let mut again = scene.pass_of(&build, &name("rat"));
    again.id = next_result_of(&scene.body, system).unwrap();
    let (at, evaluator) = (scene.tick(), scene.actor("evaluator"));
    let about = (system, old);
    acts::reexamine(
        &mut scene.body,
        &evaluator,
        at,
        "again",
        about,
        again,
        &[b"log"],
    )
    .unwrap();
}

#[test]
fn a_system_comes_back_when_the_replacement_of_its_ended_component_is_accepted() {
    let folder = place();
    let mut scene = Scene::open(folder.path());
    let [viewer, monitor, system] = scene.with_a_system();
    withdraws(&mut scene, "maker", viewer);
    let since = scene.now;
    assert_eq!(scene.agrees(system), (Status::Suspended, since));
    assert!(matches!(
        scene.stands(system).causes[..],
        [Cause::ComponentEnded { .. }]
    ));

    let next = scene.certified(&software("2.0"));
    assert_eq!(
        refused(accepts(&mut scene, system, viewer)),
        ["replacement-not-declared"]
    );
    assert_eq!(
        refused(declares(&mut scene, [system, viewer, monitor])),
        ["replacement-does-not-cover", "not-the-successor"]
    );
    assert_eq!(systems_on(&scene, viewer), [system]);
    declares(&mut scene, [system, viewer, next]).unwrap();
    assert_eq!(refused(accepts(&mut scene, system, viewer)), ["no-result"]);
    examines(&mut scene, system, viewer);
    assert_eq!(scene.agrees(system).0, Status::Suspended);
    accepts(&mut scene, system, viewer).unwrap();
    assert_eq!(scene.agrees(system).0, Status::Valid);
    let held = &scene.seen(system).components[0];
    assert_eq!(
        (held.component.as_str(), &held.certificate),
        ("viewer", &next.to_string())
    );

    // From then on it rests on the successor.
    assert_eq!(systems_on(&scene, viewer), []);
    assert_eq!(systems_on(&scene, next), [system]);
    suspends(&mut scene, next, "a flaw is known");
    assert_eq!(scene.agrees(system).0, Status::Suspended);
    let scene = scene.reopened();
    assert_eq!(scene.stands(system).chain, [next]);
}

#[test]
fn a_replacement_must_be_what_the_certificate_was_given_for() {
    let folder = place();
    let mut scene = Scene::open(folder.path());
    let [viewer, _, system] = scene.with_a_system();
    withdraws(&mut scene, "maker", viewer);
    let next = scene.certified(&software("2.0"));
    // The successor's parts list is known to it, and no product that could be installed.
    let parts = scene.body.state().certificate(next).unwrap();
    let digest = parts.parts_lists().next().unwrap();
    let (at, holder) = (scene.tick(), scene.actor("integrator"));
    let replacement = Replacement {
        certificate: system,
        old: viewer,
        new: next,
        digest,
    };
    let outcome = acts::replace_component(&mut scene.body, &holder, at, "installed", replacement);
    assert_eq!(refused(outcome), ["replacement-does-not-cover"]);
}

#[test]
fn a_term_that_is_over_is_put_on_record_once() {
    let folder = place();
    let mut scene = Scene::open(folder.path());
    let number = scene.certified(&software("1.0"));
    assert_eq!(refused(expires(&mut scene, number)), ["not-expired"]);
    let last_day = scene.body.state().certificate(number).unwrap().valid_until;
    scene.passes_days(800);
    let now = scene.now;
    scene.body.note_day(now).unwrap();
    let over = (Status::Expired, end_of_day(last_day));
    assert_eq!(
        scene.agrees(number),
        over,
        "readers see the end of a term by themselves"
    );
    expires(&mut scene, number).unwrap();
    assert_eq!(scene.agrees(number), over);
    assert_eq!(refused(expires(&mut scene, number)), ["expiry-on-record"]);
}

#[test]
fn a_system_whose_component_was_not_replaced_in_time_ends_at_the_limit() {
    let folder = place();
    let mut scene = Scene::open(folder.path());
    let [viewer, _, system] = scene.with_a_system();
    withdraws(&mut scene, "maker", viewer);
    let ended = scene.now;
    scene.passes_days(179);
    let now = scene.now;
    scene.body.note_day(now).unwrap();
    assert_eq!(scene.agrees(system), (Status::Suspended, ended));
    assert_eq!(refused(expires(&mut scene, system)), ["not-expired"]);
    // A version-up that was under way when the limit came does not change what came first.
    let (at, holder) = (scene.tick(), scene.actor("integrator"));
    let to = (system, "2.0");
    acts::version_up(&mut scene.body, &holder, at, to, false, &text("next")).unwrap();
    scene.passes_days(120);
    expires(&mut scene, system).unwrap();
    assert_eq!(
        scene.agrees(system),
        (Status::Expired, days_after(ended, 180))
    );
    let seen = scene.seen(system);
    assert_eq!(seen.reason.unwrap().en, "time is over");
    let scene = scene.reopened();
    assert_eq!(
        scene.agrees(system),
        (Status::Expired, days_after(ended, 180))
    );
}
