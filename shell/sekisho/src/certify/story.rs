//! The story of a product, version by version: each step looks where the case stands and does what
//! comes next, so a story that was cut short goes on where it stopped.

use std::collections::{BTreeMap, BTreeSet};

use scheme::body::act::{Application, Product};
use scheme::body::case::Stage;
use scheme::edition::Text;
use scheme::finding::Claim;
use scheme::id::{CaseId, CertificateNumber, FindingId, TestId};
use serde_json::json;
use service::acts::{self, record_evidence::next_result};
use service::{Body, BodyError};
use texts::documents::BothTexts;

use super::build::{Loading, NotRun, Ran, Speaking};
use super::cast::{Cast, text};
use super::issuing::issue;
use super::outlook::{fix, is_same};
use super::steps::{Teller, told_lines};
use super::why::Why;
use crate::Failure;
use crate::feeds::Feeds;
use crate::product::{ProductFolder, Version};
use crate::talk::Talk;
use crate::undone::unforeseen;

/// How the story of a version ends.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum End {
    /// With a certificate.
    Certified(CertificateNumber),
    /// Without one, for all these reasons.
    Withheld(Vec<Why>),
}

/// Everything that the story needs.
pub(crate) struct Story<'a> {
    pub(crate) body: &'a mut Body,
    pub(crate) cast: &'a Cast,
    pub(crate) folder: &'a ProductFolder,
    pub(crate) feeds: &'a Feeds,
    pub(crate) talk: &'a Talk,
    pub(crate) both: &'a BothTexts,
    /// How many records about an ecosystem a feed must have to speak for it.
    pub(crate) least_records: usize,
    /// Acts told so far.
    pub(crate) told: u64,
}

/// What looking again came to.
enum Looked {
    /// At least one finding ended.
    Ended,
    /// None ended, for these reasons; none at all when nothing waited.
    Refused(Vec<Why>),
}

/// What a step came to.
enum Step {
    /// Something was done: look again.
    Done,
    /// Nothing more can be done.
    End(End),
}

