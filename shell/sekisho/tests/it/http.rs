//! Reading a register from a web server: honest ones cost little, hostile ones get no answer out of us but "cannot be
//! checked", with the reason.

pub(crate) mod server;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use self::server::{Asked, Server, Step, answer, ok, part, raw};
use crate::program::{Folder, Ran, ended, workspace};
use crate::verify::{copy, demo};

const CHECKPOINT: &str = "shards/2026/checkpoint";

fn register() -> PathBuf {
    demo().path("demo/register")
}

/// The program, which a watchdog ends when it hangs; that is none of our exit codes.
fn command(args: &[&str], caches: Option<&Folder>) -> Command {
    let mut command = Command::new("/usr/bin/timeout");
    command
        .arg("90")
        .arg(env!("CARGO_BIN_EXE_sekisho"))
        .args(args)
        .env_clear()
        .env("LANG", "en_US.UTF-8");
    if let Some(folder) = caches {
        command.env("XDG_CACHE_HOME", folder.path("caches"));
    }
    command
}

fn run(args: &[&str], caches: Option<&Folder>) -> Ran {
    ended(command(args, caches).output().expect("it starts"))
}

/// Verifies the newest certificate of the demonstration by the register at this address.
fn verify(address: &str, more: &[&str], caches: Option<&Folder>) -> Ran {
    let (certificate, trust) = (
        demo().arg("demo/certificate.json"),
        demo().arg("demo/trust.json"),
    );
    let args = [
        "verify",
        &certificate,
        "--trust",
        &trust,
        "--register",
        address,
    ];
    run(&[&args, more].concat(), caches)
}

fn audit(address: &str, more: &[&str]) -> Ran {
    let trust = demo().arg("demo/trust.json");
    let args = ["register", "audit", address, "--trust", &trust, "--json"];
    run(&[&args, more].concat(), None)
}

/// The fault that a server is told to have, in the first reason of an answer.
#[track_caller]
fn fault(answer: &Value) -> Value {
    let reason = &answer["reasons"][0];
    assert_eq!(reason["code"], "unreachable", "{answer}");
    let detail = reason["detail"].as_str().expect("a text");
    serde_json::from_str(detail).unwrap_or_else(|error| panic!("{error}: {detail}"))
}

/// A server that does this to every path with this ending, however often it is asked: the state cannot be known, and the
/// reason names what happened.
#[track_caller]
fn check(code: &str, ending: &'static str, steps: &[Step]) -> Value {
    let steps = steps.to_vec();
    let server = Server::new(&register(), move |asked| {
        asked.path.ends_with(ending).then(|| steps.clone())
    });
    let ran = verify(&server.address, &["--json", "--timeout", "3"], None).gives(2);
    let answer = ran.json();
    assert_eq!(answer["verdict"], "unknown");
    let fault = fault(&answer);
    assert_eq!(fault["code"], code, "{answer}");
    fault
}

/// What stands in a file of the demonstration's register.
fn bytes(path: &str) -> Vec<u8> {
    std::fs::read(register().join(path)).expect("a file of the register")
}

#[test]
fn an_honest_server_gives_the_answers_of_the_folder_at_small_cost() {
    let server = Server::honest(&register());
    let folder = Folder::new();
    let with_slash = format!("{}/", server.address);
    let ran = verify(&with_slash, &["--json"], Some(&folder)).gives(0);
    assert_eq!(ran.json()["verdict"], "valid");
    let first = server.take_seen();
    assert_eq!(first.connections, 1, "all files come by one connection");
    assert!(first.asked.len() <= 8, "{:#?}", first.asked);
    assert!(first.sent <= 24_000, "{} bytes", first.sent);
    verify(&server.address, &["--json"], Some(&folder)).gives(0);
    let second = server.take_seen();
    let asked: Vec<_> = second
        .asked
        .iter()
        .map(|asked| asked.path.as_str())
        .collect();
    assert_eq!(asked, [CHECKPOINT, "shards/2026/last"], "all else is kept");

    verify(&server.address, &["--json", "--no-cache"], Some(&folder)).gives(0);
    assert_eq!(server.take_seen().asked.len(), first.asked.len());
    let full = verify(&server.address, &["--json", "--full"], Some(&folder)).gives(0);
    assert_eq!(full.json()["verdict"], "valid");
    let clean = audit(&server.address, &[]).gives(0).json();
    assert_eq!(
        (&clean["clean"], &clean["copies_listed"]),
        (&true.into(), &false.into())
    );
}

