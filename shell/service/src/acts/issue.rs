//! The registrar issues the certificate that was decided.
//!
//! Two steps, since the document for people carries the certificate's words and the certificate carries
//! the document's digest: [`prepare`] draws the certificate up, the caller makes the documents of it,
//! [`issue`] signs, commits and publishes.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use register::bundle::{self, Logged};
use register::certificate::{
    Certificate, Component, Edition, FileDigest, LeftOut, Party, PerformedBy, Product, Reuse, Test,
    TestVerdict, Text,
};
use register::dsse::Envelope;
use register::log::prove_inclusion;
use register::proof::OfflineProof;
use register::statement::{Predicate, Statement};
use scheme::body::act::{Issue, Ruling, Submission, What};
use scheme::body::case::{Case, Decided, Recorded};
use scheme::edition;
use scheme::evidence::{Item, ItemKind, Performed, Verdict};
use scheme::finding::FindingState;
use scheme::id::{ActorId, CaseId, CertificateNumber, Digest, FirmId};

use crate::body::{Actor, Body, BodyError};
use crate::folder::{FolderError, RegisterFolder, read_under};
use crate::store::Placed;

/// The name under which the document for people is a subject of the statement.
pub const DOCUMENT_NAME: &str = "certificate.html";
/// The name of the public report.
pub const REPORT_NAME: &str = "report.json";

/// A certificate drawn up and not yet issued.
#[derive(Debug, Clone)]
pub struct Prepared {
    certificate: Certificate,
    number: CertificateNumber,
    last_day: Date,
}

/// What the body says about every certificate, for people.
#[derive(Debug, Clone)]
pub struct Words {
    /// What a certificate means and does not mean.
    pub meaning: Text,
    /// Why a result was reused, for every reused one.
    pub reused: Text,
}

/// Draws up the certificate of a decided case.
///
/// # Errors
/// [`BodyError::Unmakeable`] when the case is not decided to a grant.
pub fn prepare(
    body: &Body,
    case: &CaseId,
    at: Timestamp,
    words: &Words,
) -> Result<Prepared, BodyError> {
    let unmakeable = |detail: &str| BodyError::Unmakeable {
        what: "the certificate",
        detail: detail.to_owned(),
    };
    let case = body
        .state()
        .case(case)
        .ok_or_else(|| unmakeable("there is no such case"))?;
    let decided = case
        .decision()
        .ok_or_else(|| unmakeable("the case is not decided"))?;
    let Ruling::Grant {
        class,
        conditions,
        left_out,
    } = &decided.ruling
    else {
        return Err(unmakeable("the case was refused"));
    };
    let submission = case
        .submission()
        .ok_or_else(|| unmakeable("nothing was handed in"))?;
    let counting = counting(case, decided);
    let edition = body.state().edition();
    let day = edition.day_of(at);
    let last_day = edition.last_day(day);
    let number = next_number(body, decided)?;
    let product = &case.application().product;
    let class = serde_json::from_value(class.as_str().into())
        .map_err(|_| unmakeable("the register has no such class"))?;
    let category = register::certificate::Category::try_from(case.application().category.0)
        .map_err(|detail| unmakeable(&detail))?;
    let certificate = Certificate {
        number: number.to_string(),
        demonstration: body.facts().demonstration,
        body: public(&body.facts().name),
        edition: Edition {
            id: edition.id().to_string(),
            sha256: digest(edition.digest()),
        },
        category,
        class,
        product: Product {
            name: public(&product.name),
            version: submission.version.clone(),
            artefacts: covered(case.build()),
        },
        holder: Party {
            id: product.maker.to_string(),
            name: public(&product.maker_name),
        },
        evaluators: evaluators(body, &counting),
        reviewer: case.reviewers().iter().next().map(|id| person(body, id)),
        decision_maker: person(body, &decided.by),
        decided: decided.when.at,
        issued: at,
        valid_from: at,
        valid_until: first_moment_after(last_day)?,
        tests: counting
            .iter()
            .map(|known| test(body, case, known, words))
            .collect(),
        conditions: conditions.iter().map(public).collect(),
        interfaces_left_out: left_out
            .iter()
            .map(|text| LeftOut {
                interface: text.en.clone(),
                why: public(text),
            })
            .collect(),
        support_end: submission.support_end,
        parts_lists: of_kind(case.build(), ItemKind::PartsList),
        components: components(submission),
        predecessor: case.previous().map(|number| number.to_string()),
        report: FileDigest {
            name: REPORT_NAME.to_owned(),
            sha256: digest(Digest::of(b"")),
        },
        document: FileDigest {
            name: DOCUMENT_NAME.to_owned(),
            sha256: digest(Digest::of(b"")),
        },
        meaning: words.meaning.clone(),
    };
    Ok(Prepared {
        certificate,
        number,
        last_day,
    })
}

