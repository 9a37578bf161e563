//! Small evidence: builds with one item of each kind, and passes that cover them.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jiff::Timestamp;
use scheme::decide::{ComponentStanding, HeldCertificate};
use scheme::edition::{self, Edition};
use scheme::evidence::{
    Item, ItemKind, LookedAt, Performed, Place, Severity, Sighting, TestResult, Verdict,
};
use scheme::id::{CategoryId, ClassId, Digest, TestId};

pub(crate) const EDITIONS: [&str; 2] = ["mitsf-2016", "sekisho-2026"];

pub(crate) const KINDS: [ItemKind; 6] = [
    ItemKind::Artefact,
    ItemKind::PartsList,
    ItemKind::Source,
    ItemKind::Document,
    ItemKind::Interface,
    ItemKind::Declaration,
];

/// The moment of every decision here.
pub(crate) const NOW: &str = "2026-11-23T00:00:00Z";

/// Read once: random tests ask thousands of times.
static SHIPPED: LazyLock<Vec<Edition>> = LazyLock::new(edition::shipped);

pub(crate) fn edition(name: &str) -> Edition {
    let named = SHIPPED.iter().find(|edition| edition.id().as_str() == name);
    named.unwrap().clone()
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn class(name: &str) -> ClassId {
    name.parse().unwrap()
}

pub(crate) fn test(name: &str) -> TestId {
    name.parse().unwrap()
}

pub(crate) fn item(kind: ItemKind, name: &str, version: &str) -> Item {
    Item {
        kind,
        name: name.to_owned(),
        digest: Digest::of(format!("{kind} {name} {version}").as_bytes()),
    }
}

/// A build with one item of each kind but components, named as its kind.
pub(crate) fn build(version: &str) -> Vec<Item> {
    KINDS
        .map(|kind| item(kind, &kind.to_string(), version))
        .to_vec()
}

/// A build of a system: with a software and a device component besides.
pub(crate) fn system(version: &str) -> Vec<Item> {
    let mut items = build(version);
    items.push(item(ItemKind::Component, "viewer", version));
    items.push(item(ItemKind::Component, "scanner", version));
    items
}

/// The components of [`system`], both with a valid certificate of class 2-a.
pub(crate) fn components(build: &[Item]) -> Vec<ComponentStanding> {
    let found = build.iter().filter(|item| item.kind == ItemKind::Component);
    let standing = found.map(|item| {
        let category = CategoryId(if item.name == "viewer" { 1 } else { 2 });
        ComponentStanding {
            name: item.name.clone(),
            category,
            digest: item.digest,
            certificate: Some(HeldCertificate {
                number: format!("2026-00000{category}").parse().unwrap(),
                category,
                class: class("2-a"),
                valid: true,
                covers: BTreeSet::from([item.digest]),
            }),
        }
    });
    standing.collect()
}

/// A pass of a test, an hour before [`NOW`], that covers what it must of the build.
pub(crate) fn pass(edition: &Edition, name: &str, build: &[Item]) -> TestResult {
    let test = edition.test(&test(name)).unwrap();
    let covers = build.iter().filter(|item| test.covers.contains(&item.kind));
    TestResult {
        id: format!("r-{name}").parse().unwrap(),
        test: test.id.clone(),
        verdict: Verdict::Pass,
        reasons: vec![],
        performed: Performed::Engine {
            name: "engine".to_owned(),
            version: "1.0.0".to_owned(),
        },
        covers: covers.cloned().collect(),
        inputs: vec![],
        feed_newest: test.reads_feed.then(|| at("2026-11-20T00:00:00Z")),
        looked_at: LookedAt::default(),
        sightings: vec![],
        set_aside: BTreeSet::new(),
        at: at("2026-11-22T23:00:00Z"),
        reused: None,
    }
}

/// A fail with one sighting, half an hour before [`NOW`].
pub(crate) fn fail(edition: &Edition, name: &str, build: &[Item]) -> TestResult {
    let mut result = pass(edition, name, build);
    let item = result.covers[0].name.clone();
    result.id = format!("r-{name}-fail").parse().unwrap();
    result.verdict = Verdict::Fail;
    result.at = at("2026-11-22T23:30:00Z");
    result.sightings = vec![sighting(&item, Severity::High)];
    result
}

pub(crate) fn sighting(item: &str, severity: Severity) -> Sighting {
    Sighting {
        rule: "CWE-79".to_owned(),
        place: Place {
            scope: item.to_owned(),
            name: "login".to_owned(),
        },
        item: item.to_owned(),
        severity,
        what: "script is reflected".to_owned(),
    }
}
