//! Reading a security.txt file: total, within its limits, and only what RFC 9116 allows.

use proptest::prelude::*;
use scheme::continuing::security_txt::{Limits, SecurityTxt};

/// Lines that are mostly those of a file.
fn lines() -> impl Strategy<Value = Vec<String>> {
    let line = prop_oneof![
        Just("Contact: mailto:security@example.com".to_owned()),
        Just("Expires: 2027-01-01T00:00:00Z".to_owned()),
        Just("Preferred-Languages: ja, en".to_owned()),
        Just("Policy: https://example.com/policy".to_owned()),
        Just("# a comment".to_owned()),
        Just(String::new()),
        Just("-----BEGIN PGP SIGNED MESSAGE-----".to_owned()),
        Just("-----BEGIN PGP SIGNATURE-----".to_owned()),
        Just("-----END PGP SIGNATURE-----".to_owned()),
        "[A-Za-z-]{0,20}: ?\\PC{0,40}",
    ];
    proptest::collection::vec(line, 0..14)
}

/// What every file that is read keeps to.
fn keeps_to_the_rules(bytes: &[u8]) {
    let limits = Limits::default();
    match SecurityTxt::read(bytes, &limits) {
        Err(faults) => assert!(!faults.is_empty(), "a refusal gives its reasons"),
        Ok(read) => {
            assert!(bytes.len() <= limits.bytes && !read.contacts.is_empty());
            for contact in &read.contacts {
                let safe = ["mailto:", "https://", "tel:"];
                assert!(safe.iter().any(|scheme| contact.starts_with(scheme)));
            }
            let web = read.policies.iter().chain(&read.canonical);
            assert!(
                web.into_iter()
                    .all(|address| address.starts_with("https://"))
            );
        }
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        keeps_to_the_rules(&bytes);
    }

    #[test]
    fn whatever_lines_a_file_has_it_is_read_by_the_rules(lines in lines()) {
        for end in ["\n", "\r\n"] {
            keeps_to_the_rules(lines.join(end).as_bytes());
        }
    }

    #[test]
    fn a_comment_or_an_empty_line_changes_nothing(lines in lines(), at in 0usize..14) {
        let plain: Vec<String> = lines.into_iter().filter(|line| !line.starts_with("--")).collect();
        let mut more = plain.clone();
        more.insert(at.min(plain.len()), "# said beside".to_owned());
        let read = |lines: &[String]| SecurityTxt::read(lines.join("\n").as_bytes(), &Limits::default());
        prop_assert_eq!(read(&plain).ok(), read(&more).ok());
    }
}
