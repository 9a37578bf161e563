//! Encrypted key files: PKCS#8 under a passphrase (RFC 5958, section 3), as `openssl pkcs8` reads and writes them.
//!
//! One scheme is taken: PBES2 (RFC 8018) with scrypt or PBKDF2-HMAC-SHA256, and AES-256-CBC. The file says how much work
//! opening it takes, so that is bounded before any is done.

use pkcs8::der::asn1::{ObjectIdentifier, OctetStringRef};
use pkcs8::der::{self, Decode as _, ErrorKind, Reader as _, SecretDocument, SliceReader};
use pkcs8::pkcs5::EncryptionScheme;
use pkcs8::pkcs5::pbes2::{
    AES_256_CBC_OID, Kdf, PBES2_OID, PBKDF2_OID, Parameters, Pbkdf2Prf, SCRYPT_OID,
};
use pkcs8::pkcs5::scrypt;
use pkcs8::spki::AlgorithmIdentifierRef;
use pkcs8::{EncryptedPrivateKeyInfo, PrivateKeyInfo};
use zeroize::Zeroizing;

use super::{KeyError, Passphrase, random};

/// The label of its PEM.
pub(super) const LABEL: &str = "ENCRYPTED PRIVATE KEY";

/// How much memory scrypt may ask for.
pub const SCRYPT_BYTES: u64 = 256 << 20;

/// How much scrypt may mix: blocks of 128 bytes, `N·r·p`. What OWASP recommends at most is a quarter of it.
pub const SCRYPT_BLOCKS: u64 = 1 << 22;

/// How many rounds PBKDF2 may ask for: what RFC 8018 names for the most critical keys.
pub const PBKDF2_ROUNDS: u64 = 10_000_000;

/// What is written: `N` = 2^14, `r` = 8, `p` = 5. More memory OpenSSL does not read: its limit is 32 MiB.
const LOG_N: u8 = 14;
const BLOCK: u32 = 8;
const LANES: u32 = 5;

/// Why an encrypted key does not open; the file is named by who reads it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Closed {
    Form,
    Scheme(String),
    Work {
        what: &'static str,
        asked: u64,
        limit: u64,
    },
    Passphrase,
}

/// Opens the DER of an encrypted key.
pub(super) fn open(der: &[u8], passphrase: &Passphrase) -> Result<SecretDocument, Closed> {
    scheme_is_known(der)?;
    let info = EncryptedPrivateKeyInfo::from_der(der).map_err(form)?;
    let EncryptionScheme::Pbes2(parameters) = &info.encryption_algorithm else {
        return Err(Closed::Form);
    };
    bounded(&parameters.kdf)?;
    // CBC proves nothing: a wrong passphrase shows by padding or content that makes no sense.
    let opened = info.decrypt(passphrase.bytes());
    let opened = opened.map_err(|_| Closed::Passphrase)?;
    match PrivateKeyInfo::try_from(opened.as_bytes()) {
        Ok(_) => Ok(opened),
        Err(_) => Err(Closed::Passphrase),
    }
}

/// Encrypts the DER of a key, as PEM.
pub(super) fn seal(der: &[u8], passphrase: &Passphrase) -> Result<Zeroizing<String>, KeyError> {
    let chance = random()?;
    let iv = random()?;
    let mut vector = [0; 16];
    vector.copy_from_slice(&iv[..16]);
    let cost = scrypt::Params::new(LOG_N, BLOCK, LANES, 32).expect("a cost that scrypt allows");
    let parameters = Parameters::scrypt_aes256cbc(cost, &chance, &vector);
    let parameters = parameters.expect("a cost that PKCS#5 can write");
    let info = PrivateKeyInfo::try_from(der).expect("a key that was just written");
    let sealed = info.encrypt_with_params(parameters, passphrase.bytes());
    let sealed = sealed.expect("a small key under sound parameters is encrypted");
    let pem = sealed.to_pem(LABEL, der::pem::LineEnding::LF);
    Ok(pem.expect("a small document has a PEM"))
}

