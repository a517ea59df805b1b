//! Work programmes of a body by year and quarter, and tasks that are followed until they are done.
//!
//! ```text
//! opened ─▶ items set ─▶ issued ─▶ amended (1, 2, …)          an item: set ─▶ done; carried over from before
//!    └─▶ task given ─▶ accepted ─▶ progressed … ─▶ submitted ─▶ approved
//!              │  └─▶ parts given to other bodies      └─▶ returned ─▶ submitted again
//!              ├─▶ declined ─▶ upheld, or cancelled       an extension: asked ─▶ granted, refused
//!              └─▶ cancelled
//! ```
//! All records of a programme are as public as its plan says. Whether a task is due, late or done in time follows
//! from its records and a given `now`. Lists of tasks stand in the state by programme, giver, owner and meeting, with
//! counts by day, so that a page of open tasks never walks all of them.
//! Practice of offices; no article of law orders it.

mod command;
mod event;
mod follow;
mod lawful;
mod lists;
mod rule;
mod state;

pub use command::{Command, decide};
pub use event::Event;
pub use follow::{Followed, Owed, Report, Shares, opens_with, promised, reminders, report};
pub use lawful::lawful;
pub use lists::{Counts, Key, Keys, Lists, Shelf, Standing};
pub use rule::{DoneWhen, ProgrammeRules, days_of, month_days};
pub use state::{
    Amendment, Approval, Cancellation, Carried, Done, Extension, Given, Item, ItemId, Note, Origin,
    Plan, Programme, ProgrammeId, Programmes, RollUp, Step, Submission, Task, TaskId,
};
