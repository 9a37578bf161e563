//! Durable steps on disk: a step has happened, whole, or it has not.
//!
//! Everything that must survive a crash goes through [`Disk::step`], so that the tests can make each
//! step fail in turn in both ways: not done, and done although it reported failure.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

/// The place where durable steps are taken.
#[derive(Debug, Default, Clone)]
pub(crate) struct Disk {
    #[cfg(test)]
    pub(crate) faults: faults::Faults,
}

/// Who may read a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Readers {
    /// Everybody: what is published.
    All,
    /// The owner alone: keys, evidence.
    Owner,
}

impl Disk {
    /// Takes one durable step.
    pub(crate) fn step<T>(&self, step: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        #[cfg(test)]
        return self.faults.take(step);
        #[cfg(not(test))]
        step()
    }

    /// Writes `bytes` to `path` so that after a crash the file is whole, old or new: to a file
    /// beside it, flushed, renamed over it, and the folder flushed.
    pub(crate) fn write(&self, path: &Path, bytes: &[u8], readers: Readers) -> io::Result<()> {
        let folder = folder_of(path);
        self.step(|| make_folders(folder))?;
        self.step(|| write_beside(path, bytes, readers)?.sync_all())?;
        self.step(|| {
            fs::rename(beside(path), path)?;
            File::open(folder)?.sync_all()
        })
    }

    /// Writes what is read to `path`, piece by piece, so that after a crash the file is whole or not there. `sound` looks
    /// at what was written before it takes its place.
    pub(crate) fn write_reading(
        &self,
        path: &Path,
        from: &mut dyn io::Read,
        readers: Readers,
        sound: impl FnOnce(&Path) -> io::Result<()>,
    ) -> io::Result<()> {
        let folder = folder_of(path);
        self.step(|| make_folders(folder))?;
        let written = self.step(|| {
            let mut file = write_beside(path, &[], readers)?;
            io::copy(from, &mut file)?;
            sound(&beside(path))?;
            file.sync_all()
        });
        if let Err(error) = written {
            let _nothing_more_can_be_done = fs::remove_file(beside(path));
            return Err(error);
        }
        self.step(|| {
            fs::rename(beside(path), path)?;
            File::open(folder)?.sync_all()
        })
    }

    /// Writes many files durably: after a crash each is whole, old or new, and when this returns all are there. What
    /// readers are shown must come after it.
    ///
    /// Flushing each file by itself costs a turn of the disk; from [`MANY`] files on the file system is flushed once for all.
    pub(crate) fn write_all(&self, files: &[(PathBuf, &[u8])], readers: Readers) -> io::Result<()> {
        if files.len() < MANY {
            let mut each = files.iter();
            return each.try_for_each(|(path, bytes)| self.write_once(path, bytes, readers));
        }
        let folders: BTreeSet<&Path> = files.iter().map(|(path, _)| folder_of(path)).collect();
        for folder in &folders {
            self.step(|| make_folders(folder))?;
        }
        let there =
            |(path, bytes): &&(PathBuf, &[u8])| fs::read(path).is_ok_and(|old| old == *bytes);
        let (_, missing): (Vec<_>, Vec<_>) = files.iter().partition(there);
        for (path, bytes) in &missing {
            self.step(|| write_beside(path, bytes, readers).map(|_| ()))?;
        }
        for folder in &folders {
            self.step(|| flush_file_system(folder))?;
        }
        for (path, _) in &missing {
            self.step(|| fs::rename(beside(path), path))?;
        }
        for folder in &folders {
            self.step(|| File::open(folder)?.sync_all())?;
        }
        Ok(())
    }

    /// Writes a file named by its digest; one that is there already is left as it is, and flushed: who
    /// wrote it may have died before that.
    pub(crate) fn write_once(&self, path: &Path, bytes: &[u8], readers: Readers) -> io::Result<()> {
        if fs::read(path).is_ok_and(|there| there == bytes) {
            File::open(path)?.sync_all()?;
            return File::open(folder_of(path))?.sync_all();
        }
        self.write(path, bytes, readers)
    }
}

/// From so many files on, flushing the whole file system is quicker than flushing each.
const MANY: usize = 8;

/// The folder that a path lies in; that of a bare name is the one of the process.
fn folder_of(path: &Path) -> &Path {
    let named = path.parent().filter(|above| !above.as_os_str().is_empty());
    named.unwrap_or(Path::new("."))
}

/// Where a file is written before it takes its place.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".partly-written");
    path.with_file_name(name)
}

