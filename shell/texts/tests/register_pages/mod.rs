//! The register's pages as strangers get them: pages that keep their place, links that lead somewhere, the search's data,
//! the feed as an XML reader sees it.

use std::collections::BTreeSet;

use register::certificate::Text;
use roxmltree::{Document, Node};
use serde_json::Value;
use texts::documents::register_page::{
    Feed, FeedEntry, PAGE_ROWS, Page, RegisterPage, SCRIPT, changes, record, search_data,
};
use texts::documents::{Bilingual, BothTexts, list_pages};

use crate::samples::records::{self, Sample};
use crate::samples::{at, registers, two};

const ATOM: &str = "http://www.w3.org/2005/Atom";

fn pages(count: usize) -> Vec<Page> {
    list_pages(&BothTexts::new(), &registers::list(count, false))
}

/// The numbers on a page, in its order.
fn numbers(page: &Page) -> Vec<&str> {
    let rows = page.text.split("<tr id=\"c-").skip(1);
    rows.filter_map(|row| row.split('"').next()).collect()
}

#[test]
fn every_certificate_stands_on_one_page_and_the_newest_first() {
    for count in [0, 1, 99, 100, 199, 200, 201, 299, 300, 1_000] {
        let pages = pages(count);
        let mut listed: Vec<&str> = Vec::new();
        for page in &pages {
            let mut of_page = numbers(page);
            assert!(of_page.len() < 2 * PAGE_ROWS, "{count}: {}", page.path);
            if page.path != "index.html" {
                assert_eq!(of_page.len(), PAGE_ROWS, "{count}: {}", page.path);
            }
            of_page.reverse();
            listed.extend(of_page);
        }
        let all: Vec<_> = registers::list(count, false).rows;
        assert!(all.iter().map(|row| &row.number).eq(listed), "{count}");
        assert_eq!(
            pages.last().map(|page| page.path.as_str()),
            Some("index.html")
        );
    }
}

#[test]
fn the_checkpoints_own_time_stands_beside_it() {
    let mut register = registers::list(1, false);
    let first =
        |register: &RegisterPage| list_pages(&BothTexts::new(), register).pop().unwrap().text;
    let beside = |text: &str| {
        let section = text
            .split("class=\"checkpoint\"")
            .nth(1)
            .unwrap()
            .to_owned();
        (section.contains("07:30:05"), section.contains("08:31:10"))
    };
    // A list made today of a register that says nothing new is not a word of the register's.
    assert_eq!(beside(&first(&register)), (true, false));
    register.time = None;
    assert_eq!(beside(&first(&register)), (false, false));
}

#[test]
fn every_page_is_reached_by_links_alone_and_no_link_leads_nowhere() {
    let pages = pages(530);
    let paths: BTreeSet<_> = pages.iter().map(|page| page.path.clone()).collect();
    let (mut seen, mut left) = (BTreeSet::new(), vec!["index.html".to_owned()]);
    while let Some(path) = left.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        let page = pages.iter().find(|page| page.path == path).expect("a page");
        for link in page.text.split("href=\"").skip(1) {
            let link = link.split('"').next().unwrap_or_default();
            let target = match (link.strip_prefix("../"), page.path.split_once('/')) {
                (Some(up), _) => up.to_owned(),
                (None, Some((folder, _))) => format!("{folder}/{link}"),
                (None, None) => link.to_owned(),
            };
            let inside = target.ends_with(".html") && !target.starts_with("certificates/");
            if inside && !link.starts_with('#') {
                assert!(paths.contains(&target), "{path} leads to {link}");
                left.push(target);
            }
        }
    }
    assert_eq!(seen, paths);
}

#[test]
fn a_new_certificate_changes_no_page_behind_the_newest_of_them() {
    for count in [340, 398, 399, 500] {
        let (before, after) = (pages(count), pages(count + 1));
        let changed: Vec<_> = before
            .iter()
            .filter(|page| !after.contains(page))
            .map(|page| page.path.as_str())
            .collect();
        let newest_behind = format!("list/{}.html", before.len() - 1);
        let allowed = ["index.html", newest_behind.as_str()];
        assert!(
            changed.iter().all(|path| allowed.contains(path)),
            "{changed:?}"
        );
        let full = after.len() > before.len();
        assert_eq!(changed.len(), 1 + usize::from(full), "{count}: {changed:?}");
    }
}

