//! `sekisho match` with parts that have no package: candidates, and what a person decides about them.

use crate::program::{Folder, Ran, run, workspace};

/// Declared parts: the example, without the update that fixes the sample's flaw.
fn parts() -> String {
    let text = std::fs::read_to_string(workspace("examples/declared-parts/parts.toml"));
    text.expect("the example").replace("[\"KB5030216\"]", "[]")
}

fn matched(folder: &Folder, more: &[&str]) -> Ran {
    folder.write("parts.toml", parts());
    let feed = "core/vulnerability/tests/candidates/samples/msrc.json";
    let (list, feed) = (folder.arg("parts.toml"), workspace(feed));
    run(&[&["match", &list, "--advisories", &feed], more].concat())
}

#[test]
fn a_candidate_is_told_as_one_and_is_no_pass() {
    let folder = Folder::new();
    let outcome = matched(&folder, &["--json"]).gives(1).json();
    assert_eq!(outcome["verdict"], "inconclusive");
    let finding = &outcome["findings"][0];
    assert_eq!(
        (finding["kind"].as_str(), &finding["accepted"]),
        (Some("candidate"), &serde_json::Value::Null)
    );
    let said = matched(&folder, &["--lang", "en"]).gives(1).out;
    assert!(
        said.contains("candidate: a person must accept or reject it"),
        "{said}"
    );
    assert!(said.contains("a person must look"), "{said}");
}

#[test]
fn a_decision_is_applied_and_stays_visible() {
    let folder = Folder::new();
    let decisions = workspace("examples/declared-parts/decisions.toml");
    let outcome = matched(&folder, &["--json", "--decisions", &decisions]);
    let outcome = outcome.gives(1).json();
    // The part itself is still known by name only, and nobody argues for it here.
    assert_eq!(outcome["findings"].as_array().map(Vec::len), Some(0));
    assert_eq!(outcome["dismissed"][0]["by"], "R. Hanako, Sample Medical");
    let codes: Vec<_> = outcome["reasons"]
        .as_array()
        .into_iter()
        .flatten()
        .collect();
    assert!(
        codes.iter().all(|reason| reason["code"] != "candidates"),
        "{codes:?}"
    );
    folder.write(
        "accepted.toml",
        std::fs::read_to_string(&decisions)
            .expect("the example")
            .replace("accepted = false", "accepted = true"),
    );
    let accepted = folder.arg("accepted.toml");
    let outcome = matched(&folder, &["--json", "--decisions", &accepted]);
    assert_eq!(outcome.gives(1).json()["verdict"], "fail");
}

#[test]
fn decisions_that_cannot_be_read_are_refused_with_their_line() {
    let folder = Folder::new();
    folder.write(
        "d.toml",
        "sekisho-decisions = 1\n[[decision]]\nparts = \"a\"\n",
    );
    let file = folder.arg("d.toml");
    let said = matched(&folder, &["--lang", "en", "--decisions", &file])
        .gives(2)
        .err;
    assert!(said.contains("line 3"), "{said}");
}
