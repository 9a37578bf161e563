//! The registrar ends somebody's key.

use jiff::Timestamp;
use scheme::body::act::What;
use scheme::id::ActorId;

use crate::body::{Actor, Body, BodyError};

/// Ends an actor's key at once, for good. What it signed before stays.
///
/// # Errors
/// [`BodyError::Refused`] with all reasons; what cannot be written.
pub fn revoke_actor(
    body: &mut Body,
    registrar: &Actor,
    at: Timestamp,
    why: &str,
    actor: &ActorId,
) -> Result<u64, BodyError> {
    let actor = actor.clone();
    body.perform(registrar, at, why, None, What::RevokeActor { actor })
}
