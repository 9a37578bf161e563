//! `check` as a maker meets it: what is told of a folder that is not ready, and each reason once.

use crate::program::{Folder, Ran, run};

const PRODUCT: &str = "[product]\nname = { ja = 'ビューア', en = 'Viewer' }\nmaker = { id = 'm', name = { ja = 'あ', en = 'a' } }\n\
    category = 1\nclass = '1'\n[[version]]\nversion = '1.2.0'\n[[version.build]]\nartefacts = [{ path = 'a.tar.gz' }]\n";

const LOCK: &str = "version = 4\n\n[[package]]\nname = \"part\"\nversion = \"1.0.0\"\n\
    source = \"registry+https://github.com/rust-lang/crates.io-index\"\n";

/// A product with this parts list.
fn product(list: &str, bytes: &[u8]) -> Folder {
    let folder = Folder::new();
    let lists = format!("{PRODUCT}parts_lists = [{{ path = '{list}' }}]\n");
    folder.write("product/product.toml", lists);
    folder.write("product/a.tar.gz", "what is delivered");
    folder.write(&format!("product/{list}"), bytes);
    folder
}

fn checked(folder: &Folder) -> Ran {
    run(&[
        "check",
        &folder.arg("product"),
        "--data",
        &folder.arg("none"),
    ])
}

#[track_caller]
fn check_refusal(folder: &Folder, place: &str, words: &[&str]) {
    let said = checked(folder).gives(2).err;
    let place = folder.arg(place);
    assert!(said.contains(&place), "{place} is not in: {said}");
    for word in words {
        assert!(said.contains(word), "{word} is not in: {said}");
    }
}

#[test]
fn without_a_product_file_the_shortest_one_is_shown_and_it_is_one() {
    let folder = Folder::new();
    folder.write("product/poetry.lock", "");
    let words = ["poetry.lock\" }]", "sekisho match poetry.lock"];
    check_refusal(&folder, "product/product.toml", &words);
    let said = checked(&folder).gives(2).err;
    let shown = said.lines().filter_map(|line| line.strip_prefix("  | "));
    let shown: Vec<_> = shown
        .take_while(|line| !line.starts_with("The whole form"))
        .collect();
    folder.write("product/product.toml", shown.join("\n").replace('…', "x"));
    check_refusal(&folder, "product/product-1.0.0.tar.gz", &["cannot be read"]);
}

#[test]
fn a_folder_that_is_not_there_and_a_file_in_its_place_are_told_as_such() {
    let folder = Folder::new();
    check_refusal(&folder, "product/product.toml", &["there is no such file"]);
    folder.write("product", "a file");
    check_refusal(&folder, "product/product.toml", &["there is no such file"]);
}

#[test]
fn a_parts_list_that_cannot_be_read_is_named_with_its_folder() {
    let unknown = product("Cargo.lock", b"hello");
    check_refusal(
        &unknown,
        "product/Cargo.lock",
        &["no known parts list", "Cargo.lock"],
    );
    let cut = product("bom.json", b"{\"bomFormat\": \"CycloneDX\",");
    check_refusal(&cut, "product/bom.json", &["line 1", "was it cut off?"]);
    let missing = product("Cargo.lock", b"");
    std::fs::remove_file(missing.path("product/Cargo.lock")).expect("a file");
    check_refusal(
        &missing,
        "product/Cargo.lock",
        &["cannot be read", "no such file"],
    );
}

#[test]
fn an_image_as_parts_list_says_what_to_name_in_its_place() {
    let mut header = [0_u8; 1536];
    header[..10].copy_from_slice(b"etc/passwd");
    header[100..107].copy_from_slice(b"0000644");
    header[124..135].copy_from_slice(b"00000000000");
    header[136..147].copy_from_slice(b"00000000000");
    header[148..156].fill(b' ');
    header[156] = b'0';
    header[257..265].copy_from_slice(b"ustar\x0000");
    let sum: u32 = header[..512].iter().map(|byte| u32::from(*byte)).sum();
    header[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    let image = product("image.tar", &header);
    check_refusal(
        &image,
        "product/image.tar",
        &["os_release", "var/lib/dpkg/status"],
    );
}

#[test]
fn each_reason_stands_once_and_names_the_tests_in_words() {
    let folder = product("Cargo.lock", LOCK.as_bytes());
    let said = checked(&folder).gives(1).out;
    for (words, times) in [
        ("Viewer 1.2.0: looked at for class 1 of category 1", 1),
        ("there are no advisories for crates.io", 1),
        ("sekisho advisories update osv-crates.io", 1),
        ("Known vulnerabilities: inconclusive", 1),
        ("all that class 1 lacks", 3),
        ("class 1, which is asked for, not yet", 1),
    ] {
        assert_eq!(said.matches(words).count(), times, "{words}: {said}");
    }
    assert!(!said.contains('{'), "{said}");
}

#[test]
fn a_record_that_cannot_be_read_is_named_with_its_reason() {
    let folder = Folder::new();
    for number in 0..5 {
        folder.write(&format!("feed/TEST-{number}.json"), "{\"id\": ");
    }
    folder.write("Cargo.lock", LOCK);
    let (list, feed) = (folder.arg("Cargo.lock"), folder.arg("feed"));
    let said = run(&["match", &list, "--advisories", &feed]).gives(1).out;
    for words in [
        "rejected: TEST-0.json: ",
        "rejected: TEST-2.json: ",
        "and 2 more",
    ] {
        assert!(said.contains(words), "{words} is not in: {said}");
    }
    assert_eq!(said.matches("rejected: ").count(), 3, "{said}");
}

#[test]
fn a_product_without_parts_lists_is_no_log_without_findings() {
    let folder = Folder::new();
    folder.write("product/product.toml", PRODUCT);
    folder.write("product/a.tar.gz", "what is delivered");
    let (product, none) = (folder.arg("product"), folder.arg("none"));
    let args = ["check", &product, "--data", &none];
    let said = run(&args).gives(1).out;
    assert!(said.contains("add a parts list (parts_lists)"), "{said}");
    let log = run(&[args.as_slice(), &["--sarif"]].concat())
        .gives(1)
        .json();
    let invocation = &log["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let notification = &invocation["toolExecutionNotifications"][0];
    assert_eq!(notification["descriptor"]["id"], "no-parts");
}

#[test]
fn a_report_that_cannot_be_taken_says_why() {
    let folder = Folder::new();
    let report = "reports = [{ test = 'static', summary = 'summary.json' }]\n";
    folder.write("product/product.toml", format!("{PRODUCT}{report}"));
    folder.write("product/a.tar.gz", "what is delivered");
    folder.write("product/summary.json", "{}");
    let said = checked(&folder).gives(1).out;
    let told = "Static test: the report that was handed in cannot be taken:\n  · ";
    assert!(said.contains(told), "{said}");
    assert!(!said.contains('{'), "{said}");
}
