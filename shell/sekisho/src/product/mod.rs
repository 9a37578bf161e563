//! Reads `product.toml`: what a maker says about a product and its versions.
//!
//! Every file that it names is read once, under limits, and bound by its digest; a digest written
//! beside a path must be the file's own.

mod check;
mod error;
mod head;

use std::fs;
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use scheme::id::{CategoryId, CertificateNumber, ClassId, Digest, EditionId, FirmId, TestId};
use serde::{Deserialize, Serialize};

pub(crate) use error::{Problem, ProductError};
pub(crate) use head::{read_head, read_terms};

/// The largest `product.toml` that is read.
const PRODUCT_BYTES: u64 = 1 << 20;
/// The largest parts list, document, VEX statement or report that is read into memory.
const FILE_BYTES: u64 = 256 << 20;

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Bilingual {
    pub(crate) ja: String,
    pub(crate) en: String,
}

/// `product.toml` as written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProductFile {
    pub(crate) product: Product,
    #[serde(default)]
    pub(crate) advisories: Advisories,
    /// The maker's declaration of the continuing measures (継続的対策の宣言), examined as the
    /// `continuing` test; its form is the scheme's.
    pub(crate) declaration: Option<scheme::continuing::Declaration>,
    #[serde(rename = "version")]
    pub(crate) versions: Vec<Version>,
}

/// What is to be certified.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Product {
    pub(crate) name: Bilingual,
    pub(crate) maker: Maker,
    /// The package URL by which VEX statements name the product, without a version.
    pub(crate) purl: Option<String>,
    pub(crate) category: CategoryId,
    /// The class asked for.
    pub(crate) class: ClassId,
    /// The edition of the scheme; the demonstration's when not named.
    pub(crate) edition: Option<EditionId>,
    /// Conditions under which the product is used, printed on the certificate.
    #[serde(default)]
    pub(crate) conditions: Vec<Bilingual>,
    /// External interfaces that are left out of the examination, each with the reason.
    #[serde(default)]
    pub(crate) interfaces_left_out: Vec<Bilingual>,
}

/// Who makes it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Maker {
    pub(crate) id: FirmId,
    pub(crate) name: Bilingual,
}

/// Where the advisories are, relative to the product folder.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Advisories {
    #[serde(default)]
    pub(crate) paths: Vec<PathBuf>,
}

/// One version of the product, with the builds that were handed in for it, in order.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Version {
    pub(crate) version: String,
    #[serde(rename = "build")]
    pub(crate) builds: Vec<Build>,
}

/// What was handed in at one time: the first time, or as the fix of findings.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Build {
    /// The version that this build calls itself, where it is not yet the one asked for.
    pub(crate) version: Option<String>,
    /// What this build is, for the report.
    pub(crate) note: Option<Bilingual>,
    #[serde(default)]
    pub(crate) artefacts: Vec<Named>,
    #[serde(default)]
    pub(crate) parts_lists: Vec<Named>,
    #[serde(default)]
    pub(crate) sources: Vec<Named>,
    #[serde(default)]
    pub(crate) documents: Vec<Named>,
    /// The external interfaces of the running product.
    #[serde(default)]
    pub(crate) interfaces: Vec<Interface>,
    /// VEX statements of the maker: OpenVEX, CycloneDX, CSAF.
    #[serde(default)]
    pub(crate) vex: Vec<PathBuf>,
    /// `os-release` of the system that a dpkg status comes from.
    pub(crate) os_release: Option<PathBuf>,
    /// The security.txt file (RFC 9116) that the maker publishes, examined with its declaration.
    pub(crate) security_txt: Option<PathBuf>,
    /// Parts that cannot be matched, each with the maker's reason.
    #[serde(default)]
    pub(crate) unmatchable: Vec<Argued>,
    /// Candidates by CPE or by name, each with the maker's decision.
    #[serde(default)]
    pub(crate) decisions: Vec<Decision>,
    /// Results of tests that an accredited evaluator has done.
    #[serde(default)]
    pub(crate) reports: Vec<Report>,
    /// Category 3: the certified components in the system's scope.
    #[serde(default)]
    pub(crate) components: Vec<Component>,
}

/// A file of a build: by path, by digest where the file is not at hand, or both.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Named {
    /// Its name on the certificate; the path's when not given.
    pub(crate) name: Option<String>,
    pub(crate) path: Option<PathBuf>,
    pub(crate) sha256: Option<Digest>,
}

/// An external interface: what is offered to whom. Bound by the digest of these words.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Interface {
    pub(crate) name: String,
    /// Protocol, version, port, roles: `DICOM C-STORE SCP, TCP 104, TLS`.
    pub(crate) protocol: String,
}