#[test]
fn ten_thousand_certificates_stay_pages_of_a_quarter_megabyte() {
    let register = registers::list(10_000, false);
    let pages = list_pages(&BothTexts::new(), &register);
    assert_eq!(pages.len(), 100);
    for page in &pages {
        assert!(
            page.text.len() < 300_000,
            "{}: {} bytes",
            page.path,
            page.text.len()
        );
    }
    let data = search_data(&register.rows);
    assert!(data.len() < 2_000_000, "{} bytes", data.len());
}

/// The search's data as the script gets them.
fn told(data: &str) -> Value {
    let inner = data
        .strip_prefix("sekishoSearch(")
        .and_then(|rest| rest.strip_suffix(");\n"));
    serde_json::from_str(inner.expect("one call")).expect("JSON inside it")
}

#[test]
fn the_search_knows_every_certificate_the_newest_first() {
    let rows = registers::list(30, false).rows;
    let data = told(&search_data(&rows));
    let names = data["names"].as_array().expect("names");
    let found = data["rows"].as_array().expect("rows");
    assert_eq!(found.len(), rows.len());
    for (line, row) in found.iter().zip(rows.iter().rev()) {
        let name = |place: &Value| {
            let name = &names[usize::try_from(place.as_u64().expect("a place")).expect("small")];
            Bilingual::new(name[0].as_str().expect("ja"), name[1].as_str().expect("en"))
        };
        assert_eq!(line[0], *row.number);
        assert_eq!(
            (name(&line[1]), name(&line[3])),
            (row.product.clone(), row.maker.clone())
        );
        assert_eq!(
            (&line[2], &line[4], &line[5]),
            (
                &(*row.version).into(),
                &row.category.into(),
                &(*row.class).into()
            )
        );
        assert_eq!(line[6], row.state.name());
    }
    let unique: BTreeSet<_> = names.iter().map(Value::to_string).collect();
    assert_eq!(unique.len(), names.len(), "a name stands once");
}

#[test]
fn a_hostile_name_stays_text_in_the_searchs_data() {
    let mut register = registers::hostile();
    register.rows[0].maker =
        Bilingual::same("</script><script>alert(1)</script>\u{2028}\");alert(2);(\"");
    let data = search_data(&register.rows);
    assert!(!data.contains('<'), "{data}");
    let told = told(&data);
    assert_eq!(told["names"][1][0], register.rows[0].maker.ja.as_str());
}

#[test]
fn the_script_finds_in_the_page_everything_that_it_asks_for_and_makes_no_markup() {
    let page = pages(3).pop().expect("the first page").text;
    let asked = SCRIPT
        .split("part('")
        .skip(1)
        .filter_map(|rest| rest.split('\'').next());
    let mut count = 0;
    for id in asked.filter(|id| *id != "data") {
        assert!(page.contains(&format!("id=\"{id}\"")), "{id}");
        count += 1;
    }
    assert!(count > 10);
    for unsound in [
        "innerHTML",
        "outerHTML",
        "insertAdjacent",
        "document.write",
        "eval(",
        "fetch(",
        "Function(",
    ] {
        assert!(!SCRIPT.contains(unsound), "{unsound}");
    }
    // Where no script runs, the form does not show, and the page says what to do.
    assert!(page.contains("<section id=\"search\" hidden>") && page.contains("<noscript>"));
}

