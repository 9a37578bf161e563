//! Editions that contradict themselves are refused, naming line and rule; those that ship quote
//! the slide.

use proptest::prelude::*;
use scheme::edition::{Edition, EditionError, Mark};

use crate::support::{EDITIONS, edition};

const GOOD: &str = include_str!("../../editions/mitsf-2016.toml");

/// The edition with its first `from` after `after` replaced is refused with `message` on the
/// line of `shown`, which is looked for after `after` too.
#[track_caller]
fn check(after: &str, from: &str, to: &str, shown: &str, message: &str) {
    let (head, tail) = GOOD.split_at(GOOD.find(after).expect("the anchor stands in the edition"));
    assert!(tail.contains(from), "{from} does not stand after {after}");
    let tail = tail.replacen(from, to, 1);
    let shown = tail
        .find(shown)
        .expect("the shown text stands in the changed edition");
    let line = head.matches('\n').count() + tail[..shown].matches('\n').count() + 1;
    let text = format!("{head}{tail}");
    let error = Edition::parse(&text).expect_err("the edition contradicts itself");
    let expected = format!("line {line}, {message}");
    assert_eq!(error.to_string(), expected);
}

const TESTS: &str = "vulnerability, continuing, interactive, static, fuzzing, documents, rat, dos";

#[test]
fn a_class_that_needs_an_unknown_test_is_refused() {
    let known = {
        let mut names: Vec<_> = TESTS.split(", ").collect();
        names.sort_unstable();
        names.join(", ")
    };
    check(
        "id = \"2-b\"",
        "\"static\"",
        "\"statick\"",
        "\"statick\"",
        &format!("category 1 class 2-b: needs the test statick, which is unknown; known: {known}"),
    );
}

#[test]
fn an_order_in_a_circle_is_refused() {
    check(
        "id = 3\n",
        "above = [\"1\"]",
        "above = [\"1\", \"3\"]",
        "id = \"2\"",
        "category 3 class 2: the order runs in a circle: 2 above 3 above 2",
    );
    check(
        "id = 3\n",
        "above = []",
        "above = [\"3\"]",
        "id = \"1\"",
        "category 3 class 1: the order runs in a circle: 1 above 3 above 2 above 1",
    );
    check(
        "id = 3\n",
        "above = []",
        "above = [\"1\"]",
        "id = \"1\"",
        "category 3 class 1: the order runs in a circle: 1 above 1",
    );
}

#[test]
fn a_circle_is_found_also_behind_a_detour() {
    // From 1 the way back through 3 passes 2-a, which is reached first by itself.
    let text = GOOD
        .replacen("above = []", "above = [\"2-a\", \"2-b\"]", 1)
        .replacen("above = [\"1\"]", "above = [\"2-b\", \"3\"]", 1)
        .replacen("above = [\"1\"]", "above = [\"2-a\"]", 1)
        .replacen(
            "above = [\"2-a\", \"2-b\"]\ntests = [\"interactive\"",
            "above = [\"1\"]\ntests = [\"interactive\"",
            1,
        );
    assert!(matches!(
        Edition::parse(&text),
        Err(EditionError::Cycle { .. })
    ));
}

#[test]
fn an_order_that_names_an_unknown_class_is_refused() {
    check(
        "id = 3\n",
        "above = [\"2\"]",
        "above = [\"2-a\"]",
        "above = [\"2-a\"]",
        "category 3 class 3: names class 2-a of category 3; known: 1, 2, 3",
    );
}

#[test]
fn names_that_stand_twice_are_refused() {
    check(
        "id = \"2-b\"",
        "\"2-b\"",
        "\"2-a\"",
        "id = \"2-a\"",
        "category 1 class 2-a: stands twice",
    );
    check(
        "id = \"dos\"",
        "\"dos\"",
        "\"rat\"",
        "id = \"rat\"",
        "test rat: stands twice",
    );
    check("id = 2\n", "2", "1", "id = 1", "category 1: stands twice");
    check(
        "sign = \"**\"",
        "\"**\"",
        "\"*\"",
        "sign = \"*\"",
        "footnote *: stands twice",
    );
    check(
        "{ category = 2, at",
        "category = 2",
        "category = 1",
        "{ category = 1",
        "category 3 components requires category 1: stands twice",
    );
}

