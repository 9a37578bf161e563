//! Matching again what was certified: which lists, which answers count, what is found, what is new.
//!
//! Nothing here puts anything on record; see [`crate::acts`] for that.

mod kept;

use std::collections::BTreeMap;

use jiff::Timestamp;
use scheme::body::act::SurveillanceEnding;
use scheme::body::certificate::Certificate;
use scheme::body::surveillance::Watched;
use scheme::evidence::{ItemKind, Place};
use scheme::id::{CertificateNumber, Digest, SurveillanceId};
use scheme::surveillance::Flaw;
use serde::Serialize;
use vulnerability::{
    Catalogues, Feed, Finding, Glance, Limits, Matching, Outcome, PartsList, Policy, Reason, Vex,
    match_parts,
};

use crate::body::{Body, BodyError};
use crate::evaluate::{Asked, severity};

pub use kept::Index;

/// The advisories of a look.
#[derive(Debug, Clone, Copy)]
pub struct News<'n> {
    /// The feeds.
    pub feeds: &'n [Feed],
    /// What is known beside them.
    pub catalogues: &'n Catalogues,
    /// When.
    pub at: Timestamp,
}

/// A certificate whose parts are watched.
#[derive(Debug, Clone)]
pub struct Subject {
    /// Its number.
    pub number: CertificateNumber,
    /// Its parts lists: name and digest.
    lists: Vec<(String, Digest)>,
    /// The digest of the question that was kept with the match that counted.
    asked: Option<Digest>,
    /// VEX documents that people accepted.
    accepted: Vec<Digest>,
    /// Digests of its artefacts.
    artefacts: Vec<Digest>,
}

/// Why nothing can be said about a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, strum::VariantNames)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Unseen {
    /// A parts list was handed in by its digest alone.
    ListNotKept {
        /// The list.
        list: String,
    },
    /// A parts list cannot be read.
    ListNotRead {
        /// The list.
        list: String,
        /// Why.
        detail: String,
    },
    /// A VEX document that counts cannot be read.
    VexNotRead {
        /// The document.
        digest: String,
        /// Why.
        detail: String,
    },
}

/// Everything of a subject that a match needs.
struct Opened {
    lists: Vec<PartsList>,
    accepted: Vec<Vex>,
    asked: Asked,
}

/// The certificates whose parts are watched at this moment: valid and suspended ones that have parts lists. The others that
/// stand are named too: systems, whose components are watched under their own certificates, and products without a list.
#[must_use]
pub fn subjects(body: &Body, at: Timestamp) -> (Vec<Subject>, Vec<CertificateNumber>) {
    let (mut watched, mut without) = (Vec::new(), Vec::new());
    for certificate in body.state().certificates().values() {
        let standing = body.state().standing(certificate.number, at);
        if standing.is_none_or(|standing| standing.standing.is_final()) {
            continue;
        }
        let subject = subject(body, certificate);
        if subject.lists.is_empty() {
            without.push(certificate.number);
        } else {
            watched.push(subject);
        }
    }
    (watched, without)
}

fn subject(body: &Body, certificate: &Certificate) -> Subject {
    let of_kind = |kind| {
        let items = certificate
            .build
            .iter()
            .filter(move |item| item.kind == kind);
        items.map(|item| (item.name.clone(), item.digest))
    };
    let case = body.state().case(&certificate.case);
    let counted = certificate
        .tests
        .iter()
        .find(|test| test.test.as_str() == "vulnerability");
    let recorded = case
        .zip(counted)
        .and_then(|(case, test)| case.recorded(&test.result));
    // The whole answer comes first, the question behind it.
    let asked = recorded.and_then(|recorded| recorded.attachments.get(1).copied());
    let findings = case.map(|case| case.findings()).unwrap_or_default();
    let ended = findings.iter().filter(|finding| finding.has_ended());
    let mut accepted: Vec<Digest> = ended.filter_map(|finding| finding.state.vex()).collect();
    for watched in of(body, certificate.number) {
        let closed = watched.closed.as_ref().map(|closed| &closed.ending);
        if closed == Some(&SurveillanceEnding::Answered {}) {
            accepted.extend(watched.answers.iter().map(|answer| answer.vex));
        }
    }
    accepted.sort_unstable();
    accepted.dedup();
    Subject {
        number: certificate.number,
        lists: of_kind(ItemKind::PartsList).collect(),
        asked,
        accepted,
        artefacts: of_kind(ItemKind::Artefact)
            .map(|(_, digest)| digest)
            .collect(),
    }
}

