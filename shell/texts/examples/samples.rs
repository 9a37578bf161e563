//! Writes a sample of every document into a folder, for those who design or read them.
//!
//! `cargo run -p texts --example samples -- FOLDER`

#[path = "../tests/samples/mod.rs"]
mod samples;

use std::path::PathBuf;
use std::{env, fs, io};

use texts::documents::register_page::record;
use texts::documents::{BothTexts, RegisterPage, certificate, list_pages, report};

use samples::{certificates, records, registers, reports};

fn main() -> io::Result<()> {
    let folder = PathBuf::from(env::args().nth(1).unwrap_or_else(|| "samples".to_owned()));
    fs::create_dir_all(&folder)?;
    let short = certificates::short();
    let long = certificates::long();
    let address = |number: &str| format!("https://register.example/2026/certificates/{number}/");
    let texts = BothTexts::new();
    let first_page = |register: &RegisterPage| {
        let mut pages = list_pages(&texts, register);
        pages.pop().map(|page| page.text).unwrap_or_default()
    };
    let documents = [
        ("certificate", certificate(&short, &address(&short.number))),
        (
            "certificate-system",
            certificate(&long, &address(&long.number)),
        ),
        ("report", report(&reports::certified())),
        ("report-withheld", report(&reports::withheld())),
        ("report-hostile", report(&reports::hostile())),
        ("record", record(&texts, &records::eventful().record())),
        ("record-system", record(&texts, &records::system().record())),
        (
            "record-hostile",
            record(&texts, &records::hostile().record()),
        ),
        ("register", first_page(&registers::list(12, true))),
        ("register-empty", first_page(&registers::list(0, false))),
        ("register-many", first_page(&registers::list(1_000, false))),
        ("register-hostile", first_page(&registers::hostile())),
    ];
    for (name, text) in documents {
        fs::write(folder.join(name).with_extension("html"), text)?;
    }
    Ok(())
}
