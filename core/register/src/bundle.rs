//! Sigstore bundles v0.3 of one signed statement: built, and read so strictly that nothing is left unbound.
//!
//! Two spellings are free: white space between tokens, and whole numbers as text or as numbers. Everything else is a
//! signature's, a proof's, or must agree with something that is.

use serde::de::{Deserializer, Unexpected, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use crate::canonical::{Digest, from_base64, shown, to_base64};
use crate::checkpoint::{Checkpoint, Cosigned, UnknownLines};
use crate::dsse::{Envelope, WireEnvelope};
use crate::key::{NoteKey, VerifyingKey};
use crate::leaf::{Leaf, VERSION};
use crate::limits::Limits;
use crate::reason::Reason;
use crate::statement::Statement;
use crate::tree::{check_inclusion, leaf_hash};
use crate::trust::{Closed, Shard, Trust, TrustedKey};

/// The media type that is written; the older spelling is read too.
pub const MEDIA_TYPE: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";
const MEDIA_TYPE_OLD: &str = "application/vnd.dev.sigstore.bundle+json;version=0.3";

/// What a bundle proves under a trust file: who signed which statement, and where it is logged.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// The statement.
    pub statement: Statement,
    /// SHA-256 of the statement's bytes.
    pub digest: Digest,
    /// The key that signed, as DSSE `keyid`.
    pub keyid: String,
    /// The shard's origin.
    pub origin: String,
    /// Index of the entry.
    pub index: u64,
    /// The entry's bytes.
    pub leaf: Vec<u8>,
    /// Size of the tree that the bundle shows.
    pub size: u64,
    /// Root of that tree.
    pub root: Digest,
    /// Witnesses that saw that tree.
    pub cosigned: Vec<Cosigned>,
}

/// Where an entry stands, for building bundles and proofs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged<'l> {
    /// The shard's key.
    pub log: &'l NoteKey,
    /// Index of the entry.
    pub index: u64,
    /// The entry's inclusion proof in the checkpoint's tree.
    pub proof: &'l [Digest],
    /// The checkpoint with its signature lines.
    pub checkpoint: &'l str,
}

/// Builds the bundle of a signed statement.
///
/// # Errors
/// When the checkpoint is no checkpoint.
pub fn build(
    envelope: &Envelope,
    key: VerifyingKey,
    logged: &Logged<'_>,
) -> Result<Vec<u8>, crate::checkpoint::CheckpointError> {
    let checkpoint = Checkpoint::parse(logged.checkpoint)?;
    let leaf = Leaf::of(envelope, key);
    let index = Whole(logged.index);
    let entry = WireEntry {
        log_index: index,
        log_id: WireLogId {
            key_id: logged.log.log_id().to_base64(),
        },
        kind_version: WireKind {
            kind: leaf.kind.name().to_owned(),
            version: VERSION.to_owned(),
        },
        integrated_time: Some(Whole(0)),
        inclusion_proof: WireProof {
            log_index: index,
            root_hash: checkpoint.root.to_base64(),
            tree_size: Whole(checkpoint.size),
            hashes: logged.proof.iter().map(|hash| hash.to_base64()).collect(),
            checkpoint: WireCheckpoint {
                envelope: logged.checkpoint.to_owned(),
            },
        },
        canonicalized_body: to_base64(&leaf.to_bytes()),
    };
    let wire = WireBundle {
        media_type: MEDIA_TYPE.to_owned(),
        verification_material: WireMaterial {
            public_key: WireHint { hint: key.keyid() },
            tlog_entries: vec![entry],
        },
        dsse_envelope: envelope.to_wire(),
    };
    let mut bytes = serde_json::to_vec_pretty(&wire).expect("a bundle has text keys only");
    bytes.push(b'\n');
    Ok(bytes)
}

/// Checks everything that a bundle says by itself.
///
/// # Errors
/// All reasons why it is not believed; when the bundle cannot be read, only that.
pub fn check_bundle(bytes: &[u8], trust: &Trust, limits: &Limits) -> Result<Checked, Vec<Reason>> {
    let bundle = Parsed::from_bytes(bytes, limits).map_err(|reason| vec![reason])?;
    let mut reasons = Vec::new();
    bundle.check_agreement(&mut reasons);
    let signer = bundle.check_signer(trust, &mut reasons);
    let cosigned = bundle.check_log(trust, &mut reasons);
    if let (Some(key), Some(cosigned)) = (signer, &cosigned) {
        bundle.check_revoked(key, cosigned, trust, &mut reasons);
    }
    match cosigned {
        Some(cosigned) if reasons.is_empty() => Ok(Checked {
            digest: bundle.envelope.payload_digest(),
            statement: bundle.statement,
            keyid: bundle.hint,
            origin: bundle.checkpoint.origin,
            index: bundle.entry.log_index.0,
            leaf: bundle.leaf_bytes,
            size: bundle.checkpoint.size,
            root: bundle.checkpoint.root,
            cosigned,
        }),
        _ => Err(reasons),
    }
}