#[test]
fn a_category_without_a_single_lowest_class_is_refused() {
    check(
        "id = 3\n",
        "above = [\"1\"]",
        "above = []",
        "id = 3",
        "category 3: has no single lowest class; nothing is below 1, 2",
    );
}

#[test]
fn a_category_without_classes_is_refused() {
    let (head, _) = GOOD.split_once("[[category.class]]").unwrap();
    let text = format!("{head}class = []\n");
    let error = Edition::parse(&text).unwrap_err();
    assert!(
        matches!(&error, EditionError::NoLowest { lowest, .. } if lowest == "none"),
        "{error}"
    );
}

#[test]
fn a_test_that_no_class_needs_is_refused() {
    check(
        "id = \"dos\"",
        "tests = [\"dos\"]",
        "tests = [\"rat\"]",
        "id = \"dos\"",
        "test dos: no class needs it",
    );
}

#[test]
fn a_sign_without_footnote_is_refused() {
    let message = "there is no footnote ****; there are *, **, ***";
    check(
        "id = 3\n",
        "[\"***\"]",
        "[\"****\"]",
        "id = 3",
        &format!("category 3: {message}"),
    );
    check(
        "[rules.validity_years]",
        "footnote = \"**\"",
        "footnote = \"****\"",
        "value = 2",
        &format!("validity_years: {message}"),
    );
}

#[test]
fn a_rule_without_mark_or_source_is_refused() {
    check(
        "[rules.checkpoint_age_days]",
        "mark = \"ours\"\n",
        "",
        "value = 7",
        "checkpoint_age_days: has no mark; slide or ours",
    );
    check(
        "id = \"2-a\"",
        "mark = \"slide\"\n",
        "",
        "id = \"2-a\"",
        "category 1 class 2-a: has no mark; slide or ours",
    );
    check(
        "id = \"rat\"",
        "source.ja = \"スライドは「ランサムウエア対策を含む」とだけ述べる。内容は当方の読み\"",
        "source.ja = \" \"",
        "id = \"rat\"",
        "test rat: has no source in ja and en",
    );
}

#[test]
fn a_text_that_lacks_a_language_is_refused() {
    check(
        "sign = \"***\"",
        "en = \"Presupposes certificates of category 1 class 2 or above and category 2 class 2 or above.\"",
        "en = \"\"",
        "sign = \"***\"",
        "footnote ***: words is empty in en",
    );
    check(
        "id = \"static\"",
        "title = { ja = \"静的試験\"",
        "title = { ja = \"\"",
        "id = \"static\"",
        "test static: title is empty in ja",
    );
}

#[test]
fn absurd_numbers_are_refused() {
    check(
        "[rules.validity_years]",
        "value = 2",
        "value = -2",
        "value = -2",
        "validity_years: -2 is outside 1 to 10",
    );
    check(
        "[rules.unmatchable_percent]",
        "value = 0",
        "value = 101",
        "value = 101",
        "unmatchable_percent: 101 is outside 0 to 100",
    );
    check(
        "id = \"static\"",
        "reuse_max_age_days = 365",
        "reuse_max_age_days = 0",
        "reuse_max_age_days = 0",
        "test static reuse_max_age_days: 0 is outside 1 to 3660",
    );
    check(
        "[rules.fix_days]",
        "critical = 30",
        "critical = 0",
        "value = {",
        "fix_days critical: 0 is outside 1 to 3660",
    );
    check(
        "[rules.surveillance_days]",
        "low = 180",
        "low = 4000",
        "value = {",
        "surveillance_days low: 4000 is outside 1 to 3660",
    );
    check(
        "[rules.work_days]",
        "review = 14",
        "review = 0",
        "value = {",
        "work_days review: 0 is outside 1 to 3660",
    );
}

