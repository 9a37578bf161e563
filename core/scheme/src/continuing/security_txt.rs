//! Reads a security.txt file (RFC 9116): where and until when vulnerabilities are reported.
//!
//! Read are comments, fields, and the frame of an OpenPGP cleartext signature; whether that signature is good is not looked at.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Where reading stops.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub bytes: usize,
    /// Lines of the file.
    pub lines: usize,
}

impl Default for Limits {
    /// What RFC 9116 proposes to parsers, section 5.8: 32 kilobytes.
    fn default() -> Self {
        Self {
            bytes: 32 << 10,
            lines: 1_000,
        }
    }
}

/// A security.txt file that has all that it must have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecurityTxt {
    /// Where to report, the preferred first: `mailto:`, `https://` or `tel:`.
    pub contacts: Vec<String>,
    /// Until when the file is to be used.
    pub expires: Timestamp,
    /// Where the policy of disclosure stands.
    pub policies: Vec<String>,
    /// The addresses of the file itself.
    pub canonical: Vec<String>,
    /// In which languages reports are read.
    pub languages: Vec<String>,
}

/// What is wrong with a security.txt file.
#[derive(
    Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error, strum::VariantNames,
)]
#[serde(tag = "code", rename_all = "kebab-case", deny_unknown_fields)]
#[strum(serialize_all = "kebab-case")]
pub enum Fault {
    /// Too large.
    #[error("file of {bytes} bytes, limit is {limit}")]
    TxtTooLarge {
        /// Bytes found.
        bytes: usize,
        /// Bytes allowed.
        limit: usize,
    },
    /// Too many lines.
    #[error("more than {limit} lines")]
    TxtTooManyLines {
        /// Lines allowed.
        limit: usize,
    },
    /// Not UTF-8, or with control characters.
    #[error("line {line} is not plain text in UTF-8")]
    TxtNotText {
        /// Which line, from 1.
        line: usize,
    },
    /// A line that is neither a comment nor a field.
    #[error("line {line} is neither a comment nor `name: value`")]
    TxtLine {
        /// Which line, from 1.
        line: usize,
    },
    /// The frame of a signature that is not whole.
    #[error("the frame of its OpenPGP signature is not whole")]
    TxtSignatureFrame {},
    /// Nobody to report to.
    #[error("has no Contact")]
    TxtNoContact {},
    /// No date.
    #[error("has no Expires")]
    TxtNoExpires {},
    /// A field that may stand once only.
    #[error("line {line} has {field} a second time")]
    TxtTwice {
        /// Which line, from 1.
        line: usize,
        /// Which field.
        field: String,
    },
    /// A value of another form.
    #[error("line {line}: {found:?} is no {field}")]
    TxtValue {
        /// Which line, from 1.
        line: usize,
        /// Which field.
        field: String,
        /// What stands there, cut to 80 characters.
        found: String,
    },
}

impl Fault {
    /// The field that it is about.
    #[must_use]
    pub fn place(&self) -> &'static str {
        let field = match self {
            Self::TxtNoContact {} => "Contact",
            Self::TxtNoExpires {} => "Expires",
            Self::TxtTwice { field, .. } | Self::TxtValue { field, .. } => field,
            _ => return "file",
        };
        let known = FIELDS
            .iter()
            .find(|known| known.eq_ignore_ascii_case(field));
        known.copied().unwrap_or("file")
    }
}

/// The fields of RFC 9116. Others may stand in a file and say nothing here.
const FIELDS: [&str; 8] = [
    "Acknowledgments",
    "Canonical",
    "Contact",
    "Encryption",
    "Expires",
    "Hiring",
    "Policy",
    "Preferred-Languages",
];

const SIGNED: &str = "-----BEGIN PGP SIGNED MESSAGE-----";
const SIGNATURE: &str = "-----BEGIN PGP SIGNATURE-----";
const SIGNATURE_END: &str = "-----END PGP SIGNATURE-----";

impl SecurityTxt {
    /// Reads a file.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read(bytes: &[u8], limits: &Limits) -> Result<Self, Vec<Fault>> {
        if bytes.len() > limits.bytes {
            return Err(vec![Fault::TxtTooLarge {
                bytes: bytes.len(),
                limit: limits.bytes,
            }]);
        }
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
            vec![Fault::TxtNotText { line }]
        })?;
        let lines: Vec<(usize, &str)> = (1..).zip(text.lines().take(limits.lines + 1)).collect();
        if lines.len() > limits.lines {
            return Err(vec![Fault::TxtTooManyLines {
                limit: limits.lines,
            }]);
        }
        let mut reading = Reading::default();
        match unframed(&lines) {
            Some(lines) => lines
                .into_iter()
                .for_each(|(at, line)| reading.line(at, line)),
            None => reading.faults.push(Fault::TxtSignatureFrame {}),
        }
        reading.end()
    }
}

