//! What a SARIF file says besides its findings: why it says nothing, and what was left out.

use serde::{Deserialize, Serialize};

/// What a reader of a SARIF file must know besides its findings.
#[derive(
    Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error, strum::VariantNames,
)]
#[serde(tag = "code", rename_all = "kebab-case", deny_unknown_fields)]
#[strum(serialize_all = "kebab-case")]
pub enum Note {
    /// The file has no run.
    #[error("no tool ran")]
    NoRuns,
    /// A run says that it failed.
    #[error("run {run}: {tool} did not execute successfully")]
    NotExecuted {
        /// Which run, from 0.
        run: usize,
        /// Its tool.
        tool: String,
    },
    /// A run does not say whether it executed.
    #[error("run {run}: {tool} does not say whether it executed successfully")]
    ExecutionUnknown {
        /// Which run, from 0.
        run: usize,
        /// Its tool.
        tool: String,
    },
    /// A tool reported an error of its own.
    #[error("run {run}: {tool} reported an error: {text}")]
    ToolError {
        /// Which run, from 0.
        run: usize,
        /// Its tool.
        tool: String,
        /// What it said.
        text: String,
    },
    /// A run has no `results`, or null: nothing was evaluated.
    #[error("run {run}: {tool} evaluated nothing")]
    NotEvaluated {
        /// Which run, from 0.
        run: usize,
        /// Its tool.
        tool: String,
    },
    /// A run's results lie in other files.
    #[error("run {run}: the results of {tool} lie in other files")]
    ResultsElsewhere {
        /// Which run, from 0.
        run: usize,
        /// Its tool.
        tool: String,
    },
    /// A result that the tool could not decide, or left for a person.
    #[error("{rule} at {scope}: {name} is left {kind}")]
    Undecided {
        /// The rule.
        rule: String,
        /// Where: the scope.
        scope: String,
        /// Where: inside the scope.
        name: String,
        /// `open` or `review`.
        kind: String,
    },
    /// A result that does not count because its suppression was accepted.
    #[error("{rule} at {scope}: {name} is suppressed: {justification}")]
    Suppressed {
        /// The rule.
        rule: String,
        /// Where: the scope.
        scope: String,
        /// Where: inside the scope.
        name: String,
        /// Why, as the file says; may be empty.
        justification: String,
    },
    /// A result that counts although the tool suppresses it: nobody accepted the suppression.
    #[error("the suppression of {rule} at {scope}: {name} is not accepted")]
    SuppressionNotAccepted {
        /// The rule.
        rule: String,
        /// Where: the scope.
        scope: String,
        /// Where: inside the scope.
        name: String,
    },
    /// A result that the tool calls gone; absence in a tool's opinion ends no finding.
    #[error("{rule} at {scope}: {name} is gone in the tool's opinion")]
    BaselineAbsent {
        /// The rule.
        rule: String,
        /// Where: the scope.
        scope: String,
        /// Where: inside the scope.
        name: String,
    },
    /// A result at a place that belongs to none of the covered items.
    #[error("{rule} at {name} belongs to none of the covered items")]
    Unplaced {
        /// The rule.
        rule: String,
        /// Where the tool saw it.
        name: String,
    },
}

impl Note {
    /// Whether it means that not everything was looked at.
    #[must_use]
    pub fn leaves_open(&self) -> bool {
        match self {
            Self::NoRuns
            | Self::NotExecuted { .. }
            | Self::ExecutionUnknown { .. }
            | Self::ToolError { .. }
            | Self::NotEvaluated { .. }
            | Self::ResultsElsewhere { .. }
            | Self::Undecided { .. } => true,
            Self::Suppressed { .. }
            | Self::SuppressionNotAccepted { .. }
            | Self::BaselineAbsent { .. }
            | Self::Unplaced { .. } => false,
        }
    }
}
