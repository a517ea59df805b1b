//! The domain: what may be asked, what has happened, and what follows from it.
//!
//! Nothing here reads a clock, a file or a random number, so that a server and a citizen's browser
//! given the same facts come to the same figures. No number here is a float, and no rule of any one
//! country stands in the code: rules are data of a pack ([`rules::Rules`]).

pub mod assembly;
pub mod briefing;
pub mod code;
pub mod complaint;
pub mod confidence;
pub mod congress;
pub mod count;
pub mod election;
pub mod evaluation;
mod events;
pub mod evidence;
pub mod grouping;
mod ids;
pub mod motion;
pub mod node;
pub mod nomination;
pub mod observation;
pub mod people;
pub mod percent;
pub mod personnel;
pub mod programme;
pub mod ratio;
pub mod readiness;
pub mod refusal;
pub mod report;
pub mod rules;
pub mod scans;
mod state;
pub mod tally;
pub mod text;
pub mod units;
pub mod vote;

pub use jiff::civil::Date;
pub use state::{Command, Decided, Event, Head, Kept, NotUnderstood, State, understand};
