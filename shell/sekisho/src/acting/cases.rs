//! Where everything stands: the cases with whom they wait for, the certificates, and what people have said.

use scheme::body::act::Role;
use scheme::body::case::{Case, Stage};
use scheme::body::certificate::Certificate;
use scheme::finding::FindingState;
use serde_json::{Value, json};
use service::Body;

use super::arg;
use crate::certify::now_of;
use crate::talk::Talk;
use crate::{Answer, Failure};

/// Lists cases, certificates, appeals and complaints.
pub(super) fn run(body: &Body, talk: &Talk) -> Result<Answer, Failure> {
    let state = body.state();
    let cases = state.cases().values();
    let cases: Vec<Value> = cases.map(|case| case_line(body, case, talk)).collect();
    let certificates = state.certificates().values();
    let certificates: Vec<Value> = certificates
        .map(|certificate| certificate_line(body, certificate, talk))
        .collect();
    let mut entries = Vec::new();
    for (entry, voice) in state.voices() {
        let id = match voice.handled {
            Some(_) => "acting-entry-handled",
            None => "acting-entry-open",
        };
        let kind = talk.say(&format!("act-{}", voice.kind), &[]);
        let case = voice.case.as_ref();
        let case = case.map_or("–".to_owned(), ToString::to_string);
        let args = [
            ("kind", kind.into()),
            ("entry", arg(entry)),
            ("case", case.into()),
            ("by", arg(&voice.by)),
        ];
        talk.line(&talk.say(id, &args));
        entries.push(json!({
            "entry": entry, "kind": voice.kind, "case": voice.case, "by": voice.by,
            "handled": voice.handled.is_some(),
        }));
    }
    if cases.is_empty() && certificates.is_empty() {
        talk.line(&talk.say("acting-nothing-yet", &[]));
    }
    if talk.json {
        talk.value(&json!({
            "acts": body.acts(), "cases": cases, "certificates": certificates, "entries": entries,
        }))?;
    }
    Ok(Answer::Yes)
}

fn case_line(body: &Body, case: &Case, talk: &Talk) -> Value {
    let application = case.application();
    let version = case.submission().map(|last| last.version.as_str());
    let waits_for = awaited(body, case);
    let stage = talk.say("word-stage", &[("stage", arg(&case.stage()))]);
    let role = match waits_for {
        Some(role) => talk.say(&format!("role-{role}"), &[]),
        None => "–".to_owned(),
    };
    let name = &application.product.name;
    let args = [
        ("case", arg(case.id())),
        ("stage", stage.into()),
        ("product", name_of(&name.ja, &name.en, talk).into()),
        ("version", arg(&version.unwrap_or("–"))),
        ("category", arg(&application.category)),
        ("class", arg(&application.class)),
        ("role", role.into()),
    ];
    talk.line(&talk.say("acting-case", &args));
    json!({
        "case": case.id(), "stage": case.stage(), "awaits": waits_for, "product": application.product,
        "version": version, "category": application.category, "class": application.class,
        "certificate": case.certificate(), "evaluators": case.evaluators(),
    })
}

fn certificate_line(body: &Body, certificate: &Certificate, talk: &Talk) -> Value {
    let standing = body.state().standing(certificate.number, now_of(body));
    let standing = standing.map(|standing| standing.standing);
    let word = standing.map_or("–".to_owned(), |standing| {
        talk.say("word-standing", &[("standing", arg(&standing))])
    });
    let name = &certificate.product.name;
    let args = [
        ("number", arg(&certificate.number)),
        ("standing", word.into()),
        ("product", name_of(&name.ja, &name.en, talk).into()),
        ("version", arg(&certificate.version)),
        ("class", arg(&certificate.class)),
        ("until", arg(&certificate.valid_until)),
    ];
    talk.line(&talk.say("acting-certificate-line", &args));
    json!({
        "number": certificate.number, "standing": standing, "case": certificate.case,
        "product": certificate.product, "version": certificate.version,
        "category": certificate.category, "class": certificate.class,
        "valid_until": certificate.valid_until,
    })
}

/// Whose turn it is; nobody's when the case is over.
fn awaited(body: &Body, case: &Case) -> Option<Role> {
    let unanswered = case
        .findings()
        .iter()
        .any(|finding| finding.blocking.is_some() && finding.state == FindingState::Open);
    match case.stage() {
        Stage::Draft => Some(Role::Applicant),
        Stage::Submitted => Some(Role::Registrar),
        Stage::Remediating if unanswered => Some(Role::Applicant),
        Stage::Evaluating if earns(body, case) => Some(Role::Reviewer),
        Stage::Accepted | Stage::Evaluating | Stage::Remediating => Some(Role::Evaluator),
        Stage::InReview => Some(Role::Reviewer),
        Stage::Ready if case.decision().is_none() => Some(Role::Decider),
        Stage::Ready => Some(Role::Registrar),
        Stage::Certified | Stage::Refused | Stage::Withdrawn => None,
    }
}

/// Whether the evidence on record earns the class asked for.
fn earns(body: &Body, case: &Case) -> bool {
    let standings = body.state().standings(case.id(), now_of(body));
    let mut of_class = standings.iter().filter(|one| one.class == *case.class());
    of_class.any(|standing| standing.earned)
}

fn name_of<'n>(ja: &'n str, en: &'n str, talk: &Talk) -> &'n str {
    match talk.texts.language() {
        texts::Language::Ja => ja,
        texts::Language::En => en,
    }
}
