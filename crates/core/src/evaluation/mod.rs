//! The evaluation of people by the year or the quarter: what they report of themselves, what others say, what
//! is proposed and balloted, and the decision, under the cap on the best.
//!
//! ```text
//! cycle ─ units, people ─▶ self-report ─▶ comments ─▶ proposal ─▶ ballot ─▶ decision ─▶ appeal ─▶ answer
//!                                                                    (a correction is a decision that names another)
//! ```
//! Every record about a single person is closed: the log shows that something was done, when and by which body.
//! Public are the cycle, its units, and the totals of a unit once a record states them. Late or missing is
//! computed from a given day, never journalled. Source: Quy định 366-QĐ/TW, Nghị định 335/2025/NĐ-CP.

mod board;
mod cap;
mod command;
mod event;
mod lawful;
mod rule;
mod state;

pub use board::{Cell, Level, Row, Standing};
pub use cap::CapLine;
pub use command::{Command, decide, totals};
pub use event::Event;
pub use lawful::lawful;
pub use rule::{
    BallotRule, BandRule, CapBase, CapRule, EvaluationRules, Facts, MonthsRule, NotAScore,
    PublishRule, Rated, Rating, Score, TaskRule, Tasks,
};
pub use state::{
    Appeal, Ballot, Blemish, Comment, Cycle, CycleId, Decision, Evaluations, Fact, Law, Of, Organ,
    OrganId, Outcome, Period, Person, PersonId, Phase, Proposal, Published, Report, Totals,
    Unrated,
};
