//! Certificates that stand, applications that are taken back, and people who speak up.

use std::path::Path;

use scheme::body::act::Replacement;
use scheme::id::{CaseId, CertificateNumber};
use service::acts;

use super::desk::Desk;
use crate::Failure;
use crate::cli::CertificateChange;

impl Desk<'_> {
    /// Changes a certificate; what is said in public shows in the register's pages.
    pub(super) fn change(
        &mut self,
        certificate: CertificateNumber,
        change: &CertificateChange,
    ) -> Result<(), Failure> {
        self.known(certificate)?;
        let (at, both, said) = (self.now(), self.why, self.why());
        let (body, by) = (&mut self.body, &self.by);
        match change {
            CertificateChange::Suspend => acts::suspend(body, by, at, certificate, both)?,
            CertificateChange::Resume => acts::resume(body, by, at, certificate, both)?,
            CertificateChange::Withdraw => {
                acts::withdraw_certificate(body, by, at, certificate, both)?
            }
            CertificateChange::Expire => acts::expire(body, by, at, certificate, both)?,
            CertificateChange::VersionUp { to, blocking_known } => {
                let to = (certificate, to.as_str());
                acts::version_up(body, by, at, to, *blocking_known, both)?
            }
            CertificateChange::AcceptReplacement { old } => {
                acts::accept_replacement(body, by, at, (certificate, *old), both)?
            }
            CertificateChange::DeclareReplacement { old, new, digest } => {
                let replacement = Replacement {
                    certificate,
                    old: *old,
                    new: *new,
                    digest: *digest,
                };
                acts::replace_component(body, by, at, &said, replacement)?;
                return Ok(());
            }
            CertificateChange::Reexamine {
                old,
                summary,
                attachments,
            } => return self.reexamine(certificate, *old, (summary, attachments)),
        };
        self.renew_pages()
    }

    pub(super) fn withdraw_application(&mut self, case: &CaseId) -> Result<(), Failure> {
        let (at, why) = (self.now(), self.why());
        acts::withdraw_application(&mut self.body, &self.by, at, &why, case)?;
        Ok(())
    }

    pub(super) fn appeal(&mut self, case: &CaseId, text: &Path) -> Result<(), Failure> {
        let text = self.text(text)?;
        let (at, why) = (self.now(), self.why());
        let entry = acts::appeal(&mut self.body, &self.by, at, &why, case, &text)?;
        self.entered(&entry);
        Ok(())
    }

    pub(super) fn complain(&mut self, case: Option<&CaseId>, text: &Path) -> Result<(), Failure> {
        let text = self.text(text)?;
        let (at, why) = (self.now(), self.why());
        let entry = acts::complaint(&mut self.body, &self.by, at, &why, case, &text)?;
        self.entered(&entry);
        Ok(())
    }

    fn entered(&mut self, entry: &str) {
        self.note("entry", &entry);
        self.say("acting-entry", &[("entry", &entry)]);
    }

    pub(super) fn handle(&mut self, entry: &str, upheld: bool, text: &Path) -> Result<(), Failure> {
        let text = self.text(text)?;
        let (at, why) = (self.now(), self.why());
        let said = (entry, upheld);
        acts::handle(&mut self.body, &self.by, at, &why, said, &text)?;
        Ok(())
    }
}
