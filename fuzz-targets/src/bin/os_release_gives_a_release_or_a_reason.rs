//! Under any os-release text the packages of a dpkg status file belong to a release of Debian or Ubuntu, to Echo, or to none.
#![no_main]

use fuzz_targets::parts::limits;
use libfuzzer_sys::fuzz_target;
use vulnerability::{PartsList, Unmatchable};

const STATUS: &[u8] =
    b"Package: a\nStatus: install ok installed\nVersion: 1:1.0-1\nSource: b (1.0)\n";

fuzz_target!(|text: &str| {
    let list = PartsList::read("status", STATUS, &limits()).expect("a status file");
    let list = list.in_release(text);
    match &list.parts[0].identity {
        Ok(found) => {
            let release = found.ecosystem.release();
            match found.ecosystem.base() {
                "Debian" | "Ubuntu" => assert!(release.is_some_and(|release| !release.is_empty())),
                base => assert_eq!((base, release), ("Echo", None)),
            }
        }
        Err(why) => assert!(matches!(
            why,
            Unmatchable::NoRelease | Unmatchable::NoEcosystem
        )),
    }
});
