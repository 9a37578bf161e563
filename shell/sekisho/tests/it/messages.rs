//! Every reason of the cores has its words in both languages, and the words use nothing that the reason does not have.

use std::collections::BTreeSet;

use scheme::body::Refusal;
use scheme::delta::DeltaReason;
use scheme::edition::{EndingKind, shipped};
use scheme::evidence::{InputKind, ItemKind, Verdict};
use scheme::report;
use scheme::validity::{Cause, Standing};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use strum::{VariantArray as _, VariantNames as _};
use texts::{Language, Texts};

use crate::reasons;

#[test]
fn every_refusal_has_its_words() {
    check("refusal", &Refusal::codes(), &reasons::refusals());
}

#[test]
fn every_reason_of_a_delta_evaluation_has_its_words() {
    check("delta", DeltaReason::VARIANTS, &reasons::deltas());
}

#[test]
fn every_cause_has_its_words() {
    check("cause", Cause::VARIANTS, &reasons::causes());
}

#[test]
fn every_refusal_of_a_report_has_its_words() {
    check("report", report::Refusal::VARIANTS, &reasons::reports());
}

#[test]
fn every_note_on_a_sarif_file_has_its_words() {
    check("report", report::sarif::Note::VARIANTS, &reasons::notes());
}

#[test]
fn every_reason_of_the_register_has_its_words() {
    let samples = reasons::of_register();
    check("register", register::reason::Reason::VARIANTS, &samples);
}

#[test]
fn every_reason_of_a_matching_has_its_words() {
    check(
        "match",
        vulnerability::Reason::VARIANTS,
        &reasons::of_matching(),
    );
}

#[test]
fn every_end_of_a_story_has_its_words() {
    let codes = [
        "case-over",
        "no-engine",
        "nothing-given",
        "build-not-at-hand",
        "findings-unanswered",
    ];
    let samples = [
        json!({"code": "case-over", "stage": "refused"}),
        json!({"code": "no-engine", "test": "static"}),
        json!({"code": "nothing-given", "test": "vulnerability"}),
        json!({"code": "build-not-at-hand"}),
        json!({"code": "findings-unanswered", "findings": ["f-1", "f-2"]}),
    ];
    check("story", &codes, &samples);
}

#[test]
fn every_name_without_members_has_its_words() {
    check_names("unmatchable", vulnerability::Unmatchable::VARIANTS);
    check_names("check", register::verify::Check::VARIANTS);
    use register::standing::Status::{Expired, NotYetValid, Suspended, Valid, Void, Withdrawn};
    let states = [NotYetValid, Valid, Suspended, Expired, Void, Withdrawn];
    check_names("status", &states.map(<&str>::from));
}

#[test]
fn a_test_reads_by_its_name_in_every_edition() {
    for edition in shipped() {
        let tests: Vec<_> = edition
            .tests()
            .iter()
            .map(|test| test.id.as_str())
            .collect();
        check_words("test", &tests);
        check_words("retested", &tests);
    }
}

#[test]
fn a_value_of_a_member_reads_as_a_word() {
    check_words(
        "kind",
        &read::<ItemKind>(&[
            "artefact",
            "parts-list",
            "source",
            "document",
            "declaration",
            "interface",
            "component",
        ]),
    );
    check_words(
        "kind",
        &read::<InputKind>(&[
            "configuration",
            "engine",
            "advisories",
            "rules",
            "limits",
            "plan",
            "vex",
            "statements",
        ]),
    );
    check_words(
        "verdict",
        &read::<Verdict>(&["pass", "fail", "inconclusive"]),
    );
    check_words(
        "way",
        &read::<EndingKind>(&["fixed", "answered", "corrected"]),
    );
    let standings = ["valid", "suspended", "expired", "void", "withdrawn"];
    check_words("standing", &read::<Standing>(&standings));
    check_words(
        "status",
        &[standings.as_slice(), &["not-yet-valid"]].concat(),
    );
}

#[test]
fn a_kind_of_statement_reads_as_a_word() {
    let texts = Texts::new(Language::Ja);
    for kind in register::statement::Kind::VARIANTS {
        let name = kind.to_string();
        let word = texts.say_with("word-statement", &[("kind", name.as_str().into())]);
        assert!(is_japanese(&word), "{name}: {word}");
    }
}

