//! Feeds and registers over TLS: an authority that this machine trusts opens the way, and nobody is led from an encrypted
//! way to an open one.

use serde_json::Value;
use texts::Language;

use crate::http::server::{Server, Step, answer};
use crate::program::{Folder, Ran, command, ended, run, workspace};
use crate::verify::demo;

/// The authority of the server's certificate, and a certificate that vouches for nobody's server.
const AUTHORITY: &str = "authority.pem";
const STRANGER: &str = "server.pem";

fn record(number: usize) -> String {
    format!(
        r#"{{"id":"X-{number}","modified":"2026-08-0{number}T00:00:00Z","affected":[{{"package":{{"ecosystem":"crates.io",
        "name":"p{number}"}},"ranges":[{{"type":"SEMVER","events":[{{"introduced":"0"}}]}}]}}]}}"#
    )
}

/// A folder to be served, with two versions of a feed.
fn served() -> Folder {
    let folder = Folder::new();
    for number in [1, 2] {
        folder.write(&format!("www/{number}.json"), record(number));
    }
    folder
}

/// Runs the program with this list of authorities.
fn trusting(authorities: &str, args: &[&str]) -> Ran {
    let list = format!("shell/sekisho/tests/it/samples/tls/{authorities}");
    let mut asked = command(args);
    asked.env("SSL_CERT_FILE", workspace(&list));
    ended(asked.output().expect("it starts"))
}

fn update(folder: &Folder, authorities: &str, address: &str, more: &[&str]) -> Ran {
    let (data, from) = (folder.arg("data"), format!("f={address}"));
    let args = ["advisories", "update", "--from", &from, "--data", &data];
    trusting(authorities, &[&args, more].concat())
}

/// The day of the newest record of the feed that is kept.
fn newest(folder: &Folder) -> Value {
    let status = run(&[
        "advisories",
        "status",
        "--data",
        &folder.arg("data"),
        "--json",
    ]);
    let status: Value = serde_json::from_str(&status.out).expect("one JSON value");
    status["feeds"][0]["newest"].clone()
}

/// What went wrong, by its code.
#[track_caller]
fn fault(ran: Ran) -> String {
    let told = ran.gives(2).json();
    let failure = &told["feeds"][0]["failure"];
    let detail = failure["detail"]
        .as_str()
        .unwrap_or_else(|| panic!("{told}"));
    let detail: Value = serde_json::from_str(detail).unwrap_or_else(|_| panic!("{detail}"));
    detail["code"].as_str().expect("a code").to_owned()
}

fn led_to(target: &str) -> Vec<Step> {
    let headers = format!("Location: {target}\r\n");
    vec![Step::Send(answer("302 Found", &headers, b""))]
}

/// An encrypted server that sends `moved.json` there and is honest otherwise.
fn leading(folder: &Folder, target: &str) -> Server {
    let target = target.to_owned();
    Server::encrypted_with(&folder.path("www"), move |asked| {
        (asked.path == "moved.json").then(|| led_to(&target))
    })
}

#[test]
fn a_feed_comes_from_a_server_whose_authority_is_trusted() {
    let folder = served();
    let server = Server::encrypted(&folder.path("www"));
    let first = update(
        &folder,
        AUTHORITY,
        &format!("{}/1.json", server.address),
        &["--json"],
    );
    assert_eq!(first.gives(0).json()["feeds"][0]["result"], "taken");
    assert_eq!(newest(&folder), "2026-08-01T00:00:00Z");
    // Where the server leads on within the encrypted way it is followed, also without a scheme.
    let there = server.address.replace("https:", "");
    for target in ["/2.json", "2.json", &format!("{there}/2.json")] {
        let folder = served();
        let leads = leading(&folder, target);
        let address = format!("{}/moved.json", leads.address);
        update(&folder, AUTHORITY, &address, &[]).gives(0);
        assert_eq!(newest(&folder), "2026-08-02T00:00:00Z", "{target}");
    }
}

