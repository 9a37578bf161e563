//! Registers of which something waits for witnesses: readers lose nothing by it, and everything finds its way out.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use jiff::SignedDuration;
use register::audit::audit;
use register::checkpoint::{Checkpoint, UnknownLines, cosign};
use register::limits::Limits;
use register::reason::Reason;
use register::trust::{Closed, Shard, Trust};

use super::tests::{line, name, witness, witnessed};
use super::{Cosigned, Visit};
use crate::body::{Body, ShardEnding};
use crate::disk::Disk;
use crate::folder::read_under;
use crate::story;

/// The trust file with every shard that the body has.
fn trust(body: &Body) -> Trust {
    let mut trust = crate::faults::trust(body);
    let founded = trust.shards[0].from;
    let shards = body.shards().unwrap().into_iter().map(|shard| Shard {
        origin: shard.name.name().to_owned(),
        url: None,
        vkey: shard.name,
        from: shard.since.unwrap_or(founded),
        until: shard.until,
        closed: shard.end.map(|(size, root)| Closed { size, root }),
    });
    trust.shards = shards.collect();
    trust
}

#[track_caller]
fn check(folder: &Path, trust: &Trust, expected: &[Reason]) {
    let mut read = read_under(&folder.join("register"));
    let seen = audit(trust, story::at(), &[], &Limits::default(), &mut read);
    assert_eq!(seen.reasons, expected);
}

fn cosigned_by(numbers: &[u8], body: &mut Body, folder: &Path) {
    let trust = trust(body);
    for number in numbers {
        let line = line(*number, folder, &trust).unwrap();
        body.cosign(story::at(), &line).unwrap();
    }
}

/// A body whose first shard was closed after a quorum had seen all of it but its last entry.
fn closed(folder: &Path) -> Body {
    let mut body = witnessed(folder);
    cosigned_by(&[1, 2], &mut body, folder);
    let next = "test.example/2027";
    body.next_shard(next, story::at(), ShardEnding::Closed)
        .unwrap();
    body
}

fn visit(number: u8, folder: &Path, trust: &Trust) -> Vec<Visit> {
    let mut read = read_under(&folder.join("register"));
    let (at, limits) = (story::at(), Limits::default());
    let mut witness = witness(number, folder);
    witness.visit(trust, at, true, &limits, &mut read).unwrap()
}

#[test]
fn the_end_of_a_shard_and_the_beginning_of_the_next_are_seen_on_one_visit() {
    let folder = tempfile::tempdir().unwrap();
    let mut body = closed(folder.path());
    let trust = trust(&body);
    for number in [1, 2] {
        for Visit { origin, outcome } in visit(number, folder.path(), &trust) {
            let Cosigned { line, .. } = outcome.unwrap_or_else(|why| panic!("{origin}: {why:?}"));
            body.cosign(story::at(), &line).unwrap();
        }
    }
    assert_eq!(body.waiting().unwrap(), []);
    check(folder.path(), &trust, &[]);
}

#[test]
fn what_waited_for_more_witnesses_than_are_asked_for_is_published() {
    for (seen_by, quorum) in [(&[][..], 0), (&[1], 1)] {
        let folder = tempfile::tempdir().unwrap();
        let mut body = closed(folder.path());
        for number in seen_by {
            for seen in visit(*number, folder.path(), &trust(&body)) {
                body.cosign(story::at(), &seen.outcome.unwrap().line)
                    .unwrap();
            }
        }
        let waiting = |body: &Body| -> Vec<String> {
            let all = body.waiting().unwrap().into_iter();
            all.map(|shard| shard.origin).collect()
        };
        assert_eq!(waiting(&body), ["test.example/2026", "test.example/2027"]);
        let named: Vec<_> = seen_by.iter().map(|number| name(*number)).collect();
        body.change_witnesses(story::at(), &named, quorum).unwrap();
        // The newest entries tell of the change, and are to be seen by whoever is left.
        let expected: &[&str] = if quorum == 0 {
            &[]
        } else {
            &["test.example/2027"]
        };
        assert_eq!(waiting(&body), expected);
    }
}

/// The newest time by which a witness has seen the published end of the first shard, in days from its closing.
fn last_seen_days(folder: &Path, trust: &Trust) -> i64 {
    let text = fs::read_to_string(folder.join("register/shards/2026/checkpoint")).unwrap();
    let checkpoint = Checkpoint::parse(&text).unwrap();
    let seen = trust.cosigned(&trust.shards[0], &checkpoint, UnknownLines::Refuse);
    let newest = seen.unwrap().into_iter().map(|seen| seen.time).max();
    newest.unwrap().duration_since(story::at()).as_hours() / 24
}

