//! What is known to have been published: checkpoints at a register's address, or in files that others hold.

use std::path::Path;

use register::checkpoint::Checkpoint;
use register::limits::Limits;
use service::folder::read_under;

use crate::{Failure, witnesses};

/// The checkpoints at these places: of every shard of a register's folder, or the one in a file.
pub(crate) fn checkpoints(places: &[String]) -> Result<Vec<Checkpoint>, Failure> {
    let mut all = Vec::new();
    for place in places {
        let path = Path::new(place);
        if path.is_dir() {
            all.extend(of_folder(path)?);
        } else {
            all.push(witnesses::read_checkpoint(path, &Limits::default())?);
        }
    }
    Ok(all)
}

fn of_folder(register: &Path) -> Result<Vec<Checkpoint>, Failure> {
    let shards = register.join("shards");
    let told = |error: &dyn std::fmt::Display| format!("{}: {error}", shards.display());
    let mut read = read_under(register);
    let mut all = Vec::new();
    for entry in std::fs::read_dir(&shards).map_err(|error| told(&error))? {
        let name = entry.map_err(|error| told(&error))?.file_name();
        let path = format!("shards/{}/checkpoint", name.to_string_lossy());
        let Some(bytes) = read(&path)? else { continue };
        let text = std::str::from_utf8(&bytes).map_err(|error| told(&error))?;
        all.push(Checkpoint::parse(text).map_err(|error| told(&error))?);
    }
    if all.is_empty() {
        return Err(format!("{} holds no checkpoint of a register", register.display()).into());
    }
    Ok(all)
}