impl Story<'_> {
    /// Takes one version from application to its end; `newest` when no later version follows.
    pub(crate) fn tell(&mut self, version: &Version, newest: bool) -> Result<End, Failure> {
        // Everything is read before anything is put on record.
        let mut builds = Vec::new();
        for build in &version.builds {
            builds.push(Loading::read(self.folder, version, build)?);
        }
        match self.take_through(version, &builds, newest) {
            Ok(end) => Ok(end),
            Err(failure) => match failure.downcast_ref::<BodyError>() {
                Some(BodyError::Refused(reasons)) => {
                    Ok(End::Withheld(reasons.iter().map(Why::rules).collect()))
                }
                _ => Err(failure),
            },
        }
    }

    fn take_through(
        &mut self,
        version: &Version,
        builds: &[Loading],
        newest: bool,
    ) -> Result<End, Failure> {
        let case = match self.case_of(version) {
            Some(case) => case,
            None => self.open(version)?,
        };
        if let Some(changed) = self.class_changed(&case)? {
            return Ok(End::Withheld(vec![changed]));
        }
        loop {
            let step = self.step(&case, builds, newest);
            self.tell_acts()?;
            match step? {
                Step::Done => {}
                Step::End(end) => return Ok(end),
            }
        }
    }

    fn step(&mut self, case: &CaseId, builds: &[Loading], newest: bool) -> Result<Step, Failure> {
        let stage = self.case(case)?.stage();
        match stage {
            Stage::Draft => {
                let first = builds
                    .first()
                    .ok_or(unforeseen("a version without a build"))?;
                self.submit(case, first)
            }
            Stage::Submitted => {
                let evaluators = [self.cast.evaluator.id.clone()].into();
                let why = "complete / 書類に不足なし";
                acts::accept(
                    self.body,
                    &self.cast.registrar,
                    self.now(),
                    why,
                    case,
                    evaluators,
                )?;
                Ok(Step::Done)
            }
            Stage::Accepted | Stage::Evaluating | Stage::Remediating => self.evaluate(case, builds),
            Stage::InReview => {
                let accepts = self.argued(case)?;
                let why = "evidence whole / 証拠に不足なし";
                acts::find_whole(
                    self.body,
                    &self.cast.reviewer,
                    self.now(),
                    why,
                    case,
                    accepts,
                )?;
                Ok(Step::Done)
            }
            Stage::Ready if self.case(case)?.decision().is_none() => self.decide(case),
            Stage::Ready => self.issue(case),
            Stage::Certified => Ok(Step::End(self.certified(case, builds, newest)?)),
            Stage::Refused | Stage::Withdrawn => {
                let over = json!({"code": "case-over", "stage": stage});
                Ok(Step::End(End::Withheld(vec![Why::story(over)])))
            }
        }
    }

    /// Opens a case; for a version that follows a certified one, the version-up comes first.
    fn open(&mut self, version: &Version) -> Result<CaseId, Failure> {
        if let Some(previous) = self.standing_before(version) {
            self.version_up(previous, version)?;
        }
        let product = &self.folder.file.product;
        let application = Application {
            product: Product {
                name: text(&product.name),
                maker: product.maker.id.clone(),
                maker_name: text(&product.maker.name),
            },
            category: product.category,
            class: product.class.clone(),
            edition: self.body.facts().edition.clone(),
        };
        let why = format!(
            "certification of {} / {} の認証",
            version.version, version.version
        );
        let case = acts::apply(
            self.body,
            &self.cast.applicant,
            self.now(),
            &why,
            application,
        )?;
        self.tell_acts()?;
        Ok(case)
    }

    fn version_up(
        &mut self,
        previous: CertificateNumber,
        version: &Version,
    ) -> Result<(), Failure> {
        let why = Text {
            ja: format!("{} へのバージョンアップ", version.version),
            en: format!("version up to {}", version.version),
        };
        let to = (previous, version.version.as_str());
        acts::version_up(self.body, &self.cast.applicant, self.now(), to, false, &why)?;
        self.tell_acts()
    }

    fn submit(&mut self, case: &CaseId, build: &Loading) -> Result<Step, Failure> {
        let files: Vec<&[u8]> = build.files.iter().map(Vec::as_slice).collect();
        let submission = build.submission.clone();
        let why = "handed in / 提出";
        let (applicant, now) = (&self.cast.applicant, self.now());
        acts::submit(self.body, applicant, now, why, case, submission, &files)?;
        Ok(Step::Done)
    }

    /// Does every test that is missing on the build at hand, raises what it saw, looks again at what
    /// was answered, and goes on to the next build for what is left.
    fn evaluate(&mut self, case: &CaseId, builds: &[Loading]) -> Result<Step, Failure> {
        if self.raise(case)? {
            return Ok(Step::Done);
        }
        let next = self.next(case, builds)?;
        let Some(loading) = self.at(case, builds)? else {
            return match next {
                Some(next) => self.move_on(case, next),
                None => {
                    let lost = Why::story(json!({"code": "build-not-at-hand"}));
                    Ok(Step::End(End::Withheld(vec![lost])))
                }
            };
        };
        if self.take_over(case, loading)? || self.finish_answering(case, loading)? {
            return Ok(Step::Done);
        }
        let mut lacks = Vec::new();
        for test in self.tests(case, loading)? {
            if self.counts(case, &test, loading)? {
                continue;
            }
            match self.run(case, &test, loading)? {
                Ok(()) => return Ok(Step::Done),
                Err(reasons) => lacks.extend(reasons),
            }
        }
        match self.look_again(case)? {
            Looked::Ended => return Ok(Step::Done),
            Looked::Refused(reasons) => lacks.extend(reasons),
        }
        if self.answer_by_vex(case, loading)? {
            return Ok(Step::Done);
        }
        lacks.extend(self.lacks(case)?);
        let called = &loading.submission.version;
        if *called != loading.asked {
            lacks.push(Why::story(json!({
                "code": "version-not-asked", "version": called, "asked": loading.asked,
            })));
        }
        if lacks.is_empty() {
            let why = "evaluation complete / 評価終了";
            acts::begin_review(self.body, &self.cast.reviewer, self.now(), why, case)?;
            return Ok(Step::Done);
        }
        match next {
            Some(next) => self.move_on(case, next),
            None => Ok(Step::End(End::Withheld(lacks))),
        }
    }

    /// Takes over results of the version before, once, when this case is new.
    fn take_over(&mut self, case: &CaseId, loading: &Loading) -> Result<bool, Failure> {
        let known = self.case(case)?;
        if !known.evidence().is_empty() || known.previous().is_some() {
            return Ok(false);
        }
        let application = known.application().clone();
        let state = self.body.state();
        let version = known
            .submission()
            .map(|last| last.version.clone())
            .unwrap_or_default();
        let previous = state.certificates().values().rev().find(|certificate| {
            is_same(&self.folder.file, &certificate.product)
                && certificate.category == application.category
                && certificate.version != version
        });
        let Some(previous) = previous.map(|certificate| certificate.number) else {
            return Ok(false);
        };
        let now = self.now();
        let mut inputs = BTreeMap::new();
        for test in self.required(case)? {
            if let Some(used) = loading.inputs(
                &test,
                now,
                &self.at_hand(),
                Speaking::Signed(&BTreeSet::new()),
            ) {
                inputs.insert(test, used);
            }
        }
        let why = "delta evaluation / 差分評価";
        acts::delta(
            self.body,
            &self.cast.evaluator,
            now,
            why,
            case,
            previous,
            inputs,
        )?;
        Ok(true)
    }

    /// Runs a test and records it, with everything that it rests on.
    fn run(
        &mut self,
        case: &CaseId,
        test: &TestId,
        loading: &Loading,
    ) -> Result<Result<(), Vec<Why>>, Failure> {
        let id = next_result(self.body, case)?;
        let now = self.now();
        let busy = self.talk.progress("progress-testing");
        let named = self.named_vex(case)?;
        let ran = loading.run(test, id, now, &self.at_hand(), Speaking::Signed(&named))?;
        busy.finish_and_clear();
        let Ran {
            result,
            attachments,
            ..
        } = match ran {
            Ok(ran) => ran,
            Err(not_run) => return Ok(Err(not_run.reasons(test))),
        };
        let attachments: Vec<&[u8]> = attachments.iter().map(Vec::as_slice).collect();
        let evaluator = &self.cast.evaluator;
        let why = "test done / 試験実施";
        acts::record_evidence(self.body, evaluator, now, why, case, result, &attachments)?;
        Ok(Ok(()))
    }

    /// Raises what the newest result saw and nobody has raised yet; true where there was something.
    fn raise(&mut self, case: &CaseId) -> Result<bool, Failure> {
        let newest = self.case(case)?.evidence().last();
        let Some(result) = newest.map(|newest| newest.result.id.clone()) else {
            return Ok(false);
        };
        let (evaluator, now) = (&self.cast.evaluator, self.now());
        let why = "seen by the test / 試験で検出";
        let raised = acts::raise_findings(self.body, evaluator, now, why, case, &result)?;
        Ok(!raised.is_empty())
    }

    /// Retests every answered finding with the newest result of its test.
    fn look_again(&mut self, case: &CaseId) -> Result<Looked, Failure> {
        let (mut ended, mut refused) = (false, Vec::new());
        for (finding, result) in self.to_look_at(case)? {
            let why = "looked again / 再試験";
            let (evaluator, now) = (&self.cast.evaluator, self.now());
            match acts::retest(self.body, evaluator, now, why, case, &finding, &result) {
                Ok(_) => ended = true,
                Err(BodyError::Refused(reasons)) => refused.extend(reasons.iter().map(Why::rules)),
                Err(other) => return Err(other.into()),
            }
        }
        Ok(if ended {
            Looked::Ended
        } else {
            Looked::Refused(refused)
        })
    }

    /// Goes on to the next build: as the answer to every finding that waits, or as it is.
    fn move_on(&mut self, case: &CaseId, next: &Loading) -> Result<Step, Failure> {
        let waiting = self.waiting(case)?;
        if waiting.is_empty() {
            return self.submit(case, next);
        }
        self.answer_by_build(case, &waiting, next)?;
        Ok(Step::Done)
    }

    /// Answers what was left out when an answering was cut short, with the build that stands.
    fn finish_answering(&mut self, case: &CaseId, loading: &Loading) -> Result<bool, Failure> {
        if !self.named_vex(case)?.is_empty() && self.answer_by_vex(case, loading)? {
            return Ok(true);
        }
        let left_out = self.left_out(case)?;
        self.answer_by_build(case, &left_out, loading)?;
        Ok(!left_out.is_empty())
    }

    /// Answers open findings with the VEX statements of the build that speak of them; true where there
    /// were any.
    fn answer_by_vex(&mut self, case: &CaseId, loading: &Loading) -> Result<bool, Failure> {
        let answers = loading.answers(self.now(), &self.at_hand())?;
        let open = self.open_findings(case)?;
        let mut answered = false;
        for (finding, flaw) in open {
            if let Some(digest) = answers.get(&flaw) {
                self.answer(case, &finding, Claim::Vex { digest: *digest }, loading)?;
                answered = true;
            }
        }
        Ok(answered)
    }

    fn answer_by_build(
        &mut self,
        case: &CaseId,
        findings: &[FindingId],
        build: &Loading,
    ) -> Result<(), Failure> {
        for finding in findings {
            let claim = fix(self.body, case, finding, &build.submission);
            self.answer(case, finding, claim, build)?;
        }
        Ok(())
    }

    fn answer(
        &mut self,
        case: &CaseId,
        finding: &FindingId,
        claim: Claim,
        with: &Loading,
    ) -> Result<(), Failure> {
        let files: Vec<&[u8]> = with.files.iter().map(Vec::as_slice).collect();
        let why = "answered by the maker / 製造者の対策";
        let (applicant, now) = (&self.cast.applicant, self.now());
        let said = (finding, claim);
        acts::answer(self.body, applicant, now, why, case, said, &files)?;
        Ok(())
    }

    fn decide(&mut self, case: &CaseId) -> Result<Step, Failure> {
        let product = &self.folder.file.product;
        let words =
            |all: &[crate::product::Bilingual]| -> Vec<Text> { all.iter().map(text).collect() };
        let mut conditions = words(&product.conditions);
        conditions.extend(self.more_conditions(case)?);
        let with = (conditions, words(&product.interfaces_left_out));
        let class = self.case(case)?.class().clone();
        let why = "the evidence earns the class / 証拠がクラスを満たす";
        let (decider, now) = (&self.cast.decider, self.now());
        acts::grant(self.body, decider, now, why, case, class, with)?;
        Ok(Step::Done)
    }

    fn issue(&mut self, case: &CaseId) -> Result<Step, Failure> {
        let (at, file) = (self.now(), Some(&self.folder.file));
        let (registrar, why) = (&self.cast.registrar, "decided / 決定どおり");
        let number = issue(self.body, (registrar, at, why), case, file, self.both)?;
        Ok(Step::End(End::Certified(number)))
    }

    /// Tells the acts done since the last time.
    fn tell_acts(&mut self) -> Result<(), Failure> {
        let steps = Teller::new(self.body, self.both).after(self.told)?;
        for step in &steps {
            for line in told_lines(step, self.talk.texts.language()) {
                self.talk.line(&line);
            }
        }
        self.told = steps.last().map_or(self.told, |step| step.number);
        Ok(())
    }
}

impl NotRun {
    fn reasons(self, test: &TestId) -> Vec<Why> {
        match self {
            Self::NoEngine => vec![Why::story(json!({"code": "no-engine", "test": test}))],
            Self::NothingGiven => vec![Why::story(json!({"code": "nothing-given", "test": test}))],
            Self::Report(reasons) => reasons.into_iter().map(Why::report).collect(),
        }
    }
}
