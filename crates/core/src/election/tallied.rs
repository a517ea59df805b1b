use super::{AreaId, Election};
use crate::{State, count::Count, tally::Figures, units::UnitId};
use serde::{Deserialize, Serialize};

/// Voters and ballots, of one area or of several together, whichever constituency they vote in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ballots {
    pub voters_total: Count,
    pub took_part: Count,
    pub issued: Count,
    pub returned: Count,
    pub valid: Count,
    pub invalid: Count,
}

impl Ballots {
    /// The fields with their names, in the form's order.
    pub fn fields(&self) -> [(&'static str, Count); 6] {
        [
            ("voters_total", self.voters_total),
            ("took_part", self.took_part),
            ("issued", self.issued),
            ("returned", self.returned),
            ("valid", self.valid),
            ("invalid", self.invalid),
        ]
    }

    /// None: beyond counting.
    fn plus(self, other: Ballots) -> Option<Ballots> {
        let plus = |a, b| Count::sum([a, b]);
        Some(Ballots {
            voters_total: plus(self.voters_total, other.voters_total)?,
            took_part: plus(self.took_part, other.took_part)?,
            issued: plus(self.issued, other.issued)?,
            returned: plus(self.returned, other.returned)?,
            valid: plus(self.valid, other.valid)?,
            invalid: plus(self.invalid, other.invalid)?,
        })
    }

    /// None: beyond counting.
    pub fn sum(all: impl IntoIterator<Item = Ballots>) -> Option<Ballots> {
        all.into_iter().try_fold(Ballots::default(), Ballots::plus)
    }
}

impl From<&Figures> for Ballots {
    fn from(figures: &Figures) -> Ballots {
        let Figures { voters_total, took_part, issued, returned, valid, invalid, .. } = *figures;
        Ballots { voters_total, took_part, issued, returned, valid, invalid }
    }
}

/// How many of some areas count already, and what they add up to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tallied {
    pub areas: usize,
    pub counted: usize,
    pub ballots: Ballots,
}

impl State {
    /// What the areas of a unit add up to in an election.
    pub fn tallied_in(&self, election: &Election, unit: &UnitId) -> Tallied {
        let areas = self.election.areas_of(unit);
        let voting = areas.filter(|area| area.constituency(&election.id).is_some());
        self.tallied(election, voting.map(|area| &area.id))
    }

    /// What all areas of an election add up to.
    pub fn tallied_everywhere(&self, election: &Election) -> Tallied {
        let areas = election.constituencies.values().flat_map(|of| &of.areas);
        self.tallied(election, areas)
    }

    fn tallied<'a>(&self, election: &Election, areas: impl Iterator<Item = &'a AreaId>) -> Tallied {
        let mut tallied = Tallied::default();
        for area in areas {
            tallied.areas += 1;
            if let Some(published) = self.counted(election, area) {
                tallied.counted += 1;
                // Sums beyond counting stay at what can be counted: such figures are not published.
                let sum = tallied.ballots.plus(published.ballots());
                tallied.ballots = sum.unwrap_or(tallied.ballots);
            }
        }
        tallied
    }
}
