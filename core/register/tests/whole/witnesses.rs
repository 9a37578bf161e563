//! What a witness refuses, and what comparing finds.

use register::canonical::Digest;
use register::checkpoint::{Checkpoint, UnknownLines, cosign};
use register::key::{NoteKey, SigningKey};
use register::limits::Limits;
use register::reason::Reason;
use register::table::Page;
use register::trust::{Trust, Witness};
use register::witness::{Comparison, compare, fold, goes_on, offered};

use crate::body::{Body, ORIGIN, certificate, time};
use crate::tables::lie;

const DAY: &str = "2026-03-05";

/// A body with `more` certificates beyond the first, and its register's checkpoint.
fn grown(more: usize) -> (Body, Checkpoint) {
    let mut body = Body::new();
    for number in 0..=more {
        body.issue(&certificate(&format!("S-{number}")));
    }
    body.table(DAY);
    let checkpoint = checkpoint(&body);
    (body, checkpoint)
}

fn checkpoint(body: &Body) -> Checkpoint {
    let bytes = &body.files[&body.in_shard("checkpoint")];
    Checkpoint::parse(std::str::from_utf8(bytes).unwrap()).unwrap()
}

/// A signed tree of another history, as large as this one.
fn other_tree(body: &Body, size: u64) -> Checkpoint {
    let name = &body.trust.shards[0].vkey;
    let text = Checkpoint::sign(name, size, Digest::of(b"another history"), &body.log_key);
    Checkpoint::parse(&text).unwrap()
}

fn reader(body: &Body) -> impl FnMut(&str) -> Result<Option<Vec<u8>>, String> {
    let files = body.files.clone();
    move |path| Ok(files.get(path).cloned())
}

#[track_caller]
fn check(body: &Body, earlier: &Checkpoint, later: &Checkpoint, expected: Result<(), Reason>) {
    let shard = &body.trust.shards[0];
    assert_eq!(goes_on(shard, earlier, later, &mut reader(body)), expected);
}

#[test]
fn a_tree_goes_on_from_every_tree_before_it() {
    let mut body = Body::new();
    let mut seen = Vec::new();
    for number in 0..300 {
        body.issue(&certificate(&format!("S-{number:03}")));
        seen.push(checkpoint(&body));
    }
    let newest = checkpoint(&body);
    for earlier in &seen {
        check(&body, earlier, &newest, Ok(()));
    }
}

#[test]
fn a_tree_that_became_smaller_is_refused() {
    let (body, newest) = grown(2);
    let (_, earlier) = grown(1);
    let smaller = Reason::TreeSmaller {
        origin: ORIGIN.to_owned(),
        found: earlier.size,
        known: newest.size,
    };
    check(&body, &newest, &earlier, Err(smaller));
}

#[test]
fn a_second_tree_of_one_size_is_refused() {
    let (body, newest) = grown(2);
    let size = newest.size;
    let origin = ORIGIN.to_owned();
    let other = other_tree(&body, size);
    let differ = Reason::TreesDiffer { origin, size };
    check(&body, &other, &newest, Err(differ));
}

#[test]
fn a_tree_that_does_not_begin_with_the_one_signed_before_is_refused() {
    let (body, newest) = grown(2);
    let origin = ORIGIN.to_owned();
    let size = newest.size - 1;
    let differ = Reason::TreesDiffer { origin, size };
    check(&body, &other_tree(&body, size), &newest, Err(differ));
}

#[test]
fn a_checkpoint_that_the_log_did_not_sign_is_refused() {
    let (body, newest) = grown(1);
    let stranger = SigningKey::from_seed(&[9; 32]);
    let name = NoteKey::log(ORIGIN, stranger.verifying_key()).unwrap();
    let forged = Checkpoint::sign(&name, newest.size, newest.root, &stranger);
    let forged = Checkpoint::parse(&forged).unwrap();
    let refused = goes_on(&body.trust.shards[0], &newest, &forged, &mut reader(&body));
    assert!(
        matches!(refused, Err(Reason::CheckpointRefused { .. })),
        "{refused:?}"
    );
}

#[test]
fn what_waits_for_witnesses_is_offered_before_what_is_published() {
    let (mut body, pending) = grown(2);
    let (_, published) = grown(1);
    let shard = body.trust.shards[0].clone();
    let look = |body: &Body| offered(&shard, &Limits::default(), &mut reader(body)).unwrap();
    assert_eq!(look(&body).size, pending.size);
    let put = |body: &mut Body, path: &str, checkpoint: &Checkpoint| {
        let path = body.in_shard(path);
        body.files.insert(path, checkpoint.to_text().into_bytes());
    };
    put(&mut body, "checkpoint", &published);
    put(&mut body, "pending", &pending);
    assert_eq!(look(&body).size, pending.size);
    // A waiting one that was outdone is old.
    put(&mut body, "checkpoint", &pending);
    put(&mut body, "pending", &published);
    assert_eq!(look(&body).size, pending.size);
}

