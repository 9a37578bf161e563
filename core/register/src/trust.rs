//! The trust file: what a holder believes before looking at any register.
//!
//! It lies outside the register; a register that brings its own keys is not believed. The form is JSON, strict:
//! unknown members, doubled members and contradictions are refused, spaces are free, so that people may edit it.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::canonical::{Digest, shown, to_base64};
use crate::certificate::{Text, check_text};
use crate::checkpoint::{Checkpoint, CheckpointError, Cosigned, UnknownLines};
use crate::key::{NoteKey, NoteKind, VerifyingKey};
use crate::statement::Kind;

/// `format` of a trust file.
pub const TRUST_FORMAT: &str = "https://sekisho.example/trust/v1";

/// What a holder believes about one body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trust {
    /// [`TRUST_FORMAT`].
    pub format: String,
    /// The body's name.
    pub body: Text,
    /// Everything under this file is a demonstration and certifies nothing.
    pub demonstration: bool,
    /// The body's keys for statements.
    pub keys: Vec<TrustedKey>,
    /// The register's shards, the oldest first.
    pub shards: Vec<Shard>,
    /// Independent witnesses of the register's checkpoints.
    pub witnesses: Vec<Witness>,
    /// How many witnesses must have seen a checkpoint.
    pub quorum: usize,
    /// How old the open shard's checkpoint may be, in days.
    pub max_checkpoint_age_days: u32,
}

/// A key that signs statements for the body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustedKey {
    /// Base64 of SHA-256 of the SPKI DER.
    pub keyid: String,
    /// The key: base64 of its SPKI DER.
    pub spki: VerifyingKey,
    /// First moment at which it may sign.
    pub from: Timestamp,
    /// First moment at which it may no longer sign; absent while open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// When it was lost or stolen. A bundle under it is believed only when a quorum of witnesses saw it before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<Timestamp>,
    /// Which statements it may sign.
    pub purposes: Vec<Kind>,
}

/// A shard of the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shard {
    /// `<body>/<name>`; the first line of its checkpoints.
    pub origin: String,
    /// Where the register can be read, if it is published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The key of its checkpoints, `name+id+key` with the origin as name.
    pub vkey: NoteKey,
    /// First moment at which statements may stand in it.
    pub from: Timestamp,
    /// First moment at which they may no longer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// Its final checkpoint, once it is closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<Closed>,
}

/// The final checkpoint of a closed shard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closed {
    /// Its size.
    pub size: u64,
    /// Its root.
    pub root: Digest,
}

/// A witness of checkpoints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Witness {
    /// Its name, as on its signature lines.
    pub name: String,
    /// Its key, `name+id+key`, type 0x04.
    pub vkey: NoteKey,
    /// First moment from which what it says it saw counts no longer; absent while it is a witness. What it saw before stays
    /// seen, so that older certificates keep their witnesses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

/// Why a trust file was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, serde::Serialize, strum::VariantNames)]
#[serde(tag = "code", rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum TrustError {
    /// Not the JSON of a trust file.
    #[error("not a trust file: {detail}")]
    NotJson {
        /// What the reader met.
        detail: String,
    },
    /// Another format.
    #[error("trust file format is {found:?}, wanted {TRUST_FORMAT:?}")]
    Format {
        /// What stood there.
        found: String,
    },
    /// The body's name lacks a language.
    #[error("the body's name lacks its ja or en text")]
    Name,
    /// Nothing to believe.
    #[error("a trust file names at least one of its {what}")]
    None {
        /// `keys` or `shards`.
        what: &'static str,
    },
    /// Twice the same.
    #[error("{what} {name:?} is named twice")]
    Twice {
        /// `key`, `shard`, `witness` or `witness-key`.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// The keyid is another key's.
    #[error("keyid {said:?} stands beside the key {is:?}")]
    Keyid {
        /// What stood there.
        said: String,
        /// The key's own.
        is: String,
    },
    /// A key of the wrong type, or under another name.
    #[error("{name:?} needs a key of its own name and of type {wanted:#04x}")]
    NoteKey {
        /// Shard or witness.
        name: String,
        /// The type byte.
        wanted: u8,
    },
    /// An origin whose last part cannot be a folder.
    #[error("origin {origin:?} is not <body>/<name> with a name of a-z, 0-9, - and .")]
    Origin {
        /// The origin.
        origin: String,
    },
    /// A quorum that cannot be met.
    #[error("quorum {quorum} of {witnesses} witnesses")]
    Quorum {
        /// Asked for.
        quorum: usize,
        /// Witnesses named that have not ended.
        witnesses: usize,
    },
    /// A period that ends before it begins.
    #[error("the period of {name:?} ends before it begins")]
    Period {
        /// Whose.
        name: String,
    },
    /// More than one open shard, or an open one before a closed one.
    #[error("only the last shard may be open; {origin:?} is not closed")]
    Open {
        /// The shard.
        origin: String,
    },
}

