//! Periodic reports: a body asks others for them on a template; they file, it takes or returns, and sums up.
//!
//! ```text
//! template set (versions) ─▶ round opened ─▶ filed ─▶ taken ─▶ summarised
//!                                              │ ▲      │           ▲
//!                                              ▼ │      └─ filed again, with a reason: the summary is marked
//!                                           returned
//! ```
//! Figures are whole numbers of a unit's smallest part ([`Amount`]). Who owes, who is late, what the totals are and
//! whether a summary still says what the reports say follow from the records; a summary states the totals of a moment,
//! and every version of a report stays. A round and its template are public or closed as a whole.
//! Source: Nghị định 09/2019/NĐ-CP on periodic reports, to be confirmed.

mod amount;
mod command;
mod event;
mod lawful;
mod rule;
mod state;
mod sum;

pub use amount::{Amount, Change, NoAmount, change};
pub use command::{Command, decide};
pub use event::Event;
pub use lawful::{MOST_TEXT, lawful};
pub use rule::{Every, ReportRules};
pub use state::{
    Evidence, Form, Indicator, Owing, Period, Plan, Reports, Round, RoundId, Section, Standing,
    Summary, Template, TemplateId, Total, Version,
};
pub use sum::Sum;
