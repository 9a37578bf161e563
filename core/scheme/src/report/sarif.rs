//! Reads SARIF 2.1.0: what a tool saw, and whether it looked at all.
//!
//! A file without results says nothing unless the tool says that it ran and evaluated: a run that
//! failed, or whose `results` are null or absent, is never "nothing found".

mod count;
mod error;
mod form;
mod note;

use std::collections::BTreeSet;

use self::form::{Document, Kind, ResultForm, Rule, Run};
use super::{Limits, depth, line, objection};
use crate::edition::{Edition, SarifLevel, Test};
use crate::evidence::{Item, Place, Severity, Sighting, Verdict};

pub use error::SarifError;
pub use note::Note;

/// What a SARIF file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The tools that ran, one for each run.
    pub tools: Vec<(String, Option<String>)>,
    /// What they saw, each occurrence by itself, also what does not block.
    pub sightings: Vec<Sighting>,
    /// What a reader must know besides: why it says nothing, and what was left out.
    pub notes: Vec<Note>,
    /// What it comes to: fail when something blocks, else inconclusive when a note says that not
    /// everything was looked at, else pass.
    pub verdict: Verdict,
}

/// Reads a SARIF file about the covered items, for one test of an edition.
///
/// A result belongs to the covered item whose name is its path or a folder of it; when only one
/// item is covered, to that one.
pub fn read(
    bytes: &[u8],
    covered: &[Item],
    edition: &Edition,
    test: &Test,
    limits: &Limits,
) -> Result<Report, SarifError> {
    let document = parse(bytes, limits)?;
    let mut report = Report {
        tools: Vec::new(),
        sightings: Vec::new(),
        notes: Vec::new(),
        verdict: Verdict::Inconclusive,
    };
    let runs = document.runs.unwrap_or_default();
    if runs.is_empty() {
        report.notes.push(Note::NoRuns);
    }
    for (at, run) in runs.iter().enumerate() {
        let reader = Reader {
            run,
            covered,
            edition,
            test,
            limits,
        };
        let tool = line(&run.tool.driver.name, limits.text_chars);
        executed(at, run, &tool, limits, &mut report.notes);
        for result in run.results.iter().flatten() {
            reader.take(result, &mut report);
        }
        let version = run.tool.driver.semantic_version.as_ref();
        let version = version.or(run.tool.driver.version.as_ref());
        let version = version.map(|text| line(text, limits.text_chars));
        report.tools.push((tool, version));
    }
    report.verdict = if report.sightings.iter().any(|s| edition.blocks(s.severity)) {
        Verdict::Fail
    } else if report.notes.iter().any(Note::leaves_open) {
        Verdict::Inconclusive
    } else {
        Verdict::Pass
    };
    Ok(report)
}

fn parse(bytes: &[u8], limits: &Limits) -> Result<Document, SarifError> {
    if bytes.len() > limits.bytes {
        return Err(SarifError::TooLong {
            said: bytes.len(),
            limit: limits.bytes,
        });
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let said = depth(bytes);
    if said > limits.depth {
        let limit = limits.depth;
        return Err(SarifError::TooDeep { said, limit });
    }
    // Counted before anything is made of it: a result that is read takes many times the bytes that it is written with.
    let counted = count::of(bytes);
    if counted.runs > limits.runs {
        return Err(SarifError::TooManyRuns {
            said: counted.runs,
            limit: limits.runs,
        });
    }
    if counted.results > limits.results {
        return Err(SarifError::TooManyResults {
            said: counted.results,
            limit: limits.results,
        });
    }
    let document: Document = serde_json::from_slice(bytes).map_err(|error| SarifError::Form {
        line: error.line(),
        column: error.column(),
        what: objection(&error, limits.text_chars),
    })?;
    if document.version != "2.1.0" {
        return Err(SarifError::Version {
            said: line(&document.version, 40),
        });
    }
    Ok(document)
}

/// Whether a run looked at all.
fn executed(at: usize, run: &Run, tool: &str, limits: &Limits, notes: &mut Vec<Note>) {
    let tool = || tool.to_owned();
    let invocations = run.invocations.as_deref().unwrap_or_default();
    let said = |wanted| invocations.iter().any(|i| i.execution_successful == wanted);
    if said(Some(false)) {
        notes.push(Note::NotExecuted {
            run: at,
            tool: tool(),
        });
    }
    if invocations.is_empty() || said(None) {
        notes.push(Note::ExecutionUnknown {
            run: at,
            tool: tool(),
        });
    }
    let notifications = invocations.iter().flat_map(|invocation| {
        let execution = invocation.tool_execution_notifications.iter().flatten();
        execution.chain(invocation.tool_configuration_notifications.iter().flatten())
    });
    let errors = notifications.filter(|n| n.level == Some(SarifLevel::Error));
    notes.extend(errors.map(|notification| Note::ToolError {
        run: at,
        tool: tool(),
        text: line(notification.message.words(), limits.text_chars),
    }));
    let elsewhere = run.external_property_file_references.as_ref();
    if elsewhere.is_some_and(|files| files.results.as_ref().is_some_and(|r| !r.is_empty())) {
        notes.push(Note::ResultsElsewhere {
            run: at,
            tool: tool(),
        });
    } else if run.results.is_none() {
        notes.push(Note::NotEvaluated {
            run: at,
            tool: tool(),
        });
    }
}

/// Reads the results of one run.
struct Reader<'a> {
    run: &'a Run,
    covered: &'a [Item],
    edition: &'a Edition,
    test: &'a Test,
    limits: &'a Limits,
}