/// A bundle whose parts could all be read.
struct Parsed {
    hint: String,
    entry: WireEntry,
    leaf_bytes: Vec<u8>,
    leaf: Leaf,
    proof: Vec<Digest>,
    root: Digest,
    log_id: Digest,
    checkpoint: Checkpoint,
    envelope: Envelope,
    statement: Statement,
}

impl Parsed {
    fn from_bytes(bytes: &[u8], limits: &Limits) -> Result<Parsed, Reason> {
        if bytes.len() > limits.bundle_bytes {
            let (bytes, limit) = (bytes.len(), limits.bundle_bytes);
            return Err(Reason::BundleTooLong { bytes, limit });
        }
        check_escapes(bytes)?;
        let wire: WireBundle = serde_json::from_slice(bytes).map_err(malformed)?;
        if wire.media_type != MEDIA_TYPE && wire.media_type != MEDIA_TYPE_OLD {
            return Err(Reason::MediaType {
                found: shown(&wire.media_type),
            });
        }
        let WireMaterial {
            public_key,
            mut tlog_entries,
        } = wire.verification_material;
        let found = tlog_entries.len();
        let (1, Some(entry)) = (found, tlog_entries.pop()) else {
            return Err(Reason::LogEntries { found });
        };
        let envelope =
            Envelope::from_wire(&wire.dsse_envelope).map_err(|e| Reason::EnvelopeRefused {
                detail: e.to_string(),
            })?;
        let statement =
            Statement::from_bytes(&envelope.payload).map_err(|e| Reason::StatementRefused {
                detail: e.to_string(),
            })?;
        let leaf_bytes = from_base64(&entry.canonicalized_body).map_err(malformed)?;
        let leaf = Leaf::from_bytes(&leaf_bytes).map_err(|e| Reason::LeafRefused {
            detail: e.to_string(),
        })?;
        let proof = &entry.inclusion_proof;
        let checkpoint = Checkpoint::parse(&proof.checkpoint.envelope).map_err(|e| {
            Reason::CheckpointRefused {
                detail: e.to_string(),
            }
        })?;
        let hashes = proof.hashes.iter().map(|hash| Digest::from_base64(hash));
        Ok(Parsed {
            hint: public_key.hint,
            proof: hashes.collect::<Result<_, _>>().map_err(malformed)?,
            root: Digest::from_base64(&proof.root_hash).map_err(malformed)?,
            log_id: Digest::from_base64(&entry.log_id.key_id).map_err(malformed)?,
            entry,
            leaf_bytes,
            leaf,
            checkpoint,
            envelope,
            statement,
        })
    }

    /// Fields that say the same thing twice must say the same thing.
    fn check_agreement(&self, reasons: &mut Vec<Reason>) {
        let (said, is) = (&self.entry.kind_version, self.leaf.kind.name());
        if said.kind != is || said.version != VERSION {
            let said = shown(&format!("{} {}", said.kind, said.version));
            let is = format!("{is} {VERSION}");
            reasons.push(Reason::LeafKindDiffers { said, is });
        }
        let (outer, inner) = (
            self.entry.log_index.0,
            self.entry.inclusion_proof.log_index.0,
        );
        if outer != inner {
            reasons.push(Reason::LogIndexDiffers { outer, inner });
        }
        if let Some(Whole(seconds)) = self.entry.integrated_time
            && seconds != 0
        {
            reasons.push(Reason::TimeUnsigned { seconds });
        }
        let size = self.entry.inclusion_proof.tree_size.0;
        if size != self.checkpoint.size || self.root != self.checkpoint.root {
            reasons.push(Reason::CheckpointDiffers);
        }
        if !self.leaf.is_of(&self.envelope) {
            reasons.push(Reason::LeafOfAnotherStatement);
        }
        if self.leaf.key.keyid() != self.hint {
            reasons.push(Reason::LeafOfAnotherKey);
        }
        let keyid = &self.envelope.keyid;
        if !keyid.is_empty() && *keyid != self.hint {
            reasons.push(Reason::KeyidDiffers {
                hint: shown(&self.hint),
                keyid: shown(keyid),
            });
        }
    }

