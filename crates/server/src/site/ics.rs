use super::{day, mark};
use crate::Speech;
use chrono::{DateTime, NaiveDate, Utc};
use dienhong_core::{Date, election::Election};
use dienhong_node::View;
use icalendar::{Calendar, Component, Event, EventLike};

/// The legal deadlines of an election as a calendar file: the same bytes for the same journal.
pub(crate) fn ics(view: &View, election: &Election, speech: Speech) -> Option<String> {
    let rules = view.state.node.rules_on(election.day)?;
    let made = DateTime::<Utc>::from_timestamp_millis(i64::try_from(view.at.get()).ok()?)?;
    let origin = view.state.node.started.as_ref().map_or("", |started| started.origin.as_str());
    let mut calendar = Calendar::new();
    // Programs show a calendar's name, or each entry alone: either says that it is invented.
    let mark = mark(&view.state.node, &speech).map_or_else(String::new, |mark| format!("{mark}: "));
    calendar.name(&format!("{mark}{}", election.name));
    for deadline in rules.deadlines(&election.kind, election.day, election.is_further()) {
        let rule = deadline.rule;
        let what = speech.t(&format!("calendar.{}", rule.id));
        let at = rule.at.map(|at| format!(" ({at})")).unwrap_or_default();
        let about = format!(
            "{} · {} · {}",
            election.name,
            rule.source.article,
            speech.tell("readiness.ics_election_day", &[("day", &day(election.day))]),
        );
        let event = Event::new()
            .uid(&format!("{}.{}@{origin}", election.id, rule.id))
            .timestamp(made)
            .all_day(naive(deadline.day)?)
            .summary(&format!("{mark}{what}{at}"))
            .description(&about)
            .done();
        calendar.push(event);
    }
    Some(calendar.done().to_string())
}

fn naive(day: Date) -> Option<NaiveDate> {
    let (month, date) = (u32::try_from(day.month()).ok()?, u32::try_from(day.day()).ok()?);
    NaiveDate::from_ymd_opt(day.year().into(), month, date)
}
