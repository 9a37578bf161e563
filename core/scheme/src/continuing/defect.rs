//! What can be wrong with a declaration: one value for each defect, with the details a reader needs.
//!
//! Serialised as `{"code": "contact-form", "found": "..."}`: the code names the message in any language. The English text here is
//! for logs and stands in the sighting.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use strum::VariantNames as _;

use super::security_txt::Fault;
use crate::evidence::{Place, Severity, Sighting};

/// What is wrong with a declaration.
#[derive(
    Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error, strum::VariantNames,
)]
#[serde(tag = "code", rename_all = "kebab-case", deny_unknown_fields)]
#[strum(serialize_all = "kebab-case")]
pub enum Defect {
    /// Nobody can be reached there.
    #[error("{found:?} is neither a mail address nor an https address")]
    ContactForm {
        /// What is declared.
        found: String,
    },
    /// No policy of coordinated disclosure.
    #[error("names neither an address nor a document")]
    PolicyMissing {},
    /// The policy's address is not safe.
    #[error("{found:?} is not an https address")]
    PolicyNotHttps {
        /// What is declared.
        found: String,
    },
    /// Support ends with the certificate or before.
    #[error("support ends on {support_until}, not after the certificate's end {certificate_end}")]
    SupportEndsEarly {
        /// The last day of support.
        support_until: Date,
        /// The last day of the certificate.
        certificate_end: Date,
    },
    /// Nobody knows how updates come.
    #[error("does not say how updates reach the product")]
    UpdateChannelMissing {},
    /// Updates come by an address that is not safe.
    #[error("{found:?} is not an https address")]
    UpdateChannelNotHttps {
        /// What is declared.
        found: String,
    },
    /// Users reach nobody there.
    #[error("{found:?} is no mail address, https address or telephone")]
    UserSupportForm {
        /// What is declared.
        found: String,
    },
    /// A promise is longer than the edition allows.
    #[error("{days} days to fix, limit is {limit}")]
    FixTooLong {
        /// Of which severity.
        severity: Severity,
        /// Days promised.
        days: u32,
        /// Days allowed.
        limit: u32,
    },
    /// A worse vulnerability would wait longer.
    #[error("{days} days to fix, but {worse} days for a worse vulnerability")]
    FixWaitsLonger {
        /// Of which severity.
        severity: Severity,
        /// Days promised.
        days: u32,
        /// Days promised for a worse one.
        worse: u32,
    },
    /// The security.txt file says itself that it is no longer to be used.
    #[error("expired on {expires}")]
    SecurityTxtExpired {
        /// Until when it was to be used.
        expires: Timestamp,
    },
    /// The security.txt file names other contacts than the declaration.
    #[error("names {}, not the declared contact {declared:?}", found.join(", "))]
    SecurityTxtOtherContact {
        /// The declared contact.
        declared: String,
        /// Those in the file.
        found: Vec<String>,
    },
    /// The security.txt file is not as RFC 9116 asks.
    #[error(transparent)]
    #[serde(untagged)]
    SecurityTxt(Fault),
}

impl Defect {
    /// Every code that a defect can have, for tables of messages.
    #[must_use]
    pub fn codes() -> Vec<&'static str> {
        let own = Self::VARIANTS
            .iter()
            .filter(|name| **name != "security-txt");
        own.chain(Fault::VARIANTS).copied().collect()
    }

    /// The rule that it is against, and the member that breaks it.
    #[must_use]
    pub fn rule(&self) -> (&'static str, &'static str) {
        match self {
            Self::ContactForm { .. } => ("security-contact", "security_contact"),
            Self::PolicyMissing {} | Self::PolicyNotHttps { .. } => {
                ("disclosure-policy", "disclosure_policy")
            }
            Self::SupportEndsEarly { .. } => ("support-end", "support_until"),
            Self::UpdateChannelMissing {} | Self::UpdateChannelNotHttps { .. } => {
                ("update-channel", "update_channel")
            }
            Self::UserSupportForm { .. } => ("user-support", "user_support"),
            Self::FixTooLong { severity, .. } | Self::FixWaitsLonger { severity, .. } => {
                ("fix-days", fix_field(*severity))
            }
            Self::SecurityTxtExpired { .. } => ("security-txt", "Expires"),
            Self::SecurityTxtOtherContact { .. } => ("security-txt", "Contact"),
            Self::SecurityTxt(fault) => ("security-txt", fault.place()),
        }
    }

    /// What is seen in the item of this name. A defect has no score, so its severity is unknown and blocks.
    #[must_use]
    pub fn sighting(&self, item: &str) -> Sighting {
        let (rule, field) = self.rule();
        Sighting {
            rule: rule.to_owned(),
            place: Place {
                scope: item.to_owned(),
                name: field.to_owned(),
            },
            item: item.to_owned(),
            severity: Severity::Unknown,
            what: self.to_string(),
        }
    }
}

fn fix_field(severity: Severity) -> &'static str {
    match severity {
        Severity::High => "fix_days.high",
        Severity::Medium => "fix_days.medium",
        Severity::Low | Severity::None => "fix_days.low",
        Severity::Critical | Severity::Unknown => "fix_days.critical",
    }
}
