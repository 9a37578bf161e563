//! The documents as strangers get them: bilingual, escaped, self-contained, the same every time.

mod register_pages;
mod samples;

use std::collections::BTreeSet;

use register::canonical::Digest;
use register::certificate::Certificate;
use texts::documents::register_page::record;
use texts::documents::{
    Bilingual, BothTexts, RegisterPage, Report, State, certificate, list_pages, report,
};
use texts::{Language, documents};

use samples::{certificates, records, registers, reports};

const ADDRESS: &str = "https://register.example/2026/certificates/1/";

/// The one policy: nothing but the style in the page.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/// The first page of the list may run the one script beside it, too.
const SEARCH_POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'self'";
const SEARCH: &str = "<link rel=\"alternate\" type=\"application/atom+xml\" href=\"changes.atom\">\
    <script src=\"search.js\" defer></script>";

/// A page of the list: the first, or an older one.
fn list_page(register: &RegisterPage, path: &str) -> String {
    let pages = list_pages(&BothTexts::new(), register);
    let page = pages.into_iter().find(|page| page.path == path);
    page.unwrap_or_else(|| panic!("no page {path}")).text
}

fn first_page(register: &RegisterPage) -> String {
    list_page(register, "index.html")
}

/// Every sample by name.
fn all() -> Vec<(&'static str, String)> {
    let texts = BothTexts::new();
    vec![
        ("certificate", certificate(&certificates::short(), ADDRESS)),
        (
            "certificate of a system",
            certificate(&certificates::long(), ADDRESS),
        ),
        ("report", report(&reports::certified())),
        ("report withheld", report(&reports::withheld())),
        ("hostile report", report(&reports::hostile())),
        ("register", first_page(&registers::list(12, true))),
        ("empty register", first_page(&registers::list(0, false))),
        ("hostile register", first_page(&registers::hostile())),
        ("register of many", first_page(&registers::list(320, false))),
        (
            "older page",
            list_page(&registers::list(320, false), "list/2.html"),
        ),
        ("record", record(&texts, &records::eventful().record())),
        (
            "system's record",
            record(&texts, &records::system().record()),
        ),
        (
            "hostile record",
            record(&texts, &records::hostile().record()),
        ),
    ]
}

/// The pieces of text in a page, without its style.
fn pieces(page: &str) -> BTreeSet<String> {
    let body = page.split_once("<body>").expect("every page has a body").1;
    let texts = body.split('>').filter_map(|part| part.split('<').next());
    let labels = body
        .split("data-label=\"")
        .skip(1)
        .filter_map(|part| part.split('"').next());
    texts
        .chain(labels)
        // A choice in a form can hold text only: both languages in one piece.
        .flat_map(|text| text.split(" / "))
        .map(|text| plain(text).trim().to_owned())
        .collect()
}

fn plain(text: &str) -> String {
    let text = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"");
    text.replace("&amp;", "&")
}

/// Names of the messages of the documents that take no arguments.
fn message_names() -> Vec<&'static str> {
    let lines = include_str!("../locales/ja/documents.ftl").lines();
    let messages = lines.filter_map(|line| line.split_once(" = "));
    messages
        .filter(|(_, text)| !text.contains('{'))
        .map(|(name, _)| name)
        .collect()
}

/// Every label of these prefixes that a page has in one language, it has in the other; at least `least` of them.
#[track_caller]
fn check_both_languages(page: &str, prefixes: &[&str], least: usize) {
    let pieces = pieces(page);
    let has = |text: &str| {
        let last = format!(" {text}");
        pieces
            .iter()
            .any(|piece| piece == text || piece.ends_with(&last))
    };
    let texts = BothTexts::new();
    let names = message_names().into_iter();
    let ours = names.filter(|name| prefixes.iter().any(|prefix| name.starts_with(prefix)));
    let messages: Vec<_> = ours.map(|name| texts.say(name)).collect();
    let mut found = 0;
    // Two messages may share a word in one language ("None"): then either partner will do.
    for Bilingual { ja, en } in &messages {
        if has(ja) {
            let partners = messages.iter().filter(|other| other.ja == *ja);
            assert!(
                partners.into_iter().any(|other| has(&other.en)),
                "{ja:?} stands alone"
            );
            found += 1;
        }
        if has(en) {
            let partners = messages.iter().filter(|other| other.en == *en);
            assert!(
                partners.into_iter().any(|other| has(&other.ja)),
                "{en:?} stands alone"
            );
        }
    }
    assert!(found >= least, "only {found} labels found");
}

