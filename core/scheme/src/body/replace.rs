//! A system's component that gives way to its successor: the holder declares, evaluators examine
//! again what the delta rules ask for at system level, the registrar accepts.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::act::{Act, Reexamination, Replacement};
use super::case::Recorded;
use super::certificate::Certificate;
use super::evaluation::{About, sound};
use super::upkeep::{not_over, note, standing_of};
use super::{Body, Refusal, people, settled};
use crate::decide::unmet;
use crate::delta::{DeltaOutcome, Outcome, delta};
use crate::evidence::{Item, TestResult, Verdict};
use crate::id::{CertificateNumber, TestId};
use crate::reason::Reason;
use crate::validity::{ChangeKind, Moment, Part, Standing};

pub(super) fn declare(
    body: &mut Body,
    act: &Act,
    replacement: &Replacement,
    mut no: Vec<Refusal>,
) -> Result<(), Vec<Refusal>> {
    let number = replacement.certificate;
    let Some((system, standing)) = standing_of(body, act, number, &mut no) else {
        return Err(no);
    };
    people::of_the_maker(body, act, system.holder(), &mut no);
    not_over(system, &standing, &mut no);
    fits(body, act, system, replacement, &mut no);
    settled(no)?;
    if let Some(system) = body.certificates.get_mut(&number) {
        system
            .declared
            .retain(|declared| declared.old != replacement.old);
        system.declared.push(replacement.clone());
    }
    Ok(())
}

pub(super) fn reexamine(
    body: &mut Body,
    act: &Act,
    when: Moment,
    again: &Reexamination,
    mut no: Vec<Refusal>,
) -> Result<(), Vec<Refusal>> {
    let number = again.certificate;
    let Some((system, standing)) = standing_of(body, act, number, &mut no) else {
        return Err(no);
    };
    not_over(system, &standing, &mut no);
    if !system.declared.iter().any(|one| one.old == again.old) {
        no.push(Refusal::ReplacementNotDeclared {
            certificate: number,
            old: again.old,
        });
    }
    if system.reviewers.contains(&act.by) || system.decider == act.by {
        no.push(Refusal::HasEvaluated {
            actor: act.by.clone(),
        });
    }
    let known = body.actors.get(&act.by);
    let firm = known.map(|actor| actor.registration.firm.clone());
    let build = system.build_with_replacements();
    let result = &again.result;
    let mut earlier = system.reexamined.iter();
    let exists = earlier.any(|known| known.result.id == result.id)
        || body
            .cases
            .get(&system.case)
            .is_some_and(|case| case.recorded(&result.id).is_some());
    let about = About {
        maker: system.holder(),
        category: system.category,
        has: &|item| build.contains(item),
        exists,
    };
    let given = (&**result, &again.attachments[..]);
    sound(body, act, when, firm.as_ref(), &about, given, &mut no);
    settled(no)?;
    if let (Some(system), Some(firm)) = (body.certificates.get_mut(&number), firm) {
        system.reexamined.push(Recorded {
            result: TestResult::clone(result),
            attachments: again.attachments.clone(),
            by: act.by.clone(),
            firm,
            evaluated: when,
            when,
        });
    }
    Ok(())
}

/// The delta rules for a system with its declared replacements.
pub(super) fn to_examine(body: &Body, system: &Certificate, at: Timestamp) -> Vec<DeltaOutcome> {
    let case = body.cases.get(&system.case);
    let evidence = case.map_or(&[][..], |case| case.evidence());
    let known = evidence.iter().chain(&system.reexamined);
    let results: Vec<TestResult> = known.map(|known| known.result.clone()).collect();
    let tests = body.edition.required_tests(system.category, &system.class);
    let build = system.build_with_replacements();
    let engines = BTreeMap::new();
    delta(&body.edition, &results, &build, &engines, &tests, at)
}

