//! Lists of tasks that stand in the state: by due day, with counts of each day.

use super::{ItemId, ProgrammeId, Task, TaskId};
use crate::{Date, people::BodyId};
use imbl::{OrdMap, OrdSet};
use smol_str::SmolStr;
use std::ops::RangeInclusive;

/// How a task stands at an instant, in the words of reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Due later than the days that the rule calls near.
    NotDue,
    /// Due within them, today included.
    InTime,
    /// Its last day is over.
    Overdue,
    DoneInTime,
    DoneLate,
    Cancelled,
}

impl Standing {
    pub const ALL: [Standing; 6] = [
        Standing::NotDue,
        Standing::InTime,
        Standing::Overdue,
        Standing::DoneInTime,
        Standing::DoneLate,
        Standing::Cancelled,
    ];

    /// Its stem in words and files.
    pub fn name(self) -> &'static str {
        match self {
            Standing::NotDue => "not_due",
            Standing::InTime => "in_time",
            Standing::Overdue => "overdue",
            Standing::DoneInTime => "done_in_time",
            Standing::DoneLate => "done_late",
            Standing::Cancelled => "cancelled",
        }
    }
}

/// How many tasks there are of each standing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts([u64; 6]);

impl Counts {
    pub fn of(&self, standing: Standing) -> u64 {
        let at = Standing::ALL.iter().position(|of| *of == standing);
        at.and_then(|at| self.0.get(at)).copied().unwrap_or(0)
    }

    pub fn add(&mut self, standing: Standing, more: u64) {
        let at = Standing::ALL.iter().position(|of| *of == standing);
        if let Some(count) = at.and_then(|at| self.0.get_mut(at)) {
            *count += more;
        }
    }

    /// All of them, those cancelled included.
    pub fn total(&self) -> u64 {
        self.0.iter().sum()
    }

    /// Those that are done, in time or late.
    pub fn done(&self) -> u64 {
        self.of(Standing::DoneInTime) + self.of(Standing::DoneLate)
    }

    /// Those that count: all but the cancelled.
    pub fn standing(&self) -> u64 {
        self.total() - self.of(Standing::Cancelled)
    }
}

/// A list of tasks by what they have in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shelf {
    Programme(ProgrammeId),
    /// Of a programme, those that one body owns.
    Part(ProgrammeId, BodyId),
    /// Of a programme, those that carry out one item.
    Item(ProgrammeId, ItemId),
    Owner(BodyId),
    /// Of an owner, those of public programmes.
    Shown(BodyId),
    Giver(BodyId),
    /// In which a body helps.
    Helper(BodyId),
    /// Born in one meeting, by its id. Parts of those tasks are not in it.
    Meeting(SmolStr),
}

/// A task on a list: by its deadline as it is now.
pub type Key = (Date, TaskId);

/// Tasks in the order of their deadlines.
pub type Keys = OrdSet<Key>;

/// What follows from a task's own records, whatever the time is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Open,
    DoneInTime,
    DoneLate,
    Cancelled,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Day {
    open: u32,
    in_time: u32,
    late: u32,
    cancelled: u32,
}

impl Day {
    fn of(&mut self, fate: Fate) -> &mut u32 {
        match fate {
            Fate::Open => &mut self.open,
            Fate::DoneInTime => &mut self.in_time,
            Fate::DoneLate => &mut self.late,
            Fate::Cancelled => &mut self.cancelled,
        }
    }
}

/// How a task stands on lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub due: Date,
    pub fate: Fate,
    /// Whether the giver has something to answer; whether the owner has.
    pub for_giver: bool,
    pub for_owner: bool,
}

/// Tasks in the order of their deadlines.
#[derive(Debug, Clone, Default)]
pub struct Lists {
    /// Neither done nor cancelled.
    pub open: Keys,
    /// Done or cancelled.
    pub closed: Keys,
    /// Submitted or declined, or an extension is asked: the giver answers.
    pub for_giver: Keys,
    /// Given or returned: the owner accepts, or does it again.
    pub for_owner: Keys,
    days: OrdMap<Date, Day>,
}

