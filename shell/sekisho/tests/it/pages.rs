//! The pages of a register as files: which are written, in what they differ, where their links lead.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use register::certificate::Text;

use crate::program::{Folder, run};
use crate::synthetic;

/// A register of so many certificates with its pages.
fn with_pages(count: u32) -> Folder {
    let folder = Folder::new();
    synthetic::write(&folder.path(""), count).expect("a register");
    make(&folder);
    folder
}

fn make(folder: &Folder) {
    let (register, trust) = (folder.arg("register"), folder.arg("trust.json"));
    run(&["register", "page", &register, "--trust", &trust]).gives(0);
}

/// Every page with the identity of its file: another one has another.
fn files(folder: &Path) -> BTreeMap<PathBuf, u64> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            let identity = fs::metadata(&path).expect("a file").ino();
            found.insert(path, identity);
        }
    }
    found
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn a_register_gets_its_pages_and_the_audit_finds_it_clean() {
    let folder = with_pages(340);
    for page in [
        "index.html",
        "index.json",
        "list/1.html",
        "list/2.html",
        "search.js",
        "search-data.js",
        "changes.atom",
        "certificates/2026-000001/index.html",
        "certificates/2026-000340/index.html",
    ] {
        assert!(folder.path("register").join(page).is_file(), "{page}");
    }
    assert!(!folder.path("register/list/3.html").exists());
    let (register, trust) = (folder.arg("register"), folder.arg("trust.json"));
    let ran = run(&["register", "audit", &register, "--trust", &trust, "--json"]).gives(0);
    assert_eq!(ran.json()["certificates"], 340);
    let feed = text(&folder.path("register/changes.atom"));
    assert_eq!(feed.matches("<entry>").count(), 200);
    assert!(feed.contains("https://synthetic.example/certificates/2026-000340/index.html"));
}

#[test]
fn the_page_of_a_certificate_says_what_it_follows_and_rests_on() {
    let folder = with_pages(110);
    let page =
        |number: &str| text(&folder.path(&format!("register/certificates/{number}/index.html")));
    // Of every ten the fourth follows the third, and the ninth is a system that rests on the two before it.
    let (before, after) = (page("2026-000003"), page("2026-000004"));
    assert!(before.contains("certificates/2026-000004/index.html"));
    assert!(before.contains("Void by version-up to"));
    assert!(after.contains("certificates/2026-000003/index.html"));
    let system = page("2026-000069");
    for part in ["2026-000067", "2026-000068"] {
        assert!(
            system.contains(&format!("certificates/{part}/index.html")),
            "{part}"
        );
        assert!(
            page(part).contains("certificates/2026-000069/index.html"),
            "{part}"
        );
    }
    // The component was withdrawn, so that the system is suspended, though nobody suspended it.
    assert!(system.contains("section class=\"state open\""));
    assert!(system.contains("2026-000068 of component &quot;PACS&quot; is withdrawn"));
    assert!(page("2026-000099").contains("Component gateway now holds certificate 2026-000095"));
    assert!(page("2026-000095").contains("certificates/2026-000099/index.html"));
}

#[test]
fn every_link_of_every_page_leads_to_a_file() {
    let folder = with_pages(230);
    let root = folder.path("register");
    let pages = files(&root).into_keys();
    let pages = pages.filter(|path| path.extension().is_some_and(|end| end == "html"));
    let mut reached = BTreeSet::new();
    let mut count = 0;
    for page in pages {
        count += 1;
        let text = text(&page);
        for link in text
            .split(" href=\"")
            .skip(1)
            .chain(text.split(" src=\"").skip(1))
        {
            let link = link.split('"').next().expect("a link ends");
            if !link.starts_with('#') {
                let target = page.parent().expect("in the register").join(link);
                let target = target.canonicalize();
                let target =
                    target.unwrap_or_else(|error| panic!("{}: {link}: {error}", page.display()));
                reached.insert(target);
            }
        }
    }
    assert_eq!(count, 230 + 2);
    let root = root.canonicalize().expect("a folder");
    for number in 1..=230 {
        let page = root.join(format!("certificates/2026-{number:06}/index.html"));
        assert!(reached.contains(&page), "nothing leads to {number}");
    }
}

