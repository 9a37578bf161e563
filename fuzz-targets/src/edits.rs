//! Changes to a set of files, told by the fuzzer's bytes.

use std::collections::BTreeMap;

/// Files by path.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Changes the files as the bytes say: each edit is a file, a kind, a place, a length and that many new bytes.
pub fn apply(mut files: Files, mut edits: &[u8]) -> Files {
    let paths: Vec<String> = files.keys().cloned().collect();
    while let [which, kind, low, high, length, rest @ ..] = edits {
        let (new, rest) = rest.split_at(usize::from(*length).min(rest.len()));
        edits = rest;
        let path = &paths[usize::from(*which) % paths.len()];
        let Some(bytes) = files.get_mut(path) else {
            continue;
        };
        let at = usize::from(u16::from_le_bytes([*low, *high])) % (bytes.len() + 1);
        let end = (at + new.len()).min(bytes.len());
        match kind % 6 {
            0 => drop(bytes.splice(at..end, new.iter().copied())),
            1 => drop(bytes.splice(at..at, new.iter().copied())),
            2 => drop(bytes.drain(at..(at + usize::from(*length)).min(bytes.len()))),
            3 => bytes.truncate(at),
            4 => drop(files.remove(path)),
            _ => {
                let other = paths[at % paths.len()].clone();
                let theirs = files.get(&other).cloned().unwrap_or_default();
                files.insert(path.clone(), theirs);
            }
        }
    }
    files
}

/// A reader of these files, as the register's functions ask for one.
pub fn reader(files: &Files) -> impl FnMut(&str) -> Result<Option<Vec<u8>>, String> + '_ {
    |path| Ok(files.get(path).cloned())
}
