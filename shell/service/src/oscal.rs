//! A case as an OSCAL assessment-results document, and its edition as the catalogue whose controls it names.
//!
//! OSCAL 1.1: each test of the edition is a control, each result on record an observation, each finding a risk with its
//! end, and whether a test is satisfied a finding. Names (UUIDs) follow from what is named, so that the same case makes
//! the same document.

use std::collections::BTreeSet;

use jiff::Timestamp;
use scheme::body::Body;
use scheme::body::case::{Case, Recorded};
use scheme::edition::{Edition, Text};
use scheme::evidence::{Performed, Verdict};
use scheme::finding::{Ending, Finding, FindingState};
use scheme::id::{Digest, TestId};
use serde_json::{Value, json};

/// The version of OSCAL that is written.
pub const VERSION: &str = "1.1.3";

/// Where the edition's catalogue lies beside the document.
pub const CATALOG_NAME: &str = "catalog.json";

/// The assessment results of a case as they stand.
#[must_use]
pub fn assessment_results(body: &Body, case: &Case, name: &Text, made: Timestamp) -> Value {
    let edition = body.edition();
    let document = Document { body, case };
    let tests = edition.required_tests(case.application().category, case.class());
    let controls: Vec<Value> = tests
        .iter()
        .map(|test| json!({ "control-id": test }))
        .collect();
    let times = case.evidence().iter().map(|on| on.result.at);
    let start = times.clone().min().unwrap_or(made);
    let end = times.max().unwrap_or(made);
    let product = &case.application().product;
    let version = case.submission().map_or("", |last| &last.version);
    let mut result = json!({
        "uuid": document.uuid("result", ""),
        "title": format!("{} {version}", both(&product.name)),
        "description": format!(
            "案件 {0}: カテゴリー {1} クラス {2}、{3} / Case {0}: category {1} class {2}, {3}",
            case.id(), case.application().category, case.class(), edition.id(),
        ),
        "start": start,
        "end": end,
        "props": [
            prop("case", case.id()),
            prop("category", case.application().category),
            prop("class", case.class()),
            prop("stage", case.stage()),
        ],
        "reviewed-controls": { "control-selections": [{ "include-controls": controls }] },
    });
    let lists = [
        ("observations", document.observations()),
        ("risks", document.risks()),
        ("findings", document.findings(&tests)),
    ];
    for (name, list) in lists {
        // OSCAL has no empty lists.
        if !list.is_empty() {
            result[name] = list.into();
        }
    }
    let components = document.components();
    if !components.is_empty() {
        result["local-definitions"] = json!({ "components": components });
    }
    json!({ "assessment-results": {
        "uuid": document.uuid("document", &made.to_string()),
        "metadata": {
            "title": format!("認証の評価結果 / Assessment results: {}", both(&product.name)),
            "last-modified": made,
            "version": case.acts().to_string(),
            "oscal-version": VERSION,
            "parties": [{
                "uuid": document.uuid("party", "body"),
                "type": "organization",
                "name": both(name),
            }],
        },
        // The scheme has no plan apart from the edition: what is examined, and how, stands in the catalogue.
        "import-ap": { "href": format!("#{}", document.uuid("resource", "edition")) },
        "results": [result],
        "back-matter": { "resources": [{
            "uuid": document.uuid("resource", "edition"),
            "title": both(edition.title()),
            "description": format!("{}: sha256:{}", edition.id(), edition.digest()),
            "rlinks": [{ "href": CATALOG_NAME, "media-type": "application/oscal+json" }],
        }]},
    }})
}

/// The edition as a catalogue: each test a control with its objective.
#[must_use]
pub fn catalog(edition: &Edition, made: Timestamp) -> Value {
    let name = |kind: &str, of: &str| {
        uuid(&format!(
            "{}\n{}\n{kind}\n{of}",
            edition.id(),
            edition.digest()
        ))
    };
    let controls: Vec<Value> = edition
        .tests()
        .iter()
        .map(|test| {
            let origin = format!("{} ({})", both(&test.source), test.mark);
            json!({
                "id": test.id,
                "title": both(&test.title),
                "props": [prop("mark", test.mark), prop("nearest-standard", &test.standard)],
                "parts": [
                    { "id": format!("{}_smt", test.id), "name": "statement", "prose": both(&test.what) },
                    { "id": objective(&test.id), "name": "objective", "prose": both(&test.what) },
                    { "id": format!("{}_gdn", test.id), "name": "guidance", "prose": origin },
                ],
            })
        })
        .collect();
    json!({ "catalog": {
        "uuid": name("catalog", ""),
        "metadata": {
            "title": both(edition.title()),
            "last-modified": made,
            "version": edition.id(),
            "oscal-version": VERSION,
        },
        "controls": controls,
    }})
}

