//! `sekisho body export` and `sekisho body audit`: everything about a case in one archive, and whether it holds.

mod read;
mod write;

use std::borrow::Cow;
use std::fs;
use std::path::Path;

use register::statement::Kind;
use register::trust::Trust;
use scheme::archive::{Fault, Limits, Report, Unchecked};
use scheme::edition;
use serde_json::{Value, json};
use service::History;
use service::archive::{Beside, ExportError, is_signed};
use service::oscal;
use texts::{Language, Texts};

use crate::cli::{ArchiveAudit, Export};
use crate::talk::Talk;
use crate::undone::{Said, at};
use crate::{Answer, Failure, settings};

/// The largest file of a certificate's folder that is taken along.
const CERTIFICATE_FILE_BYTES: u64 = 64 << 20;

/// Writes the archive of a case.
pub(crate) fn export(order: &Export, talk: &Talk) -> Result<Answer, Failure> {
    let made = service::now();
    let history = History::open(&order.body, None).map_err(at(&order.body))?;
    let Some(case) = history.state().case(&order.case) else {
        return Err(Said::new("archive-no-case", &[("case", order.case.as_str())]).into());
    };
    let mut beside = oscal_files(&history, case, made)?;
    if let (Some(register), Some(number)) = (&order.register, case.certificate()) {
        let folder = register.join("certificates").join(number.to_string());
        beside.extend(certificate_files(&folder)?);
    }
    let progress = talk.progress("archive-writing");
    let manifest = write::archive(&order.into, |put| {
        let written = service::archive::export(&history, &order.case, &beside, made, put);
        written.map_err(told)
    })?;
    progress.finish_and_clear();
    let bytes: u64 = manifest.evidence.iter().map(|file| file.bytes).sum();
    let args = [
        ("case", Cow::Borrowed(order.case.as_str())),
        ("into", order.into.display().to_string().into()),
        ("acts", manifest.acts.len().to_string().into()),
        ("evidence", manifest.evidence.len().to_string().into()),
        ("bytes", bytes.to_string().into()),
    ];
    talk.line(&talk.say("archive-written", &args));
    if talk.json {
        let others: Vec<_> = manifest.others.iter().map(|file| &file.path).collect();
        talk.value(&json!({
            "case": order.case, "into": order.into, "acts": manifest.acts.len(),
            "evidence": manifest.evidence.len(), "bytes": bytes, "others": others,
        }))?;
    }
    Ok(Answer::Yes)
}

fn told(error: ExportError) -> Failure {
    match error {
        ExportError::NoCase { case } => {
            Said::new("archive-no-case", &[("case", case.as_str())]).into()
        }
        ExportError::NoKey => Said::new("archive-no-key", &[]).into(),
        ExportError::Body(error) => error.into(),
        ExportError::Write(error) => error.into(),
    }
}

/// The case and its edition in the words of OSCAL.
fn oscal_files(
    history: &History,
    case: &scheme::body::case::Case,
    made: jiff::Timestamp,
) -> Result<Vec<Beside>, Failure> {
    let state = history.state();
    let results = oscal::assessment_results(state, case, &history.facts().name, made);
    let catalog = oscal::catalog(state.edition(), made);
    let file = |name: &str, value: &Value| -> Result<Beside, Failure> {
        let mut bytes = serde_json::to_vec_pretty(value)?;
        bytes.push(b'\n');
        let path = format!("oscal/{name}");
        Ok(Beside { path, bytes })
    };
    Ok(vec![
        file("assessment-results.json", &results)?,
        file(oscal::CATALOG_NAME, &catalog)?,
    ])
}

/// The files of a certificate, as the register hands them out.
fn certificate_files(folder: &Path) -> Result<Vec<Beside>, Failure> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(at(folder))? {
        let entry = entry.map_err(at(folder))?;
        let name = entry.file_name();
        let Some(name) = name.to_str().filter(|name| !name.starts_with('.')) else {
            continue;
        };
        if entry.file_type().map_err(at(folder))?.is_file() {
            files.push(Beside {
                path: format!("certificate/{name}"),
                bytes: crate::input::read(&entry.path(), CERTIFICATE_FILE_BYTES)?,
            });
        }
    }
    Ok(files)
}

/// Checks an archive.
pub(crate) fn audit(order: &ArchiveAudit, talk: &Talk) -> Result<Answer, Failure> {
    let trust = match &order.trust {
        Some(path) => Some(settings::read_trust(path)?),
        None => None,
    };
    let known = |manifest: &scheme::archive::Manifest| {
        let found = edition::find(&manifest.edition).ok()?;
        Some(match manifest.demonstration {
            true => found.with_feed_age_waived(),
            false => found,
        })
    };
    let progress = talk.progress("archive-reading");
    let read = read::archive(&order.archive, known, &is_signed, Limits::default())?;
    progress.finish_and_clear();
    match read {
        Ok(audit) => {
            let (report, unchecked) = ended(audit, trust.as_ref());
            tell(&report, &unchecked, trust.is_some(), talk)
        }
        Err(fault) => refused(&fault, talk),
    }
}

