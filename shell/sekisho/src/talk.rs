//! How the program speaks: answers on standard output, talk and progress on standard error.
//!
//! The only file that prints.

use std::borrow::Cow;
use std::error::Error;
use std::io::{self, IsTerminal as _, Write as _};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use texts::{Arg, Language, Texts};

use crate::{Answer, Failure};

/// Speaks to one person in one language, or to one program in JSON.
pub(crate) struct Talk {
    pub(crate) texts: Texts,
    pub(crate) json: bool,
}

impl Talk {
    pub(crate) fn new(language: Language, json: bool) -> Self {
        Self {
            texts: Texts::new(language),
            json,
        }
    }

    /// The message `id` with arguments.
    pub(crate) fn say(&self, id: &str, args: &[Arg<'_>]) -> String {
        self.texts.say_with(id, args)
    }

    /// A line for the person: on standard output, unless a program listens there.
    pub(crate) fn line(&self, text: &str) {
        let text = printable(text);
        if self.json {
            let _gone = writeln!(io::stderr(), "{text}");
        } else {
            let _gone = writeln!(io::stdout(), "{text}");
        }
    }

    /// The whole answer as text.
    pub(crate) fn answer(&self, text: &str) -> Result<Answer, Failure> {
        quiet_when_closed(write!(io::stdout(), "{text}"))?;
        Ok(Answer::Yes)
    }

    /// The one JSON value on standard output.
    pub(crate) fn value(&self, value: &impl Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(value)?;
        Ok(quiet_when_closed(writeln!(io::stdout(), "{text}"))?)
    }

    /// Why it could not be done: the whole chain of causes, once.
    pub(crate) fn could_not(&self, failure: &(dyn Error + 'static)) {
        let mut chain = failure.to_string();
        let mut cause = failure.source();
        while let Some(error) = cause {
            let said = error.to_string();
            if !chain.ends_with(&said) {
                chain.push_str(": ");
                chain.push_str(&said);
            }
            cause = error.source();
        }
        complain(&self.say("cli-could-not", &[("why", Cow::Owned(chain))]));
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

/// A line on standard error, before or without a [`Talk`].
pub(crate) fn complain(text: &str) {
    // Nobody to tell when standard error is closed; the exit code still says it.
    let _gone = writeln!(io::stderr(), "{}", printable(text));
}

/// Structured logs on standard error: nothing but warnings, more with -v and -vv.
pub(crate) fn start_logging(verbose: u8) {
    let level = match verbose {
        0 => "warn",
        1 => "info",
        _ => "debug",
    };
    let filter = tracing_subscriber::EnvFilter::try_from_env("SEKISHO_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(level));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .init();
}

/// Names in files from outside can hold control characters; a terminal must not obey them.
fn printable(text: &str) -> String {
    let harmless = |c: char| c == '\n' || c == '\t' || !c.is_control();
    text.chars()
        .map(|c| if harmless(c) { c } else { '\u{fffd}' })
        .collect()
}

/// A reader that went away ends the talk quietly.
fn quiet_when_closed(written: io::Result<()>) -> io::Result<()> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_from_outside_cannot_command_the_terminal() {
        assert_eq!(printable("evil\u{1b}[2Jname"), "evil\u{fffd}[2Jname");
        assert_eq!(printable("一行\n二行"), "一行\n二行");
    }
}
