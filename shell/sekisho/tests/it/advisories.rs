//! `sekisho advisories`: feeds come from folders, archives and servers into the data folder, and whatever goes wrong, the
//! old one stays and is still matched with.

mod dated;
mod fetching;
mod known;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::faults::with_own_mounts;
use crate::program::{Folder, Ran, command, ended, killed_after, run, workspace};
use crate::verify::copy;

/// Records about `p1` to `p<count>`, as one archive.
fn feed(count: usize, day: &str) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for number in 1..=count {
        let record = format!(
            r#"{{"id":"X-2026-{number:04}","modified":"{day}T00:00:00Z","summary":"s","affected":[{{"package":
            {{"ecosystem":"crates.io","name":"p{number}"}},"ranges":[{{"type":"SEMVER","events":[{{"introduced":"0"}}]}}]}}]}}"#
        );
        let mut header = tar::Header::new_ustar();
        header.set_size(record.len() as u64);
        header.set_mode(0o644);
        let path = format!("feed/X-2026-{number:04}.json");
        archive
            .append_data(&mut header, path, record.as_bytes())
            .expect("memory is written");
    }
    archive.into_inner().expect("memory is written")
}

fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A data folder and a parts list with `p1`.
fn place() -> Folder {
    let folder = Folder::new();
    let lock = r#"version = 4
[[package]]
name = "app"
version = "1.0.0"
dependencies = ["p1"]
[[package]]
name = "p1"
version = "1.0.0"
source = "registry+https://github.com/rust-lang/crates.io-index"
checksum = "0000000000000000000000000000000000000000000000000000000000000000"
"#;
    folder.write("Cargo.lock", lock);
    folder
}

/// `sekisho advisories` with the data folder.
fn advisories(folder: &Folder, typed: &[&str]) -> Ran {
    let data = folder.arg("data");
    run(&[&["advisories"], typed, &["--data", &data, "--json"]].concat())
}

fn update(folder: &Folder, typed: &[&str]) -> Ran {
    advisories(folder, &[&["update"], typed].concat())
}

/// The one feed that an update speaks of.
#[track_caller]
fn told(ran: &Ran) -> Value {
    ran.json()["feeds"][0].clone()
}

/// The data folder matches with the feed `f` of so many records, and finds what it says of `p1`.
#[track_caller]
fn matches_with(folder: &Folder, records: usize) {
    let (lock, data) = (folder.arg("Cargo.lock"), folder.arg("data"));
    let outcome = run(&["match", &lock, "--data", &data, "--json"])
        .gives(1)
        .json();
    assert_eq!(outcome["verdict"], "fail", "{outcome:#}");
    assert_eq!(outcome["findings"][0]["advisory"], "X-2026-0001");
    assert_eq!(outcome["feeds"][0]["name"], "f");
    assert_eq!(outcome["feeds"][0]["records"], records);
}

#[test]
fn killed_at_many_points_one_whole_feed_is_always_there() {
    let folder = place();
    for (name, count) in [("a.tar", 4), ("b.tar", 300)] {
        folder.write(name, feed(count, "2026-08-01"));
    }
    let data = folder.arg("data");
    let sources = ["a.tar", "b.tar"].map(|name| format!("f={}", folder.arg(name)));
    let order = |round: usize| {
        let from = sources[round % 2].as_str();
        [
            "advisories",
            "update",
            "--from",
            from,
            "--accept-smaller",
            "--data",
            &data,
        ]
    };
    let begun = Instant::now();
    for round in 0..4 {
        run(&order(round)).gives(0);
    }
    let mut whole = u64::try_from(begun.elapsed().as_micros()).expect("short") / 4;
    let (mut random, mut seen) = (1_u64, [0, 0]);
    for round in 0..150 {
        // A machine that became busier needs longer for a whole run than it did before.
        if round % 20 == 19 && seen[1] == 0 {
            whole *= 2;
        }
        // A fixed sequence that looks random (Numerical Recipes' generator), over a little more than a whole run.
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223) % (1 << 32);
        let _what_was_said = killed_after(
            &order(round),
            Duration::from_micros(random % (whole + whole / 3)),
        );
        let status = advisories(&folder, &["status"]).gives(0).json();
        let records = status["feeds"][0]["records"].as_u64().expect("a number");
        assert!(records == 4 || records == 300, "round {round}: {status:#}");
        seen[usize::from(records == 300)] += 1;
    }
    assert!(seen[0] > 0 && seen[1] > 0, "{seen:?}");
    run(&order(1)).gives(0);
    matches_with(&folder, 300);
    run(&order(1)).gives(0);
    let files = fs::read_dir(folder.path("data/advisories/files")).unwrap();
    assert_eq!(files.count(), 1, "what a killed run has left is taken away");
}

