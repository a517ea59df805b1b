//! From proposal to list: who is proposed, what the consultation rounds and the voters' meetings said,
//! objections, withdrawals, and who stands where.
//!
//! ```text
//! proposed ─rounds, meetings, objections▶ assigned ─list▶ election.candidate_listed
//!     └──────────────withdrawn
//! ```
//! Dossiers, health and the words of objections are never records: only what forms publish is.

mod command;
mod event;
mod lawful;
mod order;
mod quota;
mod state;

pub use command::{Command, decide};
pub use event::Event;
pub use lawful::lawful;
pub use order::{legal_order, order_key};
pub use quota::{Quota, quotas};
pub use state::{
    About, Change, List, Meeting, MeetingPlace, Nominations, Nominee, Objection, Part, PersonId,
    Proposer, Round, Structure, Voted,
};
