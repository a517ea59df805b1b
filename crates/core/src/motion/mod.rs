//! Motions before a body and amendments to them, by the lines of their text.
//!
//! ```text
//! moved ─▶ admitted ─▶ adopted | rejected      amended (open) ─▶ accepted by the mover | adopted | rejected | withdrawn
//!    ├─▶ not admitted     │                          ▲                          │
//!    └─▶ withdrawn        └─ reopened, with a reason └─ reopened, with a reason ┘
//! ```
//! Lines follow from the text and the rule's width alone ([`lines`]), so that a number means the same on every page and
//! paper. The text as amended follows from what was accepted ([`text_with`]), in whatever order that happened; what is
//! decided by a vote names it, and holds while the vote says so. A motion's records are public or closed as a whole.

mod event;
mod lawful;
mod rule;
mod state;
mod text;

pub use event::Event;
pub use lawful::lawful;
pub use rule::MotionRules;
pub use state::{
    Amendment, AmendmentId, Decision, How, Motion, MotionId, Motions, Moved, Step, Take,
};
pub use text::{Line, Part, Place, lines, normal, overlap, text_with};
