//! Officers, the bodies they act for, and what each may do where.
//!
//! A role is held in a body, and reaches as far as the body does: a polling team's secretary may
//! enter minutes of the team's own unit and of nothing beside it. Which role has which right is the
//! pack's table ([`crate::rules::PeopleRules`]), not this code's. One node hosts several bodies.
//!
//! An officer may sign with keys of his own ([`passkey`]); until he has, what a record says of him is
//! the node's word. Sign-in, sessions and passwords are working data and never stand in a record.

mod event;
pub mod passkey;
mod state;

pub use event::{Event, lawful};
pub use state::{Body, BodyId, By, Charge, NobodyKnown, Officer, OfficerId, People, Place, Right};
