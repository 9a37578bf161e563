//! What may be typed about certificates that stand, and about what people have to say: `sekisho body suspend|resume|…|handle`.

use clap::{ArgMatches, Command};
use scheme::id::{CaseId, CertificateNumber, Digest};
use texts::Texts;

use super::super::keeping::{Leaf, word};
use super::super::pieces::{flag, group, many, needed, option, text};
use super::cases::{attachments, number, report};
use super::flags::{act, case, checked, must};
use super::{CaseStep, CertificateChange, Doing};

/// The commands for the acts on certificates, and those by which people speak up.
pub(super) fn commands(texts: &Texts, leaf: &Leaf<'_>, template: &str) -> Vec<Command> {
    let on_certificate = |name: &'static str, about: &str| {
        act(leaf(name, about), texts)
            .arg(number("certificate", texts, "cli-arg-number").required(true))
    };
    let void = on_certificate("void", "cli-body-void")
        .arg(word("version", "VERSION", texts, "cli-arg-version-next").required(true))
        .arg(flag("blocking-known", texts, "cli-arg-blocking-known"));
    let withdraw = act(leaf("withdraw", "cli-body-withdraw"), texts)
        .arg(number("certificate", texts, "cli-arg-number").required_unless_present("case"))
        .arg(case(texts).required(false).conflicts_with("certificate"));
    let said = |command: Command| command.arg(option("text", texts, "cli-arg-text").required(true));
    let appeal = said(act(leaf("appeal", "cli-body-appeal"), texts).arg(case(texts)));
    let complaint =
        said(act(leaf("complaint", "cli-body-complaint"), texts).arg(case(texts).required(false)));
    let handle = said(act(leaf("handle", "cli-body-handle"), texts))
        .arg(word("entry", "ID", texts, "cli-arg-entry").required(true))
        .arg(
            flag("upheld", texts, "cli-arg-upheld")
                .conflicts_with("dismissed")
                .required_unless_present("dismissed"),
        )
        .arg(flag("dismissed", texts, "cli-arg-dismissed"));
    vec![
        on_certificate("suspend", "cli-body-suspend"),
        on_certificate("resume", "cli-body-resume"),
        void,
        group(replace(texts, &on_certificate), texts, template),
        withdraw,
        on_certificate("expire", "cli-body-expire"),
        appeal,
        complaint,
        handle,
    ]
}

fn replace(texts: &Texts, on_certificate: &Leaf<'_>) -> Command {
    let old = || number("old", texts, "cli-arg-old").required(true);
    let digest = checked::<Digest>(
        "sha256",
        "DIGEST",
        texts,
        "cli-arg-installed",
        "cli-allowed-digest",
    );
    let declare = on_certificate("declare", "cli-body-replace-declare")
        .arg(old())
        .arg(number("new", texts, "cli-arg-new").required(true))
        .arg(digest.required(true));
    let examine = on_certificate("examine", "cli-body-replace-examine")
        .arg(old())
        .arg(report(texts).required(true))
        .arg(attachments(texts));
    Command::new("replace")
        .about(texts.say("cli-body-replace"))
        .subcommand(declare)
        .subcommand(examine)
        .subcommand(on_certificate("accept", "cli-body-replace-accept").arg(old()))
}

/// The meaning of what was typed behind these commands.
pub(super) fn meant(names: &[&str], matches: &ArgMatches) -> Option<Doing> {
    Some(match names {
        ["withdraw"] => match matches.get_one::<CaseId>("case") {
            Some(case) => Doing::InCase {
                case: case.clone(),
                step: CaseStep::WithdrawApplication,
            },
            None => on(matches, CertificateChange::Withdraw),
        },
        ["appeal"] => Doing::InCase {
            case: must(matches, "case"),
            step: CaseStep::Appeal {
                text: needed(matches, "text"),
            },
        },
        ["complaint"] => Doing::Complain {
            case: matches.get_one::<CaseId>("case").cloned(),
            text: needed(matches, "text"),
        },
        ["handle"] => Doing::Handle {
            entry: text(matches, "entry"),
            upheld: matches.get_flag("upheld"),
            text: needed(matches, "text"),
        },
        _ => on(matches, meant_change(names, matches)?),
    })
}

fn on(matches: &ArgMatches, change: CertificateChange) -> Doing {
    Doing::OnCertificate {
        certificate: must::<CertificateNumber>(matches, "certificate"),
        change,
    }
}

fn meant_change(names: &[&str], matches: &ArgMatches) -> Option<CertificateChange> {
    Some(match names {
        ["suspend"] => CertificateChange::Suspend,
        ["resume"] => CertificateChange::Resume,
        ["expire"] => CertificateChange::Expire,
        ["void"] => CertificateChange::VersionUp {
            to: text(matches, "version"),
            blocking_known: matches.get_flag("blocking-known"),
        },
        ["replace", "declare"] => CertificateChange::DeclareReplacement {
            old: must(matches, "old"),
            new: must(matches, "new"),
            digest: must(matches, "sha256"),
        },
        ["replace", "examine"] => CertificateChange::Reexamine {
            old: must(matches, "old"),
            summary: needed(matches, "file"),
            attachments: many(matches, "attachment"),
        },
        ["replace", "accept"] => CertificateChange::AcceptReplacement {
            old: must(matches, "old"),
        },
        _ => return None,
    })
}