#[test]
fn both_languages_tell_it_without_a_gap() {
    let honest = Server::honest(&register());
    let hostile = Server::new(&register(), |_| {
        Some(vec![Step::Send(redirect("https://e.example/\u{202e}"))])
    });
    for language in ["ja", "en"] {
        let ran = verify(&honest.address, &["--lang", language], None).gives(0);
        assert!(!ran.out.contains('{'), "{}", ran.out);
        let ran = verify(&hostile.address, &["--lang", language], None).gives(2);
        let said = ran.out + &ran.err;
        assert!(
            said.contains("https://e.example/") && said.contains("302"),
            "{said}"
        );
        assert!(!said.contains(['{', '\u{202e}']), "{said}");
    }
}

#[test]
fn an_audit_looks_at_what_the_server_has_on_this_day() {
    let folder = Folder::new();
    copy(&register(), &folder.path("register"));
    let server = Server::honest(&folder.path("register"));
    let path = "certificates/2026-000001/certificate.json";
    folder.write(&format!("register/{path}"), "{}");
    let ran = audit(&server.address, &[]).gives(1).json();
    assert_eq!(
        (&ran["reasons"][0]["code"], &ran["reasons"][0]["path"]),
        (&"copy-differs".into(), &path.into())
    );
    std::fs::remove_dir_all(folder.path("register/certificates")).expect("a folder");
    audit(&server.address, &[]).gives(0);
    std::fs::remove_file(folder.path("register/shards/2026/tile/0/000.p/8")).expect("a tile");
    audit(&server.address, &[]).gives(2);
}

fn redirect(target: &str) -> Vec<u8> {
    answer("302 Found", &format!("Location: {target}\r\n"), b"")
}

#[test]
fn a_redirect_is_named_and_never_followed() {
    for status in [300, 301, 302, 303, 304, 307, 308] {
        let elsewhere = Server::honest(&register());
        let location = format!("Location: {}/{CHECKPOINT}\r\n", elsewhere.address);
        let sent = answer(&format!("{status} Elsewhere"), &location, b"");
        let fault = check("redirected", CHECKPOINT, &[Step::Send(sent)]);
        assert_eq!(fault["status"], status);
        assert!(
            fault["target"]
                .as_str()
                .is_some_and(|target| target.contains(CHECKPOINT))
        );
        assert_eq!(elsewhere.take_seen().connections, 0, "{status}");
    }
    // To itself, for ever: asked once.
    let server = Server::new(&register(), |asked| {
        let path = format!("/{}", asked.path);
        Some(vec![Step::Send(redirect(&path))])
    });
    let ran = verify(&server.address, &["--json"], None).gives(2);
    assert_eq!(fault(&ran.json())["code"], "redirected");
    assert_eq!(server.take_seen().asked.len(), 1);
}

#[test]
fn a_body_without_end_is_read_up_to_its_limit() {
    let chunk = [b"4000\r\n".as_slice(), &[b'x'; 0x4000], b"\r\n"].concat();
    let head = raw("200 OK", "Transfer-Encoding: chunked\r\n", b"");
    for ending in [CHECKPOINT, ".json"] {
        let fault = check(
            "too-long",
            ending,
            &[Step::Send(head.clone()), Step::SendForEver(chunk.clone())],
        );
        let limit = if ending == CHECKPOINT {
            64 << 10
        } else {
            2 << 20
        };
        assert_eq!(fault["limit"], limit);
    }
    let head = raw("200 OK", "Content-Length: 9223372036854775807\r\n", b"");
    check(
        "too-long",
        CHECKPOINT,
        &[Step::Send(head), Step::SendForEver(chunk.clone())],
    );
    let head = raw("200 OK", "", b"");
    check(
        "length-missing",
        CHECKPOINT,
        &[Step::Send(head), Step::SendForEver(chunk)],
    );
    let header = b"X-More: and more\r\n".to_vec();
    let head = b"HTTP/1.1 200 OK\r\n".to_vec();
    check(
        "not-http",
        CHECKPOINT,
        &[Step::Send(head), Step::SendForEver(header)],
    );
}

