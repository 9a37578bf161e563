//! The acts of a case in words: what was done, by whom, and to what it came.

use std::collections::BTreeMap;

use scheme::body::act::{Act, Raised as Raising, ReviewStep, Ruling, What};
use scheme::body::case::Recorded;
use scheme::id::Digest;
use serde_json::Value;
use service::Body;
use texts::documents::report::Step;
use texts::documents::{Bilingual, BothTexts};
use texts::{Arg, Language};
use unicode_width::UnicodeWidthStr as _;

use super::seen::{advice, engine_answer};
use crate::Failure;

/// The width of the column that names the act, in columns of a terminal.
const ACT_COLUMNS: usize = 20;

/// Puts acts into words, keeping the engines' answers that many of them speak of.
pub(crate) struct Teller<'a> {
    body: &'a Body,
    both: &'a BothTexts,
    answers: BTreeMap<Digest, Value>,
}

impl<'a> Teller<'a> {
    pub(crate) fn new(body: &'a Body, both: &'a BothTexts) -> Self {
        Self {
            body,
            both,
            answers: BTreeMap::new(),
        }
    }

    /// The acts after number `told`.
    pub(crate) fn after(&mut self, told: u64) -> Result<Vec<Step>, Failure> {
        let acts = acts_after(self.body, told)?;
        Ok(acts
            .iter()
            .map(|(number, act)| self.step(*number, act))
            .collect())
    }

    /// One act: what was done and to what it came.
    pub(crate) fn step(&mut self, number: u64, act: &Act) -> Step {
        let (body, both) = (self.body, self.both);
        let kind: &'static str = (&act.what).into();
        let (id, args) = match &act.what {
            What::RaiseFinding(raised) => ("did-raised".to_owned(), self.raised(act, raised)),
            _ => result_of(act, both),
        };
        let said = |language: Language| {
            let args: Vec<Arg<'_>> = args
                .iter()
                .map(|(name, value)| (*name, value.of(language).into()))
                .collect();
            both.of(language).say_with(&id, &args)
        };
        let roles = body
            .state()
            .actors()
            .get(&act.by)
            .map(|actor| &actor.registration.roles);
        let role = roles.and_then(|roles| roles.iter().next());
        Step {
            number,
            at: act.at,
            actor: named(body, &act.by),
            role: role.map_or_else(
                || Bilingual::same("–"),
                |role| both.say(&format!("role-{role}")),
            ),
            act: both.say(&format!("act-{kind}")),
            result: Bilingual::new(said(Language::Ja), said(Language::En)),
        }
    }

    /// A finding with its rule, its place and what to do about it.
    fn raised(&mut self, act: &Act, raised: &Raising) -> Vec<(&'static str, Bilingual)> {
        let case = act.case.as_ref().and_then(|id| self.body.state().case(id));
        let recorded = case.and_then(|case| case.recorded(&raised.result));
        let seen = recorded.and_then(|recorded| recorded.result.sightings.get(raised.sighting));
        let (rule, place) = seen.map_or(("–", "–"), |seen| (&seen.rule, &seen.place.name));
        let todo = recorded.and_then(|recorded| {
            let both = self.both;
            advice(recorded, raised.sighting, self.answer(recorded), both)
        });
        vec![
            ("finding", Bilingual::same(raised.finding.to_string())),
            ("rule", Bilingual::same(rule)),
            ("place", Bilingual::same(place)),
            ("todo", todo.unwrap_or_else(|| Bilingual::same("–"))),
        ]
    }

    fn answer(&mut self, recorded: &Recorded) -> &Value {
        let body = self.body;
        let kept = recorded.attachments.first().copied();
        let digest = kept.unwrap_or_else(|| Digest::of(b""));
        self.answers
            .entry(digest)
            .or_insert_with(|| engine_answer(body, recorded).unwrap_or(Value::Null))
    }
}

/// An act as lines for a terminal: its number, what was done, to what it came.
pub(crate) fn told_lines(step: &Step, language: Language) -> Vec<String> {
    let act = step.act.of(language);
    let gap = ACT_COLUMNS.saturating_sub(act.width());
    // What to do about a finding stands below it.
    let mut parts = step.result.of(language).splitn(2, " → ");
    let first = parts.next().unwrap_or_default();
    let mut lines = vec![format!("{:>4}  {act}{:gap$}  {first}", step.number, "")];
    lines.extend(parts.map(|todo| format!("{:1$}→ {todo}", "", ACT_COLUMNS + 8)));
    lines
}

