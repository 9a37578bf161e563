//! Many systems on one component: all of them follow it in one act, or none does.

#![allow(
    clippy::print_stdout,
    reason = "the long test tells what it took; it is run by hand"
)]

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use register::limits::Limits;
use register::standing::Status;
use register::survey::survey;
use scheme::body::act::What;
use scheme::id::CertificateNumber;

use super::{Scene, Wanted, device, place, refused, software, text};
use crate::acts;
use crate::body::Spoken;
use crate::disk::Disk;
use crate::disk::faults::{Fault, Faults};
use crate::faults::{copied, private, put_back, trust};
use crate::folder::read_under;

/// A body with so many systems on one viewer and one monitor: the viewer, and the systems.
fn with_systems(folder: &Path, count: usize) -> (Scene, CertificateNumber, Vec<CertificateNumber>) {
    let mut scene = Scene::open(folder);
    let parts = [
        scene.certified(&software("1.0")),
        scene.certified(&device()),
    ];
    let systems = (0..count).map(|system| {
        let wanted = Wanted {
            class: "1",
            ..scene.system(&format!("Ward {system}"), parts)
        };
        scene.certified(&wanted)
    });
    let systems = systems.collect();
    (scene, parts[0], systems)
}

/// The one state that all systems have for readers of the published register.
#[track_caller]
fn all(scene: &Scene, systems: &[CertificateNumber], when: &str) -> Status {
    let mut read = read_under(scene.body.register().root());
    let trusted = trust(&scene.body);
    let seen = survey(&trusted, scene.now, None, &Limits::default(), &mut read);
    assert!(seen.is_whole(), "{when}: {:?}", seen.reasons);
    let at = seen.shards[0].time.unwrap();
    let status = |system: &CertificateNumber| {
        let standing = seen.folded.standing(&system.to_string(), at);
        standing.unwrap().status
    };
    let first = status(&systems[0]);
    for system in systems {
        assert_eq!(status(system), first, "{when}: {system}");
    }
    first
}

#[test]
fn three_hundred_systems_follow_their_component_or_none_does() {
    let first = place();
    let (scene, viewer, systems) = with_systems(first.path(), 300);
    assert_eq!(all(&scene, &systems, "issued"), Status::Valid);
    drop(scene);
    let start = copied(first.path());
    let suspends = |disk: &Disk, folder: &Path| {
        let mut scene = Scene::on(disk.clone(), folder).unwrap();
        let opened = disk.faults.taken();
        let (at, decider) = (scene.tick(), scene.actor("decider"));
        let outcome = acts::suspend(&mut scene.body, &decider, at, viewer, &text("a flaw"));
        (scene, outcome, opened)
    };
    let set_up = || {
        let folder = place();
        put_back(folder.path(), &start);
        private(&folder.path().join("body/keys"));
        folder
    };
    let (folder, disk) = (set_up(), Disk::default());
    let (scene, outcome, opened) = suspends(&disk, folder.path());
    outcome.unwrap();
    let steps = disk.faults.taken();
    assert_eq!(all(&scene, &systems, "suspended"), Status::Suspended);
    for system in [systems[0], systems[150], systems[299]] {
        assert_eq!(scene.agrees(system).0, Status::Suspended);
        assert_eq!(scene.stands(system).chain, [viewer]);
    }
    let pages = 300_u32.div_ceil(16);
    assert!(steps - opened > 2 * pages, "{opened} to {steps}");

    let faults = [
        // The commit.
        (opened, Fault::NotDone),
        (opened, Fault::DoneButReportedAsFailed),
        // Pages of the table, written and renamed.
        (opened + pages / 2, Fault::NotDone),
        (opened + pages + pages / 2, Fault::DoneButReportedAsFailed),
        // The checkpoint that shows all of it, and the note that it does.
        (steps - 2, Fault::NotDone),
        (steps - 2, Fault::DoneButReportedAsFailed),
        (steps - 1, Fault::NotDone),
    ];
    for (number, fault) in faults {
        let when = format!("{number} {fault:?}");
        let folder = set_up();
        let disk = Disk {
            faults: Faults::at(number, fault),
        };
        let (scene, outcome, _) = suspends(&disk, folder.path());
        outcome.expect_err("a step failed");
        let shown = all(&scene, &systems, &when);
        drop(scene);
        let scene = Scene::on(Disk::default(), folder.path()).unwrap();
        let ours = scene.stands(viewer).standing.to_string();
        let then = all(&scene, &systems, &when);
        assert_eq!(then.to_string(), ours, "{when}");
        assert!(
            shown == then || shown == Status::Valid,
            "{when}: what was shown is taken back"
        );
    }
}

