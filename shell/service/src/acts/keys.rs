//! The keys of those who act: a new one takes an old one's place.

use jiff::Timestamp;
use scheme::body::act::{Renewal, What};

use crate::body::{Actor, Body, BodyError};

/// Puts a new key in the place of an actor's present one, from the next act on. By the registrar, or by the actor with the old key.
///
/// # Errors
/// [`BodyError::Refused`] with all reasons; what cannot be written.
pub fn renew_key(
    body: &mut Body,
    by: &Actor,
    at: Timestamp,
    why: &str,
    renewal: Renewal,
) -> Result<u64, BodyError> {
    body.perform(by, at, why, None, What::RenewKey(renewal))
}

#[cfg(test)]
mod tests {
    use scheme::body::Refusal;
    use scheme::body::act::Period;
    use scheme::id::ActorId;

    use super::*;
    use crate::acts::revoke_actor;
    use crate::disk::Disk;
    use crate::key::Key;
    use crate::story;

    fn renewal(key: &Key) -> Renewal {
        Renewal {
            actor: "registrar".parse().unwrap(),
            public_key: key.public_hex(),
            period: Period {
                from: "2026-01-01".parse().unwrap(),
                until: "2036-12-31".parse().unwrap(),
            },
        }
    }

    #[test]
    fn each_act_is_checked_against_the_key_that_was_in_force_then() {
        let folder = tempfile::tempdir().unwrap();
        let mut body = story::open(Disk::default(), folder.path()).unwrap();
        story::finish(&mut body).unwrap();
        let old = body.resident(&"registrar".parse().unwrap()).unwrap();
        let new = Actor {
            id: old.id.clone(),
            key: Key::generate().unwrap(),
        };
        let early = revoke_actor(&mut body, &new, story::at(), "too early", &old.id);
        assert!(matches!(early, Err(BodyError::Signed { .. })), "{early:?}");
        renew_key(&mut body, &old, story::at(), "yearly", renewal(&new.key)).unwrap();
        let acts = body.acts();
        let late = revoke_actor(&mut body, &old, story::at(), "late", &old.id);
        assert!(matches!(late, Err(BodyError::Signed { .. })), "{late:?}");
        assert_eq!(body.acts(), acts, "an act with the old key left a trace");
        let decider: ActorId = "decider".parse().unwrap();
        revoke_actor(&mut body, &new, story::at(), "left", &decider).unwrap();
        let state = body.state().clone();
        drop(body);
        let again = story::open(Disk::default(), folder.path()).unwrap();
        assert_eq!(again.state(), &state);
    }

    #[test]
    fn a_key_that_was_used_before_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let mut body = story::open(Disk::default(), folder.path()).unwrap();
        let registrar = body.resident(&"registrar".parse().unwrap()).unwrap();
        let same = renewal(&registrar.key);
        let refused = renew_key(&mut body, &registrar, story::at(), "again", same);
        let Err(BodyError::Refused(reasons)) = refused else {
            panic!("{refused:?}");
        };
        assert!(
            matches!(reasons[..], [Refusal::KeyKnown { .. }]),
            "{reasons:?}"
        );
    }
}