#[test]
fn nobody_says_again_that_a_closed_shard_was_seen() {
    let folder = tempfile::tempdir().unwrap();
    let mut body = closed(folder.path());
    let trust = trust(&body);
    let later = story::at() + SignedDuration::from_hours(24 * 30);
    for at in [story::at(), later] {
        for number in [1, 2] {
            let mut read = read_under(&folder.path().join("register"));
            let mut witness = witness(number, folder.path());
            let visits = witness.visit(&trust, at, true, &Limits::default(), &mut read);
            for seen in visits.unwrap() {
                body.cosign(at, &seen.outcome.unwrap().line).unwrap();
            }
        }
    }
    assert_eq!(body.waiting().unwrap(), []);
    assert_eq!(last_seen_days(folder.path(), &trust), 0);
    // A witness of another make signs it again.
    let text = fs::read_to_string(folder.path().join("register/shards/2026/checkpoint")).unwrap();
    let key = register::key::SigningKey::from_seed(&[1; 32]);
    let again = cosign(&text, &name(1), &key, later).unwrap();
    for shard in body.cosign(later, &again).unwrap() {
        assert_eq!(shard.taken, 0, "{shard:?}");
    }
    assert_eq!(last_seen_days(folder.path(), &trust), 0);
}

/// A witness whose clock is wrong by so many hours is heard, or not.
#[track_caller]
fn check_clock(hours: i64, heard: bool) {
    let folder = tempfile::tempdir().unwrap();
    let mut body = closed(folder.path());
    let trust = trust(&body);
    let mut read = read_under(&folder.path().join("register"));
    // Nothing was said before the founding, and the second shard begins with it.
    let at = body.shards().unwrap()[1].since.unwrap() + SignedDuration::from_hours(hours);
    let mut witness = witness(1, folder.path());
    let visits = witness.visit(&trust, at, true, &Limits::default(), &mut read);
    for seen in visits.unwrap() {
        let line = seen.outcome.unwrap().line;
        for shard in body.cosign(story::at(), &line).unwrap() {
            let of_this = shard.origin == seen.origin;
            assert_eq!(shard.taken > 0, heard && of_this, "{hours} {shard:?}");
        }
    }
}

#[test]
fn a_witness_is_not_heard_while_its_clock_is_more_than_a_day_wrong() {
    for (hours, heard) in [
        (0, true),
        (23, true),
        (26, false),
        (-23, true),
        (-25, false),
    ] {
        check_clock(hours, heard);
    }
}

#[test]
fn pages_that_readers_are_shown_stay_while_a_newer_table_waits() {
    let folder = tempfile::tempdir().unwrap();
    let witnesses = [name(1), name(2)];
    let mut body = story::open_witnessed(Disk::default(), folder.path(), &witnesses).unwrap();
    while body.state().certificates().is_empty() {
        story::go_on(&mut body).unwrap();
    }
    cosigned_by(&[1, 2], &mut body, folder.path());
    story::finish(&mut body).unwrap();
    let long_ago = SystemTime::now() - Duration::from_secs(72 * 60 * 60);
    let mut written = 0;
    for page in fs::read_dir(folder.path().join("register/states")).unwrap() {
        let page = fs::File::options().append(true).open(page.unwrap().path());
        page.unwrap().set_modified(long_ago).unwrap();
        written += 1;
    }
    body.note_day(story::at()).unwrap();
    check(folder.path(), &trust(&body), &[]);
    // Once a quorum has seen the newest table, the others go.
    cosigned_by(&[1, 2], &mut body, folder.path());
    body.note_day(story::at()).unwrap();
    check(folder.path(), &trust(&body), &[]);
    let left = fs::read_dir(folder.path().join("register/states")).unwrap();
    assert!(left.count() < written);
}

#[test]
fn a_page_that_was_lost_or_spoiled_is_put_back_with_the_word_of_the_day() {
    for spoil in [(|path| fs::remove_file(path)) as fn(&Path) -> _, |path| {
        fs::write(path, "{}")
    }] {
        let folder = tempfile::tempdir().unwrap();
        let mut body = story::open(Disk::default(), folder.path()).unwrap();
        story::finish(&mut body).unwrap();
        for page in fs::read_dir(folder.path().join("register/states")).unwrap() {
            spoil(&page.unwrap().path()).unwrap();
        }
        body.note_day(story::at()).unwrap();
        check(folder.path(), &trust(&body), &[]);
    }
}
