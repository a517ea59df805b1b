//! What is followed up: pure questions to the state at a given instant.

use super::{
    Counts, Lists, Programme, ProgrammeId, RollUp, Shelf, Standing, Task, TaskId, days_of,
};
use crate::{Date, State, people::BodyId};
use dienhong_journal::Millis;
use smol_str::SmolStr;
use std::{ops::RangeInclusive, sync::Arc};

/// A task with how it stands at an instant.
#[derive(Debug, Clone)]
pub struct Followed {
    pub task: Arc<Task>,
    pub standing: Standing,
    pub roll_up: RollUp,
    /// Whether its records are closed: it is shown to nobody outside.
    pub closed: bool,
}

/// Today by the legal clock, and how many days are near. Without rules nothing is near.
fn clock(state: &State, now: Millis) -> Option<(Date, u16)> {
    let rules = state.rules_at(now).ok()?;
    Some((rules.local(now).day, rules.programme.as_ref().map_or(0, |rule| rule.near_days)))
}

fn followed(state: &State, id: &TaskId, (today, near): (Date, u16)) -> Option<Followed> {
    let task = state.programme.task(id)?.clone();
    Some(Followed {
        standing: task.standing(today, near),
        roll_up: state.programme.roll_up(&task),
        closed: !state.shows_programme(&task.programme),
        task,
    })
}

/// What a meeting promised, each task with how it stands at `now`: those that are open first, by their deadlines.
/// Costs as much as that meeting has tasks, however many there are.
pub fn promised(state: &State, meeting: &str, now: Millis) -> Vec<Followed> {
    let Some(clock) = clock(state, now) else { return Vec::new() };
    let list = state.programme.list(&Shelf::Meeting(SmolStr::from(meeting)));
    let keys = list.open.iter().chain(list.closed.iter());
    keys.filter_map(|(_, id)| followed(state, id, clock)).collect()
}

/// With what a meeting of `body` opens: what its last meeting promised, how all tasks that the body gave stand, and
/// the first `most` of those that are overdue.
pub fn opens_with(
    state: &State,
    body: &BodyId,
    last: Option<&str>,
    most: usize,
    now: Millis,
) -> (Vec<Followed>, Counts, Vec<Followed>) {
    let promised = last.map_or_else(Vec::new, |last| promised(state, last, now));
    let Some(clock) = clock(state, now) else { return (promised, Counts::default(), Vec::new()) };
    let list = state.programme.list(&Shelf::Giver(body.clone()));
    let overdue = overdue(state, list, clock).take(most).collect();
    (promised, list.all(clock.0, clock.1), overdue)
}

fn overdue<'a>(
    state: &'a State,
    list: &'a Lists,
    (today, near): (Date, u16),
) -> impl Iterator<Item = Followed> + 'a {
    let open = list.open.iter().take_while(move |(due, _)| *due < today);
    open.filter_map(move |(_, id)| followed(state, id, (today, near)))
}

/// What a body is reminded of.
#[derive(Debug, Clone, Default)]
pub struct Owed {
    /// How the tasks that it owns stand.
    pub counts: Counts,
    /// Given or returned, and not taken up yet.
    pub to_take_up: usize,
    /// Of tasks that it gave: submitted or declined, or a later day is asked.
    pub to_answer: usize,
    /// Those of its own that are overdue or due within the days that are near, the earliest first: as many as were
    /// asked for.
    pub first: Vec<Followed>,
}

/// What `body` owes at `now`, with the first `most` tasks that are overdue or near.
pub fn reminders(state: &State, body: &BodyId, most: usize, now: Millis) -> Owed {
    let Some((today, near)) = clock(state, now) else { return Owed::default() };
    let own = state.programme.list(&Shelf::Owner(body.clone()));
    let given = state.programme.list(&Shelf::Giver(body.clone()));
    let until = today.saturating_add(jiff::Span::new().days(near));
    let first = own.open_in(Date::MIN..=until).take(most);
    Owed {
        counts: own.all(today, near),
        to_take_up: own.for_owner.len(),
        to_answer: given.for_giver.len(),
        first: first.filter_map(|id| followed(state, id, (today, near))).collect(),
    }
}

impl State {
    /// Tasks with how they stand at `now`.
    pub fn followed<'a>(
        &'a self,
        ids: impl Iterator<Item = &'a TaskId> + 'a,
        now: Millis,
    ) -> impl Iterator<Item = Followed> + 'a {
        let clock = clock(self, now);
        ids.filter_map(move |id| followed(self, id, clock?))
    }
}

/// What one body has of a programme's tasks.
pub type Shares = Vec<(BodyId, Counts)>;

/// The figures of a programme for a year or a quarter, all from its records.
#[derive(Debug, Clone)]
pub struct Report {
    pub from: Date,
    pub to: Date,
    /// Tasks due in that time.
    pub tasks: Counts,
    /// The same by owner, in the order of their ids.
    pub by_owner: Shares,
    /// Items due in that time, how many of them are done, in time, and how many went on in a later programme.
    pub items: u64,
    pub items_done: u64,
    pub items_in_time: u64,
    pub items_carried_on: u64,
    /// Items that came from an earlier programme.
    pub items_carried_in: u64,
    /// Tasks due in that time whose deadline was moved.
    pub extended: u64,
    /// The same that were returned at least once.
    pub returned: u64,
    /// Overdue at that instant, the earliest first: at most as many as were asked for.
    pub overdue: Vec<Followed>,
}

/// The report of a programme for a quarter of its year, or the whole of it, as it stands at `now`.
/// None: there is no such quarter, or no rules hold.
pub fn report(
    state: &State,
    programme: &Programme,
    quarter: Option<u8>,
    most: usize,
    now: Millis,
) -> Option<Report> {
    use super::Carried;
    let (from, to) = days_of(programme.plan.year, quarter)?;
    let (today, near) = clock(state, now)?;
    let range = || -> RangeInclusive<Date> { from..=to };
    let id: &ProgrammeId = &programme.id;
    let list = state.programme.list(&Shelf::Programme(id.clone()));
    let by_owner = state.programme.by_owner(id);
    let by_owner = by_owner.map(|(body, list)| (body.clone(), list.counts(range(), today, near)));
    let mut report = Report {
        from,
        to,
        tasks: list.counts(range(), today, near),
        by_owner: by_owner.filter(|(_, counts)| counts.total() > 0).collect(),
        items: 0,
        items_done: 0,
        items_in_time: 0,
        items_carried_on: 0,
        items_carried_in: 0,
        extended: 0,
        returned: 0,
        overdue: Vec::new(),
    };
    for item in programme.items.values().filter(|item| range().contains(&item.due)) {
        report.items += 1;
        report.items_carried_in += u64::from(item.carried.is_some());
        if let Some(done) = programme.done.get(&item.id) {
            report.items_done += 1;
            report.items_in_time += u64::from(done.on <= item.due);
        }
        let own = Carried { programme: id.clone(), item: item.id.clone() };
        report.items_carried_on += u64::from(state.programme.carried_to(&own).is_some());
    }
    let ids = list.open_in(range()).chain(list.closed_in(range()));
    for task in ids.filter_map(|id| state.programme.task(id)) {
        report.extended += u64::from(task.extensions.iter().any(|of| of.is_granted()));
        report.returned += u64::from(task.submissions.iter().any(|of| of.returned.is_some()));
    }
    let open = list.open_in(range()).filter_map(|id| followed(state, id, (today, near)));
    let late = open.take_while(|of| of.standing == Standing::Overdue);
    report.overdue = late.take(most).collect();
    Some(report)
}
