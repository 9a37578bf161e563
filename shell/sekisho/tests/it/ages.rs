//! How old advisories are, as `match` and `certify` tell it and judge by it: the age is that of what is known of each ecosystem that the parts
//! need.

use std::fs;

use jiff::{SignedDuration, Timestamp};

use crate::program::{Folder, Ran, run, workspace};
use crate::verify::copy;

/// A record about a package, changed so many days ago.
pub(crate) fn record(ecosystem: &str, name: &str, days: i64) -> String {
    let day = Timestamp::now() - SignedDuration::from_hours(24 * days);
    format!(
        r#"{{"id":"X-{name}","modified":"{day}","summary":"s","affected":[{{"package":{{"ecosystem":"{ecosystem}",
        "name":"{name}"}},"ranges":[{{"type":"ECOSYSTEM","events":[{{"introduced":"0"}},{{"fixed":"1.0.0"}}]}}]}}]}}"#
    )
}

/// A parts list with a crate of which nothing is known.
fn parts(folder: &Folder) -> String {
    let lock = r#"version = 4
[[package]]
name = "app"
version = "1.0.0"
dependencies = ["clean"]
[[package]]
name = "clean"
version = "1.0.0"
source = "registry+https://github.com/rust-lang/crates.io-index"
checksum = "0000000000000000000000000000000000000000000000000000000000000000"
"#;
    folder.write("Cargo.lock", lock);
    folder.arg("Cargo.lock")
}

fn ask(parts: &str, advisories: &str, more: &[&str]) -> Ran {
    let order = [
        "match",
        parts,
        "--advisories",
        advisories,
        "--max-age",
        "30",
    ];
    run(&[&order[..], more].concat())
}

#[test]
fn loose_files_of_two_sources_have_an_age_for_each_ecosystem() {
    let folder = Folder::new();
    let (parts, all) = (parts(&folder), folder.arg("all"));
    folder.write("all/npm.json", record("npm", "a", 1));
    folder.write("all/crates.json", record("crates.io", "b", 365));
    let old = ask(&parts, &all, &["--json"]).gives(1).json();
    assert_eq!(old["verdict"], "inconclusive");
    let reason = &old["reasons"][0];
    assert_eq!(reason["code"], "feed-too-old", "{old:#}");
    assert_eq!(
        (&reason["ecosystem"], &reason["age_days"]),
        (&"crates.io".into(), &365.into())
    );
    assert_eq!(old["feeds"][0]["age_days"], 1);
    assert_eq!(old["needed"][0]["age_days"], 365);
    for (language, words) in [
        (
            "en",
            ["newest about crates.io", "say about crates.io is 365"],
        ),
        (
            "ja",
            [
                "配布元ごとの最新: crates.io",
                "crates.io についての情報は 365 日前",
            ],
        ),
    ] {
        let told = ask(&parts, &all, &["--lang", language]).gives(1).out;
        for word in words {
            assert!(told.contains(word), "{word}: {told}");
        }
    }
    folder.write("all/crates.json", record("crates.io", "b", 2));
    ask(&parts, &all, &[]).gives(0);
}

#[test]
fn a_side_source_that_is_old_makes_nothing_inconclusive_and_a_young_one_makes_nothing_young() {
    let folder = Folder::new();
    let parts = parts(&folder);
    for name in ["a", "b", "c"] {
        folder.write(&format!("own/{name}.json"), record("crates.io", name, 2));
        folder.write(&format!("old/{name}.json"), record("crates.io", name, 365));
    }
    folder.write("aside-old/x.json", record("crates.io", "x", 365));
    folder.write("aside-young/x.json", record("crates.io", "x", 2));
    let [own, old, aside_old, aside_young] =
        ["own", "old", "aside-old", "aside-young"].map(|name| folder.arg(name));
    ask(&parts, &own, &["--advisories", &aside_old]).gives(0);
    ask(&parts, &own, &["--advisories", &old]).gives(0);
    let told = ask(&parts, &old, &["--advisories", &aside_young, "--json"]).gives(1);
    assert_eq!(told.json()["reasons"][0]["feed"], "old");
}

#[test]
fn the_body_judges_by_the_ecosystem_that_a_product_needs() {
    let folder = Folder::new();
    let product = workspace("examples/gateway");
    copy(std::path::Path::new(&product), &folder.path("product"));
    let text = fs::read_to_string(folder.path("product/product.toml")).unwrap();
    let paths = text.lines().find(|line| line.starts_with("paths = "));
    let paths = paths.expect("advisories");
    folder.write("product/product.toml", text.replace(paths, ""));
    folder.write("all/npm.json", record("npm", "a", 1));
    folder.write("all/crates.json", record("crates.io", "b", 365));
    let checked = run(&[
        "check",
        &folder.arg("product"),
        "--advisories",
        &folder.arg("all"),
        "--json",
    ]);
    let told = checked.json().to_string();
    assert!(told.contains(r#""code":"feed-too-old""#), "{told}");
    assert!(told.contains(r#""ecosystem":"crates.io""#), "{told}");
}
