//! Candidates on the way to a certificate: what a maker decides about parts that have no package, in `check` and in a
//! case of a real body, and where it is kept.

use scheme::evidence::{Input, InputKind};
use scheme::id::Digest;
use serde_json::{Value, json};
use texts::Language;

use crate::program::{Folder, Ran, run};

/// The system as shipped and a plug-in: no package URL, so advisories find them by name, build and CPE.
const PARTS: &str = r#"sekisho-parts = 1
[[part]]
name = "Example OS"
vendor = "Example"
version = "7"
build = "7.1.100"
updates = ["KB7000001"]
[[part.plug-ins]]
name = "Example Viewer"
vendor = "Example"
version = "2.4.0"
cpe = "cpe:2.3:a:example:viewer:2.4.0:*:*:*:*:*:*:*"
"#;

const OS: (&str, &str, &str) = ("Example OS", "7", "CVE-2099-0002");
const VIEWER: (&str, &str, &str) = ("Example Viewer", "2.4.0", "CVE-2099-0001");

const REASON: &str = "The flawed service is not installed. / 該当のサービスはない。";

/// A decision as product.toml has it.
fn decision((part, version, advisory): (&str, &str, &str), accepted: bool) -> String {
    format!(
        "[[version.build.decisions]]\npart = '{part}'\nversion = '{version}'\nadvisory = '{advisory}'\n\
         accepted = {accepted}\nreason = '{REASON}'\nby = 'R. Hanako'\n"
    )
}

fn rejected(all: &[(&str, &str, &str)]) -> String {
    all.iter().map(|about| decision(*about, false)).collect()
}

/// One build: its files below `product`, and the decisions that come with it.
fn build(folder: &Folder, name: &str, parts: &str, more: &str) -> String {
    folder.write(&format!("product/{name}/app"), "what is delivered");
    folder.write(&format!("product/{name}/parts.toml"), parts);
    let argued = |part: &str, version: &str| {
        format!("{{ name = '{part}', version = '{version}', reason = 'Looked at by hand.' }}")
    };
    let viewer = if parts.contains("2.4.1") {
        "2.4.1"
    } else {
        "2.4.0"
    };
    format!(
        "[[version.build]]\nartefacts = [{{ name = 'app', path = '{name}/app' }}]\n\
         parts_lists = [{{ name = 'parts.toml', path = '{name}/parts.toml' }}]\nunmatchable = [{}, {}]\n{more}",
        argued("Example OS", "7"),
        argued("Example Viewer", viewer)
    )
}

/// Writes the product with these builds of its one version.
fn write(folder: &Folder, builds: &[String]) {
    let head = "[product]\nname = { ja = '表示装置', en = 'Display' }\nmaker = { id = 'maker', name = { ja = '製造者', en = 'Maker' } }\n\
        purl = 'pkg:generic/display'\ncategory = 1\nclass = '1'\n\
        [declaration]\nsecurity_contact = 'security@example.com'\ndisclosure_policy = 'https://example.com/policy'\n\
        support_until = '2090-12-31'\nupdate_channel = 'https://example.com/updates'\nuser_support = 'help@example.com'\n\
        fix_days = { critical = 7, high = 30, medium = 90, low = 180 }\n\
        [[version]]\nversion = '1.0'\n";
    folder.write("product/product.toml", format!("{head}{}", builds.concat()));
}

