//! `sekisho body`: a key under a passphrase, acts signed away from the body, a copy and what comes out of it.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::{Value, json};

use crate::program::{Folder, Ran, command, ended, run};

/// A folder with a body, its register, and a passphrase in a file.
fn founded() -> Folder {
    let folder = Folder::new();
    let (register, body) = (folder.arg("register"), folder.arg("body"));
    let trust = folder.arg("trust.json");
    let place = [
        "register", "init", &register, "--body", &body, "--trust", &trust,
    ];
    let facts = [
        "--origin",
        "r.example/2026",
        "--name-ja",
        "機関",
        "--name-en",
        "Body",
        "--address",
        "https://r.example/",
    ];
    run(&[place.as_slice(), &facts].concat()).gives(0);
    folder.write("passphrase", "correct horse\n");
    let private = fs::Permissions::from_mode(0o600);
    fs::set_permissions(folder.path("passphrase"), private).expect("our own file");
    folder
}

/// Runs the program where the passphrase lies in a file.
fn with_passphrase(folder: &Folder, args: &[&str]) -> Ran {
    let mut command = command(args);
    command.env("SEKISHO_PASSPHRASE_FILE", folder.path("passphrase"));
    ended(command.output().expect("the program starts"))
}

/// A command on the body and its register.
fn on_body(folder: &Folder, words: &[&str], more: &[&str]) -> Ran {
    let (register, body) = (folder.arg("register"), folder.arg("body"));
    let place = ["--body", &body, "--register", &register, "--json"];
    with_passphrase(folder, &[["body"].as_slice(), words, &place, more].concat())
}

fn prepare(folder: &Folder, what: &Value, more: &[&str]) -> Ran {
    folder.write("what.json", what.to_string());
    let (what, to) = (folder.arg("what.json"), folder.arg("act.json"));
    let act = [&what, "--by", "registrar", "--why", "yearly", "--to", &to];
    on_body(folder, &["prepare"], &[act.as_slice(), more].concat())
}

fn sign(folder: &Folder, key: &str) -> Ran {
    let (file, key) = (folder.arg("act.json"), folder.arg(key));
    with_passphrase(folder, &["body", "sign", &file, "--as", &key, "--json"])
}

fn enter(folder: &Folder) -> Ran {
    on_body(folder, &["enter"], &[&folder.arg("act.json")])
}

/// Makes a key under the passphrase; its public half.
fn new_key(folder: &Folder, name: &str) -> String {
    let file = folder.arg(name);
    let made = with_passphrase(folder, &["body", "key", "new", &file, "--json"]).gives(0);
    let public = made.json()["public_key"].clone();
    public.as_str().expect("64 digits").to_owned()
}

fn renewal(key: &str) -> Value {
    let period = json!({"from": "2026-01-01", "until": "2040-12-31"});
    json!({"kind": "renew-key", "actor": "registrar", "public_key": key, "period": period})
}

fn registration(actor: &str, key: &str) -> Value {
    json!({
        "kind": "register-actor", "actor": actor, "name": {"ja": "監査者", "en": "Auditor"}, "firm": "body",
        "roles": ["auditor"], "public_key": key, "period": {"from": "2026-01-01", "until": "2040-12-31"},
    })
}

#[test]
fn a_key_under_a_passphrase_tells_whose_work_is_asked_for() {
    let folder = founded();
    let public = new_key(&folder, "away/registrar.pem");
    prepare(&folder, &renewal(&public), &[]).gives(0);
    sign(&folder, "body/keys/actor-registrar.pem").gives(0);
    enter(&folder).gives(0);
    let (body, key) = (folder.arg("body"), folder.arg("away/registrar.pem"));
    let asked = ["body", "status", "--body", &body, "--as", &key, "--json"];
    with_passphrase(&folder, &asked).gives(0);
    let old = folder.arg("body/keys/actor-registrar.pem");
    with_passphrase(&folder, &["body", "status", "--body", &body, "--as", &old]).gives(2);
}