#[test]
fn every_label_stands_in_both_languages() {
    let page = |name: &str| {
        let (_, page) = all()
            .into_iter()
            .find(|(other, _)| *other == name)
            .expect("a sample");
        page
    };
    check_both_languages(&page("certificate"), &["certificate-", "document-"], 35);
    check_both_languages(
        &page("certificate of a system"),
        &["certificate-", "document-"],
        38,
    );
    check_both_languages(&page("report"), &["report-", "document-"], 35);
    check_both_languages(&page("report withheld"), &["report-", "document-"], 30);
    check_both_languages(&page("register"), &["list-", "document-"], 40);
    check_both_languages(&page("older page"), &["list-", "document-"], 12);
    let prefixes = ["record-", "list-", "certificate-", "document-"];
    check_both_languages(&page("record"), &prefixes, 32);
    check_both_languages(&page("system's record"), &prefixes, 32);
}

#[test]
fn every_text_of_the_case_stands_in_both_languages() {
    let page = certificate(&certificates::long(), ADDRESS);
    for text in [
        "かけはし",
        "Kakehashi",
        "第一試験所",
        "Daiichi",
        "第5章",
        "chapter 5",
        "塞がれ",
        "Physically",
    ] {
        assert!(page.contains(text), "{text}");
    }
    let page = report(&reports::withheld());
    for text in [
        "途中で切れている",
        "Truncated",
        "deb の部品 214 件",
        "which 214 parts need",
    ] {
        assert!(page.contains(text), "{text}");
    }
}

#[test]
fn text_of_strangers_never_becomes_markup() {
    for (name, page) in all() {
        let body = page.replace(SEARCH, "").to_lowercase();
        for markup in ["<script", "<img", "onerror=\"", "<b>"] {
            assert!(!body.contains(markup), "{name} has {markup}");
        }
    }
    assert!(report(&reports::hostile()).contains("&lt;script&gt;A&lt;/script&gt;"));
    let mut hostile = certificates::short();
    hostile.product.name.ja = "<script>甲</script>".into();
    hostile.product.version = "\"><svg onload=x>".into();
    let page = certificate(&hostile, "javascript:\"><script>");
    assert!(!page.contains("<script") && !page.contains("<svg onload"));
    assert!(page.contains("&lt;script&gt;甲&lt;/script&gt;"));
}

#[test]
fn a_name_from_outside_cannot_turn_a_documents_words_around() {
    let forged = "viewer \u{202e}evig\u{2066} \u{2028}x";
    let mut hostile = certificates::short();
    hostile.product.name.en = forged.into();
    let mut told = reports::certified();
    told.product.en = forged.into();
    told.versions[0].builds[0].tests[0].findings[0].title = Some(forged.into());
    for page in [
        certificate(&hostile, "https://register.example"),
        report(&told),
    ] {
        let turns =
            |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}');
        assert!(!page.contains(turns));
        assert!(page.contains("viewer \u{fffd}evig\u{fffd} \u{fffd}x"));
    }
}

#[test]
fn no_document_promises_what_a_certificate_cannot() {
    let shipped = ["ja", "en"].map(|language| match language {
        "ja" => ("ja", include_str!("../locales/ja/documents.ftl").to_owned()),
        _ => ("en", include_str!("../locales/en/documents.ftl").to_owned()),
    });
    for (name, page) in all().into_iter().chain(shipped) {
        let page = page
            .replace(SEARCH_POLICY, "")
            .replace(POLICY, "")
            .to_lowercase();
        for word in ["secure", "safe", "guarantee", "安全", "保証"] {
            assert!(!page.contains(word), "{name} says {word}");
        }
    }
}