/// Advisories of today by NVD and by the vendor, one for each part.
fn advisories(folder: &Folder) {
    let now = jiff::Timestamp::now().to_string();
    let nvd = json!({
        "resultsPerPage": 1, "startIndex": 0, "totalResults": 1, "format": "NVD_CVE", "version": "2.0", "timestamp": now,
        "vulnerabilities": [{"cve": {
            "id": VIEWER.2, "published": now, "lastModified": now, "vulnStatus": "Analyzed",
            "descriptions": [{"lang": "en", "value": "An overflow in the viewer."}],
            "metrics": {"cvssMetricV31": [{"cvssData": {
                "version": "3.1", "vectorString": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
                "baseScore": 9.8, "baseSeverity": "CRITICAL"}}]},
            "configurations": [{"nodes": [{"operator": "OR", "negate": false, "cpeMatch": [{
                "vulnerable": true, "criteria": "cpe:2.3:a:example:viewer:*:*:*:*:*:*:*:*", "versionEndExcluding": "2.4.1"}]}]}],
        }}],
    });
    let branch = |category: &str, name: &str, id: &str| {
        let product = json!({"name": name, "product_id": id});
        json!({"category": category, "name": name, "product": product})
    };
    let csaf = json!({
        "document": {"category": "csaf_security_advisory", "csaf_version": "2.0", "title": "A flaw of Example OS",
            "publisher": {"category": "vendor", "name": "Example", "namespace": "https://example.com"},
            "tracking": {"id": OS.2, "status": "final", "version": "1", "current_release_date": now, "initial_release_date": now}},
        "product_tree": {"branches": [{"category": "vendor", "name": "Example", "branches": [{
            "category": "product_name", "name": "Example OS", "branches": [
                branch("product_version_range", "<7.1.200", "old"),
                branch("product_version", "7.1.200", "new")]}]}]},
        "vulnerabilities": [{"cve": OS.2, "title": "A flaw of Example OS",
            "product_status": {"known_affected": ["old"], "fixed": ["new"]},
            "remediations": [{"category": "vendor_fix", "details": "Update", "product_ids": ["old"]}],
            "scores": [{"products": ["old"], "cvss_v3": {
                "version": "3.1", "vectorString": "CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H",
                "baseScore": 7.8, "baseSeverity": "HIGH"}}]}],
    });
    folder.write("nvd/nvd.json", nvd.to_string());
    folder.write("csaf/os.json", csaf.to_string());
}

/// A body of its own with its advisories.
fn body() -> Folder {
    let folder = Folder::new();
    advisories(&folder);
    let places = ["reg", "private", "trust.json"].map(|name| folder.arg(name));
    let [register, private, trust] = places.each_ref().map(String::as_str);
    let init = [
        "register",
        "init",
        register,
        "--body",
        private,
        "--trust",
        trust,
        "--origin",
        "register.example/2026",
        "--name-ja",
        "機関",
        "--name-en",
        "Body",
        "--address",
        "https://register.example",
    ];
    run(&init).gives(0);
    let person = |part: &str, id: &str, firm: &str| {
        format!(
            "{part} = {{ id = '{id}', name = {{ ja = '{id}', en = '{id}' }}, firm = '{firm}' }}\n"
        )
    };
    let people = [
        person("registrar", "registrar", "body"),
        person("evaluator", "sato", "lab"),
        person("reviewer", "suzuki", "body"),
        person("decider", "tanaka", "body"),
    ];
    folder.write(
        "body.toml",
        format!(
            "folder = 'private'\nregister = 'reg'\nadvisories = ['nvd', 'csaf']\n[actors]\n{}\
             testing_firm = {{ id = 'lab', name = {{ ja = '試験所', en = 'Lab' }} }}\n",
            people.concat()
        ),
    );
    folder
}

fn certify(folder: &Folder) -> Ran {
    let (product, into, file) = (
        folder.arg("product"),
        folder.arg("demo"),
        folder.arg("body.toml"),
    );
    run(&[
        "certify", &product, "--into", &into, "--body", &file, "--json",
    ])
}

/// The maker's own look at a product with this one build.
fn checked(folder: &Folder, more: &[&str]) -> Ran {
    let (product, nvd, csaf) = (folder.arg("product"), folder.arg("nvd"), folder.arg("csaf"));
    run(&[&["check", &product, "--advisories", &nvd, &csaf], more].concat())
}

fn codes(ran: &Ran) -> Vec<String> {
    let report = ran.json();
    let reasons = report["reasons"].as_array().into_iter().flatten();
    reasons
        .map(|reason| reason["code"].as_str().unwrap_or_default().to_owned())
        .collect()
}

