//! Keys and their passphrases: from the file that `SEKISHO_PASSPHRASE_FILE` names, else typed at the terminal, where it is not
//! shown.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use service::key::PASSPHRASE_BYTES;
use service::{Key, Passphrase};

use crate::talk::Talk;
use crate::undone::Undone;
use crate::{Failure, settings};

/// The key in a file; whoever runs the program gives its passphrase, when it has one.
pub(crate) fn key(path: &Path, talk: &Talk) -> Result<Key, Failure> {
    Key::open(path, || asked("passphrase-asked", path, talk))
}

/// The passphrase of a key that is there.
pub(crate) fn asked(id: &str, path: &Path, talk: &Talk) -> Result<Passphrase, Failure> {
    if let Some(file) = settings::passphrase_file() {
        return Ok(Passphrase::read(&file)?);
    }
    let mut terminal = Terminal::open(path)?;
    let place = path.display().to_string();
    Ok(Passphrase::new(
        terminal.line(&talk.say(id, &[("path", place.into())]))?,
    )?)
}

/// A new passphrase: at a terminal it is typed twice, since nobody sees what was typed.
pub(crate) fn new(path: &Path, talk: &Talk) -> Result<Passphrase, Failure> {
    let first = asked("passphrase-new", path, talk)?;
    if settings::passphrase_file().is_some() {
        return Ok(first);
    }
    if first.is(&asked("passphrase-again", path, talk)?) {
        return Ok(first);
    }
    Err(Undone::OtherPassphrase.into())
}

/// The terminal of whoever runs the program, also when standard input comes from elsewhere. Shows nothing that is typed until it is
/// dropped.
struct Terminal {
    file: File,
    before: Termios,
}

impl Terminal {
    fn open(path: &Path) -> Result<Self, Failure> {
        let none = |_| Undone::NoPassphrase {
            path: path.to_owned(),
        };
        let file = OpenOptions::new().read(true).write(true).open("/dev/tty");
        let file = file.map_err(none)?;
        let before = tcgetattr(&file).map_err(io::Error::from).map_err(none)?;
        let mut silent = before.clone();
        silent.local_modes.remove(LocalModes::ECHO);
        silent.local_modes.insert(LocalModes::ECHONL);
        // What was typed ahead was shown already, and is not taken.
        let set = tcsetattr(&file, OptionalActions::Flush, &silent);
        set.map_err(io::Error::from).map_err(none)?;
        Ok(Self { file, before })
    }

    /// One line; the terminal gives whole lines.
    fn line(&mut self, prompt: &str) -> io::Result<Vec<u8>> {
        write!(self.file, "{prompt}: ")?;
        // Room for all of it from the start: a vector that grows leaves copies behind.
        let mut typed = Vec::with_capacity(PASSPHRASE_BYTES + 2);
        let mut byte = [0];
        while typed.len() < PASSPHRASE_BYTES + 2 && self.file.read(&mut byte)? == 1 {
            typed.push(byte[0]);
            if byte == *b"\n" {
                break;
            }
        }
        Ok(typed)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // Nothing more can be done for a terminal that is gone.
        let _gone = tcsetattr(&self.file, OptionalActions::Flush, &self.before);
    }
}