#[test]
fn the_reason_that_a_body_gave_is_told_in_the_readers_language() {
    let suspended = json!({"code": "suspended", "since": "2026-11-23T08:00:00Z",
                           "ja": "鍵の紛失", "en": "key lost"});
    let ja = Texts::new(Language::Ja).reason_value("register", &suspended);
    let en = Texts::new(Language::En).reason_value("register", &suspended);
    assert!(ja.contains("鍵の紛失") && !ja.contains("key lost"), "{ja}");
    assert!(en.contains("key lost") && !en.contains("鍵の紛失"), "{en}");
}

/// The neighbour of all checks here: a lacking member and a lacking message are seen.
#[test]
fn words_that_use_what_a_reason_does_not_have_are_found_out() {
    let whole = json!({"code": "no-result", "test": "static"});
    let lacking = json!({"code": "no-result"});
    let unheard = json!({"code": "never-heard-of", "test": "static"});
    for language in [Language::Ja, Language::En] {
        assert_eq!(fault(language, "refusal", &whole), None);
        assert!(fault(language, "refusal", &lacking).is_some());
        assert!(fault(language, "refusal", &unheard).is_some());
    }
}

/// Exactly one sample for each code, and each sample reads well in both languages.
#[track_caller]
fn check(prefix: &str, codes: &[&str], samples: &[Value]) {
    let given: Vec<&str> = samples
        .iter()
        .filter_map(|sample| sample["code"].as_str())
        .collect();
    let distinct: BTreeSet<&str> = given.iter().copied().collect();
    assert_eq!(
        distinct.len(),
        samples.len(),
        "{prefix}: a code has two samples"
    );
    let wanted: BTreeSet<&str> = codes.iter().copied().collect();
    let differ: Vec<_> = wanted.symmetric_difference(&distinct).collect();
    assert!(
        differ.is_empty(),
        "{prefix}: codes without a sample, or samples without a code: {differ:?}"
    );
    for language in [Language::Ja, Language::En] {
        let faults: Vec<String> = samples
            .iter()
            .filter_map(|sample| fault(language, prefix, sample))
            .collect();
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}

/// As [`check`], for names that stand alone.
#[track_caller]
fn check_names(prefix: &str, names: &[&str]) {
    let samples: Vec<Value> = names.iter().map(|name| json!({"code": name})).collect();
    check(prefix, names, &samples);
}

/// Every value of a member has a Japanese word, and an English one without a gap.
#[track_caller]
fn check_words(member: &str, values: &[&str]) {
    for value in values {
        let say = |language| {
            Texts::new(language).say_with(&format!("word-{member}"), &[(member, (*value).into())])
        };
        let (ja, en) = (say(Language::Ja), say(Language::En));
        assert!(
            is_japanese(&ja) && !ja.contains('{'),
            "{member} {value}: {ja}"
        );
        assert!(
            !is_japanese(&en) && !en.contains('{'),
            "{member} {value}: {en}"
        );
    }
}

/// The values, each read as what it is said to be.
#[track_caller]
fn read<'v, T: DeserializeOwned>(values: &[&'v str]) -> Vec<&'v str> {
    for value in values {
        let read = serde_json::from_value::<T>(json!(value));
        assert!(read.is_ok(), "{value} is no such value");
    }
    values.to_vec()
}

/// What is wrong with the words of a reason.
fn fault(language: Language, prefix: &str, reason: &Value) -> Option<String> {
    let texts = Texts::new(language);
    let told = texts.reason_value(prefix, reason);
    let code = reason["code"].as_str().unwrap_or_default();
    let name = format!("{language} {prefix}-{code}");
    if !texts.has(&format!("{prefix}-{code}")) {
        return Some(format!("{name}: no message"));
    }
    // A member that the reason does not have stays in the text as `{$member}`, a message that does not exist as `{name}`.
    if told.contains('{') || told.trim().is_empty() {
        return Some(format!("{name}: {told}"));
    }
    (is_japanese(&told) != (language == Language::Ja))
        .then(|| format!("{name}: wrong language: {told}"))
}

/// Whether a text has kana or kanji in it; all samples are without.
fn is_japanese(text: &str) -> bool {
    text.chars()
        .any(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}'))
}