#[test]
fn not_found_with_a_body_without_end_is_still_not_found() {
    let head = raw("404 Not Found", "Transfer-Encoding: chunked\r\n", b"");
    let server = Server::new(&register(), move |asked| {
        let endless = Step::SendForEver(b"1\r\nx\r\n".to_vec());
        asked
            .path
            .ends_with(CHECKPOINT)
            .then(|| vec![Step::Send(head.clone()), endless])
    });
    let ran = verify(&server.address, &["--json"], None).gives(2).json();
    assert_eq!(ran["reasons"][0]["code"], "missing");
}

#[test]
fn a_length_that_is_not_that_of_the_body_is_refused_both_ways() {
    let whole = bytes(CHECKPOINT);
    let said = |length: usize| raw("200 OK", &format!("Content-Length: {length}\r\n"), &whole);
    check(
        "length-differs",
        CHECKPOINT,
        &[Step::Send(said(whole.len() - 1))],
    );
    check(
        "length-differs",
        CHECKPOINT,
        &[Step::Send(said(whole.len() - 1)), Step::Close],
    );
    check(
        "cut",
        CHECKPOINT,
        &[Step::Send(said(whole.len() + 1)), Step::Close],
    );
    check(
        "over-time",
        CHECKPOINT,
        &[Step::Send(said(whole.len() + 1)), Step::Hold],
    );
    let two = format!(
        "Content-Length: {0}\r\nContent-Length: {0}\r\n",
        whole.len()
    );
    check(
        "not-http",
        CHECKPOINT,
        &[Step::Send(raw("200 OK", &two, &whole))],
    );
    let both = format!(
        "Content-Length: {}\r\nTransfer-Encoding: chunked\r\n",
        whole.len()
    );
    let chunked = [
        format!("{:x}\r\n", whole.len()).as_bytes(),
        &whole,
        b"\r\n0\r\n\r\n",
    ]
    .concat();
    check(
        "length-differs",
        CHECKPOINT,
        &[Step::Send(raw("200 OK", &both, &chunked))],
    );
    let after = [chunked.as_slice(), b"more"].concat();
    let after = raw("200 OK", "Transfer-Encoding: chunked\r\n", &after);
    check("length-differs", CHECKPOINT, &[Step::Send(after)]);
}

