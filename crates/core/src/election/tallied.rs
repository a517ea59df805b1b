use super::{AreaId, Election};
use crate::{State, count::Count, tally::Figures, units::UnitId};

/// Voters and ballots of several areas together, whichever constituency they vote in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
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

    /// Sums beyond counting stay at what can be counted: such figures are not published.
    fn add(&mut self, figures: &Figures) {
        let add = |to: &mut Count, count| *to = Count::sum([*to, count]).unwrap_or(*to);
        add(&mut self.voters_total, figures.voters_total);
        add(&mut self.took_part, figures.took_part);
        add(&mut self.issued, figures.issued);
        add(&mut self.returned, figures.returned);
        add(&mut self.valid, figures.valid);
        add(&mut self.invalid, figures.invalid);
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
                tallied.ballots.add(&published.figures);
            }
        }
        tallied
    }
}
