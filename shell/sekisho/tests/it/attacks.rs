//! Ways to a certificate that must not lead there, and cases that must not get stuck.

use std::collections::BTreeSet;

use scheme::evidence::InputKind;
use scheme::id::Digest;

use crate::program::{Folder, Ran, run, workspace};

/// A declaration in order, and one whose support ends too early.
const SUPPORT: (&str, &str) = ("2040-12-31", "2027-01-01");

/// One build: its artefact, its parts list and whatever else stands in its table.
struct Build<'a> {
    artefact: &'a str,
    lock: &'a str,
    more: &'a str,
}

const BAD: &str = "0.1.0-rc";
const GOOD: &str = "0.2.0";

fn build<'a>(artefact: &'a str, lock: &'a str) -> Build<'a> {
    Build {
        artefact,
        lock,
        more: "",
    }
}

/// Writes a product of one version and certifies it into `demo`.
fn certify(folder: &Folder, class: &str, support_until: &str, builds: &[Build<'_>]) -> Ran {
    let mut text = format!(
        r#"
[product]
name = {{ ja = "製品", en = "Product" }}
maker = {{ id = "maker", name = {{ ja = "製造者", en = "Maker" }} }}
purl = "pkg:cargo/sekisho"
category = 1
class = "{class}"
[advisories]
paths = ["{}"]
[declaration]
security_contact = "security@example.com"
disclosure_policy = "https://example.com/policy"
support_until = "{support_until}"
update_channel = "https://example.com/updates"
user_support = "help@example.com"
fix_days = {{ critical = 7, high = 30, medium = 90, low = 180 }}
[[version]]
version = "1.0"
"#,
        workspace("examples/advisories")
    );
    for lock in [BAD, GOOD] {
        let from = workspace(&format!("examples/gateway/{lock}/Cargo.lock"));
        let bytes = std::fs::read(from).expect("the example's own lock file");
        folder.write(&format!("product/{lock}/Cargo.lock"), bytes);
    }
    for build in builds {
        folder.write(&format!("product/{}", build.artefact), build.artefact);
        text += &format!(
            "[[version.build]]\nartefacts = [{{ name = \"app\", path = \"{}\" }}]\n\
             parts_lists = [{{ name = \"Cargo.lock\", path = \"{}/Cargo.lock\" }}]\n{}\n",
            build.artefact, build.lock, build.more
        );
    }
    folder.write("product/product.toml", text);
    let (product, into) = (folder.arg("product"), folder.arg("demo"));
    run(&["certify", &product, "--into", &into, "--json"])
}

fn codes(ran: &Ran) -> Vec<String> {
    let report = ran.json();
    let reasons = report["reasons"].as_array().cloned().unwrap_or_default();
    let codes = reasons.iter().filter_map(|reason| reason["code"].as_str());
    codes.map(str::to_owned).collect()
}

#[test]
fn a_parts_list_that_is_only_a_digest_is_refused() {
    let folder = Folder::new();
    let more = "parts_lists = []\n";
    let mut given = build("a", GOOD);
    given.more = "";
    certify(&folder, "1", SUPPORT.0, &[given]).gives(0);
    let text = std::fs::read_to_string(folder.path("product/product.toml")).unwrap();
    let digest = "ab".repeat(32);
    let other = format!("parts_lists = [{{ name = \"hidden\", sha256 = \"{digest}\" }}, {{");
    folder.write(
        "product/product.toml",
        text.replace("parts_lists = [{", &other),
    );
    let refused = run(&[
        "certify",
        &folder.arg("product"),
        "--into",
        &folder.arg("demo2"),
    ])
    .gives(2);
    assert!(refused.err.contains("hidden"), "{}{more}", refused.err);
}

#[test]
fn a_certificate_is_no_answer_for_other_contents_or_another_class() {
    let folder = Folder::new();
    certify(&folder, "1", SUPPORT.0, &[build("a", GOOD)]).gives(0);
    let other = certify(&folder, "1", SUPPORT.0, &[build("b", BAD)]).gives(1);
    assert_eq!(codes(&other), ["other-build-certified"]);
    let higher = certify(&folder, "3", SUPPORT.0, &[build("a", GOOD)]).gives(1);
    assert_eq!(codes(&higher), ["other-class-certified"]);
    certify(&folder, "1", SUPPORT.0, &[build("a", GOOD)]).gives(0);
}

#[test]
fn a_fix_that_fixes_nothing_is_followed_by_the_next_build() {
    let folder = Folder::new();
    let builds = [build("a", BAD), build("b", BAD), build("c", GOOD)];
    certify(&folder, "1", SUPPORT.0, &builds[..2]).gives(1);
    let report = certify(&folder, "1", SUPPORT.0, &builds).gives(0).json();
    assert_eq!(report["versions"][0]["builds"].as_array().unwrap().len(), 3);
}

#[test]
fn a_declaration_put_right_ends_its_finding() {
    let folder = Folder::new();
    let wrong = certify(&folder, "1", SUPPORT.1, &[build("a", GOOD)]).gives(1);
    assert!(
        codes(&wrong).contains(&"open-finding".to_owned()),
        "{:?}",
        codes(&wrong)
    );
    let report = certify(&folder, "1", SUPPORT.0, &[build("a", GOOD)])
        .gives(0)
        .json();
    let told = report["versions"][0]["builds"].to_string();
    assert!(told.contains("corrected"), "{told}");
}

#[test]
fn a_statement_that_comes_with_the_first_build_answers_findings_that_were_raised() {
    let folder = Folder::new();
    let statement = |id: &str| {
        serde_json::json!({
            "vulnerability": {"name": id},
            "status": "not_affected",
            "justification": "vulnerable_code_not_in_execute_path",
            "products": [{"@id": "pkg:cargo/sekisho@1.0"}],
        })
    };
    let ids = [
        "RUSTSEC-2026-0067",
        "RUSTSEC-2026-0068",
        "RUSTSEC-2025-0055",
    ];
    let document = |ids: &[&str]| {
        serde_json::json!({
            "@context": "https://openvex.dev/ns/v0.2.0",
            "@id": "https://example.com/vex/1",
            "author": "maker",
            "timestamp": "2026-11-01T00:00:00Z",
            "version": 1,
            "statements": ids.iter().map(|id| statement(id)).collect::<Vec<_>>(),
        })
    };
    folder.write("product/vex.json", document(&ids[..2]).to_string());
    let with_vex = Build {
        more: "vex = [\"vex.json\"]",
        ..build("a", BAD)
    };
    let two = certify(&folder, "1", SUPPORT.0, std::slice::from_ref(&with_vex)).gives(1);
    assert!(
        two.json()["reasons"]
            .to_string()
            .contains("RUSTSEC-2025-0055")
    );

    let folder = Folder::new();
    folder.write("product/vex.json", document(&ids).to_string());
    let report = certify(&folder, "1", SUPPORT.0, &[with_vex])
        .gives(0)
        .json();
    let tests = report["versions"][0]["builds"][0]["tests"]
        .as_array()
        .unwrap();
    let found = tests
        .iter()
        .flat_map(|test| test["findings"].as_array().unwrap());
    let answered = found.filter(|finding| finding["state"] == "answered");
    assert_eq!(answered.count(), 3, "{report}");
}

#[test]
fn a_statement_that_no_answer_of_the_maker_names_is_no_part_of_a_test() {
    let folder = Folder::new();
    let document = |id: &str, product: &str, ids: &[&str]| {
        let statements = ids.iter().map(|flaw| {
            serde_json::json!({
                "vulnerability": {"name": flaw},
                "status": "fixed",
                "products": [{"@id": product}],
            })
        });
        serde_json::json!({
            "@context": "https://openvex.dev/ns/v0.2.0", "@id": id, "author": "maker",
            "timestamp": "2026-11-01T00:00:00Z", "version": 1,
            "statements": statements.collect::<Vec<_>>(),
        })
        .to_string()
    };
    let flaws = [
        "RUSTSEC-2026-0067",
        "RUSTSEC-2026-0068",
        "RUSTSEC-2025-0055",
    ];
    let signed = document("signed", "pkg:cargo/sekisho@1.0", &flaws);
    let beside = document("beside", "pkg:cargo/sekisho@0.9", &flaws);
    folder.write("product/signed.json", &signed);
    folder.write("product/beside.json", &beside);
    let given = Build {
        more: "vex = [\"signed.json\", \"beside.json\"]",
        ..build("a", BAD)
    };
    certify(&folder, "1", SUPPORT.0, &[given]).gives(0);
    // The maker's signed answers name one of the two, and the results that the certificate rests on know no other.
    let (body, register) = (folder.path("demo/body"), folder.path("demo/register"));
    let body = service::Body::open(&body, &register).expect("the body");
    let case = body.state().cases().values().next().expect("one case");
    let used: BTreeSet<_> = case
        .evidence()
        .iter()
        .flat_map(|recorded| &recorded.result.inputs)
        .filter(|input| input.kind == InputKind::Vex)
        .map(|input| input.digest)
        .collect();
    let named = case.findings().iter().map(|finding| finding.state.vex());
    let signed = Digest::of(signed.as_bytes());
    assert_eq!(used, [signed].into());
    assert_eq!(named.collect::<Vec<_>>(), [Some(signed); 3]);
}

#[test]
fn a_statement_does_not_slip_in_with_another_build() {
    let folder = Folder::new();
    let vex = serde_json::json!({
        "@context": "https://openvex.dev/ns/v0.2.0",
        "@id": "https://example.com/vex/1",
        "author": "maker",
        "timestamp": "2026-11-01T00:00:00Z",
        "version": 1,
        "statements": [{
            "vulnerability": {"name": "RUSTSEC-2026-0067"},
            "status": "fixed",
            "products": [{"@id": "pkg:cargo/sekisho@1.0"}],
        }],
    });
    folder.write("product/vex.json", vex.to_string());
    let second = Build {
        more: "vex = [\"vex.json\"]",
        ..build("b", BAD)
    };
    certify(&folder, "1", SUPPORT.0, &[build("a", BAD), second]).gives(1);
    assert!(!folder.path("demo/certificate.json").exists());
}

#[test]
fn names_that_cannot_be_told_apart_and_paths_that_lead_out_are_refused_before_anything_is_made() {
    let check = |more: &'static str, said: &str| {
        let folder = Folder::new();
        let given = Build {
            more,
            ..build("a", GOOD)
        };
        folder.write("product/x", "x");
        let refused = certify(&folder, "1", SUPPORT.0, &[given]).gives(2);
        assert!(refused.err.contains(said), "{more}: {}", refused.err);
        assert!(!folder.path("demo").exists(), "{more}: something was made");
    };
    check(
        "documents = [{ name = \"app\", path = \"x\" }]",
        "stands twice",
    );
    check(
        "documents = [{ name = \"declaration\", path = \"x\" }]",
        "declaration",
    );
    check("documents = [{ path = \"../../etc/passwd\" }]", "leads out");
    check("documents = [{ path = \"/etc/passwd\" }]", "leads out");
    check(
        "documents = [{ name = \"a\\nb\", path = \"x\" }]",
        "one line",
    );
    check(
        "documents = [{ name = \"a\\u202Eb\", path = \"x\" }]",
        "invisible",
    );
    check("note = { ja = \"a\", en = \"a\\u200Bb\" }", "invisible");
    check("reports = [{ test = \"blah\", summary = \"x\" }]", "blah");
    check(
        "reports = [{ test = \"vulnerability\", summary = \"x\" }]",
        "engine",
    );
}

