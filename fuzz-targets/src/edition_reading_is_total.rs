//! Any text is an edition or a refusal that names a line.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _edition = scheme::id::Digest::of(text.as_bytes());
});