impl Prepared {
    /// The certificate; the digest of its document is still that of nothing.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Its number.
    #[must_use]
    pub fn number(&self) -> CertificateNumber {
        self.number
    }

    /// Names the public report, before the document for people is made of the certificate.
    #[must_use]
    pub fn with_report(mut self, report: &[u8]) -> Self {
        self.certificate.report.sha256 = digest(Digest::of(report));
        self
    }
}

/// Issues the certificate with its document and its public report, and publishes it.
///
/// When this returns, the certificate stands in the register, durably and once.
///
/// # Errors
/// [`BodyError::Refused`] with all reasons; [`BodyError::Unmakeable`] when it is not whole; what cannot
/// be written.
pub fn issue(
    body: &mut Body,
    registrar: &Actor,
    at: Timestamp,
    why: &str,
    case: &CaseId,
    prepared: Prepared,
    (document, report): (&[u8], &[u8]),
) -> Result<CertificateNumber, BodyError> {
    let number = prepared.number;
    let (what, issued) = drawn_up(body, case, prepared, (document, report))?;
    let Predicate::Certificate(certificate) = issued.predicate else {
        return Err(gone_on());
    };
    body.perform_in_public(registrar, at, why, Some(case), What::Issue(what), |_| {
        said(*certificate)
    })?;
    Ok(number)
}

/// The act that issues the certificate, and the statement that it names. Document and report are kept.
pub(crate) fn drawn_up(
    body: &mut Body,
    case: &CaseId,
    prepared: Prepared,
    (document, report): (&[u8], &[u8]),
) -> Result<(Issue, Statement), BodyError> {
    still_so(body, case, &prepared.certificate)?;
    let Prepared {
        mut certificate,
        number,
        last_day,
    } = prepared;
    let document = body.keep(document)?;
    let report = body.keep(report)?;
    certificate.document.sha256 = digest(document);
    certificate.report.sha256 = digest(report);
    let valid_from = body.state().edition().day_of(certificate.valid_from);
    let issued = Statement::issue(certificate).map_err(|error| BodyError::Unmakeable {
        what: "the certificate",
        detail: error.to_string(),
    })?;
    let act = Issue {
        number,
        document,
        statement: Digest::from_bytes(issued.digest().0),
        report: Some(report),
        valid_from,
        valid_until: last_day,
    };
    Ok((act, issued))
}

/// Refuses a certificate that is not what the log of acts comes to at this moment, whatever happened since it was drawn up. Its
/// document and report are left out: whoever signs answers for them.
pub(crate) fn still_so(
    body: &Body,
    case: &CaseId,
    certificate: &Certificate,
) -> Result<(), BodyError> {
    let mut reused = certificate
        .tests
        .iter()
        .filter_map(|test| test.reused.as_ref());
    let words = Words {
        meaning: certificate.meaning.clone(),
        reused: reused.next().map_or_else(
            || Text {
                ja: String::new(),
                en: String::new(),
            },
            |reused| reused.why.clone(),
        ),
    };
    let mut again = prepare(body, case, certificate.issued, &words)?.certificate;
    again.report = certificate.report.clone();
    again.document = certificate.document.clone();
    if again == *certificate {
        return Ok(());
    }
    Err(gone_on())
}

/// What an issue says to the public: the certificate, and its summary for general tools.
pub(crate) fn said(certificate: Certificate) -> Result<Vec<Statement>, BodyError> {
    let summary = Statement::summary(&certificate);
    let issued = Statement::issue(certificate).map_err(|error| BodyError::Unmakeable {
        what: "the certificate",
        detail: error.to_string(),
    })?;
    Ok(vec![issued, summary])
}

fn gone_on() -> BodyError {
    BodyError::Unmakeable {
        what: "the certificate",
        detail: "the case has gone on since it was drawn up".to_owned(),
    }
}