/// Why a key's word does not count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignerError {
    /// Not in the trust file.
    #[error("key {keyid:?} is not in the trust file")]
    Unknown {
        /// The key asked for.
        keyid: String,
    },
    /// May not sign this kind.
    #[error("key {keyid:?} may not sign {kind} statements")]
    Purpose {
        /// The key.
        keyid: String,
        /// The kind.
        kind: Kind,
    },
    /// The statement was made outside the key's period.
    #[error("key {keyid:?} did not hold at {time}")]
    Period {
        /// The key.
        keyid: String,
        /// When the statement was made.
        time: Timestamp,
    },
    /// The statement was made after the key was lost or stolen.
    #[error("key {keyid:?} was revoked at {revoked}, the statement is of {time}")]
    Revoked {
        /// The key.
        keyid: String,
        /// When it was revoked.
        revoked: Timestamp,
        /// When the statement was made.
        time: Timestamp,
    },
}

impl Trust {
    /// Reads a trust file.
    ///
    /// # Errors
    /// When it is not strict JSON of this form, or contradicts itself.
    pub fn from_bytes(bytes: &[u8]) -> Result<Trust, TrustError> {
        let trust: Trust = serde_json::from_slice(bytes).map_err(|e| TrustError::NotJson {
            detail: e.to_string(),
        })?;
        trust.check()?;
        Ok(trust)
    }

    /// Writes a trust file, indented for people.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).expect("a trust file has text keys only");
        bytes.push(b'\n');
        bytes
    }

    /// Whether the file is whole and does not contradict itself.
    ///
    /// # Errors
    /// The first contradiction.
    pub fn check(&self) -> Result<(), TrustError> {
        if self.format != TRUST_FORMAT {
            return Err(TrustError::Format {
                found: shown(&self.format),
            });
        }
        check_text("body", &self.body).map_err(|_| TrustError::Name)?;
        if self.keys.is_empty() {
            return Err(TrustError::None { what: "keys" });
        }
        if self.shards.is_empty() {
            return Err(TrustError::None { what: "shards" });
        }
        let acting = self.witnesses.iter().filter(|one| one.until.is_none());
        let acting = acting.count();
        if self.quorum > acting {
            let (quorum, witnesses) = (self.quorum, acting);
            return Err(TrustError::Quorum { quorum, witnesses });
        }
        self.check_keys()?;
        self.check_shards()?;
        self.check_witnesses()
    }

    /// The shard with this origin.
    pub fn shard(&self, origin: &str) -> Option<&Shard> {
        self.shards.iter().find(|shard| shard.origin == origin)
    }

    /// The shard that grows: the last one, unless it is closed.
    pub fn open_shard(&self) -> Option<&Shard> {
        self.shards.last().filter(|shard| shard.closed.is_none())
    }

    /// Checks the lines of a checkpoint of a shard; tells the witnesses that saw it and whose word counts.
    ///
    /// # Errors
    /// Everything that is wrong with its lines.
    pub fn cosigned(
        &self,
        shard: &Shard,
        checkpoint: &Checkpoint,
        unknown: UnknownLines,
    ) -> Result<Vec<Cosigned>, Vec<CheckpointError>> {
        let cosigned = checkpoint.check(&shard.vkey, &self.witness_keys(), unknown)?;
        Ok(counted(&self.witnesses, shard.from, cosigned))
    }

    /// The note keys of all witnesses, also of those that have ended.
    pub fn witness_keys(&self) -> Vec<NoteKey> {
        self.witnesses
            .iter()
            .map(|witness| witness.vkey.clone())
            .collect()
    }

    /// The key whose word counts for a statement of this kind, made at this time.
    ///
    /// # Errors
    /// Why it does not count.
    pub fn signer(
        &self,
        keyid: &str,
        kind: Kind,
        time: Timestamp,
    ) -> Result<&TrustedKey, SignerError> {
        let unknown = || SignerError::Unknown {
            keyid: shown(keyid),
        };
        let key = self
            .keys
            .iter()
            .find(|key| key.keyid == keyid)
            .ok_or_else(unknown)?;
        let keyid = key.keyid.clone();
        if !key.purposes.contains(&kind) {
            return Err(SignerError::Purpose { keyid, kind });
        }
        if !holds(key.from, key.until, time) {
            return Err(SignerError::Period { keyid, time });
        }
        match key.revoked {
            Some(revoked) if time >= revoked => Err(SignerError::Revoked {
                keyid,
                revoked,
                time,
            }),
            _ => Ok(key),
        }
    }

    /// The trust root for Sigstore's own verifiers, with our shards as logs.
    ///
    /// They look up signing keys by the bundle's hint in a second document: [`Trust::sigstore_keys`].
    pub fn sigstore_trusted_root(&self) -> Vec<u8> {
        let logs = self.shards.iter().map(|shard| {
            let mut valid = json!({ "start": shard.from });
            if let Some(until) = shard.until {
                valid["end"] = json!(until);
            }
            json!({
                // The verifier looks for the checkpoint's key name inside this address.
                "baseUrl": format!("https://{}", shard.origin),
                "hashAlgorithm": "SHA2_256",
                "publicKey": {
                    "rawBytes": to_base64(&shard.vkey.key().to_spki()),
                    "keyDetails": "PKIX_ED25519",
                    "validFor": valid,
                },
                "logId": { "keyId": shard.vkey.log_id().to_base64() },
            })
        });
        let root = json!({
            "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
            "tlogs": logs.collect::<Vec<_>>(),
            "certificateAuthorities": [],
            "ctlogs": [],
            "timestampAuthorities": [],
        });
        pretty(&root)
    }

    /// The body's keys for Sigstore's own verifiers: hint to base64 of SPKI DER.
    pub fn sigstore_keys(&self) -> Vec<u8> {
        let keys = self
            .keys
            .iter()
            .map(|key| (key.keyid.clone(), json!(key.spki)));
        pretty(&serde_json::Value::Object(keys.collect()))
    }

    fn check_keys(&self) -> Result<(), TrustError> {
        let mut seen = BTreeSet::new();
        for key in &self.keys {
            if key.keyid != key.spki.keyid() {
                let (said, is) = (shown(&key.keyid), key.spki.keyid());
                return Err(TrustError::Keyid { said, is });
            }
            once("key", &key.keyid, &mut seen)?;
            in_order(&key.keyid, key.from, key.until)?;
        }
        Ok(())
    }

    fn check_shards(&self) -> Result<(), TrustError> {
        let mut seen = BTreeSet::new();
        for (place, shard) in self.shards.iter().enumerate() {
            if shard.folder().is_none() {
                return Err(TrustError::Origin {
                    origin: shown(&shard.origin),
                });
            }
            note_key(&shard.origin, &shard.vkey, NoteKind::Log)?;
            once("shard", &shard.origin, &mut seen)?;
            in_order(&shard.origin, shard.from, shard.until)?;
            if shard.closed.is_none() && place + 1 < self.shards.len() {
                return Err(TrustError::Open {
                    origin: shard.origin.clone(),
                });
            }
        }
        Ok(())
    }

    fn check_witnesses(&self) -> Result<(), TrustError> {
        let (mut names, mut keys) = (BTreeSet::new(), BTreeSet::new());
        for witness in &self.witnesses {
            note_key(&witness.name, &witness.vkey, NoteKind::Cosignature)?;
            once("witness", &witness.name, &mut names)?;
            // One key under two names would count twice for the quorum.
            once("witness-key", &witness.vkey.key().keyid(), &mut keys)?;
        }
        Ok(())
    }
}

