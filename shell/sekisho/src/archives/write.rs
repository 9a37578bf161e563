//! Where an archive is written: a new folder, or a new tar compressed with Zstandard. It appears whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use ruzstd::encoding::{CompressionLevel, compress};

use super::exists;
use crate::Failure;
use crate::undone::at;

/// Takes a file of the archive: its path, its size and its bytes.
pub(super) type Put<'p> = dyn FnMut(&str, u64, &mut dyn Read) -> io::Result<()> + 'p;

/// Writes what `fill` puts into a new archive at `into`: a tar where the name says so, else a folder.
pub(super) fn archive<T>(
    into: &Path,
    fill: impl FnOnce(&mut Put<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    if into.symlink_metadata().is_ok() {
        return Err(exists(into));
    }
    let mut name = into.file_name().unwrap_or_default().to_owned();
    let is_tar = name.to_string_lossy().ends_with(".tar.zst");
    name.push(".partly-written");
    let beside = into.with_file_name(name);
    remove(&beside).map_err(at(&beside))?;
    let filled = if is_tar {
        tar(&beside, fill)
    } else {
        folder(&beside, fill)
    };
    let done = filled.and_then(|value| {
        fs::rename(&beside, into).map_err(at(into))?;
        Ok(value)
    });
    if done.is_err() {
        let _nothing_more_can_be_done = remove(&beside);
    }
    done
}

/// What an earlier run that was cut short has left.
fn remove(path: &Path) -> io::Result<()> {
    match path.symlink_metadata() {
        Ok(found) if found.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(_) => Ok(()),
    }
}

/// A file that only its owner may read: evidence is not public.
fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
}

fn folder<T>(
    root: &Path,
    fill: impl FnOnce(&mut Put<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let make = |path: &Path| {
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(path)
    };
    make(root).map_err(at(root))?;
    fill(&mut |path: &str, bytes: u64, from: &mut dyn Read| {
        let path: PathBuf = root.join(path);
        if let Some(above) = path.parent() {
            make(above)?;
        }
        let mut file = create(&path)?;
        whole(io::copy(&mut from.take(bytes), &mut file)?, bytes)?;
        file.sync_all()
    })
}

fn tar<T>(
    path: &Path,
    fill: impl FnOnce(&mut Put<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let above = path.parent().filter(|above| !above.as_os_str().is_empty());
    let above = above.unwrap_or(Path::new("."));
    let plain = tempfile::tempfile_in(above).map_err(at(above))?;
    let mut builder = tar::Builder::new(plain);
    let value = fill(&mut |path: &str, bytes: u64, from: &mut dyn Read| {
        let mut head = header(bytes);
        builder.append_data(&mut head, path, Counted(from.take(bytes), bytes))
    })?;
    let mut plain = builder.into_inner().map_err(at(path))?;
    io::Seek::rewind(&mut plain).map_err(at(path))?;
    let packed = create(path).map_err(at(path))?;
    compressed(plain, packed).map_err(at(path))?;
    Ok(value)
}

/// The head of a member: nothing in it tells when, where or by whom it was written.
fn header(bytes: u64) -> tar::Header {
    let mut header = tar::Header::new_ustar();
    header.set_size(bytes);
    header.set_mode(0o600);
    header.set_mtime(0);
    header.set_uid(0);
    header.set_gid(0);
    header.set_entry_type(tar::EntryType::Regular);
    header
}

/// A reader that ends early is an error, not a shorter file.
struct Counted<R>(R, u64);

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.0.read(into)?;
        if count == 0 && !into.is_empty() {
            whole(0, self.1)?;
        }
        self.1 -= count as u64;
        Ok(count)
    }
}

fn whole(found: u64, said: u64) -> io::Result<()> {
    if found == said {
        Ok(())
    } else {
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}

/// Compresses. The encoder takes every failure of a reader or writer for a mistake of its caller and panics, so it meets
/// none: the first one is kept and told here.
fn compressed(plain: File, mut packed: File) -> io::Result<()> {
    let (mut read, mut written) = (Ok(()), Ok(()));
    let mut buffer = io::BufWriter::with_capacity(1 << 17, &mut packed);
    let from = Quiet(io::BufReader::with_capacity(1 << 17, plain), &mut read);
    compress(
        from,
        Quiet(&mut buffer, &mut written),
        CompressionLevel::Fastest,
    );
    read.and(written)?;
    buffer.flush()?;
    drop(buffer);
    packed.sync_all()
}

/// Ends quietly where its inner one fails.
struct Quiet<'e, T>(T, &'e mut io::Result<()>);

impl<T: Read> Read for Quiet<'_, T> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.0.read(into) {
                Ok(count) => return Ok(count),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    *self.1 = Err(error);
                    return Ok(0);
                }
            }
        }
    }
}

impl<T: Write> Write for Quiet<'_, T> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.1.is_ok()
            && let Err(error) = self.0.write_all(bytes)
        {
            *self.1 = Err(error);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.1.is_ok()
            && let Err(error) = self.0.flush()
        {
            *self.1 = Err(error);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A writer with room for so many bytes.
    struct Small(usize);

    impl Write for Small {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if bytes.len() > self.0 {
                return Err(io::ErrorKind::StorageFull.into());
            }
            self.0 -= bytes.len();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_full_disk_is_told_and_nothing_panics() {
        let mut written = Ok(());
        let to = Quiet(Small(10), &mut written);
        compress([7; 5000].as_slice(), to, CompressionLevel::Uncompressed);
        assert_eq!(written.unwrap_err().kind(), io::ErrorKind::StorageFull);
    }

    #[test]
    fn an_archive_appears_whole_or_not_at_all_and_over_nothing() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a.tar.zst", "a"] {
            let into = folder.path().join(name);
            let cut = archive(&into, |put| {
                put("acts/1.json", 9, &mut b"short".as_slice())?;
                Ok(())
            });
            assert!(cut.is_err());
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "{name}");
        }
        let into = folder.path().join("a");
        let put = |put: &mut Put<'_>| -> Result<(), Failure> {
            Ok(put("acts/1.json", 5, &mut b"whole".as_slice())?)
        };
        archive(&into, put).unwrap();
        assert_eq!(fs::read(into.join("acts/1.json")).unwrap(), b"whole");
        assert!(archive(&into, put).is_err());
    }
}
