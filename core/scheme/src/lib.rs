//! The certification rules as values.
//!
//! Nothing here knows a clock, a file or a person: time and bytes are handed in.

pub mod archive;
pub mod body;
pub mod class;
pub mod continuing;
pub mod decide;
pub mod delta;
pub mod edition;
pub mod evidence;
pub mod finding;
pub mod id;
pub mod reason;
pub mod report;
pub mod surveillance;
pub mod validity;