#[test]
fn nothing_is_fetched_or_run() {
    for (name, page) in all() {
        // Only the first page of a list has a script, and only the one.
        let policy = if page.contains(SEARCH) {
            SEARCH_POLICY
        } else {
            POLICY
        };
        assert!(page.contains(&format!("content=\"{policy}\"")), "{name}");
        assert_eq!(
            page.contains(SEARCH),
            name.ends_with("register") || name == "register of many",
            "{name}"
        );
        let rest = page.replace(ADDRESS, "").replace(SEARCH, "");
        for fetch in [
            "https:", "http:", "url(", "@import", "<link", "<form", "<iframe", "<object", "<base",
        ] {
            assert!(!rest.contains(fetch), "{name} has {fetch}");
        }
        let tags = rest.split('<').filter_map(|part| part.split('>').next());
        for tag in tags {
            assert!(
                !tag.contains(" src=") && !tag.contains(" on"),
                "{name}: <{tag}>"
            );
        }
        for target in rest.split(" href=\"").skip(1) {
            let target = target.split('"').next().unwrap_or_default();
            assert!(
                !target.contains(':') && !target.starts_with('/'),
                "{name}: {target}"
            );
        }
    }
}

#[test]
fn the_same_values_give_the_same_bytes() {
    assert_eq!(all(), all());
}

#[test]
fn the_documents_own_digest_is_not_in_the_document() {
    let page = |change: fn(&mut Certificate)| {
        let mut sample = certificates::short();
        change(&mut sample);
        certificate(&sample, ADDRESS)
    };
    let before = page(|_| {});
    assert_eq!(
        before,
        page(|sample| sample.document.sha256 = Digest::of(b"these bytes"))
    );
    assert_eq!(
        before,
        page(|sample| sample.document.name = "other.html".into())
    );
    assert_ne!(
        before,
        page(|sample| sample.report.sha256 = Digest::of(b"another report"))
    );
    assert_ne!(
        before,
        page(|sample| sample.valid_until = samples::at("2028-11-25T00:00:00Z"))
    );
}

#[track_caller]
fn check_band(page: &str, demonstration: bool) {
    for part in ["class=\"band\"", "class=\"watermark\"", "DEMONSTRATION"] {
        assert_eq!(page.contains(part), demonstration, "{part}");
    }
}

#[test]
fn a_demonstration_says_so_and_nothing_else_does() {
    let mut sample = certificates::short();
    check_band(&certificate(&sample, ADDRESS), true);
    sample.demonstration = false;
    check_band(&certificate(&sample, ADDRESS), false);
    let mut sample = reports::certified();
    let page = report(&sample);
    check_band(&page, true);
    assert!(page.contains("the feeds are 94 days old") && page.contains("94日前"));
    (sample.demonstration, sample.waived) = (false, Vec::new());
    check_band(&report(&sample), false);
    for demonstration in [true, false] {
        let register = registers::list(320, demonstration);
        check_band(&first_page(&register), demonstration);
        check_band(&list_page(&register, "list/1.html"), demonstration);
        let mut sample = records::eventful();
        sample.history.certificate.demonstration = demonstration;
        check_band(&record(&BothTexts::new(), &sample.record()), demonstration);
    }
}

#[test]
fn a_rule_that_was_waived_is_said_without_a_demonstration_too() {
    let mut sample = reports::certified();
    sample.demonstration = false;
    assert!(report(&sample).contains("the feeds are 94 days old"));
}

#[test]
fn every_message_was_found_and_every_tag_is_closed() {
    for (name, page) in all() {
        for prefix in [
            "document",
            "certificate",
            "report",
            "list",
            "record",
            "month",
            "$",
        ] {
            assert!(
                !page.contains(&format!("{{{prefix}")),
                "{name}: {{{prefix}…}} is left"
            );
        }
        check_tags(name, &page);
    }
}

