//! Files that a person names, where one file is asked for: on disk, or `-` for standard input.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use crate::Failure;
use crate::product::{ProductError, read_limited};
use crate::undone::{Undone, at};

/// Reads a file of at most `limit` bytes.
pub(crate) fn read(path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    if path != Path::new("-") {
        return Ok(read_limited(path, limit)?);
    }
    let mut bytes = Vec::new();
    let read = std::io::stdin().take(limit + 1).read_to_end(&mut bytes);
    read.map_err(at(path))?;
    if bytes.len() as u64 > limit {
        let path = path.to_owned();
        return Err(ProductError::TooLarge { path, limit }.into());
    }
    Ok(bytes)
}

/// Reads a file of at most `limit` bytes that holds text.
pub(crate) fn text(path: &Path, limit: u64) -> Result<String, Failure> {
    String::from_utf8(read(path, limit)?).map_err(|error| {
        let (path, offset) = (path.to_owned(), error.utf8_error().valid_up_to());
        ProductError::NotText { path, offset }.into()
    })
}

/// Opens a regular file: a pipe or a device could keep its reader waiting for ever.
pub(crate) fn open(path: &Path) -> std::io::Result<fs::File> {
    if fs::metadata(path)?.is_file() {
        return fs::File::open(path);
    }
    let kind = std::io::ErrorKind::InvalidInput;
    Err(std::io::Error::new(kind, Undone::NoFile))
}
