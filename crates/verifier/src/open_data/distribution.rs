//! How many areas lie where: shares of turnout and of invalid ballots in steps, counted in whole numbers.
//!
//! Nothing is said of what is usual: readers judge.

use super::table::{Cell, Row, Table};
use super::tables::simulated;
use crate::figures::Subject;
use dienhong_core::{
    State,
    election::{Ballots, Election},
};
use std::{collections::BTreeMap, sync::Arc};

/// A share of each area's published minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Who took part, of the voters.
    Turnout,
    /// Invalid ballots, of those returned.
    Invalid,
}

/// Areas whose share is at least `from` and less than `to`, in hundredths of a percent. The last step is the
/// whole alone, where both are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bin {
    pub from: u64,
    pub to: u64,
    pub areas: u64,
}

const WHOLE: u64 = 10_000;

impl Measure {
    pub const ALL: [Measure; 2] = [Measure::Turnout, Measure::Invalid];

    pub fn name(self) -> &'static str {
        match self {
            Measure::Turnout => "turnout",
            Measure::Invalid => "invalid",
        }
    }

    /// The width of a step, in hundredths of a percent.
    pub fn step(self) -> u64 {
        match self {
            Measure::Turnout => 100,
            Measure::Invalid => 50,
        }
    }

    /// Part and base.
    fn of(self, ballots: &Ballots) -> (u64, u64) {
        match self {
            Measure::Turnout => (ballots.took_part.get(), ballots.voters_total.get()),
            Measure::Invalid => (ballots.invalid.get(), ballots.returned.get()),
        }
    }

    /// Which step a share falls into, rounded down and never up. None: a share of nothing.
    fn place(self, part: u64, base: u64) -> Option<u64> {
        let share = u128::from(part) * u128::from(WHOLE);
        let step = share.checked_div(u128::from(base) * u128::from(self.step()))?;
        Some(u64::try_from(step).unwrap_or(u64::MAX).min(WHOLE / self.step()))
    }
}

/// The steps from the lowest area to the highest, those without any area too. Empty: nothing is published.
pub fn distribution(state: &State, election: &Election, measure: Measure) -> Vec<Bin> {
    let mut found: BTreeMap<u64, u64> = BTreeMap::new();
    for area in election.constituencies.values().flat_map(|of| &of.areas) {
        let Some(published) = state.counted(election, area) else { continue };
        let (part, base) = measure.of(&published.ballots());
        if let Some(place) = measure.place(part, base) {
            *found.entry(place).or_default() += 1;
        }
    }
    let (Some(&low), Some(&high)) = (found.keys().next(), found.keys().next_back()) else {
        return Vec::new();
    };
    let bin = |place: u64| Bin {
        from: place * measure.step(),
        to: ((place + 1) * measure.step()).min(WHOLE),
        areas: found.get(&place).copied().unwrap_or(0),
    };
    (low..=high).map(bin).collect()
}

pub(super) fn table(state: &State, election: &Arc<Election>) -> Table {
    let columns = ["election", "measure", "simulated", "from_bp", "to_bp", "areas"];
    let path = Subject::Election(election.clone()).path();
    let rows = Measure::ALL.into_iter().flat_map(|measure| {
        let path = &path;
        distribution(state, election, measure).into_iter().map(move |bin| Row {
            path: format!("{path}/distributions/{}/{}", measure.name(), bin.from),
            cells: vec![
                Cell::text(&election.id),
                Cell::text(measure.name()),
                simulated(state),
                Cell::figure(bin.from),
                Cell::figure(bin.to),
                Cell::figure(bin.areas),
            ],
        })
    });
    let rows = rows.collect();
    Table { columns: columns.map(Into::into).to_vec(), rows }
}

#[cfg(test)]
mod tests {
    use super::Measure;

    #[test]
    fn a_share_falls_into_the_step_that_whole_numbers_say() {
        let turnout = |part, base| Measure::Turnout.place(part, base);
        assert_eq!(turnout(0, 300), Some(0));
        assert_eq!(turnout(299, 300), Some(99));
        assert_eq!(turnout(300, 300), Some(100));
        // Exactly on an edge belongs above it, one vote less below.
        assert_eq!(turnout(900, 1000), Some(90));
        assert_eq!(turnout(899, 1000), Some(89));
        assert_eq!(turnout(1, 0), None);
        // What no lawful minutes say stays in the last step.
        assert_eq!(turnout(u64::MAX, 1), Some(100));
        assert_eq!(Measure::Invalid.place(1, 200), Some(1));
        assert_eq!(Measure::Invalid.place(1, 201), Some(0));
    }
}
