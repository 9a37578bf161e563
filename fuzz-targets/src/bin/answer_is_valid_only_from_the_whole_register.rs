//! A stranger's question about a good bundle, with changed register files: the honest answer, or reasons.
#![no_main]

use fuzz_targets::edits::{Files, apply, reader};
use fuzz_targets::honest::{REGISTER, limits, now};
use libfuzzer_sys::fuzz_target;
use register::verify::{Ask, Question, Report, Verdict, verify_bundle};
use std::sync::LazyLock;

static BUNDLE: LazyLock<Vec<u8>> = LazyLock::new(|| REGISTER.bundle(1));
static HONEST: LazyLock<Report> = LazyLock::new(|| ask(&REGISTER.files));

fn ask(files: &Files) -> Report {
    let mut read = reader(files);
    let question = Question {
        now: now(),
        at: None,
        artefacts: &[],
        summary: None,
        document: None,
        ask: Ask::Full(&mut read),
        limits: limits(),
    };
    verify_bundle(&BUNDLE, &REGISTER.trust, question)
}

fuzz_target!(|edits: &[u8]| {
    assert_eq!(HONEST.verdict, Verdict::Valid);
    let report = ask(&apply(REGISTER.files.clone(), edits));
    match report.verdict {
        Verdict::Valid => assert_eq!(report, *HONEST),
        Verdict::Issued => panic!("the state was asked for"),
        Verdict::NotValid | Verdict::Unknown => assert!(!report.reasons.is_empty()),
    }
});
