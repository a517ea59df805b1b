use super::{Owing, Statement, state::Seat};
use crate::{
    Date, State,
    election::{Election, ElectionId},
    rules::{Deadline, Owed, Rules, Shown, StepRule},
    units::UnitId,
};
use std::collections::BTreeSet;

/// How one stands who owes a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing<'a> {
    /// It is done; with a statement where somebody made one, else the journal shows it.
    Done {
        on: Date,
        late: bool,
        stated: Option<&'a Statement>,
    },
    /// Its day is past.
    Late,
    Ahead,
}

/// One step owed by one, as of a day.
#[derive(Debug, Clone)]
pub struct Duty<'a> {
    pub deadline: Deadline<'a>,
    pub owing: Owing,
    /// Where it is: for maps and lists by unit.
    pub unit: Option<UnitId>,
    pub standing: Standing<'a>,
}

impl State {
    /// All steps of an election, by the calendar of `rules`, as they stand on `today`; `within`: only
    /// those of this very unit.
    pub fn duties<'a>(
        &'a self,
        election: &'a Election,
        rules: &'a Rules,
        today: Date,
        within: Option<&UnitId>,
    ) -> Vec<Duty<'a>> {
        let deadlines = rules.deadlines(&election.kind, election.day, election.is_further());
        let mut duties = Vec::new();
        for deadline in deadlines {
            let Some(step) = &deadline.rule.step else { continue };
            let owing = |&owed| match within {
                Some(unit) => self.owing_in(election, owed, unit),
                None => self.owing(election, owed),
            };
            for owing in step.owed_by.iter().flat_map(owing) {
                let unit = self.unit_owing(&election.id, &owing);
                let standing = self.stands(election, rules, (&deadline, step), &owing, today);
                duties.push(Duty { deadline: deadline.clone(), owing, unit, standing });
            }
        }
        duties
    }

    fn stands<'a>(
        &'a self,
        election: &Election,
        rules: &Rules,
        (deadline, step): (&Deadline, &StepRule),
        owing: &Owing,
        today: Date,
    ) -> Standing<'a> {
        let stated = self.readiness.statement(&election.id, owing, &deadline.rule.id);
        // What somebody states names its day; the journal only knows when it heard of it.
        let on = stated.map(|stated| stated.on).or_else(|| {
            let at = self.shows(election, step, owing)?;
            Some(rules.local(at).day)
        });
        match on {
            Some(on) => Standing::Done { on, late: on > deadline.day, stated },
            None if today > deadline.day => Standing::Late,
            None => Standing::Ahead,
        }
    }

    /// When the journal came to show that it was done.
    fn shows(
        &self,
        election: &Election,
        step: &StepRule,
        owing: &Owing,
    ) -> Option<dienhong_journal::Millis> {
        match (step.shown_by?, owing) {
            (Shown::BodyFormed, owing) => {
                let seat = match owing {
                    Owing::Whole => Seat::Unit(election.unit.clone()),
                    Owing::Unit(unit) => Seat::Unit(unit.clone()),
                    Owing::Constituency(number) => Seat::Constituency(election.id.clone(), *number),
                    Owing::Area(area) => Seat::Area(area.clone()),
                };
                let formed = |kind: &String| self.readiness.formed(seat.clone(), kind);
                step.bodies.iter().filter_map(formed).min()
            }
            (Shown::ListAnnounced, Owing::Constituency(number)) => {
                self.readiness.listed(&election.id, *number)
            }
            (Shown::RollStated, Owing::Area(area)) => {
                let rolls = &self.election.area(area)?.rolls;
                let held = |roll: &&std::sync::Arc<crate::election::Roll>| {
                    roll.voters.contains_key(&election.id)
                };
                rolls.iter().find(held).map(|roll| roll.at)
            }
            _ => None,
        }
    }

    /// Everyone on that level who owes something in an election.
    fn owing(&self, election: &Election, owed: Owed) -> Vec<Owing> {
        match owed {
            Owed::Whole => vec![Owing::Whole],
            Owed::Constituency => {
                election.constituencies.keys().copied().map(Owing::Constituency).collect()
            }
            Owed::Area => {
                let all = election.constituencies.values().flat_map(|of| &of.areas);
                all.cloned().map(Owing::Area).collect()
            }
            Owed::Unit => self.units_voting(election).into_iter().map(Owing::Unit).collect(),
        }
    }

    /// As [`State::owing`], in one unit.
    fn owing_in(&self, election: &Election, owed: Owed, unit: &UnitId) -> Vec<Owing> {
        let here = |owing: &Owing| self.unit_owing(&election.id, owing).as_ref() == Some(unit);
        match owed {
            Owed::Area => {
                let areas = self.election.areas_of(unit);
                let areas = areas.filter(|area| area.constituency(&election.id).is_some());
                areas.map(|area| Owing::Area(area.id.clone())).collect()
            }
            Owed::Unit => {
                let owing = Owing::Unit(unit.clone());
                if self.votes_in(election, &owing) { vec![owing] } else { Vec::new() }
            }
            Owed::Whole | Owed::Constituency => {
                self.owing(election, owed).into_iter().filter(here).collect()
            }
        }
    }

    /// The units in which areas lie; of a constituency without areas, those that it names.
    pub fn units_voting(&self, election: &Election) -> BTreeSet<UnitId> {
        let all = || election.constituencies.values();
        let areas = all().flat_map(|of| &of.areas);
        let areas = areas.filter_map(|area| self.election.area(area));
        let mut units: BTreeSet<UnitId> = areas.map(|area| area.unit.clone()).collect();
        let above: BTreeSet<UnitId> = units
            .iter()
            .flat_map(|unit| self.units.upwards(unit))
            .map(|unit| unit.id.clone())
            .collect();
        for member in all().flat_map(|of| &of.members) {
            let within = self.units.upwards(&member.unit).any(|unit| units.contains(&unit.id));
            if !within && !above.contains(&member.unit) {
                units.insert(member.unit.clone());
            }
        }
        units
    }

    /// The unit in which one owes a step. None: there is no such one.
    pub(crate) fn unit_owing(&self, election: &ElectionId, owing: &Owing) -> Option<UnitId> {
        match owing {
            Owing::Whole => Some(self.election.get(election)?.unit.clone()),
            Owing::Constituency(number) => {
                let members = &self.election.constituency(election, *number)?.members;
                self.units.common(members.iter().map(|member| &member.unit))
            }
            Owing::Unit(unit) => Some(unit.clone()),
            Owing::Area(area) => Some(self.election.area(area)?.unit.clone()),
        }
    }

    /// Whether there is such a one in the election.
    pub(super) fn votes_in(&self, election: &Election, owing: &Owing) -> bool {
        match owing {
            Owing::Whole => true,
            Owing::Constituency(number) => election.constituencies.contains_key(number),
            Owing::Area(area) => {
                self.election.area(area).is_some_and(|a| a.constituency(&election.id).is_some())
            }
            Owing::Unit(unit) => {
                let mut areas = self.election.areas_of(unit);
                let mut members = election.constituencies.values().flat_map(|of| &of.members);
                areas.any(|area| area.constituency(&election.id).is_some())
                    || members.any(|member| member.unit == *unit)
            }
        }
    }
}

impl Owing {
    pub(super) fn level(&self) -> Owed {
        match self {
            Owing::Whole => Owed::Whole,
            Owing::Constituency(_) => Owed::Constituency,
            Owing::Unit(_) => Owed::Unit,
            Owing::Area(_) => Owed::Area,
        }
    }
}
