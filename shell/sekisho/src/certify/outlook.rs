//! Where a case stands and what it still needs: the questions that the story asks before each step.

use std::collections::BTreeSet;

use jiff::Timestamp;
use scheme::body::act::{Product, Submission};
use scheme::body::case::{Case, Stage};
use scheme::edition::EndingKind;
use scheme::evidence::Performed;
use scheme::finding::{Answer, Claim, Finding, FindingState};
use scheme::id::{CaseId, CertificateNumber, Digest, FindingId, ResultId, TestId};
use scheme::reason::Reason;
use scheme::validity::Standing;
use serde_json::json;
use service::Body;

use super::build::{AtHand, Flaw, Loading, Speaking};
use super::cast::text;
use super::story::{End, Story};
use super::why::Why;
use crate::Failure;
use crate::product::{ProductFile, Version};
use crate::undone::unforeseen;

impl Story<'_> {
    /// The case of this version: the one in which it was handed in, else one opened and left without a
    /// build. Cases taken back or refused are over.
    pub(super) fn case_of(&self, version: &Version) -> Option<CaseId> {
        let cases = self.body.state().cases().values().filter(|case| {
            is_same(&self.folder.file, &case.application().product)
                && !matches!(case.stage(), Stage::Withdrawn | Stage::Refused)
        });
        let cases: Vec<&Case> = cases.collect();
        let own = version.builds.iter();
        let names = own.filter_map(|build| build.version.as_deref());
        let names: BTreeSet<&str> = names.chain([version.version.as_str()]).collect();
        let handed_in = |case: &&&Case| {
            let first = case.submissions().first();
            first.is_some_and(|first| names.contains(first.version.as_str()))
        };
        let empty = |case: &&&Case| case.submissions().is_empty();
        let found = cases.iter().rev().find(handed_in);
        let found = found.or_else(|| cases.iter().find(empty));
        found.map(|case| case.id().clone())
    }

    /// Why the case cannot go on as product.toml asks: it was opened for another class or category.
    pub(super) fn class_changed(&self, case: &CaseId) -> Result<Option<Why>, Failure> {
        let known = self.case(case)?;
        let product = &self.folder.file.product;
        let same =
            *known.class() == product.class && known.application().category == product.category;
        let over = known.stage() == Stage::Certified;
        Ok((!same && !over).then(|| {
            Why::story(json!({
                "code": "class-changed", "case": case, "class": known.class(),
                "asked": product.class,
            }))
        }))
    }

    /// What a certified case says of what is asked today: the certificate, or why it is not an answer.
    pub(super) fn certified(
        &self,
        case: &CaseId,
        builds: &[Loading],
        newest: bool,
    ) -> Result<End, Failure> {
        let known = self.case(case)?;
        let number = known
            .certificate()
            .ok_or(unforeseen("a certified case has a certificate"))?;
        let state = self.body.state();
        let certificate = state
            .certificate(number)
            .ok_or(unforeseen("the certificate is gone"))?;
        let product = &self.folder.file.product;
        let mut reasons = Vec::new();
        let handed_in = |loading: &Loading| loading.submission.build == certificate.build;
        if !builds.iter().any(handed_in) || certificate.product.name != text(&product.name) {
            reasons.push(Why::story(json!({
                "code": "other-build-certified", "number": number,
                "version": certificate.version,
            })));
        }
        let asked = std::slice::from_ref(&product.class);
        if !state
            .edition()
            .meets(certificate.category, &certificate.class, asked)
        {
            reasons.push(Why::story(json!({
                "code": "other-class-certified", "number": number,
                "class": certificate.class, "asked": product.class,
            })));
        }
        if newest && let Some(standing) = state.standing(number, self.now()) {
            reasons.extend(standing.causes.iter().map(Why::cause));
        }
        Ok(if reasons.is_empty() {
            End::Certified(number)
        } else {
            End::Withheld(reasons)
        })
    }

    /// The certificate of another version of this product that still stands, not yet superseded.
    pub(super) fn standing_before(&self, version: &Version) -> Option<CertificateNumber> {
        let (state, now) = (self.body.state(), self.now());
        let mut others = state.certificates().values().rev().filter(|known| {
            is_same(&self.folder.file, &known.product) && known.version != version.version
        });
        let stands = |number| {
            state.standing(number, now).is_some_and(|standing| {
                matches!(standing.standing, Standing::Valid | Standing::Suspended)
                    && standing.superseded.is_none()
            })
        };
        others
            .find(|known| stands(known.number))
            .map(|known| known.number)
    }

    /// The build at hand that stands for certification: of several with the same items the last, which
    /// may bring a statement to the same files.
    pub(super) fn at<'b>(
        &self,
        case: &CaseId,
        builds: &'b [Loading],
    ) -> Result<Option<&'b Loading>, Failure> {
        let known = self.case(case)?;
        let mut same = builds.iter().rev();
        Ok(same.find(|loading| loading.submission.build == known.build()))
    }

    /// The next build to hand in: the first, after the one that stands, that was not handed in yet.
    pub(super) fn next<'b>(
        &self,
        case: &CaseId,
        builds: &'b [Loading],
    ) -> Result<Option<&'b Loading>, Failure> {
        let known = self.case(case)?;
        let stands = |loading: &Loading| loading.submission.build == known.build();
        let after = builds.iter().rposition(stands).map_or(0, |at| at + 1);
        let handed_in = |loading: &&Loading| {
            let mut before = known.submissions().iter();
            before.any(|earlier| earlier.build == loading.submission.build)
        };
        Ok(builds
            .iter()
            .skip(after)
            .find(|loading| !handed_in(loading)))
    }

    /// The required tests of the class asked for.
    pub(super) fn required(&self, case: &CaseId) -> Result<BTreeSet<TestId>, Failure> {
        let known = self.case(case)?;
        let edition = self.body.state().edition();
        Ok(edition.required_tests(known.application().category, known.class()))
    }

    /// The tests to be done: the required ones, and those of which a report was handed in.
    pub(super) fn tests(
        &self,
        case: &CaseId,
        loading: &Loading,
    ) -> Result<BTreeSet<TestId>, Failure> {
        let mut tests = self.required(case)?;
        tests.extend(loading.reported().cloned());
        Ok(tests)
    }

    /// Whether the newest result of this test says something about exactly this build, with what is known
    /// on this day, and was made after what it must look at again was answered.
    pub(super) fn counts(
        &self,
        case: &CaseId,
        test: &TestId,
        loading: &Loading,
    ) -> Result<bool, Failure> {
        let known = self.case(case)?;
        let mut of_test = known.evidence().iter().rev();
        let mut of_test = of_test
            .by_ref()
            .filter(|recorded| recorded.result.test == *test);
        if let Some(handed_in) = loading.report_of(test) {
            // Every report is taken, once.
            return Ok(of_test.any(|recorded| is_report(&recorded.result.performed, handed_in)));
        }
        let Some(newest) = of_test.next() else {
            return Ok(false);
        };
        let named = self.named_vex(case)?;
        let inputs = loading.inputs(test, self.now(), &self.at_hand(), Speaking::Signed(&named));
        let result = &newest.result;
        let same_items = result
            .covers
            .iter()
            .all(|item| known.build().contains(item));
        let same_inputs = inputs.is_none_or(|inputs| inputs == result.inputs);
        let answers = known
            .findings()
            .iter()
            .filter_map(|finding| match &finding.state {
                FindingState::Claimed(answer) if finding.test == *test => Some(answer.when),
                _ => None,
            });
        let after_answers = answers.max().is_none_or(|answered| answered < newest.when);
        Ok(same_items && same_inputs && after_answers)
    }

    /// The VEX documents that the maker has answered findings with.
    pub(super) fn named_vex(&self, case: &CaseId) -> Result<BTreeSet<Digest>, Failure> {
        Ok(named_vex(self.case(case)?))
    }

    /// What the evidence lacks for the class asked for.
    pub(super) fn lacks(&self, case: &CaseId) -> Result<Vec<Why>, Failure> {
        let class = self.case(case)?.class().clone();
        let standings = self.body.state().standings(case, self.now());
        let asked = standings
            .into_iter()
            .find(|standing| standing.class == class);
        let mut reasons = asked.map(|standing| standing.missing).unwrap_or_default();
        // A statement that the evaluator accepted waits for the reviewer, not for the maker.
        let argued = self.argued(case)?;
        reasons.retain(|reason| {
            !matches!(reason, Reason::OpenFinding { finding, .. } if argued.contains(finding))
        });
        let told = reasons.iter().map(Why::rules);
        Ok(told.flat_map(Why::with_quoted).collect())
    }

    /// Open findings, each with its flaw: advisory or rule, and part or place.
    pub(super) fn open_findings(&self, case: &CaseId) -> Result<Vec<(FindingId, Flaw)>, Failure> {
        let open = self.case(case)?.findings().iter().filter(|finding| {
            finding.blocking.is_some() && matches!(finding.state, FindingState::Open)
        });
        let flaw = |finding: &Finding| {
            let seen = &finding.sighting;
            (seen.rule.clone(), seen.place.name.clone())
        };
        Ok(open
            .map(|finding| (finding.id.clone(), flaw(finding)))
            .collect())
    }

    /// Blocking findings that wait for an answer, or for a retest that has not ended them.
    pub(super) fn waiting(&self, case: &CaseId) -> Result<Vec<FindingId>, Failure> {
        let waits = |finding: &&Finding| {
            finding.blocking.is_some()
                && matches!(finding.state, FindingState::Open | FindingState::Claimed(_))
        };
        let waiting = self.case(case)?.findings().iter().filter(waits);
        Ok(waiting.map(|finding| finding.id.clone()).collect())
    }

    /// Findings that were open when the maker answered others with a build, and were left out when the
    /// answering was cut short.
    pub(super) fn left_out(&self, case: &CaseId) -> Result<Vec<FindingId>, Failure> {
        let known = self.case(case)?;
        let answers = known
            .findings()
            .iter()
            .filter_map(|finding| match &finding.state {
                FindingState::Claimed(Answer {
                    claim: Claim::Vex { .. },
                    ..
                }) => None,
                FindingState::Claimed(answer) => Some(answer.when),
                _ => None,
            });
        let Some(last) = answers.max() else {
            return Ok(Vec::new());
        };
        let older = |finding: &&Finding| {
            let made = known
                .recorded(&finding.result)
                .map(|recorded| recorded.when);
            finding.blocking.is_some()
                && matches!(finding.state, FindingState::Open)
                && made.is_some_and(|made| made < last)
        };
        let left_out = known.findings().iter().filter(older);
        Ok(left_out.map(|finding| finding.id.clone()).collect())
    }

    /// Every answered finding, with the newest result of its test.
    pub(super) fn to_look_at(&self, case: &CaseId) -> Result<Vec<(FindingId, ResultId)>, Failure> {
        let known = self.case(case)?;
        let claimed = known
            .findings()
            .iter()
            .filter(|finding| matches!(finding.state, FindingState::Claimed(_)));
        let with_result = claimed.filter_map(|finding| {
            let mut results = known.evidence().iter().rev();
            let newest = results.find(|known| known.result.test == finding.test)?;
            Some((finding.id.clone(), newest.result.id.clone()))
        });
        Ok(with_result.collect())
    }

    /// Findings that the evaluator has accepted as answered, and the reviewer not yet.
    pub(super) fn argued(&self, case: &CaseId) -> Result<BTreeSet<FindingId>, Failure> {
        let argued = self
            .case(case)?
            .findings()
            .iter()
            .filter(|finding| matches!(finding.state, FindingState::Argued(_)));
        Ok(argued.map(|finding| finding.id.clone()).collect())
    }

    pub(super) fn case(&self, id: &CaseId) -> Result<&Case, Failure> {
        let case = self.body.state().case(id);
        case.ok_or_else(|| unforeseen("the case is gone").into())
    }

    pub(super) fn at_hand(&self) -> AtHand<'_> {
        AtHand {
            edition: self.body.state().edition(),
            folder: self.folder,
            feeds: self.feeds,
            evaluator: &self.cast.evaluator.id,
            least_records: self.least_records,
        }
    }

    /// The time of the next act.
    pub(super) fn now(&self) -> Timestamp {
        now_of(self.body)
    }
}

