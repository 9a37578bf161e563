//! Who depends on whom: arrows point down. Read from the manifests of the workspace.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

/// What each member may depend on in the workspace. A new member is written down here first.
const MAY: [(&str, &[&str]); 6] = [
    ("scheme", &[]),
    ("register", &[]),
    ("vulnerability", &[]),
    ("service", &["register", "scheme", "vulnerability"]),
    ("texts", &["register"]),
    (
        "sekisho",
        &["register", "scheme", "service", "texts", "vulnerability"],
    ),
];

/// Crates from outside that do the world's work, and the members that may use them.
const WORLDLY: [(&str, &[&str]); 16] = [
    ("clap", &["sekisho"]),
    ("indicatif", &["sekisho"]),
    ("tracing-subscriber", &["sekisho"]),
    ("tracing", &["sekisho", "service"]),
    ("rusqlite", &["service"]),
    ("rustix", &["sekisho", "service"]),
    ("memmap2", &["sekisho"]),
    ("getrandom", &["service"]),
    ("fluent-bundle", &["texts"]),
    ("maud", &["texts"]),
    ("tokio", &[]),
    ("hyper", &[]),
    ("reqwest", &[]),
    ("ureq", &["sekisho"]),
    ("rustls", &["sekisho"]),
    ("rand", &[]),
];

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    let below = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    below
        .canonicalize()
        .expect("the crate lies two folders below the root")
}

/// The folders of all members, as the workspace's manifest names them.
pub(crate) fn members() -> Vec<String> {
    let manifest = table(&root().join("Cargo.toml"));
    let members = manifest["workspace"]["members"]
        .as_array()
        .expect("a list of members");
    let named = members
        .iter()
        .map(|member| member.as_str().expect("a path").to_owned());
    named.collect()
}

fn table(path: &Path) -> Table {
    let text =
        fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.parse()
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every manifest by the folder of its member.
fn manifests() -> BTreeMap<String, Table> {
    let read = |member: String| {
        let manifest = table(&root().join(&member).join("Cargo.toml"));
        (member, manifest)
    };
    members().into_iter().map(read).collect()
}

fn name(manifest: &Table) -> &str {
    manifest["package"]["name"]
        .as_str()
        .expect("a package has a name")
}

/// The names of what a manifest depends on; with `tests`, also what only its tests do.
fn dependencies(manifest: &Table, tests: bool) -> Vec<String> {
    let mut tables = vec!["dependencies", "build-dependencies"];
    if tests {
        tables.push("dev-dependencies");
    }
    let targets = manifest.get("target").and_then(Value::as_table);
    let places = [manifest].into_iter();
    let places = places.chain(
        targets
            .into_iter()
            .flatten()
            .filter_map(|(_, it)| it.as_table()),
    );
    let mut found = Vec::new();
    for place in places {
        for kind in &tables {
            let named = place.get(*kind).and_then(Value::as_table);
            for (key, value) in named.into_iter().flatten() {
                // `other = { package = "name" }` is `name` under another name.
                let package = value.get("package").and_then(Value::as_str);
                found.push(package.unwrap_or(key).to_owned());
            }
        }
    }
    found
}

/// Every arrow of a manifest that it may not have.
fn forbidden(folder: &str, manifest: &Table) -> Vec<String> {
    let own = name(manifest);
    let is_member = |name: &str| MAY.iter().any(|(member, _)| *member == name);
    let Some((_, may)) = MAY.iter().find(|(member, _)| *member == own) else {
        return vec![format!(
            "{own}: layers.rs does not say what it may depend on"
        )];
    };
    let mut wrong = Vec::new();
    for dependency in dependencies(manifest, true) {
        if is_member(&dependency) && !may.contains(&dependency.as_str()) {
            wrong.push(format!("{own} → {dependency}"));
        }
    }
    for dependency in dependencies(manifest, false) {
        let worldly = WORLDLY.iter().find(|(name, _)| *name == dependency);
        if worldly.is_some_and(|(_, members)| !members.contains(&own)) {
            wrong.push(format!("{own} → {dependency}, which does the world's work"));
        }
    }
    let core = folder.starts_with("core/");
    if core && !may.is_empty() {
        wrong.push(format!("{own}: a core crate may not name another member"));
    }
    wrong
}

#[test]
fn no_arrow_runs_upward() {
    let wrong: Vec<String> = manifests()
        .iter()
        .flat_map(|(folder, manifest)| forbidden(folder, manifest))
        .collect();
    assert_eq!(
        wrong, [""; 0],
        "see ARCHITECTURE.md, who may depend on whom"
    );
}

#[test]
fn every_member_is_known_here_and_keeps_the_lints_of_the_workspace() {
    let manifests = manifests();
    let mut names: Vec<&str> = manifests.values().map(name).collect();
    let mut known: Vec<&str> = MAY.iter().map(|(member, _)| *member).collect();
    names.sort_unstable();
    known.sort_unstable();
    assert_eq!(names, known);
    for (folder, manifest) in &manifests {
        let lints = manifest
            .get("lints")
            .and_then(|lints| lints.get("workspace"));
        assert_eq!(lints.and_then(Value::as_bool), Some(true), "{folder}");
    }
}

#[test]
fn an_arrow_that_runs_upward_is_seen() {
    #[track_caller]
    fn check(folder: &str, manifest: &str, wrong: &[&str]) {
        let manifest: Table = manifest.parse().expect("a manifest");
        assert_eq!(forbidden(folder, &manifest), wrong);
    }
    let register = "package = { name = 'register' }\n";
    check("core/register", register, &[]);
    check(
        "core/register",
        &format!("{register}dependencies = {{ serde = '1', scheme.workspace = true }}"),
        &["register → scheme"],
    );
    check(
        "core/register",
        &format!("{register}dependencies = {{ other = {{ package = 'service' }} }}"),
        &["register → service"],
    );
    check(
        "core/register",
        &format!("{register}target.'cfg(unix)'.dependencies = {{ rusqlite = '1' }}"),
        &["register → rusqlite, which does the world's work"],
    );
    check(
        "shell/service",
        "package = { name = 'service' }\ndev-dependencies = { texts = '1', clap = '1' }",
        &["service → texts"],
    );
    check(
        "shell/web",
        "package = { name = 'web' }",
        &["web: layers.rs does not say what it may depend on"],
    );
}
