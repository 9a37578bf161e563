//! Brings one large file from a server onto the disk: goes on where an earlier try ended, and follows where a server sends.
//!
//! What it brings is no more than bytes of a bounded length: whoever asked for them looks at what they are.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use ureq::Body;
use ureq::http::Response;
use ureq::http::header::{
    CONTENT_RANGE, CONTENT_TYPE, ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_RANGE, LAST_MODIFIED,
    LOCATION, RANGE,
};

use super::address::Address;
use super::fault::{Fault, shown};
use super::http::{Client, PAUSE, TRIES, framed, length, range, said};
use super::patience::Patience;
use crate::settings;

/// How often a server may send elsewhere before the file comes.
const REDIRECTS: u32 = 5;

/// The longest mark of a version that is kept.
const MARK_CHARS: usize = 256;

/// The file that is wanted.
#[derive(Debug, Clone)]
pub(crate) struct Wanted<'w> {
    /// Where it lies.
    pub(crate) address: &'w Address,
    /// The most bytes that it may have.
    pub(crate) limit: u64,
    /// What the server said of the version that is here already.
    pub(crate) known: Marks,
    /// How long to wait, for all of it.
    pub(crate) patience: Patience,
}

/// How a server names a version of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Marks {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) etag: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) last_modified: Option<String>,
}

impl Marks {
    /// What an answer says.
    fn of(answer: &Response<Body>) -> Marks {
        let mark = |name| {
            let text = said(answer.headers(), name);
            let fits = !text.is_empty() && text.is_ascii() && text.len() <= MARK_CHARS;
            fits.then_some(text)
        };
        Marks {
            etag: mark(&ETAG),
            last_modified: mark(&LAST_MODIFIED),
        }
    }

    /// The mark under which the bytes are the same to the last one: only of such a file two halves make a whole.
    fn strong(&self) -> Option<&str> {
        self.etag.as_deref().filter(|etag| etag.starts_with('"'))
    }
}

/// What came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Got {
    /// The whole file lies in its place, not yet flushed.
    Whole(Marks),
    /// The server says that it is the version that is here already.
    Unchanged,
}

/// Why a file did not come.
#[derive(Debug)]
pub(crate) enum Failed {
    /// The server, or the way to it.
    Server(Fault),
    /// The disk.
    Disk(io::Error),
}

impl From<Fault> for Failed {
    fn from(fault: Fault) -> Self {
        Failed::Server(fault)
    }
}

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Self {
        Failed::Disk(error)
    }
}

/// What stands beside the beginning of a file, so that a later run can go on.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Begun {
    url: String,
    whole: Option<u64>,
    marks: Marks,
}

/// A file on its way to a place on the disk.
pub(crate) struct Download {
    path: PathBuf,
    file: File,
    begun: Begun,
    /// Bytes in the file.
    held: u64,
}

