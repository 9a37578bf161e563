//! `sekisho advisories`: feeds come from folders, archives and servers into the data folder, and whatever goes wrong, the
//! old one stays and is still matched with.

use std::fs;
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::sleep;
use std::time::Duration;

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::faults::with_own_mounts;
use crate::http::server::{Asked, Server, Step, answer, ok, raw};
use crate::program::{Folder, Ran, command, ended, run, workspace};

/// Records about `p1` to `p<count>`, as one archive.
fn feed(count: usize, day: &str) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for number in 1..=count {
        let record = format!(
            r#"{{"id":"X-2026-{number:04}","modified":"{day}T00:00:00Z","summary":"s","affected":[{{"package":
            {{"ecosystem":"crates.io","name":"p{number}"}},"ranges":[{{"type":"SEMVER","events":[{{"introduced":"0"}}]}}]}}]}}"#
        );
        let mut header = tar::Header::new_ustar();
        header.set_size(record.len() as u64);
        header.set_mode(0o644);
        let path = format!("feed/X-2026-{number:04}.json");
        archive
            .append_data(&mut header, path, record.as_bytes())
            .unwrap();
    }
    archive.into_inner().unwrap()
}

fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A data folder and a parts list with `p1`.
fn place() -> Folder {
    let folder = Folder::new();
    let lock = r#"version = 4
[[package]]
name = "app"
version = "1.0.0"
dependencies = ["p1"]
[[package]]
name = "p1"
version = "1.0.0"
source = "registry+https://github.com/rust-lang/crates.io-index"
checksum = "0000000000000000000000000000000000000000000000000000000000000000"
"#;
    folder.write("Cargo.lock", lock);
    folder
}

/// `sekisho advisories` with the data folder.
fn advisories(folder: &Folder, typed: &[&str]) -> Ran {
    let data = folder.arg("data");
    run(&[&["advisories"], typed, &["--data", &data, "--json"]].concat())
}

fn update(folder: &Folder, typed: &[&str]) -> Ran {
    advisories(folder, &[&["update"], typed].concat())
}

/// The one feed that an update speaks of.
#[track_caller]
fn told(ran: &Ran) -> Value {
    ran.json()["feeds"][0].clone()
}

/// The data folder matches with the feed `f` of so many records, and finds what it says of `p1`.
#[track_caller]
fn matches_with(folder: &Folder, records: usize) {
    let (lock, data) = (folder.arg("Cargo.lock"), folder.arg("data"));
    let outcome = run(&["match", &lock, "--data", &data, "--json"])
        .gives(1)
        .json();
    assert_eq!(outcome["verdict"], "fail", "{outcome:#}");
    assert_eq!(outcome["findings"][0]["advisory"], "X-2026-0001");
    assert_eq!(outcome["feeds"][0]["name"], "f");
    assert_eq!(outcome["feeds"][0]["records"], records);
}

/// A server that answers each request as planned; the last plan holds for all that follow.
struct Mirror {
    server: Server,
    plans: Arc<Mutex<Vec<Vec<Step>>>>,
}

impl Mirror {
    fn new(plans: &[Vec<Step>]) -> Mirror {
        let plans = Arc::new(Mutex::new(plans.to_vec()));
        let planned = plans.clone();
        let server = Server::new(Path::new("/nonexistent"), move |_| {
            let mut plans = planned.lock().unwrap();
            match plans.len() {
                1 => plans.first().cloned(),
                _ => Some(plans.remove(0)),
            }
        });
        Mirror { server, plans }
    }

    fn plan(&self, plans: &[Vec<Step>]) {
        *self.plans.lock().unwrap() = plans.to_vec();
    }

    /// As a source of the feed `f`.
    fn source(&self) -> String {
        format!("f={}/feed.tar", self.server.address)
    }

    fn asked(&self) -> Vec<Asked> {
        self.server.take_seen().asked
    }
}

fn marked(etag: &str, bytes: &[u8]) -> Vec<Step> {
    let headers = format!("ETag: \"{etag}\"\r\n");
    vec![Step::Send(answer("200 OK", &headers, bytes))]
}

/// The first `sent` bytes of a file that says its whole length.
fn cut(etag: &str, bytes: &[u8], sent: usize) -> Step {
    let headers = format!("ETag: \"{etag}\"\r\nContent-Length: {}\r\n", bytes.len());
    Step::Send(raw("200 OK", &headers, &bytes[..sent]))
}