#[test]
fn a_record_tells_everything_that_happened_in_order() {
    let sample = records::eventful();
    let page = record(&BothTexts::new(), &sample.record());
    let mut rest = page.split("class=\"history\"").nth(1).expect("a history");
    for told in [
        "Issued<",
        "No. 3 in register.example/2026",
        "Suspended<",
        "No. 17 in",
        "Resumed<",
        "Text corrected<",
        "Name of the holder:",
        "Void by version-up to 0.2.0",
        "As declared",
        "No. 20 in",
    ] {
        rest = rest
            .split_once(told)
            .unwrap_or_else(|| panic!("{told} is missing"))
            .1;
    }
    for link in ["2026-000001", "2026-000003", "2026-000008"] {
        assert!(
            page.contains(&format!("href=\"../../certificates/{link}/index.html\"")),
            "{link}"
        );
    }
    assert!(page.contains("aria-current=\"page\""));
    assert!(page.contains(&sample.history.statement.to_string()));
    assert!(page.contains("certificate.json --trust trust.json --register ../.."));
}

#[test]
fn a_record_leads_only_to_what_is_there() {
    let texts = BothTexts::new();
    let sample = records::system();
    let page = record(&texts, &sample.record());
    assert!(page.contains("2020-000001") && !page.contains("certificates/2020-000001"));
    assert!(page.contains("href=\"certificate.tlog-proof\""));
    let mut bare = sample.record();
    bare.files = vec!["certificate.json".to_owned(), "\"><b>.html".to_owned()];
    let page = record(&texts, &bare);
    assert!(page.contains("href=\"certificate.json\""));
    assert!(!page.contains("href=\"certificate.html\"") && !page.contains("<b>"));
}

#[test]
fn a_version_up_without_a_certificate_is_announced() {
    let texts = BothTexts::new();
    let mut sample = records::eventful();
    let next = sample.row.superseded_by.as_mut().expect("superseded");
    next.certificate = None;
    next.version = "9.9".to_owned();
    sample.chain.truncate(2);
    let page = record(&texts, &sample.record());
    assert!(page.contains("Announced: version 9.9"));
    sample.row.superseded_by = None;
    let page = record(&texts, &sample.record());
    assert!(!page.contains("Announced"));
}

fn entries(sample: &Sample) -> Vec<FeedEntry<'_>> {
    let history = &sample.history;
    let issue = FeedEntry {
        history,
        place: &history.place,
        change: None,
    };
    let changes = history.changes.iter().rev();
    let changes = changes.map(|(place, change)| FeedEntry {
        history,
        place,
        change: Some(change),
    });
    changes.chain([issue]).collect()
}

fn feed<'s>(sample: &'s Sample, address: Option<&str>) -> Feed<'s> {
    Feed {
        body: two("医療IT認証センター", "Medical IT Certification Centre"),
        demonstration: false,
        address: address.map(str::to_owned),
        origin: "register.example/2026".into(),
        since: at("2026-01-01T00:00:00Z"),
        entries: entries(sample),
    }
}

/// The one child of this name.
#[track_caller]
fn only<'d>(node: Node<'d, 'd>, name: &str) -> Node<'d, 'd> {
    let mut found = node
        .children()
        .filter(|child| child.has_tag_name((ATOM, name)));
    let first = found.next().unwrap_or_else(|| panic!("no {name}"));
    assert!(found.next().is_none(), "two of {name}");
    first
}

fn href<'d>(node: Node<'d, 'd>, rel: &str) -> &'d str {
    let mut links = node
        .children()
        .filter(|child| child.has_tag_name((ATOM, "link")));
    let link = links
        .find(|link| link.attribute("rel") == Some(rel))
        .expect("a link");
    link.attribute("href").expect("an address")
}

/// What RFC 4287 demands of feed and entries; gives the entries' ids.
#[track_caller]
fn check_feed(xml: &str, count: usize) -> Vec<String> {
    let document = Document::parse(xml).expect("XML");
    let feed = document.root_element();
    assert!(feed.has_tag_name((ATOM, "feed")));
    let entries: Vec<_> = feed
        .children()
        .filter(|child| child.has_tag_name((ATOM, "entry")))
        .collect();
    assert_eq!(entries.len(), count);
    assert!(
        !only(only(feed, "author"), "name")
            .text()
            .unwrap_or_default()
            .is_empty()
    );
    let mut ids = Vec::new();
    for node in entries.iter().copied().chain([feed]) {
        assert!(!only(node, "title").text().unwrap_or_default().is_empty());
        let updated = only(node, "updated").text().expect("a time");
        assert!(updated.parse::<jiff::Timestamp>().is_ok(), "{updated}");
        let id = only(node, "id").text().expect("an id").to_owned();
        assert!(
            id.starts_with("tag:register.example,20") && !id.contains(char::is_whitespace),
            "{id}"
        );
        ids.push(id);
        assert!(!href(node, "alternate").is_empty());
    }
    let unique: BTreeSet<_> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len(), "{ids:?}");
    let newest = entries.first().map(|entry| only(*entry, "updated").text());
    if let Some(newest) = newest {
        assert_eq!(only(feed, "updated").text(), newest);
    }
    ids.pop();
    ids
}

