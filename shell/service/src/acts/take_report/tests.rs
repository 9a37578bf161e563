//! A report enters whole, or nothing of it is kept.

use std::fs;

use scheme::body::Refusal as Rule;
use scheme::body::case::Stage;
use serde_json::{Value, json};

use super::*;
use crate::disk::Disk;
use crate::story;

/// A case under evaluation, and a folder for what is handed in.
struct Desk {
    folder: tempfile::TempDir,
    body: Body,
    case: CaseId,
}

const SARIF: &str = r#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"scan","version":"1"}},"invocations":[{"executionSuccessful":true}],"results":[]}]}"#;

fn desk() -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let mut body = story::open(Disk::default(), folder.path()).unwrap();
    let case = loop {
        assert!(story::go_on(&mut body).unwrap());
        let accepted = body
            .state()
            .cases()
            .values()
            .find(|case| case.stage() == Stage::Accepted);
        if let Some(case) = accepted {
            break case.id().clone();
        }
    };
    Desk { folder, body, case }
}

impl Desk {
    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    /// A file with nothing in it that says it has so many bytes.
    fn hollow(&self, name: &str, bytes: u64) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::File::create(&path).unwrap().set_len(bytes).unwrap();
        path
    }

    fn summary(&self, more: &[(&str, &[u8])]) -> Value {
        let case = self.body.state().case(&self.case).unwrap();
        let covers: Vec<_> = case
            .build()
            .iter()
            .filter(|item| item.name == "declaration")
            .collect();
        let mut attachments = vec![json!({
            "name": "scan.sarif", "media_type": "application/sarif+json",
            "digest": Digest::of(SARIF.as_bytes()),
        })];
        attachments.extend(more.iter().map(|(name, bytes)| {
            json!({
                "name": name, "media_type": "application/octet-stream", "digest": Digest::of(bytes),
            })
        }));
        json!({
            "format": "sekisho-test-summary/1", "test": "continuing",
            "product": {"name": "Product", "version": "1.0.0"}, "covers": covers,
            "tool": {"name": "scan", "version": "1"}, "inputs": [],
            "looked_at": {"whole": ["declaration"], "places": []},
            "started": "2026-11-22T00:00:00Z", "ended": "2026-11-22T08:00:00Z",
            "verdict": "pass", "limitations": [], "attachments": attachments,
        })
    }

    fn take(
        &mut self,
        by: &str,
        summary: &Value,
        files: &[PathBuf],
        limits: &Limits,
    ) -> Result<u64, ReportError> {
        let evaluator = self.body.resident(&by.parse().unwrap()).unwrap();
        let expected = Expected {
            names: vec!["Product".to_owned()],
            version: "1.0.0".to_owned(),
        };
        let (bytes, case) = (summary.to_string(), self.case.clone());
        let report = Report {
            summary: bytes.as_bytes(),
            files,
            expected: &expected,
            limits,
        };
        take_report(
            &mut self.body,
            &evaluator,
            story::at(),
            "tested",
            &case,
            &report,
        )
    }

    /// How many files the body keeps as evidence.
    fn kept(&self) -> usize {
        let root = self.folder.path().join("body/evidence");
        let folders = fs::read_dir(root).into_iter().flatten().flatten();
        folders
            .map(|one| fs::read_dir(one.path()).unwrap().count())
            .sum()
    }

    /// The report is refused with these codes, and nothing of it is kept.
    #[track_caller]
    fn refuses(&mut self, summary: &Value, files: &[PathBuf], limits: &Limits, codes: &[&str]) {
        let (kept, acts) = (self.kept(), self.body.acts());
        let refused = self.take("evaluator", summary, files, limits);
        let Err(ReportError::Refused(reasons)) = refused else {
            panic!("{refused:?}");
        };
        let found: Vec<_> = reasons
            .iter()
            .map(|reason| {
                serde_json::to_value(reason).unwrap()["code"]
                    .as_str()
                    .unwrap()
                    .to_owned()
            })
            .collect();
        assert_eq!(found, codes);
        assert_eq!((self.kept(), self.body.acts()), (kept, acts));
    }
}

#[test]
fn a_report_enters_with_its_files_kept_once_by_their_digests() {
    let mut desk = desk();
    let capture = vec![7; 300_000];
    let files = [
        desk.write("scan.sarif", SARIF.as_bytes()),
        desk.write("a.pcap", &capture),
    ];
    let summary = desk.summary(&[("a.pcap", &capture)]);
    let before = desk.kept();
    desk.take("evaluator", &summary, &files, &Limits::default())
        .unwrap();
    assert_eq!(desk.kept(), before + 3);
    assert_eq!(desk.body.kept(Digest::of(&capture)).unwrap(), capture);
    let case = desk.body.state().case(&desk.case).unwrap();
    assert_eq!(case.evidence()[0].attachments.len(), 3);
    // The same again is another result, and keeps nothing twice.
    desk.take("evaluator", &summary, &files, &Limits::default())
        .unwrap();
    assert_eq!(desk.kept(), before + 3);
    let left: Vec<_> = fs::read_dir(desk.folder.path().join("body/evidence"))
        .unwrap()
        .collect();
    assert!(!left.is_empty());
}

