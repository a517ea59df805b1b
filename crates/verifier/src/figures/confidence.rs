//! Figures of surveys of confidence: `confidence/{round}/{person}/{level}`, as far as everybody sees them.

use crate::name::unsegment;
use dienhong_core::{State, confidence::RoundId, vote::Audience};

/// The figure at `path`. None: there is none, or it is not public.
pub(super) fn figure(state: &State, path: &str) -> Option<String> {
    let parts: Vec<&str> = path.split('/').collect();
    let ["confidence", round, person, level] = parts.as_slice() else { return None };
    let (round, person) = (unsegment(round)?, unsegment(person)?);
    let round = state.confidence.get(&RoundId::from(round.as_str()))?;
    let vote = state.survey(round)?;
    if round.plan.closed || !state.shows_figures(vote, Audience::Public) {
        return None;
    }
    let given = state.survey_given(round)?;
    let of = given.iter().find(|of| of.subject.id == person)?;
    let count = match *level {
        "high" => of.levels.high,
        "confident" => of.levels.confident,
        "low" => of.levels.low,
        "invalid" => of.invalid,
        "base" => of.base,
        _ => return None,
    };
    Some(count.to_string())
}
