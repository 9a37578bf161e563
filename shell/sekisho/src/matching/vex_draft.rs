//! Findings as a CycloneDX 1.6 document with a place for the maker's answer to each of them.
//!
//! What nothing answers is `in_triage`. The maker fills in state and justification, and hands the document in with `--vex`.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};
use vulnerability::{Answered, Finding, Justification, Outcome, Purl, Status};

use super::what_to_do;
use crate::talk::Talk;

/// The document; `product` is what the lists call their own.
pub(crate) fn document(
    outcome: &Outcome,
    product: Option<&Purl>,
    at: Timestamp,
    talk: &Talk,
) -> Value {
    let findings = outcome.findings.iter().map(|finding| (finding, None));
    let answered = outcome.answered.iter().map(|a| (&a.finding, Some(a)));
    let mut components = BTreeMap::new();
    let mut vulnerabilities = Vec::new();
    for (finding, answer) in findings.chain(answered) {
        components.insert(reference(finding), component(finding));
        vulnerabilities.push(vulnerability(finding, answer, talk));
    }
    let mut metadata = json!({
        "timestamp": at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        "tools": { "components": [{
            "type": "application",
            "name": "sekisho",
            "version": env!("CARGO_PKG_VERSION"),
        }]},
    });
    if let Some(product) = product {
        metadata["component"] = json!({
            "type": "application",
            "bom-ref": product,
            "name": product.name(),
            "version": product.version(),
            "purl": product,
        });
    }
    json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": serial_number(outcome, at),
        "version": 1,
        "metadata": metadata,
        "components": components.into_values().collect::<Vec<_>>(),
        "vulnerabilities": vulnerabilities,
    })
}

fn reference(finding: &Finding) -> String {
    match (&finding.purl, &finding.version) {
        (Some(purl), _) => purl.to_string(),
        (None, Some(version)) => format!("{} {version}", finding.name),
        (None, None) => finding.name.clone(),
    }
}

fn component(finding: &Finding) -> Value {
    let mut component = json!({
        "type": "library",
        "bom-ref": reference(finding),
        "name": finding.name,
    });
    if let Some(version) = &finding.version {
        component["version"] = json!(version);
    }
    if let Some(purl) = &finding.purl {
        component["purl"] = json!(purl);
    }
    component
}

fn vulnerability(finding: &Finding, answer: Option<&Answered>, talk: &Talk) -> Value {
    let reference = reference(finding);
    let others = finding.ids.iter().filter(|id| **id != finding.advisory);
    let others = others.map(|id| json!({ "id": id, "source": { "name": source(id) } }));
    let mut said = Map::new();
    said.insert(
        "bom-ref".into(),
        json!(format!("{} {reference}", finding.advisory)),
    );
    said.insert("id".into(), json!(finding.advisory));
    said.insert(
        "source".into(),
        json!({ "name": source(&finding.advisory) }),
    );
    said.insert("references".into(), others.collect());
    said.insert("ratings".into(), ratings(finding));
    said.insert("description".into(), json!(finding.title));
    said.insert("detail".into(), json!(finding.why));
    said.insert("recommendation".into(), json!(what_to_do(finding, talk)));
    said.insert("analysis".into(), analysis(answer));
    said.insert("affects".into(), json!([{ "ref": reference }]));
    Value::Object(said)
}

/// Whose identifier it is, by its beginning.
fn source(id: &str) -> &str {
    match id.split_once('-').map_or(id, |(begin, _)| begin) {
        "CVE" => "NVD",
        "GHSA" => "GitHub",
        "RUSTSEC" => "RustSec",
        other => other,
    }
}

fn ratings(finding: &Finding) -> Value {
    let severity = finding
        .severity
        .map_or("unknown".to_owned(), |s| s.to_string());
    let mut rating = json!({ "severity": severity });
    if let (Some(score), Some(vector)) = (finding.score, &finding.vector) {
        rating["score"] = json!(score);
        rating["vector"] = json!(vector);
        rating["method"] = json!(match vector.get(..8) {
            Some("CVSS:4.0") => "CVSSv4",
            Some("CVSS:3.1") => "CVSSv31",
            Some("CVSS:3.0") => "CVSSv3",
            _ => "CVSSv2",
        });
    }
    json!([rating])
}

fn analysis(answer: Option<&Answered>) -> Value {
    let Some(answer) = answer else {
        return json!({ "state": "in_triage" });
    };
    let mut said = json!({ "state": match answer.status {
        Status::NotAffected => "not_affected",
        Status::Affected => "exploitable",
        Status::Fixed => "resolved",
        Status::UnderInvestigation => "in_triage",
    }});
    if let Some(justification) = answer.justification {
        said["justification"] = json!(word(justification));
    }
    let detail = answer.impact.clone();
    let detail = detail.or_else(|| {
        answer
            .justification
            .map(|justification| justification.to_string())
    });
    if let Some(detail) = detail {
        said["detail"] = json!(detail);
    }
    said
}

/// CycloneDX's word; OpenVEX's own word stands in the detail beside it.
fn word(justification: Justification) -> &'static str {
    match justification {
        Justification::ComponentNotPresent | Justification::VulnerableCodeNotPresent => {
            "code_not_present"
        }
        Justification::VulnerableCodeNotInExecutePath
        | Justification::VulnerableCodeCannotBeControlledByAdversary => "code_not_reachable",
        Justification::InlineMitigationsAlreadyExist
        | Justification::ProtectedByMitigatingControl => "protected_by_mitigating_control",
        Justification::RequiresConfiguration => "requires_configuration",
        Justification::RequiresDependency => "requires_dependency",
        Justification::RequiresEnvironment => "requires_environment",
        Justification::ProtectedByCompiler => "protected_by_compiler",
        Justification::ProtectedAtRuntime => "protected_at_runtime",
        Justification::ProtectedAtPerimeter => "protected_at_perimeter",
    }
}

/// The same for the same lists at the same moment (RFC 9562, version 8).
fn serial_number(outcome: &Outcome, at: Timestamp) -> String {
    let mut hasher = Sha256::new();
    for list in &outcome.lists {
        hasher.update(list.digest.as_bytes());
    }
    hasher.update(at.to_string());
    let mut bytes: [u8; 16] = hasher.finalize()[..16].try_into().unwrap_or_default();
    bytes[6] = (bytes[6] & 0x0f) | 0x80;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let text = hex::encode(bytes);
    let (a, b, c, d, e) = (
        &text[..8],
        &text[8..12],
        &text[12..16],
        &text[16..20],
        &text[20..],
    );
    format!("urn:uuid:{a}-{b}-{c}-{d}-{e}")
}