#[test]
fn a_sarif_of_a_gigabyte_is_refused_by_its_size_and_not_read() {
    let mut desk = desk();
    let summary = desk.summary(&[]);
    let files = [desk.hollow("scan.sarif", 1 << 30)];
    desk.refuses(
        &summary,
        &files,
        &Limits::default(),
        &["attachment-too-long"],
    );
}

#[test]
fn a_sarif_under_another_name_is_held_to_the_same_limits() {
    let mut desk = desk();
    let files = [desk.write("other.json", SARIF.as_bytes())];
    let summary = desk.summary(&[]);
    let limits = Limits {
        bytes: SARIF.len() - 1,
        ..Limits::default()
    };
    // The summary itself must fit.
    let summary_bytes = summary.to_string().len();
    assert!(summary_bytes > limits.bytes);
    desk.refuses(&summary, &files, &limits, &["summary-unreadable"]);
    let limits = Limits {
        results: 0,
        ..Limits::default()
    };
    let one = SARIF.replace(r#""results":[]"#, r#""results":[{"message":{"text":"x"}}]"#);
    let files = [desk.write("scan.sarif", one.as_bytes())];
    let mut summary = desk.summary(&[]);
    summary["attachments"][0]["digest"] = json!(Digest::of(one.as_bytes()));
    desk.refuses(&summary, &files, &limits, &["sarif-unreadable"]);
}

#[test]
fn files_and_summary_must_name_each_other_and_keep_the_limits() {
    let mut desk = desk();
    let sarif = desk.write("scan.sarif", SARIF.as_bytes());
    let capture = desk.write("a.pcap", b"capture");
    let all = Limits::default();
    let bare = desk.summary(&[]);
    let named = desk.summary(&[("a.pcap", b"capture")]);
    let both = [sarif.clone(), capture.clone()];
    desk.refuses(&bare, &both, &all, &["attachment-unnamed"]);
    desk.refuses(&named, &both[..1], &all, &["attachment-missing"]);
    desk.refuses(&named, &both[1..], &all, &["sarif-missing"]);
    let changed = desk.write("a.pcap", b"changed");
    let wrong = [sarif.clone(), changed];
    desk.refuses(
        &named,
        &wrong,
        &all,
        &["attachment-unnamed", "attachment-missing"],
    );
    desk.write("a.pcap", b"capture");
    let small = Limits {
        attachment_bytes: 6,
        ..all
    };
    desk.refuses(&named, &both, &small, &["attachment-too-long"]);
    let few = Limits {
        attachments: 1,
        ..all
    };
    desk.refuses(&named, &both, &few, &["too-many-attachments"]);
    let large = [sarif, desk.hollow("a.pcap", (4 << 30) + 1)];
    desk.refuses(&named, &large, &all, &["attachment-too-long"]);
}

#[test]
fn the_rules_are_asked_before_anything_is_kept() {
    let mut desk = desk();
    let files = [desk.write("scan.sarif", SARIF.as_bytes())];
    let mut summary = desk.summary(&[]);
    summary["covers"][0]["digest"] = json!(Digest::of(b"another build"));
    let kept = desk.kept();
    let refused = desk.take("evaluator", &summary, &files, &Limits::default());
    let Err(ReportError::Body(BodyError::Refused(reasons))) = refused else {
        panic!("{refused:?}");
    };
    assert!(
        matches!(reasons[..], [Rule::ItemNotInCase { .. }]),
        "{reasons:?}"
    );
    // The firm is accredited for two tests only.
    let mut summary = desk.summary(&[]);
    summary["test"] = json!("static");
    let refused = desk.take("evaluator", &summary, &files, &Limits::default());
    let Err(ReportError::Body(BodyError::Refused(reasons))) = refused else {
        panic!("{refused:?}");
    };
    assert!(
        matches!(reasons[..], [Rule::FirmNotAccredited { .. }]),
        "{reasons:?}"
    );
    let summary = desk.summary(&[]);
    let refused = desk.take("reviewer", &summary, &files, &Limits::default());
    let Err(ReportError::Body(BodyError::Refused(reasons))) = refused else {
        panic!("{refused:?}");
    };
    assert!(
        reasons
            .iter()
            .any(|reason| matches!(reason, Rule::NotAnEvaluatorHere { .. }))
    );
    assert_eq!(desk.kept(), kept);
}

#[test]
fn what_changes_while_it_is_kept_does_not_become_evidence() {
    let mut desk = desk();
    let kept = desk.kept();
    let digest = Digest::of(b"as it was");
    let other = desk
        .body
        .keep_reading(&mut b"as it is now".as_slice(), digest, 9);
    assert!(matches!(other, Err(BodyError::File { .. })));
    let longer = desk
        .body
        .keep_reading(&mut b"as it was and more".as_slice(), digest, 9);
    assert!(matches!(longer, Err(BodyError::File { .. })));
    assert_eq!(desk.kept(), kept);
    desk.body
        .keep_reading(&mut b"as it was".as_slice(), digest, 9)
        .unwrap();
    assert_eq!(desk.kept(), kept + 1);
}
