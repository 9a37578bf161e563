//! The summary of a certificate for general tools: an in-toto verification result (SVR) v0.2.
//!
//! Everything in it follows from the certificate, so that a summary which says more can be told.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::canonical::Digest;
use crate::certificate::Certificate;

/// An in-toto summary of a verification result, v0.2: passing properties only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Svr {
    /// Passing properties.
    pub properties: Vec<String>,
    /// When it was made.
    pub time_created: Timestamp,
    /// Who verified, by which policies.
    pub verifier: SvrVerifier,
}

/// Who verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SvrVerifier {
    /// An address that names the verifier.
    pub id: String,
    /// The rules used; present even when empty.
    pub policies: Vec<SvrPolicy>,
}

/// A rule set by address and digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SvrPolicy {
    /// Digest of the rules.
    pub digest: DigestSet,
    /// Their address.
    pub uri: String,
}

/// Digests by algorithm; SHA-256 is the one in use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DigestSet {
    /// SHA-256.
    pub sha256: Digest,
}

impl Svr {
    /// The summary of a certificate.
    pub fn of(certificate: &Certificate) -> Svr {
        let class = certificate.class.name().replace('-', "").to_uppercase();
        let category = u8::from(certificate.category);
        let mut properties = vec![format!("SEKISHO_CATEGORY_{category}_CLASS_{class}")];
        if certificate.demonstration {
            properties.push("SEKISHO_DEMONSTRATION".to_owned());
        }
        let policy = SvrPolicy {
            digest: DigestSet {
                sha256: certificate.edition.sha256,
            },
            uri: format!(
                "https://sekisho.example/editions/{}",
                certificate.edition.id
            ),
        };
        Svr {
            properties,
            time_created: certificate.issued,
            verifier: SvrVerifier {
                id: "https://sekisho.example/verifier/v1".to_owned(),
                policies: vec![policy],
            },
        }
    }
}
