//! The `continuing` test: the maker's declaration is examined by the rules of the edition.

use std::collections::BTreeSet;

use jiff::Timestamp;
use scheme::continuing::{Declaration, examine};
use scheme::edition::Edition;
use scheme::evidence::{Input, InputKind, Item, LookedAt, Performed, TestResult, Verdict};
use scheme::id::{Digest, ResultId, TestId};

use super::{VERSION, covered, engine_input};

const ENGINE: &str = "sekisho continuing";

/// Examines a declaration, named `item` in the build, for a certificate that would begin at `at`.
#[must_use]
pub fn continuing(
    edition: &Edition,
    test: &TestId,
    (declaration, item): (&Declaration, &str),
    build: &[Item],
    id: ResultId,
    at: Timestamp,
) -> TestResult {
    let certificate_end = edition.last_day(edition.day_of(at));
    let sightings = examine(declaration, item, certificate_end, edition);
    let verdict = if sightings.is_empty() {
        Verdict::Pass
    } else {
        Verdict::Fail
    };
    TestResult {
        id,
        test: test.clone(),
        verdict,
        reasons: Vec::new(),
        performed: Performed::Engine {
            name: ENGINE.to_owned(),
            version: VERSION.to_owned(),
        },
        covers: covered(edition, test, build),
        inputs: continuing_inputs(edition, at),
        feed_newest: None,
        looked_at: LookedAt {
            whole: [item.to_owned()].into(),
            ..LookedAt::default()
        },
        sightings,
        set_aside: BTreeSet::new(),
        at,
        reused: None,
    }
}

/// What the examination depends on besides the declaration: the engine, the edition's rules, and the last
/// day of a certificate that would begin at `at`, which support must outlive.
#[must_use]
pub fn continuing_inputs(edition: &Edition, at: Timestamp) -> Vec<Input> {
    let certificate_end = edition.last_day(edition.day_of(at)).to_string();
    let rules = Input {
        kind: InputKind::Rules,
        name: edition.id().to_string(),
        digest: edition.digest(),
    };
    let end = Input {
        kind: InputKind::Configuration,
        name: "certificate-end".to_owned(),
        digest: Digest::of(certificate_end.as_bytes()),
    };
    vec![engine_input(ENGINE), rules, end]
}

/// The digest by which a declaration is bound: that of its canonical JSON.
#[must_use]
pub fn declaration_digest(declaration: &Declaration) -> Digest {
    let bytes = serde_json_canonicalizer::to_vec(declaration);
    Digest::of(&bytes.unwrap_or_default())
}
