//! `sekisho surveil`: what was certified is matched again with today's advisories, and what follows is put on record.

mod told;

use std::path::Path;

use jiff::Timestamp;
use scheme::body::Refusal;
use scheme::body::act::SurveillanceEnding;
use scheme::edition::{Overdue, Text};
use scheme::evidence::{Input, InputKind};
use scheme::id::{CertificateNumber, SurveillanceId};
use scheme::surveillance::{Flaw, by_limit, due};
use scheme::validity::is_suspended_itself;
use service::surveil::{News, Ready, Sight, look_at_all, ready, whole_answer};
use service::{Actor, Body, BodyError, acts};
use texts::Arg;
use texts::documents::BothTexts;
use vulnerability::Limits;

use self::told::{Case, Closed, Opened, Told};
use crate::certify::now_of;
use crate::cli::Surveil;
use crate::feeds::Feeds;
use crate::registers::{trust_of, write_pages};
use crate::talk::Talk;
use crate::undone::Said;
use crate::{Answer, Failure, advisories, input, matching, passphrase, published, settings};

/// The largest VEX document that is read.
const VEX_BYTES: u64 = 64 << 20;

/// Carries out a run of surveillance, or the holder's answer.
pub(crate) fn run(order: &Surveil, talk: &Talk) -> Result<Answer, Failure> {
    match attempt(order, talk) {
        Err(failure) => match failure.downcast_ref::<BodyError>() {
            Some(BodyError::Refused(reasons)) => refused(reasons, talk),
            _ => Err(failure),
        },
        done => done,
    }
}

/// The rules do not allow it: all reasons.
fn refused(reasons: &[Refusal], talk: &Talk) -> Result<Answer, Failure> {
    talk.line(&talk.say("surveil-refused", &[]));
    for reason in reasons {
        talk.line(&format!("  · {}", talk.texts.reason("refusal", reason)));
    }
    if talk.json {
        talk.value(&serde_json::json!({ "refused": settings::told(reasons, "refusal") }))?;
    }
    Ok(Answer::No)
}

fn attempt(order: &Surveil, talk: &Talk) -> Result<Answer, Failure> {
    let mut known = published::known(&order.published, talk)?;
    let mut body = Body::open_after(&order.body, &order.register, &mut known)?;
    let actor = match &order.actor {
        Some(path) => Some(actor_of(&body, path, talk)?),
        None => None,
    };
    if let (Some((case, document)), Some(holder)) = (&order.answer, &actor) {
        return answer(&mut body, holder, (case, document), talk);
    }
    let accept = named(&order.accept)?;
    let suspend = named(&order.suspend)?;
    let busy = talk.progress("progress-advisories");
    let opened = advisories::opened(
        &order.advisories,
        order.data.as_deref(),
        &Limits::default(),
        talk,
    )?;
    let at = now_of(&body);
    let news = News {
        feeds: &opened.feeds,
        catalogues: &opened.catalogues,
        at,
    };
    let sight = look_at_all(&body, news)?;
    busy.finish_and_clear();
    matching::tell_feeds(&sight.glance.feeds, talk);
    let said = BothTexts::new();
    let mut told = Told::of(&sight, at);
    let before = body.acts();
    let mut run = Run {
        body: &mut body,
        actor: actor.as_ref(),
        said: &said,
        news,
        told: &mut told,
    };
    run.open(&sight, &opened)?;
    run.close(&sight, &accept)?;
    run.suspend(&suspend)?;
    run.list();
    told.on_record = actor.is_some();
    told.tell(talk)?;
    if body.acts() > before {
        let trust = trust_of(&body)?;
        write_pages(&order.register, &trust)?;
    }
    Ok(told.answer())
}

