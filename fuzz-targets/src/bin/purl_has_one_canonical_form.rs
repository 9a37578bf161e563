//! The canonical text of a package URL is read as the same package URL, and its pieces build it again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vulnerability::Purl;

fuzz_target!(|text: &str| {
    if let Ok(purl) = text.parse::<Purl>() {
        let again: Purl = purl.as_str().parse().expect("the canonical text is read");
        assert_eq!(again, purl);
        assert_eq!(again.to_string(), purl.as_str());
    }
});