impl Named {
    /// Its name on the certificate.
    fn label(&self) -> String {
        match (&self.name, &self.path) {
            (Some(name), _) => name.clone(),
            (None, Some(path)) => path.display().to_string(),
            (None, None) => String::new(),
        }
    }
}

/// A part that no feed can be asked about, with the maker's reason why that is no gap.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Argued {
    pub(crate) name: String,
    pub(crate) version: Option<String>,
    pub(crate) reason: String,
}

/// A candidate that advisories by CPE or by name found, with the maker's decision whether it is a flaw of the product.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Decision {
    pub(crate) part: String,
    pub(crate) version: Option<String>,
    pub(crate) advisory: String,
    pub(crate) accepted: bool,
    pub(crate) reason: String,
    /// Who decided, of the maker's people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) by: Option<String>,
}

/// A signed report of a test: the summary, and the findings as SARIF.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Report {
    pub(crate) test: TestId,
    pub(crate) summary: PathBuf,
    pub(crate) sarif: Option<PathBuf>,
}

/// A certified component of a system.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Component {
    pub(crate) name: String,
    pub(crate) category: CategoryId,
    pub(crate) sha256: Digest,
    pub(crate) certificate: Option<CertificateNumber>,
}

/// A file that was read: where from, its bytes, their digest.
#[derive(Debug, Clone)]
pub(crate) struct Loaded {
    pub(crate) name: String,
    /// `None` where only the digest was declared.
    pub(crate) bytes: Option<Vec<u8>>,
    pub(crate) digest: Digest,
}

/// A product folder: its `product.toml`, and the way to the files that it names.
pub(crate) struct ProductFolder {
    pub(crate) file: ProductFile,
    folder: PathBuf,
}

impl ProductFolder {
    /// Reads `folder/product.toml` and checks what can be checked without its other files.
    pub(crate) fn open(folder: &Path) -> Result<Self, ProductError> {
        let path = folder.join("product.toml");
        let absent = fs::symlink_metadata(&path).is_err_and(|error| {
            let kind = error.kind();
            matches!(kind, ErrorKind::NotFound | ErrorKind::NotADirectory)
        });
        if absent {
            return Err(no_product_file(folder, path));
        }
        let bytes = read_limited(&path, PRODUCT_BYTES)?;
        Self::of_bytes(folder, &bytes)
    }

    /// The product file with these bytes, in its folder.
    fn of_bytes(folder: &Path, bytes: &[u8]) -> Result<Self, ProductError> {
        let path = folder.join("product.toml");
        let text = std::str::from_utf8(bytes).map_err(|error| ProductError::NotText {
            path: path.clone(),
            offset: error.valid_up_to(),
        })?;
        let file: ProductFile = toml::from_str(text).map_err(|source| ProductError::Form {
            path: path.clone(),
            source,
        })?;
        let opened = Self {
            file,
            folder: folder.to_owned(),
        };
        check::check(&opened.file).map_err(|(place, source)| ProductError::Content {
            path,
            place,
            source,
        })?;
        Ok(opened)
    }

    /// Where `path`, as written in `product.toml`, lies.
    pub(crate) fn resolve(&self, path: &Path) -> PathBuf {
        self.folder.join(path)
    }

    /// Reads a file that `product.toml` names.
    pub(crate) fn load(&self, named: &Named) -> Result<Loaded, ProductError> {
        let name = named.label();
        let Some(path) = &named.path else {
            let digest = named.sha256.ok_or_else(|| self.nameless(&name))?;
            return Ok(Loaded {
                name,
                bytes: None,
                digest,
            });
        };
        let path = self.resolve(path);
        let bytes = read_limited(&path, FILE_BYTES)?;
        let found = Digest::of(&bytes);
        match named.sha256 {
            Some(said) if said != found => Err(ProductError::OtherDigest { path, found, said }),
            _ => Ok(Loaded {
                name,
                bytes: Some(bytes),
                digest: found,
            }),
        }
    }

    /// Reads a file that `product.toml` names by its path alone.
    pub(crate) fn load_path(&self, path: &Path) -> Result<Loaded, ProductError> {
        let named = Named {
            name: None,
            path: Some(path.to_owned()),
            sha256: None,
        };
        self.load(&named)
    }

    fn nameless(&self, name: &str) -> ProductError {
        ProductError::Content {
            path: self.folder.join("product.toml"),
            place: "version.build".to_owned(),
            source: Problem::NeitherPathNorDigest {
                name: name.to_owned(),
            },
        }
    }
}

impl Build {
    /// Every file of the build that has a name of its own.
    fn files(&self) -> impl Iterator<Item = &Named> {
        let lists = [
            &self.artefacts,
            &self.parts_lists,
            &self.sources,
            &self.documents,
        ];
        lists.into_iter().flatten()
    }