#[test]
fn a_body_in_pieces_is_as_good_as_one_with_a_length() {
    let server = Server::new(&register(), |asked| {
        let whole = std::fs::read(register().join(&asked.path)).ok()?;
        let pieces = whole
            .chunks(100)
            .map(|piece| [format!("{:x}\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat());
        let body = [pieces.collect::<Vec<_>>().concat(), b"0\r\n\r\n".to_vec()].concat();
        Some(vec![Step::Send(raw(
            "200 OK",
            "Transfer-Encoding: chunked\r\n",
            &body,
        ))])
    });
    verify(&server.address, &[], None).gives(0);
}

#[test]
fn slow_bytes_do_not_stretch_the_time() {
    let head = raw("200 OK", "Content-Length: 60000\r\n", b"");
    check("over-time", CHECKPOINT, &[Step::Send(head), Step::Drip]);
    check(
        "over-time",
        CHECKPOINT,
        &[Step::Send(b"HTTP/1.1 200 ".to_vec()), Step::Drip],
    );
    check("over-time", CHECKPOINT, &[Step::Hold]);
    // Every file takes a little: the time is that of all together.
    let server = Server::new(&register(), |asked| {
        (asked.path != CHECKPOINT).then(|| {
            vec![
                Step::Send(raw("200 OK", "Content-Length: 90\r\n", b"")),
                Step::Drip,
            ]
        })
    });
    let ran = audit(&server.address, &["--timeout", "2"]).gives(2).json();
    assert_eq!(fault(&ran)["code"], "over-time");
}

#[test]
fn a_passing_fault_is_asked_away_and_a_lasting_one_three_times_only() {
    for status in [
        "500 Internal Server Error",
        "503 Service Unavailable",
        "429 Too Many Requests",
    ] {
        let sent = answer(status, "", b"later\n");
        let server = Server::new(&register(), move |asked| {
            (asked.path == CHECKPOINT && asked.before < 2).then(|| vec![Step::Send(sent.clone())])
        });
        verify(&server.address, &[], None).gives(0);
        assert_eq!(server.take_seen().times(CHECKPOINT), 3);
    }
    for (status, times) in [
        ("500 Internal Server Error", 3),
        ("403 Forbidden", 1),
        ("416 Range", 1),
        ("206 Partial Content", 1),
    ] {
        let sent = answer(status, "", b"no\n");
        let server = Server::new(&register(), move |_| Some(vec![Step::Send(sent.clone())]));
        let ran = verify(&server.address, &["--json"], None).gives(2);
        assert_eq!(fault(&ran.json())["code"], "status", "{status}");
        assert_eq!(server.take_seen().times(CHECKPOINT), times, "{status}");
    }
}

/// A server that ends the connection in the middle of every first answer about such a path, and lets a test say what
/// follows when it is asked to go on.
fn cuts(within: &'static str, then: fn(&Asked, &[u8]) -> Option<Vec<u8>>) -> Server {
    Server::new(&register(), move |asked| {
        if !asked.path.contains(within) {
            return None;
        }
        let whole = std::fs::read(register().join(&asked.path)).ok()?;
        if asked.before == 0 {
            let sent = ok(&whole);
            let half = sent[..sent.len() - whole.len() / 2].to_vec();
            return Some(vec![Step::Send(half), Step::Close]);
        }
        Some(vec![Step::Send(then(asked, &whole)?)])
    })
}

#[test]
fn a_download_that_was_cut_goes_on_where_it_ended() {
    let server = cuts(".json", |_, _| None);
    verify(&server.address, &[], None).gives(0);
    let seen = server.take_seen();
    assert!(
        seen.asked
            .iter()
            .any(|asked| asked.from.is_some_and(|from| from > 0))
    );
    assert!(seen.times(".json") >= 4);
    // A server without ranges sends it whole, once more.
    let server = cuts(".json", |_, whole| Some(ok(whole)));
    verify(&server.address, &[], None).gives(0);
    // What can change in between is asked for anew.
    let server = cuts(CHECKPOINT, |_, _| None);
    verify(&server.address, &[], None).gives(0);
    assert!(
        server
            .take_seen()
            .asked
            .iter()
            .all(|asked| asked.from.is_none())
    );
}

#[test]
fn another_part_than_the_one_asked_for_is_refused() {
    fn wrong(then: fn(&Asked, &[u8]) -> Option<Vec<u8>>) {
        let server = cuts("states/", then);
        let ran = verify(&server.address, &["--json"], None).gives(2);
        assert_eq!(fault(&ran.json())["code"], "range-differs");
    }
    wrong(|_, whole| Some(part(whole, 0)));
    wrong(|asked, whole| Some(part(whole, asked.from? - 1)));
    wrong(|asked, whole| Some(part(&[whole, b" "].concat(), asked.from?)));
    wrong(|asked, whole| Some(answer("206 Partial Content", "", &whole[asked.from?..])));
    wrong(|asked, whole| {
        let range = format!(
            "Content-Range: bytes {}-{}/*\r\n",
            asked.from?,
            whole.len() - 1
        );
        Some(answer("206 Partial Content", &range, &whole[asked.from?..]))
    });
}

#[test]
fn what_is_packed_or_no_http_is_refused() {
    let fault = check(
        "packed",
        CHECKPOINT,
        &[Step::Send(answer(
            "200 OK",
            "Content-Encoding: gzip\r\n",
            b"\x1f\x8b",
        ))],
    );
    assert_eq!(fault["encoding"], "gzip");
    check(
        "not-http",
        CHECKPOINT,
        &[
            Step::Send(b"SSH-2.0-OpenSSH_9.2\r\n\r\n".to_vec()),
            Step::Close,
        ],
    );
    let sent = answer(
        "200 OK",
        "Content-Encoding: identity\r\n",
        &bytes(CHECKPOINT),
    );
    let server = Server::new(&register(), move |asked| {
        (asked.path == CHECKPOINT).then(|| vec![Step::Send(sent.clone())])
    });
    verify(&server.address, &[], None).gives(0);
}

#[test]
fn a_login_page_is_no_damaged_register() {
    let page = |kind: &str, status: &str| {
        answer(
            status,
            &format!("Content-Type: {kind}\r\n"),
            b"<p>Log in</p>",
        )
    };
    check(
        "web-page",
        CHECKPOINT,
        &[Step::Send(page("text/html", "200 OK"))],
    );
    check(
        "web-page",
        ".json",
        &[Step::Send(page("Text/HTML; charset=utf-8", "200 OK"))],
    );
    check(
        "status",
        CHECKPOINT,
        &[Step::Send(page(
            "text/html",
            "511 Network Authentication Required",
        ))],
    );
}

#[test]
fn what_comes_before_or_behind_an_answer_has_an_end_too() {
    let goes_on = raw("100 Continue", "", b"");
    let chunked = raw("200 OK", "Transfer-Encoding: chunked\r\n", b"");
    let [extension, trailer] =
        [b"1;".as_slice(), b"1\r\nx\r\n0\r\n"].map(|more| [&chunked, more].concat());
    for steps in [
        vec![Step::SendForEver(goes_on)],
        vec![Step::Send(extension), Step::SendForEver(b"a=b;".to_vec())],
        vec![
            Step::Send(trailer),
            Step::SendForEver(b"X-More: and more\r\n".to_vec()),
        ],
        vec![Step::Send(chunked), Step::SendForEver(b"\r\n".to_vec())],
    ] {
        let sent = steps.clone();
        let server = Server::new(&register(), move |asked| {
            (asked.path == CHECKPOINT).then(|| sent.clone())
        });
        let ran = verify(&server.address, &["--json", "--timeout", "3"], None)
            .gives(2)
            .json();
        let code = fault(&ran)["code"].clone();
        assert!(
            ["not-http", "over-time", "failed", "too-long"]
                .iter()
                .any(|known| code == *known),
            "{steps:?}: {ran}"
        );
    }
}

#[test]
fn a_server_that_is_not_there_is_named_so() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}", taken.local_addr().expect("an address"));
    drop(taken);
    let ran = verify(&address, &["--json"], None).gives(2);
    assert_eq!(fault(&ran.json())["code"], "no-connection");
    // Plain HTTP where encryption was asked for.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("https://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _may_be_gone = stream.write_all(&answer("400 Bad Request", "", b"no"));
        }
    });
    let ran = verify(&address, &["--json", "--timeout", "5"], None).gives(2);
    let code = fault(&ran.json())["code"].clone();
    assert!(code == "not-trusted" || code == "no-authorities", "{code}");
}

