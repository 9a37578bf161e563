//! A system's component that gives way to its successor: the holder declares, the registrar accepts.

use super::act::{Act, Replacement};
use super::certificate::Certificate;
use super::upkeep::{not_over, note, standing_of};
use super::{Body, Refusal, people, settled};
use crate::id::CertificateNumber;
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
    if !successor.covers(digest) {
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
