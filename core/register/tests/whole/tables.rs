//! State tables: small to read, equal to the fold, and found out when they are not.

use proptest::prelude::*;
use register::audit::audit;
use register::canonical::Digest;
use register::certificate::{Category, Certificate, Class};
use register::ledger::Ledger;
use register::limits::Limits;
use register::notices::{Table, TablePage};
use register::reason::Reason;
use register::statement::{Change, Statement};
use register::table::{FANOUT, PAGE_FORMAT, Page, ROWS, page_path};
use register::today::LAST_PATH;
use register::verify::{Ask, Check, Report, Verdict};

use crate::body::{Body, certificate, change_of, codes, system, time};

const TODAY: &str = "2026-03-05";

/// Three certificates, one suspended, and a table.
fn body() -> (Body, Vec<u8>) {
    let mut body = Body::new();
    for number in ["S-1", "S-2", "S-3"] {
        body.issue(&certificate(number));
    }
    let bundle = body.certificate_bundle(&certificate("S-2"), 1);
    body.change(
        &certificate("S-3"),
        Change::Suspend,
        "2026-03-02",
        "2026-03-02",
    );
    body.table("2026-03-03");
    (body, bundle)
}

fn verdict(report: &Report) -> (Verdict, Vec<&'static str>) {
    (report.verdict, codes(report))
}

#[track_caller]
fn check(body: &Body, bundle: &[u8], verdict: Verdict, code: &str) {
    let report = body.ask_table(bundle, TODAY, None);
    assert_eq!((report.verdict, codes(&report)), (verdict, vec![code]));
}

fn audited(body: &Body) -> Vec<Reason> {
    let mut read = |path: &str| Ok(body.files.get(path).cloned());
    let limits = Limits::default();
    audit(&body.trust, time(TODAY), &[], &limits, &mut read).reasons
}

/// A table that says something else than the fold, signed and published all the same.
pub(crate) fn lie(body: &mut Body, rewrite: impl Fn(&mut Page)) {
    let mut pages = Vec::new();
    let table = |pages: &mut Vec<TablePage>, ledger: &mut Ledger| {
        *pages = ledger.all_pages(&mut |_, _| {});
    };
    table(&mut pages, &mut body.ledger);
    for named in &mut pages {
        let bytes = body.files[&page_path(named.sha256)].clone();
        let mut page = Page::from_bytes(&bytes, &named.first).unwrap();
        rewrite(&mut page);
        let bytes = page.to_bytes();
        named.sha256 = Digest::of(&bytes);
        body.files.insert(page_path(named.sha256), bytes);
    }
    publish_table(body, Some(pages), "2026-03-04");
}

fn publish_table(body: &mut Body, pages: Option<Vec<TablePage>>, at: &str) -> u64 {
    let table = Table {
        origin: body.trust.shards.last().unwrap().origin.clone(),
        size: body.log.size(),
        time: time(at),
        pages,
    };
    let root = body.log.root();
    body.publish(&Statement::table(table, root).unwrap())
}

#[test]
fn todays_state_is_told_by_one_page_and_the_last_entry() {
    let (body, bundle) = body();
    let mut bytes = 0;
    let mut paths = Vec::new();
    let mut read = |path: &str| {
        let found = body.files.get(path).cloned();
        bytes += found.as_ref().map_or(0, Vec::len);
        paths.push(path.to_owned());
        Ok(found)
    };
    let report = body.ask_of(&bundle, TODAY, None, Ask::Register(&mut read));
    assert_eq!(verdict(&report), (Verdict::Valid, vec![]));
    assert!(report.checked.contains(&Check::StateTable));
    assert!(report.not_checked.contains(&Check::History));
    let of = |start: &str| paths.iter().filter(|path| path.starts_with(start)).count();
    // The table's statement, and the one that issued the certificate.
    assert_eq!((of("statements/"), of("states/")), (2, 1), "{paths:?}");
    assert!(!paths.iter().any(|path| path.contains("tile/entries")));
    assert!(bytes < 16_000, "{bytes} bytes");
    // The full check tells the same, and that it compared the table.
    let full = body.ask(&bundle, TODAY, None);
    assert_eq!(full.state, report.state);
    assert!(full.checked.contains(&Check::StateTable) && full.checked.contains(&Check::History));
}

