//! Acts, one on each line: a refused one leaves the body as it was, and the done ones give an equal body again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use scheme::body::Body;
use scheme::body::act::Act;
use scheme::edition::Edition;
use std::sync::LazyLock;

// The story among the seeds was told with old advisories.
static EDITION: LazyLock<Edition> = LazyLock::new(|| {
    scheme::edition::shipped()
        .swap_remove(0)
        .with_feed_age_waived()
});

fuzz_target!(|text: &str| {
    let mut body = Body::new(EDITION.clone());
    let mut done = Vec::new();
    let acts = text.lines().take(40).map(serde_json::from_str::<Act>);
    for act in acts.filter_map(Result::ok) {
        let before = body.clone();
        match body.perform(&act) {
            Ok(()) => done.push(act),
            Err(reasons) => {
                assert!(!reasons.is_empty());
                assert_eq!(body, before);
            }
        }
    }
    let mut again = Body::new(EDITION.clone());
    assert!(done.iter().all(|act| again.perform(act).is_ok()));
    assert_eq!(again, body);
    let at = jiff::Timestamp::MAX;
    for case in body.cases().keys() {
        let _ = body.standings(case, at);
    }
});
