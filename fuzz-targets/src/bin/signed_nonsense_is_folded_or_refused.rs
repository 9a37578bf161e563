//! Statements between zero bytes, each signed and logged by the body itself: folded in order, or refused with reasons.
#![no_main]

use fuzz_targets::honest::{REGISTER, Register, now};
use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;
use register::index::Index;
use register::standing::{Standing, Status};
use register::statement::Statement;

fuzz_target!(|bytes: &[u8]| {
    let mut register = Register::empty();
    let payloads: Vec<&[u8]> = bytes.split(|byte| *byte == 0).take(6).collect();
    for payload in &payloads {
        register.publish(payload.to_vec());
    }
    register.cosign();
    let seen = register.survey(&register.files);
    if seen.reasons.is_empty() {
        assert!(
            payloads
                .iter()
                .all(|payload| Statement::from_bytes(payload).is_ok())
        );
    }
    assert!(seen.folded.histories().count() <= payloads.len());
    for at in [Timestamp::MIN, now(), Timestamp::MAX] {
        let _ = Index::of(&REGISTER.trust, &seen.folded, at).to_bytes();
        for history in seen.folded.histories() {
            let standing = seen.folded.standing(&history.certificate.number, at);
            let agrees =
                |state: Standing| (state.status == Status::Valid) == state.reasons().is_empty();
            assert!(standing.is_none_or(agrees));
        }
    }
});