impl Download {
    /// Begins, or goes on with what lies in this place.
    ///
    /// # Errors
    /// When nothing can be written there.
    pub(crate) fn at(path: &Path) -> io::Result<Download> {
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)?;
        let begun = fs::read(beside(path)).ok();
        let begun = begun.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        Ok(Download {
            path: path.to_owned(),
            held: file.metadata()?.len(),
            file,
            begun: begun.unwrap_or_default(),
        })
    }

    /// Brings the file.
    ///
    /// # Errors
    /// When it does not come whole. What came stays for the next try, if it can be gone on with.
    pub(crate) fn bring(mut self, wanted: &Wanted<'_>) -> Result<Got, Failed> {
        let begun = Instant::now();
        if self.begun.url != wanted.address.as_str() {
            self.anew()?;
        }
        let deadline = wanted.patience.deadline(begun, begun);
        for tried in 1.. {
            let fault = match self.once(wanted, begun, deadline) {
                Err(Failed::Server(fault)) => fault,
                done => return done,
            };
            if tried == TRIES || !fault.passes() {
                return Err(fault.into());
            }
            tracing::info!(address = wanted.address.as_str(), ?fault, "asking again");
            let pause = PAUSE * 4_u32.pow(tried - 1);
            if Instant::now() + pause >= deadline {
                return Err(fault.into());
            }
            thread::sleep(pause);
        }
        unreachable!("the loop ends with the last try")
    }

    /// Asks once, following where servers send.
    fn once(
        &mut self,
        wanted: &Wanted<'_>,
        begun: Instant,
        deadline: Instant,
    ) -> Result<Got, Failed> {
        if self.begun.marks.strong().is_none() {
            self.anew()?;
        }
        let mut address = wanted.address.clone();
        for _ in 0..=REDIRECTS {
            let mut client =
                Client::new(address.clone(), settings::proxy(&address), wanted.patience);
            client.begun = begun;
            if client.no_authorities {
                return Err(Fault::NoAuthorities.into());
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(client.too_late().into());
            }
            let mut answer = self.ask(&client, &address, wanted, left)?;
            let status = answer.status().as_u16();
            match status {
                301 | 302 | 303 | 307 | 308 => {
                    let target = said(answer.headers(), &LOCATION);
                    let refused = || Fault::RedirectRefused {
                        target: shown(&target),
                    };
                    address = address.onward(&target).ok_or_else(refused)?;
                }
                304 if wanted.known != Marks::default() && self.held == 0 => {
                    return Ok(Got::Unchanged);
                }
                206 if self.held > 0 && self.goes_on(&answer) => {
                    return self.take(&client, &mut answer, wanted);
                }
                // What lies here is no beginning of the file as it is: once more, from its first byte.
                206 | 412 | 416 if self.held > 0 => self.anew()?,
                200 => {
                    self.anew()?;
                    self.begun = Begun {
                        url: wanted.address.as_str().to_owned(),
                        whole: length(answer.headers())?,
                        marks: Marks::of(&answer),
                    };
                    fs::write(
                        beside(&self.path),
                        serde_json::to_vec(&self.begun).map_err(io::Error::other)?,
                    )?;
                    return self.take(&client, &mut answer, wanted);
                }
                status => return Err(Fault::Status { status }.into()),
            }
        }
        Err(Fault::TooManyRedirects { limit: REDIRECTS }.into())
    }

    /// Asks one server, for what is not here yet.
    fn ask(
        &self,
        client: &Client,
        address: &Address,
        wanted: &Wanted<'_>,
        left: Duration,
    ) -> Result<Response<Body>, Failed> {
        let _of_the_answer_before = client.seen.take_surplus();
        let asked = client.agent.get(address.as_str()).config();
        let mut asked = asked.timeout_global(Some(left)).build();
        match self.begun.marks.strong() {
            Some(etag) if self.held > 0 => {
                asked = asked.header(RANGE, format!("bytes={}-", self.held));
                asked = asked.header(IF_RANGE, etag);
            }
            _ => {
                if let Some(etag) = &wanted.known.etag {
                    asked = asked.header(IF_NONE_MATCH, etag);
                } else if let Some(date) = &wanted.known.last_modified {
                    asked = asked.header(IF_MODIFIED_SINCE, date);
                }
            }
        }
        asked
            .call()
            .map_err(|error| client.fault(error, self.held).into())
    }

    /// Whether an answer with a part goes on where the file here ends, to the end of the same file.
    fn goes_on(&self, answer: &Response<Body>) -> bool {
        let Some((begin, end, whole)) = range(&said(answer.headers(), &CONTENT_RANGE)) else {
            return false;
        };
        begin == self.held
            && end.checked_add(1) == Some(whole)
            && self.begun.whole.is_none_or(|known| known == whole)
            && Marks::of(answer).etag == self.begun.marks.etag
    }

    /// Takes in the body of an answer, to its end and not further.
    fn take(
        &mut self,
        client: &Client,
        answer: &mut Response<Body>,
        wanted: &Wanted<'_>,
    ) -> Result<Got, Failed> {
        let media = said(answer.headers(), &CONTENT_TYPE).to_ascii_lowercase();
        if media.starts_with("text/html") {
            self.anew()?;
            return Err(Fault::WebPage.into());
        }
        let too_long = Fault::TooLong {
            limit: wanted.limit,
        };
        framed(answer.headers())?;
        let coming = length(answer.headers())?;
        let whole = coming.map(|length| self.held.saturating_add(length));
        if whole.is_some_and(|whole| whole > wanted.limit) {
            self.anew()?;
            return Err(too_long.into());
        }
        self.file.seek(SeekFrom::Start(self.held))?;
        let mut body = answer.body_mut().as_reader();
        let mut chunk = vec![0; 64 << 10];
        loop {
            let count = match body.read(&mut chunk) {
                Ok(0) => break,
                Ok(count) => count,
                Err(error) => return Err(client.fault(error.into(), self.held).into()),
            };
            if self.held + count as u64 > wanted.limit {
                self.anew()?;
                return Err(too_long.into());
            }
            self.file.write_all(&chunk[..count])?;
            self.held += count as u64;
        }
        let (found, more) = (self.held, client.seen.take_surplus());
        match whole {
            Some(whole) if whole != found => Err(Fault::Cut { bytes: found }.into()),
            _ if more => {
                self.anew()?;
                Err(Fault::LengthDiffers {
                    said: found.to_string(),
                    found: format!("> {found}"),
                }
                .into())
            }
            _ => Ok(Got::Whole(self.begun.marks.clone())),
        }
    }

    /// Forgets what lies here.
    fn anew(&mut self) -> io::Result<()> {
        self.begun = Begun::default();
        self.held = 0;
        match fs::remove_file(beside(&self.path)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        self.file.set_len(0)
    }
}

/// Where it stands how a file was begun.
pub(crate) fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".json");
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_strong_mark_lets_two_halves_be_one_file() {
        for (etag, strong) in [("\"a\"", true), ("W/\"a\"", false), ("a", false)] {
            let marks = Marks {
                etag: Some(etag.to_owned()),
                last_modified: None,
            };
            assert_eq!(marks.strong().is_some(), strong, "{etag}");
        }
        assert_eq!(Marks::default().strong(), None);
    }
}
