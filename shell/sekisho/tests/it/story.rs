//! The main job, end to end: a real product from application to certificate, its version-up and the next.

use serde_json::Value;

use crate::program::{Folder, run, workspace};

/// Certifies an example into `folder/demo`.
fn certify(folder: &Folder, example: &str, more: &[&str]) -> crate::program::Ran {
    let (product, into) = (
        workspace(&format!("examples/{example}")),
        folder.arg("demo"),
    );
    run(&[&["certify", &product, "--into", &into], more].concat())
}

/// Verifies a file of the demonstration against its register.
fn verify(folder: &Folder, file: &str, more: &[&str]) -> crate::program::Ran {
    let (file, trust) = (
        folder.arg(&format!("demo/{file}")),
        folder.arg("demo/trust.json"),
    );
    run(&[&["verify", &file, "--trust", &trust, "--json"], more].concat())
}

fn texts_of<'v>(value: &'v Value, name: &str) -> Vec<&'v str> {
    value[name]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

#[test]
fn a_product_goes_from_application_to_certificate_and_its_version_up_to_the_next() {
    let folder = Folder::new();
    let report = certify(&folder, "gateway", &["--json"]).gives(0).json();
    assert_eq!(report["verdict"], "certified");
    assert_eq!(report["demonstration"], true);
    let versions = report["versions"].as_array().unwrap();
    let [first, second] = versions.as_slice() else {
        panic!("{} versions", versions.len())
    };

    // The first build has three real findings; the second fixes them; a retest of each says so.
    let found = &first["builds"][0]["tests"].as_array().unwrap()[1];
    assert_eq!(
        (&found["test"], &found["verdict"]),
        (&"vulnerability".into(), &"fail".into())
    );
    let rules: Vec<_> = found["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["rule"].as_str().unwrap())
        .collect();
    assert_eq!(
        rules,
        [
            "RUSTSEC-2026-0067",
            "RUSTSEC-2026-0068",
            "RUSTSEC-2025-0055"
        ]
    );
    assert!(
        found["findings"]
            .as_array()
            .unwrap()
            .iter()
            .all(|f| f["state"] == "fixed")
    );
    let again = &first["builds"][1]["tests"][0];
    assert_eq!(
        (&again["verdict"], &again["retest"]),
        (&"pass".into(), &true.into())
    );

    // The version-up voids the first certificate at once; a delta evaluation earns the second.
    assert_eq!(first["certificate"]["state"], "void");
    assert_eq!(first["certificate"]["superseded_by"], "0.2.0");
    assert_eq!(second["certificate"]["state"], "valid");
    let outcomes: Vec<_> = second["delta"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| {
            (
                line["test"].as_str().unwrap(),
                line["outcome"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        outcomes,
        [("continuing", "reuse"), ("vulnerability", "run")]
    );

    for name in [
        "certificate.json",
        "certificate.svr.json",
        "certificate.tlog-proof",
        "certificate.html",
        "report.html",
        "report.json",
        "trust.json",
        "register/index.html",
        "register/index.json",
        "certificates/2026-000001/certificate.json",
    ] {
        let name = name.replace(
            "2026-000001",
            first["certificate"]["number"].as_str().unwrap(),
        );
        assert!(
            folder.path("demo").join(&name).is_file(),
            "{name} is missing"
        );
    }
    let html = std::fs::read_to_string(folder.path("demo/certificate.html")).unwrap();
    assert!(html.contains("DEMONSTRATION") && html.contains("実演"));
}

#[test]
fn every_output_says_that_the_age_of_the_advisories_was_waived_and_how_old_they_are() {
    let folder = Folder::new();
    let (waived, date) = ("limit on the age of advisories was waived", "2026-08-20");
    let said = certify(&folder, "gateway", &[]).gives(0).out;
    assert!(said.contains(waived) && said.contains(date), "{said}");
    for name in ["certificate.html", "report.html", "report.json"] {
        let text = std::fs::read_to_string(folder.path("demo").join(name)).unwrap();
        assert!(
            text.contains(waived) && text.contains("上限を適用していない"),
            "{name}"
        );
        assert!(
            text.contains(date) || text.contains("20 August 2026"),
            "{name} has no age"
        );
    }
    let list = std::fs::read_to_string(folder.path("demo/register/index.html")).unwrap();
    assert!(list.contains(waived) && list.contains("上限も適用していません"));
    let signed = verify(&folder, "certificate.json", &["--as-issued"]).gives(0);
    let conditions = signed.json()["certificate"]["conditions"].to_string();
    assert!(
        conditions.contains(waived) && conditions.contains(date),
        "{conditions}"
    );
}

#[test]
fn the_log_names_acts_and_has_no_marks_for_a_terminal_where_there_is_none() {
    let folder = Folder::new();
    let told = certify(&folder, "orthanc-debian", &["-v"]).gives(1).err;
    assert!(
        told.contains("act recorded") && told.contains("kind"),
        "{told}"
    );
    assert!(!told.contains('\u{1b}'), "{told}");
}

#[test]
fn the_newest_certificate_is_valid_and_the_one_before_is_void_with_the_reason() {
    let folder = Folder::new();
    certify(&folder, "gateway", &[]).gives(0);
    let register = folder.arg("demo/register");
    let valid = verify(&folder, "certificate.json", &["--register", &register])
        .gives(0)
        .json();
    assert_eq!(valid["verdict"], "valid");
    assert_eq!(valid["reasons"], Value::Array(Vec::new()));
    assert_eq!(valid["certificate"]["product"]["version"], "0.2.0");
    assert_eq!(texts_of(&valid, "not_checked"), ["artefacts", "history"]);
    let full = verify(
        &folder,
        "certificate.json",
        &["--register", &register, "--full"],
    );
    let full = full.gives(0).json();
    assert_eq!(full["state"]["status"], valid["state"]["status"]);
    assert_eq!(texts_of(&full, "not_checked"), ["artefacts"]);

    let number = valid["certificate"]["predecessor"].as_str().unwrap();
    let earlier = format!("certificates/{number}/certificate.json");
    let void = verify(&folder, &earlier, &["--register", &register])
        .gives(1)
        .json();
    assert_eq!(void["verdict"], "not_valid");
    assert_eq!(void["reasons"][0]["code"], "void");
    assert_eq!(void["reasons"][0]["version"], "0.2.0");
    assert_eq!(void["state"]["status"], "void");
    assert_eq!(
        void["state"]["successors"][0],
        valid["certificate"]["number"]
    );
}

#[test]
fn a_second_run_finds_everything_done_and_changes_nothing() {
    let folder = Folder::new();
    certify(&folder, "gateway", &[]).gives(0);
    let before = std::fs::read(folder.path("demo/register/shards/2026/checkpoint")).unwrap();
    certify(&folder, "gateway", &[]).gives(0);
    let after = std::fs::read(folder.path("demo/register/shards/2026/checkpoint")).unwrap();
    assert_eq!(before, after);
}

#[test]
fn a_medical_program_by_its_published_lock_file_has_the_findings_that_the_advisories_give() {
    let folder = Folder::new();
    let report = certify(&folder, "dicom-tools", &["--json"]).gives(0).json();
    let found = &report["versions"][0]["builds"][0]["tests"][1]["findings"];
    let mut found: Vec<_> = found
        .as_array()
        .unwrap()
        .iter()
        .map(|f| format!("{} {} {}", f["part"], f["version"], f["rule"]).replace('"', ""))
        .collect();
    found.sort();
    let table = std::fs::read_to_string(workspace("examples/dicom-tools/expected.tsv")).unwrap();
    let mut expected: Vec<_> = table
        .lines()
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .filter(|row| row[0].contains("0.9.1") && row[4] == "vulnerability")
        .map(|row| format!("{} {} {}", row[1], row[2], row[3]))
        .collect();
    expected.sort();
    assert_eq!(found, expected);
    assert_eq!(found.len(), 12);
}

#[test]
fn parts_that_no_advisory_covers_end_as_inconclusive_and_say_what_is_missing() {
    let folder = Folder::new();
    let report = certify(&folder, "orthanc-debian", &["--json"])
        .gives(1)
        .json();
    assert_eq!(report["verdict"], "withheld");
    let text = report["reasons"].to_string();
    assert!(text.contains("Debian:12"), "{text}");
    let test = &report["versions"][0]["builds"][0]["tests"][1];
    assert_eq!(test["verdict"], "inconclusive");
    assert_eq!(test["coverage"]["matchable"], 0);
    assert_eq!(test["coverage"]["total"], 131);
    assert!(!folder.path("demo/certificate.json").exists());
    assert!(folder.path("demo/report.html").exists());
}

#[test]
fn a_maker_who_brings_the_fix_later_goes_on_where_the_case_stopped() {
    let folder = Folder::new();
    let source = std::fs::read_to_string(workspace("examples/gateway/product.toml")).unwrap();
    let advisories = workspace("examples/advisories");
    let source = source.replace("../advisories", &advisories);
    for name in ["0.1.0-rc", "0.1.0", "0.2.0"] {
        for file in ["Cargo.lock", "SHA256SUMS"] {
            let from = workspace(&format!("examples/gateway/{name}/{file}"));
            folder.write(
                &format!("product/{name}/{file}"),
                std::fs::read(from).unwrap(),
            );
        }
    }
    let fix = source.rfind("[[version]]").unwrap();
    let first_build = source[..fix].rfind("[[version.build]]").unwrap();
    folder.write("product/product.toml", &source[..first_build]);
    let (product, into) = (folder.arg("product"), folder.arg("demo"));
    let withheld = run(&["certify", &product, "--into", &into, "--json"])
        .gives(1)
        .json();
    let codes: Vec<_> = withheld["reasons"]
        .as_array()
        .unwrap()
        .iter()
        .map(|reason| reason["code"].as_str().unwrap())
        .collect();
    assert!(codes.contains(&"open-finding"), "{codes:?}");
    let again = run(&["certify", &product, "--into", &into]).gives(1);
    assert!(
        !again.out.contains("RUSTSEC-2026-0067 in"),
        "the finding was raised twice"
    );
    folder.write("product/product.toml", &source[..fix]);
    run(&["certify", &product, "--into", &into]).gives(0);
}

#[test]
fn both_languages_tell_the_same_story() {
    let lines = |language: &str| {
        let folder = Folder::new();
        let ran = certify(&folder, "gateway", &["--lang", language]).gives(0);
        assert!(!ran.out.contains('{'), "a message is missing:\n{}", ran.out);
        ran.out.lines().count()
    };
    assert_eq!(lines("ja"), lines("en"));
}

#[test]
fn a_folder_with_the_register_of_another_body_is_refused() {
    let folder = Folder::new();
    certify(&folder, "gateway", &[]).gives(0);
    std::fs::remove_dir_all(folder.path("demo/body")).unwrap();
    let refused = certify(&folder, "gateway", &[]).gives(2);
    assert!(refused.err.contains("register"), "{}", refused.err);
}

#[test]
fn a_product_file_with_a_mistake_is_refused_with_its_place() {
    let check = |wrong: (&str, &str), said: &str| {
        let folder = Folder::new();
        let source = std::fs::read_to_string(workspace("examples/gateway/product.toml")).unwrap();
        assert!(source.contains(wrong.0), "{wrong:?}");
        folder.write("product/product.toml", source.replacen(wrong.0, wrong.1, 1));
        let (product, into) = (folder.arg("product"), folder.arg("demo"));
        let refused = run(&["certify", &product, "--into", &into]).gives(2);
        assert!(refused.err.contains(said), "{wrong:?}: {}", refused.err);
        assert!(
            !folder.path("demo").exists(),
            "{wrong:?}: something was made"
        );
    };
    check(("category = 1", "category = \"one\""), "product.toml");
    check(("class = \"1\"", "klass = \"1\""), "klass");
    check(
        ("edition = \"mitsf-2016\"", "edition = \"mitsf-1999\""),
        "mitsf-1999",
    );
    check(("version = \"0.2.0\"", "version = \"0.1.0\""), "twice");
    check(("mitsf-2016\"", "mitsf-2016"), "line");
}

/// The gateway's first build handed in again with VEX statements of the maker about these flaws.
fn answered_by_vex(folder: &Folder, ids: &[&str]) -> crate::program::Ran {
    let source = std::fs::read_to_string(workspace("examples/gateway/product.toml"))
        .expect("the example's own files");
    let source = source.replace("../advisories", &workspace("examples/advisories"));
    let first = source
        .find("[[version.build]]")
        .expect("the example's own files");
    let second = first
        + source[first + 1..]
            .find("[[version.build]]")
            .expect("the example's own files")
        + 1;
    let build = &source[first..second];
    let answered = format!("{}{build}vex = [\"vex.json\"]\n", &source[..second]);
    let called = "version = \"0.1.0-rc\"\n";
    let answered = answered
        .replace(called, "")
        .replace("version = \"0.1.0\"\n", called);
    folder.write("product/product.toml", answered);
    for file in ["Cargo.lock", "SHA256SUMS"] {
        let from = workspace(&format!("examples/gateway/0.1.0-rc/{file}"));
        folder.write(
            &format!("product/0.1.0-rc/{file}"),
            std::fs::read(from).expect("the example's own files"),
        );
    }
    let statements: Vec<_> = ids
        .iter()
        .map(|id| {
            serde_json::json!({
                "vulnerability": {"name": id},
                "status": "not_affected",
                "justification": "vulnerable_code_not_in_execute_path",
                "products": [{"@id": "pkg:cargo/sekisho@0.1.0-rc"}],
            })
        })
        .collect();
    let vex = serde_json::json!({
        "@context": "https://openvex.dev/ns/v0.2.0",
        "@id": "https://example.com/vex/1",
        "author": "maker",
        "timestamp": "2026-11-01T00:00:00Z",
        "version": 1,
        "statements": statements,
    });
    folder.write("product/vex.json", vex.to_string());
    run(&[
        "certify",
        &folder.arg("product"),
        "--into",
        &folder.arg("demo"),
        "--json",
    ])
}

#[test]
fn statements_of_the_maker_end_findings_when_evaluator_and_reviewer_accept_them() {
    let folder = Folder::new();
    let all = [
        "RUSTSEC-2026-0067",
        "RUSTSEC-2026-0068",
        "RUSTSEC-2025-0055",
    ];
    let report = answered_by_vex(&folder, &all).gives(0).json();
    let found = &report["versions"][0]["builds"][0]["tests"][1]["findings"];
    assert!(
        found
            .as_array()
            .unwrap()
            .iter()
            .all(|f| f["state"] == "answered"),
        "{found}"
    );
}

#[test]
fn a_finding_that_no_statement_answers_withholds() {
    let folder = Folder::new();
    let report = answered_by_vex(&folder, &["RUSTSEC-2026-0067", "RUSTSEC-2026-0068"])
        .gives(1)
        .json();
    assert!(
        report["reasons"].to_string().contains("RUSTSEC-2025-0055"),
        "{}",
        report["reasons"]
    );
}

#[test]
fn a_maker_sees_before_handing_in_which_class_would_be_earned() {
    let folder = Folder::new();
    let today = jiff::Timestamp::now();
    let record = serde_json::json!({
        "id": "TEST-1",
        "modified": today,
        "affected": [{
            "package": {"ecosystem": "crates.io", "name": "in-no-product"},
            "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}]}],
        }],
    });
    folder.write("fresh/TEST-1.json", record.to_string());
    let (product, fresh) = (workspace("examples/gateway"), folder.arg("fresh"));
    let earned = run(&["check", &product, "--advisories", &fresh, "--json"])
        .gives(0)
        .json();
    assert_eq!(earned["earned"], true);
    assert_eq!(earned["classes"][0]["class"], "1");

    let old = run(&["check", &product]).gives(1);
    assert!(
        old.out.contains("days old"),
        "the age limit holds for a maker: {}",
        old.out
    );
    let not_yet = run(&["check", &workspace("examples/orthanc-debian")]).gives(1);
    assert!(not_yet.out.contains("Debian:12"), "{}", not_yet.out);
}
