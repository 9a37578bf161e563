//! Examines a maker's declaration of continuing vulnerability measures (継続的な脆弱性対策).
//!
//! Only what a declaration must say is examined here; whether the maker keeps it is surveillance.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::edition::{Edition, FixDays};
use crate::evidence::{Place, Severity, Sighting};

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
/// certificate would have. A defect has no score, so its severity is unknown and blocks.
#[must_use]
pub fn examine(
    declaration: &Declaration,
    item: &str,
    certificate_end: Date,
    edition: &Edition,
) -> Vec<Sighting> {
    let sighting = |(rule, field, what): Defect| Sighting {
        rule: rule.to_owned(),
        place: Place {
            scope: item.to_owned(),
            name: field.to_owned(),
        },
        item: item.to_owned(),
        severity: Severity::Unknown,
        what,
    };
    let defects = defects(declaration, certificate_end, edition);
    defects.into_iter().map(sighting).collect()
}

/// The rule, the member, and what is wrong with it.
type Defect = (&'static str, &'static str, String);

fn defects(declaration: &Declaration, certificate_end: Date, edition: &Edition) -> Vec<Defect> {
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
        let what = format!("{security_contact:?} is neither a mail address nor an https address");
        defects.push(("security-contact", "security_contact", what));
    }
    if disclosure_policy.contains("://") && !is_https(disclosure_policy) {
        let what = format!("{disclosure_policy:?} is not an https address");
        defects.push(("disclosure-policy", "disclosure_policy", what));
    } else if disclosure_policy.trim().is_empty() {
        let what = "names neither an address nor a document".to_owned();
        defects.push(("disclosure-policy", "disclosure_policy", what));
    }
    if edition.rules().support_after_certificate.value && *support_until <= certificate_end {
        let what = format!(
            "support ends on {support_until}, not after the certificate's end {certificate_end}"
        );
        defects.push(("support-end", "support_until", what));
    }
    if update_channel.trim().is_empty() {
        let what = "does not say how updates reach the product".to_owned();
        defects.push(("update-channel", "update_channel", what));
    } else if let Some(address) = update_channel
        .split_whitespace()
        .find(|word| word.contains("://") && !is_https(word))
    {
        let what = format!("{address:?} is not an https address");
        defects.push(("update-channel", "update_channel", what));
    }
    if !is_mail(user_support) && !is_https(user_support) && !is_telephone(user_support) {
        let what = format!("{user_support:?} is no mail address, https address or telephone");
        defects.push(("user-support", "user_support", what));
    }
    defects.extend(fix_defects(fix_days, &edition.rules().fix_days.value));
    defects
}

/// Promises that are longer than the edition allows, or that let a worse one wait longer.
fn fix_defects(promised: &FixDays, limits: &FixDays) -> impl Iterator<Item = Defect> {
    let each = [
        ("fix_days.critical", promised.critical, limits.critical, 0),
        (
            "fix_days.high",
            promised.high,
            limits.high,
            promised.critical,
        ),
        (
            "fix_days.medium",
            promised.medium,
            limits.medium,
            promised.high,
        ),
        ("fix_days.low", promised.low, limits.low, promised.medium),
    ];
    each.into_iter().filter_map(|(field, days, limit, worse)| {
        let what = if days > limit {
            format!("{days} days to fix, limit is {limit}")
        } else if days < worse {
            format!("{days} days to fix, but {worse} days for a worse vulnerability")
        } else {
            return None;
        };
        Some(("fix-days", field, what))
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

    #[test]
    fn a_declaration_with_an_unknown_member_is_not_read() {
        let mut value = serde_json::to_value(good()).unwrap();
        assert_eq!(serde_json::from_value(value.clone()).ok(), Some(good()));
        value["support_untill"] = "2030-01-01".into();
        assert!(serde_json::from_value::<Declaration>(value).is_err());
    }
}