impl Lists {
    pub(super) fn put(&mut self, id: &TaskId, place: Place) {
        let key = (place.due, id.clone());
        *self.days.entry(place.due).or_default().of(place.fate) += 1;
        if place.for_giver {
            self.for_giver.insert(key.clone());
        }
        if place.for_owner {
            self.for_owner.insert(key.clone());
        }
        match place.fate {
            Fate::Open => self.open.insert(key),
            _ => self.closed.insert(key),
        };
    }

    pub(super) fn take(&mut self, id: &TaskId, place: Place) {
        let key = (place.due, id.clone());
        if let Some(day) = self.days.get_mut(&place.due) {
            let count = day.of(place.fate);
            *count = count.saturating_sub(1);
            if *day == Day::default() {
                self.days.remove(&place.due);
            }
        }
        self.for_giver.remove(&key);
        self.for_owner.remove(&key);
        self.open.remove(&key);
        self.closed.remove(&key);
    }

    pub fn len(&self) -> usize {
        self.open.len() + self.closed.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many of each standing are due in `range`, when it is `today`. Walks days, not tasks.
    pub fn counts(&self, range: RangeInclusive<Date>, today: Date, near_days: u16) -> Counts {
        let mut counts = Counts::default();
        for (due, day) in self.days.range(range) {
            counts.add(open_on(*due, today, near_days), day.open.into());
            counts.add(Standing::DoneInTime, day.in_time.into());
            counts.add(Standing::DoneLate, day.late.into());
            counts.add(Standing::Cancelled, day.cancelled.into());
        }
        counts
    }

    /// As [`Lists::counts`], of every day.
    pub fn all(&self, today: Date, near_days: u16) -> Counts {
        self.counts(Date::MIN..=Date::MAX, today, near_days)
    }

    /// The days on which something is due, with how many of each standing.
    pub fn days(
        &self,
        range: RangeInclusive<Date>,
        today: Date,
        near_days: u16,
    ) -> impl Iterator<Item = (Date, Counts)> {
        self.days.range(range).map(move |(due, _)| {
            let due = *due;
            (due, self.counts(due..=due, today, near_days))
        })
    }

    /// The first and the last day on which something is due.
    pub fn span(&self) -> Option<(Date, Date)> {
        Some((*self.days.get_min().map(|(day, _)| day)?, *self.days.get_max().map(|(day, _)| day)?))
    }

    /// Open tasks due in `range`, the earliest first.
    pub fn open_in(&self, range: RangeInclusive<Date>) -> impl Iterator<Item = &TaskId> {
        keys(&self.open, range)
    }

    /// Done and cancelled ones that were due in `range`, the earliest first.
    pub fn closed_in(&self, range: RangeInclusive<Date>) -> impl Iterator<Item = &TaskId> {
        keys(&self.closed, range)
    }
}

fn keys(set: &Keys, range: RangeInclusive<Date>) -> impl Iterator<Item = &TaskId> {
    let first = (*range.start(), TaskId::from(""));
    set.range(first..).take_while(move |(due, _)| due <= range.end()).map(|(_, id)| id)
}

/// How an open task stands that is due on `due`, when it is `today`.
pub(super) fn open_on(due: Date, today: Date, near_days: u16) -> Standing {
    let left = (due - today).get_days();
    match left {
        ..0 => Standing::Overdue,
        left if left <= i32::from(near_days) => Standing::InTime,
        _ => Standing::NotDue,
    }
}

impl Task {
    /// How it stands on `today`, where so many days are near.
    pub fn standing(&self, today: Date, near_days: u16) -> Standing {
        match self.place().fate {
            Fate::Open => open_on(self.due, today, near_days),
            Fate::DoneInTime => Standing::DoneInTime,
            Fate::DoneLate => Standing::DoneLate,
            Fate::Cancelled => Standing::Cancelled,
        }
    }
}