#[test]
fn a_missing_or_stale_hint_costs_only_a_bundle_of_entries() {
    let (mut body, bundle) = body();
    let stale = body.files[&body.in_shard(LAST_PATH)].clone();
    body.table("2026-03-04");
    for hint in [None, Some(stale), Some(b"nonsense".to_vec())] {
        let path = body.in_shard(LAST_PATH);
        match hint {
            Some(bytes) => body.files.insert(path, bytes),
            None => body.files.remove(&path),
        };
        let report = body.ask_table(&bundle, TODAY, None);
        assert_eq!(verdict(&report), (Verdict::Valid, vec![]));
    }
}

#[test]
fn whatever_is_missing_cannot_be_checked_and_whatever_differs_is_refused() {
    let (body, bundle) = body();
    let mut of: Vec<&String> = body.files.keys().collect();
    of.retain(|path| path.starts_with("states/") || path.starts_with("statements/"));
    let page = of.iter().find(|path| path.starts_with("states/")).unwrap();
    let mut without = body.clone();
    without.files.remove(*page);
    check(&without, &bundle, Verdict::Unknown, "missing");
    assert_eq!(
        audited(&without),
        [Reason::Missing {
            path: (*page).clone()
        }]
    );
    let mut other = body.clone();
    other.files.get_mut(*page).unwrap().push(b' ');
    check(&other, &bundle, Verdict::NotValid, "page-differs");
    assert_eq!(
        audited(&other),
        [Reason::PageDiffers {
            path: (*page).clone()
        }]
    );
    let mut silent = body.clone();
    let hint = String::from_utf8(body.files[&body.in_shard(LAST_PATH)].clone()).unwrap();
    let table = format!("statements/{}.json", hint.trim());
    silent.files.remove(&table);
    check(&silent, &bundle, Verdict::Unknown, "statement-missing");
}

#[test]
fn a_missing_statement_of_the_certificate_makes_its_state_unknowable() {
    let (mut body, bundle) = body();
    body.change(
        &certificate("S-2"),
        Change::Suspend,
        "2026-03-03",
        "2026-03-03",
    );
    body.change(
        &certificate("S-2"),
        Change::Resume,
        "2026-03-04",
        "2026-03-04",
    );
    body.table("2026-03-04");
    assert_eq!(body.ask_table(&bundle, TODAY, None).verdict, Verdict::Valid);
    let suspend = change_of(
        &certificate("S-2"),
        Change::Suspend,
        "2026-03-03",
        "2026-03-03",
    );
    let issued = Statement::issue(certificate("S-2")).unwrap();
    for statement in [suspend, issued] {
        let mut without = body.clone();
        let path = register::survey::statement_path(statement.digest());
        let bytes = without.files.remove(&path).unwrap();
        check(&without, &bundle, Verdict::Unknown, "statement-missing");
        let other = String::from_utf8(bytes)
            .unwrap()
            .replace("\"sig\":\"", "\"sig\":\"A");
        without.files.insert(path, other.into_bytes());
        check(&without, &bundle, Verdict::NotValid, "entry-refused");
    }
}

#[test]
fn a_page_of_an_older_table_in_the_place_of_todays_is_refused() {
    let (mut body, bundle) = body();
    let mut older = body.files.keys().filter(|path| path.starts_with("states/"));
    let older = body.files[older.next().unwrap()].clone();
    body.change(
        &certificate("S-2"),
        Change::Suspend,
        "2026-03-04",
        "2026-03-04",
    );
    body.table("2026-03-04");
    check(&body, &bundle, Verdict::NotValid, "suspended");
    let newer: Vec<String> = body
        .files
        .iter()
        .filter(|(path, bytes)| path.starts_with("states/") && **bytes != older)
        .map(|(path, _)| path.clone())
        .collect();
    assert_eq!(newer.len(), 1);
    body.files.insert(newer[0].clone(), older);
    check(&body, &bundle, Verdict::NotValid, "page-differs");
}

#[test]
fn a_table_of_another_place_is_refused() {
    for (wrong, code) in [
        ("origin", "entry-refused"),
        ("size", "entry-refused"),
        ("root", "entry-refused"),
    ] {
        let (mut body, bundle) = body();
        let pages = body.ledger.all_pages(&mut |_, _| {});
        let mut table = Table {
            origin: body.trust.shards[0].origin.clone(),
            size: body.log.size(),
            time: time("2026-03-04"),
            pages: Some(pages),
        };
        let mut root = body.log.root();
        match wrong {
            "origin" => table.origin = "body.example/2025".to_owned(),
            "size" => table.size -= 1,
            _ => root = Digest::of(b"another tree"),
        }
        body.publish(&Statement::table(table, root).unwrap());
        check(&body, &bundle, Verdict::NotValid, code);
        let report = body.ask(&bundle, TODAY, None);
        assert_eq!(verdict(&report), (Verdict::NotValid, vec![code]), "{wrong}");
    }
}

