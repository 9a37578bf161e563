//! The documents of the workspace say what is so: their links lead somewhere, and the two languages agree.

mod commands;
mod reference;

use std::fs;
use std::path::{Path, PathBuf};

use crate::layers::{members, root};

fn document(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// A fenced block: its language, and its lines.
#[derive(Debug, PartialEq, Eq)]
struct Block {
    language: String,
    lines: Vec<String>,
}

/// The fenced blocks of a document.
fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        match line.strip_prefix("```") {
            Some(_) if inside => inside = false,
            Some(language) => {
                inside = true;
                let language = language.to_owned();
                blocks.push(Block {
                    language,
                    lines: Vec::new(),
                });
            }
            None if inside => {
                let block = blocks.last_mut().expect("inside a block");
                block.lines.push(line.to_owned());
            }
            None => {}
        }
    }
    assert!(!inside, "a block that does not end");
    blocks
}

/// The lines outside of fenced blocks.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    let mut inside = false;
    text.lines().filter(move |line| {
        let fence = line.starts_with("```");
        inside ^= fence;
        !inside && !fence
    })
}

fn headings(text: &str) -> Vec<&str> {
    prose(text).filter(|line| line.starts_with('#')).collect()
}

/// The targets of `[text](target)`.
fn links(text: &str) -> Vec<&str> {
    let targets = prose(text).flat_map(|line| line.split("](").skip(1));
    targets.filter_map(|rest| rest.split(')').next()).collect()
}

/// A line without the comment at its end.
fn bare(line: &str) -> &str {
    line.split(" #").next().unwrap_or(line).trim_end()
}

/// Every document of the repository, by its path from the root.
fn documents() -> Vec<PathBuf> {
    fn below(folder: &Path, found: &mut Vec<PathBuf>) {
        let entries =
            fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        for entry in entries {
            let path = entry.expect("an entry of a folder").path();
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let made = ["target", "node_modules", "corpus", "artifacts"].contains(&name.as_str());
            if path.is_dir() && !path.is_symlink() && !made && !name.starts_with('.') {
                below(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "md") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    below(&root(), &mut found);
    found.sort();
    found
}

/// The anchor that a heading is reached by.
fn anchor(heading: &str) -> String {
    let words = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = words
        .chars()
        .filter(|c| c.is_alphanumeric() || *c == ' ' || *c == '-');
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// Why a link of a document leads nowhere, if it does.
fn broken(document: &Path, link: &str) -> Option<String> {
    if link.contains("://") || link.starts_with("mailto:") {
        return None;
    }
    let (path, wanted) = link.split_once('#').unwrap_or((link, ""));
    let target = match path {
        "" => document.to_owned(),
        path => document.parent().unwrap_or(Path::new(".")).join(path),
    };
    if !target.exists() {
        return Some(format!("{}: {link}: no such file", document.display()));
    }
    if wanted.is_empty() {
        return None;
    }
    let text = fs::read_to_string(&target).unwrap_or_default();
    let there = headings(&text)
        .iter()
        .any(|heading| anchor(heading) == wanted);
    (!there).then(|| format!("{}: {link}: no such heading", document.display()))
}

#[test]
fn every_relative_link_of_every_document_leads_somewhere() {
    let documents = documents();
    assert!(documents.len() >= 10, "{documents:?}");
    let mut wrong = Vec::new();
    for path in &documents {
        let text = fs::read_to_string(path).expect("a document");
        wrong.extend(
            links(&text)
                .into_iter()
                .filter_map(|link| broken(path, link)),
        );
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn a_link_that_leads_nowhere_is_seen() {
    let readme = root().join("README.md");
    assert_eq!(
        links("see [a](b.md) and ![c](d#e)\n```\n[f](g)\n```"),
        ["b.md", "d#e"]
    );
    assert!(broken(&readme, "no-such-file.md").is_some());
    assert!(broken(&readme, "CHANGELOG.md#no-such-heading").is_some());
    assert_eq!(broken(&readme, "CHANGELOG.md#changelog"), None);
}

#[test]
fn the_two_readmes_have_the_same_headings_commands_and_links() {
    let (en, ja) = (document("README.md"), document("README.ja.md"));
    let levels = |text: &str| -> Vec<usize> {
        let level = |heading: &&str| heading.bytes().take_while(|byte| *byte == b'#').count();
        headings(text).iter().map(level).collect()
    };
    assert_eq!(levels(&en), levels(&ja));
    let code = |text: &str| -> Vec<(String, Vec<String>)> {
        let bare_lines = |block: Block| {
            let lines = block.lines.iter().map(|line| bare(line).to_owned());
            (block.language, lines.collect())
        };
        blocks(text).into_iter().map(bare_lines).collect()
    };
    assert_eq!(code(&en), code(&ja));
    let targets = |text: &str| -> Vec<String> {
        let same = |link: &str| link.replace(".ja.", ".").replace(".en.", ".");
        let mut targets: Vec<_> = links(text).into_iter().map(same).collect();
        targets.sort();
        targets
    };
    assert_eq!(targets(&en), targets(&ja));
    for (name, text) in [("README.md", &en), ("README.ja.md", &ja)] {
        assert!(
            text.lines().count() < 200,
            "{name} is longer than a reader stays"
        );
    }
}

#[test]
fn the_test_command_of_the_readme_is_the_one_that_is_run_before_a_change_lands() {
    let command = "cargo test --workspace --locked\n";
    for name in ["README.md", "README.ja.md", ".ci/run"] {
        assert!(document(name).contains(command), "{name}");
    }
}

#[test]
fn every_member_of_the_workspace_is_in_the_map_of_the_architecture_and_in_both_readmes() {
    let map = document("ARCHITECTURE.md");
    let map = headings(&map);
    let readmes = [document("README.md"), document("README.ja.md")];
    for member in members() {
        assert!(
            map.contains(&format!("### {member}").as_str()),
            "{member} is not in the map"
        );
        for readme in &readmes {
            assert!(readme.contains(&member), "{member} is not in a README");
        }
    }
}

#[test]
fn pictures_are_small_and_carry_their_words() {
    for (name, words) in [
        ("run.en.svg", "certificate issued"),
        ("run.ja.svg", "認証書の発行"),
    ] {
        let picture = document(&format!("docs/pictures/{name}"));
        assert!(
            picture.len() < 32 << 10 && picture.contains(words),
            "{name}"
        );
        assert!(
            !picture.contains('{'),
            "{name} shows a message that is not there"
        );
    }
    let page = fs::metadata(root().join("docs/pictures/certificate.png")).expect("a picture");
    assert!(page.len() < 300_000, "{} bytes", page.len());
}
