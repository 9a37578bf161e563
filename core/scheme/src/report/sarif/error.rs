//! Why bytes are not a SARIF file.

/// Why bytes are not a SARIF file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SarifError {
    /// Larger than the limit.
    #[error("SARIF of {said} bytes, limit is {limit}")]
    TooLong {
        /// Its size.
        said: usize,
        /// The limit.
        limit: usize,
    },
    /// Deeper than the limit.
    #[error("SARIF {said} levels deep, limit is {limit}")]
    TooDeep {
        /// Its depth.
        said: usize,
        /// The limit.
        limit: usize,
    },
    /// More runs than the limit.
    #[error("SARIF of {said} runs, limit is {limit}")]
    TooManyRuns {
        /// How many.
        said: usize,
        /// The limit.
        limit: usize,
    },
    /// More results than the limit.
    #[error("SARIF of {said} results, limit is {limit}")]
    TooManyResults {
        /// How many.
        said: usize,
        /// The limit.
        limit: usize,
    },
    /// Not JSON, or not in the form of SARIF.
    #[error("line {line}, column {column}: {what}")]
    Form {
        /// Where, from 1.
        line: usize,
        /// Where, from 1.
        column: usize,
        /// What the reader expected.
        what: String,
    },
    /// Another version of the format.
    #[error("SARIF version {said:?}, 2.1.0 is read")]
    Version {
        /// What it says.
        said: String,
    },
}
