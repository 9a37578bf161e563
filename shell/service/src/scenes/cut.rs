//! Acts on certificates cut short between any two durable steps: each has happened whole or not at all, in the log and in
//! the register, for the certificate and for the systems that rest on it.

use std::path::Path;

use register::limits::Limits;
use register::standing::Status;
use register::survey::survey;
use scheme::body::act::Replacement;
use scheme::body::certificate::Certificate;
use scheme::id::CertificateNumber;
use scheme::validity::ChangeKind;

use super::{Scene, artefact, name, place, software, text};
use crate::acts::{self, reexamine::next_result_of};
use crate::body::BodyError;
use crate::disk::Disk;
use crate::disk::faults::{Fault, Faults};
use crate::faults::{copied, private, put_back, trust};
use crate::folder::read_under;

/// A component, another one, the system of the two, and the first one's successor.
type Numbers = [CertificateNumber; 4];

/// A folder with a body that has issued all four.
fn prepared(folder: &Path) -> Numbers {
    let mut scene = Scene::open(folder);
    let [viewer, monitor, system] = scene.with_a_system();
    let (at, maker) = (scene.tick(), scene.actor("maker"));
    let to = (viewer, "2.0");
    acts::version_up(&mut scene.body, &maker, at, to, false, &text("next")).unwrap();
    let next = scene.certified(&software("2.0"));
    [viewer, monitor, system, next]
}

/// Everything that is done to them, each step looking where things stand, so that it goes on after any fault.
fn course(scene: &mut Scene, [viewer, _, system, next]: Numbers) -> Result<(), BodyError> {
    let known = |scene: &Scene, number| -> Certificate {
        scene.body.state().certificate(number).unwrap().clone()
    };
    let has = |scene: &Scene, number, wanted: &dyn Fn(&ChangeKind) -> bool| {
        let history = known(scene, number).history;
        history.iter().any(|change| wanted(&change.what))
    };
    let (maker, integrator) = (scene.actor("maker"), scene.actor("integrator"));
    let (registrar, decider) = (scene.actor("registrar"), scene.actor("decider"));
    let (evaluator, officer) = (scene.actor("evaluator"), scene.actor("officer"));
    if !has(scene, viewer, &|what| {
        matches!(what, ChangeKind::Suspended {})
    }) {
        let at = scene.tick();
        acts::suspend(&mut scene.body, &decider, at, viewer, &text("a flaw"))?;
    }
    if !has(scene, viewer, &|what| {
        matches!(what, ChangeKind::Resumed {})
    }) {
        let at = scene.tick();
        acts::resume(&mut scene.body, &decider, at, viewer, &text("repaired"))?;
    }
    if !has(scene, viewer, &|what| {
        matches!(what, ChangeKind::Withdrawn {})
    }) {
        let at = scene.tick();
        acts::withdraw_certificate(&mut scene.body, &maker, at, viewer, &text("gone"))?;
    }
    let replaced = |scene: &Scene| {
        has(scene, system, &|what| {
            matches!(what, ChangeKind::Replaced { .. })
        })
    };
    if !replaced(scene) && known(scene, system).declared.is_empty() {
        let at = scene.tick();
        let replacement = Replacement {
            certificate: system,
            old: viewer,
            new: next,
            digest: artefact(&software("2.0")),
        };
        acts::replace_component(&mut scene.body, &integrator, at, "installed", replacement)?;
    }
    if known(scene, system).reexamined.is_empty() {
        let build = known(scene, system).build_with_replacements();
        let mut again = scene.pass_of(&build, &name("rat"));
        again.id = next_result_of(&scene.body, system)?;
        let (at, about) = (scene.tick(), (system, viewer));
        let body = &mut scene.body;
        acts::reexamine(body, &evaluator, at, "again", about, again, &[b"log"])?;
    }
    if !replaced(scene) {
        let (at, about) = (scene.tick(), (system, viewer));
        acts::accept_replacement(&mut scene.body, &registrar, at, about, &text("good"))?;
    }
    if scene.body.state().voices().is_empty() {
        let at = scene.tick();
        let case = known(scene, viewer).case;
        acts::appeal(&mut scene.body, &maker, at, "unfair", &case, b"we disagree")?;
    }
    let voice = scene.body.state().voices().iter().next().unwrap();
    if voice.1.handled.is_none() {
        let (entry, at) = (voice.0.clone(), scene.tick());
        acts::handle(
            &mut scene.body,
            &officer,
            at,
            "heard",
            (&entry, false),
            b"no",
        )?;
    }
    if !has(scene, next, &|what| matches!(what, ChangeKind::Expired {})) {
        scene.passes_days(800);
        let at = scene.tick();
        acts::expire_due(&mut scene.body, &registrar, at, &text("time is over"))?;
    }
    Ok(())
}

