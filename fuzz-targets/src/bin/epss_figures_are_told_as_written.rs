//! EPSS figures that were read lie between nothing and certainty, and every row but the rejected ones can be found.
#![no_main]

use fuzz_targets::parts::limits;
use libfuzzer_sys::fuzz_target;
use vulnerability::Epss;

fuzz_target!(|bytes: &[u8]| {
    let _ = Epss::recognises(bytes);
    // Compressed figures are read too; what they hold is compared only when plain.
    let (Ok(epss), Ok(text)) = (Epss::read(bytes, &limits()), std::str::from_utf8(bytes)) else {
        return;
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let rows = text.split_inclusive('\n').skip(2);
    let mut found = 0;
    for row in rows {
        let cve = row.split(',').next().unwrap_or_default();
        if let Some(probability) = epss.probability(cve) {
            assert!((0.0..=1.0).contains(&probability), "{cve}");
            found += 1;
        }
    }
    assert!(found >= epss.len());
});
