//! What a system's components must hold: the footnote ***.

use super::{ComponentStanding, Evidence, HeldCertificate};
use crate::edition::{ComponentScope, Components, Edition, RequiredCertificate};
use crate::evidence::{Item, ItemKind};
use crate::reason::Reason;

pub(super) fn judge(
    edition: &Edition,
    rule: &Components,
    evidence: &Evidence<'_>,
    reasons: &mut Vec<Reason>,
) {
    same_as_build(evidence, reasons);
    for required in &rule.requires.value {
        let ours = evidence.components.iter();
        let ours = ours.filter(|component| component.category == required.category);
        let lacks: Vec<_> = ours
            .map(|component| lacks(edition, required, component))
            .collect();
        let nobody = !lacks.iter().any(Vec::is_empty);
        if nobody {
            reasons.push(Reason::NoComponent {
                category: required.category,
                at_least: required.at_least.clone(),
            });
        }
        match rule.scope.value {
            ComponentScope::EveryComponent => reasons.extend(lacks.into_iter().flatten()),
            // One good component is enough, so the others' lacks matter only when there is none.
            ComponentScope::OneOfEach if nobody => reasons.extend(lacks.into_iter().flatten()),
            ComponentScope::OneOfEach => {}
        }
    }
}

/// What is stated about components and what the build lists must be the same things.
fn same_as_build(evidence: &Evidence<'_>, reasons: &mut Vec<Reason>) {
    let stated = evidence.components;
    let built = || {
        evidence
            .build
            .iter()
            .filter(|item| item.kind == ItemKind::Component)
    };
    let same = |item: &Item, component: &ComponentStanding| {
        item.name == component.name && item.digest == component.digest
    };
    for component in stated {
        if !built().any(|item| same(item, component)) {
            let component = component.name.clone();
            reasons.push(Reason::ComponentNotInBuild { component });
        }
    }
    for item in built() {
        if !stated.iter().any(|component| same(item, component)) {
            let component = item.name.clone();
            reasons.push(Reason::ComponentUnstated { component });
        }
    }
}

/// Everything that keeps a component from meeting what is required of its category.
fn lacks(
    edition: &Edition,
    required: &RequiredCertificate,
    component: &ComponentStanding,
) -> Vec<Reason> {
    let name = || component.name.clone();
    let Some(held) = &component.certificate else {
        return vec![Reason::ComponentUncertified {
            component: name(),
            category: component.category,
        }];
    };
    let HeldCertificate {
        number,
        category,
        class,
        valid,
        covers,
    } = held;
    let certificate = *number;
    let mut reasons = Vec::new();
    if !valid {
        reasons.push(Reason::ComponentNotValid {
            component: name(),
            certificate,
        });
    }
    if *category != required.category {
        reasons.push(Reason::ComponentCategory {
            component: name(),
            certificate,
            held: *category,
            category: required.category,
        });
    } else if !edition.meets(*category, class, &required.at_least) {
        reasons.push(Reason::ComponentClass {
            component: name(),
            certificate,
            held: class.clone(),
            at_least: required.at_least.clone(),
        });
    }
    if !covers.contains(&component.digest) {
        reasons.push(Reason::ComponentDigest {
            component: name(),
            certificate,
            digest: component.digest,
        });
    }
    reasons
}
