//! How the program speaks: answers on standard output, talk and progress on standard error.
//!
//! The only file that prints.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::env;
use std::error::Error;
use std::io::{self, IsTerminal as _, Write as _};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use serde_json::json;
use texts::messages::one_line;
use texts::{Arg, Language, Texts};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::cli::Refused;
use crate::{Answer, Failure, words};

/// Speaks to one person in one language, or to one program in JSON.
pub(crate) struct Talk {
    pub(crate) texts: Texts,
    pub(crate) json: bool,
    /// The one JSON value was printed.
    answered: Cell<bool>,
    /// The first line that could not be written, and why.
    unwritten: RefCell<Option<io::Error>>,
}

impl Talk {
    pub(crate) fn new(language: Language, json: bool) -> Self {
        Self {
            texts: Texts::new(language),
            json,
            answered: Cell::new(false),
            unwritten: RefCell::new(None),
        }
    }

    /// The message `id` with arguments.
    pub(crate) fn say(&self, id: &str, args: &[Arg<'_>]) -> String {
        self.texts.say_with(id, args)
    }

    /// One line for the person: on standard output, unless a program listens there. A name from outside
    /// cannot add a second one.
    pub(crate) fn line(&self, text: &str) {
        let text = one_line(text);
        if self.json {
            let _gone = writeln!(io::stderr(), "{text}");
        } else {
            // Work goes on when nobody can read of it: the exit code tells it at the end.
            if let Err(error) = quiet_when_closed(writeln!(io::stdout(), "{text}")) {
                self.unwritten.borrow_mut().get_or_insert(error);
            }
        }
    }

    /// Fails where a line of the answer could not be written, on a full disk for example.
    pub(crate) fn written(&self) -> Result<(), Failure> {
        let first = self.unwritten.take();
        first.map_or(Ok(()), |error| Err(error.into()))
    }

    /// A message of our own that has several lines.
    pub(crate) fn lines(&self, id: &str, args: &[Arg<'_>]) {
        for line in self.say(id, args).lines() {
            self.line(line);
        }
    }

    /// The whole answer as text.
    pub(crate) fn answer(&self, text: &str) -> Result<Answer, Failure> {
        quiet_when_closed(write!(io::stdout(), "{text}"))?;
        Ok(Answer::Yes)
    }

    /// The one JSON value on standard output.
    pub(crate) fn value(&self, value: &impl Serialize) -> Result<(), Failure> {
        self.answered.set(true);
        // Written as it is made: an answer about a country's parts lists is larger than what it was made of.
        let mut out = io::BufWriter::with_capacity(1 << 14, io::stdout().lock());
        let written = serde_json::to_writer_pretty(&mut out, value).map_err(io::Error::from);
        let written = written
            .and_then(|()| writeln!(out))
            .and_then(|()| out.flush());
        Ok(quiet_when_closed(written)?)
    }

    /// Why it could not be done: the whole chain of causes, once.
    pub(crate) fn could_not(&self, failure: &(dyn Error + 'static)) {
        let chain = words::chain(failure, &self.texts);
        let mut said = chain.trim_end().lines();
        let first = said.next().unwrap_or_default();
        complain(&self.say("cli-could-not", &[("why", Cow::Borrowed(first))]));
        for more in said {
            // A reader of files shows the place over several lines; they stay part of this message.
            complain(&format!("  | {more}"));
        }
        if self.json && !self.answered.get() {
            could_not_json(&chain);
        }
    }

    /// Progress of something that takes a while; shown on a terminal only.
    pub(crate) fn progress(&self, id: &str) -> ProgressBar {
        if !io::stderr().is_terminal() || self.json {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new_spinner().with_message(self.texts.say(id));
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(120));
        bar
    }
}

/// What was typed is not an order: why, before there is a [`Talk`].
pub(crate) fn refuse(refused: &Refused) {
    refused.said.lines().for_each(complain);
    if refused.json {
        could_not_json(&refused.said);
    }
}

/// A line on standard error.
fn complain(text: &str) {
    // Nobody to tell when standard error is closed; the exit code still says it.
    let _gone = writeln!(io::stderr(), "{}", one_line(text));
}

/// The one JSON value of an order that could not be carried out.
fn could_not_json(why: &str) {
    let value = json!({ "error": { "text": why } });
    let _gone = writeln!(io::stdout(), "{value:#}");
}

/// Structured logs on standard error: nothing but warnings, more with -v and -vv, or what the variable asks for, as `info` or
/// `sekisho=debug`.
pub(crate) fn start_logging(verbose: u8) {
    let level = match verbose {
        0 => LevelFilter::WARN,
        1 => LevelFilter::INFO,
        _ => LevelFilter::DEBUG,
    };
    let asked = env::var("SEKISHO_LOG").ok();
    let asked = asked.and_then(|asked| asked.parse::<Targets>().ok());
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(io::stderr)
        // Marks for a terminal would stand in the files that logs are kept in.
        .with_ansi(io::stderr().is_terminal());
    tracing_subscriber::registry()
        .with(asked.unwrap_or_else(|| Targets::new().with_default(level)))
        .with(lines)
        .init();
}

/// A reader that went away ends the talk quietly.
fn quiet_when_closed(written: io::Result<()>) -> io::Result<()> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}
