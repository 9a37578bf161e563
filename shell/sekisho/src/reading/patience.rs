//! How long, and how much, one command reads from a server.

use std::time::{Duration, Instant};

/// The longest that one file may take, unless the person allows more.
const FILE: Duration = Duration::from_secs(60);

/// How much of time and bytes a server gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Patience {
    /// For everything together.
    pub(super) all: Duration,
    /// For one file, every try included.
    pub(super) file: Duration,
    /// Bytes of everything together.
    pub(super) bytes: u64,
}

impl Patience {
    /// Enough for the state of one certificate.
    pub(crate) fn for_one() -> Patience {
        Patience {
            all: Duration::from_secs(120),
            file: FILE,
            bytes: 256 << 20,
        }
    }

    /// Enough for a whole register.
    pub(crate) fn for_all() -> Patience {
        Patience {
            all: Duration::from_secs(3600),
            file: FILE,
            bytes: 16 << 30,
        }
    }

    /// Enough for a feed of advisories on a slow line.
    pub(crate) fn for_feed() -> Patience {
        let all = Duration::from_secs(3600);
        Patience {
            all,
            file: all,
            bytes: 16 << 30,
        }
    }

    /// As the person said, if they did: so many seconds in all, also when one file takes them.
    pub(crate) fn or_seconds(self, said: Option<u64>) -> Patience {
        let Some(seconds) = said else { return self };
        let all = Duration::from_secs(seconds);
        Patience {
            all,
            file: all,
            ..self
        }
    }

    /// When a file that is asked for at `now` must be there.
    pub(super) fn deadline(&self, begun: Instant, now: Instant) -> Instant {
        (begun + self.all).min(now + self.file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_ends_with_its_own_time_or_with_the_whole_whichever_is_first() {
        let begun = Instant::now();
        let (patience, second) = (Patience::for_one(), Duration::from_secs(1));
        assert_eq!(patience.deadline(begun, begun), begun + 60 * second);
        let late = begun + 100 * second;
        assert_eq!(patience.deadline(begun, late), begun + 120 * second);
        let asked = Patience::for_all().or_seconds(Some(5));
        assert_eq!(asked.deadline(begun, begun), begun + 5 * second);
        assert_eq!(asked.bytes, Patience::for_all().bytes);
        assert_eq!(patience.or_seconds(None), patience);
    }
}
