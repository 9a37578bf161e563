//! Files that a person names, where one file is asked for: on disk, or `-` for standard input.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use crate::Failure;
use crate::product::read_limited;

/// Reads a file of at most `limit` bytes.
pub(crate) fn read(path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    if path != Path::new("-") {
        return Ok(read_limited(path, limit)?);
    }
    let mut bytes = Vec::new();
    std::io::stdin().take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(format!("-: larger than {limit} bytes").into());
    }
    Ok(bytes)
}

/// Opens a regular file: a pipe or a device could keep its reader waiting for ever.
pub(crate) fn open(path: &Path) -> std::io::Result<fs::File> {
    if fs::metadata(path)?.is_file() {
        return fs::File::open(path);
    }
    let kind = std::io::ErrorKind::InvalidInput;
    Err(std::io::Error::new(kind, "not a regular file"))
}
