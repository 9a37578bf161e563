//! `sekisho body status`: what waits for whom, since when, and what is due; also as a table and as a calendar.

mod calendar;
mod table;

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::civil::Date;
use scheme::body::worklist::Entry;
use scheme::id::ActorId;
use serde_json::{Value, json};
use service::History;
use texts::Language;

use crate::cli::{ListForm, Status, Whose};
use crate::talk::Talk;
use crate::undone::{Said, at};
use crate::{Answer, Failure, passphrase};

/// A line of the list, in the person's words.
struct Line {
    entry: Entry,
    /// What is to be done.
    what: String,
    /// By whom: the role, and the names where somebody is named.
    who: String,
    /// The product, or nothing.
    product: String,
    late: bool,
}

/// Shows the list.
pub(crate) fn run(order: &Status, talk: &Talk) -> Result<Answer, Failure> {
    let now = service::now();
    let moment = order.at.map_or(now, |asked| asked.moment(now));
    let history = History::open(&order.body, Some(moment)).map_err(at(&order.body))?;
    let state = history.state();
    let today = state.edition().day_of(moment);
    let actor = whom(&order.whose, &history, talk)?;
    let entries = state.worklist(moment).into_iter().filter(|entry| {
        let of_role = match &order.whose {
            Whose::OfRole(role) => entry.role == *role,
            _ => true,
        };
        let of_actor = actor
            .as_ref()
            .is_none_or(|actor| state.waits_for(entry, actor, moment));
        of_role && of_actor
    });
    let lines: Vec<Line> = entries
        .map(|entry| line(entry, &history, today, talk))
        .collect();
    match order.form {
        ListForm::Csv => talk.answer(&table::write(&lines, today, talk)?),
        ListForm::Calendar => {
            let origin = &history.facts().origin;
            talk.answer(&calendar::write(&lines, origin, moment, talk))
        }
        ListForm::Own => {
            tell(&lines, moment, today, talk);
            if talk.json {
                talk.value(&as_json(&lines, moment, today, state.acts()))?;
            }
            Ok(Answer::Yes)
        }
    }
}

/// The actor who is asked for.
fn whom(whose: &Whose, history: &History, talk: &Talk) -> Result<Option<ActorId>, Failure> {
    let actors = history.state().actors();
    match whose {
        Whose::Everybody | Whose::OfRole(_) => Ok(None),
        Whose::OfActor(actor) if actors.contains_key(actor) => Ok(Some(actor.clone())),
        Whose::OfActor(actor) => {
            Err(Said::new("status-actor-unknown", &[("actor", actor.as_str())]).into())
        }
        Whose::OfKey(file) => {
            let key = passphrase::key(file, talk)?;
            let holder = history.state().holder(&key.public_hex());
            let shown = file.display().to_string();
            let unknown = || Said::new("status-key-unknown", &[("key", &shown)]);
            Ok(Some(holder.ok_or_else(unknown)?.clone()))
        }
    }
}

fn line(entry: Entry, history: &History, today: Date, talk: &Talk) -> Line {
    let in_language = |text: &scheme::edition::Text| match talk.texts.language() {
        Language::Ja => text.ja.clone(),
        Language::En => text.en.clone(),
    };
    let mut task = serde_json::to_value(&entry.task).unwrap_or(Value::Null);
    if let Some(tests) = task.get_mut("tests").and_then(Value::as_array_mut) {
        for test in tests {
            let title = test
                .as_str()
                .and_then(|id| id.parse().ok())
                .and_then(|id| history.state().edition().test(&id))
                .map(|known| in_language(&known.title));
            *test = title.map_or(test.take(), Value::String);
        }
    }
    let role = talk.say(&format!("role-{}", entry.role), &[]);
    let names: Vec<String> = entry.actors.iter().map(ToString::to_string).collect();
    let who = if names.is_empty() {
        role
    } else {
        let names = names.join(&talk.say("status-between", &[]));
        let args = [("role", role.into()), ("names", names.into())];
        talk.say("status-named", &args)
    };
    Line {
        what: talk.texts.reason_value("task", &task),
        who,
        product: entry.product.as_ref().map(in_language).unwrap_or_default(),
        late: entry.is_late(today),
        entry,
    }
}

fn tell(lines: &[Line], moment: Timestamp, today: Date, talk: &Talk) {
    let late = lines.iter().filter(|line| line.late).count();
    let args = [
        ("at", moment.to_string().into()),
        ("count", lines.len().to_string().into()),
        ("late", late.to_string().into()),
    ];
    let head = if lines.is_empty() {
        "status-nothing"
    } else {
        "status-head"
    };
    talk.line(&talk.say(head, &args));
    for line in lines {
        let entry = &line.entry;
        let days = entry.due.map_or(0, |due| (due - today).get_days());
        let since = entry.since.strftime("%Y-%m-%d").to_string();
        let due = entry.due.map(|due| due.to_string()).unwrap_or_default();
        let args = [
            ("what", Cow::Borrowed(line.what.as_str())),
            ("who", Cow::Borrowed(line.who.as_str())),
            ("days", days.abs().to_string().into()),
            ("due", due.into()),
            ("since", since.into()),
        ];
        let id = match (entry.due, line.late) {
            (None, _) => "status-line-open",
            (Some(_), false) => "status-line-due",
            (Some(_), true) => "status-line-late",
        };
        talk.line(&talk.say(id, &args));
        if let Some(case) = &entry.case {
            let args = [
                ("case", Cow::Borrowed(case.as_str())),
                ("product", Cow::Borrowed(line.product.as_str())),
            ];
            talk.line(&talk.say("status-line-case", &args));
        }
    }
}

fn as_json(lines: &[Line], moment: Timestamp, today: Date, acts: u64) -> Value {
    let entries: Vec<Value> = lines
        .iter()
        .map(|line| {
            let mut entry = serde_json::to_value(&line.entry).unwrap_or(Value::Null);
            entry["late"] = line.late.into();
            entry["text"] = line.what.clone().into();
            entry
        })
        .collect();
    let late = lines.iter().filter(|line| line.late).count();
    json!({ "at": moment, "today": today, "acts": acts, "late": late, "work": entries })
}
