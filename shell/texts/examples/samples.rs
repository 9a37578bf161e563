//! Writes a sample of every document into a folder, for those who design or read them.
//!
//! `cargo run -p texts --example samples -- FOLDER`

#[path = "../tests/samples/mod.rs"]
mod samples;

use std::path::PathBuf;
use std::{env, fs, io};

use texts::documents::{certificate, register_page, report};

use samples::{certificates, registers, reports};

fn main() -> io::Result<()> {
    let folder = PathBuf::from(env::args().nth(1).unwrap_or_else(|| "samples".to_owned()));
    fs::create_dir_all(&folder)?;
    let short = certificates::short();
    let long = certificates::long();
    let address = |number: &str| format!("https://register.example/2026/certificates/{number}/");
    let documents = [
        ("certificate", certificate(&short, &address(&short.number))),
        (
            "certificate-system",
            certificate(&long, &address(&long.number)),
        ),
        ("report", report(&reports::certified())),
        ("report-withheld", report(&reports::withheld())),
        ("report-hostile", report(&reports::hostile())),
        ("register", register_page(&registers::list(12, true))),
        (
            "register-thousand",
            register_page(&registers::list(1_000, false)),
        ),
        ("register-hostile", register_page(&registers::hostile())),
    ];
    for (name, text) in documents {
        fs::write(folder.join(name).with_extension("html"), text)?;
    }
    Ok(())
}