#[test]
fn probabilities_among_the_records_of_a_folder_are_a_feed_of_their_own() {
    let folder = place();
    let record = r#"{"id":"CVE-2026-0001","modified":"2026-08-01T00:00:00Z","affected":[{"package":
        {"ecosystem":"crates.io","name":"b"},"ranges":[{"type":"SEMVER","events":[{"introduced":"0"}]}]}]}"#;
    folder.write("records/1.json", record);
    let rows = "#model_version:v2025.03.14,score_date:2026-08-01T00:00:00Z\ncve,epss,percentile\nCVE-2026-0001,0.25,0.9\n";
    folder.write("records/epss.csv", rows);
    let ran = update(&folder, &["--from", &folder.arg("records")]).gives(0);
    assert_eq!(ran.json()["feeds"].as_array().unwrap().len(), 2);
    let lock = "version = 4\n[[package]]\nname = \"app\"\nversion = \"1.0.0\"\ndependencies = [\"b\"]\n[[package]]\nname = \"b\"\n\
        version = \"1.0.0\"\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"\n";
    folder.write("Cargo.lock", lock);
    let data = folder.arg("data");
    let matched = run(&[
        "match",
        &folder.arg("Cargo.lock"),
        "--data",
        &data,
        "--json",
    ]);
    assert_eq!(matched.gives(1).json()["findings"][0]["epss"], 0.25);
}

#[test]
fn folders_archives_and_catalogues_of_this_machine_become_feeds() {
    let folder = place();
    let from = workspace("examples/advisories");
    let ran = update(&folder, &["--from", &from]).gives(0);
    let names: Vec<_> = ran.json()["feeds"]
        .as_array()
        .unwrap()
        .iter()
        .map(|feed| feed["name"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(names, ["kev-2025-08-25", "rustsec-2026-08-21"]);
    let lock = workspace("examples/gateway/0.1.0-rc/Cargo.lock");
    let data = folder.arg("data");
    let kept = run(&["match", &lock, "--data", &data, "--json"])
        .gives(1)
        .json();
    let named = run(&["match", &lock, "--advisories", &from, "--json"])
        .gives(1)
        .json();
    assert_eq!(kept["findings"], named["findings"]);
    assert_eq!(kept["feeds"][1]["name"], "rustsec-2026-08-21");
    assert_eq!(kept["feeds"][1]["digest"], named["feeds"][1]["digest"]);

    // Loose records are packed, and the same ones make the same bytes.
    let folder = place();
    for number in 1..=3 {
        let record = format!(
            r#"{{"id":"X-2026-{number:04}","modified":"2026-08-01T00:00:00Z","affected":[{{"package":
            {{"ecosystem":"crates.io","name":"p{number}"}},"ranges":[{{"type":"SEMVER","events":[{{"introduced":"0"}}]}}]}}]}}"#
        );
        folder.write(&format!("records/a/{number}.json"), record);
    }
    let source = format!("f={}", folder.arg("records"));
    assert_eq!(
        told(&update(&folder, &["--from", &source]).gives(0))["result"],
        "taken"
    );
    matches_with(&folder, 3);
    assert_eq!(told(&update(&folder, &[]).gives(0))["result"], "unchanged");
    fs::remove_dir_all(folder.path("records")).unwrap();
    let gone = told(&update(&folder, &[]).gives(2));
    assert_eq!(
        (&gone["result"], &gone["failure"]["code"]),
        (&"kept".into(), &"unreadable".into())
    );
    matches_with(&folder, 3);
    // What is given up is not asked for again.
    advisories(&folder, &["remove", "g"]).gives(2);
    advisories(&folder, &["remove", "f"]).gives(0);
    update(&folder, &[]).gives(2);
}