/// How many candidates the match of `check` still waits for.
fn waiting(outcome: &Value) -> u64 {
    let reasons = outcome["reasons"].as_array().into_iter().flatten();
    let mut waiting = reasons.filter(|reason| reason["code"] == "candidates");
    waiting
        .next()
        .map_or(0, |reason| reason["count"].as_u64().expect("a count"))
}

#[test]
fn a_maker_sees_open_candidates_decides_and_would_earn_the_class() {
    let folder = Folder::new();
    advisories(&folder);
    let check = |decisions: &str, code: i32| {
        write(&folder, &[build(&folder, "a", PARTS, decisions)]);
        let answer = checked(&folder, &["--json"]).gives(code).json();
        assert_eq!(answer["earned"], code == 0);
        answer["matches"][0].clone()
    };
    let open = check("", 1);
    assert_eq!(
        (open["verdict"].as_str(), waiting(&open)),
        (Some("inconclusive"), 2)
    );
    let half = check(&rejected(&[OS]), 1);
    assert_eq!(
        (half["verdict"].as_str(), waiting(&half)),
        (Some("inconclusive"), 1)
    );
    let accepted = check(&(rejected(&[OS]) + &decision(VIEWER, true)), 1);
    assert_eq!(
        (accepted["verdict"].as_str(), waiting(&accepted)),
        (Some("fail"), 0)
    );
    assert_eq!(
        accepted["findings"][0]["accepted"]["by"],
        "R. Hanako (maker)"
    );
    let settled = check(&rejected(&[OS, VIEWER]), 0);
    assert_eq!(settled["verdict"], "pass");
    assert_eq!(settled["dismissed"].as_array().map(Vec::len), Some(2));
    for language in Language::BOTH {
        let told = checked(&folder, &["--lang", &language.to_string()])
            .gives(0)
            .out;
        for words in [REASON, "R. Hanako (maker)", OS.2, VIEWER.2] {
            assert!(told.contains(words), "{words} is not in: {told}");
        }
    }
}

#[test]
fn a_decision_about_another_part_version_or_flaw_does_not_count() {
    let folder = Folder::new();
    advisories(&folder);
    for other in [
        ("Example Viewers", VIEWER.1, VIEWER.2),
        (VIEWER.0, "2.4", VIEWER.2),
        (VIEWER.0, OS.1, VIEWER.2),
        (VIEWER.0, VIEWER.1, OS.2),
        (VIEWER.0, VIEWER.1, "CVE-2099-00011"),
    ] {
        let decisions = rejected(&[OS, other]);
        write(&folder, &[build(&folder, "a", PARTS, &decisions)]);
        let answer = checked(&folder, &["--json"]).gives(1).json();
        assert_eq!(waiting(&answer["matches"][0]), 1, "{other:?}");
    }
}

#[test]
fn a_decision_without_a_reason_or_by_nobody_is_refused_before_anything_is_made() {
    let folder = body();
    let whole = decision(VIEWER, false);
    let reason = format!("reason = '{REASON}'\n");
    for (spoilt, said) in [
        (whole.replace(REASON, ""), "version 1 (\"1.0\"), build 1"),
        (whole.replace(REASON, " "), "version 1 (\"1.0\"), build 1"),
        (whole.replace(&reason, ""), "\"reason\" is missing"),
        (
            whole.replace("R. Hanako", " "),
            "version 1 (\"1.0\"), build 1",
        ),
        (
            whole.replace("accepted = false\n", ""),
            "\"accepted\" is missing",
        ),
    ] {
        assert_ne!(spoilt, whole);
        write(&folder, &[build(&folder, "a", PARTS, &spoilt)]);
        for refused in [checked(&folder, &[]), certify(&folder)] {
            let refused = refused.gives(2).err;
            assert!(refused.contains(said), "{said} is not in: {refused}");
        }
        assert!(!folder.path("demo").exists());
    }
    write(&folder, &[build(&folder, "a", PARTS, &whole)]);
    checked(&folder, &[]).gives(1);
}