/// Every element that opens closes, in order.
#[track_caller]
fn check_tags(name: &str, page: &str) {
    let mut open = Vec::new();
    for part in page.split('<').skip(1) {
        let tag = part.split(['>', ' ']).next().unwrap_or_default();
        match tag.strip_prefix('/') {
            Some(closed) => assert_eq!(open.pop(), Some(closed), "{name}"),
            None if matches!(tag, "!DOCTYPE" | "meta" | "input" | "link") => {}
            None => open.push(tag),
        }
    }
    assert!(open.is_empty(), "{name}: {open:?} left open");
}

#[test]
fn ids_are_unique_and_links_inside_a_page_lead_somewhere() {
    for (name, page) in all() {
        let ids: Vec<_> = values(&page, " id=\"").collect();
        let unique: BTreeSet<_> = ids.iter().collect();
        assert_eq!(ids.len(), unique.len(), "{name}");
        for target in ["ja", "en", "both"] {
            let linked = page.contains(&format!("href=\"#{target}\""));
            assert_eq!(linked, ids.contains(&target), "{name}: {target}");
        }
    }
}

fn values<'p>(page: &'p str, before: &'p str) -> impl Iterator<Item = &'p str> {
    page.split(before)
        .skip(1)
        .filter_map(|part| part.split('"').next())
}

#[test]
fn a_certificate_has_a_qr_code_unless_the_address_is_too_long_for_one() {
    let sample = certificates::short();
    assert!(certificate(&sample, ADDRESS).contains("class=\"qr\""));
    let long = format!("{ADDRESS}{}", "a".repeat(4_000));
    let page = certificate(&sample, &long);
    assert!(!page.contains("class=\"qr\"") && page.contains(&long));
}

#[test]
fn a_certificate_shows_every_digest_whole() {
    let sample = certificates::long();
    let page = certificate(&sample, ADDRESS);
    let artefacts = sample.product.artefacts.iter().chain(&sample.parts_lists);
    let mut digests: Vec<_> = artefacts.map(|file| file.sha256).collect();
    digests.extend(sample.components.iter().map(|part| part.sha256));
    digests.extend([sample.report.sha256, sample.edition.sha256]);
    for digest in digests {
        assert!(page.contains(&digest.to_string()), "{digest}");
    }
}

#[test]
fn an_examined_item_is_called_no_more_than_an_item() {
    let mut sample = certificates::short();
    sample.product.artefacts[0].name = "interface: DICOM".into();
    let page = certificate(&sample, ADDRESS);
    assert!(page.contains(">対象<") && page.contains(">Item<"));
    assert!(page.contains(">部品表<") && page.contains(">Parts list<"));
    assert!(!page.contains(">構成物<") && !page.contains(">Artefact<"));
}

#[test]
fn a_code_is_for_programs_and_not_on_the_page() {
    for sample in [reports::certified(), reports::withheld()] {
        let tests = sample.versions.iter().flat_map(|version| &version.builds);
        let tests = tests.flat_map(|build| &build.tests);
        let delta = sample.versions.iter().flat_map(|version| &version.delta);
        let reasons = sample.reasons.iter();
        let reasons = reasons.chain(tests.flat_map(|test| &test.reasons));
        let reasons = reasons.chain(delta.flat_map(|line| &line.reasons));
        let (page, mut seen) = (report(&sample), 0);
        for reason in reasons {
            assert!(page.contains(&reason.text.ja) && page.contains(&reason.text.en));
            assert!(!page.contains(&format!(">{}<", reason.code)));
            seen += 1;
        }
        assert!(seen > 1);
    }
}

