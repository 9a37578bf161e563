//! A certificate's number, a digest and the names of the scheme are each read in one spelling only.
#![no_main]

use libfuzzer_sys::fuzz_target;
use scheme::id::{ActorId, CaseId, CertificateNumber, Digest, FindingId, FirmId, ResultId};
use std::fmt::Display;
use std::str::FromStr;

fn check<T: FromStr + Display>(text: &str) {
    if let Ok(name) = text.parse::<T>() {
        assert_eq!(name.to_string(), text);
    }
}

fuzz_target!(|text: &str| {
    check::<CertificateNumber>(text);
    check::<Digest>(text);
    check::<ActorId>(text);
    check::<FirmId>(text);
    check::<CaseId>(text);
    check::<FindingId>(text);
    check::<ResultId>(text);
});
