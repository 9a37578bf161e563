//! The acts, one file each. Each reads as what is said, by whom, and what follows.
//!
//! Every act takes the time as `at`; the caller takes it from [`crate::now`].

pub mod accept;
pub mod answer;
pub mod apply;
pub mod decide;
pub mod delta;
pub mod issue;
pub mod people;
pub mod raise_finding;
pub mod record_evidence;
pub mod retest;
pub mod review;
pub mod submit;
pub mod void;

pub use accept::accept;
pub use answer::answer;
pub use apply::apply;
pub use decide::{grant, refuse};
pub use delta::delta;
pub use issue::{Prepared, issue, prepare};
pub use people::{accredit, admit_member, register_actor};
pub use raise_finding::raise_findings;
pub use record_evidence::record_evidence;
pub use retest::retest;
pub use review::{begin_review, find_whole, return_to_evaluation};
pub use submit::submit;
pub use void::version_up;