#[test]
fn an_encrypted_connection_is_made_only_to_a_server_that_somebody_vouches_for() {
    let server = Server::encrypted(&register());
    let (certificate, trust) = (
        demo().arg("demo/certificate.json"),
        demo().arg("demo/trust.json"),
    );
    let ask = |address: &str, authorities: &str| {
        let args = [
            "verify",
            &certificate,
            "--trust",
            &trust,
            "--register",
            address,
            "--json",
        ];
        let mut command = command(&args, None);
        let authorities = workspace(&format!("shell/sekisho/tests/it/samples/tls/{authorities}"));
        command.env("SSL_CERT_FILE", authorities);
        ended(command.output().expect("it starts"))
    };
    ask(&server.address, "authority.pem").gives(0);
    let seen = server.take_seen();
    assert_eq!((seen.connections, seen.times(CHECKPOINT)), (1, 1));
    let of_another_name = server.address.replace("localhost", "127.0.0.1");
    for (address, authorities, code) in [
        (&server.address, "server.pem", "not-trusted"),
        (&of_another_name, "authority.pem", "not-trusted"),
        (&server.address, "server.key", "no-authorities"),
    ] {
        let ran = ask(address, authorities).gives(2);
        assert_eq!(fault(&ran.json())["code"], code, "{authorities}");
        assert_eq!(server.take_seen().asked, []);
    }
}