/// The end of an audit, with whose archive it is as the trust file says.
fn ended(mut audit: scheme::archive::Audit<'_>, trust: Option<&Trust>) -> (Report, Vec<Unchecked>) {
    let key = audit
        .seal()
        .map(|seal| seal.key.clone())
        .unwrap_or_default();
    if let Some(trust) = trust {
        let manifest = audit.manifest();
        let same_kind = trust.demonstration == manifest.demonstration;
        if !same_kind || !is_the_bodys(trust, &key, manifest.made) {
            audit.find(Fault::SealStranger { key: key.clone() });
        }
    }
    let report = audit.end();
    let mut unchecked = report.unchecked.clone();
    if trust.is_none() {
        unchecked.insert(0, Unchecked::Whose { key });
    }
    (report, unchecked)
}

/// Whether the trust file gives this key to the body for certificates at that time.
fn is_the_bodys(trust: &Trust, key: &str, made: jiff::Timestamp) -> bool {
    let mut of_trust = trust.keys.iter();
    let known = of_trust.find(|known| hex::encode(known.spki.to_bytes()) == key);
    known.is_some_and(|known| trust.signer(&known.keyid, Kind::Certificate, made).is_ok())
}

/// A list that cannot be read: nothing else can be held against it.
fn refused(fault: &Fault, talk: &Talk) -> Result<Answer, Failure> {
    talk.line(&talk.say("archive-not-good", &[("count", "1".into())]));
    talk.line(&format!("  {}", words(fault, &talk.texts)));
    if talk.json {
        let faults = [in_json(fault)];
        talk.value(&json!({
            "verdict": "not_good", "faults": faults, "checked": [], "not_checked": [],
        }))?;
    }
    Ok(Answer::No)
}

fn tell(
    report: &Report,
    unchecked: &[Unchecked],
    trusted: bool,
    talk: &Talk,
) -> Result<Answer, Failure> {
    let manifest = &report.manifest;
    let good = report.faults.is_empty();
    let name = match talk.texts.language() {
        Language::Ja => &manifest.body.ja,
        Language::En => &manifest.body.en,
    };
    let args = [
        ("case", Cow::Borrowed(manifest.case.as_str())),
        ("body", Cow::Borrowed(name.as_str())),
        ("made", manifest.made.to_string().into()),
        ("acts", manifest.acts.len().to_string().into()),
        ("evidence", manifest.evidence.len().to_string().into()),
        ("count", report.faults.len().to_string().into()),
    ];
    talk.line(&talk.say("archive-of", &args));
    talk.line(&talk.say(
        if good {
            "archive-good"
        } else {
            "archive-not-good"
        },
        &args,
    ));
    for fault in &report.faults {
        talk.line(&format!("  {}", words(fault, &talk.texts)));
    }
    let mut checked = vec!["digests", "signatures", "rules", "seal"];
    if trusted {
        checked.push("whose");
    }
    if good {
        talk.line(&talk.say("verify-checked", &[]));
        for check in &checked {
            talk.line(&format!(
                "  {}",
                talk.say(&format!("archive-checked-{check}"), &[])
            ));
        }
    }
    talk.line(&talk.say("verify-not-checked", &[]));
    for one in unchecked {
        talk.line(&format!("  {}", talk.texts.reason("unchecked", one)));
    }
    if talk.json {
        let faults: Vec<Value> = report.faults.iter().map(in_json).collect();
        let case = report.body.case(&manifest.case);
        talk.value(&json!({
            "verdict": if good { "good" } else { "not_good" },
            "case": manifest.case,
            "stage": case.map(|case| case.stage()),
            "certificate": case.and_then(|case| case.certificate()),
            "acts": manifest.acts.len(),
            "evidence": manifest.evidence.len(),
            "faults": faults,
            "checked": if good { checked } else { Vec::new() },
            "not_checked": settings::told(unchecked, "unchecked"),
        }))?;
    }
    Ok(if good { Answer::Yes } else { Answer::No })
}

/// A fault in words; the rules' own reasons are told as refusals of acts are.
fn words(fault: &Fault, texts: &Texts) -> String {
    let Fault::ActRefused { path, reasons } = fault else {
        return texts.reason("archive-fault", fault);
    };
    let each: Vec<_> = reasons
        .iter()
        .map(|reason| texts.reason("refusal", reason))
        .collect();
    let args = [
        ("path", path.as_str().into()),
        ("reasons", each.join("; ").into()),
    ];
    texts.say_with("archive-fault-act-refused", &args)
}

fn in_json(fault: &Fault) -> Value {
    let mut value = serde_json::to_value(fault).unwrap_or(Value::Null);
    let [ja, en] = [Language::Ja, Language::En].map(|language| words(fault, &Texts::new(language)));
    value["text"] = json!({ "ja": ja, "en": en });
    value
}

/// An archive is never written over anything.
fn exists(path: &Path) -> Failure {
    let shown = path.display().to_string();
    Said::new("archive-exists", &[("path", &shown)]).into()
}