/// The surveillance cases of a certificate.
fn of(body: &Body, number: CertificateNumber) -> impl Iterator<Item = &Watched> {
    let watched = body.state().surveillance().values();
    watched.filter(move |watched| watched.certificate == number)
}

impl Subject {
    /// The lists as they were kept, with the question.
    fn open(&self, body: &Body) -> Result<Opened, Unseen> {
        let asked = self.question(body);
        let mut lists = Vec::new();
        for (name, digest) in &self.lists {
            lists.push(self.list(body, name, *digest, &asked)?);
        }
        let accepted = documents(body, &self.accepted)?;
        Ok(Opened {
            lists,
            accepted,
            asked,
        })
    }

    fn question(&self, body: &Body) -> Asked {
        let kept = self.asked.and_then(|digest| body.kept(digest).ok());
        let read = kept.and_then(|bytes| Asked::from_bytes(&bytes));
        read.unwrap_or_else(Asked::nothing)
    }

    fn list(
        &self,
        body: &Body,
        name: &str,
        digest: Digest,
        asked: &Asked,
    ) -> Result<PartsList, Unseen> {
        let list = || name.to_owned();
        let kept = body.kept(digest);
        let bytes = kept.map_err(|_| Unseen::ListNotKept { list: list() })?;
        let read = PartsList::read(name, &bytes, &Limits::default());
        let read = read.map_err(|error| Unseen::ListNotRead {
            list: list(),
            detail: error.to_string(),
        })?;
        Ok(match &asked.os_release {
            Some(text) => read.in_release(text),
            None => read,
        })
    }

    fn policy(&self, body: &Body, asked: &Asked, at: Timestamp) -> Policy {
        let mut policy = policy(body, at);
        asked.ask(&mut policy);
        let digests = self.artefacts.iter();
        policy.product.digests = digests
            .map(|digest| vulnerability::Digest::from_bytes(*digest.as_bytes()))
            .collect();
        policy
    }
}

/// What the edition asks of every match.
fn policy(body: &Body, at: Timestamp) -> Policy {
    let edition = body.state().edition();
    let rules = edition.rules();
    let mut policy = Policy::at(at);
    policy.max_age_days = Some(rules.feed_age_days.value);
    policy.age_waived = edition.feed_age_days().is_none();
    policy.allowed_unmatchable_permille = rules.unmatchable_percent.value * 10;
    policy
}

fn documents(body: &Body, digests: &[Digest]) -> Result<Vec<Vex>, Unseen> {
    let mut documents = Vec::new();
    for digest in digests {
        let not_read = |detail: String| Unseen::VexNotRead {
            digest: digest.to_string(),
            detail,
        };
        let bytes = body.kept(*digest);
        let bytes = bytes.map_err(|error| not_read(error.to_string()))?;
        let read = Vex::read(&bytes, &Limits::default());
        let vex = read.map_err(|error| not_read(error.to_string()))?;
        // The holder signed the act that names it.
        documents.push(Vex {
            signed: true,
            ..vex
        });
    }
    Ok(documents)
}

/// What was seen of one certificate.
#[derive(Debug)]
pub struct Seen {
    /// The engine's whole answer.
    pub outcome: Outcome,
    /// What stands, as flaws.
    pub flaws: Vec<Flaw>,
    /// Those of them that are new.
    pub new: Vec<Flaw>,
}

