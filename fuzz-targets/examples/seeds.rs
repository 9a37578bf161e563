//! Writes the seeds that need keys, digests or compression: `cargo run --example seeds`.
//!
//! The keys are the fixed ones of the honest register; the same run gives the same files.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use fuzz_targets::honest::{LONG_LOG, REGISTER, statements};
use register::dsse::Envelope;
use register::leaf::Leaf;
use register::table::Page;
use vulnerability::{Feed, Limits};

const RECORD: &[u8] = br#"{"id":"T-2026-0001","modified":"2026-01-01T00:00:00Z","affected":[{"package":{"ecosystem":"npm","name":"a"},"ranges":[{"type":"SEMVER","events":[{"introduced":"0"}]}]}]}"#;

fn main() {
    register_seeds();
    archive_seeds();
    index_seeds();
    case_archive_seeds();
}

fn register_seeds() {
    let body = &*REGISTER;
    let statements = statements();
    for (at, statement) in statements.iter().enumerate() {
        let index = at as u64;
        let envelope = Envelope::sign(statement.to_bytes(), &body.key);
        let leaf = Leaf::of(&envelope, body.key.verifying_key());
        let name = format!("statement-{at}.json");
        write("statement_has_one_spelling", &name, &statement.to_bytes());
        write("envelope_has_one_spelling", &name, &envelope.to_bytes());
        write("leaf_has_one_spelling", &name, &leaf.to_bytes());
        write(
            "bundle_is_believed_only_as_signed",
            &name,
            &body.bundle(index),
        );
        write(
            "answer_is_valid_only_for_what_was_issued",
            &name,
            &body.bundle(index),
        );
        let proof = body.offline_proof(index).to_text();
        write(
            "offline_proof_has_one_spelling",
            &format!("entry-{at}"),
            proof.as_bytes(),
        );
    }
    write(
        "checkpoint_has_one_spelling",
        "cosigned",
        body.checkpoint().as_bytes(),
    );
    write(
        "checkpoint_has_one_spelling",
        "alone",
        LONG_LOG.checkpoint().as_bytes(),
    );
    write(
        "cosignatures_count_only_as_signed",
        "cosigned",
        body.checkpoint().as_bytes(),
    );
    write(
        "trust_file_has_one_meaning",
        "trust.json",
        &body.trust.to_bytes(),
    );
    for (name, key) in [
        ("log", &body.trust.shards[0].vkey),
        ("witness", &body.trust.witnesses[0].vkey),
    ] {
        write("note_key_has_one_spelling", name, key.vkey().as_bytes());
    }
    let key = body.key.verifying_key();
    let digest = statements[0].digest();
    write("public_key_has_one_spelling", "spki", &key.to_spki());
    write(
        "public_key_has_one_spelling",
        "digest-hex",
        digest.to_string().as_bytes(),
    );
    write(
        "public_key_has_one_spelling",
        "digest-base64",
        digest.to_base64().as_bytes(),
    );
    let lies = statements.iter().map(|statement| statement.to_bytes());
    let lies: Vec<Vec<u8>> = lies.collect();
    write(
        "signed_nonsense_is_folded_or_refused",
        "honest",
        &lies.join(&0),
    );
    write(
        "signed_nonsense_is_folded_or_refused",
        "turned",
        &[lies[2].clone(), lies[0].clone()].join(&0),
    );
    for bytes in body.files.values() {
        if Page::from_bytes(bytes, "S-1").is_ok() {
            write("state_page_has_one_spelling", "page", bytes);
        }
    }
    edit_seeds();
}

