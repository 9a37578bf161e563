//! The review, the decision, and the certificate.

use std::collections::BTreeSet;
use std::path::Path;

use scheme::body::Refusal;
use scheme::body::act::Ruling;
use scheme::body::case::Stage;
use scheme::edition::Text;
use scheme::id::{CaseId, CertificateNumber, ClassId, FindingId};
use service::acts;
use texts::documents::{self, report::Report};

use super::Against;
use super::desk::Desk;
use crate::certify::{by_the_makers_word, hand_out, issue, replace, text, waived_on_record};
use crate::product::read_terms;
use crate::undone::unforeseen;
use crate::{Failure, registers};

impl Desk<'_> {
    pub(super) fn begin_review(&mut self, case: &CaseId) -> Result<(), Failure> {
        let (at, why) = (self.now(), self.why());
        acts::begin_review(&mut self.body, &self.by, at, &why, case)?;
        Ok(())
    }

    pub(super) fn find_whole(
        &mut self,
        case: &CaseId,
        accepts: &BTreeSet<FindingId>,
    ) -> Result<(), Failure> {
        let (at, why, accepts) = (self.now(), self.why(), accepts.clone());
        acts::find_whole(&mut self.body, &self.by, at, &why, case, accepts)?;
        Ok(())
    }

    pub(super) fn give_back(
        &mut self,
        case: &CaseId,
        refuses: &BTreeSet<FindingId>,
    ) -> Result<(), Failure> {
        let (at, why, refuses) = (self.now(), self.why(), refuses.clone());
        acts::return_to_evaluation(&mut self.body, &self.by, at, &why, case, refuses)?;
        Ok(())
    }

    /// Grants a class, under the conditions that were named and those that the evidence itself brings.
    pub(super) fn grant(
        &mut self,
        case: &CaseId,
        class: Option<&ClassId>,
        terms: Option<&Path>,
    ) -> Result<(), Failure> {
        let known = self.case(case)?;
        let class = class.unwrap_or(known.class()).clone();
        let terms = terms.map(read_terms).transpose()?.unwrap_or_default();
        let words = |all: &[crate::product::Bilingual]| all.iter().map(text).collect::<Vec<Text>>();
        let mut conditions = words(&terms.conditions);
        conditions.extend(waived_on_record(&self.body, known, self.both)?);
        conditions.extend(by_the_makers_word(&self.body, known, self.both)?);
        let with = (conditions, words(&terms.interfaces_left_out));
        let (at, why) = (self.now(), self.why());
        acts::grant(&mut self.body, &self.by, at, &why, case, class, with)?;
        Ok(())
    }

    pub(super) fn refuse(&mut self, case: &CaseId) -> Result<(), Failure> {
        let (at, why) = (self.now(), self.why());
        acts::refuse(&mut self.body, &self.by, at, &why, case)?;
        Ok(())
    }

    /// Issues what was decided and writes the certificate's files. Of a case that has its certificate only the files are
    /// written again: it may have waited for witnesses.
    pub(super) fn issue(&mut self, case: &CaseId, into: &Path) -> Result<(), Failure> {
        let known = self.case(case)?;
        if let Some(number) = known.certificate() {
            self.say("acting-issued-before", &[("number", &number)]);
            return self.write_files(number, into);
        }
        let mut no = Vec::new();
        if known.stage() != Stage::Ready {
            no.push(Refusal::WrongStage {
                act: "issue".to_owned(),
                stage: known.stage().to_string(),
                allowed: vec![Stage::Ready.to_string()],
            });
        }
        let granted = known
            .decision()
            .is_some_and(|decided| matches!(decided.ruling, Ruling::Grant { .. }));
        if !granted {
            no.push(Refusal::NotDecided {});
        }
        if !no.is_empty() {
            return Err(service::BodyError::Refused(no).into());
        }
        let (at, why) = (self.now(), self.why());
        let signed = (&self.by, at, why.as_str());
        let number = issue(&mut self.body, signed, case, None, self.both)?;
        if self.body.waiting()?.is_empty() {
            return self.write_files(number, into);
        }
        // Issued it is; the files are handed out when enough witnesses have seen it.
        self.note("certificate", &number);
        self.say("acting-issued-waits", &[("number", &number)]);
        self.renew_pages()
    }

    /// The files of a certificate, its report, and the trust file.
    fn write_files(&mut self, number: CertificateNumber, into: &Path) -> Result<(), Failure> {
        self.note("certificate", &number);
        self.renew_pages()?;
        let trust = registers::trust_of(&self.body)?;
        hand_out(&self.body, number, &trust, into)?;
        replace(&into.join("trust.json"), &trust.to_bytes())?;
        let known = self.body.state().certificate(number);
        let report = known.and_then(|known| known.report);
        let report = report.ok_or(unforeseen("a certificate without a report"))?;
        let report = self.body.kept(report)?;
        replace(&into.join("report.json"), &report)?;
        let read: Report = serde_json::from_slice(&report)?;
        let page = documents::report(&read);
        replace(&into.join("report.html"), page.as_bytes())?;
        let path = into.join("certificate.json").display().to_string();
        self.note("file", &path);
        self.say(
            "acting-certificate",
            &[("number", &number), ("path", &path)],
        );
        Ok(())
    }
}

impl Desk<'_> {
    /// The certificate of this number, which there must be.
    pub(super) fn known(
        &self,
        certificate: CertificateNumber,
    ) -> Result<&scheme::body::certificate::Certificate, Failure> {
        let known = self.body.state().certificate(certificate);
        let unknown = || Against::rule(&Refusal::CertificateUnknown { certificate });
        Ok(known.ok_or_else(unknown)?)
    }
}
