//! What follows from the totals of a vote. Whole numbers decide; equal ones are told, never drawn.

use super::{Answers, Call, Line, Method, Question, Sheet, Threshold, YES, ranked};
use crate::count::Count;
use serde::{Deserialize, Serialize};

/// What a vote makes of one question. Of a question on levels nothing follows here: its rule is another
/// module's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// From 0.
    pub question: u16,
    /// Whether the motion is carried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carried: Option<bool>,
    /// The options elected, those with the most votes first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub elected: Vec<u16>,
    /// Options that are equal where only some of them could be elected: none of them is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tied: Vec<u16>,
}

/// How many are counted in each base.
#[derive(Debug, Clone, Copy)]
pub struct Bases {
    pub members: Count,
    pub summoned: Count,
    pub present: Count,
}

impl Bases {
    /// The number over which `threshold` takes its share, on one line.
    pub fn base(&self, total: &Sheet, line: &Line, threshold: Threshold) -> Count {
        let turnout = total.turnout(line, self.members, self.summoned, self.present);
        turnout.base(threshold.base).unwrap_or_default()
    }
}

/// What follows from `total`, question by question. `passes` is what the rule of the purpose asks where a
/// question states nothing itself.
pub fn outcomes(
    call: &Call,
    total: &Sheet,
    bases: Bases,
    passes: Option<Threshold>,
) -> Vec<Outcome> {
    let rows = call.rows();
    let line_of = |question: usize| {
        let at = rows.iter().position(|row| row.question == question)?;
        total.lines.get(at)
    };
    let of = |(at, question): (usize, &Question)| {
        let mut outcome =
            Outcome { question: u16::try_from(at).unwrap_or(u16::MAX), ..Outcome::default() };
        let Some(line) = line_of(at) else { return outcome };
        let threshold = question.passes.or(passes);
        let enough = |votes: Count| {
            threshold
                .is_none_or(|threshold| threshold.is_met(votes, bases.base(total, line, threshold)))
        };
        match &question.answers {
            Answers::YesNo { .. } => {
                let votes = |place: usize| line.votes.get(place).copied().unwrap_or_default();
                // Without a threshold: more for than against.
                let carried = match threshold {
                    Some(_) => enough(votes(YES)),
                    None => votes(YES) > votes(super::NO),
                };
                outcome.carried = Some(carried);
            }
            Answers::Choose { seats, .. } => {
                let (elected, tied) = most_votes(&line.votes, usize::from(*seats), enough);
                (outcome.elected, outcome.tied) = (elected, tied);
            }
            Answers::Ranked { options, seats, method } => {
                let (elected, tied) = match method {
                    Method::Stv => ranked::stv(options.len(), usize::from(*seats), &line.rankings),
                    Method::Condorcet => {
                        ranked::condorcet(options.len(), usize::from(*seats), &line.rankings)
                    }
                };
                (outcome.elected, outcome.tied) = (elected, tied);
            }
            Answers::Levels { .. } => {}
        }
        outcome
    };
    call.questions.iter().enumerate().map(of).collect()
}

/// The options with the most votes among those with enough.
fn most_votes(
    votes: &[Count],
    seats: usize,
    enough: impl Fn(Count) -> bool,
) -> (Vec<u16>, Vec<u16>) {
    let able = (0u16..).zip(votes.iter().copied());
    first(seats, able.filter(|(_, votes)| !votes.is_zero() && enough(*votes)).collect())
}

/// The `seats` options that stand highest. Where the last seats fall to equals, they are told beside, and
/// none of them is elected.
pub(super) fn first<K: Ord + Copy>(seats: usize, mut able: Vec<(u16, K)>) -> (Vec<u16>, Vec<u16>) {
    able.sort_by_key(|(option, of)| (std::cmp::Reverse(*of), *option));
    let names = |of: &[(u16, K)]| of.iter().map(|(option, _)| *option).collect::<Vec<u16>>();
    let Some((_, first_out)) = able.get(seats).copied() else { return (names(&able), Vec::new()) };
    let above = able.iter().filter(|(_, of)| *of > first_out).count();
    let equal = able.iter().filter(|(_, of)| *of == first_out).count();
    let elected = names(able.get(..above).unwrap_or_default());
    let tied =
        if above == seats { &[] } else { able.get(above..above + equal).unwrap_or_default() };
    (elected, names(tied))
}