/// The lines of the message, without the frame of a signature where there is one; none when that is not whole.
fn unframed<'t>(lines: &[(usize, &'t str)]) -> Option<Vec<(usize, &'t str)>> {
    let is = |mark: &'static str| move |(_, line): &(usize, &str)| line.trim_end() == mark;
    let begins = lines.first().is_some_and(is(SIGNED));
    if !begins {
        let framed = lines
            .iter()
            .any(|line| is(SIGNED)(line) || is(SIGNATURE)(line));
        return (!framed).then(|| lines.to_vec());
    }
    // Headers such as `Hash: SHA512` end with an empty line.
    let head = lines.iter().position(|(_, line)| line.trim().is_empty())?;
    let end = lines.iter().position(is(SIGNATURE))?;
    lines
        .get(end..)?
        .iter()
        .find(|line| is(SIGNATURE_END)(line))?;
    let message = lines.get(head + 1..end)?.iter();
    Some(
        message
            .map(|(at, line)| (*at, line.strip_prefix("- ").unwrap_or(line)))
            .collect(),
    )
}

#[derive(Default)]
struct Reading {
    contacts: Vec<String>,
    expires: Vec<(usize, Timestamp)>,
    has_expires: bool,
    policies: Vec<String>,
    canonical: Vec<String>,
    languages: Option<Vec<String>>,
    faults: Vec<Fault>,
}

impl Reading {
    fn line(&mut self, at: usize, line: &str) {
        if line.chars().any(|c| c.is_control() && c != '\t') {
            self.faults.push(Fault::TxtNotText { line: at });
            return;
        }
        if line.trim().is_empty() || line.starts_with('#') {
            return;
        }
        let named = |c: char| c.is_ascii_graphic();
        match line.split_once(':') {
            Some((name, value)) if !name.is_empty() && name.chars().all(named) => {
                self.field(at, name, value.trim());
            }
            _ => self.faults.push(Fault::TxtLine { line: at }),
        }
    }

    fn field(&mut self, at: usize, name: &str, value: &str) {
        let known = FIELDS.iter().find(|known| known.eq_ignore_ascii_case(name));
        let Some(field) = known.copied() else {
            return;
        };
        let fits = match field {
            "Contact" => {
                let is_safe = is_web(value) || is_mail(value) || is_telephone(value);
                self.contacts.push(value.to_owned());
                is_safe
            }
            "Expires" => {
                self.has_expires = true;
                let read = value.parse::<Timestamp>().ok();
                self.expires.extend(read.map(|expires| (at, expires)));
                read.is_some()
            }
            "Preferred-Languages" => {
                let tags = value.split(',').map(|tag| tag.trim().to_owned());
                let tags: Vec<String> = tags.collect();
                let fits = tags.iter().all(|tag| is_language(tag));
                if self.languages.replace(tags).is_some() {
                    self.twice(at, field);
                }
                fits
            }
            "Policy" => {
                self.policies.push(value.to_owned());
                is_web(value)
            }
            "Canonical" => {
                self.canonical.push(value.to_owned());
                is_web(value)
            }
            // A key may also lie in the DNS or be named by its fingerprint.
            "Encryption" => {
                is_web(value) || value.starts_with("dns:") || value.starts_with("openpgp4fpr:")
            }
            _ => is_web(value),
        };
        if field == "Expires" && self.expires.len() > 1 {
            self.twice(at, field);
        }
        if !fits {
            self.faults.push(Fault::TxtValue {
                line: at,
                field: field.to_owned(),
                found: value.chars().take(80).collect(),
            });
        }
    }

    fn twice(&mut self, line: usize, field: &str) {
        self.faults.push(Fault::TxtTwice {
            line,
            field: field.to_owned(),
        });
    }

    fn end(mut self) -> Result<SecurityTxt, Vec<Fault>> {
        let framed = !self.faults.contains(&Fault::TxtSignatureFrame {});
        if self.contacts.is_empty() && framed {
            self.faults.push(Fault::TxtNoContact {});
        }
        if !self.has_expires && framed {
            self.faults.push(Fault::TxtNoExpires {});
        }
        match self.expires.first() {
            Some((_, expires)) if self.faults.is_empty() => Ok(SecurityTxt {
                contacts: self.contacts,
                expires: *expires,
                policies: self.policies,
                canonical: self.canonical,
                languages: self.languages.unwrap_or_default(),
            }),
            _ => Err(self.faults),
        }
    }
}

/// Web addresses must be safe, RFC 9116 section 2.5.
fn is_web(text: &str) -> bool {
    super::is_https(text)
}

fn is_mail(text: &str) -> bool {
    text.starts_with("mailto:") && super::is_mail(text)
}

fn is_telephone(text: &str) -> bool {
    text.starts_with("tel:") && super::is_telephone(text)
}