/// The rest of it.
fn rest(etag: &str, bytes: &[u8], from: usize) -> Step {
    let headers = format!(
        "ETag: \"{etag}\"\r\nContent-Range: bytes {from}-{}/{}\r\n",
        bytes.len() - 1,
        bytes.len()
    );
    Step::Send(answer("206 Partial Content", &headers, &bytes[from..]))
}

#[test]
fn a_feed_comes_once_is_unchanged_and_is_followed_by_a_newer_one() {
    let folder = place();
    let (old, new) = (feed(4, "2026-08-01"), feed(5, "2026-08-02"));
    let mirror = Mirror::new(&[marked("v1", &old)]);
    let first = told(&update(&folder, &["--from", &mirror.source()]).gives(0));
    assert_eq!(first["result"], "taken");
    assert_eq!(first["records"], 4);
    assert_eq!(first["sha256"], sha256(&old));
    assert_eq!(first["newest"], "2026-08-01T00:00:00Z");
    assert_eq!(mirror.asked().len(), 1);
    matches_with(&folder, 4);

    mirror.plan(&[vec![Step::Send(raw(
        "304 Not Modified",
        "ETag: \"v1\"\r\n",
        b"",
    ))]]);
    let same = told(&update(&folder, &[]).gives(0));
    assert_eq!(same["result"], "unchanged");
    assert_eq!(same["fetched"], first["fetched"]);
    let asked = mirror.asked();
    assert!(asked[0].head.contains("if-none-match: \"v1\""), "{asked:?}");

    mirror.plan(&[marked("v2", &new)]);
    let next = told(&update(&folder, &["f"]).gives(0));
    assert_eq!(next["result"], "taken");
    matches_with(&folder, 5);
    // What was replaced goes when the next update begins.
    mirror.plan(&[vec![Step::Send(raw("304 Not Modified", "", b""))]]);
    update(&folder, &["f"]).gives(0);
    let files = fs::read_dir(folder.path("data/advisories/files")).unwrap();
    assert_eq!(files.count(), 1);
}