#[test]
fn statements_and_checkpoints_that_a_server_withholds_leave_the_state_unknown() {
    let earlier = demo().json("demo/certificates/2026-000001/certificate.json");
    let missing = answer("404 Not Found", "", b"");
    let server = Server::new(&register(), move |asked| {
        asked
            .path
            .starts_with("statements/")
            .then(|| vec![Step::Send(missing.clone())])
    });
    for more in [vec!["--json"], vec!["--json", "--full"]] {
        let ran = verify(&server.address, &more, None).gives(2).json();
        assert_eq!(ran["reasons"][0]["code"], "statement-missing");
    }
    // The checkpoint from before the certificate, put back.
    let proof = &earlier["verificationMaterial"]["tlogEntries"][0]["inclusionProof"];
    let old = proof["checkpoint"]["envelope"]
        .as_str()
        .expect("a text")
        .to_owned();
    let server = Server::new(&register(), move |asked| {
        (asked.path == CHECKPOINT).then(|| vec![Step::Send(ok(old.as_bytes()))])
    });
    let ran = verify(&server.address, &["--json"], None).gives(2).json();
    assert_eq!(ran["verdict"], "unknown");
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let each = entries.map(|entry| entry.expect("an entry").path());
    each.flat_map(|path| {
        if path.is_dir() {
            files(&path)
        } else {
            vec![path]
        }
    })
    .collect()
}

#[test]
fn what_lies_in_the_cache_never_decides() {
    let server = Server::honest(&register());
    let spoils: [fn(&Path); 4] = [
        |path| std::fs::write(path, "poison").expect("a file"),
        |path| std::fs::write(path, "").expect("a file"),
        |path| {
            let mut bytes = std::fs::read(path).expect("a file");
            *bytes.last_mut().expect("not empty") ^= 1;
            std::fs::write(path, bytes).expect("a file");
        },
        |path| {
            std::fs::remove_file(path).expect("a file");
            let made = Command::new("mkfifo").arg(path).status();
            assert!(made.expect("mkfifo runs").success());
        },
    ];
    for spoil in spoils {
        for more in [vec![], vec!["--full"]] {
            let folder = Folder::new();
            verify(&server.address, &more, Some(&folder)).gives(0);
            let kept = files(&folder.path("caches"));
            assert!(kept.len() >= 4, "{kept:?}");
            kept.iter().for_each(|path| spoil(path));
            verify(&server.address, &more, Some(&folder)).gives(0);
            server.take_seen();
            verify(&server.address, &more, Some(&folder)).gives(0);
            // A pipe in its place is in nobody's way, and is replaced as well.
            assert_eq!(
                server.take_seen().asked.len(),
                2 - more.len(),
                "the cache is whole again"
            );
        }
    }
}

#[test]
fn what_a_lying_server_sent_is_not_kept() {
    let folder = Folder::new();
    let server = Server::new(&register(), |asked| {
        let mut bytes = std::fs::read(register().join(&asked.path)).ok()?;
        if asked.path.starts_with("states/") {
            bytes[0] ^= 1;
        }
        Some(vec![Step::Send(ok(&bytes))])
    });
    let ran = verify(&server.address, &["--json"], Some(&folder)).gives(1);
    assert_eq!(ran.json()["reasons"][0]["code"], "page-differs");
    assert_eq!(files(&folder.path("caches")), [""; 0].map(PathBuf::from));
}

