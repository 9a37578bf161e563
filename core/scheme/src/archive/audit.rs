//! Checks an archive file by file, in the order in which a stream brings them; nothing but acts is kept in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};

use super::selection::{Index, named};
use super::{ACT_TYPE, Fault, IsSigned, Limits, Manifest, SEAL_TYPE, Seal, Unchecked};
use crate::body::act::{Act, What};
use crate::body::{Body, Refusal};
use crate::edition::Edition;
use crate::id::Digest;

/// An archive being checked.
pub struct Audit<'s> {
    manifest: Manifest,
    seal: Option<Seal>,
    limits: Limits,
    is_signed: &'s IsSigned<'s>,
    body: Body,
    index: Index,
    /// The files of the list that have not come.
    waiting: BTreeMap<String, File>,
    taken: BTreeSet<String>,
    named: BTreeSet<Digest>,
    last: u64,
    bytes: u64,
    edition_differs: bool,
    faults: Vec<Fault>,
}

#[derive(Debug, Clone)]
enum File {
    Act(usize),
    /// With the size that the list says.
    Other(Digest, u64),
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct Report {
    /// What is wrong; empty when the archive is good.
    pub faults: Vec<Fault>,
    /// What it cannot show.
    pub unchecked: Vec<Unchecked>,
    /// The list.
    pub manifest: Manifest,
    /// The signature over the list.
    pub seal: Option<Seal>,
    /// What the acts come to.
    pub body: Body,
}

impl std::fmt::Debug for Audit<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Audit({}, {} faults)",
            self.manifest.case,
            self.faults.len()
        )
    }
}

impl<'s> Audit<'s> {
    /// Begins with the list and the seal. `edition` finds an edition by its name; `None` where it is not known.
    ///
    /// # Errors
    /// [`Fault::ManifestForm`]: without a list there is nothing to hold the rest against. An edition that is not known
    /// makes the list unreadable too.
    pub fn begin(
        manifest: &[u8],
        seal: &[u8],
        edition: impl FnOnce(&Manifest) -> Option<Edition>,
        is_signed: &'s IsSigned<'s>,
        limits: Limits,
    ) -> Result<Self, Fault> {
        let form = |detail: String| Fault::ManifestForm { detail };
        let read =
            Manifest::from_bytes(manifest, &limits).map_err(|error| form(error.to_string()))?;
        let unknown = || form(format!("no edition {}", read.edition));
        let edition = edition(&read).ok_or_else(unknown)?;
        let mut faults = Vec::new();
        let seal = Seal::from_bytes(seal);
        match &seal {
            None => faults.push(Fault::SealForm {}),
            Some(seal) => {
                let signature = hex::decode(&seal.signature).unwrap_or_default();
                if !is_signed(&seal.key, SEAL_TYPE, manifest, &signature) {
                    faults.push(Fault::SealBroken {});
                }
            }
        }
        let mut waiting = BTreeMap::new();
        for (at, act) in read.acts.iter().enumerate() {
            waiting.insert(act.path(), File::Act(at));
        }
        for file in &read.evidence {
            waiting.insert(file.path(), File::Other(file.digest, file.bytes));
        }
        for file in &read.others {
            waiting.insert(file.path.clone(), File::Other(file.digest, file.bytes));
        }
        Ok(Self {
            edition_differs: edition.digest() != read.edition_digest,
            manifest: read,
            seal,
            limits,
            is_signed,
            body: Body::new(edition),
            index: Index::default(),
            waiting,
            taken: BTreeSet::new(),
            named: BTreeSet::new(),
            last: 0,
            bytes: 0,
            faults,
        })
    }

    /// The list.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Every path of the list, acts first and in order.
    pub fn paths(&self) -> impl Iterator<Item = String> + use<> {
        let acts: Vec<_> = self.manifest.acts.iter().map(|file| file.path()).collect();
        let kept: Vec<_> = self
            .manifest
            .evidence
            .iter()
            .map(|file| file.path())
            .collect();
        let others: Vec<_> = self
            .manifest
            .others
            .iter()
            .map(|file| file.path.clone())
            .collect();
        acts.into_iter().chain(kept).chain(others)
    }

    /// Takes the next file. Returns whether to go on: nothing more is read of an archive beyond the limit.
    ///
    /// # Errors
    /// What the reader meets.
    pub fn take(&mut self, path: &str, from: &mut dyn Read) -> io::Result<bool> {
        let shown = || path.chars().take(300).collect::<String>();
        let Some(file) = self.waiting.remove(path) else {
            let path = shown();
            self.faults.push(if self.taken.contains(&path) {
                Fault::FileTwice { path }
            } else {
                Fault::FileForeign { path }
            });
            return Ok(self.goes_on());
        };
        self.taken.insert(path.to_owned());
        match file {
            File::Act(at) => self.act(at, path, from)?,
            File::Other(digest, said) => {
                let limit = self.limits.file_bytes;
                if said > limit {
                    let path = shown();
                    self.faults.push(Fault::TooLarge { path, limit });
                    return Ok(self.goes_on());
                }
                let (found, bytes) = Digest::of_reading(from, said)?;
                self.bytes = self.bytes.saturating_add(bytes);
                if bytes != said || found != digest {
                    self.faults.push(Fault::FileChanged { path: shown() });
                }
            }
        }
        Ok(self.goes_on())
    }

