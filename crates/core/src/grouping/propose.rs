use crate::{
    State,
    count::Count,
    election::{AreaId, Constituency, Election},
    units::UnitId,
};
use std::collections::{BTreeMap, BTreeSet};

/// Groups that would do for the small areas of a constituency that stand in none: neighbours by number within their
/// commune first, then across communes. Where those in which few vote are too few together, one larger area covers
/// them. People decide; this only saves them the search.
pub fn propose(state: &State, election: &Election, of: &Constituency) -> Vec<BTreeSet<AreaId>> {
    let Some(rule) = state.small_areas(election) else { return Vec::new() };
    let free =
        |area: &&AreaId| state.can_join(election, area) && state.group_of(election, area).is_none();
    let mut communes: BTreeMap<&UnitId, Vec<&AreaId>> = BTreeMap::new();
    for area in of.areas.iter().filter(free) {
        if let Some(known) = state.election.area(area) {
            communes.entry(&known.unit).or_default().push(area);
        }
    }
    let mut proposed = Proposed { state, election, least: rule.merge_below, groups: Vec::new() };
    let left: Vec<&AreaId> = communes.values().flat_map(|areas| proposed.gather(areas)).collect();
    if !left.is_empty() {
        let used: BTreeSet<&AreaId> = proposed.groups.iter().flatten().collect();
        let large = communes.values().flatten().copied();
        let large = large.filter(|area| !used.contains(area) && !left.contains(area));
        let rest: Vec<AreaId> = left.iter().copied().chain(large).cloned().collect();
        let rest: Vec<&AreaId> = rest.iter().collect();
        let alone = proposed.gather(&rest);
        // Nothing is left that could cover them: together they hide what can be hidden.
        let alone: BTreeSet<AreaId> = alone.into_iter().cloned().collect();
        if !alone.is_empty() {
            match proposed.groups.last_mut() {
                Some(last) => last.extend(alone),
                None => proposed.groups.push(alone),
            }
        }
    }
    proposed.groups
}

struct Proposed<'a> {
    state: &'a State,
    election: &'a Election,
    least: Count,
    groups: Vec<BTreeSet<AreaId>>,
}

impl Proposed<'_> {
    /// Valid ballots, where they are known; before, as many as may vote.
    fn weight(&self, area: &AreaId) -> Count {
        let counted = self.state.counted(self.election, area);
        let voters = || self.state.election.area(area)?.voters(&self.election.id);
        counted.map(|published| published.ballots().valid).or_else(voters).unwrap_or_default()
    }

    fn is_enough(&self, areas: &[&AreaId]) -> bool {
        let together = Count::sum(areas.iter().map(|area| self.weight(area)));
        areas.len() > 1 && together.is_none_or(|together| together >= self.least)
    }

    /// Makes groups of the small among these areas, and answers those for which it found no company.
    fn gather<'a>(&mut self, areas: &[&'a AreaId]) -> Vec<&'a AreaId> {
        let (small, large): (Vec<&AreaId>, Vec<&AreaId>) =
            areas.iter().partition(|area| self.state.is_small(self.election, area));
        let before = self.groups.len();
        let mut open: Vec<&AreaId> = Vec::new();
        for area in small {
            open.push(area);
            if self.is_enough(&open) {
                self.groups.push(open.drain(..).cloned().collect());
            }
        }
        if open.is_empty() {
            return open;
        }
        if let Some(last) = self.groups.get_mut(before..).and_then(<[_]>::last_mut) {
            last.extend(open.drain(..).cloned());
            return open;
        }
        // The larger area whose number is nearest: the first after them, or the last before.
        let after = large.iter().find(|area| Some(**area) > open.last().copied());
        if let Some(&cover) = after.or(large.last()) {
            open.push(cover);
            self.groups.push(open.drain(..).cloned().collect());
        }
        open
    }
}