#[test]
fn the_registrars_key_moves_to_another_machine_and_acts_are_carried() {
    let folder = founded();
    let key = new_key(&folder, "away/registrar.pem");
    let pem = fs::read_to_string(folder.path("away/registrar.pem")).expect("it was made");
    assert!(pem.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
    prepare(&folder, &renewal(&key), &[]).gives(0);
    sign(&folder, "body/keys/actor-registrar.pem").gives(0);
    assert_eq!(enter(&folder).gives(0).json()["act"], 2);
    // From here on the body's machine holds no key of the registrar's.
    fs::remove_file(folder.path("body/keys/actor-registrar.pem")).expect("the old key");
    let auditor = new_key(&folder, "auditor.pem");
    prepare(&folder, &registration("auditor", &auditor), &[]).gives(0);
    let wrong = sign(&folder, "auditor.pem").gives(2);
    assert!(
        wrong.err.contains("to be signed by the key"),
        "{}",
        wrong.err
    );
    let unsigned = enter(&folder).gives(2);
    assert!(unsigned.err.contains("not signed"), "{}", unsigned.err);
    let signed = sign(&folder, "away/registrar.pem").gives(0);
    assert!(
        signed.err.contains("registrar on "),
        "what is signed is shown: {}",
        signed.err
    );
    assert_eq!(enter(&folder).gives(0).json()["act"], 3);
    let again = enter(&folder).gives(1).json();
    assert_eq!(again["refused"][0]["code"], "act-repeated");
    let refused = prepare(&folder, &registration("auditor", &auditor), &[]).gives(1);
    assert_eq!(refused.json()["refused"][0]["code"], "actor-exists");
}

#[test]
fn without_its_passphrase_a_key_signs_nothing() {
    let folder = founded();
    let key = new_key(&folder, "registrar.pem");
    prepare(&folder, &renewal(&key), &[]).gives(0);
    let (file, key) = (folder.arg("act.json"), folder.arg("registrar.pem"));
    // No terminal and no file: nobody can be asked. The tests may themselves run at one.
    let mut silent = std::process::Command::new("setsid");
    let program = env!("CARGO_BIN_EXE_sekisho");
    silent.args(["-w", program, "body", "sign", &file, "--as", &key]);
    silent
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("LANG", "en_US.UTF-8");
    let unasked = ended(silent.output().expect("setsid starts")).gives(2);
    assert!(
        unasked.err.contains("SEKISHO_PASSPHRASE_FILE"),
        "{}",
        unasked.err
    );
    let open = fs::Permissions::from_mode(0o644);
    fs::set_permissions(folder.path("passphrase"), open).expect("our own file");
    let open = sign(&folder, "registrar.pem").gives(2);
    assert!(open.err.contains("passphrase file"), "{}", open.err);
    folder.write("passphrase", "wrong horse\n");
    let private = fs::Permissions::from_mode(0o600);
    fs::set_permissions(folder.path("passphrase"), private).expect("our own file");
    let wrong = sign(&folder, "registrar.pem").gives(2);
    assert!(
        wrong.err.contains("does not open with this passphrase"),
        "{}",
        wrong.err
    );
}

#[test]
fn a_key_is_made_in_the_folder_where_one_stands() {
    let folder = founded();
    let mut here = command(&["body", "key", "new", "own.pem"]);
    here.env("SEKISHO_PASSPHRASE_FILE", "passphrase")
        .current_dir(folder.path(""));
    ended(here.output().expect("the program starts")).gives(0);
    let mode = fs::metadata(folder.path("own.pem"))
        .expect("it was made")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn an_act_is_not_entered_before_its_time() {
    let folder = founded();
    let key = new_key(&folder, "registrar.pem");
    let later = ["--at", "2035-01-01T09:00:00Z"];
    prepare(&folder, &renewal(&key), &later).gives(0);
    sign(&folder, "body/keys/actor-registrar.pem").gives(0);
    let early = enter(&folder).gives(2);
    assert!(early.err.contains("enter it then"), "{}", early.err);
    prepare(&folder, &renewal(&key), &["--at", "tomorrow"]).gives(2);
}

#[test]
fn a_restored_body_goes_to_work_only_where_its_register_goes_on_from_what_is_published() {
    let folder = founded();
    let publish = |at: &str, more: &[&str]| {
        let (register, body) = (format!("{at}register"), format!("{at}body"));
        let (register, body) = (folder.arg(&register), folder.arg(&body));
        run(&[
            ["register", "publish", &register, "--body", &body].as_slice(),
            more,
        ]
        .concat())
    };
    publish("", &[]).gives(0);
    let old = folder.arg("old.tar");
    let taken = on_body(&folder, &["backup"], &["--to", &old, "--with-keys"]).gives(0);
    assert_eq!(taken.json()["keys"], 3);
    on_body(&folder, &["backup"], &["--to", &old]).gives(2);
    publish("", &[]).gives(0);
    let new = folder.arg("new.tar");
    on_body(&folder, &["backup"], &["--to", &new, "--with-keys"]).gives(0);
    let published = folder.arg("register");
    let restore = |copy: &str, into: &str, more: &[&str]| {
        let into = folder.arg(into);
        let words = [
            "body",
            "restore",
            copy,
            "--into",
            &into,
            "--with-keys",
            "--json",
        ];
        with_passphrase(&folder, &[words.as_slice(), more].concat())
    };
    let checked = restore(&new, "again", &["--published", &published]).gives(0);
    assert_eq!(checked.json()["checked"], true);
    publish("again/", &[]).gives(0);
    restore(&new, "again", &[]).gives(2);
    // The copy of last week is told from what is published, and stays closed until then.
    restore(&old, "week", &[]).gives(0);
    let closed = publish("week/", &[]).gives(2);
    assert!(
        closed.err.contains("was restored from a copy of"),
        "{}",
        closed.err
    );
    publish("week/", &["--published", &published]).gives(2);
    publish("week/", &[]).gives(2);
    restore(&old, "week2", &["--published", &published]).gives(2);
}

#[test]
fn several_processes_write_in_turn() {
    let folder = founded();
    let (register, body) = (folder.arg("register"), folder.arg("body"));
    let publish = ["register", "publish", &register, "--body", &body];
    let size = || {
        let published = run(&[publish.as_slice(), &["--json"]].concat()).gives(0);
        published.json()["size"].as_u64().expect("a number")
    };
    let before = size();
    let started: Vec<_> = (0..6)
        .map(|_| command(&publish).spawn().expect("the program starts"))
        .collect();
    for mut child in started {
        assert!(child.wait().expect("it was started").success());
    }
    // Each has entered its own word of the day.
    assert_eq!(size(), before + 7);
    let trust = folder.arg("trust.json");
    run(&["register", "audit", &register, "--trust", &trust]).gives(0);
}

#[test]
fn a_second_writer_is_told_who_writes_what_since_when() {
    let folder = founded();
    let (register, body) = (folder.arg("register"), folder.arg("body"));
    // This process has the right to write, and says so as the program does.
    let lock = fs::OpenOptions::new()
        .write(true)
        .open(folder.path("body/lock"))
        .expect("the lock's file");
    lock.lock().expect("nobody writes");
    fs::write(
        folder.path("body/lock"),
        format!("{} 2026-11-25T09:00:00Z", std::process::id()),
    )
    .expect("our own file");
    let refused = run(&["register", "publish", &register, "--body", &body]).gives(2);
    let own = format!("process {} (", std::process::id());
    for said in [own.as_str(), "has been writing since 2026-11-25T09:00:00Z"] {
        assert!(refused.err.contains(said), "{}", refused.err);
    }
}
