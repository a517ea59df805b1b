//! Administrative units with their history: what a place was called, when, and what became of it.
//!
//! A unit's identity is never its name or its code: both are used again (the commune Các Sơn of
//! 2025 is not the Các Sơn that went into it). A reorganisation closes units and registers their
//! successors, which name their predecessors.
//!
//! ```text
//! (unknown) ─register▶ standing ─close▶ ended
//! ```

mod event;
mod state;
#[cfg(test)]
mod tests;

pub use event::{Event, fits, lawful};
pub use state::{Found, Match, Predecessor, Unit, UnitId, Units};