#[test]
fn whatever_a_server_does_the_old_feed_stays_and_is_matched_with() {
    let folder = place();
    let old = feed(4, "2026-08-01");
    let mirror = Mirror::new(&[marked("v1", &old)]);
    update(&folder, &["--from", &mirror.source()]).gives(0);
    let new = feed(5, "2026-08-02");
    let redirect = |to: &str| {
        let headers = format!("Location: {to}\r\n");
        vec![Step::Send(answer("302 Found", &headers, b""))]
    };
    let typed = |media: &str| {
        let headers = format!("Content-Type: {media}\r\n");
        vec![Step::Send(answer(
            "200 OK",
            &headers,
            b"<html>Log in</html>",
        ))]
    };
    let packed = answer("200 OK", "Content-Encoding: gzip\r\n", &new);
    let endless = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    let chunk = [b"10000\r\n".as_slice(), &[b'x'; 0x10000], b"\r\n"].concat();
    let head = Step::Send(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n".to_vec());
    for (exit, code, plan) in [
        (
            2,
            "status",
            vec![Step::Send(answer("404 Not Found", "", b"none"))],
        ),
        (2, "status", vec![Step::Send(answer("500 Oops", "", b""))]),
        (2, "too-many-redirects", redirect("/feed.tar")),
        (2, "redirect-refused", redirect("ftp://127.0.0.1/feed.tar")),
        (2, "redirect-refused", redirect("file:///etc/passwd")),
        (2, "cut", vec![cut("v2", &new, new.len() / 2), Step::Close]),
        (2, "web-page", typed("text/html; charset=utf-8")),
        (1, "unusable", typed("application/octet-stream")),
        (1, "unusable", marked("v2", &new[..new.len() / 2])),
        (1, "unusable", marked("v2", b"")),
        (2, "packed", vec![Step::Send(packed)]),
        (
            2,
            "length-missing",
            vec![Step::Send(raw("200 OK", "", &new)), Step::Close],
        ),
        (
            2,
            "too-long",
            vec![Step::Send(endless), Step::SendForEver(chunk)],
        ),
        (
            2,
            "too-long",
            vec![Step::Send(raw(
                "200 OK",
                "Content-Length: 99999999\r\n",
                b"",
            ))],
        ),
        (2, "over-time", vec![head, Step::Drip]),
        (2, "over-time", vec![Step::Hold]),
        (1, "fewer", marked("v2", &feed(1, "2026-08-02"))),
        (1, "older", marked("v2", &feed(5, "2026-07-31"))),
    ] {
        mirror.plan(&[plan]);
        let address = &mirror.server.address;
        let feeds =
            format!("[[feed]]\nname = 'f'\nurl = '{address}/feed.tar'\nmax_bytes = 100000\n");
        folder.write("data/advisories.toml", feeds);
        let ran = update(&folder, &["f", "--timeout", "2"]).gives(exit);
        let told = told(&ran);
        assert_eq!(told["result"], "kept", "{code}: {told:#}");
        assert_eq!(told["sha256"], sha256(&old), "{code}");
        let failure = &told["failure"];
        let found = match failure["detail"]
            .as_str()
            .map(serde_json::from_str::<Value>)
        {
            Some(Ok(detail)) if exit == 2 => detail["code"].clone(),
            _ => failure["code"].clone(),
        };
        assert_eq!(found, code, "{failure:#}");
        assert!(
            !failure["text"]["ja"].as_str().unwrap().contains('{'),
            "{failure:#}"
        );
        matches_with(&folder, 4);
        let status = advisories(&folder, &["status"]).gives(1).json();
        assert_eq!(status["feeds"][0]["failure"], *failure, "{code}");
    }
    // The two that a person may know to be right.
    mirror.plan(&[marked("v3", &feed(1, "2026-07-31"))]);
    update(&folder, &["f", "--accept-smaller"]).gives(1);
    update(&folder, &["f", "--accept-older"]).gives(1);
    update(&folder, &["f", "--accept-smaller", "--accept-older"]).gives(0);
    matches_with(&folder, 1);
    advisories(&folder, &["status"]).gives(0);
}

#[test]
fn a_server_may_send_elsewhere_and_the_asked_address_is_kept() {
    let folder = place();
    let bytes = feed(4, "2026-08-01");
    let there = Mirror::new(&[marked("v1", &bytes)]);
    let to = format!("Location: {}/moved?day=1\r\n", there.server.address);
    let mirror = Mirror::new(&[vec![Step::Send(answer("302 Found", &to, b""))]]);
    let first = told(&update(&folder, &["--from", &mirror.source()]).gives(0));
    assert_eq!(
        first["source"],
        format!("{}/feed.tar", mirror.server.address)
    );
    assert_eq!(there.asked()[0].path, "moved?day=1");
    matches_with(&folder, 4);
}

#[test]
fn an_announced_digest_decides() {
    let folder = place();
    let (old, new) = (feed(4, "2026-08-01"), feed(5, "2026-08-02"));
    let (right, wrong) = (sha256(&old), sha256(&new));
    let mirror = Mirror::new(&[marked("v1", &old)]);
    let source = mirror.source();
    let refused = update(
        &folder,
        &["--from", &source, "--sha256", &format!("f={wrong}")],
    );
    assert_eq!(told(&refused.gives(1))["failure"]["code"], "other-digest");
    update(
        &folder,
        &["--from", &source, "--sha256", &format!("f={right}")],
    )
    .gives(0);
    mirror.plan(&[vec![Step::Send(raw("304 Not Modified", "", b""))]]);
    update(&folder, &["f", "--sha256", &format!("f={wrong}")]).gives(1);
    update(&folder, &["f", "--sha256", "f=123"]).gives(2);
    update(&folder, &["f", "--sha256", &format!("g={right}")]).gives(2);

    let address = &mirror.server.address;
    let settings = format!(
        "[[feed]]\nname = 'f'\nurl = '{address}/feed.tar'\nsha256_url = '{address}/feed.tar.sha256'\n"
    );
    folder.write("data/advisories.toml", settings);
    let line = |digest: &str| vec![Step::Send(ok(format!("{digest}  feed.tar\n").as_bytes()))];
    mirror.plan(&[line(&right), marked("v2", &new)]);
    assert_eq!(
        told(&update(&folder, &[]).gives(1))["failure"]["code"],
        "other-digest"
    );
    mirror.plan(&[line("hello"), marked("v2", &new)]);
    assert_eq!(
        told(&update(&folder, &[]).gives(2))["failure"]["code"],
        "no-digest"
    );
    matches_with(&folder, 4);
    mirror.plan(&[line(&wrong), marked("v2", &new)]);
    update(&folder, &[]).gives(0);
    matches_with(&folder, 5);
}

#[test]
fn a_cut_download_goes_on_where_it_ended_unless_the_file_has_changed() {
    let bytes = feed(40, "2026-08-01");
    let half = bytes.len() / 2;
    let begun = vec![cut("v1", &bytes, half), Step::Close];
    // Within one run.
    let folder = place();
    let mirror = Mirror::new(&[begun.clone(), vec![rest("v1", &bytes, half)]]);
    update(&folder, &["--from", &mirror.source()]).gives(0);
    let asked = mirror.asked();
    assert_eq!(asked[1].from, Some(half));
    assert!(asked[1].head.contains("if-range: \"v1\""), "{asked:?}");
    matches_with(&folder, 40);
    // By the next run, with all that a server may answer then.
    let other = feed(41, "2026-08-02");
    let none = vec![Step::Send(answer("416 Range Not Satisfiable", "", b""))];
    for (records, plans) in [
        (40, vec![vec![rest("v1", &bytes, half)]]),
        (41, vec![marked("v2", &other)]),
        (
            41,
            vec![vec![rest("v2", &other, half)], marked("v2", &other)],
        ),
        (41, vec![none, marked("v2", &other)]),
        (
            40,
            vec![vec![rest("v1", &bytes, half + 1)], marked("v1", &bytes)],
        ),
    ] {
        let folder = place();
        mirror.plan(&[begun.clone(), vec![Step::Close]]);
        let failed = update(&folder, &["--from", &mirror.source()]).gives(2);
        assert_eq!(told(&failed)["result"], "none");
        mirror.asked();
        mirror.plan(&plans);
        update(&folder, &["--from", &mirror.source()]).gives(0);
        assert_eq!(mirror.asked()[0].from, Some(half), "{records}");
        matches_with(&folder, records);
    }
}

/// Begins an update that the server lets wait half-way.
fn half_way(folder: &Folder, source: &str, half: usize) -> Child {
    let data = folder.arg("data");
    let child = command(&["advisories", "update", "--from", source, "--data", &data])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let partial = folder.path("data/advisories/partial/f.part");
    let came = || fs::metadata(&partial).is_ok_and(|found| found.len() == half as u64);
    for _ in 0..600 {
        if came() {
            return child;
        }
        sleep(Duration::from_millis(50));
    }
    panic!("half of the feed does not come");
}

#[test]
fn killed_half_way_the_old_feed_stays_and_the_next_run_goes_on() {
    let folder = place();
    let (old, new) = (feed(4, "2026-08-01"), feed(40, "2026-08-02"));
    let mirror = Mirror::new(&[marked("v1", &old)]);
    update(&folder, &["--from", &mirror.source()]).gives(0);
    let half = new.len() / 2;
    mirror.plan(&[vec![cut("v2", &new, half), Step::Hold]]);
    let mut child = half_way(&folder, &mirror.source(), half);
    // Meanwhile another one is told who is at work, and whoever matches has the old feed.
    matches_with(&folder, 4);
    let second = update(&folder, &["f"]).gives(2);
    assert!(
        second.err.contains(&format!("process {}", child.id())),
        "{}",
        second.err
    );
    child.kill().expect("it runs");
    child.wait().expect("it was started");
    matches_with(&folder, 4);
    mirror.asked();
    mirror.plan(&[vec![rest("v2", &new, half)]]);
    update(&folder, &["f"]).gives(0);
    assert_eq!(mirror.asked()[0].from, Some(half));
    matches_with(&folder, 40);
}

#[test]
fn folders_archives_and_catalogues_of_this_machine_become_feeds() {
    let folder = place();
    let from = workspace("examples/advisories");
    let ran = update(&folder, &["--from", &from]).gives(0);
    let names: Vec<_> = ran.json()["feeds"]
        .as_array()
        .unwrap()
        .iter()
        .map(|feed| feed["name"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(names, ["kev-2025-08-25", "rustsec-2026-08-21"]);
    let lock = workspace("examples/gateway/0.1.0-rc/Cargo.lock");
    let data = folder.arg("data");
    let kept = run(&["match", &lock, "--data", &data, "--json"])
        .gives(1)
        .json();
    let named = run(&["match", &lock, "--advisories", &from, "--json"])
        .gives(1)
        .json();
    assert_eq!(kept["findings"], named["findings"]);
    assert_eq!(kept["feeds"][1]["name"], "rustsec-2026-08-21");
    assert_eq!(kept["feeds"][1]["digest"], named["feeds"][1]["digest"]);

    // Loose records are packed, and the same ones make the same bytes.
    let folder = place();
    for number in 1..=3 {
        let record = format!(
            r#"{{"id":"X-2026-{number:04}","modified":"2026-08-01T00:00:00Z","affected":[{{"package":
            {{"ecosystem":"crates.io","name":"p{number}"}},"ranges":[{{"type":"SEMVER","events":[{{"introduced":"0"}}]}}]}}]}}"#
        );
        folder.write(&format!("records/a/{number}.json"), record);
    }
    let source = format!("f={}", folder.arg("records"));
    assert_eq!(
        told(&update(&folder, &["--from", &source]).gives(0))["result"],
        "taken"
    );
    matches_with(&folder, 3);
    assert_eq!(told(&update(&folder, &[]).gives(0))["result"], "unchanged");
    fs::remove_dir_all(folder.path("records")).unwrap();
    let gone = told(&update(&folder, &[]).gives(2));
    assert_eq!(
        (&gone["result"], &gone["failure"]["code"]),
        (&"kept".into(), &"unreadable".into())
    );
    matches_with(&folder, 3);
    // What is given up is not asked for again.
    advisories(&folder, &["remove", "g"]).gives(2);
    advisories(&folder, &["remove", "f"]).gives(0);
    update(&folder, &[]).gives(2);
}

