//! What may be typed to found a body and to say who is who: `sekisho body init|key|member|accredit|tie`.

use clap::{ArgAction, ArgMatches, Command};
use scheme::body::act::Role;
use scheme::id::{ActorId, FirmId};
use texts::Texts;

use super::super::keeping::{Leaf, word};
use super::super::pieces::{flag, group, needed, option, path, text};
use super::super::registers::RegisterInit;
use super::flags::{
    act, all, beside, checked, days, firm, folder, meant_days, meant_name, must, names, scope,
};
use super::{Doing, NewActor};

/// `sekisho body init`.
pub(super) fn init(command: Command, texts: &Texts) -> Command {
    command
        .arg(folder(texts, "cli-arg-body-new"))
        .arg(option("register", texts, "cli-arg-register-new").value_name("DIR"))
        .arg(option("trust", texts, "cli-arg-trust-beside"))
        .arg(word("origin", "NAME", texts, "cli-arg-origin").required(true))
        .arg(word("name-ja", "TEXT", texts, "cli-arg-name-ja").required(true))
        .arg(word("name-en", "TEXT", texts, "cli-arg-name-en").required(true))
        .arg(word("address", "URL", texts, "cli-arg-address").required(true))
}

/// The meaning of what was typed behind `body init`.
pub(super) fn meant_init(matches: &ArgMatches) -> RegisterInit {
    let body = needed(matches, "body");
    RegisterInit {
        folder: beside(matches, "register", &body, "register"),
        trust: beside(matches, "trust", &body, "trust.json"),
        body,
        origin: text(matches, "origin"),
        name_ja: text(matches, "name-ja"),
        name_en: text(matches, "name-en"),
        address: text(matches, "address"),
    }
}

/// The commands that say who is who.
pub(super) fn commands(texts: &Texts, leaf: &Leaf<'_>, template: &str) -> Vec<Command> {
    let key = Command::new("key")
        .about(texts.say("cli-body-key"))
        .subcommand(
            leaf("new", "cli-body-key-new")
                .arg(path("file", texts, "cli-arg-actor-key-new").required(true))
                .arg(flag("plain", texts, "cli-arg-key-plain")),
        )
        .subcommand(register(leaf("register", "cli-body-key-register"), texts))
        .subcommand(act(leaf("revoke", "cli-body-key-revoke"), texts).arg(actor(texts)));
    let admit = act(leaf("admit", "cli-body-member-admit"), texts).arg(firm(texts, "cli-arg-firm"));
    let member = Command::new("member")
        .about(texts.say("cli-body-member"))
        .subcommand(days(names(admit, texts), texts))
        .subcommand(
            act(leaf("end", "cli-body-member-end"), texts).arg(firm(texts, "cli-arg-firm")),
        );
    let scoped = |name: &'static str, about: &str| {
        scope(
            act(leaf(name, about), texts).arg(firm(texts, "cli-arg-firm")),
            texts,
        )
    };
    let accredit = Command::new("accredit")
        .about(texts.say("cli-body-accredit"))
        .subcommand(days(scoped("add", "cli-body-accredit-add"), texts))
        .subcommand(scoped("end", "cli-body-accredit-end"));
    let other = checked::<FirmId>(
        "other",
        "NAME",
        texts,
        "cli-arg-other-firm",
        "cli-allowed-name",
    );
    let tie = act(leaf("tie", "cli-body-tie"), texts)
        .arg(firm(texts, "cli-arg-firm"))
        .arg(other.required(true));
    vec![
        group(key, texts, template),
        group(member, texts, template),
        group(accredit, texts, template),
        tie,
    ]
}

fn register(command: Command, texts: &Texts) -> Command {
    let allowed = texts.say("cli-allowed-role");
    let role = word("role", "ROLE", texts, "cli-arg-role")
        .value_parser(move |typed: &str| role(typed).ok_or_else(|| allowed.clone()))
        .num_args(1..)
        .action(ArgAction::Append)
        .required(true);
    let command = act(command, texts)
        .arg(actor(texts))
        .arg(firm(texts, "cli-arg-firm-of-actor"))
        .arg(role)
        .arg(option("public-key", texts, "cli-arg-public-key").required(true));
    days(names(command, texts), texts)
}

fn actor(texts: &Texts) -> clap::Arg {
    checked::<ActorId>("actor", "NAME", texts, "cli-arg-actor", "cli-allowed-name").required(true)
}

/// A role by the name that acts call it by.
fn role(typed: &str) -> Option<Role> {
    serde_json::from_value(typed.into()).ok()
}

/// The meaning of what was typed behind these commands.
pub(super) fn meant(names: &[&str], matches: &ArgMatches) -> Option<Doing> {
    Some(match names {
        ["key", "register"] => Doing::RegisterActor(NewActor {
            actor: must(matches, "actor"),
            name: meant_name(matches),
            firm: must(matches, "firm"),
            roles: all(matches, "role"),
            public_key: needed(matches, "public-key"),
            days: meant_days(matches),
        }),
        ["key", "revoke"] => Doing::RevokeActor {
            actor: must(matches, "actor"),
        },
        ["member", "admit"] => Doing::AdmitMember {
            firm: must(matches, "firm"),
            name: meant_name(matches),
            days: meant_days(matches),
        },
        ["member", "end"] => Doing::EndMembership {
            firm: must(matches, "firm"),
        },
        ["accredit", "add"] => Doing::Accredit {
            firm: must(matches, "firm"),
            category: must(matches, "category"),
            tests: all(matches, "test"),
            days: meant_days(matches),
        },
        ["accredit", "end"] => Doing::EndAccreditation {
            firm: must(matches, "firm"),
            category: must(matches, "category"),
            tests: all(matches, "test"),
        },
        ["tie"] => Doing::DeclareTie {
            firm: must(matches, "firm"),
            other: must(matches, "other"),
        },
        _ => return None,
    })
}
