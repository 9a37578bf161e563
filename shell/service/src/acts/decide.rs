//! The decision, by somebody who has not evaluated.

use jiff::Timestamp;
use scheme::body::act::{Ruling, What};
use scheme::edition::Text;
use scheme::id::{CaseId, ClassId};

use crate::body::{Actor, Body, BodyError};

/// Decides that the certificate may be issued; the rules must grant the class on the evidence.
///
/// # Errors
/// [`BodyError::Refused`] with all reasons; what cannot be written.
pub fn grant(
    body: &mut Body,
    decider: &Actor,
    at: Timestamp,
    why: &str,
    case: &CaseId,
    class: ClassId,
    (conditions, left_out): (Vec<Text>, Vec<Text>),
) -> Result<u64, BodyError> {
    let ruling = Ruling::Grant {
        class,
        conditions,
        left_out,
    };
    body.perform(decider, at, why, Some(case), What::Decide { ruling })
}

/// Decides that there is no certificate.
///
/// # Errors
/// [`BodyError::Refused`] with all reasons; what cannot be written.
pub fn refuse(
    body: &mut Body,
    decider: &Actor,
    at: Timestamp,
    why: &str,
    case: &CaseId,
) -> Result<u64, BodyError> {
    let what = What::Decide {
        ruling: Ruling::Refuse {},
    };
    body.perform(decider, at, why, Some(case), what)
}
