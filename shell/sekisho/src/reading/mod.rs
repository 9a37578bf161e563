//! Where a register lies, a folder or an address, and how it is read from there.
//!
//! The one way in for every command that reads a register: [`Place::parse`], [`Place::reader`], [`Reader::ask`].

mod address;
mod cache;
mod download;
mod fault;
mod http;
mod kind;
mod patience;
mod watch;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use register::Read;
use register::limits::Limits;
use service::folder::read_under;

pub(crate) use self::address::Address;
use self::cache::Cache;
pub(crate) use self::download::{Download, Failed, Got, Marks, Wanted, beside};
pub(crate) use self::fault::Fault;
use self::http::Client;
use self::kind::Kind;
pub(crate) use self::patience::Patience;
use crate::talk::Talk;
use crate::{Failure, settings};

/// The most that is kept in memory, so that nothing is asked for twice by one command.
const MEMORY_BYTES: usize = 32 << 20;

/// Where a register lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// A folder of this machine.
    Folder(PathBuf),
    /// An address on a web server.
    Address(Address),
}

impl Place {
    /// What was typed as `DIR|URL`.
    ///
    /// # Errors
    /// When it is an address that cannot be read from.
    pub(crate) fn parse(typed: &str, talk: &Talk) -> Result<Place, Failure> {
        if !is_address(typed) {
            return Ok(Place::Folder(PathBuf::from(typed)));
        }
        let refused = || {
            let args = [("register", Cow::Borrowed(typed))];
            talk.say("reading-no-address", &args).into()
        };
        Address::parse(typed)
            .map(Place::Address)
            .ok_or_else(refused)
    }

    /// A reader of the register's files. With `keep`, files of an address that never change are kept on this machine.
    pub(crate) fn reader(&self, patience: Patience, keep: bool) -> Reader {
        let address = match self {
            Place::Folder(folder) => return Reader::Folder(folder.clone()),
            Place::Address(address) => address,
        };
        let caches = settings::caches().filter(|_| keep);
        Reader::Server(Box::new(Server {
            client: Client::new(address.clone(), settings::proxy(address), patience),
            cache: caches.map(|caches| Cache::of(address, &caches)),
            memory: BTreeMap::new(),
            held: 0,
            limits: Limits::default(),
        }))
    }

    /// The folder, where it is one.
    pub(crate) fn folder(&self) -> Option<&Path> {
        match self {
            Place::Folder(folder) => Some(folder),
            Place::Address(_) => None,
        }
    }
}

/// Whether an address was typed, right or wrong, and no folder.
pub(crate) fn is_address(typed: &str) -> bool {
    typed.contains("://")
}

/// Reads the files of one register.
pub(crate) enum Reader {
    /// From its folder.
    Folder(PathBuf),
    /// From its server.
    Server(Box<Server>),
}

/// A server that is asked, and what is known of its files already.
pub(crate) struct Server {
    client: Client,
    cache: Option<Cache>,
    memory: BTreeMap<String, Vec<u8>>,
    /// Bytes in `memory`.
    held: usize,
    limits: Limits,
}

impl Reader {
    /// The file at a path of the register: its bytes, or nothing when there is none.
    ///
    /// # Errors
    /// Why it could not be looked at; of a server as JSON, which the messages tell in words.
    pub(crate) fn read(&mut self, path: &str) -> Result<Option<Vec<u8>>, String> {
        match self {
            Reader::Folder(folder) => read_under(folder)(path),
            Reader::Server(server) => server.read(path).map_err(|fault| fault.to_text()),
        }
    }

    /// Asks the register a question. When the answer is not good and files from the cache took part in it, they are
    /// forgotten and the question is asked once more: what lies in a cache never decides.
    pub(crate) fn ask<T>(
        &mut self,
        mut question: impl FnMut(&mut Read<'_>) -> T,
        is_good: impl Fn(&T) -> bool,
    ) -> T {
        let mut answer = question(&mut |path| self.read(path));
        if let Reader::Server(server) = self
            && !is_good(&answer)
            && server.forget()
        {
            tracing::info!("asking again without the cache");
            answer = question(&mut |path| self.read(path));
        }
        // Also what this command has kept goes, when it led to nothing good: it may come from a server that lies.
        if let Reader::Server(server) = self
            && !is_good(&answer)
        {
            server.forget();
        }
        answer
    }
}

impl Server {
    fn read(&mut self, path: &str) -> Result<Option<Vec<u8>>, Fault> {
        let kind = Kind::of(path, &self.limits);
        if !kind.is_final {
            return self.client.fetch(path, kind);
        }
        if let Some(bytes) = self.memory.get(path) {
            return Ok(Some(bytes.clone()));
        }
        if let Some(bytes) = self.cache.as_mut().and_then(|cache| cache.get(path, kind)) {
            self.remember(path, &bytes);
            return Ok(Some(bytes));
        }
        let found = self.client.fetch(path, kind)?;
        if let Some(bytes) = &found {
            self.remember(path, bytes);
            if let Some(cache) = &mut self.cache {
                cache.put(path, bytes);
            }
        }
        Ok(found)
    }

    fn remember(&mut self, path: &str, bytes: &[u8]) {
        if self.held + bytes.len() <= MEMORY_BYTES {
            self.held += bytes.len();
            self.memory.insert(path.to_owned(), bytes.to_vec());
        }
    }

    /// Forgets what is kept. Whether something of it had been used.
    fn forget(&mut self) -> bool {
        self.memory.clear();
        self.held = 0;
        let Some(cache) = &mut self.cache else {
            return false;
        };
        let was_used = cache.was_used();
        cache.forget();
        was_used
    }
}
