//! Several acts at once: one commit, one checkpoint over everything that they say, all of it or nothing.

use jiff::Timestamp;
use register::statement::Statement;
use scheme::body::act::What;

use super::{Actor, Body, BodyError, tell};
use crate::store::{ActRow, Commit, Placed};

/// An act among several, and what it says to the public of the state that it has made.
pub(crate) struct Spoken<'s> {
    /// What is done.
    pub(crate) what: What,
    /// The statements.
    pub(crate) says: Says<'s>,
}

type Says<'s> = Box<dyn FnOnce(&Body) -> Result<Vec<Statement>, BodyError> + 's>;

/// Acts that the rules have allowed, not committed yet.
#[derive(Default)]
struct Allowed {
    rows: Vec<ActRow>,
    /// What is said, each with the number of its act.
    statements: Vec<(u64, Statement)>,
}

impl Body {
    /// Performs several acts without a case, all or none.
    pub(crate) fn perform_together(
        &mut self,
        actor: &Actor,
        at: Timestamp,
        why: &str,
        acts: Vec<Spoken<'_>>,
    ) -> Result<(), BodyError> {
        if self.broken {
            return Err(BodyError::Broken);
        }
        if acts.is_empty() {
            return Ok(());
        }
        self.check_clock(at)?;
        let (before, first) = (self.state.clone(), self.acts + 1);
        let allowed = self.allowed_in_turn(actor, at, why, acts);
        // What was refused half-way has not happened.
        let Allowed { rows, statements } = allowed.inspect_err(|_| self.state = before)?;
        let done: Vec<_> = rows
            .iter()
            .map(|row| (row.number, row.kind.clone()))
            .collect();
        self.guarded(|body| {
            body.acts += rows.len() as u64;
            let mut commit = Commit {
                acts: rows,
                ..Commit::default()
            };
            let key = body.statement_signer()?;
            for (act, statement) in &statements {
                let placed = body.enter(statement, &key)?;
                commit.statements.push(Placed {
                    act: Some(*act),
                    ..placed
                });
            }
            body.say(commit, at, &[], first)
        })?;
        for (number, kind) in done {
            tell(number, &kind, &actor.id);
        }
        Ok(())
    }

    /// Asks the rules of each act after those before it.
    fn allowed_in_turn(
        &mut self,
        actor: &Actor,
        at: Timestamp,
        why: &str,
        acts: Vec<Spoken<'_>>,
    ) -> Result<Allowed, BodyError> {
        let mut allowed = Allowed::default();
        for (spoken, number) in acts.into_iter().zip(self.acts + 1..) {
            let (act, row) = self.drawn_up(number, actor, at, why, None, spoken.what)?;
            self.state.perform(&act).map_err(BodyError::Refused)?;
            let said = (spoken.says)(self)?;
            let said = said.into_iter().map(|statement| (number, statement));
            allowed.statements.extend(said);
            allowed.rows.push(row);
        }
        Ok(allowed)
    }
}
