//! The slide's three footnotes, in the slide's words.

use jiff::civil::date;
use scheme::decide::{ComponentStanding, Decision, Evidence, OpenFinding, decide};
use scheme::edition::{ComponentScope, Mark};
use scheme::evidence::{Item, Place, TestResult};
use scheme::id::CategoryId;
use scheme::reason::Reason;

use crate::support::{
    EDITIONS, NOW, at, build, class, components, edition, fail, pass, system, test,
};

/// The footnote of this sign has these words, in both editions.
#[track_caller]
fn says(sign: &str, words: &str) {
    for name in EDITIONS {
        let edition = edition(name);
        let footnote = edition.footnotes().iter().find(|note| note.sign == sign);
        assert_eq!(footnote.unwrap().words.ja, words);
    }
}

fn decided(results: &[TestResult], open: &[OpenFinding], build: &[Item]) -> Decision {
    let evidence = Evidence {
        build,
        results,
        open,
        components: &[],
    };
    decide(
        &edition("mitsf-2016"),
        CategoryId(1),
        &class("2-b"),
        &evidence,
        at(NOW),
    )
}

#[test]
fn いずれも指摘された脆弱性に対する対策を行った後_再試験にて脆弱性が解消されたことを確認後_認証を行う()
 {
    says(
        "*",
        "いずれも指摘された脆弱性に対する対策を行った後、再試験にて脆弱性が解消された\
         ことを確認後、認証を行う。",
    );
    let edition = edition("mitsf-2016");
    for name in ["interactive", "static"] {
        assert_eq!(edition.test(&test(name)).unwrap().footnotes, ["*"]);
    }
    let (first, second) = (build("1"), build("2"));
    let class_1 =
        |build: &[Item]| ["vulnerability", "continuing"].map(|t| pass(&edition, t, build));

    // 指摘された: the test points something out.
    let mut results = class_1(&first).to_vec();
    results.push(fail(&edition, "static", &first));
    let open = OpenFinding {
        id: "f-000001".parse().unwrap(),
        test: test("static"),
        blocking: true,
        rule: "CWE-79".to_owned(),
        place: Place {
            scope: "source".to_owned(),
            name: "login".to_owned(),
        },
    };
    let finding = Reason::OpenFinding {
        finding: open.id.clone(),
        test: test("static"),
        rule: "CWE-79".to_owned(),
        scope: "source".to_owned(),
        name: "login".to_owned(),
    };
    let Decision::Withhold(reasons) = decided(&results, std::slice::from_ref(&open), &first) else {
        panic!("a blocking finding is open");
    };
    assert!(reasons.contains(&finding));

    // 対策を行った後: another build is not enough without a retest.
    results.extend(class_1(&second));
    let Decision::Withhold(reasons) = decided(&results, &[], &second) else {
        panic!("the static test did not see the second build");
    };
    assert!(matches!(&reasons[..], [Reason::OtherBuild { .. }]));

    // 再試験にて解消された: the retest passes, but the finding has not been ended with it.
    results.push(pass(&edition, "static", &second));
    assert_eq!(
        decided(&results, &[open], &second),
        Decision::Withhold(vec![finding])
    );

    // 確認後、認証を行う.
    assert_eq!(
        decided(&results, &[], &second),
        Decision::Grant(class("2-b"))
    );
}

#[test]
fn 認証の有効期間は2年間() {
    says(
        "**",
        "認証の有効期間は２年間、２年経過後または２年以内に対象softwareがVersion up\
         した場合は、再度受審が必要となる",
    );
    for name in EDITIONS {
        let edition = edition(name);
        assert_eq!(edition.rules().validity_years.value, 2);
        assert_eq!(edition.rules().validity_years.mark, Mark::Slide);
        assert_eq!(edition.last_day(date(2026, 11, 23)), date(2028, 11, 23));
        assert_eq!(edition.last_day(date(2028, 2, 29)), date(2030, 2, 28));
        for category in [1, 2] {
            assert_eq!(
                edition.category(CategoryId(category)).unwrap().footnotes,
                ["**"]
            );
        }
    }
}

#[test]
fn 対象softwareがversion_upした場合は_再度受審が必要となる() {
    let literal = edition("mitsf-2016");
    let (old, new) = (build("1"), build("2"));
    let tests = ["vulnerability", "continuing", "static"];
    let mut results: Vec<_> = tests.iter().map(|t| pass(&literal, t, &old)).collect();
    assert_eq!(decided(&results, &[], &old), Decision::Grant(class("2-b")));
    let Decision::Withhold(reasons) = decided(&results, &[], &new) else {
        panic!("no test has seen the new version");
    };
    assert_eq!(reasons.len(), tests.len());
    assert!(
        reasons
            .iter()
            .all(|r| matches!(r, Reason::OtherBuild { .. }))
    );
    results.extend(tests.iter().map(|t| pass(&literal, t, &new)));
    assert_eq!(decided(&results, &[], &new), Decision::Grant(class("2-b")));

    // The old certificate: at once under the literal reading, after a transition under ours.
    assert_eq!(
        (
            literal.transition_days(false),
            literal.transition_days(true)
        ),
        (0, 0)
    );
    let ours = edition("sekisho-2026");
    assert_eq!(
        (ours.transition_days(false), ours.transition_days(true)),
        (90, 0)
    );
    assert_eq!(ours.rules().transition_days.mark, Mark::Ours);
}

