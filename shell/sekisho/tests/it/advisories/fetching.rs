//! Feeds from a server that is honest, or does whatever a server can do.

use std::fs;
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::sleep;
use std::time::Duration;

use serde_json::Value;

use super::{advisories, feed, matches_with, place, sha256, told, update};
use crate::http::server::{Asked, Server, Step, answer, ok, raw};
use crate::program::{Folder, command, ended, workspace};

const POISON: &str = "no test panics while it holds this";

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
            let mut plans = planned.lock().expect(POISON);
            match plans.len() {
                1 => plans.first().cloned(),
                _ => Some(plans.remove(0)),
            }
        });
        Mirror { server, plans }
    }

    fn plan(&self, plans: &[Vec<Step>]) {
        *self.plans.lock().expect(POISON) = plans.to_vec();
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
fn a_server_without_etags_is_asked_by_the_date_that_it_gave() {
    let folder = place();
    let date = "Last-Modified: Sat, 01 Aug 2026 00:00:00 GMT\r\n";
    let whole = answer("200 OK", date, &feed(4, "2026-08-01"));
    let mirror = Mirror::new(&[vec![Step::Send(whole)]]);
    update(&folder, &["--from", &mirror.source()]).gives(0);
    mirror.asked();
    mirror.plan(&[vec![Step::Send(raw("304 Not Modified", "", b""))]]);
    assert_eq!(told(&update(&folder, &[]).gives(0))["result"], "unchanged");
    let asked = mirror.asked();
    let wanted = "if-modified-since: sat, 01 aug 2026 00:00:00 gmt";
    assert!(asked[0].head.contains(wanted), "{asked:?}");
    // What is damaged here is had anew, whatever the server would say of it.
    let file = format!(
        "data/advisories/files/{}.tar",
        sha256(&feed(4, "2026-08-01"))
    );
    folder.write(&file, "damaged");
    mirror.plan(&[marked("v1", &feed(4, "2026-08-01"))]);
    update(&folder, &[]).gives(0);
    assert!(!mirror.asked()[0].head.contains("if-"), "{asked:?}");
    matches_with(&folder, 4);
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
#[expect(clippy::zombie_processes, reason = "whoever asks for it waits for it")]
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
fn an_encrypted_server_is_trusted_or_not_asked() {
    let folder = place();
    folder.write("www/feed.tar", feed(4, "2026-08-01"));
    let server = Server::encrypted(&folder.path("www"));
    let source = format!("f={}/feed.tar", server.address);
    let refused = update(&folder, &["--from", &source]).gives(2);
    let failure = told(&refused)["failure"]["detail"].to_string();
    assert!(
        failure.contains("not-trusted") || failure.contains("no-authorities"),
        "{failure}"
    );
    let authority = workspace("shell/sekisho/tests/it/samples/tls/authority.pem");
    // A server may send on from an open way to an encrypted one.
    let to = format!("Location: {}/feed.tar\r\n", server.address);
    let open = Mirror::new(&[vec![Step::Send(answer("302 Found", &to, b""))]]);
    for source in [&source, &open.source()] {
        let data = folder.arg("data");
        let mut asked = command(&["advisories", "update", "--from", source, "--data", &data]);
        ended(
            asked
                .env("SSL_CERT_FILE", &authority)
                .output()
                .expect("it starts"),
        )
        .gives(0);
        matches_with(&folder, 4);
    }
}