/// Writes the copies for people of every certificate, issued by act number `since` or later, that lacks
/// them: document, report, bundles, proof. They follow from what is in the register, so a crash before
/// them loses nothing.
pub(crate) fn write_copies(body: &mut Body, since: u64, anew: u64) -> Result<(), BodyError> {
    let known: Vec<_> = body
        .state()
        .certificates()
        .values()
        .map(|known| {
            (
                known.number,
                known.document,
                known.report,
                known.history[0].when.act,
            )
        })
        .collect();
    let newer = known.into_iter().filter(|(.., act)| *act >= since);
    for (number, document, report, act) in newer {
        let folder = format!("certificates/{number}");
        let bundle = body
            .register()
            .root()
            .join(&folder)
            .join("certificate.json");
        if act > anew && bundle.exists() {
            continue;
        }
        let statements = body.statements_of(act)?;
        // Nothing is handed out that the published checkpoint does not show.
        if !shown(body, &statements)? {
            continue;
        }
        let names = [("certificate.svr.json", 1), ("certificate.json", 0)];
        body.copy(&format!("{folder}/{DOCUMENT_NAME}"), &body.kept(document)?)?;
        if let Some(report) = report {
            body.copy(&format!("{folder}/{REPORT_NAME}"), &body.kept(report)?)?;
        }
        if let Some(issued) = statements.first() {
            let proof = offline_proof(body, issued)?;
            body.copy(
                &format!("{folder}/certificate.tlog-proof"),
                proof.to_text().as_bytes(),
            )?;
            body.copy(
                &format!("{folder}/certificate.leaf"),
                &issued.statement.leaf,
            )?;
        }
        // The bundle of the certificate comes last: where it stands, everything else does.
        for (name, position) in names {
            if let Some(placed) = statements.get(position) {
                let bytes = bundle_of(body, placed)?;
                body.copy(&format!("{folder}/{name}"), &bytes)?;
            }
        }
    }
    Ok(())
}

/// Whether the published checkpoints show all these statements.
fn shown(body: &Body, statements: &[Placed]) -> Result<bool, BodyError> {
    for placed in statements {
        let folder = body.folder_of(placed.shard)?;
        if !folder.shows(placed.entry)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The Sigstore bundle of a published statement.
fn bundle_of(body: &Body, placed: &Placed) -> Result<Vec<u8>, BodyError> {
    let unmakeable = |detail: String| BodyError::Unmakeable {
        what: "a bundle",
        detail,
    };
    let envelope = Envelope::from_bytes(&placed.statement.envelope)
        .map_err(|error| unmakeable(error.to_string()))?;
    let folder = body.folder_of(placed.shard)?;
    let (checkpoint, hashes) = inclusion(&folder, placed.entry)?;
    let logged = Logged {
        log: folder.name(),
        index: placed.entry,
        proof: &hashes,
        checkpoint: &checkpoint,
    };
    let key = body.statement_key_of(&envelope.keyid)?;
    bundle::build(&envelope, key, &logged).map_err(|error| unmakeable(error.to_string()))
}

fn offline_proof(body: &Body, placed: &Placed) -> Result<OfflineProof, BodyError> {
    let folder = body.folder_of(placed.shard)?;
    let (_, hashes) = inclusion(&folder, placed.entry)?;
    Ok(OfflineProof {
        extra: None,
        index: placed.entry,
        hashes,
        checkpoint: folder.checkpoint()?,
    })
}

/// The published checkpoint of a shard and the path to it from a leaf.
fn inclusion(
    folder: &RegisterFolder,
    index: u64,
) -> Result<(String, Vec<register::canonical::Digest>), BodyError> {
    let checkpoint = folder.checkpoint()?;
    let shard = folder.root().join(folder.shard());
    let tree = (checkpoint.size, checkpoint.root);
    let hashes = prove_inclusion(index, tree, &mut read_under(&shard)).map_err(|source| {
        FolderError::Log {
            path: shard,
            source,
        }
    })?;
    Ok((folder.checkpoint_text()?, hashes))
}

/// The number after the last one of the decision's year.
fn next_number(body: &Body, decided: &Decided) -> Result<CertificateNumber, BodyError> {
    let year = body.state().edition().day_of(decided.when.at).year();
    let year = u16::try_from(year).unwrap_or_default();
    let numbers = body.state().certificates().keys().copied();
    let last = numbers
        .filter(|number| number.year() == year)
        .map(CertificateNumber::running)
        .max();
    CertificateNumber::new(year, last.unwrap_or(0) + 1).ok_or_else(|| BodyError::Unmakeable {
        what: "a certificate's number",
        detail: format!("the year {year} has 999,999 numbers"),
    })
}

/// The results that carry the decision, in the order of the edition's tests.
fn counting<'c>(case: &'c Case, decided: &Decided) -> Vec<&'c Recorded> {
    decided
        .counts
        .iter()
        .filter_map(|(_, result)| case.recorded(result))
        .collect()
}

