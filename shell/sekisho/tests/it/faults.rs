//! The program killed at random points, without rights, on a full disk: nothing acknowledged is lost.

use std::collections::BTreeSet;
use std::io::Read as _;
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use crate::program::{Folder, command, run, workspace};

/// Certificates that the killed run had told about: they were acknowledged.
fn acknowledged(said: &str) -> BTreeSet<String> {
    let issued = said
        .lines()
        .filter(|line| line.contains("certificate issued"));
    issued
        .filter_map(|line| line.split_whitespace().find(|word| word.starts_with("20")))
        .map(|number| number.trim_end_matches(',').to_owned())
        .collect()
}

#[test]
fn killed_at_random_points_the_story_goes_on_and_nothing_acknowledged_is_lost() {
    let product = workspace("examples/gateway");
    // The whole story takes some hundreds of milliseconds: the pauses fall all over it.
    for round in 0_u64..24 {
        let folder = Folder::new();
        let into = folder.arg("demo");
        let mut told = BTreeSet::new();
        for attempt in 0..3 {
            let mut child = command(&["certify", &product, "--into", &into])
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .expect("the program starts");
            // A fixed sequence that looks random: a failing round can be run again.
            let pause = (round * 97 + attempt * 61) % 400;
            sleep(Duration::from_millis(pause));
            child.kill().expect("killed, or ended already");
            let mut said = String::new();
            child
                .stdout
                .take()
                .expect("piped")
                .read_to_string(&mut said)
                .expect("UTF-8");
            child.wait().expect("it was started");
            told.append(&mut acknowledged(&said));
        }
        run(&["certify", &product, "--into", &into]).gives(0);
        let trust = folder.arg("demo/trust.json");
        let register = folder.arg("demo/register");
        run(&["register", "audit", &register, "--trust", &trust]).gives(0);
        let index = folder.json("demo/register/index.json");
        let certificates = index["certificates"].as_array().expect("a list");
        assert_eq!(
            certificates.len(),
            2,
            "round {round}: a certificate stands twice or is gone"
        );
        for number in told {
            let stands = certificates
                .iter()
                .any(|certificate| certificate["number"] == *number);
            assert!(
                stands,
                "round {round}: {number} was acknowledged and is gone"
            );
        }
    }
}

#[test]
fn a_second_writer_is_told_who_writes() {
    let folder = Folder::new();
    let (product, into) = (workspace("examples/gateway"), folder.arg("demo"));
    run(&["certify", &product, "--into", &into]).gives(0);
    let lock = std::fs::File::open(folder.path("demo/body/lock")).unwrap();
    lock.lock().unwrap();
    let refused = run(&["certify", &product, "--into", &into]).gives(2);
    assert!(refused.err.contains("lock"), "{}", refused.err);
}

#[test]
fn a_key_file_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new();
    let (product, into) = (workspace("examples/gateway"), folder.arg("demo"));
    run(&["certify", &product, "--into", &into]).gives(0);
    let key = folder.path("demo/body/keys/shard.pem");
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
    let refused = run(&["certify", &product, "--into", &into]).gives(2);
    assert!(
        refused.err.contains("shard.pem") && refused.err.contains("600"),
        "{}",
        refused.err
    );
}

#[test]
fn a_place_that_cannot_be_written_is_named() {
    let folder = Folder::new();
    folder.write("file", "in the way");
    let product = workspace("examples/gateway");
    let refused = run(&["certify", &product, "--into", &folder.arg("file/demo")]).gives(2);
    assert!(refused.err.contains("file/demo"), "{}", refused.err);
}
