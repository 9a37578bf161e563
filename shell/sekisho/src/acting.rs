//! `sekisho body …`: the acts of a certification body one by one, each signed by the key of whoever does it.
//!
//! A person's key file says who acts: its public half was registered with the body. What the rules refuse is told with all
//! reasons and ends with 1.

mod build;
mod cases;
mod desk;
mod evaluation;
mod keys;
mod people;
mod plan;
mod remedy;
mod reports;
mod rulings;
mod upkeep;

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

use scheme::body::Refusal;
use serde_json::{Map, Value, json};
use service::{Body, BodyError};
use texts::documents::BothTexts;

use crate::certify::{Teller, Why, acts_after, told_lines};
use crate::cli::{ActOrder, BodyOrder, ReadOrder};
use crate::custody::open;
use crate::talk::Talk;
use crate::{Answer, Failure, archives, custody, keeping, registers, status};
use desk::Desk;

/// Carries out one order about a body.
pub(crate) fn run(order: &BodyOrder, talk: &Talk) -> Result<Answer, Failure> {
    match order {
        BodyOrder::Init(order) => {
            let answer = registers::init(order, talk)?;
            let key = order.body.join("keys").join("actor-registrar.pem");
            let key = key.display().to_string();
            talk.line(&talk.say("acting-registrar-key", &[("path", key.into())]));
            Ok(answer)
        }
        BodyOrder::NewKey { file, plain } => keys::new_key(file, *plain, talk),
        BodyOrder::Custody(order) => custody::run(order, talk),
        BodyOrder::Cases(at) => cases::run(&open(at, talk)?, talk),
        BodyOrder::Read(ReadOrder::Status(order)) => status::run(order, talk),
        BodyOrder::Read(ReadOrder::Export(order)) => archives::export(order, talk),
        BodyOrder::Read(ReadOrder::Audit(order)) => archives::audit(order, talk),
        BodyOrder::Plan { at, case } => {
            let body = open(at, talk)?;
            let both = BothTexts::new();
            match plan::run(&body, case, &both, talk) {
                Ok(answer) => Ok(answer),
                Err(failure) => refused(&body, body.acts(), failure, &both, talk),
            }
        }
        BodyOrder::Act(order) => act(order, talk),
    }
}

/// Does what somebody signs, and tells every act that came of it.
fn act(order: &ActOrder, talk: &Talk) -> Result<Answer, Failure> {
    let body = open(&order.at, talk)?;
    let both = BothTexts::new();
    let before = body.acts();
    let by = match keys::actor(&body, &order.key, talk) {
        Ok(by) => by,
        Err(failure) => return refused(&body, before, failure, &both, talk),
    };
    let mut desk = Desk {
        body,
        by,
        why: &order.why,
        both: &both,
        talk,
        found: Map::new(),
        said: Vec::new(),
    };
    if let Err(failure) = desk.carry_out(&order.doing) {
        return refused(&desk.body, before, failure, &both, talk);
    }
    let Desk {
        body, found, said, ..
    } = desk;
    let acts = tell(&body, before, &both, talk)?;
    said.iter().for_each(|line| talk.line(line));
    keeping::tell_waiting(&body, (&order.at.register, &order.at.folder), talk)?;
    if talk.json {
        let mut value = found;
        value.extend([
            ("done".to_owned(), true.into()),
            ("act".to_owned(), last_number(&acts)),
            ("acts".to_owned(), acts.into()),
        ]);
        talk.value(&value)?;
    }
    Ok(Answer::Yes)
}

/// Tells the acts that were done since, each with its number; for programs as values.
fn tell(body: &Body, before: u64, both: &BothTexts, talk: &Talk) -> Result<Vec<Value>, Failure> {
    let mut teller = Teller::new(body, both);
    let mut values = Vec::new();
    for (number, act) in acts_after(body, before)? {
        let step = teller.step(number, &act);
        for line in told_lines(&step, talk.texts.language()) {
            talk.line(&line);
        }
        let kind: &'static str = (&act.what).into();
        values.push(json!({
            "number": number, "id": act.id, "kind": kind, "at": act.at, "by": act.by, "case": act.case,
        }));
    }
    Ok(values)
}

/// What speaks against an order is told with all reasons; acts that were done before the refusal stay done, and are told too.
fn refused(
    body: &Body,
    before: u64,
    failure: Failure,
    both: &BothTexts,
    talk: &Talk,
) -> Result<Answer, Failure> {
    let reasons = match against(failure) {
        Ok(reasons) => reasons,
        Err(failure) => {
            // What was done before stays done; a body that cannot be read any more tells nothing of it.
            let _told = tell(body, before, both, talk);
            return Err(failure);
        }
    };
    let acts = tell(body, before, both, talk)?;
    talk.line(&talk.say("acting-refused", &[]));
    let reasons: Vec<_> = reasons.iter().map(|why| why.told(both)).collect();
    for reason in &reasons {
        talk.line(&format!("  · {}", reason.text.of(talk.texts.language())));
    }
    if talk.json {
        talk.value(&json!({
            "done": false, "act": last_number(&acts), "acts": acts, "reasons": reasons,
        }))?;
    }
    Ok(Answer::No)
}

fn last_number(acts: &[Value]) -> Value {
    acts.last().map_or(Value::Null, |act| act["number"].clone())
}

/// The reasons of a refusal; any other failure goes on as what it is.
fn against(failure: Failure) -> Result<Vec<Why>, Failure> {
    let failure = match failure.downcast::<Against>() {
        Ok(against) => return Ok(against.0),
        Err(other) => other,
    };
    match failure.downcast_ref::<BodyError>() {
        Some(BodyError::Refused(reasons)) => {
            let reasons = reasons.iter().map(Why::rules);
            Ok(reasons.flat_map(Why::with_quoted).collect())
        }
        _ => Err(failure),
    }
}

/// What speaks against an order, before the rules are asked.
#[derive(Debug)]
struct Against(Vec<Why>);

impl Against {
    /// A reason of the scheme's rules.
    fn rule(refusal: &Refusal) -> Self {
        Self(vec![Why::rules(refusal)])
    }

    /// A reason of this program's own.
    fn own(value: Value) -> Self {
        Self(vec![Why::story(value)])
    }
}

impl fmt::Display for Against {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let both = BothTexts::new();
        let each = self.0.iter().map(|why| why.told(&both).text.en);
        f.write_str(&each.collect::<Vec<_>>().join("; "))
    }
}

impl Error for Against {}

/// A value as an argument of a message.
fn arg(value: &impl ToString) -> Cow<'static, str> {
    Cow::Owned(value.to_string())
}
