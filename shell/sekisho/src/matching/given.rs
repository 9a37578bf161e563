//! The VEX documents that were given with `--vex`, and whether a key given with `--vex-key` signed them.
//!
//! A signed document is a DSSE envelope around it. With keys, nothing of a document that none of them signed is looked at
//! beyond its envelope; without keys every document is read, and its answers are shown as unsigned.

use std::path::{Path, PathBuf};

use register::document::SignedDocument;
use register::key::VerifyingKey;
use vulnerability::{Limits, SignatureLack, UnsignedVex, Vex};

use crate::undone::at;
use crate::{Failure, input};

/// The largest VEX document that is read, in its envelope or without one.
const VEX_BYTES: u64 = 64 << 20;

/// The largest file with a public key that is read.
const KEY_BYTES: u64 = 64 << 10;

/// What was given.
#[derive(Default)]
pub(super) struct Given {
    /// What may answer.
    pub(super) vex: Vec<Vex>,
    /// What does not count.
    pub(super) unsigned: Vec<UnsignedVex>,
}

impl Given {
    pub(super) fn read(
        documents: &[PathBuf],
        keys: &[PathBuf],
        limits: &Limits,
    ) -> Result<Self, Failure> {
        let keys: Vec<VerifyingKey> = keys
            .iter()
            .map(|path| key(path))
            .collect::<Result<_, _>>()?;
        let mut given = Self::default();
        for path in documents {
            given.take(path, &keys, limits)?;
        }
        Ok(given)
    }

    fn take(&mut self, path: &Path, keys: &[VerifyingKey], limits: &Limits) -> Result<(), Failure> {
        let bytes = input::read(path, VEX_BYTES)?;
        if !SignedDocument::recognises(&bytes) {
            if keys.is_empty() {
                self.vex.push(Vex::read(&bytes, limits).map_err(at(path))?);
            } else {
                self.leave(path, SignatureLack::NoSignature);
            }
            return Ok(());
        }
        let signed = SignedDocument::from_bytes(&bytes).map_err(at(path))?;
        let known = keys.iter().any(|key| signed.is_signed_by(*key));
        if !keys.is_empty() && !known {
            self.leave(path, SignatureLack::NoKnownKey);
            return Ok(());
        }
        let mut vex = Vex::read(&signed.payload, limits).map_err(at(path))?;
        if known && !is_of_type(&signed.payload_type, vex.form.media_type()) {
            self.leave(path, SignatureLack::OtherType);
            return Ok(());
        }
        vex.signed = known;
        self.vex.push(vex);
        Ok(())
    }

    fn leave(&mut self, path: &Path, lack: SignatureLack) {
        let document = path.display().to_string();
        self.unsigned.push(UnsignedVex { document, lack });
    }
}

fn key(path: &Path) -> Result<VerifyingKey, Failure> {
    let text = input::text(path, KEY_BYTES)?;
    Ok(VerifyingKey::from_pem(&text).map_err(at(path))?)
}

/// A media type may carry parameters: `application/vnd.cyclonedx+json; version=1.6`.
fn is_of_type(said: &str, wanted: &str) -> bool {
    let bare = said.split(';').next().unwrap_or_default();
    bare.trim().eq_ignore_ascii_case(wanted)
}
