use super::verifying::moment;
use super::*;

fn order(typed: &[&str]) -> Result<Asked, Refused> {
    let words = std::iter::once(&"sekisho").chain(typed).map(OsString::from);
    parse(words, &["en".to_owned()])
}

#[test]
fn the_command_line_is_well_formed_in_both_languages() {
    for language in Language::BOTH {
        command(&Texts::new(language), &|_| true).debug_assert();
    }
}

#[test]
fn every_command_and_every_flag_has_its_words_in_both_languages() {
    fn look(command: &Command, above: &str, seen: &mut usize) {
        let name = format!("{above} {}", command.get_name());
        let has_words = |said: Option<&clap::builder::StyledStr>| {
            said.is_some_and(|said| {
                let said = said.to_string();
                !said.trim().is_empty() && !said.contains("cli-")
            })
        };
        assert!(has_words(command.get_about()), "{name}");
        for arg in command.get_arguments() {
            assert!(has_words(arg.get_help()), "{name}: {}", arg.get_id());
        }
        *seen += 1;
        for inner in command.get_subcommands() {
            look(inner, &name, seen);
        }
    }
    for language in Language::BOTH {
        let mut seen = 0;
        look(&command(&Texts::new(language), &|_| true), "", &mut seen);
        assert!(seen > 60, "{seen} commands");
    }
}

#[test]
fn an_unknown_flag_is_refused_with_what_was_probably_meant() {
    let Refused { said, .. } = order(&["verify", "x.json", "--as-isued"]).unwrap_err();
    assert!(
        said.contains("--as-isued") && said.contains("--as-issued"),
        "{said}"
    );
    let Refused { said, .. } = order(&["certfy", "x"]).unwrap_err();
    assert!(said.contains("certify"), "{said}");
}

#[test]
fn a_wrong_number_of_days_is_refused_with_what_is_allowed() {
    for (language, allowed) in [("en", "days like 30"), ("ja", "日数")] {
        let typed = [
            "match",
            "l",
            "--advisories",
            "a",
            "--max-age",
            "x",
            "--lang",
            language,
        ];
        let Refused { said, .. } = order(&typed).unwrap_err();
        assert!(
            said.contains("--max-age") && said.contains(allowed),
            "{said}"
        );
        assert!(!said.contains("digit"), "{said}");
    }
    let Order::Match(asked) = order(&["match", "l", "--advisories", "a", "--max-age", "30"])
        .unwrap()
        .order
    else {
        panic!("another order");
    };
    assert_eq!(asked.max_age_days, Some(30));
}

#[test]
fn refusals_follow_the_language_asked_for_wherever_it_stands() {
    let Refused { said, .. } = order(&["verify", "--lang", "ja"]).unwrap_err();
    assert!(said.contains("必要"), "{said}");
    let Refused { said, .. } = order(&["verify", "x", "--lang=fr"]).unwrap_err();
    assert!(said.contains("fr") && said.contains("ja"), "{said}");
}

#[test]
fn a_day_means_its_end_today_this_moment_and_a_moment_itself() {
    let means = |typed, now: &str| {
        let at = moment(typed).unwrap().moment(now.parse().unwrap());
        at.to_string()
    };
    let (day, now) = ("2027-04-01", "2027-04-01T10:00:00Z");
    assert_eq!(means(day, "2027-04-02T00:00:00Z"), "2027-04-01T23:59:59Z");
    assert_eq!(means(day, "2027-03-31T23:59:59Z"), "2027-04-01T23:59:59Z");
    assert_eq!(means(day, now), now);
    assert_eq!(means("2027-04-01T12:00:00Z", now), "2027-04-01T12:00:00Z");
    assert_eq!(moment("1 April"), None);
}

#[test]
fn a_moment_beyond_the_calendar_is_refused_in_words() {
    assert!(moment("9998-12-31").is_some());
    for far in ["9999-12-31", "1969-12-31", "9999-12-30T23:00:00Z"] {
        let Refused { said, .. } = order(&["verify", "x", "--at", far]).unwrap_err();
        assert!(said.contains("1970") && said.contains("9998"), "{said}");
        assert!(!said.contains("jiff") && !said.contains("span"), "{said}");
    }
}

#[test]
fn a_day_cannot_be_asked_about_what_was_issued() {
    let typed = ["verify", "x", "--as-issued", "--at", "2027-04-01"];
    let Refused { said, .. } = order(&typed).unwrap_err();
    assert!(
        said.contains("--at") && said.contains("--as-issued"),
        "{said}"
    );
}

#[test]
fn what_holds_for_every_command_may_stand_before_it_too() {
    for typed in [
        ["--json", "-v", "verify", "x"],
        ["verify", "--json", "-v", "x"],
    ] {
        let asked = order(&typed).unwrap();
        assert!(asked.json, "{typed:?}");
        assert_eq!(asked.verbose, 1, "{typed:?}");
    }
    let asked = order(&["--json", "register", "-v", "audit", "x", "-v"]).unwrap();
    assert!(asked.json && asked.verbose == 2);
    assert!(!order(&["verify", "x"]).unwrap().json);
}

#[test]
fn standard_input_can_be_one_file_only() {
    assert!(order(&["verify", "-", "--trust", "t"]).is_ok());
    for twice in [
        vec!["verify", "-", "--trust", "-"],
        vec!["match", "-", "--vex", "-", "--advisories", "a"],
        vec!["match", "-", "-", "--advisories", "a"],
    ] {
        let Refused { said, .. } = order(&twice).unwrap_err();
        assert!(said.contains("standard input"), "{said}");
    }
}

#[test]
fn help_is_an_answer_and_not_an_error() {
    let asked = order(&["certify", "--help"]).unwrap();
    assert!(matches!(asked.order, Order::Print(text) if text.contains("PRODUCT_DIR")));
}
