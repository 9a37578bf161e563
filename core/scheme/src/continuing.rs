//! Examines a maker's declaration of continuing vulnerability measures (継続的な脆弱性対策).
//!
//! Only what a declaration must say is examined here; whether the maker keeps it is surveillance.

mod defect;
pub mod security_txt;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::edition::{Edition, FixDays};
use crate::evidence::{Severity, Sighting};

pub use defect::Defect;
use security_txt::{Limits, SecurityTxt};

/// What a maker declares about dealing with vulnerabilities after delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Declaration {
    /// Where to report a vulnerability: `security@example.com` or an `https` address.
    pub security_contact: String,
    /// The policy of coordinated disclosure: an `https` address, or a document's name.
    pub disclosure_policy: String,
    /// The last day on which vulnerabilities are fixed.
    pub support_until: Date,
    /// How an update reaches the installed product: an `https` address or words.
    pub update_channel: String,
    /// Where users get help: `help@example.com`, an `https` address, or `tel:+81-…`.
    pub user_support: String,
    /// The times to fix that the maker promises, days.
    pub fix_days: FixDays,
}

/// All defects of a declaration; it passes when there are none.
///
/// `item` is the name of the declaration in the build, `certificate_end` the last day that a
/// certificate would have.
#[must_use]
pub fn examine(
    declaration: &Declaration,
    item: &str,
    certificate_end: Date,
    edition: &Edition,
) -> Vec<Sighting> {
    let defects = defects(declaration, certificate_end, edition);
    defects.iter().map(|defect| defect.sighting(item)).collect()
}

/// All defects of a declaration, as values.
#[must_use]
pub fn defects(declaration: &Declaration, certificate_end: Date, edition: &Edition) -> Vec<Defect> {
    let mut defects: Vec<Defect> = Vec::new();
    let Declaration {
        security_contact,
        disclosure_policy,
        support_until,
        update_channel,
        user_support,
        fix_days,
    } = declaration;
    if !is_mail(security_contact) && !is_https(security_contact) {
        defects.push(Defect::ContactForm {
            found: security_contact.clone(),
        });
    }
    if disclosure_policy.contains("://") && !is_https(disclosure_policy) {
        defects.push(Defect::PolicyNotHttps {
            found: disclosure_policy.clone(),
        });
    } else if disclosure_policy.trim().is_empty() {
        defects.push(Defect::PolicyMissing {});
    }
    if edition.rules().support_after_certificate.value && *support_until <= certificate_end {
        defects.push(Defect::SupportEndsEarly {
            support_until: *support_until,
            certificate_end,
        });
    }
    if update_channel.trim().is_empty() {
        defects.push(Defect::UpdateChannelMissing {});
    } else if let Some(address) = update_channel
        .split_whitespace()
        .find(|word| word.contains("://") && !is_https(word))
    {
        defects.push(Defect::UpdateChannelNotHttps {
            found: address.to_owned(),
        });
    }
    if !is_mail(user_support) && !is_https(user_support) && !is_telephone(user_support) {
        defects.push(Defect::UserSupportForm {
            found: user_support.clone(),
        });
    }
    defects.extend(fix_defects(fix_days, &edition.rules().fix_days.value));
    defects
}

/// All defects of the security.txt file that comes with a declaration, at this moment.
#[must_use]
pub fn security_txt_defects(bytes: &[u8], declaration: &Declaration, at: Timestamp) -> Vec<Defect> {
    let file = match SecurityTxt::read(bytes, &Limits::default()) {
        Ok(file) => file,
        Err(faults) => return faults.into_iter().map(Defect::SecurityTxt).collect(),
    };
    let mut defects = Vec::new();
    if file.expires <= at {
        defects.push(Defect::SecurityTxtExpired {
            expires: file.expires,
        });
    }
    // Who looks in either place must reach the same people.
    let bare = |contact: &str| {
        contact
            .strip_prefix("mailto:")
            .unwrap_or(contact)
            .to_owned()
    };
    let declared = bare(&declaration.security_contact);
    if !file
        .contacts
        .iter()
        .any(|contact| bare(contact) == declared)
    {
        defects.push(Defect::SecurityTxtOtherContact {
            declared: declaration.security_contact.clone(),
            found: file.contacts,
        });
    }
    defects
}

/// Promises that are longer than the edition allows, or that let a worse one wait longer.
fn fix_defects(promised: &FixDays, limits: &FixDays) -> impl Iterator<Item = Defect> {
    let each = [
        (Severity::Critical, promised.critical, limits.critical, 0),
        (
            Severity::High,
            promised.high,
            limits.high,
            promised.critical,
        ),
        (
            Severity::Medium,
            promised.medium,
            limits.medium,
            promised.high,
        ),
        (Severity::Low, promised.low, limits.low, promised.medium),
    ];
    each.into_iter()
        .filter_map(|(severity, days, limit, worse)| {
            if days > limit {
                return Some(Defect::FixTooLong {
                    severity,
                    days,
                    limit,
                });
            }
            (days < worse).then_some(Defect::FixWaitsLonger {
                severity,
                days,
                worse,
            })
        })
}

/// One `@` with a name before and a host with a dot behind, no spaces.
fn is_mail(text: &str) -> bool {
    let address = text.strip_prefix("mailto:").unwrap_or(text);
    let Some((name, host)) = address.split_once('@') else {
        return false;
    };
    let plain = |part: &str| !part.contains(|c: char| c.is_whitespace() || c.is_control());
    !name.is_empty() && plain(name) && plain(host) && !host.contains('@') && is_host(host)
}

