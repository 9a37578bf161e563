//! What is known to have been published: places where a register can be read, and checkpoints that others hold.

use std::path::Path;

use register::limits::Limits;
use service::Published;

use crate::reading::{Patience, Place, is_address};
use crate::talk::Talk;
use crate::{Failure, witnesses};

/// What lies at these places, `DIR|URL|FILE`: a register's folder or address, or a file with a checkpoint.
pub(crate) fn known(typed: &[String], talk: &Talk) -> Result<Published<'static>, Failure> {
    let mut known = Published::default();
    for place in typed {
        if is_address(place) || Path::new(place).is_dir() {
            let mut reader = Place::parse(place, talk)?.reader(Patience::for_one(), false);
            let read = move |path: &str| reader.read(path);
            known.places.push((place.clone(), Box::new(read)));
        } else {
            let held = witnesses::read_checkpoint(Path::new(place), &Limits::default())?;
            known.held.push(held);
        }
    }
    Ok(known)
}
