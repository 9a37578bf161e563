//! `sekisho match`: the members of its JSON and the exit codes that others build on, and no silent pass.

use crate::program::{Folder, Ran, command, ended, run, workspace};

fn rustsec() -> String {
    workspace("examples/advisories/rustsec-2026-08-21.tar.zst")
}

fn matched(parts: &str, advisories: &str, more: &[&str]) -> Ran {
    run(&[
        &["match", parts, "--advisories", advisories, "--json"],
        more,
    ]
    .concat())
}

#[test]
fn findings_are_a_no_with_the_promised_members() {
    let lock = workspace("examples/gateway/0.1.0-rc/Cargo.lock");
    let outcome = matched(&lock, &rustsec(), &[]).gives(1).json();
    assert_eq!(outcome["verdict"], "fail");
    for member in [
        "verdict", "reasons", "coverage", "feeds", "findings", "notices",
    ] {
        assert!(outcome.get(member).is_some(), "{member}");
    }
    for member in ["total", "own", "matchable", "matched", "unmatchable"] {
        assert!(
            outcome["coverage"].get(member).is_some(),
            "coverage.{member}"
        );
    }
    for member in [
        "name", "digest", "records", "rejected", "newest", "age_days",
    ] {
        assert!(outcome["feeds"][0].get(member).is_some(), "feeds.{member}");
    }
    for member in [
        "purl", "name", "version", "kind", "advisory", "ids", "severity", "score", "vector", "kev",
        "epss", "fixed", "path", "why",
    ] {
        assert!(
            outcome["findings"][0].get(member).is_some(),
            "findings.{member}"
        );
    }
    assert_eq!(outcome["findings"].as_array().unwrap().len(), 3);
}

#[test]
fn nothing_found_with_everything_looked_at_is_a_yes() {
    let lock = workspace("examples/gateway/0.2.0/Cargo.lock");
    let outcome = matched(&lock, &rustsec(), &[]).gives(0).json();
    assert_eq!(outcome["verdict"], "pass");
}

#[test]
fn a_feed_that_is_missing_empty_cut_off_or_old_is_never_a_pass() {
    let folder = Folder::new();
    let lock = workspace("examples/gateway/0.2.0/Cargo.lock");
    let whole = std::fs::read(rustsec()).unwrap();
    folder.write("cut.tar.zst", &whole[..whole.len() / 2]);
    folder.write("empty/readme.txt", "nothing here");
    folder.write("zero.tar.zst", "");
    for feed in ["no-such-feed", "cut.tar.zst", "empty", "zero.tar.zst"] {
        let outcome = matched(&lock, &folder.arg(feed), &[]).gives(1).json();
        assert_eq!(outcome["verdict"], "inconclusive", "{feed}");
        assert_ne!(outcome["reasons"].as_array().unwrap().len(), 0, "{feed}");
    }
    let old = matched(&lock, &rustsec(), &["--max-age", "1"])
        .gives(1)
        .json();
    assert_eq!(old["verdict"], "inconclusive");
    assert!(
        old["reasons"].to_string().contains("feed-too-old"),
        "{}",
        old["reasons"]
    );
}

#[test]
fn a_parts_list_that_cannot_be_read_is_not_done_and_names_the_place() {
    let folder = Folder::new();
    folder.write("broken.lock", "version = 4\n[[package]]\nname = 3\n");
    let ran = matched(&folder.arg("broken.lock"), &rustsec(), &[]).gives(2);
    assert!(ran.err.contains("broken.lock"), "{}", ran.err);
    let told = ran.json()["error"]["text"].as_str().unwrap().to_owned();
    assert!(told.contains("broken.lock"), "{told}");
    matched(&folder.arg("missing.lock"), &rustsec(), &[]).gives(2);
}

#[test]
fn a_parts_list_may_come_from_standard_input() {
    let lock = workspace("examples/gateway/0.1.0-rc/Cargo.lock");
    let mut command = command(&["match", "-", "--advisories", &rustsec(), "--json"]);
    command.stdin(std::fs::File::open(lock).unwrap());
    let outcome = ended(command.output().unwrap()).gives(1).json();
    assert_eq!(outcome["findings"].as_array().unwrap().len(), 3);
    let empty = run(&["match", "-", "--advisories", &rustsec()]);
    assert_ne!(empty.code, 0, "nothing on standard input is no pass");
}

#[test]
fn a_name_in_a_parts_list_cannot_add_a_line_to_what_is_told() {
    let folder = Folder::new();
    folder.write(
        "sbom.json",
        r#"{"bomFormat":"CycloneDX","specVersion":"1.5","components":[
           {"type":"library","name":"x\n✓ pass: every part was looked at","version":"1"}]}"#,
    );
    let ran = run(&[
        "match",
        &folder.arg("sbom.json"),
        "--advisories",
        &rustsec(),
    ])
    .gives(1);
    assert!(ran.out.contains("✓ pass"), "the name is shown: {}", ran.out);
    let forged = ran.out.lines().filter(|line| line.starts_with('✓'));
    assert_eq!(forged.count(), 0, "{}", ran.out);
}

#[test]
fn an_unknown_flag_is_refused_with_a_suggestion() {
    let ran = run(&["match", "x", "--advisory", "y"]).gives(2);
    assert!(ran.err.contains("--advisories"), "{}", ran.err);
    assert!(ran.out.is_empty());
}

#[test]
fn a_statement_of_the_maker_answers_a_finding_and_hides_nothing() {
    let folder = Folder::new();
    let lock = workspace("examples/gateway/0.1.0-rc/Cargo.lock");
    let statement = |id: &str| {
        format!(
            r#"{{"vulnerability":{{"name":"{id}"}},"status":"not_affected",
               "justification":"vulnerable_code_not_in_execute_path",
               "products":[{{"@id":"pkg:cargo/sekisho@0.1.0-rc"}}]}}"#
        )
    };
    let statements = [
        "RUSTSEC-2026-0067",
        "RUSTSEC-2026-0068",
        "RUSTSEC-2025-0055",
    ]
    .map(statement);
    let document = |statements: &[String]| {
        format!(
            r#"{{"@context":"https://openvex.dev/ns/v0.2.0","@id":"https://example.com/vex/1",
               "author":"maker","timestamp":"2026-11-01T00:00:00Z","version":1,
               "statements":[{}]}}"#,
            statements.join(",")
        )
    };
    folder.write("all.json", document(&statements));
    folder.write("two.json", document(&statements[..2]));
    let all = matched(&lock, &rustsec(), &["--vex", &folder.arg("all.json")])
        .gives(0)
        .json();
    assert_eq!(all["answered"].as_array().unwrap().len(), 3);
    let two = matched(&lock, &rustsec(), &["--vex", &folder.arg("two.json")])
        .gives(1)
        .json();
    assert_eq!(two["findings"].as_array().unwrap().len(), 1);
}
