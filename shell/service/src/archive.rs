//! The archive of a case, as a body writes it, and the signatures in it, as anybody checks them.

use std::collections::BTreeSet;
use std::io::{self, Read};

use jiff::Timestamp;
use scheme::archive::{
    ActFile, EvidenceFile, Format, Index, MANIFEST_PATH, Manifest, OtherFile, SEAL_PATH, SEAL_TYPE,
    Seal, named,
};
use scheme::id::{CaseId, Digest};

use crate::body::BodyError;
use crate::reading::History;
use crate::{Key, signed};

/// A file that is put into an archive beside acts and evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beside {
    /// Its path in the archive.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Why an archive cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// There is no such case.
    #[error("no case {case}")]
    NoCase {
        /// As asked for.
        case: CaseId,
    },
    /// The key that signs the body's statements is not on this machine.
    #[error("the key that signs the body's statements is not here; an archive is signed with it")]
    NoKey,
    /// The body cannot be read.
    #[error(transparent)]
    Body(#[from] BodyError),
    /// The archive cannot be written.
    #[error("the archive")]
    Write(#[from] io::Error),
}

/// Writes the archive of a case: `put` takes each file with its path and size, the list and its signature first, then
/// acts, evidence and what stands beside them. Evidence is read twice and never held in memory.
///
/// # Errors
/// [`ExportError`].
pub fn export(
    history: &History,
    case: &CaseId,
    beside: &[Beside],
    made: Timestamp,
    mut put: impl FnMut(&str, u64, &mut dyn Read) -> io::Result<()>,
) -> Result<Manifest, ExportError> {
    let key = history.statement_key_file()?.ok_or(ExportError::NoKey)?;
    let key = Key::read(&key).map_err(BodyError::from)?;
    let mut index = Index::default();
    history.each_signed(|on| -> Result<(), ExportError> {
        index.note(on.number, &on.act);
        Ok(())
    })?;
    let belong = index.select(case);
    if belong.is_empty() {
        return Err(ExportError::NoCase { case: case.clone() });
    }
    let (mut acts, mut digests) = (Vec::new(), BTreeSet::new());
    history.each_signed(|on| -> Result<(), ExportError> {
        if belong.contains(&on.number) {
            // What other cases rest on is theirs; their acts are enough to follow this one.
            if on.act.case.as_ref().is_none_or(|of| of == case) {
                digests.extend(named(&on.act));
            }
            acts.push(ActFile {
                number: on.number,
                digest: Digest::of(&on.bytes),
                signature: hex::encode(&on.signature),
            });
        }
        Ok(())
    })?;
    let mut evidence = Vec::new();
    for digest in digests {
        if let Some(mut file) = history.evidence(digest)? {
            let (found, bytes) = Digest::of_reading(&mut file, u64::MAX)?;
            if found != digest {
                let changed = format!("evidence {digest} is not what was kept");
                return Err(io::Error::other(changed).into());
            }
            evidence.push(EvidenceFile { digest, bytes });
        }
    }
    let mut others: Vec<OtherFile> = beside
        .iter()
        .map(|file| OtherFile {
            path: file.path.clone(),
            digest: Digest::of(&file.bytes),
            bytes: file.bytes.len() as u64,
        })
        .collect();
    others.sort_by(|a, b| a.path.cmp(&b.path));
    let facts = history.facts();
    let manifest = Manifest {
        format: Format::V1,
        body: facts.name.clone(),
        origin: facts.origin.clone(),
        demonstration: facts.demonstration,
        edition: facts.edition.clone(),
        edition_digest: history.state().edition().digest(),
        case: case.clone(),
        made,
        acts,
        evidence,
        others,
    };
    let list = manifest.to_bytes();
    let signature = key.sign(&signed::encoding(SEAL_TYPE, &list));
    let seal = Seal {
        key: key.public_hex(),
        signature: hex::encode(signature),
    };
    let seal = seal.to_bytes();
    put(MANIFEST_PATH, list.len() as u64, &mut list.as_slice())?;
    put(SEAL_PATH, seal.len() as u64, &mut seal.as_slice())?;
    let mut files = manifest.acts.iter();
    history.each_signed(|on| -> Result<(), ExportError> {
        if belong.contains(&on.number)
            && let Some(file) = files.next()
        {
            let size = on.bytes.len() as u64;
            put(&file.path(), size, &mut on.bytes.as_slice())?;
        }
        Ok(())
    })?;
    for file in &manifest.evidence {
        let kept = history.evidence(file.digest)?;
        let mut kept = kept.ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
        put(&file.path(), file.bytes, &mut kept)?;
    }
    for other in &manifest.others {
        if let Some(file) = beside.iter().find(|file| file.path == other.path) {
            put(&other.path, other.bytes, &mut file.bytes.as_slice())?;
        }
    }
    Ok(manifest)
}

/// Whether these bytes, of this payload type, are signed by this key: 64 hexadecimal digits.
#[must_use]
pub fn is_signed(key: &str, payload_type: &str, bytes: &[u8], signature: &[u8]) -> bool {
    signed::is_signed_by(key, &signed::encoding(payload_type, bytes), signature)
}