/// Refuses another scheme by its name, before anything of it is read.
fn scheme_is_known(der: &[u8]) -> Result<(), Closed> {
    let mut reader = SliceReader::new(der).map_err(form)?;
    let algorithm = reader.sequence(|inner| {
        let algorithm = AlgorithmIdentifierRef::decode(inner)?;
        OctetStringRef::decode(inner)?;
        Ok(algorithm)
    });
    let algorithm = algorithm.map_err(form)?;
    if algorithm.oid != PBES2_OID {
        return Err(Closed::Scheme(named(algorithm.oid)));
    }
    let parameters = algorithm.parameters.ok_or(Closed::Form)?;
    let both = parameters.sequence(|inner| {
        let derivation = AlgorithmIdentifierRef::decode(inner)?.oid;
        Ok((derivation, AlgorithmIdentifierRef::decode(inner)?.oid))
    });
    let (derivation, cipher) = both.map_err(form)?;
    let known = [SCRYPT_OID, PBKDF2_OID, AES_256_CBC_OID];
    match [derivation, cipher]
        .into_iter()
        .find(|oid| !known.contains(oid))
    {
        Some(other) => Err(Closed::Scheme(named(other))),
        None => Ok(()),
    }
}

/// Refuses work and memory beyond the limits.
fn bounded(derivation: &Kdf<'_>) -> Result<(), Closed> {
    let within = |what, asked, limit| match asked > limit {
        true => Err(Closed::Work { what, asked, limit }),
        false => Ok(()),
    };
    match derivation {
        Kdf::Scrypt(cost) => {
            let (r, p) = (u64::from(cost.block_size), u64::from(cost.parallelization));
            let memory = cost.cost_parameter.saturating_mul(128).saturating_mul(r);
            within("scrypt-bytes", memory, SCRYPT_BYTES)?;
            let blocks = cost.cost_parameter.saturating_mul(r).saturating_mul(p);
            within("scrypt-blocks", blocks, SCRYPT_BLOCKS)?;
            let sound = cost.cost_parameter.is_power_of_two() && cost.cost_parameter > 1;
            if sound && r > 0 && p > 0 {
                Ok(())
            } else {
                Err(Closed::Form)
            }
        }
        Kdf::Pbkdf2(cost) if cost.prf != Pbkdf2Prf::HmacWithSha256 => {
            Err(Closed::Scheme(named(cost.prf.oid())))
        }
        Kdf::Pbkdf2(cost) => {
            let rounds = u64::from(cost.iteration_count);
            within("pbkdf2-rounds", rounds, PBKDF2_ROUNDS)
        }
        _ => Err(Closed::Form),
    }
}

fn form(error: der::Error) -> Closed {
    match error.kind() {
        ErrorKind::OidUnknown { oid } => Closed::Scheme(named(oid)),
        _ => Closed::Form,
    }
}

/// The name of a scheme as OpenSSL writes it, else its number.
fn named(oid: ObjectIdentifier) -> String {
    let number = oid.to_string();
    let known = NAMES.iter().find(|(known, _)| *known == number);
    known.map_or(number.clone(), |(_, name)| (*name).to_owned())
}

const NAMES: &[(&str, &str)] = &[
    ("1.2.840.113549.1.5.3", "pbeWithMD5AndDES-CBC"),
    ("1.2.840.113549.1.5.10", "pbeWithSHA1AndDES-CBC"),
    ("1.2.840.113549.1.5.11", "pbeWithSHA1AndRC2-CBC"),
    (
        "1.2.840.113549.1.12.1.3",
        "pbeWithSHA1And3-KeyTripleDES-CBC",
    ),
    ("1.2.840.113549.1.12.1.6", "pbeWithSHA1And40BitRC2-CBC"),
    ("1.2.840.113549.2.7", "hmacWithSHA1"),
    ("1.2.840.113549.2.8", "hmacWithSHA224"),
    ("1.2.840.113549.2.10", "hmacWithSHA384"),
    ("1.2.840.113549.2.11", "hmacWithSHA512"),
    ("1.2.840.113549.3.2", "rc2-cbc"),
    ("1.2.840.113549.3.7", "des-ede3-cbc"),
    ("1.3.14.3.2.7", "des-cbc"),
    ("2.16.840.1.101.3.4.1.2", "aes-128-cbc"),
    ("2.16.840.1.101.3.4.1.6", "aes-128-gcm"),
    ("2.16.840.1.101.3.4.1.22", "aes-192-cbc"),
    ("2.16.840.1.101.3.4.1.46", "aes-256-gcm"),
];
