//! Which result of a test counts for a build: passes are easy to lose and hard to regain.

use std::collections::BTreeSet;

use crate::edition::Test;
use crate::evidence::{Item, TestResult, Verdict};

/// The result of a test that counts for a build.
pub(crate) enum Counted<'a> {
    /// The test was not done.
    None,
    /// Results exist, none about this build; the newest of them.
    Elsewhere(&'a TestResult),
    /// The newest of those about this build that speak against it.
    Against(&'a TestResult),
    /// A pass about this build that no later result contradicts.
    Pass(&'a TestResult),
}

/// The result that counts: the newest pass which covers everything the test must cover, or else
/// the newest pass, unless a later result about this build, of whatever part of it, is not a pass.
pub(crate) fn counted<'a>(test: &Test, build: &[Item], results: &'a [TestResult]) -> Counted<'a> {
    let mut ours: Vec<&TestResult> = results.iter().filter(|r| r.test == test.id).collect();
    // Stable: of two results of one moment the one recorded later counts as later.
    ours.sort_by_key(|result| result.at);
    let Some(newest) = ours.last().copied() else {
        return Counted::None;
    };
    let about =
        |result: &&TestResult| !result.covers.is_empty() && foreign(result, build).is_empty();
    // A part of the build is enough to speak against it, but not to speak for it.
    let against = ours.iter().rposition(|result| {
        result.verdict != Verdict::Pass && result.covers.iter().any(|item| build.contains(item))
    });
    let (earlier, later) = ours.split_at(against.map_or(0, |at| at + 1));
    let passes = || {
        later
            .iter()
            .filter(|r| r.verdict == Verdict::Pass && about(r))
    };
    let whole = passes().rfind(|result| uncovered(test, result, build).is_empty());
    match (whole.or(passes().next_back()), earlier.last()) {
        (Some(pass), _) => Counted::Pass(pass),
        (None, Some(against)) if earlier.iter().any(about) => Counted::Against(against),
        (None, _) => Counted::Elsewhere(newest),
    }
}

/// What a result covers that the build does not have with this digest.
pub(crate) fn foreign(result: &TestResult, build: &[Item]) -> Vec<String> {
    let foreign = result.covers.iter().filter(|item| !build.contains(item));
    foreign.map(|item| item.name.clone()).collect()
}

/// What of the build the test must cover and this result does not.
pub(crate) fn uncovered(test: &Test, result: &TestResult, build: &[Item]) -> Vec<String> {
    let covered: BTreeSet<&Item> = result.covers.iter().collect();
    let must = build.iter().filter(|item| test.covers.contains(&item.kind));
    let left = must.filter(|item| !covered.contains(item));
    left.map(|item| item.name.clone()).collect()
}