impl Reader<'_> {
    fn take(&self, result: &ResultForm, report: &mut Report) {
        let rule = self.run.rule_of(result);
        let rule_id = result.rule_id.as_deref();
        let rule_id = rule_id.or_else(|| result.rule.as_ref()?.id.as_deref());
        let rule_id = rule_id.or_else(|| rule.map(|rule| rule.id.as_str()));
        let rule_id = self.line(rule_id.unwrap_or("unnamed-rule"));
        let (place, line, tied) = self.place(result);
        let (excused, note) = self.excused(result, &rule_id, &place);
        report.notes.extend(note);
        if excused {
            return;
        }
        if !tied {
            report.notes.push(Note::Unplaced {
                rule: rule_id.clone(),
                name: place.name.clone(),
            });
        }
        let words = result.message.as_ref().map_or("", form::Message::words);
        let words = if words.is_empty() {
            self.said_by(rule)
        } else {
            words
        };
        let what = match line {
            Some(at) => self.line(&format!("line {at}: {words}")),
            None => self.line(words),
        };
        report.sightings.push(Sighting {
            rule: rule_id,
            item: place.scope.clone(),
            place,
            severity: self.severity(result, rule),
            what,
        });
    }

    /// Whether a result is no finding, and what a reader must know about that.
    fn excused(&self, result: &ResultForm, rule: &str, place: &Place) -> (bool, Option<Note>) {
        let (rule, scope, name) = (rule.to_owned(), place.scope.clone(), place.name.clone());
        match result.kind.unwrap_or(Kind::Fail) {
            Kind::Fail => {}
            kind @ (Kind::Open | Kind::Review) => {
                let kind = kind.to_string();
                let note = Note::Undecided {
                    rule,
                    scope,
                    name,
                    kind,
                };
                return (true, Some(note));
            }
            Kind::Pass | Kind::NotApplicable | Kind::Informational => return (true, None),
        }
        if result.baseline_state.as_deref() == Some("absent") {
            return (true, Some(Note::BaselineAbsent { rule, scope, name }));
        }
        let suppressions = result.suppressions.as_deref().unwrap_or_default();
        if suppressions.is_empty() {
            return (false, None);
        }
        let mut states = suppressions.iter().map(|s| s.status.as_deref());
        if !states.all(|status| status == Some("accepted")) {
            return (
                false,
                Some(Note::SuppressionNotAccepted { rule, scope, name }),
            );
        }
        let why = suppressions.iter();
        let why: Vec<_> = why.filter_map(|s| s.justification.as_deref()).collect();
        let note = Note::Suppressed {
            rule,
            scope,
            name,
            justification: self.line(&why.join("; ")),
        };
        (true, Some(note))
    }

    fn line(&self, text: &str) -> String {
        line(text, self.limits.text_chars)
    }

    fn said_by<'r>(&self, rule: Option<&'r Rule>) -> &'r str {
        let words = rule.and_then(|rule| rule.short_description.as_ref());
        words.map_or("", form::Message::words)
    }

    /// Where a result is, on which line, and whether that belongs to a covered item.
    fn place(&self, result: &ResultForm) -> (Place, Option<u64>, bool) {
        let location = result.locations.iter().flatten().next();
        let physical = location.and_then(|location| location.physical_location.as_ref());
        let path = physical.and_then(|physical| self.run.path_of(physical));
        let path = path.map(|uri| {
            let path = uri.replace('\\', "/");
            self.line(path.trim_start_matches("./"))
        });
        let logical = location.and_then(|location| location.logical_name());
        let logical = logical.map(|name| self.line(name));
        let line = physical.and_then(|physical| physical.region.as_ref()?.start_line);
        let inside: BTreeSet<usize> = [&path, &logical]
            .into_iter()
            .flatten()
            .filter_map(|name| self.item_of(name))
            .collect();
        let item = match (self.covered, inside.first()) {
            ([only], _) => Some(only),
            (_, Some(at)) => self.covered.get(*at),
            _ => None,
        };
        let name = match (&path, &logical) {
            (Some(path), Some(logical)) => format!("{path}::{logical}"),
            (Some(name), None) | (None, Some(name)) => name.clone(),
            (None, None) => String::new(),
        };
        let scope = item.map_or_else(|| path.or(logical).unwrap_or_default(), |i| i.name.clone());
        (Place { scope, name }, line, item.is_some())
    }

    /// The covered item with the longest name that is this path or a folder of it.
    fn item_of(&self, path: &str) -> Option<usize> {
        let covered = self.covered.iter().enumerate();
        let inside = covered.filter(|(_, item)| {
            let rest = path.strip_prefix(item.name.trim_end_matches('/'));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        });
        let longest = inside.max_by_key(|(_, item)| item.name.len());
        longest.map(|(at, _)| at)
    }

    /// A score where there is one; without a score a blocking level is as bad as unknown. When
    /// level and score disagree whether it blocks, it blocks.
    fn severity(&self, result: &ResultForm, rule: Option<&Rule>) -> Severity {
        let set = rule.and_then(|rule| rule.default_configuration.as_ref()?.level);
        let level = result.level.or(set).unwrap_or(SarifLevel::Warning);
        let blocks = self.test.sarif_blocking.contains(&level);
        let scores = [Some(&result.properties), rule.map(|rule| &rule.properties)];
        let scores = scores.into_iter().flatten().flatten();
        let worst = scores.filter_map(|bag| bag.score()).max();
        match (worst, blocks) {
            (Some(severity), true) if !self.edition.blocks(severity) => Severity::Unknown,
            (Some(severity), _) => severity,
            (None, true) => Severity::Unknown,
            (None, false) => Severity::None,
        }
    }
}
