//! Key files: what is written is read back, also by OpenSSL's own forms; what others may read or nobody can open is refused.

use std::fs;

use super::*;

#[test]
fn a_key_file_is_read_back_and_never_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("registrar.pem");
    let key = Key::generate().unwrap();
    key.write_new(&path).unwrap();
    assert_eq!(Key::read(&path).unwrap().public_hex(), key.public_hex());
    assert!(matches!(key.write_new(&path), Err(KeyError::Exists { .. })));
}

#[test]
fn a_key_file_is_of_the_form_that_openssl_writes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("registrar.pem");
    Key::generate().unwrap().write_new(&path).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    // SEQUENCE of 46 bytes, version 0, the identifier of Ed25519, 32 bytes in two OCTET STRINGs (RFC 8410, section 10.3).
    assert!(
        text.starts_with("-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEI"),
        "not PKCS#8 of version 1"
    );
    assert_eq!(text.lines().count(), 3);
}

#[test]
fn a_key_file_that_others_may_read_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("registrar.pem");
    Key::generate().unwrap().write_new(&path).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    assert!(matches!(
        Key::read(&path),
        Err(KeyError::Readable { mode: 0o640, .. })
    ));
}

#[test]
fn a_file_without_a_key_is_refused_and_nothing_secret_prints() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("registrar.pem");
    Disk::default()
        .write(&path, b"hello", Readers::Owner)
        .unwrap();
    assert!(matches!(Key::read(&path), Err(KeyError::Form { .. })));
    let key = Key::generate().unwrap();
    let secret = hex::encode(key.0.to_bytes());
    assert!(!format!("{key:?}").contains(&secret));
}

/// The public half of the key in `vectors/keys` (RFC 8032, section 7.1, test 1).
const OF_THE_VECTORS: &str = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

fn passphrase(text: &str) -> Passphrase {
    Passphrase::new(text.as_bytes().to_vec()).unwrap()
}

/// Opens a copy of a vector that only its owner may read.
fn opened(name: &str, with: &str) -> Result<Key, KeyError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/keys");
    let pem = fs::read(vectors.join(name)).unwrap();
    Disk::default().write(&path, &pem, Readers::Owner).unwrap();
    Key::open(&path, || Ok(passphrase(with)))
}

#[track_caller]
fn check_refused(name: &str, with: &str, said: &str) {
    let error = opened(name, with).unwrap_err().to_string();
    assert!(error.contains(said), "{name}: {error}");
}

#[test]
fn encrypted_keys_of_openssl_open_with_their_passphrase_only() {
    for (name, with) in [
        ("plain.pem", "not asked for"),
        ("pbkdf2.pem", "correct horse"),
        ("scrypt.pem", "correct horse"),
        ("japanese.pem", "正しい馬"),
    ] {
        let key = opened(name, with).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(key.public_hex(), OF_THE_VECTORS, "{name}");
    }
    for name in ["pbkdf2.pem", "scrypt.pem", "japanese.pem"] {
        check_refused(name, "wrong horse", "does not open with this passphrase");
    }
}

#[test]
fn another_scheme_is_refused_by_its_name() {
    check_refused("des3.pem", "correct horse", "with des-ede3-cbc");
    check_refused("aes128.pem", "correct horse", "with aes-128-cbc");
    check_refused("sha1.pem", "correct horse", "with hmacWithSHA1");
    let pbes1 = "with pbeWithSHA1And3-KeyTripleDES-CBC";
    check_refused("pbes1.pem", "correct horse", pbes1);
}

#[test]
fn a_file_that_asks_for_too_much_work_is_refused_before_any_is_done() {
    let rounds = "asks for 20000000 pbkdf2-rounds, limit is 10000000";
    check_refused("many-rounds.pem", "correct horse", rounds);
    let memory = "asks for 4294967296 scrypt-bytes, limit is 268435456";
    check_refused("much-memory.pem", "correct horse", memory);
}

#[test]
fn a_key_of_another_kind_is_none_also_when_it_is_encrypted() {
    check_refused("x25519.pem", "correct horse", "holds no Ed25519 key");
}

#[test]
fn an_encrypted_key_is_read_back_and_its_file_holds_nothing_plain() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("registrar.pem");
    let key = Key::generate().unwrap();
    key.write_new_encrypted(&path, &passphrase("correct horse"))
        .unwrap();
    assert!(Key::is_encrypted(&path).unwrap());
    let again = Key::open(&path, || Ok::<_, KeyError>(passphrase("correct horse"))).unwrap();
    assert_eq!(again.public_hex(), key.public_hex());
    let wrong = Key::open(&path, || Ok(passphrase("correct hors")));
    assert!(
        matches!(wrong, Err(KeyError::WrongPassphrase { .. })),
        "{wrong:?}"
    );
    let unasked = Key::read(&path);
    assert!(
        matches!(unasked, Err(KeyError::Encrypted { .. })),
        "{unasked:?}"
    );
    let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600);
    let other = folder.path().join("again.pem");
    key.write_new_encrypted(&other, &passphrase("correct horse"))
        .unwrap();
    // The salt and the vector are new each time.
    assert_ne!(fs::read(&path).unwrap(), fs::read(&other).unwrap());
    let exists = key.write_new_encrypted(&path, &passphrase("x"));
    assert!(matches!(exists, Err(KeyError::Exists { .. })), "{exists:?}");
}

#[test]
fn a_cut_or_changed_file_is_refused_and_nobody_panics() {
    let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/keys");
    let pem = fs::read_to_string(vectors.join("scrypt.pem")).unwrap();
    let (_, document) = SecretDocument::from_pem(&pem).unwrap();
    let der = document.as_bytes();
    let with = passphrase("correct horse");
    for end in 0..der.len() {
        assert_eq!(
            encrypted::open(&der[..end], &with).unwrap_err(),
            Closed::Form,
            "{end}"
        );
    }
    // Up to the salt: the rest costs a derivation each.
    for at in 0..43 {
        let mut changed = der.to_vec();
        changed[at] ^= 0xff;
        assert!(encrypted::open(&changed, &with).is_err(), "{at}");
    }
}
