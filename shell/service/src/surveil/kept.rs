//! What is kept between two looks: the distinct parts of everything that is watched, in one file of the body's folder.
//!
//! It saves reading every parts list again and never changes an answer: each certificate stands in it under the digests of what
//! was read, and what does not fit is read anew.

use std::collections::BTreeMap;

use scheme::id::{CertificateNumber, Digest};
use vulnerability::Watch;

use super::{Subject, Unseen};
use crate::body::{Body, BodyError};
use crate::disk::Readers;

/// The parts of all that is watched.
#[derive(Debug)]
pub struct Index {
    pub(super) watch: Watch,
    numbers: BTreeMap<CertificateNumber, u32>,
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
        let wanted: BTreeMap<String, CertificateNumber> = subjects
            .iter()
            .map(|subject| (name(subject), subject.number))
            .collect();
        let gone = watch.names().filter(|name| !wanted.contains_key(*name));
        // Those that have ended stay until they are the greater part.
        if gone.count() * 2 > watch.names().count() {
            watch = Watch::new();
        }
        let mut numbers = BTreeMap::new();
        for (at, name) in (0..).zip(watch.names()) {
            if let Some(number) = wanted.get(name) {
                numbers.insert(*number, at);
            }
        }
        let mut added = false;
        for subject in subjects {
            if numbers.contains_key(&subject.number) {
                continue;
            }
            match subject.open(body) {
                Ok(opened) => {
                    let at = watch.add(&name(subject), &opened.lists);
                    numbers.insert(subject.number, at);
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

    pub(super) fn number_of(&self, certificate: CertificateNumber) -> Option<u32> {
        self.numbers.get(&certificate).copied()
    }
}

/// A certificate with everything by which its parts are read.
fn name(subject: &Subject) -> String {
    let asked = subject.asked.map(|digest| digest.to_string());
    let lists = subject
        .lists
        .iter()
        .map(|(name, digest)| format!("{name} {digest}"));
    let read: Vec<String> = lists.chain(asked).collect();
    format!(
        "{} {}",
        subject.number,
        Digest::of(read.join("\n").as_bytes())
    )
}
