//! What is done to a certificate after it was issued: version-up, suspension, withdrawal, expiry.

use super::act::{Act, Role, VersionUp};
use super::certificate::Certificate;
use super::{Body, Refusal, people, settled, surveillance};
use crate::finding::Finding;
use crate::id::CertificateNumber;
use crate::validity::{
    Change, ChangeKind, Moment, Standing, StandingAt, days_after, is_suspended_itself,
};

pub(super) fn version_up(
    body: &mut Body,
    act: &Act,
    when: Moment,
    declared: &VersionUp,
    mut no: Vec<Refusal>,
) -> Result<(), Vec<Refusal>> {
    let VersionUp {
        certificate: number,
        to,
        blocking_known,
    } = declared;
    let number = *number;
    let Some((certificate, standing)) = standing_of(body, act, number, &mut no) else {
        return Err(no);
    };
    people::of_the_maker(body, act, certificate.holder(), &mut no);
    not_over(certificate, &standing, &mut no);
    if let Some(superseded) = standing.superseded {
        no.push(Refusal::AlreadySuperseded {
            certificate: number,
            by: superseded.by,
        });
    }
    if to.trim().is_empty() {
        no.push(Refusal::VersionMissing {});
    }
    if *to == certificate.version {
        no.push(Refusal::SameVersion {
            certificate: number,
            version: to.clone(),
        });
    }
    settled(no)?;
    // The maker's word that nothing is known does not outweigh what the body itself has on record.
    let known = *blocking_known || blocking_on_record(body, number);
    let effective = days_after(act.at, body.edition.transition_days(known));
    let to = to.clone();
    note(
        body,
        act,
        when,
        number,
        ChangeKind::VersionUp { to, effective },
    );
    Ok(())
}

pub(super) fn suspend(
    body: &mut Body,
    act: &Act,
    when: Moment,
    number: CertificateNumber,
    mut no: Vec<Refusal>,
) -> Result<(), Vec<Refusal>> {
    let Some((certificate, standing)) = standing_of(body, act, number, &mut no) else {
        return Err(no);
    };
    not_over(certificate, &standing, &mut no);
    if is_suspended_itself(certificate.life(), act.at) {
        no.push(Refusal::AlreadySuspended {
            certificate: number,
        });
    }
    settled(no)?;
    note(body, act, when, number, ChangeKind::Suspended {});
    Ok(())
}

pub(super) fn resume(
    body: &mut Body,
    act: &Act,
    when: Moment,
    number: CertificateNumber,
    mut no: Vec<Refusal>,
) -> Result<(), Vec<Refusal>> {
    let Some((certificate, standing)) = standing_of(body, act, number, &mut no) else {
        return Err(no);
    };
    not_over(certificate, &standing, &mut no);
    if let Some(surveillance) = surveillance::overdue_of(body, number, act.at) {
        no.push(Refusal::SurveillanceOverdue {
            certificate: number,
            surveillance: surveillance.clone(),
        });
    }
    // A system that waits for a component comes back with the component, not by an act.
    if !is_suspended_itself(certificate.life(), act.at) {
        no.push(Refusal::NotSuspended {
            certificate: number,
        });
    }
    settled(no)?;
    note(body, act, when, number, ChangeKind::Resumed {});
    Ok(())
}

pub(super) fn withdraw(
    body: &mut Body,
    act: &Act,
    when: Moment,
    number: CertificateNumber,
    mut no: Vec<Refusal>,
) -> Result<(), Vec<Refusal>> {
    let Some((certificate, standing)) = standing_of(body, act, number, &mut no) else {
        return Err(no);
    };
    let roles = body
        .actors
        .get(&act.by)
        .map(|actor| &actor.registration.roles);
    let of_the_body = roles
        .is_some_and(|roles| roles.contains(&Role::Decider) || roles.contains(&Role::Registrar));
    if !of_the_body {
        people::of_the_maker(body, act, certificate.holder(), &mut no);
    }
    not_over(certificate, &standing, &mut no);
    settled(no)?;
    note(body, act, when, number, ChangeKind::Withdrawn {});
    Ok(())
}

pub(super) fn expire(
    body: &mut Body,
    act: &Act,
    when: Moment,
    number: CertificateNumber,
    mut no: Vec<Refusal>,
) -> Result<(), Vec<Refusal>> {
    let Some((certificate, standing)) = standing_of(body, act, number, &mut no) else {
        return Err(no);
    };
    if standing.standing != Standing::Expired {
        no.push(Refusal::NotExpired {
            certificate: number,
            standing: standing.standing,
            last_day: certificate.valid_until,
        });
    }
    let recorded = |change: &Change| matches!(change.what, ChangeKind::Expired {});
    if certificate.history.iter().any(recorded) {
        no.push(Refusal::ExpiryOnRecord {
            certificate: number,
        });
    }
    settled(no)?;
    note(body, act, when, number, ChangeKind::Expired {});
    Ok(())
}

/// The certificate and where it stands at the act; a refusal when there is none.
pub(super) fn standing_of<'b>(
    body: &'b Body,
    act: &Act,
    number: CertificateNumber,
    no: &mut Vec<Refusal>,
) -> Option<(&'b Certificate, StandingAt)> {
    let known = body.certificates.get(&number);
    let found = known.and_then(|known| Some((known, body.standing(number, act.at)?)));
    if found.is_none() {
        no.push(Refusal::CertificateUnknown {
            certificate: number,
        });
    }
    found
}

/// Refuses to touch what is final.
pub(super) fn not_over(certificate: &Certificate, standing: &StandingAt, no: &mut Vec<Refusal>) {
    if standing.standing.is_final() {
        no.push(Refusal::CertificateOver {
            certificate: certificate.number,
            standing: standing.standing,
            since: standing.since,
        });
    }
}

/// Adds a change to a certificate's history.
pub(super) fn note(
    body: &mut Body,
    act: &Act,
    when: Moment,
    number: CertificateNumber,
    what: ChangeKind,
) {
    if let Some(certificate) = body.certificates.get_mut(&number) {
        certificate.history.push(Change {
            when,
            by: act.by.clone(),
            why: act.why.clone(),
            what,
        });
    }
}

/// Whether surveillance holds an open flaw against this certificate, or a case that started from it has a
/// blocking finding that has not ended.
fn blocking_on_record(body: &Body, number: CertificateNumber) -> bool {
    if surveillance::open_of(body, number).next().is_some() {
        return true;
    }
    let mut cases = body
        .cases
        .values()
        .filter(|case| case.previous == Some(number));
    cases.any(|case| case.findings.iter().any(Finding::holds_up))
}