/// The message that tells what an act came to, with its arguments in both languages.
fn result_of(act: &Act, both: &BothTexts) -> (String, Vec<(&'static str, Bilingual)>) {
    let same = |text: &dyn ToString| Bilingual::same(text.to_string());
    let said = |text: &scheme::edition::Text| Bilingual::new(&*text.ja, &*text.en);
    let (id, args) = match &act.what {
        What::RegisterActor(who) => ("actor", vec![("name", said(&who.name))]),
        What::RevokeActor { actor } => ("actor", vec![("name", same(actor))]),
        What::AdmitMember { name, .. } => ("member", vec![("name", said(name))]),
        What::EndMembership { firm } => ("member", vec![("name", same(firm))]),
        What::EndAccreditation { firm, category, .. } => (
            "accredited",
            vec![("firm", same(firm)), ("category", same(category))],
        ),
        What::DeclareTie { firm, other } => {
            ("member", vec![("name", same(&format!("{firm} – {other}")))])
        }
        What::Accept { evaluators } => {
            let names: Vec<_> = evaluators.iter().map(ToString::to_string).collect();
            ("actor", vec![("name", same(&names.join(", ")))])
        }
        What::Suspend { certificate }
        | What::Resume { certificate }
        | What::WithdrawCertificate { certificate }
        | What::Expire { certificate }
        | What::AcceptReplacement { certificate, .. } => {
            ("certificate", vec![("number", same(certificate))])
        }
        What::ReplaceComponent(replacement) => (
            "replaced",
            vec![
                ("number", same(&replacement.certificate)),
                ("old", same(&replacement.old)),
                ("new", same(&replacement.new)),
            ],
        ),
        What::Reexamine(again) => (
            "evidence",
            vec![
                (
                    "test",
                    both.title(
                        &format!("document-test-{}", again.result.test),
                        again.result.test.as_str(),
                    ),
                ),
                (
                    "verdict",
                    both.say(&format!("document-verdict-{}", again.result.verdict)),
                ),
            ],
        ),
        What::Accredit(scope) => (
            "accredited",
            vec![
                ("firm", same(&scope.firm)),
                ("category", same(&scope.category)),
            ],
        ),
        What::Apply(application) => (
            "applied",
            vec![
                ("product", said(&application.product.name)),
                ("category", same(&application.category)),
                ("class", same(&application.class)),
            ],
        ),
        What::Submit(submission) => (
            "submitted",
            vec![
                ("version", same(&submission.version)),
                ("items", same(&submission.build.len())),
            ],
        ),
        What::RecordEvidence { result, .. } => (
            "evidence",
            vec![
                (
                    "test",
                    both.title(
                        &format!("document-test-{}", result.test),
                        result.test.as_str(),
                    ),
                ),
                (
                    "verdict",
                    both.say(&format!("document-verdict-{}", result.verdict)),
                ),
            ],
        ),
        What::Review { step } => (
            match step {
                ReviewStep::Begin {} => "review-begin",
                ReviewStep::Whole { .. } => "review-whole",
                ReviewStep::Return { .. } => "review-return",
            },
            Vec::new(),
        ),
        What::Answer { finding, answer } => {
            let way = both.say(&format!("way-{}", answer.way()));
            ("answered", vec![("finding", same(finding)), ("way", way)])
        }
        What::Retest { finding, result } => (
            "retested",
            vec![("finding", same(finding)), ("result", same(result))],
        ),
        What::Issue(issue) => (
            "issued",
            vec![
                ("number", same(&issue.number)),
                ("until", same(&issue.valid_until)),
            ],
        ),
        What::VersionUp(up) => (
            "version-up",
            vec![("number", same(&up.certificate)), ("version", same(&up.to))],
        ),
        What::Delta(delta) => {
            let reused = delta.reused.len();
            let again = delta.outcomes.len() - reused;
            (
                "delta",
                vec![("reused", same(&reused)), ("again", same(&again))],
            )
        }
        What::Decide {
            ruling: Ruling::Grant { class, .. },
        } => ("granted", vec![("class", same(class))]),
        What::Decide { .. } => ("refused", Vec::new()),
        _ => ("nothing-more", Vec::new()),
    };
    (format!("did-{id}"), args)
}

pub(crate) fn named(body: &Body, id: &scheme::id::ActorId) -> Bilingual {
    let known = body.state().actors().get(id);
    known.map_or_else(
        || Bilingual::same(id.to_string()),
        |actor| Bilingual::new(&*actor.registration.name.ja, &*actor.registration.name.en),
    )
}

pub(crate) fn acts_after(body: &Body, told: u64) -> Result<BTreeMap<u64, Act>, Failure> {
    let mut acts = BTreeMap::new();
    body.each_act_after(told, |number, act| {
        acts.insert(number, act);
    })?;
    Ok(acts)
}
