//! Issuing what was decided: the report and the document for people are made, the registrar signs.

use jiff::Timestamp;
use scheme::id::{CaseId, CertificateNumber};
use service::acts::{self, issue::Words};
use service::{Actor, Body};
use texts::documents::{self, BothTexts};

use super::record;
use crate::Failure;
use crate::product::ProductFile;

/// Issues the certificate of a decided case; with the maker's notes on the builds where product.toml is at hand.
pub(crate) fn issue(
    body: &mut Body,
    (registrar, at, why): (&Actor, Timestamp, &str),
    case: &CaseId,
    file: Option<&ProductFile>,
    both: &BothTexts,
) -> Result<CertificateNumber, Failure> {
    let words = Words {
        meaning: both.say("statement-meaning").into(),
        reused: both.say("statement-reused-because").into(),
    };
    let report = record::case_report(body, case, file, both, at)?;
    let report = serde_json::to_vec_pretty(&report)?;
    let prepared = acts::prepare(body, case, at, &words)?.with_report(&report);
    let address = address_of(body, prepared.number());
    let document = documents::certificate(prepared.certificate(), &address);
    let made = (document.as_bytes(), report.as_slice());
    Ok(acts::issue(body, registrar, at, why, case, prepared, made)?)
}

/// The address at which a certificate can be looked at and verified.
fn address_of(body: &Body, number: CertificateNumber) -> String {
    let base = body.facts().address.trim_end_matches('/');
    format!("{base}/certificates/{number}/certificate.html")
}
