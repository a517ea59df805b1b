//! Briefing on a document: sent down the tree of bodies, read and acknowledged by their people, reported back as figures.
//!
//! ```text
//! opened ─▶ articles, quiz ─▶ sent ─▶ sent on by each body that got it … ─▶ closed
//!                              └─▶ sessions planned, held; progress stated; what was carried out
//! ```
//! Who read what is working data and stands in no record. A body states figures of its people, in batches; where fewer
//! than [`BriefingRules::show_from`] are counted it states that it did so, and no figure. Sums up the tree are derived.
//! A briefing is public or closed as its plan says, and so are all its records.

mod command;
mod event;
mod lawful;
mod rule;
mod state;
mod tree;

pub use command::{Audience, Command, decide};
pub use event::Event;
pub use lawful::{MOST_BODIES, lawful};
pub use rule::BriefingRules;
pub use state::{
    AllOf, Article, Attached, Briefing, BriefingId, Briefings, Carried, Ended, Figures, Held, Plan,
    Question, Recipient, Session, SessionId, SessionPlan, Stated,
};
pub use tree::{Owing, Sum, Why, owing};
