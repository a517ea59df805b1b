use super::Event;
use crate::{
    Head, State,
    count::Count,
    election::{AreaId, Constituency, Election, ElectionId},
    people::By,
    rules::SmallAreaRule,
    tally::{Figures, Published},
};
use dienhong_journal::{Millis, Seal};
use imbl::OrdMap;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// What the areas of a group add up to, as its board published it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Together {
    pub at: Millis,
    pub by: By,
    /// The entry on which it rests, for each area.
    pub sealed: BTreeMap<AreaId, Seal>,
    pub figures: Figures,
    pub reason: Option<String>,
}

/// Areas whose candidates' figures are shown together alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    pub number: u16,
    pub at: Millis,
    pub areas: BTreeSet<AreaId>,
    /// Nothing of it counts any more.
    pub dissolved: bool,
    /// Every version, the latest last.
    pub versions: Vec<Arc<Together>>,
}

impl Group {
    pub fn published(&self) -> Option<&Arc<Together>> {
        self.versions.last()
    }
}

/// All groups.
#[derive(Debug, Default, Clone)]
pub struct Groups {
    /// In the order of their numbers: the first has number 1.
    known: OrdMap<(ElectionId, u16), Vec<Arc<Group>>>,
}

impl Groups {
    fn every(&self, election: &ElectionId, constituency: u16) -> &[Arc<Group>] {
        self.known.get(&(election.clone(), constituency)).map_or(&[], Vec::as_slice)
    }

    /// The groups of a constituency that stand.
    pub fn of(
        &self,
        election: &ElectionId,
        constituency: u16,
    ) -> impl Iterator<Item = &Arc<Group>> {
        self.every(election, constituency).iter().filter(|group| !group.dissolved)
    }

    /// A group, standing or dissolved.
    pub fn group(&self, election: &ElectionId, constituency: u16, number: u16) -> Option<&Group> {
        let place = usize::from(number).checked_sub(1)?;
        self.every(election, constituency).get(place).map(|group| &**group)
    }

    /// The number of the next group of a constituency.
    pub fn next(&self, election: &ElectionId, constituency: u16) -> u16 {
        u16::try_from(self.every(election, constituency).len() + 1).unwrap_or(u16::MAX)
    }

    pub fn apply(&mut self, head: &Head, event: &Event) {
        let of = (event.election().clone(), event.constituency());
        let groups = self.known.entry(of).or_default();
        let mut change = |number: u16, change: &mut dyn FnMut(&mut Group)| {
            let place = usize::from(number).checked_sub(1);
            if let Some(group) = place.and_then(|place| groups.get_mut(place)) {
                change(Arc::make_mut(group));
            }
        };
        match event {
            // What was not lawful changes nothing; `lawful` reports it.
            Event::Formed { group, areas, .. } => {
                if usize::from(*group) == groups.len() + 1 {
                    groups.push(Arc::new(Group {
                        number: *group,
                        at: head.at,
                        areas: areas.clone(),
                        dissolved: false,
                        versions: Vec::new(),
                    }));
                }
            }
            Event::Dissolved { group, .. } => {
                change(*group, &mut |group| group.dissolved = true);
            }
            Event::Published { group, sealed, figures, reason, .. } => {
                let together = Arc::new(Together {
                    at: head.at,
                    by: head.by.clone(),
                    sealed: sealed.clone(),
                    figures: (**figures).clone(),
                    reason: reason.clone(),
                });
                change(*group, &mut |group| group.versions.push(together.clone()));
            }
        }
    }
}

impl State {
    /// The rule on areas in which few vote, where there is one on the day of the election.
    pub fn small_areas(&self, election: &Election) -> Option<&SmallAreaRule> {
        self.node.rules_on(election.day)?.small_areas.as_ref()
    }

    /// The group in which an area stands in an election.
    pub fn group_of(&self, election: &Election, area: &AreaId) -> Option<&Arc<Group>> {
        let number = self.election.area(area)?.constituency(&election.id)?;
        self.grouping.of(&election.id, number).find(|group| group.areas.contains(area))
    }

    /// Whether minutes with so many valid ballots are shown in part alone: where they are few, and where the area
    /// stands in a group. As the first version was shown, so are those that follow it: the other way would tell
    /// what was kept, or hide what everybody knows.
    pub fn shows_in_part(&self, election: &Election, area: &AreaId, valid: Count) -> bool {
        let Some(rule) = self.small_areas(election) else { return false };
        // What an area says that votes again counts in the first election, and in its group there.
        let first = election.parent.as_ref().and_then(|parent| self.election.get(parent));
        let first = first.filter(|first| first.annulled.contains_key(area));
        match self.tally.minutes(&election.id, area).versions.first() {
            Some(first) => first.is_in_part(),
            None => {
                valid < rule.merge_below
                    || self.group_of(election, area).is_some()
                    || first.is_some_and(|first| self.group_of(first, area).is_some())
            }
        }
    }

    /// The minutes that count for an area, when they are shown in part.
    pub(super) fn in_part(&self, election: &Election, area: &AreaId) -> Option<&Arc<Published>> {
        self.counted(election, area).filter(|published| published.is_in_part())
    }

    /// What a group adds up to, as long as it rests on the minutes that count.
    pub fn together(&self, election: &Election, group: &Group) -> Option<Arc<Together>> {
        let last = group.published()?;
        let stands = |area: &AreaId| {
            let counts = self.in_part(election, area).map(|published| published.sealed);
            counts.is_some() && last.sealed.get(area).copied() == counts
        };
        group.areas.iter().all(stands).then(|| last.clone())
    }

    /// Whether an area can still become a part of a group: nothing says yet how it voted.
    pub fn can_join(&self, election: &Election, area: &AreaId) -> bool {
        self.counted(election, area).is_none_or(|published| published.is_in_part())
            && self.group_of(election, area).is_none_or(|group| group.versions.is_empty())
    }

    /// Whether an area needs a group: its minutes are shown in part, or before there are any, so few are on its roll.
    pub fn is_small(&self, election: &Election, area: &AreaId) -> bool {
        if let Some(published) = self.counted(election, area) {
            return published.is_in_part();
        }
        let voters = self.election.area(area).and_then(|area| area.voters(&election.id));
        let few = |rule: &SmallAreaRule| voters.is_some_and(|voters| voters < rule.merge_below);
        self.small_areas(election).is_some_and(few)
    }

    /// The areas of a constituency that are published in part and do not count by a group yet.
    pub fn waits_for_a_group<'a>(
        &'a self,
        election: &'a Election,
        of: &'a Constituency,
    ) -> impl Iterator<Item = &'a AreaId> {
        let waits = |area: &&AreaId| {
            let group = || self.group_of(election, area);
            let counts = || group().is_some_and(|group| self.together(election, group).is_some());
            self.in_part(election, area).is_some() && !counts()
        };
        of.areas.iter().filter(waits)
    }
}
