//! Files that show what records say: of a step that was done, of a round's or a meeting's minutes. A record
//! names the file by its hash; here stands who brought it to the unit and who looked it through.
//!
//! ```text
//! brought ─reviewed by another: fit▶ public      brought as private ─redacted▶ copy ─reviewed▶ public
//!         └reviewed: not fit▶ officers only
//! ```

mod event;
mod lawful;
mod state;

pub use event::Event;
pub use lawful::lawful;
pub use state::Files;