/// Refuses what was not examined again though the delta rules ask for it, or was found wanting.
fn examined(body: &Body, act: &Act, system: &Certificate, no: &mut Vec<Refusal>) {
    let open: BTreeSet<TestId> = to_examine(body, system, act.at)
        .into_iter()
        .filter(|one| !matches!(one.outcome, Outcome::Reuse { .. }))
        .map(|one| one.test)
        .collect();
    let build = system.build_with_replacements();
    let again = system.reexamined.iter();
    let results: Vec<TestResult> = again.map(|known| known.result.clone()).collect();
    let missing = unmet(&body.edition, &open, &build, &results, act.at);
    no.extend(missing.into_iter().map(Refusal::Withheld));
    // What failed with these very components stays failed, whatever a later result says: another
    // component, or a case of its own, where findings are answered and tested again.
    let failed = results
        .iter()
        .filter(|result| result.verdict == Verdict::Fail && about(result, &build));
    for result in failed {
        let reason = Reason::NotPassed {
            test: result.test.clone(),
            result: result.id.clone(),
            verdict: result.verdict,
            because: result.reasons.clone(),
        };
        let refusal = Refusal::Withheld(reason);
        if !no.contains(&refusal) {
            no.push(refusal);
        }
    }
    if system.evaluators.contains(&act.by)
        || system.reexamined.iter().any(|known| known.by == act.by)
    {
        no.push(Refusal::HasEvaluated {
            actor: act.by.clone(),
        });
    }
}

fn about(result: &TestResult, build: &[Item]) -> bool {
    result.covers.iter().all(|item| build.contains(item))
}

pub(super) fn accept(
    body: &mut Body,
    act: &Act,
    when: Moment,
    number: CertificateNumber,
    old: CertificateNumber,
    mut no: Vec<Refusal>,
) -> Result<(), Vec<Refusal>> {
    let Some((system, standing)) = standing_of(body, act, number, &mut no) else {
        return Err(no);
    };
    not_over(system, &standing, &mut no);
    let Some(declared) = system
        .declared
        .iter()
        .find(|declared| declared.old == old)
        .cloned()
    else {
        no.push(Refusal::ReplacementNotDeclared {
            certificate: number,
            old,
        });
        return Err(no);
    };
    // What was declared days ago must still hold on the day of acceptance.
    fits(body, act, system, &declared, &mut no);
    examined(body, act, system, &mut no);
    let name = system.current_part(old).map(|part| part.name.clone());
    settled(no)?;
    let Replacement { new, digest, .. } = declared;
    if let (Some(system), Some(name)) = (body.certificates.get_mut(&number), name) {
        system.declared.retain(|declared| declared.old != old);
        system.parts.push(Part {
            name: name.clone(),
            certificate: new,
            digest,
            from: act.at,
        });
        let what = ChangeKind::Replaced {
            name,
            old,
            new,
            digest,
        };
        note(body, act, when, number, what);
    }
    Ok(())
}

/// Refuses a replacement that is not the valid successor of a current component.
fn fits(
    body: &Body,
    act: &Act,
    system: &Certificate,
    replacement: &Replacement,
    no: &mut Vec<Refusal>,
) {
    let Replacement {
        certificate,
        old,
        new,
        digest,
    } = *replacement;
    if system.current_part(old).is_none() {
        no.push(Refusal::NotAComponent { certificate, old });
    }
    if old == new {
        no.push(Refusal::ReplacedByItself { old });
    }
    let Some((successor, standing)) = standing_of(body, act, new, no) else {
        return;
    };
    if standing.standing != Standing::Valid {
        no.push(Refusal::ReplacementNotValid {
            new,
            standing: standing.standing,
        });
    }
    // As for a component in an application: what the certificate was given for, no parts list and no document.
    if !successor.artefacts().any(|item| item.digest == digest) {
        no.push(Refusal::ReplacementDoesNotCover { new, digest });
    }
    let Some(before) = body.certificates.get(&old) else {
        return;
    };
    if successor.category != before.category || successor.product != before.product {
        no.push(Refusal::NotTheSuccessor { old, new });
    }
    let row = body.edition.category(system.category);
    let rules = row.and_then(|row| row.components.as_ref());
    let required = rules.map_or(&[][..], |rules| &rules.requires.value);
    for rule in required
        .iter()
        .filter(|rule| rule.category == successor.category)
    {
        if !body
            .edition
            .meets(rule.category, &successor.class, &rule.at_least)
        {
            no.push(Refusal::ReplacementClassTooLow {
                new,
                class: successor.class.clone(),
                at_least: rule.at_least.clone(),
            });
        }
    }
}
