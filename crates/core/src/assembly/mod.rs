//! A meeting held at many sites: who is invited and where they sit, what is on the agenda, who is there, who
//! speaks and why now, and whether enough are there to go on.
//!
//! ```text
//! convened ─▶ sites, delegates, agenda, papers ─▶ opened ─▶ item begun ─▶ … item ended ─▶ closed
//!    ├─▶ invited, replied, line tested             │           ├─▶ floor asked ─▶ given ─▶ ended
//!    └─▶ marked (who is there) ◀───────────────────┘           ├─▶ vote put ─▶ (its vote)
//!                                                              └─▶ noted: decisions, conclusions
//! ```
//! A site whose line is lost does not count as there. Below the quorum nobody is given the floor and no vote is
//! opened: the item is suspended, and goes on when enough are there again. Both follow from the records of presence;
//! nobody states them. What a cut-off site did meanwhile comes with the time at which it happened, once it is back.
//!
//! All records of a meeting are closed, or none. What is on an internal or hidden item of a public meeting is sealed.
//! The order of the floor is a rule in data ([`FloorRule`]): why somebody is at place 4 can be said by everybody.

mod command;
mod event;
mod floor;
mod lawful;
mod plan;
mod rule;
mod state;

pub use command::{Command, Done, Held, HeldAct, PutVote, decide};
pub use event::Event;
pub use floor::{Asked, Because, Left, Place, Speech, Spoke};
pub use lawful::lawful;
pub(crate) use lawful::{answers_for, may_open_vote};
pub use plan::{
    Continues, Delegate, Item, ItemId, Kind, Mark, MeetingId, Note, Numbering, Outcome, Paper,
    Plan, Presence, Reach, Reply, Site, SiteId, Taken, Test, Visibility, Words,
};
pub use rule::{AssemblyRules, FloorRule, Key, MeetingRule, Per, Quorum, Quota, Scope};
pub use state::{
    Assemblies, Coming, Line, Meeting, NoteTaken, OfItem, OfSite, PaperGiven, Seen, Step, There,
};
