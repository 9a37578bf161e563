//! The documented schema and the certificate agree, member by member.

use register::certificate::{Certificate, LeftOut, PerformedBy, Reuse, Test};
use register::statement::Statement;
use serde_json::Value;

use crate::body::{certificate, file, system, text, time};

const SCHEMA: &str = include_str!("../../schemas/certificate.v1.schema.json");

/// A certificate that uses every member.
fn full() -> Certificate {
    let part = certificate("S-1");
    let report = Test {
        test: "documents".to_owned(),
        performed_by: PerformedBy::Report {
            evaluator: part.evaluators[0].clone(),
            sha256: file("sarif").sha256,
        },
        reused: Some(Reuse {
            certificate: "Y-0".to_owned(),
            date: time("2026-01-10"),
            why: text("nothing it covers has changed"),
        }),
        ..part.tests[0].clone()
    };
    Certificate {
        tests: vec![part.tests[0].clone(), report],
        interfaces_left_out: vec![LeftOut {
            interface: "serial".to_owned(),
            why: text("sealed"),
        }],
        predecessor: Some("Y-0".to_owned()),
        ..system("Y-1", &[("viewer", &part)])
    }
}

/// Follows the schema beside the value; tells every place where they part.
fn differences(schema: &Value, value: &Value, root: &Value, path: &str, found: &mut Vec<String>) {
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        let target = root
            .pointer(reference.trim_start_matches('#'))
            .expect("references resolve");
        return differences(target, value, root, path, found);
    }
    if let Some(choices) = schema.get("oneOf").and_then(Value::as_array) {
        let fits = |choice: &&Value| choice["properties"]["kind"]["const"] == value["kind"];
        match choices.iter().find(fits) {
            Some(choice) => differences(choice, value, root, path, found),
            None => found.push(format!("{path}: no such kind")),
        }
        return;
    }
    let wrong_enum = schema
        .get("enum")
        .and_then(Value::as_array)
        .is_some_and(|all| !all.contains(value));
    if wrong_enum || schema.get("const").is_some_and(|only| only != value) {
        found.push(format!("{path}: {value} is not allowed"));
    }
    match value {
        Value::Object(members) => {
            let known = schema["properties"]
                .as_object()
                .expect("objects list their members");
            for (name, member) in members {
                match known.get(name) {
                    Some(inner) => {
                        differences(inner, member, root, &format!("{path}/{name}"), found)
                    }
                    None => found.push(format!("{path}/{name} is not in the schema")),
                }
            }
            let required = schema["required"]
                .as_array()
                .expect("objects list what is required");
            for name in required.iter().filter_map(Value::as_str) {
                if !members.contains_key(name) {
                    found.push(format!("{path}/{name} is missing"));
                }
            }
            for name in known.keys().filter(|name| !members.contains_key(*name)) {
                found.push(format!("{path}/{name} is in the schema only"));
            }
        }
        Value::Array(items) => {
            for item in items {
                differences(&schema["items"], item, root, path, found);
            }
        }
        _ => {}
    }
}

fn compare(certificate: Certificate) -> Vec<String> {
    let statement = Statement::issue(certificate).unwrap();
    let value: Value = serde_json::from_slice(&statement.to_bytes()).unwrap();
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    assert_eq!(schema["$id"], value["predicateType"]);
    let mut found = Vec::new();
    differences(&schema, &value["predicate"], &schema, "", &mut found);
    found
}

#[test]
fn every_member_of_a_full_certificate_is_in_the_schema_and_the_other_way_round() {
    // The first test was not reused; everything else is there.
    assert_eq!(compare(full()), ["/tests/reused is in the schema only"]);
}

#[test]
fn a_certificate_with_less_lacks_optional_members_only() {
    let found = compare(Certificate {
        reviewer: None,
        support_end: None,
        ..certificate("S-1")
    });
    assert_eq!(
        found.iter().filter(|line| line.contains("missing")).count(),
        0,
        "{found:?}"
    );
    let optional = ["/predecessor", "/reviewer", "/supportEnd"];
    for name in optional {
        assert!(
            found.contains(&format!("{name} is in the schema only")),
            "{name}"
        );
    }
}
