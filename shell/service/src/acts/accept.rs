//! The registrar takes an application on and names who evaluates.

use std::collections::BTreeSet;

use jiff::Timestamp;
use scheme::body::act::What;
use scheme::id::{ActorId, CaseId};

use crate::body::{Actor, Body, BodyError};

/// Accepts the application; the evaluators' firms must be members, accredited and without ties.
///
/// # Errors
/// [`BodyError::Refused`] with all reasons; what cannot be written.
pub fn accept(
    body: &mut Body,
    registrar: &Actor,
    at: Timestamp,
    why: &str,
    case: &CaseId,
    evaluators: BTreeSet<ActorId>,
) -> Result<u64, BodyError> {
    body.perform(registrar, at, why, Some(case), What::Accept { evaluators })
}
