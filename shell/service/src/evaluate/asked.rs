//! What a match was asked besides its lists and advisories, kept with its answer so that the same can be asked again.

use serde::{Deserialize, Serialize};
use vulnerability::{Argued, Decided, Policy, Purl};

/// The format of the kept question.
const FORMAT: &str = "sekisho-asked/1";

/// What a match was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    format: String,
    /// The release file of the distribution whose package database is among the lists.
    pub os_release: Option<String>,
    /// The package URLs of the product, by which VEX statements name it.
    pub purls: Vec<String>,
    /// The maker's reasons for parts that cannot be matched.
    pub argued: Vec<Reasoned>,
    /// The maker's decisions about candidates.
    pub decided: Vec<Decided>,
    /// How many records about an ecosystem a feed must have to speak for it.
    pub min_records: usize,
}

/// A maker's reason for a part that cannot be matched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reasoned {
    /// The part's name as written.
    pub name: String,
    /// The part's version as written.
    pub version: Option<String>,
    /// Why it is acceptable.
    pub reason: String,
}

impl Asked {
    /// What this policy asks.
    #[must_use]
    pub fn of(policy: &Policy, os_release: Option<&str>) -> Self {
        let argued = policy.argued.iter().map(|argued| Reasoned {
            name: argued.name.clone(),
            version: argued.version.clone(),
            reason: argued.reason.clone(),
        });
        Self {
            format: FORMAT.to_owned(),
            os_release: os_release.map(str::to_owned),
            purls: policy.product.purls.iter().map(Purl::to_string).collect(),
            argued: argued.collect(),
            decided: policy.decided.clone(),
            min_records: policy.min_records,
        }
    }

    /// Nothing besides: of a result with which no question was kept.
    #[must_use]
    pub fn nothing() -> Self {
        Self {
            format: FORMAT.to_owned(),
            os_release: None,
            purls: Vec::new(),
            argued: Vec::new(),
            decided: Vec::new(),
            min_records: 0,
        }
    }

    /// The bytes to be kept.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec_pretty(self).unwrap_or_default()
    }

    /// The kept question; none where the bytes are something else.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let read: Self = serde_json::from_slice(bytes).ok()?;
        (read.format == FORMAT).then_some(read)
    }

    /// Asks the same of a policy.
    pub fn ask(&self, policy: &mut Policy) {
        let argued = self.argued.iter().map(|argued| Argued {
            name: argued.name.clone(),
            version: argued.version.clone(),
            purl: None,
            reason: argued.reason.clone(),
        });
        policy.argued = argued.collect();
        policy.decided.clone_from(&self.decided);
        let purls = self.purls.iter().filter_map(|purl| purl.parse().ok());
        policy.product.purls = purls.collect();
        policy.min_records = self.min_records;
    }
}
