//! Feeds whose records have no dates: they are as old as their server or their archive says, and of unknown age where neither does.

use std::path::Path;

use jiff::fmt::rfc2822::DateTimePrinter;
use jiff::{SignedDuration, Timestamp};

use super::{advisories, place, told, update};
use crate::http::server::{Server, Step, answer, raw};
use crate::program::{Folder, Ran, run};

const HEAD: &str = r#"{"id":"X-1","summary":"s","#;
const REST: &str = r#""affected":[{"package":{"ecosystem":"crates.io","name":"other"},"ranges":[{"type":"SEMVER","events":[{"introduced":"0"}]}]}]}"#;

fn ago(days: i64) -> Timestamp {
    Timestamp::now() - SignedDuration::from_hours(24 * days)
}

/// A record without a date.
fn record() -> String {
    format!("{HEAD}{REST}")
}

/// One that was changed so many days ago.
fn changed(days: i64) -> String {
    format!(r#"{HEAD}"modified":"{}",{REST}"#, ago(days))
}

/// An archive of a record, which was packed so many days ago.
fn packed(record: &str, time: Timestamp) -> Vec<u8> {
    let mut header = tar::Header::new_ustar();
    header.set_size(record.len() as u64);
    header.set_mode(0o644);
    header.set_mtime(u64::try_from(time.as_second()).expect("after 1970"));
    let mut archive = tar::Builder::new(Vec::new());
    archive
        .append_data(&mut header, "feed/X-1.json", record.as_bytes())
        .expect("memory is written");
    archive.into_inner().expect("memory is written")
}

/// A server with one file.
fn server(modified: Option<Timestamp>, bytes: &[u8]) -> Server {
    let printer = DateTimePrinter::new();
    let said = modified.map(|at| printer.timestamp_to_rfc9110_string(&at).expect("a date"));
    let header = said.map_or(String::new(), |said| format!("Last-Modified: {said}\r\n"));
    let whole = answer("200 OK", &header, bytes);
    Server::new(Path::new("/nonexistent"), move |_| {
        Some(vec![Step::Send(whole.clone())])
    })
}

fn fetched(folder: &Folder, modified: Option<Timestamp>, bytes: &[u8]) -> Ran {
    let server = server(modified, bytes);
    update(
        folder,
        &["--from", &format!("f={}/feed.tar", server.address)],
    )
}

/// What a match with a limit of 30 days says of the age.
#[track_caller]
fn judged(folder: &Folder, reason: Option<&str>) {
    let (lock, data) = (folder.arg("Cargo.lock"), folder.arg("data"));
    let order = ["match", &lock, "--data", &data, "--max-age", "30", "--json"];
    let outcome = run(&order).gives(i32::from(reason.is_some())).json();
    assert_eq!(
        outcome["reasons"][0]["code"].as_str(),
        reason,
        "{outcome:#}"
    );
}

/// The feed as the status tells it, under a limit of 30 days.
#[track_caller]
fn status(folder: &Folder, by: Option<&str>, age_days: Option<i64>) {
    let good = age_days.is_some_and(|age| age <= 30);
    let told = advisories(folder, &["status", "--max-age", "30"])
        .gives(i32::from(!good))
        .json();
    let feed = &told["feeds"][0];
    assert_eq!(feed["dated"]["by"].as_str(), by, "{feed:#}");
    assert_eq!(feed["age_days"].as_i64(), age_days, "{feed:#}");
}

#[test]
fn a_feed_without_dates_is_as_old_as_its_server_says() {
    let folder = place();
    let bytes = packed(&record(), Timestamp::UNIX_EPOCH);
    fetched(&folder, Some(ago(365)), &bytes).gives(0);
    status(&folder, Some("server"), Some(365));
    judged(&folder, Some("feed-too-old"));
    // The same file, of which the server says that it is of a later day.
    assert_eq!(
        told(&fetched(&folder, Some(ago(2)), &bytes).gives(0))["result"],
        "unchanged"
    );
    status(&folder, Some("server"), Some(2));
    judged(&folder, None);
    for (language, word) in [("en", "its server says"), ("ja", "サーバーが示す日付")] {
        let data = folder.arg("data");
        let told = run(&["advisories", "status", "--data", &data, "--lang", language]).gives(0);
        assert!(told.out.contains(word), "{}", told.out);
        let order = ["match", &folder.arg("Cargo.lock"), "--data", &data];
        let told = run(&[&order[..], &["--lang", language]].concat()).gives(0);
        let day = ago(2).strftime("%Y-%m-%d").to_string();
        assert!(told.out.contains(&day), "{}", told.out);
    }
}

#[test]
fn a_server_that_says_unchanged_leaves_the_day_as_it_was() {
    let folder = place();
    let date = DateTimePrinter::new()
        .timestamp_to_rfc9110_string(&ago(2))
        .expect("a date");
    let bytes = packed(&record(), Timestamp::UNIX_EPOCH);
    let whole = answer("200 OK", &format!("Last-Modified: {date}\r\n"), &bytes);
    let server = Server::new(Path::new("/nonexistent"), move |asked| {
        let again = asked.head.contains("if-modified-since");
        Some(vec![Step::Send(if again {
            raw("304 Not Modified", "", b"")
        } else {
            whole.clone()
        })])
    });
    update(
        &folder,
        &["--from", &format!("f={}/feed.tar", server.address)],
    )
    .gives(0);
    assert_eq!(told(&update(&folder, &[]).gives(0))["result"], "unchanged");
    status(&folder, Some("server"), Some(2));
}

#[test]
fn a_server_that_goes_back_is_refused() {
    let folder = place();
    let bytes = packed(&record(), Timestamp::UNIX_EPOCH);
    fetched(&folder, Some(ago(2)), &bytes).gives(0);
    let other = packed(&record().replace("X-1", "X-2"), Timestamp::UNIX_EPOCH);
    let refused = told(&fetched(&folder, Some(ago(3)), &other).gives(1));
    assert_eq!(refused["failure"]["code"], "older");
    judged(&folder, None);
}

#[test]
fn an_archive_is_as_old_as_its_newest_file_where_no_server_says() {
    let folder = place();
    folder.write("f.tar", packed(&record(), ago(3)));
    update(&folder, &["--from", &format!("f={}", folder.arg("f.tar"))]).gives(0);
    status(&folder, Some("archive"), Some(3));
    judged(&folder, None);
    // A pack carries the day with the feed.
    let pack = folder.arg("pack.tar");
    advisories(&folder, &["pack", &pack]).gives(0);
    let other = place();
    update(&other, &["--from", &pack]).gives(0);
    status(&other, Some("archive"), Some(3));
    judged(&other, None);
}

#[test]
fn what_has_no_day_at_all_stays_of_unknown_age() {
    let folder = place();
    fetched(&folder, None, &packed(&record(), Timestamp::UNIX_EPOCH)).gives(0);
    status(&folder, None, None);
    judged(&folder, Some("feed-age-unknown"));
    // A day that is still to come is none, and becomes none when it has come.
    let folder = place();
    fetched(&folder, Some(ago(-30)), &packed(&record(), ago(-30))).gives(0);
    status(&folder, None, None);
    judged(&folder, Some("feed-age-unknown"));
    // Files of a folder are as young as the copy.
    let folder = place();
    folder.write("records/X-1.json", record());
    update(
        &folder,
        &["--from", &format!("f={}", folder.arg("records"))],
    )
    .gives(0);
    status(&folder, None, None);
    judged(&folder, Some("feed-age-unknown"));
}

#[test]
fn a_young_file_with_old_records_is_old() {
    let folder = place();
    fetched(&folder, Some(ago(0)), &packed(&changed(365), ago(0))).gives(0);
    status(&folder, Some("server"), Some(365));
    judged(&folder, Some("feed-too-old"));
}
