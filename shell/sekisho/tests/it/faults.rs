//! The program killed at random points, without rights, on a full disk: nothing acknowledged is lost.

use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use register::checkpoint::Checkpoint;
use register::log::root_at;
use service::folder::read_under;

use crate::program::{Folder, Ran, command, ended, killed_after, run, workspace};

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

/// A body that has nothing but its register, without witnesses to wait for.
fn founded(folder: &Folder) -> [String; 4] {
    let places = ["reg", "body", "trust.json"].map(|name| folder.arg(name));
    let [register, body, trust] = &places;
    let init = ["register", "init", register, "--body", body];
    let rest = ["--trust", trust, "--origin", "r.example/2026"];
    let names = ["--name-ja", "機関", "--name-en", "Body"];
    let address = ["--address", "https://r.example/"];
    run(&[init.as_slice(), &rest, &names, &address].concat()).gives(0);
    let checkpoint = folder.arg("reg/shards/2026/checkpoint");
    let [register, body, trust] = places;
    [register, body, trust, checkpoint]
}

/// The published checkpoint, which must go on from an earlier one.
fn goes_on(folder: &Folder, checkpoint: &str, earlier: &Checkpoint) -> Checkpoint {
    let text = std::fs::read_to_string(checkpoint).expect("it is never gone");
    let found = Checkpoint::parse(&text).expect("it is whole");
    assert!(found.size >= earlier.size, "entries are gone");
    let mut read = read_under(&folder.path("reg/shards/2026"));
    let then = root_at(earlier.size, (found.size, found.root), &mut read);
    assert_eq!(
        then,
        Ok(earlier.root),
        "an earlier tree is not its beginning"
    );
    found
}

#[test]
fn killed_at_a_thousand_points_of_appending_every_checkpoint_goes_on_from_all_before() {
    let folder = Folder::new();
    let [register, body, trust, checkpoint] = founded(&folder);
    let publish = ["register", "publish", &register, "--body", &body, "--json"];
    // How long a whole run takes changes with the register and with what else the machine does.
    let a_whole_run = || {
        let begun = Instant::now();
        run(&publish).gives(0);
        u64::try_from(begun.elapsed().as_micros()).expect("short")
    };
    let mut whole = a_whole_run();
    let text = std::fs::read_to_string(&checkpoint).unwrap();
    let mut seen = Checkpoint::parse(&text).unwrap();
    let (mut random, mut cut, mut acknowledged) = (1_u64, 0, 0);
    for round in 0..1_000 {
        if round % 25 == 0 {
            whole = a_whole_run();
        }
        // A fixed sequence that looks random (Numerical Recipes' generator), over a little more than a whole run.
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223) % (1 << 32);
        let said = killed_after(
            &publish,
            Duration::from_micros(random % (whole + whole / 3)),
        );
        seen = goes_on(&folder, &checkpoint, &seen);
        match serde_json::from_str::<serde_json::Value>(&said) {
            Ok(said) => {
                let size = said["size"].as_u64().expect("the contract's member");
                assert!(
                    seen.size >= size,
                    "round {round}: what was acknowledged is gone"
                );
                acknowledged += 1;
            }
            Err(_) => cut += 1,
        }
    }
    assert!(
        cut > 100 && acknowledged > 10,
        "{cut} cut, {acknowledged} acknowledged"
    );
    run(&publish).gives(0);
    goes_on(&folder, &checkpoint, &seen);
    run(&["register", "audit", &register, "--trust", &trust]).gives(0);
}

/// Runs a script as root of a mount table of its own, where the machine allows that; `None` where it does not.
#[expect(clippy::print_stderr, reason = "a test that was not tried says so")]
pub(crate) fn with_own_mounts(script: &str) -> Option<Ran> {
    let program = Path::new(env!("CARGO_BIN_EXE_sekisho"));
    let beside = program.parent().expect("the program lies in a folder");
    let own = |script: &str| {
        Command::new("unshare")
            .args(["--mount", "--map-root-user", "sh", "-ec", script])
            .env(
                "PATH",
                format!("{}:/usr/sbin:/usr/bin:/sbin:/bin", beside.display()),
            )
            .env("LANG", "en_US.UTF-8")
            .stdin(Stdio::null())
            .output()
    };
    let folder = Folder::new();
    let place = folder.arg("");
    let possible = own(&format!("mount -t tmpfs -o size=64k none '{place}'"));
    if !possible.is_ok_and(|tried| tried.status.success()) {
        eprintln!("not tried here: this machine allows no mounts of one's own (unshare --mount)");
        return None;
    }
    Some(ended(own(script).expect("it ran before")))
}

#[test]
fn on_a_full_disk_and_in_a_read_only_folder_nothing_is_lost_and_it_goes_on_afterwards() {
    let folder = Folder::new();
    let place = folder.arg("disk");
    std::fs::create_dir(&place).unwrap();
    let script = format!(
        r#"
        mount -t tmpfs -o size=20m none '{place}'; cd '{place}'
        sekisho register init reg --body body --trust trust.json --origin r.example/2026 \
            --name-ja 機関 --name-en Body --address https://r.example/ >/dev/null
        publish() {{ sekisho register publish reg --body body; }}
        audit() {{ sekisho register audit reg --trust trust.json; }}
        publish >/dev/null
        cp reg/shards/2026/checkpoint before
        # Fill what is left, then leave a little: some runs fail at once, some half-way.
        for left in 0 4 12 28 60 124; do
            dd if=/dev/zero of=fill bs=4k 2>/dev/null || true
            truncate -s "-${{left}}k" fill
            code=0; publish >/dev/null 2>said || code=$?
            echo "full $left: $code"
            test "$code" -eq 0 || test "$code" -eq 2
            audit >/dev/null
            rm fill
        done
        publish >/dev/null; audit >/dev/null
        # A copy that finds no room is no copy, and nothing of it stays.
        dd if=/dev/zero of=fill bs=4k 2>/dev/null || true
        code=0; sekisho body backup --body body --register reg --to copy.tar >/dev/null 2>/dev/null || code=$?
        echo "copy: $code"; ls copy* 2>/dev/null || true
        rm fill
        sekisho body backup --body body --register reg --to copy.tar >/dev/null
        mount -o remount,ro '{place}'
        code=0; publish >/dev/null 2>/dev/null || code=$?; echo "read-only: $code"
        audit >/dev/null
        mount -o remount,rw '{place}'
        publish >/dev/null; audit >/dev/null
        sekisho witness compare before reg/shards/2026/checkpoint --trust trust.json --register reg
        "#
    );
    let Some(ran) = with_own_mounts(&script) else {
        return;
    };
    let ran = ran.gives(0);
    assert!(ran.out.contains("full 0: 2"), "{}", ran.out);
    assert!(ran.out.contains("copy: 2\nread-only"), "{}", ran.out);
    assert!(ran.out.contains("read-only: 2"), "{}", ran.out);
}
