//! What `match` and `check` write for other people's tools: SARIF 2.1.0, and a CycloneDX document to be answered in.
//!
//! That both hold to their published schemas is checked with those schemas in `interop/`.

use std::collections::BTreeSet;

use scheme::edition;
use scheme::evidence::{Item, ItemKind, Verdict};
use scheme::id::Digest;
use scheme::report::{Limits, sarif};
use serde_json::{Value, json};

use crate::program::{Folder, Ran, run, workspace};

const FLAWS: [&str; 3] = [
    "RUSTSEC-2025-0055",
    "RUSTSEC-2026-0067",
    "RUSTSEC-2026-0068",
];

fn rustsec() -> String {
    workspace("examples/advisories/rustsec-2026-08-21.tar.zst")
}

fn flawed() -> String {
    workspace("examples/gateway/0.1.0-rc/Cargo.lock")
}

fn clean() -> String {
    workspace("examples/gateway/0.2.0/Cargo.lock")
}

fn matched(list: &str, more: &[&str]) -> Ran {
    run(&[&["match", list, "--advisories", &rustsec()], more].concat())
}

/// The one run of a log.
fn only_run(ran: &Ran) -> Value {
    let log = ran.json();
    assert_eq!(log["version"], "2.1.0");
    let runs = log["runs"].as_array().expect("runs");
    assert_eq!(runs.len(), 1);
    runs[0].clone()
}

fn executed(run: &Value) -> bool {
    let successful = &run["invocations"][0]["executionSuccessful"];
    successful.as_bool().expect("true or false")
}

/// What our own reader of other tools' reports makes of it.
fn taken(ran: &Ran, list: &str) -> sarif::Report {
    let edition = edition::find(&"sekisho-2026".parse().expect("an edition")).expect("shipped");
    let test = edition
        .test(&"static".parse().expect("an id"))
        .expect("a test");
    let covered = [Item {
        kind: ItemKind::PartsList,
        name: list.to_owned(),
        digest: Digest::of(b"list"),
    }];
    sarif::read(
        ran.out.as_bytes(),
        &covered,
        &edition,
        test,
        &Limits::default(),
    )
    .expect("SARIF")
}

#[test]
fn findings_are_results_that_fail_with_rule_place_and_fingerprint() {
    let ran = matched(&flawed(), &["--sarif"]).gives(1);
    let run = only_run(&ran);
    assert!(executed(&run), "findings are no failure to look");
    let results = run["results"].as_array().expect("results");
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    let failed: Vec<&Value> = results.iter().filter(|r| r["kind"] == "fail").collect();
    let found: BTreeSet<&str> = failed.iter().filter_map(|r| r["ruleId"].as_str()).collect();
    assert_eq!(found, FLAWS.into());
    let mut fingerprints = BTreeSet::new();
    for result in results {
        let index = result["ruleIndex"].as_u64().expect("an index");
        assert_eq!(rules[index as usize]["id"], result["ruleId"]);
        let place = &result["locations"][0];
        let uri = place["physicalLocation"]["artifactLocation"]["uri"].as_str();
        assert!(uri.is_some_and(|uri| uri.ends_with("0.1.0-rc/Cargo.lock")));
        let way = place["logicalLocations"][0]["fullyQualifiedName"].as_str();
        assert!(way.is_some_and(|way| !way.is_empty()));
        fingerprints.insert(result["partialFingerprints"]["sekishoFinding/v1"].to_string());
    }
    assert_eq!(fingerprints.len(), results.len());
    let twice = matched(&flawed(), &["--sarif"]);
    assert_eq!(twice.out, ran.out, "the same of the same");
    let report = taken(&ran, &flawed());
    assert_eq!(report.verdict, Verdict::Fail);
    let seen: BTreeSet<&str> = report.sightings.iter().map(|s| s.rule.as_str()).collect();
    assert!(seen.is_superset(&FLAWS.into()), "{seen:?}");
}

#[test]
fn a_clean_list_is_a_run_that_looked_and_found_nothing() {
    let ran = matched(&clean(), &["--sarif"]).gives(0);
    let run = only_run(&ran);
    assert!(executed(&run));
    assert_eq!(run["properties"]["verdict"], "pass");
    let results = run["results"].as_array().expect("results");
    assert!(results.iter().all(|r| r["kind"] == "informational"));
    assert_eq!(taken(&ran, &clean()).verdict, Verdict::Pass);
}