#[test]
fn a_pack_carries_feeds_to_a_machine_without_a_network() {
    let folder = place();
    let mirror = Mirror::new(&[marked("v1", &feed(4, "2026-08-01"))]);
    update(&folder, &["--from", &mirror.source()]).gives(0);
    update(&folder, &["--from", &workspace("examples/advisories")]).gives(0);
    let (all, one) = (folder.arg("all.tar"), folder.arg("one.tar"));
    advisories(&folder, &["pack", &all]).gives(0);
    advisories(&folder, &["pack", &one, "f"]).gives(0);
    advisories(&folder, &["pack", &one, "g"]).gives(2);

    let other = place();
    let ran = update(&other, &["--from", &all]).gives(0);
    assert_eq!(ran.json()["feeds"].as_array().unwrap().len(), 3);
    let here = advisories(&folder, &["status"]).gives(0).json();
    let there = advisories(&other, &["status"]).gives(0).json();
    for (here, there) in here["feeds"]
        .as_array()
        .unwrap()
        .iter()
        .zip(there["feeds"].as_array().unwrap())
    {
        for member in ["name", "sha256", "bytes", "records", "newest", "fetched"] {
            assert_eq!(here[member], there[member]);
        }
        assert_eq!(there["origin"], here["source"]);
        assert_eq!(there["source"], all.as_str());
    }
    // The same feeds make the same pack, and one that comes later is taken from the same place.
    let again = folder.arg("again.tar");
    advisories(&folder, &["pack", &again]).gives(0);
    assert_eq!(fs::read(&all).unwrap(), fs::read(&again).unwrap());
    let ran = update(&other, &[]).gives(0);
    assert!(
        ran.json()["feeds"]
            .as_array()
            .unwrap()
            .iter()
            .all(|feed| feed["result"] == "unchanged")
    );

    let third = place();
    update(&third, &["--from", &one]).gives(0);
    matches_with(&third, 4);
    let mut changed = fs::read(&one).unwrap();
    let at = changed
        .windows(4)
        .rposition(|bytes| bytes == b"\"s\",")
        .unwrap();
    changed[at + 1] = b't';
    third.write("changed.tar", &changed);
    let refused = update(&third, &["--from", &third.arg("changed.tar")]).gives(1);
    assert_eq!(told(&refused)["failure"]["code"], "other-digest");
    third.write("cut.tar", &changed[..changed.len() / 2]);
    let refused = update(&third, &["--from", &third.arg("cut.tar")]).gives(1);
    assert_eq!(told(&refused)["failure"]["code"], "other-digest");
    // A list that leads out of the folder is no pack's.
    let text = String::from_utf8_lossy(&changed).replace("\"file\": \"", "\"file\": \"/");
    third.write("hostile.tar", text.as_bytes());
    update(
        &third,
        &["--from", &format!("f={}", third.arg("hostile.tar"))],
    )
    .gives(1);
    matches_with(&third, 4);
}

