//! Asks a web server for one file at a time, and bears whatever it answers.
//!
//! Everything that comes is verified by the register's core, so a server can refuse and delay but not lie. Here its answers
//! get limits: in length, in time, and in what counts as an answer at all.

use std::io::Read as _;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use rustls::crypto::ring;
use ureq::http::header::{
    CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, LOCATION, RANGE,
    TRANSFER_ENCODING,
};
use ureq::http::{HeaderMap, HeaderName, Response};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::{Connector as _, DefaultConnector};
use ureq::{Agent, Body, Error, Proxy, Timeout};

use super::address::Address;
use super::fault::{Fault, shown};
use super::kind::Kind;
use super::patience::Patience;
use super::watch::{Seen, Watch};

/// How often a file is asked for, when what went wrong may pass.
pub(super) const TRIES: u32 = 3;

/// The pause before the second try; it grows fourfold.
pub(super) const PAUSE: Duration = Duration::from_millis(200);

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(10);

/// How long a server may say nothing.
const SILENCE: Duration = Duration::from_secs(15);

/// The longest head of an answer.
const HEAD_BYTES: usize = 16 << 10;

/// What is read of the text that comes with "not found", so that the connection stays usable.
const APOLOGY_BYTES: u64 = 64 << 10;

/// Asks one server. Connections stay open between files.
pub(super) struct Client {
    pub(super) agent: Agent,
    address: Address,
    pub(super) seen: Arc<Seen>,
    pub(super) patience: Patience,
    pub(super) begun: Instant,
    /// An `https` address, and no authority that could vouch for it.
    pub(super) no_authorities: bool,
    /// The name of the proxy, where there is one.
    proxy: Option<String>,
}

/// What came of a file so far.
#[derive(Default)]
struct Part {
    bytes: Vec<u8>,
    /// The length of the whole, when it is known.
    whole: Option<u64>,
}

/// Whether the server has the file.
enum Found {
    Here,
    Nowhere,
}

impl Client {
    /// Will ask the server at this address; the time begins.
    pub(super) fn new(address: Address, proxy: Option<Proxy>, patience: Patience) -> Client {
        let authorities = match address.is_https() {
            true => rustls_native_certs::load_native_certs().certs,
            false => Vec::new(),
        };
        let no_authorities = address.is_https() && authorities.is_empty();
        let authorities = authorities
            .iter()
            .map(|one| Certificate::from_der(one).to_owned());
        let tls = TlsConfig::builder()
            .unversioned_rustls_crypto_provider(Arc::new(ring::default_provider()))
            .root_certs(RootCerts::from(authorities.collect::<Vec<_>>()))
            .build();
        let seen = Arc::new(Seen::default());
        let watch = Watch {
            seen: seen.clone(),
            by_proxy: proxy.is_some(),
        };
        let through = proxy.as_ref().map(|proxy| shown(proxy.host()));
        let config = Agent::config_builder()
            .tls_config(tls)
            .proxy(proxy)
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_response_header_size(HEAD_BYTES)
            .accept_encoding("identity")
            .user_agent(concat!("sekisho/", env!("CARGO_PKG_VERSION")))
            .timeout_resolve(Some(CONNECT))
            .timeout_connect(Some(CONNECT))
            .timeout_per_read(Some(SILENCE))
            .timeout_per_write(Some(SILENCE))
            .build();
        let connector = DefaultConnector::new().chain(watch);
        Client {
            agent: Agent::with_parts(config, connector, DefaultResolver::default()),
            address,
            seen,
            patience,
            begun: Instant::now(),
            no_authorities,
            proxy: through,
        }
    }

    /// The file at this path below the address; nothing where there is none.
    ///
    /// # Errors
    /// Everything that is neither.
    pub(super) fn fetch(&self, path: &str, kind: Kind) -> Result<Option<Vec<u8>>, Fault> {
        if self.no_authorities {
            return Err(Fault::NoAuthorities);
        }
        let url = self.address.of(path).ok_or(Fault::Elsewhere)?;
        let deadline = self.patience.deadline(self.begun, Instant::now());
        let mut part = Part::default();
        for tried in 1.. {
            let fault = match self.once(&url, kind, deadline, &mut part) {
                Ok(Found::Here) => return Ok(Some(part.bytes)),
                Ok(Found::Nowhere) => return Ok(None),
                Err(fault) => fault,
            };
            if tried == TRIES || !fault.passes() {
                return Err(fault);
            }
            tracing::info!(path, ?fault, "asking again");
            // What can change may have changed in between: two halves would not be one file.
            if !kind.is_final {
                part = Part::default();
            }
            let pause = PAUSE * 4_u32.pow(tried - 1);
            if Instant::now() + pause >= deadline {
                return Err(fault);
            }
            thread::sleep(pause);
        }
        unreachable!("the loop ends with the last try")
    }

