use super::{Cycle, Organ, OrganId, Person, Phase};
use crate::Date;
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// How an office stands in one phase, as of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Something is missing after its day.
    Late,
    /// Something is missing; its day has not passed.
    Ahead,
    Done,
    /// There is nobody who owes it.
    Nothing,
}

/// One phase of one office: of how many how many have done it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    pub due: Date,
    pub done: usize,
    pub owed: usize,
    pub standing: Standing,
}

/// One office of the board.
#[derive(Debug, Clone)]
pub struct Row {
    pub organ: Arc<Organ>,
    pub people: usize,
    pub cells: BTreeMap<Phase, Cell>,
}

/// All offices of one level.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Level {
    pub organs: usize,
    pub people: usize,
    /// Of each phase done, owed, and how many offices are late.
    pub phases: BTreeMap<Phase, (usize, usize, usize)>,
}

impl Row {
    fn late(&self) -> usize {
        self.cells.values().filter(|cell| cell.standing == Standing::Late).count()
    }

    fn missing(&self) -> usize {
        self.cells.values().map(|cell| cell.owed - cell.done).sum()
    }
}

impl Cycle {
    /// Every office and what it owes, who is late first, then who lacks most; between equals as they lie in each
    /// other.
    pub fn board(&self, today: Date) -> Vec<Row> {
        let mut by_organ: BTreeMap<&OrganId, Vec<&Person>> = BTreeMap::new();
        for person in self.people.values().filter(|person| person.counts()) {
            by_organ.entry(&person.organ).or_default().push(person);
        }
        let none = Vec::new();
        let row = |organ: &Arc<Organ>| {
            let people = by_organ.get(&organ.id).unwrap_or(&none);
            let cell = |(phase, due): (&Phase, &Date)| {
                let (done, owed) = count(organ, people, *phase);
                let standing = match (done == owed, owed) {
                    (_, 0) => Standing::Nothing,
                    (true, _) => Standing::Done,
                    (false, _) if today > *due => Standing::Late,
                    (false, _) => Standing::Ahead,
                };
                (*phase, Cell { due: *due, done, owed, standing })
            };
            let cells = self.dues.iter().map(cell).collect();
            Row { organ: organ.clone(), people: people.len(), cells }
        };
        let mut rows: Vec<Row> = self.organs.values().map(row).collect();
        rows.sort_by_key(|row| {
            let place = (row.organ.level, row.organ.id.clone());
            (Reverse(row.late()), Reverse(row.missing()), place)
        });
        rows
    }

    /// The board rolled up: each level with its offices.
    pub fn levels(rows: &[Row]) -> BTreeMap<u8, Level> {
        let mut levels: BTreeMap<u8, Level> = BTreeMap::new();
        for row in rows {
            let level = levels.entry(row.organ.level).or_default();
            level.organs += 1;
            level.people += row.people;
            for (phase, cell) in &row.cells {
                let (done, owed, late) = level.phases.entry(*phase).or_default();
                *done += cell.done;
                *owed += cell.owed;
                *late += usize::from(cell.standing == Standing::Late);
            }
        }
        levels
    }

    /// An office with all that lies in it.
    pub fn below(&self, organ: &OrganId) -> BTreeSet<OrganId> {
        let mut all = BTreeSet::from([organ.clone()]);
        // A lower level is listed under one that stands: one pass by level finds them all.
        let mut organs: Vec<&Arc<Organ>> = self.organs.values().collect();
        organs.sort_by_key(|organ| organ.level);
        for organ in organs {
            if organ.parent.as_ref().is_some_and(|parent| all.contains(parent)) {
                all.insert(organ.id.clone());
            }
        }
        all
    }
}

/// How many of an office have done a phase, and how many owe it.
fn count(organ: &Organ, people: &[&Person], phase: Phase) -> (usize, usize) {
    let of = |done: fn(&Person) -> bool| {
        (people.iter().filter(|person| done(person)).count(), people.len())
    };
    match phase {
        Phase::SelfReport => of(|person| person.report().is_some()),
        Phase::Comments => of(|person| !person.comments.is_empty()),
        Phase::Proposal => of(|person| person.proposal().is_some()),
        Phase::Ballot => of(|person| person.ballot().is_some()),
        Phase::Decision => match people.is_empty() {
            true => (0, 0),
            false => (usize::from(organ.rating().is_some()), 1),
        },
        // Who appeals is owed an answer.
        Phase::Appeal => {
            let appeals = people.iter().flat_map(|person| &person.appeals);
            (appeals.clone().filter(|appeal| appeal.answered.is_some()).count(), appeals.count())
        }
    }
}
