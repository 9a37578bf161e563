//! Who is who: actors, members, accreditation, ties.

use std::collections::BTreeSet;

use scheme::body::act::{Period, Registration, Scope};
use scheme::edition::Text;
use scheme::id::{ActorId, CategoryId, FirmId, TestId};
use service::acts;

use super::desk::Desk;
use super::keys::read_public;
use crate::Failure;
use crate::cli::{Days, NewActor};

impl Desk<'_> {
    pub(super) fn register_actor(&mut self, new: &NewActor) -> Result<(), Failure> {
        let registration = Registration {
            actor: new.actor.clone(),
            name: new.name.clone(),
            firm: new.firm.clone(),
            roles: new.roles.clone(),
            public_key: read_public(&new.public_key)?,
            period: self.period(new.days),
        };
        let (at, why) = (self.now(), self.why());
        acts::register_actor(&mut self.body, &self.by, at, &why, registration)?;
        Ok(())
    }

    pub(super) fn revoke_actor(&mut self, actor: &ActorId) -> Result<(), Failure> {
        let (at, why) = (self.now(), self.why());
        acts::revoke_actor(&mut self.body, &self.by, at, &why, actor)?;
        Ok(())
    }

    pub(super) fn admit_member(
        &mut self,
        firm: &FirmId,
        name: &Text,
        days: Days,
    ) -> Result<(), Failure> {
        let (at, why, period) = (self.now(), self.why(), self.period(days));
        let named = (firm.clone(), name.clone());
        acts::admit_member(&mut self.body, &self.by, at, &why, named, period)?;
        Ok(())
    }

    pub(super) fn end_membership(&mut self, firm: &FirmId) -> Result<(), Failure> {
        let (at, why) = (self.now(), self.why());
        acts::end_membership(&mut self.body, &self.by, at, &why, firm)?;
        Ok(())
    }

    pub(super) fn accredit(
        &mut self,
        firm: &FirmId,
        category: CategoryId,
        tests: &BTreeSet<TestId>,
        days: Days,
    ) -> Result<(), Failure> {
        let scope = Scope {
            firm: firm.clone(),
            category,
            tests: tests.clone(),
            period: self.period(days),
        };
        let (at, why) = (self.now(), self.why());
        acts::accredit(&mut self.body, &self.by, at, &why, scope)?;
        Ok(())
    }

    pub(super) fn end_accreditation(
        &mut self,
        firm: &FirmId,
        category: CategoryId,
        tests: &BTreeSet<TestId>,
    ) -> Result<(), Failure> {
        let (at, why) = (self.now(), self.why());
        let (body, tests) = (&mut self.body, tests.clone());
        acts::end_accreditation(body, &self.by, at, &why, (firm, category), tests)?;
        Ok(())
    }

    pub(super) fn declare_tie(&mut self, firm: &FirmId, other: &FirmId) -> Result<(), Failure> {
        let (at, why) = (self.now(), self.why());
        acts::declare_tie(&mut self.body, &self.by, at, &why, (firm, other))?;
        Ok(())
    }

    /// From a day, else from today.
    fn period(&self, days: Days) -> Period {
        let today = || self.body.state().edition().day_of(self.now());
        Period {
            from: days.from.unwrap_or_else(today),
            until: days.until,
        }
    }
}
