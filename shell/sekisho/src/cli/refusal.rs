//! Why what was typed is no order, told by what the argument library objects to.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use texts::Texts;

/// Why what was typed is no order, in the person's language.
pub(super) fn refusal(texts: &Texts, error: &clap::Error) -> String {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        _ => String::new(),
    };
    let id = match error.kind() {
        ErrorKind::UnknownArgument => "cli-unknown-argument",
        ErrorKind::InvalidSubcommand => "cli-unknown-command",
        ErrorKind::MissingRequiredArgument => "cli-missing-argument",
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "cli-missing-command"
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation | ErrorKind::InvalidUtf8 => {
            "cli-wrong-value"
        }
        ErrorKind::ArgumentConflict => "cli-conflict",
        _ => "cli-wrong-use",
    };
    let word = match error.kind() {
        ErrorKind::InvalidSubcommand => context(ContextKind::InvalidSubcommand),
        _ => context(ContextKind::InvalidArg),
    };
    let other = context(ContextKind::PriorArg);
    let value = context(ContextKind::InvalidValue);
    let allowed = match std::error::Error::source(error) {
        Some(source) => source.to_string(),
        None => context(ContextKind::ValidValue),
    };
    let mut said = texts.say_with(
        id,
        &[
            ("word", word.into()),
            ("other", other.into()),
            ("value", value.into()),
            ("allowed", allowed.into()),
        ],
    );
    let meant = match error.kind() {
        ErrorKind::InvalidSubcommand => context(ContextKind::SuggestedSubcommand),
        _ => context(ContextKind::SuggestedArg),
    };
    if !meant.is_empty() {
        said.push('\n');
        said.push_str(&texts.say_with("cli-suggestion", &[("meant", meant.into())]));
    }
    said.push('\n');
    said.push_str(&texts.say("cli-see-help"));
    said
}