#[test]
fn what_could_not_be_looked_at_is_never_a_run_that_was_executed() {
    let folder = Folder::new();
    folder.write("empty/readme.txt", "nothing here");
    let (empty, missing) = (folder.arg("empty"), folder.arg("missing"));
    folder.write(
        "sbom.json",
        r#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":[
        {"type":"library","name":"of no ecosystem","version":"1"}]}"#,
    );
    let sbom = folder.arg("sbom.json");
    let lock = clean();
    let feeds = rustsec();
    for args in [
        vec![lock.as_str(), "--advisories", &empty],
        vec![&lock, "--advisories", &missing],
        vec![&lock, "--advisories", &feeds, "--max-age", "1"],
        vec![&sbom, "--advisories", &feeds],
    ] {
        let ran = run(&[&["match"], args.as_slice(), &["--sarif"]].concat()).gives(1);
        let run = only_run(&ran);
        assert_eq!(run["properties"]["verdict"], "inconclusive", "{args:?}");
        assert!(!executed(&run), "{args:?}");
        let told = run["invocations"][0]["toolExecutionNotifications"].as_array();
        let told = told.expect("notifications");
        assert!(!told.is_empty(), "{args:?}");
        for one in told {
            let text = one["message"]["text"].as_str().expect("a text");
            assert!(!text.is_empty() && one["descriptor"]["id"].is_string());
        }
        assert_ne!(taken(&ran, args[0]).verdict, Verdict::Pass, "{args:?}");
    }
}

#[test]
fn a_candidate_is_for_review_and_a_dismissed_one_is_suppressed_with_its_reason() {
    let folder = Folder::new();
    let text = std::fs::read_to_string(workspace("examples/declared-parts/parts.toml"));
    let text = text.expect("the example").replace("[\"KB5030216\"]", "[]");
    folder.write("parts.toml", text);
    let feed = workspace("core/vulnerability/tests/candidates/samples/msrc.json");
    let list = folder.arg("parts.toml");
    let sarif = |more: &[&str]| {
        let args = ["match", &list, "--advisories", &feed, "--sarif"];
        only_run(&run(&[&args, more].concat()).gives(1))
    };
    let open = sarif(&[]);
    assert!(!executed(&open), "a person has to look");
    let result = &open["results"][0];
    assert_eq!(
        (&result["kind"], &result["level"]),
        (&json!("review"), &json!("none"))
    );
    assert_eq!(result.get("suppressions"), None);
    let decisions = workspace("examples/declared-parts/decisions.toml");
    let dismissed = sarif(&["--decisions", &decisions]);
    let suppression = &dismissed["results"][0]["suppressions"][0];
    assert_eq!(suppression["status"], "accepted");
    let why = suppression["justification"].as_str().expect("a reason");
    assert!(why.contains("R. Hanako"), "{why}");
}

#[test]
fn texts_are_in_the_readers_language_and_codes_are_not() {
    let of = |language: &str| {
        let more = ["--sarif", "--max-age", "1", "--lang", language];
        only_run(&matched(&flawed(), &more).gives(1))
    };
    let (ja, en) = (of("ja"), of("en"));
    for (run, language) in [(&ja, "ja"), (&en, "en")] {
        assert_eq!(run["language"], language);
        assert_eq!(run["tool"]["driver"]["language"], language);
    }
    let texts = |run: &Value| {
        let told = &run["invocations"][0]["toolExecutionNotifications"][0];
        let result = &run["results"][0]["message"]["text"];
        [told["message"]["text"].to_string(), result.to_string()]
    };
    let japanese = |text: &String| text.chars().any(|c| ('\u{3040}'..='\u{9fff}').contains(&c));
    assert!(texts(&ja).iter().all(japanese), "{:?}", texts(&ja));
    assert!(!texts(&en).iter().any(japanese), "{:?}", texts(&en));
    let codes = |run: &Value| {
        let told = &run["invocations"][0]["toolExecutionNotifications"];
        let all = told.as_array().expect("notifications").iter();
        all.map(|one| one["descriptor"]["id"].to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(codes(&ja), codes(&en));
}

#[test]
fn a_makers_own_check_writes_the_same_log() {
    let folder = Folder::new();
    let list = std::fs::read(flawed()).expect("the example");
    folder.write("product/Cargo.lock", list);
    folder.write("product/app", "app");
    let product = format!(
        r#"
[product]
name = {{ ja = "製品", en = "Product" }}
maker = {{ id = "maker", name = {{ ja = "製造者", en = "Maker" }} }}
category = 1
class = "1"
[advisories]
paths = ["{}"]
[[version]]
version = "1.0"
[[version.build]]
artefacts = [{{ name = "app", path = "app" }}]
parts_lists = [{{ name = "Cargo.lock", path = "Cargo.lock" }}]
"#,
        rustsec()
    );
    folder.write("product/product.toml", product);
    let ran = run(&["check", &folder.arg("product"), "--sarif"]).gives(1);
    let run = only_run(&ran);
    let failed = run["results"].as_array().expect("results");
    let failed = failed.iter().filter(|r| r["kind"] == "fail");
    let found: BTreeSet<&str> = failed.filter_map(|r| r["ruleId"].as_str()).collect();
    assert_eq!(found, FLAWS.into());
    assert_eq!(taken(&ran, "Cargo.lock").verdict, Verdict::Fail);
}

/// Where a flaw stands in the document to be answered in.
fn entry<'d>(document: &'d mut Value, flaw: &str) -> &'d mut Value {
    let all = document["vulnerabilities"].as_array_mut();
    let mut all = all.expect("vulnerabilities").iter_mut();
    all.find(|v| v["id"] == flaw).expect("the flaw is there")
}

