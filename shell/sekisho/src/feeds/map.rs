//! A file as bytes of memory, read by the operating system where it is looked at.

use std::fs::File;
use std::io;
use std::path::Path;

use memmap2::Mmap;
use vulnerability::Bytes;

/// Maps a whole file.
pub(super) fn map(path: &Path) -> io::Result<Bytes> {
    let file = File::open(path)?;
    // SAFETY: the bytes must not change while they are looked at. Files of this folder belong to the user alone (the caller checks that),
    // and this program writes them under another name and renames them: nobody changes one in its place.
    #[expect(unsafe_code, reason = "the one way to map a file")]
    let map = unsafe { Mmap::map(&file) }?;
    Ok(Bytes::new(map))
}