/// Writes the bytes beside the file's place; not yet flushed.
fn write_beside(path: &Path, bytes: &[u8], readers: Readers) -> io::Result<File> {
    let mode = match readers {
        Readers::Owner => 0o600,
        Readers::All => 0o644,
    };
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(mode)
        .open(beside(path))?;
    file.write_all(bytes)?;
    Ok(file)
}

/// Flushes everything that was written to the file system of a folder. Errors of earlier writes are told too (Linux 5.8).
fn flush_file_system(folder: &Path) -> io::Result<()> {
    Ok(rustix::fs::syncfs(File::open(folder)?)?)
}

/// Makes the folders that are missing, each flushed into the one above it.
fn make_folders(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let above = folder_of(folder);
    make_folders(above)?;
    match fs::create_dir(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    File::open(above)?.sync_all()
}

/// Faults for the tests of this crate.
#[cfg(test)]
pub(crate) mod faults {
    use std::cell::Cell;
    use std::io;
    use std::rc::Rc;

    /// How a step fails.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(crate) enum Fault {
        NotDone,
        DoneButReportedAsFailed,
    }

    /// Lets the step with a given number fail.
    #[derive(Debug, Default, Clone)]
    pub(crate) struct Faults {
        taken: Rc<Cell<u32>>,
        fails: Rc<Cell<Option<(u32, Fault)>>>,
    }

    impl Faults {
        /// The `number`th step from here on, counted from 0, fails.
        pub(crate) fn at(number: u32, fault: Fault) -> Self {
            let faults = Self::default();
            faults.fails.set(Some((number, fault)));
            faults
        }

        /// How many steps were taken.
        pub(crate) fn taken(&self) -> u32 {
            self.taken.get()
        }

        pub(super) fn take<T>(&self, step: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
            let number = self.taken.get();
            self.taken.set(number + 1);
            match self.fails.get() {
                Some((at, Fault::NotDone)) if at == number => {
                    Err(io::Error::other(format!("fault: step {number} not done")))
                }
                Some((at, Fault::DoneButReportedAsFailed)) if at == number => {
                    step()?;
                    Err(io::Error::other(format!(
                        "fault: step {number} reported as failed"
                    )))
                }
                _ => step(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::faults::{Fault, Faults};
    use super::*;

    /// Many files at once: after any fault each is whole, old or new, and the next try completes them.
    #[test]
    fn many_files_are_each_old_or_new_and_all_there_in_the_end() {
        let steps = {
            let (folder, disk) = (tempfile::tempdir().unwrap(), Disk::default());
            write_many(&disk, folder.path(), b"new").unwrap();
            disk.faults.taken()
        };
        assert!(steps > 2 * 20, "every file is a step of its own, twice");
        for fault in [Fault::NotDone, Fault::DoneButReportedAsFailed] {
            for number in 0..steps {
                let folder = tempfile::tempdir().unwrap();
                write_many(&Disk::default(), folder.path(), b"old").unwrap();
                let disk = Disk {
                    faults: Faults::at(number, fault),
                };
                write_many(&disk, folder.path(), b"new").unwrap_err();
                for path in many(folder.path()) {
                    let left = fs::read(&path).unwrap();
                    assert!(left == b"old" || left == b"new", "{number} {fault:?}");
                }
                write_many(&Disk::default(), folder.path(), b"new").unwrap();
                for path in many(folder.path()) {
                    assert_eq!(fs::read(&path).unwrap(), b"new", "{number} {fault:?}");
                }
            }
        }
    }

    fn many(folder: &Path) -> Vec<PathBuf> {
        let name = |number: usize| format!("{}/{number}", number % 3);
        (0..20).map(|number| folder.join(name(number))).collect()
    }

    fn write_many(disk: &Disk, folder: &Path, bytes: &[u8]) -> io::Result<()> {
        let files: Vec<_> = many(folder).into_iter().map(|path| (path, bytes)).collect();
        disk.write_all(&files, Readers::All)
    }

    #[test]
    fn a_file_is_old_or_new_and_never_in_between() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/checkpoint");
        Disk::default().write(&path, b"old", Readers::All).unwrap();
        for (number, fault, left) in [
            (1, Fault::NotDone, "old"),
            (1, Fault::DoneButReportedAsFailed, "old"),
            (2, Fault::NotDone, "old"),
            (2, Fault::DoneButReportedAsFailed, "new"),
        ] {
            Disk::default().write(&path, b"old", Readers::All).unwrap();
            let disk = Disk {
                faults: Faults::at(number, fault),
            };
            disk.write(&path, b"new", Readers::All).unwrap_err();
            assert_eq!(
                fs::read(&path).unwrap(),
                left.as_bytes(),
                "{number} {fault:?}"
            );
        }
    }
}
