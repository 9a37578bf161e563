//! Every cell of the slide's table: the words, the tests that it asks for, and that each of these
//! is needed. The expected tests stand here by hand, not from the edition.

use std::collections::BTreeSet;

use scheme::decide::{Decision, Evidence, decide, standings};
use scheme::evidence::TestResult;
use scheme::id::CategoryId;
use scheme::reason::Reason;

use crate::support::{EDITIONS, NOW, at, build, class, components, edition, pass, system, test};

/// A cell asks for exactly these tests: with all of them it is granted, without any one of them
/// it is withheld for that one reason.
#[track_caller]
fn check(category: u8, name: &str, words: &str, asks_for: &[&str]) {
    for edition_name in EDITIONS {
        let edition = edition(edition_name);
        let (category, name) = (CategoryId(category), class(name));
        let cell = edition.class(category, &name).unwrap();
        assert_eq!(cell.words.ja, words);
        assert!(!cell.words.en.is_empty());
        let expected: BTreeSet<_> = asks_for.iter().map(|name| test(name)).collect();
        assert_eq!(edition.required_tests(category, &name), expected);

        let build = if category == CategoryId(3) {
            system("1")
        } else {
            build("1")
        };
        let components = components(&build);
        let decided = |results: &[TestResult]| {
            let evidence = Evidence {
                build: &build,
                results,
                open: &[],
                components: &components,
            };
            decide(&edition, category, &name, &evidence, at(NOW))
        };
        let results: Vec<_> = asks_for.iter().map(|t| pass(&edition, t, &build)).collect();
        assert_eq!(decided(&results), Decision::Grant(name.clone()));
        for without in &results {
            let mut rest = results.clone();
            rest.retain(|result| result.test != without.test);
            let missing = Reason::NoResult {
                test: without.test.clone(),
            };
            assert_eq!(decided(&rest), Decision::Withhold(vec![missing]));
        }
    }
}

#[test]
fn category_1_class_1_asks_for_vulnerability_and_continuing_measures() {
    check(
        1,
        "1",
        "出荷時OS, Plug-in等の脆弱性対策、継続的な脆弱性対策（ユーザ支援も含む）",
        &["vulnerability", "continuing"],
    );
}

#[test]
fn category_1_class_2_a_adds_the_interactive_test() {
    check(
        1,
        "2-a",
        "Class2-a:１＋インタラクティブ脆弱性試験*",
        &["vulnerability", "continuing", "interactive"],
    );
}

#[test]
fn category_1_class_2_b_adds_the_static_test() {
    check(
        1,
        "2-b",
        "Class2-b：１＋静的試験（ソースコード提供）*",
        &["vulnerability", "continuing", "static"],
    );
}

#[test]
fn category_1_class_3_adds_both() {
    check(
        1,
        "3",
        "１＋インタラクティブ脆弱性試験*＋静的試験（ソースコード提供）*",
        &["vulnerability", "continuing", "interactive", "static"],
    );
}

#[test]
fn category_2_class_1_asks_for_the_fuzzing_test() {
    check(2, "1", "ファジング試験", &["fuzzing"]);
}

#[test]
fn category_2_class_2_a_adds_the_interactive_test_of_the_control_software() {
    check(
        2,
        "2-a",
        "Class2-a:１＋制御ソフトウエアのインタラクティブ脆弱性試験*",
        &["fuzzing", "interactive"],
    );
}

#[test]
fn category_2_class_2_b_adds_the_static_test() {
    check(
        2,
        "2-b",
        "Class2-b：１＋静的試験（ソースコード提供）*",
        &["fuzzing", "static"],
    );
}

#[test]
fn category_2_class_3_adds_both() {
    check(
        2,
        "3",
        "１＋インタラクティブ脆弱性試験*＋静的試験（ソースコード提供）*",
        &["fuzzing", "interactive", "static"],
    );
}

#[test]
fn category_3_class_1_asks_for_documents_and_process() {
    check(3, "1", "ドキュメント整備・プロセス認証", &["documents"]);
}

#[test]
fn category_3_class_2_adds_rat_countermeasures() {
    check(
        3,
        "2",
        "１＋RAT対策（ランサムウエア対策を含む）",
        &["documents", "rat"],
    );
}

#[test]
fn category_3_class_3_adds_dos_countermeasures() {
    check(3, "3", "２＋DOS攻撃対策", &["documents", "rat", "dos"]);
}

#[test]
fn the_table_has_no_other_cells() {
    for name in EDITIONS {
        let edition = edition(name);
        let rows = edition.categories().iter();
        let cells: Vec<_> = rows
            .map(|row| (row.words.ja.as_str(), row.classes.len()))
            .collect();
        assert_eq!(
            cells,
            [
                ("Software", 4),
                ("Medical device", 4),
                ("Medical system", 3)
            ]
        );
    }
}

#[test]
fn class_2_a_with_the_static_test_earns_class_3() {
    let edition = edition("mitsf-2016");
    let build = build("1");
    let earned = |tests: &[&str]| {
        let results: Vec<_> = tests.iter().map(|t| pass(&edition, t, &build)).collect();
        let evidence = Evidence {
            build: &build,
            results: &results,
            open: &[],
            components: &[],
        };
        let all = standings(&edition, CategoryId(1), &evidence, at(NOW));
        let earned = all.iter().filter(|standing| standing.earned);
        let earned: Vec<_> = earned.map(|standing| standing.class.to_string()).collect();
        (earned, all)
    };
    let (classes, all) = earned(&["vulnerability", "continuing", "interactive"]);
    assert_eq!(classes, ["1", "2-a"]);
    let missing = vec![Reason::NoResult {
        test: test("static"),
    }];
    assert!(
        all.iter()
            .any(|s| s.class == class("3") && s.missing == missing)
    );
    let (classes, all) = earned(&["vulnerability", "continuing", "interactive", "static"]);
    assert_eq!(classes, ["1", "2-a", "2-b", "3"]);
    assert!(all.iter().all(|standing| standing.missing.is_empty()));
}
