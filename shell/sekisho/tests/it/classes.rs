//! Tests that no engine here does enter as an evaluator's reports: higher classes, devices, systems.

use scheme::id::Digest;
use serde_json::{Value, json};

use crate::program::{Folder, Ran, run, workspace};

/// What the interface of the products here says of itself, and its digest as an item of the build.
const INTERFACE: (&str, &str) = ("DICOM C-STORE", "DICOM, TCP 104, SCP");

fn interface_digest() -> Digest {
    let (name, protocol) = INTERFACE;
    Digest::of(format!(r#"{{"name":"{name}","protocol":"{protocol}"}}"#).as_bytes())
}

/// A product of this category and class, with reports of these tests, each with its SARIF results.
pub(crate) struct Given<'a> {
    pub(crate) id: &'a str,
    pub(crate) category: u8,
    pub(crate) class: &'a str,
    pub(crate) reports: &'a [(&'a str, Value)],
    pub(crate) components: &'a [(u8, &'a str, &'a str, String)],
}

impl Given<'_> {
    pub(crate) fn write(&self, folder: &Folder) {
        let put = |name: &str, bytes: &[u8]| folder.write(&format!("{}/{name}", self.id), bytes);
        let lock = std::fs::read(workspace("examples/gateway/0.2.0/Cargo.lock")).expect("a lock");
        put("Cargo.lock", &lock);
        put("src.rs", b"fn main() {}");
        put("app.bin", self.id.as_bytes());
        put("manual.txt", b"how to use it");
        let mut reports = String::new();
        for (test, results) in self.reports {
            let (summary, sarif) = self.report(test, results);
            put(&format!("{test}.json"), summary.to_string().as_bytes());
            put(&format!("{test}.sarif"), sarif.as_bytes());
            reports += &format!(
                "[[version.build.reports]]\ntest = \"{test}\"\nsummary = \"{test}.json\"\nsarif = \"{test}.sarif\"\n"
            );
        }
        let mut components = String::new();
        for (category, name, number, sha256) in self.components {
            components += &format!(
                "[[version.build.components]]\nname = \"{name}\"\ncategory = {category}\nsha256 = \"{sha256}\"\ncertificate = \"{number}\"\n"
            );
        }
        let (name, protocol) = INTERFACE;
        let product = format!(
            r#"
[product]
name = {{ ja = "製品 {id}", en = "Product {id}" }}
maker = {{ id = "maker", name = {{ ja = "製造者", en = "Maker" }} }}
category = {category}
class = "{class}"
[advisories]
paths = ["{advisories}"]
[declaration]
security_contact = "security@example.com"
disclosure_policy = "https://example.com/policy"
support_until = "2040-12-31"
update_channel = "https://example.com/updates"
user_support = "help@example.com"
fix_days = {{ critical = 7, high = 30, medium = 90, low = 180 }}
[[version]]
version = "1.0"
[[version.build]]
artefacts = [{{ path = "app.bin" }}]
parts_lists = [{{ path = "Cargo.lock" }}]
sources = [{{ path = "src.rs" }}]
documents = [{{ path = "manual.txt" }}]
interfaces = [{{ name = "{name}", protocol = "{protocol}" }}]
{reports}{components}"#,
            id = self.id,
            category = self.category,
            class = self.class,
            advisories = workspace("examples/advisories"),
        );
        put("product.toml", product.as_bytes());
    }

    /// A summary and its SARIF: a pass when there are no results.
    fn report(&self, test: &str, results: &Value) -> (Value, String) {
        let item = |kind: &str, name: &str, digest: Digest| json!({"kind": kind, "name": name, "digest": digest});
        let app = item("artefact", "app.bin", Digest::of(self.id.as_bytes()));
        let interface = item("interface", INTERFACE.0, interface_digest());
        let covers = match test {
            "static" => json!([item("source", "src.rs", Digest::of(b"fn main() {}"))]),
            "documents" => json!([item("document", "manual.txt", Digest::of(b"how to use it"))]),
            _ => json!([app, interface]),
        };
        let whole: Vec<_> = covers
            .as_array()
            .into_iter()
            .flatten()
            .map(|item| item["name"].clone())
            .collect();
        let sarif = json!({
            "version": "2.1.0",
            "runs": [{
                "tool": {"driver": {"name": "tester", "version": "1.2.3"}},
                "invocations": [{"executionSuccessful": true}],
                "results": results,
            }],
        })
        .to_string();
        let verdict = if results == &json!([]) {
            "pass"
        } else {
            "fail"
        };
        let summary = json!({
            "format": "sekisho-test-summary/1",
            "test": test,
            "product": {"name": format!("Product {}", self.id), "version": "1.0"},
            "covers": covers,
            "tool": {"name": "tester", "version": "1.2.3"},
            "inputs": [],
            "looked_at": {"whole": whole, "places": []},
            "started": "2026-11-01T00:00:00Z",
            "ended": "2026-11-02T00:00:00Z",
            "verdict": verdict,
            "limitations": [],
            "attachments": [{
                "name": format!("{test}.sarif"),
                "media_type": "application/sarif+json",
                "digest": Digest::of(sarif.as_bytes()),
            }],
        });
        (summary, sarif)
    }

    fn certify(&self, folder: &Folder) -> Ran {
        self.write(folder);
        run(&[
            "certify",
            &folder.arg(self.id),
            "--into",
            &folder.arg("demo"),
            "--json",
        ])
    }
}