/// A language tag, RFC 5646: letters and digits with hyphens between.
fn is_language(tag: &str) -> bool {
    let piece = |piece: &str| {
        (1..=8).contains(&piece.len()) && piece.chars().all(|c| c.is_ascii_alphanumeric())
    };
    tag.split('-').all(piece)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "# Our policy\r\nContact: mailto:security@example.com\r\ncontact: https://example.com/report\r\n\
        Expires: 2027-11-25T00:00:00Z\r\nPreferred-Languages: ja, en\r\nPolicy: https://example.com/policy\r\n\
        Canonical: https://example.com/.well-known/security.txt\r\nX-Other: anything\r\n";

    #[track_caller]
    fn check(text: &str, expected: &[Fault]) {
        let read = SecurityTxt::read(text.as_bytes(), &Limits::default());
        assert_eq!(read.err().unwrap_or_default(), expected);
    }

    fn value(line: usize, field: &str, found: &str) -> Fault {
        Fault::TxtValue {
            line,
            field: field.to_owned(),
            found: found.to_owned(),
        }
    }

    #[test]
    fn a_whole_file_gives_its_fields_in_their_order() {
        let read = SecurityTxt::read(GOOD.as_bytes(), &Limits::default()).unwrap();
        assert_eq!(
            read.contacts,
            ["mailto:security@example.com", "https://example.com/report"]
        );
        assert_eq!(read.expires, "2027-11-25T00:00:00Z".parse().unwrap());
        assert_eq!(read.languages, ["ja", "en"]);
        assert_eq!(read.policies, ["https://example.com/policy"]);
    }

    #[test]
    fn contact_and_expires_are_needed() {
        check("", &[Fault::TxtNoContact {}, Fault::TxtNoExpires {}]);
        check("Contact: tel:+81-3-0000-0000\n", &[Fault::TxtNoExpires {}]);
        check(
            "Expires: 2027-11-25T00:00:00+09:00\n",
            &[Fault::TxtNoContact {}],
        );
    }

    #[test]
    fn expires_and_languages_stand_once() {
        let twice = |field: &str| Fault::TxtTwice {
            line: 9,
            field: field.to_owned(),
        };
        check(
            &format!("{GOOD}Expires: 2028-01-01T00:00:00Z\n"),
            &[twice("Expires")],
        );
        check(
            &format!("{GOOD}Preferred-Languages: fr\n"),
            &[twice("Preferred-Languages")],
        );
    }

    #[test]
    fn values_have_the_form_of_their_field() {
        for (field, wrong) in [
            ("Contact", "security@example.com"),
            ("Contact", "http://example.com/report"),
            ("Policy", "http://example.com/policy"),
            ("Canonical", "example.com"),
            ("Encryption", "http://example.com/key"),
            ("Hiring", "ftp://example.com"),
        ] {
            check(
                &format!("{GOOD}{field}: {wrong}\n"),
                &[value(9, field, wrong)],
            );
        }
        let bad = GOOD.replace("2027-11-25T00:00:00Z", "next year");
        check(&bad, &[value(4, "Expires", "next year")]);
        let bad = GOOD.replace("ja, en", "ja,,en");
        check(&bad, &[value(5, "Preferred-Languages", "ja,,en")]);
    }

    #[test]
    fn a_line_that_is_no_field_is_named() {
        check(&format!("{GOOD}nonsense\n"), &[Fault::TxtLine { line: 9 }]);
        check(
            &format!("{GOOD}two words: x\n"),
            &[Fault::TxtLine { line: 9 }],
        );
        check(
            &format!("{GOOD}a\u{7}: x\n"),
            &[Fault::TxtNotText { line: 9 }],
        );
    }

    #[test]
    fn a_signed_file_is_read_inside_its_frame() {
        let signed = format!(
            "{SIGNED}\nHash: SHA512\n\n{}- - a dash\n{SIGNATURE}\n\nabc\n{SIGNATURE_END}\n",
            GOOD.replace("\r\n", "\n")
        );
        check(&signed, &[Fault::TxtLine { line: 12 }]);
        check(&signed.replace("- - a dash\n", ""), &[]);
        let cut = signed.replace(SIGNATURE_END, "");
        check(&cut, &[Fault::TxtSignatureFrame {}]);
        check(
            &format!("{GOOD}{SIGNATURE}\n"),
            &[Fault::TxtSignatureFrame {}],
        );
    }

    #[test]
    fn a_file_beyond_the_limits_is_not_read() {
        let long = "#".repeat(40_000);
        let too_large = Fault::TxtTooLarge {
            bytes: 40_000,
            limit: 32_768,
        };
        check(&long, &[too_large]);
        check(
            &"\n".repeat(1_001),
            &[Fault::TxtTooManyLines { limit: 1_000 }],
        );
        let latin = SecurityTxt::read(b"# ok\nContact: \xff\n", &Limits::default());
        assert_eq!(latin, Err(vec![Fault::TxtNotText { line: 2 }]));
    }
}
