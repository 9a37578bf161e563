//! What is kept between two looks: the distinct parts of everything that is watched, in one file of the body's folder.
//!
//! It saves reading every parts list again and never changes an answer: each certificate stands in it under the digests of what
//! was read, and what does not fit is read anew.

use std::collections::{BTreeMap, BTreeSet};

use scheme::id::{CertificateNumber, Digest};
use vulnerability::Watch;

use super::{Subject, Unseen};
use crate::body::{Body, BodyError};
use crate::disk::Readers;

/// The parts of all that is watched.
#[derive(Debug)]
pub struct Index {
    pub(super) watch: Watch,
    /// Each certificate's lists, in their order.
    numbers: BTreeMap<CertificateNumber, Vec<u32>>,
}

impl Index {
    /// Reads what was kept and adds what is missing; certificates whose lists cannot be read are put among the unseen.
    ///
    /// # Errors
    /// [`BodyError::File`] when it cannot be kept.
    pub fn of(
        body: &Body,
        subjects: &[Subject],
        unseen: &mut BTreeMap<CertificateNumber, Unseen>,
    ) -> Result<Self, BodyError> {
        let place = body.home.watched_parts();
        // One that is gone or damaged is made anew.
        let kept = std::fs::read(&place).ok();
        let kept = kept.and_then(|bytes| Watch::from_bytes(&bytes).ok());
        let mut watch = kept.unwrap_or_default();
        let wanted: BTreeSet<String> = subjects.iter().flat_map(names).collect();
        let gone = watch.names().filter(|name| !wanted.contains(*name));
        // Those that have ended stay until they are the greater part.
        if gone.count() * 2 > watch.names().count() {
            watch = Watch::new();
        }
        let names_known = (0..).zip(watch.names());
        let known: BTreeMap<String, u32> = names_known
            .map(|(at, name)| (name.to_owned(), at))
            .collect();
        let mut numbers = BTreeMap::new();
        let mut added = false;
        for subject in subjects {
            let names: Vec<String> = names(subject).collect();
            let there: Option<Vec<u32>> =
                names.iter().map(|name| known.get(name).copied()).collect();
            if let Some(there) = there {
                numbers.insert(subject.number, there);
                continue;
            }
            match subject.open(body) {
                Ok(opened) => {
                    let each = names.iter().zip(&opened.lists);
                    let new = each.map(|(name, list)| watch.add(name, [list])).collect();
                    numbers.insert(subject.number, new);
                    added = true;
                }
                Err(why) => {
                    unseen.insert(subject.number, why);
                }
            }
        }
        if added {
            let written = body.disk.write(&place, &watch.to_bytes(), Readers::Owner);
            written.map_err(|source| BodyError::File {
                path: place,
                source,
            })?;
        }
        Ok(Self { watch, numbers })
    }

    /// The lists of a certificate, by the numbers under which their parts are watched.
    pub(super) fn lists_of(&self, certificate: CertificateNumber) -> &[u32] {
        self.numbers.get(&certificate).map_or(&[], Vec::as_slice)
    }
}

/// Each list of a certificate with everything by which its parts are read.
fn names(subject: &Subject) -> impl Iterator<Item = String> {
    let asked = subject.asked.map(|digest| digest.to_string());
    let asked = asked.unwrap_or_default();
    let lists = (1..).zip(&subject.lists);
    lists.map(move |(at, (name, digest))| {
        let read = Digest::of(format!("{name}\n{digest}\n{asked}").as_bytes());
        format!("{} {at} {read}", subject.number)
    })
}
