//! The recipes for a maker's CI, step by step as they stand there: run by a shell that stops at the first failure, in a
//! copy of what a maker's repository holds.
//!
//! What a CI system does itself (a checkout, a cache, an upload) is not run. Feeds come from a folder: the data folder's
//! own list of sources says so, and the steps stay as they are.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::ci::{RECIPES, product, recipe};
use crate::layers::root;
use crate::program::{Folder, Ran};

/// The steps of a recipe, each of which one shell runs, and the variables that it sets.
struct Job {
    steps: Vec<String>,
    variables: Vec<(String, String)>,
}

/// Reads a job out of a recipe. Its lines are of the few kinds below; that none is left out is a test of its own.
fn job(name: &str) -> Job {
    let text = recipe(name);
    let lines = || {
        text.lines()
            .map(|line| line.split(" #").next().unwrap_or(line).trim())
    };
    let steps: Vec<String> = match name {
        "github-actions.yml" => lines()
            .filter_map(|line| line.strip_prefix("run: "))
            .map(str::to_owned)
            .collect(),
        "gitlab-ci.yml" => {
            let script = lines().skip_while(|line| *line != "script:").skip(1);
            script
                .map_while(|line| line.strip_prefix("- "))
                .map(str::to_owned)
                .collect()
        }
        _ => quoted_after(&text, "sh '"),
    };
    let variable = |line: &str| {
        let (name, value) = line.split_once(": ").or_else(|| line.split_once(" = "))?;
        let all_capital = name
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte == b'_');
        all_capital.then(|| (name.to_owned(), value.trim_matches(['"', '\'']).to_owned()))
    };
    Job {
        steps,
        variables: lines().filter_map(variable).collect(),
    }
}

/// What stands between these words and the next quotation mark, each time.
fn quoted_after(text: &str, words: &str) -> Vec<String> {
    let each = text.split(words).skip(1);
    each.filter_map(|rest| rest.split('\'').next())
        .map(str::to_owned)
        .collect()
}

/// The repository of a maker: the product, the scripts in `ci/`, and where its feeds come from.
fn repository(affected: &str) -> Folder {
    let folder = product(affected);
    for script in ["feeds.sh", "check.sh"] {
        let path = format!("ci/{script}");
        folder.write(&path, recipe(script));
        let executable = fs::Permissions::from_mode(0o755);
        fs::set_permissions(folder.path(&path), executable).expect("a script");
    }
    let kev = serde_json::json!({
        "catalogVersion": "1", "dateReleased": jiff::Timestamp::now(), "count": 1,
        "vulnerabilities": [{"cveID": "CVE-2099-0001", "dateAdded": "2026-11-01"}],
    });
    folder.write("kev.json", kev.to_string());
    let sources = format!(
        "[[feed]]\nname = 'osv-crates.io'\npath = '{}'\n[[feed]]\nname = 'kev'\npath = '{}'\n",
        folder.arg("feed"),
        folder.arg("kev.json")
    );
    folder.write(".sekisho/data/advisories.toml", sources);
    folder
}

/// Runs the steps one after the other until one fails, as a CI system does; how many were begun, and the last.
fn run(name: &str, folder: &Folder) -> (usize, Ran) {
    let Job { steps, variables } = job(name);
    let beside = Path::new(env!("CARGO_BIN_EXE_sekisho"))
        .parent()
        .expect("a folder");
    let workspace = folder.arg("");
    let mut last = None;
    for (at, step) in steps.iter().enumerate() {
        let mut shell = Command::new("sh");
        shell
            .args(["-e", "-c", step])
            .current_dir(folder.path(""))
            .env_clear()
            .env("PATH", format!("{}:/usr/bin:/bin", beside.display()))
            .env("HOME", "/nonexistent")
            .stdin(Stdio::null());
        for (name, value) in &variables {
            let value = value
                .replace("${{ github.workspace }}/", &workspace)
                .replace("$CI_PROJECT_DIR/", &workspace)
                // A folder of the agent: nothing outside of this test's own is written.
                .replace("/var/lib/jenkins/sekisho", &folder.arg(".sekisho/data"));
            shell.env(name, value);
        }
        let output = shell.output().expect("a shell");
        let code = output.status.code().expect("an exit code");
        let ran = Ran {
            code,
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        };
        last = Some((at + 1, ran));
        if code != 0 {
            break;
        }
    }
    last.expect("a recipe has steps")
}

