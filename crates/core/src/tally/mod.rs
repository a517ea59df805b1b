//! Tally minutes (biên bản kiểm phiếu): the figures of one polling area for one election.
//!
//! Two officers enter them from the paper, each under seal, so that neither sees the other's and
//! nobody learns a result early. Two of the polling team sign the figures that count; an officer who
//! had no hand in them publishes, and with that opens every entry for all to see. Who signs may sign
//! with a passkey too; until he has, that he signed is the node's word.
//!
//! ```text
//! Awaited ─enter▶ Once ─enter▶ Twice ──entries equal──▶ sign, sign ─publish▶ Published
//!    ▲                          │  ▲└─settle by a third─▶ sign, sign ─publish▶ Published
//!    │                          │  └─correct one's own─┘                          │
//!    └──────start again─────────┘                            reopen, with a reason ┘
//! ```
//! Where few voted and the pack asks for it, publishing opens no seal: see [`crate::grouping`].
//! Source: Law 85/2015/QH13 art. 76; the checks H1, H2 … W1 … are those of `docs/checks.md`.

mod checks;
mod command;
mod event;
mod figures;
mod lawful;
mod state;
#[cfg(test)]
mod tests;

pub use checks::{Check, Finding, Level, check, check_ballots, check_roll};
pub use command::{Command, decide};
pub use event::{Event, SealedMinutes, challenge};
pub use figures::{Ballot, Field, Figures, Inventory, Sheet, Sum, sum};
pub use lawful::lawful;
pub use state::{
    Asserted, Entry, Hand, Minutes, Published, Reopening, SetAside, Shown, Signature, Step, Tally,
};
