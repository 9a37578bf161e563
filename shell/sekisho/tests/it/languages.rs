//! What could not be done is told in the person's language: no English sentence for a Japanese reader, and no Japanese for
//! an English one. Only what another program said may stand between the marks of a quotation.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::{PermissionsExt as _, symlink};

use crate::program::{Folder, run, workspace};
use crate::recovery::{keep, seen_by_both, stage};
use crate::verify::{copy, demo};

/// Runs an order that fails, in both languages; the Japanese answer.
#[track_caller]
pub(crate) fn check(order: &[&str]) -> String {
    let told = |language| {
        let ran = run(&[order, &["--lang", language]].concat()).gives(2);
        assert!(!ran.err.trim().is_empty(), "{order:?}");
        ran.err
    };
    let (ja, en) = (told("ja"), told("en"));
    assert_eq!(english(&ja), None, "{order:?}: {ja}");
    assert!(is_japanese(&ja), "{order:?}: {ja}");
    assert!(!is_japanese(&en), "{order:?}: {en}");
    ja
}

fn is_japanese(text: &str) -> bool {
    text.chars()
        .any(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}'))
}

/// A sentence in English: three words in a row, outside quotations, commands to type, and the lines of a file.
fn english(text: &str) -> Option<String> {
    let mut bare = String::new();
    let (mut quoted, mut typed) = (0, false);
    for line in text.lines().filter(|line| {
        let shown = line.trim_start().strip_prefix("| ");
        shown.is_none_or(|shown| !shown.contains('|'))
    }) {
        for c in line.chars() {
            match c {
                '「' => quoted += 1,
                '」' => quoted -= 1,
                '`' => typed = !typed,
                _ if quoted > 0 || typed => {}
                _ => bare.push(c),
            }
        }
        bare.push('\n');
    }
    let is_word = |word: &&str| {
        let word = word.trim_end_matches([',', ':', ';', '.']);
        !word.is_empty() && word.chars().all(|c| c.is_ascii_alphabetic() || c == '\'')
    };
    let words: Vec<&str> = bare.split_whitespace().collect();
    let run = words.windows(3).find(|run| run.iter().all(is_word))?;
    Some(run.join(" "))
}

/// The neighbour of the checks here: an English sentence is seen, a quoted one and the names of formats are not.
#[test]
fn an_english_sentence_is_told_from_quotations_and_names() {
    let seen = "実行できませんでした: demo: No such file or directory (os error 2)";
    assert!(english(seen).is_some());
    assert_eq!(
        english("読めない: /a/b (os error 2)\n  | no more lines").as_deref(),
        Some("no more lines")
    );
    assert_eq!(
        english("TOML: 「expected a value」、Cargo.lock、CycloneDX JSON"),
        None
    );
    assert_eq!(
        english("次を行う: `sekisho register cosign`\n  | 1 | a line of text"),
        None
    );
}

#[test]
fn files_and_folders_that_cannot_be_used_are_named_in_the_readers_language() {
    let folder = Folder::new();
    let product = workspace("examples/gateway");
    folder.write("file", "in the way");
    check(&["certify", &product, "--into", "/proc/x"]);
    let ja = check(&["certify", &product, "--into", &folder.arg("file/demo")]);
    assert!(ja.contains("フォルダーではない"), "{ja}");
    let ja = check(&[
        "certify",
        &folder.arg("missing"),
        "--into",
        &folder.arg("demo"),
    ]);
    assert!(ja.contains("このファイルがない"), "{ja}");
    check(&["check", &folder.arg("missing")]);
    check(&["verify", &folder.arg("missing"), "--as-issued"]);
    check(&["register", "page", &folder.arg("missing")]);
    check(&[
        "witness",
        &folder.arg("missing"),
        "--key",
        &folder.arg("file"),
    ]);
    check(&["register", "page", "https://register.example/"]);
    check(&["scheme", "show", "mitsf-1999"]);
    // What stands in the way of the folder itself.
    symlink(folder.path("circle"), folder.path("circle")).unwrap();
    check(&["certify", &product, "--into", &folder.arg("circle")]);
}