    fn check_signer<'t>(
        &self,
        trust: &'t Trust,
        reasons: &mut Vec<Reason>,
    ) -> Option<&'t TrustedKey> {
        let (kind, time) = (
            self.statement.predicate.kind(),
            self.statement.predicate.time(),
        );
        let key = trust
            .signer(&self.hint, kind, time)
            .map_err(|e| reasons.push(e.into()))
            .ok()?;
        if !self.envelope.is_signed_by(key.spki) {
            reasons.push(Reason::SignatureWrong {
                keyid: key.keyid.clone(),
            });
        }
        Some(key)
    }

    fn check_log(&self, trust: &Trust, reasons: &mut Vec<Reason>) -> Option<Vec<Cosigned>> {
        let origin = &self.checkpoint.origin;
        let Some(shard) = trust.shard(origin) else {
            reasons.push(Reason::ShardUnknown {
                origin: shown(origin),
            });
            return None;
        };
        self.check_place(shard, reasons);
        match trust.cosigned(shard, &self.checkpoint, UnknownLines::Refuse) {
            Ok(cosigned) if cosigned.len() >= trust.quorum => Some(cosigned),
            Ok(cosigned) => {
                let (origin, found) = (origin.clone(), cosigned.len());
                reasons.push(Reason::WitnessesMissing {
                    origin,
                    found,
                    quorum: trust.quorum,
                });
                None
            }
            Err(wrong) => {
                let each = wrong.iter().map(|e| Reason::CheckpointRefused {
                    detail: e.to_string(),
                });
                reasons.extend(each);
                None
            }
        }
    }

    fn check_place(&self, shard: &Shard, reasons: &mut Vec<Reason>) {
        let (origin, time) = (shard.origin.clone(), self.statement.predicate.time());
        if self.log_id != shard.vkey.log_id() {
            reasons.push(Reason::LogIdDiffers {
                origin: origin.clone(),
            });
        }
        if !shard.holds_at(time) {
            reasons.push(Reason::ShardPeriod { origin, time });
        }
        let (size, root) = (self.checkpoint.size, self.checkpoint.root);
        let differs =
            |closed: &Closed| size > closed.size || (size == closed.size && root != closed.root);
        if shard.closed.as_ref().is_some_and(differs) {
            reasons.push(Reason::ClosedShardDiffers {
                origin: shard.origin.clone(),
            });
        }
        let index = self.entry.inclusion_proof.log_index.0;
        if let Err(e) = check_inclusion(&self.proof, size, root, index, leaf_hash(&self.leaf_bytes))
        {
            reasons.push(Reason::InclusionWrong {
                detail: e.to_string(),
            });
        }
    }

    /// A thief dates statements back, but cannot make a quorum of witnesses have seen them before.
    fn check_revoked(
        &self,
        key: &TrustedKey,
        cosigned: &[Cosigned],
        trust: &Trust,
        reasons: &mut Vec<Reason>,
    ) {
        let Some(revoked) = key.revoked else { return };
        let before = cosigned
            .iter()
            .filter(|cosigned| cosigned.time < revoked)
            .count();
        if before < trust.quorum.max(1) {
            reasons.push(Reason::KeyRevoked {
                keyid: key.keyid.clone(),
                revoked,
            });
        }
    }
}

fn malformed(error: impl std::fmt::Display) -> Reason {
    Reason::BundleMalformed {
        detail: error.to_string(),
    }
}

/// `\u00E9` and `\u00e9` are one letter: only the lower-case spelling is read, so that no byte can change unseen.
fn check_escapes(bytes: &[u8]) -> Result<(), Reason> {
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|&b| b == b'\\') {
        let escape = &rest[at + 1..];
        if escape.first() == Some(&b'u')
            && escape.iter().skip(1).take(4).any(u8::is_ascii_uppercase)
        {
            return Err(malformed("an escape with upper-case digits"));
        }
        rest = escape.get(1..).unwrap_or_default();
    }
    Ok(())
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct WireBundle {
    media_type: String,
    verification_material: WireMaterial,
    dsse_envelope: WireEnvelope,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct WireMaterial {
    public_key: WireHint,
    tlog_entries: Vec<WireEntry>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireHint {
    hint: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct WireEntry {
    log_index: Whole,
    log_id: WireLogId,
    kind_version: WireKind,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "present"
    )]
    integrated_time: Option<Whole>,
    inclusion_proof: WireProof,
    canonicalized_body: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct WireLogId {
    key_id: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireKind {
    kind: String,
    version: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct WireProof {
    log_index: Whole,
    root_hash: String,
    tree_size: Whole,
    hashes: Vec<String>,
    checkpoint: WireCheckpoint,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireCheckpoint {
    envelope: String,
}

/// A member that may be absent, but is not `null`.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Whole>, D::Error> {
    Whole::deserialize(deserializer).map(Some)
}

/// A whole number: written as text, as protocol buffers do with 64 bits; read as text or number.
#[derive(Clone, Copy)]
struct Whole(u64);

impl Serialize for Whole {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Whole {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Whole, D::Error> {
        deserializer.deserialize_any(WholeVisitor)
    }
}

struct WholeVisitor;

impl Visitor<'_> for WholeVisitor {
    type Value = Whole;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a whole number, as text or number, in its shortest decimal form")
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Whole, E> {
        Ok(Whole(number))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Whole, E> {
        match text.parse::<u64>() {
            Ok(number) if number.to_string() == text => Ok(Whole(number)),
            _ => Err(E::invalid_value(Unexpected::Str(&shown(text)), &self)),
        }
    }
}
