//! The record of a product's cases, for people and programs: what was done, found, answered, decided.
//!
//! Made of the log of acts and the kept evidence alone, so it says the same whenever it is made.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan as _};
use scheme::body::act::{Act, Raised as Raising, ReviewStep, Submission, What};
use scheme::body::case::{Case, Recorded};
use scheme::delta::Outcome as DeltaDoes;
use scheme::evidence::{Performed, Verdict};
use scheme::finding::{Ending, Finding as Raised, FindingState as Stands};
use scheme::id::CaseId;
use scheme::validity::Standing;
use serde_json::Value;
use service::Body;
use texts::documents::report::{
    Build, By, CertificateLine, ClassEarned, Coverage, Delta, DeltaOutcome, FORMAT, Feed, Finding,
    FindingState, Item, Report, State, Step, TestRun, TestVerdict, Unmatchable, Verdict as Came,
    Version,
};
use texts::documents::{Bilingual, BothTexts};
use texts::{Arg, Language};

use super::story::End;
use super::why::Why;
use crate::Failure;
use crate::product::ProductFolder;

/// The acts after number `told`, in words.
pub(crate) fn steps_after(body: &Body, told: u64, both: &BothTexts) -> Result<Vec<Step>, Failure> {
    let mut steps = Vec::new();
    for (number, act) in acts_after(body, told)? {
        steps.push(step(body, number, &act, both));
    }
    Ok(steps)
}

