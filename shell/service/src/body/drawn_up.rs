//! An act as it is about to be done: named, dated, signed, and as its row in the log.

use jiff::{SignedDuration, Timestamp};
use scheme::body::act::{Act, What};
use scheme::id::{ActorId, CaseId};

use super::{Actor, Body, BodyError, check_signature};
use crate::signed::{self, SignedActError};
use crate::store::ActRow;

/// How far the clock of whoever dated an act may be ahead of this one.
const AHEAD: SignedDuration = SignedDuration::from_mins(5);

impl Body {
    /// An act as it is said and signed at this moment, and its row in the log.
    pub(super) fn drawn_up(
        &self,
        number: u64,
        actor: &Actor,
        at: Timestamp,
        why: &str,
        case: Option<&CaseId>,
        what: What,
    ) -> Result<(Act, ActRow), BodyError> {
        let act = self.compose(&actor.id, at, why, case, what)?;
        let signed = |source| BodyError::Signed { number, source };
        let (bytes, signature) = signed::sign(&act, &actor.key).map_err(signed)?;
        check_signature(&self.state, &act, &bytes, &signature).map_err(signed)?;
        let row = row_of(number, &act, bytes, signature.to_vec());
        Ok((act, row))
    }

    /// The act that somebody would do at this moment, not yet signed: it names this body and what the actor sees of it.
    pub(crate) fn compose(
        &self,
        by: &ActorId,
        at: Timestamp,
        why: &str,
        case: Option<&CaseId>,
        what: What,
    ) -> Result<Act, BodyError> {
        let random = crate::key::random()?;
        let id = hex::encode(&random[..16]);
        let founding = self.state.founding().unwrap_or(&id).to_owned();
        Ok(Act {
            id,
            at,
            by: by.clone(),
            why: why.to_owned(),
            body: Some(founding),
            case: case.cloned(),
            expects: Some(self.expected(case)),
            what,
        })
    }

    /// An act dated ahead would keep everybody from acting until its time has come. After the clock was set back, acts go on
    /// from the last one.
    pub(super) fn check_clock(&self, at: Timestamp) -> Result<(), BodyError> {
        let now = (self.clock)();
        let latest = now.saturating_add(AHEAD).unwrap_or(Timestamp::MAX);
        let known = [self.state.last_act_at(), self.last_statement_at()];
        let latest = known.into_iter().flatten().fold(latest, Ord::max);
        if at > latest {
            return Err(BodyError::Ahead { at, now });
        }
        Ok(())
    }
}

/// The row of an act in the log.
pub(super) fn row_of(number: u64, act: &Act, bytes: Vec<u8>, signature: Vec<u8>) -> ActRow {
    let kind: &'static str = (&act.what).into();
    ActRow {
        number,
        id: act.id.clone(),
        at: act.at.to_string(),
        actor: act.by.to_string(),
        kind: kind.to_owned(),
        case: act.case.as_ref().map(ToString::to_string),
        bytes,
        signature,
    }
}

/// Whoever looks acts up by their columns must find what was signed.
pub(super) fn check_row(act: &Act, row: &ActRow) -> Result<(), SignedActError> {
    let (bytes, signature) = (row.bytes.clone(), row.signature.clone());
    if row_of(row.number, act, bytes, signature) == *row {
        return Ok(());
    }
    Err(SignedActError::Form {
        detail: "the log files it under another name, time, actor, kind or case".to_owned(),
    })
}

pub(super) fn tell(number: u64, kind: &str, actor: &ActorId) {
    tracing::info!(number, kind, %actor, "act recorded");
}
