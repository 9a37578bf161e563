//! The archive of a case: what belongs in it, that it holds by itself, and that whatever is changed is found.

use std::collections::BTreeMap;

use proptest::prelude::*;
use scheme::archive::{
    ActFile, Audit, EvidenceFile, Fault, Format, Index, Limits, Manifest, ManifestError, OtherFile,
    Report, Seal, named,
};
use scheme::body::act::{Act, What};
use scheme::id::Digest;

use crate::desk::{Desk, name, text};
use crate::histories::with_a_system;

/// An archive in memory.
#[derive(Debug, Clone)]
struct Archive {
    list: Manifest,
    files: Vec<(String, Vec<u8>)>,
}

/// Stands for a signature: whoever knows the bytes can make it.
fn signature(bytes: &[u8]) -> String {
    Digest::of(bytes).to_string()
}

fn is_signed(_key: &str, _kind: &str, bytes: &[u8], signed: &[u8]) -> bool {
    signed == Digest::of(bytes).as_bytes()
}

/// The acts of a desk, each with the counts that its actor saw.
fn log(desk: &Desk) -> Vec<Act> {
    let mut counts: BTreeMap<_, u64> = BTreeMap::new();
    let counted = desk.log.iter().map(|act| {
        let count = counts.entry(act.case.clone()).or_default();
        let expects = Some(*count);
        *count += 1;
        Act {
            expects,
            ..act.clone()
        }
    });
    counted.collect()
}

fn of(desk: &Desk, case: &str) -> Archive {
    let acts = log(desk);
    let mut index = Index::default();
    for (number, act) in (1..).zip(&acts) {
        index.note(number, act);
    }
    let belong = index.select(&name(case));
    let chosen = (1..)
        .zip(&acts)
        .filter(|(number, _)| belong.contains(number));
    let kept = |act: &Act| act.case.as_ref() == Some(&name(case));
    let evidence: Vec<_> = chosen
        .clone()
        .filter(|(_, act)| kept(act))
        .flat_map(|(_, act)| named(act))
        .filter(|digest| *digest == Digest::of(b"document"))
        .collect();
    let edition = desk.body.edition();
    let mut archive = Archive {
        list: Manifest {
            format: Format::V1,
            body: text("body"),
            origin: "register.example/2026".to_owned(),
            demonstration: true,
            edition: edition.id().clone(),
            edition_digest: edition.digest(),
            case: name(case),
            made: desk.now,
            acts: Vec::new(),
            evidence: Vec::new(),
            others: vec![OtherFile {
                path: "oscal/catalog.json".to_owned(),
                digest: Digest::of(b"{}"),
                bytes: 2,
            }],
        },
        files: Vec::new(),
    };
    for (number, act) in chosen {
        archive.put(number, act);
    }
    for digest in evidence.into_iter().take(1) {
        archive
            .list
            .evidence
            .push(EvidenceFile { digest, bytes: 8 });
        let path = format!("evidence/{digest}");
        archive.files.push((path, b"document".to_vec()));
    }
    let other = ("oscal/catalog.json".to_owned(), b"{}".to_vec());
    archive.files.push(other);
    archive
}

impl Archive {
    fn put(&mut self, number: u64, act: &Act) {
        let bytes = serde_json::to_vec(act).expect("acts are plain values");
        let file = ActFile {
            number,
            digest: Digest::of(&bytes),
            signature: signature(&bytes),
        };
        self.files.push((file.path(), bytes));
        self.list.acts.push(file);
    }

    fn seal(&self) -> Seal {
        Seal {
            key: "00".repeat(32),
            signature: signature(&self.list.to_bytes()),
        }
    }

    fn report(&self, limits: Limits) -> Result<Report, Fault> {
        let edition = |list: &Manifest| scheme::edition::find(&list.edition).ok();
        let (list, seal) = (self.list.to_bytes(), self.seal().to_bytes());
        let mut audit = Audit::begin(&list, &seal, edition, &is_signed, limits)?;
        for (path, bytes) in &self.files {
            let goes_on = audit.take(path, &mut bytes.as_slice());
            if !goes_on.expect("memory reads") {
                break;
            }
        }
        Ok(audit.end())
    }

    #[track_caller]
    fn faults(&self) -> Vec<Fault> {
        let report = self.report(Limits::default());
        report.expect("the list reads").faults
    }
}

/// A system on two components, and a case that has nothing to do with it.
fn desk() -> Desk {
    let mut desk = with_a_system("sekisho-2026");
    desk.certified("case-apart", "firm-b", 1, "1", 9);
    desk
}

#[test]
fn the_archive_of_a_system_holds_with_its_components_and_without_the_rest() {
    let desk = desk();
    let system = desk.body.certificate(crate::desk::number(3));
    let case = system.expect("the system is certified").case.clone();
    let archive = of(&desk, case.as_str());
    let report = archive.report(Limits::default()).expect("the list reads");
    assert_eq!(report.faults, []);
    let found = report.body.case(&case).expect("the case is there");
    assert_eq!(found.certificate(), Some(crate::desk::number(3)));
    assert_eq!(report.body.certificates().len(), 3);
    assert!(report.body.case(&name("case-apart")).is_none());
    assert!(!report.body.actors().contains_key(&name("auditor")));
    assert!(archive.list.acts.len() < desk.log.len());
    let alone = of(&desk, "case-apart");
    assert_eq!(alone.faults(), []);
    assert!(of(&desk, "nowhere").list.acts.is_empty());
}