#[test]
fn parameters_that_contradict_each_other_are_refused() {
    check(
        "[rules.transition_days_with_blocking]",
        "value = 0",
        "value = 1",
        "value = 1",
        "transition_days_with_blocking: contradicts transition_days: a known blocking finding \
         cannot make the transition longer",
    );
    check(
        "[rules.fix_days]",
        "high = 90",
        "high = 20",
        "value = {",
        "fix_days: contradicts itself: a worse vulnerability may not wait longer than a milder one",
    );
    check(
        "[rules.surveillance_days]",
        "exploited = 14",
        "exploited = 15",
        "value = {",
        "surveillance_days: contradicts itself: a worse vulnerability may not wait longer than a \
         milder one",
    );
    check(
        "[rules.answer_days]",
        "low = 90",
        "low = 50",
        "value = {",
        "answer_days: contradicts itself: a worse vulnerability may not wait longer than a milder one",
    );
    check(
        "id = \"static\"",
        "ends_by = [\"fixed\"]",
        "ends_by = [\"fixed\", \"answered\"]",
        "ends_by = [\"fixed\", \"answered\"]",
        "test static: contradicts reads_feed: only known vulnerabilities can be answered by a VEX \
         statement",
    );
}

#[test]
fn component_rules_name_other_categories_and_their_classes() {
    check(
        "[category.components.requires]",
        "category = 2",
        "category = 3",
        "{ category = 3",
        "category 3 components requires: category 3 cannot be a component here",
    );
    check(
        "[category.components.requires]",
        "category = 2, at_least = [\"2-a\", \"2-b\"]",
        "category = 2, at_least = [\"2\"]",
        "{ category = 2",
        "category 3 components requires: names class 2 of category 2; known: 1, 2-a, 2-b, 3",
    );
    check(
        "[category.components.requires]",
        "category = 2, at_least = [\"2-a\", \"2-b\"]",
        "category = 2, at_least = []",
        "{ category = 2",
        "category 3 components requires: at_least is empty",
    );
}

#[test]
fn categories_that_rest_on_each_other_are_refused() {
    check(
        "id = 2\n",
        "[[category.class]]",
        "[category.components.requires]\nvalue = [{ category = 3, at_least = [\"1\"] }]\n\
         mark = \"ours\"\nsource = { ja = \"輪\", en = \"ring\" }\n\
         [category.components.scope]\nvalue = \"one-of-each\"\n\
         mark = \"ours\"\nsource = { ja = \"輪\", en = \"ring\" }\n[[category.class]]",
        "value = [{ category = 3",
        "category 2 components requires: category 3 cannot be a component here",
    );
}

#[test]
fn empty_lists_that_must_name_something_are_refused() {
    check(
        "id = \"dos\"",
        "ends_by = [\"fixed\", \"corrected\"]",
        "ends_by = []",
        "id = \"dos\"",
        "test dos: ends_by is empty",
    );
    check(
        "id = \"dos\"",
        "covers = [\"component\", \"interface\"]",
        "covers = []",
        "id = \"dos\"",
        "test dos: covers is empty",
    );
    check(
        "id = 3\n",
        "tests = [\"documents\"]",
        "tests = []",
        "id = \"1\"",
        "category 3 class 1: tests is empty",
    );
}

