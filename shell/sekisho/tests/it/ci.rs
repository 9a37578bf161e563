//! The recipes for a maker's CI: what is run there ends as the answer is, and no recipe makes a success of a failure.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use saphyr_parser::{Event, Parser};
use serde_json::Value;

use crate::layers::root;
use crate::program::{Folder, Ran};

pub(crate) const RECIPES: [&str; 3] = ["github-actions.yml", "gitlab-ci.yml", "Jenkinsfile"];

pub(crate) fn recipe(name: &str) -> String {
    let path = root().join("examples/ci").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Runs a script of the recipes with the program on the path.
fn script(folder: &Folder, name: &str, args: &[&str]) -> Ran {
    let program = Path::new(env!("CARGO_BIN_EXE_sekisho"));
    let beside = program.parent().expect("the program lies in a folder");
    with_path(folder, name, args, &beside.display().to_string())
}

fn with_path(folder: &Folder, name: &str, args: &[&str], path: &str) -> Ran {
    let ran = Command::new("sh")
        .arg(root().join("examples/ci").join(name))
        .args(args)
        .current_dir(folder.path(""))
        .env_clear()
        .env("PATH", format!("{path}:/usr/bin:/bin"))
        .env("LANG", "en_US.UTF-8")
        .env("HOME", "/nonexistent")
        .env("SEKISHO_DATA", folder.path("data"))
        .stdin(Stdio::null())
        .output()
        .expect("a shell");
    Ran {
        code: ran.status.code().expect("an exit code"),
        out: String::from_utf8_lossy(&ran.stdout).into_owned(),
        err: String::from_utf8_lossy(&ran.stderr).into_owned(),
    }
}

/// A product of one crate, and a feed of today that says which versions of it have a flaw.
pub(crate) fn product(affected: &str) -> Folder {
    let folder = Folder::new();
    let text = "{ ja = 'あ', en = 'a' }";
    folder.write(
        "product/product.toml",
        format!(
            "[product]\nname = {text}\nmaker = {{ id = 'm', name = {text} }}\ncategory = 1\nclass = '1'\n\
             [declaration]\nsecurity_contact = 'security@example.com'\ndisclosure_policy = 'https://example.com/security'\n\
             support_until = '9000-03-31'\nupdate_channel = 'https://example.com/updates'\nuser_support = 'help@example.com'\n\
             fix_days = {{ critical = 14, high = 30, medium = 90, low = 180 }}\n\
             [[version]]\nversion = '1'\n[[version.build]]\nartefacts = [{{ path = 'a.tar.gz' }}]\nparts_lists = [{{ path = 'Cargo.lock' }}]\n"
        ),
    );
    folder.write("product/a.tar.gz", "what is delivered");
    folder.write(
        "product/Cargo.lock",
        "version = 4\n\n[[package]]\nname = \"viewer\"\nversion = \"1.0.0\"\ndependencies = [\"part\"]\n\n[[package]]\nname = \"part\"\n\
         version = \"1.0.0\"\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"\n",
    );
    let today = jiff::Timestamp::now().to_string();
    let record = serde_json::json!({
        "id": "TEST-1",
        "modified": today,
        "affected": [{
            "package": {"ecosystem": "crates.io", "name": "part"},
            "ranges": [{"type": "SEMVER", "events": [{"introduced": affected}]}],
        }],
    });
    folder.write("feed/TEST-1.json", record.to_string());
    folder
}

#[track_caller]
fn check(folder: &Folder, code: i32) -> Option<Value> {
    folder.write("out.sarif", "of the run before");
    script(folder, "check.sh", &["product", "out.sarif"]).gives(code);
    let path = folder.path("out.sarif");
    path.exists().then(|| folder.json("out.sarif"))
}

#[test]
fn the_job_ends_as_the_answer_is_and_leaves_the_findings_as_sarif() {
    let clean = product("2.0.0");
    script(&clean, "feeds.sh", &["--from", "feed"]).gives(0);
    let sarif = check(&clean, 0).expect("SARIF");
    assert_eq!(sarif["runs"][0]["results"], serde_json::json!([]));
    let flawed = product("0");
    script(&flawed, "feeds.sh", &["--from", "feed"]).gives(0);
    let sarif = check(&flawed, 1).expect("SARIF");
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "TEST-1");
}

#[test]
fn a_job_without_feeds_does_not_succeed() {
    let folder = product("2.0.0");
    script(&folder, "feeds.sh", &["--from", "no-such-feed"]).gives(2);
    let sarif = check(&folder, 1).expect("SARIF");
    let run = &sarif["runs"][0]["invocations"][0];
    assert_eq!(run["executionSuccessful"], false);
}

#[test]
fn a_feed_that_cannot_be_brought_leaves_the_old_one_for_the_job() {
    let folder = product("2.0.0");
    script(&folder, "feeds.sh", &["--from", "feed"]).gives(0);
    fs::remove_dir_all(folder.path("feed")).expect("a folder");
    let ran = script(&folder, "feeds.sh", &["--from", "feed"]).gives(0);
    assert!(ran.err.contains("the update ended with 2"), "{}", ran.err);
    check(&folder, 0).expect("SARIF");
}

#[test]
fn what_could_not_be_looked_at_leaves_no_findings_behind() {
    let folder = product("2.0.0");
    fs::remove_file(folder.path("product/Cargo.lock")).expect("a file");
    assert_eq!(check(&folder, 2), None);
    let folder = product("2.0.0");
    folder.write("out.sarif", "of the run before");
    with_path(&folder, "check.sh", &["product", "out.sarif"], "/nowhere").gives(127);
    assert!(!folder.path("out.sarif").exists());
}

/// Whether YAML has no mistake, and a map at its root.
fn is_yaml(text: &str) -> bool {
    let mut maps = 0;
    for event in Parser::new_from_str(text) {
        match event {
            Ok((Event::MappingStart(..), _)) => maps += 1,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
    maps > 0
}

#[test]
fn the_recipes_are_yaml() {
    assert!(!is_yaml("a: [1\nb"));
    for name in ["github-actions.yml", "gitlab-ci.yml"] {
        assert!(is_yaml(&recipe(name)), "{name}");
    }
}

#[test]
fn no_recipe_makes_a_success_of_a_failure() {
    for name in RECIPES {
        let text = recipe(name);
        for script in ["ci/feeds.sh osv-", "ci/check.sh product sekisho.sarif"] {
            assert!(text.contains(script), "{name} lacks {script}");
        }
        for way in [
            "continue-on-error",
            "allow_failure",
            "||",
            "catchError",
            "returnStatus",
        ] {
            let found = text
                .lines()
                .find(|line| line.contains(way) && !line.contains("if:"));
            assert_eq!(found, None, "{name}");
        }
    }
}

#[test]
fn the_container_is_built_with_the_toolchain_of_the_workspace() {
    let toolchain = fs::read_to_string(root().join("rust-toolchain.toml")).expect("a file");
    let channel = toolchain.split('"').nth(1).expect("a version");
    let text = recipe("Containerfile");
    assert!(text.contains(&format!("rust:{channel}-")), "{channel}");
    assert!(text.contains("cargo build --release --locked -p sekisho"));
}