fn is_https(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("https://") else {
        return false;
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let host = authority
        .split_once(':')
        .map_or(authority, |(host, _)| host);
    !text.contains(|c: char| c.is_whitespace() || c.is_control()) && is_host(host)
}

/// Labels with dots between, at least two.
fn is_host(host: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty()
            && label
                .chars()
                .all(|c| c.is_alphanumeric() || c == '-' || c == '_')
    };
    host.contains('.') && host.split('.').all(label)
}

fn is_telephone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let number = text.strip_prefix("tel:").unwrap_or(text);
    let spelled = |c: char| c.is_ascii_digit() || "+-(). ".contains(c);
    (6..=20).contains(&digits) && number.chars().all(spelled)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn good() -> Declaration {
        Declaration {
            security_contact: "security@example.com".to_owned(),
            disclosure_policy: "https://example.com/security".to_owned(),
            support_until: date(2029, 1, 1),
            update_channel: "signed packages at https://example.com/updates".to_owned(),
            user_support: "tel:+81-3-0000-0000".to_owned(),
            fix_days: FixDays {
                critical: 7,
                high: 30,
                medium: 90,
                low: 180,
            },
        }
    }

    #[track_caller]
    fn check(change: impl FnOnce(&mut Declaration), expected: &[(&str, &str)]) {
        let edition = crate::edition::find(&"sekisho-2026".parse().unwrap()).unwrap();
        let mut declaration = good();
        change(&mut declaration);
        let found = examine(
            &declaration,
            "continuing.toml",
            date(2028, 11, 23),
            &edition,
        );
        let seen: Vec<_> = found
            .iter()
            .map(|s| (s.rule.as_str(), s.place.name.as_str()))
            .collect();
        assert_eq!(seen, expected);
        assert!(found.iter().all(|s| edition.blocks(s.severity)));
        assert!(found.iter().all(|s| s.item == "continuing.toml"));
    }

    #[test]
    fn a_whole_declaration_has_no_defect() {
        check(|_| {}, &[]);
        check(
            |d| d.security_contact = "https://example.com/report".to_owned(),
            &[],
        );
        check(|d| d.disclosure_policy = "policy.pdf".to_owned(), &[]);
    }

    #[test]
    fn a_contact_must_be_a_mail_or_https_address() {
        for wrong in [
            "",
            "security",
            "http://example.com",
            "a@b",
            "@example.com",
            "a b@example.com",
            "a@b@example.com",
            "https://",
            "https://localhost/x",
        ] {
            check(
                |d| d.security_contact = wrong.to_owned(),
                &[("security-contact", "security_contact")],
            );
        }
    }

    #[test]
    fn support_must_end_after_the_certificate() {
        check(|d| d.support_until = date(2028, 11, 24), &[]);
        check(
            |d| d.support_until = date(2028, 11, 23),
            &[("support-end", "support_until")],
        );
    }

    #[test]
    fn promises_may_be_as_long_as_the_edition_allows_and_no_longer() {
        let longest = FixDays {
            critical: 30,
            high: 90,
            medium: 180,
            low: 365,
        };
        check(|d| d.fix_days = longest, &[]);
        check(
            |d| {
                d.fix_days = FixDays {
                    low: 366,
                    ..longest
                }
            },
            &[("fix-days", "fix_days.low")],
        );
    }

    #[test]
    fn every_defect_is_named_at_once() {
        check(
            |d| {
                d.disclosure_policy = "http://example.com".to_owned();
                d.update_channel = " ".to_owned();
                d.user_support = "someone".to_owned();
                d.fix_days.high = 91;
            },
            &[
                ("disclosure-policy", "disclosure_policy"),
                ("update-channel", "update_channel"),
                ("user-support", "user_support"),
                ("fix-days", "fix_days.high"),
                ("fix-days", "fix_days.medium"),
            ],
        );
    }

    #[track_caller]
    fn check_file(text: &str, expected: &[(&str, &str)]) {
        let at = "2026-11-25T00:00:00Z".parse().unwrap();
        let found = security_txt_defects(text.as_bytes(), &good(), at);
        let seen: Vec<_> = found.iter().map(Defect::rule).collect();
        assert_eq!(seen, expected);
    }

    #[test]
    fn a_security_txt_file_is_of_the_day_and_names_the_declared_contact() {
        let contact = "Contact: mailto:security@example.com\n";
        check_file(&format!("{contact}Expires: 2026-11-25T00:00:01Z\n"), &[]);
        let expired = format!("{contact}Expires: 2026-11-25T00:00:00Z\n");
        check_file(&expired, &[("security-txt", "Expires")]);
        let other = "Contact: https://example.com/report\nExpires: 2027-01-01T00:00:00Z\n";
        check_file(other, &[("security-txt", "Contact")]);
        check_file(contact, &[("security-txt", "Expires")]);
        check_file(
            "\u{0}",
            &[
                ("security-txt", "file"),
                ("security-txt", "Contact"),
                ("security-txt", "Expires"),
            ],
        );
    }

    #[test]
    fn a_declaration_with_an_unknown_member_is_not_read() {
        let mut value = serde_json::to_value(good()).unwrap();
        assert_eq!(serde_json::from_value(value.clone()).ok(), Some(good()));
        value["support_untill"] = "2030-01-01".into();
        assert!(serde_json::from_value::<Declaration>(value).is_err());
    }
}
