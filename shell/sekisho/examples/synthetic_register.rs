//! Writes a register of invented certificates and its trust file, to measure and to look at pages of many.
//!
//! `cargo run --release -p sekisho --example synthetic_register -- FOLDER COUNT`, then
//! `sekisho register page FOLDER/register --trust FOLDER/trust.json`.

#[path = "../tests/it/synthetic.rs"]
mod synthetic;

use std::path::PathBuf;
use std::{env, io};

fn main() -> io::Result<()> {
    let mut args = env::args().skip(1);
    let folder = PathBuf::from(args.next().unwrap_or_else(|| "synthetic".to_owned()));
    let count = args.next().map_or(Ok(10_000), |count| count.parse());
    synthetic::write(&folder, count.map_err(io::Error::other)?)
}