#[test]
fn a_server_that_nobody_vouches_for_is_not_asked_and_the_reason_is_told() {
    let folder = served();
    let server = Server::encrypted(&folder.path("www"));
    let address = format!("{}/1.json", server.address);
    update(&folder, AUTHORITY, &address, &[]).gives(0);
    server.take_seen();
    let newer = format!("{}/2.json", server.address);
    let of_another_name = newer.replace("localhost", "127.0.0.1");
    for (authorities, address) in [(STRANGER, &newer), (AUTHORITY, &of_another_name)] {
        let refused = update(&folder, authorities, address, &["--json"]);
        assert_eq!(fault(refused), "not-trusted", "{address}");
    }
    for language in Language::BOTH {
        let said = update(
            &folder,
            STRANGER,
            &newer,
            &["--lang", &language.to_string()],
        );
        let said = said.gives(2).out;
        for words in ["TLS", "UnknownIssuer", "SSL_CERT_FILE"] {
            assert!(said.contains(words), "{words} is not in: {said}");
        }
    }
    assert_eq!(server.take_seen().asked, [], "nothing was asked of it");
    assert_eq!(
        newest(&folder),
        "2026-08-01T00:00:00Z",
        "the old feed stays"
    );
}

#[test]
fn nobody_is_led_from_an_encrypted_way_to_an_open_one() {
    let folder = served();
    let open = Server::honest(&folder.path("www"));
    let by_name = open.address.replace("127.0.0.1", "localhost");
    for target in [
        &open.address,
        &by_name,
        &open.address.replace("http:", "HTTP:"),
    ] {
        let folder = served();
        let target = format!("{target}/2.json");
        let server = leading(&folder, &target);
        update(
            &folder,
            AUTHORITY,
            &format!("{}/1.json", server.address),
            &[],
        )
        .gives(0);
        let moved = format!("{}/moved.json", server.address);
        assert_eq!(
            fault(update(&folder, AUTHORITY, &moved, &["--json"])),
            "redirect-refused"
        );
        for language in Language::BOTH {
            let said = update(
                &folder,
                AUTHORITY,
                &moved,
                &["--lang", &language.to_string()],
            );
            let said = said.gives(2);
            let said = said.out + &said.err;
            assert!(said.contains(&target), "{target} is not in: {said}");
        }
        assert_eq!(
            newest(&folder),
            "2026-08-01T00:00:00Z",
            "the old feed stays"
        );
    }
    assert_eq!(
        open.take_seen().connections,
        0,
        "nobody came by the open way"
    );
}

#[test]
fn a_detour_over_an_open_way_is_refused_too() {
    let folder = served();
    // From open to encrypted is allowed, and from there no way leads back.
    let open = Server::honest(&folder.path("www"));
    let encrypted = leading(&folder, &format!("{}/2.json", open.address));
    let begin = led_to(&format!("{}/moved.json", encrypted.address));
    let first = Server::new(&folder.path("www"), move |_| Some(begin.clone()));
    let address = format!("{}/1.json", first.address);
    let refused = update(&folder, AUTHORITY, &address, &["--json"]);
    assert_eq!(fault(refused), "redirect-refused");
    assert_eq!(
        (first.take_seen().connections, open.take_seen().connections),
        (1, 0)
    );
}

#[test]
fn servers_that_lead_in_a_circle_are_left() {
    let folder = served();
    let server = leading(&folder, "moved.json");
    let address = format!("{}/moved.json", server.address);
    assert_eq!(
        fault(update(&folder, AUTHORITY, &address, &["--json"])),
        "too-many-redirects"
    );
    assert_eq!(server.take_seen().times("moved.json"), 6);
}

#[test]
fn another_host_at_the_end_of_a_redirect_is_trusted_by_its_own_certificate() {
    let folder = served();
    let other = Server::encrypted(&folder.path("www"));
    let target = other.address.replace("localhost", "127.0.0.1");
    let server = leading(&folder, &format!("{target}/2.json"));
    let address = format!("{}/moved.json", server.address);
    assert_eq!(
        fault(update(&folder, AUTHORITY, &address, &["--json"])),
        "not-trusted"
    );
    assert_eq!(other.take_seen().asked, []);
}

#[test]
fn a_register_is_never_read_from_where_a_server_leads() {
    let register = demo().path("demo/register");
    let open = Server::honest(&register);
    let target = open.address.clone();
    let server = Server::encrypted_with(&register, move |asked| {
        let away = asked.path.ends_with("checkpoint");
        away.then(|| led_to(&format!("{target}/{}", asked.path)))
    });
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
        &server.address,
        "--json",
        "--no-cache",
    ];
    let unknown = trusting(AUTHORITY, &args).gives(2).json();
    assert_eq!(unknown["verdict"], "unknown");
    assert!(
        unknown["reasons"][0]["detail"]
            .to_string()
            .contains("redirected"),
        "{unknown}"
    );
    assert_eq!(open.take_seen().connections, 0);
}