impl Seen {
    /// Candidates that nobody has decided about: a person must look.
    pub fn candidates(&self) -> impl Iterator<Item = &Finding> {
        self.outcome.findings.iter().filter(|found| !found.stands())
    }

    /// Why not finding something would mean nothing.
    pub fn lacks(&self) -> impl Iterator<Item = &Reason> {
        let reasons = self.outcome.reasons.iter();
        reasons
            .filter(|reason| !matches!(reason, Reason::Findings { .. } | Reason::Candidates { .. }))
    }

    /// Whether everything was looked at, so that what is not found is not there.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.lacks().next().is_none()
    }

    fn has(&self, flaw: &Flaw) -> bool {
        self.flaws
            .iter()
            .any(|seen| seen.rule == flaw.rule && seen.place.name == flaw.place.name)
    }

    /// The engine's answer as it is kept.
    ///
    /// # Errors
    /// [`BodyError::Unmakeable`] when it cannot be written.
    pub fn to_bytes(&self) -> Result<Vec<u8>, BodyError> {
        serde_json::to_vec_pretty(&self.outcome).map_err(|error| BodyError::Unmakeable {
            what: "the engine's answer",
            detail: error.to_string(),
        })
    }
}

/// Matches one certificate again, with the VEX documents that people accepted and with these too.
fn look(body: &Body, subject: &Subject, news: News<'_>, also: &[Digest]) -> Result<Seen, Unseen> {
    let Opened {
        lists,
        mut accepted,
        asked,
    } = subject.open(body)?;
    accepted.extend(documents(body, also)?);
    let policy = subject.policy(body, &asked, news.at);
    let outcome = match_parts(&lists, news.feeds, news.catalogues, &accepted, &policy);
    Ok(seen(body, subject, outcome))
}

/// What an outcome comes to for a certificate.
fn seen(body: &Body, subject: &Subject, outcome: Outcome) -> Seen {
    let lists = subject.lists.iter();
    let names: Vec<&str> = lists.map(|(name, _)| name.as_str()).collect();
    let stands = outcome.findings.iter().filter(|found| found.stands());
    let flaws: Vec<Flaw> = stands.flat_map(|found| flaws(found, &names)).collect();
    let new = body.state().new_flaws(subject.number, &flaws);
    Seen {
        outcome,
        flaws,
        new,
    }
}

/// A flaw stands in every list that holds the part.
fn flaws(found: &Finding, lists: &[&str]) -> Vec<Flaw> {
    let holds = |list: &&&str| {
        let begins = |place: &String| {
            place
                .strip_prefix(**list)
                .is_some_and(|rest| rest.starts_with(": "))
        };
        found.places.iter().any(begins)
    };
    let each = lists.iter().filter(holds).map(|list| Flaw {
        rule: found.advisory.clone(),
        place: Place {
            scope: (*list).to_owned(),
            name: found.name.clone(),
        },
        severity: severity(found),
        exploited: found.kev == Some(true),
        what: format!(
            "{} {}: {}",
            found.name,
            found.version.as_deref().unwrap_or("–"),
            found.title
        ),
    });
    each.collect()
}

/// What a run of surveillance sees.
#[derive(Debug)]
pub struct Sight {
    /// How many certificates were looked at.
    pub watched: usize,
    /// How many distinct parts they have.
    pub parts: usize,
    /// Certificates that stand and have no parts list.
    pub without: Vec<CertificateNumber>,
    /// What all of them together were looked at with.
    pub glance: Glance,
    /// Those of which something is found or a case waits, each looked at by itself.
    pub seen: BTreeMap<CertificateNumber, Seen>,
    /// Those of which nothing can be said.
    pub unseen: BTreeMap<CertificateNumber, Unseen>,
    /// Those of which not every part could be compared: how many, of how many.
    pub partly: BTreeMap<CertificateNumber, Reason>,
}