    /// Asks once, for what is not here yet.
    fn once(
        &self,
        url: &str,
        kind: Kind,
        deadline: Instant,
        part: &mut Part,
    ) -> Result<Found, Fault> {
        let _of_the_file_before = self.seen.take_surplus();
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(self.too_late());
        }
        let asked = self.agent.get(url).config().timeout_global(Some(left));
        let mut asked = asked.build();
        let from = part.bytes.len() as u64;
        if from > 0 {
            asked = asked.header(RANGE, format!("bytes={from}-"));
        }
        let mut answer = asked
            .call()
            .map_err(|error| self.fault(error, part.bytes.len() as u64))?;
        match answer.status().as_u16() {
            200 => {
                *part = Part {
                    bytes: Vec::new(),
                    whole: length(answer.headers())?,
                };
            }
            206 if from > 0 => part.whole = Some(resumed(answer.headers(), part)?),
            404 | 410 => {
                let mut apology = answer.body_mut().as_reader().take(APOLOGY_BYTES);
                let _only_for_the_connection = std::io::copy(&mut apology, &mut std::io::sink());
                return Ok(Found::Nowhere);
            }
            status @ 300..=399 => {
                let target = shown(&said(answer.headers(), &LOCATION));
                return Err(Fault::Redirected { status, target });
            }
            status => return Err(Fault::Status { status }),
        }
        // Believed, it would be a damaged register: a "no" where nobody was asked.
        let media = said(answer.headers(), &CONTENT_TYPE).to_ascii_lowercase();
        if media.starts_with("text/html") && !url.ends_with(".html") {
            return Err(Fault::WebPage);
        }
        if part.whole.is_some_and(|whole| whole > kind.limit) {
            return Err(Fault::TooLong { limit: kind.limit });
        }
        self.body(&mut answer, kind, part)?;
        Ok(Found::Here)
    }

    /// Takes in the body of an answer, to its end and not further.
    fn body(&self, answer: &mut Response<Body>, kind: Kind, part: &mut Part) -> Result<(), Fault> {
        framed(answer.headers())?;
        let mut body = answer.body_mut().as_reader();
        let mut chunk = vec![0; 16 << 10];
        loop {
            let count = match body.read(&mut chunk) {
                Ok(0) => break,
                Ok(count) => count,
                Err(error) => return Err(self.fault(error.into(), part.bytes.len() as u64)),
            };
            part.bytes.extend_from_slice(&chunk[..count]);
            if part.bytes.len() as u64 > kind.limit {
                return Err(Fault::TooLong { limit: kind.limit });
            }
            if self.seen.bytes() > self.patience.bytes {
                let limit = self.patience.bytes;
                return Err(Fault::OverBytes { limit });
            }
        }
        let found = part.bytes.len() as u64;
        let more = self.seen.take_surplus();
        match part.whole {
            Some(whole) if whole != found => Err(Fault::LengthDiffers {
                said: whole.to_string(),
                found: found.to_string(),
            }),
            _ if more => Err(Fault::LengthDiffers {
                said: found.to_string(),
                found: format!("> {found}"),
            }),
            _ => Ok(()),
        }
    }

    /// What an error of the client means, when so many bytes of the file had come.
    pub(super) fn fault(&self, error: Error, bytes: u64) -> Fault {
        use std::io::ErrorKind;
        let detail = |error: &dyn std::error::Error| shown(&error.to_string());
        match error {
            Error::Timeout(Timeout::Connect | Timeout::Resolve) => Fault::ConnectTooSlow {
                seconds: CONNECT.as_secs(),
            },
            Error::Timeout(Timeout::PerRead | Timeout::PerWrite) => Fault::Silent {
                seconds: SILENCE.as_secs(),
            },
            Error::Timeout(_) => self.too_late(),
            Error::HostNotFound => self.host_unknown(),
            Error::Io(error) => match error.kind() {
                ErrorKind::ConnectionReset
                | ErrorKind::ConnectionAborted
                | ErrorKind::BrokenPipe
                | ErrorKind::UnexpectedEof => Fault::Cut { bytes },
                // What the encryption says comes as the data of an input and output error.
                ErrorKind::InvalidData => Fault::NotTrusted {
                    detail: detail(&error),
                },
                // The standard library has no kind for it.
                _ if error.to_string().contains("lookup address") => {
                    self.unconnected(self.host_unknown(), detail(&error))
                }
                _ => {
                    let detail = detail(&error);
                    let direct = Fault::NoConnection {
                        detail: detail.clone(),
                    };
                    self.unconnected(direct, detail)
                }
            },
            Error::Rustls(error) => Fault::NotTrusted {
                detail: detail(&error),
            },
            Error::Protocol(error) => Fault::NotHttp {
                detail: detail(&error),
            },
            error @ (Error::LargeResponseHeader(..) | Error::Http(_)) => Fault::NotHttp {
                detail: detail(&error),
            },
            Error::ConnectProxyFailed(said) => self.unconnected(self.host_unknown(), shown(&said)),
            error => Fault::Failed {
                detail: detail(&error),
            },
        }
    }

    /// Where a proxy stands in between, it is the one that was not reached or did not let us through.
    fn unconnected(&self, direct: Fault, detail: String) -> Fault {
        match &self.proxy {
            Some(proxy) => Fault::ProxyRefused {
                proxy: proxy.clone(),
                detail,
            },
            None => direct,
        }
    }

    fn host_unknown(&self) -> Fault {
        Fault::HostUnknown {
            host: shown(self.address.host()),
        }
    }

    /// Which of the two times is over.
    pub(super) fn too_late(&self) -> Fault {
        let all = self.patience.all;
        if self.begun.elapsed() >= all {
            return Fault::OverTime {
                seconds: all.as_secs(),
            };
        }
        Fault::TooSlow {
            seconds: self.patience.file.as_secs(),
        }
    }
}

