//! A build as handed in: its files read and bound by their digests, and what the engines make of it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::Timestamp;
use scheme::body::act::{Component, Submission};
use scheme::edition::Edition;
use scheme::evidence::{Input, Item, ItemKind, TestResult};
use scheme::id::{ActorId, Digest, ResultId, TestId};
use scheme::report::Expected;
use service::evaluate::{self, Declared};
use vulnerability::{
    Argued, Decided, Limits, Outcome, PartsList, Policy, Purl, PurlError, Vex, match_parts, root,
};

use crate::Failure;
use crate::feeds::Feeds;
use crate::product::{
    Build, Loaded, Named, Product, ProductError, ProductFolder, Version, support_end,
};
use crate::undone::at;

/// The item by which the maker's declaration stands in a build.
pub(crate) const DECLARATION: &str = "declaration";

/// The item by which the maker's reasons for parts that cannot be matched stand in a build.
const UNMATCHABLE: &str = "unmatchable-parts.json";

/// The item by which the maker's decisions about candidates stand in a build.
const DECISIONS: &str = "candidate-decisions.json";

/// Items by which a build says how its parts are to be matched.
pub(super) const STATEMENTS: [&str; 2] = [UNMATCHABLE, DECISIONS];

/// A flaw as advisories and findings name it: the advisory, and the part that has it.
pub(crate) type Flaw = (String, String);

/// A build with its files.
pub(crate) struct Loading {
    /// The version that is to be certified; a build may still call itself another.
    pub(crate) asked: String,
    pub(crate) submission: Submission,
    /// Everything that is at hand of it, to be kept as evidence.
    pub(crate) files: Vec<Vec<u8>>,
    lists: Vec<PartsList>,
    vex: Vec<(Loaded, Vex)>,
    purl: Option<Purl>,
    os_release: Option<String>,
    security_txt: Option<Vec<u8>>,
    reports: Vec<SignedReport>,
    argued: Vec<Argued>,
    decided: Vec<Decided>,
    /// The items in which both stand, by their digests.
    statements: Vec<(String, Digest)>,
}

/// A report as handed in: which test, its summary, its SARIF.
struct SignedReport {
    test: TestId,
    summary: Vec<u8>,
    sarif: Vec<Vec<u8>>,
}

/// Which VEX documents of a build may answer.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Speaking<'a> {
    /// Those that a signed act of the maker in the case names by their digests: what merely lies beside the build says
    /// nothing there.
    Signed(&'a BTreeSet<Digest>),
    /// All: the maker's own look, before anything is signed.
    AtHand,
}

impl Speaking<'_> {
    fn of(self, document: &Loaded) -> bool {
        match self {
            Self::Signed(named) => named.contains(&document.digest),
            Self::AtHand => true,
        }
    }
}

/// What a test came to, with everything that it rests on.
pub(crate) struct Ran {
    pub(crate) result: TestResult,
    /// The engine's whole answer, for the vulnerability test.
    pub(crate) outcome: Option<Outcome>,
    /// Bytes to be kept with it.
    pub(crate) attachments: Vec<Vec<u8>>,
}

/// Why a test could not be done.
#[derive(Debug)]
pub(crate) enum NotRun {
    /// No engine here does it, and no report was handed in.
    NoEngine,
    /// What it needs is not in the build.
    NothingGiven,
    /// The report cannot be taken; why, as values of the core.
    Report(Vec<serde_json::Value>),
}

impl Loading {
    /// Reads every file of a build.
    pub(crate) fn read(
        folder: &ProductFolder,
        version: &Version,
        build: &Build,
    ) -> Result<Self, Failure> {
        let mut loading = Self {
            asked: version.version.clone(),
            submission: Submission {
                version: build.version.as_ref().unwrap_or(&version.version).clone(),
                build: Vec::new(),
                components: Vec::new(),
                support_end: support_end(&folder.file),
            },
            files: Vec::new(),
            lists: Vec::new(),
            vex: Vec::new(),
            purl: None,
            os_release: None,
            security_txt: None,
            reports: Vec::new(),
            argued: Vec::new(),
            decided: Vec::new(),
            statements: Vec::new(),
        };
        loading.take_papers(folder, build)?;
        loading.take_items(folder, build)?;
        loading.take_security_txt(folder, build)?;
        loading.take_purl(folder)?;
        Ok(loading)
    }

