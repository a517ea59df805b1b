//! Areas in which few voted: their candidates' figures are shown only together with those of others.
//!
//! Where the pack has a [`SmallAreaRule`](crate::rules::SmallAreaRule), minutes of few valid ballots are published
//! in part (`tally.published_in_part`): voters and ballots, and of the rest the seal alone. No public record says
//! how such an area voted, so no page, file or verifier can. The board of the constituency forms groups and
//! publishes what each adds up to; the result rests on these sums.
//!
//! ```text
//! formed ──every area published in part▶ published ──an area corrected▶ published again, with a reason
//!   └──dissolve▶ no more: only before its figures were published
//! ```
//! A group whose figures were published keeps its areas for ever: the difference of two groups would tell what one
//! area of them said. That the votes add up is checked by the node, which can open the seals; everybody checks the
//! ballots, the checks on the sum, and that each area counts once.

mod command;
mod event;
mod lawful;
mod propose;
mod state;

pub use command::{Command, decide};
pub use event::Event;
pub use lawful::lawful;
pub use propose::propose;
pub use state::{Group, Groups, Together};