    /// Notes something that the caller found: a container that cannot be read on, a key that is nobody's.
    pub fn find(&mut self, fault: Fault) {
        self.faults.push(fault);
    }

    /// The signature over the list.
    #[must_use]
    pub fn seal(&self) -> Option<&Seal> {
        self.seal.as_ref()
    }

    /// Says what came of it, once every file was taken.
    #[must_use]
    pub fn end(mut self) -> Report {
        let missing = std::mem::take(&mut self.waiting);
        let missing = missing.into_keys().map(|path| Fault::FileMissing { path });
        self.faults.extend(missing);
        let belong = self.index.select(&self.manifest.case);
        if belong.is_empty() {
            let case = self.manifest.case.to_string();
            self.faults.push(Fault::CaseMissing { case });
        } else {
            let strange = self
                .manifest
                .acts
                .iter()
                .filter(|act| self.index.holds(act.number) && !belong.contains(&act.number));
            let strange = strange.map(|act| Fault::ActForeign { path: act.path() });
            self.faults.extend(strange.collect::<Vec<_>>());
        }
        let kept: BTreeSet<Digest> = self.manifest.evidence.iter().map(|on| on.digest).collect();
        for file in &self.manifest.evidence {
            if !self.named.contains(&file.digest) {
                let path = file.path();
                self.faults.push(Fault::EvidenceUnnamed { path });
            }
        }
        let unchecked = self.unchecked(&kept);
        Report {
            faults: self.faults,
            unchecked,
            manifest: self.manifest,
            seal: self.seal,
            body: self.body,
        }
    }

    fn unchecked(&self, kept: &BTreeSet<Digest>) -> Vec<Unchecked> {
        let mut unchecked = Vec::new();
        if self.manifest.demonstration {
            unchecked.push(Unchecked::Demonstration {});
        }
        if self.edition_differs {
            let edition = self.manifest.edition.to_string();
            unchecked.push(Unchecked::OtherEdition { edition });
        }
        unchecked.push(Unchecked::RestOfTheLog {
            acts: self.manifest.acts.len(),
            last: self.last,
        });
        let count = self.named.difference(kept).count();
        if count > 0 {
            unchecked.push(Unchecked::NotKept { count });
        }
        let case = self.body.case(&self.manifest.case);
        if case.is_some_and(|case| case.certificate().is_some()) {
            unchecked.push(Unchecked::Today {});
        }
        unchecked
    }

    fn goes_on(&mut self) -> bool {
        // Every file that is passed over adds a fault: a stranger does not choose how many there are.
        if self.faults.len() > MOST_FAULTS {
            return false;
        }
        let limit = self.limits.all_bytes;
        if self.bytes > limit {
            let path = super::MANIFEST_PATH.to_owned();
            self.faults.push(Fault::TooLarge { path, limit });
            return false;
        }
        true
    }

    fn act(&mut self, at: usize, path: &str, from: &mut dyn Read) -> io::Result<()> {
        let path = path.to_owned();
        let limit = self.limits.act_bytes;
        let mut bytes = Vec::new();
        from.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
        self.bytes = self.bytes.saturating_add(bytes.len() as u64);
        if bytes.len() as u64 > limit {
            self.faults.push(Fault::TooLarge { path, limit });
            return Ok(());
        }
        let file = self.manifest.acts[at].clone();
        if Digest::of(&bytes) != file.digest {
            self.faults.push(Fault::FileChanged { path });
            return Ok(());
        }
        if file.number <= self.last {
            self.faults.push(Fault::FileOutOfOrder { path });
            return Ok(());
        }
        self.last = file.number;
        let act: Act = match serde_json::from_slice(&bytes) {
            Ok(act) => act,
            Err(error) => {
                let detail = error.to_string();
                self.faults.push(Fault::ActForm { path, detail });
                return Ok(());
            }
        };
        let signature = hex::decode(&file.signature).unwrap_or_default();
        let key = key_of(&self.body, &act);
        if !key.is_some_and(|key| (self.is_signed)(key, ACT_TYPE, &bytes, &signature)) {
            let actor = act.by.to_string();
            self.faults.push(Fault::ActSignature { path, actor });
            return Ok(());
        }
        self.index.note(file.number, &act);
        self.named.extend(named(&act));
        if let Err(reasons) = follow(&mut self.body, act) {
            self.faults.push(Fault::ActRefused { path, reasons });
        }
        Ok(())
    }
}

/// So many faults are told; an archive with more is not read on.
const MOST_FAULTS: usize = 1000;

/// Performs an act after those of the archive before it.
///
/// How many acts without a case there were is known to the whole log only, so that count is not asked; that of a case is.
fn follow(body: &mut Body, mut act: Act) -> Result<(), Vec<Refusal>> {
    if act.case.is_none() {
        act.expects = None;
    }
    body.perform(&act)
}

/// The key that must have signed an act; the first registrar brings its own.
fn key_of<'a>(body: &'a Body, act: &'a Act) -> Option<&'a str> {
    match (body.actors().get(&act.by), &act.what) {
        (Some(actor), _) => Some(&actor.registration.public_key),
        (None, What::RegisterActor(own)) if own.actor == act.by => Some(&own.public_key),
        (None, _) => None,
    }
}
