//! The commands of the documents are typed as a reader would type them, and end as the documents say.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::{Command, Stdio};

use super::{blocks, document};
use crate::ci::product;
use crate::layers::root;
use crate::program::Folder;

/// A folder with the examples and the product of the README, as its reader would have them.
fn as_the_reader() -> Folder {
    let folder = Folder::new();
    symlink(root().join("examples"), folder.path("examples")).expect("a link");
    let readme = blocks(&document("README.md"));
    let product = readme
        .iter()
        .find(|block| block.language == "toml")
        .expect("a product.toml");
    folder.write("my-product/product.toml", product.lines.join("\n"));
    folder.write("my-product/viewer-1.0.0.tar.gz", "what is delivered");
    for (from, to) in [
        ("examples/gateway/0.2.0/Cargo.lock", "my-product/Cargo.lock"),
        (
            "examples/advisories/rustsec-2026-08-21.tar.zst",
            "my-product/advisories/rustsec.tar.zst",
        ),
    ] {
        folder.write(
            to,
            fs::read(root().join(from)).expect("a file of the examples"),
        );
    }
    folder
}

/// Runs a line as a shell would, with the program on its path. Gives the exit code and all that was said.
fn typed(folder: &Folder, line: &str) -> (Option<i32>, String) {
    let program = Path::new(env!("CARGO_BIN_EXE_sekisho"));
    let beside = program
        .parent()
        .expect("the program lies in a folder")
        .display();
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

/// Types every line of a document that begins with `sekisho`; each ends with the exit code beside it. Gives their number.
#[track_caller]
fn type_all(folder: &Folder, name: &str) -> usize {
    let mut tried = 0;
    for block in blocks(&document(name))
        .iter()
        .filter(|block| block.language == "sh")
    {
        for line in block
            .lines
            .iter()
            .filter(|line| line.starts_with("sekisho "))
        {
            let (command, wanted) = line
                .split_once(" #")
                .expect("an exit code beside the command");
            let (code, said) = typed(folder, command);
            let code = code.map(|code| code.to_string());
            assert_eq!(code.as_deref(), Some(wanted.trim()), "{command}\n{said}");
            tried += 1;
        }
    }
    tried
}

#[test]
fn the_commands_of_the_readme_and_of_the_page_for_holders_end_with_the_exit_codes_beside_them() {
    let folder = as_the_reader();
    let first = "sekisho certify examples/gateway --into demo";
    assert!(document("README.md").contains("-p sekisho -- certify examples/gateway --into demo\n"));
    let (code, said) = typed(&folder, first);
    assert_eq!(code, Some(0), "{first}\n{said}");
    let tried = type_all(&folder, "README.md");
    assert!(tried >= 9, "{tried} commands in the README");
    let tried = type_all(&folder, "docs/verify.md");
    assert!(tried >= 5, "{tried} commands in docs/verify.md");
    let tried = type_all(&folder, "docs/ci.md");
    assert!(tried >= 5, "{tried} commands in docs/ci.md");
}

#[test]
fn a_body_is_founded_and_works_as_the_manual_says() {
    let folder = as_the_reader();
    let manual = document("docs/operate.md");
    let blocks = blocks(&manual);
    let config = blocks
        .iter()
        .find(|block| block.language == "toml")
        .expect("a body.toml");
    folder.write("body.toml", config.lines.join("\n"));
    // The key of RFC 8410, section 10.3.
    let key = "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC";
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{key}\n-----END PRIVATE KEY-----\n");
    folder.write("keys/sato.pem", pem);
    let line = |start: &str| {
        let mut lines = blocks.iter().flat_map(|block| &block.lines);
        lines
            .find(|line| line.starts_with(start))
            .unwrap_or_else(|| panic!("no line {start}"))
    };
    let (code, said) = typed(&folder, line("sekisho register init"));
    assert_eq!(code, Some(0), "{said}");
    let certify = line("sekisho certify").replace("certify product ", "certify my-product ");
    let (code, said) = typed(&folder, &certify);
    assert!(
        code == Some(2) && said.contains("(600)"),
        "a key that others may read: {said}"
    );
    fs::set_permissions(
        folder.path("keys/sato.pem"),
        fs::Permissions::from_mode(0o600),
    )
    .expect("a mode");
    let (code, said) = typed(&folder, &certify);
    // Without a certificate while the advisories that ship are older than a real body allows.
    assert!(matches!(code, Some(0 | 1)), "{said}");
    assert!(!said.contains("DEMONSTRATION"), "{said}");
}

#[test]
fn a_case_is_taken_through_act_by_act_as_the_manual_says() {
    let folder = product("2.0.0");
    let text = fs::read_to_string(folder.path("product/product.toml")).expect("a product.toml");
    folder.write(
        "product/product.toml",
        text.replace("id = 'm'", "id = 'example-co'"),
    );
    let manual = document("docs/operate.md");
    let (_, section) = manual.split_once("\n## Act by act / ").expect("a section");
    let section = section.split("\n## ").next().unwrap_or_default();
    let blocks = blocks(section);
    let lines = blocks.iter().flat_map(|block| &block.lines);
    // Where the manual's people type their passphrase, a file gives it here.
    folder.write("passphrase", "correct horse battery staple\n");
    fs::set_permissions(folder.path("passphrase"), fs::Permissions::from_mode(0o600))
        .expect("a mode");
    let mut tried = 0;
    for line in lines.filter(|line| line.starts_with("sekisho ")) {
        // The keys of the manual's people end; those of the test do not. And the feed of the test is small.
        let mut line = line.replace("--until 2028-12-31", "--until 2099-12-31");
        if line.contains("--engine vulnerability") {
            line.push_str(" --advisories feed --least-records 1");
        }
        let (code, said) = typed(
            &folder,
            &format!("SEKISHO_PASSPHRASE_FILE=passphrase {line}"),
        );
        assert_eq!(code, Some(0), "{line}\n{said}");
        tried += 1;
    }
    assert!(tried >= 20, "{tried} commands");
    let verify = "sekisho verify results/certificate.json --trust trust.json --register register";
    let (code, said) = typed(&folder, verify);
    assert_eq!(code, Some(0), "{said}");
}