/// A header as text; empty where there is none.
pub(super) fn said(headers: &HeaderMap, name: &HeaderName) -> String {
    let all = headers.get_all(name).iter();
    let texts: Vec<_> = all
        .map(|value| String::from_utf8_lossy(value.as_bytes()))
        .collect();
    texts.join(", ")
}

/// The length that the answer says.
pub(super) fn length(headers: &HeaderMap) -> Result<Option<u64>, Fault> {
    let said = said(headers, &CONTENT_LENGTH);
    if said.is_empty() {
        return Ok(None);
    }
    // Also two of them, separated by a comma, are no length.
    let digits = said.bytes().all(|byte| byte.is_ascii_digit());
    match said.parse() {
        Ok(length) if digits => Ok(Some(length)),
        _ => Err(Fault::NotHttp {
            detail: shown(&format!("Content-Length: {said}")),
        }),
    }
}

/// The answer must be as it is, and tell where it ends.
pub(super) fn framed(headers: &HeaderMap) -> Result<(), Fault> {
    let encoding = said(headers, &CONTENT_ENCODING);
    if !encoding.is_empty() && !encoding.eq_ignore_ascii_case("identity") {
        let encoding = shown(&encoding);
        return Err(Fault::Packed { encoding });
    }
    let transfer = said(headers, &TRANSFER_ENCODING);
    match (length(headers)?, transfer.as_str()) {
        (Some(_), "") => Ok(()),
        (None, transfer) if transfer.eq_ignore_ascii_case("chunked") => Ok(()),
        (None, "") => Err(Fault::LengthMissing),
        (length, transfer) => Err(Fault::LengthDiffers {
            said: length.map_or_else(String::new, |length| length.to_string()),
            found: shown(transfer),
        }),
    }
}

/// The length of the whole, from an answer that goes on where the part ends.
fn resumed(headers: &HeaderMap, part: &Part) -> Result<u64, Fault> {
    let from = part.bytes.len() as u64;
    let said = said(headers, &CONTENT_RANGE);
    let whole = range(&said).and_then(|(begin, end, whole)| {
        let known = part.whole.is_none_or(|known| known == whole);
        let declared = length(headers).ok()?;
        let fits = declared.is_none_or(|length| Some(length) == whole.checked_sub(begin));
        (begin == from && end.checked_add(1) == Some(whole) && known && fits).then_some(whole)
    });
    whole.ok_or_else(|| Fault::RangeDiffers {
        asked: from,
        said: shown(&said),
    })
}

/// `bytes BEGIN-END/WHOLE`.
pub(super) fn range(said: &str) -> Option<(u64, u64, u64)> {
    let (range, whole) = said.strip_prefix("bytes ")?.split_once('/')?;
    let (begin, end) = range.split_once('-')?;
    let number = |text: &str| {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| text.parse().ok())?
    };
    Some((number(begin)?, number(end)?, number(whole)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_has_one_form() {
        assert_eq!(range("bytes 5-8/9"), Some((5, 8, 9)));
        for other in [
            "",
            "bytes",
            "bytes 5-8",
            "bytes 5-8/*",
            "bytes */9",
            "bytes -5-8/9",
            "bytes +5-8/9",
            "bytes 5-8/9, bytes 5-8/9",
            "bytes 5-8/99999999999999999999",
            "lines 5-8/9",
            "bytes 5–8/9",
        ] {
            assert_eq!(range(other), None, "{other}");
        }
    }

    #[test]
    fn a_part_goes_on_where_it_ends_and_to_the_end_of_the_same_whole() {
        let part = Part {
            bytes: vec![0; 5],
            whole: Some(9),
        };
        let of = |range: &str, length: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_RANGE, range.parse().expect("a header"));
            headers.insert(CONTENT_LENGTH, length.parse().expect("a header"));
            resumed(&headers, &part).ok()
        };
        assert_eq!(of("bytes 5-8/9", "4"), Some(9));
        for (range, length) in [
            ("bytes 5-8/9", "5"),
            ("bytes 5-8/9", "x"),
            ("bytes 4-8/9", "5"),
            ("bytes 5-7/9", "3"),
            ("bytes 5-9/10", "5"),
            ("bytes 5-18446744073709551615/0", "4"),
        ] {
            assert_eq!(of(range, length), None, "{range} {length}");
        }
    }
}
