//! Applying, handing in a build, taking the application back.

use std::collections::{BTreeMap, BTreeSet};

use super::act::{Act, Application, Submission};
use super::case::{self, Case, Stage};
use super::{Body, Refusal, people, settled};
use crate::evidence::{Item, ItemKind};
use crate::id::CaseId;
use crate::validity::Moment;

/// The stages in which another build may be handed in: what the reviewer has is not exchanged.
const OPEN_FOR_BUILDS: [Stage; 5] = [
    Stage::Draft,
    Stage::Submitted,
    Stage::Accepted,
    Stage::Evaluating,
    Stage::Remediating,
];

pub(super) fn apply(
    body: &mut Body,
    act: &Act,
    when: Moment,
    application: &Application,
    mut no: Vec<Refusal>,
) -> Result<(), Vec<Refusal>> {
    let Application {
        product,
        category,
        class,
        edition,
    } = application;
    if edition != body.edition.id() {
        no.push(Refusal::AnotherEdition {
            asked: edition.clone(),
            ours: body.edition.id().clone(),
        });
    }
    if body.edition.category(*category).is_none() {
        no.push(Refusal::CategoryUnknown {
            category: *category,
        });
    } else if body.edition.class(*category, class).is_none() {
        no.push(Refusal::ClassUnknown {
            category: *category,
            class: class.clone(),
        });
    }
    let names = [&product.name, &product.maker_name];
    let blank = |text: &String| text.trim().is_empty();
    if names.iter().any(|name| blank(&name.ja) || blank(&name.en)) {
        no.push(Refusal::NameMissing {});
    }
    people::of_the_maker(body, act, &product.maker, &mut no);
    if let Some(id) = &act.case
        && body.cases.contains_key(id)
    {
        no.push(Refusal::CaseExists { case: id.clone() });
    }
    settled(no)?;
    if let Some(id) = &act.case {
        body.cases.insert(id.clone(), opened(id, application, when));
    }
    Ok(())
}

pub(super) fn submit(
    body: &mut Body,
    act: &Act,
    submission: &Submission,
    mut no: Vec<Refusal>,
) -> Result<(), Vec<Refusal>> {
    let Some(case) = case::of(body, act, &mut no) else {
        return Err(no);
    };
    case::in_stage(case, act, &OPEN_FOR_BUILDS, &mut no);
    people::of_the_maker(body, act, case.maker(), &mut no);
    sound_build(&submission.version, &submission.build, &mut no);
    sound_components(body, case, submission, &mut no);
    if case.submission() == Some(submission) {
        no.push(Refusal::BuildUnchanged {});
    }
    settled(no)?;
    if let Some(case) = act.case.as_ref().and_then(|id| body.cases.get_mut(id)) {
        case.submissions.push(submission.clone());
        if case.stage == Stage::Draft {
            case.stage = Stage::Submitted;
        }
    }
    Ok(())
}

pub(super) fn withdraw(
    body: &mut Body,
    act: &Act,
    mut no: Vec<Refusal>,
) -> Result<(), Vec<Refusal>> {
    let Some(case) = case::of(body, act, &mut no) else {
        return Err(no);
    };
    let open = [&OPEN_FOR_BUILDS[..], &[Stage::InReview, Stage::Ready]].concat();
    case::in_stage(case, act, &open, &mut no);
    people::of_the_maker(body, act, case.maker(), &mut no);
    settled(no)?;
    if let Some(case) = act.case.as_ref().and_then(|id| body.cases.get_mut(id)) {
        case.stage = Stage::Withdrawn;
    }
    Ok(())
}

/// Refuses a build that a digest list cannot describe.
pub(super) fn sound_build(version: &str, build: &[Item], no: &mut Vec<Refusal>) {
    if version.trim().is_empty() {
        no.push(Refusal::VersionMissing {});
    }
    if build.is_empty() {
        no.push(Refusal::BuildEmpty {});
    }
    let mut seen = BTreeSet::new();
    for item in build {
        if item.name.trim().is_empty() || !seen.insert((item.kind, &item.name)) {
            no.push(Refusal::ItemTwice {
                kind: item.kind,
                item: item.name.clone(),
            });
        }
    }
}

/// Refuses components that are not the build's component items, or rest on what cannot carry them.
fn sound_components(body: &Body, case: &Case, given: &Submission, no: &mut Vec<Refusal>) {
    let category = case.application.category;
    let is_system = |category| {
        let row = body.edition.category(category);
        row.is_some_and(|row| row.components.is_some())
    };
    if !is_system(category) {
        if !given.components.is_empty() {
            no.push(Refusal::ComponentsNotWanted { category });
        }
        return;
    }
    let mut names = BTreeSet::new();
    for component in &given.components {
        let name = || component.name.clone();
        if !names.insert(&component.name) {
            no.push(Refusal::ComponentTwice { component: name() });
        }
        let listed = given.build.iter().any(|item| {
            item.kind == ItemKind::Component
                && item.name == component.name
                && item.digest == component.digest
        });
        if !listed {
            no.push(Refusal::ComponentNotListed { component: name() });
        }
        let Some(number) = component.certificate else {
            continue;
        };
        match body.certificates.get(&number) {
            None => no.push(Refusal::CertificateUnknown {
                certificate: number,
            }),
            // A system's certificate rests on others: only what stands by itself can carry one.
            Some(held) if is_system(held.category) => no.push(Refusal::ComponentIsSystem {
                component: name(),
                certificate: number,
            }),
            Some(_) => {}
        }
    }
    let unnamed = given
        .build
        .iter()
        .filter(|item| item.kind == ItemKind::Component && !names.contains(&item.name));
    for item in unnamed {
        no.push(Refusal::ComponentItemUnstated {
            component: item.name.clone(),
        });
    }
}

fn opened(id: &CaseId, application: &Application, when: Moment) -> Case {
    Case {
        id: id.clone(),
        application: application.clone(),
        stage: Stage::Draft,
        since: when,
        moved: BTreeMap::new(),
        submissions: Vec::new(),
        evaluators: BTreeSet::new(),
        evidence: Vec::new(),
        findings: Vec::new(),
        raised: BTreeSet::new(),
        reviewers: BTreeSet::new(),
        decision: None,
        previous: None,
        certificate: None,
        part_in: BTreeSet::new(),
        acts: 0,
    }
}

/// The submission that an answer's build makes of the last one.
pub(super) fn followed_by(last: &Submission, version: &str, build: &[Item]) -> Submission {
    let mut next = last.clone();
    version.clone_into(&mut next.version);
    next.build = build.to_vec();
    // A component that is exchanged keeps its name; what is installed follows the build.
    for component in &mut next.components {
        let mut items = build.iter().filter(|item| item.kind == ItemKind::Component);
        if let Some(item) = items.find(|item| item.name == component.name) {
            component.digest = item.digest;
        }
    }
    next
}

/// Refuses what an answer hands in, by the same rules as [`submit`].
pub(super) fn sound_submission(
    body: &Body,
    case: &Case,
    given: &Submission,
    no: &mut Vec<Refusal>,
) {
    sound_build(&given.version, &given.build, no);
    sound_components(body, case, given, no);
    if case.build() == given.build {
        no.push(Refusal::BuildUnchanged {});
    }
}