#[test]
fn the_status_tells_age_failure_and_damage() {
    let folder = place();
    let none = advisories(&folder, &["status"]).gives(1).json();
    assert_eq!(
        (&none["good"], &none["feeds"]),
        (&false.into(), &Value::Array(Vec::new()))
    );
    let lock = folder.arg("Cargo.lock");
    let refused = run(&["match", &lock, "--data", &folder.arg("data")]).gives(2);
    assert!(refused.err.contains("--advisories") && refused.err.contains("advisories update"));

    folder.write("feed.tar", feed(4, "2026-08-01"));
    let source = format!("f={}", folder.arg("feed.tar"));
    update(&folder, &["--from", &source]).gives(0);
    let good = advisories(&folder, &["status", "--max-age", "36500"])
        .gives(0)
        .json();
    for member in [
        "name",
        "source",
        "sha256",
        "bytes",
        "records",
        "rejected",
        "newest",
        "age_days",
        "fetched",
        "attempted",
        "failure",
        "whole",
        "good",
    ] {
        assert!(good["feeds"][0].get(member).is_some(), "{member}");
    }
    let age = good["feeds"][0]["age_days"].as_i64().unwrap();
    assert!(age >= 100, "{age}");
    let most = (age - 1).to_string();
    let old = advisories(&folder, &["status", "--max-age", &most])
        .gives(1)
        .json();
    assert_eq!(
        (&old["good"], &old["feeds"][0]["good"]),
        (&false.into(), &false.into())
    );
    for (language, word) in [("en", "days old"), ("ja", "日前")] {
        let data = folder.arg("data");
        let told = run(&["advisories", "status", "--data", &data, "--lang", language]).gives(0);
        assert!(told.out.contains(word), "{}", told.out);
    }

    let file = format!(
        "data/advisories/files/{}.tar",
        sha256(&feed(4, "2026-08-01"))
    );
    folder.write(&file, feed(3, "2026-08-01"));
    let damaged = advisories(&folder, &["status"]).gives(1).json();
    assert_eq!(damaged["feeds"][0]["whole"], false);
    let outcome = run(&["match", &lock, "--data", &folder.arg("data"), "--json"])
        .gives(1)
        .json();
    assert_eq!(outcome["verdict"], "inconclusive", "{outcome:#}");
    advisories(&folder, &["pack", &folder.arg("pack.tar")]).gives(2);
    update(&folder, &[]).gives(0);
    matches_with(&folder, 4);
}