#[test]
fn an_act_of_the_case_that_is_left_out_is_missed_under_any_list() {
    let desk = desk();
    let whole = of(&desk, "case-apart");
    for (at, (path, bytes)) in whole.files.iter().enumerate() {
        let Ok(act) = serde_json::from_slice::<Act>(bytes) else {
            continue;
        };
        let is_last = !matches!(act.what, What::Issue(_));
        if act.case.is_none() || !is_last {
            continue;
        }
        let mut changed = whole.clone();
        changed.files.remove(at);
        changed.list.acts.retain(|file| file.path() != *path);
        let faults = changed.faults();
        let refused =
            |fault: &Fault| matches!(fault, Fault::ActRefused { .. } | Fault::CaseMissing { .. });
        assert!(faults.iter().any(refused), "{path}: {faults:?}");
    }
}

#[test]
fn an_act_of_elsewhere_is_found_and_so_is_one_in_the_wrong_place() {
    let desk = desk();
    let whole = of(&desk, "case-apart");
    let mut more = whole.clone();
    let strange = What::DeclareTie {
        firm: name("lab-1"),
        other: name("firm-elsewhere"),
    };
    let mut act = desk.log.last().expect("acts").clone();
    act.id = "f".repeat(32);
    (act.what, act.case, act.expects) = (strange, None, None);
    more.put(9999, &act);
    let path = "acts/00009999.json".to_owned();
    assert_eq!(more.faults(), [Fault::ActForeign { path }]);
    let mut turned = whole.clone();
    turned.files.swap(0, 1);
    let faults = turned.faults();
    let early = |fault: &Fault| matches!(fault, Fault::FileOutOfOrder { .. });
    assert!(faults.iter().any(early), "{faults:?}");
    let mut twice = whole.clone();
    twice.files.push(whole.files[0].clone());
    let path = whole.files[0].0.clone();
    assert_eq!(twice.faults(), [Fault::FileTwice { path }]);
    let mut unsigned = whole.clone();
    unsigned.list.acts[0].signature = "00".repeat(64);
    assert!(matches!(
        unsigned.faults()[..],
        [Fault::ActSignature { .. }, ..]
    ));
    let mut unnamed = whole;
    let digest = Digest::of(b"nobody names this");
    unnamed.list.evidence = vec![EvidenceFile { digest, bytes: 17 }];
    let last = unnamed.files.len() - 2;
    unnamed.files[last] = (format!("evidence/{digest}"), b"nobody names this".to_vec());
    let path = format!("evidence/{digest}");
    assert_eq!(unnamed.faults(), [Fault::EvidenceUnnamed { path }]);
}

#[test]
fn what_is_larger_than_the_limits_is_refused_before_it_is_read() {
    let whole = of(&desk(), "case-apart");
    let small = |limits: Limits| whole.report(limits);
    let of_all = Limits::default();
    let list = whole.list.to_bytes();
    let cases = [
        (
            Limits {
                manifest_bytes: 10,
                ..of_all
            },
            ManifestError::TooLong {
                said: list.len(),
                limit: 10,
            },
        ),
        (
            Limits { files: 3, ..of_all },
            ManifestError::TooMany {
                said: whole.files.len(),
                limit: 3,
            },
        ),
    ];
    for (limits, expected) in cases {
        assert_eq!(Manifest::from_bytes(&list, &limits), Err(expected.clone()));
        let detail = expected.to_string();
        assert_eq!(
            small(limits).expect_err("too much"),
            Fault::ManifestForm { detail }
        );
    }
    for limits in [
        Limits {
            act_bytes: 10,
            ..of_all
        },
        Limits {
            file_bytes: 1,
            ..of_all
        },
        Limits {
            all_bytes: 900,
            ..of_all
        },
    ] {
        let report = small(limits).expect("the list reads");
        let large = |fault: &Fault| matches!(fault, Fault::TooLarge { .. });
        assert!(report.faults.iter().any(large), "{limits:?}");
    }
}

#[test]
fn a_path_that_leads_elsewhere_is_no_path_of_an_archive() {
    let whole = of(&desk(), "case-apart");
    for path in [
        "../x",
        "/x",
        "a//b",
        "",
        "acts/1",
        "evidence/x",
        ".hidden",
        "a/..",
        "manifest.json",
        "a b",
        "あ",
    ] {
        let mut changed = whole.list.clone();
        changed.others[0].path = path.to_owned();
        let read = Manifest::from_bytes(&changed.to_bytes(), &Limits::default());
        assert!(
            matches!(read, Err(ManifestError::Path { .. })),
            "{path}: {read:?}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_changed_byte_is_found_wherever_it_stands(file in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), bit in 0..8) {
        static WHOLE: std::sync::LazyLock<Archive> = std::sync::LazyLock::new(|| of(&desk(), "case-apart"));
        let mut changed = WHOLE.clone();
        let file = file.index(changed.files.len());
        let bytes = &mut changed.files[file].1;
        let at = at.index(bytes.len());
        bytes[at] ^= 1_u8 << bit;
        let path = changed.files[file].0.clone();
        let expected = Fault::FileChanged { path };
        prop_assert!(changed.faults().contains(&expected));
    }

    #[test]
    fn any_bytes_are_a_list_or_none(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(list) = Manifest::from_bytes(&bytes, &Limits::default()) {
            prop_assert_eq!(list.to_bytes(), bytes);
        }
    }
}
