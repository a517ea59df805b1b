use super::{Event, Group};
use crate::{
    Head, State,
    election::{AreaId, Ballots, Constituency, Election},
    people::{Place, Right},
    refusal::{Refusal, refuse},
    rules::SmallAreaRule,
    tally::{Figures, Level, check},
};
use dienhong_journal::Seal;
use std::collections::{BTreeMap, BTreeSet};

/// Whether `event` may follow in `state`.
///
/// # Errors
/// `grouping.*`: the first rule that the event would break, with the facts that show it.
pub fn lawful(state: &State, head: &Head, event: &Event) -> Result<(), Refusal> {
    let (id, number) = (event.election(), event.constituency());
    let unknown = || Refusal::new("election.unknown_constituency").with("constituency", number);
    let election = state.election.get(id).ok_or_else(unknown)?;
    let of = election.constituencies.get(&number).ok_or_else(unknown)?;
    state.allows(head, Right::RecordResult, Place::Constituency(id, number))?;
    if state.repeats_a_part(election, number) {
        return refuse("election.counts_in_its_parent");
    }
    let Some(rule) = state.small_areas(election) else { return refuse("grouping.no_rule") };
    let asked = Asked { state, election, of, rule };
    match event {
        Event::Formed { group, areas, .. } => {
            if *group != state.grouping.next(id, number) {
                return refuse("grouping.number_out_of_order");
            }
            asked.formed(areas)
        }
        Event::Dissolved { group, .. } => {
            let group = asked.standing(*group)?;
            if group.versions.is_empty() { Ok(()) } else { refuse("grouping.fixed") }
        }
        Event::Published { group, version, sealed, figures, reason, .. } => {
            let group = asked.standing(*group)?;
            if usize::from(*version) != group.versions.len() + 1 {
                return refuse("election.version_out_of_order");
            }
            if let Some(last) = group.published() {
                if reason.as_deref().unwrap_or_default().trim().is_empty() {
                    return refuse("grouping.reason_missing");
                }
                if last.sealed == *sealed {
                    return refuse("grouping.nothing_changed");
                }
            }
            asked.published(group, sealed, figures)
        }
    }
}

/// The entries on which the sum of a group rests: those that count in its areas.
pub(super) fn sealed(
    state: &State,
    election: &Election,
    group: &Group,
) -> Result<BTreeMap<AreaId, Seal>, Refusal> {
    let counts = |area: &AreaId| {
        let missing = || Refusal::new("grouping.minutes_missing").with("area", area);
        if state.is_changing(election, area) {
            return Err(missing());
        }
        let published = state.in_part(election, area).ok_or_else(missing)?;
        Ok((area.clone(), published.sealed))
    };
    group.areas.iter().map(counts).collect()
}

struct Asked<'a> {
    state: &'a State,
    election: &'a Election,
    of: &'a Constituency,
    rule: &'a SmallAreaRule,
}

impl Asked<'_> {
    fn standing(&self, group: u16) -> Result<&Group, Refusal> {
        let known = self.state.grouping.group(&self.election.id, self.of.number, group);
        let known = known.filter(|known| !known.dissolved);
        known.ok_or_else(|| Refusal::new("grouping.unknown").with("group", group))
    }

    /// Whether another area could still be joined to these.
    fn could_grow(&self, areas: &BTreeSet<AreaId>) -> bool {
        let mut others = self.of.areas.iter().filter(|area| !areas.contains(*area));
        others.any(|area| self.state.can_join(self.election, area))
    }

    /// A group hides no more than it must: it is made for areas in which few vote, with one more at the most that
    /// covers them.
    fn formed(&self, areas: &BTreeSet<AreaId>) -> Result<(), Refusal> {
        let with = |code, area: &AreaId| Err(Refusal::new(code).with("area", area));
        for area in areas {
            if !self.of.areas.contains(area) {
                return with("grouping.area_outside", area);
            }
            if self.state.group_of(self.election, area).is_some() {
                return with("grouping.area_in_two_groups", area);
            }
            if !self.state.can_join(self.election, area) {
                return with("grouping.area_is_public", area);
            }
        }
        if areas.is_empty() || (areas.len() == 1 && self.could_grow(areas)) {
            return refuse("grouping.area_alone");
        }
        let small = areas.iter().filter(|area| self.state.is_small(self.election, area)).count();
        match areas.len() - small {
            _ if small == 0 => refuse("grouping.nothing_small"),
            0 | 1 => Ok(()),
            _ => refuse("grouping.more_than_needed"),
        }
    }

    fn published(
        &self,
        group: &Group,
        stated: &BTreeMap<AreaId, Seal>,
        figures: &Figures,
    ) -> Result<(), Refusal> {
        if sealed(self.state, self.election, group)? != *stated {
            return refuse("grouping.rests_on_others");
        }
        let counted = group.areas.iter().filter_map(|area| self.state.in_part(self.election, area));
        let sum = Ballots::sum(counted.map(|published| published.ballots()));
        let differs = |sum: Ballots| {
            let stated = Ballots::from(figures).fields();
            sum.fields().into_iter().zip(stated).find(|(ours, theirs)| ours != theirs)
        };
        let bare = figures.stacks.is_none()
            && figures.invalid_by_ground.is_none()
            && figures.inventory.is_none();
        let Some(sum) = sum.filter(|_| bare) else { return refuse("grouping.sum_differs") };
        if let Some(((field, sum), _)) = differs(sum) {
            let refusal = Refusal::new("grouping.sum_differs");
            return Err(refusal.with("field", field).with("sum", sum));
        }
        let findings = check(figures, self.of.ballot());
        if let Some(broken) = findings.iter().find(|finding| finding.level == Level::Error) {
            return Err(Refusal::new("grouping.check_broken").with("check", broken.code));
        }
        if figures.valid < self.rule.merge_below && self.could_grow(&group.areas) {
            let refusal = Refusal::new("grouping.too_few_ballots");
            let refusal = refusal.with("valid", figures.valid);
            return Err(refusal.with("least", self.rule.merge_below));
        }
        Ok(())
    }
}