#[test]
fn the_settings_file_and_the_environment_say_what_is_kept_where() {
    let folder = place();
    folder.write("feed.tar", feed(4, "2026-08-01"));
    folder.write(
        "data/advisories.toml",
        "[[feed]]\nname = 'f'\npath = '../feed.tar'\n",
    );
    update(&folder, &[]).gives(0);
    matches_with(&folder, 4);
    for (name, folders) in [
        ("SEKISHO_DATA", "data"),
        ("XDG_DATA_HOME", "xdg"),
        ("HOME", "home"),
    ] {
        let lock = folder.arg("Cargo.lock");
        let kept = match name {
            "SEKISHO_DATA" => folders.to_owned(),
            "XDG_DATA_HOME" => format!("{folders}/sekisho"),
            _ => format!("{folders}/.local/share/sekisho"),
        };
        if name != "SEKISHO_DATA" {
            fs::create_dir_all(folder.path(&kept)).unwrap();
            fs::rename(
                folder.path("data/advisories"),
                folder.path(&kept).join("advisories"),
            )
            .unwrap();
        }
        let mut asked = command(&["match", &lock, "--json"]);
        let outcome = ended(asked.env(name, folder.path(folders)).output().unwrap())
            .gives(1)
            .json();
        assert_eq!(outcome["feeds"][0]["name"], "f", "{name}");
        if name != "SEKISHO_DATA" {
            fs::rename(
                folder.path(&kept).join("advisories"),
                folder.path("data/advisories"),
            )
            .unwrap();
        }
    }
    for settings in [
        "[[feed]]\nname = 'f'\nurl = 'http://127.0.0.1:1/x'\npath = 'x'\n",
        "[[feed]]\nname = '../f'\npath = 'x'\n",
        "[[feed]]\nname = 'f'\npath = 'x'\n[[feed]]\nname = 'f'\npath = 'y'\n",
        "[[feed]]\nname = 'f'\nurl = 'ftp://127.0.0.1/x'\n",
        "[[feed]]\nname = 'f'\npat = 'x'\n",
        "[[feed]]\nname = 'no-such-preset'\n",
    ] {
        folder.write("other.toml", settings);
        let refused = update(&folder, &["--sources", &folder.arg("other.toml")]).gives(2);
        assert!(
            refused.err.contains("other.toml"),
            "{settings}{}",
            refused.err
        );
    }
    let unknown = update(&folder, &["no-such-feed"]).gives(2);
    assert!(unknown.err.contains("osv-crates.io"), "{}", unknown.err);
    let twice = format!("f={}", folder.arg("feed.tar"));
    update(&folder, &["--from", &twice, &twice]).gives(2);
    matches_with(&folder, 4);
}

