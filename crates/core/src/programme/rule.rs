//! When a task counts as done, and from when on its deadline is near.

use crate::{Date, rules::Source};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProgrammeRules {
    pub done_when: DoneWhen,
    /// A task that is due within so many days is «in time», one that is due later «not due yet».
    pub near_days: u16,
    /// How often a task can be divided: 1 is a task with parts that have none.
    pub depth: u8,
    pub source: Source,
}

/// Which act of a task's life ends it before its deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DoneWhen {
    /// The owner submits what was asked for; a return undoes it.
    Submitted,
    /// The giver approves it.
    Approved,
}

impl DoneWhen {
    /// As it is written in records.
    pub fn name(self) -> &'static str {
        match self {
            DoneWhen::Submitted => "submitted",
            DoneWhen::Approved => "approved",
        }
    }
}

/// The first and the last day of a year, or of one of its quarters. None: there is no such quarter.
pub fn days_of(year: i16, quarter: Option<u8>) -> Option<(Date, Date)> {
    let quarter = quarter.map(i8::try_from).transpose().ok()?;
    let (from, to) = match quarter {
        None => (1, 12),
        Some(quarter @ 1..=4) => (quarter * 3 - 2, quarter * 3),
        Some(_) => return None,
    };
    Some((month_days(year, from)?.0, month_days(year, to)?.1))
}

/// The first and the last day of a month. None: there is no such month.
pub fn month_days(year: i16, month: i8) -> Option<(Date, Date)> {
    let first = Date::new(year, month, 1).ok()?;
    Some((first, first.last_of_month()))
}