impl Shard {
    /// The shard's folder in the register: `shards/<name>`, when the origin is well-formed.
    pub fn folder(&self) -> Option<String> {
        shard_folder(&self.origin)
    }

    /// Whether a statement of this time may stand in the shard.
    pub fn holds_at(&self, time: Timestamp) -> bool {
        holds(self.from, self.until, time)
    }
}

/// Those of the cosignatures on a checkpoint that count: made by a witness before it ended, and when the shard had begun.
#[must_use]
pub fn counted(
    witnesses: &[Witness],
    begun: Timestamp,
    mut cosigned: Vec<Cosigned>,
) -> Vec<Cosigned> {
    // Nobody saw a shard before it began: such a clock would vouch for anything as older than a theft.
    let earliest = begun.saturating_sub(SignedDuration::from_hours(24));
    cosigned.retain(|seen| {
        let known = witnesses.iter().find(|one| one.name == seen.witness);
        let acting = known.is_some_and(|one| one.until.is_none_or(|until| seen.time < until));
        acting && earliest.as_ref().is_ok_and(|first| seen.time >= *first)
    });
    cosigned
}

/// The folder in a register of the shard with this origin: `shards/<name>`, when the origin is `<body>/<name>`.
pub fn shard_folder(origin: &str) -> Option<String> {
    let (body, name) = origin.rsplit_once('/')?;
    let fits = |b: u8| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.');
    let starts = name
        .bytes()
        .next()
        .is_some_and(|b| b.is_ascii_alphanumeric());
    (!body.is_empty() && starts && name.bytes().all(fits)).then(|| format!("shards/{name}"))
}

fn holds(from: Timestamp, until: Option<Timestamp>, time: Timestamp) -> bool {
    from <= time && until.is_none_or(|until| time < until)
}

fn once(what: &'static str, name: &str, seen: &mut BTreeSet<String>) -> Result<(), TrustError> {
    if seen.insert(name.to_owned()) {
        return Ok(());
    }
    Err(TrustError::Twice {
        what,
        name: shown(name),
    })
}

fn in_order(name: &str, from: Timestamp, until: Option<Timestamp>) -> Result<(), TrustError> {
    if until.is_none_or(|until| from < until) {
        return Ok(());
    }
    Err(TrustError::Period { name: shown(name) })
}

fn note_key(name: &str, key: &NoteKey, kind: NoteKind) -> Result<(), TrustError> {
    if key.name() == name && key.kind() == kind {
        return Ok(());
    }
    let wanted = match kind {
        NoteKind::Log => 0x01,
        NoteKind::Cosignature => 0x04,
    };
    Err(TrustError::NoteKey {
        name: shown(name),
        wanted,
    })
}

fn pretty(value: &serde_json::Value) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).expect("JSON values have text keys");
    bytes.push(b'\n');
    bytes
}
