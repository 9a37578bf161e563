//! An image or a root file system in a tar gives the lists of its package databases or an error, never none, within its limits.
#![no_main]

use std::io::Cursor;

use fuzz_targets::parts::limits;
use libfuzzer_sys::fuzz_target;
use vulnerability::Root;

fuzz_target!(|bytes: &[u8]| {
    let limits = limits();
    let Ok(root) = Root::read(&mut Cursor::new(bytes), &limits) else {
        return;
    };
    if let Ok(lists) = root.lists("root", None, &limits) {
        assert!(!lists.is_empty());
        for list in lists {
            assert!(list.parts.len() <= limits.parts);
            assert!(list.name.starts_with("root: "));
        }
    }
});
