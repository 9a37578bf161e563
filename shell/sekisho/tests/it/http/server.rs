//! A small web server for tests: serves a folder honestly, or does to some paths whatever a test says.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// What a client asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    /// The first line, such as `GET /index.json HTTP/1.1`.
    pub(crate) line: String,
    /// The path without its first slash.
    pub(crate) path: String,
    /// All lines before the body, in small letters.
    pub(crate) head: String,
    /// From which byte on.
    pub(crate) from: Option<usize>,
    /// How often the path was asked for before.
    pub(crate) before: usize,
}

/// One thing that a server does with a connection.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// Sends these bytes.
    Send(Vec<u8>),
    /// Sends these bytes again and again.
    SendForEver(Vec<u8>),
    /// Sends a byte, waits, sends a byte, and does not end.
    Drip,
    /// Says nothing more and keeps the connection.
    Hold,
    /// Ends the connection.
    Close,
}

/// How a test lets a path be answered; nothing where the server is honest.
type Behave = dyn Fn(&Asked) -> Option<Vec<Step>> + Send + Sync;

/// A connection, encrypted or not.
trait Stream: Read + Write {}
impl<S: Read + Write> Stream for S {}

/// What a server has seen.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) asked: Vec<Asked>,
    pub(crate) connections: usize,
    pub(crate) sent: usize,
}

impl Seen {
    /// How often a path with this ending was asked for.
    pub(crate) fn times(&self, ending: &str) -> usize {
        let all = self.asked.iter();
        all.filter(|asked| asked.path.ends_with(ending)).count()
    }
}

/// A server on this machine, until the tests end.
pub(crate) struct Server {
    /// `http://127.0.0.1:PORT`.
    pub(crate) address: String,
    seen: Arc<Mutex<Seen>>,
}

impl Server {
    /// Serves a folder.
    pub(crate) fn honest(root: &Path) -> Server {
        Server::new(root, |_| None)
    }

    /// Serves a folder, except where `behave` says what to do.
    pub(crate) fn new(
        root: &Path,
        behave: impl Fn(&Asked) -> Option<Vec<Step>> + Send + Sync + 'static,
    ) -> Server {
        Server::start(root, Arc::new(behave), None)
    }

    /// Serves a folder, encrypted, as `localhost` under the certificate in `samples/tls`.
    pub(crate) fn encrypted(root: &Path) -> Server {
        Server::encrypted_with(root, |_| None)
    }

    /// The same, except where `behave` says what to do.
    pub(crate) fn encrypted_with(
        root: &Path,
        behave: impl Fn(&Asked) -> Option<Vec<Step>> + Send + Sync + 'static,
    ) -> Server {
        let chain = CertificateDer::from_pem_slice(include_bytes!("../samples/tls/server.pem"));
        let key = PrivateKeyDer::from_pem_slice(include_bytes!("../samples/tls/server.key"));
        let ring = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(ring)
            .with_safe_default_protocol_versions()
            .expect("the versions of the program")
            .with_no_client_auth()
            .with_single_cert(vec![chain.expect("PEM")], key.expect("PEM"))
            .expect("the key is the certificate's");
        let mut server = Server::start(root, Arc::new(behave), Some(Arc::new(config)));
        server.address = server
            .address
            .replace("http://127.0.0.1", "https://localhost");
        server
    }

    fn start(root: &Path, behave: Arc<Behave>, tls: Option<Arc<ServerConfig>>) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let seen = Arc::new(Mutex::new(Seen::default()));
        let (root, noted) = (root.to_owned(), seen.clone());
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (root, noted, behave) = (root.clone(), noted.clone(), behave.clone());
                let stream = layered(stream, tls.as_ref());
                lock(&noted).connections += 1;
                thread::spawn(move || talk(stream, &root, &noted, &*behave));
            }
        });
        Server { address, seen }
    }

    /// What was seen since this was last asked.
    pub(crate) fn take_seen(&self) -> Seen {
        std::mem::take(&mut *lock(&self.seen))
    }
}

