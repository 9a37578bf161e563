//! A build as handed in: its files read and bound by their digests, and what the engines make of it.

use std::path::Path;

use jiff::Timestamp;
use scheme::body::act::{Component, Submission};
use scheme::edition::Edition;
use scheme::evidence::{Input, Item, ItemKind, TestResult};
use scheme::id::{ActorId, Digest, ResultId, TestId};
use service::evaluate;
use vulnerability::{Argued, Limits, Outcome, PartsList, Policy, Purl, Vex, match_parts};

use crate::Failure;
use crate::feeds::Feeds;
use crate::product::{Build, Loaded, Named, ProductFolder, Version, support_end};

/// The item by which the maker's declaration stands in a build.
pub(crate) const DECLARATION: &str = "declaration";

/// A build with its files.
pub(crate) struct Loading {
    pub(crate) submission: Submission,
    /// Everything that is at hand of it, to be kept as evidence.
    pub(crate) files: Vec<Vec<u8>>,
    parts: Vec<(Loaded, Vec<u8>)>,
    vex: Vec<Loaded>,
    os_release: Option<String>,
    reports: Vec<SignedReport>,
    argued: Vec<Argued>,
}

/// A report as handed in: which test, its summary, its SARIF.
struct SignedReport {
    test: TestId,
    summary: Vec<u8>,
    sarif: Vec<Vec<u8>>,
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
            submission: Submission {
                version: build.version.as_ref().unwrap_or(&version.version).clone(),
                build: Vec::new(),
                components: Vec::new(),
                support_end: support_end(&folder.file),
            },
            files: Vec::new(),
            parts: Vec::new(),
            vex: Vec::new(),
            os_release: None,
            reports: Vec::new(),
            argued: Vec::new(),
        };
        loading.take_items(folder, build)?;
        loading.take_papers(folder, build)?;
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
                self.submission.build.push(item(kind, &loaded));
                let Some(bytes) = loaded.bytes.clone() else {
                    continue;
                };
                self.files.push(bytes.clone());
                if kind == ItemKind::PartsList {
                    self.parts.push((loaded, bytes));
                }
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
            self.files.extend(loaded.bytes.clone());
            self.vex.push(loaded);
        }
        if let Some(path) = &build.os_release {
            let named = Named {
                name: None,
                path: Some(path.clone()),
                sha256: None,
            };
            let bytes = folder.load(&named)?.bytes.unwrap_or_default();
            self.os_release = Some(String::from_utf8(bytes)?);
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
        self.argued = build
            .unmatchable
            .iter()
            .map(|argued| Argued {
                name: argued.name.clone(),
                version: argued.version.clone(),
                purl: None,
                reason: argued.reason.clone(),
            })
            .collect();
        Ok(())
    }

    /// Runs one test on this build: by the engine here, or by taking the report that was handed in.
    pub(crate) fn run(
        &self,
        test: &TestId,
        id: ResultId,
        at: Timestamp,
        at_hand: &AtHand<'_>,
    ) -> Result<Result<Ran, NotRun>, Failure> {
        let build = &self.submission.build;
        match test.as_str() {
            "vulnerability" if self.parts.is_empty() => Ok(Err(NotRun::NothingGiven)),
            "vulnerability" => {
                let outcome = self.matched(at_hand, at)?;
                let inputs = self.match_inputs(at_hand, at)?;
                let attachment = serde_json::to_vec_pretty(&outcome)?;
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
                    attachments: vec![attachment],
                }))
            }
            "continuing" => match &at_hand.folder.file.declaration {
                None => Ok(Err(NotRun::NothingGiven)),
                Some(declared) => {
                    let named = (declared, DECLARATION);
                    let result = evaluate::continuing(at_hand.edition, test, named, build, id, at);
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
    ) -> Result<Option<Vec<Input>>, Failure> {
        Ok(match test.as_str() {
            "vulnerability" => Some(self.match_inputs(at_hand, at)?),
            "continuing" => Some(evaluate::continuing_inputs(at_hand.edition)),
            _ => None,
        })
    }

    /// The VEX documents that came with the build, by digest.
    pub(crate) fn vex(&self) -> impl Iterator<Item = Digest> {
        self.vex.iter().map(|loaded| loaded.digest)
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

    fn matched(&self, at_hand: &AtHand<'_>, at: Timestamp) -> Result<Outcome, Failure> {
        let limits = Limits::default();
        let mut lists = Vec::new();
        for (loaded, bytes) in &self.parts {
            let list = PartsList::read(&loaded.name, bytes, &limits)
                .map_err(|error| format!("{}: {error}", loaded.name))?;
            lists.push(match &self.os_release {
                Some(text) => list.in_release(text),
                None => list,
            });
        }
        let mut vex = Vec::new();
        for loaded in &self.vex {
            let bytes = loaded.bytes.as_deref().unwrap_or_default();
            let read = Vex::read(bytes, &limits);
            vex.push(read.map_err(|error| format!("{}: {error}", loaded.name))?);
        }
        let (feeds, kev) = (&at_hand.feeds.feeds, at_hand.feeds.kev.as_ref());
        Ok(match_parts(
            &lists,
            feeds,
            kev,
            &vex,
            &self.policy(at_hand, at)?,
        ))
    }

    fn match_inputs(&self, at_hand: &AtHand<'_>, at: Timestamp) -> Result<Vec<Input>, Failure> {
        let vex: Vec<_> = self
            .vex
            .iter()
            .map(|loaded| (loaded.name.clone(), loaded.digest))
            .collect();
        let policy = self.policy(at_hand, at)?;
        Ok(evaluate::vulnerability_inputs(
            &at_hand.feeds.digests,
            &policy,
            &vex,
        ))
    }

    /// The edition's rules for a match, and the product that VEX statements must name.
    fn policy(&self, at_hand: &AtHand<'_>, at: Timestamp) -> Result<Policy, Failure> {
        let rules = at_hand.edition.rules();
        let mut policy = Policy::at(at);
        policy.max_age_days = Some(rules.feed_age_days.value);
        policy.age_waived = at_hand.edition.feed_age_days().is_none();
        policy.allowed_unmatchable_permille = rules.unmatchable_percent.value * 10;
        policy.argued.clone_from(&self.argued);
        let artefacts = self
            .submission
            .build
            .iter()
            .filter(|i| i.kind == ItemKind::Artefact);
        policy.product.digests = artefacts
            .map(|i| vulnerability::Digest::from_bytes(*i.digest.as_bytes()))
            .collect();
        if let Some(purl) = &at_hand.folder.file.product.purl {
            let versioned = format!("{purl}@{}", self.submission.version);
            let read: Purl = versioned
                .parse()
                .map_err(|error| format!("product.toml: purl: {error}"))?;
            policy.product.purls.push(read);
        }
        Ok(policy)
    }
}

/// What a run of tests has at hand besides the build.
pub(crate) struct AtHand<'a> {
    pub(crate) edition: &'a Edition,
    pub(crate) folder: &'a ProductFolder,
    pub(crate) feeds: &'a Feeds,
    pub(crate) evaluator: &'a ActorId,
}

fn item(kind: ItemKind, loaded: &Loaded) -> Item {
    Item {
        kind,
        name: loaded.name.clone(),
        digest: loaded.digest,
    }
}
