//! The documents of the workspace say what is so: their links lead somewhere, their commands end as they say, and the
//! two languages agree.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::layers::{members, root};
use crate::program::{Folder, run};

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
                blocks.push(Block { language, lines: Vec::new() });
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
        let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        for entry in entries {
            let path = entry.expect("an entry of a folder").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
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
    let kept = words.chars().filter(|c| c.is_alphanumeric() || *c == ' ' || *c == '-');
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
    let there = headings(&text).iter().any(|heading| anchor(heading) == wanted);
    (!there).then(|| format!("{}: {link}: no such heading", document.display()))
}

#[test]
fn every_relative_link_of_every_document_leads_somewhere() {
    let documents = documents();
    assert!(documents.len() >= 10, "{documents:?}");
    let mut wrong = Vec::new();
    for path in &documents {
        let text = fs::read_to_string(path).expect("a document");
        wrong.extend(links(&text).into_iter().filter_map(|link| broken(path, link)));
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn a_link_that_leads_nowhere_is_seen() {
    let readme = root().join("README.md");
    assert_eq!(links("see [a](b.md) and ![c](d#e)\n```\n[f](g)\n```"), ["b.md", "d#e"]);
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
        assert!(text.lines().count() < 200, "{name} is longer than a reader stays");
    }
}

/// A folder with the examples and the product of the README, as its reader would have them.
fn as_the_reader() -> Folder {
    let folder = Folder::new();
    symlink(root().join("examples"), folder.path("examples")).expect("a link");
    let readme = blocks(&document("README.md"));
    let product = readme.iter().find(|block| block.language == "toml").expect("a product.toml");
    folder.write("my-product/product.toml", product.lines.join("\n"));
    folder.write("my-product/viewer-1.0.0.tar.gz", "what is delivered");
    for (from, to) in [
        ("examples/gateway/0.2.0/Cargo.lock", "my-product/Cargo.lock"),
        ("examples/advisories/rustsec-2026-08-21.tar.zst", "my-product/advisories/rustsec.tar.zst"),
    ] {
        folder.write(to, fs::read(root().join(from)).expect("a file of the examples"));
    }
    folder
}

/// Runs a line as a shell would, with the program on its path. Gives the exit code and all that was said.
fn typed(folder: &Folder, line: &str) -> (Option<i32>, String) {
    let program = Path::new(env!("CARGO_BIN_EXE_sekisho"));
    let beside = program.parent().expect("the program lies in a folder").display();
    let ran = Command::new("sh")
        .args(["-c", line])
        .current_dir(folder.path(""))
        .env_clear()
        .env("PATH", format!("{beside}:/usr/bin:/bin"))
        .env("LANG", "en_US.UTF-8")
        .env("HOME", "/nonexistent")
        .stdin(Stdio::null())
        .output()
        .expect("a shell");
    let said = [ran.stdout, ran.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    (ran.status.code(), said.concat())
}

#[test]
fn the_commands_of_the_readme_end_with_the_exit_codes_beside_them() {
    let folder = as_the_reader();
    let first = "sekisho certify examples/gateway --into demo";
    let readme = document("README.md");
    assert!(readme.contains("-p sekisho -- certify examples/gateway --into demo\n"));
    let (code, said) = typed(&folder, first);
    assert_eq!(code, Some(0), "{first}\n{said}");
    let mut tried = 0;
    for block in blocks(&readme).iter().filter(|block| block.language == "sh") {
        for line in block.lines.iter().filter(|line| line.starts_with("sekisho ")) {
            let (command, wanted) = line.split_once(" #").expect("an exit code beside the command");
            let (code, said) = typed(&folder, command);
            let code = code.map(|code| code.to_string());
            assert_eq!(code.as_deref(), Some(wanted.trim()), "{command}\n{said}");
            tried += 1;
        }
    }
    assert!(tried >= 9, "{tried} commands in the README");
}

#[test]
fn the_test_command_of_the_readme_is_the_one_that_is_run_before_a_change_lands() {
    let command = "cargo test --workspace --locked\n";
    for name in ["README.md", "README.ja.md", ".ci/run"] {
        assert!(document(name).contains(command), "{name}");
    }
}

#[test]
fn a_body_is_founded_and_works_as_the_manual_says() {
    let folder = as_the_reader();
    let manual = document("docs/operate.md");
    let blocks = blocks(&manual);
    let config = blocks.iter().find(|block| block.language == "toml").expect("a body.toml");
    folder.write("body.toml", config.lines.join("\n"));
    // The key of RFC 8410, section 10.3.
    let key = "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC";
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{key}\n-----END PRIVATE KEY-----\n");
    folder.write("keys/sato.pem", pem);
    let line = |start: &str| {
        let mut lines = blocks.iter().flat_map(|block| &block.lines);
        lines.find(|line| line.starts_with(start)).unwrap_or_else(|| panic!("no line {start}"))
    };
    let (code, said) = typed(&folder, line("sekisho register init"));
    assert_eq!(code, Some(0), "{said}");
    let certify = line("sekisho certify").replace("certify product ", "certify my-product ");
    let (code, said) = typed(&folder, &certify);
    assert!(code == Some(2) && said.contains("(600)"), "a key that others may read: {said}");
    fs::set_permissions(folder.path("keys/sato.pem"), fs::Permissions::from_mode(0o600))
        .expect("a mode");
    let (code, said) = typed(&folder, &certify);
    // Without a certificate while the advisories that ship are older than a real body allows.
    assert!(matches!(code, Some(0 | 1)), "{said}");
    assert!(!said.contains("DEMONSTRATION"), "{said}");
}

/// The members that a reader would have known where it met `zzz`, by its own refusal.
#[track_caller]
fn expected(said: &str) -> Vec<String> {
    let (_, list) = said.split_once("expected ").unwrap_or_else(|| panic!("no list: {said}"));
    let list = list.lines().next().unwrap_or_default();
    list.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn every_member_of_product_toml_and_body_toml_is_in_the_reference() {
    let reference = document("docs/formats-and-limits.md");
    let (_, reference) = reference.split_once("\n## product.toml\n").expect("a section");
    let (product, rest) = reference.split_once("\n## body.toml\n").expect("a section");
    let (body, _) = rest.split_once("\n## trust.json\n").expect("a section");
    let folder = Folder::new();
    let text = "{ ja = 'あ', en = 'a' }";
    let good = format!(
        "[product]\nname = {text}\nmaker = {{ id = 'm', name = {text} }}\ncategory = 1\nclass = '1'\n"
    );
    let build = format!("{good}[[version]]\nversion = '1'\n[[version.build]]\n");
    for (place, toml) in [
        ("the file", "zzz = 1\n".to_owned()),
        ("product", "[product]\nzzz = 1\n".to_owned()),
        ("maker", "[product]\nmaker = { zzz = 1 }\n".to_owned()),
        ("advisories", format!("{good}[advisories]\nzzz = 1\n")),
        ("declaration", format!("{good}[declaration]\nzzz = 1\n")),
        ("fix_days", format!("{good}[declaration]\nfix_days = {{ zzz = 1 }}\n")),
        ("version", format!("{good}[[version]]\nzzz = 1\n")),
        ("build", format!("{build}zzz = 1\n")),
        ("a file", format!("{build}artefacts = [{{ zzz = 1 }}]\n")),
        ("unmatchable", format!("{build}unmatchable = [{{ zzz = 1 }}]\n")),
        ("reports", format!("{build}reports = [{{ zzz = 1 }}]\n")),
        ("components", format!("{build}components = [{{ zzz = 1 }}]\n")),
    ] {
        folder.write("product/product.toml", toml);
        let said = run(&["check", &folder.arg("product")]).gives(2).err;
        for member in expected(&said) {
            assert!(names(product, &member), "{member} of {place} is not in the reference");
        }
    }
    for (place, toml) in [
        ("body.toml", "zzz = 1\n"),
        ("actors", "folder = 'a'\nregister = 'b'\ntrust = 'c'\n[actors]\nzzz = 1\n"),
        ("a person", "[actors]\nregistrar = { zzz = 1 }\n"),
        ("a firm", "[actors]\ntesting_firm = { zzz = 1 }\n"),
    ] {
        folder.write("product/product.toml", format!("{build}artefacts = [{{ name = 'a' }}]\n"));
        folder.write("body.toml", toml);
        let into = folder.arg("into");
        let (product, config) = (folder.arg("product"), folder.arg("body.toml"));
        let said = run(&["certify", &product, "--into", &into, "--body", &config]).gives(2).err;
        for member in expected(&said) {
            assert!(names(body, &member), "{member} of {place} is not in the reference");
        }
    }
}

/// Whether a text has a word inside a code span.
fn names(text: &str, word: &str) -> bool {
    let mut spans = text.split('`').skip(1).step_by(2);
    let ends = |c: char| !(c.is_alphanumeric() || c == '_');
    spans.any(|span| span.split(ends).any(|found| found == word))
}

/// Bytes as the reference writes them.
fn bytes(count: u64) -> String {
    let (count, unit) = match count.trailing_zeros() {
        30.. => (count >> 30, "GiB"),
        20..30 => (count >> 20, "MiB"),
        10..20 if count >= 64 << 10 => (count >> 10, "KiB"),
        _ => return format!("{},{:03} bytes", count / 1000, count % 1000),
    };
    format!("{count} {unit}")
}

#[test]
fn the_limits_in_the_reference_are_those_of_the_code() {
    let reference = document("docs/formats-and-limits.md");
    let (_, limits) = reference.split_once("\n## Limits\n").expect("a section");
    let rows: Vec<&str> = limits.lines().filter(|line| line.starts_with("| ")).collect();
    let vulnerability = vulnerability::Limits::default();
    let report = scheme::report::Limits::default();
    let register = register::limits::Limits::default();
    for (field, value) in [
        ("document_bytes", bytes(vulnerability.document_bytes as u64)),
        ("parts", thousands(vulnerability.parts)),
        ("text_bytes", bytes(vulnerability.text_bytes as u64)),
        ("members", thousands(vulnerability.members)),
        ("member_bytes", bytes(vulnerability.member_bytes)),
        ("total_bytes", bytes(vulnerability.total_bytes)),
        ("rejected_permille", format!("{} %", vulnerability.rejected_permille / 10)),
        ("bytes", bytes(report.bytes as u64)),
        ("depth", report.depth.to_string()),
        ("runs", report.runs.to_string()),
        ("results", thousands(report.results)),
        ("text_chars", format!("{} characters", report.text_chars)),
        ("bundle_bytes", bytes(register.bundle_bytes as u64)),
        ("statement_bytes", bytes(register.statement_bytes as u64)),
        ("checkpoint_bytes", bytes(register.checkpoint_bytes as u64)),
        ("LEAF_BYTES", bytes(register::limits::LEAF_BYTES as u64)),
        ("PROOF_HASHES", register::limits::PROOF_HASHES.to_string()),
    ] {
        let row = rows.iter().find(|row| names(row, field));
        let row = row.unwrap_or_else(|| panic!("{field} is not in the reference"));
        assert!(row.contains(&value), "{field} is {value}: {row}");
    }
    for row in rows.iter().filter(|row| row.contains("` in ")) {
        let (name, place) = row.rsplit_once("` in ").expect("a name and its place");
        let name = name.rsplit('`').next().unwrap_or_default();
        let place = place.trim_end_matches([' ', '|']);
        assert!(document(place).contains(name), "{name} is not in {place}");
    }
}

/// A count as the reference writes it: `1,000,000`.
fn thousands(count: usize) -> String {
    let digits = count.to_string();
    let first = digits.len() % 3;
    let mut written = digits[..first].to_owned();
    for at in (first..digits.len()).step_by(3) {
        if !written.is_empty() {
            written.push(',');
        }
        written.push_str(&digits[at..at + 3]);
    }
    written
}

#[test]
fn every_member_of_the_workspace_is_in_the_map_of_the_architecture_and_in_both_readmes() {
    let map = document("ARCHITECTURE.md");
    let map = headings(&map);
    let readmes = [document("README.md"), document("README.ja.md")];
    for member in members() {
        assert!(map.contains(&format!("### {member}").as_str()), "{member} is not in the map");
        for readme in &readmes {
            assert!(readme.contains(&member), "{member} is not in a README");
        }
    }
}

#[test]
fn pictures_are_small_and_carry_their_words() {
    for (name, words) in [("run.en.svg", "certificate issued"), ("run.ja.svg", "認証書の発行")] {
        let picture = document(&format!("docs/pictures/{name}"));
        assert!(picture.len() < 32 << 10 && picture.contains(words), "{name}");
        assert!(!picture.contains('{'), "{name} shows a message that is not there");
    }
    let page = fs::metadata(root().join("docs/pictures/certificate.png")).expect("a picture");
    assert!(page.len() < 300_000, "{} bytes", page.len());
}
