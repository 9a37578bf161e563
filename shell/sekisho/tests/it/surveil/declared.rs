//! The declaration of continuing measures with its security.txt file, as a maker checks it before handing it in.

use crate::program::{Folder, run};

use super::house::{ago, lock, other};

/// A product with this security.txt file.
fn product(file: &str) -> Folder {
    let folder = Folder::new();
    folder.write("product/app", "what is delivered");
    folder.write("product/Cargo.lock", lock("0.2.23"));
    folder.write("product/security.txt", file);
    folder.write("feed/a.json", other(0));
    folder.write(
        "product/product.toml",
        "[product]\nname = { ja = '閲覧ソフト', en = 'Viewer' }\nmaker = { id = 'maker', name = { ja = '製造者', en = 'Maker' } }\n\
         category = 1\nclass = '1'\nedition = 'sekisho-2026'\n\
         [declaration]\nsecurity_contact = 'security@example.com'\ndisclosure_policy = 'https://example.com/policy'\n\
         support_until = '2090-12-31'\nupdate_channel = 'https://example.com/updates'\nuser_support = 'help@example.com'\n\
         fix_days = { critical = 7, high = 30, medium = 90, low = 180 }\n\
         [[version]]\nversion = '1.0'\n[[version.build]]\nartefacts = [{ name = 'app', path = 'app' }]\n\
         parts_lists = [{ name = 'Cargo.lock', path = 'Cargo.lock' }]\nsecurity_txt = 'security.txt'\n",
    );
    folder
}

#[track_caller]
fn check(file: &str, code: i32, said: &[(&str, &str)]) {
    let folder = product(file);
    let (at, feed) = (folder.arg("product"), folder.arg("feed"));
    for (language, words) in [("en", ""), ("ja", "")].iter().chain(said) {
        let args = ["check", &at, "--advisories", &feed, "--lang", language];
        let ran = run(&args).gives(code);
        assert!(ran.out.contains(words), "{words}:\n{}", ran.out);
    }
}

#[test]
fn a_whole_file_of_the_day_passes() {
    let expires = ago(-30);
    let file = format!("Contact: mailto:security@example.com\nExpires: {expires}\n");
    check(&file, 0, &[]);
}

#[test]
fn an_expired_file_or_one_with_another_contact_is_named_in_both_languages() {
    let expired = format!(
        "Contact: mailto:security@example.com\nExpires: {}\n",
        ago(1)
    );
    let said = [
        ("en", "security.txt expired on"),
        ("ja", "期限切れとなっている"),
    ];
    check(&expired, 1, &said);
    let other = format!("Contact: https://example.com/x\nExpires: {}\n", ago(-30));
    let said = [
        ("en", "not the declared contact"),
        ("ja", "security.txt の連絡先は"),
    ];
    check(&other, 1, &said);
    let said = [("en", "has no Expires"), ("ja", "Expires（期限）がない")];
    check("Contact: mailto:security@example.com\n", 1, &said);
}
