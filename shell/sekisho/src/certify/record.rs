//! The record of a product's cases, for people and programs: what was done, found, answered, decided.
//!
//! Made of the log of acts and the kept evidence alone, so it says the same whenever it is made.

use std::borrow::Cow;
use std::collections::BTreeSet;

use jiff::{Timestamp, ToSpan as _};
use scheme::body::act::{Act, Application, Submission, What};
use scheme::body::case::{Case, Recorded};
use scheme::delta::Outcome as DeltaDoes;
use scheme::evidence::{InputKind, Performed, Verdict};
use scheme::finding::{Finding as Raised, FindingState as Stands};
use scheme::id::CaseId;
use scheme::validity::Standing;
use service::Body;
use texts::documents::report::{
    Build, By, CertificateLine, ClassEarned, Delta, DeltaOutcome, FORMAT, Item, Report, State,
    TestRun, TestVerdict, Verdict as Came, Version,
};
use texts::documents::{Bilingual, BothTexts};

use super::build::STATEMENTS;
use super::seen::{coverage, engine_answer, feeds, findings, notices};
use super::steps::{Teller, acts_after, named};
use super::story::End;
use super::why::Why;
use crate::Failure;
use crate::product::{ProductFile, ProductFolder};
use crate::undone::unforeseen;

/// What a report is about.
struct About {
    product: Bilingual,
    maker: Bilingual,
    category: u8,
    class: String,
}

impl About {
    /// What was applied for.
    fn applied(application: &Application) -> Self {
        let said = |text: &scheme::edition::Text| Bilingual::new(&*text.ja, &*text.en);
        Self {
            product: said(&application.product.name),
            maker: said(&application.product.maker_name),
            category: application.category.0,
            class: application.class.to_string(),
        }
    }

    /// What product.toml asks for.
    fn asked(file: &ProductFile) -> Self {
        let said = |text: &crate::product::Bilingual| Bilingual::new(&*text.ja, &*text.en);
        Self {
            product: said(&file.product.name),
            maker: said(&file.product.maker.name),
            category: file.product.category.0,
            class: file.product.class.to_string(),
        }
    }
}

/// The public report of one case, as it stands when the certificate is issued; with the maker's notes on the builds where
/// product.toml is at hand.
pub(crate) fn case_report(
    body: &Body,
    case: &CaseId,
    file: Option<&ProductFile>,
    both: &BothTexts,
    at: Timestamp,
) -> Result<Report, Failure> {
    let known = body
        .state()
        .case(case)
        .ok_or(unforeseen("the case is gone"))?;
    let mut report = frame(body, About::applied(known.application()), both, at);
    report.verdict = Came::Certified;
    report.classes = classes(body, case, both, at);
    report.versions = vec![version(body, known, file, both, at)?];
    Ok(report)
}

/// The report of the whole story, with how it ended.
pub(crate) fn story_report(
    body: &Body,
    cases: &[CaseId],
    end: &End,
    folder: &ProductFolder,
    both: &BothTexts,
    at: Timestamp,
) -> Result<Report, Failure> {
    let mut report = frame(body, About::asked(&folder.file), both, at);
    if let Some(last) = cases.last() {
        report.classes = classes(body, last, both, at);
    }
    for case in cases {
        let known = body
            .state()
            .case(case)
            .ok_or(unforeseen("the case is gone"))?;
        report
            .versions
            .push(version(body, known, Some(&folder.file), both, at)?);
    }
    match end {
        End::Certified(number) => {
            report.verdict = Came::Certified;
            let args = [("number", Cow::Owned(number.to_string()))];
            report.next = vec![both.say_with("next-certified", &args)];
        }
        End::Withheld(reasons) => {
            report.reasons = reasons.iter().map(|why| why.told(both)).collect();
            report.next = what_next(&report, both);
        }
    }
    Ok(report)
}

/// What is the same in every report about this product.
fn frame(body: &Body, about: About, both: &BothTexts, at: Timestamp) -> Report {
    let facts = body.facts();
    let waived = facts.demonstration.then(|| both.say("waived-feed-age"));
    Report {
        format: FORMAT,
        demonstration: facts.demonstration,
        waived: waived.into_iter().collect(),
        body: Bilingual::new(&*facts.name.ja, &*facts.name.en),
        edition: facts.edition.to_string(),
        product: about.product,
        maker: about.maker,
        category: about.category,
        class: about.class,
        made: at,
        verdict: Came::Withheld,
        reasons: Vec::new(),
        next: Vec::new(),
        classes: Vec::new(),
        versions: Vec::new(),
    }
}