struct Document<'b> {
    body: &'b Body,
    case: &'b Case,
}

impl Document<'_> {
    fn uuid(&self, kind: &str, name: &str) -> String {
        uuid(&format!("{}\n{kind}\n{name}", self.case.id()))
    }

    /// Every item that was ever handed in, by its digest.
    fn components(&self) -> Vec<Value> {
        let mut seen = BTreeSet::new();
        let items = self.case.submissions().iter().flat_map(|one| &one.build);
        let fresh = items.filter(|item| seen.insert((item.kind, &item.name, item.digest)));
        let each = fresh.map(|item| {
            json!({
                "uuid": self.item(&item.kind.to_string(), &item.name, item.digest),
                "type": item.kind.to_string(),
                "title": item.name,
                "description": format!("sha256:{}", item.digest),
                "status": { "state": "operational" },
            })
        });
        each.collect()
    }

    fn item(&self, kind: &str, name: &str, digest: Digest) -> String {
        self.uuid("item", &format!("{kind}\n{name}\n{digest}"))
    }

    fn observations(&self) -> Vec<Value> {
        self.case
            .evidence()
            .iter()
            .map(|on| self.observation(on))
            .collect()
    }

    fn observation(&self, on: &Recorded) -> Value {
        let result = &on.result;
        let (method, by) = match &result.performed {
            Performed::Engine { name, version } => ("TEST", format!("{name} {version}")),
            Performed::SignedReport { tool, version, .. } => {
                ("EXAMINE", format!("{tool} {version}"))
            }
        };
        let mut said = format!("{}: {} ({by})", self.title(&result.test), result.verdict);
        for seen in &result.sightings {
            let place = &seen.place;
            said.push_str(&format!(
                "\n{} [{}] {}: {} – {}",
                seen.rule, seen.severity, place.scope, place.name, seen.what
            ));
        }
        let subjects = result.covers.iter().map(|item| {
            json!({
                "subject-uuid": self.item(&item.kind.to_string(), &item.name, item.digest),
                "type": "component",
                "title": item.name,
            })
        });
        let subjects: Vec<Value> = subjects.collect();
        let evidence = on.attachments.iter().map(|digest| {
            json!({ "href": format!("../evidence/{digest}"), "description": format!("sha256:{digest}") })
        });
        let evidence: Vec<Value> = evidence.collect();
        let mut observation = json!({
            "uuid": self.uuid("observation", result.id.as_str()),
            "title": format!("{} {}", self.title(&result.test), result.id),
            "description": said,
            "props": [
                prop("result", &result.id),
                prop("test", &result.test),
                prop("verdict", result.verdict),
                prop("evaluator", &on.by),
                prop("firm", &on.firm),
            ],
            "methods": [method],
            "types": ["finding"],
            "collected": result.at,
        });
        if !subjects.is_empty() {
            observation["subjects"] = subjects.into();
        }
        if !evidence.is_empty() {
            observation["relevant-evidence"] = evidence.into();
        }
        observation
    }

    fn risks(&self) -> Vec<Value> {
        self.case
            .findings()
            .iter()
            .map(|finding| self.risk(finding))
            .collect()
    }

    fn risk(&self, finding: &Finding) -> Value {
        let seen = &finding.sighting;
        let (status, end) = match &finding.state {
            FindingState::Open => ("open", String::new()),
            FindingState::Claimed(_) => ("remediating", String::new()),
            FindingState::Argued(argued) => ("deviation-requested", argued.retest.to_string()),
            FindingState::Ended(ended) => {
                let end = format!(
                    "{} {} {}",
                    ended.ending.way(),
                    ended.ending.retest(),
                    ended.when.at
                );
                match ended.ending {
                    Ending::Answered { .. } => ("deviation-approved", end),
                    Ending::Fixed { .. } | Ending::Corrected { .. } => ("closed", end),
                }
            }
        };
        let mut props = vec![
            prop("finding", &finding.id),
            prop("test", &finding.test),
            prop("rule", &seen.rule),
            prop("severity", seen.severity),
            prop("blocking", finding.blocking.is_some()),
        ];
        if !end.is_empty() {
            props.push(prop("end", &end));
        }
        let mut about =
            vec![json!({ "observation-uuid": self.uuid("observation", finding.result.as_str()) })];
        if let FindingState::Ended(ended) = &finding.state {
            let retest = self.uuid("observation", ended.ending.retest().as_str());
            about.push(json!({ "observation-uuid": retest }));
        }
        json!({
            "uuid": self.uuid("risk", finding.id.as_str()),
            "title": format!("{} {}", finding.id, seen.rule),
            "description": format!("{}: {}", seen.place.scope, seen.place.name),
            "statement": if seen.what.trim().is_empty() { seen.rule.clone() } else { seen.what.clone() },
            "props": props,
            "status": status,
            "related-observations": about,
        })
    }

    /// For each required test that has a result whether it is satisfied: what counts for the decision, or else the newest.
    fn findings(&self, tests: &BTreeSet<TestId>) -> Vec<Value> {
        let findings = tests.iter().filter_map(|test| {
            let of_test = |on: &&Recorded| on.result.test == *test;
            let counted = self.case.decision().and_then(|decided| {
                let counts = decided.counts.iter().find(|(of, _)| of == test)?;
                self.case.recorded(&counts.1)
            });
            let on = counted.or_else(|| self.case.evidence().iter().rev().find(of_test))?;
            let open = self
                .case
                .findings()
                .iter()
                .any(|finding| finding.test == *test && finding.holds_up());
            let satisfied = on.result.verdict == Verdict::Pass && !open;
            let state = if satisfied {
                "satisfied"
            } else {
                "not-satisfied"
            };
            let risks: Vec<Value> = self
                .case
                .findings()
                .iter()
                .filter(|finding| finding.test == *test)
                .map(|finding| json!({ "risk-uuid": self.uuid("risk", finding.id.as_str()) }))
                .collect();
            let mut finding = json!({
                "uuid": self.uuid("finding", test.as_str()),
                "title": self.title(test),
                "description": format!("{}: {}", on.result.id, on.result.verdict),
                "target": {
                    "type": "objective-id",
                    "target-id": objective(test),
                    "status": { "state": state },
                },
                "related-observations": [
                    { "observation-uuid": self.uuid("observation", on.result.id.as_str()) },
                ],
            });
            if !risks.is_empty() {
                finding["related-risks"] = risks.into();
            }
            Some(finding)
        });
        findings.collect()
    }

    fn title(&self, test: &TestId) -> String {
        let known = self.body.edition().test(test);
        known.map_or_else(|| test.to_string(), |known| both(&known.title))
    }
}

fn objective(test: &TestId) -> String {
    format!("{test}_obj")
}

fn both(text: &Text) -> String {
    if text.ja == text.en {
        text.ja.clone()
    } else {
        format!("{} / {}", text.ja, text.en)
    }
}

/// A property under a name space of our own: these names are none of OSCAL's.
fn prop(name: &str, value: impl ToString) -> Value {
    json!({ "name": name, "ns": "https://sekisho.example/oscal", "value": one_line(&value.to_string()) })
}

/// A value of OSCAL begins and ends with something that is seen, on one line.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect();
    if words.is_empty() {
        "-".to_owned()
    } else {
        words.join(" ")
    }
}

/// A name that follows from what is named. OSCAL lets in UUIDs of versions 4 and 5 only; the bits of a digest are as good
/// as random ones, so this is marked as version 4.
fn uuid(of: &str) -> String {
    let digest = *Digest::of(of.as_bytes()).as_bytes();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let text = hex::encode(bytes);
    let cuts = [
        &text[..8],
        &text[8..12],
        &text[12..16],
        &text[16..20],
        &text[20..],
    ];
    cuts.join("-")
}