#[test]
fn systems_that_wait_in_vain_for_a_replacement_end_together() {
    let folder = place();
    let (mut scene, viewer, systems) = with_systems(folder.path(), 40);
    let (at, maker) = (scene.tick(), scene.actor("maker"));
    acts::withdraw_certificate(&mut scene.body, &maker, at, viewer, &text("gone")).unwrap();
    let registrar = scene.actor("registrar");
    let early = acts::expire_due(&mut scene.body, &registrar, at, &text("early")).unwrap();
    assert_eq!(early, []);
    scene.passes_days(180);
    let size = |scene: &Scene| scene.body.register().checkpoint().unwrap().size;
    let (before, now) = (size(&scene), scene.now);
    let ended = acts::expire_due(&mut scene.body, &registrar, now, &text("not replaced")).unwrap();
    assert_eq!(ended, systems);
    let each = u64::try_from(systems.len()).unwrap();
    assert_eq!(
        size(&scene),
        before + each + 1,
        "one statement each and one table"
    );
    assert_eq!(all(&scene, &systems, "ended"), Status::Expired);
    let again = acts::expire_due(&mut scene.body, &registrar, now, &text("again")).unwrap();
    assert_eq!(again, []);
    let scene = scene.reopened();
    assert_eq!(scene.agrees(systems[7]).0, Status::Expired);
    assert_eq!(scene.agrees(systems[39]).0, Status::Expired);
}

#[test]
fn of_acts_at_once_none_is_done_when_one_is_refused() {
    let folder = place();
    let (mut scene, viewer, systems) = with_systems(folder.path(), 2);
    let (state, acts) = (scene.body.state().clone(), scene.body.acts());
    let checkpoint = scene.body.register().checkpoint_text().unwrap();
    let (at, decider) = (scene.tick(), scene.actor("decider"));
    let suspend = |certificate| Spoken {
        what: What::Suspend { certificate },
        says: Box::new(|_| Ok(Vec::new())),
    };
    let each = [systems[0], viewer, systems[0]].map(suspend);
    let outcome = scene
        .body
        .perform_together(&decider, at, "twice", each.into());
    assert_eq!(refused(outcome), ["already-suspended"]);
    assert!(*scene.body.state() == state, "a trace in the state");
    // It goes on as if nobody had asked.
    acts::suspend(&mut scene.body, &decider, at, viewer, &text("a flaw")).unwrap();
    assert_eq!(scene.body.acts(), acts + 1);
    let scene = scene.reopened();
    assert_eq!(scene.agrees(systems[0]).0, Status::Suspended);
    assert_ne!(scene.body.register().checkpoint_text().unwrap(), checkpoint);
}

/// `cargo test --release -p service --lib ten_thousand -- --ignored --nocapture`, with a temporary folder on a real disk.
#[test]
#[ignore = "minutes of preparation; figures in docs/benchmarks.md"]
fn ten_thousand_systems_follow_their_component() {
    follow(10_000);
}

#[test]
#[ignore = "a quicker look at the same"]
fn a_thousand_systems_follow_their_component() {
    follow(1_000);
}

fn follow(count: usize) {
    let memory = place();
    let (scene, viewer, systems) = told("prepared", || with_systems(memory.path(), count));
    drop(scene);
    let disk = tempfile::tempdir().unwrap();
    copy(memory.path(), disk.path());
    drop(memory);
    let open = || Scene::on(Disk::default(), disk.path()).unwrap();
    let mut scene = told("opened", open);
    let decider = scene.actor("decider");
    let (maker, registrar) = (scene.actor("maker"), scene.actor("registrar"));

    let (at, body) = (scene.tick(), &mut scene.body);
    told("suspended", || {
        acts::suspend(body, &decider, at, viewer, &text("a flaw")).unwrap()
    });
    assert_eq!(all(&scene, &systems, "suspended"), Status::Suspended);

    let (at, body) = (scene.tick(), &mut scene.body);
    told("resumed", || {
        acts::resume(body, &decider, at, viewer, &text("repaired")).unwrap()
    });
    assert_eq!(all(&scene, &systems, "resumed"), Status::Valid);

    let (at, body) = (scene.tick(), &mut scene.body);
    told("withdrawn", || {
        acts::withdraw_certificate(body, &maker, at, viewer, &text("gone")).unwrap()
    });

    scene.passes_days(180);
    let (at, body) = (scene.tick(), &mut scene.body);
    let ended = told("ended", || {
        acts::expire_due(body, &registrar, at, &text("not replaced")).unwrap()
    });
    assert_eq!(ended, systems);
    assert_eq!(all(&scene, &systems, "ended"), Status::Expired);
}

/// Does it, and tells what it took: by the clock, and of the processor.
fn told<T>(what: &str, does: impl FnOnce() -> T) -> T {
    let (begun, before) = (Instant::now(), processor_seconds());
    let done = does();
    let took = begun.elapsed().as_secs_f64();
    let of_processor = processor_seconds() - before;
    println!("{what}: {took:.2} s, {of_processor:.2} s of the processor");
    done
}

/// What this thread has had of the processor, by the kernel's own count.
fn processor_seconds() -> f64 {
    let counted = fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    let nanoseconds: u64 = counted.split(' ').next().unwrap().parse().unwrap();
    Duration::from_nanos(nanoseconds).as_secs_f64()
}

/// Copies a folder with everything in it, rights too.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let there = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &there);
        } else {
            fs::copy(entry.path(), there).unwrap();
        }
    }
}
