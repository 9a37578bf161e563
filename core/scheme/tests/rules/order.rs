//! The order of classes is a partial order, and a higher class never asks for less.

use std::cmp::Ordering;

use proptest::prelude::*;
use scheme::edition::Edition;
use scheme::id::{CategoryId, ClassId};

use crate::support::{EDITIONS, class, edition};

#[track_caller]
fn check(category: u8, a: &str, b: &str, expected: Option<Ordering>) {
    for name in EDITIONS {
        let edition = edition(name);
        let category = CategoryId(category);
        let (a, b) = (class(a), class(b));
        assert_eq!(edition.compare(category, &a, &b), expected);
        let reversed = expected.map(Ordering::reverse);
        assert_eq!(edition.compare(category, &b, &a), reversed);
    }
}

#[test]
fn classes_2_a_and_2_b_are_not_comparable() {
    for category in [1, 2] {
        check(category, "2-a", "2-b", None);
        for class in ["2-a", "2-b"] {
            check(category, "1", class, Some(Ordering::Less));
            check(category, class, "3", Some(Ordering::Less));
            check(category, class, class, Some(Ordering::Equal));
        }
        check(category, "1", "3", Some(Ordering::Less));
    }
}

#[test]
fn category_3_has_one_class_2() {
    check(3, "1", "2", Some(Ordering::Less));
    check(3, "2", "3", Some(Ordering::Less));
    check(3, "2", "2-a", None);
    check(4, "1", "1", None);
}

#[test]
fn class_2_or_above_is_met_by_2_a_and_2_b_and_3() {
    let edition = edition("mitsf-2016");
    let at_least = [class("2-a"), class("2-b")];
    for (held, met) in [
        ("1", false),
        ("2-a", true),
        ("2-b", true),
        ("3", true),
        ("2", false),
    ] {
        assert_eq!(
            edition.meets(CategoryId(1), &class(held), &at_least),
            met,
            "{held}"
        );
    }
    assert!(!edition.meets(CategoryId(1), &class("2-a"), &[class("2-b")]));
    assert!(!edition.meets(CategoryId(1), &class("3"), &[]));
}

/// An edition with one category whose classes stand above any lower-numbered ones: every finite
/// order with a lowest class can be written so.
fn any_edition() -> impl Strategy<Value = Edition> {
    let classes = (2_usize..8).prop_flat_map(|count| {
        let rows: Vec<_> = (1..count)
            .map(|at| (proptest::bits::u8::ANY, 0..at))
            .collect();
        (Just(count), rows)
    });
    classes.prop_map(|(count, rows)| {
        let shipped = include_str!("../../editions/mitsf-2016.toml");
        let (head, _) = shipped.split_once("# ---- tests").unwrap();
        let mut text = head.to_owned();
        let origin = "mark = \"ours\"\nsource = { ja = \"試験\", en = \"test\" }\n";
        for at in 0..count {
            text += &format!(
                "[[test]]\nid = \"t{at}\"\ntitle = {{ ja = \"試\", en = \"t\" }}\n\
                 what = {{ ja = \"試\", en = \"t\" }}\nstandard = \"none\"\n\
                 covers = [\"artefact\"]\nreuse_max_age_days = 1\nalways_again = false\n\
                 reads_feed = false\nends_by = [\"fixed\"]\nsarif_blocking = []\n{origin}"
            );
        }
        text += &format!("[[category]]\nid = 1\nwords = {{ ja = \"類\", en = \"c\" }}\n{origin}");
        for at in 0..count {
            let mut above: Vec<String> = Vec::new();
            if let Some((bits, least)) = at.checked_sub(1).and_then(|row| rows.get(row)) {
                above.push(format!("\"c{least}\""));
                let more = (0..at).filter(|low| low != least && bits & (1 << low) != 0);
                above.extend(more.map(|low| format!("\"c{low}\"")));
            }
            text += &format!(
                "[[category.class]]\nid = \"c{at}\"\nwords = {{ ja = \"級\", en = \"c\" }}\n\
                 above = [{}]\ntests = [\"t{at}\"]\n{origin}",
                above.join(", ")
            );
        }
        Edition::parse(&text).unwrap()
    })
}

fn classes(edition: &Edition) -> Vec<ClassId> {
    let row = &edition.categories()[0];
    row.classes.iter().map(|class| class.id.clone()).collect()
}

proptest! {
    #[test]
    fn the_order_is_a_partial_order(edition in any_edition()) {
        let one = CategoryId(1);
        let le = |a: &ClassId, b: &ClassId| edition.compare(one, a, b).is_some_and(Ordering::is_le);
        let all = classes(&edition);
        for a in &all {
            prop_assert!(le(a, a));
            prop_assert!(le(&all[0], a), "the first class is the lowest");
            for b in &all {
                prop_assert!(a == b || !(le(a, b) && le(b, a)));
                let reversed = edition.compare(one, b, a).map(Ordering::reverse);
                prop_assert_eq!(edition.compare(one, a, b), reversed);
                for c in &all {
                    prop_assert!(!(le(a, b) && le(b, c)) || le(a, c));
                }
            }
        }
    }

    #[test]
    fn a_higher_class_never_asks_for_less(edition in any_edition()) {
        let one = CategoryId(1);
        let all = classes(&edition);
        for a in &all {
            for b in &all {
                let (low, high) = (edition.required_tests(one, a), edition.required_tests(one, b));
                // Each class here has a test of its own, so the converse holds too.
                let le = edition.compare(one, a, b).is_some_and(Ordering::is_le);
                prop_assert_eq!(le, low.is_subset(&high));
            }
        }
    }
}
