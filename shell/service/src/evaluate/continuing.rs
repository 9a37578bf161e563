//! The `continuing` test: the maker's declaration is examined by the rules of the edition.

use std::collections::BTreeSet;

use jiff::Timestamp;
use scheme::continuing::{Declaration, Defect, defects, security_txt_defects};
use scheme::edition::Edition;
use scheme::evidence::{Input, InputKind, Item, LookedAt, Performed, TestResult, Verdict};
use scheme::id::{Digest, ResultId, TestId};

use super::{VERSION, covered, engine_input};

const ENGINE: &str = "sekisho continuing";

/// The item by which a security.txt file stands in a build, beside the declaration.
pub const SECURITY_TXT: &str = "security.txt";

/// What a maker declares.
#[derive(Debug, Clone, Copy)]
pub struct Declared<'d> {
    /// The declaration.
    pub declaration: &'d Declaration,
    /// Its name in the build.
    pub item: &'d str,
    /// The security.txt file (RFC 9116) that comes with it, if one does.
    pub security_txt: Option<&'d [u8]>,
}

/// Examines a declaration for a certificate that would begin at `at`. The result's reasons are the defects as values, in the
/// order of its sightings.
#[must_use]
pub fn continuing(
    edition: &Edition,
    test: &TestId,
    declared: Declared<'_>,
    build: &[Item],
    id: ResultId,
    at: Timestamp,
) -> TestResult {
    let Declared {
        declaration,
        item,
        security_txt,
    } = declared;
    let certificate_end = edition.last_day(edition.day_of(at));
    let of_declaration = defects(declaration, certificate_end, edition);
    let of_file = security_txt.map(|bytes| security_txt_defects(bytes, declaration, at));
    let of_file = of_file.unwrap_or_default();
    let all = of_declaration.iter().map(|defect| (defect, item));
    let all: Vec<(&Defect, &str)> = all
        .chain(of_file.iter().map(|defect| (defect, SECURITY_TXT)))
        .collect();
    let items = [Some(item), security_txt.map(|_| SECURITY_TXT)];
    TestResult {
        id,
        test: test.clone(),
        verdict: if all.is_empty() {
            Verdict::Pass
        } else {
            Verdict::Fail
        },
        reasons: all
            .iter()
            .filter_map(|(defect, _)| serde_json::to_string(defect).ok())
            .collect(),
        performed: Performed::Engine {
            name: ENGINE.to_owned(),
            version: VERSION.to_owned(),
        },
        covers: covered(edition, test, build),
        inputs: continuing_inputs(edition, declared, at),
        feed_newest: None,
        looked_at: LookedAt {
            whole: items.into_iter().flatten().map(str::to_owned).collect(),
            ..LookedAt::default()
        },
        sightings: all
            .iter()
            .map(|(defect, item)| defect.sighting(item))
            .collect(),
        set_aside: BTreeSet::new(),
        at,
        reused: None,
    }
}

/// What the examination depends on besides what is declared: the engine, the edition's rules, the last day of a certificate that
/// would begin at `at`, which support must outlive, and whether a security.txt file is still to be used by then.
#[must_use]
pub fn continuing_inputs(edition: &Edition, declared: Declared<'_>, at: Timestamp) -> Vec<Input> {
    let certificate_end = edition.last_day(edition.day_of(at)).to_string();
    let rules = Input {
        kind: InputKind::Rules,
        name: edition.id().to_string(),
        digest: edition.digest(),
    };
    let configuration = |name: &str, value: &str| Input {
        kind: InputKind::Configuration,
        name: name.to_owned(),
        digest: Digest::of(value.as_bytes()),
    };
    let end = configuration("certificate-end", &certificate_end);
    let mut inputs = vec![engine_input(ENGINE), rules, end];
    if let Some(bytes) = declared.security_txt {
        let found = security_txt_defects(bytes, declared.declaration, at);
        let is_expired = |defect: &Defect| matches!(defect, Defect::SecurityTxtExpired { .. });
        let state = match found.iter().any(is_expired) {
            true => "expired",
            false => "not expired",
        };
        inputs.push(configuration(SECURITY_TXT, state));
    }
    inputs
}

/// The digest by which a declaration is bound: that of its canonical JSON.
#[must_use]
pub fn declaration_digest(declaration: &Declaration) -> Digest {
    let bytes = serde_json_canonicalizer::to_vec(declaration);
    Digest::of(&bytes.unwrap_or_default())
}