#[test]
fn mistakes_in_files_that_were_given_are_told_in_the_readers_language() {
    let folder = Folder::new();
    let feeds = workspace("examples/advisories");
    let lock = fs::read_to_string(workspace("examples/gateway/0.2.0/Cargo.lock")).unwrap();
    let cut = lock.find("\n[[package]]\nname = \"syn\"").unwrap();
    let vex = r#"{"@context":"https://openvex.dev/ns/v0.2.0","@id":"x","author":"a","timestamp":"2026-01-01T00:00:00Z",
        "statements":[{"vulnerability":{"name":"X-1"},"status":"not_affected"}]}"#;
    for (name, list) in [
        ("whole-packages", &lock[..cut]),
        ("half-a-package", &lock[..cut + 30]),
        (
            "half-a-list",
            &lock[..lock.find("dependencies = [").unwrap() + 20],
        ),
        ("no-list", "hello"),
        ("xml", "<bom/>"),
        (
            "json",
            "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"components\":[{}]}",
        ),
        ("cut-json", "{\"lockfileVersion\":3,\"packages\":{"),
        ("later", "{\"lockfileVersion\":9}"),
        (
            "npm",
            "{\"lockfileVersion\":3,\"packages\":{\"\":{\"dependencies\":{\"a\":\"*\"}}}}",
        ),
        ("npm-type", "{\"lockfileVersion\":3,\"packages\":{\"a\":1}}"),
        ("status", "Package: a\nVersion 1\n"),
    ] {
        folder.write(name, list);
        check(&["match", &folder.arg(name), "--advisories", &feeds]);
    }
    folder.write("utf16", b"\xff\xfe{\0}\0");
    check(&["match", &folder.arg("utf16"), "--advisories", &feeds]);
    folder.write("Cargo.lock", &lock);
    let list = folder.arg("Cargo.lock");
    let csaf = r#"{"document":{"category":"csaf_base","csaf_version":"2.0","publisher":{"name":"a"},
        "tracking":{"id":"x","status":"final","current_release_date":"2026-01-01T00:00:00Z"}}}"#;
    let draft = csaf
        .replace("csaf_base", "csaf_vex")
        .replace("final", "draft");
    let envelope = r#"{"payloadType":"application/csaf+json","payload":"?","signatures":[]}"#;
    for (name, statements) in [
        ("vex", vex),
        ("no-vex", "{}"),
        ("csaf", csaf),
        ("draft", &draft),
        ("envelope", envelope),
    ] {
        folder.write(name, statements);
        check(&[
            "match",
            &list,
            "--advisories",
            &feeds,
            "--vex",
            &folder.arg(name),
        ]);
    }
    let trust: serde_json::Value = demo().json("demo/trust.json");
    let register = demo().arg("demo/register");
    let changed = |name: &str, change: &dyn Fn(&mut serde_json::Value)| {
        let mut trust = trust.clone();
        change(&mut trust);
        folder.write(name, trust.to_string());
        folder.arg(name)
    };
    for trust in [
        changed("no-quorum", &|trust| {
            trust.as_object_mut().unwrap().remove("quorum");
        }),
        changed("many", &|trust| trust["quorum"] = 9.into()),
        changed("more", &|trust| trust["zzz"] = 9.into()),
        changed("keyless", &|trust| trust["keys"] = serde_json::json!([])),
        changed("key", &|trust| trust["shards"][0]["vkey"] = "a+b".into()),
    ] {
        check(&["register", "audit", &register, "--trust", &trust]);
        let file = demo().arg("demo/certificate.json");
        check(&["verify", &file, "--trust", &trust, "--as-issued"]);
    }
    for toml in [
        "a = ",
        "zzz = 1",
        "[product]\n",
        "[product]\ncategory = 'x'\n",
    ] {
        folder.write("product/product.toml", toml);
        check(&["check", &folder.arg("product")]);
        folder.write("body.toml", toml);
        let body = folder.arg("body.toml");
        check(&["certify", &workspace("examples/gateway"), "--body", &body]);
    }
}

#[test]
fn what_stops_a_body_or_a_witness_is_told_in_the_readers_language() {
    let folder = stage();
    let (register, body) = (folder.arg("demo/register"), folder.arg("demo/body"));
    let (trust, missing) = (folder.arg("demo/trust.json"), folder.arg("missing"));
    let order = check;
    let check = |words: &[&str], more: &[&str]| {
        let here = [register.as_str(), "--body", &body];
        order(&[["register"].as_slice(), words, &here, more].concat())
    };
    check(&["publish"], &["--published", &missing]);
    check(&["publish"], &["--published", &folder.arg("demo")]);
    check(&["cosign"], &[&missing]);
    check(&["key", "next"], &["--trust", &missing]);
    let trusted = ["--trust", &trust];
    for origin in ["no-name", "demonstration.sekisho.example/2026"] {
        let named = [trusted.as_slice(), &["--origin", origin]].concat();
        check(&["shard", "next"], &named);
    }
    let known = demo().json("demo/trust.json");
    let shard = known["shards"][0]["vkey"].as_str().unwrap();
    let witness = known["witnesses"][0]["vkey"].as_str().unwrap();
    for (quorum, named) in [
        ("2", [witness].as_slice()),
        ("1", &[witness, witness]),
        ("1", &[shard]),
        ("1", &["a+b"]),
    ] {
        let mut more = [trusted.as_slice(), &["--quorum", quorum]].concat();
        named
            .iter()
            .for_each(|vkey| more.extend(["--witness", vkey]));
        check(&["witnesses"], &more);
    }
    let key = folder.path("demo/body/keys/shard.pem");
    fs::set_permissions(&key, Permissions::from_mode(0o644)).unwrap();
    let ja = check(&["publish"], &[]);
    assert!(ja.contains("644"), "{ja}");
    fs::set_permissions(&key, Permissions::from_mode(0o600)).unwrap();
    fs::write(&key, "no key").unwrap();
    check(&["publish"], &[]);
    let memory = folder.arg("demo/witnesses/witness-1.pem");
    let look = ["witness", &register, "--trust", &trust, "--key"];
    order(&[look.as_slice(), &[&key.display().to_string()]].concat());
    order(&[look.as_slice(), &[&memory, "--memory", &trust]].concat());
    let database = folder.path("demo/body/body.sqlite");
    fs::write(database, "no database".repeat(99)).unwrap();
    check(&["publish"], &[]);
    fs::remove_dir_all(&body).unwrap();
    check(&["publish"], &[]);
}

#[test]
fn a_second_writer_and_an_old_back_up_are_told_in_the_readers_language() {
    let folder = stage();
    copy(&demo().path("demo"), &folder.path("old"));
    keep(&folder, &["publish"], &[]).gives(0);
    seen_by_both(&folder);
    let (register, body) = (folder.arg("old/register"), folder.arg("old/body"));
    let publish = ["register", "publish", &register, "--body", &body];
    let newer = folder.arg("demo/register");
    let ja = check(&[publish.as_slice(), &["--published", &newer]].concat());
    assert!(ja.contains("前に公開された"), "{ja}");
    let lock = File::open(folder.path("old/body/lock")).unwrap();
    lock.lock().unwrap();
    let ja = check(&publish);
    assert!(ja.contains("書き込んでいる"), "{ja}");
}
