//! What a run of surveillance says: to people line by line, to programs as one value.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::Timestamp;
use scheme::body::act::SurveillanceEnding;
use scheme::id::{CertificateNumber, SurveillanceId};
use scheme::surveillance::Flaw;
use serde::Serialize;
use serde_json::{Value, json};
use service::surveil::Sight;

use super::line;
use crate::settings;
use crate::talk::Talk;
use crate::{Answer, Failure};

/// What a run came to.
#[derive(Debug)]
pub(super) struct Told {
    at: Timestamp,
    watched: usize,
    parts: usize,
    without: Vec<CertificateNumber>,
    /// Why silence says nothing, about all together.
    reasons: Vec<vulnerability::Reason>,
    waived: Vec<vulnerability::Reason>,
    feeds: Vec<vulnerability::FeedSummary>,
    /// Certificates of which not everything could be looked at, each with its reasons.
    partly: BTreeMap<CertificateNumber, Vec<vulnerability::Reason>>,
    unseen: BTreeMap<CertificateNumber, service::surveil::Unseen>,
    /// Candidates that a person must look at: part and advisory.
    candidates: BTreeMap<CertificateNumber, Vec<(String, String)>>,
    /// Whether what follows was put on record.
    pub(super) on_record: bool,
    pub(super) opened: Vec<Opened>,
    pub(super) closed: Vec<Closed>,
    pub(super) suspended: Vec<CertificateNumber>,
    /// Overdue cases that wait for a person's decision.
    pub(super) to_suspend: Vec<SurveillanceId>,
    /// Answered cases that wait for a person's acceptance.
    pub(super) to_accept: Vec<SurveillanceId>,
    pub(super) open: Vec<Case>,
}

/// Flaws that are new about a certificate, with their case when it was put on record.
#[derive(Debug, Serialize)]
pub(super) struct Opened {
    pub(super) surveillance: Option<SurveillanceId>,
    pub(super) certificate: CertificateNumber,
    pub(super) due: Timestamp,
    pub(super) flaws: Vec<Flaw>,
}

/// A case that ended.
#[derive(Debug, Serialize)]
pub(super) struct Closed {
    pub(super) surveillance: SurveillanceId,
    #[serde(flatten)]
    pub(super) ending: SurveillanceEnding,
    /// The certificate was suspended because of it, and is valid again.
    pub(super) resumed: bool,
}

/// A case that is open.
#[derive(Debug, Serialize)]
pub(super) struct Case {
    pub(super) surveillance: SurveillanceId,
    pub(super) certificate: CertificateNumber,
    pub(super) due: Timestamp,
    pub(super) overdue: bool,
    pub(super) answered: bool,
    pub(super) flaws: Vec<Flaw>,
}

impl Told {
    /// What was seen; nothing done yet.
    pub(super) fn of(sight: &Sight, at: Timestamp) -> Self {
        let mut partly: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (number, reason) in &sight.partly {
            partly.entry(*number).or_default().push(reason.clone());
        }
        let mut candidates: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (number, seen) in &sight.seen {
            let found = seen
                .candidates()
                .map(|found| (found.name.clone(), found.advisory.clone()));
            let found: Vec<_> = found.collect();
            if !found.is_empty() {
                candidates.insert(*number, found);
            }
        }
        Self {
            at,
            watched: sight.watched,
            parts: sight.parts,
            without: sight.without.clone(),
            reasons: sight.glance.reasons.clone(),
            waived: sight.glance.waived.clone(),
            feeds: sight.glance.feeds.clone(),
            partly,
            unseen: sight.unseen.clone(),
            candidates,
            on_record: false,
            opened: Vec::new(),
            closed: Vec::new(),
            suspended: Vec::new(),
            to_suspend: Vec::new(),
            to_accept: Vec::new(),
            open: Vec::new(),
        }
    }

    /// Whether everything was looked at.
    fn is_whole(&self) -> bool {
        self.reasons.is_empty() && self.partly.is_empty() && self.unseen.is_empty()
    }

    /// Yes only when everything was looked at, nothing is new and nothing waits.
    pub(super) fn answer(&self) -> Answer {
        let quiet = self.opened.is_empty()
            && self.open.is_empty()
            && self.to_suspend.is_empty()
            && self.candidates.is_empty();
        match self.is_whole() && quiet {
            true => Answer::Yes,
            false => Answer::No,
        }
    }

    /// Says it.
    pub(super) fn tell(&self, talk: &Talk) -> Result<(), Failure> {
        self.tell_looked(talk);
        self.tell_cases(talk);
        if talk.json {
            talk.value(&self.value())?;
        }
        Ok(())
    }

