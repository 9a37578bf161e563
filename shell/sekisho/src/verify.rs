//! `sekisho verify`: may a stranger believe this certificate?

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use register::Read;
use register::canonical::Digest;
use register::certificate::{Certificate, FileDigest};
use register::limits::Limits;
use register::verify::{Ask, Check, Question, Report, Verdict, verify_bundle};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use texts::{Language, Texts};

use crate::cli::Verify;
use crate::product::read_limited;
use crate::reading::{Patience, Place};
use crate::talk::Talk;
use crate::undone::{Said, at};
use crate::{Answer, Failure, input, settings, words};

pub(crate) fn run(order: &Verify, talk: &Talk) -> Result<Answer, Failure> {
    let limits = Limits::default();
    let asked = (|| -> Result<_, Failure> {
        let bytes = input::read(&order.file, limits.bundle_bytes as u64)?;
        let trust = settings::trust(order.trust.as_deref())?;
        let artefacts: Result<Vec<_>, _> = order.artefacts.iter().map(|p| digest(p)).collect();
        let register = order.register.as_deref().map(|typed| place(typed, talk));
        Ok((bytes, trust, artefacts?, register.transpose()?))
    })();
    let (bytes, trust, artefacts, register) = match asked {
        Ok(asked) => asked,
        Err(failure) => {
            if talk.json {
                let [ja, en] = Language::BOTH
                    .map(|language| words::chain(failure.as_ref(), &Texts::new(language)));
                talk.value(&json!({
                    "verdict": "unknown",
                    "reasons": [{ "code": "cannot-be-checked", "detail": en,
                                  "text": { "ja": ja, "en": en } }],
                    "certificate": null, "state": null, "checked": [],
                    "not_checked": all_checks(),
                }))?;
            }
            return Err(failure);
        }
    };
    let summary = beside(&order.file, ".svr.json")
        .and_then(|path| read_limited(&path, limits.bundle_bytes as u64).ok());
    let document = beside(&order.file, ".html").and_then(|path| digest(&path).ok());
    let now = service::now();
    let answer = |ask: Ask<'_, '_>| {
        let question = Question {
            now,
            at: order.at.map(|at| at.moment(now)),
            artefacts: &artefacts,
            summary: summary.as_deref(),
            document: document.as_ref(),
            ask,
            limits: limits.clone(),
        };
        verify_bundle(&bytes, &trust, question)
    };
    let report = match register {
        Some(register) => {
            let patience = match order.full {
                true => Patience::for_all(),
                false => Patience::for_one(),
            };
            let mut reader = register.reader(patience.or_seconds(order.timeout), !order.no_cache);
            let ask = |read: &mut Read<'_>| match order.full {
                true => answer(Ask::Full(read)),
                false => answer(Ask::Register(read)),
            };
            reader.ask(ask, |report| report.verdict == Verdict::Valid)
        }
        None if order.as_issued => answer(Ask::AsIssued),
        None => answer(Ask::Nothing),
    };
    if talk.json {
        talk.value(&json!({
            "verdict": report.verdict,
            "reasons": settings::told(&report.reasons, "register"),
            "certificate": report.certificate,
            "state": report.state,
            "checked": report.checked,
            "not_checked": report.not_checked,
        }))?;
    } else {
        tell(&report, talk);
    }
    match report.verdict {
        Verdict::Valid | Verdict::Issued => Ok(Answer::Yes),
        Verdict::NotValid => Ok(Answer::No),
        Verdict::Unknown => Err(Said::new("verify-unknown-short", &[]).into()),
    }
}

/// Where the register lies. A folder must be there, so that a mistyped one is told at once.
fn place(typed: &str, talk: &Talk) -> Result<Place, Failure> {
    let place = Place::parse(typed, talk)?;
    if place.folder().is_some_and(|folder| !folder.is_dir()) {
        return Err(Said::new("verify-no-register", &[("register", typed)]).into());
    }
    Ok(place)
}

/// The digest of a file of any size.
fn digest(path: &Path) -> Result<FileDigest, Failure> {
    let mut file = input::open(path).map_err(at(path))?;
    let mut hasher = Sha256::new();
    std::io::copy(&mut file, &mut hasher).map_err(at(path))?;
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    Ok(FileDigest {
        name: name.unwrap_or_default(),
        sha256: Digest(hasher.finalize().into()),
    })
}

/// What lies beside a certificate under its name with another ending: the summary for general tools, the document.
fn beside(path: &Path, ending: &str) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?;
    Some(path.with_file_name(name.strip_suffix(".json")?.to_owned() + ending))
}

fn all_checks() -> Vec<&'static str> {
    use strum::VariantNames as _;
    Check::VARIANTS.to_vec()
}

fn tell(report: &Report, talk: &Talk) {
    talk.line(&talk.say(&format!("verify-{}", report.verdict).replace('_', "-"), &[]));
    for reason in &report.reasons {
        talk.line(&format!("  · {}", talk.texts.reason("register", reason)));
    }
    if let Some(certificate) = &report.certificate {
        tell_certificate(certificate, talk);
    }
    if let Some(state) = &report.state {
        let status = talk.say(&format!("status-{}", state.status), &[]);
        talk.line(&talk.say(
            "verify-state",
            &[
                ("status", status.into()),
                ("since", moment(state.since).into()),
                ("at", moment(state.at).into()),
            ],
        ));
        if let Some(next) = &state.superseded_by {
            let args = [
                ("version", Cow::Borrowed(next.version.as_str())),
                ("from", moment(next.void_from).into()),
            ];
            talk.line(&talk.say("verify-superseded", &args));
        }
        for part in &state.components {
            let status = talk.say(&format!("status-{}", part.status), &[]);
            talk.line(&format!(
                "  {} → {} {status}",
                part.component, part.certificate
            ));
        }
    }
    for (id, checks) in [
        ("verify-checked", &report.checked),
        ("verify-not-checked", &report.not_checked),
    ] {
        if !checks.is_empty() {
            talk.line(&talk.say(id, &[]));
        }
        for check in checks {
            let name: &'static str = check.into();
            talk.line(&format!("  · {}", talk.say(&format!("check-{name}"), &[])));
        }
    }
}

fn tell_certificate(certificate: &Certificate, talk: &Talk) {
    let of = |text: &register::certificate::Text| match talk.texts.language() {
        Language::Ja => text.ja.clone(),
        Language::En => text.en.clone(),
    };
    if certificate.demonstration {
        talk.line(&talk.say("certify-demonstration", &[]));
    }
    talk.lines(
        "verify-certificate",
        &[
            ("number", certificate.number.as_str().into()),
            ("product", of(&certificate.product.name).into()),
            ("version", certificate.product.version.as_str().into()),
            ("holder", of(&certificate.holder.name).into()),
            (
                "category",
                u8::from(certificate.category).to_string().into(),
            ),
            ("class", certificate.class.name().into()),
            ("edition", certificate.edition.id.as_str().into()),
            ("decided", moment(certificate.decided).into()),
            ("until", last_day(certificate.valid_until).into()),
        ],
    );
}

/// The last day of a term of which `until` is the first moment after its end.
fn last_day(until: Timestamp) -> String {
    let last = until
        .saturating_sub(jiff::SignedDuration::from_nanos(1))
        .unwrap_or(until);
    last.strftime("%Y-%m-%d (UTC)").to_string()
}

fn moment(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}
