//! The published cases and every byte of a real certificate, as the program judges them: a no is a no, never a failure.

use register::limits::Limits;
use register::trust::Trust;
use register::verify::{Ask, Question, verify_bundle};

use crate::program::{Folder, run, workspace};
use crate::verify::demo;

/// A trust file of the published cases that asks for so many witnesses.
fn trust(folder: &Folder, quorum: usize) -> String {
    let text = std::fs::read_to_string(workspace("core/register/tests/cases/trust.json"))
        .expect("the trust file of the cases");
    let mut trust: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    trust["quorum"] = quorum.into();
    folder.write("trust.json", trust.to_string());
    folder.arg("trust.json")
}

/// The cases hold summaries (SVR), which are no certificates: the program says no to all of them, and only for that
/// to those that a strict verifier accepts.
#[track_caller]
fn check_cases(quorum: usize, accepted: &[&str]) {
    let folder = Folder::new();
    let trust = trust(&folder, quorum);
    let table = workspace("core/register/tests/cases/cases.tsv");
    let table = std::fs::read_to_string(table).expect("the table of the cases");
    let mut found = Vec::new();
    let names: Vec<&str> = table
        .lines()
        .skip(1)
        .filter_map(|row| row.split('\t').next())
        .collect();
    assert_eq!(names.len(), 26);
    for name in names {
        let case = workspace(&format!("core/register/tests/cases/{name}"));
        let ran = run(&["verify", &case, "--trust", &trust, "--as-issued", "--json"]).gives(1);
        let report = ran.json();
        assert_eq!(report["verdict"], "not_valid", "{name}");
        let reasons = report["reasons"].as_array().expect("a list of reasons");
        let codes: Vec<&str> = reasons.iter().filter_map(|r| r["code"].as_str()).collect();
        if codes == ["not-a-certificate"] {
            found.push(name);
        } else {
            assert!(!codes.contains(&"not-a-certificate"), "{name}: {codes:?}");
        }
    }
    assert_eq!(found, accepted);
}

#[test]
fn the_program_tells_good_cases_from_bad_ones_where_the_witness_is_asked_for() {
    check_cases(
        1,
        &[
            "dsse.json",
            "hr-pae.json",
            "size1.json",
            "ints.json",
            "mt_old.json",
            "noit.json",
        ],
    );
}

#[test]
fn the_program_tells_good_cases_from_bad_ones_where_no_witness_is_asked_for() {
    check_cases(
        0,
        &[
            "dsse.json",
            "hr-pae.json",
            "size1.json",
            "ints.json",
            "mt_old.json",
            "nowit.json",
            "noit.json",
        ],
    );
}

/// Whether the byte at each place is white space between tokens.
fn between_tokens(json: &[u8]) -> Vec<bool> {
    let (mut inside, mut escaped) = (false, false);
    let each = json.iter().map(|&byte| {
        let space = !inside && byte.is_ascii_whitespace();
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => inside = !inside,
            _ => {}
        }
        space
    });
    each.collect()
}

/// Three other values of a byte: its neighbour, the other case of a letter, what is no letter of ASCII.
fn others(byte: u8) -> [u8; 3] {
    [byte ^ 0x01, byte ^ 0x20, byte ^ 0x80]
}

/// The exit code of `verify FILE --trust FILE --as-issued`, and without `--as-issued`: by the function that the program calls.
fn exit_codes(bundle: &[u8], trust: &Trust) -> [u8; 2] {
    [Ask::AsIssued, Ask::Nothing].map(|ask| {
        let question = Question {
            now: service::now(),
            at: None,
            artefacts: &[],
            summary: None,
            document: None,
            ask,
            limits: Limits::default(),
        };
        verify_bundle(bundle, trust, question).verdict.exit_code()
    })
}

/// Changes the bytes of one part of the bundle, and gives how many copies were judged.
fn judge(bundle: &[u8], trust: &Trust, part: impl Iterator<Item = usize>) -> usize {
    let spaces = between_tokens(bundle);
    let mut changed = bundle.to_vec();
    let mut judged = 0;
    for at in part.filter(|at| !spaces[*at]) {
        for other in others(bundle[at]) {
            changed[at] = other;
            let codes = exit_codes(&changed, trust);
            assert_eq!(codes, [1, 1], "byte {at} as {other:#04x}");
            judged += 1;
        }
        changed[at] = bundle[at];
    }
    judged
}

#[test]
fn every_byte_of_a_real_certificate_changed_in_three_ways_is_refused() {
    let trust = Trust::from_bytes(&std::fs::read(demo().path("demo/trust.json")).unwrap()).unwrap();
    let bundle = std::fs::read(demo().path("demo/certificate.json")).unwrap();
    assert_eq!(exit_codes(&bundle, &trust), [0, 2]);
    let (bundle, trust) = (&bundle, &trust);
    let judged: usize = std::thread::scope(|scope| {
        let part =
            |first| scope.spawn(move || judge(bundle, trust, (first..bundle.len()).step_by(2)));
        let threads = [0, 1].map(part);
        threads
            .map(|thread| thread.join().expect("all were refused"))
            .iter()
            .sum()
    });
    let outside = between_tokens(bundle)
        .iter()
        .filter(|space| !**space)
        .count();
    assert_eq!(judged, 3 * outside);
}

#[test]
fn the_program_itself_refuses_a_changed_byte_with_one() {
    let trust = demo().arg("demo/trust.json");
    let bundle = std::fs::read(demo().path("demo/certificate.json")).unwrap();
    let spaces = between_tokens(&bundle);
    let folder = Folder::new();
    let mut tried = 0;
    for at in (0..bundle.len()).step_by(173).filter(|at| !spaces[*at]) {
        for other in others(bundle[at]) {
            let mut changed = bundle.clone();
            changed[at] = other;
            folder.write("changed.json", changed);
            let file = folder.arg("changed.json");
            let ran = run(&["verify", &file, "--trust", &trust, "--as-issued", "--json"]).gives(1);
            assert_eq!(
                ran.json()["verdict"],
                "not_valid",
                "byte {at} as {other:#04x}"
            );
            tried += 1;
        }
    }
    assert!(tried >= 60, "{tried} copies");
}
