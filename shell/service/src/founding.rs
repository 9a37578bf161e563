//! Founding a body: its folder, its own keys, an empty register, and the first registrar.

use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use scheme::body::act::{Period, Registration, Role, What};
use scheme::id::{ActorId, FirmId};

use crate::body::{Actor, Body, BodyError, Facts, SHARD_KEY, STATEMENT_KEY, shard_name};
use crate::disk::Disk;
use crate::folder::RegisterFolder;
use crate::home::Home;
use crate::key::Key;
use crate::store::Store;

/// Who keeps the body's lists from its first day.
#[derive(Debug, Clone)]
pub struct FirstRegistrar {
    /// Its name in acts.
    pub id: ActorId,
    /// Its name for people.
    pub name: scheme::edition::Text,
    /// The body itself, as a firm.
    pub firm: FirmId,
    /// Last day of its key.
    pub until: Date,
}

/// Founds a body in `folder` with a register in `register`, and opens it.
///
/// A founding that a crash cut short is finished by founding again with the same facts.
///
/// # Errors
/// [`BodyError::Exists`] when a body was founded here before; whatever cannot be written.
pub fn found(
    folder: &Path,
    register: &Path,
    facts: &Facts,
    registrar: &FirstRegistrar,
    at: Timestamp,
) -> Result<(Body, Actor), BodyError> {
    found_on(Disk::default(), folder, register, facts, registrar, at)
}

/// Opens the body in `folder`, or founds it where nobody has acted yet: also where a founding was cut
/// short.
///
/// # Errors
/// As [`Body::open`] and [`found`].
pub fn open_or_found(
    folder: &Path,
    register: &Path,
    facts: &Facts,
    registrar: &FirstRegistrar,
    at: Timestamp,
) -> Result<Body, BodyError> {
    open_or_found_on(Disk::default(), folder, register, facts, registrar, at)
}

pub(crate) fn open_or_found_on(
    disk: Disk,
    folder: &Path,
    register: &Path,
    facts: &Facts,
    registrar: &FirstRegistrar,
    at: Timestamp,
) -> Result<Body, BodyError> {
    let database = Home::new(folder).database();
    if database.exists() && Store::open(&database)?.acts()? > 0 {
        return Body::open_on(disk, folder, register);
    }
    match found_on(disk.clone(), folder, register, facts, registrar, at) {
        Ok((body, _)) => Ok(body),
        // Another process founded it while this one waited.
        Err(BodyError::Exists { .. }) => Body::open_on(disk, folder, register),
        Err(error) => Err(error),
    }
}

pub(crate) fn found_on(
    disk: Disk,
    folder: &Path,
    register: &Path,
    facts: &Facts,
    registrar: &FirstRegistrar,
    at: Timestamp,
) -> Result<(Body, Actor), BodyError> {
    let home = Home::new(folder);
    let file = |source| BodyError::File {
        path: folder.to_owned(),
        source,
    };
    home.make().map_err(file)?;
    {
        let _lock = home.lock(Duration::from_secs(10))?;
        facts.scheme()?;
        let mut store = Store::open(&home.database())?;
        if store.acts()? > 0 {
            return Err(BodyError::Exists {
                path: folder.to_owned(),
            });
        }
        store.set_facts(&facts.rows())?;
        Key::read_or_generate(&home.key(STATEMENT_KEY))?;
        let shard = Key::read_or_generate(&home.key(SHARD_KEY))?;
        let folder = RegisterFolder::new(register, shard_name(&facts.origin, &shard)?);
        if !folder.exists() {
            folder.create(&disk, &shard.for_register(), facts.quorum)?;
        }
    }
    let mut body = Body::open_on(disk, folder, register)?;
    if body.acts() > 0 {
        return Err(BodyError::Exists {
            path: folder.to_owned(),
        });
    }
    let actor = body.resident(&registrar.id)?;
    let first = Registration {
        actor: registrar.id.clone(),
        name: registrar.name.clone(),
        firm: registrar.firm.clone(),
        roles: [Role::Registrar].into(),
        public_key: actor.key.public_hex(),
        period: Period {
            from: body.state().edition().day_of(at),
            until: registrar.until,
        },
    };
    body.perform(
        &actor,
        at,
        "founding / 設立",
        None,
        What::RegisterActor(first),
    )?;
    Ok((body, actor))
}