fn lock(seen: &Mutex<Seen>) -> MutexGuard<'_, Seen> {
    seen.lock().expect("no test panics while it holds this")
}

fn layered(stream: TcpStream, tls: Option<&Arc<ServerConfig>>) -> Box<dyn Stream + Send> {
    // Without this the second half of an answer would wait for the acknowledgement of the first.
    let _not_vital = stream.set_nodelay(true);
    let Some(config) = tls else {
        return Box::new(stream);
    };
    let connection = ServerConnection::new(config.clone()).expect("a configuration that works");
    Box::new(StreamOwned::new(connection, stream))
}

/// Answers what comes on one connection, until it ends.
fn talk(mut stream: Box<dyn Stream + Send>, root: &Path, noted: &Mutex<Seen>, behave: &Behave) {
    while let Some(head) = head(&mut stream) {
        let asked = asked(&head, noted);
        let steps = behave(&asked).unwrap_or_else(|| vec![Step::Send(file(root, &asked))]);
        lock(noted).asked.push(asked);
        for step in steps {
            if !take(step, &mut stream, noted) {
                return;
            }
        }
    }
}

/// Takes a step; whether the connection goes on.
fn take(step: Step, stream: &mut dyn Stream, noted: &Mutex<Seen>) -> bool {
    match step {
        Step::Send(bytes) => {
            lock(noted).sent += bytes.len();
            stream.write_all(&bytes).is_ok() && stream.flush().is_ok()
        }
        Step::SendForEver(bytes) => {
            while stream.write_all(&bytes).is_ok() {}
            false
        }
        Step::Drip => {
            while stream.write_all(b"x").is_ok() {
                thread::sleep(Duration::from_millis(50));
            }
            false
        }
        Step::Hold => {
            while stream.read(&mut [0]).is_ok_and(|count| count > 0) {}
            false
        }
        Step::Close => false,
    }
}

/// The head of a request; nothing when the client has gone.
fn head(stream: &mut dyn Stream) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    String::from_utf8(head).ok()
}

fn asked(head: &str, noted: &Mutex<Seen>) -> Asked {
    let line = head.lines().next().unwrap_or_default().to_owned();
    let path = line.split(' ').nth(1).unwrap_or_default();
    let path = path.trim_start_matches('/').to_owned();
    let from = head.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        let range = name.eq_ignore_ascii_case("range").then_some(value)?;
        range
            .strip_prefix("bytes=")?
            .strip_suffix('-')?
            .parse()
            .ok()
    });
    Asked {
        before: lock(noted).times(&path),
        head: head.to_ascii_lowercase(),
        line,
        path,
        from,
    }
}

/// A file of the folder as an honest server sends it.
fn file(root: &Path, asked: &Asked) -> Vec<u8> {
    let path: PathBuf = root.join(&asked.path);
    match (std::fs::read(path), asked.from) {
        (Ok(bytes), None) => ok(&bytes),
        (Ok(bytes), Some(from)) if from < bytes.len() => part(&bytes, from),
        (Ok(_), Some(_)) => answer("416 Range Not Satisfiable", "", b""),
        (Err(_), _) => answer("404 Not Found", "", b"none\n"),
    }
}

/// A whole file.
pub(crate) fn ok(bytes: &[u8]) -> Vec<u8> {
    answer("200 OK", "", bytes)
}

/// A file from a byte on.
pub(crate) fn part(bytes: &[u8], from: usize) -> Vec<u8> {
    let range = format!(
        "Content-Range: bytes {from}-{}/{}\r\n",
        bytes.len() - 1,
        bytes.len()
    );
    answer("206 Partial Content", &range, &bytes[from..])
}

/// An answer with its length.
pub(crate) fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = format!("Content-Length: {}\r\n", body.len());
    raw(status, &(length + headers), body)
}

/// An answer with nothing but what is said.
pub(crate) fn raw(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    [
        format!("HTTP/1.1 {status}\r\n{headers}\r\n").as_bytes(),
        body,
    ]
    .concat()
}