/// The time of a body's next act: never before its last one or its last statement, should the clock have been set back.
pub(crate) fn now_of(body: &Body) -> Timestamp {
    let known = [body.state().last_act_at(), body.last_statement_at()];
    known.into_iter().flatten().fold(service::now(), Ord::max)
}

/// Whether a product on record is the one of this folder: the same maker, and the same name in one of the
/// languages.
pub(super) fn is_same(file: &ProductFile, other: &Product) -> bool {
    let (ours, theirs) = (&file.product.name, &other.name);
    other.maker == file.product.maker.id && (ours.ja == theirs.ja || ours.en == theirs.en)
}

/// The claim that another build mends the finding, in the way that its test knows.
pub(crate) fn fix(body: &Body, case: &CaseId, finding: &FindingId, with: &Submission) -> Claim {
    let known = body.state().case(case);
    let known = known.and_then(|case| case.finding(finding));
    let test = known.and_then(|known| body.state().edition().test(&known.test));
    let build = with.build.clone();
    if test.is_none_or(|test| test.ends_by.contains(&EndingKind::Fixed)) {
        let version = with.version.clone();
        Claim::Fixed { version, build }
    } else {
        Claim::Corrected { build }
    }
}

/// The VEX documents that the maker has answered findings with: these and no others are part of a match.
pub(crate) fn named_vex(case: &Case) -> BTreeSet<Digest> {
    let findings = case.findings().iter();
    findings.filter_map(|finding| finding.state.vex()).collect()
}

fn is_report(performed: &Performed, digest: Digest) -> bool {
    matches!(performed, Performed::SignedReport { report, .. } if *report == digest)
}
