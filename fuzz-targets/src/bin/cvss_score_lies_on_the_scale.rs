//! A CVSS vector scores between 0 and 10, and only a whole one scores at all.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vulnerability::Score;

fuzz_target!(|text: &str| {
    if let Some(score) = Score::of(text) {
        assert!(
            (0.0..=10.0).contains(&score.score),
            "{text} {}",
            score.score
        );
        assert_eq!(score.vector, text);
        if text.starts_with("CVSS:3") {
            for metric in ["AV:", "AC:", "PR:", "UI:", "S:", "C:", "I:", "A:"] {
                assert!(
                    text.split('/').any(|piece| piece.starts_with(metric)),
                    "{text}"
                );
            }
        }
    }
});