#[test]
fn a_page_that_says_nothing_new_is_not_written() {
    let folder = with_pages(230);
    let root = folder.path("register");
    let spoilt = root.join("certificates/2026-000007/index.html");
    let (stray, own) = (root.join("list/9.html"), root.join("list/notes.html"));
    let before = files(&root);
    let good = text(&spoilt);
    fs::write(&spoilt, b"").expect("a file");
    fs::write(&stray, b"a page of before").expect("a file");
    fs::write(&own, b"the body's own").expect("a file");
    make(&folder);
    let after = files(&root);
    let written: Vec<_> = after
        .iter()
        .filter(|(path, identity)| before.get(*path) != Some(identity) && **path != own)
        .map(|(path, _)| {
            path.strip_prefix(&root)
                .expect("inside")
                .display()
                .to_string()
        })
        .collect();
    let moment = [
        "certificates/2026-000007/index.html",
        "index.html",
        "index.json",
    ];
    assert_eq!(written, moment);
    assert_eq!(text(&spoilt), good);
    assert!(!stray.exists() && own.exists());
    assert_eq!(after.len(), before.len() + 1);
}

#[test]
fn the_list_leads_to_nothing_that_a_failed_run_left_unwritten() {
    let folder = with_pages(110);
    let (register, trust) = (folder.arg("register"), folder.arg("trust.json"));
    let root = folder.path("register");
    let before = text(&root.join("index.html"));
    fs::remove_dir_all(root.join("certificates")).expect("a folder");
    fs::remove_file(root.join("changes.atom")).expect("a file");
    // A folder in its place: the feed cannot be written.
    folder.write("register/changes.atom/x", "");
    let ran = run(&["register", "page", &register, "--trust", &trust]).gives(2);
    assert!(ran.err.contains("changes.atom"), "{}", ran.err);
    assert_eq!(text(&root.join("index.html")), before);
    for number in 1..=110 {
        let page = format!("certificates/2026-{number:06}/index.html");
        assert!(root.join(&page).is_file(), "{page}");
    }
}

#[test]
fn what_was_signed_is_not_written_over_by_a_page() {
    let folder = Folder::new();
    synthetic::write_with(&folder.path(""), 3, |place, certificate| {
        if place == 1 {
            certificate.document.name = "index.html".to_owned();
        }
    })
    .expect("a register");
    let signed = "register/certificates/2026-000002/index.html";
    folder.write(signed, "index.html's signed bytes");
    make(&folder);
    assert_eq!(text(&folder.path(signed)), "index.html's signed bytes");
    assert!(
        folder
            .path("register/certificates/2026-000003/index.html")
            .is_file()
    );
}

#[test]
fn hostile_names_stay_text_on_every_page() {
    let folder = Folder::new();
    synthetic::write_with(&folder.path(""), 12, |_, certificate| {
        let evil = "</script><script>alert(1)</script>\"'>\u{202e}<img src=x onerror=alert(2)>";
        certificate.product.name = Text {
            ja: evil.to_owned(),
            en: evil.to_owned(),
        };
        certificate.holder.name = certificate.product.name.clone();
        certificate.product.version = evil.to_owned();
    })
    .expect("a register");
    make(&folder);
    let root = folder.path("register");
    let pages = files(&root).into_keys().filter(|path| {
        let name = path
            .strip_prefix(&root)
            .expect("inside")
            .display()
            .to_string();
        !name.starts_with("statements") && !name.starts_with("states") && name != "index.json"
    });
    let mut seen = 0;
    for page in pages.filter(|path| !path.display().to_string().contains("/shards/")) {
        let text = text(&page);
        for markup in ["<script>", "<img", "\u{202e}"] {
            assert!(!text.contains(markup), "{}: {markup}", page.display());
        }
        seen += usize::from(text.contains("alert(1)"));
    }
    assert_eq!(
        seen,
        12 + 3,
        "certificates, list, data and feed name the product"
    );
}
