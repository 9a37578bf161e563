//! Tests that an engine here does, and results that are taken over from an earlier certificate.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use scheme::evidence::TestResult;
use scheme::id::{CaseId, CertificateNumber, TestId};
use serde_json::json;
use service::acts::{self, record_evidence::next_result};
use vulnerability::Limits;

use super::Against;
use super::build::standing_build;
use super::desk::Desk;
use crate::certify::{AtHand, Loading, NotRun, Ran, Speaking, Why, named_vex};
use crate::cli::{Given, HeldAgainst};
use crate::feeds::{self, Feeds};
use crate::product::ProductFolder;
use crate::{Failure, advisories, matching};

/// The test that reads advisories.
const MATCHING: &str = "vulnerability";

impl Desk<'_> {
    /// Runs an engine on the build that stands, and puts what it says on record.
    pub(super) fn run_engine(
        &mut self,
        case: &CaseId,
        test: &TestId,
        (given, held): (&Given, &HeldAgainst),
    ) -> Result<(), Failure> {
        let folder = ProductFolder::open(&given.product)?;
        let mut loading = standing_build(&folder, given, self.case(case)?)?;
        let feeds = self.feeds(held, test.as_str() == MATCHING)?;
        let (id, at) = (next_result(&self.body, case)?, self.now());
        let named = named_vex(self.case(case)?);
        // What the maker answered with was kept by the body; it need not lie in the product folder.
        for digest in &named {
            if !loading.has_vex(*digest) {
                let bytes = self.body.kept(*digest)?;
                loading.add_vex(format!("{digest}.vex"), bytes)?;
            }
        }
        let busy = self.talk.progress("progress-testing");
        let at_hand = self.at_hand(&folder, &feeds, held);
        let ran = loading.run(test, id, at, &at_hand, Speaking::Signed(&named))?;
        busy.finish_and_clear();
        let Ran {
            result,
            attachments,
            ..
        } = ran.map_err(|not_run| not_done(not_run, test))?;
        self.record(case, result, &attachments)
    }

    /// Puts a result on record with what it rests on.
    pub(super) fn record(
        &mut self,
        case: &CaseId,
        result: TestResult,
        attachments: &[Vec<u8>],
    ) -> Result<(), Failure> {
        let attachments: Vec<&[u8]> = attachments.iter().map(Vec::as_slice).collect();
        let (at, why, told) = (self.now(), self.why(), result.clone());
        acts::record_evidence(
            &mut self.body,
            &self.by,
            at,
            &why,
            case,
            result,
            &attachments,
        )?;
        self.tell_result(&told);
        Ok(())
    }

    /// Tells what a result says, and how many findings wait to be raised from it.
    pub(super) fn tell_result(&mut self, result: &TestResult) {
        let reasons = result.reasons.iter();
        let reasons: Vec<_> = reasons
            .map(|said| Why::of_test(&result.test, said).told(self.both))
            .collect();
        for reason in &reasons {
            let told = reason.text.of(self.talk.texts.language());
            self.said.push(format!("  · {told}"));
        }
        self.note("result", &result.id);
        self.note("verdict", &result.verdict);
        self.note("reasons", &reasons);
        self.note("sightings", &result.sightings.len());
        self.say("acting-result", &[("result", &result.id)]);
        if !result.sightings.is_empty() {
            let count = result.sightings.len();
            self.say(
                "acting-sightings",
                &[("count", &count), ("result", &result.id)],
            );
        }
    }

    /// Takes over what may be reused of an earlier certificate, by the delta rules.
    pub(super) fn take_over(
        &mut self,
        case: &CaseId,
        previous: CertificateNumber,
        (given, held): (&Given, &HeldAgainst),
    ) -> Result<(), Failure> {
        self.known(previous)?;
        let folder = ProductFolder::open(&given.product)?;
        let loading = standing_build(&folder, given, self.case(case)?)?;
        let known = self.case(case)?.application();
        let edition = self.body.state().edition();
        let required = edition.required_tests(known.category, &known.class);
        let matches = required.iter().any(|test| test.as_str() == MATCHING);
        let feeds = self.feeds(held, matches)?;
        let at = self.now();
        let inputs = self.inputs(&folder, &loading, (&feeds, held), &required, at);
        let why = self.why();
        let outcomes = acts::delta(&mut self.body, &self.by, at, &why, case, previous, inputs)?;
        self.note("outcomes", &outcomes);
        Ok(())
    }

    fn inputs(
        &self,
        folder: &ProductFolder,
        loading: &Loading,
        (feeds, held): (&Feeds, &HeldAgainst),
        required: &BTreeSet<TestId>,
        at: Timestamp,
    ) -> BTreeMap<TestId, Vec<scheme::evidence::Input>> {
        let none = BTreeSet::new();
        let at_hand = self.at_hand(folder, feeds, held);
        let each = required.iter().filter_map(|test| {
            let inputs = loading.inputs(test, at, &at_hand, Speaking::Signed(&none));
            Some((test.clone(), inputs?))
        });
        each.collect()
    }

    fn at_hand<'h>(
        &'h self,
        folder: &'h ProductFolder,
        feeds: &'h Feeds,
        held: &HeldAgainst,
    ) -> AtHand<'h> {
        AtHand {
            edition: self.body.state().edition(),
            folder,
            feeds,
            evaluator: &self.by.id,
            least_records: if self.body.facts().demonstration {
                0
            } else {
                held.least_records
            },
        }
    }

    /// The body's own advisories: the applicant does not choose what its product is held against.
    fn feeds(&self, held: &HeldAgainst, wanted: bool) -> Result<Feeds, Failure> {
        let limits = Limits::default();
        if !wanted {
            return Ok(feeds::open(&[], &limits));
        }
        if held.advisories.is_empty() {
            advisories::needed(held.data.as_deref())?;
        }
        let busy = self.talk.progress("progress-advisories");
        let data = held.data.as_deref();
        let opened = advisories::opened(&held.advisories, data, &limits, self.talk)?;
        busy.finish_and_clear();
        matching::tell_feeds(&opened.summary(service::now()), self.talk);
        Ok(opened)
    }
}

/// Why a test was not done: a "no", not a failure.
fn not_done(not_run: NotRun, test: &TestId) -> Against {
    match not_run {
        NotRun::NoEngine => Against::own(json!({ "code": "no-engine", "test": test })),
        NotRun::NothingGiven => Against::own(json!({ "code": "nothing-given", "test": test })),
        NotRun::Report(reasons) => Against(reasons.into_iter().map(Why::report).collect()),
    }
}
