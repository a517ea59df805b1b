//! Complaints (khiếu nại) about the roll, a candidate, a result, or what happened at the count.
//!
//! ```text
//! received ──decide▶ decided ──turn to the next instance▶ waiting there ──decide▶ …
//!     └──withdraw▶ withdrawn
//! ```
//! Who complains and what he wrote is sealed: the node keeps it, no public file holds it. Public are
//! what it is about, the dates, the instance, and the answer. A denunciation (tố cáo) is no complaint:
//! it takes a closed way of its own and never enters this journal. Source: Law 85/2015/QH13 art. 33,
//! 61, 75, 87.

mod event;
mod lawful;
mod rule;
mod state;

pub use event::Event;
pub use lawful::lawful;
pub use rule::{Instance, Rule, Since, Topic};
pub use state::{
    Complaint, Complaints, Decision, Letter, Lodged, Outcome, Standing, Subject, Turn, Withdrawal,
};
