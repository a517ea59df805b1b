//! An invented election night, the same for the same seed on every machine.
//!
//! The demo counts it, the benches are fed with it. Communes, constituencies and old districts are
//! those of Thanh Hoá ([`Reference`]); every person, every voter and every vote is invented and
//! says so in its name. Nothing here is a figure of a real election.
//!
//! Pure: no clock, no file, no randomness but [`Seed`], and no floats.

#![deny(clippy::float_arithmetic)]

mod apportion;
mod contest;
mod hours;
mod model;
mod national;
mod night;
mod paper;
mod practice;
mod province;
mod random;
mod reference;
mod sheets;
mod steer;
#[cfg(test)]
mod tests;
mod typing;

pub use hours::NIGHT;
pub use model::{
    Area, Candidate, Constituency, Correction, Election, Entry, Night, Part, Sheet, Slip, SlipKind,
    Team, TurnoutReport,
};
pub use national::National;
pub use night::{night, small};
pub use practice::{
    Contested, How, PLANTABLE, Planted, Practice, breaks as practice_breaks, practice,
};
pub use random::Seed;
pub use reference::{Commune, Reference, Unreadable};

/// A national day for benches, made piece by piece as it is asked for.
pub fn national(seed: Seed) -> National {
    National::new(seed)
}
