//! `sekisho match` on root file systems: the databases are found, and what has none is no pass.

use std::path::Path;

use crate::program::{Folder, Ran, run};

const STATUS: &str = "Package: libssl3\nStatus: install ok installed\nArchitecture: amd64\nSource: openssl\n\
    Version: 3.0.11-1~deb12u1\n\n";

const RECORD: &str = r#"{"id":"DSA-0000-1","modified":"2026-01-01T00:00:00Z","affected":[{"package":
    {"ecosystem":"Debian:12","name":"openssl"},"ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},
    {"fixed":"3.0.14-1~deb12u1"}]}]}]}"#;

fn root() -> Folder {
    let folder = Folder::new();
    folder.write("root/var/lib/dpkg/status", STATUS);
    folder.write("root/usr/lib/os-release", "ID=debian\nVERSION_ID=\"12\"\n");
    folder.write("feed/DSA-0000-1.json", RECORD);
    folder
}

fn matched(folder: &Folder, root: &str) -> Ran {
    let (root, feed) = (folder.arg(root), folder.arg("feed"));
    run(&["match", &root, "--advisories", &feed, "--json"])
}

fn tar(folder: &Path, into: &Path) {
    let file = std::fs::File::create(into).expect("writing an archive");
    let mut builder = tar::Builder::new(file);
    builder.follow_symlinks(false);
    builder
        .append_dir_all(".", folder)
        .expect("writing an archive");
    builder.finish().expect("writing an archive");
}

#[cfg(unix)]
#[test]
fn a_folder_and_an_archive_of_it_give_the_same_findings() {
    let folder = root();
    let place = |name: &str| folder.path(name);
    std::fs::create_dir_all(place("root/etc")).unwrap();
    std::os::unix::fs::symlink("../usr/lib/os-release", place("root/etc/os-release")).unwrap();
    tar(&place("root"), &place("root.tar"));
    for name in ["root", "root.tar"] {
        let outcome = matched(&folder, name).gives(1).json();
        assert_eq!(outcome["verdict"], "fail", "{name}");
        assert_eq!(outcome["findings"][0]["advisory"], "DSA-0000-1", "{name}");
        let path = outcome["findings"][0]["path"].as_str().unwrap();
        let expected = format!("{name}: var/lib/dpkg/status: libssl3:amd64");
        assert!(path.ends_with(&expected), "{path}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_folder_is_followed_inside_it_only() {
    let folder = root();
    folder.write("outside", STATUS);
    let place = folder.path("linked/var/lib/dpkg");
    std::fs::create_dir_all(&place).unwrap();
    std::os::unix::fs::symlink(folder.arg("outside"), place.join("status")).unwrap();
    matched(&folder, "linked").gives(2);
}

#[test]
fn grype_1749_an_unknown_distribution_is_never_a_pass() {
    let folder = root();
    folder.write("root/usr/lib/os-release", "ID=unheard\nVERSION_ID=1\n");
    let outcome = matched(&folder, "root").gives(1).json();
    assert_eq!(outcome["verdict"], "inconclusive");
    assert_eq!(
        outcome["coverage"]["unmatchable"][0]["reason"],
        "no-ecosystem"
    );
}

#[test]
fn a_root_without_a_package_database_could_not_be_looked_at() {
    let folder = root();
    folder.write("empty/etc/os-release", "ID=debian\nVERSION_ID=12\n");
    matched(&folder, "empty").gives(2);
    folder.write("none/x", "");
    matched(&folder, "none").gives(2);
}