fn test(body: &Body, case: &Case, known: &Recorded, words: &Words) -> Test {
    let result = &known.result;
    let performed_by = match &result.performed {
        Performed::Engine { name, version } => PerformedBy::Engine {
            name: name.clone(),
            version: version.clone(),
        },
        Performed::SignedReport {
            evaluator, report, ..
        } => PerformedBy::Report {
            evaluator: person(body, evaluator),
            sha256: digest(*report),
        },
    };
    let ended = case
        .findings()
        .iter()
        .filter(|finding| finding.test == result.test);
    let mut retests: Vec<_> = ended
        .filter_map(|finding| match &finding.state {
            FindingState::Ended(ended) => case.recorded(ended.ending.retest()),
            _ => None,
        })
        .map(|retest| retest.result.at)
        .collect();
    retests.sort_unstable();
    retests.dedup();
    Test {
        test: result.test.to_string(),
        verdict: match result.verdict {
            Verdict::Pass => TestVerdict::Pass,
            Verdict::Fail => TestVerdict::Fail,
            Verdict::Inconclusive => TestVerdict::Inconclusive,
        },
        performed_by,
        date: result.at,
        retests,
        reused: result.reused.as_ref().map(|reused| Reuse {
            certificate: reused.certificate.to_string(),
            date: result.at,
            why: words.reused.clone(),
        }),
    }
}

/// Everybody who evaluated what counts, with the name of the firm.
fn evaluators(body: &Body, counting: &[&Recorded]) -> Vec<Party> {
    let mut parties: Vec<Party> = Vec::new();
    for known in counting {
        let mut party = person(body, &known.by);
        if parties.iter().any(|other| other.id == party.id) {
            continue;
        }
        if let Some(firm) = firm_name(body, &known.firm) {
            party.name.ja = format!("{}（{}）", party.name.ja, firm.ja);
            party.name.en = format!("{} ({})", party.name.en, firm.en);
        }
        parties.push(party);
    }
    parties
}

fn person(body: &Body, id: &ActorId) -> Party {
    let name = body
        .state()
        .actors()
        .get(id)
        .map(|actor| public(&actor.registration.name));
    let unnamed = || Text {
        ja: id.to_string(),
        en: id.to_string(),
    };
    Party {
        id: id.to_string(),
        name: name.unwrap_or_else(unnamed),
    }
}

fn firm_name(body: &Body, firm: &FirmId) -> Option<Text> {
    body.state()
        .firms()
        .get(firm)
        .map(|known| public(&known.name))
}

/// What the certificate covers: every item of the build but its parts lists, which have a list of
/// their own, and its components.
fn covered(build: &[Item]) -> Vec<FileDigest> {
    let kinds = [ItemKind::PartsList, ItemKind::Component];
    let items = build.iter().filter(|item| !kinds.contains(&item.kind));
    let mut named: Vec<FileDigest> = items.map(file).collect();
    if named.is_empty() {
        named = build.iter().map(file).collect();
    }
    named
}

fn of_kind(build: &[Item], kind: ItemKind) -> Vec<FileDigest> {
    build
        .iter()
        .filter(|item| item.kind == kind)
        .map(file)
        .collect()
}

fn file(item: &Item) -> FileDigest {
    FileDigest {
        name: item.name.clone(),
        sha256: digest(item.digest),
    }
}

fn components(submission: &Submission) -> Vec<Component> {
    let held = submission.components.iter().filter_map(|component| {
        Some(Component {
            name: component.name.clone(),
            certificate: component.certificate?.to_string(),
            sha256: digest(component.digest),
        })
    });
    held.collect()
}

fn first_moment_after(day: Date) -> Result<Timestamp, BodyError> {
    let next = day
        .checked_add(1.day())
        .and_then(|next| next.to_zoned(TimeZone::UTC));
    next.map(|zoned| zoned.timestamp())
        .map_err(|error| BodyError::Unmakeable {
            what: "the term",
            detail: error.to_string(),
        })
}

fn public(text: &edition::Text) -> Text {
    Text {
        ja: text.ja.clone(),
        en: text.en.clone(),
    }
}

fn digest(digest: Digest) -> register::canonical::Digest {
    register::canonical::Digest(*digest.as_bytes())
}
