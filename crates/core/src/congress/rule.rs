//! How seats are shared out among units, and how long a list of nominees may be.

use crate::{count::Count, ratio::Ratio, rules::Source};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CongressRules {
    /// So many delegates each unit sends whatever its size; the others are shared out by members, by the largest
    /// remainder. 0: all are.
    pub fixed: u16,
    pub source: Source,
    pub presidium: ListRule,
    pub officers: ListRule,
}

/// One list to be voted on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListRule {
    /// The purpose of its votes.
    pub purpose: String,
    /// None: as many nominees as seats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub surplus: Option<Surplus>,
    pub source: Source,
}

/// How many nominees more than seats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Surplus {
    pub at_least: u16,
    /// As a share of the seats; never fewer than `at_least`.
    pub at_most: Ratio,
}

impl Surplus {
    /// Whether so many nominees may stand for so many seats.
    pub fn allows(&self, nominees: Count, seats: u16) -> bool {
        let Some(more) = nominees.get().checked_sub(u64::from(seats)) else { return false };
        let least = u64::from(self.at_least);
        let over = Count::try_from(more).unwrap_or_default();
        more >= least && (more == least || !self.at_most.exceeded_by(over, Count::from(seats)))
    }
}

/// Delegates of each unit, in the order of the units: `fixed` each, the rest by members with the largest remainder.
/// Equal remainders go to the larger unit, then to the first. None: there are fewer seats than `fixed` asks for, no
/// members, or no units.
pub fn allot(total: u16, fixed: u16, members: &[Count]) -> Option<Vec<u16>> {
    let units = u16::try_from(members.len()).ok().filter(|units| *units > 0)?;
    let rest = u64::from(total.checked_sub(fixed.checked_mul(units)?)?);
    let all = u128::from(Count::sum(members.iter().copied())?.get());
    if all == 0 {
        return None;
    }
    let share = |members: &Count| u128::from(members.get()) * u128::from(rest);
    let mut seats: Vec<u64> = Vec::with_capacity(members.len());
    for of in members {
        seats.push(u64::from(fixed) + u64::try_from(share(of) / all).ok()?);
    }
    let given: u64 = seats.iter().sum();
    let left = usize::try_from(u64::from(total).checked_sub(given)?).ok()?;
    let mut order: Vec<usize> = (0..members.len()).collect();
    let key = |at: &usize| {
        let of = members.get(*at).copied().unwrap_or_default();
        (std::cmp::Reverse(share(&of) % all), std::cmp::Reverse(of), *at)
    };
    order.sort_by_key(key);
    for at in order.into_iter().take(left) {
        *seats.get_mut(at)? += 1;
    }
    seats.into_iter().map(|seats| u16::try_from(seats).ok()).collect()
}
