//! What the environment says: where the trust file lies. And how reasons are told to programs.

use std::env;
use std::path::{Path, PathBuf};

use register::trust::Trust;
use serde::Serialize;
use serde_json::{Value, json};
use texts::documents::BothTexts;

use crate::Failure;
use crate::product::read_limited;

/// The largest trust file that is read.
const TRUST_BYTES: u64 = 1 << 20;

/// The trust file of the user's configuration folder: `$XDG_CONFIG_HOME/sekisho/trust.json`, else
/// `~/.config/sekisho/trust.json`.
pub(crate) fn default_trust() -> Option<PathBuf> {
    let folder = |name: &str| {
        env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let config = folder("XDG_CONFIG_HOME").or_else(|| Some(folder("HOME")?.join(".config")))?;
    Some(config.join("sekisho").join("trust.json"))
}

/// Reads a trust file.
pub(crate) fn read_trust(path: &Path) -> Result<Trust, Failure> {
    let bytes = read_limited(path, TRUST_BYTES)?;
    Trust::from_bytes(&bytes).map_err(|error| format!("{}: {error}", path.display()).into())
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
