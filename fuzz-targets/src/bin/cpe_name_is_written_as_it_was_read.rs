//! A CPE name that was read, in either binding, is the same name when it is written and read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vulnerability::cpe::{Cpe, Relation};

fuzz_target!(|text: &str| {
    let Ok(name) = Cpe::parse(text) else {
        return;
    };
    let again = Cpe::parse(&name.to_string());
    assert_eq!(again.as_ref(), Ok(&name), "{name}");
    let plain = name
        .values()
        .iter()
        .all(|value| !format!("{value}").contains(['*', '?']));
    if plain {
        assert_eq!(name.relation(&name), Relation::Equal);
    }
});
