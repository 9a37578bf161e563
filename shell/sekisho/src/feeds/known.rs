//! Files whose digest was looked at before, and which look as they did then: they need not be read again to be known.
//!
//! What is kept of it lies beside the indexes and is believed as they are. A file that was written to, replaced or put back looks otherwise,
//! whatever times somebody gives it: its change on the disk has a time that nobody can set.

use std::fs;
use std::path::Path;

use scheme::id::Digest;
use serde::{Deserialize, Serialize};

use super::indexes::{Indexes, Looks};
use crate::settings;

/// What a file looked like when it had this digest.
#[derive(Debug, Serialize, Deserialize)]
struct Note {
    looks: String,
    sha256: Digest,
}

/// What is known of files from earlier runs; nothing where the user has no folder for it.
pub(crate) struct Known {
    indexes: Option<Indexes>,
}

impl Known {
    /// What this user's folder holds.
    pub(crate) fn open() -> Known {
        Known {
            indexes: settings::caches().and_then(|caches| Indexes::below(&caches)),
        }
    }

    /// Whether the file has this digest; `look` reads it, and is asked only when that is not known.
    pub(crate) fn is(&self, path: &Path, sha256: Digest, look: impl FnOnce() -> bool) -> bool {
        // Looked at before it is read: what changes meanwhile looks otherwise the next time.
        let looks = Looks::of_file(path).ok();
        let (Some(indexes), Some(looks)) = (&self.indexes, looks) else {
            return look();
        };
        let known = indexes.note_of(path, "whole");
        let known =
            known.and_then(|note| serde_json::from_slice::<Note>(&fs::read(note).ok()?).ok());
        if known.is_some_and(|known| known.looks == looks.digest && known.sha256 == sha256) {
            return true;
        }
        let is = look();
        if is && looks.settled {
            let looks = looks.digest;
            indexes.note(path, "whole", &Note { looks, sha256 });
        }
        is
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::thread::sleep;
    use std::time::{Duration, Instant};

    use super::*;

    #[test]
    fn a_file_is_read_once_and_again_when_it_changed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("feed.tar");
        fs::write(&path, "one").unwrap();
        let known = Known {
            indexes: Indexes::below(folder.path()),
        };
        let reads = Cell::new(0);
        let is = |text: &str| {
            known.is(&path, Digest::of(text.as_bytes()), || {
                reads.set(reads.get() + 1);
                fs::read(&path).unwrap() == text.as_bytes()
            })
        };
        // What was written just now may be written again without a trace, so it is read each time.
        assert!(is("one") && is("one"));
        assert_eq!(reads.get(), 2);
        let begun = Instant::now();
        let mut before = reads.get();
        loop {
            assert!(is("one"));
            if reads.get() == before {
                break;
            }
            before = reads.get();
            assert!(begun.elapsed() < Duration::from_secs(60), "never known");
            sleep(Duration::from_millis(200));
        }
        // Another digest is another question, and no answer to it is kept.
        assert!(!is("two") && !is("two"));
        assert_eq!(reads.get(), before + 2);
        let times = fs::metadata(&path).unwrap();
        fs::write(&path, "two").unwrap();
        let file = fs::File::options().write(true).open(&path).unwrap();
        file.set_modified(times.modified().unwrap()).unwrap();
        assert!(!is("one"), "the same length and time, other bytes");
        fs::remove_file(&path).unwrap();
        assert!(!known.is(&path, Digest::of(b"two"), || false));
    }
}