#[test]
fn a_catalogue_is_told_apart_from_a_feed_whose_age_counts() {
    let texts = BothTexts::new();
    let (too_old, no_limit) = (
        texts.say("report-too-old"),
        texts.say("report-no-age-limit"),
    );
    let with = |keep: fn(&texts::documents::report::Feed) -> bool| {
        let mut sample = reports::certified();
        for version in &mut sample.versions {
            let tests = version.builds.iter_mut().flat_map(|build| &mut build.tests);
            tests.for_each(|test| test.feeds.retain(keep));
        }
        report(&sample)
    };
    let catalogue = with(|feed| feed.age_limit_days.is_none());
    let feed = with(|feed| feed.age_limit_days.is_some());
    for (page, has, has_not) in [
        (&catalogue, &no_limit, &too_old),
        (&feed, &too_old, &no_limit),
    ] {
        assert!(page.contains(&has.ja) && page.contains(&has.en));
        assert!(!page.contains(&has_not.ja) && !page.contains(&has_not.en));
    }
    assert!(catalogue.contains("454 days"));
    assert!(feed.contains("crates.io: 1004"));
}

#[test]
fn class_2_a_and_2_b_are_kept_apart() {
    let mut sample = certificates::short();
    sample.class = register::certificate::Class::TwoA;
    let page = certificate(&sample, ADDRESS);
    assert!(page.contains(">2-a<") && page.contains("１＋インタラクティブ脆弱性試験"));
    assert!(!page.contains("2-b") && !page.contains("静的試験"));
}

#[test]
fn report_json_reads_back_and_refuses_what_it_does_not_know() {
    for sample in [reports::certified(), reports::withheld()] {
        let mut json = serde_json::to_value(&sample).expect("a report is JSON");
        assert_eq!(
            serde_json::from_value::<Report>(json.clone()).ok(),
            Some(sample)
        );
        json["surprise"] = true.into();
        assert!(serde_json::from_value::<Report>(json).is_err());
    }
}

#[test]
fn unknown_score_is_unknown_and_not_zero() {
    let mut sample = reports::certified();
    let finding = &mut sample.versions[0].builds[0].tests[0].findings[0];
    (finding.severity, finding.score) = (None, None);
    let page = report(&sample);
    assert!(page.contains("<p>Unknown</p>") && page.contains("<p>不明</p>"));
    assert!(!page.contains("<p>Unknown 0"));
}

#[test]
fn every_state_has_words_in_both_languages() {
    let texts = BothTexts::new();
    for state in State::ALL {
        let words = texts.say(&format!("document-state-{}", state.name()));
        let json = serde_json::to_value(state).expect("a state is text");
        assert_eq!(json, state.name());
        for language in Language::BOTH {
            assert!(!words.of(language).contains('{'), "{state:?}");
        }
    }
}

#[test]
fn a_row_of_the_machine_list_becomes_a_row_for_people() {
    let at = samples::at;
    let text = |word: &str| register::certificate::Text {
        ja: format!("{word}和"),
        en: word.into(),
    };
    let row = register::index::IndexRow {
        number: "2026-000001".into(),
        product: text("product"),
        version: "1.0".into(),
        holder: text("holder"),
        edition: "mitsf-2016".into(),
        category: register::certificate::Category::Device,
        class: register::certificate::Class::TwoB,
        status: register::standing::Status::Void,
        since: at("2026-11-23T00:00:00Z"),
        reason: Some(text("reason")),
        issued: at("2026-11-01T00:00:00Z"),
        valid_until: at("2028-11-01T00:00:00Z"),
        superseded_by: Some(register::standing::Supersession {
            version: "1.1".into(),
            certificate: Some("2026-000002".into()),
            void_from: at("2026-11-23T00:00:00Z"),
        }),
        predecessor: None,
        successors: vec!["2026-000002".into()],
        components: Vec::new(),
    };
    let row = documents::register_page::Row::from(row);
    assert_eq!(
        (row.category, row.class.as_str(), row.state),
        (2, "2-b", State::Void)
    );
    assert_eq!(
        (row.maker.en.as_str(), row.maker.ja.as_str()),
        ("holder", "holder和")
    );
    assert_eq!(
        row.superseded_by
            .and_then(|next| next.certificate)
            .as_deref(),
        Some("2026-000002")
    );
}