/// An edit is a file, a kind, a place in two bytes, a length and the new bytes; see `src/edits.rs`.
fn edit_seeds() {
    let edits: [(&str, &[u8]); 4] = [
        ("nothing", b""),
        ("replaced", b"\x00\x00\x10\x00\x04abcd"),
        ("removed", b"\x01\x04\x00\x00\x00"),
        ("copied", b"\x02\x05\x01\x00\x00\x00\x03\x20\x00\x00"),
    ];
    for (name, edit) in edits {
        write("survey_believes_only_what_was_published", name, edit);
        write("answer_is_valid_only_from_the_whole_register", name, edit);
        write("state_table_tells_the_honest_state", name, edit);
        // Two bytes of a number stand in front.
        for target in [
            "log_goes_on_only_from_its_own_tree",
            "proofs_from_changed_tiles_hold",
        ] {
            write(target, name, &[b"\x00\x00", edit].concat());
            write(target, &format!("{name}-44"), &[b"\x2c\x00", edit].concat());
        }
    }
    let proof: Vec<u8> = LONG_LOG.proof(7).iter().flat_map(|hash| hash.0).collect();
    let claim = [[7, 0, 7, 0].as_slice(), &proof].concat();
    write("inclusion_proof_binds_its_leaf", "entry-7", &claim);
    write("entries_are_cut_whole", "two", b"\x01\x00\x03abc\x00\x01d");
    write("entries_are_cut_whole", "one-empty", b"\x00\x00\x00");
}

fn archive_seeds() {
    let files: [(&str, &[u8]); 2] = [
        ("feed/a/T-2026-0001.json", RECORD),
        ("feed/LICENSE", b"CC0"),
    ];
    let tar = tar(&files);
    let zeros = vec![0; 3 << 20];
    let archives = [
        ("plain.tar", tar.clone()),
        ("feed.tar.gz", gz(&tar)),
        ("feed.tar.zst", zst(&tar)),
        ("feed.zip", zip(&files)),
        ("record.json.zst", zst(RECORD)),
        ("bomb.gz", gz(&zeros)),
        ("bomb.zst", zst(&zeros)),
        ("bomb.zip", zip(&[("zeros.json", &zeros)])),
        ("bomb.tar.gz", gz(&self::tar(&[("zeros.json", &zeros)]))),
    ];
    for (name, bytes) in archives {
        write("archive_is_read_within_its_limits", name, &bytes);
        write("feed_is_never_silently_empty", name, &bytes);
    }
    write("feed_is_never_silently_empty", "record.json", RECORD);
}

/// One record for each way in which records say which versions they speak of.
fn index_seeds() {
    let records: [(&str, &[u8]); 5] = [
        ("T-2026-0001.json", RECORD),
        (
            "crates/a/RUSTSEC-2026-0001.md",
            b"```toml\n[advisory]\nid = \"RUSTSEC-2026-0001\"\npackage = \"a\"\ndate = \"2026-01-01\"\n[versions]\npatched = [\">= 1.0.0\"]\nunaffected = [\"< 0.5.0\"]\n```\n# T\n",
        ),
        (
            "vuln/npm/1.json",
            br#"{"id":1,"title":"T","module_name":"a","created_at":"2026-01-01","vulnerable_versions":"<1.0.0","patched_versions":">=1.0.0"}"#,
        ),
        (
            "csaf.json",
            include_bytes!("../seeds/csaf_flaws_are_used_or_counted/csaf.json"),
        ),
        ("T-2026-0002.json", b"{\"id\":\"T-2026-0002\",\"modified\":\"2026-01-01T00:00:00Z\",\"affected\":[{\"package\":{\"ecosystem\":\"PyPI\",\"name\":\"A_b\"},\"versions\":[\"1.0\"]}]}"),
    ];
    for (path, record) in records {
        let feed = Feed::read("feed", [(path, record)], &Limits::default());
        let index = feed.to_index().expect("a good record");
        let name = path.rsplit('/').next().unwrap_or(path);
        write("index_is_whole_or_refused", &format!("{name}.index"), index);
    }
    let feed = Feed::read("feed", records, &Limits::default());
    let index = feed.to_index().expect("good records");
    write("index_is_whole_or_refused", "all", index);
}

fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (path, bytes) in files {
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        builder
            .append_data(&mut header, path, *bytes)
            .expect("writing to memory");
    }
    builder.into_inner().expect("writing to memory")
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).expect("writing to memory");
    encoder.finish().expect("writing to memory")
}

fn zst(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (path, bytes) in files {
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file(*path, options).expect("a member");
        writer.write_all(bytes).expect("writing to memory");
    }
    writer.finish().expect("writing to memory").into_inner()
}

fn write(target: &str, name: &str, bytes: &[u8]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("seeds")
        .join(target);
    fs::create_dir_all(&folder).expect("the seeds' folder can be written");
    fs::write(folder.join(name), bytes).expect("the seeds' folder can be written");
}

/// A case of three acts with one piece of evidence: its list, and list and files with a zero byte between any two.
fn case_archive_seeds() {
    use scheme::archive::{ActFile, EvidenceFile, Format, Manifest, OtherFile};
    use scheme::id::Digest;
    let edition = scheme::edition::shipped().swap_remove(0);
    let mut list = Manifest {
        format: Format::V1,
        body: scheme::edition::Text {
            ja: "機関".to_owned(),
            en: "Body".to_owned(),
        },
        origin: "register.example/2026".to_owned(),
        demonstration: false,
        edition: edition.id().clone(),
        edition_digest: edition.digest(),
        case: "case-000001".parse().expect("a good name"),
        made: "2026-11-25T00:00:00Z".parse().expect("a good time"),
        acts: Vec::new(),
        evidence: Vec::new(),
        others: Vec::new(),
    };
    let mut files: Vec<Vec<u8>> = Vec::new();
    let text = b"appeal";
    let digest = Digest::of(text);
    let registration = |actor: &str, firm: &str, role: &str, key: &str| {
        format!(
            r#"{{"kind":"register-actor","actor":"{actor}","firm":"{firm}","name":{{"en":"N","ja":"名"}},"period":{{"from":"2026-01-01","until":"2030-01-01"}},"public_key":"{}","roles":["{role}"]}}"#,
            key.repeat(64)
        )
    };
    let whats = [
        (
            "registrar",
            "null",
            registration("registrar", "body", "registrar", "a"),
        ),
        (
            "registrar",
            "null",
            registration("maker-a", "maker", "applicant", "b"),
        ),
        (
            "maker-a",
            "\"case-000001\"",
            format!(
                r#"{{"kind":"apply","category":1,"class":"1","edition":"{}","product":{{"maker":"maker","maker_name":{{"en":"M","ja":"製"}},"name":{{"en":"P","ja":"品"}}}}}}"#,
                edition.id()
            ),
        ),
        (
            "maker-a",
            "\"case-000001\"",
            format!(r#"{{"kind":"appeal","text":"{digest}"}}"#),
        ),
    ];
    for (number, (by, case, what)) in (1..).zip(whats) {
        let act = format!(
            r#"{{"at":"2026-11-24T00:00:00Z","by":"{by}","case":{case},"expects":null,"id":"{number:032x}","what":{what},"why":"seed"}}"#
        );
        list.acts.push(ActFile {
            number,
            digest: Digest::of(act.as_bytes()),
            signature: "00".repeat(64),
        });
        files.push(act.into_bytes());
    }
    list.evidence.push(EvidenceFile {
        digest,
        bytes: text.len() as u64,
    });
    files.push(text.to_vec());
    list.others.push(OtherFile {
        path: "oscal/catalog.json".to_owned(),
        digest: Digest::of(b"{}"),
        bytes: 2,
    });
    files.push(b"{}".to_vec());
    let list = list.to_bytes();
    write("case_archive_list_has_one_spelling", "case", &list);
    files.insert(0, list);
    write(
        "case_archive_holds_only_what_it_lists",
        "case",
        &files.join(&0),
    );
}
