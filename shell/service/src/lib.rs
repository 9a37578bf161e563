//! Every act of the certification body, and the only crate with storage, keys and time.
//!
//! A [`Body`] is opened from its private folder. Each act is a function in [`acts`], in a file of its
//! own: it composes what is said, the actor signs it, the rules of [`scheme`] allow or refuse it, the
//! log takes it, and what it says to the public goes into the register. Nothing here prints.

pub mod acts;
pub mod archive;
pub mod backup;
pub mod body;
pub mod carried;
mod disk;
pub mod evaluate;
#[cfg(test)]
mod faults;
pub mod folder;
pub mod founding;
mod home;
pub mod key;
pub mod oscal;
pub mod reading;
#[cfg(test)]
mod scenes;
mod signed;
mod store;
#[cfg(test)]
mod story;
pub mod surveil;
pub mod witness;

pub use backup::BackupError;
pub use body::{Actor, Body, BodyError, Facts, Published};
pub use carried::{Carried, CarriedError};
pub use home::LockError;
pub use key::{Key, KeyError, Passphrase};
pub use reading::{History, SignedAct};
pub use signed::SignedActError;
pub use store::StoreError;

/// The time, to the second: what an act done at this moment says.
#[must_use]
pub fn now() -> jiff::Timestamp {
    let now = jiff::Timestamp::now();
    jiff::Timestamp::from_second(now.as_second()).unwrap_or(now)
}
