//! Somebody who had no part in the case answers an appeal or a complaint.

use jiff::Timestamp;
use scheme::body::act::{Reply, What};

use crate::body::{Actor, Body, BodyError};

/// Answers the appeal or complaint `entry`, the answer's text kept by digest: it was right (`upheld`) or it was not.
///
/// # Errors
/// [`BodyError::Refused`] with all reasons; what cannot be written.
pub fn handle(
    body: &mut Body,
    officer: &Actor,
    at: Timestamp,
    why: &str,
    (entry, upheld): (&str, bool),
    text: &[u8],
) -> Result<u64, BodyError> {
    let text = body.keep(text)?;
    let voice = body.state().voices().get(entry);
    let case = voice.and_then(|voice| voice.case.clone());
    let reply = Reply {
        entry: entry.to_owned(),
        upheld,
        text,
    };
    body.perform(officer, at, why, case.as_ref(), What::Handle(reply))
}