#[test]
fn what_a_maker_fills_in_answers_that_finding_and_no_other() {
    let folder = Folder::new();
    let mut draft = matched(&flawed(), &["--cyclonedx-vex"]).gives(1).json();
    for flaw in FLAWS {
        assert_eq!(entry(&mut draft, flaw)["analysis"]["state"], "in_triage");
    }
    let answered = |document: &Value| {
        folder.write("vex.json", document.to_string());
        let vex = folder.arg("vex.json");
        let outcome = matched(&flawed(), &["--json", "--vex", &vex]).gives(1);
        let outcome = outcome.json();
        let names = |member: &str| -> BTreeSet<String> {
            let all = outcome[member].as_array().expect("a list").iter();
            all.filter_map(|f| f["advisory"].as_str().map(str::to_owned))
                .collect()
        };
        (names("answered"), names("findings"), outcome)
    };
    let (none, all, _) = answered(&draft);
    assert!(none.is_empty(), "a draft as it was written answers nothing");
    assert_eq!(all.len(), 3);
    let one = FLAWS[1];
    entry(&mut draft, one)["analysis"] = json!({
        "state": "not_affected", "justification": "code_not_reachable", "detail": "never unpacks",
    });
    let (told, stand, outcome) = answered(&draft);
    assert_eq!(told, [one.to_owned()].into());
    assert_eq!(stand.len(), 2);
    assert_eq!(outcome["verdict"], "fail");
    assert_eq!(outcome["answered"][0]["signed"], false);
    assert_eq!(outcome["answered"][0]["impact"], "never unpacks");
    // Written again it holds what was answered.
    folder.write("vex.json", draft.to_string());
    let vex = folder.arg("vex.json");
    let again = ["--cyclonedx-vex", "--vex", &vex];
    let mut again = matched(&flawed(), &again).gives(1).json();
    let analysis = &entry(&mut again, one)["analysis"];
    assert_eq!(analysis["state"], "not_affected");
    assert_eq!(analysis["justification"], "code_not_reachable");
    // In the SARIF log it is a result that somebody still has to accept.
    let run = only_run(&matched(&flawed(), &["--sarif", "--vex", &vex]).gives(1));
    let results = run["results"].as_array().expect("results");
    let suppressed: Vec<&Value> = results
        .iter()
        .filter(|r| r.get("suppressions").is_some())
        .collect();
    assert_eq!(suppressed.len(), 1);
    assert_eq!(suppressed[0]["ruleId"], one);
    assert_eq!(suppressed[0]["suppressions"][0]["status"], "underReview");
}

#[test]
fn the_document_to_be_answered_in_is_a_parts_list_of_the_flawed_parts() {
    let folder = Folder::new();
    let purl = "pkg:cargo/sekisho@0.1.0-rc";
    let draft = matched(&flawed(), &["--cyclonedx-vex", "--product", purl]).gives(1);
    folder.write("vex.json", &draft.out);
    let list = folder.arg("vex.json");
    let outcome = matched(&list, &["--json"]).gives(1).json();
    let found = outcome["findings"].as_array().expect("findings").iter();
    let found: BTreeSet<&str> = found.filter_map(|f| f["advisory"].as_str()).collect();
    assert_eq!(found, FLAWS.into());
    let again = matched(&list, &["--cyclonedx-vex"]).gives(1).json();
    let product = |document: &Value| document["metadata"]["component"]["purl"].clone();
    assert_eq!(product(&again), product(&draft.json()));
    assert_eq!(product(&again), purl);
}

#[test]
fn a_product_that_was_said_is_the_only_one_that_statements_may_name() {
    let folder = Folder::new();
    let ours = "pkg:cargo/sekisho@0.1.0-rc";
    let draft = matched(&flawed(), &["--cyclonedx-vex", "--product", ours]).gives(1);
    folder.write(
        "vex.json",
        draft.out.replace("\"in_triage\"", "\"resolved\""),
    );
    let vex = folder.arg("vex.json");
    matched(&flawed(), &["--vex", &vex, "--product", ours]).gives(0);
    for other in ["pkg:cargo/sekisho@0.2.0", "pkg:cargo/sekisho"] {
        let outcome = matched(&flawed(), &["--json", "--vex", &vex, "--product", other]);
        assert_eq!(outcome.gives(1).json()["answered"], json!([]), "{other}");
    }
    let said = matched(&flawed(), &["--product", "sekisho"]).gives(2).err;
    assert!(said.contains("--product"), "{said}");
}