    fn take_items(&mut self, folder: &ProductFolder, build: &Build) -> Result<(), Failure> {
        for (kind, all) in [
            (ItemKind::Artefact, &build.artefacts),
            (ItemKind::PartsList, &build.parts_lists),
            (ItemKind::Source, &build.sources),
            (ItemKind::Document, &build.documents),
        ] {
            for named in all {
                let loaded = folder.load(named)?;
                if kind == ItemKind::Artefact && loaded.digest == Digest::of(b"") {
                    return Err(ProductError::Empty { name: loaded.name }.into());
                }
                self.submission.build.push(item(kind, &loaded));
                let Some(bytes) = loaded.bytes else {
                    continue;
                };
                if kind == ItemKind::PartsList {
                    let path = named.path.as_deref().unwrap_or(Path::new(&loaded.name));
                    let path = folder.resolve(path);
                    let list = self.parts_list(&loaded.name, &path, &bytes)?;
                    self.lists.push(list);
                }
                self.files.push(bytes);
            }
        }
        for interface in &build.interfaces {
            // Canonical JSON by its order of members: `{"name":…,"protocol":…}`.
            let words = serde_json::to_vec(interface)?;
            self.submission.build.push(Item {
                kind: ItemKind::Interface,
                name: interface.name.clone(),
                digest: Digest::of(&words),
            });
        }
        for component in &build.components {
            self.submission.build.push(Item {
                kind: ItemKind::Component,
                name: component.name.clone(),
                digest: component.sha256,
            });
            self.submission.components.push(Component {
                name: component.name.clone(),
                category: component.category,
                digest: component.sha256,
                certificate: component.certificate,
            });
        }
        if let Some(declaration) = &folder.file.declaration {
            let digest = evaluate::declaration_digest(declaration);
            let name = DECLARATION.to_owned();
            self.submission.build.push(Item {
                kind: ItemKind::Declaration,
                name,
                digest,
            });
        }
        Ok(())
    }

    fn take_papers(&mut self, folder: &ProductFolder, build: &Build) -> Result<(), Failure> {
        for path in &build.vex {
            let loaded = folder.load_path(path)?;
            let bytes = loaded.bytes.clone().unwrap_or_default();
            let read = Vex::read(&bytes, &Limits::default());
            let read = read.map_err(at(&folder.resolve(path)))?;
            self.files.push(bytes);
            self.vex.push((loaded, read));
        }
        if let Some(path) = &build.os_release {
            let named = Named {
                name: None,
                path: Some(path.clone()),
                sha256: None,
            };
            let bytes = folder.load(&named)?.bytes.unwrap_or_default();
            let text = String::from_utf8(bytes).map_err(|error| ProductError::NotText {
                path: folder.resolve(path),
                offset: error.utf8_error().valid_up_to(),
            })?;
            self.os_release = Some(text);
        }
        for report in &build.reports {
            let read = |path: &Path| -> Result<Vec<u8>, Failure> {
                Ok(folder.load_path(path)?.bytes.unwrap_or_default())
            };
            self.reports.push(SignedReport {
                test: report.test.clone(),
                summary: read(&report.summary)?,
                sarif: match &report.sarif {
                    Some(path) => vec![read(path)?],
                    None => Vec::new(),
                },
            });
        }
        if !build.unmatchable.is_empty() {
            // The maker signs these reasons with the build, and the certificate names them.
            self.take_statements(UNMATCHABLE, serde_json::to_vec(&build.unmatchable)?);
        }
        let argued = build.unmatchable.iter().map(|argued| Argued {
            name: argued.name.clone(),
            version: argued.version.clone(),
            purl: None,
            reason: argued.reason.clone(),
        });
        self.argued = argued.collect();
        if !build.decisions.is_empty() {
            // The maker signs these decisions with the build, and the certificate names those that reject.
            self.take_statements(DECISIONS, serde_json::to_vec(&build.decisions)?);
        }
        let maker = &folder.file.product.maker.id;
        let decided = build.decisions.iter().map(|decision| Decided {
            part: decision.part.clone(),
            version: decision.version.clone(),
            advisory: decision.advisory.clone(),
            accepted: decision.accepted,
            reason: decision.reason.clone(),
            // Whoever is named, it is the maker that says so.
            by: match &decision.by {
                Some(person) => format!("{person} ({maker})"),
                None => maker.to_string(),
            },
        });
        self.decided = decided.collect();
        Ok(())
    }

