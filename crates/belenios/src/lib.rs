//! See the crate's README.
#![no_std]
extern crate alloc;
#[cfg(any(feature = "std", test))]
extern crate std;

pub mod ballot;
pub mod credential;
pub mod election;
pub mod group;
mod hash;
mod json;
mod refused;
mod schnorr;
pub mod tally;
pub mod threshold;
pub mod trustee;

pub use hash::{fingerprint, sha256};
pub use json::Weight;
pub use refused::{Object, Refused, Why};
pub use schnorr::{Proof, ProofText, SignedMessage};
pub mod archive;
#[cfg(feature = "std")]
pub mod verify;
