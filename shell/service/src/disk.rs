//! Durable steps on disk: a step has happened, whole, or it has not.
//!
//! Everything that must survive a crash goes through [`Disk::step`], so that the tests can make each
//! step fail in turn in both ways: not done, and done although it reported failure.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

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
        let folder = path.parent().unwrap_or(Path::new("."));
        let beside = path.with_extension("partly-written");
        self.step(|| make_folders(folder))?;
        self.step(|| {
            let mode = if readers == Readers::Owner {
                0o600
            } else {
                0o644
            };
            let mut file = OpenOptions::new()
                .write(true)
                .create(true)
                .truncate(true)
                .mode(mode)
                .open(&beside)?;
            file.write_all(bytes)?;
            file.sync_all()
        })?;
        self.step(|| {
            fs::rename(&beside, path)?;
            File::open(folder)?.sync_all()
        })
    }

    /// Writes a file named by its digest; one that is there already is left as it is, and flushed: who
    /// wrote it may have died before that.
    pub(crate) fn write_once(&self, path: &Path, bytes: &[u8], readers: Readers) -> io::Result<()> {
        if fs::read(path).is_ok_and(|there| there == bytes) {
            File::open(path)?.sync_all()?;
            return File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all();
        }
        self.write(path, bytes, readers)
    }
}

/// Makes the folders that are missing, each flushed into the one above it.
fn make_folders(folder: &Path) -> io::Result<()> {
    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    let above = folder.parent().unwrap_or(Path::new("."));
    make_folders(above)?;
    match fs::create_dir(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    let above = if above.as_os_str().is_empty() {
        Path::new(".")
    } else {
        above
    };
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