    fn is_empty(&self) -> bool {
        self.artefacts.is_empty()
            && self.parts_lists.is_empty()
            && self.sources.is_empty()
            && self.documents.is_empty()
            && self.interfaces.is_empty()
            && self.components.is_empty()
    }
}

/// Parts lists that lie in a maker's folder under these names, in the order in which they are looked for.
const USUAL_LISTS: [&str; 14] = [
    "Cargo.lock",
    "package-lock.json",
    "yarn.lock",
    "pnpm-lock.yaml",
    "poetry.lock",
    "uv.lock",
    "Pipfile.lock",
    "requirements.txt",
    "go.mod",
    "Gemfile.lock",
    "composer.lock",
    "packages.lock.json",
    "gradle.lockfile",
    "bom.json",
];

/// There is no product file; a parts list that lies there serves as the example of what it names.
fn no_product_file(folder: &Path, path: PathBuf) -> ProductError {
    let lies_there = |name: &&&str| folder.join(name).is_file();
    let parts_list = USUAL_LISTS.iter().find(lies_there).unwrap_or(&"Cargo.lock");
    ProductError::NoProductFile {
        path,
        parts_list: (*parts_list).to_owned(),
    }
}

/// The support end that the declaration gives, where there is one.
pub(crate) fn support_end(file: &ProductFile) -> Option<Date> {
    file.declaration
        .as_ref()
        .map(|declaration| declaration.support_until)
}

/// Reads a file of at most `limit` bytes.
pub(crate) fn read_limited(path: &Path, limit: u64) -> Result<Vec<u8>, ProductError> {
    let unreadable = |source| ProductError::Unreadable {
        path: path.to_owned(),
        source,
    };
    let file = crate::input::open(path).map_err(unreadable)?;
    // What the file says of its length is only where to begin: it may grow meanwhile.
    let said = file.metadata().map_or(0, |about| about.len()).min(limit);
    let mut bytes = Vec::with_capacity(usize::try_from(said).unwrap_or(0).saturating_add(1));
    file.take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() as u64 > limit {
        return Err(ProductError::TooLarge {
            path: path.to_owned(),
            limit,
        });
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Product files that are good as they are.
    const GOOD: [&str; 3] = [
        include_str!("../../../../examples/gateway/product.toml"),
        include_str!("../../../../examples/dicom-tools/product.toml"),
        include_str!("../../../../examples/orthanc-debian/product.toml"),
    ];

    /// Pieces that mean something in a product file, and some that mean harm.
    fn piece() -> impl Strategy<Value = String> {
        prop_oneof![
            any::<String>(),
            "[a-z0-9 =\\[\\]{}\"\n.,#-]{0,12}",
            Just("[[version]]\n".to_owned()),
            Just("[[version.build]]\n".to_owned()),
            Just("version = \"\"\n".to_owned()),
            Just("path = \"../../etc/passwd\"".to_owned()),
            Just("\u{202e}".to_owned()),
            Just("\u{0}".to_owned()),
            Just("9".repeat(40)),
            Just("[".repeat(300)),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

        /// Whatever is changed in a product file, it is read or refused in words; and what was read keeps its promises.
        #[test]
        fn product_reading_is_total(
            which in 0..GOOD.len(),
            edits in proptest::collection::vec((any::<prop::sample::Index>(), 0_usize..60, piece()), 0..4),
        ) {
            let mut text = GOOD[which].to_owned();
            for (place, length, piece) in edits {
                let places: Vec<_> = text.char_indices().map(|(at, _)| at).collect();
                let Some(from) = places.get(place.index(places.len().max(1))).copied() else { break };
                let until = text[from..].char_indices().nth(length).map_or(text.len(), |(at, _)| from + at);
                text.replace_range(from..until, &piece);
            }
            match ProductFolder::of_bytes(Path::new("product"), text.as_bytes()) {
                Err(error) => prop_assert!(!error.to_string().is_empty()),
                Ok(opened) => {
                    let hidden = |text: &str| text.chars().any(|c| c.is_control() || c == '\u{202e}');
                    let name = &opened.file.product.name;
                    prop_assert!(!hidden(&name.ja) && !hidden(&name.en));
                    prop_assert!(!opened.file.versions.is_empty());
                    for version in &opened.file.versions {
                        prop_assert!(!version.version.is_empty() && !hidden(&version.version));
                        prop_assert!(!version.builds.is_empty());
                    }
                }
            }
        }

        /// Bytes of whatever kind are no product file, and are refused at a place.
        #[test]
        fn bytes_that_are_no_text_are_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let read = ProductFolder::of_bytes(Path::new("product"), &bytes);
            prop_assert!(read.is_err());
        }
    }
}
