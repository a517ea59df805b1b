//! Votes of confidence (lấy phiếu, bỏ phiếu tín nhiệm): a round in which a body says, person by person, how much
//! confidence it has, and what follows from it.
//!
//! ```text
//! opened ──reports filed▶ given out ──the rule's days▶ the vote opens … declared ──▶ results, person by person
//!                                                                          │
//!                            resignation, a vote on two levels, or relief proposed: each with its document
//! ```
//! The ballots are a [`crate::vote`]: figures and who sees them when are that module's. Results are derived from
//! the declared vote, never stated again. A round of the party's kind has closed records only; of an assembly's
//! kind all are public. What a person reports is sealed in both. Source: Nghị quyết 96/2023/QH15; Quy định
//! 96-QĐ/TW (2023).

mod command;
mod event;
mod lawful;
mod rule;
mod state;

pub use command::{Command, decide};
pub use event::Event;
pub use lawful::lawful;
pub(crate) use lawful::may_open;
pub use rule::{
    ConfidenceRules, Consequence, FromRule, LEVELS, Levels, ReportsRule, SurveyRule, TWO_LEVELS,
    TwoLevelRule, line_is_valid,
};
pub use state::{
    Excluded, Given, Ground, Plan, Report, Round, RoundId, Rounds, Second, SecondGiven, Subject,
    Taken, Why,
};