#[test]
fn a_product_that_names_no_advisories_is_held_against_the_data_folder() {
    let folder = place();
    update(&folder, &["--from", &workspace("examples/advisories")]).gives(0);
    let product = workspace("examples/gateway");
    copied(Path::new(&product), &folder.path("product"));
    let text = fs::read_to_string(folder.path("product/product.toml")).unwrap();
    let paths = text
        .lines()
        .find(|line| line.starts_with("paths = "))
        .expect("advisories");
    folder.write("product/product.toml", text.replace(paths, ""));
    let (product, data) = (folder.arg("product"), folder.arg("data"));
    let order = [
        "certify",
        &product,
        "--into",
        &folder.arg("demo"),
        "--data",
        &data,
    ];
    let certified = run(&order).gives(0);
    assert!(
        certified.out.contains("rustsec-2026-08-21"),
        "{}",
        certified.out
    );
    let with = run(&["check", &product, "--data", &data, "--json"]).json();
    assert!(with.to_string().contains("rustsec-2026-08-21"), "{with:#}");
    let without = run(&["check", &product, "--data", &folder.arg("none")]);
    assert_eq!(without.code, 1);
    assert!(without.out.contains("advisories update"), "{}", without.out);
}

fn copied(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copied(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn on_a_full_disk_and_in_a_read_only_folder_the_old_feed_stays() {
    let folder = place();
    folder.write("old.tar", feed(4, "2026-08-01"));
    folder.write("new.tar", feed(400, "2026-08-02"));
    fs::create_dir(folder.path("disk")).unwrap();
    let here = folder.arg("");
    let script = format!(
        r#"
        cd '{here}'; mount -t tmpfs -o size=2m none disk
        update() {{ sekisho advisories update --from "f=$1" --data disk; }}
        holds() {{
            code=0; sekisho match Cargo.lock --data disk >said 2>&1 || code=$?
            test "$code" -eq 1; grep -q X-2026-0001 said; grep -q " $1 records" said
        }}
        update old.tar >/dev/null; holds 4
        dd if=/dev/zero of=disk/fill bs=4k 2>/dev/null || true
        code=0; update new.tar >/dev/null 2>&1 || code=$?; echo "full: $code"
        holds 4; rm disk/fill
        mount -o remount,ro disk
        code=0; update new.tar >/dev/null 2>&1 || code=$?; echo "read-only: $code"
        holds 4
        mount -o remount,rw disk
        update new.tar >/dev/null; holds 400
        "#
    );
    let Some(ran) = with_own_mounts(&script) else {
        return;
    };
    let ran = ran.gives(0);
    assert!(
        ran.out.contains("full: 2") && ran.out.contains("read-only: 2"),
        "{}",
        ran.out
    );
}
