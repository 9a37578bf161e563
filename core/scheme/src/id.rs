//! Names of things in the scheme: short checked texts and digests. Parse once, then trust the type.

use std::fmt;
use std::io::{self, Read};
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// Why a text is not the name of a thing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// The text has another form than this kind of name.
    #[error("not {kind}: {text:?} (looks like {example})")]
    Form {
        /// What was expected, with its article.
        kind: &'static str,
        /// What was given, cut to 80 characters.
        text: String,
        /// A good one.
        example: &'static str,
    },
}

fn form(kind: &'static str, text: &str, example: &'static str) -> IdError {
    IdError::Form {
        kind,
        text: text.chars().take(80).collect(),
        example,
    }
}

/// Declares a checked text: 1 to `$max` characters of `[a-z0-9.-]` and the extra ones named.
macro_rules! name_type {
    ($(#[$doc:meta])* $name:ident, $kind:literal, $max:literal, $extra:literal, $example:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The name as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                let fits = !text.is_empty()
                    && text.len() <= $max
                    && text.bytes().all(|b| {
                        b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.'
                            || $extra.contains(&b)
                    });
                if fits { Ok(Self(text.to_owned())) } else { Err(form($kind, text, $example)) }
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, IdError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> String {
                name.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

name_type!(
    /// A class of a category, as the edition names it: `1`, `2-a`, `2-b`, `2`, `3`.
    ClassId, "a class", 8, b"", "2-a"
);
name_type!(
    /// A test of the scheme, as the edition names it: `vulnerability`, `static`.
    TestId, "a test", 32, b"", "vulnerability"
);
name_type!(
    /// An edition of the scheme: `mitsf-2016`.
    EditionId, "an edition", 32, b"", "mitsf-2016"
);
name_type!(
    /// A person or a role's key holder who performs acts.
    ActorId, "an actor", 64, b"_", "evaluator-sato"
);
name_type!(
    /// A firm or organisation: a member, an evaluator's employer, an applicant.
    FirmId, "a firm", 64, b"_", "example-testing-co"
);
name_type!(
    /// A case: one application on its way to a decision.
    CaseId, "a case", 32, b"", "case-000001"
);
name_type!(
    /// A finding of one case.
    FindingId, "a finding", 32, b"", "f-000001"
);
name_type!(
    /// A recorded test result of one case.
    ResultId, "a result", 32, b"", "r-000001"
);

name_type!(
    /// A surveillance case: flaws that became known of a certified product.
    SurveillanceId, "a surveillance case", 32, b"", "s-000001"
);

/// A certificate's number: the year of its decision and a running number, `2026-000001`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CertificateNumber {
    year: u16,
    running: u32,
}

impl CertificateNumber {
    /// The number `running` of `year`; `None` outside 1000–9999 and 1–999999.
    #[must_use]
    pub fn new(year: u16, running: u32) -> Option<Self> {
        ((1000..=9999).contains(&year) && (1..=999_999).contains(&running))
            .then_some(Self { year, running })
    }

    /// The year of decision.
    #[must_use]
    pub fn year(self) -> u16 {
        self.year
    }

    /// The running number within the year, from 1.
    #[must_use]
    pub fn running(self) -> u32 {
        self.running
    }
}

impl FromStr for CertificateNumber {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let error = || form("a certificate number", text, "2027-000123");
        let (year, running) = text.split_once('-').ok_or_else(error)?;
        let digits =
            |part: &str, count| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(year, 4) || !digits(running, 6) {
            return Err(error());
        }
        let year = year.parse().map_err(|_| error())?;
        let running = running.parse().map_err(|_| error())?;
        Self::new(year, running).ok_or_else(error)
    }
}

impl TryFrom<String> for CertificateNumber {
    type Error = IdError;

    fn try_from(text: String) -> Result<Self, IdError> {
        text.parse()
    }
}

impl From<CertificateNumber> for String {
    fn from(number: CertificateNumber) -> String {
        number.to_string()
    }
}

impl fmt::Display for CertificateNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:06}", self.year, self.running)
    }
}

/// A category of products: 1 software, 2 medical device, 3 medical system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CategoryId(pub u8);

impl fmt::Display for CategoryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// A SHA-256 digest, written as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The digest and size of what is read, piece by piece, until its end or one byte beyond `limit`.
    ///
    /// # Errors
    /// What the reader meets.
    pub fn of_reading(from: &mut dyn Read, limit: u64) -> io::Result<(Self, u64)> {
        let mut hasher = Sha256::new();
        let mut from = from.take(limit.saturating_add(1));
        let mut chunk = vec![0; 64 << 10];
        let mut bytes = 0;
        loop {
            match from.read(&mut chunk) {
                Ok(0) => return Ok((Self(hasher.finalize().into()), bytes)),
                Ok(count) => {
                    hasher.update(&chunk[..count]);
                    bytes += count as u64;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// A digest made elsewhere.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl FromStr for Digest {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let error = || form("a SHA-256 digest", text, "64 digits of 0-9 a-f");
        if text.bytes().any(|b| b.is_ascii_uppercase()) {
            return Err(error());
        }
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| error())?;
        Ok(Self(bytes))
    }
}

impl TryFrom<String> for Digest {
    type Error = IdError;

    fn try_from(text: String) -> Result<Self, IdError> {
        text.parse()
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> String {
        digest.to_string()
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificate_numbers_have_one_spelling() {
        let number: CertificateNumber = "2027-000123".parse().unwrap();
        assert_eq!(number.to_string(), "2027-000123");
        for wrong in [
            "2027-",
            "2027-123",
            "27-000123",
            "2027-000000",
            "2027-0001234",
            "+027-000123",
        ] {
            assert!(wrong.parse::<CertificateNumber>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn names_refuse_what_could_break_a_path_or_a_line() {
        for wrong in ["", "a/b", "a b", "A", "a\n", "é"] {
            assert!(wrong.parse::<CaseId>().is_err(), "{wrong:?}");
        }
        assert!("case-000001".parse::<CaseId>().is_ok());
    }

    #[test]
    fn what_is_read_in_pieces_has_the_same_digest_and_an_end() {
        let bytes = vec![7; 200_000];
        let read = Digest::of_reading(&mut bytes.as_slice(), 200_000).unwrap();
        assert_eq!(read, (Digest::of(&bytes), 200_000));
        let (_, beyond) = Digest::of_reading(&mut bytes.as_slice(), 9).unwrap();
        assert_eq!(beyond, 10);
    }

    #[test]
    fn digests_are_lower_case_and_whole() {
        let digest = Digest::of(b"");
        assert_eq!(digest.to_string().parse(), Ok(digest));
        assert!(digest.to_string().to_uppercase().parse::<Digest>().is_err());
        assert!("00".parse::<Digest>().is_err());
    }
}
