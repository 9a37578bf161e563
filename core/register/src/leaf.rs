//! What stands in the log for a statement: digest, signature and key, no text.
//!
//! Our log writes the `dsse` 0.0.2 form; `hashedrekord` 0.0.2 over the pre-authentication encoding, which the public
//! log asks for, is read too. Both are canonical JSON (RFC 8785).

use serde::{Deserialize, Serialize};

use crate::canonical::{self, CanonicalError, Digest};
use crate::dsse::Envelope;
use crate::key::{KeyError, VerifyingKey};

/// A log entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// Which form it has.
    pub kind: LeafKind,
    /// Digest of the payload ([`LeafKind::Dsse`]) or of its pre-authentication encoding ([`LeafKind::HashedRekord`]).
    pub digest: Digest,
    /// The envelope's signature.
    pub signature: Vec<u8>,
    /// The key that signed.
    pub key: VerifyingKey,
}

/// The two leaf forms that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeafKind {
    /// `dsse` 0.0.2: what our log writes.
    Dsse,
    /// `hashedrekord` 0.0.2 over the pre-authentication encoding.
    HashedRekord,
}

/// Why a leaf was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LeafError {
    /// Not canonical JSON of a leaf.
    #[error(transparent)]
    Spelling(#[from] CanonicalError),
    /// Neither of the two forms.
    #[error("leaf is {kind:?} {version:?}, known are dsse and hashedrekord 0.0.2")]
    UnknownKind {
        /// `kind` as written.
        kind: String,
        /// `apiVersion` as written.
        version: String,
    },
    /// Another hash algorithm or key type.
    #[error("leaf says {field} is {found:?}, wanted {wanted:?}")]
    Field {
        /// Which field.
        field: &'static str,
        /// What stood there.
        found: String,
        /// What is allowed.
        wanted: &'static str,
    },
    /// None, or more than one.
    #[error("a leaf has exactly one signature, this has {found}")]
    Signatures {
        /// Signatures found.
        found: usize,
    },
    /// The key inside is unusable.
    #[error("leaf key: {0}")]
    Key(#[source] KeyError),
}

/// `apiVersion` of both forms.
pub(crate) const VERSION: &str = "0.0.2";
const ALGORITHM: &str = "SHA2_256";
const KEY_DETAILS: &str = "PKIX_ED25519";

impl LeafKind {
    /// The `kind` as written.
    pub fn name(self) -> &'static str {
        match self {
            LeafKind::Dsse => "dsse",
            LeafKind::HashedRekord => "hashedrekord",
        }
    }
}

impl Leaf {
    /// The leaf for a signed envelope.
    pub fn of(envelope: &Envelope, key: VerifyingKey) -> Leaf {
        let digest = envelope.payload_digest();
        Leaf {
            kind: LeafKind::Dsse,
            digest,
            signature: envelope.signature.clone(),
            key,
        }
    }

    /// Whether the leaf is this envelope's: digest and signature are the same.
    pub fn is_of(&self, envelope: &Envelope) -> bool {
        let digest = match self.kind {
            LeafKind::Dsse => envelope.payload_digest(),
            LeafKind::HashedRekord => envelope.pae_digest(),
        };
        self.digest == digest && self.signature == envelope.signature
    }

    /// Canonical JSON: the bytes that are hashed into the tree.
    pub fn to_bytes(&self) -> Vec<u8> {
        let hash = Hash {
            algorithm: ALGORITHM.to_owned(),
            digest: self.digest.to_base64(),
        };
        let signature = Signature {
            content: canonical::to_base64(&self.signature),
            verifier: Verifier {
                key_details: KEY_DETAILS.to_owned(),
                public_key: PublicKey {
                    raw_bytes: self.key.into(),
                },
            },
        };
        let (kind, api_version) = (self.kind.name().to_owned(), VERSION.to_owned());
        match self.kind {
            LeafKind::Dsse => {
                let body = DsseBody {
                    payload_hash: hash,
                    signatures: vec![signature],
                };
                canonical::to_json(&Wire {
                    api_version,
                    kind,
                    spec: DsseSpec { dsse_v002: body },
                })
            }
            LeafKind::HashedRekord => {
                let body = HashedBody {
                    data: hash,
                    signature,
                };
                let spec = HashedSpec {
                    hashed_rekord_v002: body,
                };
                canonical::to_json(&Wire {
                    api_version,
                    kind,
                    spec,
                })
            }
        }
    }

