//! A package URL says the same when a capital letter in its type keeps it from being read the short way.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vulnerability::Purl;

fuzz_target!(|text: &str| {
    let Some(rest) = text.strip_prefix("pkg:") else {
        return;
    };
    let Some((first, rest)) = rest.split_at_checked(1) else {
        return;
    };
    let capital = format!("pkg:{}{rest}", first.to_ascii_uppercase());
    if capital == text {
        return;
    }
    let (short, long) = (text.parse::<Purl>(), capital.parse::<Purl>());
    assert_eq!(
        short.as_ref().ok(),
        long.as_ref().ok(),
        "{short:?} {long:?}"
    );
});