#[test]
fn a_case_waits_for_decisions_goes_on_with_them_and_keeps_them() {
    let folder = body();
    write(&folder, &[build(&folder, "a", PARTS, "")]);
    let open = certify(&folder).gives(1);
    assert!(
        codes(&open).contains(&"candidates".to_owned()),
        "{:?}",
        codes(&open)
    );
    assert!(!folder.path("demo/certificate.json").exists());
    // One too many: it decides nothing here, and so it is no condition of the certificate.
    let stray = (VIEWER.0, "1.9", "CVE-2020-0009");
    let decisions = rejected(&[OS, VIEWER, stray]);
    write(&folder, &[build(&folder, "a", PARTS, &decisions)]);
    let report = certify(&folder).gives(0).json();
    let tests = report["versions"][0]["builds"][1]["tests"].to_string();
    assert!(
        tests.contains(REASON) && tests.contains("R. Hanako (maker)"),
        "{tests}"
    );

    // With the case: the decisions as the maker signed them, by their digest, and the engine's answer to them.
    let (private, register) = (folder.path("private"), folder.path("reg"));
    let body = service::Body::open(&private, &register).expect("the body");
    let case = body.state().cases().values().next().expect("one case");
    let [first, last] = case.submissions() else {
        panic!("{:?}", case.submissions());
    };
    let named = |item: &&scheme::evidence::Item| item.name == "candidate-decisions.json";
    assert_eq!(first.build.iter().find(named), None);
    let digest = last
        .build
        .iter()
        .find(named)
        .expect("an item of the build")
        .digest;
    let kept: Value = serde_json::from_slice(&body.kept(digest).expect("kept")).expect("JSON");
    assert_eq!(
        kept[1],
        json!({
            "part": VIEWER.0, "version": VIEWER.1, "advisory": VIEWER.2,
            "accepted": false, "reason": REASON, "by": "R. Hanako",
        })
    );
    let shelf = &digest.to_string()[..2];
    let file = folder.path(&format!("private/evidence/{shelf}/{digest}"));
    assert_eq!(
        Digest::of(&std::fs::read(file).expect("the evidence")),
        digest
    );
    let mut matched = case.evidence().iter();
    let mut matched = matched
        .by_ref()
        .filter(|known| known.result.test.as_str() == "vulnerability");
    let (before, after) = (
        matched.next().expect("before"),
        matched.next().expect("after"),
    );
    let said = |input: &&Input| input.name == "candidate-decisions.json";
    assert_eq!(before.result.inputs.iter().find(said), None);
    let input = after.result.inputs.iter().find(said).expect("an input");
    assert_eq!((input.kind, input.digest), (InputKind::Statements, digest));
    let answer = body
        .kept(after.attachments[0])
        .expect("the engine's answer");
    let answer: Value = serde_json::from_slice(&answer).expect("JSON");
    assert_eq!(answer["dismissed"].as_array().map(Vec::len), Some(2));
    assert_eq!(after.result.set_aside.len(), 2);

    let (certificate, trust) = (
        folder.arg("demo/certificate.json"),
        folder.arg("trust.json"),
    );
    let verified = run(&[
        "verify",
        &certificate,
        "--trust",
        &trust,
        "--register",
        &folder.arg("reg"),
        "--json",
    ]);
    let verified = verified.gives(0).json();
    let conditions = verified["certificate"]["conditions"].to_string();
    for words in [
        REASON,
        "R. Hanako (maker)",
        OS.2,
        VIEWER.2,
        "Looked at by hand.",
    ] {
        assert!(
            conditions.contains(words),
            "{words} is not in: {conditions}"
        );
    }
    assert!(!conditions.contains(stray.2), "{conditions}");
}