#[test]
fn a_class_that_does_not_exist_is_refused_with_those_that_do() {
    let folder = Folder::new();
    let refused = certify(&folder, "4", SUPPORT.0, &[build("a", GOOD)]).gives(2);
    assert!(refused.err.contains("2-a"), "{}", refused.err);
    assert!(!folder.path("demo").exists());
    let checked = run(&["check", &folder.arg("product")]).gives(2);
    assert!(checked.err.contains("2-a"), "{}", checked.err);
}

#[test]
fn a_certificate_for_no_bytes_is_refused() {
    let folder = Folder::new();
    certify(&folder, "1", SUPPORT.0, &[build("a", GOOD)]).gives(0);
    folder.write("product/a", "");
    let (product, into) = (folder.arg("product"), folder.arg("empty"));
    let refused = run(&["certify", &product, "--into", &into]).gives(2);
    assert!(refused.err.contains("has no bytes"), "{}", refused.err);
    assert!(!folder.path("empty/certificate.json").exists());
}

#[test]
fn a_lock_file_cut_between_two_packages_earns_nothing() {
    let folder = Folder::new();
    certify(&folder, "1", SUPPORT.0, &[build("a", GOOD)]).gives(0);
    let lock = std::fs::read_to_string(folder.path(&format!("product/{GOOD}/Cargo.lock"))).unwrap();
    let cut = lock
        .match_indices("\n[[package]]")
        .nth(60)
        .expect("more than sixty")
        .0;
    folder.write(&format!("product/{GOOD}/Cargo.lock"), &lock[..cut]);
    let (product, into) = (folder.arg("product"), folder.arg("cut"));
    let refused = run(&["certify", &product, "--into", &into]).gives(2);
    assert!(refused.err.contains("cut off"), "{}", refused.err);
    assert!(!folder.path("cut/certificate.json").exists());
}

