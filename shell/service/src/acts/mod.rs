//! The acts, one file each. Each reads as what is said, by whom, and what follows.
//!
//! Every act takes the time as `at`; the caller takes it from [`crate::now`]. An act that readers of the register see gives its
//! reason in both languages.

pub mod accept;
pub mod accept_replacement;
pub mod answer;
pub mod appeal;
pub mod apply;
pub mod complaint;
pub mod decide;
pub mod declare_tie;
pub mod delta;
pub mod end_accreditation;
pub mod end_membership;
pub mod expire;
pub mod handle;
pub mod issue;
pub mod keys;
pub mod people;
mod public;
pub mod raise_finding;
pub mod record_evidence;
pub mod reexamine;
pub mod replace_component;
pub mod resume;
pub mod retest;
pub mod review;
pub mod revoke_actor;
pub mod submit;
pub mod surveillance;
pub mod suspend;
pub mod take_report;
pub mod void;
pub mod withdraw_application;
pub mod withdraw_certificate;

pub use accept::accept;
pub use accept_replacement::accept_replacement;
pub use answer::answer;
pub use appeal::appeal;
pub use apply::apply;
pub use complaint::complaint;
pub use decide::{grant, refuse};
pub use declare_tie::declare_tie;
pub use delta::delta;
pub use end_accreditation::end_accreditation;
pub use end_membership::end_membership;
pub use expire::{expire, expire_due};
pub use handle::handle;
pub use issue::{Prepared, issue, prepare};
pub use keys::renew_key;
pub use people::{accredit, admit_member, register_actor};
pub use raise_finding::raise_findings;
pub use record_evidence::record_evidence;
pub use reexamine::reexamine;
pub use replace_component::replace_component;
pub use resume::resume;
pub use retest::retest;
pub use review::{begin_review, find_whole, return_to_evaluation};
pub use revoke_actor::revoke_actor;
pub use submit::submit;
pub use surveillance::{
    answer_surveillance, close_surveillance, open_surveillance, suspend_overdue,
};
pub use suspend::suspend;
pub use take_report::{Report, ReportError, take_report};
pub use void::version_up;
pub use withdraw_application::withdraw_application;
pub use withdraw_certificate::withdraw_certificate;
