//! The entries of a bundle of entries, written again with their lengths, are the file: no byte lost, none invented.
#![no_main]

use libfuzzer_sys::fuzz_target;
use register::log::{entries_path, read_entries};

fuzz_target!(|input: (u8, &[u8])| {
    let (width, bytes) = (u64::from(input.0) + 1, input.1);
    let path = entries_path(0, width);
    let mut read = |asked: &str| Ok((asked == path).then(|| bytes.to_vec()));
    if let Ok(leaves) = read_entries(0, width, &mut read) {
        assert_eq!(leaves.len() as u64, width);
        let length = |leaf: &Vec<u8>| u16::try_from(leaf.len()).expect("two bytes said it");
        let again = leaves
            .iter()
            .flat_map(|leaf| [&length(leaf).to_be_bytes()[..], leaf].concat());
        assert!(again.eq(bytes.iter().copied()));
    }
});
