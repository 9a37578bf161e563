//! What may be typed to take a case from application to certificate: `sekisho body apply|submit|…|issue`.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command};
use scheme::id::{ActorId, CertificateNumber, ClassId, FindingId, ResultId};
use texts::Texts;

use super::super::keeping::{Leaf, word};
use super::super::pieces::{group, many, needed, option, path};
use super::flags::{act, against, all, case, checked, given, meant_against, meant_given, must};
use super::{CaseStep, Doing};

/// The tests that an engine here does.
const ENGINES: [&str; 2] = ["vulnerability", "continuing"];

/// The commands for the acts on a case.
pub(super) fn commands(texts: &Texts, leaf: &Leaf<'_>, template: &str) -> Vec<Command> {
    let on_case = |name: &'static str, about: &str| act(leaf(name, about), texts).arg(case(texts));
    let apply = act(leaf("apply", "cli-body-apply"), texts)
        .arg(path("application", texts, "cli-arg-application").required(true));
    let accept = on_case("accept", "cli-body-accept").arg(
        checked::<ActorId>(
            "evaluator",
            "NAME",
            texts,
            "cli-arg-evaluator",
            "cli-allowed-name",
        )
        .num_args(1..)
        .action(ArgAction::Append)
        .required(true),
    );
    let delta = given(on_case("delta", "cli-body-delta"), texts, true)
        .arg(number("certificate", texts, "cli-arg-previous").required(true));
    let finding = on_case("finding", "cli-body-finding").arg(result(texts));
    let answer = given(on_case("answer", "cli-body-answer"), texts, false)
        .arg(findings("finding", texts, "cli-arg-finding").required(true))
        .arg(
            option("vex", texts, "cli-arg-vex-answer")
                .conflicts_with_all(["product-dir", "version", "build"])
                .required_unless_present("product-dir"),
        );
    let retest = on_case("retest", "cli-body-retest")
        .arg(findings("finding", texts, "cli-arg-finding").required(true))
        .arg(result(texts));
    let review = Command::new("review")
        .about(texts.say("cli-body-review"))
        .subcommand(on_case("begin", "cli-body-review-begin"))
        .subcommand(on_case("whole", "cli-body-review-whole").arg(findings(
            "accept",
            texts,
            "cli-arg-accept-answer",
        )))
        .subcommand(on_case("return", "cli-body-review-return").arg(findings(
            "refuse",
            texts,
            "cli-arg-refuse-answer",
        )));
    let grant = on_case("grant", "cli-body-decide-grant")
        .arg(checked::<ClassId>(
            "class",
            "CLASS",
            texts,
            "cli-arg-class",
            "cli-allowed-class",
        ))
        .arg(option("conditions", texts, "cli-arg-conditions"));
    let decide = Command::new("decide")
        .about(texts.say("cli-body-decide"))
        .subcommand(grant)
        .subcommand(on_case("refuse", "cli-body-decide-refuse"));
    let issue = on_case("issue", "cli-body-issue").arg(
        option("into", texts, "cli-arg-certificate-into")
            .value_name("DIR")
            .required(true),
    );
    vec![
        apply,
        given(on_case("submit", "cli-body-submit"), texts, true),
        accept,
        against(delta, texts),
        evidence(on_case("evidence", "cli-body-evidence"), texts),
        finding,
        answer,
        retest,
        group(review, texts, template),
        group(decide, texts, template),
        issue,
    ]
}

fn evidence(command: Command, texts: &Texts) -> Command {
    let engine = word("engine", "TEST", texts, "cli-arg-engine")
        .value_parser(PossibleValuesParser::new(ENGINES))
        .hide_possible_values(true)
        .requires("product-dir")
        .required_unless_present("file");
    let command = given(command, texts, false)
        .arg(engine)
        .arg(report(texts).conflicts_with_all(["engine", "product-dir"]))
        .arg(attachments(texts));
    against(command, texts)
}

/// A report from outside.
pub(super) fn report(texts: &Texts) -> Arg {
    option("file", texts, "cli-arg-summary")
}

/// What came with a report.
pub(super) fn attachments(texts: &Texts) -> Arg {
    option("attachment", texts, "cli-arg-attachment")
        .num_args(1..)
        .action(ArgAction::Append)
        .requires("file")
}

/// A certificate's number.
pub(super) fn number(name: &'static str, texts: &Texts, help: &str) -> Arg {
    checked::<CertificateNumber>(name, "NUMBER", texts, help, "cli-allowed-certificate")
}

fn result(texts: &Texts) -> Arg {
    checked::<ResultId>(
        "result",
        "ID",
        texts,
        "cli-arg-result",
        "cli-allowed-result",
    )
}

fn findings(name: &'static str, texts: &Texts, help: &str) -> Arg {
    checked::<FindingId>(name, "ID", texts, help, "cli-allowed-finding")
        .num_args(1..)
        .action(ArgAction::Append)
}

/// The meaning of what was typed behind these commands.
pub(super) fn meant(names: &[&str], matches: &ArgMatches) -> Option<Doing> {
    if names == ["apply"] {
        return Some(Doing::Apply {
            application: needed(matches, "application"),
        });
    }
    let step = meant_step(names, matches)?;
    let case = must(matches, "case");
    Some(Doing::InCase { case, step })
}

fn meant_step(names: &[&str], matches: &ArgMatches) -> Option<CaseStep> {
    Some(match names {
        ["submit"] => CaseStep::Submit(meant_given(matches)),
        ["accept"] => CaseStep::Accept {
            evaluators: all(matches, "evaluator"),
        },
        ["delta"] => CaseStep::TakeOver {
            previous: must(matches, "certificate"),
            given: meant_given(matches),
            against: meant_against(matches),
        },
        ["evidence"] => meant_evidence(matches),
        ["finding"] => CaseStep::RaiseFindings {
            result: matches.get_one::<ResultId>("result").cloned(),
        },
        ["answer"] => match matches.get_one::<PathBuf>("vex") {
            Some(vex) => CaseStep::AnswerByVex {
                findings: all(matches, "finding"),
                vex: vex.clone(),
            },
            None => CaseStep::AnswerByBuild {
                findings: all(matches, "finding"),
                given: meant_given(matches),
            },
        },
        ["retest"] => CaseStep::Retest {
            findings: all(matches, "finding"),
            result: matches.get_one::<ResultId>("result").cloned(),
        },
        ["review", "begin"] => CaseStep::BeginReview,
        ["review", "whole"] => CaseStep::FindWhole {
            accepts: all(matches, "accept"),
        },
        ["review", "return"] => CaseStep::ReturnToEvaluation {
            refuses: all(matches, "refuse"),
        },
        ["decide", "grant"] => CaseStep::Grant {
            class: matches.get_one::<ClassId>("class").cloned(),
            conditions: matches.get_one::<PathBuf>("conditions").cloned(),
        },
        ["decide", "refuse"] => CaseStep::Refuse,
        ["issue"] => CaseStep::Issue {
            into: needed(matches, "into"),
        },
        _ => return None,
    })
}

fn meant_evidence(matches: &ArgMatches) -> CaseStep {
    match matches.get_one::<PathBuf>("file") {
        Some(summary) => CaseStep::TakeReport {
            summary: summary.clone(),
            attachments: many(matches, "attachment"),
        },
        None => {
            let engine = must::<String>(matches, "engine");
            CaseStep::RunEngine {
                test: engine.parse().expect("an engine of the list above"),
                given: meant_given(matches),
                against: meant_against(matches),
            }
        }
    }
}