/// What readers see of the component and the system at the published checkpoint, whatever the body does.
#[track_caller]
fn readers_see_all_or_nothing(scene: &Scene, numbers: Numbers, when: &str) {
    let register = scene.body.register();
    let table = register.checkpoint().unwrap();
    let mut read = read_under(register.root());
    // The day of the last statement that is published: everything before it has happened for readers.
    let trusted = trust(&scene.body);
    let seen = survey(&trusted, scene.now, None, &Limits::default(), &mut read);
    assert!(seen.is_whole(), "{when}: {:?}", seen.reasons);
    assert_eq!(seen.shards[0].size, table.size, "{when}");
    let at = seen.shards[0].time.unwrap();
    let status = |number: CertificateNumber| {
        let standing = seen.folded.standing(&number.to_string(), at);
        standing.unwrap().status
    };
    let [viewer, _, system, next] = numbers.map(status);
    let held = seen.folded.standing(&numbers[2].to_string(), at).unwrap();
    let carried_by_next = held.components[0].certificate == numbers[3].to_string();
    let carries = if carried_by_next { next } else { viewer };
    let expected = match carries {
        Status::Valid => Status::Valid,
        Status::Expired => Status::Expired,
        _ => Status::Suspended,
    };
    assert_eq!(system, expected, "{when}");
}

/// Everything is in the log once, in the register once, and both agree.
fn whole(scene: &Scene, numbers: Numbers, entries: u64, acts: u64, when: &str) {
    assert_eq!(
        scene.body.acts(),
        acts,
        "{when}: an act twice, or not at all"
    );
    let checkpoint = scene.body.register().checkpoint().unwrap();
    assert_eq!(
        checkpoint.size, entries,
        "{when}: a statement twice, or not at all"
    );
    let mut read = read_under(scene.body.register().root());
    let trusted = trust(&scene.body);
    let seen = survey(&trusted, scene.now, None, &Limits::default(), &mut read);
    assert_eq!(seen.reasons, [], "{when}");
    for number in numbers {
        let folded = seen.folded.standing(&number.to_string(), scene.now);
        let (ours, theirs) = (scene.stands(number), folded.unwrap());
        assert_eq!(
            ours.standing.to_string(),
            theirs.status.to_string(),
            "{when}: {number}"
        );
    }
}

fn every_step_fails(fault: Fault) {
    let first = place();
    let numbers = prepared(first.path());
    let start = copied(first.path());
    let set_up = || {
        let folder = place();
        put_back(folder.path(), &start);
        private(&folder.path().join("body/keys"));
        folder
    };
    let (steps, entries, acts) = {
        let (folder, disk) = (set_up(), Disk::default());
        let mut scene = Scene::on(disk.clone(), folder.path()).unwrap();
        course(&mut scene, numbers).unwrap();
        let entries = scene.body.register().checkpoint().unwrap().size;
        whole(
            &scene,
            numbers,
            entries,
            scene.body.acts(),
            "without a fault",
        );
        (disk.faults.taken(), entries, scene.body.acts())
    };
    assert!(steps > 100, "{steps} steps");
    for number in 0..steps {
        let when = format!("{number} {fault:?}");
        let folder = set_up();
        let disk = Disk {
            faults: Faults::at(number, fault),
        };
        let outcome = Scene::on(disk, folder.path()).and_then(|mut scene| {
            let outcome = course(&mut scene, numbers);
            readers_see_all_or_nothing(&scene, numbers, &when);
            outcome
        });
        assert!(outcome.is_err(), "{when}: a step failed unnoticed");
        let mut scene = Scene::on(Disk::default(), folder.path())
            .unwrap_or_else(|error| panic!("{when}: does not open again: {error:?}"));
        readers_see_all_or_nothing(&scene, numbers, &when);
        scene.agrees(numbers[2]);
        course(&mut scene, numbers).unwrap_or_else(|error| panic!("{when}: {error:?}"));
        whole(&scene, numbers, entries, acts, &when);
    }
}

#[test]
fn every_write_of_an_act_on_a_certificate_may_fail_without_being_done() {
    every_step_fails(Fault::NotDone);
}

#[test]
fn every_write_of_an_act_on_a_certificate_may_be_done_and_reported_as_failed() {
    every_step_fails(Fault::DoneButReportedAsFailed);
}
