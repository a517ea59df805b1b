//! Personnel: the steps by which somebody is nominated for a post, as far as figures decide them.

use crate::{confidence::FromRule, count::Count, ratio::Ratio, rules::Source};
use serde::{Deserialize, Serialize};

/// The conferences of a nomination, in their order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NominationRules {
    /// Who must be present, of those summoned.
    pub quorum: FromRule,
    /// Over this share of those summoned, whether they came or not.
    pub over: Ratio,
    pub steps: Vec<StepRule>,
    pub source: Source,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepRule {
    /// Who confers; the pack's words say it: `key_cadres`.
    pub id: String,
    /// Whether the figures are made known at the conference itself.
    pub announced: bool,
    pub source: Source,
}

/// What one somebody was given, in the order of the paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vote {
    pub name: String,
    pub votes: Count,
}

/// Who goes on from a step, and why. Places are those of the paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passed {
    pub places: Vec<usize>,
    pub reason: Reason,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The one with the most is over the share.
    OverHalf,
    /// Nobody is: the first two go on.
    TopTwo,
    /// Nobody is, and several are equal at the second place: all of them go on, and that is told.
    TopTwoWithTieFlag,
}

/// Who is chosen in the last step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    pub place: Option<usize>,
    /// The head's choice decided between two: all differing opinions are reported.
    pub report_differences: bool,
}

impl NominationRules {
    /// Who goes on from a step in which each of those present introduces one person.
    pub fn pass(&self, summoned: Count, votes: &[Count]) -> Passed {
        let mut places: Vec<usize> = (0..votes.len()).collect();
        let of = |place: &usize| votes.get(*place).copied().unwrap_or_default();
        places.sort_by_key(|place| std::cmp::Reverse(of(place)));
        if let Some(first) = places.first()
            && self.over.exceeded_by(of(first), summoned)
        {
            return Passed { places: vec![*first], reason: Reason::OverHalf };
        }
        let second = places.get(1).map(of).unwrap_or_default();
        let on: Vec<usize> = places.into_iter().filter(|place| of(place) >= second).collect();
        let reason = if on.len() > 2 { Reason::TopTwoWithTieFlag } else { Reason::TopTwo };
        Passed { places: on, reason }
    }

    /// Who is chosen by the last ballot: whoever is over the share; where two have exactly the share
    /// each, the one whom the head prefers.
    pub fn choose(&self, summoned: Count, votes: &[Count], head: Option<usize>) -> Chosen {
        let over = votes.iter().position(|&votes| self.over.exceeded_by(votes, summoned));
        if over.is_some() {
            return Chosen { place: over, report_differences: false };
        }
        let exactly = |votes: Count| !summoned.is_zero() && !self.over.missed_by(votes, summoned);
        let tied: Vec<usize> = (0..votes.len())
            .filter(|&place| votes.get(place).is_some_and(|&votes| exactly(votes)))
            .collect();
        let place = head.filter(|head| tied.len() == 2 && tied.contains(head));
        Chosen { place, report_differences: place.is_some() }
    }
}