fn clean() -> Value {
    json!([])
}

fn number(ran: &Ran) -> String {
    let report = ran.json();
    let certificate = &report["versions"][0]["certificate"]["number"];
    certificate.as_str().expect("a certificate").to_owned()
}

#[test]
fn reports_of_an_accredited_evaluator_carry_the_higher_classes_and_the_certificate_says_so() {
    let folder = Folder::new();
    let reports = [("interactive", clean()), ("static", clean())];
    let given = Given {
        id: "software",
        category: 1,
        class: "3",
        reports: &reports,
        components: &[],
    };
    let ran = given.certify(&folder).gives(0);
    let classes = ran.json()["classes"]
        .as_array()
        .unwrap()
        .iter()
        .all(|c| c["earned"] == true);
    assert!(classes, "2-a and the static test earn 3");
    let trust = folder.arg("demo/trust.json");
    let certificate = folder.arg("demo/certificate.json");
    let seen = run(&[
        "verify",
        &certificate,
        "--trust",
        &trust,
        "--as-issued",
        "--json",
    ])
    .gives(0);
    let tests = seen.json()["certificate"]["tests"].clone();
    let by: Vec<_> = tests
        .as_array()
        .unwrap()
        .iter()
        .map(|test| {
            (
                test["test"].as_str().unwrap(),
                test["performedBy"]["kind"].as_str().unwrap(),
            )
        })
        .collect();
    let expected = [
        ("continuing", "engine"),
        ("interactive", "report"),
        ("static", "report"),
        ("vulnerability", "engine"),
    ];
    assert_eq!(by, expected);
}

#[test]
fn a_class_without_its_report_is_withheld_and_says_which_test_is_missing() {
    let folder = Folder::new();
    let reports = [("interactive", clean())];
    let given = Given {
        id: "software",
        category: 1,
        class: "3",
        reports: &reports,
        components: &[],
    };
    let report = given.certify(&folder).gives(1).json();
    let text = report["reasons"].to_string();
    assert!(
        text.contains("no-engine") && text.contains("static") || text.contains("Static"),
        "{text}"
    );
}

#[test]
fn a_report_with_a_finding_withholds_until_it_is_mended() {
    let folder = Folder::new();
    let finding = json!([{
        "ruleId": "CWE-22",
        "level": "error",
        "message": {"text": "path leaves the folder"},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": "src.rs"}}}],
    }]);
    let reports = [("static", finding)];
    let given = Given {
        id: "software",
        category: 1,
        class: "2-b",
        reports: &reports,
        components: &[],
    };
    let report = given.certify(&folder).gives(1).json();
    assert!(
        report["reasons"].to_string().contains("CWE-22"),
        "{}",
        report["reasons"]
    );
    assert!(!folder.path("demo/certificate.json").exists());
}

#[test]
fn a_system_is_certified_only_on_certified_software_and_devices() {
    let folder = Folder::new();
    let software = Given {
        id: "software",
        category: 1,
        class: "2-a",
        reports: &[("interactive", clean())],
        components: &[],
    };
    let software = number(&software.certify(&folder).gives(0));
    let device = Given {
        id: "device",
        category: 2,
        class: "2-a",
        reports: &[("fuzzing", clean()), ("interactive", clean())],
        components: &[],
    };
    let device = number(&device.certify(&folder).gives(0));
    let digest = |name: &str| Digest::of(name.as_bytes()).to_string();
    let parts = [
        (1, "software", software.as_str(), digest("software")),
        (2, "device", device.as_str(), digest("device")),
    ];
    let reports = [("documents", clean())];
    let system = |id, components| Given {
        id,
        category: 3,
        class: "1",
        reports: &reports,
        components,
    };

    let without = system("alone", &parts[..1])
        .certify(&folder)
        .gives(1)
        .json();
    assert_ne!(without["reasons"].as_array().unwrap().len(), 0);
    let other = [
        parts[0].clone(),
        (2, "device", parts[1].2, digest("another device")),
    ];
    system("other", &other).certify(&folder).gives(1);

    let ran = system("system", &parts).certify(&folder).gives(0);
    let (trust, register) = (folder.arg("demo/trust.json"), folder.arg("demo/register"));
    let certificate = folder.arg("demo/certificate.json");
    let seen = run(&[
        "verify",
        &certificate,
        "--trust",
        &trust,
        "--register",
        &register,
        "--json",
    ]);
    let components = seen.gives(0).json()["state"]["components"].clone();
    assert_eq!(components.as_array().unwrap().len(), 2, "{}", number(&ran));
}
