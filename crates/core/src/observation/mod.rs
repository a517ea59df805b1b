//! What accredited observers noted at a polling area, and their objections at the count, each of which
//! is answered.
//!
//! Whether words are public is the observer's choice; as long as a poll may still be voted in they are
//! sealed all the same, since a sentence may tell a figure. Photographs are kept closed: the record holds
//! their hashes. Source: Law 85/2015/QH13 art. 73, 75.

mod event;
mod lawful;
mod state;

pub use event::Event;
pub use lawful::{MOST_PHOTOS, lawful};
pub use state::{Answer, Ground, Note, Objection, Observations, Photo, Said, Words};