#[test]
fn an_accepted_candidate_is_a_finding_that_only_a_fix_ends() {
    let folder = body();
    let accepted = rejected(&[OS]) + &decision(VIEWER, true);
    let first = build(&folder, "a", PARTS, &accepted);
    write(&folder, std::slice::from_ref(&first));
    let stopped = certify(&folder).gives(1);
    assert!(
        codes(&stopped).contains(&"open-finding".to_owned()),
        "{:?}",
        codes(&stopped)
    );
    let found = &stopped.json()["versions"][0]["builds"][0]["tests"];
    assert!(found.to_string().contains(VIEWER.2), "{found}");

    // Second thoughts are no fix, neither about the same files nor beside a list that changed in its notes.
    let second_thoughts = rejected(&[OS, VIEWER]);
    let again = build(&folder, "b", PARTS, &second_thoughts);
    write(&folder, &[first.clone(), again.clone()]);
    let refused = codes(&certify(&folder).gives(1));
    assert!(
        refused.contains(&"retest-sets-it-aside".to_owned()),
        "{refused:?}"
    );
    assert!(
        refused.contains(&"input-unchanged".to_owned()),
        "{refused:?}"
    );
    let noted = PARTS.replace("updates = ", "note = 'as shipped'\nupdates = ");
    let noted = build(&folder, "c", &noted, &second_thoughts);
    write(&folder, &[first.clone(), again.clone(), noted.clone()]);
    let refused = codes(&certify(&folder).gives(1));
    assert!(
        refused.contains(&"retest-sets-it-aside".to_owned()),
        "{refused:?}"
    );
    assert!(
        !refused.contains(&"input-unchanged".to_owned()),
        "{refused:?}"
    );
    assert!(!folder.path("demo/certificate.json").exists());

    let fixed = PARTS.replace("2.4.0", "2.4.1");
    let fixed = build(&folder, "d", &fixed, &rejected(&[OS]));
    write(&folder, &[first, again, noted, fixed]);
    let report = certify(&folder).gives(0).json();
    let found = report["versions"][0]["builds"][0]["tests"].to_string();
    assert!(found.contains("\"fixed\""), "{found}");
}

#[test]
fn an_accepted_candidate_is_answered_by_a_statement_that_the_maker_signs() {
    let folder = body();
    let statement = |product: &str| {
        json!({
            "@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://example.com/vex/1", "author": "maker",
            "timestamp": "2026-11-01T00:00:00Z", "version": 1,
            "statements": [{
                "vulnerability": { "name": VIEWER.2 }, "status": "not_affected",
                "justification": "vulnerable_code_not_in_execute_path", "products": [{ "@id": product }],
            }],
        })
        .to_string()
    };
    let more = "vex = ['vex.json']\n".to_owned() + &rejected(&[OS]) + &decision(VIEWER, true);
    write(&folder, &[build(&folder, "a", PARTS, &more)]);
    folder.write("product/vex.json", statement("pkg:generic/display@0.9"));
    let stopped = codes(&certify(&folder).gives(1));
    assert!(stopped.contains(&"open-finding".to_owned()), "{stopped:?}");
    folder.write("product/vex.json", statement("pkg:generic/display@1.0"));
    let report = certify(&folder).gives(0).json();
    let found = report["versions"][0]["builds"][0]["tests"].to_string();
    assert!(found.contains("\"answered\""), "{found}");
}

#[test]
fn what_was_decided_for_one_build_does_not_speak_for_the_next() {
    let folder = body();
    let candidate = "version = '1.0-rc'\n".to_owned() + &rejected(&[OS, VIEWER]);
    let candidate = build(&folder, "a", PARTS, &candidate);
    for (later, code) in [
        (String::new(), "candidates"),
        (rejected(&[OS]) + &decision(VIEWER, true), "open-finding"),
    ] {
        let last = build(&folder, "b", PARTS, &later);
        folder.write("product/b/app", "the same parts in another artefact");
        write(&folder, &[candidate.clone(), last]);
        let withheld = codes(&certify(&folder).gives(1));
        assert!(withheld.contains(&code.to_owned()), "{withheld:?}");
        assert!(!folder.path("demo/certificate.json").exists());
    }
}