#[test]
fn a_real_body_does_not_take_the_applicants_own_advisories() {
    let folder = Folder::new();
    certify(&folder, "1", SUPPORT.0, &[build("a", GOOD)]).gives(0);
    let args = [
        "register",
        "init",
        &folder.arg("reg"),
        "--body",
        &folder.arg("private"),
        "--trust",
        &folder.arg("trust.json"),
        "--origin",
        "register.example/2026",
        "--name-ja",
        "機関",
        "--name-en",
        "Body",
        "--address",
        "https://register.example",
    ];
    run(&args).gives(0);
    let person = |id: &str, firm: &str| {
        format!("{{ id = \"{id}\", name = {{ ja = \"{id}\", en = \"{id}\" }}, firm = \"{firm}\" }}")
    };
    let body = format!(
        "folder = \"private\"\nregister = \"reg\"\n[actors]\nregistrar = {}\nevaluator = {}\n\
         reviewer = {}\ndecider = {}\ntesting_firm = {{ id = \"lab\", name = {{ ja = \"試験所\", en = \"Lab\" }} }}\n",
        person("registrar", "body"),
        person("sato", "lab"),
        person("suzuki", "body"),
        person("tanaka", "body"),
    );
    folder.write("body.toml", body);
    let (product, into, toml) = (
        folder.arg("product"),
        folder.arg("real"),
        folder.arg("body.toml"),
    );
    let refused = run(&["certify", &product, "--into", &into, "--body", &toml]).gives(2);
    assert!(refused.err.contains("advisories"), "{}", refused.err);
    // A single fresh record is a piece of a feed, not a feed.
    let record = serde_json::json!({
        "id": "TEST-1",
        "modified": jiff::Timestamp::now(),
        "affected": [{
            "package": {"ecosystem": "crates.io", "name": "in-no-product"},
            "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}]}],
        }],
    });
    folder.write("feed/TEST-1.json", record.to_string());
    let feed = folder.arg("feed");
    let args = [
        "certify",
        &product,
        "--into",
        &into,
        "--body",
        &toml,
        "--advisories",
        &feed,
        "--json",
    ];
    let thin = run(&args).gives(1);
    assert!(
        codes(&thin).contains(&"feed-too-small".to_owned()),
        "{:?}",
        codes(&thin)
    );
}