/// Looks at all that is watched: at all parts together first, then at each certificate that the news speak of or that has a
/// case by itself.
///
/// # Errors
/// [`BodyError`] when what is kept of earlier looks cannot be written.
pub fn look_at_all(body: &Body, news: News<'_>) -> Result<Sight, BodyError> {
    let (subjects, without) = subjects(body, news.at);
    let mut unseen = BTreeMap::new();
    let index = Index::of(body, &subjects, &mut unseen)?;
    let glance = index
        .watch
        .look(news.feeds, news.catalogues, &policy(body, news.at));
    let mut sight = Sight {
        watched: subjects.len(),
        parts: index.watch.distinct(),
        without,
        glance,
        seen: BTreeMap::new(),
        unseen,
        partly: BTreeMap::new(),
    };
    let waits = |number| of(body, number).any(Watched::is_open);
    let mut matching = Matching::new(news.feeds, news.catalogues);
    for subject in &subjects {
        let number = subject.number;
        if sight.unseen.contains_key(&number) {
            continue;
        }
        let mut lists = index.lists_of(number).iter();
        let looked = if waits(number) {
            Some(look(body, subject, news, &[]))
        } else if lists.any(|list| sight.glance.found.contains_key(list)) {
            let together = (&index, &sight.glance);
            Some(look_at_found(
                body,
                subject,
                together,
                &mut matching,
                news.at,
            ))
        } else {
            None
        };
        match looked {
            Some(Ok(seen)) => {
                sight.seen.insert(number, seen);
            }
            Some(Err(why)) => {
                sight.unseen.insert(number, why);
                continue;
            }
            None => {}
        }
        if let Some(reason) = partly(body, subject, &index, &sight.glance) {
            sight.partly.insert(number, reason);
        }
    }
    Ok(sight)
}

/// Matches those parts of a certificate again of which something was found: of the others nothing was.
fn look_at_found(
    body: &Body,
    subject: &Subject,
    (index, glance): (&Index, &Glance),
    matching: &mut Matching<'_>,
    at: Timestamp,
) -> Result<Seen, Unseen> {
    let asked = subject.question(body);
    let accepted = documents(body, &subject.accepted)?;
    let policy = subject.policy(body, &asked, at);
    for (list, (name, digest)) in index.lists_of(subject.number).iter().zip(&subject.lists) {
        let found = glance.found.get(list).into_iter().flatten().copied();
        let digest = vulnerability::Digest::from_bytes(*digest.as_bytes());
        matching.take(index.watch.some((name, digest), found));
    }
    Ok(seen(body, subject, matching.outcome(&accepted, &policy)))
}

/// The engine's whole answer about one certificate with all its parts: what is kept with a case that is opened.
///
/// # Errors
/// [`BodyError::Unmakeable`] when its lists cannot be read, or the answer not be written.
pub fn whole_answer(
    body: &Body,
    number: CertificateNumber,
    news: News<'_>,
) -> Result<Vec<u8>, BodyError> {
    let unmakeable = |detail: String| BodyError::Unmakeable {
        what: "the engine's answer",
        detail,
    };
    let certificate = body.state().certificate(number);
    let certificate =
        certificate.ok_or_else(|| unmakeable(format!("there is no certificate {number}")))?;
    let seen = look(body, &subject(body, certificate), news, &[]);
    let seen = seen.map_err(|why| unmakeable(serde_json::to_string(&why).unwrap_or_default()))?;
    seen.to_bytes()
}