#[test]
fn unknown_members_and_missing_ones_are_refused_by_name() {
    check(
        "[rules.dates]",
        "mark",
        "marc",
        "marc",
        "rules.dates: unknown field `marc`, expected one of `value`, `mark`, `source`, `footnote`",
    );
    check(
        "id = \"dos\"",
        "standard = ",
        "norm = ",
        "norm",
        "test: unknown field `norm`, expected one of `id`, `title`, `what`, `standard`, `covers`, \
         `reuse_max_age_days`, `always_again`, `reads_feed`, `ends_by`, `sarif_blocking`, \
         `footnotes`, `mark`, `source`",
    );
    let without = GOOD.replacen("[rules.dates]", "[rules.days]", 1);
    let error = Edition::parse(&without).unwrap_err();
    assert!(
        error.to_string().contains("unknown field `days`"),
        "{error}"
    );
    let error = Edition::parse("").unwrap_err();
    assert_eq!(
        error.to_string(),
        "line 1, the head: missing field `format`"
    );
}

#[test]
fn another_format_is_refused() {
    check(
        "format",
        "format = 1",
        "format = 2",
        "format = 2",
        "format: 2 is not known; 1 is",
    );
}

#[test]
fn every_rule_is_listed_with_mark_and_source() {
    for name in EDITIONS {
        let edition = edition(name);
        let all = edition.marked();
        // 15 parameters, 8 tests, 3 categories, 11 classes, 2 component rules.
        assert_eq!(all.len(), 15 + 8 + 3 + 11 + 2);
        let slide = all.iter().filter(|rule| rule.mark == Mark::Slide);
        assert_eq!(slide.count(), 1 + 3 + 11 + 1);
        let years = all
            .iter()
            .find(|rule| rule.rule == "validity_years")
            .unwrap();
        assert_eq!(years.value.as_deref(), Some("2"));
    }
    assert_eq!(
        edition("mitsf-2016").tests().len(),
        TESTS.split(", ").count()
    );
}

#[test]
fn the_slides_words_are_the_slides() {
    let slides = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/data/seed-slides.ja.txt"
    );
    #[expect(
        clippy::disallowed_methods,
        reason = "the test reads the published slide"
    )]
    let Ok(slides) = std::fs::read_to_string(slides) else {
        println!("skipped: {slides} is not there");
        return;
    };
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    let slides = bare(&slides);
    for name in EDITIONS {
        let edition = edition(name);
        for footnote in edition.footnotes() {
            let words = format!("{}{}", footnote.sign, bare(&footnote.words.ja));
            assert!(slides.contains(&words), "{words}");
        }
        for category in edition.categories() {
            assert!(slides.contains(&bare(&category.words.ja)));
            for class in &category.classes {
                let words = bare(&class.words.ja);
                assert!(slides.contains(&words), "{words}");
            }
        }
    }
}

/// The good edition with lines left out, doubled, exchanged, or a byte changed.
fn nearly_an_edition() -> impl Strategy<Value = String> {
    let change = (
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
        0_u8..4,
    );
    proptest::collection::vec(change, 1..4).prop_map(|changes| {
        let mut lines: Vec<String> = GOOD.lines().map(str::to_owned).collect();
        for (a, b, kind) in changes {
            let (a, b) = (a.index(lines.len()), b.index(lines.len()));
            match kind {
                0 => drop(lines.remove(a)),
                1 => lines.insert(a, lines[b].clone()),
                2 => lines.swap(a, b),
                _ => {
                    let end = lines[a].char_indices().nth(b % 20).map_or(0, |(at, _)| at);
                    lines[a].truncate(end);
                }
            }
        }
        lines.join("\n")
    })
}

proptest! {
    #[test]
    fn reading_nearly_an_edition_is_total_and_errors_name_a_line(text in nearly_an_edition()) {
        if let Err(error) = Edition::parse(&text) {
            let said = error.to_string();
            let line = said.strip_prefix("line ").and_then(|rest| rest.split_once(", "));
            let line: usize = line.unwrap().0.parse().unwrap();
            prop_assert!((1..=text.lines().count() + 1).contains(&line), "{}", said);
        }
    }

    #[test]
    fn reading_any_text_as_an_edition_is_total(text in "\\PC{0,200}") {
        prop_assert!(Edition::parse(&text).is_err());
    }
}
