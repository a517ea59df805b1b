//! Whether everything stands before a poll: the legal steps that each owes, and the members of the
//! bodies that run it.
//!
//! What is owed, by whom and by which day is the pack's calendar ([`crate::rules::StepRule`]). Where the
//! journal already shows that a step was done, nobody states it again. Late, done or still to come is
//! computed from a given day, never journalled.

mod duty;
mod event;
mod lawful;
mod members;
mod state;

pub use duty::{Duty, Standing};
pub use event::Event;
pub use lawful::lawful;
pub use members::Finding;
pub use state::{
    Ended, Evidence, Explained, Member, Office, Owing, Person, Readiness, Shift, Staffing,
    Statement,
};