#[test]
fn a_pack_carries_feeds_to_a_machine_without_a_network() {
    let folder = place();
    folder.write("feed.tar", feed(4, "2026-08-01"));
    let source = format!("f={}", folder.arg("feed.tar"));
    update(&folder, &["--from", &source]).gives(0);
    update(&folder, &["--from", &workspace("examples/advisories")]).gives(0);
    let (all, one) = (folder.arg("all.tar"), folder.arg("one.tar"));
    advisories(&folder, &["pack", &all]).gives(0);
    advisories(&folder, &["pack", &one, "f"]).gives(0);
    advisories(&folder, &["pack", &one, "g"]).gives(2);

    let other = place();
    let ran = update(&other, &["--from", &all]).gives(0);
    assert_eq!(ran.json()["feeds"].as_array().unwrap().len(), 3);
    let here = advisories(&folder, &["status"]).gives(0).json();
    let there = advisories(&other, &["status"]).gives(0).json();
    for (here, there) in here["feeds"]
        .as_array()
        .unwrap()
        .iter()
        .zip(there["feeds"].as_array().unwrap())
    {
        for member in ["name", "sha256", "bytes", "records", "newest", "fetched"] {
            assert_eq!(here[member], there[member]);
        }
        assert_eq!(there["origin"], here["source"]);
        assert_eq!(there["source"], all.as_str());
    }
    // The same feeds make the same pack, and one that comes later is taken from the same place.
    let again = folder.arg("again.tar");
    advisories(&folder, &["pack", &again]).gives(0);
    assert_eq!(fs::read(&all).unwrap(), fs::read(&again).unwrap());
    let ran = update(&other, &[]).gives(0);
    assert!(
        ran.json()["feeds"]
            .as_array()
            .unwrap()
            .iter()
            .all(|feed| feed["result"] == "unchanged")
    );

    let third = place();
    update(&third, &["--from", &one]).gives(0);
    matches_with(&third, 4);
    let mut changed = fs::read(&one).unwrap();
    let at = changed
        .windows(4)
        .rposition(|bytes| bytes == b"\"s\",")
        .unwrap();
    changed[at + 1] = b't';
    third.write("changed.tar", &changed);
    let refused = update(&third, &["--from", &third.arg("changed.tar")]).gives(1);
    assert_eq!(told(&refused)["failure"]["code"], "other-digest");
    third.write("cut.tar", &changed[..changed.len() / 2]);
    let refused = update(&third, &["--from", &third.arg("cut.tar")]).gives(1);
    assert_eq!(told(&refused)["failure"]["code"], "other-digest");
    // A list that leads out of the folder is no pack's.
    let text = String::from_utf8_lossy(&changed).replace("\"file\": \"", "\"file\": \"/");
    third.write("hostile.tar", text.as_bytes());
    update(
        &third,
        &["--from", &format!("f={}", third.arg("hostile.tar"))],
    )
    .gives(1);
    matches_with(&third, 4);
}