#[test]
fn a_cache_that_cannot_be_written_changes_nothing() {
    let folder = Folder::new();
    folder.write("caches", "a file where a folder should be");
    let server = Server::honest(&register());
    for _ in 0..2 {
        verify(&server.address, &["--json"], Some(&folder)).gives(0);
    }
}

#[test]
fn a_full_tile_stands_in_for_the_partial_one_that_was_cleaned_away() {
    let folder = Folder::new();
    copy(&register(), &folder.path("register"));
    let shard = folder.path("register/shards/2026/tile");
    for (partial, more) in [("0/000", 8192 - 8 * 32), ("entries/000", 300)] {
        let part = shard.join(format!("{partial}.p/8"));
        let mut full = std::fs::read(&part).expect("a tile");
        full.extend(vec![1; more]);
        std::fs::remove_dir_all(part.parent().expect("a folder")).expect("a folder");
        std::fs::write(shard.join(partial), full).expect("a tile");
    }
    let server = Server::honest(&folder.path("register"));
    verify(&server.address, &[], None).gives(0);
    verify(&server.address, &["--full"], None).gives(0);
    audit(&server.address, &[]).gives(0);
}

#[test]
fn the_proxy_of_the_environment_is_asked_for_other_machines_only() {
    let (certificate, trust) = (
        demo().arg("demo/certificate.json"),
        demo().arg("demo/trust.json"),
    );
    let ask = |address: &str, proxy: &str, not_for: &str| {
        let args = [
            "verify",
            &certificate,
            "--trust",
            &trust,
            "--register",
            address,
            "--json",
        ];
        let mut command = command(&args, None);
        command.env("ALL_PROXY", proxy).env("NO_PROXY", not_for);
        ended(command.output().expect("it starts"))
    };
    let (server, elsewhere) = (Server::honest(&register()), "http://register.example");
    let refuses = Server::new(&register(), |_| {
        Some(vec![
            Step::Send(answer("403 Forbidden", "", b"")),
            Step::Close,
        ])
    });
    ask(&server.address, &refuses.address, "").gives(0);
    assert_eq!(refuses.take_seen().connections, 0);
    let ran = ask(elsewhere, &refuses.address, "").gives(2);
    assert_eq!(fault(&ran.json())["code"], "proxy-refused");
    let seen = refuses.take_seen();
    assert!(
        seen.asked[0]
            .line
            .starts_with("CONNECT register.example:80 "),
        "{seen:?}"
    );
    let ran = ask(elsewhere, &refuses.address, "register.example").gives(2);
    assert_eq!(fault(&ran.json())["code"], "host-unknown");
    assert_eq!(refuses.take_seen().connections, 0);
    // One that lets us through; what lies behind it is the register.
    let opens = Server::new(&register(), |asked| {
        let connects = asked.line.starts_with("CONNECT ");
        connects.then(|| vec![Step::Send(raw("200 Connection established", "", b""))])
    });
    ask(elsewhere, &opens.address, "").gives(0);
    let seen = opens.take_seen();
    assert_eq!((seen.connections, seen.times(CHECKPOINT)), (1, 1));
}

#[test]
fn an_address_that_cannot_be_one_is_refused_before_anything_is_asked() {
    let trust = demo().arg("demo/trust.json");
    for address in [
        "ftp://r.example/",
        "http://",
        "https://me:secret@r.example/",
        "https://r.example/?a",
    ] {
        let ran = verify(address, &["--json"], None).gives(2);
        assert_eq!(ran.json()["reasons"][0]["code"], "cannot-be-checked");
        assert!(
            ran.err.contains("https://register.example/2026"),
            "{}",
            ran.err
        );
        audit(address, &[]).gives(2);
    }
    let ran = run(
        &["register", "page", "https://r.example/", "--trust", &trust],
        None,
    )
    .gives(2);
    assert!(ran.err.contains("folder"), "{}", ran.err);
    let ran = verify("https://r.example/", &["--timeout", "0"], None).gives(2);
    assert!(ran.err.contains("--timeout"), "{}", ran.err);
}