    /// Reads canonical JSON.
    ///
    /// # Errors
    /// When the bytes are not exactly what [`Leaf::to_bytes`] writes for some leaf.
    pub fn from_bytes(bytes: &[u8]) -> Result<Leaf, LeafError> {
        let head: Head = serde_json::from_slice(bytes).map_err(|e| CanonicalError::NotJson {
            detail: e.to_string(),
        })?;
        match (head.kind.as_str(), head.api_version.as_str()) {
            ("dsse", VERSION) => {
                let wire: Wire<DsseSpec> = canonical::from_json(bytes)?;
                let body = wire.spec.dsse_v002;
                let [signature] = body.signatures.as_slice() else {
                    return Err(LeafError::Signatures {
                        found: body.signatures.len(),
                    });
                };
                Leaf::from_parts(LeafKind::Dsse, &body.payload_hash, signature)
            }
            ("hashedrekord", VERSION) => {
                let wire: Wire<HashedSpec> = canonical::from_json(bytes)?;
                let body = wire.spec.hashed_rekord_v002;
                Leaf::from_parts(LeafKind::HashedRekord, &body.data, &body.signature)
            }
            (kind, version) => Err(LeafError::UnknownKind {
                kind: canonical::shown(kind),
                version: canonical::shown(version),
            }),
        }
    }

    fn from_parts(kind: LeafKind, hash: &Hash, signature: &Signature) -> Result<Leaf, LeafError> {
        same("algorithm", &hash.algorithm, ALGORITHM)?;
        same("keyDetails", &signature.verifier.key_details, KEY_DETAILS)?;
        let der = canonical::from_base64(&signature.verifier.public_key.raw_bytes)?;
        Ok(Leaf {
            kind,
            digest: Digest::from_base64(&hash.digest)?,
            signature: canonical::from_base64(&signature.content)?,
            key: VerifyingKey::from_spki(&der).map_err(LeafError::Key)?,
        })
    }
}

fn same(field: &'static str, found: &str, wanted: &'static str) -> Result<(), LeafError> {
    if found == wanted {
        return Ok(());
    }
    Err(LeafError::Field {
        field,
        found: canonical::shown(found),
        wanted,
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    api_version: String,
    kind: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Wire<S> {
    api_version: String,
    kind: String,
    spec: S,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DsseSpec {
    #[serde(rename = "dsseV002")]
    dsse_v002: DsseBody,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct DsseBody {
    payload_hash: Hash,
    signatures: Vec<Signature>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct HashedSpec {
    #[serde(rename = "hashedRekordV002")]
    hashed_rekord_v002: HashedBody,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct HashedBody {
    data: Hash,
    signature: Signature,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Hash {
    algorithm: String,
    digest: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Signature {
    content: String,
    verifier: Verifier,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Verifier {
    key_details: String,
    public_key: PublicKey,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct PublicKey {
    raw_bytes: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::SigningKey;

    fn leaf() -> Leaf {
        let key = SigningKey::from_seed(&[3; 32]);
        Leaf::of(&Envelope::sign(b"{}".to_vec(), &key), key.verifying_key())
    }

    #[test]
    fn both_forms_read_back() {
        let hashed = Leaf {
            kind: LeafKind::HashedRekord,
            ..leaf()
        };
        for leaf in [leaf(), hashed] {
            assert_eq!(Leaf::from_bytes(&leaf.to_bytes()), Ok(leaf));
        }
    }

    #[test]
    fn a_leaf_with_spaces_is_refused() {
        let spaced = String::from_utf8(leaf().to_bytes())
            .unwrap()
            .replace(",", ", ");
        assert!(matches!(
            Leaf::from_bytes(spaced.as_bytes()),
            Err(LeafError::Spelling(CanonicalError::NotCanonical { .. }))
        ));
    }

    #[test]
    fn a_field_called_data_is_refused() {
        let other = String::from_utf8(leaf().to_bytes())
            .unwrap()
            .replace("payloadHash", "data");
        assert!(matches!(
            Leaf::from_bytes(other.as_bytes()),
            Err(LeafError::Spelling(CanonicalError::NotJson { .. }))
        ));
    }

    #[test]
    fn another_version_is_refused() {
        let other = String::from_utf8(leaf().to_bytes())
            .unwrap()
            .replace("0.0.2", "0.0.1");
        let refused = LeafError::UnknownKind {
            kind: "dsse".to_owned(),
            version: "0.0.1".to_owned(),
        };
        assert_eq!(Leaf::from_bytes(other.as_bytes()), Err(refused));
    }

    #[test]
    fn a_leaf_is_of_its_own_envelope_only() {
        let key = SigningKey::from_seed(&[3; 32]);
        assert!(leaf().is_of(&Envelope::sign(b"{}".to_vec(), &key)));
        assert!(!leaf().is_of(&Envelope::sign(b"[]".to_vec(), &key)));
    }
}
