//! What a run of `certify` leaves for people and programs, and what it says at the end.

use std::borrow::Cow;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use register::bundle::check_bundle;
use register::limits::Limits;
use register::trust::Trust;
use scheme::id::{CertificateNumber, Digest};
use service::Body;
use texts::documents::{self, report::Report};

use super::Places;
use super::story::End;
use crate::talk::Talk;
use crate::undone::{Reasons, Undone, at, unforeseen};
use crate::{Failure, registers};

/// The files of the newest certificate that stand in the folder itself.
const NEWEST: [&str; 4] = [
    "certificate.json",
    "certificate.svr.json",
    "certificate.tlog-proof",
    "certificate.html",
];

/// Writes the report, the trust file, the register's page, and the newest certificate; earlier ones
/// stand under `certificates/`.
pub(crate) fn write(
    body: &Body,
    report: &Report,
    end: &End,
    places: &Places,
) -> Result<(), Failure> {
    let trust = registers::trust_of(body)?;
    replace(&places.into.join("trust.json"), &trust.to_bytes())?;
    replace(
        &places.into.join("trusted_root.json"),
        &trust.sigstore_trusted_root(),
    )?;
    replace(
        &places.into.join("signer.json"),
        &registers::signer_of(&trust)?,
    )?;
    let seen = registers::write_pages(&places.register, &trust)?;
    // A register in which nothing stands yet, or whose checkpoint is old, is whole all the same.
    if !seen.is_whole() {
        return Err(Undone::RegisterNotWhole {
            path: places.register.clone(),
            source: Reasons(seen.reasons),
        }
        .into());
    }
    let mut json = serde_json::to_vec_pretty(report)?;
    json.push(b'\n');
    replace(&places.into.join("report.json"), &json)?;
    replace(
        &places.into.join("report.html"),
        documents::report(report).as_bytes(),
    )?;
    let newest = match end {
        End::Certified(number) => Some(*number),
        End::Withheld(_) => None,
    };
    for version in &report.versions {
        let Some(line) = &version.certificate else {
            continue;
        };
        let number: CertificateNumber = line.number.parse()?;
        let into = match newest {
            Some(newest) if newest == number => places.into.clone(),
            _ => places.into.join("certificates").join(&line.number),
        };
        hand_out(body, number, &trust, &into)?;
    }
    Ok(())
}

/// Writes the files of a certificate into a folder, as they lie in the register.
pub(crate) fn hand_out(
    body: &Body,
    number: CertificateNumber,
    trust: &Trust,
    into: &Path,
) -> Result<(), Failure> {
    let copies = body.register().root().join("certificates");
    let from = copies.join(number.to_string());
    if !from.join("certificate.json").exists()
        && let Some(waiting) = body.waiting()?.into_iter().next()
    {
        return Err(Undone::Waits {
            seen: waiting.seen,
            quorum: waiting.quorum,
            origin: waiting.origin,
            size: waiting.size,
        }
        .into());
    }
    for name in NEWEST {
        let copy = from.join(name);
        let bytes = fs::read(&copy).map_err(at(&copy))?;
        handed_out(&copy, &bytes, trust, body, number)?;
        replace(&into.join(name), &bytes)?;
    }
    Ok(())
}

/// A copy is handed out only if it is what the body signed: whoever can write the public folder could have
/// put something else there.
fn handed_out(
    path: &Path,
    bytes: &[u8],
    trust: &Trust,
    body: &Body,
    number: CertificateNumber,
) -> Result<(), Failure> {
    let is = |ending: &str| path.extension().is_some_and(|found| found == ending);
    if is("json") {
        let checked = check_bundle(bytes, trust, &Limits::default());
        checked.map_err(|reasons| at(path)(Reasons(reasons)))?;
    }
    let known = body.state().certificate(number);
    let document = known.map(|known| known.document);
    if is("html") && document != Some(Digest::of(bytes)) {
        let path = path.to_owned();
        return Err(Undone::OtherDocument { path }.into());
    }
    Ok(())
}

/// Says how the story ended, what to do, and how a stranger verifies it.
pub(crate) fn tell(
    body: &Body,
    report: &Report,
    end: &End,
    places: &Places,
    talk: &Talk,
) -> Result<(), Failure> {
    let language = talk.texts.language();
    for waived in &report.waived {
        talk.line(waived.of(language));
    }
    match end {
        End::Certified(number) => {
            let known = body
                .state()
                .certificate(*number)
                .ok_or(unforeseen("the certificate is gone"))?;
            talk.line(&talk.say(
                "certify-certified",
                &[
                    ("number", Cow::Owned(number.to_string())),
                    ("category", Cow::Owned(known.category.to_string())),
                    ("class", Cow::Borrowed(known.class.as_str())),
                    ("until", Cow::Owned(known.valid_until.to_string())),
                ],
            ));
        }
        End::Withheld(_) => {
            talk.line(&talk.say("certify-withheld", &[]));
            for reason in &report.reasons {
                talk.line(&format!("  · {}", reason.text.of(language)));
            }
            talk.line(&talk.say("certify-next", &[]));
            for next in &report.next {
                talk.line(&format!("  → {}", next.of(language)));
            }
        }
    }
    let at = |name: &str| places.into.join(name).display().to_string();
    talk.line(&talk.say("certify-report", &[("path", at("report.html").into())]));
    if let End::Certified(_) = end {
        talk.line(&talk.say(
            "certify-certificate",
            &[("path", at("certificate.html").into())],
        ));
        talk.line(&talk.say("certify-verify", &[]));
        talk.line(&format!(
            "  sekisho verify {} --trust {} --register {}",
            quoted(&at("certificate.json")),
            quoted(&at("trust.json")),
            quoted(&places.register.display().to_string())
        ));
    }
    if talk.json {
        talk.value(report)?;
    }
    Ok(())
}

/// Writes a file whole or not at all: beside it first, then over it.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(at(path))?;
    let beside = path.with_extension("partly-written");
    let written = fs::File::create(&beside).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written
        .and_then(|()| fs::rename(&beside, path))
        .map_err(at(path))?;
    Ok(())
}

/// A path as a shell takes it.
fn quoted(path: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    if path.chars().all(plain) {
        path.to_owned()
    } else {
        format!("'{}'", path.replace('\'', "'\\''"))
    }
}
