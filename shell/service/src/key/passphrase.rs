//! A passphrase: taken from the caller or from a file, wiped from memory when it is no longer needed.

use std::fmt;
use std::fs::File;
use std::io::{self, Read as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use zeroize::Zeroizing;

use super::KeyError;

/// The longest passphrase that is taken.
pub const PASSPHRASE_BYTES: usize = 1024;

/// What opens an encrypted key. It never prints.
#[derive(Clone)]
pub struct Passphrase(Zeroizing<Vec<u8>>);

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[hidden]")
    }
}

impl Passphrase {
    /// These bytes, without the end of the line that they may have.
    ///
    /// # Errors
    /// [`KeyError::PassphraseForm`] when nothing is left, or more than [`PASSPHRASE_BYTES`].
    pub fn new(typed: Vec<u8>) -> Result<Self, KeyError> {
        let mut bytes = Zeroizing::new(typed);
        if bytes.last() == Some(&b'\n') {
            bytes.pop();
            if bytes.last() == Some(&b'\r') {
                bytes.pop();
            }
        }
        if bytes.is_empty() || bytes.len() > PASSPHRASE_BYTES {
            return Err(KeyError::PassphraseForm {
                bytes: bytes.len(),
                limit: PASSPHRASE_BYTES,
            });
        }
        Ok(Self(bytes))
    }

    /// The first line of a file that only its owner may read.
    ///
    /// # Errors
    /// [`KeyError::PassphraseFile`], [`KeyError::PassphraseReadable`], [`KeyError::PassphraseForm`].
    pub fn read(path: &Path) -> Result<Self, KeyError> {
        let read = |path: &Path| -> io::Result<(u32, Zeroizing<Vec<u8>>)> {
            // The rights of the file that is read, not of one that takes its name in between.
            let file = File::open(path)?;
            let mode = file.metadata()?.permissions().mode() & 0o777;
            // Room for all of it from the start: a vector that grows leaves copies behind.
            let most = PASSPHRASE_BYTES + 3;
            let mut bytes = Zeroizing::new(Vec::with_capacity(2 * most));
            file.take(most as u64).read_to_end(&mut bytes)?;
            Ok((mode, bytes))
        };
        let (mode, mut bytes) = read(path).map_err(|source| KeyError::PassphraseFile {
            path: path.to_owned(),
            source,
        })?;
        if mode & 0o077 != 0 {
            return Err(KeyError::PassphraseReadable {
                path: path.to_owned(),
                mode,
            });
        }
        // The end of the line stays with it, so that it is taken off in one place.
        let line = bytes.iter().position(|byte| *byte == b'\n');
        let end = line.map_or(bytes.len(), |end| end + 1);
        bytes.truncate(end);
        Self::new(std::mem::take(&mut *bytes))
    }

    /// Whether both are the same.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        *self.0 == *other.0
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[track_caller]
    fn check(content: &[u8], mode: u32, wanted: Result<&[u8], &str>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("passphrase");
        fs::write(&path, content).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let read = Passphrase::read(&path);
        match wanted {
            Ok(bytes) => assert_eq!(read.unwrap().bytes(), bytes),
            Err(said) => {
                let error = read.unwrap_err().to_string();
                assert!(error.contains(said), "{error}");
            }
        }
    }

    #[test]
    fn the_first_line_counts_and_its_end_does_not() {
        check(b"correct horse\n", 0o600, Ok(b"correct horse"));
        check(b"correct horse", 0o400, Ok(b"correct horse"));
        check(b" a b \r\n", 0o600, Ok(b" a b "));
        check(
            "正しい馬\nignored\n".as_bytes(),
            0o600,
            Ok("正しい馬".as_bytes()),
        );
    }

    #[test]
    fn a_file_that_others_may_read_or_without_a_passphrase_is_refused() {
        check(b"correct horse\n", 0o640, Err("has mode 640"));
        check(b"\n", 0o600, Err("0 bytes"));
        check(b"", 0o600, Err("0 bytes"));
        check(&[b'x'; 2000], 0o600, Err("limit is 1024"));
        check(
            &[b'x'; PASSPHRASE_BYTES],
            0o600,
            Ok(&[b'x'; PASSPHRASE_BYTES]),
        );
    }

    #[test]
    fn a_passphrase_never_prints() {
        let passphrase = Passphrase::new(b"correct horse".to_vec()).unwrap();
        assert_eq!(format!("{passphrase:?}"), "[hidden]");
    }
}
