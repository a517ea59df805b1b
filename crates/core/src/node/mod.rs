//! The node itself: how its journal began, and the rules that hold in it.
//!
//! The first record says whether everything after it is simulated; nothing later can change that.

mod event;
mod state;

pub use event::{Event, lawful};
pub use state::{Imported, Node, Started};