/// The holder answers a case.
fn answer(
    body: &mut Body,
    holder: &Actor,
    (case, document): (&str, &Path),
    talk: &Talk,
) -> Result<Answer, Failure> {
    let case = name(case)?;
    let bytes = input::read(document, VEX_BYTES)?;
    // What is no VEX document would answer nothing, and nobody would learn why.
    vulnerability::Vex::read(&bytes, &Limits::default()).map_err(crate::undone::at(document))?;
    let why = text(&BothTexts::new(), "surveil-why-answer", &[]);
    let at = now_of(body);
    let number = acts::answer_surveillance(body, holder, at, &case, &bytes, &why)?;
    let args = [("case", case.to_string().into())];
    talk.line(&talk.say("surveil-answered", &args));
    if talk.json {
        talk.value(&serde_json::json!({ "act": number, "surveillance": case }))?;
    }
    Ok(Answer::Yes)
}

/// Whoever the body knows by this key.
fn actor_of(body: &Body, path: &Path, talk: &Talk) -> Result<Actor, Failure> {
    let key = passphrase::key(path, talk)?;
    let Some(id) = body.state().holder(&key.public_hex()) else {
        let path = path.display().to_string();
        return Err(Said::new("surveil-unknown-key", &[("path", &path)]).into());
    };
    Ok(Actor {
        id: id.clone(),
        key,
    })
}

fn named(typed: &[String]) -> Result<Vec<SurveillanceId>, Failure> {
    typed.iter().map(|typed| name(typed)).collect()
}

fn name(typed: &str) -> Result<SurveillanceId, Failure> {
    typed
        .parse()
        .map_err(|_| Said::new("surveil-no-case", &[("case", typed)]).into())
}

fn text(said: &BothTexts, id: &str, args: &[Arg<'_>]) -> Text {
    let both = said.say_with(id, args);
    Text {
        ja: both.ja,
        en: both.en,
    }
}

/// A run with everything that it needs.
struct Run<'r> {
    body: &'r mut Body,
    actor: Option<&'r Actor>,
    said: &'r BothTexts,
    news: News<'r>,
    told: &'r mut Told,
}

