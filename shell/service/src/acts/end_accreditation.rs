//! The registrar ends accreditations of a firm.

use std::collections::BTreeSet;

use jiff::Timestamp;
use scheme::body::act::What;
use scheme::id::{CategoryId, FirmId, TestId};

use crate::body::{Actor, Body, BodyError};

/// Ends a firm's accreditations for these tests in one category at once. What it evaluated under them stands.
///
/// # Errors
/// [`BodyError::Refused`] with all reasons; what cannot be written.
pub fn end_accreditation(
    body: &mut Body,
    registrar: &Actor,
    at: Timestamp,
    why: &str,
    (firm, category): (&FirmId, CategoryId),
    tests: BTreeSet<TestId>,
) -> Result<u64, BodyError> {
    let what = What::EndAccreditation {
        firm: firm.clone(),
        category,
        tests,
    };
    body.perform(registrar, at, why, None, what)
}