#[test]
fn a_witness_that_folds_finds_a_table_that_lies() {
    let (mut body, honest) = grown(2);
    let shard = body.trust.shards[0].clone();
    let now = time(DAY);
    let limits = Limits::default();
    let asked = |body: &Body, offered: &Checkpoint| {
        fold(
            &body.trust,
            &shard,
            offered,
            now,
            &limits,
            &mut reader(body),
        )
    };
    assert_eq!(asked(&body, &honest), Ok(()));
    lie(&mut body, |page| {
        if let Page::Rows { rows, .. } = page {
            rows[0].valid_until = time("2040-01-01");
        }
    });
    let refused = asked(&body, &checkpoint(&body)).unwrap_err();
    assert!(
        matches!(refused.as_slice(), [Reason::EntryRefused { .. }]),
        "{refused:?}"
    );
}

fn held(each: &[&Checkpoint]) -> Vec<Checkpoint> {
    each.iter()
        .map(|checkpoint| (*checkpoint).clone())
        .collect()
}

#[test]
fn a_split_view_shown_to_two_witnesses_is_caught_by_comparing() {
    let (body, newest) = grown(2);
    let size = newest.size;
    let origin = ORIGIN.to_owned();
    let other = other_tree(&body, size);
    // Two witnesses, each shown another tree; neither can see it alone.
    let found = compare(
        &body.trust,
        &held(&[&newest, &other]),
        &Limits::default(),
        None,
    );
    assert_eq!(found.wrong, [Reason::TreesDiffer { origin, size }]);
    let same = compare(
        &body.trust,
        &held(&[&newest, &newest]),
        &Limits::default(),
        None,
    );
    assert_eq!(same, Comparison::default());
}

#[test]
fn views_of_different_sizes_are_tied_together_by_the_register_only() {
    let (body, newest) = grown(2);
    let mut shorter = Body::new();
    shorter.issue(&certificate("S-0"));
    let (early, limits) = (checkpoint(&shorter), Limits::default());
    let asked = held(&[&early, &newest]);
    let untold = compare(&body.trust, &asked, &limits, None);
    assert_eq!(
        (untold.wrong, untold.untold),
        (vec![], vec![ORIGIN.to_owned()])
    );
    let mut read = reader(&body);
    let tied = compare(&body.trust, &asked, &limits, Some(&mut read));
    assert_eq!(tied, Comparison::default());
    let (size, origin) = (2, ORIGIN.to_owned());
    let split = held(&[&other_tree(&body, size), &newest]);
    let mut read = reader(&body);
    let found = compare(&body.trust, &split, &limits, Some(&mut read));
    assert_eq!(found.wrong, [Reason::TreesDiffer { origin, size }]);
}

/// A trust file with the body's witness and a second one.
fn two_witnesses(body: &Body) -> (Trust, [SigningKey; 2]) {
    let second = SigningKey::from_seed(&[4; 32]);
    let mut trust = body.trust.clone();
    let vkey = NoteKey::witness("w.example/2", second.verifying_key()).unwrap();
    trust.witnesses.push(Witness {
        name: vkey.name().to_owned(),
        vkey,
        until: None,
    });
    (trust, [body.witness_key.clone(), second])
}

#[test]
fn what_a_witness_saw_before_it_ended_counts_and_what_it_says_later_does_not() {
    let (body, newest) = grown(1);
    let (mut trust, keys) = two_witnesses(&body);
    let mut text = newest.to_text();
    for (witness, key) in trust.witnesses.iter().zip(&keys) {
        text = cosign(&text, &witness.vkey, key, time("2026-03-06")).unwrap();
    }
    let seen = Checkpoint::parse(&text).unwrap();
    let counted = |trust: &Trust| {
        let by = trust.cosigned(&trust.shards[0], &seen, UnknownLines::Refuse);
        by.unwrap().len()
    };
    assert_eq!(counted(&trust), 2);
    trust.witnesses[1].until = Some(time("2026-03-07"));
    assert_eq!(counted(&trust), 2);
    trust.witnesses[1].until = Some(time("2026-03-06"));
    assert_eq!(counted(&trust), 1);
    // One that has ended is no witness that a quorum could be made of.
    trust.quorum = 2;
    assert!(trust.check().is_err());
}

#[test]
fn a_cosignature_is_added_once_and_only_over_its_own_checkpoint() {
    let (body, newest) = grown(1);
    let (trust, keys) = two_witnesses(&body);
    let known = trust.witness_keys();
    let line = |text: &str, at: &str| {
        let text = cosign(text, &known[1], &keys[1], time(at)).unwrap();
        text.lines().last().unwrap().to_owned()
    };
    let text = newest.to_text();
    let mut checkpoint = newest.clone();
    let first = line(&text, "2026-03-06");
    assert!(checkpoint.add_cosignature(&first, &known).is_some());
    assert!(
        checkpoint.add_cosignature(&first, &known).is_none(),
        "it stands already"
    );
    let newer = line(&text, "2026-03-07");
    assert!(checkpoint.add_cosignature(&newer, &known).is_some());
    assert!(
        checkpoint.add_cosignature(&first, &known).is_none(),
        "a newer one stands"
    );
    assert_eq!(checkpoint.to_text(), format!("{text}{newer}\n"));
    let elsewhere = line(&other_tree(&body, 2).to_text(), "2026-03-08");
    for wrong in [elsewhere.as_str(), "", "— w.example/2 AAAA", "x"] {
        assert!(
            checkpoint.add_cosignature(wrong, &known).is_none(),
            "{wrong:?}"
        );
    }
    let of_a_stranger = first.replace("w.example/2", "w.example/3");
    assert!(checkpoint.add_cosignature(&of_a_stranger, &known).is_none());
}
