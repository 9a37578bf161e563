//! `sekisho witness` and what the body does with it, from outside: a split view, a restored back-up, a killed witness.

use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::program::{Folder, Ran, killed_after, run};
use crate::verify::copy;

/// A body with a register and two witnesses, both of whom must have seen what is published.
fn founded(folder: &Folder) {
    let (register, body, trust) = (
        folder.arg("reg"),
        folder.arg("body"),
        folder.arg("trust.json"),
    );
    let init = [
        "register", "init", &register, "--body", &body, "--trust", &trust,
    ];
    let facts = [
        "--origin",
        "r.example/2026",
        "--name-ja",
        "機関",
        "--name-en",
        "Body",
    ];
    let address = ["--address", "https://r.example/"];
    run(&[init.as_slice(), &facts, &address].concat()).gives(0);
    let mut names = vec!["witnesses".to_owned()];
    for number in [1, 2] {
        let key = folder.arg(&format!("w{number}.pem"));
        let name = format!("w.example/{number}");
        let made = run(&["witness", "key", &key, "--name", &name, "--json"])
            .gives(0)
            .json();
        names.extend(["--witness".to_owned(), text(&made["vkey"])]);
    }
    let rest = names.iter().map(String::as_str).collect::<Vec<_>>();
    keep(
        folder,
        &[&rest, ["--trust", &trust, "--quorum", "2"].as_slice()].concat(),
    )
    .gives(0);
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// `sekisho register …` on this folder's register and body.
fn keep(folder: &Folder, words: &[&str]) -> Ran {
    keep_in(folder, "", words)
}

fn keep_in(folder: &Folder, at: &str, words: &[&str]) -> Ran {
    let (register, body) = (
        folder.arg(&format!("{at}reg")),
        folder.arg(&format!("{at}body")),
    );
    let (name, rest) = words.split_first().expect("a command");
    run(&[
        ["register", name, &register, "--body", &body].as_slice(),
        rest,
    ]
    .concat())
}

/// `sekisho witness`, in its JSON: of its one shard.
fn witness(folder: &Folder, number: u8, register: &str) -> (i32, Value) {
    let (key, trust) = (
        folder.arg(&format!("w{number}.pem")),
        folder.arg("trust.json"),
    );
    let register = folder.arg(register);
    let ran = run(&[
        "witness", &register, "--key", &key, "--trust", &trust, "--fold", "--json",
    ]);
    (ran.code, ran.json()["shards"][0].clone())
}

/// Lets both witnesses see the register, and brings what they sign.
fn seen_by_both(folder: &Folder) {
    for number in [1, 2] {
        let (code, shard) = witness(folder, number, "reg");
        assert_eq!(code, 0, "{shard}");
        folder.write("signed", text(&shard["checkpoint"]));
        let signed = folder.arg("signed");
        keep(folder, &["cosign", &signed]).gives(0);
    }
}

/// The state of things copied away, to be shown to somebody else or put back.
fn set_aside(folder: &Folder) {
    std::fs::create_dir(folder.path("aside")).expect("a fresh folder");
    for name in ["reg", "body"] {
        copy(&folder.path(name), &folder.path(&format!("aside/{name}")));
    }
}

fn code_of(shard: &Value) -> String {
    text(&shard["reasons"][0]["code"])
}

fn a_second_passes() {
    sleep(Duration::from_millis(1_100));
}

#[test]
fn what_a_quorum_has_seen_is_published_and_a_trust_file_asks_for_it() {
    let folder = Folder::new();
    founded(&folder);
    let (register, trust) = (folder.arg("reg"), folder.arg("trust.json"));
    let audit = ["register", "audit", &register, "--trust", &trust, "--json"];
    let ran = run(&audit).gives(1);
    assert_eq!(ran.json()["reasons"][0]["code"], "witnesses-missing");
    seen_by_both(&folder);
    run(&audit).gives(0);
    let published = keep(&folder, &["publish", "--json"]).gives(0).json();
    assert_eq!(published["published"], false);
    run(&audit).gives(0);
    seen_by_both(&folder);
    // Nobody's line, and one over an older checkpoint, publish nothing.
    folder.write("signed", "— x AAAA\n");
    keep(&folder, &["cosign", &folder.arg("signed")]).gives(1);
}

#[test]
fn a_split_view_shown_to_two_witnesses_is_caught_by_comparing() {
    let folder = Folder::new();
    founded(&folder);
    seen_by_both(&folder);
    set_aside(&folder);
    a_second_passes();
    keep(&folder, &["publish"]).gives(0);
    a_second_passes();
    keep_in(&folder, "aside/", &["publish"]).gives(0);
    // Each sees a register that goes on from what it saw.
    for (number, register) in [(1, "reg"), (2, "aside/reg")] {
        let (code, shard) = witness(&folder, number, register);
        assert_eq!(code, 0, "{shard}");
        folder.write(&format!("seen-{number}"), text(&shard["checkpoint"]));
    }
    // Neither signs the other's.
    let (code, shard) = witness(&folder, 1, "aside/reg");
    assert_eq!((code, code_of(&shard).as_str()), (1, "trees-differ"));
    let (one, two) = (folder.arg("seen-1"), folder.arg("seen-2"));
    let trust = folder.arg("trust.json");
    let compare = [
        "witness", "compare", &one, &two, "--trust", &trust, "--json",
    ];
    let found = run(&compare).gives(1).json();
    assert_eq!(found["reasons"][0]["code"], "trees-differ");
    let same = ["witness", "compare", &one, &one, "--trust", &trust];
    run(&same).gives(0);
    let register = folder.arg("reg");
    let earlier = folder.arg("aside/reg/shards/2026/checkpoint");
    let sizes = ["witness", "compare", &one, &earlier, "--trust", &trust];
    run(&sizes).gives(2);
    run(&[sizes.as_slice(), &["--register", &register]].concat()).gives(0);
}

#[test]
fn a_restored_back_up_is_noticed_before_anything_is_appended() {
    let folder = Folder::new();
    founded(&folder);
    seen_by_both(&folder);
    set_aside(&folder);
    keep(&folder, &["publish"]).gives(0);
    seen_by_both(&folder);
    let of_witness = {
        let (_, shard) = witness(&folder, 1, "reg");
        folder.write("seen", text(&shard["checkpoint"]));
        folder.arg("seen")
    };
    let pending = folder.path("aside/reg/shards/2026/pending");
    let before = std::fs::read(&pending).unwrap();
    for published in [folder.arg("reg"), of_witness] {
        let ran = keep_in(&folder, "aside/", &["publish", "--published", &published]);
        let ran = ran.gives(2);
        assert!(ran.err.contains("published before"), "{}", ran.err);
        assert_eq!(std::fs::read(&pending).unwrap(), before);
    }
    let (code, shard) = witness(&folder, 2, "aside/reg");
    assert_eq!((code, code_of(&shard).as_str()), (1, "tree-smaller"));
    // The body itself goes on.
    keep(&folder, &["publish", "--published", &folder.arg("reg")]).gives(0);
}

#[test]
fn a_witness_killed_at_any_moment_never_signs_two_trees_of_one_size() {
    let folder = Folder::new();
    founded(&folder);
    seen_by_both(&folder);
    set_aside(&folder);
    keep(&folder, &["publish"]).gives(0);
    a_second_passes();
    keep_in(&folder, "aside/", &["publish"]).gives(0);
    let (key, trust) = (folder.arg("w1.pem"), folder.arg("trust.json"));
    copy(&folder.path("w1.memory"), &folder.path("memory-then"));
    let begun = Instant::now();
    assert_eq!(witness(&folder, 2, "reg").0, 0);
    let whole = u64::try_from(begun.elapsed().as_micros()).expect("short");
    let mut told = 0;
    // The pauses grow to almost three whole runs: the early rounds are cut, the last ones come to their end.
    for round in 0_u64..60 {
        std::fs::remove_dir_all(folder.path("w1.memory")).unwrap();
        copy(&folder.path("memory-then"), &folder.path("w1.memory"));
        let said = killed_after(
            &[
                "witness",
                &folder.arg("reg"),
                "--key",
                &key,
                "--trust",
                &trust,
            ],
            Duration::from_micros(whole * round * round / 1_200),
        );
        let (code, shard) = witness(&folder, 1, "aside/reg");
        if said.contains("— w.example/1 ") {
            told += 1;
            assert_eq!(
                (code, code_of(&shard).as_str()),
                (1, "trees-differ"),
                "{round}"
            );
        }
        // Whichever it remembers, it keeps to it.
        let other = if code == 0 { "reg" } else { "aside/reg" };
        assert_eq!(witness(&folder, 1, other).0, 1, "{round}");
    }
    assert!(told > 0, "some rounds must come to an end");
}

#[test]
fn a_witness_says_what_it_lacks() {
    let folder = Folder::new();
    founded(&folder);
    let (register, trust, key) = (
        folder.arg("reg"),
        folder.arg("trust.json"),
        folder.arg("w1.pem"),
    );
    let missing = folder.arg("missing");
    for (args, told) in [
        (
            ["witness", &register, "--key", &missing, "--trust", &trust],
            "missing",
        ),
        (
            ["witness", &missing, "--key", &key, "--trust", &trust],
            "missing",
        ),
        (
            ["witness", &register, "--key", &key, "--trust", &missing],
            "missing",
        ),
    ] {
        let ran = run(&args).gives(2);
        assert!(ran.err.contains(told), "{}", ran.err);
    }
    run(&["witness", "key", &key, "--name", "w.example/1"]).gives(2);
    run(&["witness", "key", &missing, "--name", "two words"]).gives(2);
    assert!(!Path::new(&missing).exists());
    // A key that the trust file does not name signs under the name beside it, or none.
    run(&[
        "witness",
        "key",
        &folder.arg("w9.pem"),
        "--name",
        "w.example/9",
    ])
    .gives(0);
    let other = [
        "witness",
        &register,
        "--key",
        &folder.arg("w9.pem"),
        "--trust",
        &trust,
    ];
    let ran = run(&other).gives(0);
    assert!(ran.out.contains("— w.example/9 "), "{}", ran.out);
    std::fs::remove_file(folder.path("w9.vkey")).unwrap();
    let ran = run(&other).gives(2);
    assert!(ran.err.contains("--name"), "{}", ran.err);
}