#[test]
fn categry1_class2以上_categry2_class2以上の認証を得ていることが前提となる() {
    says(
        "***",
        "Categry1-Class2以上、Category2-Class2以上の認証を得ていることが前提となる",
    );
    let number = |category| format!("2026-00000{category}").parse().unwrap();
    let at_least = || vec![class("2-a"), class("2-b")];
    let lacking = |category: u8| Reason::NoComponent {
        category: CategoryId(category),
        at_least: at_least(),
    };
    let name = |category| if category == 1 { "viewer" } else { "scanner" }.to_owned();
    for category in [1, 2] {
        let component = usize::from(category) - 1;
        let on = |change: &dyn Fn(&mut ComponentStanding)| {
            system_decided(|components| change(&mut components[component]))
        };
        let withheld = |reason| Decision::Withhold(vec![lacking(category), reason]);
        for enough in ["2-a", "2-b", "3"] {
            let granted = on(&|c| c.certificate.as_mut().unwrap().class = class(enough));
            assert_eq!(granted, Decision::Grant(class("1")));
        }
        assert_eq!(
            on(&|c| c.certificate.as_mut().unwrap().class = class("1")),
            withheld(Reason::ComponentClass {
                component: name(category),
                certificate: number(category),
                held: class("1"),
                at_least: at_least(),
            })
        );
        assert_eq!(
            on(&|c| c.certificate.as_mut().unwrap().valid = false),
            withheld(Reason::ComponentNotValid {
                component: name(category),
                certificate: number(category),
            })
        );
        assert_eq!(
            on(&|c| c.certificate.as_mut().unwrap().covers.clear()),
            withheld(Reason::ComponentDigest {
                component: name(category),
                certificate: number(category),
                digest: components(&system("1"))[component].digest,
            })
        );
        assert_eq!(
            on(&|c| c.certificate = None),
            withheld(Reason::ComponentUncertified {
                component: name(category),
                category: CategoryId(category),
            })
        );
    }
}

#[test]
fn a_component_cannot_be_left_out_or_made_up() {
    let unstated = |name: &str| Reason::ComponentUnstated {
        component: name.to_owned(),
    };
    let made_up = |name: &str| Reason::ComponentNotInBuild {
        component: name.to_owned(),
    };
    let Decision::Withhold(reasons) = system_decided(|components| {
        components.remove(0);
    }) else {
        panic!("nothing is stated about the viewer");
    };
    assert!(reasons.contains(&unstated("viewer")));
    let renamed = system_decided(|components| components[1].name = "printer".to_owned());
    assert_eq!(
        renamed,
        Decision::Withhold(vec![made_up("printer"), unstated("scanner")])
    );
    let borrowed = system_decided(|components| {
        components[0].certificate = components[1].certificate.clone();
    });
    let Decision::Withhold(reasons) = borrowed else {
        panic!("the viewer shows the scanner's certificate");
    };
    assert!(
        reasons
            .iter()
            .any(|r| matches!(r, Reason::ComponentCategory { .. }))
    );
}

#[test]
fn the_looser_reading_asks_for_one_of_each() {
    let strict = edition("sekisho-2026");
    let rule = strict
        .category(CategoryId(3))
        .unwrap()
        .components
        .clone()
        .unwrap();
    assert_eq!(rule.scope.value, ComponentScope::EveryComponent);
    assert_eq!(
        (rule.requires.mark, rule.scope.mark),
        (Mark::Slide, Mark::Ours)
    );
    let text = include_str!("../../editions/sekisho-2026.toml");
    let loose = text.replace("value = \"every-component\"", "value = \"one-of-each\"");
    let loose = scheme::edition::Edition::parse(&loose).unwrap();
    for (edition, granted) in [(strict, false), (loose, true)] {
        let mut build = system("1");
        build.push(crate::support::item(
            scheme::evidence::ItemKind::Component,
            "gateway",
            "1",
        ));
        let mut components = components(&build);
        components[2].certificate = None;
        let results = [pass(&edition, "documents", &build)];
        let evidence = Evidence {
            build: &build,
            results: &results,
            open: &[],
            components: &components,
        };
        let decision = decide(&edition, CategoryId(3), &class("1"), &evidence, at(NOW));
        let uncertified = Reason::ComponentUncertified {
            component: "gateway".to_owned(),
            category: CategoryId(2),
        };
        let expected = if granted {
            Decision::Grant(class("1"))
        } else {
            Decision::Withhold(vec![uncertified])
        };
        assert_eq!(decision, expected);
    }
}

/// The decision on a system of class 1 whose components were changed.
fn system_decided(change: impl FnOnce(&mut Vec<ComponentStanding>)) -> Decision {
    let edition = edition("mitsf-2016");
    let build = system("1");
    let mut components = components(&build);
    change(&mut components);
    let results = [pass(&edition, "documents", &build)];
    let evidence = Evidence {
        build: &build,
        results: &results,
        open: &[],
        components: &components,
    };
    decide(&edition, CategoryId(3), &class("1"), &evidence, at(NOW))
}