    fn tell_looked(&self, talk: &Talk) {
        let number = |n: usize| Cow::Owned(n.to_string());
        let args = [
            ("count", number(self.watched)),
            ("parts", number(self.parts)),
        ];
        talk.line(&talk.say("surveil-looked", &args));
        if !self.without.is_empty() {
            let args = [("count", number(self.without.len()))];
            talk.line(&talk.say("surveil-without", &args));
        }
        for reason in &self.waived {
            talk.line(&format!("  · {}", talk.texts.reason("match", reason)));
        }
        if !self.is_whole() {
            talk.line(&talk.say("surveil-not-whole", &[]));
        }
        for reason in &self.reasons {
            talk.line(&format!("  · {}", talk.texts.reason("match", reason)));
        }
        for (certificate, reasons) in &self.partly {
            for reason in reasons
                .iter()
                .filter(|reason| !self.reasons.contains(reason))
            {
                let why = talk.texts.reason("match", reason);
                talk.line(&format!("  · {certificate}: {why}"));
            }
        }
        for (certificate, why) in &self.unseen {
            let why = talk.texts.reason("unseen", why);
            talk.line(&format!("  · {certificate}: {why}"));
        }
        for (certificate, found) in &self.candidates {
            for (part, advisory) in found {
                let args = [
                    ("certificate", certificate.to_string().into()),
                    ("part", Cow::Borrowed(part.as_str())),
                    ("advisory", Cow::Borrowed(advisory.as_str())),
                ];
                talk.line(&talk.say("surveil-candidate", &args));
            }
        }
    }

    fn tell_cases(&self, talk: &Talk) {
        let case = |id: &SurveillanceId| Cow::Owned(id.to_string());
        for opened in &self.opened {
            let args = [
                ("certificate", opened.certificate.to_string().into()),
                ("due", opened.due.to_string().into()),
                (
                    "case",
                    opened.surveillance.as_ref().map_or("–".into(), case),
                ),
            ];
            talk.line(&talk.say("surveil-new", &args));
            for flaw in &opened.flaws {
                talk.line(&format!("    {}", line(flaw)));
            }
        }
        for closed in &self.closed {
            let kind: &'static str = (&closed.ending).into();
            let by = match &closed.ending {
                SurveillanceEnding::Fixed { certificate } => certificate.to_string(),
                _ => String::new(),
            };
            let args = [("case", case(&closed.surveillance)), ("by", by.into())];
            talk.line(&talk.say(&format!("surveil-closed-{kind}"), &args));
            if closed.resumed {
                talk.line(&talk.say("surveil-resumed", &args));
            }
        }
        for certificate in &self.suspended {
            let args = [("certificate", certificate.to_string().into())];
            talk.line(&talk.say("surveil-suspended", &args));
        }
        for open in &self.open {
            let args = [
                ("case", case(&open.surveillance)),
                ("certificate", open.certificate.to_string().into()),
                ("due", open.due.to_string().into()),
            ];
            let id = match open.overdue {
                true => "surveil-overdue",
                false => "surveil-open",
            };
            talk.line(&talk.say(id, &args));
        }
        for id in &self.to_accept {
            talk.line(&talk.say("surveil-to-accept", &[("case", case(id))]));
        }
        for id in &self.to_suspend {
            talk.line(&talk.say("surveil-to-suspend", &[("case", case(id))]));
        }
        if self.is_whole() && self.opened.is_empty() {
            talk.line(&talk.say("surveil-nothing-new", &[]));
        }
        if !self.on_record {
            talk.line(&talk.say("surveil-not-on-record", &[]));
        }
    }

    fn value(&self) -> Value {
        let partly: BTreeMap<String, Vec<Value>> = self
            .partly
            .iter()
            .map(|(number, reasons)| (number.to_string(), settings::told(reasons, "match")))
            .collect();
        let unseen: BTreeMap<String, Vec<Value>> = self
            .unseen
            .iter()
            .map(|(number, why)| {
                let why = std::slice::from_ref(why);
                (number.to_string(), settings::told(why, "unseen"))
            })
            .collect();
        let candidates: BTreeMap<String, Vec<Value>> = self
            .candidates
            .iter()
            .map(|(number, found)| {
                let each = found
                    .iter()
                    .map(|(part, advisory)| json!({ "part": part, "advisory": advisory }));
                (number.to_string(), each.collect())
            })
            .collect();
        json!({
            "at": self.at,
            "whole": self.is_whole(),
            "on_record": self.on_record,
            "certificates": self.watched,
            "parts": self.parts,
            "without_list": self.without,
            "reasons": settings::told(&self.reasons, "match"),
            "waived": settings::told(&self.waived, "match"),
            "feeds": self.feeds,
            "not_looked_at": { "partly": partly, "not_at_all": unseen },
            "candidates": candidates,
            "new": self.opened,
            "closed": self.closed,
            "suspended": self.suspended,
            "to_suspend": self.to_suspend,
            "to_accept": self.to_accept,
            "open": self.open,
        })
    }
}