/// What to do when the certificate was withheld: each finding's own advice, then the general one.
fn what_next(report: &Report, both: &BothTexts) -> Vec<Bilingual> {
    let last_build = report
        .versions
        .last()
        .and_then(|version| version.builds.last());
    let tests = last_build
        .map(|build| build.tests.as_slice())
        .unwrap_or_default();
    let mut next: Vec<Bilingual> = Vec::new();
    for test in tests {
        for advice in test.findings.iter().flat_map(|finding| &finding.what_to_do) {
            if !next.contains(advice) {
                next.push(advice.clone());
            }
        }
    }
    for test in tests {
        if test.verdict == TestVerdict::Inconclusive {
            let id = match test.by {
                By::Engine { .. } => "next-inconclusive",
                By::Report { .. } => "next-inconclusive-report",
            };
            next.push(both.say(id));
        }
    }
    next.push(both.say("next-withheld"));
    next
}

fn classes(body: &Body, case: &CaseId, both: &BothTexts, at: Timestamp) -> Vec<ClassEarned> {
    let standings = body.state().standings(case, at).into_iter();
    let earned = standings.map(|standing| ClassEarned {
        class: standing.class.to_string(),
        earned: standing.earned,
        missing: standing
            .missing
            .iter()
            .map(|r| both.reason("refusal", r))
            .collect(),
    });
    earned.collect()
}

fn version(
    body: &Body,
    case: &Case,
    file: Option<&ProductFile>,
    both: &BothTexts,
    at: Timestamp,
) -> Result<Version, Failure> {
    let acts = acts_after(body, 0)?;
    let mut teller = Teller::new(body, both);
    let in_case = |act: &Act| act.case.as_ref() == Some(case.id());
    let steps = acts.iter().filter(|(_, act)| in_case(act));
    let delta = acts
        .iter()
        .filter(|(_, act)| in_case(act))
        .find_map(|(_, act)| match &act.what {
            What::Delta(delta) => Some(delta.outcomes.as_slice()),
            _ => None,
        });
    let mut builds: Vec<Build> = Vec::new();
    for (index, submission) in case.submissions().iter().enumerate() {
        let mut tests = Vec::new();
        let mut seen = Vec::new();
        for recorded in case.evidence() {
            if built_on(case, recorded) == index {
                let retest = seen.contains(&recorded.result.test)
                    || case
                        .findings()
                        .iter()
                        .any(|raised| is_retest(raised, recorded));
                seen.push(recorded.result.test.clone());
                tests.push(test_run(body, case, recorded, retest, both)?);
            }
        }
        let items = submission.build.iter().map(|item| Item {
            kind: item.kind.to_string(),
            name: item.name.clone(),
            sha256: item.digest.to_string(),
        });
        let note = file.and_then(|file| note_of(file, submission));
        builds.push(Build {
            note,
            items: items.collect(),
            tests,
        });
    }
    let last = case
        .submission()
        .map(|last| last.version.clone())
        .unwrap_or_default();
    Ok(Version {
        version: last,
        certificate: certificate_line(body, case, at),
        delta: delta
            .unwrap_or_default()
            .iter()
            .map(|outcome| delta_line(outcome, both))
            .collect(),
        builds,
        steps: steps
            .map(|(number, act)| teller.step(*number, act))
            .collect(),
    })
}

/// What the maker says of a build, in product.toml.
fn note_of(file: &ProductFile, submission: &Submission) -> Option<Bilingual> {
    let mut builds = file.versions.iter().flat_map(|version| {
        version
            .builds
            .iter()
            .map(move |build| (build.version.as_ref().unwrap_or(&version.version), build))
    });
    let (_, build) = builds.find(|(version, _)| **version == submission.version)?;
    build
        .note
        .as_ref()
        .map(|note| Bilingual::new(&*note.ja, &*note.en))
}

