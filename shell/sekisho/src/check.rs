//! `sekisho check`: what would be found in a product and which class it would earn, without body or
//! register.
//!
//! The newest version's last build is looked at, the state in which the maker would hand it in.

mod earning;

use std::collections::{BTreeMap, BTreeSet};

use scheme::decide::{Evidence, OpenFinding, standings};
use scheme::edition::Edition;
use scheme::evidence::TestResult;
use scheme::id::{ActorId, FindingId, ResultId, TestId};
use serde_json::json;
use texts::{Arg, Language};
use vulnerability::Limits;

use crate::certify::{AtHand, Loading, NotRun, Speaking, edition_of, fits, named_advisories};
use crate::cli::{Check, Form};
use crate::product::ProductFolder;
use crate::talk::Talk;
use crate::undone::unforeseen;
use crate::{Answer, Failure, advisories, matching, undone};

pub(crate) fn run(order: &Check, talk: &Talk) -> Result<Answer, Failure> {
    let folder = ProductFolder::open(&order.product)?;
    let edition = undone::edition(edition_of(&folder)?.as_str())?;
    fits(&edition, &folder.file)?;
    let version = folder
        .file
        .versions
        .last()
        .ok_or(unforeseen("no version"))?;
    let build = version.builds.last().ok_or(unforeseen("no build"))?;
    let loading = Loading::read(&folder, version, build)?;
    let named = named_advisories(&folder, &order.advisories);
    let opened = advisories::opened(&named, order.data.as_deref(), &Limits::default(), talk)?;
    let evaluator: ActorId = "maker".parse()?;
    let at_hand = AtHand {
        edition: &edition,
        folder: &folder,
        feeds: &opened,
        evaluator: &evaluator,
        least_records: 0,
    };
    let product = &folder.file.product;
    let at = service::now();
    let all = edition
        .category(product.category)
        .ok_or(unforeseen("the edition has no such category"))?;
    let tests: BTreeSet<TestId> = all
        .classes
        .iter()
        .flat_map(|class| edition.required_tests(product.category, &class.id))
        .collect();
    let mut results: Vec<TestResult> = Vec::new();
    let mut outcomes = Vec::new();
    let mut not_run = Vec::new();
    let mut refused = BTreeMap::new();
    for test in &tests {
        let id: ResultId = format!("r-{:06}", results.len() + 1).parse()?;
        match loading.run(test, id, at, &at_hand, Speaking::AtHand)? {
            Ok(ran) => {
                results.push(ran.result);
                outcomes.extend(ran.outcome);
            }
            Err(NotRun::Report(reasons)) => {
                not_run.extend(reasons.iter().cloned());
                refused.insert(test.clone(), reasons);
            }
            Err(_) => not_run.push(json!({ "code": "no-engine", "test": test })),
        }
    }
    let open = sightings(&results, &edition)?;
    let evidence = Evidence {
        build: &loading.submission.build,
        results: &results,
        open: &open,
        components: &[],
    };
    let standings = standings(&edition, product.category, &evidence, at);
    let earned = standings
        .iter()
        .any(|s| s.class == product.class && s.earned);
    if order.form == Form::Sarif {
        let all: Vec<_> = outcomes.iter().collect();
        talk.value(&matching::sarif::log(&all, talk))?;
    } else if talk.json {
        talk.value(&json!({
            "product": product.name,
            "version": version.version,
            "items": loading.submission.build,
            "asked": product.class,
            "earned": earned,
            "classes": standings,
            "results": results,
            "matches": outcomes,
            "not_run": not_run,
        }))?;
    } else {
        let name = match talk.texts.language() {
            Language::Ja => &product.name.ja,
            Language::En => &product.name.en,
        };
        let category = product.category.0.to_string();
        let args: [Arg<'_>; 5] = [
            ("product", name.into()),
            ("version", loading.submission.version.as_str().into()),
            ("category", category.into()),
            ("class", product.class.as_str().into()),
            ("edition", edition.id().as_str().into()),
        ];
        talk.line(&talk.say("check-product", &args));
        for outcome in &outcomes {
            matching::tell(outcome, talk);
        }
        for result in results
            .iter()
            .filter(|result| result.test.as_str() != "vulnerability")
        {
            for seen in &result.sightings {
                talk.line(&format!(
                    "✗ {}  {}  {}",
                    result.test, seen.place.name, seen.what
                ));
            }
        }
        earning::tell(&standings, &product.class, &refused, talk);
    }
    Ok(if earned { Answer::Yes } else { Answer::No })
}

/// Everything that the tests saw, as findings that nobody has answered.
fn sightings(results: &[TestResult], edition: &Edition) -> Result<Vec<OpenFinding>, Failure> {
    let mut open = Vec::new();
    for result in results {
        for seen in &result.sightings {
            let id: FindingId = format!("f-{:06}", open.len() + 1).parse()?;
            open.push(OpenFinding {
                id,
                test: result.test.clone(),
                blocking: edition.blocks(seen.severity),
                rule: seen.rule.clone(),
                place: seen.place.clone(),
            });
        }
    }
    Ok(open)
}
