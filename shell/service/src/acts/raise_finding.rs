//! An evaluator raises findings from what a result saw.

use jiff::Timestamp;
use scheme::body::act::{Raised, What};
use scheme::finding::FindingState;
use scheme::id::{CaseId, FindingId, ResultId};

use crate::body::{Actor, Body, BodyError};

/// Raises a finding for every sighting of a result for which none stands, and returns their names.
///
/// A sighting that an open finding already names is the same finding seen again. One that an ended
/// finding named shows again: a new finding points to the old, which never reopens.
///
/// # Errors
/// [`BodyError::Refused`] with all reasons; what cannot be written.
pub fn raise_findings(
    body: &mut Body,
    evaluator: &Actor,
    at: Timestamp,
    why: &str,
    case: &CaseId,
    result: &ResultId,
) -> Result<Vec<FindingId>, BodyError> {
    let mut raised = Vec::new();
    for (sighting, again_of) in unnamed(body, case, result) {
        let finding = next_finding(body, case)?;
        let (finding, result) = (finding.clone(), result.clone());
        let named = finding.clone();
        let what = What::RaiseFinding(Raised {
            finding,
            result,
            sighting,
            again_of,
        });
        body.perform(evaluator, at, why, Some(case), what)?;
        raised.push(named);
    }
    Ok(raised)
}

/// The sightings that no open finding names, each with the ended finding that it shows again.
fn unnamed(body: &Body, case: &CaseId, result: &ResultId) -> Vec<(usize, Option<FindingId>)> {
    let Some(case) = body.state().case(case) else {
        return Vec::new();
    };
    let Some(recorded) = case.recorded(result) else {
        return Vec::new();
    };
    let mut standing: Vec<_> = case.findings().iter().collect();
    let mut unnamed = Vec::new();
    for (index, seen) in recorded.result.sightings.iter().enumerate() {
        let same = |finding: &&scheme::finding::Finding| {
            finding.test == recorded.result.test
                && finding.sighting.rule == seen.rule
                && finding.sighting.place == seen.place
        };
        let ended =
            |finding: &&scheme::finding::Finding| matches!(finding.state, FindingState::Ended(_));
        let open = standing
            .iter()
            .position(|finding| same(finding) && !ended(finding));
        match open {
            // Two sightings with one key are two occurrences: each finding stands for one.
            Some(position) => {
                standing.remove(position);
            }
            None => {
                let again = standing
                    .iter()
                    .rev()
                    .find(|finding| same(finding) && ended(finding));
                unnamed.push((index, again.map(|finding| finding.id.clone())));
            }
        }
    }
    unnamed
}

fn next_finding(body: &Body, case: &CaseId) -> Result<FindingId, BodyError> {
    let raised = body
        .state()
        .case(case)
        .map_or(0, |case| case.findings().len());
    let name = format!("f-{:06}", raised + 1);
    name.parse().map_err(|_| BodyError::Unmakeable {
        what: "a finding's name",
        detail: name,
    })
}