    /// The file by which strangers find the maker's contact: an item beside the declaration, examined with it.
    fn take_security_txt(&mut self, folder: &ProductFolder, build: &Build) -> Result<(), Failure> {
        let Some(path) = &build.security_txt else {
            return Ok(());
        };
        let bytes = folder.load_path(path)?.bytes.unwrap_or_default();
        self.submission.build.push(Item {
            kind: ItemKind::Declaration,
            name: evaluate::SECURITY_TXT.to_owned(),
            digest: Digest::of(&bytes),
        });
        self.files.push(bytes.clone());
        self.security_txt = Some(bytes);
        Ok(())
    }

    /// What the maker declares, where it declares anything.
    fn declared<'l>(&'l self, at_hand: &'l AtHand<'_>) -> Option<Declared<'l>> {
        let declaration = at_hand.folder.file.declaration.as_ref()?;
        Some(Declared {
            declaration,
            item: DECLARATION,
            security_txt: self.security_txt.as_deref(),
        })
    }

    /// Statements that the maker signs with the build: an item of it, and an input of the match.
    fn take_statements(&mut self, name: &str, bytes: Vec<u8>) {
        let digest = Digest::of(&bytes);
        self.submission.build.push(Item {
            kind: ItemKind::Document,
            name: name.to_owned(),
            digest,
        });
        self.statements.push((name.to_owned(), digest));
        self.files.push(bytes);
    }

    /// The package URL of this version, by which VEX statements name it.
    fn take_purl(&mut self, folder: &ProductFolder) -> Result<(), Failure> {
        if let Some(purl) = &folder.file.product.purl {
            let versioned = format!("{purl}@{}", self.submission.version);
            let read = versioned.parse();
            self.purl = Some(read.map_err(at::<PurlError>(Path::new("product.toml: purl")))?);
        }
        Ok(())
    }

    fn parts_list(&self, name: &str, path: &Path, bytes: &[u8]) -> Result<PartsList, Failure> {
        // A certificate binds each list by its own digest: what lies inside an image has none there.
        if root::recognises(bytes) {
            let path = path.to_owned();
            return Err(ProductError::RootAsList { path }.into());
        }
        let read = PartsList::read(name, bytes, &Limits::default());
        let list = read.map_err(at(path))?;
        Ok(match &self.os_release {
            Some(text) => list.in_release(text),
            None => list,
        })
    }

    /// Adds a VEX document that came by another way than with the build.
    pub(crate) fn add_vex(&mut self, name: String, bytes: Vec<u8>) -> Result<(), Failure> {
        let read = Vex::read(&bytes, &Limits::default());
        let read = read.map_err(at(Path::new(&name)))?;
        let (digest, bytes) = (Digest::of(&bytes), Some(bytes));
        let loaded = Loaded {
            name,
            bytes,
            digest,
        };
        self.vex.push((loaded, read));
        Ok(())
    }

    /// Whether this VEX document came with the build.
    pub(crate) fn has_vex(&self, digest: Digest) -> bool {
        let mut documents = self.vex.iter();
        documents.any(|(loaded, _)| loaded.digest == digest)
    }

    /// The tests of which a report came with this build.
    pub(crate) fn reported(&self) -> impl Iterator<Item = &TestId> {
        self.reports.iter().map(|report| &report.test)
    }

    /// The digest of the report of a test that came with this build.
    pub(crate) fn report_of(&self, test: &TestId) -> Option<Digest> {
        let report = self.reports.iter().find(|report| report.test == *test);
        report.map(|report| Digest::of(&report.summary))
    }

    /// The flaws that a VEX statement of this build answers: advisory and part, with the document.
    pub(crate) fn answers(
        &self,
        at: Timestamp,
        at_hand: &AtHand<'_>,
    ) -> Result<BTreeMap<Flaw, Digest>, Failure> {
        if self.vex.is_empty() {
            return Ok(BTreeMap::new());
        }
        let outcome = self.matched(at_hand, at, Speaking::AtHand);
        let answered = outcome.answered.iter().map(|answered| {
            let finding = &answered.finding;
            let flaw = (finding.advisory.clone(), finding.name.clone());
            (flaw, Digest::from_bytes(*answered.answered_by.as_bytes()))
        });
        Ok(answered.collect())
    }

    /// Runs one test on this build: by the engine here, or by taking the report that was handed in.
    pub(crate) fn run(
        &self,
        test: &TestId,
        id: ResultId,
        at: Timestamp,
        at_hand: &AtHand<'_>,
        speaking: Speaking<'_>,
    ) -> Result<Result<Ran, NotRun>, Failure> {
        let build = &self.submission.build;
        match test.as_str() {
            "vulnerability" if self.lists.is_empty() => Ok(Err(NotRun::NothingGiven)),
            "vulnerability" => {
                let outcome = self.matched(at_hand, at, speaking);
                let inputs = self.match_inputs(at_hand, at, speaking);
                let attachment = serde_json::to_vec_pretty(&outcome)?;
                let policy = self.policy(at_hand, at);
                let asked = evaluate::Asked::of(&policy, self.os_release.as_deref());
                let result = evaluate::vulnerability(
                    at_hand.edition,
                    test,
                    (&outcome, inputs),
                    build,
                    id,
                    at,
                );
                Ok(Ok(Ran {
                    result,
                    outcome: Some(outcome),
                    attachments: vec![attachment, asked.to_bytes()],
                }))
            }
            "continuing" => match self.declared(at_hand) {
                None => Ok(Err(NotRun::NothingGiven)),
                Some(declared) => {
                    let edition = at_hand.edition;
                    let result = evaluate::continuing(edition, test, declared, build, id, at);
                    Ok(Ok(Ran {
                        result,
                        outcome: None,
                        attachments: Vec::new(),
                    }))
                }
            },
            _ => Ok(self.take_report(test, id, at_hand)),
        }
    }

    /// What the engines here would use on this day, by test.
    pub(crate) fn inputs(
        &self,
        test: &TestId,
        at: Timestamp,
        at_hand: &AtHand<'_>,
        speaking: Speaking<'_>,
    ) -> Option<Vec<Input>> {
        match test.as_str() {
            "vulnerability" => Some(self.match_inputs(at_hand, at, speaking)),
            "continuing" => {
                let declared = self.declared(at_hand)?;
                Some(evaluate::continuing_inputs(at_hand.edition, declared, at))
            }
            _ => None,
        }
    }

    fn take_report(
        &self,
        test: &TestId,
        id: ResultId,
        at_hand: &AtHand<'_>,
    ) -> Result<Ran, NotRun> {
        let report = self.reports.iter().find(|report| report.test == *test);
        let report = report.ok_or(NotRun::NoEngine)?;
        let sarif: Vec<&[u8]> = report.sarif.iter().map(Vec::as_slice).collect();
        let limits = scheme::report::Limits::default();
        let taken = scheme::report::take(
            &report.summary,
            &sarif,
            at_hand.evaluator,
            id,
            at_hand.edition,
            &self.expected(&at_hand.folder.file.product),
            &limits,
        );
        match taken {
            Ok(result) => {
                let mut attachments = vec![report.summary.clone()];
                attachments.extend(report.sarif.iter().cloned());
                Ok(Ran {
                    result,
                    outcome: None,
                    attachments,
                })
            }
            Err(reasons) => {
                let values = reasons
                    .iter()
                    .map(|r| serde_json::to_value(r).unwrap_or_default());
                Err(NotRun::Report(values.collect()))
            }
        }
    }

    /// What a report on this build must be about.
    fn expected(&self, product: &Product) -> Expected {
        let names = [&product.name.ja, &product.name.en].into_iter();
        Expected {
            names: names.chain(&product.purl).cloned().collect(),
            version: self.submission.version.clone(),
        }
    }

    /// The match of the parts lists. VEX statements come into it only once a finding was answered with one:
    /// before that they would hide what they answer.
    fn matched(&self, at_hand: &AtHand<'_>, at: Timestamp, speaking: Speaking<'_>) -> Outcome {
        let documents = self.vex.iter().filter(|(loaded, _)| speaking.of(loaded));
        let vex: Vec<Vex> = documents
            .map(|(_, vex)| Vex {
                signed: matches!(speaking, Speaking::Signed(_)),
                ..vex.clone()
            })
            .collect();
        let Feeds {
            feeds, catalogues, ..
        } = at_hand.feeds;
        match_parts(
            &self.lists,
            feeds,
            catalogues,
            &vex,
            &self.policy(at_hand, at),
        )
    }

    fn match_inputs(
        &self,
        at_hand: &AtHand<'_>,
        at: Timestamp,
        speaking: Speaking<'_>,
    ) -> Vec<Input> {
        let documents = self.vex.iter().filter(|(loaded, _)| speaking.of(loaded));
        let vex: Vec<_> = documents
            .map(|(loaded, _)| (loaded.name.clone(), loaded.digest))
            .collect();
        let policy = self.policy(at_hand, at);
        evaluate::vulnerability_inputs(&at_hand.feeds.digests, &policy, &vex, &self.statements)
    }

    /// The edition's rules for a match, and the product that VEX statements must name.
    fn policy(&self, at_hand: &AtHand<'_>, at: Timestamp) -> Policy {
        let rules = at_hand.edition.rules();
        let mut policy = Policy::at(at);
        policy.max_age_days = Some(rules.feed_age_days.value);
        policy.age_waived = at_hand.edition.feed_age_days().is_none();
        policy.allowed_unmatchable_permille = rules.unmatchable_percent.value * 10;
        policy.min_records = at_hand.least_records;
        policy.argued.clone_from(&self.argued);
        policy.decided.clone_from(&self.decided);
        let items = self.submission.build.iter();
        let artefacts = items.filter(|item| item.kind == ItemKind::Artefact);
        let digests = artefacts.map(|item| *item.digest.as_bytes());
        policy.product.digests = digests.map(vulnerability::Digest::from_bytes).collect();
        policy.product.purls.extend(self.purl.clone());
        policy
    }
}

/// What a run of tests has at hand besides the build.
pub(crate) struct AtHand<'a> {
    pub(crate) edition: &'a Edition,
    pub(crate) folder: &'a ProductFolder,
    pub(crate) feeds: &'a Feeds,
    pub(crate) evaluator: &'a ActorId,
    /// How many records about an ecosystem a feed must have to speak for it.
    pub(crate) least_records: usize,
}

fn item(kind: ItemKind, loaded: &Loaded) -> Item {
    Item {
        kind,
        name: loaded.name.clone(),
        digest: loaded.digest,
    }
}