#[test]
fn the_status_tells_age_failure_and_damage() {
    let folder = place();
    let none = advisories(&folder, &["status"]).gives(1).json();
    assert_eq!(
        (&none["good"], &none["feeds"]),
        (&false.into(), &Value::Array(Vec::new()))
    );
    let lock = folder.arg("Cargo.lock");
    let refused = run(&["match", &lock, "--data", &folder.arg("data")]).gives(2);
    assert!(refused.err.contains("--advisories") && refused.err.contains("advisories update"));

    folder.write("feed.tar", feed(4, "2026-08-01"));
    let source = format!("f={}", folder.arg("feed.tar"));
    update(&folder, &["--from", &source]).gives(0);
    let good = advisories(&folder, &["status", "--max-age", "36500"])
        .gives(0)
        .json();
    for member in [
        "name",
        "source",
        "sha256",
        "bytes",
        "records",
        "rejected",
        "newest",
        "age_days",
        "fetched",
        "attempted",
        "failure",
        "whole",
        "good",
    ] {
        assert!(good["feeds"][0].get(member).is_some(), "{member}");
    }
    let age = good["feeds"][0]["age_days"].as_i64().unwrap();
    assert!(age >= 100, "{age}");
    let most = (age - 1).to_string();
    let old = advisories(&folder, &["status", "--max-age", &most])
        .gives(1)
        .json();
    assert_eq!(
        (&old["good"], &old["feeds"][0]["good"]),
        (&false.into(), &false.into())
    );
    for (language, word) in [("en", "days old"), ("ja", "日前")] {
        let data = folder.arg("data");
        let told = run(&["advisories", "status", "--data", &data, "--lang", language]).gives(0);
        assert!(told.out.contains(word), "{}", told.out);
    }

    let file = format!(
        "data/advisories/files/{}.tar",
        sha256(&feed(4, "2026-08-01"))
    );
    folder.write(&file, feed(3, "2026-08-01"));
    let damaged = advisories(&folder, &["status"]).gives(1).json();
    assert_eq!(damaged["feeds"][0]["whole"], false);
    let outcome = run(&["match", &lock, "--data", &folder.arg("data"), "--json"])
        .gives(1)
        .json();
    assert_eq!(outcome["verdict"], "inconclusive", "{outcome:#}");
    advisories(&folder, &["pack", &folder.arg("pack.tar")]).gives(2);
    update(&folder, &[]).gives(0);
    matches_with(&folder, 4);
}

#[test]
fn the_settings_file_and_the_environment_say_what_is_kept_where() {
    let folder = place();
    folder.write("feed.tar", feed(4, "2026-08-01"));
    folder.write(
        "data/advisories.toml",
        "[[feed]]\nname = 'f'\npath = '../feed.tar'\n",
    );
    update(&folder, &[]).gives(0);
    matches_with(&folder, 4);
    for (name, folders) in [
        ("SEKISHO_DATA", "data"),
        ("XDG_DATA_HOME", "xdg"),
        ("HOME", "home"),
    ] {
        let lock = folder.arg("Cargo.lock");
        let kept = match name {
            "SEKISHO_DATA" => folders.to_owned(),
            "XDG_DATA_HOME" => format!("{folders}/sekisho"),
            _ => format!("{folders}/.local/share/sekisho"),
        };
        if name != "SEKISHO_DATA" {
            fs::create_dir_all(folder.path(&kept)).unwrap();
            fs::rename(
                folder.path("data/advisories"),
                folder.path(&kept).join("advisories"),
            )
            .unwrap();
        }
        let mut asked = command(&["match", &lock, "--json"]);
        let outcome = ended(asked.env(name, folder.path(folders)).output().unwrap())
            .gives(1)
            .json();
        assert_eq!(outcome["feeds"][0]["name"], "f", "{name}");
        if name != "SEKISHO_DATA" {
            fs::rename(
                folder.path(&kept).join("advisories"),
                folder.path("data/advisories"),
            )
            .unwrap();
        }
    }
    for settings in [
        "[[feed]]\nname = 'f'\nurl = 'http://127.0.0.1:1/x'\npath = 'x'\n",
        "[[feed]]\nname = '../f'\npath = 'x'\n",
        "[[feed]]\nname = 'f'\npath = 'x'\n[[feed]]\nname = 'f'\npath = 'y'\n",
        "[[feed]]\nname = 'f'\nurl = 'ftp://127.0.0.1/x'\n",
        "[[feed]]\nname = 'f'\npat = 'x'\n",
        "[[feed]]\nname = 'no-such-preset'\n",
    ] {
        folder.write("other.toml", settings);
        let refused = update(&folder, &["--sources", &folder.arg("other.toml")]).gives(2);
        assert!(
            refused.err.contains("other.toml"),
            "{settings}{}",
            refused.err
        );
    }
    let unknown = update(&folder, &["no-such-feed"]).gives(2);
    assert!(unknown.err.contains("osv-crates.io"), "{}", unknown.err);
    let gone = update(&folder, &["--from", &folder.arg("gone.tar")]).gives(2);
    assert!(gone.err.contains("gone.tar"), "{}", gone.err);
    let twice = format!("f={}", folder.arg("feed.tar"));
    update(&folder, &["--from", &twice, &twice]).gives(2);
    matches_with(&folder, 4);
}