/// Whether more parts of a certificate could not be compared than the edition allows and the maker argued for.
fn partly(body: &Body, subject: &Subject, index: &Index, glance: &Glance) -> Option<Reason> {
    let lists = index.lists_of(subject.number);
    let silent = lists.iter().filter_map(|list| glance.silent.get(list));
    let silent: Vec<usize> = silent.flatten().map(|(at, _)| *at).collect();
    if silent.is_empty() {
        return None;
    }
    let asked = subject.question(body);
    let argued = |name: &str, version: Option<&str>| {
        let mut argued = asked.argued.iter();
        argued.any(|one| one.name == name && one.version.as_deref() == version)
    };
    let parts = silent.into_iter().filter_map(|at| index.watch.part(at));
    let open = parts.filter(|part| !argued(&part.name, part.version.as_deref()));
    let parts = open.count();
    let of = lists.iter().map(|list| index.watch.parts_of(*list)).sum();
    let allowed = body.state().edition().rules().unmatchable_percent.value * 10;
    (parts * 1000 > of * allowed as usize).then_some(Reason::UnmatchableParts {
        parts,
        of,
        allowed_permille: allowed,
    })
}

/// What can be done about an open case at this moment.
#[derive(Debug)]
pub enum Ready {
    /// It can be closed in this way; the engine's answer shows it.
    Close(SurveillanceEnding, Option<Vec<u8>>),
    /// The holder's signed answers settle all that is still found: a person must accept them.
    Accept(Vec<u8>),
    /// It waits for the holder.
    Wait,
}

/// Looks what an open case waits for.
///
/// # Errors
/// [`BodyError::Unmakeable`] when the engine's answer cannot be written.
pub fn ready(
    body: &Body,
    sight: &Sight,
    id: &SurveillanceId,
    news: News<'_>,
) -> Result<Ready, BodyError> {
    let Some(watched) = body.state().surveillance().get(id) else {
        return Ok(Ready::Wait);
    };
    let state = body.state();
    let number = watched.certificate;
    if let Some(new) = fixed_in(body, watched, news)? {
        let (certificate, answer) = new;
        let ending = SurveillanceEnding::Fixed { certificate };
        return Ok(Ready::Close(ending, Some(answer)));
    }
    let standing = state.standing(number, news.at);
    if standing.is_none_or(|standing| standing.standing.is_final()) {
        return Ok(Ready::Close(SurveillanceEnding::Ended {}, None));
    }
    let Some(seen) = sight.seen.get(&number).filter(|seen| seen.is_whole()) else {
        return Ok(Ready::Wait);
    };
    if !watched.flaws.iter().any(|flaw| seen.has(flaw)) {
        let answer = Some(seen.to_bytes()?);
        return Ok(Ready::Close(SurveillanceEnding::NotAffected {}, answer));
    }
    let also: Vec<Digest> = watched.answers.iter().map(|answer| answer.vex).collect();
    let certificate = state.certificate(number);
    let again = certificate
        .filter(|_| !also.is_empty())
        .and_then(|certificate| look(body, &subject(body, certificate), news, &also).ok());
    match again {
        Some(again) if again.is_whole() && !watched.flaws.iter().any(|flaw| again.has(flaw)) => {
            Ok(Ready::Accept(again.to_bytes()?))
        }
        _ => Ok(Ready::Wait),
    }
}

/// The certificate of another version of the product in which none of the flaws is found.
fn fixed_in(
    body: &Body,
    watched: &Watched,
    news: News<'_>,
) -> Result<Option<(CertificateNumber, Vec<u8>)>, BodyError> {
    let state = body.state();
    let Some(old) = state.certificate(watched.certificate) else {
        return Ok(None);
    };
    let others = state.certificates().values().rev().filter(|other| {
        other.product == old.product
            && other.category == old.category
            && other.version != old.version
            && state
                .standing(other.number, news.at)
                .is_some_and(|standing| standing.standing == scheme::validity::Standing::Valid)
    });
    for other in others {
        let subject = subject(body, other);
        if subject.lists.is_empty() {
            continue;
        }
        let Ok(seen) = look(body, &subject, news, &[]) else {
            continue;
        };
        if seen.is_whole() && !watched.flaws.iter().any(|flaw| seen.has(flaw)) {
            return Ok(Some((other.number, seen.to_bytes()?)));
        }
    }
    Ok(None)
}