#[test]
fn the_feed_is_an_atom_feed_whose_entries_keep_their_names() {
    let texts = BothTexts::new();
    let sample = records::eventful();
    let xml = changes(
        &texts,
        &feed(&sample, Some("https://register.example/2026/")),
    );
    let ids = check_feed(&xml, 5);
    let wanted = "tag:register.example,2026-11-23:2026/entry/3";
    assert_eq!(ids.last().map(String::as_str), Some(wanted));
    assert_eq!(
        ids.first().map(String::as_str),
        Some("tag:register.example,2026-12-20:2026/entry/20")
    );
    let document = Document::parse(&xml).expect("XML");
    let root = document.root_element();
    assert_eq!(
        href(root, "self"),
        "https://register.example/2026/changes.atom"
    );
    let first = only_first_entry(root);
    let page = "https://register.example/2026/certificates/DEMO-2026-000001/index.html";
    assert_eq!(href(first, "alternate"), page);
    let title = only(first, "title").text().expect("a title");
    assert!(
        title.contains("失効") && title.contains("Void by version-up to 0.2.0"),
        "{title}"
    );
    // Later changes leave what stood before as it was.
    let mut earlier = feed(&sample, None);
    earlier.entries.drain(..2);
    let before = check_feed(&changes(&texts, &earlier), 3);
    assert_eq!(ids[2..], before);
}

fn only_first_entry<'d>(feed: Node<'d, 'd>) -> Node<'d, 'd> {
    let mut entries = feed
        .children()
        .filter(|child| child.has_tag_name((ATOM, "entry")));
    entries.next().expect("an entry")
}

#[test]
fn an_empty_feed_and_one_without_an_address_are_feeds() {
    let texts = BothTexts::new();
    let sample = records::eventful();
    let mut empty = feed(&sample, None);
    empty.entries.clear();
    empty.demonstration = true;
    let xml = changes(&texts, &empty);
    check_feed(&xml, 0);
    assert!(xml.contains("[実演 / DEMONSTRATION]"));
    let xml = changes(&texts, &feed(&sample, None));
    let document = Document::parse(&xml).expect("XML");
    assert_eq!(href(document.root_element(), "self"), "changes.atom");
}

#[test]
fn a_hostile_name_stays_text_in_the_feed() {
    let texts = BothTexts::new();
    let mut sample = records::hostile();
    sample.history.certificate.product.name = Text {
        ja: "\u{0}\u{b}\u{ffff}]]><!--&amp;".to_owned(),
        en: "</title><entry>".to_owned(),
    };
    sample.history.certificate.product.version = "\u{1b}[2J\u{fffe}".to_owned();
    let mut hostile = feed(&sample, Some("https://register.example/\"><b>"));
    for entry in &mut hostile.entries {
        entry.place = &sample.history.place;
    }
    hostile.entries.truncate(1);
    let xml = changes(&texts, &hostile);
    check_feed(&xml, 1);
    let document = Document::parse(&xml).expect("XML");
    let title = only(only_first_entry(document.root_element()), "title")
        .text()
        .expect("a title");
    assert!(
        title.contains("]]><!--&amp;") && title.contains("</title><entry>"),
        "{title}"
    );
    assert!(!title.contains(['\u{0}', '\u{b}', '\u{1b}', '\u{fffe}', '\u{ffff}']));
}