#[test]
fn a_last_entry_that_is_no_table_leaves_the_state_to_the_full_check() {
    let (mut body, bundle) = body();
    body.issue(&certificate("S-4"));
    check(&body, &bundle, Verdict::Unknown, "table-missing");
    assert_eq!(body.ask(&bundle, TODAY, None).verdict, Verdict::Valid);
    let origin = body.trust.shards[0].origin.clone();
    let missing = Reason::TableMissing { origin, index: 5 };
    assert_eq!(audited(&body), [missing]);
    // A word about the time alone is no table.
    publish_table(&mut body, None, "2026-03-04");
    check(&body, &bundle, Verdict::Unknown, "table-missing");
}

#[test]
fn a_table_is_fresh_for_so_many_days() {
    let (body, bundle) = body();
    let on = |day| verdict(&body.ask_table(&bundle, day, None));
    assert_eq!(on("2026-03-10"), (Verdict::Valid, vec![]));
    assert_eq!(
        on("2026-03-11"),
        (Verdict::Unknown, vec!["checkpoint-too-old"])
    );
    assert_eq!(
        on("2026-03-01"),
        (Verdict::Unknown, vec!["checkpoint-ahead"])
    );
}

#[test]
fn a_body_that_lies_in_its_table_is_found_by_whoever_folds() {
    type Lie = fn(&mut Page);
    let lies: [(&str, Lie); 4] = [
        ("a suspension left out", |page| {
            let Page::Rows { rows, .. } = page else {
                panic!()
            };
            rows[2].changes.clear();
        }),
        ("a longer term", |page| {
            let Page::Rows { rows, .. } = page else {
                panic!()
            };
            rows[2].valid_until = time("2040-01-01");
        }),
        ("a certificate left out", |page| {
            let Page::Rows { rows, .. } = page else {
                panic!()
            };
            rows.pop();
        }),
        ("another statement", |page| {
            let Page::Rows { rows, .. } = page else {
                panic!()
            };
            rows[2].statement = Digest::of(b"another");
        }),
    ];
    for (what, lie_about) in lies {
        let (mut body, bundle) = body();
        lie(&mut body, lie_about);
        let index = body.log.size() - 1;
        let refused = Reason::EntryRefused {
            origin: body.trust.shards[0].origin.clone(),
            index,
            detail: "the state table differs from what was signed before it, from certificate \"S-1\" on".to_owned(),
        };
        assert!(audited(&body).contains(&refused), "{what}");
        let full = body.ask(&bundle, TODAY, None);
        assert_eq!(
            verdict(&full),
            (Verdict::NotValid, vec!["entry-refused"]),
            "{what}"
        );
    }
}

#[test]
fn a_certificate_that_the_table_does_not_know_is_refused() {
    let (mut body, _) = body();
    let bundle = body.certificate_bundle(&certificate("S-3"), 2);
    lie(&mut body, |page| {
        let Page::Rows { rows, .. } = page else {
            panic!()
        };
        rows.pop();
    });
    check(&body, &bundle, Verdict::NotValid, "not-in-table");
}

#[test]
fn a_register_that_forked_behind_the_bundle_is_refused() {
    let (body, bundle) = body();
    let mut fork = Body::new();
    for number in ["S-1", "S-2"] {
        fork.issue(&certificate(number));
    }
    let shown = fork.certificate_bundle(&certificate("S-2"), 1);
    let mut other = fork.clone();
    other.issue(&certificate("S-9"));
    let later = other.certificate_bundle(&certificate("S-2"), 1);
    assert_eq!(body.ask_table(&shown, TODAY, None).verdict, Verdict::Valid);
    check(&body, &later, Verdict::NotValid, "register-inconsistent");
    fork.table("2026-03-03");
    check(&fork, &bundle, Verdict::NotValid, "register-inconsistent");
    let mut short = Body::new();
    short.table("2026-03-03");
    check(&short, &bundle, Verdict::Unknown, "register-older");
}

#[test]
fn a_certificate_of_a_closed_shard_is_told_by_the_table_of_the_open_one() {
    let (mut body, bundle) = body();
    body.next_shard("2027", "2026-03-04");
    body.table("2026-03-04");
    let report = body.ask_table(&bundle, TODAY, None);
    assert_eq!(verdict(&report), (Verdict::Valid, vec![]));
    assert_eq!(body.ask(&bundle, TODAY, None).state, report.state);
    body.change(
        &certificate("S-2"),
        Change::Withdraw,
        "2026-03-05",
        "2026-03-05",
    );
    body.table("2026-03-05");
    check(&body, &bundle, Verdict::NotValid, "withdrawn");
    assert_eq!(audited(&body), []);
}

