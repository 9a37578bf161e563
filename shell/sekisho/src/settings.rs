//! What the environment says: where the trust file, the cache, the advisories and the passphrase lie, and which proxy leads out. And how
//! reasons are told to programs.

use std::env;
use std::path::{Path, PathBuf};

use register::trust::Trust;
use serde::Serialize;
use serde_json::{Value, json};
use texts::documents::BothTexts;
use ureq::Proxy;

use crate::reading::Address;
use crate::undone::{Said, at};
use crate::{Failure, input};

/// The largest trust file that is read.
const TRUST_BYTES: u64 = 1 << 20;

/// The trust file of the user's configuration folder: `$XDG_CONFIG_HOME/sekisho/trust.json`, else
/// `~/.config/sekisho/trust.json`.
fn default_trust() -> Option<PathBuf> {
    let config = folder("XDG_CONFIG_HOME").or_else(|| Some(folder("HOME")?.join(".config")))?;
    Some(config.join("sekisho").join("trust.json"))
}

/// The user's folder for what can be had again: `$XDG_CACHE_HOME`, else `~/.cache`.
pub(crate) fn caches() -> Option<PathBuf> {
    // Relative to wherever the program happens to start it would be another folder each time.
    let named = folder("XDG_CACHE_HOME").filter(|path| path.is_absolute());
    named.or_else(|| Some(folder("HOME")?.join(".cache")))
}

/// The user's data folder of this program: the one named, `$SEKISHO_DATA`, `$XDG_DATA_HOME/sekisho`, else
/// `~/.local/share/sekisho`.
pub(crate) fn data(named: Option<&Path>) -> Option<PathBuf> {
    if let Some(path) = named.map(Path::to_owned).or_else(|| folder("SEKISHO_DATA")) {
        return Some(path);
    }
    let of_all = folder("XDG_DATA_HOME").filter(|path| path.is_absolute());
    let of_all = of_all.or_else(|| Some(folder("HOME")?.join(".local").join("share")))?;
    Some(of_all.join("sekisho"))
}

/// The proxy of the environment (`ALL_PROXY`, `HTTPS_PROXY`, `HTTP_PROXY`, except for `NO_PROXY`), through which hospitals
/// often reach the world. Never for this machine itself: a proxy would ask another one.
pub(crate) fn proxy(address: &Address) -> Option<Proxy> {
    if address.is_loopback() {
        return None;
    }
    let proxy = Proxy::try_from_env()?;
    if proxy.is_no_proxy(&address.as_str().parse().ok()?) {
        return None;
    }
    tracing::info!(host = proxy.host(), "the proxy of the environment");
    Some(proxy)
}

/// The file that holds the passphrase of keys, for runs that nobody sits beside.
pub(crate) fn passphrase_file() -> Option<PathBuf> {
    folder("SEKISHO_PASSPHRASE_FILE")
}

fn folder(name: &str) -> Option<PathBuf> {
    env::var_os(name)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
}

/// The trust file: the one named, else the user's own. A register's own word is not believed.
pub(crate) fn trust(named: Option<&Path>) -> Result<Trust, Failure> {
    if let Some(path) = named {
        return read_trust(path);
    }
    match default_trust() {
        Some(path) if path.exists() => read_trust(&path),
        Some(path) => {
            let path = path.display().to_string();
            Err(Said::new("verify-no-trust", &[("path", &path)]).into())
        }
        None => Err(Said::new("cli-no-trust-no-home", &[]).into()),
    }
}

pub(crate) fn read_trust(path: &Path) -> Result<Trust, Failure> {
    let bytes = input::read(path, TRUST_BYTES)?;
    Ok(Trust::from_bytes(&bytes).map_err(at(path))?)
}

/// Reasons for programs: the core's own members, and the words for people beside them.
pub(crate) fn told(reasons: &[impl Serialize], prefix: &str) -> Vec<Value> {
    let both = BothTexts::new();
    let each = reasons.iter().map(|reason| {
        let mut value = serde_json::to_value(reason).unwrap_or(Value::Null);
        let text = both.reason(prefix, reason);
        if let Some(members) = value.as_object_mut() {
            members.insert("text".to_owned(), json!({ "ja": text.ja, "en": text.en }));
        }
        value
    });
    each.collect()
}
