//! The node itself: how its journal began, the rules that hold in it, the keys that sign for it, who
//! witnesses it, and the program that checks it.
//!
//! The first record says whether everything after it is simulated; nothing later can change that.

mod event;
mod state;

pub use event::{Event, lawful};
pub use state::{
    Imported, Key, KeyChange, Node, PRACTICE, Program, RehearsalOf, Started, Witness, is_practice,
};
