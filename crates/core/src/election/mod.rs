//! Elections: constituencies, candidates, polling areas, turnout, and who is elected.
//!
//! ```text
//! called ─set, list, announce▶ listed ─areas open, close▶ ended ─minutes▶ counted ─record▶ result
//!                                                                            ─announce, confirm▶
//! ```
//! A re-election, a supplementary election and a by-election are elections of their own; the first
//! two name their parent. Source: Law 85/2015/QH13, with the articles in each pack's rules.

mod ballot;
mod command;
mod event;
mod lawful;
mod result;
mod stand;
mod state;
mod tallied;

pub use ballot::{Paper, Reading, read};
pub use command::{Command, Further, decide};
pub use event::Event;
pub(crate) use lawful::fits_the_list;
pub use lawful::lawful;
pub use result::{Decision, Outcome, Poll, Stage, Standing, outcome};
pub use stand::{Progress, Stand, UnitTurnout};
pub use state::{
    Announced, Area, AreaId, AreaKind, Basis, Candidate, Constituency, Decided, Early, Election,
    ElectionId, Elections, FurtherReport, How, Interruption, Listed, Member, Recorded, Report,
    Roll, Sex, TieDecision, Withdrawal, Withdrawn,
};
pub use tallied::{Ballots, Tallied};