impl Run<'_> {
    /// Opens a case for what is new about each certificate, one for each due date.
    fn open(&mut self, sight: &Sight, opened: &Feeds) -> Result<(), Failure> {
        let inputs: Vec<Input> = opened
            .digests
            .iter()
            .map(|(name, digest)| Input {
                kind: InputKind::Advisories,
                name: name.clone(),
                digest: *digest,
            })
            .collect();
        for (number, seen) in &sight.seen {
            let edition = self.body.state().edition().clone();
            for flaws in by_limit(&edition, seen.new.clone()) {
                let at = self.news.at;
                let surveillance = match self.actor {
                    None => None,
                    Some(actor) => {
                        let rules: Vec<&str> =
                            flaws.iter().map(|flaw| flaw.rule.as_str()).collect();
                        let args = [("flaws", rules.join(", ").into())];
                        let why = text(self.said, "surveil-why-open", &args);
                        let found = (*number, flaws.clone());
                        let shown = (
                            inputs.clone(),
                            &*whole_answer(self.body, *number, self.news)?,
                        );
                        Some(acts::open_surveillance(
                            self.body, actor, at, found, shown, &why,
                        )?)
                    }
                };
                self.told.opened.push(Opened {
                    surveillance,
                    certificate: *number,
                    due: due(&edition, &flaws, at).unwrap_or(at),
                    flaws,
                });
            }
        }
        Ok(())
    }

    /// Closes what can be closed, and says what waits for somebody.
    fn close(&mut self, sight: &Sight, accept: &[SurveillanceId]) -> Result<(), Failure> {
        let open = self.open_cases();
        if let Some(id) = accept.iter().find(|id| !open.contains(id)) {
            return Err(nothing_to_accept(id));
        }
        for id in open {
            // What was opened a moment ago has nothing to be closed by.
            let new = |opened: &Opened| opened.surveillance.as_ref() == Some(&id);
            if self.told.opened.iter().any(new) {
                continue;
            }
            match ready(self.body, sight, &id, self.news)? {
                Ready::Wait => {
                    if accept.contains(&id) {
                        return Err(nothing_to_accept(&id));
                    }
                }
                Ready::Accept(answer) => {
                    if accept.contains(&id) {
                        self.end(&id, SurveillanceEnding::Answered {}, Some(answer))?;
                    } else {
                        self.told.to_accept.push(id);
                    }
                }
                Ready::Close(ending, answer) => self.end(&id, ending, answer)?,
            }
        }
        Ok(())
    }

    fn end(
        &mut self,
        id: &SurveillanceId,
        ending: SurveillanceEnding,
        answer: Option<Vec<u8>>,
    ) -> Result<(), Failure> {
        let at = self.news.at;
        let resumed = self.body.state().comes_back_without(id, at);
        if let Some(actor) = self.actor {
            let kind: &'static str = (&ending).into();
            let by = match &ending {
                SurveillanceEnding::Fixed { certificate } => certificate.to_string(),
                _ => String::new(),
            };
            let args = [("case", id.to_string().into()), ("by", by.into())];
            let why = text(self.said, &format!("surveil-why-{kind}"), &args);
            let ended = (id, ending.clone());
            acts::close_surveillance(self.body, actor, at, ended, answer.as_deref(), &why)?;
        }
        self.told.closed.push(Closed {
            surveillance: id.clone(),
            ending,
            resumed,
        });
        Ok(())
    }

    /// Suspends what is overdue: by the edition's rule, or where a person decided it.
    fn suspend(&mut self, decided: &[SurveillanceId]) -> Result<(), Failure> {
        let at = self.news.at;
        let rule = self
            .body
            .state()
            .edition()
            .rules()
            .surveillance_overdue
            .value;
        let open = self.open_cases();
        let unknown = decided.iter().find(|id| !open.contains(id));
        if let (Some(actor), Some(id)) = (self.actor, unknown) {
            // The rules say what is wrong with it.
            let args = [("case", id.to_string().into()), ("due", "–".into())];
            let why = text(self.said, "surveil-why-overdue", &args);
            acts::suspend_overdue(self.body, actor, at, id, &why)?;
        }
        for id in open {
            let chosen = decided.contains(&id);
            let Some(watched) = self.body.state().surveillance().get(&id) else {
                continue;
            };
            let number = watched.certificate;
            if !chosen && (!watched.is_overdue(at) || !self.can_be_suspended(number, at)) {
                continue;
            }
            let args = [
                ("case", id.to_string().into()),
                ("due", watched.due.to_string().into()),
            ];
            match self.actor {
                Some(actor) if chosen || rule == Overdue::ByRule => {
                    let why = text(self.said, "surveil-why-overdue", &args);
                    acts::suspend_overdue(self.body, actor, at, &id, &why)?;
                    self.told.suspended.push(number);
                }
                _ => self.told.to_suspend.push(id),
            }
        }
        Ok(())
    }

    fn can_be_suspended(&self, number: CertificateNumber, at: Timestamp) -> bool {
        let state = self.body.state();
        let standing = state.standing(number, at);
        let certificate = state.certificate(number);
        standing.is_some_and(|standing| !standing.standing.is_final())
            && certificate.is_some_and(|known| !is_suspended_itself(known.life(), at))
    }

    fn open_cases(&self) -> Vec<SurveillanceId> {
        let cases = self.body.state().surveillance().values();
        let open = cases.filter(|watched| watched.is_open());
        open.map(|watched| watched.id.clone()).collect()
    }

    /// Everything that is open at the end.
    fn list(&mut self) {
        let closed = &self.told.closed;
        let cases = self.body.state().surveillance().values();
        let open = cases.filter(|watched| {
            let ended = |one: &Closed| one.surveillance == watched.id;
            watched.is_open() && !closed.iter().any(ended)
        });
        self.told.open = open
            .map(|watched| Case {
                surveillance: watched.id.clone(),
                certificate: watched.certificate,
                due: watched.due,
                overdue: watched.is_overdue(self.news.at),
                answered: !watched.answers.is_empty(),
                flaws: watched.flaws.clone(),
            })
            .collect();
    }
}

fn nothing_to_accept(id: &SurveillanceId) -> Failure {
    Said::new("surveil-nothing-to-accept", &[("case", id.as_str())]).into()
}

/// A flaw in one line.
fn line(flaw: &Flaw) -> String {
    format!("{} {} ({})", flaw.rule, flaw.what, flaw.place.scope)
}
