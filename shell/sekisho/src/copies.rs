//! `sekisho body backup|restore`: a body with its register in one file, and out of it.

use serde_json::json;
use service::Body;
use service::backup;

use crate::cli::{Backup, Restore};
use crate::talk::Talk;
use crate::{Answer, Failure, custody, passphrase, published};

/// Copies a body to one file.
pub(crate) fn take(order: &Backup, talk: &Talk) -> Result<Answer, Failure> {
    let keys = match order.with_keys {
        true => Some(passphrase::new(&order.to, talk)?),
        false => None,
    };
    let body = custody::open(&order.place, talk)?;
    let taken = backup::backup(&body, &order.to, service::now(), keys.as_ref())?;
    let args = [
        ("path", order.to.display().to_string().into()),
        ("files", taken.files.to_string().into()),
        ("bytes", taken.bytes.to_string().into()),
        ("keys", taken.keys.to_string().into()),
        ("acts", taken.acts.to_string().into()),
        ("list", taken.list.to_string().into()),
    ];
    talk.lines("body-backed-up", &args);
    if !order.with_keys {
        talk.line(&talk.say("body-backed-up-no-keys", &[]));
    }
    if talk.json {
        talk.value(&json!({
            "file": order.to, "files": taken.files, "bytes": taken.bytes, "keys": taken.keys, "acts": taken.acts,
            "list_sha256": taken.list,
        }))?;
    }
    Ok(Answer::Yes)
}

/// Makes a body out of a copy, and compares its register with what is published, where that is said.
pub(crate) fn put_back(order: &Restore, talk: &Talk) -> Result<Answer, Failure> {
    let keys = match order.with_keys {
        true => Some(passphrase::asked("passphrase-asked", &order.file, talk)?),
        false => None,
    };
    // A place that cannot be read is known before anything is unpacked.
    let mut known = published::known(&order.published, talk)?;
    let restored = backup::restore(&order.file, &order.into, keys.as_ref())?;
    let args = [
        ("path", order.into.display().to_string().into()),
        ("made", restored.made.to_string().into()),
        ("acts", restored.acts.to_string().into()),
        ("keys", restored.keys.to_string().into()),
        ("list", restored.list.to_string().into()),
    ];
    talk.lines("body-restored-done", &args);
    let checked = !order.published.is_empty();
    if checked {
        let (body, register) = (order.into.join("body"), order.into.join("register"));
        Body::open_after(&body, &register, &mut known)?;
        talk.line(&talk.say("body-restored-checked", &[]));
    } else {
        talk.line(&talk.say("body-restored-next", &[]));
    }
    if talk.json {
        talk.value(&json!({
            "into": order.into, "made": restored.made, "origin": restored.origin, "acts": restored.acts,
            "keys": restored.keys, "list_sha256": restored.list, "checked": checked,
        }))?;
    }
    Ok(Answer::Yes)
}
