//! Keys and shards that begin after the present time, because a clock was set back: nothing older is signed or published.

use jiff::{SignedDuration, Timestamp};

use super::{Body, BodyError, ShardEnding};
use crate::disk::Disk;
use crate::story;

/// Changes something an hour before the clock is set back; what comes next is older, and must change nothing.
#[track_caller]
fn check(change: impl FnOnce(&mut Body, Timestamp)) {
    let folder = tempfile::tempdir().unwrap();
    let mut body = story::open(Disk::default(), folder.path()).unwrap();
    while body.state().certificates().is_empty() {
        story::go_on(&mut body).unwrap();
    }
    let later = story::at() + SignedDuration::from_hours(1);
    change(&mut body, later);
    assert_eq!(body.last_statement_at(), Some(later));
    let before = body.register().checkpoint_text().unwrap();
    let refused = story::finish(&mut body);
    assert!(
        matches!(refused, Err(BodyError::Unmakeable { .. })),
        "{refused:?}"
    );
    drop(body);
    let mut body = story::open(Disk::default(), folder.path()).unwrap();
    assert_eq!(body.register().checkpoint_text().unwrap(), before);
    assert_eq!(body.state().certificates().len(), 1);
    // The word of the day is dated after what was said last.
    body.note_day(story::at()).unwrap();
    assert_eq!(body.last_statement_at(), Some(later));
}

#[test]
fn no_statement_is_older_than_the_key_that_signs_it() {
    check(|body, later| {
        body.change_statement_key(later, false).unwrap();
    });
}

#[test]
fn no_statement_is_older_than_the_shard_in_which_it_stands() {
    check(|body, later| {
        let next = "test.example/2027";
        body.next_shard(next, later, ShardEnding::Closed).unwrap();
    });
}
