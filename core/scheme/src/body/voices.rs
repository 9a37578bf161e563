//! Appeals and complaints: recorded, and answered by people who had no part.

use serde::Serialize;

use super::act::{Act, Reply};
use super::case;
use super::{Body, Refusal, people, settled};
use crate::id::{ActorId, CaseId, Digest};
use crate::validity::Moment;

/// An appeal or a complaint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Voice {
    /// Which of the two.
    pub kind: VoiceKind,
    /// The case it speaks of.
    pub case: Option<CaseId>,
    /// Who spoke.
    pub by: ActorId,
    /// When.
    pub when: Moment,
    /// The digest of the text.
    pub text: Digest,
    /// The answer.
    pub handled: Option<Handled>,
}

/// Whether somebody appeals or complains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, strum::Display)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum VoiceKind {
    /// The applicant asks to look at what was decided again (異議申立て).
    Appeal,
    /// Anybody is not content (苦情).
    Complaint,
}

/// The answer to an appeal or a complaint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Handled {
    /// By whom.
    pub by: ActorId,
    /// When.
    pub when: Moment,
    /// Whether it was found to be right.
    pub upheld: bool,
    /// The digest of the answer's text.
    pub text: Digest,
}

pub(super) fn speak(
    body: &mut Body,
    act: &Act,
    when: Moment,
    kind: VoiceKind,
    text: Digest,
    mut no: Vec<Refusal>,
) -> Result<(), Vec<Refusal>> {
    let case = case::of(body, act, &mut no);
    if let (Some(case), VoiceKind::Appeal) = (case, kind) {
        people::of_the_maker(body, act, case.maker(), &mut no);
    }
    settled(no)?;
    let voice = Voice {
        kind,
        case: act.case.clone(),
        by: act.by.clone(),
        when,
        text,
        handled: None,
    };
    body.voices.insert(act.id.clone(), voice);
    Ok(())
}

pub(super) fn handle(
    body: &mut Body,
    act: &Act,
    when: Moment,
    reply: &Reply,
    mut no: Vec<Refusal>,
) -> Result<(), Vec<Refusal>> {
    let Reply {
        entry,
        upheld,
        text,
    } = reply;
    let Some(voice) = body.voices.get(entry) else {
        no.push(Refusal::EntryUnknown {
            entry: entry.chars().take(80).collect(),
        });
        return Err(no);
    };
    if voice.handled.is_some() {
        no.push(Refusal::EntryHandled {
            entry: entry.clone(),
        });
    }
    if voice.case != act.case {
        no.push(Refusal::EntryOfAnotherCase {
            entry: entry.clone(),
        });
    }
    let case = voice.case.as_ref().and_then(|id| body.cases.get(id));
    if voice.by == act.by || case.is_some_and(|case| case.had_part(&act.by)) {
        no.push(Refusal::HadPart {
            actor: act.by.clone(),
        });
    }
    settled(no)?;
    if let Some(voice) = body.voices.get_mut(entry) {
        voice.handled = Some(Handled {
            by: act.by.clone(),
            when,
            upheld: *upheld,
            text: *text,
        });
    }
    Ok(())
}