/// The build on which a result was made: the first one handed in that holds all that it covers, with the statements that it
/// was made with where it is a match.
fn built_on(case: &Case, recorded: &Recorded) -> usize {
    let holds = |build: &[scheme::evidence::Item]| {
        recorded
            .result
            .covers
            .iter()
            .all(|item| build.contains(item))
    };
    let said = |build: &[scheme::evidence::Item]| {
        let items = build
            .iter()
            .filter(|item| STATEMENTS.contains(&item.name.as_str()));
        items.map(|item| item.digest).collect::<BTreeSet<_>>()
    };
    let inputs = recorded.result.inputs.iter();
    let with = inputs.filter(|input| input.kind == InputKind::Statements);
    let with: BTreeSet<_> = with.map(|input| input.digest).collect();
    let matched = recorded.result.test.as_str() == "vulnerability";
    let mut submissions = case.submissions().iter();
    submissions
        .position(|given| holds(&given.build) && (!matched || said(&given.build) == with))
        .unwrap_or(0)
}

fn is_retest(raised: &Raised, recorded: &Recorded) -> bool {
    match &raised.state {
        Stands::Ended(ended) => *ended.ending.retest() == recorded.result.id,
        Stands::Argued(argued) => argued.retest == recorded.result.id,
        _ => false,
    }
}

fn test_run(
    body: &Body,
    case: &Case,
    recorded: &Recorded,
    retest: bool,
    both: &BothTexts,
) -> Result<TestRun, Failure> {
    let result = &recorded.result;
    let answer = engine_answer(body, recorded)?;
    let reasons = result
        .reasons
        .iter()
        .map(|said| Why::of_test(&result.test, said).told(both));
    Ok(TestRun {
        test: result.test.to_string(),
        verdict: match result.verdict {
            Verdict::Pass => TestVerdict::Pass,
            Verdict::Fail => TestVerdict::Fail,
            Verdict::Inconclusive => TestVerdict::Inconclusive,
        },
        by: by(body, &result.performed),
        at: result.at,
        reused_from: result
            .reused
            .as_ref()
            .map(|reused| reused.certificate.to_string()),
        retest,
        reasons: reasons.collect(),
        feeds: feeds(body, &answer),
        coverage: coverage(&answer, both),
        findings: findings(case, recorded, &answer, both),
        notices: notices(&answer, both),
    })
}

fn by(body: &Body, performed: &Performed) -> By {
    match performed {
        Performed::Engine { name, version } => By::Engine {
            name: name.clone(),
            version: version.clone(),
        },
        Performed::SignedReport {
            evaluator, report, ..
        } => By::Report {
            evaluator: named(body, evaluator),
            sha256: report.to_string(),
        },
    }
}

fn delta_line(outcome: &scheme::delta::DeltaOutcome, both: &BothTexts) -> Delta {
    let reasons = outcome.reasons.iter().map(|why| Why::delta(why).told(both));
    Delta {
        test: outcome.test.to_string(),
        outcome: match outcome.outcome {
            DeltaDoes::Reuse { .. } => DeltaOutcome::Reuse,
            DeltaDoes::RunAgain => DeltaOutcome::Run,
            DeltaDoes::AskPerson => DeltaOutcome::Ask,
        },
        reasons: reasons.collect(),
    }
}

fn certificate_line(body: &Body, case: &Case, at: Timestamp) -> Option<CertificateLine> {
    let known = body.state().certificate(case.certificate()?)?;
    let standing = body.state().standing(known.number, at)?;
    let midnight = |day: jiff::civil::Date| {
        day.to_zoned(jiff::tz::TimeZone::UTC)
            .map(|zoned| zoned.timestamp())
            .unwrap_or(at)
    };
    Some(CertificateLine {
        number: known.number.to_string(),
        class: known.class.to_string(),
        valid_from: known.history.first().map_or(at, |issued| issued.when.at),
        valid_until: midnight(known.valid_until.saturating_add(1.day())),
        state: match standing.standing {
            Standing::Valid => State::Valid,
            Standing::Suspended => State::Suspended,
            Standing::Expired => State::Expired,
            Standing::Void => State::Void,
            Standing::Withdrawn => State::Withdrawn,
        },
        since: standing.since,
        superseded_by: standing.superseded.map(|note| note.by),
    })
}
