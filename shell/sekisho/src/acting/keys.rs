//! Keys of people: a new one, and who it is that holds one.

use std::path::{Path, PathBuf};

use serde_json::json;
use service::{Actor, Body, Key, KeyError};

use super::Against;
use crate::certify::replace;
use crate::talk::Talk;
use crate::undone::Said;
use crate::{Answer, Failure, input, passphrase};

/// The largest file that may hold a public key.
const PUBLIC_BYTES: u64 = 4096;

/// Makes a key, under a passphrase unless it is to be plain, and beside it the public half for the registrar.
pub(super) fn new_key(file: &Path, plain: bool, talk: &Talk) -> Result<Answer, Failure> {
    let public = public_beside(file);
    if public.exists() || public == file {
        return Err(KeyError::Exists { path: public }.into());
    }
    let key = Key::generate()?;
    match plain {
        true => key.write_new(file)?,
        false => key.write_new_encrypted(file, &passphrase::new(file, talk)?)?,
    }
    replace(&public, format!("{}\n", key.public_hex()).as_bytes())?;
    let shown = |path: &Path| path.display().to_string();
    let args = [
        ("key", shown(file).into()),
        ("public", shown(&public).into()),
    ];
    talk.line(&talk.say("acting-key-made", &args));
    if talk.json {
        talk.value(&json!({ "key": file, "public": public, "public_key": key.public_hex(), "encrypted": !plain }))?;
    }
    Ok(Answer::Yes)
}

/// Where the public half lies.
fn public_beside(key: &Path) -> PathBuf {
    key.with_extension("pub")
}

/// The actor whose key this is, by the public key registered in the body.
pub(super) fn actor(body: &Body, file: &Path, talk: &Talk) -> Result<Actor, Failure> {
    let key = passphrase::key(file, talk)?;
    let public = key.public_hex();
    let Some(id) = body.state().holder(&public) else {
        let path = file.display().to_string();
        let nobody = json!({ "code": "key-of-nobody", "path": path, "key": public });
        return Err(Against::own(nobody).into());
    };
    let id = id.clone();
    Ok(Actor { id, key })
}

/// Reads a public key; nothing of a file that holds something else is shown.
pub(super) fn read_public(file: &Path) -> Result<String, Failure> {
    let text = input::text(file, PUBLIC_BYTES)?;
    let public = text.trim();
    let digits = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    if public.len() != 64 || !public.bytes().all(digits) {
        let path = file.display().to_string();
        return Err(Said::new("acting-no-public-key", &[("path", &path)]).into());
    }
    Ok(public.to_owned())
}
