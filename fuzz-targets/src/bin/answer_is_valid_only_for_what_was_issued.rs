//! A stranger's question about any bundle, with the honest register: valid only for the certificate that is.
#![no_main]

use fuzz_targets::edits::reader;
use fuzz_targets::honest::{REGISTER, certificate, limits, now};
use libfuzzer_sys::fuzz_target;
use register::verify::{Ask, Question, Verdict, verify_bundle};

fuzz_target!(|bytes: &[u8]| {
    let mut read = reader(&REGISTER.files);
    let question = Question {
        now: now(),
        at: None,
        artefacts: &[],
        summary: None,
        document: None,
        ask: Ask::Register(&mut read),
        limits: limits(),
    };
    let report = verify_bundle(bytes, &REGISTER.trust, question);
    match report.verdict {
        // S-1 is suspended.
        Verdict::Valid => assert_eq!(report.certificate, Some(certificate("S-2"))),
        Verdict::Issued => panic!("the state was asked for"),
        Verdict::NotValid | Verdict::Unknown => assert!(!report.reasons.is_empty()),
    }
});
