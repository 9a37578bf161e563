//! The program: what was typed becomes an order, the order an answer, the answer an exit code.
//!
//! 0 done and good; 1 done and the answer is no; 2 could not be done. Answers go to standard output,
//! talk and progress to standard error.

mod acting;
mod advisories;
mod archives;
mod certify;
mod check;
mod cli;
mod copies;
mod custody;
mod feeds;
mod input;
mod keeping;
mod matching;
mod pages;
mod passphrase;
mod product;
mod published;
mod reading;
mod registers;
mod roots;
mod schemes;
mod settings;
mod status;
mod surveil;
mod talk;
mod undone;
mod verify;
mod witnesses;
mod words;

use std::env;
use std::hint::black_box;
use std::process::ExitCode;

use cli::{Asked, Order, WitnessOrder};
use talk::Talk;

/// What an order came to, as an exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Done and good.
    Yes,
    /// Done, and the answer is no.
    No,
}

/// Why an order could not be carried out: a chain of causes, printed once, here.
type Failure = Box<dyn std::error::Error>;

/// The GNU C library gives freed memory back to the system block by block, and asks for it again, until it has seen one block of
/// such a size go (`mallopt(3)`, `M_MMAP_THRESHOLD`). A short run spends more time on that than on its work.
fn keep_freed_memory() {
    drop(black_box(Vec::<u8>::with_capacity(4 << 20)));
}

fn main() -> ExitCode {
    keep_freed_memory();
    let locales = ["LC_ALL", "LC_MESSAGES", "LANG"].map(|name| env::var(name).unwrap_or_default());
    let asked = match cli::parse(env::args_os(), &locales) {
        Ok(asked) => asked,
        Err(refused) => {
            talk::refuse(&refused);
            return ExitCode::from(2);
        }
    };
    talk::start_logging(asked.verbose);
    let talk = Talk::new(asked.language, asked.json);
    let answer = run(&asked, &talk).and_then(|answer| talk.written().map(|()| answer));
    match answer {
        Ok(Answer::Yes) => ExitCode::SUCCESS,
        Ok(Answer::No) => ExitCode::from(1),
        Err(failure) => {
            talk.could_not(failure.as_ref());
            ExitCode::from(2)
        }
    }
}

fn run(asked: &Asked, talk: &Talk) -> Result<Answer, Failure> {
    match &asked.order {
        Order::Print(text) => talk.answer(text),
        Order::Certify(order) => certify::run(order, talk),
        Order::Check(order) => check::run(order, talk),
        Order::Verify(order) => verify::run(order, talk),
        Order::Match(order) => matching::run(order, talk),
        Order::Advisories(order) => advisories::run(order, talk),
        Order::Body(order) => acting::run(order, talk),
        Order::RegisterInit(order) => registers::init(order, talk),
        Order::RegisterPage(order) => registers::page(order, talk),
        Order::RegisterAudit(order) => registers::audit(order, talk),
        Order::Keep(order) => keeping::run(order, talk),
        Order::Witness(WitnessOrder::Run(order)) => witnesses::run(order, talk),
        Order::Witness(WitnessOrder::Key(order)) => witnesses::new_key(order, talk),
        Order::Witness(WitnessOrder::Compare(order)) => witnesses::compared(order, talk),
        Order::Surveil(order) => surveil::run(order, talk),
        Order::SchemeList => schemes::list(talk),
        Order::SchemeShow { edition } => schemes::show(edition, talk),
    }
}
