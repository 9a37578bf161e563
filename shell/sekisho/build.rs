//! Says by which rules this program reads advisories: a digest of the crate that reads them and of the versions of all others.
//!
//! What was read by other rules is not used again. Where neither is there, the version of the program stands alone.

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;
use std::path::{Path, PathBuf};

fn main() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let rules = workspace.join("core/vulnerability/src");
    let lock = workspace.join("Cargo.lock");
    println!("cargo::rerun-if-changed={}", rules.display());
    println!("cargo::rerun-if-changed={}", lock.display());
    let mut files = BTreeMap::new();
    let read = below(&rules, &mut files).and_then(|()| {
        files.insert(lock.clone(), fs::read(&lock)?);
        Ok(())
    });
    let mut hasher = DefaultHasher::new();
    if read.is_ok() {
        for (path, bytes) in &files {
            // The place of the workspace says nothing of its rules.
            (path.strip_prefix(&workspace).ok(), bytes).hash(&mut hasher);
        }
    }
    println!("cargo::rustc-env=SEKISHO_RULES={:016x}", hasher.finish());
}

fn below(folder: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            below(&path, files)?;
        } else {
            let bytes = fs::read(&path)?;
            files.insert(path, bytes);
        }
    }
    Ok(())
}
