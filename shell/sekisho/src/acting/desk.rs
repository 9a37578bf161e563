//! A person at work on an open body: who it is, why, and what comes of it for whoever asked.

use jiff::Timestamp;
use scheme::body::Refusal;
use scheme::body::case::Case;
use scheme::edition::Text;
use scheme::id::{CaseId, Digest};
use serde_json::{Map, Value, json};
use service::acts;
use service::{Actor, Body};
use texts::documents::BothTexts;

use super::{Against, arg};
use crate::certify::now_of;
use crate::cli::{CaseStep, Doing};
use crate::talk::Talk;
use crate::{Failure, input, registers};

/// The longest text of an appeal, a complaint or an answer.
const TEXT_BYTES: u64 = 16 << 20;

/// A person at work.
pub(super) struct Desk<'a> {
    pub(super) body: Body,
    pub(super) by: Actor,
    pub(super) why: &'a Text,
    pub(super) both: &'a BothTexts,
    pub(super) talk: &'a Talk,
    /// What a program is told besides the acts.
    pub(super) found: Map<String, Value>,
    /// What a person is told below the acts.
    pub(super) said: Vec<String>,
}

impl Desk<'_> {
    /// Does what was ordered.
    pub(super) fn carry_out(&mut self, doing: &Doing) -> Result<(), Failure> {
        // An act that says something in public joins two texts to its reason: neither may be missing.
        if self.why.ja.trim().is_empty() || self.why.en.trim().is_empty() {
            return Err(Against::rule(&Refusal::WhyMissing {}).into());
        }
        match doing {
            Doing::RegisterActor(new) => self.register_actor(new),
            Doing::RevokeActor { actor } => self.revoke_actor(actor),
            Doing::AdmitMember { firm, name, days } => self.admit_member(firm, name, *days),
            Doing::EndMembership { firm } => self.end_membership(firm),
            Doing::Accredit {
                firm,
                category,
                tests,
                days,
            } => self.accredit(firm, *category, tests, *days),
            Doing::EndAccreditation {
                firm,
                category,
                tests,
            } => self.end_accreditation(firm, *category, tests),
            Doing::DeclareTie { firm, other } => self.declare_tie(firm, other),
            Doing::Apply { application } => self.apply(application),
            Doing::InCase { case, step } => {
                self.case(case)?;
                self.note("case", case);
                self.step(case, step)
            }
            Doing::OnCertificate {
                certificate,
                change,
            } => {
                self.note("certificate", certificate);
                self.change(*certificate, change)
            }
            Doing::Complain { case, text } => self.complain(case.as_ref(), text),
            Doing::Handle {
                entry,
                upheld,
                text,
            } => self.handle(entry, *upheld, text),
        }
    }

    fn step(&mut self, case: &CaseId, step: &CaseStep) -> Result<(), Failure> {
        match step {
            CaseStep::Submit(given) => self.submit(case, given),
            CaseStep::Accept { evaluators } => {
                let (at, why) = (self.now(), self.why());
                acts::accept(&mut self.body, &self.by, at, &why, case, evaluators.clone())?;
                Ok(())
            }
            CaseStep::TakeOver {
                previous,
                given,
                against,
            } => self.take_over(case, *previous, (given, against)),
            CaseStep::RunEngine {
                test,
                given,
                against,
            } => self.run_engine(case, test, (given, against)),
            CaseStep::TakeReport {
                summary,
                attachments,
            } => self.take_report(case, summary, attachments),
            CaseStep::RaiseFindings { result } => self.raise_findings(case, result.as_ref()),
            CaseStep::AnswerByBuild { findings, given } => {
                self.answer_by_build(case, findings, given)
            }
            CaseStep::AnswerByVex { findings, vex } => self.answer_by_vex(case, findings, vex),
            CaseStep::Retest { findings, result } => self.retest(case, findings, result.as_ref()),
            CaseStep::BeginReview => self.begin_review(case),
            CaseStep::FindWhole { accepts } => self.find_whole(case, accepts),
            CaseStep::ReturnToEvaluation { refuses } => self.give_back(case, refuses),
            CaseStep::Grant { class, conditions } => {
                self.grant(case, class.as_ref(), conditions.as_deref())
            }
            CaseStep::Refuse => self.refuse(case),
            CaseStep::Issue { into } => self.issue(case, into),
            CaseStep::WithdrawApplication => self.withdraw_application(case),
            CaseStep::Appeal { text } => self.appeal(case, text),
        }
    }

    /// The case of this name, which there must be.
    pub(super) fn case(&self, id: &CaseId) -> Result<&Case, Failure> {
        let unknown = || Against::rule(&Refusal::CaseUnknown { case: id.clone() });
        Ok(self.body.state().case(id).ok_or_else(unknown)?)
    }

    /// The time of the next act.
    pub(super) fn now(&self) -> Timestamp {
        now_of(&self.body)
    }

    /// The reason in one line.
    pub(super) fn why(&self) -> String {
        if self.why.ja == self.why.en {
            self.why.ja.clone()
        } else {
            format!("{} / {}", self.why.ja, self.why.en)
        }
    }

    /// Tells a program something besides the acts.
    pub(super) fn note(&mut self, name: &str, value: &impl serde::Serialize) {
        self.found.insert(name.to_owned(), json!(value));
    }

    /// Tells a person something below the acts.
    pub(super) fn say(&mut self, id: &str, args: &[(&str, &dyn ToString)]) {
        let args: Vec<_> = args
            .iter()
            .map(|(name, value)| (*name, arg(&value.to_string())))
            .collect();
        self.said.push(self.talk.say(id, &args));
    }

    /// A text that somebody handed in, with its digest told.
    pub(super) fn text(&mut self, path: &std::path::Path) -> Result<Vec<u8>, Failure> {
        let text = input::read(path, TEXT_BYTES)?;
        self.note("text", &Digest::of(&text));
        Ok(text)
    }

    /// The register's pages show what was said in public.
    pub(super) fn renew_pages(&mut self) -> Result<(), Failure> {
        let mut trust = registers::trust_of(&self.body)?;
        // The list can be made while a checkpoint still waits; who verifies asks for the quorum.
        trust.quorum = 0;
        let root = self.body.register().root().to_owned();
        let seen = registers::write_pages(&root, &trust)?;
        if !seen.is_whole() {
            let path = root.join("index.html").display().to_string();
            self.say("register-page-left", &[("path", &path)]);
        }
        Ok(())
    }
}