#[test]
fn a_shard_goes_on_from_the_one_before_or_is_refused() {
    let end = |body: &mut Body, next: &register::key::NoteKey| body.begin_next(next);
    let refused = |body: &Body, why: &str| {
        let reasons = audited(body);
        assert!(
            reasons
                .iter()
                .any(|reason| reason.to_string().contains(why)),
            "{why}: {reasons:?}"
        );
    };
    let key = register::key::SigningKey::from_seed(&[2; 32]).verifying_key();
    let named = |name: &str| register::key::NoteKey::log(name, key).unwrap();
    // Nothing in the new shard names the old one.
    let (mut silent, _) = body();
    silent.close(&named("body.example/2027"), "2026-03-04");
    end(&mut silent, &named("body.example/2027"));
    silent.table("2026-03-04");
    refused(&silent, "its first entry does not name that end");
    // The old shard named another.
    let (mut other, _) = body();
    other.close(&named("body.example/2028"), "2026-03-04");
    other.open_next(named("body.example/2027"), "2026-03-04");
    refused(&other, "that shard named another to follow");
    // A shard whose key was lost has no last word; the new one and the trust file name its end.
    let (mut lost, bundle) = body();
    lost.open_next(named("body.example/2027"), "2026-03-04");
    lost.table("2026-03-04");
    assert_eq!(audited(&lost), []);
    assert_eq!(lost.ask_table(&bundle, TODAY, None).verdict, Verdict::Valid);
}

#[test]
fn many_certificates_stand_on_pages_of_digests_and_only_what_changed_is_made_again() {
    let mut ledger = Ledger::new(true, &Body::new().trust.shards[0].vkey);
    let all = ROWS * FANOUT * FANOUT + 5;
    for running in 1..=all {
        let issued = Statement::issue(certificate(&format!("2026-{running:06}"))).unwrap();
        ledger.enter(&issued, issued.digest(), b"leaf").unwrap();
    }
    let mut made = 0;
    let top = ledger.table_pages(&mut |_, _| made += 1);
    let rows = all.div_ceil(ROWS);
    let digests = rows.div_ceil(FANOUT);
    assert_eq!((top.len(), made), (2, rows + digests + 2));
    let first = format!("2026-{:06}", ROWS * FANOUT * FANOUT + 1);
    assert_eq!(top[1].first, first);
    let one = certificate("2026-000040");
    let change = change_of(&one, Change::Suspend, "2026-03-02", "2026-03-02");
    ledger.enter(&change, change.digest(), b"leaf").unwrap();
    let mut again = Vec::new();
    let next = ledger.table_pages(&mut |digest, _| again.push(digest));
    assert_eq!(
        again.len(),
        3,
        "one page of rows, one of digests on each level"
    );
    assert_ne!(next[0], top[0]);
    assert_eq!(next[1], top[1]);
    let mut scratch = ledger.clone();
    assert_eq!(scratch.all_pages(&mut |_, _| {}), next);
}

#[test]
fn pages_made_bit_by_bit_are_those_made_at_once_in_whatever_order_numbers_come() {
    let mut ledger = Ledger::new(true, &Body::new().trust.shards[0].vkey);
    let all = ROWS * FANOUT + 40;
    for running in 0..all {
        // A step that shares no factor with the number of certificates visits each once.
        let number = format!("2026-{:06}", running * 211 % all);
        let issued = Statement::issue(certificate(&number)).unwrap();
        ledger.enter(&issued, issued.digest(), b"leaf").unwrap();
        if running % 97 == 0 || running + 1 == all {
            let made = ledger.table_pages(&mut |_, _| {});
            assert_eq!(ledger.clone().all_pages(&mut |_, _| {}), made, "{running}");
        }
    }
    assert_eq!(ledger.folded().histories().count(), all);
}

#[test]
fn an_empty_register_has_an_empty_table() {
    let mut empty = Body::new();
    empty.table("2026-03-04");
    assert_eq!(audited(&empty), []);
    let page = Page::Rows {
        format: PAGE_FORMAT.to_owned(),
        rows: Vec::new(),
    };
    assert!(Page::from_bytes(&page.to_bytes(), "").is_err());
}