/// Every recipe ends so, after so many steps; the SARIF that each leaves.
#[track_caller]
fn check(repository: impl Fn() -> Folder, begun: usize, code: i32) -> Vec<Option<Value>> {
    let each = RECIPES.iter().map(|name| {
        let folder = repository();
        let (steps, ran) = run(name, &folder);
        let ran = ran.gives(code);
        assert_eq!(steps, begun, "{name}: {}{}", ran.out, ran.err);
        let there = folder.path("sekisho.sarif").exists();
        there.then(|| folder.json("sekisho.sarif"))
    });
    each.collect()
}

#[test]
fn the_steps_and_variables_of_every_recipe_are_found() {
    for name in RECIPES {
        let Job { steps, variables } = job(name);
        assert_eq!(
            steps,
            [
                "ci/feeds.sh osv-crates.io kev",
                "ci/check.sh product sekisho.sarif"
            ],
            "{name}"
        );
        let named = |wanted: &str| variables.iter().any(|(name, _)| name == wanted);
        assert!(
            named("SEKISHO_DATA") && named("LANG"),
            "{name}: {variables:?}"
        );
        // Nothing that is run is left out: the program and its scripts stand in these lines only.
        let text = recipe(name);
        let code = text
            .lines()
            .filter(|line| !line.trim_start().starts_with(['#', '/']));
        let calls = code.filter(|line| line.contains("ci/") || line.contains("sekisho check"));
        assert_eq!(calls.count(), steps.len(), "{name}");
    }
}

#[test]
fn a_clean_product_makes_every_job_succeed_and_leaves_an_empty_log() {
    for sarif in check(|| repository("2.0.0"), 2, 0) {
        let run = &sarif.expect("SARIF")["runs"][0];
        assert_eq!(run["results"], serde_json::json!([]));
        assert_eq!(run["invocations"][0]["executionSuccessful"], true);
    }
}

#[test]
fn a_flaw_makes_every_job_fail_and_stands_in_the_log() {
    for sarif in check(|| repository("0"), 2, 1) {
        assert_eq!(
            sarif.expect("SARIF")["runs"][0]["results"][0]["ruleId"],
            "TEST-1"
        );
    }
}

#[test]
fn a_product_that_cannot_be_read_makes_every_job_fail_and_leaves_no_log() {
    let broken = || {
        let folder = repository("2.0.0");
        folder.write("product/Cargo.lock", "no lock file");
        folder.write("sekisho.sarif", "of the run before");
        folder
    };
    assert_eq!(check(broken, 2, 2), [None, None, None]);
}

#[test]
fn without_any_feed_no_job_comes_to_its_second_step() {
    let without = || {
        let folder = repository("2.0.0");
        fs::remove_dir_all(folder.path("feed")).expect("the feed");
        fs::remove_file(folder.path("kev.json")).expect("the catalogue");
        folder
    };
    assert_eq!(check(without, 1, 2), [None, None, None]);
}

#[test]
fn the_steps_of_the_second_day_bring_newer_feeds_and_find_what_is_new() {
    for name in RECIPES {
        let folder = repository("2.0.0");
        run(name, &folder).1.gives(0);
        let record = fs::read_to_string(folder.path("feed/TEST-1.json")).expect("a record");
        let record = record.replace("\"2.0.0\"", "\"0\"");
        folder.write("feed/TEST-1.json", record.replace("TEST-1", "TEST-2"));
        run(name, &folder).1.gives(1);
        let found = folder.json("sekisho.sarif");
        assert_eq!(found["runs"][0]["results"][0]["ruleId"], "TEST-2", "{name}");
    }
}

#[test]
fn the_container_copies_and_runs_what_the_workspace_builds() {
    let text = recipe("Containerfile");
    let built = text
        .lines()
        .find_map(|line| line.strip_prefix("RUN cargo build "));
    let built = built
        .expect("a build")
        .split(" -p ")
        .nth(1)
        .expect("a package");
    assert!(
        text.contains(&format!("/release/{built} /usr/local/bin/{built}")),
        "{text}"
    );
    assert!(
        text.contains(&format!("ENTRYPOINT [\"{built}\"]")),
        "{text}"
    );
    assert!(root().join("shell").join(built).join("Cargo.toml").exists());
}