#[test]
fn a_product_that_names_no_advisories_is_held_against_the_data_folder() {
    let folder = place();
    update(&folder, &["--from", &workspace("examples/advisories")]).gives(0);
    let product = workspace("examples/gateway");
    copy(Path::new(&product), &folder.path("product"));
    let text = fs::read_to_string(folder.path("product/product.toml")).unwrap();
    let paths = text
        .lines()
        .find(|line| line.starts_with("paths = "))
        .expect("advisories");
    folder.write("product/product.toml", text.replace(paths, ""));
    let (product, data) = (folder.arg("product"), folder.arg("data"));
    let order = [
        "certify",
        &product,
        "--into",
        &folder.arg("demo"),
        "--data",
        &data,
    ];
    let certified = run(&order).gives(0);
    assert!(
        certified.out.contains("rustsec-2026-08-21"),
        "{}",
        certified.out
    );
    let with = run(&["check", &product, "--data", &data, "--json"]).json();
    assert!(with.to_string().contains("rustsec-2026-08-21"), "{with:#}");
    let without = run(&["check", &product, "--data", &folder.arg("none")]);
    assert_eq!(without.code, 1);
    assert!(without.out.contains("advisories update"), "{}", without.out);
}

#[test]
fn on_a_full_disk_and_in_a_read_only_folder_the_old_feed_stays() {
    let folder = place();
    folder.write("old.tar", feed(4, "2026-08-01"));
    folder.write("new.tar", feed(400, "2026-08-02"));
    fs::create_dir(folder.path("disk")).unwrap();
    let here = folder.arg("");
    let script = format!(
        r#"
        cd '{here}'; mount -t tmpfs -o size=2m none disk
        update() {{ sekisho advisories update --from "f=$1" --data disk; }}
        holds() {{
            code=0; sekisho match Cargo.lock --data disk >said 2>&1 || code=$?
            test "$code" -eq 1; grep -q X-2026-0001 said; grep -q " $1 records" said
        }}
        update old.tar >/dev/null; holds 4
        dd if=/dev/zero of=disk/fill bs=4k 2>/dev/null || true
        code=0; update new.tar >/dev/null 2>&1 || code=$?; echo "full: $code"
        holds 4; rm disk/fill
        mount -o remount,ro disk
        code=0; update new.tar >/dev/null 2>&1 || code=$?; echo "read-only: $code"
        holds 4
        mount -o remount,rw disk
        update new.tar >/dev/null; holds 400
        "#
    );
    let Some(ran) = with_own_mounts(&script) else {
        return;
    };
    let ran = ran.gives(0);
    assert!(
        ran.out.contains("full: 2") && ran.out.contains("read-only: 2"),
        "{}",
        ran.out
    );
}