/// What may happen to one of six certificates (four products, two systems on them).
fn any_act() -> impl Strategy<Value = (usize, Change, i64, i64)> {
    let void = Change::Void {
        version: "1.1".to_owned(),
        successor: None,
    };
    let replace = |part: &str| Change::ReplaceComponent {
        component: "viewer".to_owned(),
        certificate: part.to_owned(),
        sha256: certificate(part).product.artefacts[0].sha256,
    };
    let change = prop_oneof![
        4 => Just(Change::Suspend),
        4 => Just(Change::Resume),
        2 => Just(void),
        1 => Just(Change::Withdraw),
        1 => Just(Change::Expire),
        1 => Just(replace("P-2")),
        1 => Just(replace("P-3")),
    ];
    (0_usize..6, change, 0_i64..900, 0_i64..60)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever one thing a body signs otherwise in its table, the audit names that entry, and the witness who folds does not sign.
    #[test]
    fn any_lie_in_a_table_is_named(
        certificates in 1_usize..40,
        which in any::<prop::sample::Index>(),
        place in any::<prop::sample::Index>(),
        kind in 0_u8..3,
    ) {
        let mut body = Body::new();
        for number in 0..certificates {
            let certificate = certificate(&format!("S-{number:02}"));
            body.issue(&certificate);
            if number % 3 == 0 {
                body.publish(&change_of(&certificate, Change::Suspend, "2026-03-02", "2026-03-02"));
            }
        }
        body.table("2026-03-03");
        let target = which.index(certificates.div_ceil(ROWS));
        let seen = std::cell::Cell::new(0);
        lie(&mut body, |page| {
            let turn = seen.replace(seen.get() + 1);
            let Page::Rows { rows, .. } = page else { panic!("few rows need no pages of digests") };
            if turn != target {
                return;
            }
            let at = place.index(rows.len());
            match kind {
                0 => { rows.remove(at); }
                1 => rows[at].valid_until += jiff::SignedDuration::from_hours(24),
                _ => rows[at].place.index += 1,
            }
        });
        // A page whose first row is gone is not the page that its digest was signed for.
        let origin = body.trust.shards[0].origin.clone();
        let index = body.log.size() - 1;
        let audited = audited(&body);
        let named = |reason: &Reason| matches!(
            reason, Reason::EntryRefused { origin: of, index: at, .. } if *of == origin && *at == index
        );
        prop_assert!(audited.first().is_some_and(named), "{audited:?}");
    }

    /// Over random histories, with tables and new shards at random places: the state by the table is the state by all
    /// statements, on every day asked about.
    #[test]
    fn the_table_tells_what_the_fold_tells(
        acts in proptest::collection::vec((any_act(), 0_u8..8), 1..14),
        asked in 0_i64..1000,
    ) {
        let mut body = Body::new();
        let parts: Vec<Certificate> = ["P-1", "P-2", "P-3", "P-4"].into_iter().map(|number| Certificate {
            category: if number == "P-4" { Category::Device } else { Category::Software },
            class: Class::TwoA,
            ..certificate(number)
        }).collect();
        let mut all = parts.clone();
        all.push(system("Y-1", &[("viewer", &parts[0]), ("pump", &parts[3])]));
        all.push(system("Y-2", &[("viewer", &parts[1])]));
        let mut bundles = Vec::new();
        for certificate in &all {
            let index = body.issue(certificate);
            bundles.push(body.certificate_bundle(certificate, index));
        }
        let day = |days: i64| all[0].issued + jiff::SignedDuration::from_hours(24 * days);
        let mut acts = acts;
        acts.sort_by_key(|((_, _, days, _), _)| *days);
        let (mut last, mut shards) = (0, 0);
        for ((which, change, days, ahead), then) in acts {
            let effective = match change {
                Change::Void { .. } => day(days + ahead),
                Change::Expire => all[which].valid_until.min(day(days)),
                _ => day(days),
            };
            let statement = change_of(&all[which], change, &day(days).to_string(), &effective.to_string());
            let mut trial = body.ledger.clone();
            if trial.enter(&statement, statement.digest(), b"leaf").is_err() {
                continue;
            }
            body.publish(&statement);
            last = days;
            if then == 0 {
                shards += 1;
                body.next_shard(&format!("next-{shards}"), &day(days).to_string());
            }
            if then < 4 {
                body.table(&day(days).to_string());
            }
        }
        body.table(&day(last).to_string());
        let now = day(last).to_string();
        for bundle in &bundles {
            for at in [None, Some(day(asked).to_string()), Some(now.clone())] {
                let quick = body.ask_table(bundle, &now, at.as_deref());
                let full = body.ask(bundle, &now, at.as_deref());
                prop_assert_eq!(&quick.state, &full.state);
                prop_assert_eq!(&quick.reasons, &full.reasons);
                prop_assert_eq!(quick.verdict, full.verdict);
            }
        }
    }
}
