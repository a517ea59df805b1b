#![doc = include_str!("../README.md")]
#![no_std]
extern crate alloc;
#[cfg(any(feature = "std", test))]
extern crate std;

pub mod archive;
pub mod audit;
pub mod ballot;
pub mod credential;
pub mod election;
pub mod group;
mod hash;
mod json;
mod refused;
pub mod rehearsal;
mod schnorr;
pub mod tally;
pub mod threshold;
pub mod trustee;
#[cfg(feature = "std")]
pub mod verify;

pub use hash::{fingerprint, fingerprint_of, sha256};
pub use json::Weight;
pub use refused::{Object, Refused, Why};
pub use schnorr::{Proof, ProofText, SignedMessage};
