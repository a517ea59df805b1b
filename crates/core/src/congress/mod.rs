//! A congress of a body: delegates allotted to its units, their mandates examined, its presidium and officers elected
//! in rounds.
//!
//! ```text
//! opened ─▶ allotted ─▶ delegates named, unit by unit ─▶ mandates examined
//!    └─▶ list opened ─▶ nominated, withdrawn ─▶ round called (its vote) ─▶ elected … a further round for what is left
//! ```
//! Every record is closed: delegates are private people. The votes are [`crate::vote`]s and as public as the rule of
//! their purpose says. Seats by unit follow from members and the rule; who is elected follows from declared votes.
//! Source: Quy định 190-QĐ/TW (2024), to be confirmed.

mod command;
mod event;
mod lawful;
mod rule;
mod state;

pub use command::{Command, decide};
pub use event::Event;
pub use lawful::lawful;
pub use rule::{CongressRules, ListRule, Surplus, allot};
pub use state::{
    Congress, CongressId, Congresses, Delegate, Ended, List, ListId, Mandate, Nominee, Plan, Seats,
    Unit, What,
};