/// The public report of one case, as it stands when the certificate is issued.
pub(crate) fn case_report(
    body: &Body,
    case: &CaseId,
    folder: &ProductFolder,
    both: &BothTexts,
    at: Timestamp,
) -> Result<Report, Failure> {
    let known = body.state().case(case).ok_or("the case is gone")?;
    let mut report = frame(body, folder, both, at);
    report.verdict = Came::Certified;
    report.classes = classes(body, case, both, at);
    report.versions = vec![version(body, known, folder, both, at)?];
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
    let mut report = frame(body, folder, both, at);
    if let Some(last) = cases.last() {
        report.classes = classes(body, last, both, at);
    }
    for case in cases {
        let known = body.state().case(case).ok_or("the case is gone")?;
        report
            .versions
            .push(version(body, known, folder, both, at)?);
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
fn frame(body: &Body, folder: &ProductFolder, both: &BothTexts, at: Timestamp) -> Report {
    let product = &folder.file.product;
    let said = |text: &crate::product::Bilingual| Bilingual::new(&*text.ja, &*text.en);
    let facts = body.facts();
    let waived = facts.demonstration.then(|| both.say("waived-feed-age"));
    Report {
        format: FORMAT,
        demonstration: facts.demonstration,
        waived: waived.into_iter().collect(),
        body: Bilingual::new(&*facts.name.ja, &*facts.name.en),
        edition: facts.edition.to_string(),
        product: said(&product.name),
        maker: said(&product.maker.name),
        category: product.category.0,
        class: product.class.to_string(),
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
    if tests
        .iter()
        .any(|test| test.verdict == TestVerdict::Inconclusive)
    {
        next.push(both.say("next-inconclusive"));
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
    folder: &ProductFolder,
    both: &BothTexts,
    at: Timestamp,
) -> Result<Version, Failure> {
    let acts = acts_after(body, 0)?;
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
        let note = note_of(folder, submission);
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
            .map(|(number, act)| step(body, *number, act, both))
            .collect(),
    })
}

/// What the maker says of a build, in product.toml.
fn note_of(folder: &ProductFolder, submission: &Submission) -> Option<Bilingual> {
    let mut builds = folder.file.versions.iter().flat_map(|version| {
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

/// The build on which a result was made: the last one handed in that holds all that it covers.
fn built_on(case: &Case, recorded: &Recorded) -> usize {
    let holds = |build: &[scheme::evidence::Item]| {
        recorded
            .result
            .covers
            .iter()
            .all(|item| build.contains(item))
    };
    let submissions = case.submissions();
    submissions
        .iter()
        .position(|submission| holds(&submission.build))
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

/// The engine's whole answer, where one was kept with the result.
fn engine_answer(body: &Body, recorded: &Recorded) -> Result<Value, Failure> {
    let matched = recorded.result.test.as_str() == "vulnerability";
    match recorded.attachments.first() {
        Some(digest) if matched => Ok(serde_json::from_slice(&body.kept(*digest)?)?),
        _ => Ok(Value::Null),
    }
}

fn feeds(body: &Body, answer: &Value) -> Vec<Feed> {
    let limit = body.state().edition().rules().feed_age_days.value;
    let feeds = answer["feeds"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|feed| {
            let age_days = feed["age_days"].as_i64();
            let is_feed = feed["kinds"]
                .as_array()
                .is_some_and(|kinds| !kinds.is_empty());
            Feed {
                name: string(&feed["name"]),
                digest: string(&feed["digest"]),
                records: feed["records"].as_u64().unwrap_or_default(),
                rejected: feed["rejected"].as_u64().unwrap_or_default(),
                newest: feed["newest"].as_str().and_then(|text| text.parse().ok()),
                age_days,
                too_old: is_feed && age_days.is_none_or(|age| age > i64::from(limit)),
                fault: feed["fault"].as_str().map(Bilingual::same),
            }
        });
    feeds.collect()
}

fn coverage(answer: &Value, both: &BothTexts) -> Option<Coverage> {
    let coverage = answer.get("coverage")?;
    let count = |name: &str| coverage[name].as_u64().unwrap_or_default();
    let unmatchable = coverage["unmatchable"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|part| Unmatchable {
            name: string(&part["name"]),
            version: part["version"].as_str().map(str::to_owned),
            purl: part["purl"].as_str().map(str::to_owned),
            reason: both.say(&format!("unmatchable-{}", string(&part["reason"]))),
            argument: argument(answer, part),
        });
    Some(Coverage {
        total: count("total"),
        own: count("own"),
        matchable: count("matchable"),
        matched: count("matched"),
        unmatchable: unmatchable.collect(),
    })
}

/// The maker's reason why a part that cannot be matched is no gap, where one was given.
fn argument(answer: &Value, part: &Value) -> Option<String> {
    let mut argued = answer["argued"].as_array().into_iter().flatten();
    let same =
        |argued: &&Value| argued["name"] == part["name"] && argued["version"] == part["version"];
    argued.find(same).map(|argued| string(&argued["argument"]))
}

/// What a result saw, with where each finding stands today.
fn findings(case: &Case, recorded: &Recorded, answer: &Value, both: &BothTexts) -> Vec<Finding> {
    let result = &recorded.result;
    let mut told: Vec<&Raised> = Vec::new();
    let seen = result.sightings.iter().map(|seen| {
        let raised = case.findings().iter().find(|raised| {
            raised.test == result.test
                && raised.sighting.rule == seen.rule
                && raised.sighting.place == seen.place
                && !told.iter().any(|before| before.id == raised.id)
        });
        told.extend(raised);
        let matched = engine_finding(answer, &seen.rule, &seen.place.name);
        let mut finding = match matched {
            Some(matched) => matched_finding(matched, both),
            None => plain_finding(seen, both),
        };
        finding.id = raised.map(|raised| raised.id.to_string());
        let (state, ended) = stands(raised, both);
        (finding.state, finding.ended) = (state, ended);
        finding
    });
    seen.collect()
}

fn notices(answer: &Value, both: &BothTexts) -> Vec<Finding> {
    let notices = answer["notices"].as_array().into_iter().flatten();
    notices
        .map(|notice| Finding {
            state: FindingState::Noted,
            ..matched_finding(notice, both)
        })
        .collect()
}

fn engine_finding<'v>(answer: &'v Value, rule: &str, name: &str) -> Option<&'v Value> {
    let mut found = answer["findings"].as_array().into_iter().flatten();
    found.find(|found| found["advisory"] == rule && found["name"] == name)
}

fn matched_finding(found: &Value, both: &BothTexts) -> Finding {
    let part = string(&found["name"]);
    let fixed = strings(&found["fixed"]);
    let args = [
        ("part", Cow::Owned(part.clone())),
        ("fixed", Cow::Owned(fixed.join(", "))),
    ];
    let advice = if fixed.is_empty() {
        both.say_with("finding-replace", &args[..1])
    } else {
        both.say_with("finding-update", &args)
    };
    Finding {
        id: None,
        rule: string(&found["advisory"]),
        ids: strings(&found["ids"]),
        part,
        version: found["version"].as_str().map(str::to_owned),
        severity: found["severity"].as_str().map(str::to_owned),
        score: found["score"].as_f64(),
        kev: found["kev"].as_bool(),
        fixed,
        title: Some(string(&found["title"])),
        why: Bilingual::same(string(&found["why"])),
        state: FindingState::Open,
        ended: None,
        what_to_do: vec![advice],
    }
}

fn plain_finding(seen: &scheme::evidence::Sighting, both: &BothTexts) -> Finding {
    let place = Cow::Borrowed(seen.place.name.as_str());
    Finding {
        id: None,
        rule: seen.rule.clone(),
        ids: Vec::new(),
        part: format!("{}: {}", seen.place.scope, seen.place.name),
        version: None,
        severity: Some(seen.severity.to_string()),
        score: None,
        kev: None,
        fixed: Vec::new(),
        title: None,
        why: Bilingual::same(seen.what.clone()),
        state: FindingState::Open,
        ended: None,
        what_to_do: vec![both.say_with("finding-correct", &[("place", place)])],
    }
}

fn stands(raised: Option<&Raised>, both: &BothTexts) -> (FindingState, Option<Bilingual>) {
    let Some(Stands::Ended(ended)) = raised.map(|raised| &raised.state) else {
        return (FindingState::Open, None);
    };
    let result = [("result", Cow::Owned(ended.ending.retest().to_string()))];
    match &ended.ending {
        Ending::Fixed { .. } => (
            FindingState::Fixed,
            Some(both.say_with("ended-fixed", &result)),
        ),
        Ending::Answered { .. } => (
            FindingState::Answered,
            Some(both.say_with("ended-answered", &result)),
        ),
        Ending::Corrected { .. } => (
            FindingState::Corrected,
            Some(both.say_with("ended-corrected", &result)),
        ),
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
        valid_from: midnight(known.valid_from),
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

/// One act in words: what was done and to what it came.
fn step(body: &Body, number: u64, act: &Act, both: &BothTexts) -> Step {
    let kind: &'static str = (&act.what).into();
    let (id, args) = result_of(body, act, both);
    let said = |language: Language| {
        let args: Vec<Arg<'_>> = args
            .iter()
            .map(|(name, value)| (*name, value.of(language).into()))
            .collect();
        both.of(language).say_with(&id, &args)
    };
    let roles = body
        .state()
        .actors()
        .get(&act.by)
        .map(|actor| &actor.registration.roles);
    let role = roles.and_then(|roles| roles.iter().next());
    Step {
        number,
        at: act.at,
        actor: named(body, &act.by),
        role: role.map_or_else(
            || Bilingual::same("–"),
            |role| both.say(&format!("role-{role}")),
        ),
        act: both.say(&format!("act-{kind}")),
        result: Bilingual::new(said(Language::Ja), said(Language::En)),
    }
}

/// The message that tells what an act came to, with its arguments in both languages.
fn result_of(body: &Body, act: &Act, both: &BothTexts) -> (String, Vec<(&'static str, Bilingual)>) {
    let same = |text: &dyn ToString| Bilingual::same(text.to_string());
    let said = |text: &scheme::edition::Text| Bilingual::new(&*text.ja, &*text.en);
    let (id, args) = match &act.what {
        What::RegisterActor(who) => ("actor", vec![("name", said(&who.name))]),
        What::AdmitMember { name, .. } => ("member", vec![("name", said(name))]),
        What::Accredit(scope) => (
            "accredited",
            vec![
                ("firm", same(&scope.firm)),
                ("category", same(&scope.category)),
            ],
        ),
        What::Apply(application) => (
            "applied",
            vec![
                ("product", said(&application.product.name)),
                ("category", same(&application.category)),
                ("class", same(&application.class)),
            ],
        ),
        What::Submit(submission) => (
            "submitted",
            vec![
                ("version", same(&submission.version)),
                ("items", same(&submission.build.len())),
            ],
        ),
        What::RecordEvidence { result, .. } => (
            "evidence",
            vec![
                (
                    "test",
                    both.title(
                        &format!("document-test-{}", result.test),
                        result.test.as_str(),
                    ),
                ),
                (
                    "verdict",
                    both.say(&format!("document-verdict-{}", result.verdict)),
                ),
            ],
        ),
        What::RaiseFinding(raised) => ("raised", raised_where(body, act, raised)),
        What::Review { step } => (
            match step {
                ReviewStep::Begin {} => "review-begin",
                ReviewStep::Whole { .. } => "review-whole",
                ReviewStep::Return { .. } => "review-return",
            },
            Vec::new(),
        ),
        What::Answer { finding, answer } => {
            let way = both.say(&format!("way-{}", answer.way()));
            ("answered", vec![("finding", same(finding)), ("way", way)])
        }
        What::Retest { finding, result } => (
            "retested",
            vec![("finding", same(finding)), ("result", same(result))],
        ),
        What::Issue(issue) => (
            "issued",
            vec![
                ("number", same(&issue.number)),
                ("until", same(&issue.valid_until)),
            ],
        ),
        What::VersionUp(up) => (
            "version-up",
            vec![("number", same(&up.certificate)), ("version", same(&up.to))],
        ),
        What::Delta(delta) => {
            let reused = delta.reused.len();
            let again = delta.outcomes.len() - reused;
            (
                "delta",
                vec![("reused", same(&reused)), ("again", same(&again))],
            )
        }
        What::Decide {
            ruling: scheme::body::act::Ruling::Grant { class, .. },
        } => ("granted", vec![("class", same(class))]),
        What::Decide { .. } => ("refused", Vec::new()),
        _ => ("nothing-more", Vec::new()),
    };
    (format!("did-{id}"), args)
}

/// A finding with its rule and place.
fn raised_where(body: &Body, act: &Act, raised: &Raising) -> Vec<(&'static str, Bilingual)> {
    let case = act.case.as_ref().and_then(|id| body.state().case(id));
    let seen = case
        .and_then(|case| case.finding(&raised.finding))
        .map(|known| &known.sighting);
    let (rule, place) = seen.map_or(("–", "–"), |seen| (&seen.rule, &seen.place.name));
    let finding = Bilingual::same(raised.finding.to_string());
    vec![
        ("finding", finding),
        ("rule", Bilingual::same(rule)),
        ("place", Bilingual::same(place)),
    ]
}

fn named(body: &Body, id: &scheme::id::ActorId) -> Bilingual {
    let known = body.state().actors().get(id);
    known.map_or_else(
        || Bilingual::same(id.to_string()),
        |actor| Bilingual::new(&*actor.registration.name.ja, &*actor.registration.name.en),
    )
}

fn acts_after(body: &Body, told: u64) -> Result<BTreeMap<u64, Act>, Failure> {
    let mut acts = BTreeMap::new();
    body.each_act_after(told, |number, act| {
        acts.insert(number, act);
    })?;
    Ok(acts)
}

fn string(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn strings(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().map(string).collect()
}
