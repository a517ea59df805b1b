//! The box of a secret electronic vote: whether a ballot may be cast, which ballots count, and their sum.
//!
//! It knows public credentials and their weights, never who holds them. [`Gate`] checks ballots: it is made once
//! for a vote, changes nothing, and is asked from as many threads as there are. [`BallotBox`] remembers what was
//! cast, in its order; it is rebuilt from the ballots that the journal names, so that it needs no storage.
//!
//! ```text
//! bytes ──Gate::verify──▶ Verified ──BallotBox::admits──▶ (journal) ──BallotBox::put──▶
//! ```
//!
//! # What time tells
//! [`Gate::verify`] does all of the work on a ballot's proofs before it looks its credential up, so that the time
//! of an answer does not tell whether a credential is in the list. Ballots that are malformed, of another election
//! or too large are refused early: that depends on nothing but the bytes that were sent.
//!
//! # What cannot be batched
//! Proofs hold their challenge and not their commitments, which are hashed: each must be computed exactly, so that
//! no random combination of several proofs says anything. That elements lie in the group is asked of many ballots
//! together; where it does not hold, each is asked alone and the one at fault is named.

mod ballots;
mod gate;
pub mod keeping;
mod refused;
#[cfg(test)]
mod tests;

pub use ballots::BallotBox;
pub use gate::{Counted, Gate, Verified};
pub use refused::Refused;
